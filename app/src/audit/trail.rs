//! What was done to one thing, on its desk: its latest rows, and the way to all of them. Whoever may
//! not read the record sees the desk without it.

use super::address::address;
use super::audit_trail;
use super::page::PATH;
use super::rows::Rows;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::wire::PageData;
use domain::audit::{AuditPage, ObjectKind, Query};
use leptos::prelude::*;
use locales::audit as m;

/// Rows of one thing, as a desk asks for them.
pub type TrailData = PageData<Result<Option<AuditPage>, AppError>>;

/// Asks for the rows about the thing of this kind that `of` names, anew whenever it changes; call it
/// where the page asks for its own data. `None` names nothing.
pub fn trail_data<S>(
    kind: ObjectKind,
    of: impl Fn() -> (Option<String>, S) + Send + Sync + 'static,
) -> TrailData
where
    S: PartialEq + Clone + Send + Sync + 'static,
{
    crate::wire::blocking_data(of, move |(object, _)| async move {
        match object {
            Some(object) => audit_trail(kind, object).await,
            None => Ok(None),
        }
    })
}

/// The rows of one thing; nothing while there are none, or for whoever may not read them.
#[component]
pub fn Trail(
    /// The rows.
    data: TrailData,
    /// Which kind of thing it is.
    kind: ObjectKind,
    /// Which of them.
    #[prop(into)]
    object: Signal<String>,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                let page = data.await.ok().flatten();
                let page = page.filter(|page| !page.rows.is_empty());
                page.map(|page| {
                    let about = Query::about(kind, object.get_untracked());
                    let all = address(&about, &href(lang, PATH));
                    view! {
                        <section class="audit" aria-labelledby="trail-title">
                            <h2 class="section-title" id="trail-title">
                                {m::trail_title(lang)}
                            </h2>
                            <Rows rows=page.rows />
                            <p>
                                <a href=all>{m::trail_all(lang)}</a>
                            </p>
                        </section>
                    }
                })
            })}
        </Transition>
    }
}
