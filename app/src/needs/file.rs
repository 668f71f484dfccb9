//! `/org/needs/:code`: a need with enterprise and contact, and what can be done with it.

use super::desk::PATH;
use super::form::control;
use super::{ChangeNeed, CloseNeed, Done, NeedForm, need_file};
use crate::command::{carried_out, refused};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{ErrorSummary, Loaded, Notice, PageHead, SelectField, Submit, TextArea};
use domain::needs::{NeedState, NeedVerdict};
use domain::views::{NeedFile, SessionLink};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, Lang, form_words, needs as m, ui};

type Changing = ServerAction<ChangeNeed>;
type Closing = ServerAction<CloseNeed>;

/// The file.
#[component]
pub fn NeedFilePage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let (change, close) = (Changing::new(), Closing::new());
    let done = (carried_out(change), carried_out(close));
    let file = crate::wire::blocking_data(
        move || (code.get(), done.0.get(), done.1.get()),
        |(code, _, _)| need_file(code),
    );
    let errors = Signal::derive(move || {
        let line = |(error, closing): (AppError, bool)| {
            let id = match &error {
                AppError::Invalid { code, .. } => control(code, closing),
                _ => "",
            };
            (id.to_owned(), error.sentence(lang))
        };
        let changing = refused(change).map(|error| (error, false));
        let closing = refused(close).map(|error| (error, true));
        changing
            .into_iter()
            .chain(closing)
            .map(line)
            .collect::<Vec<_>>()
    });
    view! {
        <PageHead title=m::file_title(lang) description=m::desk_intro(lang) />
        <ErrorSummary errors />
        <DoneNote change close errors />
        <div class="office desk">
            <Loaded resource=file let:file>
                <File file change close />
            </Loaded>
        </div>
    }
}

/// What has just been done, after a script call or a redirect.
#[component]
fn DoneNote(
    change: Changing,
    close: Closing,
    errors: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let by_form = move || query.with(|query| query.get_str("done").and_then(Done::of));
    move || {
        let closed = close.value().get().and_then(Result::ok);
        let changed = change.value().get().and_then(Result::ok);
        let done = closed.or(changed).or_else(by_form);
        let words = match done.filter(|_| errors.with(Vec::is_empty))? {
            Done::Passed => m::done_passed(lang),
            Done::Returned => m::done_returned(lang),
            Done::Published => m::done_published(lang),
            Done::Closed => m::done_closed(lang),
        };
        Some(view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        })
    }
}

#[component]
fn File(file: NeedFile, change: Changing, close: Closing) -> impl IntoView {
    let lang = use_lang();
    let need = file.need.clone();
    let code = need.code.to_string();
    let public = need.state.is_public().then(|| {
        let to = href(lang, &format!("/needs/{code}"));
        view! { <a href=to>{m::to_page(lang)}</a> }
    });
    let opinion = (!file.opinion.is_empty()).then(|| {
        let opinion = file.opinion.clone();
        view! {
            <Notice tone="info">
                <p>{m::opinion_said(lang)}</p>
                <p lang="zh-CN">{opinion}</p>
            </Notice>
        }
    });
    let acts = file
        .may_keep
        .then(|| view! { <Acts file=file.clone() change /> });
    let ends = file
        .may_close
        .then(|| view! { <Close file=file.clone() close /> });
    view! {
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=href(lang, PATH)>{m::desk_title(lang)}</a>
                </li>
                <li aria-current="page">{code}</li>
            </ol>
        </nav>
        <h1 lang="zh-CN">{need.sheet.title}</h1>
        <p>
            <span class="badge">{need.state.label(lang)}</span>
            " "
            {public}
        </p>
        {opinion}
        {acts}
        <Cells file=file.clone() />
        {ends}
    }
}

/// The form as it was handed in, and what of it the public does not see.
#[component]
fn Cells(file: NeedFile) -> impl IntoView {
    let lang = use_lang();
    let rows = file
        .cells
        .into_iter()
        .map(|(header, value)| {
            let wide = (value.chars().count() > 40).then_some("facts-wide");
            view! {
                <div class=wide>
                    <dt>{form_words::column(lang, &header)}</dt>
                    <dd lang="zh-CN">{value}</dd>
                </div>
            }
        })
        .collect_view();
    let hidden = match file.hidden.is_empty() {
        true => m::hides_nothing(lang).to_owned(),
        false => m::hides(lang, file.hidden.join(ui::separator(lang))),
    };
    view! {
        <section class="section" aria-labelledby="need-form-title">
            <h2 id="need-form-title">{m::form_title(lang)}</h2>
            <p class="section-note">{hidden} " " {m::reading_note(lang)}</p>
            <dl class="facts" aria-label=m::facts(lang)>
                {rows}
            </dl>
        </section>
    }
}

/// What every form of a need carries.
#[component]
fn Carried(file: NeedFile) -> impl IntoView {
    let lang = use_lang();
    let code = file.need.code.to_string();
    let back = href(lang, &format!("{PATH}/{code}"));
    view! {
        <input type="hidden" name="form[code]" value=code />
        <input type="hidden" name="form[version]" value=file.version.to_string() />
        <input type="hidden" name="back" value=back />
    }
}

/// Diagnosis and publication.
#[component]
fn Acts(file: NeedFile, change: Changing) -> impl IntoView {
    let lang = use_lang();
    let state = file.need.state;
    let publish = (state == NeedState::Approved).then(|| {
        let carried = file.clone();
        view! {
            <section class="section" aria-labelledby="need-publish-title">
                <h2 id="need-publish-title">{m::publish_title(lang)}</h2>
                <p>{m::publish_hint(lang)}</p>
                <ActionForm action=change attr:class="form">
                    <Carried file=carried />
                    <input type="hidden" name="form[step]" value="publish" />
                    <p>
                        <Submit
                            label=m::publish(lang).to_owned()
                            pending=change.pending()
                            commit=true
                        />
                    </p>
                </ActionForm>
            </section>
        }
    });
    let open = matches!(
        state,
        NeedState::Submitted | NeedState::Returned | NeedState::Approved
    );
    let diagnose = open.then(|| view! { <Diagnosis file change /> });
    view! {
        {publish}
        {diagnose}
    }
}

fn choices(lang: Lang, sessions: &[SessionLink]) -> Vec<(String, String)> {
    let none = (String::new(), m::no_session(lang).to_owned());
    let of = |session: &SessionLink| {
        let words = session.title.pick(lang.is_english());
        (session.id.to_string(), words.to_owned())
    };
    std::iter::once(none)
        .chain(sessions.iter().map(of))
        .collect()
}

#[component]
fn Diagnosis(file: NeedFile, change: Changing) -> impl IntoView {
    let lang = use_lang();
    let typed = NeedForm::of(untrack(|| refused(change)).as_ref());
    let error = Signal::derive(move || {
        let error = refused(change)?;
        let AppError::Invalid { code, .. } = &error else {
            return None;
        };
        (control(code, false) == "need-opinion").then(|| error.sentence(lang))
    });
    let stands = file.need.session.map(|id| id.to_string());
    let session = match typed.code.is_empty() {
        true => stands.unwrap_or_default(),
        false => typed.session.clone(),
    };
    let passed = file.need.state == NeedState::Approved;
    let verdicts = NeedVerdict::ALL
        .iter()
        .filter(|verdict| !(passed && **verdict == NeedVerdict::Passed))
        .map(|verdict| (verdict.code().to_owned(), verdict.label(lang).to_owned()));
    let verdicts = verdicts.collect();
    let options = choices(lang, &file.sessions);
    view! {
        <section class="section" aria-labelledby="need-diagnosis-title">
            <h2 id="need-diagnosis-title">{m::diagnosis_title(lang)}</h2>
            <p>{m::diagnosis_hint(lang)}</p>
            <ActionForm action=change attr:class="form" attr:novalidate=true>
                <Carried file />
                <SelectField
                    id="need-verdict"
                    name="form[step]"
                    label=m::verdict(lang)
                    options=verdicts
                    value=typed.step
                />
                <SelectField
                    id="need-session"
                    name="form[session]"
                    label=m::session_field(lang)
                    options=options
                    value=session
                />
                <TextArea
                    id="need-opinion"
                    name="form[opinion]"
                    label=m::opinion(lang)
                    hint=Some(m::opinion_hint(lang).to_owned())
                    error=error
                    value=typed.opinion
                    rows=3
                />
                <p>
                    <Submit label=m::diagnose(lang).to_owned() pending=change.pending() />
                </p>
            </ActionForm>
        </section>
    }
}

/// The way to close a need.
#[component]
fn Close(file: NeedFile, close: Closing) -> impl IntoView {
    let lang = use_lang();
    let typed = NeedForm::of(untrack(|| refused(close)).as_ref());
    let error = Signal::derive(move || {
        let error = refused(close)?;
        let AppError::Invalid { code, .. } = &error else {
            return None;
        };
        (control(code, true) == "need-reason").then(|| error.sentence(lang))
    });
    view! {
        <section class="section" aria-labelledby="need-close-title">
            <h2 id="need-close-title">{m::close_title(lang)}</h2>
            <p>{m::close_hint(lang)}</p>
            <ActionForm action=close attr:class="form" attr:novalidate=true>
                <Carried file />
                <TextArea
                    id="need-reason"
                    name="form[reason]"
                    label=m::reason(lang)
                    hint=Some(m::reason_hint(lang).to_owned())
                    error=error
                    value=typed.reason
                    rows=2
                />
                <p>
                    <Submit label=m::close(lang).to_owned() pending=close.pending() />
                </p>
            </ActionForm>
        </section>
    }
}
