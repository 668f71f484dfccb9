//! Notices of open licences (开放许可通知, PP-09): whoever speaks for an organisation takes the licence on the
//! declared terms, has a record of it at once, and the owner and the centre see who has one.

use super::declared;
use crate::permissions::{require, visible};
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object};
use domain::ids::{InstitutionId, LotCode};
use domain::licence_notices::{LicenceNotice, check_notice, check_paid};
use domain::lots::Lot;
use domain::time::Date;
use domain::views::{LicenceLine, LicenceSection};
use serde_json::json;
use store::{StoreError, Tx};

/// Whom the account speaks for.
fn unit(account: &Account) -> Result<InstitutionId, Error> {
    let unit = account.institution;
    unit.ok_or_else(|| Error::invalid("LICENCE_NOTICE_UNIT"))
}

/// The owner's liaison and the centre see every licence of the lot, and write down what was paid.
fn keeps(account: &Account, lot: &Lot) -> bool {
    account.may(Action::KeepLicences(lot.owner))
}

impl Portal {
    /// Takes the licence of a lot for the organisation of the account; answers with its record.
    ///
    /// # Errors
    /// `NotFound` for lots that are not public; `Forbidden` for whoever does not bid either: both bind the
    /// organisation; `LICENCE_NOTICE_UNIT` for an account without one; those of [`check_notice`]: then nothing is written.
    pub async fn notify_licence(&self, account: &Account, code: &LotCode) -> Result<String, Error> {
        require(account, Action::KeepOwn(account.id))?;
        let (store, origin, today) = (self.store().clone(), self.by(account), self.now().date());
        let (account, code) = (account.clone(), code.clone());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let lot = visible(tx.lot(&code).await?, Some(&account))?.lot;
            require(&account, Action::Bid)?;
            let licensee = unit(&account)?;
            // Two notices of one lot get two numbers.
            tx.hold_lot(lot.id).await?;
            let lot = tx.lot_by_id(lot.id).await?.ok_or(Error::NotFound)?.lot;
            let terms = declared(&mut tx, &lot).await?;
            let before = notices(&mut tx, &lot).await?;
            check_notice(&lot, terms.as_ref(), licensee, &before, today).map_err(Error::invalid)?;
            let terms = terms.ok_or(Error::NotFound)?;
            let notice = LicenceNotice {
                number: before.last().map_or(1, |last| last.number + 1),
                licensee,
                notified_on: today,
                terms,
                paid_on: None,
            };
            let written = tx.insert_licence_notice(lot.id, &notice).await;
            written.map_err(|error| match error {
                StoreError::Conflict => Error::invalid("LICENCE_NOTICE_GIVEN"),
                other => other.into(),
            })?;
            let entry = origin.entry(Act::LicenceNotify, Object::lot(&code));
            tx.audit(entry.after(&notice));
            tx.commit().await?;
            Ok(notice.record(&code))
        })
        .await
    }

    /// Writes down on which day the fee of a licence was paid.
    ///
    /// # Errors
    /// `NotFound` for lots that are not public and for a licence that does not exist; `Forbidden` for
    /// everybody but the owner's liaison and the centre; `LICENCE_PAID_DAY`.
    pub async fn note_licence_paid(
        &self,
        account: &Account,
        code: &LotCode,
        number: u16,
        paid_on: Date,
    ) -> Result<(), Error> {
        let (store, origin, today) = (self.store().clone(), self.by(account), self.now().date());
        let (account, code) = (account.clone(), code.clone());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let lot = visible(tx.lot(&code).await?, Some(&account))?.lot;
            if !keeps(&account, &lot) {
                return Err(Error::Forbidden);
            }
            tx.hold_lot(lot.id).await?;
            let before = notices(&mut tx, &lot).await?;
            let one = before.into_iter().find(|one| one.number == number);
            let one = one.ok_or(Error::NotFound)?;
            check_paid(&one, paid_on, today).map_err(Error::invalid)?;
            if one.paid_on == Some(paid_on) {
                return Ok(());
            }
            tx.set_licence_paid(lot.id, number, paid_on).await?;
            let entry = origin.entry(Act::LicencePaid, Object::lot(&code));
            let what = |on: Option<Date>| json!({ "number": number, "paid_on": on });
            tx.audit(entry.before(&what(one.paid_on)).after(&what(Some(paid_on))));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// What the page of a lot says of its licences to whoever is signed in: the own one, whether there may
    /// be one, and all of them for the owner's liaison and the centre.
    ///
    /// # Errors
    /// `NotFound` for lots that are not public.
    pub async fn licence_section(
        &self,
        account: &Account,
        code: &LotCode,
    ) -> Result<LicenceSection, Error> {
        require(account, Action::KeepOwn(account.id))?;
        let today = self.now().date();
        let mut tx = self.store().read().await?;
        let lot = visible(tx.lot(code).await?, Some(account))?.lot;
        let terms = declared(&mut tx, &lot).await?;
        let all = tx.licence_notices(lot.id).await?;
        let before: Vec<_> = all.iter().map(|(notice, _)| notice.clone()).collect();
        let unit = account.institution.filter(|_| account.may(Action::Bid));
        let may_notify = unit
            .is_some_and(|unit| check_notice(&lot, terms.as_ref(), unit, &before, today).is_ok());
        let is_own = |notice: &LicenceNotice| Some(notice.licensee) == account.institution;
        let may_keep = keeps(account, &lot);
        let lines = all
            .into_iter()
            .filter(|(notice, _)| may_keep || is_own(notice));
        let lines = lines.map(|(notice, licensee)| LicenceLine {
            record: notice.record(code),
            own: is_own(&notice),
            licensee,
            notice,
        });
        Ok(LicenceSection {
            may_notify,
            may_keep,
            lines: lines.collect(),
        })
    }
}

async fn notices(tx: &mut Tx, lot: &Lot) -> Result<Vec<LicenceNotice>, Error> {
    let all = tx.licence_notices(lot.id).await?;
    Ok(all.into_iter().map(|(notice, _)| notice).collect())
}
