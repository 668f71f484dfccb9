//! Notices in browsers (浏览器通知): letting this browser be told of notices, those that are, and of what
//! they are told. What talks to the browser is [`browser`]; the list and its ends work without scripts.

mod browser;
mod list;
mod section;

pub use section::{Push, PushActions};

use crate::error::AppError;
use crate::notices::NoticeKinds;
use leptos::prelude::*;

/// Lets the browser that asks be told of the notices of the signed-in account. Scripts alone know what to
/// send.
#[server(name = AddPush, endpoint = "push/add", output = crate::wire::Answer)]
pub async fn add_push(
    /// Where its push service takes messages.
    #[server(default)]
    endpoint: String,
    /// Its public key, base64url.
    #[server(default)]
    public_key: String,
    /// The secret that it shares, base64url.
    #[server(default)]
    secret: String,
    /// Messages in English, otherwise in Chinese.
    #[server(default)]
    english: bool,
) -> Result<(), AppError> {
    use crate::ssr;
    use domain::push::PushDraft;
    let account = ssr::account()?;
    let draft = PushDraft::read(&endpoint, &public_key, &secret);
    let draft = draft.map_err(|refusal| ssr::fail(refusal.into()))?;
    let portal = ssr::portal();
    let added = portal.add_push_browser(&account, draft, english).await;
    added.map_err(ssr::fail)
}

/// Takes over that a browser has another subscription. The service worker says so (`public/push.js`),
/// with what it knew until now and whoever is signed in.
#[server(name = RenewPush, endpoint = "push/renew", output = crate::wire::Answer)]
pub async fn renew_push(
    /// Where its push service took messages.
    #[server(default)]
    old_endpoint: String,
    /// The secret that it shared, base64url.
    #[server(default)]
    old_secret: String,
    /// Where its push service takes messages now.
    #[server(default)]
    endpoint: String,
    /// Its public key, base64url.
    #[server(default)]
    public_key: String,
    /// The secret that it shares, base64url.
    #[server(default)]
    secret: String,
) -> Result<(), AppError> {
    use crate::ssr;
    use domain::push::{PushDraft, PushProof};
    let malformed = |refusal: domain::push::PushRefusal| ssr::fail(refusal.into());
    let before = PushProof::read(&old_endpoint, &old_secret).map_err(malformed)?;
    let draft = PushDraft::read(&endpoint, &public_key, &secret).map_err(malformed)?;
    let renewed = ssr::portal().renew_push_browser(before, draft).await;
    renewed.map_err(ssr::fail)
}

/// Ends a browser of the signed-in account. A plain form goes on to `back`.
#[server(name = EndPush, endpoint = "push/end", output = crate::wire::Answer)]
pub async fn end_push(
    /// The browser.
    #[server(default)]
    id: i64,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let id = domain::ids::PushId(id);
    let ended = ssr::portal().end_push_browser(&account, id).await;
    ended.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "push", "ended"));
    Ok(())
}

/// Changes of what the browsers of the signed-in account are told. A plain form goes on to `back`.
#[server(name = SetPushKinds, endpoint = "push/kinds", output = crate::wire::Answer)]
pub async fn set_push_kinds(
    /// The kinds that were chosen.
    #[server(default)]
    form: NoticeKinds,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let set = ssr::portal().set_push_off(&account, form.off()).await;
    set.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "push", "kinds"));
    Ok(())
}
