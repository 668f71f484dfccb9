//! The frame around every page.

use super::masthead::Masthead;
use super::visitor::{provide_visitor, use_visitor};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::Shown;
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

/// What holds on every page, and the way to the main places.
#[component]
fn Foot() -> impl IntoView {
    let lang = use_lang();
    let visitor = use_visitor();
    let places = [
        ("/live", ui::nav_live(lang)),
        ("/lots", ui::nav_lots(lang)),
        ("/sessions", ui::nav_sessions(lang)),
        ("/calendar", ui::nav_calendar(lang)),
        ("/api/docs", ui::nav_api(lang)),
    ];
    let links = places
        .into_iter()
        .map(|(path, label)| view! { <li><a href=href(lang, path)>{label}</a></li> })
        .collect_view();
    let stranger = move || visitor.with(|visitor| visitor.account.is_none());
    view! {
        <footer class="foot">
            <div class="wrap foot-row">
                <div class="foot-notes">
                    <p>{ui::footer_time(lang)}</p>
                    <p>{ui::footer_rule(lang)}</p>
                    <p>{ui::footer_practice(lang)}</p>
                    <Shown when=move || visitor.with(|visitor| visitor.demo)>
                        <p>{ui::demo_note(lang)}</p>
                    </Shown>
                </div>
                <nav aria-label=ui::footer_label(lang)>
                    <ul class="foot-links">
                        {links}
                        <Shown when=stranger>
                            <li>
                                <a href=href(lang, "/login")>{ui::sign_in(lang)}</a>
                            </li>
                        </Shown>
                    </ul>
                </nav>
            </div>
        </footer>
    }
}

/// The page for an address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    let lang = use_lang();
    super::state::set_status(&AppError::NotFound);
    view! {
        <leptos_meta::Title text=ui::page_title(lang, ui::not_found_page(lang)) />
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
