//! What a turn of the sequencer starts from, read before it takes anything from the bids: on SQLite by
//! the connections that only read. One state of the data, and as many statements for a thousand lots
//! as for one.

use super::chain::{Chain, News};
use super::keys::{KeptKeys, LogKey};
use crate::{Error, Portal};
use domain::ledger::leaf::Leaf;
use domain::ledger::tree::Frontier;
use std::collections::BTreeMap;
use store::{EventSpan, LedgerHead, QueuedLot, Tx};

/// Lots, and events, of one turn.
pub(super) const TURN_MAX: u32 = 1_024;
/// Events of lots that are not known any more that are read at once, but for a lot that alone has
/// more: they are all of its history.
const HISTORY_MAX: u64 = 16_384;

/// What was read.
pub(super) enum Gathered {
    /// Nothing waits for its leaf.
    Nothing,
    /// The log has no key yet.
    NoKey,
    /// What is to be done.
    Turn(Box<Turn>),
}

/// What a turn is made of.
pub(super) struct Turn {
    pub(super) keys: KeptKeys,
    pub(super) key: LogKey,
    /// The head that the turn goes on from.
    pub(super) head: Option<LedgerHead>,
    /// The right edge of the tree under that head.
    pub(super) frontier: Frontier,
    pub(super) lots: Vec<LotTurn>,
}

/// A lot of a turn.
pub(super) struct LotTurn {
    pub(super) queued: QueuedLot,
    pub(super) chain: Chain,
    pub(super) news: News,
}

/// Reads what the next turn is made of.
///
/// # Errors
/// Only faults of ours: among them a log whose stored tree does not give its last signed root (L-06).
pub(super) async fn gather(portal: &Portal) -> Result<Gathered, Error> {
    let mut tx = portal.store().read().await?;
    let queue = tx.ledger_queue(TURN_MAX).await?;
    if queue.is_empty() {
        return Ok(Gathered::Nothing);
    }
    let keys = KeptKeys::read(&mut tx).await?;
    let Some(key) = keys.key(portal)? else {
        return Ok(Gathered::NoKey);
    };
    let head = tx.ledger_head().await?;
    let frontier = frontier(&mut tx, head.as_ref()).await?;
    let (spans, queue) = plan(queue);
    let chains = chains(&mut tx, portal, &queue).await?;
    let lots = news(&mut tx, &spans, queue.into_iter().zip(chains).collect()).await?;
    Ok(Gathered::Turn(Box::new(Turn {
        keys,
        key,
        head,
        frontier,
        lots,
    })))
}

/// The lots of a turn and the events of each that it takes: a long history that has no leaves yet is
/// done in many turns.
fn plan(queue: Vec<QueuedLot>) -> (Vec<EventSpan>, Vec<QueuedLot>) {
    let mut room = u64::from(TURN_MAX);
    let mut spans = Vec::with_capacity(queue.len());
    let mut planned = Vec::with_capacity(queue.len());
    for queued in queue {
        if room == 0 {
            break;
        }
        let span = EventSpan {
            lot: queued.lot,
            after: queued.sealed_event,
            up_to: queued.last_event.min(queued.sealed_event + room),
        };
        room -= span.len();
        spans.push(span);
        planned.push(queued);
    }
    (spans, planned)
}

/// The chains of these lots: those that are known, and the others as the tables tell them.
async fn chains(tx: &mut Tx, portal: &Portal, queue: &[QueuedLot]) -> Result<Vec<Chain>, Error> {
    let mut chains = Vec::with_capacity(queue.len());
    let mut unknown = Vec::new();
    for queued in queue {
        let last = queued.last_leaf.as_deref().map(parsed).transpose()?;
        let known = portal
            .chains()
            .take(queued.lot, last.as_ref().map(Leaf::digest));
        if let (None, Some(last)) = (&known, last) {
            unknown.push((chains.len(), last));
        }
        chains.push(known.unwrap_or_default());
    }
    rebuild(tx, queue, unknown, &mut chains).await?;
    Ok(chains)
}

/// Builds the chains that are not known from their histories, a portion at a time.
async fn rebuild(
    tx: &mut Tx,
    queue: &[QueuedLot],
    unknown: Vec<(usize, Leaf)>,
    chains: &mut [Chain],
) -> Result<(), Error> {
    let mut sum = 0;
    let mut portion = 0;
    let portioned = unknown.into_iter().map(|(place, last)| {
        sum += queue[place].sealed_event;
        if sum > HISTORY_MAX {
            (sum, portion) = (queue[place].sealed_event, portion + 1);
        }
        (portion, place, last)
    });
    let portioned: Vec<(u32, usize, Leaf)> = portioned.collect();
    let mut reserves = BTreeMap::new();
    for portion in portioned.chunk_by(|a, b| a.0 == b.0) {
        let span = |place: &usize| EventSpan {
            lot: queue[*place].lot,
            after: 0,
            up_to: queue[*place].sealed_event,
        };
        let spans: Vec<EventSpan> = portion.iter().map(|(_, place, _)| span(place)).collect();
        let mut histories = tx.events_of_lots(&spans).await?;
        for (_, place, last) in portion {
            let queued = &queue[*place];
            let events = histories.remove(&queued.lot).unwrap_or_default();
            let chain = Chain::rebuilt(queued, last, &events);
            if let Some(listed_seq) = chain.sealed_reserve() {
                reserves.insert((queued.lot, listed_seq), *place);
            }
            chains[*place] = chain;
            tokio::task::yield_now().await;
        }
    }
    let listings: Vec<_> = reserves.keys().copied().collect();
    let places: BTreeMap<_, _> = reserves
        .into_iter()
        .map(|((lot, _), at)| (lot, at))
        .collect();
    for (lot, opening) in tx.listing_openings(&listings).await? {
        if let Some(place) = places.get(&lot) {
            chains[*place].recall_reserve(&opening);
        }
    }
    Ok(())
}

/// What happened on these lots since.
async fn news(
    tx: &mut Tx,
    spans: &[EventSpan],
    lots: Vec<(QueuedLot, Chain)>,
) -> Result<Vec<LotTurn>, Error> {
    let wanted: Vec<EventSpan> = spans.iter().filter(|s| !s.is_empty()).copied().collect();
    let mut events = tx.events_of_lots(&wanted).await?;
    let mut turns = Vec::with_capacity(lots.len());
    for ((queued, chain), span) in lots.into_iter().zip(spans) {
        let events = events.remove(&queued.lot).unwrap_or_default();
        if events.len() as u64 != span.len() {
            // The numbers of a lot's events have no gaps.
            let cause = format!("{} has events that are not there", queued.code);
            return Err(Error::Internal(cause));
        }
        let news = News {
            events,
            moves: Vec::new(),
            is_whole: span.up_to == queued.last_event,
        };
        turns.push(LotTurn {
            queued,
            chain,
            news,
        });
    }
    let moved = |turn: &&LotTurn| {
        let LotTurn {
            queued,
            chain,
            news,
        } = turn;
        queued.last_move > queued.sealed_move && chain.may_move(&news.events)
    };
    let moved = turns.iter().filter(moved);
    let moved: Vec<_> = moved.map(|t| (t.queued.lot, t.queued.last_move)).collect();
    let mut moves = tx.moves_of_lots(&moved).await?;
    for turn in &mut turns {
        turn.news.moves = moves.remove(&turn.queued.lot).unwrap_or_default();
    }
    Ok(turns)
}

/// The right edge of the stored tree; it must give the root that was signed last.
async fn frontier(tx: &mut Tx, head: Option<&LedgerHead>) -> Result<Frontier, Error> {
    let Some(head) = head else {
        return Ok(Frontier::default());
    };
    let peaks = tx.ledger_peaks(head.size).await?;
    let frontier = Frontier::restore(head.size, peaks);
    frontier.filter(|f| f.root() == head.root).ok_or_else(|| {
        Error::Internal(format!(
            "the ledger of {} leaves has another root",
            head.size
        ))
    })
}

fn parsed(leaf: &[u8]) -> Result<Leaf, Error> {
    Leaf::parse(leaf).map_err(|error| Error::Internal(error.to_string()))
}
