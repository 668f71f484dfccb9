//! The guards up to the result of a round.

use super::super::{
    BUYER, DAY, FAULT, HOUR, MINUTE, SUBMITTER, ago, ahead, cancel, suspend, void_of,
};
use super::{
    Cases, JUST_AFTER, JUST_BEFORE, LOT, NOW, Sample, announced, approved_on, other, with,
    with_round, with_suspension,
};
use domain::accounts::Actor;
use domain::bidding::stage::{
    GuardUnmet as G, ReserveCommitment, Stage, StageEvent as E, SuspendOrder,
};
use domain::bidding::two_person::{ApprovedIntervention, Intervention};
use domain::bidding::{Paddle, SuspendReason};
use domain::ids::LotId;
use domain::time::Timestamp;

pub fn collect(cases: &mut Cases) {
    examination(cases);
    notice(cases);
    opening(cases);
    two_persons(cases);
    resumption(cases);
    end_of_a_resumption(cases);
    close(cases);
}

fn examination(cases: &mut Cases) {
    let submitted = |complete, ownership_documents| {
        other(E::Submit {
            complete,
            ownership_documents,
        })
    };
    cases.at(Stage::Draft);
    cases.add(submitted(false, false), G::FieldsIncomplete);
    cases.add(submitted(true, false), G::OwnershipDocumentsMissing);

    let himself = |name| with(name, |f| f.cause.by = Actor::Person(SUBMITTER));
    let clock = with("approve", |f| f.cause.by = Actor::Clock);
    cases.at(Stage::Submitted);
    cases.add(himself("approve"), G::SamePerson);
    cases.add(himself("return"), G::SamePerson);
    cases.add(clock, G::PersonRequired);
    cases.add(with("approve", |f| f.submitted_by = None), G::NotRecorded);
}

fn notice(cases: &mut Cases) {
    let opens_from = ahead(7 * DAY);
    let soon = announced(|n| n.opens_at = Timestamp(opens_from.0 - 1));
    cases.at(Stage::Approved);
    cases.add(soon, G::NoticeTooShort { opens_from });

    let short = announced(|n| n.displayed_from = Timestamp(ahead(5 * DAY).0 + 1));
    let opens_from = Timestamp(opens_from.0 + 1);
    cases.add(short, G::DisplayTooShort { opens_from });

    let unpinned = announced(|n| n.reserve = ReserveCommitment::Missing);
    cases.add(unpinned, G::ReserveNotCommitted);
    let untold = announced(|n| n.priority_notified = false);
    cases.add(untold, G::PriorityNotNotified);
}

fn opening(cases: &mut Cases) {
    let opened_at = NOW;
    let open = with_round("withdraw", |round| round.opens_at = opened_at);
    cases.at(Stage::Scheduled);
    cases.add(open, G::WithdrawTooLate { opened_at });

    let until = JUST_AFTER;
    let early = with_round("opened", |round| round.opens_at = until);
    cases.add(early, G::NotYet { until });
    cases.add(with("opened", |f| f.round = None), G::NotRecorded);
}

fn suspend_by(approved: ApprovedIntervention) -> Sample {
    other(E::Suspend(SuspendOrder::TwoPersons(approved)))
}

/// An approval is good for one lot and one step.
fn two_persons(cases: &mut Cases) {
    let elsewhere = |wanted| approved_on(LotId(99), wanted, NOW);
    let (paddle, reason) = (BUYER, FAULT);
    let suspending = || suspend().approval().cloned().unwrap();
    let cancelling = || cancel().approval().cloned().unwrap();
    let resume_by = |approved| {
        let ends_at = ahead(HOUR);
        other(E::Resume { approved, ends_at })
    };
    let refused = G::TwoPersonsRequired;

    cases.at(Stage::Open);
    let there = elsewhere(Intervention::Suspend { reason });
    cases.add(suspend_by(there), refused);
    cases.add(suspend_by(cancelling()), refused);
    let alone = with("outage", |f| f.cause.by = Actor::Person(SUBMITTER));
    cases.add(alone, refused);

    cases.at(Stage::Suspended);
    let there = elsewhere(Intervention::Cancel { reason });
    cases.add(other(E::Cancel(there)), refused);
    cases.add(other(E::Cancel(suspending())), refused);
    let there = elsewhere(Intervention::Void { paddle, reason });
    cases.add(other(E::Void(there)), refused);
    cases.add(other(E::Void(cancelling())), refused);
    let there = elsewhere(Intervention::Resume { resume_at: NOW });
    cases.add(resume_by(there), refused);
    cases.add(resume_by(suspending()), refused);

    cases.at(Stage::SoldPending);
    cases.add(other(E::Void(cancelling())), refused);
    let runner_up = void_of(Paddle(1), SuspendReason::Collusion);
    cases.add(other(runner_up), G::NotTheBuyer);
}

/// A resumption at `resume_at` that was shown from `at` on.
fn shown(resume_at: Timestamp, at: Timestamp, ends_at: Timestamp) -> Sample {
    let approved = approved_on(LOT, Intervention::Resume { resume_at }, at);
    other(E::Resume { approved, ends_at })
}

fn resumption(cases: &mut Cases) {
    cases.at(Stage::Suspended);
    let since = Timestamp(ago(5 * DAY).0 - 1);
    let long = with_suspension(|suspension| suspension.since = since);
    cases.add(long, G::SuspendedTooLong { since: JUST_BEFORE });
    let unknown = with("resume", |f| f.suspension = None);
    cases.add(unknown, G::NotRecorded);

    let half_hour = ago(30 * MINUTE);
    let resume_from = JUST_AFTER;
    let late = shown(NOW, Timestamp(half_hour.0 + 1), ahead(HOUR));
    cases.add(late, G::ResumeNoticeTooShort { resume_from });
    let until = JUST_AFTER;
    let early = shown(until, half_hour, ahead(HOUR));
    cases.add(early, G::NotYet { until });
}

fn end_of_a_resumption(cases: &mut Cases) {
    let until = |ends_at| shown(NOW, ago(30 * MINUTE), ends_at).event;
    let least = ahead(HOUR);
    let short = other(until(Timestamp(least.0 - 1)));
    cases.add(short, G::EndTooEarly { least });

    // Ten minutes were left: half an hour is the least.
    let least = ahead(30 * MINUTE);
    let short = Sample {
        event: until(Timestamp(least.0 - 1)),
        ..with_suspension(|suspension| suspension.remaining_ms = 10 * MINUTE)
    };
    cases.add(short, G::EndTooEarly { least });

    // Not open yet: what was left counts from the opening.
    let least = ahead(DAY + HOUR);
    let unopened = with_round("resume_unopened", |round| round.opens_at = ahead(DAY));
    cases.add(unopened, G::EndTooEarly { least });

    // An end never moves back (I7).
    let least = ahead(2 * HOUR);
    let back = with_round("resume", |round| round.ends_at = least);
    cases.add(back, G::EndTooEarly { least });
}

fn close(cases: &mut Cases) {
    let until = JUST_AFTER;
    cases.at(Stage::Open);
    let early = with_round("end_reached", |round| round.ends_at = until);
    cases.add(early, G::NotYet { until });

    cases.at(Stage::Closing);
    let same = ahead(5 * MINUTE);
    let least = Timestamp(same.0 + 1);
    let unmoved = with_round("reopened", |round| round.ends_at = same);
    cases.add(unmoved, G::EndTooEarly { least });
    let draining = with_round("closed_sold", |round| {
        round.ends_at = Timestamp(ago(2_000).0 + 1);
    });
    cases.add(draining, G::NotYet { until });
}
