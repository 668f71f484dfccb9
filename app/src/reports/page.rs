//! `/host/sessions/:id/report`: the summary report of a session. For its host and the centre.

use super::form::control;
use super::parts::{Decision, Prose, Targets};
use super::{DecideReport, SubmitReport, WriteReport, report_page};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{ErrorSummary, Loaded, Notice, PageHead, Submit};
use domain::ids::SessionId;
use domain::views::ReportPage as Page;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, Lang, reports as m, ui};

/// What is done to a report.
#[derive(Clone, Copy)]
pub struct Acts {
    /// Its words are kept.
    pub write: ServerAction<WriteReport>,
    /// It is handed in.
    pub submit: ServerAction<SubmitReport>,
    /// The centre decides.
    pub decide: ServerAction<DecideReport>,
}

impl Acts {
    /// Why the last act was refused.
    fn refused(self) -> Option<AppError> {
        let write = self.write.value().get().and_then(Result::err);
        let submit = self.submit.value().get().and_then(Result::err);
        let decide = self.decide.value().get().and_then(Result::err);
        decide.or(submit).or(write)
    }

    /// The sentence about the control `id`.
    pub fn error(self, id: String) -> Signal<Option<String>> {
        let lang = use_lang();
        Signal::derive(move || {
            let error = self.refused()?;
            (meant(&error) == id).then(|| error.sentence(lang))
        })
    }
}

/// Changes when the report has come to stand somewhere else: the page is drawn anew then, and only then.
fn moved(acts: Acts) -> Memo<(usize, usize)> {
    Memo::new(move |before: Option<&(usize, usize)>| {
        let (submitted, decided) = before.copied().unwrap_or_default();
        let (submit, decide) = (acts.submit.version().get(), acts.decide.version().get());
        let done = acts
            .submit
            .value()
            .with(|value| matches!(value, Some(Ok(_))));
        let submitted = if done { submit } else { submitted };
        let done = acts
            .decide
            .value()
            .with(|value| matches!(value, Some(Ok(_))));
        (submitted, if done { decide } else { decided })
    })
}

fn meant(error: &AppError) -> String {
    match error {
        AppError::Invalid { code, args } => control(code, args),
        _ => String::new(),
    }
}

/// The report.
#[component]
pub fn ReportPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get_str("id")?.parse::<SessionId>().ok()));
    let acts = Acts {
        write: ServerAction::new(),
        submit: ServerAction::new(),
        decide: ServerAction::new(),
    };
    let moved = moved(acts);
    let page = crate::wire::blocking_data(
        move || (id.get(), moved.get()),
        |(id, _)| async move { report_page(id.ok_or(AppError::NotFound)?).await },
    );
    let errors = Signal::derive(move || {
        let error = acts.refused();
        error
            .map(|error| (meant(&error), error.sentence(lang)))
            .into_iter()
            .collect::<Vec<_>>()
    });
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) />
        <ErrorSummary errors />
        <DoneNote acts errors />
        <div class="office desk">
            <Loaded resource=page let:page>
                <Report page acts />
            </Loaded>
        </div>
    }
}

/// What has just been done, after a script call or a redirect.
#[component]
fn DoneNote(acts: Acts, errors: Signal<Vec<(String, String)>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let by_form = move || query.with(|query| query.get("done"));
    move || {
        let submitted = acts.submit.value().get().and_then(Result::ok);
        let decided = acts.decide.value().get().and_then(Result::ok);
        let done = decided.or(submitted).or_else(by_form);
        let words = match done.filter(|_| errors.with(Vec::is_empty))?.as_str() {
            "saved" => m::done_saved(lang),
            "submitted" => m::done_submitted(lang),
            "accepted" => m::done_accepted(lang),
            "returned" => m::done_returned(lang),
            _ => return None,
        };
        Some(view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        })
    }
}

/// The address of the report.
pub fn path(lang: Lang, session: SessionId) -> String {
    href(lang, &format!("/host/sessions/{session}/report"))
}

#[component]
fn Report(page: Page, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let session = page.session.id;
    let up = href(lang, &format!("/host/sessions/{session}"));
    let title = page.session.title.pick(lang.is_english()).to_owned();
    let state = m::state_is(lang, page.report.state.label(lang));
    let held = m::held_at(lang, locales::date_time(lang, page.starts_at));
    let notes = (!page.report.notes.is_empty()).then(|| {
        let words = m::returned(lang, &page.report.notes);
        view! { <Notice tone="warning"><p>{words}</p></Notice> }
    });
    let open = page.report.is_open();
    let submit = open.then(|| view! { <HandIn session acts /> });
    let decides = page.decides && page.report.submitted_at.is_some() && !open;
    let decision = decides.then(|| view! { <Decision session report=page.report.clone() acts /> });
    let file = |ending: &str| format!("{}.{ending}", path(lang, session));
    let (docx, xlsx) = (file("docx"), file("xlsx"));
    view! {
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=up>{m::back_to_host(lang)}</a>
                </li>
                <li aria-current="page">{m::title(lang)}</li>
            </ol>
        </nav>
        <h1>{m::title(lang)}</h1>
        <p>{title}</p>
        <p class="office-intro">{m::intro(lang)}</p>
        <p data-testid="report-state">
            <strong>{state}</strong>
        </p>
        <p>{held}</p>
        {notes}
        <p class="actions">
            // Leaves the pages: the router has nothing to show there.
            <a class="button" href=docx rel="external" download="">
                {m::download_docx(lang)}
            </a>
            <a class="button" href=xlsx rel="external" download="">
                {m::download_xlsx(lang)}
            </a>
        </p>
        <Targets page=page.clone() />
        <Prose page acts />
        {submit}
        {decision}
    }
}

#[component]
fn HandIn(session: SessionId, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    view! {
        <section class="section" aria-labelledby="submit-title">
            <h2 id="submit-title">{m::submit(lang)}</h2>
            <p>{m::submit_hint(lang)}</p>
            <ActionForm action=acts.submit>
                <input type="hidden" name="session" value=session.to_string() />
                <input type="hidden" name="back" value=path(lang, session) />
                <p>
                    <Submit label=m::submit(lang).to_owned() pending=acts.submit.pending() commit=true />
                </p>
            </ActionForm>
        </section>
    }
}
