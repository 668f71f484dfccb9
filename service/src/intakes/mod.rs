//! What was agreed or sold at a session outside of the portal (线下拍卖会、线下意向): entered by its host or the
//! centre, with its proof. A plain record: what becomes of it is kept with the deals. What a unit reports in a
//! form is a record too, see `reported`.

mod reported;

use crate::files::remember;
use crate::interests::lots_of;
use crate::listing::of_lot;
use crate::packages::link_of;
use crate::permissions::require;
use crate::stages::is_in_talks;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::files::{FileKind, FileOwner, FileOwnerKind, Visibility};
use domain::ids::{IntakeId, SessionId};
use domain::intakes::{IntakeDraft, IntakeKind, NewIntake, decision, masked_buyer};
use domain::lots::Lot;
use domain::money::Fen;
use domain::time::Date;
use domain::views::{IntakeLine, OfflineDesk, OfflineResult};
use serde_json::json;
use store::{NewFile, NewRecord, StoreError, StoredIntake, Tx};

/// What a proof hangs on.
fn of_intake(id: IntakeId) -> FileOwner {
    FileOwner {
        kind: FileOwnerKind::Intake,
        id: id.get(),
    }
}

impl Portal {
    /// The records of a session, for its host and the centre.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`.
    pub async fn offline_desk(
        &self,
        account: &Account,
        session: SessionId,
    ) -> Result<OfflineDesk, Error> {
        self.require_host(account, session)?;
        let mut tx = self.store().read().await?;
        let link = link_of(tx.session(session).await?.ok_or(Error::NotFound)?);
        let mut lines = Vec::new();
        for stored in tx.intakes_of(session).await? {
            // The papers of a unit are for the unit and the centre.
            let unit = stored.institution.as_ref().map(|(unit, _)| *unit);
            let reads = unit.is_none_or(|unit| account.may(Action::ReadFile(unit)));
            let mut line = line(stored);
            line.proof = line.proof.filter(|_| reads);
            lines.push(line);
        }
        Ok(OfflineDesk {
            lots: lots_of(&mut tx, session).await?,
            session: link,
            lines,
            decides: account.may(Action::KeepDeals),
            today: self.now().date(),
        })
    }

    /// Enters what was sold or agreed, with its proof, which nobody reads but the host and the centre.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`; `REF_UNKNOWN` for a lot that is not of the session;
    /// `LOT_IN_PACKAGE`, and `INTAKE_LOT_STATE` for one that is talked about; the codes of
    /// [`IntakeDraft::check`] and of a refused file; `REPORT_DUPLICATE` for what was entered before.
    pub async fn record_intake(
        &self,
        account: &Account,
        session: SessionId,
        draft: IntakeDraft,
        (file_name, bytes): (&str, Vec<u8>),
    ) -> Result<IntakeId, Error> {
        self.require_host(account, session)?;
        let today = self.now().date();
        let mut tx = self.store().read().await?;
        // Before the bytes are kept: what is refused anyway leaves nothing behind.
        let (meant, _) = checked(&mut tx, session, &draft, today).await?;
        drop(tx);
        let (name, content) = self.keep_bytes(file_name, bytes).await?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            // No round takes it meanwhile.
            tx.hold_lot(meant.id).await?;
            let (lot, intake) = checked(&mut tx, session, &draft, today).await?;
            let new = NewRecord {
                session,
                lot: lot.id,
                intake: &intake,
                by,
                at: origin.at,
            };
            let id = tx.insert_intake(&new).await.map_err(|error| match error {
                StoreError::Conflict => Error::invalid("REPORT_DUPLICATE"),
                other => other.into(),
            })?;
            let proof = NewFile {
                owner: of_intake(id),
                kind: FileKind::Proof,
                name,
                visibility: Visibility::Private,
                content,
                by,
                at: origin.at,
            };
            let proof = remember(&mut tx, &proof, &origin).await?;
            tx.prove_intake(id, proof).await?;
            let entry = origin.entry(Act::IntakeRecord, Object::new(ObjectKind::Intake, id));
            tx.audit(entry.after(&json!({
                "session": session,
                "lot": lot.code,
                "kind": intake.kind,
                "buyer": intake.buyer,
                "amount_fen": intake.amount,
                "agreed_on": intake.agreed_on,
                "approval": intake.approval,
            })));
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Verifies a record, or returns it with a word to its host or unit, who may enter it anew then: the lot
    /// is free again. The deal itself is recorded with the lot ([`Portal::move_lot`]). Answers its session.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre, `NotFound`; `INTAKE_STATE`, `INTAKE_DECISION`;
    /// `INTAKE_PROOF_MISSING` for what nothing proves.
    pub async fn decide_intake(
        &self,
        account: &Account,
        id: IntakeId,
        verified: bool,
        words: &str,
    ) -> Result<Option<SessionId>, Error> {
        require(account, Action::KeepDeals)?;
        let words = decision(verified, words).map_err(Error::invalid)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let stored = tx.intake(id).await?.ok_or(Error::NotFound)?;
            let proven = stored.proof.is_some();
            let to = stored
                .state
                .decide(verified, proven)
                .map_err(Error::invalid)?;
            if !tx.decide_intake(id, (stored.state, to), &words).await? {
                return Err(Error::invalid("INTAKE_STATE"));
            }
            let entry = origin.entry(Act::IntakeDecide, Object::new(ObjectKind::Intake, id));
            let entry = entry.before(&json!({ "state": stored.state }));
            tx.audit(entry.after(&json!({
                "state": to,
                "lot": stored.lot.map(|(_, code)| code),
                "words": words,
            })));
            tx.commit().await?;
            Ok(stored.session)
        })
        .await
    }
}

/// The results of the offline auction of a session, as everybody reads them: buyers are masked. What the
/// centre has returned is none.
pub(crate) async fn results_of(
    tx: &mut Tx,
    session: SessionId,
) -> Result<Vec<OfflineResult>, Error> {
    let stored = tx.intakes_of(session).await?.into_iter();
    Ok(stored.filter_map(result).collect())
}

/// The lot of a draft, and what is to be kept.
async fn checked(
    tx: &mut Tx,
    session: SessionId,
    draft: &IntakeDraft,
    today: Date,
) -> Result<(Lot, NewIntake), Error> {
    tx.session(session).await?.ok_or(Error::NotFound)?;
    let code = draft.lot_code().map_err(Error::invalid)?;
    let found = tx.lot(&code).await?.map(|stored| stored.lot);
    let lot = found.filter(|lot| lot.session == Some(session));
    let lot = lot.ok_or_else(|| Error::invalid("REF_UNKNOWN"))?;
    if draft.kind != IntakeKind::Intent {
        // Whoever talks about its price, or puts it into a package, is not done with it.
        if is_in_talks(tx, lot.id).await? {
            return Err(Error::invalid("INTAKE_LOT_STATE"));
        }
        if tx.package_of(lot.id).await?.is_some() {
            return Err(of_lot("LOT_IN_PACKAGE", &lot));
        }
    }
    let intake = draft.check(&lot, today).map_err(|code| match code {
        "BID_TOO_LOW" => Error::Invalid {
            code: code.into(),
            args: vec![("min".into(), lot.start_price.unwrap_or(Fen(0)).digits())],
        },
        code => Error::invalid(code),
    })?;
    Ok((lot, intake))
}

fn line(stored: StoredIntake) -> IntakeLine {
    IntakeLine {
        id: stored.id,
        lot: stored.lot.map(|(_, code)| code),
        title: stored.title,
        kind: stored.kind,
        buyer: stored.buyer,
        buyer_code: stored.buyer_code,
        amount: stored.amount,
        agreed_on: stored.agreed_on,
        approval: stored.approval,
        state: stored.state,
        decision: stored.decision,
        proof: stored.proof,
    }
}

fn result(stored: StoredIntake) -> Option<OfflineResult> {
    let sold = stored.kind == IntakeKind::Auction && stored.state.stands();
    Some(OfflineResult {
        price: stored.amount.filter(|_| sold)?,
        buyer: masked_buyer(&stored.buyer),
        lot: stored.lot?.1,
        title: stored.title,
        on: stored.agreed_on,
    })
}
