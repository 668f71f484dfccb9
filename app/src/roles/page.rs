//! `/admin/roles`: the desk of roles. For security administrators.

use super::form::{RoleForm, control};
use super::places::{INSTITUTION, PROVINCE, SESSION};
use super::rows::{Proposals, Staff};
use super::{DecideRole, ProposeRole, roles_page};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::erased::redrawn;
use crate::ui::{FormHead, Loaded, Notice, SelectField, Submit, TextArea, TextField};
use domain::accounts::Role;
use domain::institutions::City;
use domain::permissions::RoleStep;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, account, roles as m};

/// Where the page lives.
pub const PATH: &str = "/admin/roles";

/// The commands of the page that a script sends.
#[derive(Clone, Copy)]
pub struct Commands {
    /// Proposes a change.
    pub propose: ServerAction<ProposeRole>,
    /// Decides a proposal.
    pub decide: ServerAction<DecideRole>,
}

/// The desk.
#[component]
pub fn RolesPage() -> impl IntoView {
    let lang = use_lang();
    let commands = Commands {
        propose: ServerAction::new(),
        decide: ServerAction::new(),
    };
    let page = crate::wire::blocking_data(
        move || {
            (
                commands.propose.version().get(),
                commands.decide.version().get(),
            )
        },
        |_| roles_page(),
    );
    let errors = Signal::derive(move || {
        let refused = commands.propose.value().get().and_then(Result::err);
        let undecided = commands.decide.value().get().and_then(Result::err);
        let refused = refused.map(|error| (control(&error).to_owned(), error.sentence(lang)));
        let undecided = undecided.map(|error: AppError| (String::new(), error.sentence(lang)));
        refused.into_iter().chain(undecided).collect::<Vec<_>>()
    });
    view! {
        <FormHead title=m::title(lang) description=m::intro(lang) path=PATH errors />
        <DoneNote commands errors />
        <div class="office" data-density="compact">
            <Loaded resource=page let:page>
                <h1>{m::title(lang)}</h1>
                <p class="office-intro">{m::intro(lang)}</p>
                <Proposals page=page.clone() commands />
                <Propose commands />
                <Staff staff=page.staff />
            </Loaded>
        </div>
    }
}

/// What has just been done, after a script call or a redirect.
#[component]
fn DoneNote(commands: Commands, errors: Signal<Vec<(String, String)>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let words = move || {
        let decided = commands.decide.value().get().and_then(Result::ok);
        let proposed = commands.propose.value().get().and_then(Result::ok);
        let by_script = match (decided, proposed) {
            (Some(true), _) => Some("approved"),
            (Some(false), _) => Some("declined"),
            (None, Some(_)) => Some("proposed"),
            (None, None) => None,
        };
        let by_form = query.with(|query| query.get("done"));
        match by_script.map(str::to_owned).or(by_form)?.as_str() {
            "approved" => Some(m::done_approved(lang)),
            "declined" => Some(m::done_declined(lang)),
            "proposed" => Some(m::done_proposed(lang)),
            _ => None,
        }
    };
    redrawn(move || {
        words().filter(|_| errors.with(Vec::is_empty)).map(|words| {
            view! {
                <Notice tone="success">
                    <p role="status">{words}</p>
                </Notice>
            }
        })
    })
}

/// The form of a proposal.
#[component]
fn Propose(commands: Commands) -> impl IntoView {
    let lang = use_lang();
    let answer = commands.propose.value();
    let typed = answer.with_untracked(|value| {
        RoleForm::of(value.as_ref().and_then(|value| value.as_ref().err()))
    });
    let error = move |id: &'static str| {
        Signal::derive(move || {
            let refused = answer.get().and_then(Result::err)?;
            (control(&refused) == id).then(|| refused.sentence(lang))
        })
    };
    view! {
        <section aria-labelledby="propose-title">
            <h2 class="section-title" id="propose-title">
                {m::propose_title(lang)}
            </h2>
            <ActionForm action=commands.propose attr:class="form" attr:novalidate=true>
                <input type="hidden" name="back" value=href(lang, PATH) />
                <SelectField id="role-step" name="form[step]" label=m::step(lang)
                    options=steps(lang) value=typed.step />
                <TextField id="role-login" name="form[login]" label=m::login(lang)
                    error=error("role-login") value=typed.login autocomplete="off" />
                <SelectField id="role-role" name="form[role]" label=m::role(lang)
                    options=roles(lang) value=typed.role />
                <SelectField id="role-place" name="form[place]" label=m::place(lang)
                    options=places(lang) value=typed.place />
                <TextField id="role-of" name="form[of]" label=m::of(lang)
                    hint=Some(m::of_hint(lang).to_owned()) error=error("role-of")
                    value=typed.of autocomplete="off" />
                <TextArea id="role-reason" name="form[reason]" label=m::reason(lang)
                    hint=Some(m::reason_hint(lang).to_owned()) error=error("role-reason")
                    value=typed.reason rows=2 />
                <p>
                    <Submit label=m::propose(lang) pending=commands.propose.pending() />
                </p>
            </ActionForm>
        </section>
    }
}

type Options = Vec<(String, String)>;

fn steps(lang: Lang) -> Options {
    let steps = RoleStep::ALL.iter();
    steps
        .map(|step| (step.code().to_owned(), step.label(lang).to_owned()))
        .collect()
}

fn roles(lang: Lang) -> Options {
    let roles = Role::ALL.iter();
    let roles = roles.map(|role| (role.code().to_owned(), role.label(lang).to_owned()));
    std::iter::once((String::new(), m::choose(lang).to_owned()))
        .chain(roles)
        .collect()
}

fn places(lang: Lang) -> Options {
    let wide = [
        (PROVINCE, account::place_province(lang)),
        (INSTITUTION, m::place_institution(lang)),
        (SESSION, m::place_session(lang)),
    ];
    let wide = wide.map(|(code, words)| (code.to_owned(), words.to_owned()));
    let cities = City::ALL.iter();
    let cities = cities.map(|city| (city.code().to_owned(), city.label(lang).to_owned()));
    wide.into_iter().chain(cities).collect()
}
