//! Stored files: what is known of them, in the order in which they came.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::evidence::FileHash;
use domain::files::{FileKind, FileOwner, FileOwnerKind, MediaType, Visibility};
use domain::ids::{AccountId, FileId};
use store::{FileBody, FileContent, NewFile, Result, StoreError};

stories!(files_hang_on_their_things, a_place_holds_one_file);

fn file(owner: i64, content: FileContent) -> NewFile {
    NewFile {
        owner: FileOwner {
            kind: FileOwnerKind::Lot,
            id: owner,
        },
        kind: FileKind::Certificate,
        name: "证书.pdf".into(),
        visibility: Visibility::Registered,
        content,
        by: AccountId(1),
        at: NOON,
    }
}

fn body(place: &str) -> FileContent {
    FileContent::Body(FileBody {
        place: place.into(),
        media: MediaType::Pdf,
        bytes: 9,
        hash: FileHash([7; 32]),
    })
}

async fn files_hang_on_their_things(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    tx.insert_account(&make::account(1), None).await?;
    let first = tx.insert_file(&file(1, body("ab/1"))).await?;
    let link = FileContent::Link("https://video.example.com/1".into());
    let second = tx.insert_file(&file(1, link.clone())).await?;
    let other = tx.insert_file(&file(2, body("ab/2"))).await?;
    let owner = file(1, link.clone()).owner;
    let ids = |files: &[store::StoredFile]| files.iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids(&tx.files_of(owner, 10).await?), [first, second]);
    assert_eq!(ids(&tx.files_of(owner, 1).await?), [first]);
    let stored = tx.file(second).await?.expect("a file");
    assert_eq!(stored.file, file(1, link));
    assert_eq!(tx.file(FileId(99)).await?, None);
    assert_eq!(ids(&tx.file_places(first, 10).await?), [second, other]);
    let asked = ["ab/1", "ab/2", "ab/3"].map(str::to_owned);
    let mut known = tx.known_places(&asked).await?;
    known.sort();
    assert_eq!(known, asked[..2]);
    tx.delete_file(first).await?;
    let again = tx.delete_file(first).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    assert_eq!(tx.known_places(&asked).await?, ["ab/2"]);
    Ok(())
}

async fn a_place_holds_one_file(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    tx.insert_account(&make::account(1), None).await?;
    tx.insert_file(&file(1, body("ab/1"))).await?;
    let again = tx.insert_file(&file(2, body("ab/1"))).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    Ok(())
}
