//! The agenda in the host's form: rows with their times, moved by buttons, by the keyboard, and once the
//! page is alive by dragging their handle; and the workbook that brings a whole one.

use super::edit::{Edit, List};
use super::editor::Desk;
use super::form::TICKED;
use super::rows::RowTools;
use super::{AgendaRow, UploadAgenda};
use crate::lang::{href, use_lang};
use crate::ui::erased::{changing, redrawn};
use crate::ui::{CheckField, Field, SelectField, TextField};
use domain::sessions::AgendaKind;
use domain::views::ImportFault;
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::wasm_bindgen::JsCast;
use locales::{Label, host as m, host_agenda as ma};

/// A row on its way: where it began and where it would land.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Drag {
    from: usize,
    over: usize,
}

/// The agenda: rows with their times, and a button for one more.
#[component]
pub fn Agenda(desk: Desk) -> impl IntoView {
    let lang = use_lang();
    let agenda = desk.start.with_untracked(|form| form.agenda.clone());
    let count = agenda.len();
    let drag = RwSignal::new(None::<Drag>);
    let rows = agenda
        .into_iter()
        .enumerate()
        .map(|(index, row)| view! { <AgendaInputs desk drag index count row /> })
        .collect_view();
    let end = move || {
        desk.live
            .with(|form| form.end())
            .map(|end| m::agenda_end(lang, end))
    };
    view! {
        <fieldset class="host-part" id="agenda">
            <legend>{m::part_agenda(lang)}</legend>
            <p class="field-hint">{ma::hint(lang)}</p>
            {(count == 0).then(|| view! { <p class="host-none">{m::agenda_empty(lang)}</p> })}
            {rows}
            <p class="host-end">{end}</p>
            <button class="button" id="agenda-add" type="submit" name="intent" value="add-agenda">
                {m::add_agenda(lang)}
            </button>
        </fieldset>
    }
}

#[component]
fn AgendaInputs(
    desk: Desk,
    drag: RwSignal<Option<Drag>>,
    index: usize,
    count: usize,
    row: AgendaRow,
) -> impl IntoView {
    let lang = use_lang();
    let id = move |part: &str| format!("agenda-{index}-{part}");
    let name = move |part: &str| format!("form[agenda][{index}][{part}]");
    let kinds: Vec<_> = AgendaKind::ALL
        .iter()
        .map(|k| (k.code().to_owned(), k.label(lang).to_owned()))
        .collect();
    let start = move || {
        desk.live
            .with(|form| form.start_of(index))
            .unwrap_or_else(|| m::no_time(lang).into())
    };
    let untold = move || {
        let row = desk.live.with(|form| form.agenda.get(index).cloned());
        row.is_some_and(|row| row.lacks_consent())
            .then(|| ma::lacks_consent(lang))
    };
    let speaker_agrees = row.speaker_agrees == TICKED;
    let owner_agrees = row.owner_agrees == TICKED;
    let landing = changing(move || {
        let drag = drag.get()?;
        (drag.over == index && drag.from != index).then_some("true")
    });
    let carried = changing(move || drag.get().filter(|drag| drag.from == index).map(|_| "true"));
    view! {
        <fieldset
            class="host-row host-agenda-row"
            data-row=index
            data-landing=landing
            data-carried=carried
        >
            <legend>
                <Handle desk drag index />
                {m::agenda_row(lang, index + 1)} " "
                <span class="visually-hidden">{m::row_starts(lang)} " "</span>
                <span class="host-time">{redrawn(start)}</span>
            </legend>
            <SelectField id=id("kind") name=name("kind") label=m::kind(lang) options=kinds
                value=row.kind />
            <TextField id=id("title") name=name("title") label=m::row_title(lang)
                error=desk.error(id("title")) value=row.title />
            <TextField id=id("speaker") name=name("speaker") label=m::speaker(lang)
                error=desk.error(id("speaker")) value=row.speaker />
            <TextField id=id("minutes") name=name("minutes") label=m::minutes(lang)
                inputmode="numeric" error=desk.error(id("minutes")) value=row.minutes />
            <TextField id=id("starts") name=name("starts") label=ma::own_start(lang) kind="time"
                error=desk.error(id("starts")) value=row.starts />
            <TextField id=id("lot") name=name("lot") label=m::lot(lang)
                error=desk.error(id("lot")) value=row.lot />
            <div class="host-consents">
                <CheckField id=id("speaker-agrees") name=name("speaker_agrees")
                    label=ma::speaker_agrees(lang) checked=speaker_agrees />
                <CheckField id=id("owner-agrees") name=name("owner_agrees")
                    label=ma::owner_agrees(lang) checked=owner_agrees />
                <span class="host-missing">{redrawn(untold)}</span>
            </div>
            <RowTools list="agenda" index count what=m::agenda_row(lang, index + 1) />
        </fieldset>
    }
}

/// What a row is dragged by. It is there once the page is alive; the buttons do the same for everybody.
#[component]
fn Handle(desk: Desk, drag: RwSignal<Option<Drag>>, index: usize) -> impl IntoView {
    let lang = use_lang();
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let begin = move |event: PointerEvent| {
        event.prevent_default();
        if let Some(handle) = event
            .target()
            .and_then(|it| it.dyn_into::<web_sys::Element>().ok())
        {
            // From here on the handle hears of the pointer wherever it goes.
            let _ = handle.set_pointer_capture(event.pointer_id());
        }
        let (from, over) = (index, index);
        drag.set(Some(Drag { from, over }));
    };
    let follow = move |event: PointerEvent| {
        let Some(now) = drag.get_untracked() else {
            return;
        };
        if let Some(over) = row_under(&event).filter(|over| *over != now.over) {
            drag.set(Some(Drag { over, ..now }));
        }
    };
    let drop_it = move |_: PointerEvent| {
        let Some(Drag { from, over }) = drag.get_untracked() else {
            return;
        };
        drag.set(None);
        if from != over {
            desk.change(&Edit::Move(List::Agenda, from, over));
        }
    };
    let give_up = move |_: PointerEvent| drag.set(None);
    let handle = move || {
        alive.get().then(|| {
            view! {
                <span
                    class="host-handle"
                    title=ma::drag(lang)
                    aria-hidden="true"
                    on:pointerdown=begin
                    on:pointermove=follow
                    on:pointerup=drop_it
                    on:pointercancel=give_up
                ></span>
            }
        })
    };
    redrawn(handle)
}

/// The agenda row that lies under the pointer.
fn row_under(event: &PointerEvent) -> Option<usize> {
    let (x, y) = (event.client_x() as f32, event.client_y() as f32);
    let under = document().element_from_point(x, y)?;
    let row = under.closest("[data-row]").ok()??;
    row.get_attribute("data-row")?.parse().ok()
}

/// The workbook that brings a whole agenda: a plain form with and without script.
#[component]
pub fn AgendaSheet(
    /// The session.
    session: i64,
    /// What was wrong with the last one.
    #[prop(into)]
    faults: Signal<Vec<ImportFault>>,
) -> impl IntoView {
    let lang = use_lang();
    let back = href(lang, &format!("/host/sessions/{session}"));
    let form = format!("/host/sessions/{session}/agenda.xlsx");
    view! {
        <section class="section" aria-labelledby="sheet-title">
            <h2 id="sheet-title">{ma::sheet_title(lang)}</h2>
            <p class="field-hint">{ma::sheet_intro(lang)}</p>
            <p>
                // A file and no page.
                <a class="button" href=form rel="external">
                    {ma::sheet_download(lang)}
                </a>
            </p>
            {redrawn(move || faults_view(lang, faults.get()))}
            <form
                class="form"
                method="post"
                enctype="multipart/form-data"
                action=UploadAgenda::url()
                novalidate
            >
                <input type="hidden" name="back" value=back />
                <input type="hidden" name="session" value=session />
                <Field id="agenda-file" label=ma::sheet_file(lang)
                    hint=Some(ma::sheet_hint(lang).to_owned())>
                    <input class="input" id="agenda-file" name="file" type="file" accept=".xlsx"
                        aria-describedby="agenda-file-hint" />
                </Field>
                <p>
                    <button class="button" type="submit">
                        {ma::sheet_read(lang)}
                    </button>
                </p>
            </form>
        </section>
    }
}

/// Every fault of a workbook with its place; nothing was taken from it.
fn faults_view(lang: locales::Lang, faults: Vec<ImportFault>) -> Option<AnyView> {
    let english = lang.is_english();
    let line = |fault: ImportFault| {
        let place = match (fault.row, fault.letter.is_empty()) {
            (0, _) => String::new(),
            (row, true) => ma::sheet_row(lang, row),
            (row, false) => ma::sheet_cell(lang, fault.letter, row),
        };
        let says = if english {
            fault.message_en
        } else {
            fault.message_zh
        };
        let quoted = (!fault.value.is_empty()).then(|| ma::sheet_value(lang, fault.value));
        view! { <li>{place} {says} {quoted}</li> }
    };
    (!faults.is_empty()).then(|| {
        let count = faults.len();
        let lines = faults.into_iter().map(line).collect_view();
        view! {
            <div class="banner" data-tone="warning" role="alert" id="agenda-faults">
                <p>{ma::sheet_refused(lang, count)}</p>
                <ul>{lines}</ul>
            </div>
        }
        .into_any()
    })
}
