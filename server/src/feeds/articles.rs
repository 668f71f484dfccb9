//! What the centre writes, as news.

use super::atom::{self, Entry, Feed};
use super::{Asked, with_type};
use crate::api::problem;
use axum::response::Response;
use domain::articles::Article;
use domain::markup::{Block, Piece, blocks};
use locales::{Label, articles as m};

/// Characters of a summary.
const SUMMARY_MAX: usize = 200;

/// The latest articles.
pub async fn latest(asked: Asked) -> Response {
    let articles = match asked.portal.latest_articles(None).await {
        Ok(articles) => articles,
        Err(error) => return problem::refuse(error),
    };
    let entries: Vec<Entry> = articles.iter().map(|one| entry(&asked, one)).collect();
    let about = Feed {
        id: format!("tag:{},2026:articles", asked.host()),
        own: format!("{}{}", asked.origin, asked.path),
        page: asked.address("/articles"),
        title: m::title(asked.lang),
        author: locales::ui::service_name(asked.lang),
        lang: asked.lang.tag(),
    };
    let file = atom::feed(&about, asked.portal.now(), &entries);
    with_type("application/atom+xml; charset=utf-8", file)
}

fn entry(asked: &Asked, article: &Article) -> Entry {
    let english = asked.lang.is_english();
    let text = &article.text;
    let kind = text.kind.label(asked.lang);
    Entry {
        id: format!("tag:{},2026:article:{}", asked.host(), article.id),
        link: asked.address(&format!("/articles/{}", article.id)),
        title: m::news_title(asked.lang, kind, text.title.pick(english)),
        // A change of a public article is news as well.
        at: article
            .published_at
            .map_or(article.changed_at, |at| at.max(article.changed_at)),
        summary: beginning(text.body.pick(english)),
    }
}

/// The first words of a body, without its marks.
fn beginning(body: &str) -> String {
    let line = |pieces: Vec<Piece>| -> String {
        let words = |piece| match piece {
            Piece::Text(words) | Piece::Strong(words) | Piece::Link { words, .. } => words,
        };
        pieces.into_iter().map(words).collect()
    };
    let of = |block| match block {
        Block::Paragraph(pieces) => Some(line(pieces)),
        _ => None,
    };
    let first = blocks(body).into_iter().find_map(of).unwrap_or_default();
    first.chars().take(SUMMARY_MAX).collect()
}
