//! Three processes on one PostgreSQL: bids, close and frames happen exactly once (reliability.md
//! §2.6). Each portal here has its own connections, its own memory and its own workers.

use domain::accounts::Account;
use domain::bidding::{EventKind, Order, Outcome};
use domain::ids::LotCode;
use domain::ledger::leaf::LeafKind;
use domain::ledger::replay::verify;
use domain::money::Fen;
use domain::notices::NoticeKind;
use domain::time::Timestamp;
use service::bidding::Fate;
use service::testing::TestPortal;
use service::{BidRequest, Error, Portal, workers};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::task::JoinSet;

struct Cluster {
    site: TestPortal,
    nodes: Vec<Portal>,
    _workers: Vec<JoinSet<()>>,
}

impl Cluster {
    async fn start() -> Option<Self> {
        let site = TestPortal::on_postgres().await?;
        let nodes = vec![
            site.portal.clone(),
            site.beside("second").await,
            site.beside("third").await,
        ];
        Some(Self {
            _workers: nodes.iter().map(workers::start).collect(),
            site,
            nodes,
        })
    }

    async fn bid(
        &self,
        node: usize,
        who: &Account,
        lot: &LotCode,
        yuan: i64,
        key: &str,
    ) -> Result<u64, Error> {
        let request = BidRequest {
            lot: lot.clone(),
            order: Order::Flat,
            amount: Fen::yuan(yuan),
            key: key.into(),
            jump_confirmed: true,
            terms: None,
            received_at: self.site.portal.now(),
        };
        let receipt = self.nodes[node].place_bid(who, request).await?;
        Ok(receipt.lot_seq)
    }
}

impl Cluster {
    /// Lets the time pass in small steps, so that the silence is no outage.
    async fn wait_until(&self, until: Timestamp) {
        let site = &self.site;
        while site.portal.now() < until {
            let left = until.millis_since(site.portal.now());
            site.clock.advance_millis(left.clamp(1, 20_000));
            for node in &self.nodes {
                workers::beat(node).await.unwrap();
            }
        }
    }

    /// Every node looks at the clock in the same moment.
    async fn sweep_at_once(&self) {
        let sweeps = self.nodes.iter().map(workers::sweep);
        for swept in futures::future::join_all(sweeps).await {
            swept.unwrap();
        }
    }
}

/// Waits for what another process is about to do.
async fn eventually<T, F: AsyncFn() -> Option<T>>(what: &str, look: F) -> T {
    for _ in 0..200 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what} did not happen within ten seconds");
}

#[tokio::test(flavor = "multi_thread")]
async fn bids_through_three_nodes_make_one_history() {
    let Some(cluster) = Cluster::start().await else {
        return;
    };
    let site = &cluster.site;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let mut bidders = Vec::new();
    let mut paddles = BTreeSet::new();
    for number in 0..9 {
        let bidder = site.bidder(&format!("bidder-{number}")).await.account;
        paddles.insert(
            cluster.nodes[number % 3]
                .enrol(&bidder, &lot)
                .await
                .unwrap(),
        );
        bidders.push(bidder);
    }
    assert_eq!(paddles.len(), 9, "numbers differ, whoever gave them");
    let mut accepted = Vec::new();
    for round in 0..20 {
        // All nine bid the same amount at once, through three nodes: one of them is first.
        let yuan = 100_000 + 10_000 * round;
        let bids = bidders.iter().enumerate().map(|(number, bidder)| {
            let key = format!("round-{round:03}-{number}");
            let cluster = &cluster;
            let lot = &lot;
            async move { cluster.bid(number % 3, bidder, lot, yuan, &key).await }
        });
        let seqs: Vec<u64> = futures::future::join_all(bids)
            .await
            .into_iter()
            .filter_map(|answer| match answer {
                Ok(seq) => Some(seq),
                Err(Error::Bid { .. }) => None,
                Err(other) => panic!("a healthy cluster decides every bid: {other}"),
            })
            .collect();
        assert_eq!(seqs.len(), 1, "one bid wins at {yuan}");
        accepted.extend(seqs);
    }
    assert_eq!(
        accepted,
        (2..22).collect::<Vec<u64>>(),
        "numbers without gap"
    );
    site.verify(&lot).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_at_three_nodes_is_one_bid() {
    let Some(cluster) = Cluster::start().await else {
        return;
    };
    let site = &cluster.site;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await.account;
    cluster.nodes[1].enrol(&anna, &lot).await.unwrap();
    let all = (0..30).map(|n| cluster.bid(n % 3, &anna, &lot, 100_000, "one-and-the-same"));
    for answer in futures::future::join_all(all).await {
        assert_eq!(answer, Ok(2));
    }
    // A key that one node has fenced is dead at the others.
    let fenced = cluster.nodes[2].fence(&anna, &lot, "given-up-0001").await;
    assert_eq!(fenced, Ok(Fate::Fenced));
    let late = cluster.bid(0, &anna, &lot, 200_000, "given-up-0001").await;
    assert_eq!(late, Err(Error::invalid("KEY_FENCED")));
    site.verify(&lot).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_closers_close_once_and_everybody_sees_it() {
    let Some(cluster) = Cluster::start().await else {
        return;
    };
    let site = &cluster.site;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await.account;
    cluster.nodes[0].enrol(&anna, &lot).await.unwrap();
    let mut watchers: Vec<_> = cluster
        .nodes
        .iter()
        .map(|node| node.hub().subscribe(&lot))
        .collect();
    for node in &cluster.nodes {
        node.hub().knows(&lot, node.last_seq(&lot).await.unwrap());
    }
    cluster
        .bid(0, &anna, &lot, 100_000, "through-one")
        .await
        .unwrap();
    let figures = site.portal.lot_live(&lot).await.unwrap().figures;
    cluster.wait_until(figures.ends_at.plus_millis(2_000)).await;
    for node in &cluster.nodes {
        workers::sweep(node).await.unwrap();
    }
    let outcome = eventually("the close", async || {
        cluster.nodes[2]
            .lot_live(&lot)
            .await
            .unwrap()
            .figures
            .outcome
    })
    .await;
    assert!(matches!(outcome, Outcome::SoldPending { .. }));
    for watcher in &mut watchers {
        let mut seen = Vec::new();
        while seen.last() != Some(&3) {
            let frame = tokio::time::timeout(Duration::from_secs(10), watcher.recv()).await;
            seen.extend(frame.expect("a frame within ten seconds").unwrap().seq);
        }
        assert_eq!(seen, [2, 3], "each event once, in order, at every node");
    }
    let mut tx = site.portal.store().read().await.unwrap();
    let id = tx.lot(&lot).await.unwrap().unwrap().lot.id;
    let events = tx.raw_events(id).await.unwrap();
    let closes = events
        .iter()
        .filter(|event| matches!(event.kind, EventKind::Closed { .. }));
    assert_eq!(closes.count(), 1);
    drop(tx);
    site.verify(&lot).await;
}

/// The extension of a lot, its close, its result and what watchers are told of each happen once,
/// whichever nodes took the bids and however many look at the clock.
#[tokio::test(flavor = "multi_thread")]
async fn a_lot_is_extended_once_and_closed_once_at_three_nodes() {
    let Some(cluster) = Cluster::start().await else {
        return;
    };
    let site = &cluster.site;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let mut bidders = Vec::new();
    for (name, node) in ["anna", "ben", "carl"].into_iter().zip(&cluster.nodes) {
        let bidder = site.bidder(name).await.account;
        node.enrol(&bidder, &lot).await.unwrap();
        bidders.push(bidder);
    }
    let mut watchers = Vec::new();
    for node in &cluster.nodes {
        watchers.push(node.hub().subscribe(&lot));
        node.hub().knows(&lot, node.last_seq(&lot).await.unwrap());
    }
    let first = cluster.bid(0, &bidders[0], &lot, 100_000, "first-0001");
    assert_eq!(first.await, Ok(2));
    let planned = site.portal.lot_live(&lot).await.unwrap().figures.ends_at;
    cluster.wait_until(planned.plus_millis(-60_000)).await;

    // The same bid through each node within the last minutes: one is accepted, and it extends.
    let late = bidders.iter().enumerate().map(|(node, bidder)| {
        let (cluster, lot) = (&cluster, &lot);
        async move {
            let key = format!("late-000{node}");
            cluster.bid(node, bidder, lot, 105_000, &key).await
        }
    });
    let answers = futures::future::join_all(late).await;
    let winner = answers.iter().position(Result::is_ok).unwrap();
    let accepted: Vec<u64> = answers.into_iter().filter_map(Result::ok).collect();
    assert_eq!(accepted, [3]);
    let extended = site.portal.now().plus_millis(300_000);
    for node in &cluster.nodes {
        let figures = node.lot_live(&lot).await.unwrap().figures;
        assert_eq!((figures.ends_at, figures.extensions), (extended, 1));
    }

    // At the end that was planned nobody closes, nor just before the drain of the new one is over.
    for until in [planned.plus_millis(2_000), extended.plus_millis(1_999)] {
        cluster.wait_until(until).await;
        cluster.sweep_at_once().await;
        for node in &cluster.nodes {
            assert_eq!(node.last_seq(&lot).await, Ok(3));
        }
    }
    cluster.wait_until(extended.plus_millis(2_000)).await;
    cluster.sweep_at_once().await;
    for (node, watcher) in cluster.nodes.iter().zip(&mut watchers) {
        let outcome = eventually("the close", async || {
            node.lot_live(&lot).await.unwrap().figures.outcome
        });
        let (price, outcome) = (Fen::yuan(105_000), outcome.await);
        assert!(matches!(outcome, Outcome::SoldPending { price: at, .. } if at == price));
        let mut told = Vec::new();
        while told.last() != Some(&4) {
            let frame = tokio::time::timeout(Duration::from_secs(10), watcher.recv()).await;
            told.extend(frame.expect("a frame within ten seconds").unwrap().seq);
        }
        assert_eq!(told, [2, 3, 4], "each event once, in order, at every node");
    }
    // More looks at the clock close nothing more.
    cluster.sweep_at_once().await;
    every_event_has_its_leaf(site, &lot).await;
    everybody_is_told_once(&cluster, &bidders, winner).await;
}

/// Three notices workers at once, and again: each bidder has each kind of notice that is his once.
async fn everybody_is_told_once(cluster: &Cluster, bidders: &[Account], winner: usize) {
    use NoticeKind::{Extended, NotWon, Outbid, Won};
    for _ in 0..2 {
        let told = cluster.nodes.iter().map(service::notices::tell);
        for told in futures::future::join_all(told).await {
            told.unwrap();
        }
    }
    for (number, bidder) in bidders.iter().enumerate() {
        let page = cluster.nodes[number].notices_page(bidder, None).await;
        let unread = page.unwrap().unread;
        let mut kinds: Vec<NoticeKind> = unread.iter().map(|one| one.body.kind()).collect();
        kinds.sort();
        let mut expected = match number {
            _ if number == winner => vec![Extended, Won],
            0 => vec![Outbid, Extended, NotWon],
            // His only bid was refused.
            _ => vec![Extended],
        };
        expected.sort();
        assert_eq!(kinds, expected, "{}", bidder.login);
    }
}

/// Listing, two bids and the close: each is stored once and has its one leaf.
async fn every_event_has_its_leaf(site: &TestPortal, lot: &LotCode) {
    let leaves = eventually("the leaves", async || {
        let told = site.portal.lot_ledger(lot).await.unwrap();
        (told.leaves.len() >= 4).then_some(told)
    })
    .await;
    let verified = verify(lot, &leaves.entries().unwrap(), None).unwrap();
    assert_eq!((verified.seq, verified.head.leaves), (4, 4));
    let mut tx = site.portal.store().read().await.unwrap();
    let id = tx.lot(lot).await.unwrap().unwrap().lot.id;
    let events = tx.raw_events(id).await.unwrap();
    let kinds: Vec<_> = events
        .iter()
        .map(|event| LeafKind::of_event(&event.kind))
        .collect();
    let once = [
        LeafKind::Listed,
        LeafKind::Bid,
        LeafKind::Bid,
        LeafKind::Closed,
    ];
    assert_eq!(kinds, once);
    drop(tx);
    site.verify(lot).await;
}

/// I-34: whoever holds the common connections, pages, sign-ins or lookups, holds up no bid.
#[tokio::test(flavor = "multi_thread")]
async fn bids_have_connections_of_their_own() {
    let Some(site) = TestPortal::on_postgres().await else {
        return;
    };
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let mut held = Vec::new();
    let free = Duration::from_millis(300);
    while let Ok(tx) = tokio::time::timeout(free, site.portal.store().read()).await {
        held.push(tx.unwrap());
        assert!(held.len() < 100, "the common connections have an end");
    }
    let bid = tokio::time::timeout(Duration::from_secs(3), anna.bid(&lot, 100_000)).await;
    bid.expect("no bid waits for a page").unwrap();
    drop(held);
    site.verify(&lot).await;
}
