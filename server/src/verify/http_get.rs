//! One plain GET.

use anyhow::{Context, bail};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::Request;
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::net::TcpStream;

/// The most that one answer may hold: a bundle of 256 leaves is far below.
const BODY_MAX: usize = 256 * 1024 * 1024;
/// A site that is slower than this is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// The body of `url`, which begins with `http://`.
pub async fn get(url: &str) -> anyhow::Result<Vec<u8>> {
    tokio::time::timeout(PATIENCE, fetch(url))
        .await
        .with_context(|| format!("{url} does not answer"))?
        .with_context(|| url.to_owned())
}

async fn fetch(url: &str) -> anyhow::Result<Vec<u8>> {
    let uri: http::Uri = url.parse()?;
    let host = uri.host().context("the address has no host")?;
    let port = uri.port_u16().unwrap_or(80);
    let stream = TcpStream::connect((host, port)).await?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let driver = tokio::spawn(connection);
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let authority = uri.authority().map_or(host, |authority| authority.as_str());
    let request = Request::get(path).header("host", authority);
    let response = sender
        .send_request(request.body(Empty::<bytes::Bytes>::new())?)
        .await?;
    if !response.status().is_success() {
        bail!("answers {}", response.status());
    }
    let body = Limited::new(response.into_body(), BODY_MAX).collect().await;
    driver.abort();
    let body = body.map_err(|error| anyhow::anyhow!(error))?;
    Ok(body.to_bytes().to_vec())
}
