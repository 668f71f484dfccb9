//! `/articles`: the public articles, of one kind or of all. Public.

use super::articles;
use super::text::{about, tongue};
use crate::accounts::with_query;
use crate::lang::{href, use_lang};
use crate::ui::{Empty, Loaded, PageHead};
use domain::articles::{Article, ArticleKind};
use domain::views;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, articles as m};

const PATH: &str = "/articles";

/// The list.
#[component]
pub fn ArticlesPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let of = move |name: &str| query.with(|query| query.get(name).unwrap_or_default());
    let asked = Memo::new(move |_| (of("kind"), of("after")));
    let page = crate::wire::page_data(move || asked.get(), |(kind, after)| articles(kind, after));
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) path=PATH />
        <div class="page-head">
            <h1>{m::title(lang)}</h1>
            <p class="lead">{m::intro(lang)}</p>
        </div>
        <Loaded resource=page let:page>
            <List page />
        </Loaded>
    }
}

#[component]
fn List(page: views::ArticlesPage) -> impl IntoView {
    let lang = use_lang();
    let base = href(lang, PATH);
    let kind = page.kind;
    let all = Some((base.clone(), m::all(lang), kind.is_none()));
    let of_kind = |one: &ArticleKind| {
        let code = one.code().to_lowercase();
        (
            with_query(&base, "kind", &code),
            one.label(lang),
            kind == Some(*one),
        )
    };
    let kinds = all.into_iter().chain(ArticleKind::ALL.iter().map(of_kind));
    let kinds = kinds
        .map(|(to, words, here)| {
            view! {
                <li>
                    <a href=to aria-current=here.then_some("page")>
                        {words}
                    </a>
                </li>
            }
        })
        .collect_view();
    let next = page.next.map(|next| {
        let to = match kind {
            Some(kind) => with_query(&base, "kind", &kind.code().to_lowercase()),
            None => base.clone(),
        };
        let to = with_query(&to, "after", &next.to_string());
        view! {
            <p>
                <a href=to>{m::older(lang)}</a>
            </p>
        }
    });
    let body = match page.articles.is_empty() {
        true => view! { <Empty reason=m::empty(lang) /> }.into_any(),
        false => view! { <Lines articles=page.articles /> }.into_any(),
    };
    view! {
        <nav aria-label=m::kinds(lang)>
            <ul class="account-links">{kinds}</ul>
        </nav>
        {body}
        {next}
        <p class="section-note">
            // Leaves the pages: the router has nothing to show there.
            <a href=href(lang, "/feeds/articles.atom") rel="external">
                {m::feed(lang)}
            </a>
        </p>
    }
}

/// Articles as lines with links.
#[component]
pub fn Lines(
    /// The articles.
    articles: Vec<Article>,
) -> impl IntoView {
    let lang = use_lang();
    let lines = articles
        .into_iter()
        .map(|article| line(lang, &article))
        .collect_view();
    view! {
        <ul class="articles" data-testid="articles">
            {lines}
        </ul>
    }
}

fn line(lang: Lang, article: &Article) -> impl IntoView + use<> {
    let to = href(lang, &format!("/articles/{}", article.id));
    let title = article.text.title.clone();
    view! {
        <li class="article-line">
            <h2>
                <a href=to lang=tongue(lang, &title.en)>
                    {title.pick(lang.is_english()).to_owned()}
                </a>
            </h2>
            {about(lang, &article.text)}
        </li>
    }
}
