//! The large synthetic set (domain.md §7.2): five seasons of lots with a heavy tail of bids,
//! written in a stream, so that memory does not grow with the size.

mod lots;
mod play;
mod shape;

use super::accounts::bidder;
use super::calendar::{self, Rounds};
use super::dice::Dice;
use super::institutions::Members;
use super::seed::{enrolment_rows, event_rows, head, require_empty};
use super::{DemoAuction, deposits, sessions};
use crate::{Error, Store};
use domain::ids::{AccountId, LotId};
use domain::institutions::Institution;
use domain::rounds::Round;
use domain::seasons::{Season, catalogue};
use domain::time::Timestamp;
use lots::{Author, Fate, Written};
use play::Crowd;
use store::{BulkAuction, BulkEnrolment, NewFact, NewLot, Tx};

/// Seasons of the set; the last one is open.
const SEASONS: i32 = 5;
/// Sessions in each.
const SESSIONS: u16 = 20;
/// Lots written in one transaction.
const BATCH: usize = 1_000;
/// Events handed to the store at once.
const EVENTS: usize = 10_000;
/// Accounts written in one transaction.
const ACCOUNTS: u64 = 5_000;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Lots.
    pub lots: u64,
    /// Accepted bids.
    pub bids: u64,
}

/// Writes `lots` lots with exactly `bids` bids into an empty database; `progress` hears of every
/// batch.
///
/// # Errors
/// [`Error::Invalid`] with the code `DATABASE_NOT_EMPTY` when there is a season already, or when
/// bids are wanted without lots, `LOAD_WITHOUT_LOTS`.
pub async fn load(
    store: &Store,
    now: Timestamp,
    lots: u64,
    bids: u64,
    mut progress: impl FnMut(&str),
) -> Result<Loaded, Error> {
    if lots == 0 && bids > 0 {
        return Err(Error::invalid("LOAD_WITHOUT_LOTS"));
    }
    let mut tx = store.write().await?;
    require_empty(&mut tx).await?;
    let stage = Stage::build(&mut tx, now, lots).await?;
    tx.commit().await?;
    let bidders = (lots / 2).clamp(50, 50_000);
    write_bidders(store, bidders, now, &mut progress).await?;
    let shares = shape::bids_per_lot(lots, bids);
    let mut author = Author::new(&stage, lots, now);
    let mut crowd = Crowd::new(bidders);
    let mut done = Loaded::default();
    for shares in shares.chunks(BATCH) {
        let batch = write_batch(store, &stage, &mut author, &mut crowd, shares).await?;
        done = Loaded {
            lots: done.lots + batch.lots,
            bids: done.bids + batch.bids,
        };
        progress(&format!(
            "lots {} of {lots}, bids {} of {bids}",
            done.lots, done.bids
        ));
    }
    progress("merging the search index");
    store.optimise().await?;
    Ok(done)
}

/// Puts every bid of the set into the queue of the public ledger.
///
/// # Errors
/// Only faults of ours.
pub async fn queue_for_ledger(store: &Store) -> Result<(), Error> {
    let mut tx = store.write().await?;
    tx.queue_all_for_ledger().await?;
    Ok(tx.commit().await?)
}

/// What lots refer to.
struct Stage {
    seasons: Vec<Term>,
    owners: Vec<Institution>,
}

/// A season with its rounds that are over.
struct Term {
    season: Season,
    rounds: Vec<Round>,
}

impl Stage {
    async fn build(tx: &mut Tx, now: Timestamp, lots: u64) -> Result<Self, Error> {
        let today = now.date();
        let members = Members::generate();
        let current = calendar::current(today);
        let mut seasons = Vec::new();
        for year in current.year - SEASONS + 1..=current.year {
            let season = match year {
                year if year == current.year => current.clone(),
                2022 => catalogue::auction_2022(),
                2023 => catalogue::auction_2023(),
                year => calendar::archived(year),
            };
            tx.upsert_season(&season).await?;
            let rounds = Rounds::over_by(&season, today);
            for round in &rounds {
                tx.insert_round(round).await?;
            }
            seasons.push(Term { season, rounds });
        }
        let owners = members.branches((lots / 50).clamp(20, 2_000) as usize);
        for institution in members.all().chain(&owners) {
            tx.insert_institution(institution).await?;
        }
        for term in &seasons {
            for (session, revisions) in sessions::yearly(&term.season, SESSIONS, &members) {
                tx.upsert_session(&session).await?;
                for revision in &revisions {
                    tx.insert_revision(session.id, revision).await?;
                }
            }
        }
        Ok(Self { seasons, owners })
    }
}

async fn write_bidders(
    store: &Store,
    bidders: u64,
    now: Timestamp,
    progress: &mut impl FnMut(&str),
) -> Result<(), Error> {
    let phrases = super::words::Lists::phrases();
    let mut dice = Dice::of(7);
    let mut next = 1;
    while next <= bidders {
        let last = (next + ACCOUNTS - 1).min(bidders);
        let mut tx = store.write().await?;
        for number in next..=last {
            let account = bidder(AccountId(number as i64), phrases.person(&mut dice));
            tx.insert_account(&account, None).await?;
        }
        let known: Vec<NewFact<'_>> = (next..=last)
            .map(|number| deposits::verified(AccountId(number as i64), None, now))
            .collect();
        tx.insert_facts(&known).await?;
        tx.commit().await?;
        progress(&format!("bidders {last} of {bidders}"));
        next = last + 1;
    }
    Ok(())
}

/// Writes a batch of lots with their auctions in one transaction.
async fn write_batch(
    store: &Store,
    stage: &Stage,
    author: &mut Author<'_>,
    crowd: &mut Crowd,
    shares: &[u64],
) -> Result<Loaded, Error> {
    let written: Vec<Written> = shares.iter().map(|bids| author.write(*bids)).collect();
    let mut tx = store.write().await?;
    let new: Vec<NewLot<'_>> = written
        .iter()
        .map(|one| NewLot {
            lot: &one.lot,
            private: &one.private,
            owner: &stage.owners[one.owner],
            identity_key: &one.identity_key,
            import_digest: None,
        })
        .collect();
    tx.insert_lots_bulk(&new).await?;
    let mut waiting: Vec<(LotId, DemoAuction)> = Vec::new();
    let mut events = 0;
    for (one, bids) in written.iter().zip(shares) {
        let Some(Fate {
            round,
            terms,
            reserve,
        }) = &one.fate
        else {
            continue;
        };
        let auction = crowd.play(*round, terms.clone(), *reserve, *bids);
        events += auction.history.len();
        waiting.push((one.lot.id, auction));
        if events >= EVENTS {
            write_auctions(&mut tx, &waiting).await?;
            waiting.clear();
            events = 0;
        }
    }
    write_auctions(&mut tx, &waiting).await?;
    tx.commit().await?;
    Ok(Loaded {
        lots: shares.len() as u64,
        bids: shares.iter().sum(),
    })
}

async fn write_auctions(tx: &mut Tx, auctions: &[(LotId, DemoAuction)]) -> Result<(), Error> {
    for (lot, auction) in auctions {
        // One lot may have tens of thousands of events; more than one lot is never copied.
        tx.insert_events_bulk(&event_rows(*lot, auction)).await?;
    }
    let heads: Vec<BulkAuction<'_>> = auctions
        .iter()
        .map(|(lot, auction)| head(*lot, auction))
        .collect();
    tx.insert_auctions_bulk(&heads).await?;
    let enrolments: Vec<BulkEnrolment<'_>> = auctions
        .iter()
        .flat_map(|(lot, auction)| enrolment_rows(*lot, auction))
        .collect();
    tx.insert_enrolments_bulk(&enrolments).await?;
    Ok(())
}
