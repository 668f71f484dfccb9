//! The whole way of a lot (bidding.md C.7): a sample of every event with facts that meet its guard.

mod guards;
mod history;
mod mapping;
mod table;

use crate::people::{LOT, approved_on, reason};
use domain::accounts::Actor;
use domain::bidding::stage::{
    Announcement, BuyerDefault, Cause, DealFacts, OfflineDeal, PublicityFacts, PublicityNotice,
    PublicityPlan, ReserveCommitment, RoundFacts, StageEvent as E, StageFacts, StageRules,
    SuspendOrder, Suspension,
};
use domain::bidding::two_person::Intervention;
use domain::bidding::{Outcome, Paddle, SuspendReason};
use domain::evidence::{FileHash, Reference};
use domain::ids::AccountId;
use domain::lots::TransactionMode;
use domain::money::Fen;
use domain::time::Timestamp;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// The instant at which everything here happens.
const NOW: Timestamp = Timestamp::from_millis(1_000 * DAY);
const SUBMITTER: AccountId = AccountId(1);
const REVIEWER: AccountId = AccountId(2);
const BUYER: Paddle = Paddle(417);
const FILE: FileHash = FileHash([7; 32]);
const FAULT: SuspendReason = SuspendReason::SystemFault;

/// An event that may happen, with what is on file then.
struct Sample {
    name: &'static str,
    event: E,
    facts: StageFacts,
}

fn ago(ms: i64) -> Timestamp {
    NOW.plus_millis(-ms)
}

fn ahead(ms: i64) -> Timestamp {
    NOW.plus_millis(ms)
}

/// Facts of a lot on which every hour has come.
fn facts() -> StageFacts {
    StageFacts {
        lot: LOT,
        practice: false,
        rules: StageRules::default(),
        cause: Cause {
            at: NOW,
            by: Actor::Person(REVIEWER),
            reason: reason(),
        },
        submitted_by: Some(SUBMITTER),
        round: Some(RoundFacts {
            opens_at: ago(DAY),
            ends_at: ago(HOUR),
            drain_ms: 2_000,
            start: Fen::yuan(100_000),
            unsold_rounds: 1,
            leader: Some(BUYER),
        }),
        suspension: Some(Suspension {
            since: ago(2 * HOUR),
            opened: true,
            remaining_ms: HOUR,
        }),
        deal: DealFacts {
            confirm_due: Some(NOW),
            contract_due: Some(NOW),
            ex_buyer_barred: true,
            difference_noted: true,
        },
        publicity: Some(PublicityFacts {
            ends_at: NOW,
            remaining_ms: 5 * DAY,
            open_objections: 0,
        }),
        season_ends_at: Some(NOW),
    }
}

fn announcement() -> Announcement {
    Announcement {
        opens_at: ahead(7 * DAY),
        displayed_from: ahead(5 * DAY),
        reserve: ReserveCommitment::Committed,
        priority_notified: true,
    }
}

fn plan() -> PublicityPlan {
    let notice = PublicityNotice {
        price: Fen::yuan(120_000),
        named: true,
        summarised: true,
        mode: Some(TransactionMode::Transfer),
        related_party: Some(false),
    };
    PublicityPlan {
        notice,
        ends_at: ahead(15 * DAY),
    }
}

fn offline(publicity: Option<PublicityPlan>) -> OfflineDeal {
    OfflineDeal {
        contract: FILE,
        price: Fen::yuan(120_000),
        mode: TransactionMode::Transfer,
        buyer_named: true,
        checked: true,
        public_negotiated: publicity.is_some(),
        publicity,
    }
}

fn void_of(paddle: Paddle, reason: SuspendReason) -> E {
    E::Void(approved_on(LOT, Intervention::Void { paddle, reason }, NOW))
}

fn suspend() -> E {
    let wanted = Intervention::Suspend { reason: FAULT };
    E::Suspend(SuspendOrder::TwoPersons(approved_on(LOT, wanted, NOW)))
}

/// A resumption shown half an hour ago.
fn resume() -> E {
    let wanted = Intervention::Resume { resume_at: NOW };
    E::Resume {
        approved: approved_on(LOT, wanted, ago(30 * MINUTE)),
        ends_at: ahead(HOUR),
    }
}

fn cancel() -> E {
    let wanted = Intervention::Cancel { reason: FAULT };
    E::Cancel(approved_on(LOT, wanted, NOW))
}

fn number() -> Reference {
    Reference::parse("2026320100000001").unwrap()
}

fn sample(name: &'static str, event: E) -> Sample {
    let facts = facts();
    Sample { name, event, facts }
}

fn sample_with(name: &'static str, event: E, change: impl Fn(&mut StageFacts)) -> Sample {
    let mut facts = facts();
    change(&mut facts);
    Sample { name, event, facts }
}

/// Every event, in every shape that leads somewhere else.
fn samples() -> Vec<Sample> {
    let mut samples = samples_of_bidding();
    samples.extend(samples_of_deal());
    samples
}

fn samples_of_bidding() -> Vec<Sample> {
    let sold = Outcome::SoldPending {
        paddle: BUYER,
        price: Fen::yuan(120_000),
    };
    vec![
        sample(
            "submit",
            E::Submit {
                complete: true,
                ownership_documents: true,
            },
        ),
        sample("approve", E::Approve),
        sample("return", E::Return),
        sample("announce", E::Announce(announcement())),
        sample_with("withdraw", E::Withdraw, |facts| {
            facts.round.as_mut().unwrap().opens_at = ahead(1);
        }),
        sample("opened", E::Opened),
        sample("suspend", suspend()),
        sample_with("outage", E::Suspend(SuspendOrder::Outage), |facts| {
            facts.cause.by = Actor::Clock;
        }),
        sample("resume", resume()),
        sample_with("resume_unopened", resume(), |facts| {
            facts.suspension.as_mut().unwrap().opened = false;
        }),
        sample("void", void_of(BUYER, SuspendReason::IdentityFraud)),
        sample("void_for_our_fault", void_of(BUYER, FAULT)),
        sample("cancel", cancel()),
        sample("end_reached", E::EndReached),
        sample(
            "reopened",
            E::Reopened {
                ends_at: ahead(5 * MINUTE),
            },
        ),
        sample("closed_sold", E::Closed(sold)),
        sample("closed_no_bid", E::Closed(Outcome::UnsoldNoBid)),
        sample("closed_reserve", E::Closed(Outcome::UnsoldReserve)),
        sample("closed_too_few", E::Closed(Outcome::UnsoldTooFew)),
        sample("closed_cancelled", E::Closed(Outcome::Cancelled)),
    ]
}

fn samples_of_deal() -> Vec<Sample> {
    vec![
        sample(
            "confirm",
            E::Confirm {
                identity_checked: true,
                documents_checked: true,
            },
        ),
        sample("refused", E::BuyerDefaulted(BuyerDefault::Refused)),
        sample_with(
            "deadline",
            E::BuyerDefaulted(BuyerDefault::DeadlinePassed),
            |facts| facts.cause.by = Actor::Clock,
        ),
        sample(
            "prolong",
            E::ContractProlonged {
                until: ahead(DAY),
                reason: reason(),
                document: FILE,
            },
        ),
        sample(
            "sign",
            E::ContractSigned {
                signed_at: NOW,
                contract: FILE,
            },
        ),
        sample("pay", E::Paid { proof: FILE }),
        sample("tech", E::TechRegistered { number: number() }),
        sample("transfer", E::TransferRegistered { number: number() }),
        sample("licence", E::LicenceRecorded { number: number() }),
        sample(
            "relist",
            E::Relist {
                announcement: announcement(),
                start: Fen::yuan(80_000),
            },
        ),
        sample(
            "negotiate",
            E::Negotiate {
                consignor_agrees: true,
                party_agrees: true,
                top_bidder_asked: true,
            },
        ),
        sample("agree", E::PriceAgreed(plan())),
        sample_with("object", E::Objection { named: true }, |facts| {
            facts.publicity.as_mut().unwrap().ends_at = ahead(1);
        }),
        sample("uphold", E::ObjectionUpheld { decision: FILE }),
        sample(
            "reject",
            E::ObjectionRejected {
                decision: FILE,
                ends_at: ahead(5 * DAY),
            },
        ),
        sample("publicity_over", E::PublicityOver),
        sample("season_ended", E::SeasonEnded),
        sample("offline", E::OfflineDeal(offline(None))),
        sample("offline_public", E::OfflineDeal(offline(Some(plan())))),
    ]
}

/// The sample called so.
fn named(name: &str) -> Sample {
    samples().into_iter().find(|s| s.name == name).unwrap()
}
