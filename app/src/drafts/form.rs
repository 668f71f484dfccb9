//! A section as it is posted: the controls are called after the columns of the collection form.

use crate::error::AppError;
use domain::drafts::Typed;
use domain::text::{join_values, split_values};
use serde::{Deserialize, Serialize};

/// The revision that the window has seen.
pub const BASE: &str = "base";
/// `1` for whoever goes back to the list, whatever stands in the section.
pub const LEAVE: &str = "leave";

/// A section as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionForm {
    /// The revision that the window has seen.
    pub base: u32,
    /// Back to the list, whatever stands in it.
    pub leave: bool,
    /// What stands in its controls, by column.
    pub typed: Typed,
}

/// What became of a plain form that was refused: the page is the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// The draft and the section, as the address of the page ends.
    pub at: String,
    /// The section as it was typed.
    pub form: SectionForm,
    /// Why it was refused.
    pub error: AppError,
}

impl SectionForm {
    /// The form of a plain request. A list with several ticks sends its name as often.
    pub fn of_pairs(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                BASE => form.base = value.parse().unwrap_or_default(),
                LEAVE => form.leave = value == "1",
                _ => {
                    let typed = form.typed.entry(name).or_default();
                    *typed = join_values([std::mem::take(typed), value]);
                }
            }
        }
        form
    }
}

/// Whether a word is ticked in a cell.
pub fn ticked(cell: &str, word: &str) -> bool {
    split_values(cell).iter().any(|one| one == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_form_is_read_as_a_script_sends_it() {
        let pairs = [
            ("base", "7"),
            ("专利名称", "一种传感器"),
            ("交易方式", ""),
            ("交易方式", "转让"),
            ("交易方式", "许可"),
            ("备注", ""),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let form = SectionForm::of_pairs(pairs.to_vec());
        assert_eq!((form.base, form.leave), (7, false));
        assert_eq!(form.typed["专利名称"], "一种传感器");
        assert_eq!(form.typed["交易方式"], "转让、许可");
        assert_eq!(form.typed["备注"], "", "an emptied field is sent as well");
        assert!(ticked("转让、许可", "许可") && !ticked("转让、许可", "作价入股"));
        let bad = vec![
            ("base".to_owned(), "x".to_owned()),
            ("leave".into(), "1".into()),
        ];
        let form = SectionForm::of_pairs(bad);
        assert_eq!((form.base, form.leave), (0, true));
    }
}
