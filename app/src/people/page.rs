//! `/org/people`: the people of an organisation. For its managers.

use super::invite::{InviteFields, Made, Posted, control};
use super::rows::{Invitations, People};
use super::{Deactivate, EndInvitation, Invite, people_page};
use crate::error::AppError;
use crate::lang::use_lang;
use crate::ui::erased::redrawn;
use crate::ui::{FormHead, Loaded, Notice};
use domain::views::NewInvitation;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::people as m;

/// Where the page lives.
pub const PATH: &str = "/org/people";

/// The commands of the page that a script sends.
#[derive(Clone, Copy)]
pub struct Commands {
    /// Invites somebody.
    pub invite: ServerAction<Invite>,
    /// Calls an invitation off.
    pub end: ServerAction<EndInvitation>,
    /// Ends an account.
    pub deactivate: ServerAction<Deactivate>,
}

/// The people.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let lang = use_lang();
    let commands = Commands {
        invite: ServerAction::new(),
        end: ServerAction::new(),
        deactivate: ServerAction::new(),
    };
    // The answer to a plain form: the server has put it into the page that it sent.
    let posted = crate::wire::rendered_with(use_context::<Posted>);
    let typed = posted.clone().filter(|posted| posted.answer.is_err());
    let typed = typed.map(|posted| posted.form).unwrap_or_default();
    let answer = Signal::derive(move || {
        let rendered = || posted.clone().map(|posted| posted.answer);
        commands.invite.value().get().or_else(rendered)
    });
    let page = crate::wire::blocking_data(
        move || {
            (
                commands.invite.version().get(),
                commands.end.version().get(),
                commands.deactivate.version().get(),
            )
        },
        |_| people_page(),
    );
    let refused = Signal::derive(move || answer.get().and_then(Result::err));
    let errors = Signal::derive(move || {
        let ended = commands.end.value().get().and_then(Result::err);
        let deactivated = commands.deactivate.value().get().and_then(Result::err);
        let line = |error: AppError| (control(&error).to_owned(), error.sentence(lang));
        let all = [refused.get(), ended, deactivated].into_iter();
        all.flatten().map(line).collect::<Vec<_>>()
    });
    view! {
        <FormHead title=m::title(lang) description=m::lead(lang) path=PATH errors />
        <Notes commands answer errors />
        <div class="office" data-density="compact">
            <Loaded resource=page let:page>
                <h1>{m::title(lang)}</h1>
                <p class="office-intro">{m::intro(lang, page.institution.clone())}</p>
                <InviteFields roles=page.roles.clone() typed=typed.clone() refused
                    invite=commands.invite />
                <People people=page.people.clone() commands />
                <Invitations page commands />
            </Loaded>
        </div>
    }
}

/// What became of the wish for an invitation.
type Answer = Signal<Option<Result<NewInvitation, AppError>>>;

/// The new link until it is called off, and what has just been done.
#[component]
fn Notes(
    commands: Commands,
    answer: Answer,
    errors: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let ended = move || commands.end.value().get().and_then(Result::ok);
    let made = move || {
        let made = answer.get().and_then(Result::ok);
        made.filter(|made| ended() != Some(made.id))
    };
    let words = move || {
        let by_form = query.with(|query| query.get("done"));
        let deactivated = commands.deactivate.value().get().and_then(Result::ok);
        let done = match (ended(), deactivated) {
            (_, Some(())) => Some("deactivated".to_owned()),
            (Some(_), None) => Some("ended".to_owned()),
            (None, None) => by_form.filter(|_| answer.with(Option::is_none)),
        };
        match done?.as_str() {
            "ended" => Some(m::done_ended(lang)),
            "deactivated" => Some(m::done_deactivated(lang)),
            _ => None,
        }
    };
    let note = move || {
        words().filter(|_| errors.with(Vec::is_empty)).map(|words| {
            view! {
                <Notice tone="success">
                    <p role="status">{words}</p>
                </Notice>
            }
        })
    };
    view! {
        {redrawn(note)}
        {redrawn(move || made().map(|made| view! { <Made made /> }))}
    }
}
