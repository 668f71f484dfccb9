//! Tells people what has happened to their lots. Events are read in the order of the public ledger, from
//! where the last round ended; the notices and the new place are written in one transaction, so that a
//! process that dies on the way has told nothing, and nobody is told twice by two of them.
//!
//! What is to be told is found out before that transaction begins: on SQLite every bid waits while it is
//! open, so it writes many rows in few statements and reads next to nothing.

use super::draft::{Draft, write, write_all};
use super::followers::{hears_as_follower, tell_followers};
use crate::stages::buyers_due;
use crate::{Error, Portal};
use domain::bidding::{Event, EventKind, Paddle};
use domain::deposits::DepositKey;
use domain::ids::{AccountId, LotCode, LotId, WebhookId};
use domain::notices::{
    Audience, Course, DEADLINE_AHEAD_MS, DepositNews, Due, KEPT_MS, NoticeBody, OPENING_AHEAD_MS,
    STALE_MS, concerns_followers, told,
};
use domain::time::Timestamp;
use std::collections::BTreeMap;
use store::{Store, Told, ToldLeaf, Tx};

/// Leaves of one transaction. Each tells at most a few people something, and a row costs SQLite some
/// 15 µs.
const LEAVES_MAX: u32 = 500;
/// Lots, and deadlines, of one look at the clock.
const DUE_MAX: u32 = 200;

/// Tells people of everything that has happened since it was called last, of lots that open within the
/// hour, and of steps that are due within a day; and followers of lots that open within a day, and of
/// prices and terms that have changed. Public for tests, which move the clock.
///
/// # Errors
/// Only faults of ours; the next round goes on where this one began.
pub async fn tell(portal: &Portal) -> Result<(), Error> {
    while tell_of_events(portal).await? {}
    tell_of_openings(portal).await?;
    tell_followers(portal).await?;
    tell_of_deadlines(portal).await
}

/// Whether there is more.
async fn tell_of_events(portal: &Portal) -> Result<bool, Error> {
    let now = portal.now();
    match gather(portal, now).await? {
        Some(turn) => {
            let store = portal.store().clone();
            portal.durable(write_turn(store, turn, now)).await
        }
        None => Ok(false),
    }
}

/// What there is to be told, before anything of it is written.
struct Turn {
    /// Place of its first leaf, and of the one after its last.
    leaves: (u64, u64),
    /// There may be more behind it.
    is_full: bool,
    found: Found,
}

/// What was found on the lots so far.
#[derive(Default)]
struct Found {
    drafts: Vec<Draft>,
    /// The step of the deal of each lot that its buyer is to be reminded of.
    deadlines: Vec<(LotId, Option<(AccountId, Due)>)>,
}

/// Reads what nobody was told of; nothing when there is nothing.
async fn gather(portal: &Portal, now: Timestamp) -> Result<Option<Turn>, Error> {
    let mut tx = portal.store().read().await?;
    let next = tx.notice_place().await?;
    let leaves = tx.untold_leaves(next, LEAVES_MAX).await?;
    let Some(last) = leaves.last() else {
        return Ok(None);
    };
    let mut found = Found::default();
    for lot in by_lot(&leaves, now) {
        news_of_lot(&mut tx, &lot, now, &mut found).await?;
    }
    Ok(Some(Turn {
        leaves: (next, last.index + 1),
        is_full: leaves.len() == LEAVES_MAX as usize,
        found,
    }))
}

/// Writes a turn, unless another process has told of its leaves meanwhile; whether there is more.
async fn write_turn(store: Store, turn: Turn, now: Timestamp) -> Result<bool, Error> {
    let (next, after) = turn.leaves;
    // tidy-allow(audit): notices change nothing; what they tell of has its own record
    let mut tx = store.write().await?;
    if tx.take_notice_turn().await? != next {
        return Ok(true);
    }
    write_all(&mut tx, &turn.found.drafts).await?;
    for (lot, due) in turn.found.deadlines {
        tx.put_deadline(lot, due).await?;
    }
    tx.forget_notices(now.plus_millis(-KEPT_MS)).await?;
    tx.end_notice_turn(after).await?;
    tx.commit().await?;
    Ok(turn.is_full)
}

/// What is new on one lot.
struct News {
    lot: LotId,
    code: LotCode,
    /// The numbers of its first and its last new event.
    events: Option<(u64, u64)>,
    /// Its deal may have moved on.
    deal: bool,
}

/// The leaves of each lot together; those of long ago are left out.
fn by_lot(leaves: &[ToldLeaf], now: Timestamp) -> Vec<News> {
    let mut lots: BTreeMap<LotId, News> = BTreeMap::new();
    for leaf in leaves {
        let is_news = |at: Timestamp| now.millis_since(at) < STALE_MS;
        let seq = leaf.event.filter(|(_, at)| is_news(*at));
        if seq.is_none() && !leaf.is_move {
            continue;
        }
        let news = lots.entry(leaf.lot).or_insert_with(|| News {
            lot: leaf.lot,
            code: leaf.code.clone(),
            events: None,
            deal: false,
        });
        news.deal |= leaf.is_move;
        if let Some((seq, _)) = seq {
            let first = news.events.map_or(seq, |(first, _)| first);
            news.events = Some((first, seq));
        }
    }
    lots.into_values().collect()
}

async fn news_of_lot(
    tx: &mut Tx,
    news: &News,
    now: Timestamp,
    found: &mut Found,
) -> Result<(), Error> {
    let mut deal = news.deal;
    if let Some((first, last)) = news.events {
        let count = u32::try_from(last - first + 1).unwrap_or(u32::MAX);
        let events = tx.raw_events_after(news.lot, first - 1, count).await?;
        deal |= events.iter().any(|event| is_close(&event.kind));
        found
            .drafts
            .extend(news_of_course(tx, news.lot, &events).await?);
    }
    if deal {
        let due = buyers_due(tx, &news.code, now).await?;
        let due = due.filter(|(_, due)| due.at > now);
        found.deadlines.push((news.lot, due));
    }
    Ok(())
}

const fn is_close(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Closed { .. })
}

/// What whoever takes part in a lot is to be told of these events, which follow one another.
async fn news_of_course(tx: &mut Tx, lot: LotId, events: &[Event]) -> Result<Vec<Draft>, Error> {
    let (Some(first), Some(of)) = (events.first(), tx.told_lot(lot).await?) else {
        return Ok(Vec::new());
    };
    let people = tx.told_on(lot).await?;
    // Nobody who only follows is told of bids: most turns need not look for them.
    let followers = match events.iter().any(|one| concerns_followers(&one.kind)) && !of.practice {
        true => tx.followers(lot).await?,
        false => Vec::new(),
    };
    let mut course = course_before(tx, lot, first.seq).await?;
    let mut round = of.round;
    let mut drafts = Vec::new();
    let mut outbid: BTreeMap<Paddle, (NoticeBody, &Event)> = BTreeMap::new();
    for event in events {
        if matches!(event.kind, EventKind::Listed { .. }) {
            round = event.seq;
        }
        for (audience, body) in told(course, &event.kind) {
            if let (Audience::One(paddle), NoticeBody::Outbid(_)) = (audience, body) {
                outbid.insert(paddle, (body, event));
                continue;
            }
            // Practice lots go round by themselves: whoever once tried one is not told of each round.
            if of.practice && audience == Audience::Enrolled {
                continue;
            }
            let key = key(lot, round, event, &body);
            let hearers = people.iter().filter(|who| hears(who, audience, round));
            let news = (key.as_str(), body, event.at);
            drafts.extend(
                hearers.filter_map(|who| Draft::of((who.account, lot), &who.preferences, news)),
            );
            let hearers = followers
                .iter()
                .filter(|who| audience == Audience::Followers && hears_as_follower(who, round));
            drafts.extend(
                hearers.filter_map(|who| Draft::of((who.account, lot), &who.preferences, news)),
            );
        }
        course = course.after(&event.kind);
    }
    // Of a quick exchange only its end counts: whoever leads again is not told that he did not.
    outbid.retain(|paddle, _| course.leader.flatten() != Some(*paddle));
    for (paddle, (body, event)) in outbid {
        let key = key(lot, round, event, &body);
        let whoever = people.iter().filter(|who| who.paddle == paddle);
        let news = (key.as_str(), body, event.at);
        drafts.extend(
            whoever.filter_map(|who| Draft::of((who.account, lot), &who.preferences, news)),
        );
    }
    Ok(drafts)
}

/// Who leads and when bidding ends right before the event with this number.
async fn course_before(tx: &mut Tx, lot: LotId, seq: u64) -> Result<Course, Error> {
    let mut course = Course::default();
    for earlier in (1..seq).rev() {
        if course.is_known() {
            break;
        }
        if let Some(event) = tx.event(lot, earlier).await? {
            course = course.before(&event.kind);
        }
    }
    Ok(course)
}

/// Whether somebody belongs to an audience, in the round that began with the event numbered `round`.
fn hears(who: &Told, audience: Audience, round: u64) -> bool {
    match audience {
        Audience::One(paddle) => who.paddle == paddle,
        Audience::Enrolled => true,
        Audience::BiddersBut(one) => who.last_bid > round && Some(who.paddle) != one,
        // Found on a list of their own.
        Audience::Followers => false,
    }
}

/// What names the news for ever.
fn key(lot: LotId, round: u64, event: &Event, body: &NoticeBody) -> String {
    let kind = body.kind();
    match body {
        // The first extension of a round is news; the page counts the others.
        NoticeBody::Extended(_) => format!("{kind}/{lot}/{round}"),
        _ => format!("{kind}/{lot}/{}", event.seq),
    }
}

/// Tells the owner of a webhook that it was switched off, in the transaction that did it; `lot` is what
/// the delivery that failed last is about.
pub(crate) async fn tell_of_webhook(
    tx: &mut Tx,
    of: (AccountId, LotId),
    webhook: WebhookId,
    at: Timestamp,
) -> Result<(), Error> {
    let preferences = tx.notice_settings(of.0).await?;
    let key = format!("webhook/{webhook}/{}", at.0);
    let news = (key.as_str(), NoticeBody::WebhookOff, at);
    write(tx, of, &preferences, news).await
}

/// Tells the bidder of a deposit what has become of it, in the transaction that did it.
pub(crate) async fn tell_of_deposit(
    tx: &mut Tx,
    deposit: DepositKey,
    news: DepositNews,
    at: Timestamp,
) -> Result<(), Error> {
    let preferences = tx.notice_settings(deposit.bidder).await?;
    let key = format!("deposit/{}/{news}/{}", deposit.lot, at.0);
    let of = (deposit.bidder, deposit.lot);
    let news = (key.as_str(), NoticeBody::Deposit(news), at);
    write(tx, of, &preferences, news).await
}

async fn tell_of_openings(portal: &Portal) -> Result<(), Error> {
    let now = portal.now();
    let until = now.plus_millis(OPENING_AHEAD_MS);
    let mut due = Vec::new();
    let mut tx = portal.store().read().await?;
    for (lot, opens_at, round) in tx.lots_opening(now, until, DUE_MAX).await? {
        let key = format!("OPENING/{lot}/{round}");
        let news = (key.as_str(), NoticeBody::Opening(opens_at), now);
        let untold = tx.untold_on(lot, &key).await?;
        let drafts = untold
            .iter()
            .filter_map(|who| Draft::of((who.account, lot), &who.preferences, news));
        due.extend(drafts);
    }
    drop(tx);
    if due.is_empty() {
        return Ok(());
    }
    let store = portal.store().clone();
    portal
        .durable(async move {
            // tidy-allow(audit): notices change nothing; what they tell of has its own record
            let mut tx = store.write().await?;
            write_all(&mut tx, &due).await?;
            Ok(tx.commit().await?)
        })
        .await
}

async fn tell_of_deadlines(portal: &Portal) -> Result<(), Error> {
    let now = portal.now();
    let until = now.plus_millis(DEADLINE_AHEAD_MS);
    let mut tx = portal.store().read().await?;
    if tx.deadlines_until(until, 1).await?.is_empty() {
        return Ok(());
    }
    drop(tx);
    let store: Store = portal.store().clone();
    portal
        .durable(async move {
            // tidy-allow(audit): notices change nothing; what they tell of has its own record
            let mut tx = store.write().await?;
            tx.take_notice_turn().await?;
            for (lot, account, due) in tx.deadlines_until(until, DUE_MAX).await? {
                let preferences = tx.notice_settings(account).await?;
                let key = format!("DEADLINE/{lot}/{}/{}", due.step, due.at.0);
                let news = (key.as_str(), NoticeBody::Deadline(due), now);
                write(&mut tx, (account, lot), &preferences, news).await?;
                tx.put_deadline(lot, None).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
}
