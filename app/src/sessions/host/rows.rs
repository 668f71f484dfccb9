//! The inputs of the host's form: its head, and what its rows share; the agenda is in `agenda`, the blocks
//! of the page in `block_rows`.
//!
//! Names follow `form[agenda][0][title]`; ids follow the controls that errors and the focus lead
//! to. The inputs are drawn from `start` and read from the page; nothing here reacts to typing
//! but the times and the marks for missing English.

use super::editor::Desk;
use super::form::misses_english;
use crate::lang::use_lang;
use crate::ui::TextField;
use crate::ui::erased::redrawn;
use leptos::prelude::*;
use locales::host as m;

/// Title, venue and start.
#[component]
pub fn Head(desk: Desk) -> impl IntoView {
    let lang = use_lang();
    let form = desk.start.get_untracked();
    let title_en = move || desk.live.with(|f| misses_english(&f.title_zh, &f.title_en));
    let venue_en = move || desk.live.with(|f| misses_english(&f.venue_zh, &f.venue_en));
    view! {
        <fieldset class="host-part">
            <legend>{m::part_head(lang)}</legend>
            <div class="host-pair">
                <TextField id="title-zh" name="form[title_zh]" label=m::title_zh(lang)
                    hint=Some(m::title_hint(lang).to_owned()) error=desk.error("title-zh".into())
                    value=form.title_zh />
                <div>
                    <TextField id="title-en" name="form[title_en]" label=m::title_en(lang)
                        value=form.title_en />
                    <Missing when=Signal::derive(title_en) />
                </div>
            </div>
            <div class="host-pair">
                <TextField id="venue-zh" name="form[venue_zh]" label=m::venue_zh(lang)
                    hint=Some(m::venue_hint(lang).to_owned()) error=desk.error("venue-zh".into())
                    value=form.venue_zh />
                <div>
                    <TextField id="venue-en" name="form[venue_en]" label=m::venue_en(lang)
                        value=form.venue_en />
                    <Missing when=Signal::derive(venue_en) />
                </div>
            </div>
            <div class="host-pair host-when">
                <TextField id="starts-on" name="form[starts_on]" kind="date"
                    label=m::starts_on(lang) error=desk.error("starts-on".into())
                    value=form.starts_on />
                <TextField id="starts-at" name="form[starts_at]" kind="time"
                    label=m::starts_at(lang) hint=Some(m::starts_hint(lang).to_owned())
                    error=desk.error("starts-at".into()) value=form.starts_at />
            </div>
        </fieldset>
    }
}

/// The mark beside an English text that is still missing.
#[component]
pub fn Missing(
    /// It is missing now.
    when: Signal<bool>,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <p class="host-missing">{redrawn(move || when.get().then(|| m::missing(lang)))}</p>
    }
}

/// Up, down, remove.
#[component]
pub fn RowTools(
    /// `agenda` or `block`.
    list: &'static str,
    /// The row, from 0.
    index: usize,
    /// How many rows there are.
    count: usize,
    /// Its name, for a screen reader.
    what: String,
) -> impl IntoView {
    let lang = use_lang();
    let buttons = [
        ("up", m::up(lang), index == 0),
        ("down", m::down(lang), index + 1 == count),
        ("remove", m::remove(lang), false),
    ];
    let buttons = buttons
        .into_iter()
        .map(|(verb, label, disabled)| {
            view! {
                <button
                    class="button button--small"
                    id=format!("{list}-{index}-{verb}")
                    type="submit"
                    name="intent"
                    value=format!("{verb}-{list}-{index}")
                    disabled=disabled
                >
                    {label}
                    <span class="visually-hidden">{format!(" {what}")}</span>
                </button>
            }
        })
        .collect_view();
    view! { <div class="host-row-tools">{buttons}</div> }
}
