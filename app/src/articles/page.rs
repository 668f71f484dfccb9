//! `/articles/:id`: a public article. Public; a draft is not there.

use super::article;
use super::text::{Body, about, tongue};
use crate::lang::{href, use_lang};
use crate::ui::{Loaded, PageHead};
use domain::articles::Article;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::{Label, articles as m, ui};

/// The article.
#[component]
pub fn ArticlePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let found = crate::wire::page_data(move || id.get(), article);
    view! {
        <Loaded resource=found let:found>
            <Shown article=found />
        </Loaded>
    }
}

#[component]
fn Shown(article: Article) -> impl IntoView {
    let lang = use_lang();
    let text = article.text;
    let title = text.title.pick(lang.is_english()).to_owned();
    let kind = text.kind.label(lang);
    let description = m::description(lang, kind, &title);
    view! {
        <PageHead title=title.clone() description path=format!("/articles/{}", article.id) />
        <article class="article">
            <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
                <ol>
                    <li>
                        <a href=href(lang, "/articles")>{m::title(lang)}</a>
                    </li>
                    <li aria-current="page">{kind}</li>
                </ol>
            </nav>
            <div class="page-head">
                <h1 lang=tongue(lang, &text.title.en)>{title}</h1>
                {about(lang, &text)}
            </div>
            <Body text />
        </article>
    }
}
