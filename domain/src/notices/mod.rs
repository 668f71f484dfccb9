//! Notices (通知): what the portal tells a person about the lots that he takes part in (ux.md §1.8; the
//! two most missed elsewhere are *outbid* and *won or lost*). What happened is in the events; a notice
//! only says it to somebody.

mod preferences;
mod told;

pub use preferences::{Delivery, Preferences, PreferencesRefusal, Quiet, clock_text, delivers};
pub use told::{Audience, Course, concerns_followers, told};

use crate::ids::{LotCode, NoticeId};
use crate::money::Fen;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A lot that opens within this time is announced to those who are enrolled, ms.
pub const OPENING_AHEAD_MS: i64 = 3_600_000;
/// A deadline is reminded of this long before, ms.
pub const DEADLINE_AHEAD_MS: i64 = 86_400_000;
/// What happened longer ago than this is not told any more: nobody wants yesterday's standing after an
/// outage, nor the history of data that were brought in, ms.
pub const STALE_MS: i64 = 86_400_000;
/// Notices are kept for so long, ms: half a year.
pub const KEPT_MS: i64 = 183 * 86_400_000;
/// Unread notices that the head of a page counts; above it says that there are more.
pub const COUNTED_MAX: u32 = 99;

codes! {
    /// What a notice is about; each kind can be switched off by its reader.
    NoticeKind {
        /// Somebody else leads now.
        Outbid = "OUTBID" / "被超越",
        /// Bidding opens within the hour.
        Opening = "OPENING" / "即将开始",
        /// A late bid has moved the end for the first time.
        Extended = "EXTENDED" / "进入延时",
        /// The reader has bought.
        Won = "WON" / "已成交",
        /// The reader has bid and not bought.
        NotWon = "NOT_WON" / "未成交",
        /// A deposit of the reader has moved.
        Deposit = "DEPOSIT" / "保证金变动",
        /// Bidding was interrupted.
        Suspended = "SUSPENDED" / "竞价暂停",
        /// Bidding goes on.
        Resumed = "RESUMED" / "竞价恢复",
        /// Bidding was called off.
        Cancelled = "CANCELLED" / "竞价取消",
        /// A step of a deal is due for its buyer.
        Deadline = "DEADLINE" / "办理期限",
        /// A webhook of the reader was switched off after days of failures.
        WebhookOff = "WEBHOOK_OFF" / "网络回调停用",
        /// A lot that the reader follows was put into a round.
        Listed = "LISTED" / "关注标的排期",
        /// A lot that the reader follows opens within a day.
        OpeningDay = "OPENING_DAY" / "一天内开始",
        /// The price or the terms of a lot that the reader follows have changed.
        Changed = "CHANGED" / "价格或条件变更",
        /// How bidding for a lot ended that the reader follows and did not bid for.
        Result = "RESULT" / "关注标的结果",
        /// The reader was given lots to review.
        Review = "REVIEW" / "待评审标的",
        /// What the centre has decided about a lot of the reader's institution.
        Submission = "SUBMISSION" / "报送结果",
        /// The round of a lot was postponed.
        Moved = "MOVED" / "场次改期",
    }
}

codes! {
    /// What has become of a deposit or of a payment for it.
    DepositNews {
        Confirmed = "CONFIRMED" / "已到账",
        Refused = "REFUSED" / "付款登记被退回",
        ToReturn = "TO_RETURN" / "将予退还",
        Returned = "RETURNED" / "已退还",
        Applied = "APPLIED" / "转作成交价款",
        Forfeited = "FORFEITED" / "不予退还",
    }
}

codes! {
    /// What the centre has decided about a lot that was submitted.
    SubmissionNews {
        Returned = "RETURNED" / "退回修改",
        Selected = "SELECTED" / "入选",
        Rejected = "REJECTED" / "未入选",
    }
}

codes! {
    /// Which step of a deal is due (bidding.md C.7).
    DealStep {
        Confirm = "CONFIRM" / "确认成交",
        Contract = "CONTRACT" / "签订合同",
        TechApplication = "TECH_APPLICATION" / "技术合同登记",
        LicenceRecord = "LICENCE_RECORD" / "许可备案",
    }
}

/// What a notice says, with the figures of its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum NoticeBody {
    /// Somebody else leads with this price.
    Outbid(Fen),
    /// Bidding opens then.
    Opening(Timestamp),
    /// The end has moved to then.
    Extended(Timestamp),
    /// Bought for this price, to be confirmed.
    Won(Fen),
    /// Not bought; whether somebody else has.
    NotWon(bool),
    /// A deposit has moved.
    Deposit(DepositNews),
    /// Bidding was interrupted.
    Suspended,
    /// Bidding goes on until then.
    Resumed(Timestamp),
    /// Bidding was called off.
    Cancelled,
    /// A step is due.
    Deadline(Due),
    /// A webhook was switched off; the lot is that of the delivery that failed last.
    WebhookOff,
    /// Put into a round; bidding opens then.
    Listed(Timestamp),
    /// Bidding opens then, within a day.
    OpeningDay(Timestamp),
    /// The starting price is now this one; without one the terms are others.
    Changed(Option<Fen>),
    /// Sold for this price, to be confirmed; without one it is not sold.
    Result(Option<Fen>),
    /// Lots were given to review.
    Review(GivenReviews),
    /// A submitted lot was decided on.
    Submission(SubmissionNews),
    /// The round was postponed; bidding opens then.
    Moved(Timestamp),
}

/// Lots that an expert was given; the notice is about the first of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenReviews {
    /// How many.
    pub lots: u32,
    /// Until when their sheets are due.
    pub due: Timestamp,
}

/// A step of a deal and its last instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Which step.
    pub step: DealStep,
    /// Until when.
    pub at: Timestamp,
}

impl NoticeBody {
    /// What it is about.
    pub const fn kind(&self) -> NoticeKind {
        match self {
            Self::Outbid(_) => NoticeKind::Outbid,
            Self::Opening(_) => NoticeKind::Opening,
            Self::Extended(_) => NoticeKind::Extended,
            Self::Won(_) => NoticeKind::Won,
            Self::NotWon(_) => NoticeKind::NotWon,
            Self::Deposit(_) => NoticeKind::Deposit,
            Self::Suspended => NoticeKind::Suspended,
            Self::Resumed(_) => NoticeKind::Resumed,
            Self::Cancelled => NoticeKind::Cancelled,
            Self::Deadline(_) => NoticeKind::Deadline,
            Self::WebhookOff => NoticeKind::WebhookOff,
            Self::Listed(_) => NoticeKind::Listed,
            Self::OpeningDay(_) => NoticeKind::OpeningDay,
            Self::Changed(_) => NoticeKind::Changed,
            Self::Result(_) => NoticeKind::Result,
            Self::Review(_) => NoticeKind::Review,
            Self::Submission(_) => NoticeKind::Submission,
            Self::Moved(_) => NoticeKind::Moved,
        }
    }

    /// The page, without language, on which its reader goes on from a notice about this lot.
    pub fn path(&self, lot: &LotCode) -> String {
        match self {
            Self::Review(_) => format!("/review?lot={lot}"),
            Self::Submission(SubmissionNews::Returned) => "/org/lots".to_owned(),
            _ => format!("/lots/{lot}"),
        }
    }
}

/// A notice as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Identity.
    pub id: NoticeId,
    /// Which lot it is about.
    pub lot: LotCode,
    /// Title of the lot.
    pub title: String,
    /// What it says.
    pub body: NoticeBody,
    /// When it happened.
    pub at: Timestamp,
    /// Whether it was read.
    pub read: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_body_that_reads_back() {
        let at = Timestamp::from_millis(5);
        let due = Due {
            step: DealStep::Contract,
            at,
        };
        let bodies = [
            NoticeBody::Outbid(Fen::yuan(5)),
            NoticeBody::Opening(at),
            NoticeBody::Extended(at),
            NoticeBody::Won(Fen::yuan(5)),
            NoticeBody::NotWon(true),
            NoticeBody::Deposit(DepositNews::Confirmed),
            NoticeBody::Suspended,
            NoticeBody::Resumed(at),
            NoticeBody::Cancelled,
            NoticeBody::Deadline(due),
            NoticeBody::WebhookOff,
            NoticeBody::Listed(at),
            NoticeBody::OpeningDay(at),
            NoticeBody::Changed(Some(Fen::yuan(5))),
            NoticeBody::Result(None),
            NoticeBody::Review(GivenReviews { lots: 3, due: at }),
            NoticeBody::Submission(SubmissionNews::Selected),
            NoticeBody::Moved(at),
        ];
        let kinds: Vec<NoticeKind> = bodies.iter().map(NoticeBody::kind).collect();
        assert_eq!(kinds, NoticeKind::ALL);
        for body in bodies {
            let text = serde_json::to_string(&body).unwrap();
            assert_eq!(serde_json::from_str::<NoticeBody>(&text).unwrap(), body);
        }
    }
}
