//! An article as it is read: its marks are drawn as elements, never as HTML that somebody wrote.

use crate::lang::use_lang;
use domain::articles::ArticleText;
use domain::markup::{Block, Piece, blocks};
use leptos::prelude::*;
use locales::{Label, Lang, articles as m};

/// Kind, number and day of an article, in one line.
pub fn about(lang: Lang, text: &ArticleText) -> impl IntoView + use<> {
    let number = (!text.doc_number.is_empty()).then(|| {
        view! {
            <span class="article-number" lang="zh-CN">
                {text.doc_number.clone()}
            </span>
        }
    });
    let day = locales::date_long(lang, text.dated);
    view! {
        <p class="article-about">
            <span class="badge">{text.kind.label(lang)}</span>
            {number}
            <time datetime=text.dated.to_string()>{day}</time>
        </p>
    }
}

/// The language of a text on this page, where it is not that of the page.
pub fn tongue(lang: Lang, english: &str) -> Option<&'static str> {
    (lang.is_english() && english.is_empty()).then_some("zh-CN")
}

/// The body.
#[component]
pub fn Body(
    /// The article.
    text: ArticleText,
) -> impl IntoView {
    let lang = use_lang();
    let missing = lang.is_english() && text.body.en.is_empty();
    let body = text.body.pick(lang.is_english()).to_owned();
    view! {
        {missing.then(|| view! { <p class="section-note">{m::english_missing(lang)}</p> })}
        <div class="article-body" lang=tongue(lang, &text.body.en)>
            {drawn(&body)}
        </div>
    }
}

/// A body as elements.
pub fn drawn(body: &str) -> Vec<AnyView> {
    blocks(body).into_iter().map(block).collect()
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Heading(words) => view! { <h2>{words}</h2> }.into_any(),
        Block::Subheading(words) => view! { <h3>{words}</h3> }.into_any(),
        Block::Paragraph(pieces) => view! { <p>{line(pieces)}</p> }.into_any(),
        Block::List(items) => {
            let items = items
                .into_iter()
                .map(|item| view! { <li>{line(item)}</li> });
            view! { <ul>{items.collect_view()}</ul> }.into_any()
        }
        Block::Steps(items) => {
            let items = items
                .into_iter()
                .map(|item| view! { <li>{line(item)}</li> });
            view! { <ol>{items.collect_view()}</ol> }.into_any()
        }
    }
}

fn line(pieces: Vec<Piece>) -> Vec<AnyView> {
    let piece = |piece| match piece {
        Piece::Text(words) => words.into_any(),
        Piece::Strong(words) => view! { <strong>{words}</strong> }.into_any(),
        // Other sites, and files of ours that are no pages: the browser goes there itself.
        Piece::Link { words, to } => view! {
            <a href=to rel="external noopener">
                {words}
            </a>
        }
        .into_any(),
    };
    pieces.into_iter().map(piece).collect()
}
