//! What has been put on record of a deal, and what it tells the guards of the next move.

use super::{
    BuyerDefault, OfflineDeal, PublicityFacts, PublicityPlan, Stage, StageEvent, StageEventKind,
    StageRules, contract_due,
};
use crate::bidding::two_person::Intervention;
use crate::bidding::{Paddle, SuspendReason};
use crate::ids::RoundId;
use crate::lots::TransactionMode;
use crate::money::Fen;
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// What is kept of a move beside its event, its reason and its paper. Each move fills in only what
/// it has. `party` is for staff alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Particulars {
    /// The last instant that was granted: of the contract, or the end of the publicity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The day on the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_on: Option<Date>,
    /// The number of a register.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The agreed price, or the new start price, > 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Fen>,
    /// How it changes hands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<TransactionMode>,
    /// Whether the buyer is a related party.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub related_party: Option<bool>,
    /// Who buys by agreement, or who objects. Never public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// Whether a buyer that defaults has said so; otherwise he let the days pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<bool>,
    /// The duty of a buyer that defaulted to pay the difference is noted (拍卖法 39).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference_noted: Option<bool>,
    /// The round that the lot goes into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<RoundId>,
    /// Who was struck out after the close, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub struck: Option<Struck>,
}

/// A buyer who was struck out after the close (C.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Struck {
    /// His number on the lot.
    pub paddle: Paddle,
    /// Why.
    pub reason: SuspendReason,
}

impl Particulars {
    /// What the event itself says.
    pub fn of(event: &StageEvent) -> Self {
        use StageEvent as E;
        let none = Self::default();
        match event {
            E::BuyerDefaulted(how) => Self {
                refused: Some(*how == BuyerDefault::Refused),
                ..none
            },
            E::ContractProlonged { until, .. } => Self {
                until: Some(*until),
                ..none
            },
            E::ContractSigned { signed_at, .. } => Self {
                signed_on: Some(signed_at.date()),
                ..none
            },
            E::TechRegistered { number }
            | E::TransferRegistered { number }
            | E::LicenceRecorded { number } => Self {
                number: Some(number.as_str().to_owned()),
                ..none
            },
            E::Relist { start, .. } => Self {
                price: Some(*start),
                ..none
            },
            E::PriceAgreed(plan) => Self::of_publicity(plan),
            E::ObjectionRejected { ends_at, .. } => Self {
                until: Some(*ends_at),
                ..none
            },
            E::OfflineDeal(deal) => Self::of_offline(deal),
            E::Void(approved) => Self {
                struck: match approved.intervention() {
                    Intervention::Void { paddle, reason } => Some(Struck { paddle, reason }),
                    _ => None,
                },
                ..none
            },
            _ => none,
        }
    }

    fn of_publicity(plan: &PublicityPlan) -> Self {
        Self {
            until: Some(plan.ends_at),
            price: Some(plan.notice.price),
            mode: plan.notice.mode,
            related_party: plan.notice.related_party,
            ..Self::default()
        }
    }

    fn of_offline(deal: &OfflineDeal) -> Self {
        let publicity = deal.publicity.as_ref();
        Self {
            until: publicity.map(|plan| plan.ends_at),
            price: Some(deal.price),
            mode: Some(deal.mode),
            related_party: publicity.and_then(|plan| plan.notice.related_party),
            ..Self::default()
        }
    }
}

/// One move on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What happened.
    pub event: StageEventKind,
    /// Where the lot stands since.
    pub to: Stage,
    /// When.
    pub at: Timestamp,
    /// What else is known of it.
    pub particulars: Particulars,
}

/// How a deal came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DealBasis {
    /// Knocked down to the highest bidder.
    Bidding,
    /// Negotiated after the lot was not sold, and published (公示).
    Negotiated,
    /// Made elsewhere and reported (线下成交); never counted with the results of bidding.
    Offline,
}

/// The moves since the close of the present round, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail(pub Vec<Step>);

impl Trail {
    /// Where the lot stands; `None` before the first move.
    pub fn stage(&self) -> Option<Stage> {
        self.0.last().map(|step| step.to)
    }

    /// When the deal was confirmed, by the centre or by the end of the publicity.
    pub fn confirmed_at(&self) -> Option<Timestamp> {
        use StageEventKind as K;
        self.latest(|step| matches!(step.event, K::Confirm | K::PublicityOver))
            .map(|step| step.at)
    }

    /// The contract must be signed by then, prolongations included.
    pub fn contract_due(&self, rules: &StageRules) -> Option<Timestamp> {
        let confirmed_at = self.confirmed_at()?;
        let prolonged = self.latest(|step| step.event == StageEventKind::ContractProlonged);
        let until = prolonged.and_then(|step| step.particulars.until);
        Some(until.unwrap_or(contract_due(confirmed_at, rules)))
    }

    /// The day on the contract.
    pub fn signed_on(&self) -> Option<Date> {
        self.latest(|step| step.particulars.signed_on.is_some())?
            .particulars
            .signed_on
    }

    /// The publicity as it stands; `None` when there is none.
    pub fn publicity(&self) -> Option<PublicityFacts> {
        use StageEventKind as K;
        let mut standing: Option<PublicityFacts> = None;
        for step in &self.0 {
            match (step.event, step.particulars.until) {
                (K::PriceAgreed | K::OfflineDeal | K::ObjectionRejected, Some(ends_at)) => {
                    standing = Some(PublicityFacts {
                        ends_at,
                        remaining_ms: 0,
                        open_objections: 0,
                    });
                }
                (K::Objection, _) => {
                    if let Some(stopped) = standing.as_mut() {
                        stopped.remaining_ms = stopped.ends_at.millis_since(step.at).max(0);
                        stopped.open_objections = 1;
                    }
                }
                (K::ObjectionUpheld, _) => standing = None,
                _ => {}
            }
        }
        standing
    }

    /// What was agreed last, when a price was agreed and no objection has undone it.
    pub fn agreed(&self) -> Option<&Particulars> {
        use StageEventKind as K;
        let step = self.latest(|step| {
            matches!(
                step.event,
                K::PriceAgreed | K::OfflineDeal | K::ObjectionUpheld
            )
        })?;
        (step.event != K::ObjectionUpheld).then_some(&step.particulars)
    }

    /// Who was struck out after the close, and why.
    pub fn struck(&self) -> Option<Struck> {
        self.latest(|step| step.particulars.struck.is_some())?
            .particulars
            .struck
    }

    /// How the deal came about.
    pub fn basis(&self) -> DealBasis {
        use StageEventKind as K;
        let came = self.latest(|step| matches!(step.event, K::PriceAgreed | K::OfflineDeal));
        match came.map(|step| step.event) {
            Some(K::OfflineDeal) => DealBasis::Offline,
            Some(_) => DealBasis::Negotiated,
            None => DealBasis::Bidding,
        }
    }

    fn latest(&self, is: impl Fn(&Step) -> bool) -> Option<&Step> {
        self.0.iter().rev().find(|step| is(step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bidding::stage::PublicityNotice;

    const DAY: i64 = 86_400_000;

    fn step(event: StageEventKind, to: Stage, day: i64, particulars: Particulars) -> Step {
        let at = Timestamp(0).plus_millis(day * DAY);
        Step {
            event,
            to,
            at,
            particulars,
        }
    }

    fn until(day: i64) -> Particulars {
        Particulars {
            until: Some(Timestamp(0).plus_millis(day * DAY)),
            ..Particulars::default()
        }
    }

    #[test]
    fn the_contract_is_due_twenty_days_after_the_confirmation_or_when_it_was_prolonged_to() {
        use StageEventKind as K;
        let none = Particulars::default;
        let mut trail = Trail::default();
        assert_eq!(trail.contract_due(&StageRules::default()), None);
        trail.0.push(step(K::Confirm, Stage::Confirmed, 1, none()));
        let due = |trail: &Trail| trail.contract_due(&StageRules::default());
        assert_eq!(due(&trail), Some(Timestamp(0).plus_millis(21 * DAY)));
        let longer = step(K::ContractProlonged, Stage::Confirmed, 2, until(40));
        trail.0.push(longer);
        assert_eq!(due(&trail), Some(Timestamp(0).plus_millis(40 * DAY)));
        assert_eq!(trail.stage(), Some(Stage::Confirmed));
        assert_eq!(trail.basis(), DealBasis::Bidding);
    }

    #[test]
    fn an_objection_stops_the_publicity_and_a_decision_starts_or_ends_it() {
        use StageEventKind as K;
        let none = Particulars::default;
        let mut trail = Trail(vec![step(K::PriceAgreed, Stage::Publicity, 0, until(15))]);
        let open = |trail: &Trail| {
            let facts = trail.publicity();
            facts.map(|facts| (facts.open_objections, facts.remaining_ms / DAY))
        };
        assert_eq!(open(&trail), Some((0, 0)));
        trail.0.push(step(K::Objection, Stage::Objected, 4, none()));
        assert_eq!(open(&trail), Some((1, 11)));
        let on = step(K::ObjectionRejected, Stage::Publicity, 6, until(17));
        trail.0.push(on);
        let ends_at = Timestamp(0).plus_millis(17 * DAY);
        assert_eq!(trail.publicity().map(|facts| facts.ends_at), Some(ends_at));
        assert!(trail.agreed().is_some());
        trail.0.push(step(K::Objection, Stage::Objected, 7, none()));
        let undone = step(K::ObjectionUpheld, Stage::Negotiating, 8, none());
        trail.0.push(undone);
        assert_eq!((trail.publicity(), trail.agreed()), (None, None));
        assert_eq!(trail.basis(), DealBasis::Negotiated);
    }

    #[test]
    fn what_an_event_says_is_kept() {
        let notice = PublicityNotice {
            price: Fen::yuan(80_000),
            named: true,
            summarised: true,
            mode: Some(TransactionMode::Licence),
            related_party: Some(false),
        };
        let ends_at = Timestamp(7);
        let kept = Particulars::of(&StageEvent::PriceAgreed(PublicityPlan { notice, ends_at }));
        assert_eq!(kept.price, Some(Fen::yuan(80_000)));
        assert_eq!(
            (kept.until, kept.related_party),
            (Some(ends_at), Some(false))
        );
        let refused = StageEvent::BuyerDefaulted(BuyerDefault::DeadlinePassed);
        assert_eq!(Particulars::of(&refused).refused, Some(false));
        let text = serde_json::to_string(&Particulars::default());
        assert_eq!(text.as_deref().ok(), Some("{}"));
    }
}
