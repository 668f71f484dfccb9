//! The centre's desk of the terms of one lot: who has a priority right (优先购买权), and putting a
//! reserve on the grid. Everything here stands still once the lot is in a round (bidding.md C.1).

use crate::lots::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object};
use domain::bidding::Paddle;
use domain::evidence::Reason;
use domain::ids::{AccountId, LotCode, LotId};
use domain::lots::{Lot, LotState};
use domain::money::Fen;
use domain::time::Timestamp;
use domain::views::{PriorityLine, PriorityNotice, ReserveOnGrid, TermsDesk};
use serde_json::json;
use store::{LotChange, NewPriority, StoredPriority, Tx};

/// The lowest rank that can be given.
const RANK_MAX: u8 = 9;
/// The most holders of a priority right on one lot.
const HOLDERS_MAX: usize = 20;

impl Portal {
    /// The centre's page of the terms of one lot.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre, `NotFound`.
    pub async fn terms_desk(&self, account: &Account, code: &LotCode) -> Result<TermsDesk, Error> {
        require(account, Action::ManageRounds)?;
        let mut tx = self.store().read().await?;
        let lot = tx.lot(code).await?.ok_or(Error::NotFound)?.lot;
        let holders = tx.priorities(lot.id).await?;
        let reserve = reserve(&mut tx, &lot).await?;
        drop(tx);
        if !holders.is_empty() {
            let what = Object::lot(code);
            self.note_reading(account, what, "priority_holders").await?;
        }
        Ok(TermsDesk {
            code: code.clone(),
            state: lot.state,
            practice: lot.practice,
            frozen: !is_open(lot.state),
            holders: holders.into_iter().map(line).collect(),
            reserve,
            title: lot.title,
            tags: lot.tags,
            server_now: self.now(),
        })
    }

    /// Gives the account with this login a priority right on a lot, or another rank. It keeps the
    /// number under which it will bid from now on, because the terms name it.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `REASON_LENGTH`, `PRIORITY_RANK_RANGE`, `PRIORITY_FROZEN` once the
    /// lot is in a round, `PRIORITY_ACCOUNT_UNKNOWN`, `PRIORITY_NOT_A_BIDDER` for accounts that may
    /// not bid on it, `PRIORITY_FULL`, `ENROLMENT_FULL`.
    pub async fn name_priority(
        &self,
        account: &Account,
        code: &LotCode,
        login: &str,
        rank: u8,
        reason: &str,
    ) -> Result<(), Error> {
        require(account, Action::ManageRounds)?;
        let reason = Reason::parse(reason).ok_or(Error::invalid("REASON_LENGTH"))?;
        if !(1..=RANK_MAX).contains(&rank) {
            return Err(Error::invalid("PRIORITY_RANK_RANGE"));
        }
        let (portal, code, origin) = (self.clone(), code.clone(), self.by(account));
        let (login, by, now) = (login.trim().to_lowercase(), account.id, origin.at);
        self.durable(async move {
            let mut tx = portal.store().audited().await?;
            let lot = open_lot(&mut tx, &code).await?;
            let found = tx.account_by_login(&login).await?;
            let (holder, _) = found.ok_or(Error::invalid("PRIORITY_ACCOUNT_UNKNOWN"))?;
            let own = holder.institution == Some(lot.owner);
            if own || holder.house_bot || !holder.may(Action::Bid) {
                return Err(Error::invalid("PRIORITY_NOT_A_BIDDER"));
            }
            let standing = tx.priorities(lot.id).await?;
            let before = standing.iter().find(|one| one.account == holder.id);
            let before = before.map(|one| one.rank);
            if before.is_none() && standing.len() >= HOLDERS_MAX {
                return Err(Error::invalid("PRIORITY_FULL"));
            }
            let paddle = portal.paddle_for(&mut tx, lot.id, holder.id).await?;
            tx.insert_priority(&NewPriority {
                lot: lot.id,
                account: holder.id,
                rank: Some(rank),
                paddle,
                reason: reason.as_str(),
                by,
                at: now,
            })
            .await?;
            tx.put_change(terms_changed(lot.id, now)).await?;
            let entry = origin.entry(Act::PriorityName, Object::lot(&code));
            let entry = entry.before(&json!({ "account": holder.id, "rank": before }));
            let entry = entry.after(&json!({ "account": holder.id, "rank": rank }));
            tx.audit(entry.because(reason.as_str()));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Takes a priority right back.
    ///
    /// # Errors
    /// `Forbidden`, `REASON_LENGTH`, `PRIORITY_FROZEN`, and `NotFound` where there is none.
    pub async fn take_back_priority(
        &self,
        account: &Account,
        code: &LotCode,
        holder: AccountId,
        reason: &str,
    ) -> Result<(), Error> {
        require(account, Action::ManageRounds)?;
        let reason = Reason::parse(reason).ok_or(Error::invalid("REASON_LENGTH"))?;
        let (store, code, origin) = (self.store().clone(), code.clone(), self.by(account));
        let (by, now) = (account.id, origin.at);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let lot = open_lot(&mut tx, &code).await?;
            let standing = tx.priorities(lot.id).await?;
            let held = standing.iter().find(|one| one.account == holder);
            let held = held.ok_or(Error::NotFound)?;
            let (paddle, rank) = (held.paddle, held.rank);
            tx.insert_priority(&NewPriority {
                lot: lot.id,
                account: holder,
                rank: None,
                paddle,
                reason: reason.as_str(),
                by,
                at: now,
            })
            .await?;
            tx.put_change(terms_changed(lot.id, now)).await?;
            let entry = origin.entry(Act::PriorityTakeBack, Object::lot(&code));
            let entry = entry.before(&json!({ "account": holder, "rank": rank }));
            tx.audit(entry.because(reason.as_str()));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Puts the reserve of a lot on the grid, as its owner has agreed to.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound` for lots without a reserve, `REASON_LENGTH`, `PRIORITY_FROZEN`,
    /// `RESERVE_BELOW_START`, `RESERVE_OFF_GRID`.
    pub async fn correct_reserve(
        &self,
        account: &Account,
        code: &LotCode,
        amount: Fen,
        reason: &str,
    ) -> Result<(), Error> {
        require(account, Action::ManageRounds)?;
        let reason = Reason::parse(reason).ok_or(Error::invalid("REASON_LENGTH"))?;
        let (store, code, origin) = (self.store().clone(), code.clone(), self.by(account));
        let (by, now) = (account.id, origin.at);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let lot = open_lot(&mut tx, &code).await?;
            let fits = fit(&mut tx, &lot, amount).await?.ok_or(Error::NotFound)?;
            if lot.start_price.is_some_and(|start| amount < start) {
                return Err(Error::invalid("RESERVE_BELOW_START"));
            }
            if fits.below != amount {
                return Err(near(&fits));
            }
            let words = (reason.as_str(), by, now);
            if !tx.correct_reserve(lot.id, amount, words).await? {
                return Err(Error::NotFound);
            }
            // The reserve is a secret until the lot is closed: that it was changed, and no figure.
            let entry = origin.entry(Act::ReserveCorrect, Object::lot(&code));
            tx.audit(entry.because(reason.as_str()));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The number of an account on a lot: that of its enrolment, the one that is kept for it, or a
    /// free one.
    async fn paddle_for(
        &self,
        tx: &mut Tx,
        lot: LotId,
        account: AccountId,
    ) -> Result<Paddle, Error> {
        if let Some(paddle) = tx.enrolment(lot, account).await? {
            return Ok(paddle);
        }
        if let Some(paddle) = tx.kept_paddle(lot, account).await? {
            return Ok(paddle);
        }
        let free = crate::bidding::free_paddle(tx, lot, self.random()).await?;
        free.ok_or(Error::invalid("ENROLMENT_FULL"))
    }
}

/// A priority right is a part of the terms: followers are told, without whose it is.
const fn terms_changed(lot: LotId, at: Timestamp) -> LotChange {
    LotChange {
        lot,
        at,
        start: None,
    }
}

/// What everybody may know of the priority rights on a lot, and `who` of his own.
pub(crate) async fn notice(
    tx: &mut Tx,
    lot: LotId,
    who: Option<&Account>,
) -> Result<Option<PriorityNotice>, Error> {
    let holders = tx.priorities(lot).await?;
    let own = |one: &&StoredPriority| who.is_some_and(|who| who.id == one.account);
    Ok((!holders.is_empty()).then(|| PriorityNotice {
        holders: holders.len() as u32,
        own_rank: holders.iter().find(own).map(|one| one.rank),
    }))
}

/// Whether the terms of a lot can still be changed: it is in no round, and may go into one.
const fn is_open(state: LotState) -> bool {
    use LotState as S;
    matches!(
        state,
        S::Submitted | S::UnderReview | S::Selected | S::Published | S::Passed | S::Defaulted
    )
}

async fn open_lot(tx: &mut Tx, code: &LotCode) -> Result<Lot, Error> {
    // First the turn, as the writer takes it, then the lot: no bidder draws a number meanwhile, and
    // nobody lists the lot with other terms than those that are on file then.
    tx.take_turn(std::slice::from_ref(code)).await?;
    let id = tx.lot(code).await?.ok_or(Error::NotFound)?.lot.id;
    tx.hold_lot(id).await?;
    let lot = tx.lot_by_id(id).await?.ok_or(Error::NotFound)?.lot;
    match is_open(lot.state) {
        true => Ok(lot),
        false => Err(Error::invalid("PRIORITY_FROZEN")),
    }
}

async fn reserve(tx: &mut Tx, lot: &Lot) -> Result<Option<ReserveOnGrid>, Error> {
    let private = tx.lot_private(lot.id).await?.unwrap_or_default();
    match private.reserve_price {
        Some(reserve) => fit(tx, lot, reserve).await,
        None => Ok(None),
    }
}

/// Where an amount stands on the grid of a lot; `None` for a lot that nobody bids for.
async fn fit(tx: &mut Tx, lot: &Lot, reserve: Fen) -> Result<Option<ReserveOnGrid>, Error> {
    let season = tx.season(lot.season).await?.ok_or(Error::NotFound)?;
    let grid = lot.start_price.and_then(|start| {
        let ladder = season.ladder_of(start, lot.increment)?;
        Some(ladder.neighbours(start, reserve))
    });
    Ok(grid.map(|(below, above)| ReserveOnGrid {
        reserve,
        below,
        above,
    }))
}

fn near(fits: &ReserveOnGrid) -> Error {
    Error::Invalid {
        code: "RESERVE_OFF_GRID_NEAR".into(),
        args: vec![
            ("above".into(), fits.above.digits()),
            ("below".into(), fits.below.digits()),
        ],
    }
}

fn line(one: StoredPriority) -> PriorityLine {
    PriorityLine {
        account: one.account,
        login: one.login,
        name: one.name,
        rank: one.rank,
        reason: one.reason,
        by: one.by,
        at: one.at,
    }
}
