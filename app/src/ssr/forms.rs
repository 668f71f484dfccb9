//! Reads the forms of sign-up and of roles into what the use cases take.

use super::Asker;
use crate::articles::ArticleForm;
use crate::drafts::{PATH as DRAFTS, SectionForm};
use crate::error::AppError;
use crate::interests::FollowUpForm;
use crate::organisations::SignUpForm;
use crate::roles::RoleForm;
use crate::roles::places::{INSTITUTION, PROVINCE, SESSION};
use domain::accounts::Role;
use domain::drafts::Section;
use domain::ids::{ArticleId, DraftId};
use domain::institutions::City;
use domain::interests::{ContactWay, FollowUpOutcome};
use domain::organisations::ApplicationDraft;
use domain::permissions::RoleStep;
use service::{Error, FollowUpStep, Portal, RolePlace, RoleWish, SignUp};

/// The refusal of a file that is too large, as that of a letter.
pub fn of_letter(error: AppError) -> AppError {
    match error {
        AppError::Invalid { code, args } if code == "FILE_TOO_LARGE" => AppError::Invalid {
            code: "LETTER_TOO_LARGE".into(),
            args,
        },
        other => other,
    }
}

/// Keeps the article that a form has, whether a script or a plain form sent it.
///
/// # Errors
/// `LoginRequired`; the code of the first field that cannot be read, or of what the rules refuse.
pub async fn save_article(
    portal: &Portal,
    asker: &Asker,
    form: &ArticleForm,
) -> Result<ArticleId, Error> {
    let account = asker.account.as_ref().ok_or(Error::LoginRequired)?;
    // Whoever may write none is told so whatever he has typed.
    portal.office_articles(account).await?;
    let (stands, text) = form.read().map_err(Error::invalid)?;
    portal.save_article(account, stands, text).await
}

/// The number of a draft in an address.
///
/// # Errors
/// [`AppError::NotFound`] for what is no number.
pub fn draft_id(id: &str) -> Result<DraftId, AppError> {
    id.parse().map_err(|_| super::fail(Error::NotFound))
}

/// Keeps what a plain form of a section has; answers the page that it goes on to: the next section, the
/// same one when something in it is wrong, or the list.
///
/// # Errors
/// `LoginRequired`; `NotFound`, and what the rules refuse.
pub async fn save_section(
    portal: &Portal,
    asker: &Asker,
    (id, slug): (&str, &str),
    form: &SectionForm,
) -> Result<String, Error> {
    let account = asker.account.as_ref().ok_or(Error::LoginRequired)?;
    let id: DraftId = id.parse().map_err(|_| Error::NotFound)?;
    let section = Section::from_slug(slug).ok_or(Error::NotFound)?;
    let typed = form.typed.clone();
    portal
        .save_draft(account, id, (section, form.base), typed)
        .await?;
    let list = format!("{DRAFTS}/{id}");
    if form.leave {
        return Ok(format!("{list}?done=saved"));
    }
    if portal.is_section_wrong(account, id, section).await? {
        return Ok(format!("{list}/{slug}?check=1"));
    }
    Ok(match section.next() {
        Some(next) => format!("{list}/{}", next.slug()),
        None => list,
    })
}

/// The step with a follow-up that a form asks for.
///
/// # Errors
/// The code of the first field that cannot be read.
pub fn follow_up_step(form: &FollowUpForm) -> Result<FollowUpStep, &'static str> {
    Ok(match form.step.as_str() {
        "log" => FollowUpStep::Log {
            way: ContactWay::from_code(&form.way).ok_or("REQUEST_MALFORMED")?,
            words: form.words.clone(),
        },
        "assign" => FollowUpStep::Assign {
            manager: form.manager.parse().map_err(|_| "FOLLOWUP_MANAGER")?,
            due_on: form.due_on.clone(),
        },
        "end" => FollowUpStep::End {
            outcome: FollowUpOutcome::from_code(&form.outcome).ok_or("REQUEST_MALFORMED")?,
            note: form.note.clone(),
        },
        _ => return Err("REQUEST_MALFORMED"),
    })
}

impl SignUpForm {
    /// The application that the use case takes.
    pub fn application(
        &self,
        code: String,
        password: String,
        (file_name, file): (String, Vec<u8>),
    ) -> SignUp {
        let form = self.clone();
        SignUp {
            code,
            draft: ApplicationDraft {
                name: form.name,
                credit_code: form.credit_code,
                kind: form.kind,
                seat: form.seat,
                contact: form.contact,
                phone: form.phone,
            },
            login: form.login,
            password,
            file_name,
            file,
        }
    }
}

impl RoleForm {
    /// Reads the proposal.
    ///
    /// # Errors
    /// The code of the first field that cannot be read.
    pub fn wish(&self) -> Result<RoleWish, &'static str> {
        let place = match self.place.as_str() {
            PROVINCE => Some(RolePlace::Province),
            INSTITUTION => Some(RolePlace::Institution(self.of.clone())),
            SESSION => Some(RolePlace::Session(self.of.clone())),
            code => City::from_code(code).map(RolePlace::City),
        };
        Ok(RoleWish {
            login: self.login.clone(),
            step: RoleStep::from_code(&self.step).ok_or("REQUEST_MALFORMED")?,
            role: Role::from_code(&self.role).ok_or("ROLE_MISSING")?,
            place: place.ok_or("ROLE_PLACE_UNKNOWN")?,
            reason: self.reason.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roles::ProposeRole;

    #[test]
    fn a_posted_form_is_a_wish() {
        let body = "back=%2F&form%5Bstep%5D=GRANT&form%5Blogin%5D=anna&form%5Brole%5D=REG\
            &form%5Bplace%5D=3209&form%5Breason%5D=x";
        let config = serde_qs::Config::new(5, false);
        let posted: ProposeRole = config.deserialize_str(body).unwrap();
        let wish = posted.form.wish().unwrap();
        assert!(matches!(wish.place, RolePlace::City(city) if city.code() == "3209"));
        let missing = RoleForm {
            role: String::new(),
            ..posted.form.clone()
        };
        assert_eq!(missing.wish().unwrap_err(), "ROLE_MISSING");
        let nowhere = RoleForm {
            place: "9999".into(),
            ..posted.form
        };
        assert_eq!(nowhere.wish().unwrap_err(), "ROLE_PLACE_UNKNOWN");
    }
}
