//! Rows of the table, standings, links.

use super::*;
use crate::credit_codes::CreditCode;
use crate::ids::RegistrationId;
use crate::registrations::{link_token, read_link_token};
use proptest::prelude::*;

fn draft() -> GuestDraft {
    let code = CreditCode::complete("91320000MA1XTEA00").expect("a code");
    GuestDraft {
        credit_code: format!(" {} ", code.as_str().to_lowercase()),
        unit: " 澄川精密仪器有限公司（示例） ".into(),
        contact: "林晓（示例）".into(),
        phone: "１９９ 0000 1234".into(),
        email: "lin@example.com".into(),
    }
}

fn refused(change: fn(&mut GuestDraft)) -> (GuestField, &'static str) {
    let mut draft = draft();
    change(&mut draft);
    let fault = draft.read().expect_err("refused");
    (fault.field, fault.code)
}

#[test]
fn a_row_is_read_in_any_width_and_says_which_cell_is_wrong() {
    let guest = draft().read().expect("it is well formed");
    assert_eq!(guest.phone, "19900001234");
    assert_eq!(guest.unit, "澄川精密仪器有限公司（示例）");
    let mut silent = draft();
    silent.phone.clear();
    assert_eq!(silent.read().expect("a mail is enough").phone, "");
    let code = refused(|d| d.credit_code = "91".into());
    assert_eq!(code, (GuestField::CreditCode, "USCC_FORMAT"));
    assert_eq!(
        refused(|d| d.unit.clear()),
        (GuestField::Unit, "GUEST_UNIT")
    );
    let nobody = refused(|d| d.contact = "林".into());
    assert_eq!(nobody, (GuestField::Contact, "GUEST_CONTACT"));
    let phone = refused(|d| d.phone = "12".into());
    assert_eq!(phone, (GuestField::Phone, "GUEST_PHONE"));
    let mail = refused(|d| d.email.clear());
    assert_eq!(mail, (GuestField::Email, "GUEST_EMAIL"));
}

#[test]
fn what_a_unit_did_outweighs_what_it_said() {
    let facts = GuestFacts::default();
    assert_eq!(facts.state(), GuestState::Listed);
    let invited = GuestFacts {
        invited: true,
        ..facts
    };
    assert_eq!(invited.state(), GuestState::Invited);
    let declined = GuestFacts {
        declined: true,
        ..invited
    };
    assert_eq!(declined.state(), GuestState::Declined);
    let registered = GuestFacts {
        registered: true,
        ..declined
    };
    assert_eq!(registered.state(), GuestState::Registered);
    let came = GuestFacts {
        came: true,
        ..registered
    };
    assert_eq!(came.state(), GuestState::Came);
}

#[test]
fn the_link_of_an_invitation_is_none_of_a_registration() {
    let token = guest_token(b"secret", GuestId(7));
    assert_eq!(read_guest_token(b"secret", &token), Some(GuestId(7)));
    assert_eq!(read_guest_token(b"other", &token), None);
    assert_eq!(read_link_token(b"secret", &token), None);
    let other = link_token(b"secret", RegistrationId(7));
    assert_eq!(read_guest_token(b"secret", &other), None);
}

proptest! {
    #[test]
    fn no_row_makes_a_guest_without_a_way_to_write_to_it(
        unit in ".{0,12}", contact in ".{0,12}", phone in ".{0,14}", email in ".{0,20}",
    ) {
        let typed = GuestDraft { unit, contact, phone, email, ..draft() };
        if let Ok(guest) = typed.read() {
            prop_assert!(is_email(&guest.email));
            prop_assert!(guest.phone.is_empty() || is_phone(&guest.phone));
        }
    }
}
