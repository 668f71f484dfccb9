//! The blocks of a session page, each as elements of its own kind. The host's preview shows the same.

use super::card::urgency;
use crate::articles::drawn;
use crate::lang::use_lang;
use crate::lots::LotCardView;
use crate::needs::NeedLines;
use crate::ui::{DOT, Empty};
use domain::markup::leads_somewhere_safe;
use domain::needs::Need;
use domain::sessions::{Bilingual, Block, PageContent};
use domain::time::Timestamp;
use domain::views::LotCard;
use leptos::prelude::*;
use locales::{Lang, sessions as m};

/// The blocks of the page in order. Lots and needs come at the end when no block asks for them.
#[component]
pub fn Blocks(
    /// The page.
    page: PageContent,
    /// Public lots of the session.
    lots: Vec<LotCard>,
    /// Published needs of the session.
    needs: Vec<Need>,
    /// The server's clock.
    now: Timestamp,
) -> impl IntoView {
    let lang = use_lang();
    let placed = page.blocks.contains(&Block::Lots);
    let rest = (!placed).then(|| view! { <SessionLots lots=lots.clone() now headed=true /> });
    let told = page.blocks.contains(&Block::Needs) || needs.is_empty();
    let rest_of_needs =
        (!told).then(|| view! { <SessionNeeds needs=needs.clone() now headed=true /> });
    let mut after_heading = false;
    let blocks = page
        .blocks
        .into_iter()
        .map(|block| {
            // What stands under a heading of the host's own needs none of ours.
            let headed = !std::mem::replace(&mut after_heading, is_heading(&block));
            match block {
                Block::Lots => view! { <SessionLots lots=lots.clone() now headed /> }.into_any(),
                Block::Needs => {
                    view! { <SessionNeeds needs=needs.clone() now headed /> }.into_any()
                }
                block => block_view(lang, &block, headed),
            }
        })
        .collect_view();
    view! {
        <div class="session-blocks">
            {blocks}
            {rest}
            {rest_of_needs}
        </div>
    }
}

const fn is_heading(block: &Block) -> bool {
    matches!(block, Block::Heading { .. })
}

/// The language of a text where it is not that of the page: where the English is missing the Chinese
/// stands, and says so to a screen reader.
fn tongue(lang: Lang, text: &Bilingual) -> Option<&'static str> {
    (lang.is_english() && text.en.is_empty()).then_some("zh-CN")
}

fn picked(lang: Lang, text: &Bilingual) -> String {
    text.pick(lang.is_english()).to_owned()
}

/// An address that a page may lead to; nothing where the rules of a revision would not let one through.
fn safe(link: &str) -> Option<String> {
    leads_somewhere_safe(link).then(|| link.to_owned())
}

fn block_view(lang: Lang, block: &Block, headed: bool) -> AnyView {
    match block {
        Block::Heading { text } => {
            view! { <h2 lang=tongue(lang, text)>{picked(lang, text)}</h2> }.into_any()
        }
        Block::Text { text } => view! {
            <div class="article-body" lang=tongue(lang, text)>
                {drawn(text.pick(lang.is_english()))}
            </div>
        }
        .into_any(),
        Block::Question { question, answer } => view! {
            <dl class="question">
                <dt lang=tongue(lang, question)>{picked(lang, question)}</dt>
                <dd lang=tongue(lang, answer)>{picked(lang, answer)}</dd>
            </dl>
        }
        .into_any(),
        Block::Notice { text } => view! {
            <div class="banner" data-tone="info" lang=tongue(lang, text)>
                <p class="prose">
                    <strong lang=lang.tag()>{m::notice(lang)}</strong>
                    " "
                    {picked(lang, text)}
                </p>
            </div>
        }
        .into_any(),
        Block::Map { text } => map(lang, text, headed),
        Block::Video { text, link } => video(lang, text, link),
        Block::Picture { text, link } => picture(lang, text, link),
        Block::Table { caption, rows } => {
            let lines = block.lines(lang.is_english());
            table(lang, caption, tongue(lang, rows), lines)
        }
        Block::People { rows } => {
            let lines = block.lines(lang.is_english());
            listed(m::people(lang), headed, people(tongue(lang, rows), lines))
        }
        Block::Downloads { rows } => {
            let lines = block.lines(lang.is_english());
            listed(
                m::materials(lang),
                headed,
                downloads(tongue(lang, rows), lines),
            )
        }
        Block::Events { rows } => {
            let events = events(lang, block, tongue(lang, rows));
            listed(m::events(lang), headed, events)
        }
        Block::Lots | Block::Needs => ().into_any(),
    }
}

fn map(lang: Lang, text: &Bilingual, headed: bool) -> AnyView {
    let title = headed.then(|| view! { <h2>{m::map(lang)}</h2> });
    view! {
        <section class="session-map">
            {title}
            <div lang=tongue(lang, text)>{drawn(text.pick(lang.is_english()))}</div>
        </section>
    }
    .into_any()
}

fn video(lang: Lang, text: &Bilingual, link: &str) -> AnyView {
    view! {
        <p class="session-video">
            <span lang=tongue(lang, text)>{picked(lang, text)}</span>
            " "
            <a href=safe(link) target="_blank" rel="external noopener">
                {m::watch(lang)}
            </a>
        </p>
    }
    .into_any()
}

/// A list under its heading.
fn listed(title: &'static str, headed: bool, list: AnyView) -> AnyView {
    let title = headed.then(|| view! { <h2>{title}</h2> });
    view! {
        <section>
            {title}
            {list}
        </section>
    }
    .into_any()
}

/// The words below are those that stand for it: a caption of its own would say them twice.
fn picture(lang: Lang, text: &Bilingual, link: &str) -> AnyView {
    view! {
        <figure class="session-picture" lang=tongue(lang, text)>
            <img src=safe(link) alt=picked(lang, text) loading="lazy" />
        </figure>
    }
    .into_any()
}

fn cell(line: &[String], place: usize) -> String {
    line.get(place).cloned().unwrap_or_default()
}

fn people(tongue: Option<&'static str>, lines: Vec<Vec<String>>) -> AnyView {
    let person = |line: Vec<String>| {
        let unit = cell(&line, 1);
        let words = cell(&line, 2);
        let unit = (!unit.is_empty()).then(|| view! { <span class="person-unit">{unit}</span> });
        let words = (!words.is_empty()).then(|| view! { <p class="person-words">{words}</p> });
        view! {
            <li class="person">
                <strong>{cell(&line, 0)}</strong>
                " "
                {unit}
                {words}
            </li>
        }
    };
    view! {
        <ul class="people" lang=tongue>
            {lines.into_iter().map(person).collect_view()}
        </ul>
    }
    .into_any()
}

fn downloads(tongue: Option<&'static str>, lines: Vec<Vec<String>>) -> AnyView {
    let paper = |line: Vec<String>| {
        // A file, or another site: the browser goes there itself.
        view! {
            <li>
                <a href=safe(&cell(&line, 1)) rel="external">
                    {cell(&line, 0)}
                </a>
            </li>
        }
    };
    view! {
        <ul class="materials" lang=tongue>
            {lines.into_iter().map(paper).collect_view()}
        </ul>
    }
    .into_any()
}

fn events(lang: Lang, block: &Block, tongue: Option<&'static str>) -> AnyView {
    let event = |event: domain::sessions::SubEvent| {
        let place = (!event.place.is_empty()).then(|| format!("{DOT}{}", event.place));
        view! {
            <li>
                <time datetime=event.on.to_string()>{locales::date_long(lang, event.on)}</time>
                {DOT}
                <span lang=tongue>{event.what} {place}</span>
            </li>
        }
    };
    let events = block.events(lang.is_english());
    view! { <ul class="session-events">{events.into_iter().map(event).collect_view()}</ul> }
        .into_any()
}

/// The first line names the columns; a line that is shorter ends with empty cells.
fn table(
    lang: Lang,
    caption: &Bilingual,
    tongue_of_rows: Option<&'static str>,
    lines: Vec<Vec<String>>,
) -> AnyView {
    let width = lines.iter().map(Vec::len).max().unwrap_or_default();
    let mut lines = lines.into_iter();
    let head = lines.next().unwrap_or_default();
    let head = (0..width)
        .map(|place| view! { <th scope="col">{cell(&head, place)}</th> })
        .collect_view();
    let rows = lines
        .map(|line| {
            let cells = (0..width)
                .map(|place| view! { <td>{cell(&line, place)}</td> })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    let (title, named) = (picked(lang, caption), picked(lang, caption));
    view! {
        <div class="table-box" role="region" tabindex="0" aria-label=named>
            <table class="table" lang=tongue_of_rows>
                <caption lang=tongue(lang, caption)>{title}</caption>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The published needs of the session.
#[component]
fn SessionNeeds(needs: Vec<Need>, now: Timestamp, headed: bool) -> impl IntoView {
    let lang = use_lang();
    let body = match needs.is_empty() {
        true => view! { <Empty reason=locales::needs::empty(lang) /> }.into_any(),
        false => view! { <NeedLines needs today=now.date() /> }.into_any(),
    };
    view! {
        <section class="session-needs">
            {headed.then(|| view! { <h2>{locales::needs::of_session(lang)}</h2> })}
            {body}
        </section>
    }
}

/// Lots that stand open on the page: with more, agenda, travel and questions would be out of reach.
const LOTS_SHOWN: usize = 6;

/// The lots of the session, those under the hammer first; their figures move where the page follows
/// them. With many, the rest is folded.
#[component]
fn SessionLots(lots: Vec<LotCard>, now: Timestamp, headed: bool) -> impl IntoView {
    let lang = use_lang();
    let body = if lots.is_empty() {
        view! { <Empty reason=m::lots_none(lang) /> }.into_any()
    } else {
        let mut lots = lots;
        lots.sort_by_key(|card| urgency(card, now));
        // A fold for one or two is not worth the tap.
        let shown = match lots.len() {
            few if few <= LOTS_SHOWN + 2 => few,
            _ => LOTS_SHOWN,
        };
        let rest = lots.split_off(shown);
        let grid = move |lots: Vec<LotCard>| {
            let cards = lots
                .into_iter()
                .map(|card| view! { <li><LotCardView card now /></li> })
                .collect_view();
            view! { <ul class="lot-grid">{cards}</ul> }
        };
        let folded = (!rest.is_empty()).then(|| {
            let words = m::lots_rest(lang, rest.len());
            view! {
                <details class="desk-step session-rest" data-testid="lots-rest">
                    <summary>{words}</summary>
                    {grid(rest)}
                </details>
            }
        });
        view! {
            {grid(lots)}
            {folded}
        }
        .into_any()
    };
    view! {
        <section class="session-lots">
            {headed.then(|| view! { <h2>{m::lots(lang)}</h2> })}
            {body}
        </section>
    }
}
