//! The inputs of the host's form: head and page blocks; the agenda is in `agenda`.
//!
//! Names follow `form[agenda][0][title]`; ids follow the controls that errors and the focus lead
//! to. The inputs are drawn from `start` and read from the page; nothing here reacts to typing
//! but the times and the marks for missing English.

use super::BlockRow;
use super::edit::BLOCK_KINDS;
use super::editor::Desk;
use super::form::misses_english;
use crate::lang::use_lang;
use crate::ui::erased::redrawn;
use crate::ui::{TextArea, TextField};
use leptos::prelude::*;
use locales::{Lang, host as m, host_blocks as mb};

/// Title, venue and start.
#[component]
pub fn Head(desk: Desk) -> impl IntoView {
    let lang = use_lang();
    let form = desk.start.get_untracked();
    let title_en = move || desk.live.with(|f| misses_english(&f.title_zh, &f.title_en));
    let venue_en = move || desk.live.with(|f| misses_english(&f.venue_zh, &f.venue_en));
    view! {
        <fieldset class="host-part">
            <legend>{m::part_head(lang)}</legend>
            <div class="host-pair">
                <TextField id="title-zh" name="form[title_zh]" label=m::title_zh(lang)
                    hint=Some(m::title_hint(lang).to_owned()) error=desk.error("title-zh".into())
                    value=form.title_zh />
                <div>
                    <TextField id="title-en" name="form[title_en]" label=m::title_en(lang)
                        value=form.title_en />
                    <Missing when=Signal::derive(title_en) />
                </div>
            </div>
            <div class="host-pair">
                <TextField id="venue-zh" name="form[venue_zh]" label=m::venue_zh(lang)
                    hint=Some(m::venue_hint(lang).to_owned()) error=desk.error("venue-zh".into())
                    value=form.venue_zh />
                <div>
                    <TextField id="venue-en" name="form[venue_en]" label=m::venue_en(lang)
                        value=form.venue_en />
                    <Missing when=Signal::derive(venue_en) />
                </div>
            </div>
            <div class="host-pair host-when">
                <TextField id="starts-on" name="form[starts_on]" kind="date"
                    label=m::starts_on(lang) error=desk.error("starts-on".into())
                    value=form.starts_on />
                <TextField id="starts-at" name="form[starts_at]" kind="time"
                    label=m::starts_at(lang) hint=Some(m::starts_hint(lang).to_owned())
                    error=desk.error("starts-at".into()) value=form.starts_at />
            </div>
        </fieldset>
    }
}

/// The mark beside an English text that is still missing.
#[component]
fn Missing(when: Signal<bool>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <p class="host-missing">{redrawn(move || when.get().then(|| m::missing(lang)))}</p>
    }
}

/// Up, down, remove.
#[component]
pub fn RowTools(
    /// `agenda` or `block`.
    list: &'static str,
    /// The row, from 0.
    index: usize,
    /// How many rows there are.
    count: usize,
    /// Its name, for a screen reader.
    what: String,
) -> impl IntoView {
    let lang = use_lang();
    let buttons = [
        ("up", m::up(lang), index == 0),
        ("down", m::down(lang), index + 1 == count),
        ("remove", m::remove(lang), false),
    ];
    let buttons = buttons
        .into_iter()
        .map(|(verb, label, disabled)| {
            view! {
                <button
                    class="button button--small"
                    id=format!("{list}-{index}-{verb}")
                    type="submit"
                    name="intent"
                    value=format!("{verb}-{list}-{index}")
                    disabled=disabled
                >
                    {label}
                    <span class="visually-hidden">{format!(" {what}")}</span>
                </button>
            }
        })
        .collect_view();
    view! { <div class="host-row-tools">{buttons}</div> }
}

/// The blocks of the page, and buttons for one more of each kind.
#[component]
pub fn Blocks(desk: Desk) -> impl IntoView {
    let lang = use_lang();
    let blocks = desk.start.with_untracked(|form| form.blocks.clone());
    let count = blocks.len();
    let rows = blocks
        .into_iter()
        .enumerate()
        .map(|(index, block)| view! { <BlockInputs desk index count block /> })
        .collect_view();
    let adds = BLOCK_KINDS
        .into_iter()
        .map(|kind| {
            view! {
                <button
                    class="button"
                    id=format!("block-add-{kind}")
                    type="submit"
                    name="intent"
                    value=format!("add-block-{kind}")
                >
                    {m::add_block(lang, block_kind(lang, kind))}
                </button>
            }
        })
        .collect_view();
    view! {
        <fieldset class="host-part" id="blocks">
            <legend>{m::part_blocks(lang)}</legend>
            <p class="field-hint">{m::blocks_hint(lang)}</p>
            {(count == 0).then(|| view! { <p class="host-none">{m::blocks_empty(lang)}</p> })}
            {rows}
            <div class="actions">{adds}</div>
        </fieldset>
    }
}

/// The name of a kind of block.
fn block_kind(lang: Lang, kind: &str) -> &'static str {
    match kind {
        "heading" => m::block_heading(lang),
        "notice" => m::block_notice(lang),
        "question" => m::block_question(lang),
        "lots" => m::block_lots(lang),
        "needs" => m::block_needs(lang),
        "people" => mb::people(lang),
        "table" => mb::table(lang),
        "downloads" => mb::downloads(lang),
        "picture" => mb::picture(lang),
        "video" => mb::video(lang),
        "map" => mb::map(lang),
        "events" => mb::events(lang),
        _ => m::block_text(lang),
    }
}

/// How a block is to be filled in.
fn block_hint(lang: Lang, kind: &str) -> Option<&'static str> {
    match kind {
        "text" => Some(mb::text_hint(lang)),
        "people" => Some(mb::people_hint(lang)),
        "table" => Some(mb::table_hint(lang)),
        "downloads" => Some(mb::downloads_hint(lang)),
        "picture" => Some(mb::picture_hint(lang)),
        "video" => Some(mb::video_hint(lang)),
        "map" => Some(mb::map_hint(lang)),
        "events" => Some(mb::events_hint(lang)),
        _ => None,
    }
}

#[component]
fn BlockInputs(desk: Desk, index: usize, count: usize, block: BlockRow) -> impl IntoView {
    let lang = use_lang();
    let what = m::block_row(lang, block_kind(lang, &block.kind), index + 1);
    let name = format!("form[blocks][{index}][kind]");
    let texts = block_texts(lang, desk, index, &block);
    let kind = block.kind.clone();
    let hint = block_hint(lang, &kind).map(|hint| view! { <p class="field-hint">{hint}</p> });
    let link = matches!(kind.as_str(), "picture" | "video").then(|| {
        view! {
            <TextField id=format!("block-{index}-link") name=format!("form[blocks][{index}][link]")
                label=mb::link(lang) value=block.link.clone() />
        }
    });
    view! {
        <fieldset class="host-row" data-kind=kind>
            <legend>{what.clone()}</legend>
            <input type="hidden" name=name value=block.kind />
            {hint}
            {texts}
            {link}
            <RowTools list="block" index count what />
        </fieldset>
    }
}

/// The texts of a block: none for lots and needs, a pair of pairs for a question.
fn block_texts(lang: Lang, desk: Desk, index: usize, block: &BlockRow) -> AnyView {
    let pair =
        |part: Part, labels: (&'static str, &'static str), values: (&str, &str), tall: bool| {
            let (zh, en) = (values.0.to_owned(), values.1.to_owned());
            view! { <Pair desk index part labels zh en tall /> }
        };
    let first = (block.zh.as_str(), block.en.as_str());
    match block.kind.as_str() {
        "lots" => view! { <p class="field-hint">{m::lots_hint(lang)}</p> }.into_any(),
        "needs" => view! { <p class="field-hint">{m::needs_hint(lang)}</p> }.into_any(),
        "heading" | "picture" | "video" => pair(
            Part::First,
            (m::text_zh(lang), m::text_en(lang)),
            first,
            false,
        )
        .into_any(),
        "table" => {
            let lines = (block.answer_zh.as_str(), block.answer_en.as_str());
            view! {
                {pair(Part::First, (mb::caption_zh(lang), mb::caption_en(lang)), first, false)}
                {pair(Part::Answer, (mb::lines_zh(lang), mb::lines_en(lang)), lines, true)}
            }
            .into_any()
        }
        "question" => {
            let answer = (block.answer_zh.as_str(), block.answer_en.as_str());
            view! {
                {pair(Part::First, (m::question_zh(lang), m::question_en(lang)), first, false)}
                {pair(Part::Answer, (m::answer_zh(lang), m::answer_en(lang)), answer, true)}
            }
            .into_any()
        }
        _ => pair(
            Part::First,
            (m::text_zh(lang), m::text_en(lang)),
            first,
            true,
        )
        .into_any(),
    }
}

/// Which pair of texts of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    First,
    Answer,
}

impl Part {
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::First => ("zh", "en"),
            Self::Answer => ("answer_zh", "answer_en"),
        }
    }

    fn missing(self, block: &BlockRow) -> bool {
        match self {
            Self::First => misses_english(&block.zh, &block.en),
            Self::Answer => misses_english(&block.answer_zh, &block.answer_en),
        }
    }
}

/// Chinese and English side by side.
#[component]
fn Pair(
    desk: Desk,
    index: usize,
    part: Part,
    labels: (&'static str, &'static str),
    zh: String,
    en: String,
    tall: bool,
) -> impl IntoView {
    let (zh_name, en_name) = part.names();
    let input = move |key: &'static str, label: &'static str, value: String| {
        let id = format!("block-{index}-{}", key.replace('_', "-"));
        let name = format!("form[blocks][{index}][{key}]");
        let error = desk.error(id.clone());
        if tall {
            view! { <TextArea id name label error value /> }.into_any()
        } else {
            view! { <TextField id name label error value /> }.into_any()
        }
    };
    let missing = Signal::derive(move || {
        desk.live.with(|form| {
            form.blocks
                .get(index)
                .is_some_and(|block| part.missing(block))
        })
    });
    view! {
        <div class="host-pair">
            {input(zh_name, labels.0, zh)}
            <div>
                {input(en_name, labels.1, en)}
                <Missing when=missing />
            </div>
        </div>
    }
}
