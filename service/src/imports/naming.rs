//! Committing a 《活动联络员信息表》: its liaison is named and its experts are nominated by the same rules
//! as on the pages of participation, in one transaction; and taking that back.

use super::CommitMode;
use super::people::{Named, People, Unit};
use super::preview::{PlannedRow, plan, preview};
use super::source::{Reread, there};
use crate::participations::{Naming, name_in, nominate_in};
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::ids::{AccountId, ImportId, SeasonId};
use domain::participations::ParticipationRefusal;
use domain::views::{ImportPreview, RowFate};
use serde_json::json;
use store::{ImportedPerson, StoreError, Tx};

impl Portal {
    /// Commits an upload of people.
    ///
    /// # Errors
    /// As [`Self::commit_import_as`].
    pub(super) async fn commit_people(
        &self,
        account: &Account,
        id: ImportId,
        found: Reread,
        mode: CommitMode,
    ) -> Result<ImportPreview, Error> {
        let Reread {
            stored,
            season,
            read,
        } = found;
        if let Some(of) = stored.institution {
            require(account, Action::TakePart(of))?;
        }
        let checked = read.checked;
        let owner = self.known_owner(&stored, &checked).await?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let there = there(
                &mut tx,
                &season,
                owner.as_ref(),
                &checked,
                Some(stored.account),
            )
            .await?;
            let shown = preview(&checked, id, &stored.file_name, &there);
            let refused = shown.rows.iter().any(|row| row.fate == RowFate::Refused);
            if refused && !mode.only_good {
                return Err(Error::invalid("IMPORT_HAS_ERRORS"));
            }
            let planned = plan(&checked, &there);
            let planned = without_replaced(planned, mode)?;
            let count = planned.len() as u32;
            let people = there.people.unwrap_or_default();
            for row in planned {
                let named = row.person(&people, stored.account).ok_or(Error::Conflict)?;
                let person = write(&mut tx, season.id, named, (mode, by), &origin).await?;
                tx.insert_imported_person(id, person).await?;
            }
            tx.mark_committed(id, origin.at, count).await?;
            let entry = origin.entry(Act::ImportCommit, Object::new(ObjectKind::Import, id));
            tx.audit(entry.after(&json!({ "people": count })));
            Ok(tx.commit().await?)
        })
        .await?;
        self.import_preview(account, id).await
    }
}

/// The rows of a plan without those that would replace a liaison, unless that is wanted.
fn without_replaced(
    mut planned: Vec<PlannedRow>,
    mode: CommitMode,
) -> Result<Vec<PlannedRow>, Error> {
    let replaces = !mode.replace && planned.iter().any(|row| row.replaces);
    if replaces && !mode.only_good {
        return Err(ParticipationRefusal::LiaisonAlreadySet.into());
    }
    planned.retain(|row| mode.replace || !row.replaces);
    Ok(planned)
}

/// Names a liaison or nominates an expert.
async fn write(
    tx: &mut Tx,
    season: SeasonId,
    (unit, named): (&Unit, Named),
    (mode, by): (CommitMode, AccountId),
    origin: &Origin,
) -> Result<ImportedPerson, Error> {
    tx.hold_institution(unit.institution).await?;
    let part = unit.part.as_ref().ok_or(Error::Conflict)?;
    match named {
        Named::Liaison(who, card) => {
            let naming = Naming {
                part,
                who,
                card: &card,
                replace: mode.replace,
                by,
            };
            let (id, earlier) = name_in(tx, &naming, origin).await?;
            Ok(ImportedPerson::Liaison { id, earlier })
        }
        Named::Expert(card) => {
            let of = (season, unit.institution);
            let id = nominate_in(tx, of, &card, by, origin).await?;
            Ok(ImportedPerson::Expert(id))
        }
    }
}

impl PlannedRow {
    /// The person of the row, and his unit.
    fn person<'a>(&self, people: &'a People, uploader: AccountId) -> Option<(&'a Unit, Named)> {
        people.named(self.of_person()?, Some(uploader)).ok()
    }
}

/// Takes back whom an upload has named: the liaison before is named again, experts are nominated no more.
/// Answers how many they are.
///
/// # Errors
/// `IMPORT_UNDO_PEOPLE` when another liaison is active by now, the one before cannot be it again, or an
/// expert was admitted.
pub(super) async fn take_people_back(
    tx: &mut Tx,
    import: ImportId,
    by: AccountId,
    origin: &Origin,
) -> Result<u32, Error> {
    let mut count = 0;
    for person in tx.imported_people(import).await? {
        let done = match person {
            ImportedPerson::Liaison { id, earlier } => {
                let ended = tx.end_one_liaison(id, origin.at).await?;
                if let (true, Some(earlier)) = (ended, earlier) {
                    // Somebody who is gone by now is not named again; that somebody was is on record.
                    match tx.name_again(earlier, by, origin.at).await {
                        Err(StoreError::Conflict) => return Err(depends()),
                        named => named?,
                    };
                }
                ended
            }
            ImportedPerson::Expert(id) => tx.withdraw_expert(id).await?,
        };
        if !done {
            return Err(depends());
        }
        count += 1;
    }
    Ok(count)
}

fn depends() -> Error {
    Error::invalid("IMPORT_UNDO_PEOPLE")
}
