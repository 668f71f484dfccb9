//! From a submitted lot to a published one: groups, sheets, selection, releases.

mod pool;
mod released;
mod selected;
mod sheets;
mod told;

use domain::accounts::Account;
use domain::audit::Query;
use domain::ids::{LotCode, LotId};
use domain::lots::LotState;
use service::Error;
use service::testing::{TestPortal, sheet};

/// The code of a refusal.
fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

async fn state(site: &TestPortal, lot: LotId) -> LotState {
    let mut tx = site.portal.store().read().await.unwrap();
    tx.lot_by_id(lot).await.unwrap().unwrap().lot.state
}

/// The last row of the record: a refusal writes none.
async fn last_row(site: &TestPortal, centre: &Account) -> u64 {
    let page = site.portal.audit_page(centre, &Query::default()).await;
    page.unwrap().rows.first().map_or(0, |row| row.seq)
}

/// Every expert submits a sheet with this score.
async fn review_all(site: &TestPortal, experts: &[Account], code: &LotCode, score: u8) {
    let sheet = sheet(score);
    for expert in experts {
        let done = site.portal.submit_review(expert, code, &sheet);
        done.await.unwrap();
    }
}
