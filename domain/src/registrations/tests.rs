//! Rules of registration, check-in and talks.

use super::*;
use crate::credit_codes::{CreditCode, CreditCodeError};
use crate::ids::RegistrationId;
use proptest::prelude::*;

const NOON: Timestamp = Date::of(2026, 11, 20).at(12, 0);
const HOUR: i64 = 3_600_000;

fn plan(seats: u32) -> RegistrationPlan {
    RegistrationPlan {
        opens_at: NOON,
        closes_at: NOON.plus_millis(5 * HOUR),
        seats,
        stopped: false,
        disclaimer: None,
    }
}

fn person(name: &str, phone: &str, email: &str) -> AttendeeDraft {
    AttendeeDraft {
        name: name.into(),
        phone: phone.into(),
        email: email.into(),
        role: "LEADER".into(),
    }
}

fn draft(people: Vec<AttendeeDraft>) -> RegistrationDraft {
    RegistrationDraft {
        credit_code: "９1350100m000100y43".into(),
        unit: " 江澜材料（示例） ".into(),
        people,
        consent: true,
        disclaimer: None,
        trap: String::new(),
    }
}

#[test]
fn a_plan_has_hours_within_the_session_and_room_for_who_sits() {
    let ends = NOON.plus_millis(6 * HOUR);
    assert_eq!(plan(50).check(ends, 50), Ok(()));
    assert_eq!(plan(50).check(ends, 51), Err(PlanRefusal::SeatsTaken));
    assert_eq!(plan(0).check(ends, 0), Err(PlanRefusal::Seats));
    assert_eq!(plan(SEATS_MAX + 1).check(ends, 0), Err(PlanRefusal::Seats));
    let early = NOON.plus_millis(4 * HOUR);
    assert_eq!(plan(50).check(early, 0), Err(PlanRefusal::AfterEnd));
    let turned = RegistrationPlan {
        closes_at: NOON,
        ..plan(50)
    };
    assert_eq!(turned.check(ends, 0), Err(PlanRefusal::Times));
    let text = "责".repeat(DISCLAIMER_CHARS_MAX + 1);
    let wordy = RegistrationPlan {
        disclaimer: Some(Disclaimer { version: 1, text }),
        ..plan(50)
    };
    assert_eq!(wordy.check(ends, 0), Err(PlanRefusal::Disclaimer));
}

#[test]
fn the_gate_says_what_holds_now() {
    let full = |taken, waiting| Occupancy { taken, waiting };
    let gate = |full, now| plan(50).gate(SessionState::Published, full, now);
    let before = NOON.plus_millis(-1);
    assert_eq!(gate(full(0, 0), before), Gate::NotOpen { opens_at: NOON });
    assert_eq!(gate(full(48, 0), NOON), Gate::Open { left: 2 });
    assert_eq!(gate(full(50, 0), NOON), Gate::Waiting);
    // Two seats are left, but somebody with more people waits for them.
    assert_eq!(gate(full(48, 1), NOON), Gate::Waiting);
    let late = NOON.plus_millis(5 * HOUR);
    assert_eq!(gate(full(0, 0), late), Gate::Closed);
    for state in [
        SessionState::Held,
        SessionState::Summarised,
        SessionState::Cancelled,
    ] {
        assert_eq!(plan(50).gate(state, full(0, 0), NOON), Gate::Closed);
    }
    let stopped = RegistrationPlan {
        stopped: true,
        ..plan(50)
    };
    let gate = stopped.gate(SessionState::Published, full(0, 0), NOON);
    assert_eq!(gate, Gate::Closed);
    assert!(!gate.takes() && Gate::Waiting.takes());
}

#[test]
fn a_form_is_read_and_its_blank_rows_are_left_out() {
    let two = vec![
        AttendeeDraft::default(),
        person("陈一鸣", "１99 0000 1234", "chen@example.com"),
        person("林晓", "025-83301234", ""),
    ];
    let read = draft(two).read().unwrap();
    let code = CreditCode::parse("91350100M000100Y43").unwrap();
    assert_eq!(
        (&read.credit_code, read.unit.as_str()),
        (&code, "江澜材料（示例）")
    );
    assert_eq!(read.people.len(), 2);
    assert_eq!(read.people[0].phone, "19900001234");
}

#[test]
fn each_fault_of_a_form_names_its_row() {
    let one = || person("陈一鸣", "19900001234", "chen@example.com");
    let refused = |people| draft(people).read().unwrap_err();
    assert_eq!(refused(vec![]), RegistrationRefusal::People);
    assert_eq!(
        refused(vec![AttendeeDraft::default()]),
        RegistrationRefusal::People
    );
    let eleven = (0..11).map(|n| person("某人", &format!("199000012{n:02}"), "a@example.com"));
    assert_eq!(refused(eleven.collect()), RegistrationRefusal::People);
    let second = |two| refused(vec![one(), two]);
    let name = person("陈", "19900001235", "");
    assert_eq!(second(name), RegistrationRefusal::Name(1));
    let phone = person("林晓", "1234", "");
    assert_eq!(second(phone), RegistrationRefusal::Phone(1));
    let email = person("林晓", "19900001235", "lin@");
    assert_eq!(second(email), RegistrationRefusal::Email(1));
    let again = person("林晓", "199 0000 1234", "");
    assert_eq!(second(again), RegistrationRefusal::PhoneAgain(1));
    let none = person("陈一鸣", "19900001234", "");
    assert_eq!(refused(vec![none]), RegistrationRefusal::Email(0));
    let role = AttendeeDraft {
        role: "x".into(),
        ..one()
    };
    assert_eq!(refused(vec![role]).row(), Some(0));
    let of = |change: fn(&mut RegistrationDraft)| {
        let mut draft = draft(vec![one()]);
        change(&mut draft);
        draft.read().unwrap_err().to_string()
    };
    assert_eq!(of(|draft| draft.consent = false), "CONSENT_REQUIRED");
    assert_eq!(of(|draft| draft.trap = "x".into()), "REGISTRATION_TRAP");
    assert_eq!(of(|draft| draft.unit = "x".into()), "REGISTRATION_UNIT");
    assert_eq!(of(|draft| draft.credit_code.clear()), "USCC_FORMAT");
    let wrong = |draft: &mut RegistrationDraft| draft.credit_code = "91350100M000100Y44".into();
    assert_eq!(of(wrong), CreditCodeError::Check.to_string());
}

#[test]
fn an_empty_form_is_led_through_its_fields_in_their_order() {
    let mut typed = RegistrationDraft {
        credit_code: String::new(),
        unit: String::new(),
        consent: false,
        ..draft(vec![AttendeeDraft::default()])
    };
    assert_eq!(typed.read(), Err(RegistrationRefusal::Unit));
    typed.unit = "江澜材料（示例）".into();
    let code = RegistrationRefusal::CreditCode(CreditCodeError::Format);
    assert_eq!(typed.read(), Err(code));
    typed.credit_code = "91350100M000100Y43".into();
    assert_eq!(typed.read(), Err(RegistrationRefusal::People));
    typed.people = vec![person("陈一鸣", "19900001234", "chen@example.com")];
    assert_eq!(typed.read(), Err(RegistrationRefusal::Consent));
}

#[test]
fn codes_are_read_as_they_are_typed_and_links_made_by_the_portal_alone() {
    let code = UnitCode::of_bytes([0, 29, 30, 255, 7, 8, 9, 10]);
    assert_eq!(
        UnitCode::parse(&code.as_str().to_lowercase()),
        Some(code.clone())
    );
    let badge = BadgeCode::parse(&format!(" {} － 2", code.as_str())).unwrap();
    assert_eq!((&badge.unit, badge.place), (&code, Some(2)));
    assert_eq!(BadgeCode::parse(&badge.to_string()), Some(badge));
    for text in [
        "",
        "23456789-0",
        "23456789-x",
        "2345678",
        "0OIL1234",
        "23456789-2-3",
    ] {
        assert_eq!(BadgeCode::parse(text), None, "{text}");
    }
    let token = link_token(b"secret", RegistrationId(7));
    assert_eq!(read_link_token(b"secret", &token), Some(RegistrationId(7)));
    assert_eq!(read_link_token(b"other", &token), None);
    assert_eq!(
        read_link_token(b"secret", &token.replacen('7', "8", 1)),
        None
    );
    assert_eq!(read_link_token(b"secret", &token[..token.len() - 2]), None);
    assert_eq!(read_link_token(b"secret", "7."), None);
}

#[test]
fn who_is_here_is_counted_once_and_the_disclaimer_comes_first() {
    use RegistrationState::{Cancelled, Seated, Waiting};
    assert_eq!(judge(Seated, true, false), CheckInOutcome::Done);
    assert_eq!(judge(Seated, false, false), CheckInOutcome::Disclaimer);
    assert_eq!(judge(Seated, true, true), CheckInOutcome::Again);
    assert_eq!(judge(Waiting, true, false), CheckInOutcome::Waiting);
    assert_eq!(judge(Cancelled, true, true), CheckInOutcome::Cancelled);
    let one = |id: &str| CheckIn {
        id: id.into(),
        code: String::new(),
        at: NOON,
    };
    assert!(one("0123456789abcdef0123456789abcdef").has_id());
    assert!(!one("0123456789ABCDEF0123456789abcdef").has_id());
    assert!(!one("").has_id());
}

#[test]
fn slots_follow_one_another_and_clash_with_no_other() {
    let first = TalkTime {
        starts_at: NOON,
        minutes: 20,
        place: " A1 ".into(),
        counterpart: "江澜大学（示例）".into(),
    };
    let plan = |first: TalkTime, count| TalkPlan { first, count };
    let slots = plan(first.clone(), 3).slots(&[]).unwrap();
    assert_eq!(slots[2].starts_at, NOON.plus_millis(40 * 60_000));
    assert_eq!(slots[0].place, "A1");
    let again = plan(first.clone(), 1).slots(&slots);
    assert_eq!(again, Err(TalkRefusal::Overlap));
    let elsewhere = TalkTime {
        place: "A2".into(),
        ..first.clone()
    };
    let same_people = plan(elsewhere.clone(), 1).slots(&slots);
    assert_eq!(same_people, Err(TalkRefusal::Overlap));
    let others = TalkTime {
        counterpart: "另一家（示例）".into(),
        ..elsewhere
    };
    assert!(plan(others, 1).slots(&slots).is_ok());
    let short = TalkTime {
        minutes: 4,
        ..first.clone()
    };
    assert_eq!(plan(short, 1).slots(&[]), Err(TalkRefusal::Minutes));
    assert_eq!(plan(first.clone(), 0).slots(&[]), Err(TalkRefusal::Count));
    let nowhere = TalkTime {
        place: " ".into(),
        ..first.clone()
    };
    assert_eq!(plan(nowhere, 1).slots(&[]), Err(TalkRefusal::Place));
    let nobody = TalkTime {
        counterpart: "x".into(),
        ..first
    };
    assert_eq!(plan(nobody, 1).slots(&[]), Err(TalkRefusal::Counterpart));
}

#[test]
fn hours_are_those_of_a_form() {
    assert_eq!(read_hour("2026-11-20T12:00"), Some(NOON));
    assert_eq!(read_hour(" 2026-11-20 12:00:30 "), Some(NOON));
    assert_eq!(read_hour(&write_hour(NOON)), Some(NOON));
    for text in [
        "",
        "2026-11-20",
        "2026-11-20T24:00",
        "2026-13-20T10:00",
        "2026-11-20T-1:00",
    ] {
        assert_eq!(read_hour(text), None, "{text}");
    }
}

proptest! {
    /// Sixty that come at once or one after the other: never more people than seats, and whoever waits
    /// waits because somebody before does or because the unit does not fit.
    #[test]
    fn nobody_sits_on_two_seats(seats in 1u32..80, people in proptest::collection::vec(1u32..=10, 1..60)) {
        let plan = plan(seats);
        let mut full = Occupancy::default();
        for one in people {
            match plan.place(full, one) {
                RegistrationState::Seated => {
                    prop_assert_eq!(full.waiting, 0);
                    full.taken += one;
                }
                _ => {
                    prop_assert!(full.waiting > 0 || full.taken + one > seats);
                    full.waiting += 1;
                }
            }
            prop_assert!(full.taken <= seats);
        }
    }

    #[test]
    fn units_move_up_whole_in_order_and_as_many_as_fit(
        seats in 0u32..100,
        taken in 0u32..100,
        queue in proptest::collection::vec(1u32..=10, 0..20),
    ) {
        let count = moving_up(seats, taken, &queue);
        let people: u32 = queue[..count].iter().sum();
        prop_assert!(count == 0 || taken + people <= seats);
        if let Some(next) = queue.get(count) {
            prop_assert!(taken + people + next > seats, "the next one does not fit");
        }
    }

    #[test]
    fn no_text_is_taken_for_a_link_or_breaks_the_form(text in ".{0,60}") {
        prop_assert_eq!(read_link_token(b"secret", &text), None);
        let _ = BadgeCode::parse(&text);
        let _ = read_hour(&text);
    }
}
