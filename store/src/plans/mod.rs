//! How SQLite means to run every statement: a table that grows is never read whole.
//!
//! The test calls the store as `service` does, notes each statement, and asks for its plan.

use crate::sql::Sql;
use crate::{Store, StoreOptions};
use std::cell::RefCell;
use std::collections::BTreeSet;
use stories::{
    bid, browse, fill, follow_deals, keep_deposits, look_after_people, notify, post,
    read_the_record, seal,
};

mod mails;
mod stories;

#[path = "../../tests/contract/make.rs"]
#[allow(dead_code, reason = "the contract tests use the rest")]
mod make;

thread_local! {
    static NOTED: RefCell<Vec<Sql>> = const { RefCell::new(Vec::new()) };
}

/// Remembers a statement of this thread.
pub(crate) fn note(sql: &Sql) {
    NOTED.with_borrow_mut(|noted| noted.push(sql.clone()));
}

/// A step of a plan as SQLite prints it.
type Step = (i64, i64, i64, String);

/// Tables that stay small.
const SMALL: [&str; 6] = [
    "seasons",
    "lot_counts",
    "identity_queue",
    "ledger_queue",
    "notice_progress",
    "recovery_requests",
];
/// Indexes that hold only what is going on now, however much has happened before.
const CURRENT: [&str; 8] = [
    "deposits_unsettled",
    "deposits_to_pay_out",
    "deposit_payments_waiting",
    "auctions_running",
    "auctions_ending",
    "auctions_due",
    "accounts_with_password",
    "lots_practice",
];

/// The steps of a plan that read more than they must.
fn faults(steps: &[Step], sql: &Sql) -> Vec<String> {
    let after = |prefix| {
        steps
            .iter()
            .filter_map(move |(.., step)| step.strip_prefix(prefix))
    };
    // Results that other steps of the plan have made, which are bounded where those are.
    let made: Vec<&str> = after("CO-ROUTINE ").chain(after("MATERIALIZE ")).collect();
    let sorts = steps
        .iter()
        .any(|(.., step)| step.contains("TEMP B-TREE FOR ORDER BY"));
    let is_bounded = |scan: &&str| {
        let table = scan.split(' ').next().unwrap_or_default();
        let full_text = ["lot_search", "audit_search"].contains(&table)
            && scan.contains(" VIRTUAL TABLE INDEX ")
            && !scan.ends_with(':');
        // A walk along an index in the order of the page ends when the page is full.
        let page = scan.contains("INDEX lots_by_price") && !sorts && sql.text.contains("LIMIT");
        made.contains(&table)
            || SMALL.contains(&table)
            || CURRENT
                .iter()
                .any(|index| scan.contains(&format!("INDEX {index}")))
            || full_text
            || page
            || scan.contains("CONSTANT ROW")
            || scan.ends_with("-ROW VALUES CLAUSE")
    };
    // A whole season is no answer to anything but a page of its lots.
    let is_season = |search: &&str| search.contains("lots_of_season (season_id=?)");
    let season = after("SEARCH ")
        .filter(is_season)
        .filter(|_| !sql.text.contains("LIMIT"));
    after("SCAN ")
        .filter(|scan| !is_bounded(scan))
        .chain(season)
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn no_statement_reads_a_growing_table_whole() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite:{}/plans.db", folder.path().display());
    let store = Store::open(&url, StoreOptions::default())
        .await
        .expect("SQLite opens");
    let mut tx = make::setting(&store).await.expect("the setting");
    let (lot, mut auction) = fill(&mut tx).await.expect("the lots");
    tx.commit().await.expect("a commit");
    let mut tx = store.write().await.expect("a transaction");
    NOTED.take();
    browse(&mut tx).await.expect("browsing");
    bid(&mut tx, lot, &mut auction).await.expect("bidding");
    seal(&mut tx, lot).await.expect("sealing");
    keep_deposits(&mut tx, lot).await.expect("deposits");
    follow_deals(&mut tx, lot).await.expect("deals");
    look_after_people(&mut tx).await.expect("people");
    read_the_record(&mut tx).await.expect("the record");
    post(&mut tx).await.expect("webhooks");
    notify(&mut tx, lot).await.expect("notices");
    mails::write_mails(&mut tx).await.expect("mails");
    let mut found = BTreeSet::new();
    // An insert looks nothing up but the keys that it must not break.
    for sql in NOTED
        .take()
        .into_iter()
        .filter(|sql| !sql.text.starts_with("INSERT"))
    {
        let mut explain = sql.clone();
        explain.text = format!("EXPLAIN QUERY PLAN {}", sql.text).into();
        let steps: Vec<Step> = tx.all(explain).await.expect("a plan");
        found.extend(
            faults(&steps, &sql)
                .iter()
                .map(|step| format!("{step}\n    {}", sql.text)),
        );
    }
    let found: Vec<String> = found.into_iter().collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}
