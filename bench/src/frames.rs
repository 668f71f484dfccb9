//! Live frames: deliveries a second, memory of a watcher, and how long a bid takes to be seen.

use crate::Sizes;
use crate::crowd::last;
use crate::place::Place;
use crate::side::Side;
use crate::table::{Table, Target};
use std::time::Duration;

/// Bids whose way to a watcher is timed, and the pause between them.
const TIMED: usize = 200;
const PAUSE: Duration = Duration::from_millis(10);

/// Measures and fills the table.
///
/// # Errors
/// When a run breaks.
pub async fn measure(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    for watchers in sizes.watchers {
        beside(table, Place::file()?, watchers, sizes).await?;
    }
    Ok(())
}

/// One portal with its data at this place, beside the bare stream.
///
/// # Errors
/// When a run breaks.
pub async fn beside(
    table: &mut Table,
    place: Place,
    watchers: usize,
    sizes: Sizes,
) -> anyhow::Result<()> {
    let on = place.words();
    eprintln!("Frames{on}: {watchers} watchers, ours and the bare stream take turns.");
    let mut ours = Side::ours_at(place, watchers).await?;
    let mut limit = Side::bare(watchers).await?;
    let mut rates = Vec::new();
    for _ in 0..sizes.pairs {
        let rate = ours.deliveries_per_second(1, sizes.span).await?;
        rates.push((rate, limit.deliveries_per_second(1, sizes.span).await?));
    }
    let what =
        format!("F1 frames/s to {watchers} watchers{on}, one bid in flight ÷ bare axum stream");
    table.pairs(&what, "/s", &rates, Target::AtLeast(0.9));
    let memory = [(ours.kilobytes_per_watcher, limit.kilobytes_per_watcher)];
    let what = format!("F2 memory per watcher of {watchers}{on} ÷ bare axum stream");
    table.pairs(&what, "KB", &memory, Target::AtMost(0.6));
    latency(table, &mut ours, &mut limit, on, sizes).await?;
    last(table, &mut ours, &mut limit, on, sizes).await?;
    ours.stop().await?;
    limit.stop().await
}

/// From the start of the POST until the last watcher has the frame.
async fn latency(
    table: &mut Table,
    ours: &mut Side,
    limit: &mut Side,
    on: &str,
    sizes: Sizes,
) -> anyhow::Result<()> {
    let (mut middle, mut late) = (Vec::new(), Vec::new());
    for _ in 0..sizes.pairs {
        let mine = ours.latencies(TIMED, PAUSE).await?;
        let bare = limit.latencies(TIMED, PAUSE).await?;
        middle.push((mine[TIMED / 2], bare[TIMED / 2]));
        late.push((mine[TIMED * 99 / 100], bare[TIMED * 99 / 100]));
    }
    let watchers = ours.watchers;
    let what = format!("p50 POST → frame at the last of {watchers} watchers{on} ÷ bare stream");
    table.pairs(&what, "ms", &middle, Target::None);
    let what = format!("p99 POST → frame at the last of {watchers} watchers{on} ÷ bare stream");
    table.pairs(&what, "ms", &late, Target::None);
    Ok(())
}
