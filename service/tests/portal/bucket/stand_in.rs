//! A store that speaks enough of S3 on a socket of this machine: PUT, GET, DELETE of objects and pages of
//! a list, for one bucket. A request without a signature of the form SigV4, or with other bytes than it
//! was signed for, is refused.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub const BUCKET: &str = "luochui-files";
pub const REGION: &str = "eu-test-1";
pub const KEY_ID: &str = "portal";
pub const SECRET: &str = "only-in-this-test";
/// Objects on one page of a list.
const PAGE: usize = 2;
const YOUNG: &str = "2100-01-01T00:00:00.000Z";
const OLD: &str = "2001-01-01T00:00:00.000Z";

/// How the store behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    Serves,
    /// It answers that it cannot.
    Fails,
    /// It hangs up after it has read the beginning of a request.
    HangsUp,
    /// It does not let the key do anything.
    Refuses,
}

struct State {
    manner: Manner,
    /// Names with their bytes and when they came.
    objects: BTreeMap<String, (Bytes, &'static str)>,
    unsigned: usize,
}

pub struct StandIn {
    at: SocketAddr,
    state: Arc<Mutex<State>>,
    serving: JoinHandle<()>,
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl StandIn {
    pub async fn serve() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State {
            manner: Manner::Serves,
            objects: BTreeMap::new(),
            unsigned: 0,
        }));
        let shared = state.clone();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = shared.clone();
                let service = service_fn(move |request| answer(shared.clone(), request));
                let served = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                tokio::spawn(served);
            }
        });
        Self { at, state, serving }
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.at)
    }

    pub fn be(&self, manner: Manner) {
        self.state.lock().unwrap().manner = manner;
    }

    /// The names of all objects.
    pub fn keys(&self) -> Vec<String> {
        self.state.lock().unwrap().objects.keys().cloned().collect()
    }

    /// Puts an object of somebody else into the bucket.
    pub fn place(&self, key: &str) {
        let object = (Bytes::from_static(b"foreign"), YOUNG);
        let mut state = self.state.lock().unwrap();
        state.objects.insert(key.to_owned(), object);
    }

    /// Makes every object old.
    pub fn age(&self) {
        let mut state = self.state.lock().unwrap();
        state.objects.values_mut().for_each(|(_, at)| *at = OLD);
    }

    /// Requests that were not signed.
    pub fn unsigned(&self) -> usize {
        self.state.lock().unwrap().unsigned
    }
}

type Answer = Response<Full<Bytes>>;

fn with(status: StatusCode, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    answer
}

/// Whether the request carries a signature of the form SigV4 of this key, and none in its address.
fn is_signed<B>(request: &Request<B>) -> bool {
    let header = |name: &str| {
        let found = request.headers().get(name);
        found.and_then(|value| value.to_str().ok()).unwrap_or("")
    };
    let said = header("authorization");
    let begins = format!("AWS4-HMAC-SHA256 Credential={KEY_ID}/");
    let signature = said.rsplit_once("Signature=").map_or("", |(_, hex)| hex);
    said.starts_with(&begins)
        && said.contains(&format!("/{REGION}/s3/aws4_request"))
        && said.contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date")
        && signature.len() == 64
        && signature.bytes().all(|byte| byte.is_ascii_hexdigit())
        && !header("x-amz-date").is_empty()
}

async fn answer(state: Arc<Mutex<State>>, request: Request<Incoming>) -> Result<Answer, io::Error> {
    let manner = state.lock().unwrap().manner;
    match manner {
        Manner::Fails => return Ok(with(StatusCode::SERVICE_UNAVAILABLE, "<Error/>")),
        Manner::HangsUp => return Err(io::Error::other("hangs up")),
        Manner::Refuses => return Ok(with(StatusCode::FORBIDDEN, "<Error/>")),
        Manner::Serves => {}
    }
    if !is_signed(&request) {
        state.lock().unwrap().unsigned += 1;
        return Ok(with(StatusCode::FORBIDDEN, "<Error/>"));
    }
    let (head, body) = request.into_parts();
    let bytes = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let signed_for = head.headers["x-amz-content-sha256"].to_str();
    let found = Sha256::digest(&bytes)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
    if signed_for.ok() != Some(found.as_str()) {
        return Ok(with(StatusCode::BAD_REQUEST, "<Error/>"));
    }
    let path = head.uri.path().to_owned();
    let Some(key) = path.strip_prefix(&format!("/{BUCKET}")) else {
        return Ok(with(StatusCode::NOT_FOUND, "<Error/>"));
    };
    let key = key.trim_start_matches('/').to_owned();
    let mut state = state.lock().unwrap();
    Ok(match head.method {
        Method::GET if key.is_empty() => list(&state, head.uri.query().unwrap_or("")),
        Method::GET => match state.objects.get(&key) {
            Some((bytes, _)) => object(bytes.clone()),
            None => with(StatusCode::NOT_FOUND, "<Error/>"),
        },
        Method::PUT => {
            state.objects.insert(key, (bytes, YOUNG));
            object(Bytes::new())
        }
        Method::DELETE => {
            state.objects.remove(&key);
            with(StatusCode::NO_CONTENT, "")
        }
        _ => with(StatusCode::METHOD_NOT_ALLOWED, ""),
    })
}

fn object(bytes: Bytes) -> Answer {
    let mut answer = with(StatusCode::OK, bytes);
    for (name, value) in [
        ("etag", "\"0123456789abcdef\""),
        ("last-modified", "Wed, 18 Nov 2026 01:00:00 GMT"),
    ] {
        answer.headers_mut().insert(name, value.parse().unwrap());
    }
    answer
}

/// A page of a list; the token of the next one is how many stood before it.
fn list(state: &State, query: &str) -> Answer {
    let value = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let mut found = pairs.filter(|(key, _)| *key == name);
        found.next().map(|(_, value)| value.replace("%2F", "/"))
    };
    let prefix = value("prefix").unwrap_or_default();
    let before: usize = value("continuation-token").map_or(0, |token| token.parse().unwrap());
    let all: Vec<_> = state
        .objects
        .iter()
        .filter(|(key, _)| key.starts_with(&prefix))
        .collect();
    let page = all.iter().skip(before).take(PAGE);
    let mut text = String::from("<ListBucketResult>");
    let more = before + PAGE < all.len();
    let _ = write!(text, "<IsTruncated>{more}</IsTruncated>");
    if more {
        let next = before + PAGE;
        let _ = write!(
            text,
            "<NextContinuationToken>{next}</NextContinuationToken>"
        );
    }
    for (key, (bytes, at)) in page {
        let size = bytes.len();
        let _ = write!(
            text,
            "<Contents><Key>{key}</Key><LastModified>{at}</LastModified>\
             <ETag>\"0123456789abcdef\"</ETag><Size>{size}</Size></Contents>"
        );
    }
    text.push_str("</ListBucketResult>");
    with(StatusCode::OK, text)
}
