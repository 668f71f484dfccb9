//! Review and selection: groups and their experts, score sheets, what the centre decides, releases.

mod desk;
mod groups;
mod release;
mod selection;

pub use release::publish_releases;

use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::Object;
use domain::ids::{InstitutionId, LotCode};
use domain::reviews::{FieldNote, GroupRefusal, NoteRefusal, SelectionRefusal, SheetRefusal};
use domain::views::ReturnedLot;

/// Most lots that one command moves.
const LOTS_MAX: usize = 200;

impl Portal {
    /// The lots that went back to the institution of this account (退回修改), the latest first.
    ///
    /// # Errors
    /// `Forbidden` for whoever submits no lots for an institution.
    pub async fn returned_lots(&self, account: &Account) -> Result<Vec<ReturnedLot>, Error> {
        // Nobody's number for whoever belongs to no institution.
        let of = account.institution.unwrap_or(InstitutionId(0));
        require(account, Action::SubmitLots(of))?;
        Ok(self.store().read().await?.returned_lots(of, 200).await?)
    }
}

impl From<GroupRefusal> for Error {
    fn from(refusal: GroupRefusal) -> Self {
        refused(refusal, Vec::new())
    }
}

impl From<NoteRefusal> for Error {
    fn from(refusal: NoteRefusal) -> Self {
        refused(refusal, Vec::new())
    }
}

impl From<SheetRefusal> for Error {
    fn from(refusal: SheetRefusal) -> Self {
        let criterion = match refusal {
            SheetRefusal::Incomplete(of) | SheetRefusal::ScoreRange(of) => Some(of),
            SheetRefusal::CommentLength | SheetRefusal::RecommendMissing => None,
        };
        let args = criterion.map(|of| ("criterion".to_owned(), of.code().to_owned()));
        refused(refusal, args.into_iter().collect())
    }
}

impl From<SelectionRefusal> for Error {
    fn from(refusal: SelectionRefusal) -> Self {
        refused(refusal, args_of(refusal))
    }
}

/// The values of the places in the sentence of a refusal.
fn args_of(refusal: SelectionRefusal) -> Vec<(String, String)> {
    match refusal {
        SelectionRefusal::NotEnough(n) => vec![("n".to_owned(), n.to_string())],
        SelectionRefusal::State | SelectionRefusal::Begun => Vec::new(),
    }
}

fn refused(refusal: impl std::fmt::Display, args: Vec<(String, String)>) -> Error {
    Error::Invalid {
        code: refusal.to_string().into(),
        args,
    }
}

/// What a row of the record about a lot names.
fn object(code: &LotCode) -> Object {
    Object::lot(code)
}

/// The fields that notes are about, as the record names them.
fn fields(notes: &[FieldNote]) -> Vec<&str> {
    notes.iter().map(|note| note.field.as_str()).collect()
}
