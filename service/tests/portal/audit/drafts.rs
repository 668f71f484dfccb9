//! The rows of drafts. What was typed is in none of them: a contact and a reserve are among it.

use super::Reader;
use domain::audit::{Act, ObjectKind};
use domain::drafts::{Section, TAKE_BACK_WITHIN_MS, Typed};
use domain::lots::LotKind;
use service::drafts::purge_drafts;
use service::testing::TestPortal;

/// A draft is begun, typed, deleted, taken back, deleted again and cleared away.
pub async fn acts(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, liaison) = (&site.portal, site.liaison().await);
    reader.next().await;
    let id = portal.begin_draft(&liaison, LotKind::Patent).await.unwrap();
    let rows = reader.wrote(&[Act::DraftBegin]).await;
    assert_eq!(rows[0].kind, ObjectKind::Draft);
    let typed = Typed::from([("联系人".to_owned(), "沈秘密".to_owned())]);
    let place = (Section::Contact, 1);
    let saved = portal.save_draft(&liaison, id, place, typed.clone());
    saved.await.unwrap();
    // What stands already is no act.
    let again = portal.save_draft(&liaison, id, place, typed);
    again.await.unwrap();
    let rows = reader.wrote(&[Act::DraftSave]).await;
    let said = format!("{rows:?}");
    assert!(
        said.contains("联系人") && !said.contains("沈秘密"),
        "{said}"
    );
    portal.delete_draft(&liaison, id).await.unwrap();
    reader.wrote(&[Act::DraftDelete]).await;
    portal.restore_draft(&liaison, id).await.unwrap();
    portal.restore_draft(&liaison, id).await.unwrap();
    reader.wrote(&[Act::DraftRestore]).await;
    portal.delete_draft(&liaison, id).await.unwrap();
    reader.wrote(&[Act::DraftDelete]).await;
    assert_eq!(purge_drafts(portal).await.unwrap(), 0, "not yet");
    site.clock.advance_millis(TAKE_BACK_WITHIN_MS + 1);
    assert_eq!(purge_drafts(portal).await.unwrap(), 1);
    let rows = reader.wrote(&[Act::DraftPurge]).await;
    assert_eq!(rows[0].actor, None, "the clock");
}
