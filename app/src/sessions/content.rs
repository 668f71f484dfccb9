//! What a session page is made of: roles, agenda and blocks. The host's preview shows the same.

use crate::lang::{href, use_lang};
use crate::lots::LotCardView;
use crate::ui::{DOT, Empty};
use domain::sessions::{Block, Holder, PageContent, Revision, SessionRole};
use domain::time::Timestamp;
use domain::views::LotCard;
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

/// The agenda with the time of each row; the row that runs at `now` is marked.
#[component]
pub fn Agenda(
    /// The revision that holds the agenda.
    revision: Revision,
    /// The server's clock.
    now: Timestamp,
) -> impl IntoView {
    let lang = use_lang();
    if revision.agenda.is_empty() {
        return view! { <Empty reason=m::agenda_none(lang) /> }.into_any();
    }
    let rows = revision
        .timed_agenda()
        .map(|(at, item)| {
            let ends_at = at.plus_millis(i64::from(item.minutes) * 60_000);
            let running = at <= now && now < ends_at;
            // An agenda has one language; a screen reader is told when it is not that of the page.
            let tongue = (lang.is_english() && item.is_chinese()).then_some("zh-CN");
            let lot = item.lot.clone().map(|code| {
                let to = href(lang, &format!("/lots/{code}"));
                view! { {DOT} <a href=to>{m::agenda_lot(lang, code)}</a> }
            });
            let speaker = (!item.speaker.is_empty()).then(|| format!("{DOT}{}", item.speaker));
            view! {
                <tr data-kind=item.kind.code() data-now=running.then_some("true")>
                    <th scope="row" class="agenda-time">
                        <time datetime=at.rfc3339()>{at.clock().hm()}</time>
                    </th>
                    <td>
                        <p class="agenda-title" lang=tongue>
                            {item.title.clone()}
                        </p>
                        <p class="agenda-meta">
                            {item.kind.label(lang)} {DOT} {m::agenda_minutes(lang, item.minutes)}
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

/// The blocks of the page in order. The lots come at the end when no block asks for them.
#[component]
pub fn Blocks(
    /// The page.
    page: PageContent,
    /// Public lots of the session.
    lots: Vec<LotCard>,
    /// The server's clock.
    now: Timestamp,
) -> impl IntoView {
    let lang = use_lang();
    let placed = page.blocks.contains(&Block::Lots);
    let rest = (!placed).then(|| view! { <SessionLots lots=lots.clone() now headed=true /> });
    let mut after_heading = false;
    let blocks = page
        .blocks
        .into_iter()
        .map(|block| {
            // Lots under a heading of the host's own need none of ours.
            let headed = !std::mem::replace(&mut after_heading, is_heading(&block));
            block_view(lang, block, &lots, now, headed)
        })
        .collect_view();
    view! {
        <div class="session-blocks">
            {blocks}
            {rest}
        </div>
    }
}

const fn is_heading(block: &Block) -> bool {
    matches!(block, Block::Heading { .. })
}

fn block_view(lang: Lang, block: Block, lots: &[LotCard], now: Timestamp, headed: bool) -> AnyView {
    let english = lang.is_english();
    // Where the English is missing the Chinese stands, and says so to a screen reader.
    let tongue =
        |text: &domain::sessions::Bilingual| (english && text.en.is_empty()).then_some("zh-CN");
    match block {
        Block::Heading { text } => {
            view! { <h2 lang=tongue(&text)>{text.pick(english).to_owned()}</h2> }.into_any()
        }
        Block::Text { text } => {
            let paragraphs = text
                .pick(english)
                .split("\n\n")
                .filter(|paragraph| !paragraph.trim().is_empty())
                .map(|paragraph| view! { <p class="prose">{paragraph.trim().to_owned()}</p> })
                .collect_view();
            view! { <div lang=tongue(&text)>{paragraphs}</div> }.into_any()
        }
        Block::Lots => view! { <SessionLots lots=lots.to_vec() now headed /> }.into_any(),
        Block::Question { question, answer } => view! {
            <dl class="question">
                <dt lang=tongue(&question)>{question.pick(english).to_owned()}</dt>
                <dd lang=tongue(&answer)>{answer.pick(english).to_owned()}</dd>
            </dl>
        }
        .into_any(),
        Block::Notice { text } => view! {
            <div class="banner" data-tone="info" lang=tongue(&text)>
                <p class="prose">
                    <strong lang=lang.tag()>{m::notice(lang)}</strong>
                    " "
                    {text.pick(english).to_owned()}
                </p>
            </div>
        }
        .into_any(),
    }
}

/// The lots of the session; their figures move where the page follows them.
#[component]
fn SessionLots(lots: Vec<LotCard>, now: Timestamp, headed: bool) -> impl IntoView {
    let lang = use_lang();
    let body = if lots.is_empty() {
        view! { <Empty reason=m::lots_none(lang) /> }.into_any()
    } else {
        let cards = lots
            .into_iter()
            .map(|card| view! { <li><LotCardView card now /></li> })
            .collect_view();
        view! { <ul class="lot-grid">{cards}</ul> }.into_any()
    };
    view! {
        <section class="session-lots">
            {headed.then(|| view! { <h2>{m::lots(lang)}</h2> })}
            {body}
        </section>
    }
}
