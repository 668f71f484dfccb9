//! What the pages of targets share: refusals of plain forms, ways, what was done.

use crate::error::AppError;
use crate::lang::{href, use_lang};
use domain::ids::SessionId;
use domain::logbooks::Book;
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::error::ServerFnUrlError;
use locales::{Lang, targets as m};

/// Which form was refused, as the address of the page tells it, and why. All forms here are plain
/// ones, with and without script.
pub fn refused() -> Option<(String, AppError)> {
    let error = use_context::<ServerActionError>()?;
    let why = ServerFnUrlError::<AppError>::decode_err(error.err());
    Some((error.path().to_owned(), why))
}

/// The refusal of the form that is sent to `path`.
pub fn refused_at(path: &str) -> Option<AppError> {
    refused().filter(|(at, _)| at == path).map(|(_, why)| why)
}

/// The page with the targets of a session.
pub fn desk_path(session: SessionId) -> String {
    format!("/host/sessions/{session}/targets")
}

/// The page of a logbook.
pub fn book_path(session: SessionId, book: Book) -> String {
    format!("/host/sessions/{session}/logbooks/{}", book.slug())
}

/// The hidden field that leads a plain form back to a page.
#[component]
pub fn Back(#[prop(into)] to: String) -> impl IntoView {
    let lang = use_lang();
    view! { <input type="hidden" name="back" value=href(lang, &to) /> }
}

/// Links to a table as a file. Files of the server, not pages of the router.
#[component]
pub fn Exports(
    /// The address of the table without ending.
    #[prop(into)]
    address: String,
    /// What stands behind the ending, with its question mark.
    #[prop(optional, into)]
    query: String,
) -> impl IntoView {
    let lang = use_lang();
    let to = |ending: &str| href(lang, &format!("{address}.{ending}{query}"));
    view! {
        <p class="target-exports">
            <a class="button" rel="external" href=to("csv")>
                {m::export_csv(lang)}
            </a>
            " "
            <a class="button" rel="external" href=to("xlsx")>
                {m::export_xlsx(lang)}
            </a>
        </p>
    }
}

/// The way from a page of a session up to what it belongs to.
#[component]
pub fn Crumbs(
    /// The session.
    session: SessionId,
    /// The page that is shown.
    here: &'static str,
    /// It lies below the targets.
    #[prop(optional)]
    below: bool,
) -> impl IntoView {
    let lang = use_lang();
    let desk = href(lang, &format!("/host/sessions/{session}"));
    let targets = below.then(|| {
        let to = href(lang, &desk_path(session));
        view! {
            <li>
                <a href=to>{m::title(lang)}</a>
            </li>
        }
    });
    view! {
        <nav class="breadcrumb" aria-label=locales::ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=desk>{m::to_desk(lang)}</a>
                </li>
                {targets}
                <li aria-current="page">{here}</li>
            </ol>
        </nav>
    }
}

/// The deadline of a target in words.
pub fn deadline_words(lang: Lang, on: Option<domain::time::Date>, left: Option<i64>) -> String {
    let (Some(on), Some(left)) = (on, left) else {
        return m::no_deadline(lang).to_owned();
    };
    let day = locales::date_long(lang, on);
    match left {
        0 => m::deadline_today(lang, day),
        1.. => m::deadline_left(lang, day, left),
        _ => m::deadline_past(lang, day, -left),
    }
}
