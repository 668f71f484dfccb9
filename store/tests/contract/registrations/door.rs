//! Check-ins, talks, and the mails about registrations.

use super::{register, register_in, stage};
use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::{AccountId, SessionId};
use domain::mail::{MailBody, MailProblem, RegistrationMail, RegistrationNews};
use domain::registrations::{CheckIn, CheckInOutcome, TalkTime};
use domain::sessions::{Bilingual, Session};
use domain::views::{Attendance, CheckedIn};
use store::{MailAbout, NewCheckIn, NewRegistrationMail, Result, StoreError, Tried};

stories!(
    a_check_in_counts_once,
    people_are_forgotten_and_still_counted,
    of_two_who_book_a_slot_one_has_it,
    a_mail_is_written_once_and_tried_as_often_as_it_needs,
    people_are_reminded_of_an_hour_once,
);

async fn a_check_in_counts_once(bench: &Bench) -> Result<()> {
    let session = stage(bench, 50).await?;
    let id = register(&bench.store, session, 1, 2).await?;
    register(&bench.store, session, 2, 1).await?;
    let mut tx = bench.store.write().await?;
    tx.insert_account(&make::account(1), None).await?;
    assert_eq!(tx.attendance(session).await?, Attendance::default());
    let lines = tx.check_in_lines(session, Some(1)).await?;
    assert_eq!(lines.len(), 3);
    assert!(
        lines.iter().all(|line| !line.accepted),
        "nobody has accepted it"
    );
    let lines = tx.check_in_lines(session, None).await?;
    assert!(
        lines.iter().all(|line| line.accepted),
        "nothing is asked for"
    );
    assert!(tx.note_here(id, 2, NOON).await?);
    assert!(!tx.note_here(id, 2, NOON.plus_millis(5)).await?, "once");
    assert!(tx.note_here(id, 1, NOON).await?);
    assert!(!tx.note_here(id, 3, NOON).await?, "nobody has this place");
    let here = Attendance {
        units: 1,
        people: 2,
    };
    assert_eq!(tx.attendance(session).await?, here);
    let early = register_in(&mut tx, session, 0, 1).await?;
    let units = tx.registered_units(session, 9).await?;
    let units: Vec<_> = units
        .iter()
        .map(|unit| (&*unit.name, unit.is_here))
        .collect();
    let others = [("单位0（示例）", false), ("单位2（示例）", false)];
    assert_eq!(units, [&[("单位1（示例）", true)], &others[..]].concat());
    assert!(tx.cancel_registration(early, NOON).await?);
    assert_eq!(tx.registered_units(session, 9).await?.len(), 2);
    let sent = CheckIn {
        id: "0123456789abcdef0123456789abcdef".into(),
        code: "K7QM2RTX-1".into(),
        at: NOON,
    };
    let answer = CheckedIn {
        id: sent.id.clone(),
        outcome: CheckInOutcome::Done,
        who: "单位1".into(),
    };
    let new = NewCheckIn {
        session,
        sent: &sent,
        answer: &answer,
        by: AccountId(1),
        at: NOON,
    };
    assert_eq!(tx.check_in(session, &sent.id).await?, None);
    assert!(tx.insert_check_in(&new).await?);
    assert!(!tx.insert_check_in(&new).await?, "the phone sends it again");
    assert_eq!(tx.check_in(session, &sent.id).await?, Some(answer));
    assert_eq!(tx.check_in(SessionId(999), &sent.id).await?, None);
    Ok(())
}

async fn people_are_forgotten_and_still_counted(bench: &Bench) -> Result<()> {
    let session = stage(bench, 50).await?;
    let id = register(&bench.store, session, 1, 2).await?;
    let mut tx = bench.store.write().await?;
    assert!(tx.note_here(id, 1, NOON).await?);
    let end = make::session(1).ends_at;
    assert_eq!(tx.sessions_with_contacts(end, 9).await?, [], "not before");
    let after = end.plus_millis(1);
    assert_eq!(tx.sessions_with_contacts(after, 9).await?, [session]);
    assert_eq!(tx.sessions_with_contacts(after, 0).await?, []);
    assert_eq!(tx.forget_contacts(session).await?, (2, 0));
    assert_eq!(tx.forget_contacts(session).await?, (0, 0), "once");
    assert_eq!(tx.sessions_with_contacts(after, 9).await?, []);
    let people = tx.attendees(&[id]).await?;
    assert_eq!(people.len(), 2);
    let is_empty = |text: &str| text.is_empty();
    let gone = people
        .iter()
        .all(|(_, one)| is_empty(&one.name) && is_empty(&one.phone) && is_empty(&one.email));
    assert!(gone);
    let here = Attendance {
        units: 1,
        people: 1,
    };
    assert_eq!(tx.attendance(session).await?, here);
    Ok(())
}

fn slot(place: &str) -> TalkTime {
    TalkTime {
        starts_at: NOON,
        minutes: 20,
        place: place.into(),
        counterpart: "江澜大学（示例）".into(),
    }
}

async fn of_two_who_book_a_slot_one_has_it(bench: &Bench) -> Result<()> {
    let session = stage(bench, 50).await?;
    let mut units = Vec::new();
    for number in 0..8 {
        units.push(register(&bench.store, session, number, 1).await?);
    }
    let mut tx = bench.store.write().await?;
    tx.insert_talk_slots(session, &[slot("A1"), slot("A2")])
        .await?;
    tx.commit().await?;
    let mut tx = bench.store.write().await?;
    let twice = tx.insert_talk_slots(session, &[slot("A1")]).await;
    assert!(matches!(twice, Err(StoreError::Conflict)));
    drop(tx);
    let slots = bench.store.read().await?.talk_slots(session).await?;
    let wanted = slots[0].id;
    let all = units.clone().into_iter().map(|unit| {
        let store = bench.store.clone();
        tokio::spawn(async move {
            let mut tx = store.write().await?;
            tx.book_talk(session, wanted, (unit, NOON)).await?;
            tx.commit().await
        })
    });
    let mut booked = 0;
    for one in all.collect::<Vec<_>>() {
        match one.await.expect("a task") {
            Ok(()) => booked += 1,
            Err(StoreError::Conflict) => {}
            Err(other) => return Err(other),
        }
    }
    assert_eq!(booked, 1);
    let mut tx = bench.store.write().await?;
    let (by, _) = tx.talk_slots(session).await?[0]
        .booked
        .clone()
        .expect("one has it");
    let second = tx.book_talk(session, slots[1].id, (by, NOON)).await;
    assert!(
        matches!(second, Err(StoreError::Conflict)),
        "a unit has one slot"
    );
    assert!(!tx.remove_talk_slot(session, wanted).await?, "it is booked");
    assert!(tx.remove_talk_slot(session, slots[1].id).await?);
    assert!(tx.release_talk(by).await? && !tx.release_talk(by).await?);
    assert!(tx.remove_talk_slot(session, wanted).await?);
    assert_eq!(tx.talk_slots(session).await?, []);
    Ok(())
}

async fn a_mail_is_written_once_and_tried_as_often_as_it_needs(bench: &Bench) -> Result<()> {
    let session = stage(bench, 50).await?;
    let id = register(&bench.store, session, 1, 1).await?;
    let body = MailBody::Registration(RegistrationMail {
        news: RegistrationNews::Seated,
        slug: "session-1".into(),
        title: Bilingual::default(),
        venue: Bilingual::default(),
        starts_at: NOON,
        unit: "单位1".into(),
        people: 1,
        code: "K7QM2RTX".into(),
    });
    let new = NewRegistrationMail {
        about: MailAbout::Registration(id),
        key: "registration/1/SEATED",
        recipient: "person0@example.com",
        english: true,
        body: &body,
        at: NOON,
    };
    let mut tx = bench.store.write().await?;
    assert!(tx.insert_registration_mail(&new).await?);
    assert!(!tx.insert_registration_mail(&new).await?, "once");
    assert_eq!(
        tx.due_registration_mails(NOON.plus_millis(-1), 9).await?,
        []
    );
    let due = tx.due_registration_mails(NOON, 9).await?.remove(0);
    assert_eq!(
        (due.about, &due.mail.body, due.mail.english),
        (MailAbout::Registration(id), &body, true)
    );
    let later = NOON.plus_millis(60_000);
    assert!(tx.claim_registration_mail(&due.mail, later).await?);
    assert!(
        !tx.claim_registration_mail(&due.mail, later).await?,
        "somebody was faster"
    );
    let tried = Tried {
        problem: Some(MailProblem::Timeout),
        next_at: Some(later),
    };
    assert!(tx.end_registration_mail_try(due.mail.id, 1, &tried).await?);
    assert_eq!(tx.mail_counts().await?.waiting, 1);
    let due = tx.due_registration_mails(later, 9).await?.remove(0);
    assert_eq!(due.mail.attempts, 1);
    assert!(tx.claim_registration_mail(&due.mail, later).await?);
    let sent = Tried {
        problem: None,
        next_at: None,
    };
    assert!(tx.end_registration_mail_try(due.mail.id, 2, &sent).await?);
    let counts = tx.mail_counts().await?;
    assert_eq!((counts.waiting, counts.sent), (0, 1));
    assert_eq!(tx.forget_registration_mails(NOON).await?, 0);
    assert_eq!(tx.forget_registration_mails(later).await?, 1);
    Ok(())
}

async fn people_are_reminded_of_an_hour_once(bench: &Bench) -> Result<()> {
    let session = stage(bench, 50).await?;
    let mut tx = bench.store.write().await?;
    let stored: Session = tx.session(session).await?.expect("a session");
    let hour = stored.starts_at;
    let day = 86_400_000;
    let due = |now| (hour.plus_millis(now), hour.plus_millis(now + day));
    let (now, until) = due(-day - 1);
    assert_eq!(tx.sessions_to_remind(now, until).await?, []);
    let (now, until) = due(-day);
    assert_eq!(tx.sessions_to_remind(now, until).await?, [session]);
    assert!(tx.note_reminded(session, hour).await?);
    assert!(!tx.note_reminded(session, hour).await?, "once");
    assert_eq!(tx.sessions_to_remind(now, until).await?, []);
    // It is moved: people hear of the other hour.
    let moved = Session {
        starts_at: hour.plus_millis(3_600_000),
        ..stored
    };
    tx.upsert_session(&moved).await?;
    assert_eq!(
        tx.sessions_to_remind(now, until.plus_millis(3_600_000))
            .await?,
        [session]
    );
    let (now, until) = due(3_600_001);
    assert_eq!(tx.sessions_to_remind(now, until).await?, [], "it has begun");
    Ok(())
}
