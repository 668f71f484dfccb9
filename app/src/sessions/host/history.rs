//! Earlier revisions: the list, one to look at, and saving one again.

use super::changes::Changes;
use super::editor::Desk;
use super::preview::Look;
use super::{HostLook, RestoreRevision};
use crate::lang::{href, use_lang};
use crate::ui::When;
use crate::ui::erased::redrawn;
use domain::views::RevisionLine;
use leptos::prelude::*;
use locales::host as m;

/// Every revision, newest first, with who saved it and when.
#[component]
pub fn History(
    /// The desk.
    desk: Desk,
    /// Saving an earlier revision again.
    restore: ServerAction<RestoreRevision>,
) -> impl IntoView {
    let lang = use_lang();
    let lines = move || {
        desk.desk.with(|desk| {
            let (session, public) = (desk.session.id.get(), desk.session.published_revision);
            let latest = desk.draft.number;
            desk.history
                .iter()
                .map(|line| {
                    let line = line.clone();
                    let (public, latest) = (public == Some(line.number), latest == line.number);
                    view! { <Line session line public latest restore /> }
                })
                .collect_view()
        })
    };
    view! {
        <section class="host-history" aria-labelledby="host-history-title">
            <h2 id="host-history-title">{m::history(lang)}</h2>
            <p class="field-hint">{m::history_hint(lang)}</p>
            <ol class="history-list">{redrawn(lines)}</ol>
        </section>
    }
}

#[component]
fn Line(
    session: i64,
    line: RevisionLine,
    public: bool,
    latest: bool,
    restore: ServerAction<RestoreRevision>,
) -> impl IntoView {
    let lang = use_lang();
    let back = href(lang, &format!("/host/sessions/{session}"));
    let to = format!("{back}?view={}#host-viewed", line.number);
    let name = m::revision(lang, line.number);
    let hidden = format!(" {name}");
    let named = hidden.clone();
    let again = (!latest).then(|| {
        view! {
            <ActionForm action=restore attr:class="history-restore">
                <input type="hidden" name="session" value=session />
                <input type="hidden" name="number" value=line.number />
                <input type="hidden" name="back" value=back.clone() />
                <button class="button button--small" type="submit">
                    {m::restore(lang)}
                    <span class="visually-hidden">{named.clone()}</span>
                </button>
            </ActionForm>
        }
    });
    view! {
        <li>
            <strong>{name}</strong>
            <span>{line.author}</span>
            <When at=line.saved_at />
            {public.then(|| view! { <span class="badge badge--live">{m::is_public(lang)}</span> })}
            {latest.then(|| view! { <span class="badge">{m::is_latest(lang)}</span> })}
            <a class="button button--small" href=to>
                {m::look(lang)}
                <span class="visually-hidden">{hidden}</span>
            </a>
            {again}
        </li>
    }
}

/// One revision in its public look, above the editor.
#[component]
pub fn Viewed(
    /// The revision with its session, and what the latest one changes in it.
    look: HostLook,
) -> impl IntoView {
    let lang = use_lang();
    let HostLook { page, changed } = look;
    let title = match changed.is_empty() {
        true => locales::host_changes::none(lang),
        false => locales::host_changes::since(lang),
    };
    let heading = m::viewed(lang, &page.revision.author, page.revision.number);
    let back = href(lang, &format!("/host/sessions/{}", page.session.id));
    view! {
        <section class="host-look" id="host-viewed" aria-labelledby="host-viewed-title">
            <h2 id="host-viewed-title">{heading}</h2>
            <p>
                <When at=page.revision.saved_at /> " " <a href=back>{m::close(lang)}</a>
            </p>
            <Changes title changed />
            <Look
                revision=page.revision
                lots=page.lots
                needs=page.needs
                now=page.server_now
            />
        </section>
    }
}
