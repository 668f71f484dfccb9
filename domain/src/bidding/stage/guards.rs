//! The guards of the table of bidding.md C.7, in its order.

use super::deadlines::{MINUTE_MS, publicity_end, publicity_end_after_objection};
use super::{
    Announcement, GuardUnmet, OfflineDeal, PublicityFacts, PublicityPlan, ReserveCommitment,
    RoundFacts, Stage, StageEvent, StageFacts, SuspendOrder, Suspension,
};
use crate::bidding::resumed_end;
use crate::bidding::two_person::{ApprovedIntervention, Intervention};
use crate::money::Fen;
use crate::time::Timestamp;

type Guard = Result<(), GuardUnmet>;

/// Whether the guard of an arrow is met. The arrow exists.
pub(super) fn check(from: Stage, event: &StageEvent, facts: &StageFacts) -> Guard {
    use StageEvent as E;
    let person = facts.cause.by.person().is_some();
    require(person || event.is_of_clock(), GuardUnmet::PersonRequired)?;
    match event {
        E::Submit {
            complete,
            ownership_documents,
        } => {
            require(*complete, GuardUnmet::FieldsIncomplete)?;
            require(*ownership_documents, GuardUnmet::OwnershipDocumentsMissing)
        }
        E::Approve | E::Return => facts.other_person(),
        E::Announce(announcement) => facts.announcement(announcement),
        E::Withdraw => facts.before_opening(),
        E::Opened => facts.not_before(facts.round()?.opens_at),
        E::Suspend(order) => facts.suspend(order),
        E::Resume { approved, ends_at } => facts.resume(approved, *ends_at),
        E::Void(approved) => facts.void(from, approved),
        E::Cancel(approved) => facts.two_persons(approved, |wanted| {
            matches!(wanted, Intervention::Cancel { .. })
        }),
        E::EndReached => facts.not_before(facts.round()?.ends_at),
        E::Reopened { ends_at } => at_least(*ends_at, Timestamp(facts.round()?.ends_at.0 + 1)),
        E::Closed(_) => {
            let round = facts.round()?;
            facts.not_before(round.ends_at.plus_millis(round.drain_ms))
        }
        E::Relist {
            announcement,
            start,
        } => facts.relist(from, announcement, *start),
        _ => check_deal(from, event, facts),
    }
}

/// The guards from the result of a round on.
fn check_deal(from: Stage, event: &StageEvent, facts: &StageFacts) -> Guard {
    use StageEvent as E;
    match event {
        E::Confirm {
            identity_checked,
            documents_checked,
        } => {
            let checked = *identity_checked && *documents_checked;
            require(checked, GuardUnmet::BuyerNotChecked)
        }
        // A buyer that refuses does so whenever he likes, and a person says that he did.
        E::BuyerDefaulted(_) if !event.is_of_clock() => Ok(()),
        E::BuyerDefaulted(_) => facts.not_before(recorded(facts.deal.confirm_due)?),
        E::ContractProlonged { until, .. } => {
            let due = recorded(facts.deal.contract_due)?;
            require(*until > due, GuardUnmet::ProlongationNotLater { due })
        }
        E::ContractSigned { signed_at, .. } => {
            let due = recorded(facts.deal.contract_due)?;
            require(*signed_at <= due, GuardUnmet::ContractTooLate { due })?;
            // Nothing is on record before it has happened.
            facts.not_before(*signed_at)
        }
        E::Negotiate {
            consignor_agrees,
            party_agrees,
            top_bidder_asked,
        } => {
            let agreed = *consignor_agrees && *party_agrees;
            require(agreed, GuardUnmet::PartiesNotAgreed)?;
            let asked = *top_bidder_asked || from == Stage::UnsoldNoBid;
            require(asked, GuardUnmet::TopBidderNotAsked)
        }
        E::PriceAgreed(plan) => facts.publish(plan),
        E::Objection { named } => facts.objection(*named),
        E::ObjectionRejected { ends_at, .. } => {
            let left = facts.publicity()?.remaining_ms;
            let least = publicity_end_after_objection(facts.cause.at, left, &facts.rules());
            at_least(*ends_at, least)
        }
        E::PublicityOver => facts.publicity_over(),
        E::SeasonEnded => facts.not_before(recorded(facts.season_ends_at)?),
        E::OfflineDeal(deal) => facts.offline_deal(deal),
        // A number or a file is all they need, and they cannot be made without.
        _ => Ok(()),
    }
}

impl StageFacts {
    fn round(&self) -> Result<RoundFacts, GuardUnmet> {
        recorded(self.round)
    }

    fn publicity(&self) -> Result<PublicityFacts, GuardUnmet> {
        recorded(self.publicity)
    }

    fn not_before(&self, until: Timestamp) -> Guard {
        require(self.cause.at >= until, GuardUnmet::NotYet { until })
    }

    fn other_person(&self) -> Guard {
        let submitter = recorded(self.submitted_by)?;
        let other = self.cause.by.person() != Some(submitter);
        require(other, GuardUnmet::SamePerson)
    }

    fn announcement(&self, notice: &Announcement) -> Guard {
        let rules = self.rules();
        rules.check_notice(self.cause.at, notice.displayed_from, notice.opens_at)?;
        let committed = notice.reserve != ReserveCommitment::Missing;
        require(committed, GuardUnmet::ReserveNotCommitted)?;
        require(notice.priority_notified, GuardUnmet::PriorityNotNotified)
    }

    fn before_opening(&self) -> Guard {
        let opened_at = self.round()?.opens_at;
        let before = self.cause.at < opened_at;
        require(before, GuardUnmet::WithdrawTooLate { opened_at })
    }

    /// An approval is good for one lot and for what it was asked for.
    fn two_persons(
        &self,
        approved: &ApprovedIntervention,
        wanted: impl Fn(Intervention) -> bool,
    ) -> Guard {
        let fits = approved.lot() == self.lot && wanted(approved.intervention());
        require(fits, GuardUnmet::TwoPersonsRequired)
    }

    fn suspend(&self, order: &SuspendOrder) -> Guard {
        match order {
            SuspendOrder::TwoPersons(approved) => self.two_persons(approved, |wanted| {
                matches!(wanted, Intervention::Suspend { .. })
            }),
            // Only the server itself does that alone, or the rule of two would have a back door.
            SuspendOrder::Outage => {
                let alone = self.cause.by.person().is_none();
                require(alone, GuardUnmet::TwoPersonsRequired)
            }
        }
    }

    fn resume(&self, approved: &ApprovedIntervention, ends_at: Timestamp) -> Guard {
        let Intervention::Resume { resume_at } = approved.intervention() else {
            return Err(GuardUnmet::TwoPersonsRequired);
        };
        self.two_persons(approved, |_| true)?;
        let (rules, round) = (self.rules(), self.round()?);
        let Suspension {
            since,
            remaining_ms,
            ..
        } = recorded(self.suspension)?;
        let since = rules.resume_until(since);
        let short = self.cause.at <= since;
        require(short, GuardUnmet::SuspendedTooLong { since })?;
        let shown_ms = rules.resume_notice_minutes * MINUTE_MS;
        let resume_from = approved.approved_at().plus_millis(shown_ms);
        let shown = resume_at >= resume_from;
        require(shown, GuardUnmet::ResumeNoticeTooShort { resume_from })?;
        self.not_before(resume_at)?;
        let least = resumed_end(self.cause.at, round.opens_at, remaining_ms, round.ends_at);
        at_least(ends_at, least)
    }

    fn void(&self, from: Stage, approved: &ApprovedIntervention) -> Guard {
        let Intervention::Void { paddle, .. } = approved.intervention() else {
            return Err(GuardUnmet::TwoPersonsRequired);
        };
        self.two_persons(approved, |_| true)?;
        if from != Stage::SoldPending {
            return Ok(());
        }
        let buyer = recorded(self.round()?.leader)?;
        require(buyer == paddle, GuardUnmet::NotTheBuyer)
    }

    fn relist(&self, from: Stage, announcement: &Announcement, start: Fen) -> Guard {
        let (rules, round) = (self.rules(), self.round()?);
        if from == Stage::Defaulted {
            require(self.deal.ex_buyer_barred, GuardUnmet::ExBuyerNotBarred)?;
            require(self.deal.difference_noted, GuardUnmet::DifferenceNotNoted)?;
        } else {
            let max = rules.unsold_rounds_max;
            let left = round.unsold_rounds < max;
            require(left, GuardUnmet::RoundsUsedUp { max })?;
        }
        self.announcement(announcement)?;
        let least = lowest_start(round.start, rules.start_fall_percent);
        require(start >= least, GuardUnmet::StartTooLow { least })
    }

    fn publish(&self, plan: &PublicityPlan) -> Guard {
        let complete = plan.notice.is_complete();
        require(complete, GuardUnmet::PublicityIncomplete)?;
        let least = publicity_end(self.cause.at, &self.rules, self.practice);
        at_least(plan.ends_at, least)
    }

    fn objection(&self, named: bool) -> Guard {
        require(named, GuardUnmet::ObjectionUnnamed)?;
        let ended_at = self.publicity()?.ends_at;
        let in_time = self.cause.at < ended_at;
        require(in_time, GuardUnmet::ObjectionTooLate { ended_at })
    }

    fn publicity_over(&self) -> Guard {
        let publicity = self.publicity()?;
        self.not_before(publicity.ends_at)?;
        let decided = publicity.open_objections == 0;
        require(decided, GuardUnmet::ObjectionsOpen)
    }

    fn offline_deal(&self, deal: &OfflineDeal) -> Guard {
        let checked = deal.price.0 > 0 && deal.buyer_named && deal.checked;
        require(checked, GuardUnmet::DealNotChecked)?;
        match &deal.publicity {
            Some(plan) => self.publish(plan),
            None => require(!deal.public_negotiated, GuardUnmet::PublicityRequired),
        }
    }
}

/// The least start price after a fall of `percent`, rounded up to the fen.
pub fn lowest_start(start: Fen, percent: i64) -> Fen {
    let kept = 100 - percent.clamp(0, 100);
    // No i64 overflow for any amount, however absurd.
    let least = (i128::from(start.0) * i128::from(kept) + 99).div_euclid(100);
    Fen(i64::try_from(least).unwrap_or(start.0))
}

fn at_least(ends_at: Timestamp, least: Timestamp) -> Guard {
    require(ends_at >= least, GuardUnmet::EndTooEarly { least })
}

fn recorded<T>(fact: Option<T>) -> Result<T, GuardUnmet> {
    fact.ok_or(GuardUnmet::NotRecorded)
}

fn require(met: bool, unmet: GuardUnmet) -> Guard {
    if met { Ok(()) } else { Err(unmet) }
}
