//! The form with what somebody wants to be told, as it is posted.

use crate::error::AppError;
use domain::notices::{NoticeKind, Preferences, Quiet, clock_text};
use serde::{Deserialize, Serialize};

/// Quiet hours that are proposed: the night.
const PROPOSED: (&str, &str) = ("22:00", "07:00");

/// The choices as they are made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticeForm {
    /// Codes of the kinds that are wanted.
    pub on: Vec<String>,
    /// `1` for quiet hours.
    pub quiet: String,
    /// When they begin.
    pub from: String,
    /// When they are over.
    pub until: String,
}

/// What became of a plain form for a link: the page is the answer, so that the secret stands in no
/// address of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted(pub Result<String, AppError>);

impl NoticeForm {
    /// The form as it stands for these preferences.
    pub fn of(preferences: &Preferences) -> Self {
        let wanted = |kind: &&NoticeKind| !preferences.off.contains(kind);
        let on = NoticeKind::ALL.iter().filter(wanted);
        let (from, until) = match preferences.quiet {
            Some(quiet) => (clock_text(quiet.from), clock_text(quiet.until)),
            None => (PROPOSED.0.to_owned(), PROPOSED.1.to_owned()),
        };
        Self {
            on: on.map(|kind| kind.code().to_owned()).collect(),
            quiet: if preferences.quiet.is_some() { "1" } else { "" }.to_owned(),
            from,
            until,
        }
    }

    /// Whether the kind is wanted.
    pub fn wants(&self, kind: NoticeKind) -> bool {
        self.on.iter().any(|code| code == kind.code())
    }

    /// Reads the preferences.
    ///
    /// # Errors
    /// `QUIET_HOURS` for hours that are none.
    pub fn preferences(&self) -> Result<Preferences, &'static str> {
        let kinds = NoticeKind::ALL.iter().copied();
        let quiet = match self.quiet.is_empty() {
            true => None,
            false => Some(Quiet::parse(&self.from, &self.until).map_err(|_| "QUIET_HOURS")?),
        };
        Ok(Preferences {
            off: kinds.filter(|kind| !self.wants(*kind)).collect(),
            quiet,
        })
    }

    /// `error` with what was chosen.
    pub fn keep_in(&self, error: AppError) -> AppError {
        let AppError::Invalid { code, mut args } = error else {
            return error;
        };
        let known = |code: &&String| NoticeKind::from_code(code).is_some();
        let on: Vec<&str> = self.on.iter().filter(known).map(String::as_str).collect();
        let cut = |text: &str| text.chars().take(8).collect::<String>();
        args.push(("on".into(), on.join("+")));
        args.push(("quiet".into(), cut(&self.quiet)));
        args.push(("from".into(), cut(&self.from)));
        args.push(("until".into(), cut(&self.until)));
        AppError::Invalid { code, args }
    }

    /// What was chosen, from a refusal.
    pub fn kept(error: Option<&AppError>) -> Option<Self> {
        let Some(AppError::Invalid { args, .. }) = error else {
            return None;
        };
        let of = |name: &str| {
            let found = args.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone())
        };
        let on = of("on")?;
        Some(Self {
            on: on.split('+').map(str::to_owned).collect(),
            quiet: of("quiet").unwrap_or_default(),
            from: of("from").unwrap_or_default(),
            until: of("until").unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_read_back() {
        let chosen = Preferences {
            off: vec![NoticeKind::Opening],
            quiet: Quiet::new(1_320, 450).ok(),
        };
        for preferences in [Preferences::default(), chosen] {
            let form = NoticeForm::of(&preferences);
            assert_eq!(form.preferences(), Ok(preferences));
        }
        let nothing = NoticeForm::default().preferences().unwrap();
        assert_eq!(
            nothing.off,
            NoticeKind::ALL,
            "a box that is not ticked is not sent"
        );
    }

    #[test]
    fn a_refusal_keeps_what_was_chosen() {
        let form = NoticeForm {
            on: vec!["WON".into(), "x".repeat(900)],
            quiet: "1".into(),
            from: "22:00".into(),
            until: "22:00".into(),
        };
        assert_eq!(form.preferences(), Err("QUIET_HOURS"));
        let refused = form.keep_in(AppError::Invalid {
            code: "QUIET_HOURS".into(),
            args: vec![],
        });
        let kept = NoticeForm::kept(Some(&refused)).unwrap();
        assert_eq!(kept.on, ["WON"]);
        assert_eq!(
            (kept.from.as_str(), kept.until.as_str()),
            ("22:00", "22:00")
        );
        assert_eq!(NoticeForm::kept(Some(&AppError::Busy)), None);
    }

    #[test]
    fn a_posted_form_is_a_choice() {
        let body = "back=%2F&form%5Bon%5D%5B%5D=WON&form%5Bon%5D%5B%5D=OUTBID&form%5Bfrom%5D=1";
        let config = serde_qs::Config::new(5, false);
        let posted: super::super::SetNotices = config.deserialize_str(body).unwrap();
        assert_eq!(posted.form.on, ["WON", "OUTBID"]);
        let none: super::super::SetNotices = config.deserialize_str("back=%2F").unwrap();
        assert_eq!(none.form.on.len(), 0);
    }
}
