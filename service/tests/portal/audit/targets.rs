//! Logbooks of sessions and waived targets.

use super::Reader;
use crate::targets::{CSV, visit};
use domain::audit::Act;
use domain::logbooks::Book;
use domain::targets::TargetId;
use service::targets::Written;
use service::testing::TestPortal;

pub(super) async fn acts(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let session = site.session(31, true).await.id;
    let host = site.organiser(session).await;
    reader.next().await;
    let day = portal.now().date();
    let written = portal
        .save_entry(&host, session, Book::Services, None, &visit(day, 0))
        .await;
    let Ok(Written::Added(id)) = written else {
        panic!("{written:?}");
    };
    let rows = reader.wrote(&[Act::LogbookWrite]).await;
    assert_eq!(rows[0].actor, Some(host.id));
    portal.remove_entry(&host, session, id).await.unwrap();
    portal.restore_entry(&host, session, id).await.unwrap();
    let rows = reader
        .wrote(&[Act::LogbookRemove, Act::LogbookRestore])
        .await;
    assert!(rows[0].before.clone().unwrap().contains("VISIT"));
    let csv = ("企业库.csv", CSV.as_bytes().to_vec());
    portal
        .import_entries(&host, session, Book::Enterprises, csv)
        .await
        .unwrap();
    reader.wrote(&[Act::LogbookImport]).await;
    portal
        .waive_target(&centre, session, TargetId::Lots, "产业领域集中（示例）")
        .await
        .unwrap();
    let rows = reader.wrote(&[Act::TargetWaive]).await;
    assert!(rows[0].after.clone().unwrap().contains("Q-S-1"));
    // What is refused leaves no row.
    let again = portal.waive_target(&centre, session, TargetId::Lots, "再次");
    assert!(again.await.is_err());
    assert!(portal.remove_entry(&centre, session, id).await.is_ok());
    assert!(portal.remove_entry(&centre, session, id).await.is_err());
    reader.wrote(&[Act::LogbookRemove]).await;
}
