//! Patent packages (专利包, AS-38): the host of a session groups its lots, the public sees them, nobody
//! bids for one of them alone, and the centre offers them all as one lot.

use crate::listing::{check_unsold, of_lot};
use crate::lots::publish;
use crate::stages::is_in_talks;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::ids::{LotCode, LotId, PackageId, SessionId};
use domain::lots::{LotKind, LotPrivate, LotState};
use domain::money::Fen;
use domain::packages::{Member, OfferRefusal, Package, PackageDraft, PackageState, admit};
use domain::seasons::Season;
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
            may_offer: account.may(Action::PublishLots),
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
                lot: None,
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

    /// Offers an open package of a session as one lot, which is published at once and goes into a round
    /// like any other; answers its code. For the centre.
    ///
    /// # Errors
    /// `PUBLISH_CENTRE_ONLY` for everybody but the centre; `NotFound` when the session has no such
    /// package; the codes of [`OfferRefusal`]: then nothing is published.
    pub async fn offer_package(
        &self,
        account: &Account,
        session: SessionId,
        id: PackageId,
    ) -> Result<LotCode, Error> {
        if !account.may(Action::PublishLots) {
            return Err(Error::invalid("PUBLISH_CENTRE_ONLY"));
        }
        self.step_up(account).await?;
        let (store, origin) = (self.store().clone(), self.by(account));
        let factor_from = self.settings().second_factor_from;
        self.durable(async move {
            let mut tx = store.audited().await?;
            let package = tx.package(id).await?;
            let package = package.filter(|package| package.session == session);
            let package = package.ok_or(Error::NotFound)?;
            let (lot, code) = insert_offer(&mut tx, &package).await?;
            if !publish(&mut tx, lot, factor_from, &origin).await? {
                return Err(Error::Conflict);
            }
            let entry = origin.entry(Act::PackageOffer, Object::new(ObjectKind::Package, id));
            tx.audit(entry.after(&json!({
                "lot": code,
                "start_price_fen": package.start_price,
            })));
            tx.commit().await?;
            Ok(code)
        })
        .await
    }

    /// Dissolves an open package of a session; its lots may be bid for singly again. The lot as which it
    /// was offered is withdrawn, unless a round has shown it before.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound` when the session has no such package that is open;
    /// `PACKAGE_IN_BIDDING` while it is in a round or sold.
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
            let package = package.filter(|package| package.session == session);
            let package = package.ok_or(Error::NotFound)?;
            end_offer(&mut tx, &package, &origin).await?;
            if !tx.dissolve_package(id).await? {
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

/// The open package that a lot is in, or the one that it is offered for.
pub(crate) async fn package_of(tx: &mut Tx, lot: LotId) -> Result<Option<Package>, Error> {
    match tx.package_of(lot).await? {
        None => Ok(tx.package_offered_as(lot).await?),
        found => Ok(found),
    }
}

/// The way to a session.
pub(crate) fn link_of(session: Session) -> SessionLink {
    SessionLink {
        id: session.id,
        slug: session.slug,
        title: session.title,
    }
}

/// Stores the lot as which a package is offered, selected and not yet public.
async fn insert_offer(tx: &mut Tx, package: &Package) -> Result<(LotId, LotCode), Error> {
    let members = offered(tx, package).await?;
    let first = &members.first().ok_or(Error::NotFound)?.lot;
    let season = tx.season(first.season).await?.ok_or(Error::NotFound)?;
    let least = Fen(season.out_of_province_min_fen);
    package.check_offer(&members, least).map_err(refused)?;
    let owner = tx.institution(first.owner).await?.ok_or(Error::NotFound)?;
    let code = next_code(tx, &season, &members).await?;
    let lot = package.as_lot(code.clone(), &members);
    let lot = lot.ok_or(Error::NotFound)?;
    let contact = tx.lot_private(first.id).await?.unwrap_or_default().contact;
    let private = LotPrivate {
        reserve_price: None,
        contact,
    };
    let identity = format!("package:{}", package.id);
    let id = tx
        .insert_lot(&lot, &private, &owner, &identity, None)
        .await?;
    match tx.offer_package(package.id, id).await? {
        true => Ok((id, code)),
        false => Err(refused((OfferRefusal::NotOpen, None))),
    }
}

/// The lots of a package with their reserves, each held as in [`members`].
async fn offered(tx: &mut Tx, package: &Package) -> Result<Vec<Member>, Error> {
    let mut ids = Vec::new();
    for code in tx.package_lots(package.id).await? {
        ids.push(tx.lot(&code).await?.ok_or(Error::NotFound)?.lot.id);
    }
    hold(tx, &ids).await?;
    let mut members = Vec::new();
    for id in ids {
        let lot = tx.lot_by_id(id).await?.ok_or(Error::NotFound)?.lot;
        if is_in_talks(tx, id).await? {
            return Err(of_lot("PACKAGE_LOT_STATE", &lot));
        }
        let reserve = tx.lot_private(id).await?.unwrap_or_default().reserve_price;
        members.push(Member { lot, reserve });
    }
    Ok(members)
}

async fn next_code(tx: &mut Tx, season: &Season, members: &[Member]) -> Result<LotCode, Error> {
    let first = &members.first().ok_or(Error::NotFound)?.lot;
    let patents = members.iter().all(|one| one.lot.kind == LotKind::Patent);
    let (kind, letter) = match patents {
        true => (LotKind::Patent, 'P'),
        false => (LotKind::Achievement, 'C'),
    };
    let industry = first.industry;
    let number = tx.next_lot_number(season.id, kind, industry).await?;
    let code = format!("{letter}{}-{industry}-{number:04}", season.year);
    LotCode::parse(&code).ok_or_else(|| Error::Internal(format!("{code} is no lot code")))
}

fn refused((refusal, lot): (OfferRefusal, Option<LotCode>)) -> Error {
    let lot = lot.map(|lot| ("lot".into(), lot.to_string()));
    Error::Invalid {
        code: refusal.code().into(),
        args: lot.into_iter().collect(),
    }
}

/// Takes the lot of a package away before it is dissolved. One that a round has shown stays what it is,
/// and is listed no more.
async fn end_offer(tx: &mut Tx, package: &Package, origin: &Origin) -> Result<(), Error> {
    let Some(code) = &package.lot else {
        return Ok(());
    };
    let id = tx.lot(code).await?.ok_or(Error::NotFound)?.lot.id;
    tx.hold_lot(id).await?;
    let lot = tx.lot_by_id(id).await?.ok_or(Error::NotFound)?.lot;
    if is_in_talks(tx, id).await? {
        return Err(of_lot("PACKAGE_IN_BIDDING", &lot));
    }
    match lot.state {
        LotState::Published => {
            let to = LotState::Withdrawn;
            tx.update_lot_state(id, lot.state, to, None).await?;
            let entry = origin.entry(Act::LotWithdraw, Object::lot(code));
            let entry = entry.before(&json!({ "state": lot.state }));
            tx.audit(entry.after(&json!({ "state": to, "package": package.id })));
            Ok(())
        }
        LotState::Passed | LotState::Withdrawn | LotState::Archived => Ok(()),
        _ => Err(of_lot("PACKAGE_IN_BIDDING", &lot)),
    }
}

/// Holds lots in the order of their ids.
async fn hold(tx: &mut Tx, lots: &[LotId]) -> Result<(), Error> {
    let mut in_order = lots.to_vec();
    in_order.sort_unstable();
    for id in in_order {
        tx.hold_lot(id).await?;
    }
    Ok(())
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
    hold(tx, &lots).await?;
    for id in lots.clone() {
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
