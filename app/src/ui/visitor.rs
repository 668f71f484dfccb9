//! Who visits, as the header shows it on every page.
//!
//! The header holds no `Suspense`: one outside the routes breaks the hydration of those inside
//! (leptos issue 3707). The server puts a [`Visitor`] into the context of the page, the browser
//! reads the same value back, and asks again only after the sign-in page.

use crate::accounts::with_query;
use crate::lang::{href, use_lang};
use domain::views::{SiteNotice, Visitor};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

/// The visitor of this page.
pub fn use_visitor() -> RwSignal<Visitor> {
    expect_context::<RwSignal<Visitor>>()
}

/// Somebody of whom nothing is known.
fn stranger() -> Visitor {
    Visitor {
        account: None,
        hosted: Vec::new(),
        unread: 0,
        follows: Vec::new(),
        demo: false,
        site: SiteNotice::default(),
    }
}

/// Reads the visitor that the server rendered with and keeps it up to date.
pub fn provide_visitor() -> RwSignal<Visitor> {
    let rendered = crate::wire::rendered_with(use_context::<Visitor>);
    let known = rendered.is_some();
    let visitor = RwSignal::new(rendered.unwrap_or_else(stranger));
    provide_context(visitor);
    let path = use_location().pathname;
    Effect::new(move |before: Option<bool>| {
        let at_login = path.with(|path| path.ends_with("/login"));
        let left_login = before == Some(true) && !at_login;
        if left_login || (before.is_none() && !known) {
            refresh(visitor);
        }
        at_login
    });
    visitor
}

/// Asks the server again who this is.
pub fn refresh(visitor: RwSignal<Visitor>) {
    spawn_local(async move {
        if let Ok(now) = crate::accounts::visitor().await {
            visitor.set(now);
        }
    });
}

/// The address of the sign-in page, which leads back to the page that is shown.
pub fn login_link() -> Signal<String> {
    link_and_back("/login")
}

/// The address of the page that takes a proof of identity, which leads back to the page that is shown.
pub fn proof_link() -> Signal<String> {
    link_and_back("/account/confirm")
}

fn link_and_back(to: &str) -> Signal<String> {
    let to = href(use_lang(), to);
    let location = use_location();
    Signal::derive(move || {
        let (path, query) = (location.pathname.get(), location.search.get());
        if path == to {
            return to.clone();
        }
        let here = if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        };
        with_query(&to, "next", &here)
    })
}
