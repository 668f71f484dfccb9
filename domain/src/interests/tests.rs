//! What may be noted, and how a follow-up ends.

use super::*;
use proptest::prelude::*;

const TODAY: Date = Date::of(2026, 11, 18);

fn code() -> String {
    let code = CreditCode::complete("91320000MA1XTEA00").expect("a code");
    code.as_str().to_owned()
}

fn draft() -> InterestDraft {
    InterestDraft {
        enterprise: " 澄川精密仪器有限公司（示例） ".into(),
        credit_code: code().to_lowercase(),
        lot: "p2026-ener-0071".into(),
        level: InterestLevel::Strong,
        next_step: NextStep::Visit,
        contact: "某人".into(),
        phone: "199 0000 1234".into(),
    }
}

fn interest() -> Interest {
    Interest {
        id: InterestId(1),
        session: SessionId(3),
        lot: LotCode::parse("P2026-ENER-0071").expect("a code"),
        enterprise: "澄川精密仪器有限公司（示例）".into(),
        credit_code: code(),
        level: InterestLevel::Strong,
        next_step: NextStep::Visit,
        noted_at: TODAY.at(10, 0),
        manager: AccountId(7),
        due_on: TODAY.plus_days(InterestLevel::Strong.days()),
        end: None,
    }
}

#[test]
fn what_is_typed_on_a_phone_is_read() {
    let new = draft().check().expect("an interest");
    assert_eq!(new.enterprise, "澄川精密仪器有限公司（示例）");
    assert_eq!(new.credit_code.as_str(), code());
    assert_eq!(new.lot.as_str(), "P2026-ENER-0071");
    assert_eq!(new.phone, "19900001234");
}

#[test]
fn each_field_has_its_refusal() {
    let refused = |change: fn(&mut InterestDraft)| {
        let mut draft = draft();
        change(&mut draft);
        draft.check().expect_err("refused")
    };
    assert_eq!(
        refused(|d| d.enterprise = "澄".into()),
        "INTEREST_ENTERPRISE"
    );
    assert_eq!(
        refused(|d| d.enterprise = "长".repeat(101)),
        "INTEREST_ENTERPRISE"
    );
    assert_eq!(refused(|d| d.credit_code = "12".into()), "USCC_FORMAT");
    let wrong = |d: &mut InterestDraft| {
        let last = if d.credit_code.ends_with('1') {
            '2'
        } else {
            '1'
        };
        d.credit_code.pop();
        d.credit_code.push(last);
    };
    assert_eq!(refused(wrong), "USCC_CHECK");
    assert_eq!(refused(|d| d.lot = "一号".into()), "INTEREST_LOT");
    assert_eq!(refused(|d| d.contact = "名".repeat(41)), "INTEREST_CONTACT");
    assert_eq!(refused(|d| d.phone = "12345".into()), "PHONE_FORMAT");
}

/// AS-40: closing without a note is refused (`FOLLOWUP_NOTE_REQUIRED`).
#[test]
fn a_follow_up_ends_once_and_with_a_note() {
    let open = interest();
    let at = TODAY.at(15, 0);
    for note in ["", "  ", "。", "\u{200b} "] {
        let refused = open.close(FollowUpOutcome::Nothing, note, at);
        assert_eq!(refused, Err("FOLLOWUP_NOTE_REQUIRED"), "{note:?}");
    }
    let long = "字".repeat(WORDS_MAX + 1);
    let refused = open.close(FollowUpOutcome::Nothing, &long, at);
    assert_eq!(refused, Err("FOLLOWUP_NOTE_LONG"));
    let end = open.close(FollowUpOutcome::Licence, " 已签意向书 ", at);
    let end = end.expect("it ends");
    assert_eq!((end.note.as_str(), end.at), ("已签意向书", at));
    let ended = Interest {
        end: Some(end),
        ..open
    };
    let again = ended.close(FollowUpOutcome::Transfer, "再来一次", at);
    assert_eq!(again, Err("FOLLOWUP_ENDED"));
}

#[test]
fn the_day_of_a_follow_up_lies_ahead() {
    assert_eq!(due_day("2026-11-18", TODAY), Ok(TODAY));
    assert_eq!(due_day("2026-11-17", TODAY), Err("FOLLOWUP_DUE"));
    assert_eq!(due_day("2028-01-01", TODAY), Err("FOLLOWUP_DUE"));
    assert_eq!(due_day("morgen", TODAY), Err("DATE_FORMAT"));
    assert_eq!(log_words(" 好 "), Err("FOLLOWUP_LOG_LENGTH"));
    assert_eq!(log_words(" 已致电 "), Ok("已致电".to_owned()));
}

proptest! {
    /// The stronger the interest, the sooner somebody asks again; and only what is open is overdue.
    #[test]
    fn only_what_is_open_and_past_its_day_is_overdue(days in -30i32..30) {
        let open = interest();
        let today = open.due_on.plus_days(days);
        prop_assert_eq!(open.is_overdue(today), days > 0);
        let end = open.close(FollowUpOutcome::Nothing, "无意向", today.at(9, 0)).expect("it ends");
        let ended = Interest { end: Some(end), ..open };
        prop_assert!(!ended.is_overdue(today));
        let days: Vec<i32> = InterestLevel::ALL.iter().map(|level| level.days()).collect();
        prop_assert!(days.is_sorted());
    }
}
