//! House bots (演练): they keep the practice lots under the hammer round the clock, so that a
//! visitor of a demonstration sees bidding at once and can bid himself.

use crate::bidding::BidRequest;
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::bidding::Order;
use domain::ids::{LotCode, LotId, RoundId};
use domain::live::Figures;
use domain::rounds::{Round, RoundState};
use domain::time::Timestamp;
use std::time::Duration;
use tokio::time::sleep;

/// Practice rounds last this many minutes, staggered so that some end while others begin.
const ROUND_MINUTES: [i64; 6] = [8, 11, 14, 18, 23, 29];
/// A practice bid this close to the end extends it, ms.
const WINDOW_MS: i64 = 60_000;
/// By this much, ms.
const EXTENSION_MS: i64 = 60_000;
/// Bots rest between two bids for a random time in this range, ms.
const REST_MS: (u32, u32) = (4_000, 14_000);
/// After a close the result stays on the page this long, ms.
const PAUSE_MS: i64 = 20_000;
/// Bots stop raising a lot above this many times its start price, so that people can win.
const SATED: i64 = 3;

/// Bids on the practice lots for as long as the portal runs.
pub(super) async fn run(portal: Portal) {
    loop {
        if let Err(error) = turn(&portal).await {
            tracing::warn!(%error, "the house bots lost a turn");
        }
        let spread = REST_MS.1 - REST_MS.0;
        let rest = REST_MS.0 + portal.random().below(spread);
        // Several lots share the bots: the rest is shared out among them.
        sleep(Duration::from_millis(
            u64::from(rest) / ROUND_MINUTES.len() as u64 * 2,
        ))
        .await;
    }
}

/// One turn: lists again what has closed, then one bot bids on an open lot.
async fn turn(portal: &Portal) -> Result<(), Error> {
    let now = portal.now();
    let mut lots = portal.store().read().await?.practice_lots().await?;
    // Practice lots beyond these are left to staff, for trainings.
    lots.truncate(ROUND_MINUTES.len());
    for (place, lot) in lots.iter().enumerate() {
        if lot
            .figures
            .as_ref()
            .is_none_or(|f| is_over(f, lot.last_event_at, now))
        {
            relist(portal, lot.id, place, now).await?;
        }
    }
    let open = lots.iter().filter_map(|lot| {
        let figures = lot.figures.as_ref()?;
        (figures.takes_bids(now) && !is_sated(figures)).then_some((lot, figures))
    });
    // One of the two that have rested longest: whoever watches one sees a bid within half a minute,
    // and a lot whose bids fail does not hold up the others.
    let mut open: Vec<_> = open.collect();
    open.sort_by_key(|(lot, _)| lot.last_event_at);
    open.truncate(2);
    if open.is_empty() {
        return Ok(());
    }
    let (lot, figures) = open[portal.random().below(open.len() as u32) as usize];
    let bots = portal.store().read().await?.house_bots().await?;
    bid(portal, &bots, &lot.code, figures).await
}

fn is_over(figures: &Figures, closed_at: Option<Timestamp>, now: Timestamp) -> bool {
    let rested = closed_at.is_none_or(|at| now.millis_since(at) > PAUSE_MS);
    figures.outcome.is_some() && rested
}

fn is_sated(figures: &Figures) -> bool {
    figures
        .price
        .is_some_and(|price| price.0 > figures.start.0 * SATED)
}

/// Gives the lot a practice round of its own, beginning now.
async fn relist(portal: &Portal, lot: LotId, place: usize, now: Timestamp) -> Result<(), Error> {
    let season = portal.current_season().await?;
    let minutes = ROUND_MINUTES[place % ROUND_MINUTES.len()];
    let round = Round {
        id: RoundId(0),
        season: season.id,
        on: now.date(),
        opens_at: now,
        closes_at: now.plus_millis(minutes * 60_000),
        window_ms: WINDOW_MS,
        extension_ms: EXTENSION_MS,
        hard_end: None,
        min_bidders: 1,
        state: RoundState::Scheduled,
        practice: true,
        moved: None,
    };
    let round = portal.insert_round(round, portal.by_clock()).await?;
    let listed = portal.list_into(round, vec![lot], portal.by_clock());
    listed.await?;
    Ok(())
}

/// One bot that does not lead bids the minimum, now and then a step more.
async fn bid(
    portal: &Portal,
    bots: &[Account],
    lot: &LotCode,
    figures: &Figures,
) -> Result<(), Error> {
    if bots.is_empty() {
        return Ok(());
    }
    let mut at = portal.random().below(bots.len() as u32) as usize;
    let mut paddle = portal.enrol(&bots[at], lot).await?;
    if figures.leader == Some(paddle) {
        at = (at + 1) % bots.len();
        paddle = portal.enrol(&bots[at], lot).await?;
    }
    // A single bot does not bid against itself.
    if figures.leader == Some(paddle) {
        return Ok(());
    }
    let request = BidRequest {
        lot: lot.clone(),
        order: Order::Flat,
        amount: figures.next_min,
        key: portal.random().token::<16>(),
        jump_confirmed: false,
        terms: None,
        received_at: portal.now(),
    };
    match portal.place_bid(&bots[at], request).await {
        // Somebody was faster, or the lot has just ended: that is what practice looks like.
        Ok(_) | Err(Error::Bid { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}
