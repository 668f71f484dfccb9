//! Backups under load, what comes back from them, and tables of other versions (reliability.md I-25,
//! I-35, I-36).

use domain::ids::LotCode;
use domain::time::Timestamp;
use service::testing::{TestBidder, TestPortal};
use service::upkeep::{Checked, Place, UpkeepError, backup, check, prune, restore};
use service::{Portal, Random, Settings, Store, StoreOptions, inspect, ledger, replay};
use std::cell::Cell;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Throw-away servers need not sync.
fn options() -> StoreOptions {
    StoreOptions {
        allow_unsafe_fsync: true,
        connections: 4,
        ..StoreOptions::default()
    }
}

/// The place of a portal whose data folder is `folder`, with a file of its own and a mark in it.
fn place(site: &TestPortal, folder: &Path) -> Place {
    fs::create_dir_all(folder.join("papers")).unwrap();
    fs::write(folder.join("papers/示例.txt"), "kept").unwrap();
    fs::write(folder.join("ledger.mark"), "0 nobody\n").unwrap();
    Place {
        folder: folder.to_owned(),
        url: site.url().to_owned(),
        mark: folder.join("ledger.mark"),
        elsewhere: None,
    }
}

/// An empty place for SQLite.
fn elsewhere(folder: &Path) -> Place {
    Place {
        folder: folder.to_owned(),
        url: format!("sqlite:{}", folder.join("luochui.sqlite").display()),
        mark: folder.join("ledger.mark"),
        elsewhere: None,
    }
}

/// Bids by turns, each the least that is taken.
async fn bid_once(site: &TestPortal, lot: &LotCode, bidders: [&TestBidder<'_>; 2], turn: usize) {
    let figures = site.portal.lot_live(lot).await.unwrap().figures;
    let least = figures.next_min.get() / 100;
    bidders[turn % 2].bid(lot, least).await.unwrap();
}

async fn try_out(folder: &Path, url: &str) -> Checked {
    let scratch = tempfile::tempdir().unwrap();
    let checked = check(folder, scratch.path(), url, options()).await.unwrap();
    assert!(checked.is_good(), "{checked:?}");
    let left = fs::read_dir(scratch.path()).unwrap().count();
    assert_eq!(left, 0, "a trial leaves nothing");
    checked
}

/// Three backups while bids are taken: each holds at least what was acknowledged before it began and
/// nothing that came after it ended, replays, and keeps the signed ledger whole.
async fn under_load(site: &TestPortal) {
    let (data, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let place = place(site, data.path());
    let lot = site.open_lot("P2026-ENER-0001", true).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    anna.enrol(&lot).await.unwrap();
    ben.enrol(&lot).await.unwrap();
    // The event that lists the lot is the first.
    let (acknowledged, is_over) = (Cell::new(1_u64), Cell::new(false));
    let bidding = async {
        while !is_over.get() {
            bid_once(site, &lot, [&anna, &ben], acknowledged.get() as usize).await;
            acknowledged.set(acknowledged.get() + 1);
            ledger::sequence_all(&site.portal).await.unwrap();
        }
    };
    let copying = async {
        let mut made = Vec::new();
        for number in 0..3 {
            while acknowledged.get() < 4 * (number + 1) {
                tokio::task::yield_now().await;
            }
            let before = acknowledged.get();
            let at = Timestamp(number as i64 * 1_000_000);
            let copy = backup(&place, copies.path(), at).await.unwrap();
            // One more may have been committed and not yet counted.
            made.push((copy, before..=acknowledged.get() + 1));
        }
        is_over.set(true);
        made
    };
    let ((), made) = futures::join!(bidding, copying);
    for (copy, acknowledged) in &made {
        let checked = try_out(&copy.folder, &place.url).await;
        let events = checked.replayed.events;
        assert!(
            acknowledged.contains(&events),
            "{events} of {acknowledged:?}"
        );
        assert!(checked.manifest.leaves > 0);
        let files: Vec<_> = checked
            .manifest
            .files
            .iter()
            .map(|file| &file.path)
            .collect();
        assert_eq!(
            files.len(),
            2,
            "the database and the paper, no mark: {files:?}"
        );
    }
    let noted = site.portal.last_backup().await.unwrap().unwrap();
    let (last, _) = made.last().unwrap();
    assert_eq!(noted.time, Some(Timestamp(2_000_000)));
    assert_eq!(noted.place, last.folder.display().to_string());
    assert_eq!((noted.size, noted.failed_at), (last.manifest.bytes(), None));
    let gone = prune(copies.path(), 1).unwrap();
    assert_eq!(gone.len(), 2);
    assert!(last.folder.is_dir() && !made[0].0.folder.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_is_a_prefix_that_replays() {
    under_load(&TestPortal::new().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_postgres_under_load_is_a_prefix_that_replays() {
    if let Some(site) = TestPortal::on_postgres().await {
        under_load(&site).await;
    }
}

/// I-25: what is put back beside a mark that knows more is not opened, and whatever was there stays.
#[tokio::test]
async fn an_old_backup_is_put_back_only_into_an_empty_place_and_is_not_signed() {
    let site = TestPortal::new().await;
    let (data, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let live = place(&site, data.path());
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    ledger::sequence_all(&site.portal).await.unwrap();
    let old = backup(&live, copies.path(), Timestamp(0)).await.unwrap();
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    anna.bid(&lot, 100_000).await.unwrap();
    ledger::sequence_all(&site.portal).await.unwrap();

    let folder = TempDir::new().unwrap();
    let back = elsewhere(folder.path());
    let stray = folder.path().join("stray");
    fs::write(&stray, "mine").unwrap();
    let refused = restore(&old.folder, &back).await.unwrap_err().to_string();
    assert!(refused.contains("not empty"), "{refused}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "untouched");
    fs::remove_file(&stray).unwrap();
    // The machine's own memory of the log is no obstacle: it is what finds the old copy out.
    let key = site.portal.log_key().await.unwrap();
    fs::write(&back.mark, format!("2 {}\n", key.verifier())).unwrap();
    let done = restore(&old.folder, &back).await.unwrap();
    assert_eq!((done.manifest.leaves, done.marked), (1, Some(2)));
    let paper = fs::read_to_string(folder.path().join("papers/示例.txt")).unwrap();
    assert_eq!(paper, "kept");
    let again = restore(&old.folder, &back).await;
    assert!(matches!(again, Err(UpkeepError::Refused(_))), "{again:?}");

    let store = Store::open(&back.url, options()).await.unwrap();
    let settings = Settings {
        ledger_mark: Some(back.mark.clone()),
        ..Settings::default()
    };
    let random = Random::seeded(8);
    let portal = Portal::open(store, site.clock.clone(), random, settings);
    let damage = portal.scrub().await.unwrap();
    assert!(damage[0].contains("old copy"), "{damage:?}");
    assert!(portal.is_damaged(), "no bid is taken and nothing is signed");
}

#[tokio::test]
async fn a_backup_that_was_changed_or_cut_off_is_refused() {
    let site = TestPortal::new().await;
    let (data, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let live = place(&site, data.path());
    site.open_lot("P2026-ENER-0001", false).await;
    let made = backup(&live, copies.path(), Timestamp(0)).await.unwrap();
    // What an interrupted backup leaves has no name of one, and the next one clears it away.
    let partial = copies.path().join("luochui-19700101-080000.999.partial");
    fs::create_dir(&partial).unwrap();
    backup(&live, copies.path(), Timestamp(5_000_000))
        .await
        .unwrap();
    assert!(!partial.exists());

    let paper = made.folder.join("files/papers/示例.txt");
    fs::write(&paper, "sold").unwrap();
    let folder = TempDir::new().unwrap();
    let back = elsewhere(&folder.path().join("data"));
    let refused = restore(&made.folder, &back).await.unwrap_err().to_string();
    assert!(refused.contains("not what was written"), "{refused}");
    assert!(!back.folder.exists(), "nothing was put anywhere");
    let manifest = made.folder.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("files/papers/", "files/../../")).unwrap();
    let refused = restore(&made.folder, &back).await.unwrap_err().to_string();
    assert!(refused.contains("outside of the backup"), "{refused}");
    fs::remove_file(&manifest).unwrap();
    assert!(
        restore(&made.folder, &back).await.is_err(),
        "no manifest, no backup"
    );
}

/// I-36: data that an older program wrote comes through every later migration whole.
#[tokio::test]
async fn tables_of_older_programs_come_up_with_their_data() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", true).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    anna.enrol(&lot).await.unwrap();
    ben.enrol(&lot).await.unwrap();
    for turn in 0..4 {
        bid_once(&site, &lot, [&anna, &ben], turn).await;
    }
    ledger::sequence_all(&site.portal).await.unwrap();
    let whole = replay(site.portal.store()).await.unwrap();
    assert_eq!((whole.lots, whole.events), (1, 5));
    let leaves = inspect(site.url()).await.unwrap().unwrap().leaves;
    let folder = TempDir::new().unwrap();
    let newest = site.portal.store().migrated().await.unwrap().known;
    // With the ledger, as once shipped, and as of the program before this one (numbers may be left out).
    for version in [11, 20, newest - 1] {
        let url = format!("sqlite:{}/{version}.sqlite", folder.path().display());
        store::testing::as_of(&url, version, site.url())
            .await
            .unwrap();
        let before = inspect(&url).await.unwrap().unwrap();
        assert!(before.schema.version.is_some_and(|at| at <= version));
        assert!(!before.schema.pending.is_empty());
        let store = Store::open(&url, options()).await.unwrap();
        assert_eq!(replay(&store).await.unwrap(), whole, "from {version}");
        let damage = ledger::examine(&store).await.unwrap();
        assert_eq!(damage, Vec::<String>::new(), "from {version}");
        store.close().await;
        let after = inspect(&url).await.unwrap().unwrap();
        assert_eq!((after.leaves, after.schema.pending.len()), (leaves, 0));
    }
}

#[tokio::test]
async fn tables_of_a_newer_program_are_refused_in_a_sentence() {
    let site = TestPortal::new().await;
    let (data, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let live = place(&site, data.path());
    store::testing::make_newer(site.url()).await.unwrap();
    let refused = Store::open(site.url(), options()).await.unwrap_err();
    let text = refused.to_string();
    assert!(
        text.contains("newer than this program") && text.contains("9001"),
        "{text}"
    );
    // A copy can still be taken of it, and is not put back by this program.
    let made = backup(&live, copies.path(), Timestamp(0)).await.unwrap();
    let folder = TempDir::new().unwrap();
    let refused = restore(&made.folder, &elsewhere(folder.path())).await;
    let text = refused.unwrap_err().to_string();
    assert!(text.contains("newer than this program"), "{text}");
}
