//! The rows of a 《需求征集表》: beside what is stored, committed in one transaction, and taken back.

use super::CommitMode;
use super::check::Checked;
use super::preview::{PlannedRow, plan, preview};
use super::source::{Reread, there};
use crate::needs::own_session;
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::collection::{Change, Entry, Form, NeedRow, need_changes, quote};
use domain::erasure::CONTACTS_KEPT_MS;
use domain::ids::{ImportId, InstitutionId, NeedCode, SessionId};
use domain::institutions::Institution;
use domain::needs::NeedState;
use domain::seasons::Season;
use domain::time::Timestamp;
use domain::views::{FieldChange, ImportPreview, RowFate};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;
use store::{ImportedNeed, LiveNeed, NewNeed, Tx};

/// The live needs that a form names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// The unit that the form is of; nothing when the centre collects by itself.
    unit: Option<InstitutionId>,
    /// By identity.
    live: HashMap<String, LiveNeed>,
}

/// What becomes of a row.
pub(super) enum NeedFate {
    New,
    Unchanged,
    /// It says something else than before.
    Changes(Vec<FieldChange>),
    /// It is there, and this form may not change it.
    Known(NeedCode),
}

/// A need as it was before an upload changed it.
#[derive(Serialize, Deserialize)]
struct Earlier {
    row: NeedRow,
    digest: Option<String>,
    state: NeedState,
    opinion: String,
}

impl Needs {
    /// What becomes of a row: its unit changes what is not diagnosed yet.
    pub(super) fn judge(&self, row: &NeedRow, identity: &str, digest: &str) -> NeedFate {
        let Some(LiveNeed { whole, digest: old }) = self.live.get(identity) else {
            return NeedFate::New;
        };
        if old.as_deref() == Some(digest) {
            return NeedFate::Unchanged;
        }
        let own = whole.submitter == self.unit;
        if !own || !whole.need.state.is_rewritable() {
            return NeedFate::Known(whole.need.code.clone());
        }
        let shown = |change: Change| FieldChange {
            column: change.column.to_owned(),
            old: quote(&change.old),
            new: quote(&change.new),
        };
        let changes = need_changes(&whole.row, row).into_iter().map(shown);
        NeedFate::Changes(changes.collect())
    }
}

/// Looks up the needs that the rows name; nothing for other forms.
///
/// # Errors
/// `Internal` when the database fails.
pub(super) async fn needs(
    tx: &mut Tx,
    season: &Season,
    owner: Option<&Institution>,
    checked: &Checked,
) -> Result<Option<Needs>, Error> {
    if checked.form != Form::Need {
        return Ok(None);
    }
    Ok(Some(Needs {
        unit: owner.map(|unit| unit.id),
        live: tx.live_needs(season.id, &checked.identities()).await?,
    }))
}

impl PlannedRow {
    /// What a row of the need form says.
    fn of_need(&self) -> Option<&NeedRow> {
        match &self.entry {
            Entry::Need(row) => Some(row),
            _ => None,
        }
    }
}

/// Where the needs of an upload go.
struct Place<'a> {
    import: ImportId,
    season: &'a Season,
    unit: Option<InstitutionId>,
    session: Option<SessionId>,
}

impl Portal {
    /// Commits an upload of needs. They are taken on every day of the season (CS-06).
    ///
    /// # Errors
    /// As [`Self::commit_import_as`].
    pub(super) async fn commit_needs(
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
        let checked = read.checked;
        let owner = self.known_owner(&stored, &checked).await?;
        let (store, origin) = (self.store().clone(), self.by(account));
        let session = own_session(account);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let uploader = Some(stored.account);
            let there = there(&mut tx, &season, owner.as_ref(), &checked, uploader).await?;
            let shown = preview(&checked, id, &stored.file_name, &there);
            let refused = shown.rows.iter().any(|row| row.fate == RowFate::Refused);
            if refused && !mode.only_good {
                return Err(Error::invalid("IMPORT_HAS_ERRORS"));
            }
            let planned = plan(&checked, &there);
            let count = planned.len() as u32;
            let known = there.needs.unwrap_or_default();
            let place = Place {
                import: id,
                season: &season,
                unit: known.unit,
                session,
            };
            for row in planned {
                write(
                    &mut tx,
                    &place,
                    &row,
                    known.live.get(&row.identity),
                    &origin,
                )
                .await?;
            }
            tx.mark_committed(id, origin.at, count).await?;
            let entry = origin.entry(Act::ImportCommit, Object::new(ObjectKind::Import, id));
            tx.audit(entry.after(&json!({ "needs": count, "unit": known.unit })));
            Ok(tx.commit().await?)
        })
        .await?;
        self.import_preview(account, id).await
    }
}

/// Writes a row: a new need, or the one that is there anew; and notes both for whoever takes it back.
async fn write(
    tx: &mut Tx,
    place: &Place<'_>,
    row: &PlannedRow,
    live: Option<&LiveNeed>,
    origin: &Origin,
) -> Result<(), Error> {
    let need = row.of_need().ok_or(Error::Conflict)?;
    let after = json!({ "import": place.import, "row": row.row });
    let Some(LiveNeed { whole, digest }) = live else {
        let (id, code) = insert(tx, place, row, need, origin).await?;
        tx.insert_imported_need(place.import, id, None).await?;
        let entry = origin.entry(Act::NeedImport, Object::new(ObjectKind::Need, code));
        tx.audit(entry.after(&after));
        return Ok(());
    };
    let earlier = Earlier {
        row: whole.row.clone(),
        digest: digest.clone(),
        state: whole.need.state,
        opinion: whole.opinion.clone(),
    };
    let earlier =
        serde_json::to_string(&earlier).map_err(|error| Error::Internal(error.to_string()))?;
    let submitted = (whole.version, NeedState::Submitted, "");
    let id = whole.need.id;
    if !tx
        .rewrite_need(id, need, Some(&row.digest), submitted)
        .await?
    {
        return Err(Error::Conflict);
    }
    tx.insert_imported_need(place.import, id, Some(&earlier))
        .await?;
    let object = Object::new(ObjectKind::Need, &whole.need.code);
    tx.audit(origin.entry(Act::NeedReimport, object).after(&after));
    Ok(())
}

/// Stores a need under a fresh code such as `X2026-BIO-0001`.
async fn insert(
    tx: &mut Tx,
    place: &Place<'_>,
    row: &PlannedRow,
    need: &NeedRow,
    origin: &Origin,
) -> Result<(domain::ids::NeedId, NeedCode), Error> {
    let (season, industry) = (place.season, need.industry);
    let number = tx.next_need_number(season.id, industry).await?;
    let code = format!("X{}-{industry}-{number:04}", season.year);
    let code = NeedCode::parse(&code)
        .ok_or_else(|| Error::Internal(format!("{code} is no code of a need")))?;
    let new = NewNeed {
        code: &code,
        season: season.id,
        session: place.session,
        submitter: place.unit,
        row: need,
        identity_key: &row.identity,
        digest: &row.digest,
        at: origin.at,
    };
    Ok((tx.insert_need(&new).await?, code))
}

/// Takes back the needs of an upload: new ones are closed, changed ones say again what they said before.
/// Answers how many they are.
///
/// # Errors
/// `IMPORT_UNDO_DEPENDS` names the first that has moved on or was changed since.
pub(super) async fn take_needs_back(
    tx: &mut Tx,
    import: ImportId,
    origin: &Origin,
) -> Result<u32, Error> {
    let mut count = 0;
    for imported in tx.imported_needs(import).await? {
        let code = take_back(tx, &imported, origin.at).await?;
        let object = Object::new(ObjectKind::Need, code);
        let entry = origin.entry(Act::NeedImportUndo, object);
        tx.audit(entry.after(&json!({ "import": import })));
        count += 1;
    }
    Ok(count)
}

async fn take_back(tx: &mut Tx, imported: &ImportedNeed, at: Timestamp) -> Result<NeedCode, Error> {
    let now = tx.whole_need_by_id(imported.need).await?;
    let now = now.ok_or(Error::NotFound)?.whole;
    let (id, code) = (now.need.id, now.need.code);
    let untouched = now.version == imported.version && now.need.state.is_rewritable();
    let done = untouched
        && match &imported.earlier {
            None => {
                let none = ("", None);
                tx.end_need_contact(id, at.plus_millis(CONTACTS_KEPT_MS))
                    .await?;
                tx.move_need(id, now.version, NeedState::Closed, none)
                    .await?
            }
            Some(earlier) => {
                let earlier: Earlier = serde_json::from_str(earlier)
                    .map_err(|error| Error::Internal(format!("import_needs of {code}: {error}")))?;
                let as_before = (now.version, earlier.state, earlier.opinion.as_str());
                tx.rewrite_need(id, &earlier.row, earlier.digest.as_deref(), as_before)
                    .await?
            }
        };
    if done {
        return Ok(code);
    }
    Err(Error::Invalid {
        code: "IMPORT_UNDO_DEPENDS".into(),
        args: vec![("code".to_owned(), code.to_string())],
    })
}
