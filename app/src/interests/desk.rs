//! `/host/sessions/:id/live`: the desk on the day of a session. What runs, how long yet, and an interest
//! noted in two taps: the enterprise, and how much it wants the lot. For a phone first.

use super::form::{InterestForm, OTHER, interest_control};
use super::{NoteInterest, NowAndNext, live_desk};
use crate::command::{carried_out, refusals, refused};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{DOT, Empty, ErrorSummary, Loaded, Notice, PageHead, SelectField, TextField};
use domain::ids::SessionId;
use domain::interests::{InterestLevel, NextStep};
use domain::sessions::AgendaMoment;
use domain::views::{InterestLine, LiveDesk, UnitChoice};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, Lang, interests as m, ui};

type Noting = ServerAction<NoteInterest>;

/// The desk.
#[component]
pub fn LiveDeskPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get_str("id")?.parse::<SessionId>().ok()));
    let note = Noting::new();
    let done = carried_out(note);
    let desk = crate::wire::blocking_data(
        move || (id.get(), done.get()),
        |(id, _)| async move { live_desk(id.ok_or(AppError::NotFound)?).await },
    );
    let errors = refusals(note, meant);
    view! {
        <PageHead title=m::desk_title(lang) description=m::desk_intro(lang) />
        <ErrorSummary errors />
        <DoneNote note errors />
        <div class="office live-desk">
            <Loaded resource=desk let:desk>
                <Desk desk note />
            </Loaded>
        </div>
    }
}

fn meant(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } => interest_control(code),
        _ => "",
    }
}

/// What has just been noted, after a script call or a redirect.
#[component]
fn DoneNote(note: Noting, errors: Signal<Vec<(String, String)>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let by_form = move || query.with(|query| query.get_str("done").map(|_| String::new()));
    move || {
        let noted = note.value().get().and_then(Result::ok).or_else(by_form);
        let name = noted.filter(|_| errors.with(Vec::is_empty))?;
        let words = match name.is_empty() {
            true => m::done_noted(lang).to_owned(),
            false => m::done_noted_of(lang, name),
        };
        Some(view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        })
    }
}

#[component]
fn Desk(desk: LiveDesk, note: Noting) -> impl IntoView {
    let lang = use_lang();
    let session = desk.session.id;
    let title = desk.session.title.pick(lang.is_english()).to_owned();
    let up = href(lang, &format!("/host/sessions/{session}"));
    let screen = href(lang, &format!("/sessions/{}/screen", desk.session.slug));
    let offline = href(lang, &format!("/host/sessions/{session}/offline"));
    let current = desk.revision.as_ref().and_then(|revision| {
        let moment = AgendaMoment::of(revision, desk.server_now);
        let of = |timed: Option<domain::sessions::TimedItem>| timed.and_then(|one| one.item.lot);
        of(moment.now).or_else(|| of(moment.next))
    });
    let at = desk.server_now;
    let agenda = desk
        .revision
        .map(|revision| view! { <NowAndNext revision at /> });
    let count = m::count(lang, desk.count);
    let latest = desk.latest;
    let (lots, units) = (desk.lots, desk.units);
    let lots = lots
        .into_iter()
        .map(|lot| (lot.code.to_string(), format!("{} {}", lot.code, lot.title)))
        .collect::<Vec<_>>();
    let form = match lots.is_empty() {
        true => view! { <Empty reason=m::no_lots(lang) /> }.into_any(),
        false => view! { <NoteForm session note lots units current /> }.into_any(),
    };
    view! {
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=up>{m::back_to_host(lang)}</a>
                </li>
                <li aria-current="page">{m::desk_title(lang)}</li>
            </ol>
        </nav>
        <h1>{m::desk_title(lang)}</h1>
        <p>{title}</p>
        {agenda}
        <section class="section" aria-labelledby="note-title">
            <h2 id="note-title">{m::note_title(lang)}</h2>
            {form}
        </section>
        <section class="section" aria-labelledby="latest-title">
            <h2 id="latest-title">{m::latest(lang)}</h2>
            <p data-testid="interest-count">{count}</p>
            <Latest lines=latest />
            <p class="actions">
                <a class="button" href=href(lang, "/host/follow-ups")>
                    {m::list_title(lang)}
                </a>
                <a class="button" href=screen>
                    {m::to_screen(lang)}
                </a>
                <a class="button" href=offline>
                    {m::to_offline(lang)}
                </a>
            </p>
        </section>
    }
}

#[component]
fn Latest(lines: Vec<InterestLine>) -> impl IntoView {
    let lang = use_lang();
    if lines.is_empty() {
        return view! { <Empty reason=m::none_noted(lang) /> }.into_any();
    }
    let rows = lines
        .into_iter()
        .map(|line| {
            let to = href(lang, &format!("/host/follow-ups/{}", line.interest.id));
            let what = line.interest.lot.to_string();
            view! {
                <li>
                    <a href=to lang="zh-CN">
                        {line.interest.enterprise}
                    </a>
                    <span class="office-note">
                        {what} {DOT} {line.interest.level.label(lang)} {DOT}
                        {line.interest.next_step.label(lang)}
                    </span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="live-desk-latest">{rows}</ul> }.into_any()
}

/// Tap the enterprise, tap how much it wants it.
#[component]
fn NoteForm(
    session: SessionId,
    note: Noting,
    lots: Vec<(String, String)>,
    units: Vec<UnitChoice>,
    /// The lot that is presented now.
    current: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    let typed = InterestForm::of(untrack(|| refused(note)).as_ref());
    let error = move |id: &'static str| {
        Signal::derive(move || {
            let error = refused(note)?;
            (meant(&error) == id).then(|| error.sentence(lang))
        })
    };
    let back = href(lang, &format!("/host/sessions/{session}/live"));
    let lot = match typed.lot.is_empty() {
        true => current.unwrap_or_default(),
        false => typed.lot.clone(),
    };
    let steps = NextStep::ALL
        .iter()
        .map(|step| (step.code().to_owned(), step.label(lang).to_owned()))
        .collect::<Vec<_>>();
    let step = match typed.next_step.is_empty() {
        true => NextStep::Call.code().to_owned(),
        false => typed.next_step.clone(),
    };
    let open = !(typed.contact.is_empty() && typed.phone.is_empty());
    view! {
        <ActionForm action=note attr:class="form interest-form" attr:novalidate=true>
            <input type="hidden" name="session" value=session.to_string() />
            <input type="hidden" name="back" value=back />
            <SelectField id="interest-lot" name="form[lot]" label=m::lot(lang) options=lots value=lot
                error=error("interest-lot") />
            <Units units typed=typed.unit.clone() />
            <div class="interest-other">
                <TextField id="interest-enterprise" name="form[enterprise]" label=m::enterprise(lang)
                    error=error("interest-enterprise") value=typed.enterprise.clone()
                    autocomplete="off" />
                <TextField id="interest-credit-code" name="form[credit_code]"
                    label=m::credit_code(lang) error=error("interest-credit-code")
                    value=typed.credit_code.clone() autocomplete="off" />
            </div>
            <SelectField id="interest-step" name="form[next_step]" label=m::next_step(lang)
                options=steps value=step />
            <Levels />
            <details class="desk-step" open=open>
                <summary>{m::contact_more(lang)}</summary>
                <TextField id="interest-contact" name="form[contact]" label=m::contact(lang)
                    hint=Some(m::contact_hint(lang).to_owned()) error=error("interest-contact")
                    value=typed.contact autocomplete="off" />
                <TextField id="interest-phone" name="form[phone]" label=m::phone(lang)
                    error=error("interest-phone") value=typed.phone kind="tel" inputmode="tel"
                    autocomplete="off" />
            </details>
        </ActionForm>
    }
}

/// The enterprises that are known, and one that is not yet.
#[component]
fn Units(units: Vec<UnitChoice>, typed: String) -> impl IntoView {
    let lang = use_lang();
    let none = units.is_empty() || typed == OTHER;
    let known = units
        .into_iter()
        .map(|unit| {
            let value = format!("{} {}", unit.credit_code, unit.name);
            let checked = value == typed;
            let here = unit.is_here.then(|| {
                view! { <span class="office-note">{m::unit_here(lang)}</span> }
            });
            view! {
                <label class="interest-unit">
                    <input type="radio" name="form[unit]" value=value checked=checked />
                    <span lang="zh-CN">{unit.name}</span>
                    {here}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="interest-units">
            <legend>{m::unit(lang)}</legend>
            {known}
            <label class="interest-unit">
                <input type="radio" name="form[unit]" value=OTHER checked=none />
                <span>{m::unit_other(lang)}</span>
            </label>
        </fieldset>
    }
}

/// The buttons that send the form, one for each level.
#[component]
fn Levels() -> impl IntoView {
    let lang = use_lang();
    let buttons = InterestLevel::ALL
        .iter()
        .map(|level| {
            let id = format!("interest-{}", level.code().to_lowercase());
            let main = *level == InterestLevel::Strong;
            view! {
                <button
                    class="button"
                    class:button--main=main
                    id=id
                    type="submit"
                    name="form[level]"
                    value=level.code()
                >
                    {level_words(lang, *level)}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="interest-levels" role="group" aria-label=m::level(lang)>
            {buttons}
        </div>
    }
}

fn level_words(lang: Lang, level: InterestLevel) -> String {
    m::note_as(lang, level.label(lang))
}
