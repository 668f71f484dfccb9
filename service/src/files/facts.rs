//! What a file hangs on says who may read it.

use crate::{Error, Tx};
use domain::accounts::Action;
use domain::files::{FileFacts, FileOwnerKind};
use domain::ids::{AgreementId, EntryId, InstitutionId, LotId, ParticipationId};
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
        FileOwnerKind::Participation => {
            let found = tx.participation_by_id(ParticipationId(owner.id)).await?;
            (found.ok_or(Error::NotFound)?.institution, false)
        }
        FileOwnerKind::Agreement => {
            let found = tx.agreement(AgreementId(owner.id)).await?;
            (found.ok_or(Error::NotFound)?.institution, false)
        }
        FileOwnerKind::Case => return facts_of_case(tx, stored).await,
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
    let facts = FileFacts {
        institution: InstitutionId(0),
        visibility: stored.file.visibility,
        published: false,
    };
    let session = entry.ok_or(Error::NotFound)?.session;
    Ok((facts, Action::EditSession(session)))
}
