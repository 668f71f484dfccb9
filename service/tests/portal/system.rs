//! The system page: who sees it, and what it knows.

use domain::views::{Check, OutboxState, Worker};
use service::Error;
use service::testing::TestPortal;
use service::workers;
use std::time::Duration;
use tokio::time::{sleep, timeout};

#[tokio::test]
async fn only_the_centre_sees_how_the_portal_is() {
    let site = TestPortal::new().await;
    let (anna, liaison) = (site.bidder("anna").await, site.liaison().await);
    for account in [&anna.account, &liaison] {
        let refused = site.portal.system_page(account).await;
        assert_eq!(
            refused.map(drop),
            Err(Error::Forbidden),
            "{}",
            account.login
        );
    }
    let centre = site.centre().await;
    let page = site.portal.system_page(&centre.account).await.unwrap();
    assert!(
        page.checks.iter().all(|checked| checked.holds),
        "{:?}",
        page.checks
    );
    assert_eq!(page.checks.len(), Check::ALL.len());
    assert!(page.database.engine.starts_with("SQLite 3."));
    assert_eq!(page.database.migrated, page.database.known);
    assert_eq!((page.queue.waiting, page.streams.open), (0, 0));
    assert_eq!((page.ledger.size, page.backup), (0, None));
    assert_eq!(page.outbox, OutboxState::default());
    assert!(page.workers.is_empty(), "nothing has run yet");
}

#[tokio::test]
async fn the_page_knows_the_backup_the_workers_and_the_ledger() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", true).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let now = site.portal.now();
    let mut tx = site.portal.store().write().await.unwrap();
    let noted = format!("{{\"time\":{},\"size\":7,\"place\":\"/elsewhere\"}}", now.0);
    tx.set_setting("last_backup", &noted).await.unwrap();
    tx.commit().await.unwrap();
    let centre = site.centre().await;
    let waiting = site.portal.system_page(&centre.account).await.unwrap();
    assert_eq!(waiting.ledger.waiting, 1, "its events have no leaf yet");
    let mut running = workers::start(&site.portal);
    let sealed = async {
        loop {
            let page = site.portal.system_page(&centre.account).await.unwrap();
            let done = |worker| {
                let mut states = page.workers.iter();
                states.any(|w| w.worker == worker && w.done_at.is_some() && w.failed == 0)
            };
            if page.ledger.signed_at.is_some() && done(Worker::Ledger) && done(Worker::Heartbeat) {
                return page;
            }
            sleep(Duration::from_millis(20)).await;
        }
    };
    let page = timeout(Duration::from_secs(20), sealed).await.unwrap();
    running.shutdown().await;
    assert!(page.ledger.size > 0 && page.ledger.waiting == 0 && page.ledger.signing);
    let backup = page.backup.unwrap();
    assert_eq!(
        (backup.time, backup.size, backup.failed_at),
        (Some(now), 7, None)
    );
    assert_eq!(page.nodes, [("first".to_owned(), now)]);
}
