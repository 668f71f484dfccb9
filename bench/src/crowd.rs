//! A crowd before one lot: frames that wait for each other, more frames than it can be sent, and
//! the last of all watchers.

use crate::Sizes;
use crate::side::Side;
use crate::table::{Table, Target};
use anyhow::Context;
use std::time::Duration;

/// Frames on their way to every watcher.
pub const PENDING: usize = 8;
/// Deliveries a second that are asked for in the overload: 20 updates for 10,000 watchers, twice
/// what a stream with one frame in each write carries.
const OVERLOAD: usize = 200_000;
/// Spans for which it lasts.
const OVERLOAD_SPANS: u32 = 2;
/// Files beside the watchers.
const OTHER_FILES: usize = 500;
/// Between two bids that are timed to the last watcher: five a second.
const CALM: Duration = Duration::from_millis(200);

/// Measures and fills the table.
///
/// # Errors
/// When a run breaks.
pub async fn measure(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    let watchers = watchers(sizes)?;
    eprintln!("Crowd: {watchers} watchers, ours and the bare stream take turns.");
    let mut ours = Side::ours(watchers).await?;
    let mut limit = Side::bare(watchers).await?;
    pending(table, &mut ours, &mut limit, sizes).await?;
    let memory = [(ours.kilobytes_per_watcher, limit.kilobytes_per_watcher)];
    let what = format!("F2 memory per watcher of {watchers} ÷ bare axum stream");
    table.pairs(&what, "KB", &memory, Target::AtMost(0.6));
    overload(table, &mut ours, &mut limit, sizes).await?;
    last(table, &mut ours, &mut limit, "", sizes).await?;
    ours.stop().await?;
    limit.stop().await
}

/// As many as there are to be before each of two servers, as far as the system lets this process
/// have so many sockets.
///
/// # Errors
/// When the system does not tell.
pub fn watchers(sizes: Sizes) -> anyhow::Result<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits")?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"));
    let most = line.and_then(|rest| rest.split_whitespace().next());
    // Without a number there is no limit.
    let most = most
        .context("no limit of files")?
        .parse()
        .unwrap_or(usize::MAX);
    Ok(sizes.crowd.min(most.saturating_sub(OTHER_FILES) / 2))
}

/// F1: one bid at a time; and F1p: while a frame goes out, the next ones are made, and go out together.
async fn pending(
    table: &mut Table,
    ours: &mut Side,
    limit: &mut Side,
    sizes: Sizes,
) -> anyhow::Result<()> {
    let watchers = ours.watchers;
    for (id, frames, words) in [
        ("F1", 1, "one bid in flight".to_owned()),
        ("F1p", PENDING, format!("{PENDING} bids on their way")),
    ] {
        let mut rates = Vec::new();
        for _ in 0..sizes.pairs {
            let rate = ours.deliveries_per_second(frames, sizes.span).await?;
            let bare = limit.deliveries_per_second(frames, sizes.span).await?;
            rates.push((rate, bare));
        }
        let what = format!("{id} frames/s to {watchers} watchers, {words} ÷ bare axum stream");
        table.pairs(&what, "/s", &rates, Target::AtLeast(0.9));
    }
    Ok(())
}

/// F1o: updates come faster than one frame a write could go out.
async fn overload(
    table: &mut Table,
    ours: &mut Side,
    limit: &mut Side,
    sizes: Sizes,
) -> anyhow::Result<()> {
    let watchers = ours.watchers;
    let rate = OVERLOAD / watchers;
    let (pause, span) = (
        Duration::from_secs(1) / rate as u32,
        sizes.span * OVERLOAD_SPANS,
    );
    let mut ages = Vec::new();
    for _ in 0..sizes.pairs {
        let age = ours.overloaded(pause, span).await?;
        ages.push((age, limit.overloaded(pause, span).await?));
    }
    let what = format!(
        "F1o age of a frame when it is seen, p99, {rate} updates/s × {watchers} watchers ÷ bare \
         axum stream; every one came"
    );
    table.pairs(&what, "ms", &ages, Target::AtMost(2.0));
    Ok(())
}

/// F3: from the POST until the last watcher has read the frame; `on` names the place of the data.
///
/// # Errors
/// When a run breaks.
pub async fn last(
    table: &mut Table,
    ours: &mut Side,
    limit: &mut Side,
    on: &str,
    sizes: Sizes,
) -> anyhow::Result<()> {
    let mut late = Vec::new();
    for _ in 0..sizes.pairs {
        let mine = ours.latencies(sizes.calm_bids, CALM).await?;
        let bare = limit.latencies(sizes.calm_bids, CALM).await?;
        late.push((p99(&mine), p99(&bare)));
    }
    let what = format!(
        "F3 p99 of {} POST → frame read by the last of {} watchers{on}, 5 bids/s ÷ one broadcast of \
         the bare stream",
        sizes.calm_bids, ours.watchers
    );
    table.pairs(&what, "ms", &late, Target::AtMost(1.5));
    Ok(())
}

/// The 99th per cent of times in rising order: of fewer than a hundred the longest.
pub fn p99(times: &[f64]) -> f64 {
    let place = (times.len() * 99).div_ceil(100).saturating_sub(1);
    times.get(place).copied().unwrap_or(f64::NAN)
}
