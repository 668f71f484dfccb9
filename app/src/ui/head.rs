//! Title, description, canonical address and the other language of a page.

use crate::lang::{href, use_lang};
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};
use leptos_router::hooks::use_location;
use locales::{Lang, ui};

/// What the head of a page says about it.
#[component]
pub fn PageHead(
    /// The title, without the name of the service.
    #[prop(into)]
    title: String,
    /// One sentence for search engines and shared links.
    #[prop(into)]
    description: String,
    /// The page's address without language and without sort or cursor; begins with `/`. The
    /// address that is shown, without its query, when left out.
    #[prop(optional, into)]
    path: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    let path = path.unwrap_or_else(|| bare_path(lang));
    let (zh, en) = (href(Lang::Zh, &path), href(Lang::En, &path));
    view! {
        <Title text=ui::page_title(lang, title) />
        <Meta name="description" content=description />
        <Link rel="canonical" href=href(lang, &path) />
        <Link rel="alternate" hreflang="zh-CN" href=zh.clone() />
        <Link rel="alternate" hreflang="en" href=en />
        <Link rel="alternate" hreflang="x-default" href=zh />
    }
}

/// The address that is shown, without language and query.
fn bare_path(lang: Lang) -> String {
    let path = use_location().pathname.get_untracked();
    match path.strip_prefix(lang.prefix()) {
        Some("") | None => "/".to_owned(),
        Some(bare) => bare.to_owned(),
    }
}
