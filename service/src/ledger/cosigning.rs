//! The log asks its witnesses: each signs the head once it has seen that the log only grew (L-07).
//!
//! A witness that is down, answers nonsense or knows another log changes nothing but that receipts
//! are "not witnessed yet" (F-25). Only at the start of a process is it believed against the
//! database: see [`super::guard`].

use super::{LogKey, tiles_of};
use crate::{Error, Portal};
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::cosignature::cosigned_at;
use domain::ledger::hash::empty_root;
use domain::ledger::note::Note;
use domain::ledger::policy::{Policy, Witness};
use domain::ledger::tile::tiles_of_consistency;
use domain::ledger::tree::consistency_proof;
use domain::ledger::witness::AddCheckpoint;
use store::{LedgerHead, Tx};

/// The setting that holds the size of the largest head that enough witnesses have signed.
const WITNESSED: &str = "ledger_witnessed";

/// What a witness answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// How witnesses are reached.
pub trait WitnessLink: Sync {
    /// Posts `body` to `url`, within a time that is bounded. An error is for the log.
    fn post(
        &self,
        url: &str,
        body: String,
    ) -> impl Future<Output = Result<WitnessAnswer, String>> + Send;
}

/// What a witness had to say about a head.
enum Said {
    /// It signed it.
    Signed(Note),
    /// It has signed a larger one.
    Larger(u64),
    /// It has signed a tree that is not the beginning of this one.
    Another,
    /// Nothing that can be used.
    Nothing,
}

impl Portal {
    /// Asks every witness of the policy that has not signed the latest head yet.
    ///
    /// # Errors
    /// As [`Self::confirmed_head`]; the faults of the witnesses are written to the log.
    pub async fn seek_cosignatures(&self, link: &impl WitnessLink) -> Result<(), Error> {
        let Some(policy) = &self.settings().policy else {
            return Ok(());
        };
        let key = self.log_key().await?;
        let stored = self.confirmed_head().await?;
        let is_stored = stored.is_some();
        let head = stored.map_or_else(|| empty_head(&key), Ok)?;
        for witness in &policy.witnesses {
            let Some(url) = &witness.url else { continue };
            let known = self.guard().seen_by(witness.key.name());
            if known == head.size && known > 0 {
                continue;
            }
            match self.ask((witness, url), &head, known, link).await? {
                Said::Signed(note) => {
                    self.guard().confirmed();
                    if is_stored {
                        self.keep_cosignature(policy.clone(), witness.clone(), head.size, note)
                            .await?;
                    }
                    self.guard().witnessed(witness.key.name(), head.size);
                }
                Said::Larger(size) if self.guard().is_unconfirmed() => self.guard().halt(format!(
                    "the witness {} has signed {size} leaves, the database knows {}: it is an \
                     old copy",
                    witness.key.name(),
                    head.size
                )),
                Said::Another if self.guard().is_unconfirmed() => self.guard().halt(format!(
                    "the witness {} has signed another log of this name",
                    witness.key.name()
                )),
                Said::Larger(_) | Said::Another | Said::Nothing => {}
            }
        }
        Ok(())
    }

    async fn ask(
        &self,
        (witness, url): (&Witness, &str),
        head: &LedgerHead,
        known: u64,
        link: &impl WitnessLink,
    ) -> Result<Said, Error> {
        let (name, mut old) = (witness.key.name(), known.min(head.size));
        // The second time with the size that the first answer told.
        for _ in 0..2 {
            let body = self.submission(head, old).await?.to_string();
            let answer = match link.post(&format!("{url}/add-checkpoint"), body).await {
                Ok(answer) => answer,
                Err(error) => {
                    tracing::warn!(witness = name, error, "a witness does not answer");
                    return Ok(Said::Nothing);
                }
            };
            match (answer.status, answer.body.trim().parse::<u64>()) {
                (200, _) => return Ok(signature_in(&answer.body, witness, head)),
                (409, Ok(size)) if size > head.size => return Ok(Said::Larger(size)),
                (409, Ok(size)) if size == old => return Ok(Said::Another),
                (409, Ok(size)) => old = size,
                (422, _) => return Ok(Said::Another),
                (status, _) => {
                    tracing::warn!(witness = name, status, "a witness does not sign");
                    return Ok(Said::Nothing);
                }
            }
        }
        Ok(Said::Nothing)
    }

    /// The head with the proof that it goes on from `old` leaves.
    async fn submission(&self, head: &LedgerHead, old: u64) -> Result<AddCheckpoint, Error> {
        let mut tx = self.store().read().await?;
        let tiles = tiles_of(&mut tx, tiles_of_consistency(old, head.size), head.size).await?;
        let proof = consistency_proof(old, head.size, &tiles);
        Ok(AddCheckpoint {
            old,
            proof: proof.map_err(|error| Error::Internal(error.to_string()))?,
            checkpoint: read_note(&head.note)?,
        })
    }

    /// Adds the signature of a witness to the stored head, unless it is there already.
    async fn keep_cosignature(
        &self,
        policy: Policy,
        witness: Witness,
        size: u64,
        signed: Note,
    ) -> Result<(), Error> {
        let store = self.store().clone();
        self.durable(async move {
            // tidy-allow(audit): the public ledger is a record of its own
            let mut tx = store.write().await?;
            tx.take_ledger().await?;
            let head = tx.ledger_head_of(size).await?.ok_or(Error::NotFound)?;
            let mut note = read_note(&head.note)?;
            if cosigned_at(&note, &witness.key).is_none() {
                let by_it = signed.signatures.into_iter();
                note.signatures
                    .extend(by_it.filter(|signature| signature.is_of(&witness.key)));
                tx.cosign_ledger_head(size, &note.to_string()).await?;
            }
            let before = witnessed_size(&mut tx).await?;
            if policy.is_met(&note) && before.is_none_or(|before| before < size) {
                tx.set_setting(WITNESSED, &size.to_string()).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The latest head that enough witnesses have signed; nothing before the first.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn witnessed_checkpoint(&self) -> Result<Option<String>, Error> {
        let mut tx = self.store().read().await?;
        Ok(witnessed_head(&mut tx).await?.map(|head| head.note))
    }

    /// Why the ledger is not signed any more, when it is not; for the operator.
    pub fn ledger_halted(&self) -> Option<String> {
        self.guard().halted()
    }
}

/// The latest head that enough witnesses have signed.
pub(super) async fn witnessed_head(tx: &mut Tx) -> Result<Option<LedgerHead>, Error> {
    match witnessed_size(tx).await? {
        Some(size) => Ok(tx.ledger_head_of(size).await?),
        None => Ok(None),
    }
}

async fn witnessed_size(tx: &mut Tx) -> Result<Option<u64>, Error> {
    let text = tx.setting(WITNESSED).await?;
    let size = text.map(|text| text.parse()).transpose();
    size.map_err(|_| Error::Internal(format!("the setting {WITNESSED} is not a number")))
}

pub(super) fn read_note(text: &str) -> Result<Note, Error> {
    Note::parse(text.as_bytes()).map_err(|error| Error::Internal(error.to_string()))
}

/// The head of a log that has nothing in it: signed to ask the witnesses with, never published.
fn empty_head(key: &LogKey) -> Result<LedgerHead, Error> {
    let checkpoint = Checkpoint {
        origin: key.origin().to_owned(),
        size: 0,
        root: empty_root(),
    };
    let note = key.sign(&checkpoint)?;
    Ok(LedgerHead {
        size: 0,
        root: checkpoint.root,
        note: note.to_string(),
    })
}

/// The signature in the answer of a witness, if it is one over this head.
fn signature_in(body: &str, witness: &Witness, head: &LedgerHead) -> Said {
    let with_it = Note::parse(format!("{}{body}", head.note).as_bytes());
    let right = with_it.ok().filter(|note| {
        let same = head.note.starts_with(&note.text);
        same && cosigned_at(note, &witness.key).is_some()
    });
    match right {
        Some(note) => Said::Signed(note),
        None => {
            let witness = witness.key.name();
            tracing::warn!(witness, "a witness answered with another signature");
            Said::Nothing
        }
    }
}
