//! What a session page is made of: roles and agenda; its blocks are in `blocks`. The host's preview shows
//! the same.

use crate::bidding::use_clock;
use crate::lang::{href, use_lang};
use crate::ui::erased::{changing, redrawn};
use crate::ui::{DOT, Empty};
use domain::sessions::{AgendaItem, AgendaMoment, Holder, Revision, SessionRole};
use domain::time::Timestamp;
use leptos::prelude::*;
use locales::{Label, Lang, sessions as m, ui};

/// The three roles in rank order, each with its institutions in the order of their rank.
#[component]
pub fn Holders(
    /// The institutions.
    holders: Vec<Holder>,
) -> impl IntoView {
    let lang = use_lang();
    let rows = SessionRole::ALL
        .iter()
        .map(|role| {
            let names: Vec<&str> = holders
                .iter()
                .filter(|holder| holder.role == *role)
                .map(|holder| holder.name.as_str())
                .collect();
            let named = (!names.is_empty()).then(|| names.join(ui::separator(Lang::Zh)));
            let tongue = named.is_some().then_some("zh-CN");
            view! {
                <div>
                    <dt>{role.label(lang)}</dt>
                    <dd lang=tongue>{named.unwrap_or_else(|| m::holders_none(lang).to_owned())}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="holders">{rows}</dl> }
}

fn no_agenda(lang: Lang) -> AnyView {
    view! {
        <section aria-labelledby="agenda-title">
            <h2 class="section-title" id="agenda-title">
                {m::agenda(lang)}
            </h2>
            <Empty reason=m::agenda_none(lang) />
        </section>
    }
    .into_any()
}

/// The kind of a row before its minutes. A break is mostly called by its kind: once is enough.
fn kind_of(lang: Lang, item: &AgendaItem) -> Option<String> {
    let kind = item.kind.label(lang);
    (item.title.trim() != kind).then(|| format!("{kind}{DOT}"))
}

/// The agenda with the time of each row; the row that runs is marked.
#[component]
pub fn Agenda(
    /// The revision that holds the agenda.
    revision: Revision,
    /// The server's clock at rendering.
    now: Timestamp,
) -> impl IntoView {
    let lang = use_lang();
    if revision.agenda.is_empty() {
        return no_agenda(lang);
    }
    let clock = use_clock();
    if AgendaMoment::moves_soon(&revision, now) {
        // A page without live lots hears nothing of the server's clock but what it was rendered with.
        // Effects run in the browser only.
        Effect::new(move |_| clock.measure(now));
    }
    let rows = revision
        .timed_agenda()
        .map(|row| {
            let (from, until, item) = (row.from, row.until, row.item);
            // The mark moves on while the page stays open.
            let running = Memo::new(move |_| {
                let now = clock.now_or(now);
                from <= now && now < until
            });
            let mark = move || {
                running
                    .get()
                    .then(|| view! { <span class="badge badge--live">{m::now(lang)}</span> })
            };
            // An agenda has one language; a screen reader is told when it is not that of the page.
            let tongue = (lang.is_english() && item.is_chinese()).then_some("zh-CN");
            let lot = item.lot.clone().map(|code| {
                let (to, words) = match item.need() {
                    Some(_) => (format!("/needs/{code}"), m::agenda_need(lang, code)),
                    None => (format!("/lots/{code}"), m::agenda_lot(lang, code)),
                };
                view! { <a class="agenda-lot" href=href(lang, &to)>{words}</a> }
            });
            let speaker = (!item.speaker.is_empty()).then(|| format!("{DOT}{}", item.speaker));
            view! {
                <tr data-kind=item.kind.code() data-now=changing(move || running.get().then_some("true"))>
                    <th scope="row" class="agenda-time">
                        <time datetime=from.rfc3339()>{from.clock().hm()}</time>
                    </th>
                    <td>
                        <p class="agenda-title" lang=tongue>
                            {item.title.clone()}
                        </p>
                        {redrawn(mark)}
                        <p class="agenda-meta">
                            {kind_of(lang, item)} {m::agenda_minutes(lang, item.minutes)}
                            {speaker} {lot}
                        </p>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="agenda">
            <caption>{m::agenda(lang)}</caption>
            <thead>
                <tr>
                    <th scope="col">{m::agenda_time(lang)}</th>
                    <th scope="col">{m::agenda_item(lang)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
