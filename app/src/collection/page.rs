//! `/org/import`: the steps of an import. For liaisons and the centre.

use super::history::History;
use super::preview::{Preview, kind_name};
use super::quotas::Quotas;
use super::{
    CommitImport, FILE_MAX_MB, UndoImport, UploadForm, import_preview, imports, quota_desk,
};
use crate::accounts::visitor;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::{changing, redrawn};
use crate::ui::{Failed, Field, FormHead, Loaded};
use domain::collection::Form;
use domain::ids::ImportId;
use domain::permissions::Action;
use domain::views::{ImportLine, ImportPreview, QuotaDesk, Visitor};
use leptos::either::EitherOf3;
use leptos::html;
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;
use leptos_router::hooks::use_query_map;
use locales::{Lang, collection as m};

/// What the page shows: the upload form with the uploads so far and the numbers of the institution, or
/// an upload that was checked.
type Shown = (
    Visitor,
    Option<ImportPreview>,
    Vec<ImportLine>,
    Option<QuotaDesk>,
);

/// The import of collection forms.
#[component]
pub fn ImportPage() -> impl IntoView {
    let query = use_query_map();
    let id = Memo::new(move |_| query.with(|query| query.get_str("id")?.parse().ok()));
    let commit = ServerAction::<CommitImport>::new();
    let undo = ServerAction::<UndoImport>::new();
    let shown = crate::wire::blocking_data(
        move || {
            let acts = (commit.version().get(), undo.version().get());
            (id.get(), acts)
        },
        |(id, _)| show(id),
    );
    let lang = use_lang();
    // The answer of the server to the last upload, until the browser itself sees a fault.
    let refused = RwSignal::new(refused_upload());
    let errors = Signal::derive(move || {
        let commit = commit.value().with(|v| v.as_ref()?.as_ref().err().cloned());
        let upload = refused
            .get()
            .map(|error| ("file".to_owned(), sentence(lang, &error)));
        let undo = undo.value().with(|v| v.as_ref()?.as_ref().err().cloned());
        let acts = commit.into_iter().chain(undo);
        let acts = acts.map(|error| (String::new(), sentence(lang, &error)));
        upload.into_iter().chain(acts).collect::<Vec<_>>()
    });
    view! {
        <FormHead title=m::title(lang) description=m::intro(lang) path="/org/import" errors />
        <div class="import">
            <Loaded resource=shown let:shown>
                <Step shown refused acts=(commit, undo) />
            </Loaded>
        </div>
    }
}

/// Who asks, and the preview when the address names one.
async fn show(id: Option<ImportId>) -> Result<Shown, AppError> {
    let who = visitor().await?;
    if let Some(id) = id {
        return Ok((who, Some(import_preview(id).await?), Vec::new(), None));
    }
    if may_import(&who).is_err() {
        return Ok((who, None, Vec::new(), None));
    }
    let desk = quota_desk().await?;
    Ok((who, None, imports().await?, desk))
}

/// Why the last upload was refused, as the address of the page tells it: the upload is a plain
/// form and has no action.
fn refused_upload() -> Option<AppError> {
    let error = use_context::<ServerActionError>()?;
    (error.path() == UploadForm::PATH)
        .then(|| ServerFnUrlError::<AppError>::decode_err(error.err()))
}

/// What was wrong with the upload or the commit.
fn sentence(lang: Lang, error: &AppError) -> String {
    let AppError::Invalid { code, .. } = error else {
        return error.sentence(lang);
    };
    match code.as_str() {
        "FILE_MISSING" => m::problem_missing(lang).into(),
        "IMPORT_HAS_ERRORS" => m::problem_has_errors(lang).into(),
        "REQUEST_MALFORMED" => m::problem_broken(lang).into(),
        _ => error.sentence(lang),
    }
}

/// What is wrong with the chosen file, before it travels: the code of the server's refusal.
fn fault(input: web_sys::HtmlInputElement) -> Option<&'static str> {
    match input.files().and_then(|files| files.get(0)) {
        None => Some("FILE_MISSING"),
        Some(file) if file.size() as usize > FILE_MAX_MB * 1_000_000 => Some("FILE_TOO_LARGE"),
        Some(_) => None,
    }
}

/// What can be done on the page.
type Acts = (ServerAction<CommitImport>, ServerAction<UndoImport>);

/// Upload, check or confirmation.
#[component]
fn Step(shown: Shown, refused: RwSignal<Option<AppError>>, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let (visitor, preview, lines, desk) = shown;
    let (commit, undo) = acts;
    let centre = visitor
        .account
        .as_ref()
        .is_some_and(|account| account.may(Action::KeepWaivers));
    match preview {
        Some(preview) => EitherOf3::A(view! {
            <h1>{m::title(lang)}</h1>
            <Steps current={if preview.committed.is_some() { 3 } else { 2 }} />
            <Preview preview commit undo />
        }),
        None => match may_import(&visitor) {
            Ok(()) => EitherOf3::B(view! {
                <h1>{m::title(lang)}</h1>
                <Steps current=1 />
                {(!centre).then(|| view! { <OnlineForm /> })}
                <Upload refused />
                {desk.map(|desk| view! { <Quotas desk /> })}
                {centre.then(|| view! { <ToWaivers /> })}
                <p>
                    <a href=href(lang, "/org/offline")>{m::to_reported(lang)}</a>
                </p>
                <History lines undo />
            }),
            Err(error) => EitherOf3::C(view! { <Failed error /> }),
        },
    }
}

/// The way to the numbers of any institution, and to their waivers.
#[component]
fn ToWaivers() -> impl IntoView {
    let lang = use_lang();
    view! {
        <p>
            <a href=href(lang, "/admin/waivers")>{m::quotas_of_all(lang)}</a>
        </p>
    }
}

/// Whether the upload form is worth showing; the server checks again.
fn may_import(visitor: &Visitor) -> Result<(), AppError> {
    match &visitor.account {
        None => Err(AppError::LoginRequired),
        Some(account) if account.submits_lots() => Ok(()),
        Some(_) => Err(AppError::Forbidden),
    }
}

/// The three steps; `current` is the one shown, from 1.
#[component]
fn Steps(current: usize) -> impl IntoView {
    let lang = use_lang();
    let names = [
        m::step_upload(lang),
        m::step_check(lang),
        m::step_confirm(lang),
    ];
    let items = (1..)
        .zip(names)
        .map(|(number, name)| {
            let status = match number.cmp(&current) {
                std::cmp::Ordering::Less => m::step_done(lang),
                std::cmp::Ordering::Equal => "",
                std::cmp::Ordering::Greater => m::step_open(lang),
            };
            view! {
                <li aria-current={(number == current).then_some("step")}>
                    <span class="step-number">{number}</span>
                    " "
                    {name}
                    <span class="visually-hidden">{status}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="steps">{items}</ol>
        <h2 class="import-step">{m::step_of(lang, current, names[current - 1], names.len())}</h2>
    }
}

/// The upload: a plain form with and without script, so that a large file is sent once.
#[component]
fn Upload(refused: RwSignal<Option<AppError>>) -> impl IntoView {
    let lang = use_lang();
    let sending = RwSignal::new(false);
    let node = NodeRef::<html::Input>::new();
    let error = Signal::derive(move || refused.with(|error| Some(sentence(lang, error.as_ref()?))));
    let submit = move |event: leptos::ev::SubmitEvent| match node.get().and_then(fault) {
        Some(code) => {
            event.prevent_default();
            refused.set(Some(AppError::Invalid {
                code: code.into(),
                args: Vec::new(),
            }));
        }
        None => sending.set(true),
    };
    let described = move || {
        if error.get().is_some() {
            "file-hint file-error"
        } else {
            "file-hint"
        }
    };
    view! {
        <p class="import-intro">{m::intro(lang)}</p>
        <form
            class="import-upload"
            method="post"
            enctype="multipart/form-data"
            action=UploadForm::url()
            novalidate
            on:submit=submit
        >
            <input type="hidden" name="back" value=href(lang, "/org/import") />
            <Field
                id="file"
                label=m::file(lang)
                hint=Some(m::file_hint(lang, FILE_MAX_MB))
                error
            >
                <input
                    class="input import-file"
                    id="file"
                    name="file"
                    type="file"
                    accept=".xlsx,.csv"
                    node_ref=node
                    aria-describedby=described
                    aria-invalid=changing(move || error.get().map(|_| "true"))
                />
            </Field>
            <button class="button button--main" type="submit">
                {m::submit(lang)}
            </button>
            <p class="import-sending" role="status">
                {redrawn(move || sending.get().then(|| m::sending(lang)))}
            </p>
        </form>
        <Templates />
        <ul class="import-notes">
            <li>{m::note_sheets(lang)}</li>
            <li>{m::note_rows(lang)}</li>
            <li>{m::note_values(lang)}</li>
            <li>{m::note_safe(lang)}</li>
        </ul>
    }
}

/// The way to the online form, for whoever has an institution to type a lot for.
#[component]
fn OnlineForm() -> impl IntoView {
    let lang = use_lang();
    view! {
        <p>
            <a href=href(lang, "/org/lots/new")>{locales::drafts::new(lang)}</a>
        </p>
    }
}

/// The empty forms of the current season.
#[component]
fn Templates() -> impl IntoView {
    let lang = use_lang();
    let forms = Form::ALL.into_iter().map(|form| {
        let to = format!("/templates/{}.xlsx", form.kind());
        let name = m::template_of(lang, kind_name(lang, form.kind()));
        view! {
            <li>
                // A file: the browser fetches it, not the router.
                <a href=to rel="external" download="">
                    {name}
                </a>
            </li>
        }
    });
    view! {
        <section class="import-templates" aria-labelledby="templates">
            <h3 id="templates">{m::templates_title(lang)}</h3>
            <ul>{forms.collect_view()}</ul>
        </section>
    }
}
