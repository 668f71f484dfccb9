//! `/admin/articles/:id`: an article is written, looked at and published. For the centre. With scripts the
//! preview follows what is typed; without them it shows what was kept.

use super::form::control;
use super::text::drawn;
use super::{ArticleForm, Posted, PublishArticle, SaveArticle, article_desk};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::{ErrorSummary, Loaded, Notice, PageHead, SelectField, Submit, TextArea, TextField};
use domain::articles::{Article, ArticleKind};
use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, articles as m, ui};

const PATH: &str = "/admin/articles";

/// The desk of an article.
#[component]
pub fn ArticleDeskPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let save = ServerAction::<SaveArticle>::new();
    // The answer to a plain form: the server has put it into the page that it sent.
    let posted = crate::wire::rendered_with(use_context::<Posted>);
    let typed = posted.clone().map(|posted| posted.form);
    let publish = ServerAction::<PublishArticle>::new();
    let desk = crate::wire::blocking_data(
        move || (id.get(), publish.version().get()),
        |(id, _)| article_desk(id),
    );
    // The desk of what was kept is loaded anew, with its number and its next revision.
    Effect::new(move |_| {
        if let Some(Ok(id)) = save.value().get() {
            let to = href(lang, &format!("{PATH}/{id}?done=saved"));
            let _ = window().location().set_href(&to);
        }
    });
    let refused = Signal::derive(move || {
        let rendered = || posted.clone().map(|posted| Err(posted.error));
        let saved = save.value().get().or_else(rendered);
        saved
            .and_then(Result::err)
            .or_else(|| publish.value().get().and_then(Result::err))
    });
    let errors = Signal::derive(move || {
        let line = |error: AppError| {
            let id = match &error {
                AppError::Invalid { code, .. } => control(code).to_owned(),
                _ => String::new(),
            };
            (id, error.sentence(lang))
        };
        refused.get().map(line).into_iter().collect::<Vec<_>>()
    });
    let title = move || match errors.with(Vec::is_empty) {
        true => m::desk(lang).to_owned(),
        false => ui::error_page_title(lang, m::desk(lang)),
    };
    view! {
        <PageHead title=m::desk(lang) description=m::office_intro(lang) />
        <crate::ui::TabTitle text=move || ui::page_title(lang, title()) />
        <ErrorSummary errors />
        <Done />
        <div class="office">
            <Loaded resource=desk let:article>
                <h1>{m::desk(lang)}</h1>
                <p>
                    <a href=href(lang, PATH)>{m::to_office(lang)}</a>
                </p>
                <Desk article save publish refused typed=typed.clone() />
            </Loaded>
        </div>
    }
}

/// What was done before the page was shown.
#[component]
fn Done() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let done = move || {
        let what = query.with(|query| query.get("done"))?;
        let words = match what.as_str() {
            "saved" => m::saved(lang),
            _ => m::changed(lang),
        };
        Some(view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        })
    };
    redrawn(done)
}

#[component]
fn Desk(
    article: Option<Article>,
    save: ServerAction<SaveArticle>,
    publish: ServerAction<PublishArticle>,
    refused: Signal<Option<AppError>>,
    typed: Option<ArticleForm>,
) -> impl IntoView {
    let form = typed.unwrap_or_else(|| ArticleForm::standing(article.as_ref()));
    let id = article.as_ref().map(|article| article.id.to_string());
    let path = format!("{PATH}/{}", id.as_deref().unwrap_or("new"));
    let shown = RwSignal::new(form.body_zh.clone());
    let state = article.map(|article| view! { <Standing article publish /> });
    view! {
        {state}
        <Form form save refused shown path />
        <Preview shown />
    }
}

/// Whether it is public, the way to its page, and the button that changes that.
#[component]
fn Standing(article: Article, publish: ServerAction<PublishArticle>) -> impl IntoView {
    let lang = use_lang();
    let public = article.published_at.is_some();
    let page = href(lang, &format!("/articles/{}", article.id));
    let back = href(lang, &format!("{PATH}/{}", article.id));
    let (state, label, next) = match public {
        true => (m::is_public(lang), m::withdraw(lang), ""),
        false => (m::is_draft(lang), m::publish(lang), "1"),
    };
    let link = public.then(|| view! { <a href=page>{m::to_page(lang)}</a> });
    view! {
        <p>
            <span class="badge">{state}</span>
            " "
            {link}
        </p>
        <ActionForm action=publish>
            <input type="hidden" name="id" value=article.id.to_string() />
            <input type="hidden" name="public" value=next />
            <input type="hidden" name="back" value=back />
            <p>
                <Submit label=label pending=publish.pending() />
            </p>
        </ActionForm>
    }
}

#[component]
fn Form(
    form: ArticleForm,
    save: ServerAction<SaveArticle>,
    refused: Signal<Option<AppError>>,
    shown: RwSignal<String>,
    path: String,
) -> impl IntoView {
    let lang = use_lang();
    let error = move |of: &'static str| {
        Signal::derive(move || {
            let error = refused.get()?;
            let AppError::Invalid { code, .. } = &error else {
                return None;
            };
            (control(code) == of).then(|| error.sentence(lang))
        })
    };
    let kinds = ArticleKind::ALL.iter();
    let kinds = kinds.map(move |kind| (kind.code().to_owned(), kind.label(lang).to_owned()));
    // Everything that is typed below comes by here; only one field is looked at.
    let typed = move |event: ev::Event| {
        let area = event_target::<web_sys::HtmlElement>(&event);
        if area.id() == "article-body-zh" {
            shown.set(event_target_value(&event));
        }
    };
    view! {
        <div on:input=typed>
            <ActionForm action=save attr:class="form" attr:novalidate=true>
                <input type="hidden" name="form[id]" value=form.id />
                <input type="hidden" name="form[revision]" value=form.revision />
                <SelectField
                    id="article-kind"
                    name="form[kind]"
                    label=m::kind(lang)
                    options=kinds.collect()
                    value=form.kind
                />
                <TextField id="article-title-zh" name="form[title_zh]" label=m::title_zh(lang)
                    error=error("article-title-zh") value=form.title_zh />
                <TextField id="article-title-en" name="form[title_en]" label=m::title_en(lang)
                    value=form.title_en />
                <TextField id="article-number" name="form[number]" label=m::number(lang)
                    error=error("article-number") value=form.number />
                <TextField id="article-dated" name="form[dated]" kind="date" label=m::dated(lang)
                    error=error("article-dated") value=form.dated />
                <TextField id="article-year" name="form[year]" inputmode="numeric"
                    label=m::year(lang) hint=Some(m::year_hint(lang).to_owned())
                    error=error("article-year") value=form.year />
                <TextArea id="article-body-zh" name="form[body_zh]" label=m::body_zh(lang)
                    hint=Some(m::marks(lang).to_owned()) error=error("article-body-zh")
                    value=form.body_zh rows=14 />
                <TextArea id="article-body-en" name="form[body_en]" label=m::body_en(lang)
                    value=form.body_en rows=10 />
                <p>
                    <button
                        class="button button--main"
                        type="submit"
                        formaction=href(lang, &path)
                    >
                        {m::save(lang)}
                    </button>
                </p>
            </ActionForm>
        </div>
    }
}

/// The Chinese body as it will be read.
#[component]
fn Preview(shown: RwSignal<String>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <section class="section" aria-labelledby="preview-title">
            <h2 class="section-title" id="preview-title">
                {m::preview(lang)}
            </h2>
            <div class="article-body" lang="zh-CN" data-testid="preview">
                {redrawn(move || drawn(&shown.get()))}
            </div>
        </section>
    }
}
