//! The annotated copy of an upload, as a file.

use super::annotated::annotated;
use super::check::Checked;
use super::desk::Desk;
use super::preview::Stored;
use super::source::{Reread, there};
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::ids::ImportId;
use domain::institutions::Institution;
use domain::seasons::Season;
use locales::Lang;
use store::StoredImport;

impl Portal {
    /// The annotated copy of an upload with the name to keep it under: the sheet as it was read, a last
    /// column that says what is wrong with each row, the wrong cells marked. After a commit it holds
    /// the rows that stayed out and no others.
    ///
    /// # Errors
    /// `NotFound` for uploads of other people.
    pub async fn annotated_form(
        &self,
        account: &Account,
        id: ImportId,
        lang: Lang,
    ) -> Result<(String, Vec<u8>), Error> {
        let Reread {
            stored,
            season,
            read,
        } = self.reread(account, id).await?;
        let there = self.compared(&stored, &season, &read.checked).await?;
        let only_bad = stored.committed.is_some() && stored.undone.is_none();
        let desk = Desk::free().await?;
        let written = desk
            .check(move || {
                let faults = read.checked.faults(&there);
                annotated(&read.sheet, &read.header, &faults, only_bad, lang)
            })
            .await?;
        let bytes = written.map_err(|error| Error::Internal(error.to_string()))?;
        let name = stored.file_name;
        let stem = name
            .rsplit_once('.')
            .map_or(name.as_str(), |(stem, _)| stem);
        Ok((format!("{stem}_标注.xlsx"), bytes))
    }

    /// What is stored already of what a form says. The centre may look at a form of a unit that has no
    /// entry yet; nothing is stored of it.
    pub(super) async fn compared(
        &self,
        upload: &StoredImport,
        season: &Season,
        checked: &Checked,
    ) -> Result<Stored, Error> {
        let owner = self.known_owner(upload, checked).await?;
        let mut tx = self.store().read().await?;
        there(
            &mut tx,
            season,
            owner.as_ref(),
            checked,
            Some(upload.account),
        )
        .await
    }

    /// The unit that a form is of, as far as it has an entry. A form of people names units in its rows.
    pub(super) async fn known_owner(
        &self,
        upload: &StoredImport,
        checked: &Checked,
    ) -> Result<Option<Institution>, Error> {
        match self
            .owner(upload.institution, checked.unit.as_deref())
            .await
        {
            Ok(owner) => Ok(Some(owner)),
            Err(Error::Invalid { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
