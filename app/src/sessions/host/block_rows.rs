//! The blocks of the page in the host's form: each folds to a line with its kind, its title and the mark
//! for missing English. A block that is new or has an error stands open. Buttons stand beside the fold, so
//! that a folded block moves as well.

use super::BlockRow;
use super::edit::BLOCK_KINDS;
use super::editor::Desk;
use super::form::misses_english;
use super::rows::{Missing, RowTools};
use crate::lang::use_lang;
use crate::ui::erased::redrawn;
use crate::ui::{TextArea, TextField};
use leptos::html;
use leptos::prelude::*;
use locales::{Lang, host as m, host_blocks as mb};

/// How much of a text stands in the line of a folded block, characters; the style cuts what is too wide.
const TITLE_CHARS: usize = 60;

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
    let node = NodeRef::<html::Details>::new();
    let wrong = desk.error(format!("block-{index}-zh"));
    let open = is_new(&block) || wrong.with_untracked(Option::is_some);
    // An answer of the server opens the block it is about; what the host has opened stays open.
    Effect::new(move |_| {
        if let (true, Some(fold)) = (wrong.with(Option::is_some), node.get()) {
            fold.set_open(true);
        }
    });
    let link = matches!(kind.as_str(), "picture" | "video").then(|| {
        view! {
            <TextField id=format!("block-{index}-link") name=format!("form[blocks][{index}][link]")
                label=mb::link(lang) value=block.link.clone() />
        }
    });
    view! {
        <fieldset class="host-row host-block" data-kind=kind>
            <legend class="visually-hidden">{what.clone()}</legend>
            <input type="hidden" name=name value=block.kind />
            <details class="host-fold" open=open node_ref=node>
                <Line desk index what=what.clone() />
                <div class="host-fold-body">{hint} {texts} {link}</div>
            </details>
            <RowTools list="block" index count what />
        </fieldset>
    }
}

/// Whether the host has just added the block: it waits for its text.
fn is_new(block: &BlockRow) -> bool {
    let typed = !matches!(block.kind.as_str(), "lots" | "needs");
    let texts = block.pairs().into_iter().flat_map(|(zh, en)| [zh, en]);
    typed
        && texts
            .chain([&block.link])
            .all(|text| text.trim().is_empty())
}

/// The first line of a block's text, in Chinese where there is any.
fn title_of(block: &BlockRow) -> String {
    let texts = block.pairs().into_iter().flat_map(|(zh, en)| [zh, en]);
    let mut lines = texts.filter_map(|text| text.lines().map(str::trim).find(|it| !it.is_empty()));
    let line = lines.next().unwrap_or_default();
    line.chars().take(TITLE_CHARS).collect()
}

/// What a folded block says of itself; it follows what is typed.
#[component]
fn Line(desk: Desk, index: usize, what: String) -> impl IntoView {
    let lang = use_lang();
    let of = move |say: fn(&BlockRow) -> String| {
        desk.live
            .with(|form| form.blocks.get(index).map(say).unwrap_or_default())
    };
    let missing = move || {
        let lacks = desk.live.with(|form| {
            let block = form.blocks.get(index);
            block.is_some_and(|block| Part::BOTH.iter().any(|part| part.missing(block)))
        });
        lacks.then(|| m::missing(lang))
    };
    view! {
        <summary>
            <span class="host-fold-kind">{what}</span>
            " "
            <span class="host-fold-title">{redrawn(move || of(title_of))}</span>
            " "
            <span class="host-missing">{redrawn(missing)}</span>
        </summary>
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
    const BOTH: [Self; 2] = [Self::First, Self::Answer];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_without_any_text_is_new() {
        assert!(is_new(&BlockRow::empty("video")));
        assert!(
            !is_new(&BlockRow::empty("lots")),
            "nothing is to be filled in"
        );
        let linked = BlockRow {
            link: "https://example.com/v".into(),
            ..BlockRow::empty("video")
        };
        assert!(!is_new(&linked));
    }

    #[test]
    fn a_folded_block_is_named_by_its_first_line() {
        let mut block = BlockRow::empty("text");
        block.en = "Only English".into();
        assert_eq!(title_of(&block), "Only English");
        block.zh = "\n  第一行 \n第二行".into();
        assert_eq!(title_of(&block), "第一行");
        block.zh = "长".repeat(TITLE_CHARS + 1);
        assert_eq!(title_of(&block).chars().count(), TITLE_CHARS);
    }
}
