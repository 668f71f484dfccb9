//! How SQLite means to run every statement: a table that grows is never read whole.
//!
//! The test calls the store as `service` does, notes each statement, and asks for its plan.

use crate::sql::Sql;
use crate::{Store, StoreOptions, Tx};
use domain::lots::{Industry, LotKind};
use domain::views::{LotFilter, StatusFilter};
use std::cell::RefCell;
use std::collections::BTreeSet;
use stories::{
    bid, browse, fill, follow_deals, keep_deposits, look_after_people, notify, post,
    read_the_record, seal,
};

mod display;
mod mails;
mod participations;
mod pushes;
mod session_days;
mod stories;
mod targets;

#[path = "../../tests/contract/make.rs"]
#[allow(dead_code, reason = "the contract tests use the rest")]
pub(crate) mod make;

thread_local! {
    static NOTED: RefCell<Vec<Sql>> = const { RefCell::new(Vec::new()) };
}

/// Remembers a statement of this thread.
pub(crate) fn note(sql: &Sql) {
    NOTED.with_borrow_mut(|noted| noted.push(sql.clone()));
}

/// A step of a plan as SQLite prints it.
type Step = (i64, i64, i64, String);

/// Asks for the plan of what follows.
const EXPLAIN: &str = "EXPLAIN QUERY PLAN ";

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
const CURRENT: [&str; 10] = [
    "deposits_unsettled",
    "deposits_to_pay_out",
    "deposit_payments_waiting",
    "auctions_running",
    "auctions_ending",
    "auctions_due",
    "accounts_with_password",
    "lots_practice",
    "webhook_deliveries_due",
    "intakes_unproven",
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
        let ordered = [
            "INDEX lots_by_price",
            "INDEX lots_by_featured",
            "INDEX interests_by_day",
            "INDEX interests_open",
            "INDEX interests_ended",
        ];
        let page = ordered.iter().any(|index| scan.contains(index))
            && !sorts
            && sql.text.contains("LIMIT");
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
    display::display(&mut tx).await.expect("the display");
    bid(&mut tx, lot, &mut auction).await.expect("bidding");
    seal(&mut tx, lot).await.expect("sealing");
    keep_deposits(&mut tx, lot).await.expect("deposits");
    follow_deals(&mut tx, lot).await.expect("deals");
    look_after_people(&mut tx).await.expect("people");
    read_the_record(&mut tx).await.expect("the record");
    post(&mut tx).await.expect("webhooks");
    notify(&mut tx, lot).await.expect("notices");
    mails::write_mails(&mut tx).await.expect("mails");
    pushes::push(&mut tx).await.expect("browsers");
    participations::take_part(&mut tx)
        .await
        .expect("participations");
    targets::count(&mut tx).await.expect("targets");
    targets::needs(&mut tx).await.expect("needs");
    session_days::work(&mut tx).await.expect("sessions");
    let mut found = BTreeSet::new();
    // An insert looks nothing up but the keys that it must not break.
    for sql in NOTED
        .take()
        .into_iter()
        .filter(|sql| !sql.text.starts_with("INSERT"))
    {
        let steps = plan(&mut tx, &sql).await;
        found.extend(
            faults(&steps, &sql)
                .iter()
                .map(|step| format!("{step}\n    {}", sql.text)),
        );
    }
    let found: Vec<String> = found.into_iter().collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// Whether a statement reads the hits of the search index as they stand there, newest first, and ends
/// with the last row of the page: it sorts nothing, gathers nothing beforehand and has a limit.
fn stops_when_full(steps: &[Step], text: &str) -> bool {
    let has = |part| steps.iter().any(|(.., step)| step.contains(part));
    let in_order = has("SCAN lot_search VIRTUAL TABLE INDEX ");
    let gathers = ["TEMP B-TREE", "MATERIALIZE"];
    in_order && !gathers.into_iter().any(has) && text.contains(" LIMIT ")
}

async fn plan(tx: &mut Tx, sql: &Sql) -> Vec<Step> {
    let mut explain = sql.clone();
    explain.text = format!("{EXPLAIN}{}", sql.text).into();
    if let Some(rows) = &mut explain.rows {
        rows.at += EXPLAIN.len();
    }
    tx.all(explain).await.expect("a plan")
}

#[tokio::test]
async fn a_search_reads_no_more_hits_than_it_shows_or_counts() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite:{}/search.db", folder.path().display());
    let store = Store::open(&url, StoreOptions::default()).await;
    let store = store.expect("SQLite opens");
    let mut tx = store.write().await.expect("a transaction");
    let words = ["传感器", "池", "sic"];
    let searches = words.into_iter().flat_map(|q| {
        [None, Some(Industry::It)].map(|industry| LotFilter {
            q: q.into(),
            industry,
            kind: industry.map(|_| LotKind::Patent),
            status: industry.map(|_| StatusFilter::Display),
            ..LotFilter::default()
        })
    });
    let order = " ORDER BY lot_search.rowid DESC";
    for search in searches {
        NOTED.take();
        tx.catalogue(&search, make::NOON).await.expect("a page");
        // The page, and what counts the hits of a page that is full.
        let count = crate::lots::count_of(&search, make::NOON);
        let noted: Vec<Sql> = NOTED.take().into_iter().chain([count]).collect();
        assert_eq!(noted.len(), 2);
        for sql in &noted {
            let steps = plan(&mut tx, sql).await;
            assert!(
                stops_when_full(&steps, &sql.text),
                "{steps:?}\n{}",
                sql.text
            );
        }
        assert!(noted[0].text.contains(order), "{}", noted[0].text);
        // The control: by rank of relevance, or by anything else than the index has, all are read.
        for other in [" ORDER BY bm25(lot_search)", " ORDER BY l.title"] {
            let mut sorting = noted[0].clone();
            sorting.text = sorting.text.replace(order, other).into();
            let steps = plan(&mut tx, &sorting).await;
            assert!(!stops_when_full(&steps, &sorting.text), "{steps:?}");
        }
    }
}
