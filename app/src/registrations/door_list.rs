//! The list of the door: whoever has no code at hand is found by name or unit.

use super::CheckInCode;
use super::phone::Phone;
use crate::lang::{href, use_lang};
use domain::ids::SessionId;
use domain::views::CheckInLine;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use locales::{Label, registrations as m};

/// Rows that are drawn; more are found by typing.
const SHOWN_MAX: usize = 60;

/// Everybody who may come, found by name, unit or code.
#[component]
pub fn People(
    /// The session.
    session: SessionId,
    /// The list with what was noted here.
    phone: Phone,
) -> impl IntoView {
    let lang = use_lang();
    let action = href(lang, &format!("/host/sessions/{session}/check-in"));
    let wanted = use_query_map().with_untracked(|query| query.get("q").unwrap_or_default());
    let text = RwSignal::new(wanted.clone());
    let found = Memo::new(move |_| {
        let text = text.with(|text| plain(text));
        phone.desk.with(|desk| {
            let fits = |line: &&CheckInLine| fits(line, &text);
            let all = desk.lines.iter().filter(fits);
            let count = all.clone().count();
            (all.take(SHOWN_MAX).cloned().collect::<Vec<_>>(), count)
        })
    });
    let note = move || {
        let (shown, count) = found.with(|(lines, count)| (lines.len(), *count));
        match count {
            0 => Some(m::door_none(lang).to_owned()),
            _ if count > shown => Some(m::door_more(lang, count, shown)),
            _ => None,
        }
    };
    let typed = move |event| text.set(event_target_value(&event));
    let rows = move || found.with(|(lines, _)| lines.clone());
    let row = move |line: CheckInLine| view! { <Line session line phone /> };
    view! {
        <section aria-labelledby="door-list">
            <h2 class="section-title" id="door-list">
                {m::door_list(lang)}
            </h2>
            <form class="door-find" method="get" action=action role="search"
                on:submit=|event: SubmitEvent| event.prevent_default()>
                <label class="field-label" for="door-q">
                    {m::door_search(lang)}
                </label>
                <input class="input" id="door-q" name="q" type="search" value=wanted
                    autocomplete="off" on:input=typed />
                <button class="button" type="submit">
                    {m::door_find(lang)}
                </button>
            </form>
            <p role="status">{note}</p>
            <ul class="plain-rows door-people" data-testid="door-people">
                <For each=rows key=row_key children=row />
            </ul>
        </section>
    }
}

/// What makes a row another one: who it is, and whether he is here.
fn row_key(line: &CheckInLine) -> (String, u16, bool) {
    (line.code.clone(), line.place, line.checked_in_at.is_some())
}

/// A text as it is searched by.
fn plain(text: &str) -> String {
    domain::text::clean(&domain::text::fold_width(text)).to_lowercase()
}

fn fits(line: &CheckInLine, text: &str) -> bool {
    let code = format!("{}-{}", line.code, line.place);
    [&line.name, &line.unit, &code]
        .iter()
        .any(|one| one.to_lowercase().contains(text))
}

#[component]
fn Line(session: SessionId, line: CheckInLine, phone: Phone) -> impl IntoView {
    let lang = use_lang();
    let back = href(lang, &format!("/host/sessions/{session}/check-in"));
    let code = format!("{}-{}", line.code, line.place);
    let asked = code.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        phone.check_in(&asked);
    };
    let name = line.name.clone();
    let act = match line.checked_in_at {
        Some(at) => {
            view! { <span class="door-done">{m::here_at(lang, at.clock().hm())}</span> }.into_any()
        }
        None => view! {
            <form method="post" action=CheckInCode::url() on:submit=submit>
                <input type="hidden" name="session" value=session.get() />
                <input type="hidden" name="code" value=code.clone() />
                <input type="hidden" name="back" value=back />
                <button class="button button--small" type="submit">
                    {m::door_mark(lang)}
                    <span class="visually-hidden">" " {name}</span>
                </button>
            </form>
        }
        .into_any(),
    };
    view! {
        <li>
            <span>
                <strong>{line.name}</strong>
                " · "
                {line.unit}
                <br />
                <span class="registration-small">
                    <code>{code}</code>
                    " · "
                    {line.state.label(lang)}
                </span>
            </span>
            {act}
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::registrations::RegistrationState;

    #[test]
    fn somebody_is_found_by_name_unit_or_code() {
        let line = CheckInLine {
            code: "K7QM2RTX".into(),
            place: 2,
            unit: "江澜材料（示例）".into(),
            name: "陈一鸣".into(),
            state: RegistrationState::Seated,
            accepted: true,
            checked_in_at: None,
        };
        for text in ["", "一鸣", "江澜", "ｋ7qm", "K7QM2RTX-2"] {
            assert!(fits(&line, &plain(text)), "{text}");
        }
        assert!(!fits(&line, &plain("林")));
    }
}
