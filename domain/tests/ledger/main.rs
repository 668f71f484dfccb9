//! The ledger: test vectors of RFC 6962 and of the C2SP specifications, figures computed by an
//! independent implementation, and random trees.

#![allow(clippy::unwrap_used, missing_docs)]

mod courses;
mod export;
mod grown;
mod leaves;
mod moves;
mod notes;
mod openings;
mod places;
mod playback;
mod receipts;
mod replay;
mod tampering;
mod tiles;
mod tree;
