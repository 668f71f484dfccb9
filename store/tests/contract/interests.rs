//! Interests with their follow-ups, records of what was sold offline, summary reports.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::accounts::{Grant, Role, Scope};
use domain::credit_codes::CreditCode;
use domain::ids::{AccountId, InterestId, LotId, SessionId};
use domain::intakes::{Approval, IntakeKind, IntakeState, NewIntake};
use domain::interests::{
    ContactWay, FollowUpEnd, FollowUpOutcome, FollowUpShow, InterestLevel, NewInterest, NextStep,
};
use domain::lots::LotState;
use domain::money::Fen;
use domain::reports::{Prose, Report, ReportState};
use domain::time::Date;
use domain::views::{LotCard, LotFilter, StatusFilter};
use store::{FollowUpsOf, NewRecord, Result, StoreError, Tx};

stories!(
    an_interest_is_one_follow_up_with_one_manager,
    a_lot_is_sold_offline_once,
    a_report_is_changed_upon_the_version_before,
);

const TODAY: Date = NOON.date();

pub fn code(number: u32) -> CreditCode {
    CreditCode::complete(&format!("91320000MA{number:07}")).expect("a credit code")
}

fn new(number: u32, level: InterestLevel) -> NewInterest {
    NewInterest {
        enterprise: format!("第{number}示例企业（示例）"),
        credit_code: code(number),
        lot: make::lot(1).code,
        level,
        next_step: NextStep::Visit,
        contact: "某人（示例）".into(),
        phone: "19900001234".into(),
    }
}

/// A session with two lots, and two accounts.
pub async fn scene(tx: &mut Tx) -> Result<(SessionId, [LotId; 2], [AccountId; 2])> {
    let session = tx.upsert_session(&make::session(1)).await?;
    let lots = [
        make::put(tx, &make::lot(1)).await?,
        make::put(tx, &make::lot(2)).await?,
    ];
    let mut host = make::account(1);
    host.grants = vec![Grant {
        role: Role::Organiser,
        scope: Scope::Session(session),
    }];
    let host = tx.insert_account(&host, None).await?;
    let other = tx.insert_account(&make::account(2), None).await?;
    Ok((session, lots, [host, other]))
}

fn of(manager: Option<AccountId>, sessions: &[SessionId], show: FollowUpShow) -> FollowUpsOf {
    FollowUpsOf {
        manager,
        sessions: sessions.to_vec(),
        show,
        today: TODAY,
    }
}

async fn an_interest_is_one_follow_up_with_one_manager(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let (session, lots, [host, other]) = scene(&mut tx).await?;
    let strong = new(1, InterestLevel::Strong);
    let noted = (host, NOON);
    let late = TODAY.plus_days(-1);
    let id = tx
        .insert_interest(session, lots[0], &strong, late, noted)
        .await?;
    let stored = tx.interest(id).await?.expect("it is there");
    assert_eq!(stored.interest.enterprise, strong.enterprise);
    assert_eq!(stored.interest.manager, host);
    assert_eq!((stored.interest.due_on, stored.contacts), (late, 0));
    assert_eq!(stored.manager_name, make::account(1).display_name);
    assert_eq!(stored.phone, "19900001234");
    let again = tx
        .interest_of(session, strong.credit_code.as_str(), lots[0])
        .await?;
    assert_eq!(again, Some(stored.clone()));
    // Somebody who says no more of himself keeps what is known.
    let weaker = NewInterest {
        level: InterestLevel::Slight,
        contact: String::new(),
        phone: String::new(),
        ..strong.clone()
    };
    tx.renew_interest(id, &weaker).await?;
    let renewed = tx.interest(id).await?.expect("it is there");
    assert_eq!(renewed.interest.level, InterestLevel::Slight);
    assert_eq!(renewed.phone, "19900001234");
    let later = TODAY.plus_days(7);
    let second = new(2, InterestLevel::Medium);
    let next = tx
        .insert_interest(session, lots[1], &second, later, noted)
        .await?;
    assert_eq!(tx.count_interests(session).await?, 2);
    let units = tx.interested(session, 10).await?;
    assert_eq!(units.len(), 2);
    assert_eq!(units[0].1, code(1).as_str());
    let ids = |found: Vec<store::StoredInterest>| -> Vec<_> {
        found.iter().map(|one| one.interest.id).collect()
    };
    let all = of(None, &[], FollowUpShow::Open);
    assert_eq!(ids(tx.follow_ups(&all, 10).await?), [id, next]);
    assert_eq!(ids(tx.follow_ups(&all, 1).await?), [id], "bounded");
    let overdue = of(None, &[], FollowUpShow::Overdue);
    assert_eq!(ids(tx.follow_ups(&overdue, 10).await?), [id]);
    assert!(tx.assign_follow_up(next, other, later).await?);
    let own = of(Some(other), &[], FollowUpShow::All);
    assert_eq!(ids(tx.follow_ups(&own, 10).await?), [next]);
    let hosted = of(Some(AccountId(999)), &[session], FollowUpShow::All);
    assert_eq!(ids(tx.follow_ups(&hosted, 10).await?), [id, next]);
    it_ends_once(&mut tx, id, [host, other]).await?;
    let hosts = tx.accounts_with(Role::Organiser, 10).await?;
    assert_eq!(hosts.iter().map(|one| one.id).collect::<Vec<_>>(), [host]);
    tx.commit().await?;
    let mut tx = bench.store.write().await?;
    let twice = tx
        .insert_interest(session, lots[0], &strong, later, noted)
        .await;
    assert!(matches!(twice, Err(StoreError::Conflict)), "{twice:?}");
    Ok(())
}

async fn it_ends_once(tx: &mut Tx, id: InterestId, [host, other]: [AccountId; 2]) -> Result<()> {
    tx.insert_contact(id, ContactWay::Call, "已致电", (host, NOON))
        .await?;
    let log = tx.interest_contacts(id).await?;
    assert_eq!((log.len(), log[0].words.as_str()), (1, "已致电"));
    let end = FollowUpEnd {
        outcome: FollowUpOutcome::Licence,
        note: "已签意向书".into(),
        at: NOON,
    };
    assert!(tx.end_follow_up(id, &end).await?);
    assert!(!tx.end_follow_up(id, &end).await?, "once");
    assert!(!tx.assign_follow_up(id, other, TODAY).await?);
    let ended = tx.interest(id).await?.expect("it is there");
    assert_eq!(ended.interest.end, Some(end));
    assert_eq!((ended.contacts, ended.last_at), (1, Some(NOON)));
    Ok(())
}

/// A lot is sold at an offline auction.
fn sale() -> NewIntake {
    NewIntake {
        kind: IntakeKind::Auction,
        buyer: "第1示例企业（示例）".into(),
        buyer_code: code(1),
        amount: Some(Fen::yuan(200_000)),
        agreed_on: TODAY,
        approval: Some(Approval {
            number: "苏示批7号".into(),
            on: TODAY.plus_days(-9),
        }),
    }
}

async fn a_lot_is_sold_offline_once(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let (session, lots, [host, _]) = scene(&mut tx).await?;
    let sold = sale();
    let record = |intake| NewRecord {
        session,
        lot: lots[0],
        intake,
        by: host,
        at: NOON,
    };
    let (display, no_more) = (StatusFilter::Display, StatusFilter::Sold);
    assert_eq!(shown_as(&mut tx, display).await?.len(), lots.len());
    let id = tx.insert_intake(&record(&sold)).await?;
    let found = shown_as(&mut tx, no_more).await?;
    assert!(found.len() == 1 && found[0].sold_offline, "from then on");
    assert_eq!(found[0].shown_state(), LotState::Sold);
    assert_eq!(shown_as(&mut tx, display).await?.len(), lots.len() - 1);
    let intent = NewIntake {
        kind: IntakeKind::Intent,
        amount: None,
        approval: None,
        ..sold.clone()
    };
    let second = tx.insert_intake(&record(&intent)).await?;
    let stored = tx.intake(id).await?.expect("it is there");
    let said = (stored.state, stored.amount, stored.session);
    assert_eq!(said, (IntakeState::Waiting, sold.amount, Some(session)));
    assert_eq!(stored.approval, sold.approval);
    let sale = tx.sold_offline(lots[0]).await?.expect("sold");
    assert_eq!((sale.on, sale.public), (sold.agreed_on, true));
    assert_eq!(tx.sold_offline(lots[1]).await?, None);
    let (waiting, returned) = (IntakeState::Waiting, IntakeState::Returned);
    assert!(
        !tx.decide_intake(id, (returned, waiting), "").await?,
        "it stands elsewhere"
    );
    let listed = tx.intakes_of(session).await?;
    let ids: Vec<_> = listed.iter().map(|one| one.id).collect();
    assert_eq!(ids, [second, id]);
    assert_eq!((listed[0].amount, &listed[0].approval), (None, &None));
    tx.commit().await?;
    let elsewhere = NewIntake {
        buyer_code: code(2),
        ..sold.clone()
    };
    let unapproved = NewIntake {
        approval: None,
        ..elsewhere.clone()
    };
    for refused in [&intent, &elsewhere, &unapproved] {
        let mut tx = bench.store.write().await?;
        let refused = tx.insert_intake(&record(refused)).await;
        assert!(refused.is_err(), "{refused:?}");
    }
    // What was returned is entered again, and the lot may be sold to somebody else.
    let mut tx = bench.store.write().await?;
    assert!(tx.decide_intake(id, (waiting, returned), "缺签名").await?);
    let stored = tx.intake(id).await?.expect("it is there");
    assert_eq!((stored.state, &*stored.decision), (returned, "缺签名"));
    assert_eq!(tx.sold_offline(lots[0]).await?, None);
    assert_eq!(shown_as(&mut tx, no_more).await?.len(), 0);
    let found = shown_as(&mut tx, display).await?;
    assert!(found.len() == lots.len() && !found.iter().any(|card| card.sold_offline));
    tx.insert_intake(&record(&sold)).await?;
    stays_sold(&mut tx, lots[0]).await
}

/// What comes of a round does not bring a lot back on display that was sold elsewhere.
async fn stays_sold(tx: &mut Tx, lot: LotId) -> Result<()> {
    let (from, to) = (LotState::Published, LotState::Listed);
    assert!(tx.update_lot_state(lot, from, to, None).await?);
    assert!(tx.update_lot_state(lot, to, from, None).await?);
    assert_eq!(shown_as(tx, StatusFilter::Sold).await?.len(), 1);
    Ok(())
}

/// What the catalogue finds with a status, by its columns and by its index alike.
async fn shown_as(tx: &mut Tx, status: StatusFilter) -> Result<Vec<LotCard>> {
    let asked = LotFilter {
        status: Some(status),
        ..LotFilter::default()
    };
    let (cards, _, count) = tx.catalogue(&asked, NOON).await?;
    assert_eq!(count.count as usize, cards.len());
    let in_index = LotFilter {
        q: "示例".into(),
        ..asked
    };
    let (found, ..) = tx.catalogue(&in_index, NOON).await?;
    assert_eq!(found, cards, "the index says the same");
    Ok(cards)
}

async fn a_report_is_changed_upon_the_version_before(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let (session, ..) = scene(&mut tx).await?;
    assert_eq!(tx.report(session).await?, None);
    let prose = Prose {
        course: "开展情况".into(),
        ..Prose::default()
    };
    let first = Report::blank(session).write(prose, NOON).expect("open");
    tx.put_report(&first).await?;
    assert_eq!(tx.report(session).await?, Some(first.clone()));
    let again = tx.put_report(&first).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    let second = first.write(Prose::default(), NOON).expect("open");
    tx.put_report(&second).await?;
    let stale = first.write(first.prose.clone(), NOON).expect("open");
    let stale = tx.put_report(&stale).await;
    assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
    let kept = tx.report(session).await?.expect("it is there");
    assert_eq!((kept.version, kept.state), (2, ReportState::Draft));
    Ok(())
}
