//! Seeding: the demo season as the portal shows it, and the large set in small.

use domain::bidding::{Auction, EventKind};
use domain::ids::{LotCode, LotId};
use domain::ledger::replay::verify;
use domain::sessions::{AgendaMoment, SessionState};
use domain::time::{Date, Timestamp};
use domain::views::{DepositFilter, LotFilter, StatusFilter};
use service::files::Depot;
use service::{BidRate, Clock, Error, Portal, Random, Settings, Store, StoreOptions, demo, ledger};
use tempfile::TempDir;

const TODAY: Date = Date::of(2026, 11, 21);

fn now() -> Timestamp {
    TODAY.at(9, 5)
}

async fn empty_store() -> (Store, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("demo.sqlite").display());
    (
        Store::open(&url, StoreOptions::default()).await.unwrap(),
        folder,
    )
}

fn portal(store: Store) -> Portal {
    portal_as(store, true)
}

fn portal_as(store: Store, demo: bool) -> Portal {
    let settings = Settings {
        demo,
        demo_password: "example".into(),
        bid_rate: BidRate::UNLIMITED,
        ..Settings::default()
    };
    Portal::open(store, Clock::fixed(now()), Random::seeded(1), settings)
}

/// The stored events of a lot lead to the stored head; answers how many bids they are.
async fn replays(store: &Store, lot: LotId) -> u32 {
    let mut tx = store.read().await.unwrap();
    let Some(stored) = tx.auction(lot).await.unwrap() else {
        return 0;
    };
    let events = tx.raw_events(lot).await.unwrap();
    let EventKind::Listed { terms } = &events[0].kind else {
        panic!("no listing")
    };
    let reserve = stored.auction.reserve;
    let mut state = Auction::listed(terms.clone(), reserve, events[0].seq, events[0].at);
    for event in &events[1..] {
        state.apply(event);
    }
    assert_eq!(state, stored.auction, "{}", stored.code);
    let private = tx.lot_private(lot).await.unwrap().unwrap();
    assert_eq!(private.reserve_price, reserve);
    state.bid_count
}

#[tokio::test]
async fn the_demo_season_is_stored_as_it_was_made() {
    let (store, _folder) = empty_store().await;
    let seeded = demo::seed(&store, &Depot::default(), (TODAY, now()), "hash")
        .await
        .unwrap();
    assert_eq!(
        (seeded.lots, seeded.bids, seeded.sessions, seeded.accounts),
        (368, 1_400, 31, 22)
    );
    let mut bids = 0;
    for lot in 1..=368 {
        bids += replays(&store, LotId(lot)).await;
    }
    assert_eq!(bids, 1_400);
    let made = demo::season(TODAY, now());
    let mut tx = store.read().await.unwrap();
    for demo in made.lots.iter().step_by(7) {
        assert_eq!(tx.lot(&demo.lot.code).await.unwrap().unwrap().lot, demo.lot);
    }
    for (session, revisions) in &made.sessions {
        let published = tx.published_revision(session.id).await.unwrap();
        let last = revisions
            .last()
            .filter(|_| session.published_revision.is_some());
        assert_eq!(published.as_ref(), last, "{}", session.slug);
    }
}

#[tokio::test]
async fn the_deposits_of_the_demo_add_up_and_one_waits() {
    let (store, _folder) = empty_store().await;
    demo::seed(&store, &Depot::default(), (TODAY, now()), "hash")
        .await
        .unwrap();
    let mut tx = store.read().await.unwrap();
    let waiting = tx
        .deposits(DepositFilter::Declared, None, 10)
        .await
        .unwrap();
    assert_eq!(waiting.len(), 1, "a payment waits for the centre");
    for kind in [DepositFilter::Held, DepositFilter::Released] {
        let found = tx.deposits(kind, None, 10).await.unwrap();
        assert!(!found.is_empty(), "{kind}");
    }
    let mut moved = 0;
    for lot in 1..=368 {
        let book = tx.deposit_book(LotId(lot)).await.unwrap();
        let sums = book.balances();
        let kept = sums.held + sums.applied + sums.released + sums.forfeited;
        assert_eq!(sums.received, kept, "{lot}");
        moved += book.postings().len();
    }
    assert!(moved > 100, "{moved}");
}

#[tokio::test]
async fn seeding_twice_changes_nothing() {
    let (store, _folder) = empty_store().await;
    demo::seed(&store, &Depot::default(), (TODAY, now()), "hash")
        .await
        .unwrap();
    let again = demo::seed(&store, &Depot::default(), (TODAY, now()), "hash").await;
    assert_eq!(again, Err(Error::invalid("DATABASE_NOT_EMPTY")));
    let load = demo::load(&store, now(), 10, 10, |_| ()).await;
    assert_eq!(load, Err(Error::invalid("DATABASE_NOT_EMPTY")));
    let seasons = store.read().await.unwrap().seasons().await.unwrap();
    assert_eq!(seasons.len(), 4);
}

#[tokio::test]
async fn the_portal_shows_the_demo_season() {
    let (store, _folder) = empty_store().await;
    demo::seed(&store, &Depot::default(), (TODAY, now()), "hash")
        .await
        .unwrap();
    let portal = portal(store);
    let home = portal.home().await.unwrap();
    assert_eq!(home.live.len(), 6);
    assert!(!home.sessions.is_empty() && !home.featured.is_empty());
    assert!(home.next_round.is_some());
    let board = portal.board().await.unwrap();
    assert_eq!(board.cards.len(), 12);
    assert_eq!(portal.demo_accounts().await.unwrap().len(), 22);
    let count = async |status| {
        let filter = LotFilter {
            status: Some(status),
            ..LotFilter::default()
        };
        portal.catalogue(&filter).await.unwrap().count.count
    };
    assert_eq!(count(StatusFilter::Display).await, 150);
    assert_eq!(count(StatusFilter::Bidding).await, 12);
    assert_eq!(count(StatusFilter::Listed).await, 12);
    assert_eq!(count(StatusFilter::Sold).await, 60);
    assert_eq!(count(StatusFilter::Passed).await, 20);
    let page = portal.session_page("2026-nanjing-torch").await.unwrap();
    assert!(page.lots.len() >= 15, "{}", page.lots.len());
}

/// A demonstration that begins in the evening shows a session that goes on as well as one in the morning.
#[tokio::test]
async fn fourteen_sessions_stand_in_every_state_whatever_the_hour() {
    let evening = TODAY.at(21, 40);
    let (store, _folder) = empty_store().await;
    demo::seed(&store, &Depot::default(), (TODAY, evening), "hash")
        .await
        .unwrap();
    let clock = Clock::fixed(evening);
    let portal = Portal::open(store, clock, Random::seeded(1), Settings::default());
    let group = portal.session_group(None).await.unwrap();
    assert_eq!((group.planned, group.sessions.len()), (Some(14), 14));
    let in_state =
        |state: SessionState| group.sessions.iter().filter(move |one| one.state == state);
    for state in SessionState::ALL {
        assert!(in_state(*state).count() > 0, "{state}");
    }
    let ongoing: Vec<_> = in_state(SessionState::Ongoing).collect();
    assert_eq!(ongoing.len(), 1);
    let page = portal.session_page(&ongoing[0].link.slug).await.unwrap();
    let moment = AgendaMoment::of(&page.revision, evening);
    assert!(moment.now.is_some() && moment.next.is_some(), "{moment:?}");
}

/// The accounts are there and can be signed in to, but nobody is told their names and password.
#[tokio::test]
async fn outside_demo_mode_no_account_is_introduced() {
    let (store, _folder) = empty_store().await;
    demo::seed(&store, &Depot::default(), (TODAY, now()), "hash")
        .await
        .unwrap();
    let stored = store.read().await.unwrap().demo_accounts().await.unwrap();
    assert_eq!(stored.len(), 22);
    let portal = portal_as(store, false);
    assert_eq!(portal.demo_accounts().await.unwrap(), []);
}

#[tokio::test]
async fn new_codes_go_on_behind_the_demo_lots() {
    let (store, _folder) = empty_store().await;
    demo::seed(&store, &Depot::default(), (TODAY, now()), "hash")
        .await
        .unwrap();
    let made = demo::season(TODAY, now());
    let lot = &made.lots[0].lot;
    let mut tx = store.write().await.unwrap();
    let number = tx
        .next_lot_number(lot.season, lot.kind, lot.industry)
        .await
        .unwrap();
    let code = format!(
        "{}{number:04}",
        &lot.code.as_str()[..lot.code.as_str().len() - 4]
    );
    assert!(
        tx.lot(&LotCode::parse(&code).unwrap())
            .await
            .unwrap()
            .is_none(),
        "{code}"
    );
}

#[tokio::test]
async fn the_large_set_in_small_replays_and_adds_up() {
    let (store, _folder) = empty_store().await;
    let mut heard = 0;
    let loaded = demo::load(&store, now(), 1_100, 20_011, |_| heard += 1)
        .await
        .unwrap();
    assert_eq!((loaded.lots, loaded.bids), (1_100, 20_011));
    assert!(heard >= 3);
    let mut bids = 0;
    for lot in 1..=1_100 {
        bids += replays(&store, LotId(lot)).await;
    }
    assert_eq!(bids, 20_011);
    let seasons = store.read().await.unwrap().seasons().await.unwrap();
    assert_eq!(seasons.len(), 5);
    let portal = portal(store);
    let filter = LotFilter {
        q: "电池".into(),
        ..LotFilter::default()
    };
    assert!(portal.catalogue(&filter).await.unwrap().count.count > 5);
    assert!(portal.home().await.is_ok());
}

#[tokio::test]
async fn bids_need_lots() {
    let (store, _folder) = empty_store().await;
    let refused = demo::load(&store, now(), 0, 5, |_| ()).await;
    assert_eq!(refused, Err(Error::invalid("LOAD_WITHOUT_LOTS")));
    assert!(demo::load(&store, now(), 0, 0, |_| ()).await.is_ok());
}

#[tokio::test]
async fn a_long_history_gets_its_leaves_turn_by_turn() {
    let (store, _folder) = empty_store().await;
    demo::load(&store, now(), 30, 3_000, |_| ()).await.unwrap();
    let portal = portal(store);
    assert_eq!(ledger::sequence(&portal).await, Ok(0), "nothing is queued");
    demo::queue_for_ledger(portal.store()).await.unwrap();
    let first = ledger::sequence(&portal).await.unwrap();
    assert!((1_024..1_100).contains(&first), "{first} leaves in a turn");
    ledger::sequence_all(&portal).await.unwrap();
    assert_eq!(ledger::sequence(&portal).await, Ok(0));
    let mut bids = 0;
    for code in portal.ledger_lots().await.unwrap() {
        let lot = portal.lot_ledger(&code).await.unwrap();
        let verified = verify(&code, &lot.entries().unwrap(), None).unwrap();
        assert!(verified.outcome.is_some(), "{code}");
        bids += lot.leaves.len();
    }
    assert!(bids > 3_000, "{bids}");
}

/// A turn ends in the middle of a lot, where a crash between two of its transactions may end it too;
/// whoever goes on knows no more than what stands in the tables.
#[tokio::test]
async fn a_long_history_is_sealed_by_a_new_process_every_turn() {
    let (store, _folder) = empty_store().await;
    demo::load(&store, now(), 30, 3_000, |_| ()).await.unwrap();
    demo::queue_for_ledger(&store).await.unwrap();
    let mut turns = 0;
    while ledger::sequence(&portal(store.clone())).await.unwrap() > 0 {
        turns += 1;
    }
    assert!(turns >= 3, "{turns}");
    let portal = portal(store);
    for code in portal.ledger_lots().await.unwrap() {
        let lot = portal.lot_ledger(&code).await.unwrap();
        let verified = verify(&code, &lot.entries().unwrap(), None).unwrap();
        assert!(verified.outcome.is_some(), "{code}");
    }
}
