//! What a lot is listed with (bidding.md C.1): its terms, from the lot, its season, its round and
//! what the centre has put on record; and what must be true before it is announced (C.7).

use crate::Error;
use crate::stages::is_in_talks;
use domain::audit::{Act, Object, Origin};
use domain::bidding::stage::{StageRefusal, StageRules};
use domain::bidding::{Auction, DRAIN_DEFAULT_MS, Event, EventKind, Paddle, Terms};
use domain::files::{FILES_OF_LOT_MAX, FileOwner, FileOwnerKind};
use domain::ids::{LotCode, LotId};
use domain::live::Frame;
use domain::lots::{DealMethod, Lot, LotState};
use domain::money::Fen;
use domain::packages::{PackageState, check_biddable};
use domain::rounds::Round;
use domain::seasons::Season;
use domain::time::{Date, Timestamp};
use serde_json::json;
use std::collections::BTreeMap;
use store::{OfflineSale, Tx};

/// The terms of a lot in a round; `None` when it cannot be bid for.
pub(crate) fn terms(
    lot: &Lot,
    reserve: Option<Fen>,
    round: &Round,
    season: &Season,
    ranks: BTreeMap<Paddle, u8>,
) -> Option<Terms> {
    let start = lot
        .start_price
        .filter(|_| lot.deal_methods.contains(&DealMethod::OnlineBid))?;
    Some(Terms {
        start,
        ladder: season.ladder_of(start, lot.increment)?,
        opens_at: round.opens_at,
        ends_at: round.closes_at,
        window_ms: round.window_ms,
        extension_ms: round.extension_ms,
        hard_end: round.hard_end,
        max_jump: season.max_jump,
        drain_ms: DRAIN_DEFAULT_MS,
        has_reserve: reserve.is_some(),
        min_bidders: round.min_bidders,
        ranks,
    })
}

/// The ranks of those who have a priority right on a lot, by the numbers under which they bid.
pub(crate) async fn ranks(tx: &mut Tx, lot: LotId) -> Result<BTreeMap<Paddle, u8>, Error> {
    let holders = tx.priorities(lot).await?;
    Ok(holders.iter().map(|one| (one.paddle, one.rank)).collect())
}

/// The day on which a lot that is still on display was sold offline, where everybody may know it.
pub(crate) async fn sold_offline(tx: &mut Tx, lot: &Lot) -> Result<Option<Date>, Error> {
    if !matches!(lot.state, LotState::Published | LotState::Passed) {
        return Ok(None);
    }
    let sale = tx.sold_offline(lot.id).await?;
    Ok(sale.filter(OfflineSale::is_shown).map(|sale| sale.on))
}

/// Refuses a lot that was sold offline: it is not sold once more (IS-21).
pub(crate) async fn check_unsold(tx: &mut Tx, lot: &Lot) -> Result<(), Error> {
    match tx.sold_offline(lot.id).await? {
        Some(_) => Err(of_lot("LOT_SOLD_OFFLINE", lot)),
        None => Ok(()),
    }
}

/// Refuses a lot that is not bid for by itself: one sold offline, one in an open package, one that was a
/// package which is dissolved, one under open licence.
pub(crate) async fn check_single(tx: &mut Tx, lot: &Lot) -> Result<(), Error> {
    check_unsold(tx, lot).await?;
    if tx.package_of(lot.id).await?.is_some() {
        return Err(of_lot("LOT_IN_PACKAGE", lot));
    }
    let whole = tx.package_offered_as(lot.id).await?;
    if whole.is_some_and(|package| package.state != PackageState::Open) {
        return Err(of_lot("PACKAGE_NOT_OPEN", lot));
    }
    check_biddable(lot).map_err(|code| of_lot(code, lot))
}

/// Refuses a reserve between two steps: it would lift the price to where nobody could go on.
pub(crate) fn check_reserve(lot: &Lot, terms: &Terms, reserve: Option<Fen>) -> Result<(), Error> {
    let fits = |reserve| terms.ladder.on_grid(terms.start, reserve);
    if reserve.is_none_or(fits) {
        return Ok(());
    }
    Err(of_lot("RESERVE_OFF_GRID", lot))
}

/// Whether a lot may be announced at `now` for this round (拍卖法 45, 48); practice lots need no
/// notice. Holders of a priority right stand some days before the opening (C.1).
pub(crate) fn check_notice(
    lot: &Lot,
    terms: &Terms,
    rules: &StageRules,
    now: Timestamp,
) -> Result<(), Error> {
    if lot.practice {
        return Ok(());
    }
    let displayed_from = lot.published_at.unwrap_or(now);
    rules
        .check_notice(now, displayed_from, terms.opens_at)
        .map_err(StageRefusal::GuardUnmet)?;
    if !terms.ranks.is_empty() && now > rules.priority_until(terms.opens_at) {
        return Err(of_lot("PRIORITY_TOO_LATE", lot));
    }
    Ok(())
}

/// A refusal that names the lot.
pub(crate) fn of_lot(code: &'static str, lot: &Lot) -> Error {
    Error::Invalid {
        code: code.into(),
        args: vec![("lot".into(), lot.code.to_string())],
    }
}

/// A lot of several holders is bid for with the consent of the others (LG-11); practice asks nobody.
///
/// # Errors
/// `CO_OWNER_CONSENT_REQUIRED`.
pub(crate) async fn check_consent(tx: &mut Tx, lot: &Lot) -> Result<(), Error> {
    if lot.practice || lot.co_owners.is_empty() {
        return Ok(());
    }
    // The co-owners of a package are those of its lots, and agree to each.
    let Some(package) = tx.package_offered_as(lot.id).await? else {
        return check_own_consent(tx, lot).await;
    };
    for code in tx.package_lots(package.id).await? {
        let member = tx.lot(&code).await?.ok_or(Error::NotFound)?.lot;
        check_own_consent(tx, &member).await?;
    }
    Ok(())
}

async fn check_own_consent(tx: &mut Tx, lot: &Lot) -> Result<(), Error> {
    let owner = FileOwner {
        kind: FileOwnerKind::Lot,
        id: lot.id.get(),
    };
    let files = tx.files_of(owner, FILES_OF_LOT_MAX as u32).await?;
    let kinds = files.into_iter().map(|stored| stored.file.kind);
    lot.check_consent(kinds).map_err(|code| of_lot(code, lot))
}

/// Lists one lot; `None` when it cannot be listed. That is its announcement: the notice begins.
pub(crate) async fn list(
    tx: &mut Tx,
    round: &Round,
    season: &Season,
    id: LotId,
    origin: &Origin,
) -> Result<Option<(LotCode, u64, String)>, Error> {
    let now = origin.at;
    tx.hold_lot(id).await?;
    let Some(stored) = tx.lot_by_id(id).await? else {
        return Ok(None);
    };
    let (lot, private) = (stored.lot, tx.lot_private(id).await?.unwrap_or_default());
    let on_display = lot.state == LotState::Published && !is_in_talks(tx, id).await?;
    let fits = on_display && lot.practice == round.practice;
    if fits {
        check_single(tx, &lot).await?;
        check_consent(tx, &lot).await?;
    }
    let (reserve, ranks) = (private.reserve_price, ranks(tx, id).await?);
    let Some(terms) = terms(&lot, reserve, round, season, ranks).filter(|_| fits) else {
        return Ok(None);
    };
    check_notice(&lot, &terms, &season.rules, now)?;
    check_reserve(&lot, &terms, reserve)?;
    let head = tx.auction(id).await?;
    let last = head.map_or((0, Timestamp(0)), |h| (h.auction.seq, h.auction.at));
    // The leaf that opens the reserve has the instant right after the close.
    let at = Timestamp(now.0.max(last.1.0 + 2));
    let kind = EventKind::Listed {
        terms: terms.clone(),
    };
    let seq = last.0 + 1;
    let event = Event { seq, at, kind };
    let auction = Auction::listed(terms, reserve, event.seq, at);
    let frame = Frame::of(&lot.code, auction.ends_at, &event, &auction);
    let frame = serde_json::to_string(&frame).map_err(|e| Error::Internal(e.to_string()))?;
    tx.list_lot(id, round.id, &event, reserve, lot.practice, &frame)
        .await?;
    tx.update_lot_state(id, LotState::Published, LotState::Listed, None)
        .await?;
    if !lot.practice {
        tx.put_reminders(id, round.opens_at, event.seq).await?;
    }
    let entry = origin.entry(Act::LotList, Object::lot(&lot.code));
    let entry = entry.before(&json!({ "state": lot.state }));
    let listed = LotState::Listed;
    tx.audit(entry.after(&json!({ "state": listed, "round": round.id, "event": event.seq })));
    Ok(Some((lot.code, event.seq, frame)))
}
