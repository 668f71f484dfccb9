//! What is typed is saved while it is typed. The form itself is the plain one; this only sends what stands
//! in it, a moment after the last key and whenever a control is left.

use super::save_draft;
use crate::error::AppError;
use crate::lang::use_lang;
use crate::ui::When;
use crate::ui::erased::redrawn;
use domain::drafts::{Section, Typed};
use domain::ids::DraftId;
use domain::text::join_values;
use domain::time::Timestamp;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::drafts as m;
use std::time::Duration;
use web_sys::{HtmlElement, HtmlFormElement, SubmitEvent};

/// After the last key.
const PAUSE: Duration = Duration::from_millis(1_500);

/// A pressed button waits for what is on its way, so long and so often at most.
const WAIT: Duration = Duration::from_millis(50);
const WAITS: u32 = 60;

/// How far the saving is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Saving {
    /// Nothing was typed yet.
    Idle,
    /// On its way.
    Running,
    /// Done.
    Saved(Timestamp),
    /// Not done: what is typed stands in the form only.
    Refused(AppError),
}

/// The saving of one section in one window.
#[derive(Clone, Copy)]
pub struct Autosave {
    id: DraftId,
    section: Section,
    headers: StoredValue<Vec<String>>,
    form: NodeRef<html::Form>,
    /// The revision that this window has seen.
    base: RwSignal<u32>,
    saving: RwSignal<Saving>,
    /// Rises with every key; a pause that was broken saves nothing.
    keys: StoredValue<u32>,
}

impl Autosave {
    /// Of a section with these columns, drawn from `base`.
    pub fn new(id: DraftId, section: Section, headers: Vec<String>, base: u32) -> Self {
        Self {
            id,
            section,
            headers: StoredValue::new(headers),
            form: NodeRef::new(),
            base: RwSignal::new(base),
            saving: RwSignal::new(Saving::Idle),
            keys: StoredValue::new(0),
        }
    }

    /// The form.
    pub fn form(self) -> NodeRef<html::Form> {
        self.form
    }

    /// The revision that the plain form sends.
    pub fn base(self) -> u32 {
        self.base.get()
    }

    /// Something was typed.
    pub fn typed(self) {
        let Some(key) = self.keys.try_update_value(|keys| {
            *keys = keys.wrapping_add(1);
            *keys
        }) else {
            return;
        };
        set_timeout(
            move || {
                // Whoever has left the page saves nothing more.
                if self.keys.try_get_value() == Some(key) {
                    self.save();
                }
            },
            PAUSE,
        );
    }

    /// Saves what stands in the form now.
    pub fn save(self) {
        let Some(saving) = self.saving.try_get_untracked() else {
            return;
        };
        match saving {
            Saving::Running => return self.typed(),
            // Another window has this section: whoever presses the button sees both.
            Saving::Refused(AppError::Conflict) => return,
            _ => {}
        }
        let (Some(typed), Some(base)) = (self.read(), self.base.try_get_untracked()) else {
            return;
        };
        self.saving.set(Saving::Running);
        spawn_local(async move {
            let slug = self.section.slug().to_owned();
            let next = match save_draft(self.id, slug, base, typed).await {
                Ok(saved) => {
                    let _ = self.base.try_set(saved.revision);
                    Saving::Saved(saved.at)
                }
                Err(error) => Saving::Refused(error),
            };
            let _ = self.saving.try_set(next);
        });
    }

    /// The button was pressed. While something is on its way the form waits for it: this window would
    /// hold itself up.
    pub fn submitted(self, event: &SubmitEvent) {
        let form = self.form.try_get_untracked().flatten();
        let (Some(form), Some(Saving::Running)) = (form, self.saving.try_get_untracked()) else {
            return;
        };
        event.prevent_default();
        self.submit_later(form, event.submitter(), WAITS);
    }

    fn submit_later(self, form: HtmlFormElement, button: Option<HtmlElement>, waits: u32) {
        set_timeout(
            move || match self.saving.try_get_untracked() {
                Some(Saving::Running) if waits > 0 => self.submit_later(form, button, waits - 1),
                Some(_) => {
                    // A form that is not there any more is sent nowhere.
                    let _ = form.request_submit_with_submitter(button.as_ref());
                }
                None => {}
            },
            WAIT,
        );
    }

    /// What stands in the form, by column.
    fn read(self) -> Option<Typed> {
        let form = self.form.try_get_untracked()??;
        let data = web_sys::FormData::new_with_form(&form).ok()?;
        let headers = self.headers.try_get_value()?;
        let cell = |header: String| {
            let values = data.get_all(&header);
            let cell = join_values(values.iter().filter_map(|value| value.as_string()));
            (header, cell)
        };
        Some(headers.into_iter().map(cell).collect())
    }
}

/// When the draft was saved, in words.
#[component]
pub fn SavedLine(
    /// The saving.
    autosave: Autosave,
    /// When the draft was last changed.
    at: Timestamp,
) -> impl IntoView {
    let lang = use_lang();
    let line = move || match autosave.saving.get() {
        Saving::Idle => view! { <>{m::last_saved(lang)} " " <When at /></> }.into_any(),
        Saving::Running => m::saving(lang).into_any(),
        Saving::Saved(at) => m::saved_at(lang, at.clock().hm()).into_any(),
        Saving::Refused(error) => m::not_saved(lang, error.sentence(lang)).into_any(),
    };
    view! {
        <p class="draft-saved" role="status" data-testid="saved">
            {redrawn(line)}
        </p>
    }
}
