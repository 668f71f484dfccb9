//! Review (评审) and selection (遴选): evaluation groups by industry, score sheets, results, and what the
//! centre decides (domain.md AS-30, AS-31, AS-32, §3.4 `review_group`, `review`).

mod group;
mod returns;
mod rules;
mod selection;
mod sheet;

pub use group::{GroupRefusal, Seat, check_group, conflict};
pub use returns::{FieldNote, NOTE_CHARS_MAX, NOTES_MAX, NoteRefusal, check_notes};
pub use rules::ReviewRules;
pub use selection::{ReviewStanding, SelectionRefusal, SelectionStep};
pub use sheet::{SCORE_MAX, ScoreSums, Scores, Sheet, SheetDraft, SheetRefusal, Tenths, result};

codes! {
    /// What an expert of an evaluation group (评价工作小组) is there for; a group has each at least once.
    ExpertKind {
        Technical = "TECHNICAL" / "技术专家",
        PatentOperation = "PATENT_OPERATION" / "专利运营专家",
        Investment = "INVESTMENT" / "投资专家",
    }
}

codes! {
    /// The four criteria (四项标准).
    Criterion {
        Advancement = "ADVANCEMENT" / "技术先进性",
        Feasibility = "FEASIBILITY" / "可实施性",
        Market = "MARKET" / "市场应用前景",
        Legal = "LEGAL" / "法律保护性",
    }
}

codes! {
    /// What an expert recommends.
    Recommendation {
        Strong = "STRONG" / "重点推荐",
        Recommended = "RECOMMENDED" / "推荐",
        NotRecommended = "NOT_RECOMMENDED" / "不推荐",
    }
}

codes! {
    /// Where the review of a lot by one expert stands.
    ReviewState {
        Assigned = "ASSIGNED" / "待评审",
        Submitted = "SUBMITTED" / "已提交",
        Recused = "RECUSED" / "已回避",
    }
}

codes! {
    /// Where a release in a batch (批次发布) stands.
    ReleaseState {
        Scheduled = "SCHEDULED" / "待发布",
        Published = "PUBLISHED" / "已发布",
        Cancelled = "CANCELLED" / "已取消",
    }
}
