//! The form that invites somebody, and the link that comes of it: the only time that it is shown.

use super::Invite;
use super::page::PATH;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::changing;
use crate::ui::{CheckField, Field, Notice, TextField};
use domain::accounts::Role;
use domain::organisations::InvitationDraft;
use domain::views::NewInvitation;
use leptos::html;
use leptos::prelude::*;
use locales::{Label, Lang, people as m};
use serde::{Deserialize, Serialize};

/// An invitation as it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    /// For whom.
    pub note: String,
    /// Code of the role.
    pub role: String,
    /// `1` when the person looks after the people as well.
    pub manager: String,
}

/// What became of a plain form: the page is the answer, so that the link stands in no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// What was typed.
    pub form: InviteForm,
    /// The invitation, or why there is none.
    pub answer: Result<NewInvitation, AppError>,
}

impl InviteForm {
    /// The draft; whether an invitation may be like that is the domain's to say.
    pub fn draft(&self) -> InvitationDraft {
        InvitationDraft {
            note: self.note.clone(),
            role: Role::from_code(&self.role),
            manager: !self.manager.is_empty(),
        }
    }
}

/// The id of the control that a refusal means; empty when it means none.
pub fn control(error: &AppError) -> &'static str {
    let AppError::Invalid { code, .. } = error else {
        return "";
    };
    match code.as_str() {
        "NOTE_LENGTH" => "note",
        "INVITATION_ROLE" | "LIAISON_ALREADY_SET" => "role",
        _ => "",
    }
}

/// The form. Without scripts it is posted to the page itself.
#[component]
pub fn InviteFields(
    /// What its people may be asked to do.
    roles: Vec<Role>,
    /// What was typed.
    typed: InviteForm,
    /// Why the last one was refused.
    refused: Signal<Option<AppError>>,
    /// The command.
    invite: ServerAction<Invite>,
) -> impl IntoView {
    let lang = use_lang();
    let error = move |field: &'static str| {
        Signal::derive(move || {
            let error = refused.get()?;
            (control(&error) == field).then(|| error.sentence(lang))
        })
    };
    view! {
        <section aria-labelledby="invite-title">
            <h2 class="section-title" id="invite-title">
                {m::invite_title(lang)}
            </h2>
            <ActionForm
                action=invite
                attr:class="form"
                attr:novalidate=true
            >
                <TextField id="note" name="note" label=m::note(lang)
                    hint=Some(m::note_hint(lang).to_owned()) error=error("note")
                    value=typed.note autocomplete="off" />
                <RoleField roles chosen=typed.role error=error("role") />
                <CheckField id="manager" name="manager" label=m::manager(lang)
                    checked=!typed.manager.is_empty() />
                <p>
                    <button
                        class="button button--main"
                        type="submit"
                        formaction=href(lang, PATH)
                        aria-busy=changing(move || invite.pending().get().then_some("true"))
                    >
                        {m::invite(lang)}
                    </button>
                </p>
            </ActionForm>
        </section>
    }
}

#[component]
fn RoleField(roles: Vec<Role>, chosen: String, error: Signal<Option<String>>) -> impl IntoView {
    let lang = use_lang();
    let described = move || error.get().map(|_| "role-error");
    let options = roles
        .into_iter()
        .map(|role| {
            let selected = role.code() == chosen;
            view! {
                <option value=role.code() selected=selected>
                    {role.label(lang)}
                </option>
            }
        })
        .collect_view();
    view! {
        <Field id="role" label=m::role(lang) error>
            <select class="input" id="role" name="role" aria-describedby=described>
                {options}
            </select>
        </Field>
    }
}

/// The link with what to do with it. It takes the focus when it appears.
#[component]
pub fn Made(
    /// The invitation.
    made: NewInvitation,
) -> impl IntoView {
    let lang = use_lang();
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    let until = until(lang, &made);
    view! {
        <Notice tone="success">
            <section class="token-made" aria-labelledby="made-title">
                <h2 id="made-title" tabindex="-1" node_ref=heading>
                    {m::made_title(lang, made.note)}
                </h2>
                <p>
                    <strong>{m::made_once(lang)}</strong>
                    " "
                    {until}
                </p>
                <p class="token-secret">
                    <code data-testid="secret">{made.link}</code>
                </p>
            </section>
        </Notice>
    }
}

fn until(lang: Lang, made: &NewInvitation) -> String {
    m::made_until(lang, locales::date_time(lang, made.expires_at))
}
