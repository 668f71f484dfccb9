//! The form that changes the terms of a lot, as it is posted: every field a text.

use crate::typed_form::TypedForm;
use domain::ids::AccountId;
use domain::money::{Fen, YUAN, parse_amount};
use domain::text::{clean, fold_width};
use serde::{Deserialize, Serialize};

/// Giving somebody a priority right, as a form names it.
pub const NAME: &str = "name";
/// Taking one back.
pub const TAKE_BACK: &str = "take-back";
/// Correcting the reserve.
pub const RESERVE: &str = "reserve";

/// Setting its tags.
pub const TAG: &str = "tag";
/// Taking it off display.
pub const WITHDRAW: &str = "withdraw";

/// A change as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TermsForm {
    /// [`NAME`], [`TAKE_BACK`], [`RESERVE`], [`TAG`] or [`WITHDRAW`].
    pub step: String,
    /// Login of a holder.
    pub login: String,
    /// His rank.
    pub rank: String,
    /// Number of the account whose right is taken back.
    pub holder: String,
    /// The reserve, yuan.
    pub amount: String,
    /// Its tags.
    pub tags: String,
    /// The grounds.
    pub words: String,
}

/// What is to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// This login gets a priority right of this rank.
    Name {
        /// Whose.
        login: String,
        /// 1 first.
        rank: u8,
    },
    /// This account loses it.
    TakeBack(AccountId),
    /// The reserve.
    Reserve(Fen),
    /// The tags, in the place of those before.
    Tags(Vec<String>),
    /// Off display.
    Withdraw,
}

impl TypedForm for TermsForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("step", &mut self.step),
            ("login", &mut self.login),
            ("rank", &mut self.rank),
            ("holder", &mut self.holder),
            ("amount", &mut self.amount),
            ("tags", &mut self.tags),
            ("words", &mut self.words),
        ]
    }
}

impl TermsForm {
    /// Reads what is wanted.
    ///
    /// # Errors
    /// The code of the first field that cannot be read.
    pub fn change(&self) -> Result<Change, &'static str> {
        match self.step.as_str() {
            NAME => Ok(Change::Name {
                login: tidy(&self.login),
                rank: tidy(&self.rank)
                    .parse()
                    .map_err(|_| "PRIORITY_RANK_RANGE")?,
            }),
            TAKE_BACK => {
                let holder = self.holder.parse().map_err(|_| "REQUEST_MALFORMED")?;
                Ok(Change::TakeBack(AccountId(holder)))
            }
            RESERVE => {
                let amount = parse_amount(&self.amount, YUAN);
                Ok(Change::Reserve(
                    amount.map_err(|_| "AMOUNT_NOT_UNDERSTOOD")?,
                ))
            }
            TAG => Ok(Change::Tags(domain::text::split_values(&tidy(&self.tags)))),
            WITHDRAW => Ok(Change::Withdraw),
            _ => Err("REQUEST_MALFORMED"),
        }
    }

    /// The id of the control that a refusal of this form means; empty when it means none.
    pub fn control(&self, code: &str) -> String {
        let field = match code {
            "PRIORITY_RANK_RANGE" => "rank",
            "PRIORITY_ACCOUNT_UNKNOWN" | "PRIORITY_NOT_A_BIDDER" | "PRIORITY_FULL" => "login",
            "REASON_LENGTH" => "words",
            "LOT_TAGS" => "tags",
            "AMOUNT_NOT_UNDERSTOOD" | "RESERVE_BELOW_START" | "RESERVE_OFF_GRID_NEAR" => "amount",
            _ => return String::new(),
        };
        self.id(field)
    }

    /// The id of a control of this form.
    pub fn id(&self, field: &str) -> String {
        format!("{}{}-{field}", self.step, self.holder)
    }
}

fn tidy(text: &str) -> String {
    clean(&fold_width(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::AppError;

    fn form(step: &str) -> TermsForm {
        TermsForm {
            step: step.into(),
            login: " bidder1 ".into(),
            rank: "２".into(),
            amount: "8.2万".into(),
            words: "共有人".into(),
            ..TermsForm::default()
        }
    }

    #[test]
    fn every_step_is_read() {
        let name = Change::Name {
            login: "bidder1".into(),
            rank: 2,
        };
        assert_eq!(form(NAME).change(), Ok(name));
        assert_eq!(
            form(RESERVE).change(),
            Ok(Change::Reserve(Fen::yuan(82_000)))
        );
        let mut taken = form(TAKE_BACK);
        assert_eq!(taken.change(), Err("REQUEST_MALFORMED"));
        taken.holder = "7".into();
        assert_eq!(taken.change(), Ok(Change::TakeBack(AccountId(7))));
        assert_eq!(taken.control("REASON_LENGTH"), "take-back7-words");
    }

    #[test]
    fn what_was_typed_survives_a_refusal() {
        let refused = AppError::Invalid {
            code: "PRIORITY_RANK_RANGE".into(),
            args: vec![],
        };
        let kept = form(NAME).keep_in(refused);
        let back = TermsForm::of(Some(&kept));
        assert_eq!(back, form(NAME));
        assert_eq!(back.control("PRIORITY_RANK_RANGE"), "name-rank");
    }
}
