//! `/host/sessions/:id/steps`: what becomes of a session, beside its page: publication at an hour,
//! cancellation, a copy of an earlier session, files. For its host and the centre.

use super::steps_form::StepForm;
use super::{SteerSession, UploadSessionFile, session_steps};
use crate::command::{carried_out, refusals, refused};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{
    Empty, ErrorSummary, Field, Loaded, Notice, PageHead, SelectField, Submit, TextArea, TextField,
};
use domain::ids::SessionId;
use domain::sessions::SessionState;
use domain::views::SessionSteps;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, Lang, session_steps as m, ui};

type Steering = ServerAction<SteerSession>;

/// The desk.
#[component]
pub fn SessionStepsPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get_str("id")?.parse::<SessionId>().ok()));
    let steer = Steering::new();
    let done = carried_out(steer);
    let desk = crate::wire::blocking_data(
        move || (id.get(), done.get()),
        |(id, _)| async move { session_steps(id.ok_or(AppError::NotFound)?).await },
    );
    let errors = refusals(steer, meant);
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) />
        <ErrorSummary errors />
        <DoneNote steer errors />
        <div class="office desk">
            <Loaded resource=desk let:desk>
                <Desk desk steer />
            </Loaded>
        </div>
    }
}

/// The control that a refusal means.
fn meant(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } => StepForm::of(Some(error)).control(code),
        _ => "",
    }
}

/// What has just been done, after a script call or a redirect.
#[component]
fn DoneNote(steer: Steering, errors: Signal<Vec<(String, String)>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    move || {
        let by_form = || query.with(|query| query.get("done"));
        let done = steer.value().get().and_then(Result::ok).or_else(by_form);
        let step = done.filter(|_| errors.with(Vec::is_empty))?;
        let words = match step.as_str() {
            "schedule" => m::done_schedule(lang),
            "unschedule" => m::done_unschedule(lang),
            "cancel" => m::done_cancel(lang),
            "waive" => m::done_waive(lang),
            "copy" => m::done_copy(lang),
            "file" => m::done_file(lang),
            _ => return None,
        };
        Some(view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        })
    }
}

/// A form of the desk, with what was typed into it when it came back.
#[derive(Clone, Copy)]
struct Steps {
    steer: Steering,
    session: SessionId,
    lang: Lang,
}

impl Steps {
    fn back(self) -> String {
        href(self.lang, &format!("/host/sessions/{}/steps", self.session))
    }

    /// What was typed, when it was for this step.
    fn typed(self, step: &str) -> StepForm {
        let typed = StepForm::of(untrack(|| refused(self.steer)).as_ref());
        match typed.step == step {
            true => typed,
            false => StepForm::default(),
        }
    }

    /// The sentence that stands beside the control `id`.
    fn error(self, id: &'static str) -> Signal<Option<String>> {
        let (steer, lang) = (self.steer, self.lang);
        Signal::derive(move || {
            let error = refused(steer)?;
            (meant(&error) == id).then(|| error.sentence(lang))
        })
    }

    /// The fields that every form of the desk posts.
    fn hidden(self, step: &'static str) -> impl IntoView {
        view! {
            <input type="hidden" name="session" value=self.session.to_string() />
            <input type="hidden" name="back" value=self.back() />
            <input type="hidden" name="form[step]" value=step />
        }
    }
}

#[component]
fn Desk(desk: SessionSteps, steer: Steering) -> impl IntoView {
    let lang = use_lang();
    let session = desk.session.id;
    let steps = Steps {
        steer,
        session,
        lang,
    };
    let up = href(lang, &format!("/host/sessions/{session}"));
    let title = desk.session.title.pick(lang.is_english()).to_owned();
    let state = desk.session.state;
    let deadline = desk
        .deadline
        .map(|date| view! { <p>{m::deadline(lang, locales::date_long(lang, date))}</p> });
    let waived = desk
        .waiver
        .clone()
        .map(|waiver| view! { <p>{m::waived(lang, waiver.author, waiver.reason)}</p> });
    let may_waive = desk.may_waive && desk.waiver.is_none() && desk.deadline.is_some();
    view! {
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=up>{m::back(lang)}</a>
                </li>
                <li aria-current="page">{m::title(lang)}</li>
            </ol>
        </nav>
        <h1>{m::title_of(lang, title)}</h1>
        <p class="office-intro">{m::intro(lang)}</p>
        <p data-testid="session-state">{m::state(lang, state.label(lang))}</p>
        {deadline}
        {waived}
        <ScheduleForm steps desk=desk.clone() />
        <CancelForm steps desk=desk.clone() />
        {may_waive.then(|| view! { <WaiveForm steps /> })}
        <CopyForm steps desk=desk.clone() />
        <Files steps desk />
    }
}

/// Publication at an hour: what waits, or the form that asks for it.
#[component]
fn ScheduleForm(steps: Steps, desk: SessionSteps) -> impl IntoView {
    let Steps { steer, lang, .. } = steps;
    let number = desk.latest;
    let waits = desk.schedule.map(|schedule| {
        let words = match &schedule.problem {
            Some(code) => {
                let last = desk.deadline.map(|date| date.to_string());
                let last = last.unwrap_or_default();
                let reason = locales::errors_text(lang, code, &[("date", last.as_str())]);
                m::schedule_failed(lang, schedule.number, reason)
            }
            None => {
                let when = locales::date_time(lang, schedule.due_at);
                m::scheduled(lang, schedule.author, schedule.number, when)
            }
        };
        view! {
            <p data-testid="schedule">{words}</p>
            <ActionForm action=steer>
                {steps.hidden("unschedule")}
                <button class="button" type="submit">
                    {m::unschedule(lang)}
                </button>
            </ActionForm>
        }
    });
    let typed = steps.typed("schedule");
    let form = view! {
        <ActionForm action=steer attr:class="form" attr:novalidate=true>
            {steps.hidden("schedule")}
            <TextField id="schedule-on" name="form[on]" kind="date" label=m::schedule_on(lang)
                error=steps.error("schedule-on") value=typed.on />
            <TextField id="schedule-at" name="form[at]" kind="time" label=m::schedule_at(lang)
                value=typed.at />
            <p>
                <Submit label=m::schedule(lang).to_owned() pending=steer.pending() />
            </p>
        </ActionForm>
    };
    let body = match number {
        0 => view! { <Empty reason=m::schedule_none(lang) /> }.into_any(),
        number => view! {
            <p class="field-hint">{m::schedule_intro(lang, number)}</p>
            {waits}
            {form}
        }
        .into_any(),
    };
    view! {
        <section class="section" aria-labelledby="schedule-title">
            <h2 id="schedule-title">{m::schedule_title(lang)}</h2>
            {body}
        </section>
    }
}

/// Calling the session off, or why it was.
#[component]
fn CancelForm(steps: Steps, desk: SessionSteps) -> impl IntoView {
    let Steps { steer, lang, .. } = steps;
    let state = desk.session.state;
    let body = if state == SessionState::Cancelled {
        let reason = desk.session.cancelled_reason.unwrap_or_default();
        view! { <p>{m::cancelled(lang, reason)}</p> }.into_any()
    } else {
        let typed = steps.typed("cancel");
        view! {
            <p class="field-hint">{m::cancel_intro(lang)}</p>
            <ActionForm action=steer attr:class="form" attr:novalidate=true>
                {steps.hidden("cancel")}
                <TextArea id="cancel-reason" name="form[reason]" label=m::cancel_reason(lang)
                    hint=Some(m::cancel_hint(lang).to_owned()) rows=2
                    error=steps.error("cancel-reason") value=typed.reason />
                <p>
                    <Submit label=m::cancel(lang).to_owned() pending=steer.pending() />
                </p>
            </ActionForm>
        }
        .into_any()
    };
    let shown = state.can_be_cancelled() || state == SessionState::Cancelled;
    shown.then(|| {
        view! {
            <section class="section" aria-labelledby="cancel-title">
                <h2 id="cancel-title">{m::cancel_title(lang)}</h2>
                {body}
            </section>
        }
    })
}

/// Letting the session off the last day of its season; for the centre.
#[component]
fn WaiveForm(steps: Steps) -> impl IntoView {
    let Steps { steer, lang, .. } = steps;
    let typed = steps.typed("waive");
    view! {
        <section class="section" aria-labelledby="waive-title">
            <h2 id="waive-title">{m::waive_title(lang)}</h2>
            <ActionForm action=steer attr:class="form" attr:novalidate=true>
                {steps.hidden("waive")}
                <TextArea id="waive-reason" name="form[reason]" label=m::waive_reason(lang)
                    hint=Some(m::cancel_hint(lang).to_owned()) rows=2
                    error=steps.error("waive-reason") value=typed.reason />
                <p>
                    <Submit label=m::waive(lang).to_owned() pending=steer.pending() />
                </p>
            </ActionForm>
        </section>
    }
}

/// A draft from an earlier session.
#[component]
fn CopyForm(steps: Steps, desk: SessionSteps) -> impl IntoView {
    let Steps { steer, lang, .. } = steps;
    let english = lang.is_english();
    let options: Vec<(String, String)> = desk
        .sources
        .iter()
        .map(|link| (link.id.to_string(), link.title.pick(english).to_owned()))
        .collect();
    let body = match options.is_empty() {
        true => view! { <Empty reason=m::copy_none(lang) /> }.into_any(),
        false => view! {
            <p class="field-hint">{m::copy_intro(lang)}</p>
            <ActionForm action=steer attr:class="form" attr:novalidate=true>
                {steps.hidden("copy")}
                <SelectField id="copy-source" name="form[source]" label=m::copy_from(lang)
                    options value=steps.typed("copy").source />
                <p>
                    <Submit label=m::copy(lang).to_owned() pending=steer.pending() />
                </p>
            </ActionForm>
        }
        .into_any(),
    };
    view! {
        <section class="section" aria-labelledby="copy-title">
            <h2 id="copy-title">{m::copy_title(lang)}</h2>
            {body}
        </section>
    }
}

/// The files that the page may lead to: a plain form with and without script, so that each is sent once.
#[component]
fn Files(steps: Steps, desk: SessionSteps) -> impl IntoView {
    let lang = steps.lang;
    let none = desk.files.is_empty();
    let files = desk
        .files
        .into_iter()
        .map(|file| {
            let path = format!("/files/{}", file.id);
            view! {
                <li>
                    <a href=path.clone() rel="external">
                        {file.name}
                    </a>
                    " "
                    <code>{path}</code>
                </li>
            }
        })
        .collect_view();
    let list = match none {
        true => view! { <Empty reason=m::files_none(lang) /> }.into_any(),
        false => view! { <ul class="materials">{files}</ul> }.into_any(),
    };
    let hint = m::file_hint(lang, domain::files::FILE_MAX / 1_000_000);
    view! {
        <section class="section" aria-labelledby="files-title">
            <h2 id="files-title">{m::files_title(lang)}</h2>
            <p class="field-hint">{m::files_intro(lang)}</p>
            {list}
            <form
                class="form"
                method="post"
                enctype="multipart/form-data"
                action=UploadSessionFile::url()
                novalidate
            >
                <input type="hidden" name="back" value=steps.back() />
                <input type="hidden" name="session" value=steps.session.to_string() />
                <Field id="session-file" label=m::file(lang) hint=Some(hint)>
                    <input class="input" id="session-file" name="file" type="file"
                        aria-describedby="session-file-hint"
                        accept=".pdf,.png,.jpg,.jpeg,.docx" />
                </Field>
                <p>
                    <button class="button" type="submit">
                        {m::file_add(lang)}
                    </button>
                </p>
            </form>
        </section>
    }
}
