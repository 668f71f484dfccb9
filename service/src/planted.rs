//! Faults planted on purpose, so that the fault bench can show that it would find them
//! (`scripts/planted.sh`). Without the feature `planted`, which no release has, [`planted`] is the
//! constant `None` and nothing of it is left in the program.

/// A planted fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planted {
    /// Bidders are answered before the commit.
    AckBeforeCommit,
    /// A stream that fell behind goes on as if it had lost nothing.
    LaggedSwallowed,
    /// Some addresses, and bids with some keys, panic: a fault of ours as it may happen anywhere.
    Panics,
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
            _ => panic!("this program has planted faults; it is for the fault bench only"),
        });
    Some(*NAMED)
}
