//! A mail as it is read: plain text, and the same as simple HTML. Its subject comes from `locales` alone;
//! what people have typed stands in the body, escaped.

use domain::ids::AccountId;
use domain::mail::{
    InvitationMail, MailBody, MailNotice, MailSwitch, RegistrationMail, RegistrationNews, off_token,
};
use domain::saved_filters::LotDigest;
use locales::{Label, Lang, mail as m};
use std::fmt::Write;

/// A mail as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// Its subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The address that switches such mails off with one POST; only where there is a switch.
    pub off: Option<String>,
    /// What is to be put into a calendar (iCalendar), as a file with it.
    pub calendar: Option<String>,
    /// The picture (PNG) that its HTML shows as [`PICTURE`]; it comes with the mail, so that it is there
    /// without a network.
    pub picture: Option<Vec<u8>>,
}

/// How the HTML of a mail calls its picture (RFC 2392).
pub(super) const PICTURE: &str = "code";

/// What a mail is written with, beside what it says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen<'a> {
    /// The language.
    pub lang: Lang,
    /// Scheme and host of the portal.
    pub origin: &'a str,
    /// The code of its link, where it brings one.
    pub code: &'a str,
    /// What links that switch mails off are signed with.
    pub secret: &'a [u8],
    /// Who reads it.
    pub reader: AccountId,
}

/// A sheet of paragraphs.
#[derive(Default)]
struct Sheet {
    text: String,
    html: String,
}

impl Pen<'_> {
    /// Writes a mail.
    pub(super) fn write(self, body: &MailBody) -> Letter {
        match body {
            MailBody::Confirm(login) => self.confirm(login),
            MailBody::AddressChanged(login) => self.about_account(
                login,
                (m::subject_changed(self.lang), m::changed_text(self.lang)),
            ),
            MailBody::Recover(login) => self.recover(login),
            MailBody::PasswordChanged(login) => self.about_account(
                login,
                (m::subject_password(self.lang), m::password_text(self.lang)),
            ),
            MailBody::Notice(notice) => self.notice(notice),
            MailBody::Registration(mail) => self.registration(mail),
            MailBody::Invitation(mail) => self.invitation(mail),
            MailBody::Digest(digest) => self.digest(digest),
        }
    }

    fn registration(self, mail: &RegistrationMail) -> Letter {
        let lang = self.lang;
        let english = lang.is_english();
        let mut sheet = Sheet::default();
        sheet.line(&m::registration_hello(lang, &mail.unit));
        sheet.line(match mail.news {
            RegistrationNews::Seated => m::registration_seated(lang),
            RegistrationNews::Waiting => m::registration_waiting(lang),
            RegistrationNews::Raised => m::registration_raised(lang),
            RegistrationNews::Reminder => m::registration_reminder(lang),
            RegistrationNews::Cancelled => m::registration_cancelled(lang),
        });
        sheet.line(mail.title.pick(english));
        let when = locales::date_time(lang, mail.starts_at);
        let venue = mail.venue.pick(english);
        sheet.line(&m::registration_when(lang, venue, when));
        sheet.line(&m::registration_people(lang, mail.people));
        let mut picture = None;
        if mail.news == RegistrationNews::Cancelled {
            let session = format!("/sessions/{}", mail.slug);
            sheet.link(m::registration_session(lang), &self.page(&session));
        } else {
            sheet.code(m::registration_code(lang), &mail.code);
            if mail.news != RegistrationNews::Waiting {
                // Without a picture the code is typed at the door.
                picture = crate::qr::picture(&mail.code).ok();
            }
            if picture.is_some() {
                sheet.picture(m::registration_picture(lang));
            }
            let own = format!("/registration/{}", self.code);
            sheet.link(m::registration_link(lang), &self.page(&own));
            let calendar = format!("/sessions/{}/calendar.ics", mail.slug);
            sheet.link(m::registration_calendar(lang), &self.page(&calendar));
        }
        sheet.line(m::registration_why(lang));
        let subject = m::subject_notice(lang, mail.news.label(lang));
        Letter {
            picture,
            ..self.close(subject, sheet, None)
        }
    }

    fn invitation(self, mail: &InvitationMail) -> Letter {
        let lang = self.lang;
        let english = lang.is_english();
        let mut sheet = Sheet::default();
        sheet.line(&m::invitation_hello(lang, &mail.contact, &mail.unit));
        sheet.line(&match mail.host.is_empty() {
            true => m::invitation_text_plain(lang).to_owned(),
            false => m::invitation_text(lang, &mail.host),
        });
        sheet.line(mail.title.pick(english));
        let when = locales::date_time(lang, mail.starts_at);
        sheet.line(&m::registration_when(lang, mail.venue.pick(english), when));
        let form = format!("/sessions/{}/register?guest={}", mail.slug, self.code);
        sheet.link(m::invitation_link(lang), &self.page(&form));
        let session = format!("/sessions/{}", mail.slug);
        sheet.link(m::registration_session(lang), &self.page(&session));
        sheet.line(m::invitation_why(lang));
        self.close(m::subject_invitation(lang).to_owned(), sheet, None)
    }

    fn confirm(self, login: &str) -> Letter {
        let lang = self.lang;
        let mut sheet = Sheet::default();
        sheet.line(&m::hello(lang, login));
        sheet.line(m::confirm_text(lang));
        sheet.link(m::confirm_link(lang), &self.with_code("/mail/confirm"));
        sheet.code(m::code_text(lang), self.code);
        sheet.line(m::confirm_ignore(lang));
        self.close(m::subject_confirm(lang).to_owned(), sheet, None)
    }

    fn recover(self, login: &str) -> Letter {
        let lang = self.lang;
        let mut sheet = Sheet::default();
        sheet.line(&m::hello(lang, login));
        sheet.line(m::recover_text(lang));
        sheet.link(m::recover_link(lang), &self.with_code("/recovery/new"));
        sheet.code(m::code_text(lang), self.code);
        sheet.line(m::recover_ignore(lang));
        self.close(m::subject_recover(lang).to_owned(), sheet, None)
    }

    fn about_account(self, login: &str, (subject, text): (&str, &str)) -> Letter {
        let mut sheet = Sheet::default();
        sheet.line(&m::hello(self.lang, login));
        sheet.line(text);
        sheet.line(m::not_me(self.lang));
        sheet.link(m::security_link(self.lang), &self.page("/account/security"));
        self.close(subject.to_owned(), sheet, None)
    }

    fn notice(self, notice: &MailNotice) -> Letter {
        let (lang, kind) = (self.lang, notice.body.kind());
        let label = kind.label(lang);
        let mut sheet = Sheet::default();
        sheet.line(&format!("{} {}", notice.lot, notice.title));
        sheet.line(&locales::notice_sentence(lang, &notice.body));
        let lot = notice.body.path(&notice.lot);
        sheet.link(m::lot_link(lang), &self.page(&lot));
        sheet.line(&m::why(lang, label));
        let off = self.off(kind.into());
        sheet.link(m::off_link(lang), &off);
        self.close(m::subject_notice(lang, label), sheet, Some(off))
    }

    fn digest(self, digest: &LotDigest) -> Letter {
        let lang = self.lang;
        let mut sheet = Sheet::default();
        sheet.line(m::digest_text(lang));
        for part in &digest.parts {
            sheet.line(&m::digest_part(lang, &part.name));
            for (lot, title) in &part.lots {
                let words = one_line(&format!("{lot} {title}"));
                sheet.link(&words, &self.page(&format!("/lots/{lot}")));
            }
            if part.more {
                sheet.line(m::digest_more(lang));
            }
        }
        sheet.link(m::digest_link(lang), &self.page("/account/filters"));
        let off = self.off(MailSwitch::Digest);
        sheet.link(m::digest_off(lang), &off);
        self.close(m::subject_digest(lang).to_owned(), sheet, Some(off))
    }

    /// The address of a page in the language of the mail.
    pub(super) fn page(self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.lang.prefix())
    }

    /// The same with the code behind the `#`, which browsers send to nobody: it stands in no log
    /// (reliability.md S-27).
    fn with_code(self, path: &str) -> String {
        format!("{}#{}", self.page(path), self.code)
    }

    fn off(self, switch: MailSwitch) -> String {
        let token = off_token(self.secret, self.reader, switch);
        self.page(&format!("/mail/off/{token}"))
    }

    fn close(self, subject: String, mut sheet: Sheet, off: Option<String>) -> Letter {
        sheet.line(m::footer(self.lang));
        Letter {
            html: format!(
                "<!DOCTYPE html>\r\n<html lang=\"{}\"><head><meta charset=\"utf-8\"></head><body>\r\n{}\
                 </body></html>\r\n",
                self.lang.tag(),
                sheet.html
            ),
            subject,
            text: sheet.text,
            off,
            calendar: None,
            picture: None,
        }
    }
}

impl Sheet {
    fn line(&mut self, words: &str) {
        let words = one_line(words);
        // Writing into a string never fails.
        let _ = write!(self.text, "{words}\r\n\r\n");
        let _ = write!(self.html, "<p>{}</p>\r\n", escaped(&words));
    }

    fn link(&mut self, words: &str, address: &str) {
        let _ = write!(self.text, "{words}\r\n{address}\r\n\r\n");
        let (words, address) = (escaped(words), escaped(address));
        let _ = write!(self.html, "<p><a href=\"{address}\">{words}</a></p>\r\n");
    }

    /// The picture of the mail; its words stand for it where it is not shown.
    fn picture(&mut self, words: &str) {
        let words = one_line(words);
        let _ = write!(self.text, "{words}\r\n\r\n");
        let words = escaped(&words);
        let _ = write!(
            self.html,
            "<p>{words}<br><img src=\"cid:{PICTURE}\" alt=\"{words}\" width=\"232\" height=\"232\"></p>\r\n"
        );
    }

    fn code(&mut self, words: &str, code: &str) {
        let _ = write!(self.text, "{words}\r\n{code}\r\n\r\n");
        let (words, code) = (escaped(words), escaped(code));
        let _ = write!(self.html, "<p>{words}<br><code>{code}</code></p>\r\n");
    }
}

/// Without anything that would begin another line.
fn one_line(words: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    words.chars().map(plain).collect()
}

fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for char in words.chars() {
        match char {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            char => text.push(char),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::LotCode;
    use domain::money::Fen;
    use domain::notices::NoticeBody;
    use domain::saved_filters::DigestPart;
    use domain::sessions::Bilingual;

    const HOSTILE: &str = "a\r\nBcc: all@example.com\r\n\r\n<script>alert(1)</script>\u{85}";

    fn bodies() -> Vec<MailBody> {
        let both = || Bilingual {
            zh: HOSTILE.into(),
            en: String::new(),
        };
        vec![
            MailBody::Confirm(HOSTILE.into()),
            MailBody::AddressChanged(HOSTILE.into()),
            MailBody::Recover(HOSTILE.into()),
            MailBody::PasswordChanged(HOSTILE.into()),
            MailBody::Notice(MailNotice {
                lot: LotCode::parse("P2026-ENER-0001").unwrap(),
                title: HOSTILE.into(),
                body: NoticeBody::Outbid(Fen::yuan(105_000)),
            }),
            MailBody::Registration(RegistrationMail {
                news: RegistrationNews::Seated,
                slug: "x".into(),
                title: both(),
                venue: both(),
                starts_at: domain::time::Timestamp::from_millis(1_790_000_000_000),
                unit: HOSTILE.into(),
                people: 2,
                code: "K7QM2RTX".into(),
            }),
            MailBody::Invitation(InvitationMail {
                slug: "x".into(),
                title: both(),
                venue: Bilingual::default(),
                starts_at: domain::time::Timestamp::from_millis(1_790_000_000_000),
                unit: HOSTILE.into(),
                contact: HOSTILE.into(),
                host: HOSTILE.into(),
            }),
            MailBody::Digest(LotDigest {
                parts: vec![DigestPart {
                    name: HOSTILE.into(),
                    lots: vec![(LotCode::parse("P2026-ENER-0001").unwrap(), HOSTILE.into())],
                    more: true,
                }],
            }),
        ]
    }

    const fn pen(lang: Lang) -> Pen<'static> {
        Pen {
            lang,
            origin: "https://auction.example",
            code: "0123456789abcdef",
            secret: b"secret",
            reader: AccountId(7),
        }
    }

    #[test]
    fn what_was_typed_is_a_line_of_the_body_and_never_markup() {
        for lang in [Lang::Zh, Lang::En] {
            for body in bodies() {
                let letter = pen(lang).write(&body);
                assert!(!letter.subject.contains("Bcc"), "{}", letter.subject);
                assert!(!letter.subject.chars().any(char::is_control));
                assert!(!letter.text.contains("\nBcc"), "{}", letter.text);
                assert!(!letter.html.contains("<script"), "{}", letter.html);
                assert!(!letter.text.contains('{') && !letter.html.contains('{'));
            }
        }
    }

    #[test]
    fn codes_stand_behind_the_hash_and_links_lead_to_the_portal() {
        let letter = pen(Lang::En).write(&MailBody::Recover("anna".into()));
        let link = "https://auction.example/en/recovery/new#0123456789abcdef";
        assert!(letter.text.contains(link), "{}", letter.text);
        assert!(letter.html.contains(link) && letter.off.is_none());
        let letter = pen(Lang::Zh).write(&MailBody::Confirm("anna".into()));
        assert!(
            letter
                .text
                .contains("https://auction.example/mail/confirm#0123")
        );
    }

    #[test]
    fn only_notices_and_digests_can_be_switched_off_one_kind_at_a_time() {
        for body in bodies() {
            let letter = pen(Lang::Zh).write(&body);
            let kind = match body {
                MailBody::Notice(_) => Some("OUTBID"),
                MailBody::Digest(_) => Some("DIGEST"),
                _ => None,
            };
            assert_eq!(letter.off.is_some(), kind.is_some());
            if let Some((off, kind)) = letter.off.zip(kind) {
                let link = format!("https://auction.example/mail/off/7.{kind}.");
                assert!(off.starts_with(&link));
                assert!(letter.text.contains(&off));
            }
        }
    }
}
