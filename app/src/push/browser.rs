//! The browser's half: the service worker, the permission, and the subscription with the push service of
//! the browser (Push API). Whatever is missing is not there: each step is looked for before it is taken.

use crate::error::AppError;
use data_encoding::BASE64URL_NOPAD;
use js_sys::futures::JsFuture;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};

/// The service worker, in the root so that it speaks for the whole portal.
const WORKER: &str = "/push.js";

/// How this browser stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Here {
    /// Not looked at yet: the server cannot know.
    Unknown,
    /// It has none of this, or the page is not encrypted.
    Unable,
    /// Its owner has refused notices of this portal; only he can change that, in the browser.
    Refused,
    /// It is told nothing.
    Off,
    /// It has a subscription, whose address has this mark.
    Subscribed(String),
}

/// What a browser says of itself when it subscribes.
pub struct Subscription {
    /// Where its push service takes messages.
    pub endpoint: String,
    /// Its public key, base64url.
    pub public_key: String,
    /// The secret that it shares, base64url.
    pub secret: String,
}

fn refused(code: &str) -> AppError {
    AppError::Invalid {
        code: code.into(),
        args: Vec::new(),
    }
}

fn at(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &name.into())
}

/// What comes of the promise that a method answers.
async fn called(object: &JsValue, method: &str, given: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = at(object, method)?.dyn_into()?;
    let given: Array = given.iter().cloned().collect();
    let promise: Promise = method.apply(object, &given)?.dyn_into()?;
    JsFuture::from(promise).await
}

fn has(object: &JsValue, name: &str) -> bool {
    Reflect::has(object, &name.into()).unwrap_or(false)
}

fn is_able() -> bool {
    let window = JsValue::from(window());
    let workers = at(&window, "navigator").is_ok_and(|found| has(&found, "serviceWorker"));
    workers && has(&window, "PushManager") && has(&window, "Notification")
}

fn workers() -> Result<JsValue, JsValue> {
    at(&window().navigator(), "serviceWorker")
}

/// The subscription that there is; `undefined` or `null` for none.
async fn present() -> Result<JsValue, JsValue> {
    let registration = called(&workers()?, "getRegistration", &["/".into()]).await?;
    match registration.is_object() {
        true => called(&at(&registration, "pushManager")?, "getSubscription", &[]).await,
        false => Ok(JsValue::NULL),
    }
}

fn endpoint(subscription: &JsValue) -> Option<String> {
    at(subscription, "endpoint").ok()?.as_string()
}

/// How this browser stands.
pub async fn look() -> Here {
    if !is_able() {
        return Here::Unable;
    }
    let permission = at(&window(), "Notification").and_then(|found| at(&found, "permission"));
    if permission.is_ok_and(|found| found.as_string().as_deref() == Some("denied")) {
        return Here::Refused;
    }
    let found = present().await.ok().and_then(|found| endpoint(&found));
    let mark = found.and_then(|endpoint| domain::push::mark(&endpoint));
    mark.map_or(Here::Off, Here::Subscribed)
}

/// Asks for the permission. Browsers show the question only while a press is being handled, so this
/// begins at once; [`subscribe`] waits for the answer.
pub fn ask() -> Option<Promise> {
    if !is_able() {
        return None;
    }
    let notices = at(&window(), "Notification").ok()?;
    let method: Function = at(&notices, "requestPermission").ok()?.dyn_into().ok()?;
    method.call0(&notices).ok()?.dyn_into().ok()
}

/// Subscribes with the public key of the portal, once the permission is given.
///
/// # Errors
/// `PUSH_BROWSER` where the browser has none of this; `PUSH_REFUSED` without the permission;
/// `PUSH_STOPPED` when its push service does not answer.
pub async fn subscribe(asked: Option<Promise>, key: &str) -> Result<Subscription, AppError> {
    let asked = asked.ok_or_else(|| refused("PUSH_BROWSER"))?;
    let answer = JsFuture::from(asked).await;
    let answer = answer.ok().and_then(|answer| answer.as_string());
    if answer.as_deref() != Some("granted") {
        return Err(refused("PUSH_REFUSED"));
    }
    let made = subscribed(key).await;
    let made = made.map_err(|_| refused("PUSH_STOPPED"))?;
    read(&made).ok_or_else(|| refused("PUSH_BROWSER"))
}

async fn subscribed(key: &str) -> Result<JsValue, JsValue> {
    let key = BASE64URL_NOPAD.decode(key.as_bytes());
    let key = key.map_err(|_| JsValue::UNDEFINED)?;
    let workers = workers()?;
    called(&workers, "register", &[WORKER.into()]).await?;
    let ready = JsFuture::from(at(&workers, "ready")?.dyn_into::<Promise>()?).await?;
    let manager = at(&ready, "pushManager")?;
    let options = Object::new();
    Reflect::set(&options, &"userVisibleOnly".into(), &true.into())?;
    Reflect::set(
        &options,
        &"applicationServerKey".into(),
        &Uint8Array::from(&key[..]),
    )?;
    let options = JsValue::from(options);
    let first = called(&manager, "subscribe", std::slice::from_ref(&options)).await;
    if first.is_ok() {
        return first;
    }
    // One for another key is in the way, of a portal that was here before.
    forget().await;
    called(&manager, "subscribe", &[options]).await
}

fn read(subscription: &JsValue) -> Option<Subscription> {
    let key = |name: &str| -> Option<String> {
        let method: Function = at(subscription, "getKey").ok()?.dyn_into().ok()?;
        let buffer = method.call1(subscription, &name.into()).ok()?;
        let is_there = buffer.is_object();
        is_there.then(|| BASE64URL_NOPAD.encode(&Uint8Array::new(&buffer).to_vec()))
    };
    Some(Subscription {
        endpoint: endpoint(subscription)?,
        public_key: key("p256dh")?,
        secret: key("auth")?,
    })
}

/// Ends the subscription of this browser, if there is one; the portal finds out by itself if it is not
/// told.
pub async fn forget() {
    if let Ok(found) = present().await
        && found.is_object()
    {
        let _ = called(&found, "unsubscribe", &[]).await;
    }
}
