//! A saved filter as news: the newest lots that it lets through (YC-23).

use super::atom::{self, Entry, Feed};
use super::{Asked, with_type};
use crate::api::problem;
use crate::lists::{Pairs, whole};
use app::lots::{filters, words};
use axum::response::Response;
use domain::time::Timestamp;
use domain::views::{LotCard, LotFilter, LotSort};
use locales::{Label, display as m, ui};
use service::Error;

/// News in a feed.
const NEWEST: usize = 50;

/// `/lots/feed.atom` with the query of the list.
pub async fn newest(asked: Asked, pairs: Pairs) -> Response {
    match news(&asked, pairs).await {
        Ok(file) => with_type("application/atom+xml; charset=utf-8", file),
        Err(error) => problem::instead(&asked.path, error),
    }
}

async fn news(asked: &Asked, pairs: Pairs) -> Result<String, Error> {
    // News come newest first, whatever the order of the list.
    let filter = LotFilter {
        sort: None,
        ..whole(pairs)?
    };
    let newest = LotFilter {
        sort: Some(LotSort::Newest),
        ..filter.clone()
    };
    let part = asked.portal.lot_part(&newest, NEWEST, None).await?;
    let entries: Vec<Entry> = part.cards.iter().map(|card| entry(asked, card)).collect();
    let query = filters::query(&filter);
    let title = words::feed_title(asked.lang, &filter);
    let about = Feed {
        id: format!("tag:{},2026:lots{query}", asked.host()),
        own: asked.address(&format!("/lots/feed.atom{query}")),
        page: asked.address(&filters::path(&filter)),
        title: &title,
        author: ui::service_name(asked.lang),
        lang: asked.lang.tag(),
    };
    Ok(atom::feed(&about, part.at, &entries))
}

/// A lot is news once, when it is published.
fn entry(asked: &Asked, card: &LotCard) -> Entry {
    let industry = card.industry.label(asked.lang);
    Entry {
        id: format!("tag:{},2026:lot:{}:published", asked.host(), card.code),
        link: asked.address(&format!("/lots/{}", card.code)),
        title: card.title.clone(),
        at: card.published_at.unwrap_or(Timestamp(0)),
        summary: m::feed_entry(asked.lang, industry, &card.owner),
    }
}
