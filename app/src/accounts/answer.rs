//! The server's answer to a form: a cookie, a way onwards, a refusal.

use super::{local_path, with_query};
use crate::error::AppError;
use crate::ssr::{self, ResponseOptions};
use crate::typed_form::TypedForm;
use http::header::{HeaderName, HeaderValue, REFERER, SET_COOKIE};
use http::request::Parts;
use leptos::prelude::*;
use leptos::server_fn::codec::MultipartData;
use locales::Lang;
use service::{Error, SignedIn};

/// Sets or clears the cookie of the signed-in browser and leads to `next`.
///
/// With a sign-in comes the secret by which the account knows the device again; it outlives the
/// sign-in, so that guesses of others never hold its owner up.
pub fn change_login(signed_in: Option<&SignedIn>, next: &str) -> String {
    if let Some(response) = use_context::<ResponseOptions>() {
        let token = signed_in.map(|signed_in| signed_in.token.as_str());
        response.append_header(SET_COOKIE, ssr::login_cookie(token));
        if let Some(signed_in) = signed_in {
            response.append_header(SET_COOKIE, ssr::device_cookie(&signed_in.device_token));
        }
    }
    lead_to(next)
}

/// Gives the browser a new token for the sign-in that it has: after a proof of identity.
///
/// # Errors
/// Only faults of ours.
pub async fn renew_login() -> Result<(), AppError> {
    let renewed = ssr::portal().renew_login().await.map_err(ssr::fail)?;
    if let (Some(token), Some(response)) = (renewed, use_context::<ResponseOptions>()) {
        response.append_header(SET_COOKIE, ssr::login_cookie(Some(&token)));
    }
    Ok(())
}

/// Tells the browser to forget what pages have stored and kept: whoever uses it next is somebody
/// else (reliability.md S-39). Cookies that hold no sign-in stay.
pub fn clear_browser() {
    if let Some(response) = use_context::<ResponseOptions>() {
        let name = HeaderName::from_static("clear-site-data");
        let what = HeaderValue::from_static("\"cache\", \"storage\"");
        response.insert_header(name, what);
    }
}

/// Ends a form: what was refused is told, otherwise a plain form goes on to `back`, where `word` says what
/// was done.
///
/// # Errors
/// What the use case has refused.
pub fn finish<T>(done: Result<T, Error>, back: &str, word: &str) -> Result<(), AppError> {
    done.map_err(ssr::fail)?;
    lead_to(&with_query(back, "done", word));
    Ok(())
}

/// Ends a form that begins something: a plain form goes on to its page below `back`.
///
/// # Errors
/// What the use case has refused.
pub fn begun<T: std::fmt::Display>(made: Result<T, Error>, back: &str) -> Result<(), AppError> {
    let made = made.map_err(ssr::fail)?;
    lead_to(&format!("{back}/{made}"));
    Ok(())
}

/// Sends a plain form to `next`, and answers with that path when it is one of this portal.
///
/// A script gets no redirect: it shows the result itself.
pub fn lead_to(next: &str) -> String {
    let next = local_path(next).to_owned();
    if ssr::asker().wants_page {
        ssr::redirect(&next);
    }
    next
}

/// The front page in the language of the page that the form stands on.
pub fn front_page() -> &'static str {
    let referer = use_context::<Parts>().and_then(|parts| {
        let referer = parts.headers.get(REFERER)?.to_str().ok()?;
        let (_, host_and_path) = referer.split_once("://")?;
        Some(
            host_and_path
                .split_once('/')
                .map_or_else(String::new, |(_, path)| format!("/{path}")),
        )
    });
    let path = referer.unwrap_or_default();
    let path = path.split(['?', '#']).next().unwrap_or_default();
    match Lang::of_path(path) {
        Lang::Zh => "/",
        Lang::En => "/en",
    }
}

/// The refusal `code` with the values of its sentence and the fields worth keeping.
pub fn refuse(code: &'static str, args: Vec<(String, String)>) -> AppError {
    ssr::fail(Error::Invalid {
        code: code.into(),
        args,
    })
}

/// The password, when it was typed twice the same; else the form comes back as it was typed.
///
/// # Errors
/// `PASSWORD_AGAIN`.
pub fn agreed(form: &impl TypedForm, password: String, again: &str) -> Result<String, AppError> {
    match password == again {
        true => Ok(password),
        false => Err(refuse("PASSWORD_AGAIN", form.kept())),
    }
}

/// A file that came with a form.
pub struct Upload {
    /// Where a plain form goes on to.
    pub back: String,
    /// Name of the file as the browser gives it.
    pub file: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// The other fields that stand before it, in order.
    fields: Vec<(String, String)>,
}

/// The most fields that are read besides, a page of chosen records among them, and the most characters of
/// each.
const FIELDS_MAX: usize = 64;
const FIELD_CHARS_MAX: usize = 500;

impl Upload {
    /// The fields in order, without `back`.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// The field with this name; empty when it was not posted.
    pub fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }
}

/// Reads the parts of a posted form that must have a file: `back` and other fields first, `file`
/// after them.
///
/// # Errors
/// `FILE_MISSING`, `FILE_TOO_LARGE`, or `REQUEST_MALFORMED` when the parts cannot be read.
pub async fn read_upload(data: MultipartData, bytes_max: usize) -> Result<Upload, AppError> {
    let upload = read_form(data, bytes_max).await?;
    if upload.bytes.is_empty() {
        return Err(refuse("FILE_MISSING", Vec::new()));
    }
    Ok(upload)
}

/// The same for a form that may do without a file.
///
/// # Errors
/// `FILE_TOO_LARGE`, or `REQUEST_MALFORMED` when the parts cannot be read.
pub async fn read_form(data: MultipartData, bytes_max: usize) -> Result<Upload, AppError> {
    let (upload, read) = read_kept(data, bytes_max).await;
    read.map(|()| upload)
}

/// The same, with the fields that were read also when the file cannot be taken: a form that comes back
/// is filled in as it was.
pub async fn read_kept(data: MultipartData, bytes_max: usize) -> (Upload, Result<(), AppError>) {
    let mut upload = Upload {
        back: String::new(),
        file: String::new(),
        bytes: Vec::new(),
        fields: Vec::new(),
    };
    let read = fill(&mut upload, data, bytes_max).await;
    (upload, read)
}

async fn fill(upload: &mut Upload, data: MultipartData, bytes_max: usize) -> Result<(), AppError> {
    let code = match ssr::asker().is_cut {
        true => "FILE_TOO_LARGE",
        false => "REQUEST_MALFORMED",
    };
    let broken = |_| refuse(code, Vec::new());
    let mut parts = data
        .into_inner()
        .ok_or_else(|| refuse("REQUEST_MALFORMED", Vec::new()))?;
    while let Some(mut part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name != "file" {
            let text = part.text().await.map_err(broken)?;
            let text: String = text.chars().take(FIELD_CHARS_MAX).collect();
            if name == "back" {
                upload.back = text;
            } else if upload.fields.len() < FIELDS_MAX {
                upload.fields.push((name, text));
            }
            continue;
        }
        upload.file = part.file_name().unwrap_or_default().to_owned();
        while let Some(chunk) = part.chunk().await.map_err(broken)? {
            if upload.bytes.len() + chunk.len() > bytes_max {
                return Err(refuse("FILE_TOO_LARGE", Vec::new()));
            }
            upload.bytes.extend_from_slice(&chunk);
        }
        break;
    }
    Ok(())
}
