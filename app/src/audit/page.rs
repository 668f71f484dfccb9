//! `/admin/audit`: the whole record with its filter. For whoever may read it.

use super::address::{address, page_of, query_of};
use super::audit_record;
use super::rows::Rows;
use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::{Empty, Loaded, PageHead, Pager, SelectField, Submit, TextField};
use domain::audit::{Act, AuditPage, ObjectKind, Query};
use domain::time::Date;
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, audit as m};

/// Where the page lives.
pub const PATH: &str = "/admin/audit";

/// The audit record.
#[component]
pub fn AuditRecordPage() -> impl IntoView {
    let lang = use_lang();
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(|map| query_of(|name| map.get_str(name))));
    let record = crate::wire::blocking_data(move || query.get(), audit_record);
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) path=PATH />
        <div class="office audit" data-density="compact">
            <Loaded resource=record let:page>
                <h1>{m::title(lang)}</h1>
                <p class="office-intro">{m::intro(lang)}</p>
                <Filter query />
                <Found page query=query.get_untracked() />
            </Loaded>
        </div>
    }
}

/// The filter: a GET form, so that what was found has an address.
#[component]
fn Filter(query: Memo<Query>) -> impl IntoView {
    let lang = use_lang();
    let fields = move || {
        let query = query.get();
        let act = query.act.map(Act::code).unwrap_or_default();
        let kind = query.kind.map(ObjectKind::code).unwrap_or_default();
        view! {
            <TextField id="actor" name="actor" label=m::actor(lang)
                hint=Some(m::actor_hint(lang).to_owned()) autocomplete="off" value=query.actor />
            <SelectField id="act" name="act" label=m::act(lang) options=acts(lang) value=act />
            <SelectField id="kind" name="kind" label=m::kind(lang) options=kinds(lang) value=kind />
            <TextField id="object" name="object" label=m::object(lang)
                hint=Some(m::object_hint(lang).to_owned()) autocomplete="off" value=query.object />
            <TextField id="from" name="from" kind="date" label=m::from(lang) value=day(query.from) />
            <TextField id="until" name="until" kind="date" label=m::until(lang)
                value=day(query.until) />
            <TextField id="q" name="q" kind="search" label=m::words(lang) value=query.q />
        }
    };
    view! {
        <Form
            method="GET"
            action=href(lang, PATH)
            attr:class="office-filter audit-filter"
            attr:role="search"
        >
            {redrawn(fields)}
            <Submit label=m::apply(lang) />
        </Form>
    }
}

fn acts(lang: Lang) -> Vec<(String, String)> {
    let all = (String::new(), m::all_acts(lang).to_owned());
    let acts = Act::ALL.iter();
    let acts = acts.map(|act| (act.code().to_owned(), act.label(lang).to_owned()));
    std::iter::once(all).chain(acts).collect()
}

fn kinds(lang: Lang) -> Vec<(String, String)> {
    let all = (String::new(), m::all_kinds(lang).to_owned());
    let kinds = ObjectKind::ALL.iter();
    let kinds = kinds.map(|kind| (kind.code().to_owned(), kind.label(lang).to_owned()));
    std::iter::once(all).chain(kinds).collect()
}

fn day(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// The rows with their pages and files, or that there is none.
#[component]
fn Found(page: AuditPage, query: Query) -> impl IntoView {
    let lang = use_lang();
    let path = href(lang, PATH);
    if page.rows.is_empty() {
        return view! { <Nothing filtered=query.filters() || query.below.is_some() /> }.into_any();
    }
    let first = query.below.map(|_| address(&page_of(&query, None), &path));
    let next = page
        .next
        .map(|below| address(&page_of(&query, Some(below)), &path));
    // The files hold everything that was found, not this page alone.
    let whole = page_of(&query, None);
    let csv = address(&whole, &format!("{PATH}/export.csv"));
    let jsonl = address(&whole, &format!("{PATH}/export.jsonl"));
    view! {
        <Rows rows=page.rows />
        <Pager first next />
        <p class="audit-files">
            <a href=csv rel="external" download>
                {m::export_csv(lang)}
            </a>
            " "
            <a href=jsonl rel="external" download>
                {m::export_jsonl(lang)}
            </a>
        </p>
        <p class="office-intro">{m::export_note(lang)}</p>
    }
    .into_any()
}

/// Why there is no row, and what to do instead.
#[component]
fn Nothing(filtered: bool) -> impl IntoView {
    let lang = use_lang();
    match filtered {
        true => view! {
            <Empty reason=m::empty_filter(lang)>
                <a class="button" href=href(lang, PATH)>
                    {m::clear_filter(lang)}
                </a>
            </Empty>
        }
        .into_any(),
        false => view! { <Empty reason=m::empty(lang) /> }.into_any(),
    }
}
