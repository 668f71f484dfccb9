//! Receipts: proofs that verify offline.

use crate::grown::Grown;
use crate::notes::{ORIGIN, VKEY, log_key, witness_key};
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::cosignature::cosign;
use domain::ledger::hash::Hash32;
use domain::ledger::key::{NoteError, VerifierKey};
use domain::ledger::proof::{Proof, ReceiptError};
use domain::ledger::tree::{ProofError, inclusion_proof};
use proptest::prelude::*;

/// A receipt for leaf `index` of a log of `size` entries.
fn receipt(log: &Grown, index: u64) -> Proof {
    let size = log.frontier.size();
    let head = Checkpoint {
        origin: ORIGIN.to_owned(),
        size,
        root: log.frontier.root(),
    };
    let mut checkpoint = head.sign(&log_key()).unwrap();
    let line = cosign(&checkpoint.text, &witness_key(2), 1_763_700_000).unwrap();
    checkpoint.signatures.push(line);
    let hashes = inclusion_proof(index, size, log).unwrap();
    Proof {
        extra: None,
        index,
        hashes,
        checkpoint,
    }
}

/// L-08.
#[test]
fn a_receipt_verifies_offline() {
    let log = Grown::of(300);
    let witnesses = [
        witness_key(1).verifier().clone(),
        witness_key(2).verifier().clone(),
    ];
    let verifier = VerifierKey::parse(VKEY).unwrap();
    for index in [0, 1, 255, 256, 299] {
        let text = receipt(&log, index).to_string();
        let read = Proof::parse(text.as_bytes()).unwrap();
        assert_eq!(read.to_string(), text);
        let leaf = format!("entry {index}");
        let proven = read.verify(leaf.as_bytes(), &verifier, &witnesses).unwrap();
        assert_eq!(proven.checkpoint.size, 300);
        assert_eq!(proven.witnessed, [(1, 1_763_700_000)]);
        let other = read.verify(b"entry 7", &verifier, &witnesses);
        assert_eq!(other, Err(ReceiptError::Inclusion(ProofError::Root)));
        let stranger = read.verify(leaf.as_bytes(), &witnesses[0], &[]);
        assert_eq!(
            stranger,
            Err(ReceiptError::Checkpoint(NoteError::Key.into()))
        );
    }
}

#[test]
fn the_text_of_a_receipt() {
    let log = Grown::of(2);
    let mut proof = receipt(&log, 1);
    proof.extra = Some(b"C0417".to_vec());
    let text = proof.to_string();
    let lines: Vec<_> = text.split('\n').collect();
    let sibling = log.leaf(0).to_base64();
    let expected = [
        "c2sp.org/tlog-proof@v1",
        "extra QzA0MTc=",
        "index 1",
        &sibling,
        "",
        ORIGIN,
        "2",
    ];
    assert_eq!(lines[..7], expected);
    assert_eq!(Proof::parse(text.as_bytes()), Ok(proof));
    for (from, to) in [
        ("proof@v1", "proof@v2"),
        ("extra ", "extra  "),
        ("extra ", "Extra "),
        ("extra QzA0MTc=", "extra QzA0MTc"),
        ("extra QzA0MTc=\n", "extra QzA0MTc=\nextra QzA0MTc=\n"),
        ("index 1", "index 01"),
        ("index 1", "index +1"),
        ("index 1", "index -1"),
        ("index 1", "index 9223372036854775807"),
        ("index 1\n", ""),
        ("index 1\n", "index 1\n\n"),
        ("\n\nauction", "\nauction"),
    ] {
        let bad = text.replacen(from, to, 1);
        assert_ne!(bad, text);
        let read = Proof::parse(bad.as_bytes());
        let verified = read.and_then(|proof| proof.verify(b"entry 1", log_key().verifier(), &[]));
        assert!(verified.is_err(), "{bad}");
    }
    let long = format!(
        "index 1\n{}",
        format!("{}\n", Hash32::ZERO.to_base64()).repeat(63)
    );
    let bad = text.replacen("index 1\n", &long, 1);
    assert_eq!(Proof::parse(bad.as_bytes()), Err(ReceiptError::Malformed));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// Whatever byte of a receipt is changed, it does not verify, or reads as the same facts.
    #[test]
    fn a_changed_byte_of_a_receipt_is_found(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let log = Grown::of(5);
        let receipt = receipt(&log, 3);
        let mut bytes = receipt.to_string().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        let witness = witness_key(2);
        let verified = Proof::parse(&bytes).and_then(|proof| {
            proof.verify(b"entry 3", log_key().verifier(), &[witness.verifier().clone()])
        });
        // The line of the witness may be broken without harm to the log's own.
        if let Ok(proven) = verified {
            prop_assert!(proven.witnessed.is_empty());
        }
    }
}
