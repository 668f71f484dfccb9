//! The frame around every page.

use super::foot::Foot;
use super::masthead::Masthead;
use super::visitor::provide_visitor;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use leptos::prelude::*;
use locales::{failures, ui};

/// Head, content, foot, and the two places where changes are announced.
///
/// The announcers exist before anything is said in them (ux.md §1.8); components write into the
/// elements `announce-polite` and `announce-assertive`.
#[component]
pub fn Layout(
    /// The page.
    children: Children,
) -> impl IntoView {
    let lang = use_lang();
    provide_visitor();
    view! {
        <a class="skip-link" href="#content">
            {ui::skip_to_content(lang)}
        </a>
        <Masthead />
        <main id="content" class="wrap" tabindex="-1">
            {children()}
        </main>
        <Foot />
        <div id="announce-polite" class="visually-hidden" role="status" aria-live="polite"></div>
        <div id="announce-assertive" class="visually-hidden" role="alert" aria-live="assertive"></div>
    }
}

/// The page for an address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    let lang = use_lang();
    super::state::set_status(&AppError::NotFound);
    view! {
        <crate::ui::TabTitle text=ui::page_title(lang, ui::not_found_page(lang)) />
        <section class="failure">
            <h1>{ui::not_found_page(lang)}</h1>
            <p>{ui::not_found_hint(lang)}</p>
            <p class="actions">
                <a class="button" href=href(lang, "/lots")>
                    {failures::go_lots(lang)}
                </a>
                <a href=href(lang, "/")>{failures::go_home(lang)}</a>
            </p>
        </section>
    }
}
