//! Writes the demo season into an empty database, in one transaction.

use super::{
    DemoAuction, DemoLot, DemoSeason, articles, consents, deals, deposits, drafts, guests, needs,
    open_licences, organisations, packages, participations, registrations, reviews, season,
    session_days, targets,
};
use crate::files::Depot;
use crate::{Error, RULES_VERSION, Store};
use domain::bidding::{EventKind, Paddle};
use domain::ids::{InstitutionId, LotId};
use domain::institutions::Institution;
use domain::permissions::check_grants;
use domain::time::{Date, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use store::{BulkAuction, BulkEnrolment, BulkEvent, NewLot, Tx};

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeded {
    /// Lots, those for practice included.
    pub lots: usize,
    /// Accepted bids.
    pub bids: usize,
    /// Industry sessions.
    pub sessions: usize,
    /// Accounts that can be signed in to.
    pub accounts: usize,
}

/// Writes the demo season around `today`; `password_hash` is that of the demo accounts. What its files
/// say goes into `depot`.
///
/// # Errors
/// [`Error::Invalid`] with the code `DATABASE_NOT_EMPTY` when there is a season already: nothing
/// is ever mixed with the data of others, and a second call changes nothing.
pub async fn seed(
    store: &Store,
    depot: &Depot,
    (today, now): (Date, Timestamp),
    password_hash: &str,
) -> Result<Seeded, Error> {
    let mut tx = store.write().await?;
    require_empty(&mut tx).await?;
    let demo = season(today, now);
    write_frame(&mut tx, &demo, password_hash).await?;
    write_lots(&mut tx, &demo).await?;
    write_auctions(&mut tx, &demo.lots).await?;
    consents::write(&mut tx, depot, &demo, now).await?;
    deposits::write(&mut tx, &demo, now).await?;
    deals::write(&mut tx, &demo, now).await?;
    organisations::write(&mut tx, &demo, now, password_hash).await?;
    participations::write(&mut tx, &demo, now).await?;
    reviews::write(&mut tx, &demo, now).await?;
    targets::write(&mut tx, &demo, now).await?;
    drafts::write(&mut tx, &demo, now).await?;
    open_licences::write(&mut tx, &demo, (today, now)).await?;
    // Before the reports, which count them.
    needs::write(&mut tx, &demo, (today, now)).await?;
    session_days::write(&mut tx, &demo, now).await?;
    articles::write(&mut tx, &demo, (today, now)).await?;
    registrations::write(&mut tx, &demo, now).await?;
    guests::write(&mut tx, &demo, now).await?;
    packages::write(&mut tx, &demo, now).await?;
    tx.commit().await?;
    store.optimise().await?;
    let bids = demo.lots.iter().filter_map(|demo| demo.auction.as_ref());
    Ok(Seeded {
        lots: demo.lots.len(),
        bids: bids.map(|auction| auction.state.bid_count as usize).sum(),
        sessions: demo.sessions.len(),
        accounts: demo
            .accounts
            .iter()
            .filter(|(_, password)| *password)
            .count(),
    })
}

/// Refuses a database that has a season.
pub(super) async fn require_empty(tx: &mut Tx) -> Result<(), Error> {
    if tx.seasons().await?.is_empty() {
        Ok(())
    } else {
        Err(Error::invalid("DATABASE_NOT_EMPTY"))
    }
}

/// Seasons, people, sessions and rounds: what lots refer to.
async fn write_frame(tx: &mut Tx, demo: &DemoSeason, password_hash: &str) -> Result<(), Error> {
    for season in &demo.seasons {
        tx.upsert_season(season).await?;
    }
    for institution in &demo.institutions {
        tx.insert_institution(institution).await?;
    }
    for (account, password) in &demo.accounts {
        check_grants(&account.grants)?;
        tx.insert_account(account, password.then_some(password_hash))
            .await?;
    }
    for (session, revisions) in &demo.sessions {
        tx.upsert_session(session).await?;
        for revision in revisions {
            tx.insert_revision(session.id, revision).await?;
        }
    }
    for round in &demo.rounds {
        tx.insert_round(round).await?;
    }
    Ok(())
}

async fn write_lots(tx: &mut Tx, demo: &DemoSeason) -> Result<(), Error> {
    let owners: BTreeMap<InstitutionId, &Institution> = demo
        .institutions
        .iter()
        .map(|institution| (institution.id, institution))
        .collect();
    let new: Vec<NewLot<'_>> = demo
        .lots
        .iter()
        .map(|demo| NewLot {
            lot: &demo.lot,
            private: &demo.private,
            owner: owners[&demo.lot.owner],
            identity_key: &demo.identity_key,
            import_digest: None,
        })
        .collect();
    tx.insert_lots_bulk(&new).await?;
    // The codes above were numbered here; the next import goes on behind them.
    for DemoLot { lot, .. } in demo.lots.iter().filter(|demo| !demo.lot.practice) {
        tx.next_lot_number(lot.season, lot.kind, lot.industry)
            .await?;
    }
    Ok(())
}

async fn write_auctions(tx: &mut Tx, lots: &[DemoLot]) -> Result<(), Error> {
    let listed = || {
        lots.iter()
            .filter_map(|demo| demo.auction.as_ref().map(|auction| (demo.lot.id, auction)))
    };
    let events: Vec<BulkEvent> = listed()
        .flat_map(|(lot, auction)| event_rows(lot, auction))
        .collect();
    tx.insert_events_bulk(&events).await?;
    let heads: Vec<BulkAuction<'_>> = listed().map(|(lot, auction)| head(lot, auction)).collect();
    tx.insert_auctions_bulk(&heads).await?;
    let enrolments: Vec<BulkEnrolment<'_>> = listed()
        .flat_map(|(lot, auction)| enrolment_rows(lot, auction))
        .collect();
    tx.insert_enrolments_bulk(&enrolments).await?;
    // The demo season is checked by its visitors like a real one.
    let lots = listed().map(|(lot, _)| lot).collect();
    tx.queue_for_ledger(&lots).await?;
    Ok(())
}

/// The events of a lot with its counters after each, found by playing them once more.
pub(super) fn event_rows(lot: LotId, auction: &DemoAuction) -> Vec<BulkEvent> {
    let mut bidders: BTreeSet<Paddle> = BTreeSet::new();
    let mut ends_now = auction.terms().ends_at;
    let (mut bid_count, mut extensions) = (0, 0);
    let row = |bid: &super::DemoBid| {
        if let EventKind::Bid {
            paddle,
            rows,
            ends_at,
            ..
        } = &bid.event.kind
        {
            bidders.insert(*paddle);
            bid_count += rows.len() as u32;
            extensions += u32::from(*ends_at > ends_now);
            ends_now = *ends_at;
        }
        BulkEvent {
            lot,
            event: bid.event.clone(),
            account: bid.account,
            bid_count,
            bidder_count: bidders.len() as u32,
            extensions,
            frame: None,
        }
    };
    auction.history.iter().map(row).collect()
}

/// The enrolments of a lot with the counters of each bidder.
pub(super) fn enrolment_rows(
    lot: LotId,
    auction: &DemoAuction,
) -> impl Iterator<Item = BulkEnrolment<'static>> {
    let mut bids: BTreeMap<Paddle, (u32, u64)> = BTreeMap::new();
    for bid in &auction.history {
        if let EventKind::Bid { paddle, .. } = bid.event.kind {
            let (count, last) = bids.entry(paddle).or_default();
            *count += 1;
            *last = bid.event.seq;
        }
    }
    auction.enrolments.iter().map(move |one| {
        let (count, last_bid_seq) = bids.get(&one.paddle).copied().unwrap_or_default();
        BulkEnrolment {
            lot,
            account: one.account,
            paddle: one.paddle,
            rules_version: RULES_VERSION,
            at: one.at,
            bids: count,
            last_bid_seq,
        }
    })
}

/// The head of an auction as it is stored.
pub(super) fn head(lot: LotId, auction: &DemoAuction) -> BulkAuction<'_> {
    let (round, state) = (auction.round, &auction.state);
    BulkAuction {
        lot,
        round,
        practice: false,
        listed_seq: 1,
        auction: state,
    }
}
