//! The form of a session for a unit that was invited: what the invitation knows is filled in, and the unit
//! may say that it does not come.

use super::{DeclineInvitation, guest_invitation};
use crate::accounts::with_query;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::registrations::RegisterForm;
use crate::ui::Notice;
use domain::guests::GuestState;
use domain::views::GuestInvitation;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use locales::guests as m;
use serde::{Deserialize, Serialize};

/// Whose link a form was opened with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitee {
    /// What the link carries.
    pub code: String,
    /// The invitation; nothing for a link that is none any more, or one to another session.
    pub invitation: Option<GuestInvitation>,
}

/// The invitee of the form of the session `slug`; nothing without a link.
///
/// # Errors
/// Only faults of ours: a link that is none keeps nobody from the form.
pub async fn invitee(slug: String, code: String) -> Result<Option<Invitee>, AppError> {
    if code.is_empty() {
        return Ok(None);
    }
    let invitation = match guest_invitation(code.clone()).await {
        Ok(found) => Some(found).filter(|found| found.slug == slug),
        Err(AppError::NotFound) => None,
        Err(error) => return Err(error),
    };
    Ok(Some(Invitee { code, invitation }))
}

impl Invitee {
    /// The form as it is filled in before anything was typed.
    pub fn form(&self) -> RegisterForm {
        let mut form = RegisterForm::default();
        if let Some(known) = &self.invitation {
            form.unit.clone_from(&known.unit);
            form.credit_code.clone_from(&known.credit_code);
            form.people[0].name.clone_from(&known.contact);
            form.people[0].phone.clone_from(&known.phone);
            form.people[0].email.clone_from(&known.email);
        }
        form
    }

    /// The address of the form with the link.
    pub fn back(&self, path: &str) -> String {
        with_query(path, "guest", &self.code)
    }
}

/// Who is invited, and the way to say no.
#[component]
pub fn Invited(
    /// Whose link it is.
    of: Invitee,
    /// Address of the session.
    slug: String,
) -> impl IntoView {
    let lang = use_lang();
    let Some(known) = of.invitation.clone() else {
        return view! { <Notice tone="warning"><p>{m::link_gone(lang)}</p></Notice> }.into_any();
    };
    let done = use_query_map().with_untracked(|query| query.get("done").unwrap_or_default());
    let words = match known.state {
        GuestState::Registered | GuestState::Came => Some(m::has_registered(lang)),
        GuestState::Declined if done == "declined" => Some(m::done_declined(lang)),
        GuestState::Declined => Some(m::has_declined(lang)),
        GuestState::Listed | GuestState::Invited => None,
    };
    let words =
        words.map(|words| view! { <p role="status" data-testid="invitation-state">{words}</p> });
    let back = of.back(&href(lang, &format!("/sessions/{slug}/register")));
    let may_decline = matches!(known.state, GuestState::Listed | GuestState::Invited);
    let decline = may_decline.then(|| {
        view! {
            <form method="post" action=DeclineInvitation::url()>
                <input type="hidden" name="code" value=of.code.clone() />
                <input type="hidden" name="back" value=back />
                <p class="field-hint">{m::decline_note(lang)}</p>
                <p>
                    <button class="button" type="submit" data-testid="decline">
                        {m::decline(lang)}
                    </button>
                </p>
            </form>
        }
    });
    view! {
        <Notice>
            <p data-testid="invited-as">{m::invited_as(lang, &known.unit)}</p>
            {words}
            {decline}
        </Notice>
    }
    .into_any()
}
