//! `/lots/:code/feedback`: what was said about a lot, from five answers up. For the liaison of its owner,
//! who sees counts, and for the centre, which also reads the words.

use super::feedback_page;
use crate::lang::{href, use_lang};
use crate::ui::{Empty, Loaded, PageHead};
use domain::feedback::{FEEDBACK_SHOWN_FROM, FeedbackSummary};
use domain::views;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::{Label, feedback as m, lots};

/// The page.
#[component]
pub fn FeedbackPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let page = crate::wire::blocking_data(move || code.get(), feedback_page);
    view! {
        <PageHead title=m::page_title(lang) description=m::page_intro(lang, FEEDBACK_SHOWN_FROM) />
        <Loaded resource=page let:page>
            <Shown page />
        </Loaded>
    }
}

#[component]
fn Shown(page: views::FeedbackPage) -> impl IntoView {
    let lang = use_lang();
    let lot = href(lang, &format!("/lots/{}", page.code));
    let with_words = page.with_words;
    let body = match page.summary {
        Some(summary) => view! { <Summary summary with_words /> }.into_any(),
        None => view! { <Empty reason=m::too_few(lang, FEEDBACK_SHOWN_FROM) /> }.into_any(),
    };
    view! {
        <div class="page-head">
            <h1>{m::page_title(lang)}</h1>
            <p class="lead">
                <a href=lot>
                    <span lang="zh-CN">{page.title}</span>
                    " "
                    {lots::lot_number(lang, page.code)}
                </a>
            </p>
            <p>{m::page_intro(lang, FEEDBACK_SHOWN_FROM)}</p>
        </div>
        {body}
    }
}

#[component]
fn Summary(summary: FeedbackSummary, with_words: bool) -> impl IntoView {
    let lang = use_lang();
    let rows = summary
        .counts
        .into_iter()
        .map(|(reason, count)| {
            view! {
                <tr>
                    <th scope="row">{reason.label(lang)}</th>
                    <td class="number">{count}</td>
                </tr>
            }
        })
        .collect_view();
    let words = with_words.then(|| {
        let lines = summary.words.into_iter();
        let lines = lines.map(|words| view! { <li class="prose">{words}</li> });
        view! {
            <section class="lot-section" aria-labelledby="feedback-words-title">
                <h2 id="feedback-words-title">{m::words_title(lang)}</h2>
                <ul>{lines.collect_view()}</ul>
            </section>
        }
    });
    view! {
        <div class="table-box" tabindex="0" role="region" aria-label=m::table(lang)>
            <table class="table" data-testid="feedback-counts">
                <caption>{m::answers(lang, summary.answers)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{m::reasons(lang)}</th>
                        <th scope="col" class="number">
                            {m::count(lang)}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {words}
    }
}
