//! The organiser steps in: two persons, and what it does to a lot (bidding.md C.7, C.8).

use domain::accounts::{Account, Grant, Role, Scope};
use domain::bidding::two_person::Intervention;
use domain::bidding::{Outcome, Refusal, SuspendReason};
use domain::ids::LotCode;
use domain::lots::LotState;
use domain::money::Fen;
use service::Error;
use service::testing::TestPortal;
use std::time::Duration;
use tokio::time::sleep;

const MINUTE: i64 = 60_000;
const SUSPEND: Intervention = Intervention::Suspend {
    reason: SuspendReason::SystemFault,
};
const CANCEL: Intervention = Intervention::Cancel {
    reason: SuspendReason::SystemFault,
};

/// Two people of the centre, and an open lot.
struct Desk {
    site: TestPortal,
    lot: LotCode,
    wang: Account,
    li: Account,
}

impl Desk {
    async fn open() -> Self {
        let site = TestPortal::new().await;
        let lot = site.open_lot("P2026-ENER-0001", false).await;
        let grant = || Grant {
            role: Role::Centre,
            scope: Scope::Province,
        };
        let wang = site.account("wang", vec![grant()], None).await;
        let li = site.account("li", vec![grant()], None).await;
        Self {
            site,
            lot,
            wang,
            li,
        }
    }

    async fn ask(&self, step: Intervention) -> Result<domain::ids::InterventionId, Error> {
        let portal = &self.site.portal;
        portal
            .request_intervention(&self.wang, &self.lot, step, "核查情况")
            .await
    }

    /// Wang asks, Li approves.
    async fn both(&self, step: Intervention) -> Result<(), Error> {
        let id = self.ask(step).await?;
        self.site.portal.approve_intervention(&self.li, id).await
    }

    async fn resume_in(&self, minutes: i64) -> Result<(), Error> {
        let resume_at = self.site.portal.now().plus_millis(minutes * MINUTE);
        self.both(Intervention::Resume { resume_at }).await
    }

    async fn figures(&self) -> domain::live::Figures {
        self.site.portal.lot_live(&self.lot).await.unwrap().figures
    }
}

#[tokio::test]
async fn nobody_steps_in_alone() {
    let desk = Desk::open().await;
    let portal = &desk.site.portal;
    let id = desk.ask(SUSPEND).await.unwrap();
    let alone = portal.approve_intervention(&desk.wang, id).await;
    assert_eq!(alone, Err(Error::invalid("SAME_PERSON")));
    let bidder = desk.site.bidder("anna").await.account;
    let outsider = portal.approve_intervention(&bidder, id).await;
    assert_eq!(outsider, Err(Error::Forbidden));
    assert_eq!(
        desk.figures().await.suspended_ms,
        None,
        "nothing has happened"
    );
    let second = desk.ask(SUSPEND).await;
    assert_eq!(second, Err(Error::invalid("INTERVENTION_PENDING")));
    portal.approve_intervention(&desk.li, id).await.unwrap();
    assert!(desk.figures().await.suspended_ms.is_some());
    assert_eq!(
        portal.approve_intervention(&desk.li, id).await,
        Err(Error::NotFound)
    );
    desk.site.verify(&desk.lot).await;
}

#[tokio::test]
async fn a_request_runs_out_after_an_hour_and_can_be_declined() {
    let desk = Desk::open().await;
    let portal = &desk.site.portal;
    let id = desk.ask(SUSPEND).await.unwrap();
    desk.site.pass(60 * MINUTE).await;
    let late = portal.approve_intervention(&desk.li, id).await;
    assert_eq!(late, Err(Error::invalid("APPROVAL_EXPIRED")));
    let again = desk.ask(SUSPEND).await.unwrap();
    portal.decline_intervention(&desk.li, again).await.unwrap();
    assert_eq!(
        portal.approve_intervention(&desk.li, again).await,
        Err(Error::NotFound)
    );
    let shown = portal.lot_desk(&desk.wang, &desk.lot).await.unwrap();
    let told: Vec<_> = shown
        .done
        .iter()
        .map(|i| (i.approved, i.decided_by.clone()))
        .collect();
    assert_eq!(
        told,
        [(false, Some("li（示例）".to_owned())), (false, None)]
    );
}

#[tokio::test]
async fn a_suspended_lot_takes_no_bids_and_goes_on_at_the_planned_hour() {
    let desk = Desk::open().await;
    let anna = desk.site.bidder("anna").await;
    anna.enrol(&desk.lot).await.unwrap();
    let ends_at = desk.figures().await.ends_at;
    desk.site.pass(10 * MINUTE).await;
    desk.both(SUSPEND).await.unwrap();
    let refused = anna.bid(&desk.lot, 100_000).await;
    let Err(Error::Bid {
        refusal: Refusal::LotNotOpen,
        ..
    }) = refused
    else {
        panic!("{refused:?}");
    };
    let soon = desk.resume_in(29).await;
    assert_eq!(soon, Err(Error::invalid("RESUME_NOTICE_TOO_SHORT")));
    let portal = &desk.site.portal;
    desk.resume_in(30).await.unwrap();
    let page = portal.lot_page(&desk.lot, None).await.unwrap();
    let notice = page.suspension.unwrap();
    assert_eq!(notice.reason, SuspendReason::SystemFault);
    assert_eq!(
        notice.resumes_at,
        Some(portal.now().plus_millis(30 * MINUTE))
    );
    desk.site.pass(30 * MINUTE - 1).await;
    assert!(desk.figures().await.suspended_ms.is_some(), "not yet");
    desk.site.pass(1).await;
    let figures = desk.figures().await;
    assert_eq!(figures.suspended_ms, None);
    let left = figures.ends_at.millis_since(portal.now());
    let was_left = ends_at.millis_since(portal.now()) + 30 * MINUTE;
    assert_eq!(
        left,
        was_left.max(30 * MINUTE),
        "what was left, and at least half an hour"
    );
    anna.bid(&desk.lot, 100_000).await.unwrap();
    desk.site.verify(&desk.lot).await;
}

#[tokio::test]
async fn e7_striking_the_leader_out_leaves_a_floor() {
    let desk = Desk::open().await;
    let (anna, ben) = (
        desk.site.bidder("anna").await,
        desk.site.bidder("ben").await,
    );
    anna.enrol(&desk.lot).await.unwrap();
    let x = ben.enrol(&desk.lot).await.unwrap();
    anna.bid(&desk.lot, 100_000).await.unwrap();
    ben.bid(&desk.lot, 110_000).await.unwrap();
    anna.bid(&desk.lot, 120_000).await.unwrap();
    ben.bid(&desk.lot, 150_000).await.unwrap();
    let void = Intervention::Void {
        paddle: x,
        reason: SuspendReason::IdentityFraud,
    };
    assert_eq!(
        desk.both(void).await,
        Err(Error::invalid("INTERVENTION_IMPOSSIBLE"))
    );
    desk.both(SUSPEND).await.unwrap();
    desk.both(void).await.unwrap();
    let figures = desk.figures().await;
    assert_eq!(
        (figures.leader, figures.next_min),
        (None, Fen::yuan(100_000))
    );
    desk.resume_in(30).await.unwrap();
    desk.site.pass(30 * MINUTE).await;
    let struck = ben.bid(&desk.lot, 200_000).await;
    assert!(matches!(
        struck,
        Err(Error::Bid {
            refusal: Refusal::NotQualified { .. },
            ..
        })
    ));
    anna.bid(&desk.lot, 100_000).await.unwrap();
    desk.site.verify(&desk.lot).await;
}

#[tokio::test]
async fn a_cancelled_lot_is_over() {
    let desk = Desk::open().await;
    assert_eq!(
        desk.ask(CANCEL).await,
        Err(Error::invalid("INTERVENTION_IMPOSSIBLE"))
    );
    desk.both(SUSPEND).await.unwrap();
    desk.both(CANCEL).await.unwrap();
    assert_eq!(desk.figures().await.outcome, Some(Outcome::Cancelled));
    let page = desk.site.portal.lot_page(&desk.lot, None).await.unwrap();
    assert_eq!(page.lot.state, LotState::Passed);
    assert_eq!(
        desk.ask(SUSPEND).await,
        Err(Error::invalid("INTERVENTION_IMPOSSIBLE"))
    );
    desk.site.verify(&desk.lot).await;
}

#[tokio::test]
async fn a_resumption_asked_for_in_time_may_be_approved_too_late() {
    let desk = Desk::open().await;
    let portal = &desk.site.portal;
    desk.both(SUSPEND).await.unwrap();
    let late = desk.resume_in(29).await;
    assert_eq!(late, Err(Error::invalid("RESUME_NOTICE_TOO_SHORT")));
    let shown = portal.lot_desk(&desk.li, &desk.lot).await.unwrap();
    assert_eq!(
        shown.pending, None,
        "what nobody could approve is not asked for"
    );
    let resume_at = portal.now().plus_millis(30 * MINUTE);
    let id = desk.ask(Intervention::Resume { resume_at }).await.unwrap();
    desk.site.pass(1).await;
    let late = portal.approve_intervention(&desk.li, id).await;
    assert_eq!(late, Err(Error::invalid("RESUME_NOTICE_TOO_SHORT")));
    portal.decline_intervention(&desk.wang, id).await.unwrap();
    desk.resume_in(30).await.unwrap();
}

/// C.7: resumed within five days, or called off. The desk says by when.
#[tokio::test]
async fn a_suspension_that_lasted_too_long_can_only_be_cancelled() {
    let desk = Desk::open().await;
    let portal = &desk.site.portal;
    desk.both(SUSPEND).await.unwrap();
    let until = portal.now().plus_millis(5 * 24 * 60 * MINUTE);
    let shown = portal.lot_desk(&desk.wang, &desk.lot).await.unwrap();
    assert_eq!(shown.resume_until, Some(until));
    let code = |answer: Result<(), Error>| match answer {
        Err(Error::Invalid { code, args }) => (code.into_owned(), args),
        other => panic!("{other:?}"),
    };
    // Planned for later than that: refused when it is asked for.
    let resume_at = until.plus_millis(1);
    let planned = desk.ask(Intervention::Resume { resume_at }).await;
    let at = vec![("at".to_owned(), "2026-11-23 09:00".to_owned())];
    let too_long = ("SUSPENDED_TOO_LONG".to_owned(), at);
    assert_eq!(code(planned.map(|_| ())), too_long);
    // Just in time.
    let resume_at = until;
    desk.both(Intervention::Resume { resume_at }).await.unwrap();
    // But no process was there at that hour.
    desk.site.clock.advance_millis(5 * 24 * 60 * MINUTE + 1);
    desk.site.pass(1).await;
    assert!(
        desk.figures().await.suspended_ms.is_some(),
        "it stays interrupted"
    );
    let shown = portal.lot_desk(&desk.wang, &desk.lot).await.unwrap();
    assert!(shown.server_now > shown.resume_until.unwrap());
    assert_eq!(code(desk.resume_in(30).await), too_long);
    desk.both(CANCEL).await.unwrap();
    assert_eq!(desk.figures().await.outcome, Some(Outcome::Cancelled));
    let shown = portal.lot_desk(&desk.wang, &desk.lot).await.unwrap();
    assert_eq!(shown.resume_until, None);
    desk.site.verify(&desk.lot).await;
}

/// An approval and a bid in one batch: when the approval cannot be written, neither is the bid, and
/// nobody is told that it is.
#[tokio::test]
async fn an_approval_that_fails_takes_the_bids_beside_it_back() {
    let desk = Desk::open().await;
    let portal = &desk.site.portal;
    let (anna, ben) = (
        desk.site.bidder("anna").await,
        desk.site.bidder("ben").await,
    );
    ben.enrol(&desk.lot).await.unwrap();
    ben.bid(&desk.lot, 100_000).await.unwrap();
    anna.enrol(&desk.lot).await.unwrap();
    let id = desk.ask(SUSPEND).await.unwrap();
    // The first instruction waits for the file alone, the others behind it and together.
    let mut held = portal.store().write().await.unwrap();
    let ahead = portal.fence(&ben.account, &desk.lot, "key-ahead");
    let behind = async {
        sleep(Duration::from_millis(200)).await;
        let approved = portal.approve_intervention(&desk.li, id);
        let moved = async {
            sleep(Duration::from_millis(200)).await;
            // Somebody else moves the head on, as no process of ours does.
            let statement = "UPDATE auctions SET seq = seq + 5";
            store::testing::tamper(&mut held, statement).await.unwrap();
            held.commit().await.unwrap();
        };
        tokio::join!(anna.bid(&desk.lot, 105_000), approved, moved)
    };
    let (_, (bid, approved, ())) = tokio::join!(ahead, behind);
    // With a head that nobody can have moved on, the key cannot be looked up either.
    let open = |answer| matches!(answer, Err(Error::Busy | Error::OutcomeUnknown));
    assert!(open(bid.map(drop)), "neither accepted nor refused");
    assert!(open(approved.map(drop)), "nor this");
    let events = portal.frames_after(&desk.lot, 0, 100).await.unwrap();
    assert_eq!(events.len(), 2, "the listing and the first bid");
}
