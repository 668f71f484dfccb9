//! `/admin/organisations/:id`: one application with its letter, approved or returned. For the staff.

use super::office::PATH;
use super::{DecideApplication, application_desk};
use crate::audit::{Trail, trail_data};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::second_factor::RevealLink;
use crate::ui::{DOT, FormHead, Loaded, Notice, Submit, TextArea, When};
use domain::audit::ObjectKind;
use domain::ids::ApplicationId;
use domain::organisations::{Applicant, ApplicationState, first_grants};
use domain::views::ApplicationDesk;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, Lang, organisations as m, ui};

/// What the rows of the audit record are about.
const KIND: ObjectKind = ObjectKind::Application;

/// The desk of an application.
#[component]
pub fn ApplicationDeskPage() -> impl IntoView {
    let lang = use_lang();
    let id = use_params_map().with_untracked(|map| map.get("id").unwrap_or_default());
    let decide = ServerAction::<DecideApplication>::new();
    let asked = id.clone();
    let desk = crate::wire::blocking_data(
        move || (asked.clone(), decide.version().get()),
        |(id, _)| async move {
            let id: ApplicationId = id.parse().map_err(|_| AppError::NotFound)?;
            application_desk(id).await
        },
    );
    let object = id.clone();
    let named = id.clone();
    let trail = trail_data(KIND, move || (Some(named.clone()), decide.version().get()));
    let errors = Signal::derive(move || {
        let refused = decide.value().get().and_then(Result::err);
        let line = |error: AppError| (control(&error).to_owned(), error.sentence(lang));
        refused.map(line).into_iter().collect::<Vec<_>>()
    });
    view! {
        <FormHead
            title=m::office_title(lang)
            description=m::office_intro(lang)
            path=format!("{PATH}/{id}")
            errors
        />
        <div class="office" data-density="compact">
            <Loaded resource=desk let:desk>
                <DoneNote decide errors />
                <Desk desk decide />
                <Trail data=trail kind=KIND object=object.clone() />
            </Loaded>
        </div>
    }
}

/// The control that a refusal means.
fn control(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } if code == "REASON_LENGTH" => "reason",
        _ => "",
    }
}

#[component]
fn DoneNote(
    decide: ServerAction<DecideApplication>,
    errors: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let words = move || {
        let by_script = decide.value().get().and_then(Result::ok);
        let by_form = || query.with(|query| query.get("done").map(|done| done == "approved"));
        let approved = by_script.or_else(by_form)?;
        Some(match approved {
            true => m::done_approved(lang),
            false => m::done_returned(lang),
        })
    };
    move || {
        words().filter(|_| errors.with(Vec::is_empty)).map(|words| {
            view! {
                <Notice tone="success">
                    <p role="status">{words}</p>
                </Notice>
            }
        })
    }
}

#[component]
fn Desk(desk: ApplicationDesk, decide: ServerAction<DecideApplication>) -> impl IntoView {
    let lang = use_lang();
    let id = desk.id;
    let title = match &desk.own.applicant {
        Some(applicant) => m::desk_title(lang, applicant.name.clone()),
        None => m::desk_withdrawn(lang).to_owned(),
    };
    let warnings = warnings(lang, &desk)
        .into_iter()
        .map(|words| view! { <Notice tone="warning">{words}</Notice> })
        .collect_view();
    let waits = desk.own.state == ApplicationState::Submitted;
    let acts = waits.then(|| view! { <Acts id decide /> });
    view! {
        <p>
            <a href=href(lang, PATH)>{m::back_to_list(lang)}</a>
        </p>
        <h1>{title}</h1>
        <p class="office-intro">{m::read_on_record(lang)}</p>
        {warnings}
        <Facts desk />
        {acts}
    }
}

/// What whoever decides must know.
fn warnings(lang: Lang, desk: &ApplicationDesk) -> Vec<String> {
    let known = desk.known.clone().map(|name| m::known(lang, name));
    let name = desk.name_taken.then(|| m::name_taken(lang).to_owned());
    let login = desk.login_taken.then(|| m::login_taken(lang).to_owned());
    [known, name, login].into_iter().flatten().collect()
}

#[component]
fn Facts(desk: ApplicationDesk) -> impl IntoView {
    let lang = use_lang();
    let own = desk.own;
    let masked = desk.masked;
    let said = own
        .applicant
        .map(|applicant| view! { <Said applicant masked /> });
    let reason = own.reason.map(|reason| {
        view! {
            <div>
                <dt>{m::reason(lang)}</dt>
                <dd lang="zh-CN">{reason}</dd>
            </div>
        }
    });
    let decided = own.decided_at.map(|at| {
        let by = desk.decided_by.unwrap_or_else(|| ui::none(lang).to_owned());
        view! {
            <div>
                <dt>{m::decided_at(lang)}</dt>
                <dd>
                    <When at />
                    {DOT}
                    <span lang="zh-CN">{by}</span>
                </dd>
            </div>
        }
    });
    let letter = match desk.letter {
        Some((name, bytes)) => {
            let to = format!("{PATH}/{}/letter", desk.id);
            let size = m::letter_size(lang, bytes.div_ceil(1024));
            view! {
                // A file of the server, not a page of the router.
                <a href=to rel="external" download="" lang="zh-CN">
                    {name}
                </a>
                {DOT}
                {size}
            }
            .into_any()
        }
        None => m::letter_none(lang).into_any(),
    };
    view! {
        <dl class="facts" data-testid="application">
            {said}
            <div>
                <dt>{m::login(lang)}</dt>
                <dd>
                    <code>{own.login}</code>
                </dd>
            </div>
            <div>
                <dt>{m::letter(lang)}</dt>
                <dd>{letter}</dd>
            </div>
            <div>
                <dt>{m::state(lang)}</dt>
                <dd data-testid="application-state">{own.state.label(lang)}</dd>
            </div>
            <div>
                <dt>{m::submitted_at(lang)}</dt>
                <dd>
                    <When at=own.submitted_at />
                </dd>
            </div>
            {decided}
            {reason}
        </dl>
    }
}

/// What the organisation says of itself, and what its first person would be.
#[component]
fn Said(applicant: Applicant, masked: bool) -> impl IntoView {
    let lang = use_lang();
    let city = applicant.seat.city.map(|city| city.label(lang).to_owned());
    let seat = city.unwrap_or(applicant.seat.province);
    let grants = first_grants(applicant.kind, domain::ids::InstitutionId(0));
    let roles: Vec<&str> = grants.iter().map(|grant| grant.role.label(lang)).collect();
    let facts = [
        (m::name(lang), applicant.name),
        (m::credit_code(lang), applicant.credit_code),
        (m::kind(lang), applicant.kind.label(lang).to_owned()),
        (m::seat(lang), seat),
        (m::contact(lang), applicant.contact),
        (m::phone(lang), applicant.phone),
        (m::will_be(lang), roles.join(ui::separator(lang))),
    ];
    let facts = facts.into_iter();
    let reveal = masked.then(|| {
        view! {
            <div>
                <dt>{m::phone(lang)}</dt>
                <dd>
                    <RevealLink />
                </dd>
            </div>
        }
    });
    let facts = facts
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! {
        {facts}
        {reveal}
    }
}

/// The two decisions.
#[component]
fn Acts(id: ApplicationId, decide: ServerAction<DecideApplication>) -> impl IntoView {
    let lang = use_lang();
    let back = href(lang, &format!("{PATH}/{id}"));
    let back_again = back.clone();
    let error = Signal::derive(move || {
        let refused = decide.value().get().and_then(Result::err)?;
        (control(&refused) == "reason").then(|| refused.sentence(lang))
    });
    view! {
        <ActionForm action=decide attr:class="form">
            <input type="hidden" name="id" value=id.get() />
            <input type="hidden" name="answer" value="approve" />
            <input type="hidden" name="back" value=back />
            <p>
                <Submit label=m::act_approve(lang) pending=decide.pending() />
            </p>
        </ActionForm>
        <ActionForm action=decide attr:class="form" attr:novalidate=true>
            <input type="hidden" name="id" value=id.get() />
            <input type="hidden" name="answer" value="return" />
            <input type="hidden" name="back" value=back_again />
            <TextArea id="reason" name="reason" label=m::return_why(lang)
                hint=Some(m::return_hint(lang).to_owned()) error rows=3 />
            <p>
                <Submit label=m::act_return(lang) pending=decide.pending() />
            </p>
        </ActionForm>
    }
}
