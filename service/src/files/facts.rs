//! What a file hangs on says who may read it.

use crate::{Error, Tx};
use domain::accounts::Action;
use domain::files::{FileFacts, FileOwnerKind};
use domain::ids::{
    AgreementId, DraftId, EntryId, InstitutionId, IntakeId, LotId, ParticipationId, SessionId,
};
use store::StoredFile;

/// Whose a file is, whether what it hangs on is public, and what reading it takes when it is not.
pub(super) async fn facts(tx: &mut Tx, stored: &StoredFile) -> Result<(FileFacts, Action), Error> {
    let owner = stored.file.owner;
    let (institution, published) = match owner.kind {
        FileOwnerKind::Lot => {
            let lot = tx.lot_by_id(LotId(owner.id)).await?;
            let lot = lot.ok_or(Error::NotFound)?.lot;
            (lot.owner, lot.state.is_public())
        }
        FileOwnerKind::Draft => {
            let found = tx.draft(DraftId(owner.id)).await?;
            (found.ok_or(Error::NotFound)?.institution, false)
        }
        FileOwnerKind::Participation => {
            let found = tx.participation_by_id(ParticipationId(owner.id)).await?;
            (found.ok_or(Error::NotFound)?.institution, false)
        }
        FileOwnerKind::Agreement => {
            let found = tx.agreement(AgreementId(owner.id)).await?;
            (found.ok_or(Error::NotFound)?.institution, false)
        }
        // No institution's: until the session is public, its host and the centre read them.
        FileOwnerKind::Session => {
            let found = tx.session(SessionId(owner.id)).await?;
            let found = found.ok_or(Error::NotFound)?;
            (InstitutionId(0), found.published_revision.is_some())
        }
        FileOwnerKind::Case => return facts_of_case(tx, stored).await,
        FileOwnerKind::Intake => return facts_of_intake(tx, stored).await,
    };
    let facts = FileFacts {
        institution,
        visibility: stored.file.visibility,
        published,
    };
    Ok((facts, Action::ReadFile(institution)))
}

/// A typical case is its session's: for the host and the centre.
async fn facts_of_case(tx: &mut Tx, stored: &StoredFile) -> Result<(FileFacts, Action), Error> {
    let entry = tx.entry(EntryId(stored.file.owner.id)).await?;
    Ok(of_session(stored, entry.ok_or(Error::NotFound)?.session))
}

/// The proof of what was sold or agreed at a session is for its host and the centre, that of what a unit
/// reported for the unit and the centre.
async fn facts_of_intake(tx: &mut Tx, stored: &StoredFile) -> Result<(FileFacts, Action), Error> {
    let found = tx.intake(IntakeId(stored.file.owner.id)).await?;
    let found = found.ok_or(Error::NotFound)?;
    match (found.institution, found.session) {
        (None, Some(session)) => Ok(of_session(stored, session)),
        (unit, _) => {
            // Nobody's but the centre's, where it reported for a unit without an entry.
            let institution = unit.map_or(InstitutionId(0), |(unit, _)| unit);
            let facts = FileFacts {
                institution,
                visibility: stored.file.visibility,
                published: false,
            };
            Ok((facts, Action::ReadFile(institution)))
        }
    }
}

fn of_session(stored: &StoredFile, session: SessionId) -> (FileFacts, Action) {
    let facts = FileFacts {
        institution: InstitutionId(0),
        visibility: stored.file.visibility,
        published: false,
    };
    (facts, Action::EditSession(session))
}
