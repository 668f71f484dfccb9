//! Mails (邮件): what the portal writes to an address that its owner has confirmed, how often it tries, and
//! the link that lets a mail recover a password. Addresses themselves are read where mails are sent; here
//! they are texts.
//!
//! No mail holds a secret of the bidding: no ceiling, no reserve price, no contact of a lot.

use crate::ids::{AccountId, LotCode};
use crate::notices::{NoticeBody, NoticeKind};
use crate::saved_filters::LotDigest;
use crate::sessions::Bilingual;
use crate::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A link that confirms an address works for so long, ms: a day.
pub const CONFIRM_MS: i64 = 24 * HOUR_MS;
/// A link that recovers a password works for so long, ms: half an hour.
pub const RECOVERY_MS: i64 = 30 * 60_000;
/// Links to recover one account within [`RECOVERY_WINDOW_MS`]; more are not sent. Those that were sent work
/// all the same, so that nobody keeps the owner from his account by asking often.
pub const RECOVERIES_MAX: u32 = 3;
/// The time that [`RECOVERIES_MAX`] counts over, ms.
pub const RECOVERY_WINDOW_MS: i64 = HOUR_MS;
/// Accounts of one address that are written to when somebody names the address.
pub const ACCOUNTS_MAX: u32 = 5;
/// Being outbid on one lot is written at most once in this time, ms; the page has every bid.
pub const OUTBID_EVERY_MS: i64 = 5 * 60_000;
/// The longest address, bytes (RFC 5321, 4.5.3.1.3 without the angle brackets).
pub const ADDRESS_MAX: usize = 254;
/// One attempt to send a mail is over after this time, ms.
pub const ATTEMPT_MS: i64 = 30_000;
/// Mails that were sent or given up are forgotten after this time, ms: a month.
pub const MAILS_KEPT_MS: i64 = 30 * 24 * HOUR_MS;
/// How long is waited after each try that failed, ms; after the last one it is given up, three and a half
/// days after the first.
pub const RETRY_DELAYS_MS: [i64; 7] = [
    60_000,
    5 * 60_000,
    30 * 60_000,
    2 * HOUR_MS,
    8 * HOUR_MS,
    24 * HOUR_MS,
    48 * HOUR_MS,
];

const HOUR_MS: i64 = 3_600_000;

codes! {
    /// Where a mail stands.
    MailState {
        /// To be sent, for the first time or again.
        Waiting = "WAITING" / "待发送",
        /// Taken by the mail server, or laid into the outbox folder.
        Sent = "SENT" / "已发送",
        /// Given up.
        Failed = "FAILED" / "发送失败",
    }
}

codes! {
    /// Why a mail was not sent.
    MailProblem {
        /// The server says that it may take it later (4xx).
        Deferred = "DEFERRED" / "服务器暂缓接收",
        /// The server does not take it (5xx).
        Refused = "REFUSED" / "服务器拒收",
        /// No connection, or it broke off.
        Unreachable = "UNREACHABLE" / "无法连接服务器",
        /// The whole attempt took too long.
        Timeout = "TIMEOUT" / "发送超时",
        /// Its link would work no more.
        Expired = "EXPIRED" / "链接已过期",
        /// The mail could not be written.
        Malformed = "MALFORMED" / "无法生成邮件",
    }
}

impl MailProblem {
    /// Whether another try may fare better.
    pub const fn is_passing(self) -> bool {
        matches!(self, Self::Deferred | Self::Unreachable | Self::Timeout)
    }
}

codes! {
    /// What the link in a mail is for.
    LinkPurpose {
        /// The address is that of whoever reads it.
        Confirm = "CONFIRM" / "确认邮箱",
        /// Its reader may choose another password.
        Recover = "RECOVER" / "找回密码",
    }
}

impl LinkPurpose {
    /// How long such a link works, ms.
    pub const fn lasts_ms(self) -> i64 {
        match self {
            Self::Confirm => CONFIRM_MS,
            Self::Recover => RECOVERY_MS,
        }
    }
}

/// What a mail says, with the figures of its sentences. Its link is made when it is sent: only the hash of
/// it is ever stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum MailBody {
    /// Confirm this address for the account with this name.
    Confirm(String),
    /// The account with this name has another address now; to the one before.
    AddressChanged(String),
    /// Choose another password for the account with this name.
    Recover(String),
    /// The password of the account with this name was changed.
    PasswordChanged(String),
    /// Something has happened to a lot.
    Notice(MailNotice),
    /// Something has happened to a registration; to a unit that has no account.
    Registration(RegistrationMail),
    /// A session invites a unit, which has no account either.
    Invitation(InvitationMail),
    /// Lots have come out that somebody looks for (每日摘要).
    Digest(LotDigest),
}

/// What one link of a mail switches off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailSwitch {
    /// Mails about notices of one kind.
    Notice(NoticeKind),
    /// The daily digest of saved filters.
    Digest,
}

impl From<NoticeKind> for MailSwitch {
    fn from(kind: NoticeKind) -> Self {
        Self::Notice(kind)
    }
}

/// How the digest stands in a token; a kind of notices stands with its code.
const DIGEST: &str = "DIGEST";

impl MailSwitch {
    const fn code(self) -> &'static str {
        match self {
            Self::Notice(kind) => kind.code(),
            Self::Digest => DIGEST,
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        match code {
            DIGEST => Some(Self::Digest),
            code => NoticeKind::from_code(code).map(Self::Notice),
        }
    }
}

/// A notice in a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailNotice {
    /// Which lot it is about.
    pub lot: LotCode,
    /// Its title.
    pub title: String,
    /// What it says.
    pub body: NoticeBody,
}

codes! {
    /// What a unit is written about its registration.
    RegistrationNews {
        Seated = "SEATED" / "报名成功",
        Waiting = "WAITING" / "进入候补",
        Raised = "RAISED" / "候补转正",
        Reminder = "REMINDER" / "会前提醒",
        Cancelled = "CANCELLED" / "报名已取消",
    }
}

/// A mail to a unit about its registration. The link to it is made when it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationMail {
    /// What has happened.
    pub news: RegistrationNews,
    /// Address of the session.
    pub slug: String,
    /// Its title, in Chinese and English.
    pub title: Bilingual,
    /// Its place.
    pub venue: Bilingual,
    /// Its first minute.
    pub starts_at: Timestamp,
    /// Name of the unit.
    pub unit: String,
    /// People it comes with.
    pub people: u32,
    /// The code that is shown at the door.
    pub code: String,
}

/// A mail that invites a unit to a session (受邀单位). The link to its form is made when it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationMail {
    /// Address of the session.
    pub slug: String,
    /// Its title, in Chinese and English.
    pub title: Bilingual,
    /// Its place.
    pub venue: Bilingual,
    /// Its first minute.
    pub starts_at: Timestamp,
    /// Name of the unit.
    pub unit: String,
    /// Whom it is written to.
    pub contact: String,
    /// Who invites: the host of the session.
    pub host: String,
}

impl MailBody {
    /// What the link that it brings is for.
    pub const fn link(&self) -> Option<LinkPurpose> {
        match self {
            Self::Confirm(_) => Some(LinkPurpose::Confirm),
            Self::Recover(_) => Some(LinkPurpose::Recover),
            Self::AddressChanged(_)
            | Self::PasswordChanged(_)
            | Self::Notice(_)
            | Self::Registration(_)
            | Self::Invitation(_)
            | Self::Digest(_) => None,
        }
    }

    /// The code under which it is stored and counted.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Confirm(_) => "CONFIRM",
            Self::AddressChanged(_) => "ADDRESS_CHANGED",
            Self::Recover(_) => "RECOVER",
            Self::PasswordChanged(_) => "PASSWORD_CHANGED",
            Self::Notice(_) => "NOTICE",
            Self::Registration(_) => "REGISTRATION",
            Self::Invitation(_) => "INVITATION",
            Self::Digest(_) => DIGEST,
        }
    }
}

/// How many mails stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailCounts {
    /// To be sent; counted to 10,000.
    pub waiting: u64,
    /// Sent within the last month; counted to 10,000.
    pub sent: u64,
    /// Given up within the last month; counted to 10,000.
    pub failed: u64,
}

/// How long to wait after the try numbered `tries` has failed, from 1 on; nothing when it was the last.
pub fn retry_delay_ms(tries: u32) -> Option<i64> {
    let place = usize::try_from(tries.checked_sub(1)?).ok()?;
    RETRY_DELAYS_MS.get(place).copied()
}

/// What names a mail about this notice for ever: nobody is written to twice, and of being outbid on a lot
/// only once in [`OUTBID_EVERY_MS`].
pub fn notice_key(account: AccountId, key: &str, notice: &MailNotice, at: Timestamp) -> String {
    match notice.body.kind() {
        NoticeKind::Outbid => {
            let place = at.millis_since(Timestamp(0)).div_euclid(OUTBID_EVERY_MS);
            format!("{account}/OUTBID/{}/{place}", notice.lot)
        }
        _ => format!("{account}/{key}"),
    }
}

/// The part of `Message-ID` before the `@` for the mail with this key: the same whenever it is sent.
pub fn message_id(key: &str) -> String {
    hex(&Sha256::digest(format!("mail/{key}"))[..16])
}

/// What the link that switches off mails about `switch` carries; nobody without the portal's `secret`
/// makes one (RFC 8058, 3.1).
pub fn off_token(secret: &[u8], account: AccountId, switch: impl Into<MailSwitch>) -> String {
    let switch = switch.into();
    let signed = signature(secret, account, switch);
    format!("{account}.{}.{signed}", switch.code())
}

/// Whose mails about what the link with this token switches off; nothing when it was not made here.
pub fn read_off_token(secret: &[u8], token: &str) -> Option<(AccountId, MailSwitch)> {
    let mut parts = token.split('.');
    let (account, kind, signed) = (parts.next()?, parts.next()?, parts.next()?);
    let account = AccountId(account.parse().ok()?);
    let switch = MailSwitch::from_code(kind)?;
    let signed = data_encoding::HEXLOWER.decode(signed.as_bytes()).ok()?;
    let checked = mac(secret, account, switch).verify_truncated_left(&signed);
    let whole = signed.len() == SIGNATURE_BYTES && parts.next().is_none();
    (checked.is_ok() && whole).then_some((account, switch))
}

/// Bytes of a signature: 128 bits.
const SIGNATURE_BYTES: usize = 16;

fn signature(secret: &[u8], account: AccountId, switch: MailSwitch) -> String {
    let whole = mac(secret, account, switch).finalize().into_bytes();
    hex(&whole[..SIGNATURE_BYTES])
}

fn mac(secret: &[u8], account: AccountId, switch: MailSwitch) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(secret);
    let mut mac = mac.expect("a key of any length");
    mac.update(format!("mail-off\n{account}\n{}", switch.code()).as_bytes());
    mac
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

#[cfg(test)]
mod tests;
