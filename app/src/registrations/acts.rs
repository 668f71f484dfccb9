//! What a unit does: register, and look after its registration through its link.

use super::form::RegisterForm;
use crate::error::AppError;
use domain::ids::TalkSlotId;
use leptos::prelude::*;

/// Registers a unit, or adds and removes rows of its form. A plain form goes on to the page of the
/// registration, or back to `back`, where it finds what was typed; answers the path.
#[server(endpoint = "registrations/register", output = crate::wire::Answer)]
pub async fn register_unit(
    /// Address of the session.
    slug: String,
    /// The form.
    #[server(default)]
    form: RegisterForm,
    /// The pressed button.
    #[server(default)]
    intent: String,
    /// The page that the form stands on.
    #[server(default)]
    back: String,
) -> Result<String, AppError> {
    use super::kept;
    use crate::accounts::{answer, local_path, with_query};
    use crate::lang::href;
    use crate::ssr;
    use locales::Lang;
    let portal = ssr::portal();
    let lang = Lang::of_path(&back);
    let here = kept::at("register", &slug);
    let come_back = |form: &RegisterForm, refused: Option<AppError>| {
        let key = portal.new_key();
        kept::keep(&key, &here, form, refused);
        answer::lead_to(&with_query(local_path(&back), "kept", &key))
    };
    let mut form = form;
    if form.change(&intent) {
        return Ok(come_back(&form, None));
    }
    let made = portal
        .register(&slug, &form.draft(), lang.is_english())
        .await;
    match made {
        Ok(token) => {
            let own = href(lang, &format!("/registration/{token}"));
            Ok(answer::lead_to(&with_query(&own, "done", "registered")))
        }
        Err(error) => {
            let error = ssr::fail(error);
            match ssr::asker().wants_page {
                true => Ok(come_back(&form, Some(error))),
                false => Err(error),
            }
        }
    }
}

/// Cancels the registration of a link.
#[server(endpoint = "registrations/cancel", output = crate::wire::Answer)]
pub async fn cancel_registration(
    /// What the link carries.
    code: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let done = ssr::portal().cancel_registration(&code).await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "cancelled"));
    Ok(())
}

/// Accepts the disclaimer that holds.
#[server(endpoint = "registrations/accept", output = crate::wire::Answer)]
pub async fn accept_disclaimer(
    /// What the link carries.
    code: String,
    /// The version that was read.
    #[server(default)]
    version: u32,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let done = ssr::portal().accept_disclaimer(&code, version).await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "accepted"));
    Ok(())
}

/// Books a slot of talks.
#[server(endpoint = "registrations/book", output = crate::wire::Answer)]
pub async fn book_talk(
    /// What the link carries.
    code: String,
    /// The slot.
    slot: TalkSlotId,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let done = ssr::portal().book_talk(&code, slot).await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "booked"));
    Ok(())
}

/// Gives the slot of talks back.
#[server(endpoint = "registrations/release", output = crate::wire::Answer)]
pub async fn release_talk(
    /// What the link carries.
    code: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let done = ssr::portal().release_talk(&code).await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "released"));
    Ok(())
}
