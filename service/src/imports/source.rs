//! What a step of an import stands on: who submits, the upload read again, what is stored already.

use super::check::{Checked, ReadForm, Submitter, named_unit, read_for};
use super::desk::Desk;
use super::fault::FileFault;
use super::needs::needs;
use super::people::people;
use super::preview::Stored;
use super::reports::known;
use crate::permissions::require;
use crate::waivers::{leave, lots_limit};
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::ids::{AccountId, ImportId, InstitutionId};
use domain::institutions::Institution;
use domain::seasons::Season;
use domain::time::{Date, Timestamp};
use store::{StoredImport, Tx};

/// An upload that was read again.
pub(super) struct Reread {
    /// The upload.
    pub stored: StoredImport,
    /// Its season.
    pub season: Season,
    /// What it says.
    pub read: ReadForm,
}

impl Portal {
    /// The institution that the account submits for; `None` for the centre, which imports for
    /// whatever unit a form names.
    pub(crate) async fn submitter(&self, account: &Account) -> Result<Option<Institution>, Error> {
        if account.may(Action::SubmitAnyLots) {
            return Ok(None);
        }
        let id = account.institution.ok_or(Error::Forbidden)?;
        require(account, Action::SubmitLots(id))?;
        Ok(Some(self.institution(id).await?))
    }

    pub(super) async fn institution(&self, id: InstitutionId) -> Result<Institution, Error> {
        self.store()
            .read()
            .await?
            .institution(id)
            .await?
            .ok_or(Error::NotFound)
    }

    pub(super) async fn owner(
        &self,
        known: Option<InstitutionId>,
        unit: Option<&str>,
    ) -> Result<Institution, Error> {
        match (known, unit) {
            (Some(id), _) => self.institution(id).await,
            (None, Some(unit)) => {
                let found = self.store().read().await?.institution_by_name(unit).await?;
                found.ok_or(Error::invalid("OWNER_UNKNOWN"))
            }
            (None, None) => Err(Error::invalid("OWNER_UNKNOWN")),
        }
    }

    /// Whether lots of the unit are taken today, uploaded or typed: the centre is held up by no day.
    ///
    /// # Errors
    /// `INSTITUTION_KIND_NOT_ADMITTED`; `SUBMISSION_CLOSED`, `SUBMISSION_NOT_OPEN`.
    pub(crate) async fn admit_lots(
        &self,
        account: &Account,
        season: &Season,
        unit: &Institution,
    ) -> Result<(), Error> {
        season.admit(unit.kind)?;
        if !account.may(Action::SubmitAnyLots) {
            let reopened = self.reopened_until(season.id, unit.id).await?;
            season.check_open(self.now().date(), reopened)?;
        }
        Ok(())
    }

    /// As which unit a form is checked: that of the account. The centre uploads for others, whose
    /// rules and waivers are those of the unit that the form names.
    pub(super) async fn checked_as(
        &self,
        season: &Season,
        own: Option<&Institution>,
        named: impl FnOnce() -> Option<String> + Send + 'static,
    ) -> Result<Option<Submitter>, Error> {
        if let Some(unit) = own {
            let mut tx = self.store().read().await?;
            return Ok(Some(submitter_of(&mut tx, season, unit).await?));
        }
        let Some(name) = Desk::free().await?.check(named).await? else {
            return Ok(None);
        };
        let mut tx = self.store().read().await?;
        match tx.institution_by_name(&name).await? {
            Some(unit) => Ok(Some(submitter_of(&mut tx, season, &unit).await?)),
            None => Ok(None),
        }
    }

    /// Loads an upload of this account and checks it again by today's rules.
    pub(super) async fn reread(&self, account: &Account, id: ImportId) -> Result<Reread, Error> {
        let submitter = self.submitter(account).await?;
        let mut tx = self.store().read().await?;
        let stored = tx.import(id).await?.ok_or(Error::NotFound)?;
        require(account, Action::ReadImport(stored.account))?;
        let season = tx.season(stored.season).await?.ok_or(Error::NotFound)?;
        drop(tx);
        let (file, name) = (stored.file.clone(), stored.file_name.clone());
        let named = move || named_unit(&file, &name);
        let unit = self.checked_as(&season, submitter.as_ref(), named).await?;
        let desk = Desk::free().await?;
        let (file, name) = (stored.file.clone(), stored.file_name.clone());
        let (rules, on) = (season.clone(), checking_day(&stored, self.now()));
        let read = desk
            .check(move || read_for(&file, &name, &rules, on, unit.as_ref()))
            .await?;
        Ok(Reread {
            stored,
            season,
            read: read.map_err(refuse)?,
        })
    }
}

/// An upload is judged by the day it came in, so that a committed one reads the same for ever.
fn checking_day(stored: &StoredImport, now: Timestamp) -> Date {
    stored.created_at.min(now).date()
}

/// What is stored already of what the form says.
pub(super) async fn there(
    tx: &mut Tx,
    season: &Season,
    owner: Option<&Institution>,
    checked: &Checked,
    uploader: Option<AccountId>,
) -> Result<Stored, Error> {
    let lots = tx.live_identities(season.id, &checked.identities()).await?;
    let mut there = Stored {
        roadshow_max: season.roadshow_max,
        owner: owner.cloned(),
        ..Stored::default()
    };
    if let Some(owner) = owner {
        there.submitted = tx.tally(season.id, owner.id).await?.lots;
        there.lots_limit = lots_limit(tx, season, owner.id).await?;
        there.roadshow = tx.roadshow_lots(season.id, owner.id).await?;
        let differing = checked.differing(&lots);
        there.changeable = tx.rewritable_lots(&differing).await?;
        // Another unit's lot is no business of this form, whatever its state.
        there.changeable.retain(|_, old| old.lot.owner == owner.id);
    }
    there.known = known(tx, owner, checked).await?;
    there.people = people(tx, season, owner, checked).await?;
    there.needs = needs(tx, season, owner, checked).await?;
    there.uploader = uploader;
    there.lots = lots;
    Ok(there)
}

/// As which unit a form is checked that an institution uploads.
async fn submitter_of(
    tx: &mut Tx,
    season: &Season,
    unit: &Institution,
) -> Result<Submitter, Error> {
    Ok(Submitter {
        name: unit.name.clone(),
        out_of_province: unit.out_of_province(),
        leave: leave(tx, season, unit).await?,
    })
}

/// A file that is no form, as a refusal with its own sentence.
pub(super) fn refuse(fault: FileFault) -> Error {
    let mut args = vec![("field".to_owned(), fault.column)];
    args.extend(
        fault
            .args
            .into_iter()
            .map(|(place, value)| (place.to_owned(), value)),
    );
    Error::Invalid {
        code: fault.rule.message.into(),
        args,
    }
}
