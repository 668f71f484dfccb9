//! The mail as it stands on the wire: headers, both forms of the text, and the files with it.

use super::letter::{Letter, PICTURE};
use domain::mail::MailProblem;
use lettre::message::header::{
    ContentDisposition, ContentId, ContentType, HeaderName, HeaderValue,
};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use std::time::{Duration, UNIX_EPOCH};
use store::DueMail;

/// Headers and both forms of the text. Every header goes through the encoder of `lettre`.
pub(super) fn message(
    from: &Mailbox,
    (due, id): (&DueMail, &str),
    letter: Letter,
) -> Result<Message, MailProblem> {
    let to: Address = due.recipient.parse().map_err(|_| MailProblem::Malformed)?;
    let written = Duration::from_millis(due.at.millis().unsigned_abs());
    let mut builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .date(UNIX_EPOCH + written)
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .subject(letter.subject)
        .raw_header(header("Auto-Submitted", "auto-generated".to_owned()));
    if let Some(off) = letter.off {
        builder = builder
            .raw_header(header("List-Unsubscribe", format!("<{off}>")))
            .raw_header(header(
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".to_owned(),
            ));
    }
    let parts = MultiPart::alternative()
        // The same for every attempt; no line of a text has it.
        .boundary(format!("luochui-{id}"))
        .singlepart(SinglePart::plain(letter.text))
        .singlepart(SinglePart::html(letter.html));
    let parts = match letter.picture {
        Some(picture) => {
            let kind = ContentType::parse("image/png").map_err(|_| MailProblem::Malformed)?;
            let named = ContentDisposition::inline_with_name("code.png");
            let picture = SinglePart::builder()
                .header(kind)
                .header(named)
                .header(ContentId::from(format!("<{PICTURE}>")))
                .body(picture);
            MultiPart::related()
                .boundary(format!("related-luochui-{id}"))
                .multipart(parts)
                .singlepart(picture)
        }
        None => parts,
    };
    let parts = match letter.calendar {
        Some(calendar) => {
            let kind = ContentType::parse("text/calendar; method=PUBLISH; charset=utf-8");
            let kind = kind.map_err(|_| MailProblem::Malformed)?;
            let file = Attachment::new("session.ics".to_owned()).body(calendar, kind);
            MultiPart::mixed()
                // Neither boundary begins with the other one.
                .boundary(format!("mixed-luochui-{id}"))
                .multipart(parts)
                .singlepart(file)
        }
        None => parts,
    };
    builder.multipart(parts).map_err(|_| MailProblem::Malformed)
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{AccountId, MailId};
    use domain::mail::MailBody;
    use domain::time::Timestamp;

    fn due(recipient: &str) -> DueMail {
        DueMail {
            id: MailId(1),
            account: AccountId(7),
            key: "7/x\r\nBcc: all@example.com".into(),
            recipient: recipient.into(),
            english: true,
            body: MailBody::Recover("anna".into()),
            attempts: 0,
            at: Timestamp::from_millis(1_790_000_000_000),
        }
    }

    fn letter(field: &str) -> Letter {
        Letter {
            subject: format!("找回密码{field}"),
            text: format!("text{field}"),
            html: format!("<p>html{field}</p>"),
            off: Some(format!("https://auction.example/mail/off/7{field}")),
            calendar: None,
            picture: None,
        }
    }

    /// The lines above the first empty one.
    fn heads(bytes: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let (heads, _) = text.split_once("\r\n\r\n").expect("an empty line");
        heads.split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn no_field_begins_a_header_of_its_own() {
        let from: Mailbox = "拍卖季 <season@auction.example>".parse().unwrap();
        let plain = message(&from, (&due("anna@example.com"), "0123"), letter(""));
        let names = |lines: &[String]| -> Vec<String> {
            let name = |line: &String| line.split(':').next().unwrap_or_default().to_owned();
            let starts = |line: &&String| !line.starts_with([' ', '\t']);
            lines.iter().filter(starts).map(name).collect()
        };
        let expected = names(&heads(&plain.unwrap().formatted()));
        assert!(expected.iter().any(|name| name == "List-Unsubscribe"));
        for hostile in [
            "\r\nBcc: all@example.com",
            "\nBcc: all@example.com",
            "\rBcc: all@example.com",
            "\r\n\r\nbody",
        ] {
            let made = message(&from, (&due("anna@example.com"), "0123"), letter(hostile));
            let lines = heads(&made.unwrap().formatted());
            assert_eq!(names(&lines), expected, "{hostile:?}");
            let bare = lines.iter().any(|line| line.contains(['\r', '\n']));
            assert!(!bare, "{lines:?}");
            for recipient in [
                format!("anna@example.com{hostile}"),
                format!("anna{hostile}@example.com"),
                format!("\"anna{hostile}\"@example.com"),
            ] {
                let made = message(&from, (&due(&recipient), "0123"), letter(""));
                assert!(made.is_err(), "{recipient:?}");
            }
        }
    }

    #[test]
    fn a_mail_has_both_forms_and_says_that_a_program_wrote_it() {
        let from: Mailbox = "season@auction.example".parse().unwrap();
        let made = message(&from, (&due("anna@example.com"), "0123"), letter(""));
        let text = String::from_utf8(made.unwrap().formatted()).unwrap();
        for part in [
            "Message-ID: <0123@auction.example>\r\n",
            "To: anna@example.com\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "List-Unsubscribe: <https://auction.example/mail/off/7>\r\n",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
            "multipart/alternative",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Type: text/html; charset=utf-8\r\n",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(text.is_ascii(), "every server takes it");
    }

    #[test]
    fn a_calendar_comes_as_a_file_beside_the_text() {
        let from: Mailbox = "season@auction.example".parse().unwrap();
        let calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n";
        let with = Letter {
            calendar: Some(calendar.into()),
            ..letter("")
        };
        let made = message(&from, (&due("anna@example.com"), "0123"), with);
        let text = String::from_utf8(made.unwrap().formatted()).unwrap();
        for part in [
            "multipart/mixed; boundary=\"mixed-luochui-0123\"",
            "multipart/alternative; boundary=\"luochui-0123\"",
            "Content-Disposition: attachment; filename=\"session.ics\"\r\n",
            "Content-Type: text/calendar; method=PUBLISH; charset=utf-8\r\n",
            calendar,
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn a_picture_comes_with_the_text_that_shows_it() {
        let from: Mailbox = "season@auction.example".parse().unwrap();
        let with = Letter {
            calendar: Some("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".into()),
            picture: Some(crate::qr::picture("K7QM2RTX").unwrap()),
            ..letter("")
        };
        let made = message(&from, (&due("anna@example.com"), "0123"), with);
        let text = String::from_utf8(made.unwrap().formatted()).unwrap();
        let places = [
            "boundary=\"mixed-luochui-0123\"",
            "boundary=\"related-luochui-0123\"",
            "boundary=\"luochui-0123\"",
            "--luochui-0123--",
            "Content-Type: image/png\r\n",
            "--related-luochui-0123--",
            "Content-Type: text/calendar",
        ];
        let places = places.map(|part| text.find(part).expect(part));
        assert!(places.is_sorted(), "one inside of the other: {places:?}");
        assert!(text.contains("Content-ID: <code>\r\n"), "{text}");
        assert!(text.contains("Content-Disposition: inline; filename=\"code.png\"\r\n"));
        // A PNG file in base 64.
        assert!(text.contains("\r\n\r\niVBORw0KGgo"), "{text}");
    }
}
