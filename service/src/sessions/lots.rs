//! The lots of a session (专场标的): its host puts public lots of the season into it, and takes them out.

use crate::packages::link_of;
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::audit::{Act, Object};
use domain::evidence::Reason;
use domain::ids::{LotCode, SessionId};
use domain::sessions::LOTS_ADDED_MAX;
use domain::views::{SessionLotLine, SessionLotsDesk};
use serde_json::json;
use std::collections::BTreeSet;
use store::StoredLot;

/// Lots on the page: many times what a session has (≥ 30, Q-S-1).
const LOTS_MAX: u32 = 500;

fn coded(code: &'static str, lot: &LotCode) -> Error {
    Error::Invalid {
        code: code.into(),
        args: vec![("lot".into(), lot.to_string())],
    }
}

impl Portal {
    /// The lots of a session.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`.
    pub async fn session_lots_desk(
        &self,
        account: &Account,
        id: SessionId,
    ) -> Result<SessionLotsDesk, Error> {
        self.require_host(account, id)?;
        let mut tx = self.store().read().await?;
        let session = tx.session(id).await?.ok_or(Error::NotFound)?;
        let lots = tx.lots_of_session(id, LOTS_MAX).await?;
        Ok(SessionLotsDesk {
            industry: session.industry,
            open: session.check_lots_open().is_ok(),
            session: link_of(session),
            lots: lots.into_iter().map(line).collect(),
        })
    }

    /// Puts lots into a session; answers how many came. Those that are there already are left. `reason` is
    /// for lots of another industry, and may be empty without one.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`; `LOTS_NONE_CHOSEN`, `LOTS_TOO_MANY`, `SESSION_LOTS_CLOSED`;
    /// `SESSION_LOT_UNKNOWN`, `SESSION_LOT_TAKEN` and `SESSION_LOT_INDUSTRY` with the first lot that cannot
    /// come: then none does.
    pub async fn add_session_lots(
        &self,
        account: &Account,
        id: SessionId,
        lots: &[LotCode],
        reason: &str,
    ) -> Result<u32, Error> {
        self.require_host(account, id)?;
        let lots: BTreeSet<LotCode> = lots.iter().cloned().collect();
        if lots.is_empty() {
            return Err(Error::invalid("LOTS_NONE_CHOSEN"));
        }
        if lots.len() > LOTS_ADDED_MAX {
            return Err(Error::invalid("LOTS_TOO_MANY"));
        }
        let reason = Reason::parse(reason);
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let session = tx.session(id).await?.ok_or(Error::NotFound)?;
            session.check_lots_open().map_err(Error::invalid)?;
            let mut added = 0;
            for code in lots {
                let found = tx.lot(&code).await?;
                let lot = found
                    .ok_or_else(|| coded("SESSION_LOT_UNKNOWN", &code))?
                    .lot;
                tx.hold_lot(lot.id).await?;
                let lot = tx.lot_by_id(lot.id).await?.ok_or(Error::NotFound)?.lot;
                let fits = session.check_lot(&lot, reason.as_ref());
                fits.map_err(|refusal| coded(refusal, &code))?;
                if lot.session == Some(id) {
                    continue;
                }
                let foreign = lot.industry != session.industry;
                let because = reason.as_ref().filter(|_| foreign).map(Reason::as_str);
                tx.set_lot_session(lot.id, Some((id, because))).await?;
                added += 1;
                let entry = origin.entry(Act::SessionLotAdd, Object::lot(code));
                let entry = entry.after(&json!({ "session": id }));
                tx.audit(match because {
                    Some(because) => entry.because(because),
                    None => entry,
                });
            }
            if added > 0 {
                tx.commit().await?;
            }
            Ok(added)
        })
        .await
    }

    /// Takes a lot out of a session.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`; `SESSION_LOTS_CLOSED`; `SESSION_LOT_UNKNOWN` for a lot that
    /// is not in it, `LOT_IN_PACKAGE` for one in an open package of it.
    pub async fn remove_session_lot(
        &self,
        account: &Account,
        id: SessionId,
        code: &LotCode,
    ) -> Result<(), Error> {
        self.require_host(account, id)?;
        let (store, origin, code) = (self.store().clone(), self.by(account), code.clone());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let session = tx.session(id).await?.ok_or(Error::NotFound)?;
            session.check_lots_open().map_err(Error::invalid)?;
            let found = tx.lot(&code).await?.map(|stored| stored.lot);
            let lot = found.filter(|lot| lot.session == Some(id));
            let lot = lot.ok_or_else(|| coded("SESSION_LOT_UNKNOWN", &code))?;
            tx.hold_lot(lot.id).await?;
            if tx.package_of(lot.id).await?.is_some() {
                return Err(coded("LOT_IN_PACKAGE", &code));
            }
            tx.set_lot_session(lot.id, None).await?;
            let entry = origin.entry(Act::SessionLotRemove, Object::lot(code));
            tx.audit(entry.before(&json!({ "session": id, "reason": lot.session_reason })));
            Ok(tx.commit().await?)
        })
        .await
    }
}

fn line(
    StoredLot {
        lot, owner_name, ..
    }: StoredLot,
) -> SessionLotLine {
    SessionLotLine {
        code: lot.code,
        title: lot.title,
        owner: owner_name,
        industry: lot.industry,
        state: lot.state,
        reason: lot.session_reason,
    }
}
