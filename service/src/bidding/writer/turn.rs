//! The beginning of a batch: whose turn it is, what others have changed, what was answered before.

use super::batch::Batch;
use super::standby::fenced;
use super::{Desk, Job};
use crate::Error;
use crate::bidding::seat::Seat;
use domain::ids::LotCode;
use std::collections::{BTreeSet, HashMap};
use store::{BidKey, Taken, Tx};

impl Desk {
    /// Takes the lots of the batch and reads what its keys may have been answered already.
    pub(super) async fn begin(
        &mut self,
        tx: &mut Tx,
        jobs: &[Job],
        batch: &mut Batch,
    ) -> Result<(), Error> {
        let mut lots: Vec<LotCode> = jobs.iter().map(|job| job.lot().clone()).collect();
        lots.sort_unstable();
        lots.dedup();
        if let Some(turn) = tx.take_turn(&lots).await? {
            self.epoch = fenced(self.epoch, turn.epoch)?;
            self.waits = turn.waits;
            for taken in turn.lots {
                self.catch_up(taken);
            }
        }
        let keys = self.known_keys(tx, jobs).await?;
        batch.load_answers(tx, &keys).await?;
        self.load_seats(tx, jobs).await
    }

    /// Reads what is on file about the bidders of this batch that nobody has asked for yet, in one
    /// statement.
    async fn load_seats(&mut self, tx: &mut Tx, jobs: &[Job]) -> Result<(), Error> {
        let mut wanted = BTreeSet::new();
        let mut codes = HashMap::new();
        for job in jobs {
            let Job::Bid { received, .. } = job else {
                continue;
            };
            let account = received.account.id;
            if let Some(room) = self.rooms.get(&received.request.lot)
                && !room.knows(account)
            {
                wanted.insert((room.lot, account));
                codes.insert(room.lot, &received.request.lot);
            }
        }
        for (lot, account, stored) in tx.seats(&wanted).await? {
            let room = codes.get(&lot).and_then(|code| self.rooms.get_mut(*code));
            if let Some(room) = room {
                room.keep_seat(account, Seat::of(stored));
            }
        }
        Ok(())
    }

    /// Drops what another process has changed since this one looked.
    fn catch_up(&mut self, taken: Taken) {
        let Taken { lot, seq, standing } = taken;
        let known = self.standings.insert(lot.clone(), standing);
        let Some(room) = self.rooms.get_mut(&lot) else {
            return;
        };
        if room.auction.seq != seq {
            self.rooms.remove(&lot);
        } else if known != Some(standing) {
            room.forget_seats();
        }
    }

    /// The keys that this batch decides, by the lots they are for; lots that do not exist have
    /// none.
    async fn known_keys(&mut self, tx: &mut Tx, jobs: &[Job]) -> Result<Vec<BidKey>, Error> {
        let mut keys = Vec::new();
        for job in jobs {
            let (account, lot, key) = match job {
                Job::Bid { received, .. } => {
                    let request = &received.request;
                    (received.account.id, &request.lot, &request.key)
                }
                Job::Fence {
                    account, lot, key, ..
                } => (*account, lot, key),
                _ => continue,
            };
            if let Some(room) = self.room(tx, lot).await? {
                keys.push((room.lot, account, key.clone()));
            }
        }
        Ok(keys)
    }
}
