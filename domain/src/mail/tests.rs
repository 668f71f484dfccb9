use super::*;
use crate::money::Fen;
use proptest::prelude::*;

const ANNA: AccountId = AccountId(7);

fn notice(body: NoticeBody) -> MailNotice {
    MailNotice {
        lot: LotCode::parse("P2026-ENER-0001").unwrap(),
        title: "示例".into(),
        body,
    }
}

#[test]
fn waits_grow_until_it_is_given_up() {
    assert_eq!(retry_delay_ms(0), None, "nothing has failed yet");
    let delays: Vec<_> = (1..=7).map_while(retry_delay_ms).collect();
    assert_eq!(delays, RETRY_DELAYS_MS);
    assert!(delays.is_sorted());
    assert_eq!(retry_delay_ms(8), None, "the eighth try was the last");
    let all: i64 = RETRY_DELAYS_MS.iter().sum();
    assert!((3..5).contains(&(all / 86_400_000)), "days, not weeks");
}

#[test]
fn being_outbid_is_written_once_in_a_while_and_the_rest_always() {
    let at = Timestamp::from_millis(50 * OUTBID_EVERY_MS);
    let outbid = notice(NoticeBody::Outbid(Fen::yuan(5)));
    let key = |key, notice: &MailNotice, at| notice_key(ANNA, key, notice, at);
    let first = key("OUTBID/1/5", &outbid, at);
    let next = at.plus_millis(OUTBID_EVERY_MS);
    assert_eq!(first, key("OUTBID/1/6", &outbid, at.plus_millis(1)));
    assert_ne!(first, key("OUTBID/1/7", &outbid, next));
    let won = notice(NoticeBody::Won(Fen::yuan(5)));
    assert_ne!(key("WON/1/5", &won, at), key("WON/1/6", &won, at));
    assert_eq!(key("WON/1/5", &won, at), key("WON/1/5", &won, next));
}

#[test]
fn a_body_reads_back_and_only_two_bring_a_link() {
    let bodies = [
        MailBody::Confirm("anna".into()),
        MailBody::AddressChanged("anna".into()),
        MailBody::Recover("anna".into()),
        MailBody::PasswordChanged("anna".into()),
        MailBody::Notice(notice(NoticeBody::NotWon(true))),
        MailBody::Registration(RegistrationMail {
            news: RegistrationNews::Raised,
            slug: "x".into(),
            title: Bilingual::default(),
            venue: Bilingual::default(),
            starts_at: Timestamp::from_millis(5),
            unit: "示例".into(),
            people: 2,
            code: "K7QM2RTX".into(),
        }),
    ];
    for body in &bodies {
        let text = serde_json::to_string(body).unwrap();
        assert_eq!(&serde_json::from_str::<MailBody>(&text).unwrap(), body);
    }
    let links: Vec<_> = bodies.iter().filter_map(MailBody::link).collect();
    assert_eq!(links, [LinkPurpose::Confirm, LinkPurpose::Recover]);
}

#[test]
fn a_message_has_one_id_for_ever() {
    assert_eq!(message_id("7/WON/1/5"), message_id("7/WON/1/5"));
    assert_ne!(message_id("7/WON/1/5"), message_id("8/WON/1/5"));
    assert_eq!(message_id("").len(), 32);
}

#[test]
fn nobody_makes_a_link_for_somebody_else() {
    let token = off_token(b"secret", ANNA, NoticeKind::Won);
    let read = |token: &str| read_off_token(b"secret", token);
    assert_eq!(read(&token), Some((ANNA, NoticeKind::Won.into())));
    let digest = off_token(b"secret", ANNA, MailSwitch::Digest);
    assert_eq!(read(&digest), Some((ANNA, MailSwitch::Digest)));
    assert_eq!(read_off_token(b"another", &token), None);
    for (from, to) in [("7.", "8."), (".WON.", ".OUTBID.")] {
        assert_eq!(read(&token.replacen(from, to, 1)), None, "{to}");
    }
    assert_eq!(read(&token[..token.len() - 2]), None, "cut short");
    assert_eq!(read("7.WON."), None, "no signature at all");
    assert_eq!(read(&format!("{token}.x")), None);
}

proptest! {
    #[test]
    fn no_text_is_taken_for_a_link(text in ".{0,80}") {
        prop_assert_eq!(read_off_token(b"secret", &text), None);
    }
}
