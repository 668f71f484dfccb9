//! The editor: one plain form for everything the host writes.
//!
//! Without script every button posts the whole form. In the browser the same buttons are answered
//! here: rows change at once, saving goes to the server, and what is typed stays in the page.

use super::agenda::{Agenda, AgendaSheet};
use super::block_rows::Blocks;
use super::changes::Changes;
use super::edit::{Edit, Intent};
use super::history::History;
use super::preview::Preview;
use super::rows::Head;
use super::{HostForm, HostView, Outcome, RestoreRevision, SaveDesk};
use crate::lang::{href, use_lang};
use crate::ui::erased::{changing, redrawn};
use crate::ui::{ErrorSummary, ErrorTab, Notice};
use domain::views::SessionDesk;
use leptos::ev::SubmitEvent;
use leptos::form::FromFormData;
use leptos::html;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use locales::{Lang, host as m};

/// The state of the editor.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What the inputs are drawn with; they are drawn anew when `drawn` grows.
    pub start: RwSignal<HostForm>,
    /// Counts how often the inputs have been drawn.
    pub drawn: RwSignal<u32>,
    /// What the inputs hold now, for times and marks.
    pub live: RwSignal<HostForm>,
    /// The session and its history.
    pub desk: RwSignal<SessionDesk>,
    /// Number of the revision that the next save is based on.
    pub base: RwSignal<u32>,
    /// The last answer.
    pub outcome: RwSignal<Option<Outcome>>,
    /// What is being previewed.
    pub preview: RwSignal<Option<HostForm>>,
}

impl Desk {
    fn new(view: &HostView) -> Self {
        let preview = (view.outcome == Some(Outcome::Previewed)).then(|| view.form.clone());
        let query = use_query_map().get_untracked();
        let finished = || {
            Outcome::of(
                query.get_str("done")?,
                query.get_str("number")?,
                query.get_str("from")?,
            )
        };
        Self {
            start: RwSignal::new(view.form.clone()),
            drawn: RwSignal::new(0),
            live: RwSignal::new(view.form.clone()),
            desk: RwSignal::new(view.desk.clone()),
            base: RwSignal::new(view.form.base()),
            outcome: RwSignal::new(view.outcome.clone().or_else(finished)),
            preview: RwSignal::new(preview),
        }
    }

    /// The sentence of the problem in the control `id`, if that is where it stands.
    pub fn error(self, id: String) -> Signal<Option<String>> {
        let lang = use_lang();
        Signal::derive(move || {
            self.outcome.with(|outcome| match outcome {
                Some(Outcome::Problem { problem }) if problem.field.id() == id => {
                    Some(problem.sentence(lang))
                }
                _ => None,
            })
        })
    }

    /// Changes the rows as they stand in the inputs, and takes the focus along.
    pub fn change(self, edit: &Edit) {
        let mut form = self.live.get_untracked();
        let focus = edit.apply(&mut form);
        self.draw(form);
        focus_on(focus);
    }

    /// Draws the inputs with `form`.
    fn draw(self, form: HostForm) {
        self.live.set(form.clone());
        self.start.set(form);
        self.drawn.update(|drawn| *drawn += 1);
    }

    /// Takes in the answer of the server.
    fn answered(self, outcome: Outcome, desk: Option<SessionDesk>) {
        match &outcome {
            Outcome::Saved { number }
            | Outcome::Published { number }
            | Outcome::Unchanged { number } => self.base.set(*number),
            Outcome::Restored { number, .. } => {
                self.base.set(*number);
                if let Some(desk) = &desk {
                    self.draw(HostForm::of(&desk.draft));
                }
            }
            _ => {}
        }
        if let Some(desk) = desk {
            self.desk.set(desk);
        }
        self.outcome.set(Some(outcome));
    }
}

/// Heading, answer, form, preview and history.
#[component]
pub fn Editor(
    /// The desk as the server gives it.
    view: HostView,
) -> impl IntoView {
    let lang = use_lang();
    let desk = Desk::new(&view);
    let save = ServerAction::<SaveDesk>::new();
    let restore = ServerAction::<RestoreRevision>::new();
    take_answers(desk, save, restore);
    let errors = Signal::derive(move || desk.outcome.with(|outcome| lines(lang, outcome.as_ref())));
    let heading = view.desk.session.title.pick(lang.is_english()).to_owned();
    let session = view.desk.session.id.get();
    let title = m::title_of(lang, heading);
    view! {
        <ErrorTab title=title.clone() errors />
        <ErrorSummary errors />
        <div class="host" data-density="compact">
            <h1>{title}</h1>
            <Answer desk me=view.me />
            <div class="host-sides">
                <div class="host-write">
                    <HostFormView desk session save />
                    <AgendaSheet session faults=Signal::derive(move || sheet_faults(desk)) />
                </div>
                <Preview desk lots=view.lots needs=view.needs now=view.server_now />
            </div>
            <History desk restore />
        </div>
    }
}

/// What was wrong with the workbook that was sent last.
fn sheet_faults(desk: Desk) -> Vec<domain::views::ImportFault> {
    desk.outcome.with(|outcome| match outcome {
        Some(Outcome::SheetRefused { faults }) => faults.clone(),
        _ => Vec::new(),
    })
}

/// Hands the answers of both commands to the desk.
fn take_answers(desk: Desk, save: ServerAction<SaveDesk>, restore: ServerAction<RestoreRevision>) {
    let take = move |value: Option<Result<super::HostReply, _>>| match value {
        Some(Ok(reply)) => desk.answered(reply.outcome, reply.desk),
        Some(Err(error)) => desk.answered(Outcome::Failed { error }, None),
        None => {}
    };
    Effect::new(move |_| take(save.value().get()));
    Effect::new(move |_| take(restore.value().get()));
}

/// The lines of the error summary.
fn lines(lang: Lang, outcome: Option<&Outcome>) -> Vec<(String, String)> {
    match outcome {
        Some(Outcome::Problem { problem }) => vec![(problem.field.id(), problem.sentence(lang))],
        Some(Outcome::Failed { error }) => vec![(String::new(), error.sentence(lang))],
        _ => Vec::new(),
    }
}

/// What the last button did.
#[component]
fn Answer(desk: Desk, me: String) -> impl IntoView {
    let lang = use_lang();
    let finished = move || {
        let sentence = match desk.outcome.get()? {
            Outcome::Saved { number } => m::saved(lang, number),
            Outcome::Published { number } => m::published(lang, number),
            Outcome::Unchanged { number } => m::unchanged(lang, number),
            Outcome::Restored { from, number } => m::restored(lang, from, number),
            Outcome::SheetRead { rows } => locales::host_agenda::sheet_taken(lang, rows),
            _ => return None,
        };
        let slug = desk.desk.with(|desk| {
            desk.session
                .published_revision
                .map(|_| desk.session.slug.clone())
        });
        let link = slug.map(|slug| {
            let to = href(lang, &format!("/sessions/{slug}"));
            view! { " " <a href=to>{m::public_page(lang)}</a> }
        });
        Some(view! {
            <Notice tone="success">
                <p role="status">{sentence} {link}</p>
            </Notice>
        })
    };
    let conflict = move || {
        let conflict = desk
            .outcome
            .with(|outcome| *outcome == Some(Outcome::Conflict));
        conflict.then(|| view! { <Conflict desk me=me.clone() /> })
    };
    view! {
        {redrawn(finished)}
        {conflict}
    }
}

/// Somebody else has saved meanwhile: who and when, and both ways on.
#[component]
fn Conflict(desk: Desk, me: String) -> impl IntoView {
    let lang = use_lang();
    let (latest, session) = desk
        .desk
        .with_untracked(|desk| (desk.draft.clone(), desk.session.id));
    let to = href(
        lang,
        &format!("/host/sessions/{session}?view={}", latest.number),
    );
    let at = locales::date_time(lang, latest.saved_at);
    let base = desk.base.get_untracked();
    let changed = desk.desk.with_untracked(|desk| desk.changed.clone());
    view! {
        <Notice tone="warning">
            <div role="alert">
                <p>
                    <strong>{m::conflict(lang, at, latest.author, latest.number)}</strong>
                </p>
                <p>{m::conflict_mine(lang, me, base)}</p>
            </div>
            <Changes title=locales::host_changes::theirs(lang) changed />
            <p class="actions">
                <a class="button" href=to target="_blank">
                    {m::conflict_view(lang, latest.number)}
                </a>
                <button
                    class="button"
                    type="submit"
                    form="host-form"
                    name="intent"
                    value="save-over"
                >
                    {m::conflict_over(lang)}
                </button>
            </p>
        </Notice>
    }
}

/// The form itself.
#[component]
fn HostFormView(desk: Desk, session: i64, save: ServerAction<SaveDesk>) -> impl IntoView {
    let lang = use_lang();
    let node = NodeRef::<html::Form>::new();
    let mirror = move || {
        if let Some(typed) = node.get_untracked().and_then(|form| read(&form)) {
            desk.live.set(typed.form);
        }
    };
    // Whatever was typed before the page came alive is in the inputs already.
    Effect::new(move |_| {
        node.track();
        mirror();
    });
    let back = href(lang, &format!("/host/sessions/{session}"));
    view! {
        <form
            id="host-form"
            class="host-form"
            method="post"
            action=SaveDesk::url()
            novalidate
            node_ref=node
            on:input=move |_| mirror()
            on:submit=move |event| submitted(&event, desk, save)
        >
            <input type="hidden" name="session" value=session />
            <input type="hidden" name="back" value=back />
            <input type="hidden" name="form[base]" value=changing(move || desk.base.get()) />
            <Tools desk save />
            <For each=move || [desk.drawn.get()] key=|drawn| *drawn let:_drawn>
                <Head desk />
                <Agenda desk />
                <Blocks desk />
            </For>
        </form>
    }
}

/// Which revision the editing began with.
fn based_on(lang: Lang, base: u32) -> String {
    if base == 0 {
        m::based_on_nothing(lang).to_owned()
    } else {
        m::based_on(lang, base)
    }
}

/// What the inputs hold; `None` when they cannot be read, which no browser does.
fn read(form: &web_sys::HtmlFormElement) -> Option<SaveDesk> {
    SaveDesk::from_form_data(&web_sys::FormData::new_with_form(form).ok()?).ok()
}

/// A pressed button. When the form cannot be read here, the browser posts it as it is.
fn submitted(event: &SubmitEvent, desk: Desk, save: ServerAction<SaveDesk>) {
    let Ok(posted) = SaveDesk::from_event(event) else {
        return;
    };
    event.prevent_default();
    match Intent::parse(&posted.intent) {
        Intent::Edit(edit) => {
            let mut form = posted.form;
            let focus = edit.apply(&mut form);
            desk.draw(form);
            focus_on(focus);
        }
        Intent::Preview => {
            desk.preview.set(Some(posted.form));
            focus_on("host-preview".to_owned());
        }
        Intent::Save | Intent::SaveOver | Intent::Publish => {
            save.dispatch(posted);
        }
    }
}

/// Moves the focus to the element `id` once it has been drawn.
fn focus_on(id: String) {
    request_animation_frame(move || crate::ui::focus_on(&id));
}

/// The buttons of the whole form. Saving stands first: it is what the Enter key presses.
#[component]
fn Tools(desk: Desk, save: ServerAction<SaveDesk>) -> impl IntoView {
    let lang = use_lang();
    let busy = move || save.pending().get().then_some("true");
    let missing = move || {
        let missing = desk.live.with(HostForm::missing_english);
        (missing > 0).then(|| m::missing_count(lang, missing))
    };
    view! {
        <div class="host-tools">
            <button
                class="button button--main"
                type="submit"
                name="intent"
                value="save"
                aria-busy=busy
            >
                {m::save(lang)}
            </button>
            <button class="button" type="submit" name="intent" value="preview">
                {m::preview(lang)}
            </button>
            <button
                class="button button--commit"
                type="submit"
                name="intent"
                value="publish"
                aria-busy=busy
            >
                {m::publish(lang)}
            </button>
            <p class="host-based">
                {redrawn(move || based_on(lang, desk.base.get()))} " "
                <span class="host-missing">{missing}</span>
            </p>
        </div>
    }
}
