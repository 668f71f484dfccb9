//! `/host/sessions/:id`: the page around the editor. For the host of the session and the centre.

use super::editor::Editor;
use super::history::Viewed;
use super::{HostLook, HostView, host_desk, host_revision};
use crate::audit::{Trail, trail_data};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{Loaded, PageHead, Place, Places};
use domain::audit::ObjectKind;
use domain::ids::SessionId;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::host as m;

/// The host's desk.
#[component]
pub fn HostPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|p| p.get_str("id")?.parse::<SessionId>().ok()));
    let kept = Memo::new(move |_| query.with(|q| q.get("kept").unwrap_or_default()));
    let view = Memo::new(move |_| query.with(|q| q.get_str("view")?.parse::<u32>().ok()));
    let desk =
        crate::wire::blocking_data(move || (id.get(), kept.get()), |(id, kept)| desk(id, kept));
    // An earlier revision is a resource of its own: looking at one must not draw the editor
    // anew, which would lose what has been typed.
    let viewed =
        crate::wire::blocking_data(move || (id.get(), view.get()), |(id, n)| revision(id, n));
    let trail = trail_data(ObjectKind::Session, move || {
        (id.get().map(|id| id.to_string()), kept.get())
    });
    let lang = use_lang();
    let id = use_params_map()
        .with_untracked(|params| params.get("id"))
        .unwrap_or_default();
    let named = id.clone();
    view! {
        <PageHead
            title=m::title(lang)
            description=m::intro(lang)
            path=format!("/host/sessions/{id}")
        />
        <Desks id=id.clone() />
        <Loaded resource=viewed let:look>
            {look.map(|look| view! { <Viewed look /> })}
        </Loaded>
        <Loaded resource=desk let:view>
            <Editor view />
        </Loaded>
        <Trail data=trail kind=ObjectKind::Session object=named />
    }
}

/// The other pages of the host: before the session, on its day, and after it.
#[component]
fn Desks(id: String) -> impl IntoView {
    let lang = use_lang();
    let places = [
        ("targets", locales::targets::to_targets(lang)),
        ("steps", locales::session_steps::title(lang)),
        ("lots", locales::session_lots::desk_title(lang)),
        ("packages", locales::packages::desk_title(lang)),
        ("registrations", locales::registrations::desk_title(lang)),
        ("live", locales::interests::desk_title(lang)),
        ("offline", locales::offline::desk_title(lang)),
        ("report", locales::reports::title(lang)),
    ]
    .map(|(page, words)| Place {
        to: href(lang, &format!("/host/sessions/{id}/{page}")),
        words: words.to_owned(),
        current: false,
    });
    view! { <Places label=m::desks(lang) places=places.into() /> }
}

async fn desk(id: Option<SessionId>, kept: String) -> Result<HostView, AppError> {
    host_desk(id.ok_or(AppError::NotFound)?, kept).await
}

async fn revision(
    id: Option<SessionId>,
    number: Option<u32>,
) -> Result<Option<HostLook>, AppError> {
    match (id, number) {
        (Some(id), Some(number)) => host_revision(id, number).await.map(Some),
        _ => Ok(None),
    }
}
