//! Drafts: revisions, deletion and its undo, the lot that they become, their files.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::drafts::{DraftContent, Section, Typed};
use domain::files::{FileKind, FileOwner, FileOwnerKind, Visibility};
use domain::ids::{AccountId, DraftId, InstitutionId, LotId};
use domain::lots::LotKind;
use store::{FileContent, NewDraft, NewFile, Result, StoreError, Tx};

stories!(
    of_two_changes_one_is_refused,
    a_deleted_draft_can_be_taken_back,
    a_draft_becomes_a_lot_once,
    a_lot_is_put_right_in_one_draft,
);

const BY: (AccountId, domain::time::Timestamp) = (AccountId(1), NOON);
const OF: InstitutionId = InstitutionId(1);

fn new(corrects: Option<LotId>) -> NewDraft {
    NewDraft {
        season: make::season().id,
        institution: OF,
        kind: LotKind::Patent,
        content: DraftContent::default(),
        corrects,
        by: AccountId(1),
        at: NOON,
    }
}

/// The setting with somebody who drafts.
async fn setting(bench: &Bench) -> Result<Tx> {
    let mut tx = make::setting(&bench.store).await?;
    tx.insert_account(&make::account(1), None).await?;
    Ok(tx)
}

fn titled(title: &str) -> DraftContent {
    let typed = Typed::from([("专利名称".to_owned(), title.to_owned())]);
    let next = DraftContent::default().with(LotKind::Patent, Section::Basics, (1, 1), &typed);
    next.expect("a change").expect("a title")
}

async fn of_two_changes_one_is_refused(bench: &Bench) -> Result<()> {
    let mut tx = setting(bench).await?;
    let id = tx.insert_draft(&new(None)).await?;
    let content = titled("一种双参比气体传感器");
    assert!(tx.update_draft(id, 1, &content, BY).await?);
    let other = titled("另一个名称");
    assert!(!tx.update_draft(id, 1, &other, BY).await?);
    let stands = tx.draft(id).await?.expect("a draft");
    assert_eq!((stands.content, stands.revision), (content, 2));
    assert_eq!(tx.open_drafts(OF).await?, 1);
    assert_eq!(tx.drafts_of(InstitutionId(2), 9).await?, []);
    assert_eq!(tx.draft(DraftId(99)).await?, None);
    Ok(())
}

async fn a_deleted_draft_can_be_taken_back(bench: &Bench) -> Result<()> {
    let mut tx = setting(bench).await?;
    let id = tx.insert_draft(&new(None)).await?;
    assert!(!tx.delete_draft(id, None).await?, "it is there");
    assert!(tx.delete_draft(id, Some(NOON)).await?);
    assert!(!tx.delete_draft(id, Some(NOON)).await?, "it is gone");
    assert!(!tx.update_draft(id, 1, &titled("一种名称"), BY).await?);
    assert!(!tx.touch_draft(id, BY).await?);
    assert_eq!(tx.open_drafts(OF).await?, 0);
    assert_eq!(
        tx.drafts_of(OF, 9).await?.len(),
        1,
        "for whoever takes it back"
    );
    assert_eq!(tx.drafts_deleted_before(NOON, 9).await?, []);
    let later = NOON.plus_millis(1);
    assert_eq!(tx.drafts_deleted_before(later, 9).await?, [id]);
    assert!(tx.delete_draft(id, None).await?);
    assert!(!tx.purge_draft(id).await?, "it was taken back");
    assert!(tx.touch_draft(id, BY).await?);
    tx.delete_draft(id, Some(NOON)).await?;
    assert!(tx.purge_draft(id).await?);
    assert_eq!(tx.draft(id).await?, None);
    Ok(())
}

async fn a_draft_becomes_a_lot_once(bench: &Bench) -> Result<()> {
    let mut tx = setting(bench).await?;
    let id = tx.insert_draft(&new(None)).await?;
    tx.update_draft(id, 1, &titled("一种名称"), BY).await?;
    let lot = make::put(&mut tx, &make::lot(1)).await?;
    let owner = |kind, id| FileOwner { kind, id };
    let (draft, on_lot) = (
        owner(FileOwnerKind::Draft, id.get()),
        owner(FileOwnerKind::Lot, lot.get()),
    );
    let file = NewFile {
        owner: draft,
        kind: FileKind::VideoLink,
        name: "https://video.example.com/1".into(),
        visibility: Visibility::Public,
        content: FileContent::Link("https://video.example.com/1".into()),
        by: AccountId(1),
        at: NOON,
    };
    let file = tx.insert_file(&file).await?;
    assert!(!tx.submit_draft(id, 1, lot).await?, "it stands at 2");
    assert!(tx.submit_draft(id, 2, lot).await?);
    assert!(!tx.submit_draft(id, 3, lot).await?, "it is a lot");
    assert_eq!(tx.move_files(draft, on_lot).await?, 1);
    assert_eq!(tx.files_of(draft, 9).await?, []);
    assert_eq!(tx.files_of(on_lot, 9).await?[0].id, file);
    let stands = tx.draft(id).await?.expect("a draft");
    assert_eq!(
        (stands.lot, stands.content),
        (Some(lot), DraftContent::default())
    );
    assert!(!tx.delete_draft(id, Some(NOON)).await?);
    assert_eq!(tx.drafts_of(OF, 9).await?, []);
    Ok(())
}

async fn a_lot_is_put_right_in_one_draft(bench: &Bench) -> Result<()> {
    let mut tx = setting(bench).await?;
    let lot = make::put(&mut tx, &make::lot(1)).await?;
    assert_eq!(tx.draft_correcting(lot).await?, None);
    let id = tx.insert_draft(&new(Some(lot))).await?;
    assert_eq!(tx.draft_correcting(lot).await?.map(|one| one.id), Some(id));
    let again = tx.insert_draft(&new(Some(lot))).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    Ok(())
}
