//! The common checks of every fault (reliability.md §5): the client's log against the tables.

use crate::journal::{Bid, Journal, Known};
use crate::tables::{Cells, Tables};
use anyhow::Context;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// An event has its leaf within this time (reliability.md I-24).
const SEALED_MAX: Duration = Duration::from_secs(60);

/// An event of a lot as it is stored.
struct Event {
    kind: String,
    account: String,
    amount: String,
}

/// The answer to a key as it is stored.
struct Stored {
    lot: String,
    account: String,
    fingerprint: String,
    answer: Value,
}

impl Stored {
    /// The number of the event, for an accepted bid.
    fn seq(&self) -> Option<u64> {
        self.answer["receipt"]["lot_seq"].as_u64()
    }
}

/// Everything that is compared.
struct Found {
    events: BTreeMap<(String, u64), Event>,
    keys: HashMap<String, Stored>,
    broken: Vec<String>,
}

/// Compares the log with the tables: I-01, I-02, I-03. `accounts` are the ids of the bidders by
/// their place.
///
/// # Errors
/// When the tables cannot be read; what does not fit is in the answer.
pub fn compare(
    tables: &Tables,
    journal: &Journal,
    accounts: &[i64],
) -> anyhow::Result<Vec<String>> {
    let mut found = read(tables)?;
    let log: HashMap<String, (Bid, Known)> = journal
        .all()
        .into_iter()
        .map(|(bid, known)| (bid.key.clone(), (bid, known)))
        .collect();
    for (bid, known) in log.values() {
        found.answered(bid, known, accounts);
    }
    found.nothing_else(&log, accounts);
    found.broken.extend(journal.take_broken());
    Ok(found.broken)
}

/// Compares the log and the events with the leaves of the public ledger: I-23, I-24.
///
/// # Errors
/// When the tables cannot be read; what does not fit is in the answer.
pub async fn compare_ledger(tables: &Tables, journal: &Journal) -> anyhow::Result<Vec<String>> {
    let mut broken = Vec::new();
    let begun = Instant::now();
    while !tables.rows("SELECT lot_id FROM ledger_queue")?.is_empty() {
        if begun.elapsed() > SEALED_MAX {
            broken.push("I-24 events are without a leaf after 60 s".to_owned());
            break;
        }
        sleep(Duration::from_millis(100)).await;
    }
    let leaves = tables.rows(
        "SELECT l.code, v.seq, e.seq FROM ledger_leaves v JOIN lots l ON l.id = v.lot_id \
         LEFT JOIN lot_events e ON e.lot_id = v.lot_id AND e.seq = v.seq",
    )?;
    let mut sealed = HashSet::new();
    for row in leaves {
        let [lot, seq, event] = cells(row)?;
        if seq != event {
            broken.push(format!("I-23 the leaf of {lot} {seq} has no event"));
        }
        sealed.insert((lot, seq));
    }
    for (bid, known) in journal.all() {
        if let Known::Accepted(seq, _) = known
            && !sealed.contains(&(bid.lot.clone(), seq.to_string()))
        {
            broken.push(format!("I-23 acknowledged, and no leaf: {} {seq}", bid.lot));
        }
    }
    Ok(broken)
}

fn read(tables: &Tables) -> anyhow::Result<Found> {
    let events = tables.rows(
        "SELECT l.code, e.seq, e.kind, e.account_id, e.amount_fen FROM lot_events e \
         JOIN lots l ON l.id = e.lot_id ORDER BY e.lot_id, e.seq",
    )?;
    let keys = tables.rows(
        "SELECT l.code, k.account_id, k.key, k.fingerprint, k.answer FROM bid_keys k \
         JOIN lots l ON l.id = k.lot_id",
    )?;
    let mut found = Found {
        events: BTreeMap::new(),
        keys: HashMap::new(),
        broken: Vec::new(),
    };
    found.take_events(events)?;
    for row in keys {
        let [lot, account, key, fingerprint, answer] = cells(row)?;
        let answer = serde_json::from_str(&answer).context("a stored answer")?;
        let stored = Stored {
            lot,
            account,
            fingerprint,
            answer,
        };
        if found.keys.insert(key.clone(), stored).is_some() {
            found
                .broken
                .push(format!("I-07 two answers stored for {key}"));
        }
    }
    Ok(found)
}

fn cells<const N: usize>(row: Cells) -> anyhow::Result<[String; N]> {
    row.try_into()
        .map_err(|row: Cells| anyhow::anyhow!("a row of {} cells", row.len()))
}

impl Found {
    /// I-03: the numbers of a lot are 1, 2, 3 … in the order of the table.
    fn take_events(&mut self, rows: Vec<Cells>) -> anyhow::Result<()> {
        let mut last = (String::new(), 0);
        for row in rows {
            let [lot, seq, kind, account, amount] = cells(row)?;
            let seq: u64 = seq.parse().context("the number of an event")?;
            let expected = if last.0 == lot { last.1 + 1 } else { 1 };
            if seq != expected {
                self.broken.push(format!(
                    "I-03 {lot}: event {seq} stands where {expected} belongs"
                ));
            }
            last = (lot.clone(), seq);
            let event = Event {
                kind,
                account,
                amount,
            };
            self.events.insert((lot, seq), event);
        }
        Ok(())
    }

    /// I-01, and that "certainly not taken" and "refused" are true.
    fn answered(&mut self, bid: &Bid, known: &Known, accounts: &[i64]) {
        let stored = self.keys.get(&bid.key);
        let broken = match (known, stored) {
            (Known::Accepted(..), None) => Some("I-01 acknowledged and lost".to_owned()),
            (Known::Accepted(seq, _), Some(stored)) if stored.seq() != Some(*seq) => Some(format!(
                "I-01 acknowledged as event {seq}, stored as {:?}",
                stored.seq()
            )),
            (Known::Accepted(seq, _), Some(_)) => self.event_fits(bid, *seq, accounts),
            (Known::Refused(_), None) => Some("I-07 the refusal is not stored".to_owned()),
            (Known::Refused(_), Some(stored)) if stored.seq().is_some() => {
                Some("I-01 refused and yet accepted".to_owned())
            }
            (Known::NotQueued, Some(_)) => Some("told not queued, and yet decided".to_owned()),
            _ => None,
        };
        if let Some(broken) = broken {
            self.broken
                .push(format!("{broken}: {} on {}", bid.key, bid.lot));
        }
    }

    fn event_fits(&self, bid: &Bid, seq: u64, accounts: &[i64]) -> Option<String> {
        let Some(event) = self.events.get(&(bid.lot.clone(), seq)) else {
            return Some(format!("I-01 acknowledged, but there is no event {seq}"));
        };
        let fits = event.kind == "bid"
            && event.amount == bid.amount.to_string()
            && Some(&event.account) == accounts.get(bid.bidder).map(i64::to_string).as_ref();
        (!fits).then(|| format!("I-01 event {seq} is another than was acknowledged"))
    }

    /// I-02: every stored answer and every stored bid was really sent, by that account with that
    /// key and content; and no two keys stand for one event.
    fn nothing_else(&mut self, log: &HashMap<String, (Bid, Known)>, accounts: &[i64]) {
        let mut told = HashSet::new();
        for (key, stored) in &self.keys {
            let sent = log.get(key).is_some_and(|(bid, _)| {
                stored.lot == bid.lot
                    && stored.fingerprint == format!("{}:{}", bid.kind, bid.amount)
                    && Some(&stored.account)
                        == accounts.get(bid.bidder).map(i64::to_string).as_ref()
            });
            if !sent {
                self.broken
                    .push(format!("I-02 nobody sent the answered bid {key}"));
            }
            if let Some(seq) = stored.seq()
                && !told.insert((stored.lot.clone(), seq))
            {
                self.broken
                    .push(format!("I-07 event {seq} of {} has two keys", stored.lot));
            }
        }
        for (place, event) in &self.events {
            if event.kind == "bid" && !told.contains(place) {
                let (lot, seq) = place;
                self.broken
                    .push(format!("I-02 nobody sent event {seq} of {lot}"));
            }
        }
    }
}
