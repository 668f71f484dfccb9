//! `/application/:code`: where an application stands. For whoever has the link.

use super::fields::{Fields, refused, summary};
use super::{SignUpForm, WithdrawApplication, own_application};
use crate::lang::{href, use_lang};
use crate::ui::{FormHead, Loaded, Notice, Submit, When};
use domain::organisations::{ApplicationEvent, ApplicationState};
use domain::views::OwnApplication;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::{Label, organisations as m};

/// The applicant's page.
#[component]
pub fn OwnApplicationPage() -> impl IntoView {
    let lang = use_lang();
    let code = use_params_map().with_untracked(|map| map.get("code").unwrap_or_default());
    let withdraw = ServerAction::<WithdrawApplication>::new();
    let asked = code.clone();
    let page = crate::wire::blocking_data(
        move || (asked.clone(), withdraw.version().get()),
        |(code, _)| own_application(code),
    );
    let by_form = refused();
    let sent = summary(lang, by_form.as_ref());
    let errors = Signal::derive(move || {
        let refused = withdraw.value().get().and_then(Result::err);
        let refused = refused.map(|error| (String::new(), error.sentence(lang)));
        sent.iter().cloned().chain(refused).collect::<Vec<_>>()
    });
    view! {
        // The link is the applicant's: no head names it.
        <FormHead
            title=m::status_title(lang)
            description=m::status_intro(lang)
            path="/signup"
            errors
        />
        <div class="page-head">
            <h1>{m::status_title(lang)}</h1>
        </div>
        <Loaded resource=page let:page>
            {match page {
                Some(own) => {
                    let refused = by_form.clone();
                    view! { <Own own code=code.clone() refused withdraw /> }.into_any()
                }
                None => view! { <Notice>{m::gone(lang)}</Notice> }.into_any(),
            }}
        </Loaded>
    }
}

#[component]
fn Own(
    own: OwnApplication,
    code: String,
    refused: Option<crate::error::AppError>,
    withdraw: ServerAction<WithdrawApplication>,
) -> impl IntoView {
    let lang = use_lang();
    let first = own
        .applicant
        .as_ref()
        .map(|applicant| SignUpForm::again(applicant, &own.login));
    let again = first
        .filter(|_| own.state == ApplicationState::Returned)
        .map(|first| {
            let code = code.clone();
            view! {
                <p>{m::returned_note(lang)}</p>
                <Fields first refused code />
            }
        });
    let can_withdraw = own.state.after(ApplicationEvent::Withdraw).is_ok();
    let end = can_withdraw.then(|| view! { <Withdraw code withdraw /> });
    view! {
        <Notice>
            <p>{m::keep_link(lang)}</p>
        </Notice>
        <Standing own />
        {again}
        {end}
    }
}

/// Name, state, and what comes next.
#[component]
fn Standing(own: OwnApplication) -> impl IntoView {
    let lang = use_lang();
    let next = match own.state {
        ApplicationState::Submitted => view! { <p>{m::waits(lang)}</p> }.into_any(),
        ApplicationState::Approved => view! {
            <p>{m::approved(lang, own.login.clone())}</p>
            <p>
                <a class="button button--main" href=href(lang, "/login") rel="external">
                    {m::sign_in(lang)}
                </a>
            </p>
        }
        .into_any(),
        ApplicationState::Returned => ().into_any(),
        ApplicationState::Withdrawn => view! { <p>{m::withdrawn_note(lang)}</p> }.into_any(),
    };
    let name = own.applicant.map(|applicant| {
        view! {
            <div>
                <dt>{m::name(lang)}</dt>
                <dd lang="zh-CN">{applicant.name}</dd>
            </div>
        }
    });
    let reason = own.reason.map(|reason| {
        view! {
            <div>
                <dt>{m::reason(lang)}</dt>
                <dd lang="zh-CN">{reason}</dd>
            </div>
        }
    });
    view! {
        <dl class="facts" data-testid="application">
            {name}
            <div>
                <dt>{m::state(lang)}</dt>
                <dd>
                    <strong data-testid="application-state">{own.state.label(lang)}</strong>
                </dd>
            </div>
            <div>
                <dt>{m::submitted_at(lang)}</dt>
                <dd>
                    <When at=own.submitted_at />
                </dd>
            </div>
            {reason}
        </dl>
        {next}
    }
}

#[component]
fn Withdraw(code: String, withdraw: ServerAction<WithdrawApplication>) -> impl IntoView {
    let lang = use_lang();
    let back = href(lang, &format!("/application/{code}"));
    view! {
        <details class="desk-step">
            <summary>{m::withdraw(lang)}</summary>
            <ActionForm action=withdraw attr:class="form">
                <input type="hidden" name="code" value=code />
                <input type="hidden" name="back" value=back />
                <p>{m::withdraw_note(lang)}</p>
                <p>
                    <Submit label=m::withdraw(lang) pending=withdraw.pending() />
                </p>
            </ActionForm>
        </details>
    }
}
