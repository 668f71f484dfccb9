//! The way to a store that speaks S3: HTTP/1.1 through hyper, over the TLS of everything else that leaves
//! the portal. It leads to one host and to no other, and every answer is bounded in size and time.

use crate::webhooks::tls;
use async_trait::async_trait;
use domain::files::FILE_MAX;
use http_body_util::{BodyExt, Limited};
use hyper::Uri;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{HOST, HeaderValue};
use hyper_util::rt::TokioIo;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody,
    HttpResponse, HttpService,
};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

/// A connection that takes longer is none.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// One request with its answer: the largest file over a slow line.
const CALL_WITHIN: Duration = Duration::from_secs(20);
/// An answer is a file, or a page of a list.
const ANSWER_MAX: usize = FILE_MAX + (1 << 20);
/// Connections that are kept for the next request.
const IDLE_MAX: usize = 4;

type Sender = SendRequest<HttpRequestBody>;

/// The way to one host. Cheap to clone.
#[derive(Clone)]
pub(super) struct Wire(Arc<Way>);

struct Way {
    host: String,
    port: u16,
    authority: String,
    header: HeaderValue,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    idle: Mutex<Vec<Sender>>,
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Wire").field(&self.0.authority).finish()
    }
}

impl Wire {
    /// The way to the host of this address.
    pub(super) fn new(address: &str) -> Result<Self, String> {
        let wrong = || format!("{address} is no address of a store");
        let uri: Uri = address.parse().map_err(|_| wrong())?;
        let (host, authority) = uri.host().zip(uri.authority()).ok_or_else(wrong)?;
        let host = host.trim_matches(['[', ']']).to_owned();
        let is_tls = uri.scheme_str() == Some("https");
        let tls = match is_tls {
            true => {
                let name = ServerName::try_from(host.clone()).map_err(|_| wrong())?;
                let roots = tls::system_roots("no file can be kept or read");
                Some((tls::connector(roots), name))
            }
            false => None,
        };
        let port = uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let header = HeaderValue::from_str(authority.as_str()).map_err(|_| wrong())?;
        Ok(Self(Arc::new(Way {
            host,
            port,
            authority: authority.to_string(),
            header,
            tls,
            idle: Mutex::default(),
        })))
    }
}

impl HttpConnector for Wire {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Wire {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let late = |late| Err(HttpError::new(HttpErrorKind::Timeout, late));
        let answered = timeout(CALL_WITHIN, self.0.exchange(request)).await;
        answered.unwrap_or_else(late)
    }
}

impl Way {
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (mut head, body) = request.into_parts();
        let elsewhere = || {
            let said = io::Error::other("the store leads to another host");
            HttpError::new(HttpErrorKind::Unknown, said)
        };
        let authority = head.uri.authority().map(|found| found.as_str());
        if authority != Some(&self.authority) {
            return Err(elsewhere());
        }
        let path = head.uri.path_and_query().ok_or_else(elsewhere)?;
        head.uri = Uri::from(path.clone());
        head.headers.insert(HOST, self.header.clone());
        let mut sender = match self.idle().await {
            Some(sender) => sender,
            None => self.connect().await?,
        };
        let sent = sender
            .send_request(HttpRequest::from_parts(head, body))
            .await;
        let answer = sent.map_err(|error| HttpError::new(HttpErrorKind::Request, error))?;
        let (head, body) = answer.into_parts();
        let read = Limited::new(body, ANSWER_MAX).collect().await;
        let read = read.map_err(|error| HttpError::new_boxed(HttpErrorKind::Interrupted, error))?;
        self.keep(sender);
        Ok(HttpResponse::from_parts(head, read.to_bytes().into()))
    }

    /// A connection that the store has not closed meanwhile.
    async fn idle(&self) -> Option<Sender> {
        loop {
            let next = self.held().pop();
            let mut sender = next?;
            if sender.ready().await.is_ok() {
                return Some(sender);
            }
        }
    }

    fn keep(&self, sender: Sender) {
        let mut held = self.held();
        if held.len() < IDLE_MAX {
            held.push(sender);
        }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Vec<Sender>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn connect(&self) -> Result<Sender, HttpError> {
        let failed = |error: io::Error| HttpError::new(HttpErrorKind::Connect, error);
        let connecting = async {
            let tcp = TcpStream::connect((&*self.host, self.port)).await;
            let tcp = tcp.map_err(failed)?;
            tcp.set_nodelay(true).map_err(failed)?;
            match &self.tls {
                Some((tls, name)) => {
                    let io = tls.connect(name.clone(), tcp).await;
                    handshake(io.map_err(failed)?).await
                }
                None => handshake(tcp).await,
            }
        };
        let late = |late| Err(HttpError::new(HttpErrorKind::Connect, late));
        timeout(CONNECT_WITHIN, connecting)
            .await
            .unwrap_or_else(late)
    }
}

async fn handshake<I>(io: I) -> Result<Sender, HttpError>
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let met = http1::handshake(TokioIo::new(io)).await;
    let (sender, connection) =
        met.map_err(|error| HttpError::new(HttpErrorKind::Connect, error))?;
    // Ends when the sender is dropped, or when the store hangs up.
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection to the store of files broke");
        }
    });
    Ok(sender)
}
