//! `/account/notices`: what has happened to one's lots, the unread first. For whoever is signed in.

use super::sentences::{kind, sentence};
use super::{ReadNotice, notices_page};
use crate::accounts::with_query;
use crate::lang::{href, use_lang};
use crate::ui::visitor::use_visitor;
use crate::ui::{DOT, Empty, ErrorSummary, Loaded, PageHead, Submit};
use domain::notices::Notice;
use domain::time::Timestamp;
use domain::views;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::notices as m;

const PATH: &str = "/account/notices";

/// A person's notices.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let lang = use_lang();
    let read = ServerAction::<ReadNotice>::new();
    let query = use_query_map();
    let before = Memo::new(move |_| query.with(|query| query.get("before").unwrap_or_default()));
    let page = crate::wire::blocking_data(
        move || (before.get(), read.version().get()),
        |(before, _)| notices_page(before),
    );
    let visitor = use_visitor();
    Effect::new(move |_| {
        if let Some(Ok(left)) = read.value().get() {
            visitor.update(|visitor| visitor.unread = left);
        }
    });
    let errors = Signal::derive(move || {
        let refused = read.value().get().and_then(Result::err);
        let line = refused.map(|error| (String::new(), error.sentence(lang)));
        line.into_iter().collect::<Vec<_>>()
    });
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) path=PATH />
        <ErrorSummary errors />
        <Loaded resource=page let:page>
            <div class="account-page">
                <h1>{m::title(lang)}</h1>
                <p class="actions">
                    <a href=href(lang, "/account/notices/settings")>{m::to_settings(lang)}</a>
                    <a href=href(lang, "/account")>{m::to_account(lang)}</a>
                </p>
                <Lists page read />
            </div>
        </Loaded>
    }
}

/// The unread ones, and those that were read.
#[component]
fn Lists(page: views::NoticesPage, read: ServerAction<ReadNotice>) -> impl IntoView {
    let (lang, seen) = (use_lang(), page.server_now);
    if page.unread.is_empty() && page.read.is_empty() {
        return view! {
            <Empty reason=m::empty(lang)>
                <a class="button" href=href(lang, "/lots")>
                    {m::go_lots(lang)}
                </a>
            </Empty>
        }
        .into_any();
    }
    let more = page
        .more_unread
        .then(|| view! { <p>{m::more_unread(lang)}</p> });
    let unread = match page.unread.is_empty() {
        true => view! { <p>{m::none_unread(lang)}</p> }.into_any(),
        false => view! {
            <ReadAll read seen />
            <List notices=page.unread read seen label=m::unread_title(lang) />
            {more}
        }
        .into_any(),
    };
    let older = page.next.map(|next| {
        let to = with_query(&href(lang, PATH), "before", &next.to_string());
        view! {
            <p>
                <a href=to>{m::older(lang)}</a>
            </p>
        }
    });
    let seen = (!page.read.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="read-title">
                <h2 class="section-title" id="read-title">
                    {m::read_title(lang)}
                </h2>
                <List notices=page.read read seen label=m::read_title(lang) />
                {older}
            </section>
        }
    });
    view! {
        <section class="section" aria-labelledby="unread-title" data-testid="unread">
            <h2 class="section-title" id="unread-title">
                {m::unread_title(lang)}
            </h2>
            {unread}
        </section>
        {seen}
    }
    .into_any()
}

#[component]
fn ReadAll(read: ServerAction<ReadNotice>, seen: Timestamp) -> impl IntoView {
    let lang = use_lang();
    view! {
        <ActionForm action=read>
            <input type="hidden" name="id" value="" />
            <input type="hidden" name="seen" value=seen.0 />
            <input type="hidden" name="back" value=href(lang, PATH) />
            <p>
                <Submit label=m::read_all(lang) pending=read.pending() />
            </p>
        </ActionForm>
    }
}

#[component]
fn List(
    notices: Vec<Notice>,
    read: ServerAction<ReadNotice>,
    seen: Timestamp,
    label: &'static str,
) -> impl IntoView {
    let items = notices
        .into_iter()
        .map(|notice| view! { <Item notice read seen /> })
        .collect_view();
    view! {
        <ul class="notices" aria-label=label>
            {items}
        </ul>
    }
}

/// One notice: what happened, to which lot, when; and the button that takes it off the unread ones.
#[component]
fn Item(notice: Notice, read: ServerAction<ReadNotice>, seen: Timestamp) -> impl IntoView {
    let lang = use_lang();
    let code = notice.lot.to_string();
    let lot = href(lang, &notice.body.path(&notice.lot));
    let about = format!(" {code}");
    let id = notice.id.get().to_string();
    let mark = (!notice.read).then(|| {
        view! {
            <ActionForm action=read attr:class="notice-read">
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="seen" value=seen.0 />
                <input type="hidden" name="back" value=href(lang, PATH) />
                <button class="button" type="submit">
                    {m::mark_read(lang)}
                    <span class="visually-hidden">{about}</span>
                </button>
            </ActionForm>
        }
    });
    let at = notice.at;
    view! {
        <li class="notice" data-read=notice.read.then_some("true")>
            <div class="notice-words">
                <p class="notice-said">
                    <strong>{kind(lang, notice.body.kind())}</strong>
                    " "
                    {sentence(lang, &notice.body)}
                </p>
                <p class="notice-about">
                    <a href=lot>
                        <span lang="zh-CN">{notice.title}</span>
                        " "
                        <code>{code}</code>
                    </a>
                    {DOT}
                    <time datetime=at.rfc3339()>{locales::date_time(lang, at)}</time>
                </p>
            </div>
            {mark}
        </li>
    }
}
