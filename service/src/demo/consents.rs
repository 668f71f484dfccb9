//! What the further holders of lots of the demo season agree to: without it a lot is not bid for (LG-11).

use super::papers::pdf;
use super::{DemoLot, DemoSeason};
use crate::Error;
use crate::files::Depot;
use domain::evidence::FileHash;
use domain::files::{FileKind, FileOwner, FileOwnerKind, MediaType, Visibility};
use domain::ids::{AccountId, InstitutionId};
use domain::time::Timestamp;
use sha2::{Digest, Sha256};
use store::{FileBody, FileContent, NewFile, Tx};

/// Hangs a consent on every lot that is public and belongs to several.
pub(super) async fn write(
    tx: &mut Tx,
    depot: &Depot,
    demo: &DemoSeason,
    now: Timestamp,
) -> Result<(), Error> {
    let shared = |one: &&DemoLot| one.lot.state.is_public() && !one.lot.co_owners.is_empty();
    for DemoLot { lot, .. } in demo.lots.iter().filter(shared) {
        let bytes = pdf(&format!("Sample consent of the co-owners: {}", lot.code));
        // No earlier try has this name: nothing is put where something lies.
        let place = format!(
            "{:02x}/demo-{}-{}",
            lot.id.get() % 256,
            now.millis(),
            lot.id
        );
        let body = FileBody {
            place: place.clone(),
            media: MediaType::Pdf,
            bytes: bytes.len() as u32,
            hash: FileHash(Sha256::digest(&bytes).into()),
        };
        depot.put(&place, bytes, now).await?;
        let new = NewFile {
            owner: FileOwner {
                kind: FileOwnerKind::Lot,
                id: lot.id.get(),
            },
            kind: FileKind::Consent,
            name: "共有人同意书（示例）.pdf".to_owned(),
            visibility: FileKind::Consent.visibility(Visibility::Private),
            content: FileContent::Body(body),
            by: author(demo, lot.owner),
            at: now,
        };
        tx.insert_file(&new).await?;
    }
    Ok(())
}

/// Whoever submits for the institution, or somebody of the centre.
fn author(demo: &DemoSeason, of: InstitutionId) -> AccountId {
    let accounts = || demo.accounts.iter().map(|(account, _)| account);
    let own = accounts().find(|account| account.institution == Some(of));
    let centre = || accounts().find(|account| account.login == "center1");
    own.or_else(centre)
        .expect("the demo has accounts of the centre")
        .id
}
