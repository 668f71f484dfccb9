//! Guesses at passwords are counted before they are looked at, in the database, so that neither fifty
//! at once nor a restart makes more of them (reliability.md S-07). Which buckets there are and what
//! they do says `domain::logins`.

use crate::{Error, Portal, Tx};
use domain::ids::AccountId;
use domain::logins::{Brake, Bucket, Level, Network, brake};
use domain::time::Timestamp;
use sha2::{Digest, Sha256};

/// Tries to count a guess while others guess in the same bucket.
const TRIES: usize = 5;

/// A guess that was counted.
#[derive(Clone, Debug)]
pub(crate) struct Guess(Vec<(Bucket, [u8; 32])>);

impl Portal {
    /// A guess at the password of the account with this name, which may be no account's; it is not
    /// counted yet. Whoever has to wait is told so before he takes anybody's place.
    ///
    /// # Errors
    /// `SIGN_IN_WAIT` with the `seconds` to wait.
    pub(crate) async fn guess(
        &self,
        name: &str,
        account: Option<AccountId>,
    ) -> Result<Guess, Error> {
        let buckets = self.buckets(name, account).await?;
        check(&buckets, &mut self.store().read().await?, self.now()).await?;
        Ok(Guess(buckets))
    }

    /// Counts the guess, right before it is compared: those who wait for that are many at once, and
    /// most of them know their passwords.
    ///
    /// # Errors
    /// `SIGN_IN_WAIT` as [`Self::guess`], when others have guessed meanwhile; nothing is counted then.
    pub(crate) async fn count(&self, guess: &Guess) -> Result<(), Error> {
        let (store, buckets, now) = (self.store().clone(), guess.0.clone(), self.now());
        self.durable(async move {
            for _ in 0..TRIES {
                // tidy-allow(audit): a count that leaks away, not a state of anything
                let mut tx = store.write().await?;
                let levels = check(&buckets, &mut tx, now).await?;
                if count(&buckets, &levels, &mut tx, now).await? {
                    return Ok(tx.commit().await?);
                }
            }
            Err(Error::invalid("SIGN_IN_BUSY"))
        })
        .await
    }

    /// The buckets of whoever asks, in one order, so that nobody waits for one another.
    async fn buckets(
        &self,
        name: &str,
        account: Option<AccountId>,
    ) -> Result<Vec<(Bucket, [u8; 32])>, Error> {
        let client = self.client();
        // Asked for unknown names as well: nobody has the number 0.
        let device = client.device_hash(account.unwrap_or(AccountId(0)));
        let known = match &device {
            Some(hash) => {
                let mut tx = self.store().read().await?;
                tx.known_device(account.unwrap_or(AccountId(0)), hash)
                    .await?
            }
            None => false,
        };
        let kinds = if known {
            Bucket::OF_KNOWN
        } else {
            Bucket::OF_STRANGER
        };
        let subscriber = client.address.map(Network::of_subscriber);
        let street = client.address.map(Network::of_site);
        let key = |bucket: Bucket| -> Option<[u8; 32]> {
            let mut hash = Sha256::new();
            hash.update(format!("{bucket:?}\n"));
            match bucket {
                Bucket::Device => hash.update(device.as_ref()?),
                Bucket::Place => hash.update(format!("{name}\n{subscriber:?}")),
                // Without an address there is nobody whose guesses at others could be counted.
                Bucket::Address => hash.update(subscriber?.to_string()),
                Bucket::Street => hash.update(street?.to_string()),
                Bucket::Account => hash.update(name),
                Bucket::Portal => {}
            }
            Some(hash.finalize().into())
        };
        let mut buckets: Vec<_> = kinds
            .iter()
            .filter_map(|kind| Some((*kind, key(*kind)?)))
            .collect();
        buckets.sort_by_key(|(_, key)| *key);
        Ok(buckets)
    }
}

impl Portal {
    /// Takes a guess back by itself: the password was known, and nothing comes of it for another reason.
    ///
    /// # Errors
    /// Only faults of ours.
    pub(super) async fn take_back(&self, guess: Guess) -> Result<(), Error> {
        let store = self.store().clone();
        self.durable(async move {
            // tidy-allow(audit): nothing was changed
            let mut tx = store.write().await?;
            guess.was_none(&mut tx).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

impl Guess {
    /// Takes it back: it was its owner, who knew the password.
    ///
    /// # Errors
    /// Only faults of ours.
    pub(crate) async fn was_none(&self, tx: &mut Tx) -> Result<(), Error> {
        for (bucket, key) in &self.0 {
            if bucket.is_forgiven() {
                tx.forgive_guesses(key).await?;
            } else {
                tx.take_guess_back(key).await?;
            }
        }
        Ok(())
    }
}

/// How the buckets stand, when one may guess.
async fn check(
    buckets: &[(Bucket, [u8; 32])],
    tx: &mut Tx,
    now: Timestamp,
) -> Result<Vec<Level>, Error> {
    let keys: Vec<&[u8]> = buckets.iter().map(|(_, key)| key.as_slice()).collect();
    let levels = tx.guesses(&keys).await?;
    let standing: Vec<_> = buckets
        .iter()
        .zip(&levels)
        .map(|((bucket, _), level)| (*bucket, *level))
        .collect();
    match brake(&standing, now) {
        Brake::Free => Ok(levels),
        Brake::Wait(ms) => {
            let seconds = (ms + 999) / 1_000;
            Err(Error::Invalid {
                code: "SIGN_IN_WAIT".into(),
                args: vec![("seconds".into(), seconds.to_string())],
            })
        }
    }
}

/// Counts the guess; `false` when somebody else has guessed in one of the buckets that must be exact.
/// The others are about many people at once: one that is missed there does not matter.
async fn count(
    buckets: &[(Bucket, [u8; 32])],
    levels: &[Level],
    tx: &mut Tx,
    now: Timestamp,
) -> Result<bool, Error> {
    for ((bucket, key), level) in buckets.iter().zip(levels) {
        let counted = tx
            .put_guesses(key, *level, level.guessed(*bucket, now))
            .await?;
        if !counted && bucket.is_forgiven() {
            return Ok(false);
        }
    }
    Ok(true)
}
