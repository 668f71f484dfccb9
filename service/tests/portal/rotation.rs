//! L-05: the key of the ledger is changed with an overlap in which the old and the new one both sign.

use domain::ids::LotCode;
use domain::ledger::checkpoint::{Checkpoint, CheckpointError};
use domain::ledger::key::{NoteError, VerifierKey};
use domain::ledger::proof::Proof;
use domain::ledger::replay::verify;
use service::ledger::sequence;
use service::testing::{TestBidder, TestPortal};
use service::{Error, Portal, Settings};

async fn bid_on(site: &TestPortal) -> (LotCode, TestBidder<'_>) {
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    anna.bid(&lot, 100_000).await.unwrap();
    (lot, anna)
}

/// The size of the latest head for somebody who has pinned this key.
async fn seen_with(portal: &Portal, key: &VerifierKey) -> Result<u64, CheckpointError> {
    let note = portal.checkpoint().await.unwrap().unwrap();
    Checkpoint::open(note.as_bytes(), key).map(|(head, _)| head.size)
}

/// The keys that stand among the rules of a lot.
async fn in_the_rules(portal: &Portal, lot: &LotCode) -> Vec<String> {
    portal.lot_page(lot, None).await.unwrap().log_keys
}

#[tokio::test]
async fn both_keys_sign_until_the_change_is_finished() {
    let site = TestPortal::new().await;
    let (lot, anna) = bid_on(&site).await;
    let portal = &site.portal;
    assert!(in_the_rules(portal, &lot).await.is_empty(), "there is none");
    sequence(portal).await.unwrap();
    let old = portal.log_key().await.unwrap();
    assert_eq!(
        in_the_rules(portal, &lot).await,
        [old.verifier().to_string()]
    );
    assert_eq!(old.published(), format!("signing {}\n", old.verifier()));
    let early = portal.finish_rotation().await;
    assert_eq!(early.err(), Some(Error::invalid("NO_ROTATION")));

    // By another process than the one that signs, as the command does it.
    let operator = site.beside("operator").await;
    let both = operator.begin_rotation().await.unwrap();
    let new = both.incoming().unwrap().clone();
    assert_eq!(
        (both.verifier(), new.name()),
        (old.verifier(), old.origin())
    );
    assert_ne!(&new, old.verifier());
    let twice = operator.begin_rotation().await;
    assert_eq!(twice.err(), Some(Error::invalid("ROTATION_UNDER_WAY")));
    // The head from before the change can be checked with either at once, and so can the next ones.
    for size in [2, 3] {
        if size == 3 {
            anna.cap(&lot, 200_000).await.unwrap();
            assert_eq!(sequence(portal).await, Ok(1));
        }
        assert_eq!(seen_with(portal, old.verifier()).await, Ok(size));
        assert_eq!(seen_with(portal, &new).await, Ok(size));
        let note = portal.checkpoint().await.unwrap().unwrap();
        assert_eq!(note.matches('\u{2014}').count(), 2, "{note}");
    }
    let told = portal.log_key().await.unwrap().published();
    assert_eq!(
        told,
        format!("signing {}\nincoming {new}\n", old.verifier())
    );
    let both = [old.verifier().to_string(), new.to_string()];
    assert_eq!(in_the_rules(portal, &lot).await, both);

    let alone = operator.finish_rotation().await.unwrap();
    assert_eq!((alone.verifier(), alone.incoming()), (&new, None));
    let told = portal.log_key().await.unwrap().published();
    assert_eq!(told, format!("retired {}\nsigning {new}\n", old.verifier()));
    assert_eq!(in_the_rules(portal, &lot).await, [new.to_string()]);
    // What was signed in the overlap holds for ever; what comes later is signed by the new one alone.
    let receipt = portal.bid_proof(None, &lot, 2).await.unwrap();
    anna.cap(&lot, 300_000).await.unwrap();
    assert_eq!(sequence(portal).await, Ok(1));
    assert_eq!(seen_with(portal, &new).await, Ok(4));
    let gone = CheckpointError::Note(NoteError::Unsigned);
    assert_eq!(seen_with(portal, old.verifier()).await, Err(gone));
    let leaves = portal.lot_ledger(&lot).await.unwrap();
    let leaf = leaves.leaves[1].bytes().unwrap();
    let proof = Proof::parse(receipt.proof.as_bytes()).unwrap();
    for key in [old.verifier(), &new] {
        proof.verify(&leaf, key, &[]).unwrap();
    }
    verify(&lot, &leaves.entries().unwrap(), None).unwrap();
    // The secret of the old key is gone.
    let mut tx = portal.store().read().await.unwrap();
    let kept = tx.setting("ledger_key").await.unwrap().unwrap();
    assert!(kept.contains(&format!("{:08x}", new.id())));
    assert_eq!(tx.setting("ledger_key_incoming").await.unwrap(), None);
}

/// A log without a key cannot change it: the first start gives it its name.
#[tokio::test]
async fn there_is_nothing_to_change_before_the_first_start() {
    let site = TestPortal::new().await;
    assert_eq!(
        site.portal.begin_rotation().await.err(),
        Some(Error::NotFound)
    );
    assert_eq!(
        site.portal.finish_rotation().await.err(),
        Some(Error::NotFound)
    );
}

/// I-25 over a change of the key: the mark knows the log by the first key that it ever had.
#[tokio::test]
async fn a_copy_from_before_the_change_is_still_an_old_copy() {
    let site = TestPortal::new().await;
    let (lot, anna) = bid_on(&site).await;
    let folder = tempfile::tempdir().unwrap();
    let marked = |node: &str| Settings {
        node: node.into(),
        ledger_mark: Some(folder.path().join("ledger.mark")),
        ..Settings::default()
    };
    let portal = site.beside_with(marked("second")).await;
    sequence(&portal).await.unwrap();
    let first = portal.log_key().await.unwrap().verifier().to_string();
    portal.begin_rotation().await.unwrap();
    portal.finish_rotation().await.unwrap();
    anna.cap(&lot, 200_000).await.unwrap();
    assert_eq!(sequence(&portal).await, Ok(1));
    let mark = std::fs::read_to_string(folder.path().join("ledger.mark")).unwrap();
    assert_eq!(mark, format!("3 {first}\n"));
    assert!(portal.scrub().await.unwrap().is_empty());
    // A copy of this log whose data end earlier, under the key of now.
    std::fs::write(folder.path().join("ledger.mark"), format!("9 {first}\n")).unwrap();
    let copy = site.beside_with(marked("third")).await;
    anna.cap(&lot, 300_000).await.unwrap();
    assert_eq!(sequence(&copy).await, Ok(0));
    assert!(copy.ledger_halted().unwrap().contains("old copy"));
}
