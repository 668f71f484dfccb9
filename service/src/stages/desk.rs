//! The deal of a lot as the centre sees it, and what everybody may know of it.

use super::case::{Case, stage_after, trail};
use crate::Error;
use domain::bidding::Outcome;
use domain::bidding::stage::{
    DealBasis, Stage, StageEventKind, Trail, licence_record_due, lowest_start, publicity_end,
    tech_application_due,
};
use domain::ids::{AccountId, LotCode, LotId};
use domain::lots::LotState;
use domain::notices::{DealStep, Due};
use domain::rounds::{Round, RoundState};
use domain::time::{Date, Timestamp};
use domain::views::{
    DealBuyer, DealChoices, DealDesk, DealDue, DealMove, DealPaper, DecisionView, PublicDeal,
    PublicityView,
};
use store::{StoredMove, Tx};

/// Rounds to choose from.
const ROUNDS_SHOWN: u32 = 50;
const DAY_MS: i64 = 86_400_000;

/// The deal of a lot for the centre; `None` while its round runs, and for practice lots.
pub(crate) async fn deal_desk(
    tx: &mut Tx,
    code: &LotCode,
    now: Timestamp,
) -> Result<Option<DealDesk>, Error> {
    let case = match Case::load(tx, code, now).await {
        Err(Error::Invalid { .. }) => return Ok(None),
        other => other?,
    };
    if case.auction.outcome.is_none() {
        return Ok(None);
    }
    let rounds = rounds(tx, &case, now).await?;
    let agreed = case.trail.agreed();
    let knocked_down = match case.auction.outcome {
        Some(Outcome::SoldPending { price, .. }) => Some(price),
        _ => None,
    };
    Ok(Some(DealDesk {
        stage: case.stage,
        basis: case.trail.basis(),
        buyer: case.known_buyer().map(|buyer| DealBuyer {
            paddle: buyer.paddle,
            name: buyer.name.clone(),
            verified: buyer.is_verified(),
        }),
        agreed_with: agreed.and_then(|agreed| agreed.party.clone()),
        price: agreed.and_then(|agreed| agreed.price).or(knocked_down),
        due: due(&case),
        offers: offers(&case, now),
        choices: choices(&case, rounds, now),
        history: case.moves.iter().rev().map(history_line).collect(),
    }))
}

/// What may happen now. An event that only waits for its hour is offered from that hour on.
fn offers(case: &Case, now: Timestamp) -> Vec<StageEventKind> {
    use StageEventKind as K;
    let publicity = case.trail.publicity().map(|facts| facts.ends_at);
    let has_come = |until: Option<Timestamp>| until.is_some_and(|until| now >= until);
    let is_offered = |event: &StageEventKind| match event {
        K::PublicityOver => has_come(publicity),
        K::Objection => !has_come(publicity),
        K::SeasonEnded => has_come(case.season_ends_at()),
        K::Relist => case.may_be_relisted(),
        _ => true,
    };
    let all = case.stage.deal_events().iter().copied();
    all.filter(is_offered).collect()
}

fn choices(case: &Case, rounds: Vec<Round>, now: Timestamp) -> DealChoices {
    let start = case.auction.terms.start;
    // The day that is over is the last one: its end lies behind the shortest publicity.
    let ends_at = publicity_end(now, &case.rules, case.lot.practice);
    DealChoices {
        rounds,
        start,
        lowest_start: lowest_start(start, case.rules.start_fall_percent),
        publicity_until: ends_at.date(),
        modes: case.lot.modes.clone(),
        has_reserve: case.lot.has_reserve,
        after_default: case.stage == Stage::Defaulted,
        nobody_bid: case.stage == Stage::UnsoldNoBid,
        contract_due: case.trail.contract_due(&case.rules),
    }
}

/// Rounds that there is still time to announce the lot for.
async fn rounds(tx: &mut Tx, case: &Case, now: Timestamp) -> Result<Vec<Round>, Error> {
    if !case.stage.deal_events().contains(&StageEventKind::Relist) {
        return Ok(Vec::new());
    }
    let from = now.plus_millis(case.rules.notice_days * DAY_MS);
    let season = case.lot.season;
    let found = tx
        .rounds(season, false, Some(from.date()), None, ROUNDS_SHOWN)
        .await?;
    let fits = |round: &Round| round.state == RoundState::Scheduled && round.opens_at >= from;
    let rounds = found.into_iter().map(|summary| summary.round);
    Ok(rounds.filter(fits).collect())
}

/// The last instant of the present step.
fn due(case: &Case) -> Option<DealDue> {
    let signed_on: Option<Date> = case.trail.signed_on();
    match case.stage {
        Stage::SoldPending => Some(DealDue::Confirm(case.confirm_due())),
        Stage::Confirmed => case.trail.contract_due(&case.rules).map(DealDue::Contract),
        Stage::Publicity => case
            .trail
            .publicity()
            .map(|facts| DealDue::Publicity(facts.ends_at)),
        Stage::ContractSigned | Stage::Paid => {
            let due = |day: Date| tech_application_due(day.at(0, 0), &case.rules);
            signed_on.map(|day| DealDue::TechApplication(due(day)))
        }
        Stage::TechRegistered => {
            signed_on.map(|day| DealDue::LicenceRecord(licence_record_due(day, &case.rules)))
        }
        _ => None,
    }
}

/// The step of a deal that its buyer is to take, with its last instant; none for practice lots, where
/// nothing is due, and where nobody has bought by bidding.
pub(crate) async fn buyers_due(
    tx: &mut Tx,
    code: &LotCode,
    now: Timestamp,
) -> Result<Option<(AccountId, Due)>, Error> {
    let case = match Case::load(tx, code, now).await {
        Err(Error::Invalid { .. } | Error::NotFound) => return Ok(None),
        other => other?,
    };
    let (step, at) = match due(&case) {
        Some(DealDue::Confirm(at)) => (DealStep::Confirm, at),
        Some(DealDue::Contract(at)) => (DealStep::Contract, at),
        Some(DealDue::TechApplication(at)) => (DealStep::TechApplication, at),
        // The whole of the day belongs to it.
        Some(DealDue::LicenceRecord(day)) => (DealStep::LicenceRecord, day.plus_days(1).at(0, 0)),
        Some(DealDue::Publicity(_)) | None => return Ok(None),
    };
    let buyer = case.known_buyer();
    Ok(buyer.map(|buyer| (buyer.account, Due { step, at })))
}

fn history_line(one: &StoredMove) -> DealMove {
    let paper = one.paper.as_ref().map(|(hash, file_name)| DealPaper {
        hash: hash.to_string(),
        file_name: file_name.clone(),
    });
    DealMove {
        seq: one.seq,
        event: one.step.event,
        to: one.step.to,
        at: one.step.at,
        by: one.by.as_ref().map(|(_, name)| name.clone()),
        reason: one.reason.clone(),
        particulars: one.step.particulars.clone(),
        paper,
    }
}

/// A lot whose round is over, as its page has loaded it.
pub(crate) struct Closed {
    pub(crate) lot: LotId,
    pub(crate) state: LotState,
    pub(crate) outcome: Outcome,
    /// Number of the event that listed it.
    pub(crate) listed_seq: u64,
    /// When bidding ended.
    pub(crate) ended_at: Timestamp,
}

/// What everybody may know of a deal; `None` where the result of the round says it all.
pub(crate) async fn public_deal(tx: &mut Tx, closed: &Closed) -> Result<Option<PublicDeal>, Error> {
    let moves = tx.moves(closed.lot).await?;
    let of_round = |one: &&StoredMove| one.listed_seq == closed.listed_seq;
    let trail = trail(&moves, closed.listed_seq);
    let first = stage_after(closed.state, closed.outcome);
    let stage = trail.stage().unwrap_or(first);
    if trail.stage().is_none() && stage != Stage::SoldPending {
        return Ok(None);
    }
    let decisions = moves.iter().rev().filter(of_round).filter_map(decision);
    Ok(Some(PublicDeal {
        stage,
        since: trail.0.last().map_or(closed.ended_at, |last| last.at),
        basis: trail.basis(),
        notice: notice(&trail),
        decisions: decisions.collect(),
        struck: trail.struck(),
    }))
}

/// What the law wants to be public: only a negotiated price that was put up for objections.
fn notice(trail: &Trail) -> Option<PublicityView> {
    if trail.basis() == DealBasis::Bidding {
        return None;
    }
    let (agreed, publicity) = (trail.agreed()?, trail.publicity()?);
    Some(PublicityView {
        price: agreed.price?,
        mode: agreed.mode,
        related_party: agreed.related_party.unwrap_or_default(),
        ends_at: publicity.ends_at,
        stopped: trail.stage() == Some(Stage::Objected),
    })
}

fn decision(one: &StoredMove) -> Option<DecisionView> {
    let upheld = match one.step.event {
        StageEventKind::ObjectionUpheld => true,
        StageEventKind::ObjectionRejected => false,
        _ => return None,
    };
    Some(DecisionView {
        upheld,
        at: one.step.at,
        document: one.paper.as_ref()?.0.to_string(),
    })
}
