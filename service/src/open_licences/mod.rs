//! Open licences (开放许可, PP-09): the centre keeps what the owner of a lot has declared, and no such lot
//! comes out without it.

mod notices;

use crate::listing::of_lot;
use crate::lots::require;
use crate::participations::check_release;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object};
use domain::ids::LotCode;
use domain::lots::Lot;
use domain::open_licences::{OpenLicence, check_published, is_open, needs_report};
use domain::views::OpenLicenceDesk;
use store::Tx;

impl Portal {
    /// The centre's page of the open licence of one lot.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre, `NotFound`.
    pub async fn open_licence_desk(
        &self,
        account: &Account,
        code: &LotCode,
    ) -> Result<OpenLicenceDesk, Error> {
        require(account, Action::PublishLots)?;
        let mut tx = self.store().read().await?;
        let lot = tx.lot(code).await?.ok_or(Error::NotFound)?.lot;
        Ok(OpenLicenceDesk {
            declared: declared(&mut tx, &lot).await?,
            state: lot.state,
            offered: is_open(&lot),
            needs_report: needs_report(&lot),
            code: lot.code,
            title: lot.title,
            server_now: self.now(),
        })
    }

    /// Keeps what is declared of a lot, in place of what was declared before.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre, `NotFound`, and the refusals of
    /// [`OpenLicence::check`]: then nothing is kept.
    pub async fn set_open_licence(
        &self,
        account: &Account,
        code: &LotCode,
        declared: OpenLicence,
    ) -> Result<(), Error> {
        require(account, Action::PublishLots)?;
        let (store, code, origin) = (self.store().clone(), code.clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let id = tx.lot(&code).await?.ok_or(Error::NotFound)?.lot.id;
            tx.hold_lot(id).await?;
            let lot = tx.lot_by_id(id).await?.ok_or(Error::NotFound)?.lot;
            declared.check(&lot).map_err(Error::invalid)?;
            let before = tx.open_licence(id).await?;
            if before.as_ref() == Some(&declared) {
                return Ok(());
            }
            tx.put_open_licence(id, &declared, origin.at).await?;
            let entry = origin.entry(Act::OpenLicenceSet, Object::lot(&code));
            let entry = match &before {
                Some(before) => entry.before(before),
                None => entry,
            };
            tx.audit(entry.after(&declared));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// What is declared of a lot that is offered under open licence.
pub(crate) async fn declared(tx: &mut Tx, lot: &Lot) -> Result<Option<OpenLicence>, Error> {
    match is_open(lot) {
        true => Ok(tx.open_licence(lot.id).await?),
        false => Ok(None),
    }
}

/// Whether a lot may come out: its institution has done its part, its owner has said that what it says may
/// be made public, and an open licence has its terms.
///
/// # Errors
/// The refusals of [`check_release`], [`Lot::check_cleared`] and [`check_published`].
pub(crate) async fn check_publication(tx: &mut Tx, lot: &Lot) -> Result<(), Error> {
    check_release(tx, lot.season, lot.owner).await?;
    lot.check_cleared().map_err(|code| of_lot(code, lot))?;
    let declared = declared(tx, lot).await?;
    check_published(lot, declared.as_ref()).map_err(|code| of_lot(code, lot))
}
