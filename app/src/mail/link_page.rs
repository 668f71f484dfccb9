//! What is common to the pages that a mail leads to: a form with the code of the mail and, once it was
//! taken, what was done. A plain form comes back to the same address with `?done=`.

use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::link_form::{Lines, LinkPage};
use crate::ui::Notice;
use crate::ui::erased::{Shown, redrawn};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where it goes on from there.
#[derive(Clone, Copy)]
pub struct Onward {
    /// Path without language.
    pub path: &'static str,
    /// Words of the link.
    pub words: &'static str,
    /// `external` where the page is loaded anew.
    pub rel: Option<&'static str>,
}

/// The frame of such a page.
#[component]
pub fn MailLinkPage(
    /// Its heading.
    title: &'static str,
    /// What it is for.
    intro: &'static str,
    /// Its address.
    path: &'static str,
    /// The answer of a script to its form.
    answer: Signal<Option<Result<(), AppError>>>,
    /// What was wrong with it.
    errors: Lines,
    /// What was done.
    done: &'static str,
    /// Where it goes on then.
    onward: Onward,
    /// The form.
    children: ChildrenFn,
) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let is_done = Signal::derive(move || match answer.get() {
        Some(answer) => answer.is_ok(),
        None => query.with(|query| query.get("done").is_some()),
    });
    let note = move || {
        is_done.get().then(|| {
            view! {
                <Notice tone="success">
                    <p role="status">{done}</p>
                    <p>
                        <a href=href(lang, onward.path) rel=onward.rel>
                            {onward.words}
                        </a>
                    </p>
                </Notice>
            }
        })
    };
    view! {
        <LinkPage title description=intro path errors>
            {redrawn(note)}
            <Shown when=move || !is_done.get()>
                <p class="login-intro">{intro}</p>
                {children()}
            </Shown>
        </LinkPage>
    }
}
