//! The forms of review and selection as they are posted: every field a text.

use crate::error::AppError;
use crate::typed_form::TypedForm;
use domain::ids::AccountId;
use domain::lots::LotState;
use domain::reviews::{Criterion, ExpertKind, Seat, SheetDraft};
use domain::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// Keeping a sheet.
pub const SAVE: &str = "save";
/// Submitting it.
pub const SUBMIT: &str = "submit";
/// Recusing oneself.
pub const RECUSE: &str = "recuse";
/// Releasing lots in a batch.
pub const RELEASE: &str = "release";

/// The states that the table of the selection shows, the first one unless another is asked for.
pub const SHOWN: [LotState; 5] = [
    LotState::UnderReview,
    LotState::Submitted,
    LotState::Selected,
    LotState::Rejected,
    LotState::Published,
];

/// The state with this code, when the table shows it.
pub fn shown(code: &str) -> LotState {
    let mut states = SHOWN.into_iter();
    let found = states.find(|state| state.code() == code);
    found.unwrap_or(SHOWN[0])
}

/// A score sheet as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewForm {
    /// Code of the lot.
    pub lot: String,
    /// 技术先进性.
    pub advancement: String,
    /// 可实施性.
    pub feasibility: String,
    /// 市场应用前景.
    pub market: String,
    /// 法律保护性.
    pub legal: String,
    /// The comment.
    pub comment: String,
    /// Code of the recommendation.
    pub recommend: String,
    /// Why the expert recuses himself.
    pub reason: String,
}

impl TypedForm for ReviewForm {
    const KEPT_CHARS_MAX: usize = 2_100;

    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("lot", &mut self.lot),
            ("advancement", &mut self.advancement),
            ("feasibility", &mut self.feasibility),
            ("market", &mut self.market),
            ("legal", &mut self.legal),
            ("comment", &mut self.comment),
            ("recommend", &mut self.recommend),
            ("reason", &mut self.reason),
        ]
    }
}

impl ReviewForm {
    /// The form of a lot with what is on its sheet.
    pub fn filled(lot: String, draft: SheetDraft) -> Self {
        let [advancement, feasibility, market, legal] = draft.scores;
        Self {
            lot,
            advancement,
            feasibility,
            market,
            legal,
            comment: draft.comment,
            recommend: draft.recommend,
            reason: String::new(),
        }
    }

    /// The sheet.
    pub fn draft(&self) -> SheetDraft {
        SheetDraft {
            scores: std::array::from_fn(|place| self.score(Criterion::ALL[place]).to_owned()),
            comment: self.comment.clone(),
            recommend: self.recommend.clone(),
        }
    }

    /// What is typed for a criterion.
    pub fn score(&self, criterion: Criterion) -> &str {
        match criterion {
            Criterion::Advancement => &self.advancement,
            Criterion::Feasibility => &self.feasibility,
            Criterion::Market => &self.market,
            Criterion::Legal => &self.legal,
        }
    }
}

/// The name of the field of a criterion.
pub const fn field(criterion: Criterion) -> &'static str {
    match criterion {
        Criterion::Advancement => "advancement",
        Criterion::Feasibility => "feasibility",
        Criterion::Market => "market",
        Criterion::Legal => "legal",
    }
}

/// The id of the control that a refusal of a sheet means; empty when it means none.
pub fn control(error: &AppError) -> &'static str {
    let AppError::Invalid { code, args } = error else {
        return "";
    };
    match code.as_str() {
        "REVIEW_INCOMPLETE" | "REVIEW_SCORE_RANGE" => {
            let named = args.iter().find(|(name, _)| name == "criterion");
            let criterion = named.and_then(|(_, value)| Criterion::from_code(value));
            criterion.map_or("", |criterion| match criterion {
                Criterion::Advancement => "review-advancement",
                Criterion::Feasibility => "review-feasibility",
                Criterion::Market => "review-market",
                Criterion::Legal => "review-legal",
            })
        }
        "REVIEW_COMMENT_LENGTH" => "review-comment",
        "REVIEW_RECOMMEND_MISSING" => "review-recommend",
        "REASON_LENGTH" => "review-reason",
        _ => "",
    }
}

/// A decision of the centre as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DecideForm {
    /// A step, or [`RELEASE`].
    pub act: String,
    /// Why.
    pub reason: String,
    /// Notes of a return, `字段：说明` one a line.
    pub notes: String,
    /// Title of a release.
    pub title: String,
    /// Its day; empty for now.
    pub on: String,
    /// Its time of day.
    pub at: String,
}

impl TypedForm for DecideForm {
    const KEPT_CHARS_MAX: usize = 7_000;

    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("act", &mut self.act),
            ("reason", &mut self.reason),
            ("notes", &mut self.notes),
            ("title", &mut self.title),
            ("on", &mut self.on),
            ("at", &mut self.at),
        ]
    }
}

impl DecideForm {
    /// When a release is to be published; `None` for now.
    ///
    /// # Errors
    /// `RELEASE_TIME` for a day or a time that is none.
    pub fn publish_at(&self) -> Result<Option<Timestamp>, &'static str> {
        let (on, at) = (self.on.trim(), self.at.trim());
        if on.is_empty() && at.is_empty() {
            return Ok(None);
        }
        let day = Date::parse_iso(on).ok_or("RELEASE_TIME")?;
        let (hour, minute) = hour(at).ok_or("RELEASE_TIME")?;
        Ok(Some(day.at(hour, minute)))
    }
}

/// `10:05` as hour and minute.
fn hour(text: &str) -> Option<(i64, i64)> {
    let (hour, minute) = text.split_once(':')?;
    let hour = hour.parse().ok().filter(|hour| (0..24).contains(hour))?;
    let minute = minute
        .parse()
        .ok()
        .filter(|minute| (0..60).contains(minute))?;
    Some((hour, minute))
}

/// The seats that a form names, each `account:KIND`; empty texts are no seats. `None` when one cannot
/// be read.
pub fn seats(texts: &[String]) -> Option<Vec<Seat>> {
    let named = texts.iter().filter(|text| !text.is_empty());
    named
        .map(|text| {
            let (expert, kind) = text.split_once(':')?;
            Some(Seat {
                expert: AccountId(expert.parse().ok()?),
                kind: ExpertKind::from_code(kind)?,
            })
        })
        .collect()
}

/// `error` with further values.
pub fn with_args(error: AppError, more: Vec<(String, String)>) -> AppError {
    match error {
        AppError::Invalid { code, mut args } => {
            args.extend(more);
            AppError::Invalid { code, args }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_goes_through_its_form() {
        let draft = SheetDraft {
            scores: ["80", "", "１", "x"].map(str::to_owned),
            comment: "评语".into(),
            recommend: "STRONG".into(),
        };
        let form = ReviewForm::filled("P2026-ENER-0001".into(), draft.clone());
        assert_eq!(form.draft(), draft);
        let refused = AppError::Invalid {
            code: "REVIEW_SCORE_RANGE".into(),
            args: vec![("criterion".into(), "LEGAL".into())],
        };
        assert_eq!(control(&refused), "review-legal");
        assert_eq!(ReviewForm::of(Some(&form.keep_in(refused))), form);
    }

    #[test]
    fn seats_and_times_are_read() {
        let texts = ["7:TECHNICAL", "", "8:INVESTMENT"].map(str::to_owned);
        assert_eq!(seats(&texts).unwrap().len(), 2);
        assert_eq!(seats(&["7:NOBODY".to_owned()]), None);
        let form = |on: &str, at: &str| DecideForm {
            on: on.into(),
            at: at.into(),
            ..DecideForm::default()
        };
        assert_eq!(form("", "").publish_at(), Ok(None));
        let at = Date::of(2026, 11, 24).at(10, 5);
        assert_eq!(form("2026-11-24", "10:05").publish_at(), Ok(Some(at)));
        for (on, at) in [("2026-11-24", ""), ("", "10:05"), ("2026-11-24", "24:00")] {
            assert_eq!(form(on, at).publish_at(), Err("RELEASE_TIME"));
        }
    }

    #[test]
    fn the_table_shows_some_states() {
        assert_eq!(shown("SELECTED"), LotState::Selected);
        assert_eq!(shown("SOLD"), LotState::UnderReview);
    }
}
