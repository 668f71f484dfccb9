//! 计划项目名称及编号 holds name and number in one cell; the number is read from it.

use crate::text::{fold_width, length};

/// Shorter runs are years and counts, not numbers of projects.
const NUMBER_MIN: usize = 6;

/// The number of the project: the last run of Latin letters, digits and hyphens with a digit and
/// at least six characters, `BE2022001` in `省重点研发计划 示例项目（BE2022001）`. A name without
/// such a run has no number that could be told from it.
pub fn number(text: &str) -> Option<String> {
    let folded = fold_width(text);
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let runs = folded.split(|c| !inside(c));
    let mut trimmed = runs.map(|run| run.trim_matches(|c: char| !c.is_ascii_alphanumeric()));
    let is_number =
        |run: &&str| length(run) >= NUMBER_MIN && run.bytes().any(|b| b.is_ascii_digit());
    trimmed.rfind(is_number).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_projects() {
        let shown = [
            ("省重点研发计划 示例项目（BE2022001）", Some("BE2022001")),
            ("国家重点研发计划 2022YFB1234567", Some("2022YFB1234567")),
            ("重点研发 示例-2026-1", Some("2026-1")),
            (
                "示例项目，编号：ＢＥ２０２３１１１－２。",
                Some("BE2023111-2"),
            ),
            ("十四五重点专项2022年度项目", None),
            ("示例项目", None),
            ("", None),
        ];
        for (text, found) in shown {
            assert_eq!(number(text).as_deref(), found, "{text}");
        }
    }
}
