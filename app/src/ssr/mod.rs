//! The server's side of a page: who asks, the portal, and how a failure becomes a status.

mod cookies;
mod forms;
mod moves;
mod needs;
mod registrations;
pub mod second_step;
pub mod share;

use crate::accounts::tokens::TokenForm;
use crate::error::AppError;
use crate::people::InviteForm;
use crate::second_factor::CodesForm;
use crate::webhooks::WebhookForm;
pub use cookies::{device_cookie, device_cookie_name, login_cookie, login_cookie_name, remember};
use domain::accounts::Account;
use domain::ids::{LoginId, LotCode};
use domain::ledger::hash::Hash32;
use domain::time::Timestamp;
use domain::tokens::NewToken;
use domain::views::NewInvitation;
use domain::webhooks::NewWebhook;
pub use forms::{draft_id, follow_up_step, of_letter, save_article, save_section};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use leptos::prelude::*;
pub use leptos_axum::ResponseOptions;
pub use needs::{change_need, close_need, need_code};
pub use registrations::{end_host_form, registrar};
use service::{Client, Error, Portal};

/// What the server knows of the request that is being answered.
#[derive(Clone)]
pub struct Asker {
    /// The signed-in account.
    pub account: Option<Account>,
    /// When the last byte of the request had arrived.
    pub received_at: Timestamp,
    /// An upload was larger than what is kept of one; its end is missing.
    pub is_cut: bool,
    /// Number of the request in the log.
    pub request: String,
    /// The request wants a page, not data: a plain form without script.
    pub wants_page: bool,
    /// The signed-in browser's token, for signing out.
    pub login_token: Option<String>,
    /// The sign-in, until when it lasts unless it is used.
    pub login: Option<SignedInUntil>,
    /// The browser, as far as the server knows it.
    pub client: Client,
    /// What scripts of this answer must carry (Content-Security-Policy).
    pub nonce: String,
}

/// A sign-in, and when it is over if it is not used until then.
#[derive(Clone, Copy, Debug)]
pub struct SignedInUntil {
    /// Which.
    pub id: LoginId,
    /// When.
    pub ends_at: Timestamp,
}

/// The portal that the server put into the context, working for this request.
pub fn portal() -> Portal {
    let portal = expect_context::<Portal>();
    match use_context::<Asker>() {
        Some(asker) => asker.portal(portal),
        None => portal,
    }
}

impl Asker {
    /// The portal, working for this request and for the browser that sent it.
    pub fn portal(&self, portal: Portal) -> Portal {
        let portal = portal
            .in_request(&self.request)
            .for_client(self.client.clone());
        match &self.login_token {
            Some(token) => portal.in_login(token),
            None => portal,
        }
    }
}

/// Who asks.
pub fn asker() -> Asker {
    expect_context::<Asker>()
}

/// The signed-in account.
///
/// # Errors
/// [`AppError::LoginRequired`] when nobody is signed in.
pub fn account() -> Result<Account, AppError> {
    asker().account.ok_or_else(|| fail(Error::LoginRequired))
}

/// Makes the token that a form asks for, whether a script or a plain form sent it.
///
/// # Errors
/// `LoginRequired`; the code of the first field that cannot be read, or of what the rules refuse.
pub async fn make_token(
    portal: &Portal,
    asker: &Asker,
    form: &TokenForm,
) -> Result<NewToken, Error> {
    let account = asker.account.as_ref().ok_or(Error::LoginRequired)?;
    let draft = form.draft().map_err(Error::invalid)?;
    portal.create_token(account, draft).await
}

/// Makes the invitation that a form asks for, whether a script or a plain form sent it; the link has
/// the address of the portal, `origin` where none is configured.
///
/// # Errors
/// `LoginRequired`, and what the rules refuse.
pub async fn make_invitation(
    portal: &Portal,
    asker: &Asker,
    form: &InviteForm,
    origin: &str,
) -> Result<NewInvitation, Error> {
    let account = asker.account.as_ref().ok_or(Error::LoginRequired)?;
    let mut made = portal.invite(account, form.draft()).await?;
    let fixed = portal.settings().public_origin.as_deref();
    made.link.insert_str(0, fixed.unwrap_or(origin));
    Ok(made)
}

/// Makes the webhook that a form asks for, whether a script or a plain form sent it.
///
/// # Errors
/// `LoginRequired`; what is wrong with the address, or what the rules refuse.
pub async fn make_webhook(
    portal: &Portal,
    asker: &Asker,
    form: &WebhookForm,
) -> Result<NewWebhook, Error> {
    let account = asker.account.as_ref().ok_or(Error::LoginRequired)?;
    // Whoever may have none is told so whatever he has typed.
    portal.webhooks_page(account).await?;
    let draft = form.draft().map_err(|code| Error::Invalid {
        code: code.into(),
        args: Vec::new(),
    })?;
    portal.create_webhook(account, draft).await
}

/// Makes the address of the account's own calendar, whether a script or a plain form asked for it;
/// `origin` counts where none is configured.
///
/// # Errors
/// `LoginRequired`.
pub async fn renew_calendar(portal: &Portal, asker: &Asker, origin: &str) -> Result<String, Error> {
    let account = asker.account.as_ref().ok_or(Error::LoginRequired)?;
    let secret = portal.renew_calendar_link(account).await?;
    let path = crate::notices::calendar_path(&secret);
    // As with an invitation: what is configured counts before what the browser says.
    let fixed = portal.settings().public_origin.as_deref();
    Ok(format!("{}{path}", fixed.unwrap_or(origin)))
}

/// Takes the recovery codes that a form asks for, whether a script or a plain form sent it.
///
/// # Errors
/// `LoginRequired`; what the rules refuse.
pub async fn take_codes(
    portal: &Portal,
    asker: &Asker,
    form: &CodesForm,
) -> Result<Vec<String>, Error> {
    let account = asker.account.as_ref().ok_or(Error::LoginRequired)?;
    match form.act.as_str() {
        "confirm" => portal.confirm_second_factor(account, &form.code).await,
        "renew" => portal.renew_recovery_codes(account).await,
        _ => Err(Error::invalid("REQUEST_MALFORMED")),
    }
}

/// The code of a lot as it stands in an address.
///
/// # Errors
/// [`AppError::NotFound`] for what could not be one.
pub fn lot_code(text: &str) -> Result<LotCode, AppError> {
    LotCode::parse(text).ok_or_else(|| fail(Error::NotFound))
}

/// The digest of the terms that a page showed; nothing where it showed none.
///
/// # Errors
/// `TERMS_CHANGED` for what is no digest: no page of ours has it.
pub fn shown_terms(text: &str) -> Result<Option<Hash32>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    let read = Hash32::from_hex(text);
    read.map(Some)
        .ok_or_else(|| Error::invalid("TERMS_CHANGED"))
}

/// Where the visitor stands on a lot now.
///
/// # Errors
/// [`AppError::NotFound`] for lots that are not public.
pub async fn bidder_path(lot: &str) -> Result<crate::deposits::BidderPath, AppError> {
    let (code, who) = (lot_code(lot)?, asker().account);
    let page = portal().lot_page(&code, who.as_ref()).await;
    let page = page.map_err(fail)?;
    Ok(crate::deposits::BidderPath {
        standing: page.standing,
        deposit: page.deposit,
    })
}

/// `path` when it leads to this site, the front page otherwise.
pub fn local_path(path: &str) -> String {
    let local = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    if local {
        path.to_owned()
    } else {
        "/".to_owned()
    }
}

/// The address of this portal as the request named it, for examples: `https://auction.example`.
pub fn origin() -> String {
    let headers = use_context::<Parts>().map(|parts| parts.headers);
    let secure = portal().settings().secure_cookies;
    origin_of(&headers.unwrap_or_default(), secure)
}

/// The same for a request with these headers; `secure` says whether it came through HTTPS.
pub fn origin_of(headers: &HeaderMap, secure: bool) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let host = host.filter(|host| host.bytes().all(plain));
    let scheme = if secure { "https" } else { "http" };
    format!("{scheme}://{}", host.unwrap_or("localhost"))
}

/// Sends the browser on to `path`.
pub fn redirect(path: &str) {
    leptos_axum::redirect(path);
}

/// Turns a failed use case into what the browser may learn, and sets the status of the answer.
///
/// A plain form gets its redirect back with the error in the address: a status that is no
/// redirect would leave the person on a blank page.
pub fn fail(error: Error) -> AppError {
    let asker = asker();
    let (status, error) = describe(error, &asker.request);
    if !asker.wants_page
        && let Some(response) = use_context::<ResponseOptions>()
    {
        response.set_status(status);
        if let Some(seconds) = retry_after(&error) {
            response.insert_header(header::RETRY_AFTER, seconds.into());
        }
    }
    error
}

/// Seconds after which a request that came too early may be sent again.
pub fn retry_after(error: &AppError) -> Option<u32> {
    match error {
        AppError::Invalid { code, args } if ["SIGN_IN_WAIT", "READ_LIMITED"].contains(&&**code) => {
            let seconds = args.iter().find(|(name, _)| name == "seconds");
            seconds.and_then(|(_, seconds)| seconds.parse().ok())
        }
        AppError::Invalid { code, .. } if code == "SIGN_IN_BUSY" => Some(3),
        _ => None,
    }
}

/// The status of a refusal with this code.
fn status_of(code: &str) -> StatusCode {
    match code {
        "SIGN_IN_WAIT" | "READ_LIMITED" | "RATE_LIMITED" => StatusCode::TOO_MANY_REQUESTS,
        "SIGN_IN_BUSY" | "FILES_UNREACHABLE" => StatusCode::SERVICE_UNAVAILABLE,
        "PUBLISH_CENTRE_ONLY" | "SESSION_NOT_YOURS" => StatusCode::FORBIDDEN,
        "LOT_IN_PACKAGE"
        | "LOT_OPEN_LICENCE_NO_BID"
        | "LOT_SOLD_OFFLINE"
        | "STATE_TRANSITION"
        | "LIAISON_ALREADY_SET"
        | "NEED_STAGE_ORDER"
        | "REPORT_DUPLICATE"
        | "SEASON_DUPLICATE" => StatusCode::CONFLICT,
        // They have sentences of their own for what stands there already.
        code if code.starts_with("LOT_DUPLICATE") || code.starts_with("NEED_DUPLICATE") => {
            StatusCode::CONFLICT
        }
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Sets the status of a page that shows `error` in its body.
pub fn page_status(error: &AppError) {
    let status = match error {
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::Forbidden => StatusCode::FORBIDDEN,
        AppError::LoginRequired => StatusCode::UNAUTHORIZED,
        AppError::Invalid { code, .. } if code == "STEP_UP_REQUIRED" => StatusCode::FORBIDDEN,
        // What the address asks for is refused: no fault of the server.
        AppError::Invalid { code, .. } => status_of(code),
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

/// The status of an answer to a failed request, and what the browser may learn of the failure;
/// the log gets the rest under the number `request`.
pub fn describe(error: Error, request: &str) -> (StatusCode, AppError) {
    match error {
        Error::LoginRequired => (StatusCode::UNAUTHORIZED, AppError::LoginRequired),
        Error::Forbidden => (StatusCode::FORBIDDEN, AppError::Forbidden),
        Error::NotFound => (StatusCode::NOT_FOUND, AppError::NotFound),
        Error::Bid { refusal, .. } => (StatusCode::UNPROCESSABLE_ENTITY, AppError::Bid { refusal }),
        Error::Invalid { code, args } => (
            status_of(&code),
            AppError::Invalid {
                code: code.into_owned(),
                args,
            },
        ),
        Error::State { from, event } => (StatusCode::CONFLICT, AppError::State { from, event }),
        Error::Conflict => (StatusCode::CONFLICT, AppError::Conflict),
        Error::Busy => (StatusCode::SERVICE_UNAVAILABLE, AppError::Busy),
        Error::OutcomeUnknown => (StatusCode::GATEWAY_TIMEOUT, AppError::OutcomeUnknown),
        Error::Internal(cause) => {
            tracing::error!(request, error = %cause, "request failed");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                AppError::Internal {
                    request: request.into(),
                },
            )
        }
    }
}
