//! The people of an organisation and its invitations, each beside what can be done about it.

use super::page::{Commands, PATH};
use crate::lang::{href, use_lang};
use crate::ui::{DOT, Submit};
use domain::accounts::Role;
use domain::time::Timestamp;
use domain::views::{InvitationEnd, InvitationLine, PeoplePage, PersonLine};
use leptos::prelude::*;
use locales::{Label, Lang, people as m, ui};

/// Everybody.
#[component]
pub fn People(
    /// Who.
    people: Vec<PersonLine>,
    /// The commands of the page.
    commands: Commands,
) -> impl IntoView {
    let lang = use_lang();
    let row = |person| view! { <Person person commands /> };
    view! {
        <section aria-labelledby="people-title">
            <h2 class="section-title" id="people-title">
                {m::people_title(lang)}
            </h2>
            <ul class="deposit-rows" data-testid="people">
                {people.into_iter().map(row).collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn Person(person: PersonLine, commands: Commands) -> impl IntoView {
    let lang = use_lang();
    let id = person.id.get();
    let state = match person.active {
        true => m::active(lang),
        false => m::inactive(lang),
    };
    let end = person.can_end.then(|| {
        view! {
            <details class="desk-step">
                <summary>{m::act_end_person(lang)}</summary>
                <ActionForm action=commands.deactivate attr:class="form">
                    <input type="hidden" name="id" value=id />
                    <input type="hidden" name="back" value=href(lang, PATH) />
                    <p>{m::end_person_note(lang)}</p>
                    <p>
                        <Submit label=m::act_end_person(lang)
                            pending=commands.deactivate.pending() />
                    </p>
                </ActionForm>
            </details>
        }
    });
    view! {
        <li class="deposit-row">
            <h3>
                <span lang="zh-CN">{person.name}</span>
                " "
                <code>{person.login}</code>
            </h3>
            <p>{words_of(lang, &person.roles)} {DOT} {state}</p>
            {end}
        </li>
    }
}

/// The latest invitations.
#[component]
pub fn Invitations(
    /// The page.
    page: PeoplePage,
    /// The commands of the page.
    commands: Commands,
) -> impl IntoView {
    let lang = use_lang();
    let now = page.server_now;
    let row = |line| view! { <Invitation line now commands /> };
    let list = match page.invitations.is_empty() {
        true => view! { <p>{m::invitations_none(lang)}</p> }.into_any(),
        false => view! {
            <ul class="deposit-rows" data-testid="invitations">
                {page.invitations.into_iter().map(row).collect_view()}
            </ul>
        }
        .into_any(),
    };
    view! {
        <section aria-labelledby="invitations-title">
            <h2 class="section-title" id="invitations-title">
                {m::invitations_title(lang)}
            </h2>
            {list}
        </section>
    }
}

#[component]
fn Invitation(line: InvitationLine, now: Timestamp, commands: Commands) -> impl IntoView {
    let lang = use_lang();
    let id = line.id.get();
    let said = m::invited_by(lang, locales::date_time(lang, line.at), line.by.clone());
    let end = line.waits(now).then(|| {
        view! {
            <ActionForm action=commands.end attr:class="form">
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="back" value=href(lang, PATH) />
                <p>
                    <Submit label=m::act_end(lang) pending=commands.end.pending() />
                </p>
            </ActionForm>
        }
    });
    view! {
        <li class="deposit-row">
            <h3 lang="zh-CN">{line.note.clone()}</h3>
            <p>{words_of(lang, &line.roles)} {DOT} {standing(lang, &line, now)}</p>
            <p>{said}</p>
            {end}
        </li>
    }
}

/// What became of an invitation.
fn standing(lang: Lang, line: &InvitationLine, now: Timestamp) -> String {
    match line.end {
        Some(InvitationEnd::Accepted) => m::accepted(lang).to_owned(),
        Some(InvitationEnd::Ended) => m::ended(lang).to_owned(),
        None if line.waits(now) => m::waits_until(lang, locales::date_time(lang, line.expires_at)),
        None => m::expired(lang).to_owned(),
    }
}

/// Roles in words.
pub fn words_of(lang: Lang, roles: &[Role]) -> String {
    let words: Vec<&str> = roles.iter().map(|role| role.label(lang)).collect();
    words.join(ui::separator(lang))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::InvitationId;
    use domain::time::Date;

    #[test]
    fn an_invitation_says_what_became_of_it() {
        let at = Date::of(2026, 11, 18).at(9, 0);
        let mut line = InvitationLine {
            id: InvitationId(1),
            note: "科技处".into(),
            roles: vec![Role::Liaison, Role::Manager],
            by: "某人（示例）".into(),
            at,
            expires_at: at.plus_millis(1_000),
            end: None,
        };
        assert!(line.waits(at) && !line.waits(line.expires_at));
        assert_eq!(
            standing(Lang::Zh, &line, line.expires_at),
            m::expired(Lang::Zh)
        );
        line.end = Some(InvitationEnd::Accepted);
        assert!(!line.waits(at));
        assert_eq!(standing(Lang::Zh, &line, at), m::accepted(Lang::Zh));
        assert_eq!(words_of(Lang::Zh, &line.roles), "活动联络员、单位管理员");
    }
}
