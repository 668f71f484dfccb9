//! The browsers that are told of notices, and the kinds that they are told of.

use super::PushActions;
use crate::lang::{href, use_lang};
use crate::notices::KindBoxes;
use crate::ui::{Column, Submit, Table};
use domain::notices::NoticeKind;
use domain::push::PushBrowser;
use domain::time::Timestamp;
use leptos::prelude::*;
use locales::{Label, push as m, security};

/// The page that they stand on.
const PATH: &str = "/account/notices/settings";

/// The browsers there are.
#[component]
pub fn Browsers(browsers: Vec<PushBrowser>, actions: PushActions) -> impl IntoView {
    let lang = use_lang();
    if browsers.is_empty() {
        return view! { <p data-testid="push-none">{m::none(lang)}</p> }.into_any();
    }
    let rows = browsers
        .into_iter()
        .map(|browser| view! { <Row browser actions /> })
        .collect_view();
    let columns = vec![
        Column::text(m::browser(lang)),
        Column::text(m::since(lang)),
        Column::text(m::last(lang)),
        Column::hidden(m::end(lang)),
    ];
    view! {
        <Table caption=m::caption(lang) columns class="token-table" testid="push-browsers">
            {rows}
        </Table>
    }
    .into_any()
}

/// One browser. Ending it takes two presses: the first opens what it means.
#[component]
fn Row(browser: PushBrowser, actions: PushActions) -> impl IntoView {
    let lang = use_lang();
    let device = security::device_words(
        lang,
        browser.device.browser.label(lang),
        browser.device.system.label(lang),
    );
    let hidden = format!(" {device}");
    let last = match browser.delivered_at {
        Some(at) => view! { <Moment at /> }.into_any(),
        None => m::never(lang).into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                {device} <br/> <span class="field-hint">{browser.host}</span>
            </th>
            <td data-label=m::since(lang)>
                <Moment at=browser.created_at />
            </td>
            <td data-label=m::last(lang)>{last}</td>
            <td>
                <details class="token-end">
                    <summary>
                        {m::end(lang)} <span class="visually-hidden">{hidden.clone()}</span>
                    </summary>
                    <p>{m::end_words(lang)}</p>
                    <ActionForm action=actions.end>
                        <input type="hidden" name="id" value=browser.id.get() />
                        <input type="hidden" name="back" value=href(lang, PATH) />
                        <button class="button button--commit" type="submit">
                            {m::end_confirm(lang)}
                            <span class="visually-hidden">{hidden}</span>
                        </button>
                    </ActionForm>
                </details>
            </td>
        </tr>
    }
}

#[component]
fn Moment(at: Timestamp) -> impl IntoView {
    let lang = use_lang();
    view! { <time datetime=at.rfc3339()>{locales::date_time(lang, at)}</time> }
}

/// A box for each kind of notice.
#[component]
pub fn Kinds(off: Vec<NoticeKind>, actions: PushActions) -> impl IntoView {
    let lang = use_lang();
    view! {
        <ActionForm action=actions.kinds attr:class="form">
            <input type="hidden" name="back" value=href(lang, PATH) />
            <KindBoxes prefix="push" legend=m::kinds_legend(lang) hint=m::kinds_hint(lang) off />
            <p>
                <Submit label=m::kinds_save(lang) pending=actions.kinds.pending() />
            </p>
        </ActionForm>
    }
}
