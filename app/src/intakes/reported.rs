//! `/org/offline`: what a unit has reported in forms, and the proofs that are missing. For liaisons and the
//! centre. Plain forms with and without script: they carry a file.

use super::desk::{ACCEPT, DecideForm, facts};
use super::{DecideIntake, ProveIntakes, reported_desk};
use crate::accounts::with_query;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{DOT, Empty, ErrorSummary, Field, Loaded, Notice, PageHead};
use domain::ids::IntakeId;
use domain::intakes::{IntakeState, Reported, ReportedShow};
use domain::views::{ReportedDesk, ReportedLine};
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, offline as m};

/// Where the list lives.
const PATH: &str = "/org/offline";
/// The form that the chosen records belong to, wherever they stand.
const FORM: &str = "prove";

/// The records of a unit.
#[component]
pub fn ReportedPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let of = Memo::new(move |_| {
        query.with(|query| {
            let text = |key| query.get(key).unwrap_or_default();
            (
                text("show"),
                query
                    .get_str("before")
                    .and_then(|id| id.parse::<IntakeId>().ok()),
            )
        })
    });
    let desk = crate::wire::blocking_data(
        move || of.get(),
        |(show, before)| async move { reported_desk(show, before).await },
    );
    let refusal = refused();
    let errors: Vec<_> = refusal
        .iter()
        .map(|error| ("prove-file".to_owned(), error.sentence(lang)))
        .collect();
    let done = query.with_untracked(|query| query.get("done"));
    let done = done.filter(|_| errors.is_empty()).map(|done| {
        let words = match done.as_str() {
            "verified" => m::done_verified(lang),
            "returned" => m::done_returned(lang),
            _ => m::done_proven(lang),
        };
        view! { <Notice tone="success"><p role="status">{words}</p></Notice> }
    });
    view! {
        <PageHead title=m::reported_title(lang) description=m::reported_intro(lang) path=PATH />
        <ErrorSummary errors=Signal::stored(errors) />
        {done}
        <div class="office desk">
            <Loaded resource=desk let:desk>
                <h1>{m::reported_title(lang)}</h1>
                <p class="office-intro">{m::reported_intro(lang)}</p>
                <Desk desk />
            </Loaded>
        </div>
    }
}

/// Why a form was refused, as the address of the page tells it.
fn refused() -> Option<AppError> {
    let error = use_context::<ServerActionError>()?;
    let ours = [ProveIntakes::PATH, DecideIntake::PATH].contains(&error.path());
    ours.then(|| ServerFnUrlError::<AppError>::decode_err(error.err()))
}

#[component]
fn Desk(desk: ReportedDesk) -> impl IntoView {
    let lang = use_lang();
    let (show, decides) = (desk.show, desk.decides);
    let here = with_query(&href(lang, PATH), "show", show.code());
    let missing = (desk.unproven > 0).then(|| {
        let to = with_query(&href(lang, PATH), "show", ReportedShow::Unproven.code());
        view! {
            <Notice tone="warning">
                <p data-testid="unproven">
                    <a href=to>{m::unproven(lang, desk.unproven)}</a>
                </p>
            </Notice>
        }
    });
    let choosable = desk.lines.iter().any(is_unproven);
    let more = desk.next.map(|next| {
        let to = with_query(&here, "before", &next.to_string());
        view! { <p class="actions"><a class="button" href=to>{m::reported_more(lang)}</a></p> }
    });
    let body = match desk.lines.is_empty() {
        true => view! { <Empty reason=m::reported_none(lang) /> }.into_any(),
        false => {
            let lines = desk.lines.into_iter();
            let rows = lines.map(|line| view! { <Row line back=here.clone() decides /> });
            view! { <ul class="intakes" data-testid="reported">{rows.collect_view()}</ul> }
                .into_any()
        }
    };
    view! {
        <Shows current=show />
        {missing}
        <p class="actions">
            <a class="button" href=href(lang, "/org/import")>
                {m::to_import(lang)}
            </a>
        </p>
        <section class="section" aria-labelledby="list-title">
            <h2 id="list-title">{m::list(lang)}</h2>
            {body}
            {more}
        </section>
        {choosable.then(|| view! { <ProveForm back=here /> })}
    }
}

fn is_unproven(line: &ReportedLine) -> bool {
    line.record.state == IntakeState::Waiting && line.record.proof.is_none()
}

/// Which of them are shown.
#[component]
fn Shows(current: ReportedShow) -> impl IntoView {
    let lang = use_lang();
    let links = ReportedShow::ALL.iter().map(|show| {
        let to = with_query(&href(lang, PATH), "show", show.code());
        let mark = (*show == current).then_some("page");
        view! {
            <li>
                <a href=to aria-current=mark>
                    {show.label(lang)}
                </a>
            </li>
        }
    });
    view! {
        <nav aria-label=m::shows(lang)>
            <ul class="sorts">{links.collect_view()}</ul>
        </nav>
    }
}

#[component]
fn Row(line: ReportedLine, back: String, decides: bool) -> impl IntoView {
    let lang = use_lang();
    let unproven = is_unproven(&line);
    let record = line.record;
    let (id, state) = (record.id, record.state);
    let choose = unproven.then(|| {
        let field = format!("record-{id}");
        view! {
            <p class="check">
                <input id=field.clone() form=FORM name="record" type="checkbox" value=id.to_string() />
                <label for=field>{m::choose(lang)}</label>
            </p>
        }
    });
    let unit = line.unit.map(|unit| view! { <p lang="zh-CN">{unit}</p> });
    let more = line.more.map(|more| reported(lang, &more));
    let decide = (decides && state.stands()).then(|| view! { <DecideForm back id state /> });
    view! {
        <li>
            {facts(lang, record)}
            {unit}
            {more}
            {unproven.then(|| view! { <p class="badge">{m::proof_missing(lang)}</p> })}
            {choose}
            {decide}
        </li>
    }
}

/// What only the form says.
fn reported(lang: Lang, more: &Reported) -> AnyView {
    let modes = more.modes.iter().map(|mode| mode.form_label());
    let mut words: Vec<&str> = modes.collect();
    words.extend(more.contract.map(|kind| kind.form_label()));
    let words = words.join(locales::participation::task_joint(lang));
    let open = match more.public {
        true => m::is_public(lang),
        false => m::is_hidden(lang),
    };
    view! {
        <p>
            <span lang="zh-CN">{more.supplier.clone()}</span>
            {DOT}
            <span lang="zh-CN">{words}</span>
            {DOT}
            {open}
        </p>
        <p>
            {m::reporter(lang)} " "
            <span lang="zh-CN">{more.reporter.clone()}</span>
        </p>
    }
    .into_any()
}

/// One proof for all records that are chosen above.
#[component]
fn ProveForm(back: String) -> impl IntoView {
    let lang = use_lang();
    let error = refused()
        .filter(|error| matches!(error, AppError::Invalid { .. }))
        .map(|error| error.sentence(lang));
    view! {
        <section class="section" aria-labelledby="prove-title">
            <h2 id="prove-title">{m::prove_title(lang)}</h2>
            <form
                id=FORM
                class="form"
                method="post"
                enctype="multipart/form-data"
                action=ProveIntakes::url()
                novalidate
            >
                <input type="hidden" name="back" value=back />
                <Field id="prove-file" label=m::proof(lang) hint=Some(m::prove_hint(lang).to_owned())
                    error=error>
                    <input class="input" id="prove-file" name="file" type="file" accept=ACCEPT
                        aria-describedby="prove-file-hint" />
                </Field>
                <p>
                    <button class="button button--main" type="submit">
                        {m::prove(lang)}
                    </button>
                </p>
            </form>
        </section>
    }
}
