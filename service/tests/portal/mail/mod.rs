//! Mails: addresses and their confirmation, the outbox, notices that are written about, the recovery of a
//! password, and a mail server on this machine.

mod address;
mod digests;
mod notices;
mod outbox;
mod recovery;
mod smtp;

use domain::accounts::Account;
use domain::mail::MailProblem;
use service::Portal;
use service::mail::{MailTransport, Outgoing, send_mails};
use service::testing::TestPortal;
use std::sync::Mutex;

const PASSWORD: &str = "test-password";
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const ADDRESS: &str = "anna@example.com";

/// A way out that answers as it is told and remembers what came.
pub(super) struct Postman {
    answer: Mutex<Result<(), MailProblem>>,
    came: Mutex<Vec<Outgoing>>,
}

impl Postman {
    pub(super) fn new() -> Self {
        Self {
            answer: Mutex::new(Ok(())),
            came: Mutex::default(),
        }
    }

    fn answers(&self, answer: Result<(), MailProblem>) {
        *self.answer.lock().unwrap() = answer;
    }

    /// What came since the last time.
    pub(super) fn came(&self) -> Vec<Outgoing> {
        std::mem::take(&mut self.came.lock().unwrap())
    }

    /// Sends what is due; the mails that came of it.
    pub(super) async fn round(&self, portal: &Portal) -> Vec<Outgoing> {
        send_mails(portal, self).await.unwrap();
        self.came()
    }
}

impl MailTransport for Postman {
    async fn send(&self, mail: &Outgoing) -> Result<(), MailProblem> {
        self.came.lock().unwrap().push(mail.clone());
        // The other process has its chance in the middle of an attempt.
        tokio::task::yield_now().await;
        *self.answer.lock().unwrap()
    }
}

/// The value of a header, unfolded; nothing when there is none.
fn header(mail: &Outgoing, name: &str) -> Option<String> {
    let text = String::from_utf8(mail.bytes.clone()).unwrap();
    let (heads, _) = text.split_once("\r\n\r\n").unwrap();
    let unfolded = heads.replace("\r\n ", " ");
    let mut lines = unfolded.split("\r\n");
    let found = lines.find_map(|line| line.strip_prefix(&format!("{name}: ")))?;
    Some(found.trim().to_owned())
}

/// The texts of all parts of a mail, decoded.
pub(super) fn texts(mail: &Outgoing) -> Vec<String> {
    let text = String::from_utf8(mail.bytes.clone()).unwrap();
    let boundary = format!("--luochui-{}", mail.id);
    // Behind the last one lie files.
    let (text, _) = text
        .split_once(&format!("{boundary}--"))
        .unwrap_or((&text, ""));
    let parts = text.split(&boundary).skip(1);
    let parts = parts.filter_map(|part| part.split_once("\r\n\r\n"));
    let parts = parts.filter(|(heads, _)| heads.contains("Content-Type"));
    parts.map(|(heads, body)| decoded(heads, body)).collect()
}

fn decoded(heads: &str, body: &str) -> String {
    let coded = |name: &str| heads.contains(&format!("Content-Transfer-Encoding: {name}"));
    let bytes = match () {
        () if coded("base64") => base64(body),
        () if coded("quoted-printable") => quoted(body),
        () => body.as_bytes().to_vec(),
    };
    String::from_utf8(bytes).unwrap()
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    let values = text
        .bytes()
        .filter_map(|digit| DIGITS.iter().position(|known| *known == digit));
    for value in values {
        bits = (bits << 6) | u32::try_from(value).unwrap();
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes
}

fn quoted(text: &str) -> Vec<u8> {
    let text = text.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'=' {
            let digits = std::str::from_utf8(&after[..2]).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    bytes
}

/// The code behind the `#` of the link in a mail.
pub(super) fn code(mail: &Outgoing) -> String {
    let text = texts(mail).remove(0);
    let (_, after) = text.split_once('#').expect("a link with a code");
    let code: String = after.chars().take_while(char::is_ascii_hexdigit).collect();
    assert_eq!(code.len(), 32, "{text}");
    code
}

/// The portal as somebody uses it who has just signed in.
pub(super) async fn signed_in(portal: &Portal, login: &str) -> Portal {
    let signed_in = portal.sign_in(login, PASSWORD).await.unwrap();
    portal.clone().in_login(&signed_in.token)
}

/// Somebody who has this address.
async fn reachable(site: &TestPortal, login: &str, address: &str) -> Account {
    let account = site.bidder(login).await.account;
    has_address(&site.portal, &account, address).await;
    account
}

/// Lets an account have this address.
pub(super) async fn has_address(portal: &Portal, account: &Account, address: &str) {
    let own = signed_in(portal, &account.login).await;
    own.ask_mail_address(account, address, false).await.unwrap();
    let postman = Postman::new();
    let mails = postman.round(portal).await;
    let mail = mails.iter().find(|mail| mail.to == address).unwrap();
    portal
        .confirm_mail_address(&code(mail), false)
        .await
        .unwrap();
}
