//! Rows of the record as they are read: when, what, to what; then who, why, and what changed.

use super::address::address;
use super::page::PATH;
use crate::lang::{href, use_lang};
use crate::ui::DOT;
use domain::accounts::Role;
use domain::audit::{AuditRow, Query};
use leptos::prelude::*;
use locales::{Label, Lang, audit as m};

/// Digits of a hash that are shown.
const DIGITS: usize = 16;

/// The rows, newest first.
#[component]
pub fn Rows(
    /// The rows.
    rows: Vec<AuditRow>,
) -> impl IntoView {
    view! {
        <ol class="audit-rows" data-testid="audit-rows">
            {rows.into_iter().map(|row| view! { <Row row /> }).collect_view()}
        </ol>
    }
}

#[component]
fn Row(row: AuditRow) -> impl IntoView {
    let lang = use_lang();
    let about = address(&Query::about(row.kind, &row.object), &href(lang, PATH));
    let object = format!("{} {}", row.kind.label(lang), row.object);
    let (who, roles) = (who(lang, &row), roles(lang, &row.roles));
    let hash: String = row.hash.chars().take(DIGITS).collect();
    let facts = [
        (m::reason(lang), row.reason, false),
        (m::before(lang), row.before, true),
        (m::after(lang), row.after, true),
        (m::request(lang), row.request, true),
    ];
    let facts = facts
        .into_iter()
        .filter_map(|(name, value, code)| {
            let value = value?;
            let value = match code {
                true => view! { <code>{value}</code> }.into_any(),
                false => view! { <span lang="zh-CN">{value}</span> }.into_any(),
            };
            Some(view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        })
        .collect_view();
    view! {
        <li class="audit-row" id=format!("row-{}", row.seq)>
            <p>
                <strong>{row.act.label(lang)}</strong>
                " "
                <a href=about>{object}</a>
            </p>
            <p>
                <time datetime=row.at.rfc3339()>{locales::date_time_seconds(lang, row.at)}</time>
                {DOT}
                {who}
                {DOT}
                {roles}
            </p>
            <dl class="audit-facts">{facts}</dl>
            <p class="audit-link">
                {m::number(lang, row.seq)} " "
                <code title=row.hash>{hash}</code>
            </p>
        </li>
    }
}

/// The actor: name and sign-in name, the number of an account that is gone, or the machine.
fn who(lang: Lang, row: &AuditRow) -> AnyView {
    match (row.actor, &row.login, &row.name) {
        (None, ..) => m::machine(lang).into_any(),
        (Some(_), Some(login), Some(name)) => view! {
            <span lang="zh-CN">{name.clone()}</span>
            " "
            <code>{login.clone()}</code>
        }
        .into_any(),
        (Some(id), ..) => m::gone(lang, id).into_any(),
    }
}

/// The roles held then, in words.
fn roles(lang: Lang, codes: &str) -> String {
    let word = |code| match code {
        "CLOCK" => m::clock(lang),
        "OPERATOR" => m::operator(lang),
        "VISITOR" => m::visitor(lang),
        code => match Role::from_code(code) {
            Some(role) => role.label(lang),
            None => m::no_role(lang),
        },
    };
    let words: Vec<&str> = codes.split('+').map(word).collect();
    words.join(m::joint(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_words() {
        assert_eq!(roles(Lang::Zh, "CLOCK"), m::clock(Lang::Zh));
        assert_eq!(roles(Lang::En, ""), m::no_role(Lang::En));
        let both = roles(Lang::Zh, "BID+CTR");
        assert!(both.contains(Role::Bidder.label(Lang::Zh)), "{both}");
        assert!(both.contains(Role::Centre.label(Lang::Zh)), "{both}");
    }
}
