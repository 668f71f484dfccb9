//! The rows of the ledger's keys.

use super::Reader;
use domain::audit::{Act, Retention};
use service::ledger::sequence;
use service::testing::TestPortal;

/// A key that takes over from another: its beginning and its end.
pub(super) async fn keys(site: &TestPortal, reader: &mut Reader<'_>) {
    sequence(&site.portal).await.unwrap();
    let incoming = site.portal.begin_rotation().await.unwrap();
    let incoming = incoming.incoming().unwrap().to_string();
    let rows = reader.wrote(&[Act::LedgerKey]).await;
    assert!(rows[0].after.as_deref().unwrap().contains(&incoming));
    assert!(site.portal.begin_rotation().await.is_err());
    site.portal.finish_rotation().await.unwrap();
    let rows = reader.wrote(&[Act::LedgerKey]).await;
    assert!(rows[0].after.as_deref().unwrap().contains(&incoming));
    // Nothing is old enough; that somebody has asked for it is on record all the same.
    let gone = site.portal.purge_openings(Retention::default()).await;
    assert_eq!(gone, Ok(0));
    reader.wrote(&[Act::LedgerPurge]).await;
}
