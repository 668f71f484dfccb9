//! Trying to prove an identity: what is given, how often, and what comes of it (reliability.md S-03,
//! S-04, S-07).

use crate::passkeys::{Answer, try_passkey};
use crate::vault::of_account;
use crate::{Error, Portal, Tx};
use domain::audit::Act;
use domain::ids::AccountId;
use domain::second_factor::{Code, Secret, TRIES_MS, TRIES_OF_ACCOUNT, Typed, hashed};
use domain::time::Timestamp;

/// What somebody gives to prove who he is.
pub(crate) enum Given {
    /// A code of the authenticator or a recovery code.
    Typed(Typed),
    /// What a passkey answered to a challenge.
    Passkey(Box<Answer>),
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The code of the authenticator was right.
    Code,
    /// The recovery code was right, and is used up.
    Recovery,
    /// The code was not.
    Wrong,
    /// The passkey answered as it should.
    Passkey,
    /// It did not, or it was not one of the account's.
    PasskeyWrong,
    /// It answered to no challenge that waits: used, too old, or of another sign-in.
    PasskeyOver,
    /// It is right, but another one with the same key has been used since: somebody copied it.
    PasskeyBehind,
}

impl Outcome {
    /// Whether the identity is proven.
    pub(crate) fn is_right(self) -> bool {
        matches!(self, Self::Code | Self::Recovery | Self::Passkey)
    }

    /// What the audit record calls it.
    pub(crate) const fn act(self) -> Act {
        match self {
            Self::Code => Act::FactorProve,
            Self::Recovery => Act::FactorRecover,
            Self::Wrong => Act::FactorWrong,
            Self::Passkey => Act::PasskeyProve,
            Self::PasskeyWrong | Self::PasskeyOver => Act::PasskeyWrong,
            Self::PasskeyBehind => Act::PasskeyBehind,
        }
    }

    /// What the person is told.
    pub(crate) fn answer(self) -> Result<(), Error> {
        Err(Error::invalid(match self {
            Self::Code | Self::Recovery | Self::Passkey => return Ok(()),
            Self::Wrong => "FACTOR_WRONG",
            Self::PasskeyWrong => "PASSKEY_WRONG",
            Self::PasskeyOver => "PASSKEY_OVER",
            Self::PasskeyBehind => "PASSKEY_BEHIND",
        }))
    }
}

/// Takes one of the tries that an account has.
///
/// # Errors
/// `FACTOR_TRIES` when there is none left for now.
pub(crate) async fn try_account(tx: &mut Tx, id: AccountId, now: Timestamp) -> Result<(), Error> {
    let since = now.plus_millis(-TRIES_MS);
    let left = tx.take_proof_try(id, TRIES_OF_ACCOUNT, since, now).await?;
    left.then_some(()).ok_or(Error::invalid("FACTOR_TRIES"))
}

impl Portal {
    /// Whether what is given is right; if so it is used up, and gives the account its tries back.
    pub(crate) async fn try_given(
        &self,
        tx: &mut Tx,
        id: AccountId,
        given: &Given,
        now: Timestamp,
    ) -> Result<Outcome, Error> {
        let outcome = match given {
            Given::Typed(typed) => self.try_typed(tx, id, typed, now).await?,
            Given::Passkey(answer) => {
                let party = self.relying_party()?;
                try_passkey(tx, &party, id, answer, now).await?
            }
        };
        if outcome.is_right() {
            tx.forget_proof_tries(id).await?;
        }
        Ok(outcome)
    }

    async fn try_typed(
        &self,
        tx: &mut Tx,
        id: AccountId,
        typed: &Typed,
        now: Timestamp,
    ) -> Result<Outcome, Error> {
        Ok(match typed {
            Typed::Code(code) => match self.step_of(tx, id, *code, now).await? {
                Some(step) if tx.take_step(id, step).await? => Outcome::Code,
                _ => Outcome::Wrong,
            },
            Typed::Recovery(code) => match tx.take_recovery_code(id, &hashed(code), now).await? {
                true => Outcome::Recovery,
                false => Outcome::Wrong,
            },
        })
    }

    /// The step whose code was typed. A secret that does not open is a matter of the operator's: who
    /// has another way in must not be kept out by it.
    async fn step_of(
        &self,
        tx: &mut Tx,
        id: AccountId,
        code: Code,
        now: Timestamp,
    ) -> Result<Option<i64>, Error> {
        let Some(factor) = tx.second_factor(id).await? else {
            return Ok(None);
        };
        match self.unseal(&of_account(id), &factor.secret) {
            Ok(secret) => Ok(Secret::new(*secret).accepts(code, now, factor.last_step)),
            Err(error) => {
                tracing::error!(%error, account = %id, "a code was not compared");
                Ok(None)
            }
        }
    }
}
