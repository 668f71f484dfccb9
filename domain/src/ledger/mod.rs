//! The public ledger (公开出价账本): what the portal publishes so that anybody can check, without
//! trusting it, that nothing on a lot was changed, left out or put in later.
//!
//! The log is a tiled transparency log by the C2SP specifications tlog-tiles, tlog-checkpoint,
//! signed-note, tlog-proof and tlog-cosignature over the hashes of RFC 6962, so that their
//! independent readers understand it. Requirements: reliability.md §6, L-01 to L-14.
//!
//! Everything is pure: keys, nonces, salts and times are parameters. The order of the modules is
//! the order in which they build on one another.

pub mod hash;
pub mod tree;

pub mod tile;

pub mod places;

pub mod key;
pub mod note;

pub mod cosignature;

pub mod checkpoint;

pub mod policy;
pub mod witness;

pub mod proof;

pub mod leaf;
pub mod reserve;
pub mod terms;

pub mod moved;
pub mod opening;

pub mod sealed;

pub mod replay;

pub mod published;
