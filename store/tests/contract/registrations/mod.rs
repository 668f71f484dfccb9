//! Registrations of units and the waiting list; the door, talks and mails have a story of their own.

mod door;

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::{RegistrationId, SessionId};
use domain::registrations::{
    Attendee, AttendeeRole, Disclaimer, Occupancy, RegistrationPlan, RegistrationState, UnitCode,
};
use store::{NewRegistration, Result, Store, StoreError, Tx};

stories!(
    a_plan_is_kept_and_says_how_full_the_session_is,
    a_unit_comes_once_and_may_come_again_after_it_has_cancelled,
    sixty_at_once_for_fifty_seats,
    who_waits_moves_up_in_order,
);

const OPEN: i64 = -3_600_000;

fn plan(seats: u32) -> RegistrationPlan {
    RegistrationPlan {
        opens_at: NOON.plus_millis(OPEN),
        closes_at: NOON.plus_millis(3_600_000),
        seats,
        stopped: false,
        disclaimer: None,
    }
}

async fn stage(bench: &Bench, seats: u32) -> Result<SessionId> {
    let mut tx = make::setting(&bench.store).await?;
    let id = tx.upsert_session(&make::session(1)).await?;
    tx.put_registration_plan(id, &plan(seats), 0).await?;
    tx.commit().await?;
    Ok(id)
}

fn people(count: usize) -> Vec<Attendee> {
    let one = |number| Attendee {
        name: format!("某人{number}（示例）"),
        phone: format!("199000000{number:02}"),
        email: format!("person{number}@example.com"),
        role: AttendeeRole::Technical,
    };
    (0..count).map(one).collect()
}

/// Registers a unit as `service` does: whoever holds the plan decides.
async fn register(
    store: &Store,
    session: SessionId,
    number: u8,
    count: usize,
) -> Result<RegistrationId> {
    let mut tx = store.write().await?;
    let id = register_in(&mut tx, session, number, count).await?;
    tx.commit().await?;
    Ok(id)
}

async fn register_in(
    tx: &mut Tx,
    session: SessionId,
    number: u8,
    count: usize,
) -> Result<RegistrationId> {
    let held = tx.hold_registration_plan(session).await?.expect("a plan");
    let mut full = held.full;
    let state = held.plan.place(full, count as u32);
    match state {
        RegistrationState::Waiting => full.waiting += 1,
        _ => full.taken += count as u32,
    }
    let code = UnitCode::of_bytes([number % 16, number / 16, 2, 3, 4, 5, 6, 7]);
    let unit = format!("单位{number}（示例）");
    let new = NewRegistration {
        session,
        credit_code: &format!("91320000MA00000{number:03}"),
        unit: &unit,
        state,
        code: &code,
        people: &people(count),
        english: number.is_multiple_of(2),
        consent_version: "2026-1",
        at: NOON,
    };
    let id = tx.insert_registration(&new).await?;
    tx.put_occupancy(session, full).await?;
    Ok(id)
}

async fn a_plan_is_kept_and_says_how_full_the_session_is(bench: &Bench) -> Result<()> {
    let session = stage(bench, 50).await?;
    let mut tx = bench.store.write().await?;
    assert_eq!(tx.registration_plan(SessionId(999)).await?, None);
    assert_eq!(tx.hold_registration_plan(SessionId(999)).await?, None);
    let full = Occupancy {
        taken: 30,
        waiting: 2,
    };
    tx.put_occupancy(session, full).await?;
    let other = RegistrationPlan {
        seats: 40,
        stopped: true,
        disclaimer: Some(Disclaimer {
            version: 3,
            text: "参会须知".into(),
        }),
        ..plan(50)
    };
    tx.put_registration_plan(session, &other, 3).await?;
    let stored = tx.registration_plan(session).await?.expect("a plan");
    assert_eq!(
        (&stored.plan, stored.full),
        (&other, full),
        "it stays as full"
    );
    assert_eq!(stored.disclaimer_version, 3);
    let all = tx.registration_plans(&[session, SessionId(999)]).await?;
    assert_eq!(all, [(session, stored.clone())].into());
    assert_eq!(tx.registration_plans(&[]).await?, [].into());
    assert_eq!(tx.hold_registration_plan(session).await?, Some(stored));
    let beyond = Occupancy {
        taken: 41,
        waiting: 0,
    };
    assert!(
        tx.put_occupancy(session, beyond).await.is_err(),
        "no seat twice"
    );
    Ok(())
}

async fn a_unit_comes_once_and_may_come_again_after_it_has_cancelled(bench: &Bench) -> Result<()> {
    let session = stage(bench, 50).await?;
    let id = register(&bench.store, session, 1, 2).await?;
    let again = register(&bench.store, session, 1, 1).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    let mut tx = bench.store.write().await?;
    let stored = tx.registration(id).await?.expect("it is there");
    assert_eq!((stored.people, stored.english), (2, false));
    let first = ("某人0（示例）".to_owned(), "person0@example.com".to_owned());
    assert_eq!(stored.first.as_ref(), Some(&first));
    assert_eq!(
        tx.registration_of_code(session, &stored.code).await?,
        Some(stored.clone())
    );
    assert_eq!(
        tx.registration_of_code(SessionId(999), &stored.code)
            .await?,
        None
    );
    assert!(tx.has_registration(session, &stored.credit_code).await?);
    let disclaimer = Disclaimer {
        version: 2,
        text: "须知".into(),
    };
    tx.accept_disclaimer(id, &disclaimer, ("某人", NOON))
        .await?;
    assert_eq!(
        tx.registration(id).await?.and_then(|one| one.disclaimer),
        Some(2)
    );
    let lines = tx.attendees(&[id]).await?;
    assert_eq!(lines.len(), 2);
    assert_eq!((lines[1].0, lines[1].1.place), (id, 2));
    assert!(tx.cancel_registration(id, NOON).await?);
    assert!(!tx.cancel_registration(id, NOON).await?, "once");
    assert_eq!(tx.attendees(&[id]).await?, [], "its people are forgotten");
    let gone = tx.registration(id).await?.expect("the row stays");
    assert_eq!(
        (gone.state, gone.first),
        (RegistrationState::Cancelled, None)
    );
    let late = tx.accept_disclaimer(id, &disclaimer, ("某人", NOON)).await;
    assert!(matches!(late, Err(StoreError::Conflict)));
    assert!(!tx.has_registration(session, &stored.credit_code).await?);
    assert_eq!(tx.registrations(session, None, 9).await?.len(), 1);
    assert_eq!(tx.registrations(session, Some(id), 9).await?, []);
    Ok(())
}

async fn sixty_at_once_for_fifty_seats(bench: &Bench) -> Result<()> {
    let session = stage(bench, 50).await?;
    let all = (0..60_u8).map(|number| {
        let store = bench.store.clone();
        tokio::spawn(async move { register(&store, session, number, 1).await })
    });
    for one in all.collect::<Vec<_>>() {
        one.await.expect("a task")?;
    }
    let mut tx = bench.store.read().await?;
    let stored = tx.registration_plan(session).await?.expect("a plan");
    let full = Occupancy {
        taken: 50,
        waiting: 10,
    };
    assert_eq!(stored.full, full);
    let all = tx.registrations(session, None, 100).await?;
    let seated = |one: &&store::StoredRegistration| one.state == RegistrationState::Seated;
    assert_eq!(all.iter().filter(seated).count(), 50);
    assert!(
        all[..50].iter().all(|one| seated(&one)),
        "the first fifty sit"
    );
    let waiting = tx.waiting_registrations(session, 100).await?;
    assert_eq!(waiting, all[50..]);
    assert_eq!(tx.waiting_before(session, waiting[9].id).await?, 9);
    Ok(())
}

async fn who_waits_moves_up_in_order(bench: &Bench) -> Result<()> {
    let session = stage(bench, 4).await?;
    let first = register(&bench.store, session, 1, 3).await?;
    let large = register(&bench.store, session, 2, 2).await?;
    let small = register(&bench.store, session, 3, 1).await?;
    let mut tx = bench.store.write().await?;
    let queue = tx.waiting_registrations(session, 9).await?;
    let ids: Vec<_> = queue.iter().map(|one| one.id).collect();
    assert_eq!(ids, [large, small], "nobody overtakes the larger one");
    assert!(tx.cancel_registration(first, NOON).await?);
    assert!(tx.seat_registration(large).await?);
    assert!(!tx.seat_registration(large).await?, "once");
    assert!(!tx.seat_registration(first).await?, "not who has cancelled");
    assert_eq!(tx.waiting_registrations(session, 9).await?.len(), 1);
    Ok(())
}
