//! `/admin/waivers`: the waivers of the season. For the centre. Plain forms with and without script.

use super::{EndWaiver, GrantWaiver, WaiverForm, waivers_page};
use crate::collection::Quotas;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::participation::{refused, refused_at};
use crate::typed_form::TypedForm;
use crate::ui::{
    DOT, ErrorSummary, Loaded, Notice, OfficeLines, OfficeList, PageHead, SelectField, TabTitle,
    TextArea, TextField, When,
};
use domain::seasons::QuotaLine;
use domain::views;
use domain::views::WaiverLine;
use domain::waivers::WaiverRule;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, ui, waivers as m};

/// Where the page lives.
const PATH: &str = "/admin/waivers";

/// The waivers of the season.
#[component]
pub fn WaiversPage() -> impl IntoView {
    let lang = use_lang();
    let map = use_query_map();
    let query = Memo::new(move |_| {
        map.with(|map| {
            let of = |name| map.get(name).unwrap_or_default();
            (of("unit"), of("after"))
        })
    });
    let page = crate::wire::blocking_data(
        move || query.get(),
        |(unit, after)| waivers_page(unit, after),
    );
    let errors = summary(lang);
    let title = match errors.is_empty() {
        true => m::title(lang).to_owned(),
        false => ui::error_page_title(lang, m::title(lang)),
    };
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) path=PATH />
        <TabTitle text=ui::page_title(lang, title) />
        <ErrorSummary errors=Signal::stored(errors) />
        <DoneNote />
        <div class="office deposits" data-density="compact">
            <Loaded resource=page let:page>
                <Shown page unit=query.get_untracked().0 />
            </Loaded>
        </div>
    }
}

/// The control that a refusal is about.
fn control(error: &AppError) -> &'static str {
    let AppError::Invalid { code, .. } = error else {
        return "";
    };
    match code.as_str() {
        "UNIT_UNKNOWN" => "grant-unit",
        "WAIVER_RULE" | "WAIVER_GRANTED" => "grant-rule",
        "REASON_LENGTH" => "grant-reason",
        _ => "",
    }
}

/// The lines of the error summary.
fn summary(lang: Lang) -> Vec<(String, String)> {
    let Some((path, error)) = refused() else {
        return Vec::new();
    };
    let id = match path == GrantWaiver::PATH {
        true => control(&error).to_owned(),
        // There is a form per waiver, and the address does not say which one it was.
        false => String::new(),
    };
    vec![(id, error.sentence(lang))]
}

/// That something was done, as the address of the page tells it.
#[component]
fn DoneNote() -> impl IntoView {
    let lang = use_lang();
    let done = use_query_map().with_untracked(|query| query.get("done"));
    let words = match done.as_deref() {
        Some("granted") => Some(m::done_granted(lang)),
        Some("ended") => Some(m::done_ended(lang)),
        _ => None,
    };
    // What was done before is no news beside what was refused now.
    let words = words.filter(|_| refused().is_none());
    words.map(|words| {
        view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        }
    })
}

#[component]
fn Shown(page: views::WaiversPage, unit: String) -> impl IntoView {
    let lang = use_lang();
    let row = |line| view! { <Row line /> }.into_any();
    let lines = OfficeLines {
        testid: "waiver-lines",
        heading: m::list_title(lang).to_owned(),
        empty: m::none(lang).to_owned(),
        rows: page.lines.into_iter().map(row).collect(),
        address: href(lang, PATH),
        next: page.next.map(|after| after.to_string()),
    };
    let unknown = (!unit.is_empty() && page.desk.is_none()).then(|| {
        view! {
            <Notice tone="warning">
                {locales::errors_text(lang, "UNIT_UNKNOWN", &[])}
            </Notice>
        }
    });
    let desk = page.desk.map(|desk| view! { <Quotas desk /> });
    let (heading, intro) = (m::heading(lang, page.year), m::intro(lang));
    let short = page.short.map(|short| view! { <Short short /> });
    view! {
        <OfficeList heading intro lines />
        {short}
        <section aria-labelledby="grant-title">
            <h2 class="section-title" id="grant-title">
                {m::grant_title(lang)}
            </h2>
            <Find unit=unit.clone() />
            {unknown}
            {desk}
            <Grant unit />
        </section>
    }
}

/// Institutions that have submitted less than their numbers.
#[component]
fn Short(short: Vec<views::ShortLine>) -> impl IntoView {
    let lang = use_lang();
    if short.is_empty() {
        return view! { <p>{m::short_none(lang)}</p> }.into_any();
    }
    let number =
        |line: &QuotaLine| format!("{} {}/{}", line.rule.label(lang), line.count, line.number);
    let lines = short
        .into_iter()
        .map(|line| {
            let missed: Vec<String> = line.missed.iter().map(number).collect();
            view! {
                <li>
                    <span lang="zh-CN">{line.unit}</span>
                    " · "
                    {missed.join(ui::separator(lang))}
                </li>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="short-title" data-testid="short">
            <h2 class="section-title" id="short-title">
                {m::short_title(lang)}
            </h2>
            <ul class="sorts">{lines}</ul>
        </section>
    }
    .into_any()
}

/// Looks an institution up by its name.
#[component]
fn Find(unit: String) -> impl IntoView {
    let lang = use_lang();
    view! {
        <form class="office-filter" method="get" action=href(lang, PATH)>
            <TextField id="unit" name="unit" label=m::find_unit(lang) value=unit />
            <button class="button" type="submit">
                {m::show(lang)}
            </button>
        </form>
    }
}

/// Grants a waiver.
#[component]
fn Grant(unit: String) -> impl IntoView {
    let lang = use_lang();
    let why = refused_at(GrantWaiver::PATH);
    let error = |id: &str| {
        let why = why.as_ref().filter(|why| control(why) == id)?;
        Some(why.sentence(lang))
    };
    let (of_unit, of_reason) = (error("grant-unit"), error("grant-reason"));
    let typed = WaiverForm::of(why.as_ref());
    let unit = match why.is_some() {
        true => typed.unit,
        false => unit,
    };
    let rules = WaiverRule::ALL.iter();
    let rules = rules
        .map(|rule| (rule.code().to_owned(), rule.label(lang).to_owned()))
        .collect();
    view! {
        <form class="form" method="post" action=GrantWaiver::url() novalidate>
            <input type="hidden" name="back" value=href(lang, PATH) />
            <TextField id="grant-unit" name="form[unit]" label=m::unit(lang) error=of_unit
                value=unit />
            <SelectField id="grant-rule" name="form[rule]" label=m::rule(lang) options=rules
                value=typed.rule />
            <TextArea id="grant-reason" name="form[reason]" label=m::reason(lang)
                hint=Some(m::reason_hint(lang).to_owned()) error=of_reason value=typed.reason
                rows=2 />
            <p>
                <button class="button button--main" type="submit">
                    {m::grant(lang)}
                </button>
            </p>
        </form>
    }
}

/// A waiver, and the form that ends it.
#[component]
fn Row(line: WaiverLine) -> impl IntoView {
    let lang = use_lang();
    let reason = format!("end-reason-{}", line.id);
    view! {
        <li class="deposit-row">
            <h3 lang="zh-CN">{line.unit}</h3>
            <p>
                <strong>{line.rule.label(lang)}</strong>
                {DOT}
                <span lang="zh-CN">{line.reason}</span>
                {DOT}
                <span lang="zh-CN">{line.by}</span>
                {DOT}
                <When at=line.at />
            </p>
            <form class="office-filter" method="post" action=EndWaiver::url() novalidate>
                <input type="hidden" name="back" value=href(lang, PATH) />
                <input type="hidden" name="id" value=line.id.get() />
                <TextField id=reason name="reason" label=m::end_reason(lang) />
                <button class="button" type="submit">
                    {m::end(lang)}
                </button>
            </form>
        </li>
    }
}
