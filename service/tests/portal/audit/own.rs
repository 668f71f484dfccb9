//! What somebody does with his own account, and the rows that it writes.

use super::Reader;
use domain::audit::Act;
use domain::notices::Preferences;
use service::testing::TestPortal;

/// What somebody does with his own account.
pub(super) async fn own_affairs(site: &TestPortal, reader: &mut Reader<'_>) {
    let portal = &site.portal;
    let gone = site.bidder("gone").await.account;
    let set = portal.set_notice_settings(&gone, Preferences::default());
    set.await.unwrap();
    let secret = portal.renew_calendar_link(&gone).await.unwrap();
    portal.export_own_data(&gone).await.unwrap();
    portal.export_own_files(&gone).await.unwrap();
    let erased = portal.erase_own_account(&gone, "wrong").await;
    assert!(erased.is_err());
    let erased = portal.erase_own_account(&gone, "test-password").await;
    erased.unwrap();
    let acts = [
        Act::NoticesSet,
        Act::CalendarLink,
        Act::AccountExport,
        Act::AccountExport,
        Act::AccountErase,
    ];
    let rows = reader.wrote(&acts).await;
    assert!(rows.iter().all(|row| row.actor == Some(gone.id)));
    let said = format!("{rows:?}");
    assert!(!said.contains(&secret) && !said.contains(&gone.display_name));
}
