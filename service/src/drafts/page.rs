//! The page of a draft: every column with what stands in it, and what the checks find.

use super::{code_of, draft_of, may_be_taken_back, of_draft, own};
use crate::files::line;
use crate::imports::{TypedRow, how};
use crate::{Error, Portal, Tx};
use domain::accounts::Account;
use domain::collection::column_letters;
use domain::drafts::{Control, DraftContent, Section, form_of};
use domain::files::FILES_OF_LOT_MAX;
use domain::ids::{DraftId, LotCode};
use domain::lots::LotKind;
use domain::seasons::Season;
use domain::views::{DraftField, DraftPage, FileLine, ImportFault, ReturnedLot};
use locales::Lang;
use store::StoredDraft;

impl Portal {
    /// A draft on the desk of its institution. Of one that has become a lot, only which.
    ///
    /// # Errors
    /// `Forbidden` for everybody who submits no lots of an institution of his own; `NotFound` for
    /// drafts of other institutions, for those that do not exist and for those that were deleted
    /// long ago, alike.
    pub async fn draft_page(&self, account: &Account, id: DraftId) -> Result<DraftPage, Error> {
        let (of, now) = (own(account)?, self.now());
        let mut tx = self.store().read().await?;
        let draft = draft_of(&mut tx, of, id).await?;
        if draft
            .deleted_at
            .is_some_and(|at| !may_be_taken_back(at, now))
        {
            return Err(Error::NotFound);
        }
        let season = tx.season(draft.season).await?.ok_or(Error::NotFound)?;
        let owner = tx.institution(of).await?.ok_or(Error::NotFound)?;
        let files = tx.files_of(of_draft(id), FILES_OF_LOT_MAX as u32).await?;
        let files: Vec<FileLine> = files.into_iter().map(line).collect();
        let place = (&season, &owner, now.date());
        let row = TypedRow::judge(&mut tx, place, draft.kind, &draft.content).await?;
        let (faults, warnings) = row.found();
        let returned = notes(&mut tx, &draft).await?;
        let lot = code_of(&mut tx, draft.lot).await?;
        drop(tx);
        let closed = match self.admit_lots(account, &season, &owner).await {
            Err(Error::Invalid { code, args }) => Some((code.into_owned(), args)),
            Err(error) => return Err(error),
            Ok(()) => None,
        };
        let wrong: Vec<&str> = faults.iter().map(|fault| fault.column.as_str()).collect();
        Ok(DraftPage {
            id,
            kind: draft.kind,
            title: draft.content.title(draft.kind).to_owned(),
            revision: draft.revision,
            changed_at: draft.changed_at,
            fields: fields(draft.kind, &season, &draft.content, returned.as_ref()),
            sections: draft.content.states(draft.kind, &wrong, files.len()),
            lot,
            closed,
            deleted: draft.deleted_at.is_some(),
            faults,
            warnings,
            files,
            returned,
        })
    }
}

/// Why the lot that a draft puts right came back.
async fn notes(tx: &mut Tx, draft: &StoredDraft) -> Result<Option<ReturnedLot>, Error> {
    let Some(code): Option<LotCode> = code_of(tx, draft.corrects).await? else {
        return Ok(None);
    };
    let returned = tx
        .returned_lots(draft.institution, super::RETURNED_MAX)
        .await?;
    Ok(returned.into_iter().find(|lot| lot.code == code))
}

/// The columns in the order of the sections.
fn fields(
    kind: LotKind,
    season: &Season,
    content: &DraftContent,
    returned: Option<&ReturnedLot>,
) -> Vec<DraftField> {
    let form = form_of(kind);
    let field = |(section, header): (Section, &'static str)| {
        let index = form.index(header);
        let (control, input) = Control::of(form, index, season);
        let notes = returned.into_iter().flat_map(|lot| &lot.notes);
        let notes = notes.filter(|note| names(&note.field, header));
        DraftField {
            section,
            header: header.to_owned(),
            letters: column_letters(index),
            required: form.columns()[index].required,
            control,
            words: input.words().to_vec(),
            help: (how(Lang::Zh, header, &input), how(Lang::En, header, &input)),
            value: content.cell(header).to_owned(),
            notes: notes.map(|note| note.note.clone()).collect(),
        }
    };
    let sections = Section::ALL.iter();
    let headers = sections.flat_map(|section| {
        section
            .headers(kind)
            .iter()
            .map(|header| (*section, *header))
    });
    headers.map(field).collect()
}

/// Whether a note of the centre is about a column: it may leave out the unit of an amount.
fn names(field: &str, header: &str) -> bool {
    field == header
        || header
            .split_once('（')
            .is_some_and(|(word, _)| word == field)
}

/// The faults that stand in one section.
pub(super) fn in_section(faults: &[ImportFault], kind: LotKind, section: Section) -> bool {
    let headers = section.headers(kind);
    faults
        .iter()
        .any(|fault| headers.contains(&fault.column.as_str()))
}
