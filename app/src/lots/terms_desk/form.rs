//! The form that changes the terms of a lot, as it is posted: every field a text.

use crate::error::AppError;
use domain::evidence::Reason;
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

/// Characters of a refused form that come back with the refusal: more than a reason may have.
const KEPT_CHARS_MAX: usize = Reason::CHARS_MAX + 20;

/// A change as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TermsForm {
    /// [`NAME`], [`TAKE_BACK`] or [`RESERVE`].
    pub step: String,
    /// Login of a holder.
    pub login: String,
    /// His rank.
    pub rank: String,
    /// Number of the account whose right is taken back.
    pub holder: String,
    /// The reserve, yuan.
    pub amount: String,
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
            _ => Err("REQUEST_MALFORMED"),
        }
    }

    /// The fields as values that travel with a refusal.
    pub fn kept(&self) -> Vec<(String, String)> {
        let fields = [
            ("step", &self.step),
            ("login", &self.login),
            ("rank", &self.rank),
            ("holder", &self.holder),
            ("amount", &self.amount),
            ("words", &self.words),
        ];
        fields
            .map(|(name, value)| (name.into(), value.chars().take(KEPT_CHARS_MAX).collect()))
            .into()
    }

    /// `error` with what was typed.
    pub fn keep_in(&self, error: AppError) -> AppError {
        match error {
            AppError::Invalid { code, mut args } => {
                args.extend(self.kept());
                AppError::Invalid { code, args }
            }
            other => other,
        }
    }

    /// What was typed, from a refusal; an empty form otherwise.
    pub fn of(error: Option<&AppError>) -> Self {
        let mut form = Self::default();
        let Some(AppError::Invalid { args, .. }) = error else {
            return form;
        };
        for (name, value) in args {
            let field = match name.as_str() {
                "step" => &mut form.step,
                "login" => &mut form.login,
                "rank" => &mut form.rank,
                "holder" => &mut form.holder,
                "amount" => &mut form.amount,
                "words" => &mut form.words,
                _ => continue,
            };
            field.clone_from(value);
        }
        form
    }

    /// The id of the control that a refusal of this form means; empty when it means none.
    pub fn control(&self, code: &str) -> String {
        let field = match code {
            "PRIORITY_RANK_RANGE" => "rank",
            "PRIORITY_ACCOUNT_UNKNOWN" | "PRIORITY_NOT_A_BIDDER" | "PRIORITY_FULL" => "login",
            "REASON_LENGTH" => "words",
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
