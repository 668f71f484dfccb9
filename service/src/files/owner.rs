//! What a file hangs on.

use crate::{Error, Tx};
use domain::files::{FileFacts, FileOwnerKind};
use domain::ids::{AgreementId, InstitutionId, LotId, ParticipationId, SessionId};
use store::StoredFile;

/// Whose a file is, and whether what it hangs on is public.
pub(super) async fn facts(tx: &mut Tx, stored: &StoredFile) -> Result<FileFacts, Error> {
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
        // No institution's: until the session is public, its host and the centre read them.
        FileOwnerKind::Session => {
            let found = tx
                .session(SessionId(owner.id))
                .await?
                .ok_or(Error::NotFound)?;
            (InstitutionId(0), found.published_revision.is_some())
        }
    };
    Ok(FileFacts {
        institution,
        visibility: stored.file.visibility,
        published,
    })
}
