//! The public ledger of what people did through the harness.

use domain::ids::LotCode;
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::hash::{leaf_hash, public_commitment};
use domain::ledger::leaf::{Leaf, LeafKind};
use domain::ledger::opening::SecretPart;
use domain::ledger::places::Places;
use domain::ledger::proof::Proof;
use domain::ledger::published::leaves_of;
use domain::ledger::replay::{BreakKind, Verifier, verify};
use domain::ledger::tile::{Tile, TileKind, Tiles, entries_of};
use domain::ledger::tree::Frontier;
use domain::money::Fen;
use service::testing::{CANARY_RESERVE, TestBidder, TestPortal};
use service::{Error, ledger};

async fn sequence_all(site: &TestPortal) -> u64 {
    let mut all = 0;
    while let more @ 1.. = ledger::sequence(&site.portal).await.unwrap() {
        all += more;
    }
    all
}

/// The lot's chain, as a stranger gets it, replayed.
async fn check(site: &TestPortal, lot: &LotCode) -> domain::ledger::replay::Verified {
    let told = site.portal.lot_ledger(lot).await.unwrap();
    let entries = told.entries().unwrap();
    verify(lot, &entries, None).unwrap()
}

/// A lot with a reserve, two bidders, ceilings and bids by hand.
async fn fought_over(site: &TestPortal) -> (LotCode, TestBidder<'_>) {
    let lot = site.open_lot("P2026-ENER-0001", true).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    anna.enrol(&lot).await.unwrap();
    ben.enrol(&lot).await.unwrap();
    anna.cap(&lot, 145_000).await.unwrap();
    ben.bid(&lot, 110_000).await.unwrap();
    anna.cap(&lot, 150_000).await.unwrap();
    ben.bid(&lot, 120_000).await.unwrap();
    (lot, anna)
}

#[tokio::test]
async fn every_event_gets_one_leaf_under_a_signed_head() {
    let site = TestPortal::new().await;
    let (lot, _) = fought_over(&site).await;
    assert_eq!(site.portal.checkpoint().await.unwrap(), None);
    assert_eq!(sequence_all(&site).await, 5);
    assert_eq!(sequence_all(&site).await, 0, "nothing new, nothing signed");
    let key = site.portal.log_key().await.unwrap();
    let note = site.portal.checkpoint().await.unwrap().unwrap();
    let (head, _) = Checkpoint::open(note.as_bytes(), key.verifier()).unwrap();
    assert_eq!(head.size, 5);
    let tile = Tile::in_tree(TileKind::Entries, 0, 5).unwrap();
    let bundle = site.portal.tile(&tile).await.unwrap();
    let entries = entries_of(&bundle).unwrap();
    for (number, entry) in entries.iter().enumerate() {
        let seq = Leaf::parse(entry).unwrap().seq;
        assert_eq!(seq, number as u64 + 1);
        let proof = site.portal.bid_proof(None, &lot, seq).await.unwrap().proof;
        let proof = Proof::parse(proof.as_bytes()).unwrap();
        proof.verify(entry, key.verifier(), &[]).unwrap();
    }
    let larger = Tile::in_tree(TileKind::Hashes(0), 0, 6).unwrap();
    assert_eq!(site.portal.tile(&larger).await, Err(Error::NotFound));
}

#[tokio::test]
async fn a_stranger_replays_to_the_same_price_and_leader() {
    let site = TestPortal::new().await;
    let (lot, _) = fought_over(&site).await;
    sequence_all(&site).await;
    let running = check(&site, &lot).await;
    let figures = site.portal.lot_live(&lot).await.unwrap().figures;
    assert_eq!(
        (running.price, running.leader),
        (figures.price, figures.leader)
    );
    // Later events go on in the same chain, the opening of the reserve last.
    site.pass(70 * 60_000).await;
    assert_eq!(sequence_all(&site).await, 2);
    let closed = check(&site, &lot).await;
    let figures = site.portal.lot_live(&lot).await.unwrap().figures;
    assert_eq!(closed.outcome, figures.outcome);
    let told = site.portal.lot_ledger(&lot).await.unwrap();
    let last = Leaf::parse(&told.leaves.last().unwrap().bytes().unwrap()).unwrap();
    assert_eq!(last.kind, LeafKind::ReserveOpened);
}

#[tokio::test]
async fn secrets_are_in_no_byte_before_the_close() {
    let site = TestPortal::new().await;
    let (lot, anna) = fought_over(&site).await;
    sequence_all(&site).await;
    let told = serde_json::to_string(&site.portal.lot_ledger(&lot).await.unwrap()).unwrap();
    let pages = [
        site.portal.ledger_page(0).await.unwrap(),
        site.portal.lot_ledger_page(&lot, 0).await.unwrap(),
    ];
    let told = pages.iter().fold(told, |told, page| {
        assert_eq!(leaves_of(page).count(), 5);
        told + &String::from_utf8_lossy(page)
    });
    let entries = Tile::in_tree(TileKind::Entries, 0, 5).unwrap();
    let raw = site.portal.tile(&entries).await.unwrap();
    for secret in [CANARY_RESERVE, Fen::yuan(145_000), Fen::yuan(150_000)] {
        assert!(!told.contains(&secret.get().to_string()), "{secret:?}");
        let bytes = secret.get().to_be_bytes();
        assert!(!raw.windows(8).any(|window| window == bytes), "{secret:?}");
    }
    // The owner can open his own ceiling; nobody else can.
    let mine = site
        .portal
        .bid_proof(Some(&anna.account), &lot, 2)
        .await
        .unwrap();
    let secret = mine.opening.unwrap().secret.unwrap().part;
    assert_eq!(secret, SecretPart::Ceiling(Fen::yuan(145_000)));
    let ben = site.bidder("carl").await;
    let theirs = site
        .portal
        .bid_proof(Some(&ben.account), &lot, 2)
        .await
        .unwrap();
    assert_eq!(theirs.opening.unwrap().secret, None);
}

#[tokio::test]
async fn the_reserve_is_committed_to_before_the_opening_and_opened_after_the_close() {
    let site = TestPortal::new().await;
    let (lot, _) = fought_over(&site).await;
    let page = async || site.portal.lot_page(&lot, None).await.unwrap();
    assert_eq!(page().await.reserve_seal, None, "not published yet");
    sequence_all(&site).await;
    let sealed = page().await.reserve_seal.unwrap();
    assert_eq!((sealed.index, sealed.opening), (0, None));
    let told = serde_json::to_string(&page().await).unwrap();
    assert!(!told.contains(&CANARY_RESERVE.get().to_string()), "{told}");

    site.pass(70 * 60_000).await;
    assert_eq!(
        page().await.reserve_seal,
        Some(sealed),
        "closed, and the leaf that opens it is still to come"
    );
    sequence_all(&site).await;
    let opened = page().await.reserve_seal.unwrap();
    let opening = opened.opening.unwrap();
    assert_eq!(opened.commitment, sealed.commitment);
    assert_eq!(opening.reserve, CANARY_RESERVE);
    assert!(opening.opens(opened.commitment, &lot));

    // Whoever opens another reserve than the committed one is found out.
    let mut told = site.portal.lot_ledger(&lot).await.unwrap();
    check(&site, &lot).await;
    let last = told.leaves.last_mut().unwrap().opening.as_mut().unwrap();
    let other = (CANARY_RESERVE.get() - 100).to_string();
    last.public.part = last
        .public
        .part
        .replace(&CANARY_RESERVE.get().to_string(), &other);
    let entries = told.entries().unwrap();
    let broken = verify(&lot, &entries, None).unwrap_err();
    assert_eq!(broken.kind, BreakKind::PublicCommitment);
    // The leaf made anew to fit the lie: the commitment of the listing still tells.
    let mut entries = entries;
    let entry = entries.last_mut().unwrap();
    let truth = Leaf::parse(&entry.leaf).unwrap();
    let public = &entry.opening.public;
    let leaf = Leaf {
        public: public_commitment(public.nonce, public.part.as_bytes()),
        ..truth
    };
    entry.leaf = leaf.to_bytes();
    let broken = verify(&lot, &entries, None).unwrap_err();
    assert_eq!(broken.kind, BreakKind::Reserve);
}

#[tokio::test]
async fn pages_of_the_log_and_of_a_lot_are_read_to_their_ends() {
    let site = TestPortal::new().await;
    let (lot, _) = fought_over(&site).await;
    let other = site.open_lot("P2026-ENER-0002", false).await;
    assert_eq!(site.portal.ledger_page(0).await.unwrap(), b"");
    sequence_all(&site).await;
    let indexes = |page: &[u8]| -> Vec<u64> {
        let leaves = leaves_of(page).map(|leaf| leaf.unwrap().index);
        leaves.collect()
    };
    let all = site.portal.ledger_page(0).await.unwrap();
    assert_eq!(indexes(&all), [0, 1, 2, 3, 4, 5]);
    let mut frontier = Frontier::default();
    for leaf in leaves_of(&all) {
        frontier.push(leaf_hash(leaf.unwrap().leaf));
    }
    let key = site.portal.log_key().await.unwrap();
    let note = site.portal.checkpoint().await.unwrap().unwrap();
    let (head, _) = Checkpoint::open(note.as_bytes(), key.verifier()).unwrap();
    assert_eq!(frontier.root(), head.root);
    for (from, left) in [(4, vec![4, 5]), (6, vec![]), (u64::MAX, vec![])] {
        let page = site.portal.ledger_page(from).await.unwrap();
        assert_eq!(indexes(&page), left, "from {from}");
    }
    let told = site.portal.lot_ledger(&lot).await.unwrap();
    let mut verifier = Verifier::new(lot.clone());
    let mut places = Places::new(head.size);
    let page = site.portal.lot_ledger_page(&lot, 0).await.unwrap();
    for (leaf, json) in leaves_of(&page).map(Result::unwrap).zip(&told.leaves) {
        assert_eq!(
            (leaf.index, Some(leaf.leaf.to_vec())),
            (json.index, json.bytes())
        );
        let hash = verifier.push(leaf.leaf, leaf.shown.unwrap());
        places.push(leaf.index, hash).unwrap();
    }
    assert_eq!(places.count(), told.leaves.len() as u64);
    assert_eq!(verifier.finish(None).unwrap(), check(&site, &lot).await);
    let mut tiles = Tiles {
        size: head.size,
        ..Tiles::default()
    };
    for tile in places.tiles() {
        let bytes = site.portal.tile(&tile).await.unwrap();
        tiles.data.insert(tile, bytes);
    }
    places.check(&tiles, head.root).unwrap();
    for (from, left) in [(u64::MAX, 0), (0, 1)] {
        let page = site.portal.lot_ledger_page(&other, from).await.unwrap();
        assert_eq!(indexes(&page).len(), left, "from {from}");
    }
    let nobodys = LotCode::parse("P2026-ENER-0099").unwrap();
    let refused = site.portal.lot_ledger_page(&nobodys, 0).await;
    assert_eq!(refused, Err(Error::NotFound));
}

#[tokio::test]
async fn a_restart_goes_on_with_the_same_key_and_tree() {
    let site = TestPortal::new().await;
    let (lot, anna) = fought_over(&site).await;
    sequence_all(&site).await;
    let key = site.portal.log_key().await.unwrap().verifier().to_string();
    let again = site.beside("again").await;
    assert_eq!(again.log_key().await.unwrap().verifier().to_string(), key);
    anna.bid(&lot, 200_000).await.unwrap();
    assert_eq!(
        ledger::sequence(&again).await.unwrap(),
        1,
        "sealed by a process that knew nothing"
    );
    anna.cap(&lot, 400_000).await.unwrap();
    assert_eq!(
        sequence_all(&site).await,
        1,
        "and by the one that knew less"
    );
    check(&site, &lot).await;
}

#[tokio::test]
async fn data_that_is_damaged_takes_no_bids() {
    let site = TestPortal::new().await;
    let (lot, anna) = fought_over(&site).await;
    let key = "poor-0123456789";
    let Err(Error::Bid {
        refusal,
        as_of_seq,
        min_next,
        ..
    }) = anna.bid_with(&lot, 99_999, key).await
    else {
        panic!("it is off the ladder");
    };
    sequence_all(&site).await;
    assert!(site.portal.scrub().await.unwrap().is_empty());
    let mut tx = site.portal.store().write().await.unwrap();
    let head = tx.ledger_head().await.unwrap().unwrap();
    // As if the last leaf had gone.
    let grown = store::LedgerHead {
        size: head.size + 1,
        ..head
    };
    tx.insert_ledger_head(&grown, site.portal.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let damage = site.portal.scrub().await.unwrap();
    assert!(damage[0].contains("ledger_leaves"), "{damage:?}");
    assert_eq!(ledger::examine(site.portal.store()).await.unwrap(), damage);
    assert!(site.portal.is_damaged());
    let refused = anna.cap(&lot, 160_000).await;
    assert!(matches!(refused, Err(Error::Busy)), "{refused:?}");
    let again = anna.bid_with(&lot, 99_999, key).await;
    let poor = Error::Bid {
        refusal,
        as_of_seq,
        min_next,
        replayed: true,
    };
    assert_eq!(again, Err(poor), "what was answered is answered again");
}
