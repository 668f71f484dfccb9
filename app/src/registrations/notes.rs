//! What has just been done, and what was refused.

use super::form::control;
use crate::error::AppError;
use crate::lang::use_lang;
use crate::ui::Notice;
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::error::ServerFnUrlError;
use leptos_router::hooks::use_query_map;
use locales::{Lang, registrations as m};

/// The refusal of a plain form without fields that come back.
pub fn refused() -> Option<AppError> {
    let error = use_context::<ServerActionError>()?;
    Some(ServerFnUrlError::<AppError>::decode_err(error.err()))
}

/// The lines of the error summary.
pub fn summary(lang: Lang, refused: Option<&AppError>) -> Signal<Vec<(String, String)>> {
    let line = |error: &AppError| (control(error), error.sentence(lang));
    Signal::stored(refused.map(line).into_iter().collect())
}

/// What the address says that was done.
#[component]
pub fn DoneNote() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let done = query.with_untracked(|query| query.get("done").unwrap_or_default());
    let words = match done.as_str() {
        "registered" => m::done_registered(lang),
        "accepted" => m::done_accepted(lang),
        "cancelled" => m::done_cancelled(lang),
        "booked" => m::done_booked(lang),
        "released" => m::done_released(lang),
        "saved" => m::done_saved(lang),
        "stopped" => m::done_stopped(lang),
        "opened" => m::done_opened(lang),
        "offered" => m::done_offered(lang),
        "removed" => m::done_removed(lang),
        _ => return None,
    };
    // What was refused stands above; what was done before it is said no more.
    let is_refused = query.with_untracked(|query| query.get("__err").is_some());
    (!is_refused).then(|| {
        view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        }
    })
}
