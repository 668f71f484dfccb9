//! Identifiers as types: a bare number never crosses a crate boundary as an id.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($( $(#[$meta:meta])* $name:ident ),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// The stored number.
            pub const fn get(self) -> i64 { self.0 }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> { text.parse().map(Self) }
        }
    )+ };
}

ids! {
    /// A season of a programme (拍卖季、挑战季).
    SeasonId,
    /// A participating institution, enterprise or public body (单位).
    InstitutionId,
    /// A person's account (账号).
    AccountId,
    /// A lot (标的物).
    LotId,
    /// A bidding day (竞价场次).
    RoundId,
    /// An entry of a logbook of a session (台账条目).
    EntryId,
    /// An industry session (产业专场).
    SessionId,
    /// A published or drafted version of a session page.
    RevisionId,
    /// One upload of a collection form.
    ImportId,
    /// A token for programs.
    TokenId,
    /// A passkey of a person.
    PasskeyId,
    /// A sign-in: one signed-in browser.
    LoginId,
    /// An application of an organisation that wants to take part.
    ApplicationId,
    /// An invitation into an organisation.
    InvitationId,
    /// A proposal to grant or to take a role.
    ProposalId,
    /// An intervention of the organiser, from its request on.
    InterventionId,
    /// A deposit of a bidder on a lot.
    DepositId,
    /// A notice to a person.
    NoticeId,
    /// A webhook of a person.
    WebhookId,
    /// A notice on its way to a webhook.
    DeliveryId,
    /// A mail in the outbox.
    MailId,
    /// A patent package (专利包).
    PackageId,
    /// A browser that is told of notices.
    PushId,
    /// A message on its way to a browser.
    PushMessageId,
    /// A stored file.
    FileId,
    /// An institution's part in a season.
    ParticipationId,
    /// An entrusted-service agreement of an institution.
    AgreementId,
    /// Somebody's time as liaison of an institution in a season (活动联络员).
    LiaisonId,
    /// A person whom an institution nominates as an expert.
    ExpertId,
    /// A release of lots in a batch.
    ReleaseId,
    /// An article of the centre (文章).
    ArticleId,
    /// A rule that the centre does not hold an institution to (豁免).
    WaiverId,
    /// A unit's registration for a session (报名).
    RegistrationId,
    /// A slot of one-to-one talks (洽谈时段).
    TalkSlotId,
    /// A lot that is still being typed into the online form (草稿).
    DraftId,
    /// A filter of the catalogue that somebody keeps (保存的筛选).
    SavedFilterId,
    /// An interest of an enterprise in a lot (意向).
    InterestId,
    /// A record of what was agreed or sold outside of the portal (汇交).
    IntakeId,
    /// A unit that a session invites (受邀单位).
    GuestId,
    /// A technology need (技术需求).
    NeedId,
}

/// The public code of a lot, e.g. `P2026-NGIT-0001`; `D…` marks a practice lot (演练).
///
/// Letters, digits and hyphens only, 1–32 characters, so that it is safe in URLs, file names and
/// event ids.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct LotCode(String);

impl LotCode {
    /// Parses a code; `None` when it could not be one.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        fits.then(|| Self(text.to_ascii_uppercase()))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for LotCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for LotCode {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or("not a lot code")
    }
}

impl<'de> Deserialize<'de> for LotCode {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a lot code"))
    }
}

/// The public code of a need, e.g. `X2026-BIO-0001`: as safe in an address as a [`LotCode`], and never
/// that of a lot, whose codes begin with `P`, `C` or `D`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct NeedCode(String);

impl NeedCode {
    /// Parses a code; `None` when it could not be one.
    pub fn parse(text: &str) -> Option<Self> {
        let LotCode(code) = LotCode::parse(text)?;
        (code.len() > 1 && code.starts_with('X')).then_some(Self(code))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for NeedCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for NeedCode {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or("not a code of a need")
    }
}

impl<'de> Deserialize<'de> for NeedCode {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a code of a need"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lot_code_is_safe_in_a_url() {
        assert_eq!(
            LotCode::parse("p2026-ngit-0001").unwrap().as_str(),
            "P2026-NGIT-0001"
        );
        for bad in ["", "a b", "P/1", "<x>", &"A".repeat(33)] {
            assert!(LotCode::parse(bad).is_none(), "{bad}");
        }
    }
    #[test]
    fn the_code_of_a_need_is_none_of_a_lot() {
        let code = NeedCode::parse("x2026-bio-0001").unwrap();
        assert_eq!(code.as_str(), "X2026-BIO-0001");
        for bad in ["", "X", "P2026-BIO-0001", "X 1", "X/1"] {
            assert!(NeedCode::parse(bad).is_none(), "{bad}");
        }
    }
}
