//! The one look of loading, empty and failed, and the links between the pages of a list.

use super::visitor::{login_link, proof_link, use_visitor};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::wire::PageData;
use leptos::either::Either;
use leptos::prelude::*;
use locales::{Lang, failures, second_factor, ui};

/// Where a proof of identity is taken.
const PROOF: &str = "/account/confirm";

/// Shows what a resource brings, or why it brings nothing. While it loads again, the old view
/// stays. The status of the page follows the failure.
#[component]
pub fn Loaded<T, F, V>(
    /// The data of the page.
    resource: PageData<Result<T, AppError>>,
    /// Draws the data: `<Loaded resource let:page>…</Loaded>`.
    children: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let parts = |_: &T| std::future::ready(());
    view! { <LoadedWith resource parts children /> }
}

/// As [`Loaded`], for a page that needs more code than its own to draw what the resource brings.
#[component]
pub fn LoadedWith<T, F, V, P, L>(
    /// The data of the page.
    resource: PageData<Result<T, AppError>>,
    /// Loads the code.
    parts: P,
    /// Draws the data.
    children: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
    P: Fn(&T) -> L + Clone + Send + Sync + 'static,
    L: Future<Output = ()> + Send + 'static,
{
    view! {
        <Transition fallback=Loading>
            {move || {
                let (children, parts) = (children.clone(), parts.clone());
                Suspend::new(async move {
                    match resource.await {
                        Ok(data) => {
                            parts(&data).await;
                            Either::Left(children(data))
                        }
                        Err(error) => Either::Right(view! { <Failed error /> }),
                    }
                })
            }}
        </Transition>
    }
}

/// Something is on its way.
#[component]
pub fn Loading() -> impl IntoView {
    let lang = use_lang();
    view! { <p class="loading" role="status">{ui::loading(lang)}</p> }
}

/// A page that cannot be shown: what happened and where to go.
#[component]
pub fn Failed(
    /// Why.
    error: AppError,
) -> impl IntoView {
    let lang = use_lang();
    set_status(&error);
    let signed_in = use_visitor().with_untracked(|visitor| visitor.account.is_some());
    let (title, to, label) = failure_page(lang, &error, signed_in);
    let to = match to {
        "/login" => login_link().get_untracked(),
        PROOF => proof_link().get_untracked(),
        _ => href(lang, to),
    };
    view! {
        <crate::ui::TabTitle text=locales::ui::page_title(lang, title) />
        <section class="failure">
            <h1>{title}</h1>
            <p>{error.sentence(lang)}</p>
            <p class="actions">
                <a class="button" href=to>
                    {label}
                </a>
                <a href=href(lang, "/")>{failures::go_home(lang)}</a>
            </p>
        </section>
    }
}

/// Title, next address and its label. Who is signed in is not sent to sign in.
fn failure_page(
    lang: Lang,
    error: &AppError,
    signed_in: bool,
) -> (&'static str, &'static str, &'static str) {
    let lots = ("/lots", failures::go_lots(lang));
    let login = ("/login", failures::go_login(lang));
    let (title, (to, label)) = match error {
        AppError::LoginRequired => (failures::title_login_required(lang), login),
        AppError::Forbidden if signed_in => (failures::title_forbidden(lang), lots),
        AppError::Forbidden => (failures::title_forbidden(lang), login),
        AppError::Invalid { code, .. } if code == "SESSION_NOT_YOURS" => {
            (failures::title_forbidden(lang), lots)
        }
        // What the page would show in the clear waits for a proof of identity.
        AppError::Invalid { code, .. } if code == "STEP_UP_REQUIRED" => (
            second_factor::confirm_title(lang),
            (PROOF, second_factor::go_confirm(lang)),
        ),
        AppError::NotFound => (failures::title_not_found(lang), lots),
        _ => (failures::title_other(lang), lots),
    };
    (title, to, label)
}

/// Gives the page the status that belongs to `error`; does nothing in the browser.
pub fn set_status(error: &AppError) {
    #[cfg(feature = "ssr")]
    crate::ssr::page_status(error);
    let _ = error;
}

/// A list without entries: why, and what to do instead.
#[component]
pub fn Empty(
    /// Why there is nothing.
    #[prop(into)]
    reason: String,
    /// What to do instead; may be left out.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <p>{reason}</p>
            {children.map(|children| view! { <div class="empty-actions">{children()}</div> })}
        </div>
    }
}

/// A notice above the content: `info`, `warning` or `success`.
#[component]
pub fn Notice(
    /// `info`, `warning` or `success`.
    #[prop(default = "info")]
    tone: &'static str,
    /// What it says; block elements are allowed.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="banner" data-tone=tone>
            {children()}
        </div>
    }
}

/// Links to the next page of a keyset list and back to its beginning.
#[component]
pub fn Pager(
    /// Address of the first page, when this is a later one.
    #[prop(optional_no_strip)]
    first: Option<String>,
    /// Address of the next page, when there is one.
    #[prop(optional_no_strip)]
    next: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    (first.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=ui::pager_label(lang)>
                {first.map(|to| view! { <a class="button" href=to>{ui::pager_first(lang)}</a> })}
                {next
                    .map(|to| {
                        view! {
                            <a class="button" rel="next" href=to>
                                {ui::pager_next(lang)}
                            </a>
                        }
                    })}
            </nav>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_strangers_are_sent_to_sign_in() {
        let to = |error, signed_in| failure_page(Lang::Zh, error, signed_in).1;
        assert_eq!(to(&AppError::Forbidden, true), "/lots");
        assert_eq!(to(&AppError::Forbidden, false), "/login");
        assert_eq!(to(&AppError::LoginRequired, false), "/login");
        assert_eq!(to(&AppError::NotFound, false), "/lots");
    }
}
