//! What opens the leaves of old lots goes when its time is over; what was signed holds (S-44, L-10).

use domain::audit::Retention;
use domain::ids::LotCode;
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::proof::Proof;
use domain::ledger::replay::verify;
use service::Error;
use service::ledger::sequence_all;
use service::testing::{DAY_MS, TestPortal};

/// From the opening of a test lot to after its close and drain, ms.
const OVER: i64 = 61 * 60_000;

/// A lot with one bid that is over.
async fn sold(site: &TestPortal, code: &str, login: &str) -> LotCode {
    let lot = site.open_lot(code, false).await;
    let bidder = site.bidder(login).await;
    bidder.enrol(&lot).await.unwrap();
    bidder.bid(&lot, 100_000).await.unwrap();
    site.pass(OVER).await;
    sequence_all(&site.portal).await.unwrap();
    lot
}

#[tokio::test]
async fn after_five_years_nobody_can_say_who_bid_and_everything_signed_holds() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let old = sold(&site, "P2026-ENER-0001", "anna").await;
    let published = portal.lot_ledger(&old).await.unwrap();
    let receipt = portal.bid_proof(None, &old, 2).await.unwrap();
    let years = Retention::default();
    assert_eq!(portal.purge_openings(years).await, Ok(0), "not yet");
    let shorter = Retention {
        auction: 59,
        ..years
    };
    let refused = portal.purge_openings(shorter).await;
    assert_eq!(refused, Err(Error::invalid("RETENTION_TOO_SHORT")));

    site.clock.advance_millis(5 * 366 * DAY_MS);
    let new = sold(&site, "P2026-ENER-0002", "ben").await;
    let leaves = published.leaves.len() as u64;
    assert_eq!(portal.purge_openings(years).await, Ok(leaves));
    assert_eq!(portal.purge_openings(years).await, Ok(0), "once");
    let kept = portal.lot_ledger(&old).await.unwrap();
    assert!(kept.leaves.iter().all(|leaf| leaf.opening.is_none()));
    assert_eq!(kept.entries(), None);
    let same = kept.leaves.iter().zip(&published.leaves);
    assert!(
        same.clone()
            .all(|(now, then)| now.leaf == then.leaf && now.index == then.index)
    );

    // The tree, its head, the old receipt and a new one of the same leaf; the new lot is replayed.
    assert!(portal.scrub().await.unwrap().is_empty());
    let key = portal.log_key().await.unwrap();
    let note = portal.checkpoint().await.unwrap().unwrap();
    let (head, _) = Checkpoint::open(note.as_bytes(), key.verifier()).unwrap();
    assert!(head.size > leaves);
    let leaf = kept.leaves[1].bytes().unwrap();
    let again = portal.bid_proof(None, &old, 2).await.unwrap();
    assert_eq!(again.opening, None);
    for proof in [receipt.proof, again.proof] {
        let proof = Proof::parse(proof.as_bytes()).unwrap();
        proof.verify(&leaf, key.verifier(), &[]).unwrap();
    }
    let whole = portal.lot_ledger(&new).await.unwrap();
    verify(&new, &whole.entries().unwrap(), None).unwrap();
}
