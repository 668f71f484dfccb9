//! Webhooks (网络回调): one's own, making one, editing, switching, testing and removing it, and what was delivered.

mod form;
mod list;
mod log;
mod page;

pub use form::{Posted, WebhookForm};
pub use page::WebhooksPage;

use crate::error::AppError;
use domain::views;
use domain::webhooks::NewWebhook;
use leptos::prelude::*;

/// The webhooks of the signed-in account.
#[server(name = GetWebhooks, endpoint = "webhooks/page", output = crate::wire::Answer)]
pub async fn webhooks_page() -> Result<views::WebhooksPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    ssr::portal()
        .webhooks_page(&account)
        .await
        .map_err(ssr::fail)
}

/// Makes a webhook for the signed-in account; its secret is in the answer and is never shown again.
///
/// A plain form is posted to `/account/webhooks` instead, which answers with the page: here it would
/// only be sent on, and the secret lost.
#[server(name = CreateWebhook, endpoint = "webhooks/create", output = crate::wire::Answer)]
pub async fn create_webhook(
    /// The form as it was filled in.
    #[server(default)]
    form: WebhookForm,
) -> Result<NewWebhook, AppError> {
    use crate::ssr;
    let made = ssr::make_webhook(&ssr::portal(), &ssr::asker(), &form).await;
    made.map_err(ssr::fail)
}

/// Edits a webhook of the signed-in account: name, address and kinds. A plain form goes on to `back`.
#[server(name = EditWebhook, endpoint = "webhooks/edit", output = crate::wire::Answer)]
pub async fn edit_webhook(
    /// The webhook.
    #[server(default)]
    id: i64,
    /// The form as it was filled in.
    #[server(default)]
    form: WebhookForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use domain::ids::WebhookId;
    let (account, portal) = (ssr::account()?, ssr::portal());
    // Whoever may have none is told so whatever he has typed.
    portal.webhooks_page(&account).await.map_err(ssr::fail)?;
    let edited = match form.draft() {
        Ok(draft) => portal.change_webhook(&account, WebhookId(id), draft).await,
        Err(code) => Err(service::Error::Invalid {
            code: code.into(),
            args: Vec::new(),
        }),
    };
    edited.map_err(|error| form.keep_in(id, ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", "1"));
    Ok(())
}

/// Does something with a webhook of the signed-in account, or with a delivery to one. A plain form goes
/// on to `back`, which says so.
#[server(name = ChangeWebhook, endpoint = "webhooks/change", output = crate::wire::Answer)]
pub async fn change_webhook(
    /// `on`, `off`, `test`, `delete`; `resend` for a delivery.
    #[server(default)]
    act: String,
    /// The webhook, or the delivery.
    #[server(default)]
    id: i64,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use domain::ids::{DeliveryId, WebhookId};
    let (account, portal) = (ssr::account()?, ssr::portal());
    let hook = WebhookId(id);
    let done = match act.as_str() {
        "on" => portal.switch_webhook(&account, hook, true).await,
        "off" => portal.switch_webhook(&account, hook, false).await,
        "test" => portal.test_webhook(&account, hook).await,
        "delete" => portal.delete_webhook(&account, hook).await,
        "resend" => portal.resend_delivery(&account, DeliveryId(id)).await,
        _ => {
            let page = portal.webhooks_page(&account).await;
            page.and(Err(service::Error::invalid("REQUEST_MALFORMED")))
        }
    };
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "1"));
    Ok(())
}
