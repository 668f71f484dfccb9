//! The work around a session as `service` does it: registrations, the door, interests, what was sold
//! offline, for the plans of the statements.

use super::make::NOON;
use crate::{FollowUpsOf, IntakesOf, Result, Tx};
use domain::guests::{GuestDraft, NewGuest};
use domain::ids::{
    AccountId, FileId, GuestId, ImportId, InstitutionId, IntakeId, InterestId, LotId,
    RegistrationId, SeasonId, SessionId, TalkSlotId,
};
use domain::intakes::IntakeState;
use domain::interests::{FollowUpEnd, FollowUpOutcome, FollowUpShow};
use domain::registrations::{Disclaimer, Occupancy, UnitCode};

pub(super) async fn work(tx: &mut Tx) -> Result<()> {
    register(tx).await?;
    invite(tx).await?;
    follow_up(tx).await?;
    let (session, id) = (SessionId(1), IntakeId(1));
    tx.intake(id).await?;
    tx.intakes_of(session).await?;
    tx.sold_offline(LotId(1)).await?;
    let (waiting, verified) = (IntakeState::Waiting, IntakeState::Verified);
    tx.decide_intake(id, (waiting, verified), "").await?;
    reported(tx).await?;
    tx.report(session).await?;
    Ok(())
}

async fn reported(tx: &mut Tx) -> Result<()> {
    let (id, unit) = (IntakeId(1), Some(InstitutionId(1)));
    tx.standing_reports(SeasonId(1), &["report:1".to_owned()])
        .await?;
    tx.withdraw_report(id, 1).await?;
    tx.prove_intake(id, FileId(1)).await?;
    tx.unproven_intakes(unit).await?;
    tx.imported_intakes(ImportId(1)).await?;
    for institution in [None, unit] {
        let of = IntakesOf {
            institution,
            before: Some(id),
            ..IntakesOf::default()
        };
        tx.intakes_listed(of, 50).await?;
    }
    Ok(())
}

async fn register(tx: &mut Tx) -> Result<()> {
    let (session, id) = (SessionId(1), RegistrationId(1));
    tx.registration_plan(session).await?;
    tx.hold_registration_plan(session).await?;
    tx.put_occupancy(session, Occupancy::default()).await?;
    tx.sessions_to_remind(NOON, NOON.plus_millis(86_400_000))
        .await?;
    tx.note_reminded(session, NOON).await?;
    tx.registration(id).await?;
    let code = UnitCode::of_bytes([1, 2, 3, 4, 5, 6, 7, 8]);
    tx.registration_of_code(session, &code).await?;
    tx.has_registration(session, "91350100M000100Y43").await?;
    tx.registrations(session, Some(id), 50).await?;
    tx.waiting_registrations(session, 50).await?;
    tx.waiting_before(session, id).await?;
    tx.seat_registration(id).await?;
    let disclaimer = Disclaimer {
        version: 1,
        text: "须知".into(),
    };
    // There is nobody who could accept it; the statement is noted all the same.
    let _ = tx.accept_disclaimer(id, &disclaimer, ("某人", NOON)).await;
    tx.attendees(&[id]).await?;
    tx.check_in_lines(session, Some(1)).await?;
    tx.attendance(session).await?;
    tx.registered_units(session, 50).await?;
    tx.note_here(id, 1, NOON).await?;
    tx.check_in(session, "0123456789abcdef0123456789abcdef")
        .await?;
    tx.talk_slots(session).await?;
    tx.remove_talk_slot(session, TalkSlotId(1)).await?;
    tx.release_talk(id).await?;
    tx.cancel_registration(id, NOON).await?;
    tx.due_registration_mails(NOON, 8).await?;
    tx.forget_registration_mails(NOON).await?;
    Ok(())
}

async fn invite(tx: &mut Tx) -> Result<()> {
    let (session, id, me) = (SessionId(1), GuestId(1), AccountId(1));
    let draft = GuestDraft {
        credit_code: "91350100M000100Y43".into(),
        unit: "示例单位".into(),
        contact: "某人".into(),
        phone: String::new(),
        email: "guest@example.com".into(),
    };
    if tx.session(session).await?.is_some() {
        let guest = draft.read().expect("a unit that fits");
        tx.put_guest(session, &guest, (me, NOON)).await?;
        tx.put_guest_check((session, me), &guest, (NOON, NOON))
            .await?;
    }
    tx.guest(id).await?;
    tx.guests(session, Some(id), 50).await?;
    tx.guest_codes(session).await?;
    tx.note_invited(id, NOON).await?;
    tx.note_declined(id, NOON).await?;
    tx.remove_guest(session, id).await?;
    let _: Option<NewGuest> = tx.guest_check((session, me), NOON).await?;
    tx.forget_guest_check(session, me).await
}

async fn follow_up(tx: &mut Tx) -> Result<()> {
    let (session, id, me) = (SessionId(1), InterestId(1), AccountId(1));
    tx.interest(id).await?;
    tx.interest_of(session, "91350100M000100Y43", LotId(1))
        .await?;
    tx.interests_of(session, 50).await?;
    tx.count_interests(session).await?;
    tx.interested(session, 50).await?;
    tx.interest_contacts(id).await?;
    for show in FollowUpShow::ALL {
        for (manager, sessions) in [
            (None, Vec::new()),
            (Some(me), Vec::new()),
            (Some(me), vec![session, SessionId(2)]),
        ] {
            let of = FollowUpsOf {
                manager,
                sessions,
                show: *show,
                today: NOON.date(),
            };
            tx.follow_ups(&of, 50).await?;
        }
    }
    tx.assign_follow_up(id, me, NOON.date()).await?;
    let end = FollowUpEnd {
        outcome: FollowUpOutcome::Licence,
        note: "-".into(),
        at: NOON,
    };
    tx.end_follow_up(id, &end).await?;
    Ok(())
}
