//! The public look of a revision, drawn by the components of the public page.

use super::editor::Desk;
use crate::lang::use_lang;
use crate::sessions::{Agenda, Blocks};
use crate::ui::erased::{Shown, redrawn};
use crate::ui::{Notice, When};
use domain::needs::Need;
use domain::sessions::Revision;
use domain::time::Timestamp;
use domain::views::LotCard;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use locales::host as m;
use std::time::Duration;

/// How long nothing is typed before the preview follows.
const FOLLOWS_AFTER: Duration = Duration::from_millis(400);

/// The preview, once one was asked for. It stands beside the draft where there is room, and from then on it
/// follows what is typed.
#[component]
pub fn Preview(
    /// The desk.
    desk: Desk,
    /// Public lots of the session.
    lots: Vec<LotCard>,
    /// Published needs of the session.
    needs: Vec<Need>,
    /// The server's clock.
    now: Timestamp,
) -> impl IntoView {
    let lang = use_lang();
    let (lots, needs) = (StoredValue::new(lots), StoredValue::new(needs));
    follow(desk);
    let look = move || {
        let form = desk.preview.get()?;
        Some(match form.read() {
            Ok(revision) => {
                let (lots, needs) = (lots.get_value(), needs.get_value());
                view! { <Look revision lots needs now /> }.into_any()
            }
            Err(problem) => view! {
                <Notice tone="warning">
                    <p>
                        {m::preview_problem(lang)} " "
                        <a href=format!("#{}", problem.field.id())>{problem.sentence(lang)}</a>
                    </p>
                </Notice>
            }
            .into_any(),
        })
    };
    // The widths stay as they were chosen while the look below them is drawn anew.
    view! {
        <Shown when=move || desk.preview.with(Option::is_some)>
            <section
                class="host-look host-preview"
                id="host-preview"
                tabindex="-1"
                aria-labelledby="host-preview-title"
            >
                <h2 id="host-preview-title">{m::preview_title(lang)}</h2>
                <p class="field-hint">{m::preview_hint(lang)}</p>
                <Widths />
                {redrawn(look)}
            </section>
        </Shown>
    }
}

/// Lets an open preview follow the inputs, a moment after the last key.
fn follow(desk: Desk) {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let put = move || {
        let typed = desk.live.try_get_untracked();
        let shown = desk.preview.try_get_untracked().flatten();
        if let (Some(typed), Some(shown)) = (typed, shown)
            && typed != shown
        {
            desk.preview.set(Some(typed));
        }
    };
    Effect::new(move |_| {
        desk.live.track();
        let next = set_timeout_with_handle(put, FOLLOWS_AFTER).ok();
        if let Some(Some(before)) = waiting.try_update_value(|one| std::mem::replace(one, next)) {
            before.clear();
        }
    });
    on_cleanup(move || {
        if let Some(Some(last)) = waiting.try_update_value(Option::take) {
            last.clear();
        }
    });
}

/// How wide the preview is: beside the draft as on a desktop or as on a phone, or below it over the whole
/// page. The style sheet does it, without a script.
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
            <label class="host-width-below">
                <input type="radio" name="preview-width" id="preview-below" />
                {m::preview_below(lang)}
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
    /// Published needs of the session.
    needs: Vec<Need>,
    /// The server's clock.
    now: Timestamp,
) -> impl IntoView {
    let english = use_lang().is_english();
    let title = revision.title.pick(english).to_owned();
    let venue = revision.venue.pick(english).to_owned();
    let name = title.clone();
    view! {
        // Beside the draft it may be wider than its place: it scrolls by itself, also by keyboard.
        <div class="host-frame-box" role="group" tabindex="0" aria-label=name>
            <div class="host-frame">
                <h3 class="host-frame-title">{title}</h3>
                <p class="host-frame-facts">
                    <When at=revision.starts_at /> " · " {venue}
                </p>
                <div class="session-layout">
                    <Blocks page=revision.page.clone() lots needs now />
                    <div class="session-side">
                        <Agenda revision now />
                    </div>
                </div>
            </div>
        </div>
    }
}
