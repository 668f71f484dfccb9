//! One HTTP/1.1 connection, opened again when it broke. A broken connection is an answer too: the
//! outcome is unknown.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::HOST;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than the portal's own limit of five seconds for a bid (reliability.md F-11).
const PATIENCE: Duration = Duration::from_secs(8);

/// A connection that is kept while it works.
pub struct Client {
    address: SocketAddr,
    token: String,
    sender: Option<SendRequest<Full<Bytes>>>,
}

/// An answer: status and body.
pub type Answer = (u16, String);

impl Client {
    /// A client that signs in with `token`; it connects when it first sends.
    pub fn new(address: SocketAddr, token: &str) -> Self {
        Self {
            address,
            token: token.to_owned(),
            sender: None,
        }
    }

    /// Sends a bid under its key; `None` when no whole answer came.
    pub async fn bid(&mut self, lot: &str, key: &str, body: String) -> Option<Answer> {
        let path = format!("/api/v1/lots/{lot}/bids");
        self.send(Method::POST, &path, Some(key), body).await
    }

    /// Reads a page or a part of the API.
    pub async fn get(&mut self, path: &str) -> Option<Answer> {
        self.send(Method::GET, path, None, String::new()).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: String,
    ) -> Option<Answer> {
        let request = self.request(method, path, key, body)?;
        let answer = timeout(PATIENCE, self.exchange(request)).await;
        let answer = answer.ok().flatten();
        if answer.is_none() {
            self.sender = None;
        }
        answer
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: String,
    ) -> Option<Request<Full<Bytes>>> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "127.0.0.1")
            .header("accept", "application/json")
            .header("content-type", "application/json");
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        request.body(Full::from(body)).ok()
    }

    async fn exchange(&mut self, request: Request<Full<Bytes>>) -> Option<Answer> {
        let usable = self
            .sender
            .as_ref()
            .is_some_and(|sender| !sender.is_closed());
        if !usable {
            self.sender = Some(connect(self.address).await?);
        }
        let sender = self.sender.as_mut()?;
        sender.ready().await.ok()?;
        let answer = sender.send_request(request).await.ok()?;
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.ok()?.to_bytes();
        Some((status, String::from_utf8_lossy(&body).into_owned()))
    }
}

async fn connect(address: SocketAddr) -> Option<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await.ok()?;
    stream.set_nodelay(true).ok()?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await.ok()?;
    tokio::spawn(connection);
    Some(sender)
}
