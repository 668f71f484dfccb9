//! Patent packages (专利包, AS-38): the host of a session groups its lots, the public sees them, and
//! nobody bids for one of them alone.

use crate::listing::{check_unsold, of_lot};
use crate::stages::is_in_talks;
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::audit::{Act, Object, ObjectKind};
use domain::ids::{LotId, PackageId, SessionId};
use domain::packages::{Package, PackageDraft, PackageState, admit};
use domain::sessions::Session;
use domain::views::{PackageDesk, PackagePage, SessionLink};
use serde_json::json;
use store::Tx;

impl Portal {
    /// The packages of a session, for its host and the centre.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`.
    pub async fn package_desk(
        &self,
        account: &Account,
        session: SessionId,
    ) -> Result<PackageDesk, Error> {
        self.require_host(account, session)?;
        let mut tx = self.store().read().await?;
        let link = link(tx.session(session).await?)?;
        let mut packages = Vec::new();
        for package in tx.packages_of(session).await? {
            let lots = tx.package_lots(package.id).await?;
            packages.push((package, lots));
        }
        Ok(PackageDesk {
            session: link,
            packages,
        })
    }

    /// Opens a package of lots of a session that are on display.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`; `PACKAGE_TITLE`, `PACKAGE_SUMMARY`, `PACKAGE_PRICE`,
    /// `PACKAGE_LOTS` for a draft that is none; `PACKAGE_LOT_UNKNOWN`, `PACKAGE_LOT_STATE`,
    /// `PACKAGE_LOT_SESSION`, `LOT_IN_PACKAGE`, `LOT_OPEN_LICENCE_NO_BID` for a lot that cannot come
    /// in: then nothing is opened.
    pub async fn open_package(
        &self,
        account: &Account,
        session: SessionId,
        draft: PackageDraft,
    ) -> Result<PackageId, Error> {
        self.require_host(account, session)?;
        draft.check().map_err(Error::invalid)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.session(session).await?.ok_or(Error::NotFound)?;
            let lots = members(&mut tx, session, &draft).await?;
            let package = Package {
                id: PackageId(0),
                session,
                title: draft.title,
                summary: draft.summary,
                start_price: draft.start_price,
                state: PackageState::Open,
                opened_at: origin.at,
            };
            let id = tx.insert_package(&package, &lots).await?;
            let entry = origin.entry(Act::PackageOpen, Object::new(ObjectKind::Package, id));
            tx.audit(entry.after(&json!({
                "session": session,
                "title": package.title,
                "start_price_fen": package.start_price,
                "lots": draft.lots,
            })));
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Dissolves an open package of a session; its lots may be bid for singly again.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound` when the session has no such package that is open.
    pub async fn dissolve_package(
        &self,
        account: &Account,
        session: SessionId,
        id: PackageId,
    ) -> Result<(), Error> {
        self.require_host(account, session)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let package = tx.package(id).await?;
            let of_session = package.is_some_and(|package| package.session == session);
            if !of_session || !tx.dissolve_package(id).await? {
                return Err(Error::NotFound);
            }
            let entry = origin.entry(Act::PackageDissolve, Object::new(ObjectKind::Package, id));
            let entry = entry.before(&json!({ "state": PackageState::Open }));
            tx.audit(entry.after(&json!({ "state": PackageState::Dissolved })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The public page of a package. Lots of it that are not public any more are left out.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn package_page(&self, id: PackageId) -> Result<PackagePage, Error> {
        let mut tx = self.store().read().await?;
        let package = tx.package(id).await?.ok_or(Error::NotFound)?;
        let session = link(tx.session(package.session).await?)?;
        let codes = tx.package_lots(id).await?;
        Ok(PackagePage {
            cards: tx.cards(&codes).await?,
            package,
            session,
            server_now: self.now(),
        })
    }
}

fn link(session: Option<Session>) -> Result<SessionLink, Error> {
    session.map(link_of).ok_or(Error::NotFound)
}

/// The way to a session.
pub(crate) fn link_of(session: Session) -> SessionLink {
    SessionLink {
        id: session.id,
        slug: session.slug,
        title: session.title,
    }
}

/// The lots of a draft, each held so that nobody puts it into a round meanwhile. They are held in the
/// order of their ids: two drafts never wait for each other.
async fn members(
    tx: &mut Tx,
    session: SessionId,
    draft: &PackageDraft,
) -> Result<Vec<LotId>, Error> {
    let mut lots = Vec::new();
    for code in &draft.lots {
        let stored = tx.lot(code).await?;
        let stored = stored.ok_or_else(|| Error::Invalid {
            code: "PACKAGE_LOT_UNKNOWN".into(),
            args: vec![("lot".into(), code.to_string())],
        })?;
        lots.push(stored.lot.id);
    }
    let mut in_order = lots.clone();
    in_order.sort_unstable();
    for id in in_order {
        tx.hold_lot(id).await?;
        let lot = tx.lot_by_id(id).await?.ok_or(Error::NotFound)?.lot;
        let packed = tx.package_of(id).await?.is_some();
        admit(&lot, session, packed).map_err(|code| of_lot(code, &lot))?;
        check_unsold(tx, &lot).await?;
        if is_in_talks(tx, id).await? {
            return Err(of_lot("PACKAGE_LOT_STATE", &lot));
        }
    }
    Ok(lots)
}
