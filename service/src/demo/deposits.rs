//! The deposits of the demo season: everybody who bid where one is asked for has paid it, those of
//! lots that are over have gone back, except for the buyers' and for what closed last; and one
//! payment waits for the centre.

use super::papers::pdf;
use super::{DemoLot, DemoSeason};
use crate::bidding::seat::asked;
use crate::deposits::end_of;
use crate::{Error, RULES_VERSION};
use domain::accounts::{Account, Action, Actor};
use domain::bidding::Paddle;
use domain::bidding::qualification::BidderFact;
use domain::deposits::{DepositBook, DepositKey, Settlement};
use domain::evidence::FileHash;
use domain::ids::AccountId;
use domain::money::Fen;
use domain::time::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use store::{NewFact, NewProof, StoredEnd, Tx};

/// The word of the bank for every movement of the demonstration.
const PROOF: &str = "Sample bank receipt: no real voucher";
/// A payment is confirmed after this, ms.
const CONFIRMED_AFTER_MS: i64 = 2 * 3_600_000;
/// And goes back after the close in this, ms; what closed later than that waits to be paid out.
const PAID_OUT_AFTER_MS: i64 = 20 * 3_600_000;
/// The bidder whose payment waits.
const WAITS: &str = "bidder3";

/// Writes what bidders are known by, and the deposits.
pub(super) async fn write(tx: &mut Tx, demo: &DemoSeason, now: Timestamp) -> Result<(), Error> {
    let accounts: BTreeMap<AccountId, &Account> =
        demo.accounts.iter().map(|(one, _)| (one.id, one)).collect();
    let mut keepers = accounts
        .values()
        .filter(|one| one.may(Action::KeepDeposits));
    let staff = *keepers.next().expect("somebody of the centre");
    let second = *keepers.next().expect("a second person of the centre");
    let bidders = accounts.values().filter(|one| one.may(Action::Bid));
    let facts: Vec<NewFact<'_>> = bidders
        .map(|one| verified(one.id, Some(staff.id), now))
        .collect();
    tx.insert_facts(&facts).await?;
    let file = pdf(PROOF);
    let proof = FileHash(Sha256::digest(&file).into());
    tx.insert_proof(&NewProof {
        hash: proof,
        file_name: "银行回单（示例）.pdf",
        file: &file,
        by: staff.id,
        at: now,
    })
    .await?;
    let clerk = Clerk {
        accounts,
        staff,
        second,
        proof,
        now,
    };
    for lot in &demo.lots {
        if let Some(deposit) = asked(&lot.lot) {
            clerk.keep(tx, lot, deposit).await?;
        }
    }
    clerk.declare_one(tx, demo).await
}

/// That somebody's papers were looked at.
pub(super) const fn verified(
    account: AccountId,
    by: Option<AccountId>,
    at: Timestamp,
) -> NewFact<'static> {
    NewFact {
        account,
        lot: None,
        kind: BidderFact::Identity,
        holds: true,
        reason: "营业执照与经办人证件核对一致（示例）",
        by,
        at,
    }
}

/// Two people of the centre at work.
struct Clerk<'a> {
    accounts: BTreeMap<AccountId, &'a Account>,
    /// Records what goes back.
    staff: &'a Account,
    /// Records what comes in: nobody does both (reliability.md S-36).
    second: &'a Account,
    proof: FileHash,
    now: Timestamp,
}

impl Clerk<'_> {
    /// The deposits of one lot, as far as they have come.
    async fn keep(&self, tx: &mut Tx, lot: &DemoLot, asked: Fen) -> Result<(), Error> {
        let Some(auction) = &lot.auction else {
            return Ok(());
        };
        let mut book = DepositBook::default();
        for (place, one) in (1..).zip(&auction.enrolments) {
            let key = DepositKey {
                lot: lot.lot.id,
                bidder: one.account,
            };
            let paid_at = one.at.plus_millis(place * 60_000);
            let deposit = book.request(key, asked, self.accounts[&one.account])?;
            tx.put_deposit(&deposit, paid_at).await?;
            let reference = format!("示例{:08}", lot.lot.id.get() * 100 + place);
            tx.insert_payment(key, asked, &reference, paid_at).await?;
            let at = paid_at.plus_millis(CONFIRMED_AFTER_MS);
            let posting = book.confirm(key, asked, self.proof, self.second, at)?;
            tx.insert_posting(&posting).await?;
            tx.put_deposit(&book.deposit(key), at).await?;
            tx.decide_payment(key, None, self.second.id, at).await?;
        }
        let leader = auction.state.leader.and_then(|leader| {
            let of = auction.enrolments.iter().find(|one| one.paddle == leader);
            of.map(|one| one.account)
        });
        let end = StoredEnd {
            lot: lot.lot.id,
            state: lot.lot.state,
            outcome: auction.outcome(),
            leader,
        };
        self.settle(tx, &mut book, &end, auction.state.at).await
    }

    /// What has become of them since the lot ended.
    async fn settle(
        &self,
        tx: &mut Tx,
        book: &mut DepositBook,
        stored: &StoredEnd,
        ended_at: Timestamp,
    ) -> Result<(), Error> {
        let Some(end) = end_of(stored) else {
            return Ok(());
        };
        let paid_out_at = ended_at.plus_millis(PAID_OUT_AFTER_MS);
        for (deposit, due) in book.settlements(stored.lot, end) {
            let key = deposit.key;
            let posting = if due == Settlement::Release {
                tx.order_release(key, ended_at).await?;
                if paid_out_at > self.now {
                    continue;
                }
                book.release(key, end, self.proof, self.staff, paid_out_at)?
            } else {
                book.settle_buyer(key, end, Actor::Clock, ended_at)?
            };
            tx.insert_posting(&posting).await?;
            tx.put_deposit(&book.deposit(key), posting.at).await?;
        }
        Ok(())
    }

    /// One bidder has paid for a lot that is still to be decided, and waits.
    async fn declare_one(&self, tx: &mut Tx, demo: &DemoSeason) -> Result<(), Error> {
        let bidder = self.accounts.values().find(|one| one.login == WAITS);
        let bidder = *bidder.expect("the bidder has an account");
        let fits = |lot: &&DemoLot| bidder.institution != Some(lot.lot.owner);
        let running = demo.lots.iter().filter(fits).filter_map(|lot| {
            let auction = lot.auction.as_ref()?;
            Some((lot, auction, asked(&lot.lot)?)).filter(|_| auction.outcome().is_none())
        });
        // The one that is decided last, so that visitors find it still waiting.
        let running = running.max_by_key(|(_, auction, _)| auction.state.ends_at);
        let Some((lot, auction, asked)) = running else {
            return Ok(());
        };
        let taken = |paddle| auction.enrolments.iter().any(|one| one.paddle == paddle);
        let free = (1..=Paddle::MAX).map(Paddle).find(|paddle| !taken(*paddle));
        let paddle = free.expect("few have enrolled");
        let at = self.now.plus_millis(-CONFIRMED_AFTER_MS);
        let key = DepositKey {
            lot: lot.lot.id,
            bidder: bidder.id,
        };
        tx.insert_enrolment(key.lot, key.bidder, paddle, RULES_VERSION, at)
            .await?;
        let deposit = DepositBook::default().request(key, asked, bidder)?;
        tx.put_deposit(&deposit, at).await?;
        tx.insert_payment(key, asked, "示例20260001", at).await?;
        Ok(())
    }
}
