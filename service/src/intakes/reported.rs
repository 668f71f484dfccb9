//! What units have reported in forms (数据汇交): the list of a unit, and of all for the centre; the proofs that
//! come later.

use super::{line, of_intake};
use crate::files::remember;
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::files::{FileKind, Visibility};
use domain::ids::IntakeId;
use domain::intakes::{IntakeState, PROVEN_TOGETHER_MAX, ReportedShow};
use domain::views::{ReportedDesk, ReportedLine};
use serde_json::json;
use store::{IntakesOf, NewFile, StoredIntake};

impl Portal {
    /// The records of a unit, latest first, a page of them; for the centre those of all units and sessions.
    ///
    /// # Errors
    /// `Forbidden` for accounts that submit nothing.
    pub async fn reported_desk(
        &self,
        account: &Account,
        show: ReportedShow,
        before: Option<IntakeId>,
    ) -> Result<ReportedDesk, Error> {
        let unit = self.submitter(account).await?.map(|unit| unit.id);
        let (state, proven) = match show {
            ReportedShow::All => (None, None),
            ReportedShow::Unproven => (Some(IntakeState::Waiting), Some(false)),
            ReportedShow::Waiting => (Some(IntakeState::Waiting), Some(true)),
            ReportedShow::Verified => (Some(IntakeState::Verified), None),
            ReportedShow::Returned => (Some(IntakeState::Returned), None),
        };
        let of = IntakesOf {
            institution: unit,
            state,
            proven,
            before,
        };
        let page = PROVEN_TOGETHER_MAX as u32;
        let mut tx = self.store().read().await?;
        let mut listed = tx.intakes_listed(of, page + 1).await?;
        let more = listed.len() > PROVEN_TOGETHER_MAX;
        listed.truncate(PROVEN_TOGETHER_MAX);
        Ok(ReportedDesk {
            show,
            unproven: tx.unproven_intakes(unit).await?,
            next: listed.last().filter(|_| more).map(|last| last.id),
            lines: listed.into_iter().map(reported).collect(),
            decides: account.may(Action::KeepDeals),
        })
    }

    /// Hands in the proof of records that have none: one file may prove several of a unit. From then on they
    /// are with the centre.
    ///
    /// # Errors
    /// `INTAKES_NONE_CHOSEN` for none, and for more than [`PROVEN_TOGETHER_MAX`]; `NotFound` for one that is
    /// not the unit's own; `INTAKE_PROVEN` for one that has a proof or waits no more; the codes of a refused
    /// file. Nothing is written then.
    pub async fn prove_intakes(
        &self,
        account: &Account,
        ids: &[IntakeId],
        (file_name, bytes): (&str, Vec<u8>),
    ) -> Result<(), Error> {
        let unit = self.submitter(account).await?.map(|unit| unit.id);
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let Some(first) = ids
            .first()
            .copied()
            .filter(|_| ids.len() <= PROVEN_TOGETHER_MAX)
        else {
            return Err(Error::invalid("INTAKES_NONE_CHOSEN"));
        };
        let mut tx = self.store().read().await?;
        let mut of = Vec::new();
        for id in &ids {
            let stored = tx.intake(*id).await?.ok_or(Error::NotFound)?;
            let its = stored.institution.as_ref().map(|(its, _)| *its);
            if unit.is_some() && its != unit {
                return Err(Error::NotFound);
            }
            if let Some(its) = its {
                require(account, Action::SubmitLots(its))?;
            }
            if stored.proof.is_some() || stored.state != IntakeState::Waiting {
                return Err(proven(&stored));
            }
            of.push(its);
        }
        // The paper of a unit is for that unit alone.
        of.dedup();
        if of.len() > 1 {
            return Err(Error::invalid("INTAKES_OF_ONE_UNIT"));
        }
        drop(tx);
        let (name, content) = self.keep_bytes(file_name, bytes).await?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let proof = NewFile {
                owner: of_intake(first),
                kind: FileKind::Proof,
                name,
                visibility: Visibility::Private,
                content,
                by,
                at: origin.at,
            };
            let file = remember(&mut tx, &proof, &origin).await?;
            for id in ids {
                if !tx.prove_intake(id, file).await? {
                    let stored = tx.intake(id).await?.ok_or(Error::NotFound)?;
                    return Err(proven(&stored));
                }
                let entry = origin.entry(Act::IntakeProve, Object::new(ObjectKind::Intake, id));
                tx.audit(entry.after(&json!({ "proof": file })));
            }
            Ok(tx.commit().await?)
        })
        .await
    }
}

fn proven(stored: &StoredIntake) -> Error {
    Error::Invalid {
        code: "INTAKE_PROVEN".into(),
        args: vec![("title".to_owned(), stored.title.clone())],
    }
}

fn reported(stored: StoredIntake) -> ReportedLine {
    let unit = stored.institution.as_ref().map(|(_, name)| name.clone());
    let more = stored.more.clone();
    ReportedLine {
        unit,
        session: stored.session,
        more,
        record: line(stored),
    }
}
