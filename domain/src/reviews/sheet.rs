//! The score sheet of one expert, and the result of several (domain.md AS-31, §3.4). Integers only.

use super::{Criterion, Recommendation, ReviewRules};
use crate::text::{clean, fold_width, length};
use serde::{Deserialize, Serialize};

/// The highest score of a criterion; the lowest is 0.
pub const SCORE_MAX: u8 = 100;
/// Characters of a comment.
const COMMENT_CHARS: std::ops::RangeInclusive<usize> = 10..=2000;

/// Scores in the order of [`Criterion::ALL`], 0–100 each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scores(pub [u8; 4]);

impl Scores {
    /// The score of a criterion.
    pub const fn of(&self, criterion: Criterion) -> u8 {
        self.0[criterion as usize]
    }
}

/// A sheet as it is submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The scores.
    pub scores: Scores,
    /// What the expert says, 10–2000 characters.
    pub comment: String,
    /// What he recommends.
    pub recommend: Recommendation,
}

/// A sheet as it is typed; a draft may be wrong or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SheetDraft {
    /// The scores in the order of [`Criterion::ALL`].
    pub scores: [String; 4],
    /// The comment.
    pub comment: String,
    /// Code of the recommendation.
    pub recommend: String,
}

/// Why a sheet is not taken. The order of the variants is the precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetRefusal {
    /// A criterion has no score.
    #[error("REVIEW_INCOMPLETE")]
    Incomplete(Criterion),
    /// A score is no integer from 0 to 100.
    #[error("REVIEW_SCORE_RANGE")]
    ScoreRange(Criterion),
    /// The comment is too short or too long.
    #[error("REVIEW_COMMENT_LENGTH")]
    CommentLength,
    /// Nothing is recommended.
    #[error("REVIEW_RECOMMEND_MISSING")]
    RecommendMissing,
}

impl SheetDraft {
    /// Longest text of each field that is kept of a draft, characters; whatever is longer is cut.
    const KEPT_CHARS: usize = 2_100;

    /// The sheet that was typed.
    ///
    /// # Errors
    /// The first [`SheetRefusal`] that applies.
    pub fn read(&self) -> Result<Sheet, SheetRefusal> {
        let typed = |criterion: Criterion| clean(&fold_width(&self.scores[criterion as usize]));
        for criterion in Criterion::ALL {
            if typed(*criterion).is_empty() {
                return Err(SheetRefusal::Incomplete(*criterion));
            }
        }
        let mut scores = [0; 4];
        for criterion in Criterion::ALL {
            scores[*criterion as usize] =
                score(&typed(*criterion)).ok_or(SheetRefusal::ScoreRange(*criterion))?;
        }
        let comment = clean(&self.comment);
        if !COMMENT_CHARS.contains(&length(&comment)) {
            return Err(SheetRefusal::CommentLength);
        }
        let recommend = Recommendation::from_code(&self.recommend);
        Ok(Sheet {
            scores: Scores(scores),
            comment,
            recommend: recommend.ok_or(SheetRefusal::RecommendMissing)?,
        })
    }

    /// What is kept of it until it is submitted.
    #[must_use]
    pub fn kept(self) -> Self {
        let cut = |text: String, chars| text.chars().take(chars).collect::<String>();
        Self {
            scores: self.scores.map(|score| cut(score, 8)),
            comment: cut(self.comment, Self::KEPT_CHARS),
            recommend: cut(self.recommend, 20),
        }
    }
}

impl From<&Sheet> for SheetDraft {
    fn from(sheet: &Sheet) -> Self {
        Self {
            scores: sheet.scores.0.map(|score| score.to_string()),
            comment: sheet.comment.clone(),
            recommend: sheet.recommend.code().to_owned(),
        }
    }
}

fn score(text: &str) -> Option<u8> {
    let digits = (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let score = text.parse().ok().filter(|score| *score <= SCORE_MAX)?;
    digits.then_some(score)
}

/// A result in tenths of a point, 0–1000; shown with one decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tenths(pub u16);

impl std::fmt::Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// The sum of the scores of each criterion over the submitted sheets of a lot, and how many they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScoreSums {
    /// Submitted sheets.
    pub count: u32,
    /// In the order of [`Criterion::ALL`].
    pub sums: [u32; 4],
}

impl ScoreSums {
    /// The sums over these sheets.
    pub fn of(sheets: &[Scores]) -> Self {
        let mut all = Self::default();
        for scores in sheets {
            all.count += 1;
            for (sum, score) in all.sums.iter_mut().zip(scores.0) {
                *sum += u32::from(score);
            }
        }
        all
    }

    /// The result of a lot: the mean of the means of its criteria, with the weights of the season,
    /// rounded half-up to a tenth (domain.md §3.4). `None` without a submitted sheet.
    pub fn result(&self, rules: &ReviewRules) -> Option<Tenths> {
        let count = Some(u64::from(self.count)).filter(|count| *count > 0)?;
        let weighted = self.sums.iter().zip(rules.weights);
        let weighted: u64 = weighted
            .map(|(sum, weight)| u64::from(*sum) * u64::from(weight))
            .sum();
        // Points are weighted / (100 · count), tenths ten times that; half a tenth rounds up.
        let tenths = (2 * weighted + 10 * count) / (20 * count);
        u16::try_from(tenths).ok().map(Tenths)
    }
}

/// The result of a lot from its submitted sheets, as [`ScoreSums::result`].
pub fn result(sheets: &[Scores], rules: &ReviewRules) -> Option<Tenths> {
    ScoreSums::of(sheets).result(rules)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft(scores: [&str; 4]) -> SheetDraft {
        SheetDraft {
            scores: scores.map(str::to_owned),
            comment: "技术路线清楚，具备实施条件。".into(),
            recommend: "RECOMMENDED".into(),
        }
    }

    #[test]
    fn a_sheet_is_read_as_it_is_typed() {
        use SheetRefusal as R;
        let read = draft(["０", " 100 ", "85", "７0"]).read().unwrap();
        assert_eq!(read.scores, Scores([0, 100, 85, 70]));
        assert_eq!(SheetDraft::from(&read).read(), Ok(read));
        let refused = |scores| draft(scores).read().unwrap_err();
        let feasibility = Criterion::Feasibility;
        for score in ["101", "-1", "+5", "8.5", "八十", "1000", "99999999999"] {
            assert_eq!(refused(["1", score, "1", "1"]), R::ScoreRange(feasibility));
        }
        // What is missing is said first.
        assert_eq!(
            refused(["1", "101", " ", "1"]),
            R::Incomplete(Criterion::Market)
        );
        let mut short = draft(["1", "2", "3", "4"]);
        short.comment = " 九个字的一句评语吧 ".into();
        assert_eq!(short.read(), Err(R::CommentLength));
        short.comment = "长".repeat(2001);
        assert_eq!(short.read(), Err(R::CommentLength));
        let mut silent = draft(["1", "2", "3", "4"]);
        silent.recommend = "PERHAPS".into();
        assert_eq!(silent.read(), Err(R::RecommendMissing));
    }

    #[test]
    fn results_are_rounded_half_up() {
        let rules = ReviewRules::default();
        assert_eq!(result(&[], &rules), None);
        let one = |scores| result(&[Scores(scores)], &rules).unwrap().to_string();
        assert_eq!(one([80, 80, 80, 80]), "80.0");
        // 80.25 is half a tenth.
        assert_eq!(one([80, 80, 80, 81]), "80.3");
        assert_eq!(one([100; 4]), "100.0");
        assert_eq!(one([0; 4]), "0.0");
        let three = [Scores([90, 80, 70, 60]), Scores([85; 4]), Scores([70; 4])];
        assert_eq!(result(&three, &rules), Some(Tenths(767)), "76.666…");
        let only_market = ReviewRules {
            weights: [0, 0, 100, 0],
            ..rules
        };
        assert_eq!(result(&three, &only_market), Some(Tenths(750)));
    }

    fn sheets() -> impl Strategy<Value = Vec<Scores>> {
        let scores = proptest::array::uniform4(0..=SCORE_MAX).prop_map(Scores);
        proptest::collection::vec(scores, 1..40)
    }

    fn rules() -> impl Strategy<Value = ReviewRules> {
        proptest::array::uniform3(0..=100u8).prop_map(|mut cuts| {
            cuts.sort_unstable();
            let [a, b, c] = cuts;
            ReviewRules {
                weights: [a, b - a, c - b, 100 - c],
                ..ReviewRules::default()
            }
        })
    }

    proptest! {
        #[test]
        fn a_result_lies_between_the_lowest_and_the_highest_score(s in sheets(), r in rules()) {
            prop_assert!(r.is_sound());
            let Tenths(found) = result(&s, &r).unwrap();
            let all = || s.iter().flat_map(|scores| scores.0);
            let (low, high) = (all().min().unwrap(), all().max().unwrap());
            prop_assert!(u16::from(low) * 10 <= found && found <= u16::from(high) * 10);
        }

        #[test]
        fn the_order_of_the_sheets_says_nothing(s in sheets(), r in rules()) {
            let mut back = s.clone();
            back.reverse();
            prop_assert_eq!(result(&s, &r), result(&back, &r));
        }

        #[test]
        fn the_same_sheet_again_changes_nothing(s in sheets(), r in rules(), times in 1..4usize) {
            prop_assert_eq!(result(&s, &r), result(&s.repeat(times), &r));
        }

        /// The exact value lies less than half a tenth above, at most half a tenth below.
        #[test]
        fn rounding_is_half_up(s in sheets(), r in rules()) {
            let Tenths(found) = result(&s, &r).unwrap();
            let points: i64 = s.iter().flat_map(|one| one.0.iter().zip(r.weights))
                .map(|(score, weight)| i64::from(*score) * i64::from(weight)).sum();
            // In units of 1 / (20 · count) of a tenth.
            let count = s.len() as i64;
            let off = 2 * points - 20 * count * i64::from(found);
            prop_assert!(-10 * count <= off && off < 10 * count, "off by {off}");
        }

        #[test]
        fn more_is_never_worse(s in sheets(), r in rules(), place in 0..4usize) {
            let mut better = s.clone();
            better[0].0[place] = better[0].0[place].saturating_add(1).min(SCORE_MAX);
            prop_assert!(result(&better, &r) >= result(&s, &r));
        }

        #[test]
        fn any_typed_sheet_is_read_or_refused(scores in proptest::array::uniform4(".{0,6}"),
                                              comment in ".{0,40}", recommend in ".{0,8}") {
            let typed = SheetDraft { scores, comment, recommend };
            if let Ok(sheet) = typed.read() {
                prop_assert!(sheet.scores.0.iter().all(|score| *score <= SCORE_MAX));
            }
        }
    }
}
