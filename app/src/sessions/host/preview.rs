//! The public look of a revision, drawn by the components of the public page.

use super::HostForm;
use super::editor::Desk;
use crate::lang::use_lang;
use crate::sessions::{Agenda, Blocks};
use crate::ui::erased::redrawn;
use crate::ui::{Notice, When};
use domain::sessions::Revision;
use domain::time::Timestamp;
use domain::views::LotCard;
use leptos::prelude::*;
use locales::host as m;

/// The preview, once one was asked for.
#[component]
pub fn Preview(
    /// The desk.
    desk: Desk,
    /// Public lots of the session.
    lots: Vec<LotCard>,
    /// The server's clock.
    now: Timestamp,
) -> impl IntoView {
    let lang = use_lang();
    let look = move |form: HostForm| match form.read() {
        Ok(revision) => view! { <Look revision lots=lots.clone() now /> }.into_any(),
        Err(problem) => view! {
            <Notice tone="warning">
                <p>
                    {m::preview_problem(lang)} " "
                    <a href=format!("#{}", problem.field.id())>{problem.sentence(lang)}</a>
                </p>
            </Notice>
        }
        .into_any(),
    };
    let shown = move || {
        desk.preview.get().map(|form| {
            view! {
                <section
                    class="host-look"
                    id="host-preview"
                    tabindex="-1"
                    aria-labelledby="host-preview-title"
                >
                    <h2 id="host-preview-title">{m::preview_title(lang)}</h2>
                    <p class="field-hint">{m::preview_hint(lang)}</p>
                    <Widths />
                    {look(form)}
                </section>
            }
        })
    };
    view! { {redrawn(shown)} }
}

/// How wide the preview is: as on a desktop, or as on a phone. The style sheet does it, without a script.
#[component]
fn Widths() -> impl IntoView {
    let lang = use_lang();
    view! {
        <fieldset class="host-widths">
            <legend>{m::preview_width(lang)}</legend>
            <label>
                <input type="radio" name="preview-width" id="preview-desktop" checked=true />
                {m::preview_desktop(lang)}
            </label>
            <label>
                <input type="radio" name="preview-width" id="preview-phone" />
                {m::preview_phone(lang)}
            </label>
        </fieldset>
    }
}

/// A revision as the public sees it: title, time and venue, then agenda and blocks.
#[component]
pub fn Look(
    /// The revision.
    revision: Revision,
    /// Public lots of the session.
    lots: Vec<LotCard>,
    /// The server's clock.
    now: Timestamp,
) -> impl IntoView {
    let english = use_lang().is_english();
    let title = revision.title.pick(english).to_owned();
    let venue = revision.venue.pick(english).to_owned();
    view! {
        <div class="host-frame">
            <h3 class="host-frame-title">{title}</h3>
            <p class="host-frame-facts">
                <When at=revision.starts_at /> " · " {venue}
            </p>
            <div class="session-layout">
                <Blocks page=revision.page.clone() lots now />
                <div class="session-side">
                    <Agenda revision now />
                </div>
            </div>
        </div>
    }
}
