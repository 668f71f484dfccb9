//! What somebody can do with the page of a lot besides bidding: follow it, share it, print it.

use super::tray::CompareLink;
use crate::feedback::FeedbackSection;
use crate::follows::FollowButton;
use crate::lang::{href, use_lang};
use domain::ids::LotCode;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::share as m;

/// The line under the title.
#[component]
pub fn Tools(
    /// The lot.
    code: LotCode,
    /// Its title, read aloud.
    title: String,
    /// It is there to practise on: nobody is told of it.
    practice: bool,
) -> impl IntoView {
    let lang = use_lang();
    let sheet = href(lang, &format!("/lots/{code}/sheet"));
    let picture = href(lang, &format!("/lots/{code}/qr.svg"));
    let alt = m::qr_alt(lang, code.clone());
    let follow = (!practice).then(|| view! { <FollowButton code=code.clone() alone=true /> });
    view! {
        <div class="lot-tools">
            {follow}
            <CompareLink code=code.clone() title />
            <a href=sheet>{m::sheet(lang)}</a>
            <CopyLink path=href(lang, &format!("/lots/{code}")) />
            <details class="lot-qr">
                <summary>{m::qr(lang)}</summary>
                <img src=picture alt=alt width="176" height="176" loading="lazy" />
            </details>
        </div>
    }
}

/// The section of feedback; nothing for practice.
#[component]
pub fn Feedback(
    /// The lot.
    code: LotCode,
    /// It is there to practise on.
    practice: bool,
) -> impl IntoView {
    (!practice).then(|| view! { <FeedbackSection code /> })
}

/// Copies the address of the page. It needs a script, so it is seen only when the page is alive.
#[component]
fn CopyLink(path: String) -> impl IntoView {
    let lang = use_lang();
    let said = RwSignal::new("");
    let path = StoredValue::new(path);
    let copy = move |_| {
        spawn_local(async move {
            let origin = window().location().origin().unwrap_or_default();
            let copied = copy(&format!("{origin}{}", path.get_value())).await;
            said.set(match copied {
                true => m::copied(lang),
                false => m::copy_failed(lang),
            });
        });
    };
    view! {
        <span class="js-only">
            <button class="button button--small" type="button" on:click=copy data-testid="copy-link">
                {m::copy(lang)}
            </button>
        </span>
        <span role="status" class="lot-tools-said">
            {said}
        </span>
    }
}

/// Puts `text` on the clipboard; false when the browser does not let a page do that.
async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    if clipboard.is_undefined() {
        return false;
    }
    js_sys::futures::JsFuture::from(clipboard.write_text(text))
        .await
        .is_ok()
}
