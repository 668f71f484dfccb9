//! `/admin/articles`: every article, drafts among them. For the centre.

use super::office_articles;
use crate::lang::{href, use_lang};
use crate::ui::{Column, Day, Empty, Loaded, PageHead, Table};
use domain::articles::Article;
use domain::views;
use leptos::prelude::*;
use locales::{Label, Lang, articles as m};

/// The centre's articles.
#[component]
pub fn OfficeArticlesPage() -> impl IntoView {
    let lang = use_lang();
    let page = crate::wire::blocking_data(|| (), |()| office_articles());
    view! {
        <PageHead title=m::office(lang) description=m::office_intro(lang) path="/admin/articles" />
        <div class="office" data-density="compact">
            <Loaded resource=page let:page>
                <h1>{m::office(lang)}</h1>
                <p class="office-intro">{m::office_intro(lang)}</p>
                <p>
                    <a class="button button--main" href=href(lang, "/admin/articles/new")>
                        {m::write(lang)}
                    </a>
                </p>
                <Articles page />
            </Loaded>
        </div>
    }
}

#[component]
fn Articles(page: views::OfficeArticles) -> impl IntoView {
    let lang = use_lang();
    if page.articles.is_empty() {
        return view! { <Empty reason=m::empty(lang) /> }.into_any();
    }
    let rows = page
        .articles
        .iter()
        .map(|one| row(lang, one))
        .collect_view();
    let columns = vec![
        Column::text(m::article_title(lang)),
        Column::text(m::kind(lang)),
        Column::text(m::dated(lang)),
        Column::text(m::state(lang)),
    ];
    view! {
        <Table caption=m::office(lang) columns>
            {rows}
        </Table>
    }
    .into_any()
}

fn row(lang: Lang, article: &Article) -> impl IntoView + use<> {
    let to = href(lang, &format!("/admin/articles/{}", article.id));
    let state = match article.published_at {
        Some(_) => m::is_public(lang),
        None => m::is_draft(lang),
    };
    view! {
        <tr>
            <th scope="row">
                <a href=to lang="zh-CN">
                    {article.text.title.zh.clone()}
                </a>
            </th>
            <td>{article.text.kind.label(lang)}</td>
            <td><Day on=article.text.dated /></td>
            <td>{state}</td>
        </tr>
    }
}
