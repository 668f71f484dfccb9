//! What a verifier reads from a log that may be anybody's, and a witness from one that asks.

use crate::changed::{self, fuzz};
use crate::{FOLDER, ITERATIONS};
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::key::VerifierKey;
use domain::ledger::leaf::Leaf;
use domain::ledger::note::Note;
use domain::ledger::opening::PublicPart;
use domain::ledger::policy::Policy;
use domain::ledger::proof::Proof;
use domain::ledger::tile::Tile;
use domain::ledger::witness::AddCheckpoint;

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

fn leaf(bytes: &[u8]) {
    let _ = Leaf::code_in(bytes);
    if let Ok(leaf) = Leaf::parse(bytes) {
        assert_eq!(leaf.to_bytes(), bytes, "a leaf has one spelling");
    }
}

fn note(bytes: &[u8]) {
    if let Ok(note) = Note::parse(bytes) {
        assert_eq!(
            note.to_string().as_bytes(),
            bytes,
            "a note has one spelling"
        );
        let checkpoint = text(bytes).split("\n\n").next().unwrap_or_default();
        let _ = Checkpoint::parse(&format!("{checkpoint}\n"));
    }
}

fn checkpoint(bytes: &[u8]) {
    if let Ok(checkpoint) = Checkpoint::parse(text(bytes)) {
        assert_eq!(Checkpoint::parse(&checkpoint.text()), Ok(checkpoint));
    }
}

fn proof(bytes: &[u8]) {
    if let Ok(proof) = Proof::parse(bytes) {
        assert_eq!(Proof::parse(proof.to_string().as_bytes()), Ok(proof));
    }
}

fn opening(bytes: &[u8]) {
    if let Some(part) = PublicPart::parse(text(bytes)) {
        assert_eq!(part.to_json(), text(bytes), "facts have one spelling");
    }
}

fn policy(bytes: &[u8]) {
    if let Ok(policy) = Policy::parse(text(bytes)) {
        assert_eq!(policy.text(), text(bytes));
    }
}

fn key(bytes: &[u8]) {
    if let Ok(key) = VerifierKey::parse(text(bytes)) {
        assert_eq!(key.to_string(), text(bytes), "a key has one spelling");
    }
}

fn tile(bytes: &[u8]) {
    if let Ok(tile) = Tile::parse(text(bytes)) {
        assert_eq!(tile.to_string(), text(bytes), "a tile has one address");
    }
}

fn witness(bytes: &[u8]) {
    if let Ok(asked) = AddCheckpoint::parse(bytes) {
        assert_eq!(
            AddCheckpoint::parse(asked.to_string().as_bytes()),
            Ok(asked)
        );
    }
}

fuzz!(FOLDER, ITERATIONS, leaves, leaf);
fuzz!(FOLDER, ITERATIONS, notes, note);
fuzz!(FOLDER, ITERATIONS, checkpoints, checkpoint);
fuzz!(FOLDER, ITERATIONS, proofs, proof);
fuzz!(FOLDER, ITERATIONS, openings, opening);
fuzz!(FOLDER, ITERATIONS, policies, policy);
fuzz!(FOLDER, ITERATIONS, keys, key);
fuzz!(FOLDER, ITERATIONS, tiles, tile);
fuzz!(FOLDER, ITERATIONS, witness_requests, witness);
