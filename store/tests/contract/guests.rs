//! Units that sessions invite: one row for a unit, what came of it, and what is forgotten.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::guests::{GuestDraft, GuestState, NewGuest};
use domain::ids::{AccountId, GuestId, SessionId};
use domain::mail::{InvitationMail, MailBody};
use domain::registrations::{
    Attendee, AttendeeRole, Occupancy, RegistrationPlan, RegistrationState, UnitCode,
};
use domain::sessions::Bilingual;
use store::{MailAbout, NewRegistration, NewRegistrationMail, Result, Tx};

stories!(
    a_unit_is_invited_once_and_its_registration_says_where_it_stands,
    what_was_checked_is_kept_for_its_asker_alone,
);

fn guest(number: u32, email: &str) -> NewGuest {
    let code = domain::credit_codes::CreditCode::complete(&format!("91320000MA{number:07}"));
    let draft = GuestDraft {
        credit_code: code.expect("a credit code").as_str().into(),
        unit: format!("受邀单位{number}（示例）"),
        contact: "某人（示例）".into(),
        phone: "19900001234".into(),
        email: email.into(),
    };
    draft.read().expect("a unit")
}

async fn scene(tx: &mut Tx) -> Result<(SessionId, AccountId)> {
    let session = tx.upsert_session(&make::session(1)).await?;
    let by = tx.insert_account(&make::account(1), None).await?;
    Ok((session, by))
}

/// The unit of this guest has a registration, and one of its people is here.
async fn comes(tx: &mut Tx, session: SessionId, guest: &NewGuest, here: bool) -> Result<()> {
    let plan = RegistrationPlan {
        opens_at: NOON,
        closes_at: NOON.plus_millis(1_000),
        seats: 10,
        stopped: false,
        disclaimer: None,
    };
    tx.put_registration_plan(session, &plan, 0).await?;
    tx.put_occupancy(session, Occupancy::default()).await?;
    let people = [Attendee {
        name: "某人（示例）".into(),
        phone: "19900001234".into(),
        email: "person@example.com".into(),
        role: AttendeeRole::Other,
    }];
    let code = UnitCode::of_bytes([1, 2, 3, 4, 5, 6, 7, 8]);
    let new = NewRegistration {
        session,
        credit_code: &guest.credit_code,
        unit: &guest.unit,
        state: RegistrationState::Seated,
        code: &code,
        people: &people,
        english: false,
        consent_version: "1",
        at: NOON,
    };
    let id = tx.insert_registration(&new).await?;
    if here {
        tx.note_here(id, 1, NOON).await?;
    }
    Ok(())
}

async fn states(tx: &mut Tx, session: SessionId) -> Result<Vec<GuestState>> {
    let all = tx.guests(session, None, 9).await?;
    Ok(all.into_iter().map(|one| one.state).collect())
}

async fn a_unit_is_invited_once_and_its_registration_says_where_it_stands(
    bench: &Bench,
) -> Result<()> {
    use GuestState::{Came, Declined, Invited, Listed};
    let mut tx = make::setting(&bench.store).await?;
    let (session, by) = scene(&mut tx).await?;
    let (first, second) = (guest(1, "one@example.com"), guest(2, "two@example.com"));
    for one in [&first, &second, &first] {
        tx.put_guest(session, one, (by, NOON)).await?;
    }
    assert_eq!(states(&mut tx, session).await?, [Listed, Listed]);
    let all = tx.guests(session, None, 9).await?;
    assert_eq!(
        tx.guest_codes(session).await?,
        [first.credit_code.clone(), second.credit_code.clone()]
    );
    assert_eq!(tx.guests(session, Some(all[0].id), 9).await?, all[1..]);
    let body = MailBody::Invitation(InvitationMail {
        slug: "session-1".into(),
        title: Bilingual::default(),
        venue: Bilingual::default(),
        starts_at: NOON,
        unit: first.unit.clone(),
        contact: first.contact.clone(),
        host: String::new(),
    });
    let about = MailAbout::Guest(all[0].id);
    let new = NewRegistrationMail {
        about,
        key: "guest/1",
        recipient: &first.email,
        english: false,
        body: &body,
        at: NOON,
    };
    assert!(tx.insert_registration_mail(&new).await?);
    assert!(!tx.insert_registration_mail(&new).await?, "once");
    let due = tx.due_registration_mails(NOON, 9).await?.remove(0);
    assert_eq!((due.about, &due.mail.body), (about, &body));
    for one in &all {
        tx.note_invited(one.id, NOON).await?;
    }
    assert!(tx.note_declined(all[1].id, NOON).await?);
    assert!(!tx.note_declined(all[1].id, NOON).await?, "said once");
    assert_eq!(states(&mut tx, session).await?, [Invited, Declined]);
    comes(&mut tx, session, &second, true).await?;
    assert_eq!(states(&mut tx, session).await?, [Invited, Came]);
    // With another address it was not written to yet.
    let moved = guest(1, "other@example.com");
    tx.put_guest(session, &moved, (by, NOON)).await?;
    assert_eq!(states(&mut tx, session).await?, [Listed, Came]);
    assert!(!tx.remove_guest(SessionId(99), all[0].id).await?);
    assert!(tx.remove_guest(session, all[0].id).await?);
    assert_eq!(tx.guest(all[0].id).await?, None);
    assert_eq!(tx.due_registration_mails(NOON, 9).await?, []);
    // Half a year later nobody knows whom to write to.
    tx.forget_contacts(session).await?;
    let left = tx.guest(all[1].id).await?.expect("the unit stays");
    assert_eq!((left.contact, left.phone, left.email), Default::default());
    assert_eq!(left.unit, second.unit);
    assert_eq!(tx.guest(GuestId(99)).await?, None);
    Ok(())
}

async fn what_was_checked_is_kept_for_its_asker_alone(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let (session, by) = scene(&mut tx).await?;
    let other = tx.insert_account(&make::account(2), None).await?;
    let (old, new) = (
        vec![guest(1, "one@example.com")],
        vec![guest(2, "two@example.com")],
    );
    let later = NOON.plus_millis(1_000);
    for (checked, at) in [(&old, NOON), (&new, later)] {
        tx.put_guest_check((session, by), checked, (at, NOON))
            .await?;
    }
    let found: Option<Vec<NewGuest>> = tx.guest_check((session, by), NOON).await?;
    assert_eq!(found, Some(new.clone()), "the latest");
    let gone = [
        ((session, other), NOON),
        ((session, by), later.plus_millis(1)),
    ];
    for (of, since) in gone {
        let found: Option<Vec<NewGuest>> = tx.guest_check(of, since).await?;
        assert_eq!(found, None);
    }
    // Whatever is too old goes when another one comes.
    let after = later.plus_millis(1);
    tx.put_guest_check((session, other), &old, (after, after))
        .await?;
    let found: Option<Vec<NewGuest>> = tx.guest_check((session, by), NOON).await?;
    assert_eq!(found, None);
    tx.forget_guest_check(session, other).await?;
    let found: Option<Vec<NewGuest>> = tx.guest_check((session, other), NOON).await?;
    assert_eq!(found, None);
    Ok(())
}
