//! The browser's half: hands options to `navigator.credentials` and writes down what comes back.
//!
//! Options and answers travel as JSON with bytes in base64url (WebAuthn §5.1.8 to §5.1.10). Not every
//! browser in use reads and writes that form by itself, so it is done here.

use crate::error::AppError;
use data_encoding::BASE64URL_NOPAD;
use js_sys::futures::JsFuture;
use js_sys::{Array, Function, JSON, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use std::fmt::Write as _;
use wasm_bindgen::{JsCast, JsValue};

/// What an answer may have in its `response`, each of them bytes.
const PARTS: [&str; 5] = [
    "attestationObject",
    "authenticatorData",
    "clientDataJSON",
    "signature",
    "userHandle",
];

/// Lets an authenticator make a passkey.
///
/// # Errors
/// `PASSKEY_BROWSER` where the browser has none of this; `PASSKEY_STOPPED` when nothing came of it.
pub async fn create(options: &str) -> Result<String, AppError> {
    asked("create", options).await
}

/// Lets an authenticator use one of its passkeys.
///
/// # Errors
/// As [`create`].
pub async fn get(options: &str) -> Result<String, AppError> {
    asked("get", options).await
}

fn refused(code: &str) -> AppError {
    AppError::Invalid {
        code: code.into(),
        args: Vec::new(),
    }
}

async fn asked(method: &str, options: &str) -> Result<String, AppError> {
    let unable = |_| refused("PASSKEY_BROWSER");
    let promise = begun(method, options).map_err(unable)?;
    let credential = JsFuture::from(promise).await;
    let credential = credential.map_err(|error| refused(cause(&error)))?;
    written(&credential).map_err(unable)
}

/// Cancelled, too late, no passkey at hand: browsers do not say which, on purpose.
fn cause(error: &JsValue) -> &'static str {
    let name = at(error, "name").ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("SecurityError" | "NotSupportedError") => "PASSKEY_BROWSER",
        _ => "PASSKEY_STOPPED",
    }
}

fn begun(method: &str, options: &str) -> Result<Promise, JsValue> {
    let options = prepared(options)?;
    let credentials = at(&window().navigator(), "credentials")?;
    let method: Function = at(&credentials, method)?.dyn_into()?;
    method.call1(&credentials, &options)?.dyn_into()
}

fn at(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &name.into())
}

/// The options with bytes in the place of their texts.
fn prepared(options: &str) -> Result<JsValue, JsValue> {
    let options = JSON::parse(options)?;
    let key = at(&options, "publicKey")?;
    to_bytes(&key, "challenge")?;
    let user = at(&key, "user")?;
    if user.is_object() {
        to_bytes(&user, "id")?;
    }
    for name in ["allowCredentials", "excludeCredentials"] {
        let list = at(&key, name)?;
        if Array::is_array(&list) {
            for one in Array::from(&list).iter() {
                to_bytes(&one, "id")?;
            }
        }
    }
    Ok(options)
}

fn to_bytes(object: &JsValue, name: &str) -> Result<(), JsValue> {
    let text = at(object, name)?.as_string().unwrap_or_default();
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes());
    let bytes = bytes.map_err(|_| JsValue::UNDEFINED)?;
    Reflect::set(object, &name.into(), &Uint8Array::from(&bytes[..]))?;
    Ok(())
}

/// A credential as JSON. Its texts are base64url, in which nothing has to be escaped.
fn written(credential: &JsValue) -> Result<String, JsValue> {
    let id = text(&at(credential, "rawId")?);
    let response = at(credential, "response")?;
    let mut parts = String::new();
    for name in PARTS {
        let comma = if parts.is_empty() { "" } else { "," };
        let bytes = at(&response, name)?;
        let _ = match bytes.is_object() {
            true => write!(parts, "{comma}\"{name}\":\"{}\"", text(&bytes)),
            false => write!(parts, "{comma}\"{name}\":null"),
        };
    }
    Ok(format!(
        "{{\"id\":\"{id}\",\"rawId\":\"{id}\",\"type\":\"public-key\",\
         \"response\":{{{parts}}},\"clientExtensionResults\":{{}}}}"
    ))
}

fn text(buffer: &JsValue) -> String {
    BASE64URL_NOPAD.encode(&Uint8Array::new(buffer).to_vec())
}
