//! How much of a request's body is read, and how long it may take: bodies are kept in memory, and
//! anybody may open many connections (reliability.md F-20).

use crate::guard::login_token;
use crate::router::AppState;
use crate::security::is_safe;
use axum::body::{Body, to_bytes};
use bytes::{Bytes, BytesMut};
use http::request::Parts;
use http::{StatusCode, header};
use http_body_util::BodyExt;
use locales::{Lang, failures};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Largest body of somebody who is not signed in, and of a program.
const PLAIN_MAX: usize = 64 * 1024;
/// Largest body of an ordinary form.
const FORM_MAX: usize = 512 * 1024;
/// What is kept of an upload: a collection form (20 MB) with its envelope.
const UPLOAD_MAX: usize = 21 * 1024 * 1024;
/// An upload that is so many times too large is still read to its end, so that its sender can be told.
const SWALLOWED_TIMES: usize = 10;
/// What is kept of a letter (10 MiB) with its envelope: anybody may send one, who signs up.
const LETTER_MAX: usize = 11 * 1024 * 1024;
/// A letter arrives within this, and only so many at a time are in memory.
const LETTER_WITHIN: Duration = Duration::from_secs(60);
/// Letters of strangers that are read at a time; others wait their turn.
static LETTERS: Semaphore = Semaphore::const_new(4);
/// Where they are sent to.
const SIGN_UP: &str = "/fn/organisations/sign_up";
/// A body arrives within this time.
const BODY_WITHIN: Duration = Duration::from_secs(20);
/// An upload within this: 20 MB over a slow line.
const UPLOAD_WITHIN: Duration = Duration::from_secs(180);

/// What is read of a body.
#[derive(Clone, Copy)]
enum Allowance {
    /// All of it, when it is not larger than this.
    Whole(usize),
    /// A form with a file, of somebody who is signed in.
    Upload,
    /// The letter of somebody who signs up.
    Letter,
}

/// What was read of a body.
pub struct Read {
    /// The bytes.
    pub bytes: Bytes,
    /// They are only its beginning.
    pub is_cut: bool,
}

/// Reads a body.
///
/// # Errors
/// 408 for one that does not arrive in time, 413 for one that is too large.
pub async fn read(state: &AppState, request: &Parts, body: Body) -> Result<Read, StatusCode> {
    let read = match allowance(state, request).await {
        Allowance::Whole(max) => timeout(BODY_WITHIN, whole(body, max)).await,
        Allowance::Upload => timeout(UPLOAD_WITHIN, beginning_of(body, UPLOAD_MAX)).await,
        Allowance::Letter => timeout(LETTER_WITHIN, letter(body)).await,
    };
    let in_time = read.map_err(|_| StatusCode::REQUEST_TIMEOUT)?;
    in_time.ok_or(StatusCode::PAYLOAD_TOO_LARGE)
}

/// Why nothing was taken, in both languages: no page has been asked yet that would know which.
pub fn refusal(status: StatusCode) -> String {
    sentences(status).join("\n")
}

/// The same, Chinese first.
pub fn sentences(status: StatusCode) -> [&'static str; 2] {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => [Lang::Zh, Lang::En].map(failures::too_large),
        _ => [Lang::Zh, Lang::En].map(failures::too_slow),
    }
}

/// More than a little is taken only from somebody who is signed in, but for the letter of a sign-up.
async fn allowance(state: &AppState, request: &Parts) -> Allowance {
    let length = request.headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let plain = Allowance::Whole(PLAIN_MAX);
    if is_safe(&request.method) || length.is_some_and(|length| length <= PLAIN_MAX) {
        return plain;
    }
    let secure = state.portal.settings().secure_cookies;
    let signed_in = match login_token(&request.headers, secure) {
        Some(token) => matches!(state.portal.account_of(&token).await, Ok(Some(_))),
        None => false,
    };
    let kind = request.headers.get(header::CONTENT_TYPE);
    let upload = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    let letter = request.uri.path() == SIGN_UP;
    match (signed_in, upload) {
        (false, true) if letter => Allowance::Letter,
        (false, _) => plain,
        (true, false) => Allowance::Whole(FORM_MAX),
        (true, true) => Allowance::Upload,
    }
}

/// All of a body; nothing for one that is larger than `max`, or broke off.
async fn whole(body: Body, max: usize) -> Option<Read> {
    let bytes = to_bytes(body, max).await.ok()?;
    let is_cut = false;
    Some(Read { bytes, is_cut })
}

/// The letter of a stranger, when it is its turn.
async fn letter(body: Body) -> Option<Read> {
    let _turn = LETTERS.acquire().await.ok()?;
    beginning_of(body, LETTER_MAX).await
}

/// The first `max` bytes of an upload. The rest is read and forgotten, because a browser
/// shows no answer while it is still sending: what takes the file sees that it is too large, and
/// says so on its page. Nothing for what is [`SWALLOWED_TIMES`] larger, or broke off.
async fn beginning_of(mut body: Body, max: usize) -> Option<Read> {
    let mut kept = BytesMut::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.ok()?.into_data() else {
            continue;
        };
        size += data.len();
        if size > max * SWALLOWED_TIMES {
            return None;
        }
        let room = max - kept.len();
        kept.extend_from_slice(&data[..data.len().min(room)]);
    }
    Some(Read {
        bytes: kept.freeze(),
        is_cut: size > max,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::{StreamExt, stream};

    #[tokio::test]
    async fn an_upload_that_is_too_large_is_read_to_its_end() {
        let chunk = Bytes::from(vec![7; 1024 * 1024]);
        let of = |chunks: usize| {
            let chunks = stream::iter(std::iter::repeat_n(chunk.clone(), chunks));
            Body::from_stream(chunks.map(Ok::<_, std::io::Error>))
        };
        let kept = async |chunks| {
            let read = beginning_of(of(chunks), UPLOAD_MAX).await?;
            Some((read.bytes.len(), read.is_cut))
        };
        assert_eq!(kept(3).await, Some((3 * 1024 * 1024, false)));
        assert_eq!(kept(40).await, Some((UPLOAD_MAX, true)));
        assert_eq!(kept(211).await, None);
    }

    #[test]
    fn a_refusal_is_said_in_both_languages() {
        for status in [StatusCode::PAYLOAD_TOO_LARGE, StatusCode::REQUEST_TIMEOUT] {
            let words = refusal(status);
            let (zh, en) = words.split_once('\n').unwrap();
            assert!(!zh.is_ascii() && en.is_ascii(), "{words}");
        }
    }
}
