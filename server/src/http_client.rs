//! Plain HTTP to other programs: one request, one answer, bounded in size and time.

use anyhow::Context;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Method, Request, header};
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::net::TcpStream;

/// What came back.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// The limits of one request.
#[derive(Clone, Copy)]
pub struct Limits {
    /// The most that the answer may hold, bytes.
    pub body_max: usize,
    /// How long it may take in all.
    pub patience: Duration,
}

/// Sends `body` to `url`, which begins with `http://`, and waits for the answer.
///
/// # Errors
/// When there is no whole answer within the limits.
pub async fn send(
    method: Method,
    url: &str,
    body: Vec<u8>,
    limits: Limits,
) -> anyhow::Result<Answer> {
    let request = Request::builder().method(method).uri(url);
    let request = request.body(Bytes::from(body));
    ask(request.with_context(|| url.to_owned())?, limits).await
}

/// Sends a request to its whole address, which begins with `http://`, and waits for the answer.
///
/// # Errors
/// When there is no whole answer within the limits.
pub async fn ask(request: Request<Bytes>, limits: Limits) -> anyhow::Result<Answer> {
    let url = request.uri().to_string();
    tokio::time::timeout(limits.patience, exchange(request, limits.body_max))
        .await
        .with_context(|| format!("{url} does not answer"))?
        .with_context(|| url)
}

async fn exchange(request: Request<Bytes>, body_max: usize) -> anyhow::Result<Answer> {
    let (mut head, body) = request.into_parts();
    let uri = std::mem::take(&mut head.uri);
    anyhow::ensure!(uri.scheme_str() == Some("http"), "only http:// is spoken");
    let host = uri.host().context("the address has no host")?;
    let stream = TcpStream::connect((host, uri.port_u16().unwrap_or(80))).await?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let driver = tokio::spawn(connection);
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let authority = uri.authority().map_or(host, |authority| authority.as_str());
    head.uri = path.parse()?;
    head.headers.insert(header::HOST, authority.parse()?);
    let request = Request::from_parts(head, Full::new(body));
    let response = sender.send_request(request).await?;
    let status = response.status().as_u16();
    let body = Limited::new(response.into_body(), body_max).collect().await;
    driver.abort();
    let body = body.map_err(|error| anyhow::anyhow!(error))?;
    let body = body.to_bytes().into();
    Ok(Answer { status, body })
}
