//! Faults planted on purpose, so that the fault bench can show that it would find them
//! (`scripts/planted.sh`). Without the feature `planted`, which no release has, [`planted`] is the
//! constant `None` and nothing of it is left in the program.

use sqlx::sqlite::SqliteSynchronous;

/// A planted fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planted {
    /// Bidders are answered before the commit.
    AckBeforeCommit,
    /// A stream that fell behind goes on as if it had lost nothing.
    LaggedSwallowed,
    /// Some addresses, and bids with some keys, panic: a fault of ours as it may happen anywhere.
    Panics,
    /// SQLite commits without a sync of its log (`synchronous=NORMAL` instead of `FULL`).
    SyncNormal,
    /// A process that was once allowed to decide trusts that for some time (a lease) instead of
    /// looking at the history of the database server in each transaction (the fencing epoch).
    Lease,
}

/// The planted fault of this process: none.
#[cfg(not(feature = "planted"))]
pub const fn planted() -> Option<Planted> {
    None
}

/// The planted fault of this process, named by `LUOCHUI_PLANTED`.
///
/// # Panics
/// Without a name: a program with planted faults must not serve by mistake.
#[cfg(feature = "planted")]
pub fn planted() -> Option<Planted> {
    static NAMED: std::sync::LazyLock<Planted> =
        std::sync::LazyLock::new(|| match std::env::var("LUOCHUI_PLANTED").as_deref() {
            Ok("ack-before-commit") => Planted::AckBeforeCommit,
            Ok("lagged-swallowed") => Planted::LaggedSwallowed,
            Ok("panics") => Planted::Panics,
            Ok("sync-normal") => Planted::SyncNormal,
            Ok("lease") => Planted::Lease,
            _ => panic!("this program has planted faults; it is for the fault bench only"),
        });
    Some(*NAMED)
}

/// What a commit waits for: that its log is on the disk, unless a fault is planted.
pub(crate) fn synchronous() -> SqliteSynchronous {
    if planted() == Some(Planted::SyncNormal) {
        return SqliteSynchronous::Normal;
    }
    SqliteSynchronous::Full
}
