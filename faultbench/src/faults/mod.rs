//! One file for each group of rows of the fault matrix (reliability.md §5).

mod absent;
mod clock;
mod controls;
mod damage;
mod disk;
mod kill;
mod limits;
mod links;
mod locked;
mod names;
mod panics;
mod paused;
mod points;
mod postgres;
mod power;
mod readers;
mod replica;
mod requests;
mod rush;
mod second;
mod skew;
mod split;
mod sync;
mod unconfirmed;
mod upgrade;
pub mod vanished;
mod witness;

use crate::attack::Bench;
use crate::report::Row;

/// A fault by its name on the command line, with whether it belongs to the short selection.
pub struct Fault {
    /// The name.
    pub name: &'static str,
    /// Rows of the matrix that it covers.
    pub covers: &'static str,
    /// Whether `make test` runs it.
    pub short: bool,
}

/// Every fault, in the order of the matrix.
pub const ALL: &[Fault] = &[
    fault("kill", "F-01", true),
    fault("points", "F-02", true),
    fault("power", "F-03 and its controls", true),
    fault("sync", "F-04, F-05", false),
    fault("disk", "F-06", true),
    fault("locked", "F-07", true),
    fault("second", "F-08", true),
    fault("restart", "F-09", true),
    fault("promote", "F-10", false),
    fault("unconfirmed", "F-11", false),
    fault("split", "F-12", false),
    fault("replica", "F-13", false),
    fault("cancels", "F-14", false),
    fault("paused", "F-15", false),
    fault("absent", "F-16", false),
    fault("clock", "F-17", false),
    fault("skew", "F-17", false),
    fault("storm", "F-18", false),
    fault("deaf", "F-19", false),
    fault("vanished", "F-19", false),
    fault("requests", "F-20", true),
    fault("rush", "F-21", true),
    fault("limits", "F-22", true),
    fault("panics", "F-23", false),
    fault("witness", "F-24, F-25", false),
    fault("damage", "F-27", true),
    fault("upgrade", "F-28", true),
    fault("names", "F-29", false),
    fault("links", "F-30", false),
    fault("controls", "negative controls", true),
];

const fn fault(name: &'static str, covers: &'static str, short: bool) -> Fault {
    Fault {
        name,
        covers,
        short,
    }
}

/// Runs a fault.
///
/// # Errors
/// When the bench itself breaks: that is no verdict about the portal.
pub async fn run(bench: &Bench, name: &str) -> anyhow::Result<Vec<Row>> {
    match name {
        "kill" => kill::run(bench).await,
        "points" => points::run(bench).await,
        "power" => power::run(bench).await,
        "sync" => sync::run(bench).await,
        "disk" => disk::run(bench).await,
        "locked" => locked::run(bench).await,
        "second" => second::run(bench).await,
        "restart" => postgres::restarts(bench).await,
        "promote" => postgres::promotions(bench).await,
        "unconfirmed" => unconfirmed::run(bench).await,
        "split" => split::run(bench).await,
        "replica" => replica::run(bench).await,
        "cancels" => postgres::cancels(bench).await,
        "paused" => paused::run(bench).await,
        "absent" => absent::run(bench).await,
        "clock" => clock::run(bench).await,
        "skew" => skew::run(bench).await,
        "storm" => readers::storm(bench).await,
        "deaf" => readers::deaf(bench).await,
        "vanished" => vanished::run(bench).await,
        "requests" => requests::run(bench).await,
        "rush" => rush::run(bench).await,
        "limits" => limits::run(bench).await,
        "panics" => panics::run(bench).await,
        "witness" => witness::run(bench).await,
        "damage" => damage::run(bench).await,
        "upgrade" => upgrade::run(bench).await,
        "names" => names::run(bench).await,
        "links" => links::run(bench).await,
        "controls" => controls::run(bench).await,
        _ => anyhow::bail!("there is no fault {name}"),
    }
}
