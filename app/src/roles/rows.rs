//! Proposals beside what can be decided about them, and who holds what.

use super::page::{Commands, PATH};
use crate::accounts::role_words;
use crate::lang::{href, use_lang};
use crate::ui::Submit;
use domain::views::{HolderLine, ProposalLine, RolesPage};
use leptos::prelude::*;
use locales::{Label, Lang, roles as m};

/// What waits, and what was decided.
#[component]
pub fn Proposals(
    /// The page.
    page: RolesPage,
    /// The commands of the page.
    commands: Commands,
) -> impl IntoView {
    let lang = use_lang();
    let waits = |line| view! { <Waiting line commands /> };
    let waiting = match page.waiting.is_empty() {
        true => view! { <p>{m::waiting_none(lang)}</p> }.into_any(),
        false => view! {
            <ul class="deposit-rows" data-testid="proposals">
                {page.waiting.into_iter().map(waits).collect_view()}
            </ul>
        }
        .into_any(),
    };
    let over = |line| view! { <Past line /> };
    let past = (!page.past.is_empty()).then(|| {
        view! {
            <section aria-labelledby="past-title">
                <h2 class="section-title" id="past-title">
                    {m::past_title(lang)}
                </h2>
                <ul class="deposit-rows" data-testid="decided">
                    {page.past.into_iter().map(over).collect_view()}
                </ul>
            </section>
        }
    });
    view! {
        <section aria-labelledby="waiting-title">
            <h2 class="section-title" id="waiting-title">
                {m::waiting_title(lang)}
            </h2>
            {waiting}
        </section>
        {past}
    }
}

#[component]
fn Waiting(line: ProposalLine, commands: Commands) -> impl IntoView {
    let lang = use_lang();
    let id = line.id.get();
    let button = move |answer: &'static str, words: &'static str| {
        view! {
            <ActionForm action=commands.decide attr:class="form">
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="answer" value=answer />
                <input type="hidden" name="back" value=href(lang, PATH) />
                <Submit label=words pending=commands.decide.pending() />
            </ActionForm>
        }
    };
    let approve = match line.can_approve {
        true => button("approve", m::approve(lang)).into_any(),
        false => view! { <p>{m::needs_other(lang)}</p> }.into_any(),
    };
    view! {
        <li class="deposit-row">
            <What line=line.clone() />
            {approve}
            {button("decline", m::decline(lang))}
        </li>
    }
}

#[component]
fn Past(line: ProposalLine) -> impl IntoView {
    let lang = use_lang();
    let decided = match &line.decided {
        Some((true, by)) => m::past_approved(lang, by.clone()),
        Some((false, by)) => m::past_declined(lang, by.clone()),
        None => m::past_expired(lang).to_owned(),
    };
    view! {
        <li class="deposit-row">
            <What line />
            <p>
                <strong>{decided}</strong>
            </p>
        </li>
    }
}

/// Whose role, which one, why, and who proposed it.
#[component]
fn What(line: ProposalLine) -> impl IntoView {
    let lang = use_lang();
    let said = said(lang, &line);
    let role = match &line.grant {
        Some(grant) => role_words(lang, grant),
        None => m::place_gone(lang).to_owned(),
    };
    view! {
        <h3>
            {line.step.label(lang)}
            " "
            <span lang="zh-CN">{line.name}</span>
            " "
            <code>{line.login}</code>
        </h3>
        <p>{role}</p>
        <p lang="zh-CN" class="desk-words">
            {line.reason}
        </p>
        <p>{said}</p>
    }
}

fn said(lang: Lang, line: &ProposalLine) -> String {
    let (at, until) = (
        locales::date_time(lang, line.at),
        locales::date_time(lang, line.expires_at),
    );
    m::proposed_by(lang, at, line.by.clone(), until)
}

/// Who holds what beyond an organisation.
#[component]
pub fn Staff(
    /// The holders.
    staff: Vec<HolderLine>,
) -> impl IntoView {
    let lang = use_lang();
    let row = |line: HolderLine| {
        let roles = line.grants.iter();
        let roles = roles
            .map(|grant| view! { <li>{role_words(lang, grant)}</li> })
            .collect_view();
        view! {
            <li class="deposit-row">
                <h3>
                    <span lang="zh-CN">{line.name}</span>
                    " "
                    <code>{line.login}</code>
                </h3>
                <ul>{roles}</ul>
            </li>
        }
    };
    view! {
        <section aria-labelledby="staff-title">
            <h2 class="section-title" id="staff-title">
                {m::staff_title(lang)}
            </h2>
            <p>{m::staff_note(lang)}</p>
            <ul class="deposit-rows" data-testid="staff">
                {staff.into_iter().map(row).collect_view()}
            </ul>
        </section>
    }
}
