//! One POST to a place that somebody else has named, a webhook or the push service of a browser
//! (reliability.md S-26): the name is looked up once,
//! every address it leads to has to be public, the connection goes to one of those and to no other, it is
//! encrypted, no redirect is followed, and all of it is over within ten seconds.

use super::call::Call;
use super::tls;
use crate::push::{PushPost, PushTransport};
use bytes::Bytes;
use domain::webhooks::{ANSWER_MAX, ATTEMPT_MS, Address, DeliveryProblem, Host, is_public};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper::{Request, header};
use hyper_util::rt::TokioIo;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::ServerName;

/// The whole of an attempt.
const ATTEMPT: Duration = Duration::from_millis(ATTEMPT_MS as u64);
/// Addresses of one name that are tried.
const ADDRESSES_MAX: usize = 4;

/// What is posted, signed already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Where to.
    pub address: Address,
    /// The `webhook-id`.
    pub message: String,
    /// The `webhook-timestamp`: Unix time of this attempt, s.
    pub seconds: i64,
    /// The `webhook-signature`.
    pub signature: String,
    /// The body.
    pub body: String,
}

/// How a message gets to its receiver.
pub trait Transport: Send + Sync {
    /// Posts; the status of the answer, whatever it is.
    ///
    /// # Errors
    /// Why there was no answer.
    fn post(&self, post: &Post) -> impl Future<Output = Result<u16, DeliveryProblem>> + Send;
}

/// What looks names up.
pub trait Names: Send + Sync {
    /// The addresses of a name.
    ///
    /// # Errors
    /// Those of the look-up.
    fn look_up(&self, name: &str) -> impl Future<Output = io::Result<Vec<IpAddr>>> + Send;
}

/// Names as the system knows them.
#[derive(Clone, Copy, Debug)]
pub struct SystemNames;

impl Names for SystemNames {
    async fn look_up(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let found = lookup_host((name, 443)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// Over TLS 1.2 and 1.3, to whoever has a certificate that this machine trusts.
#[derive(Clone)]
pub struct Https<N = SystemNames> {
    tls: TlsConnector,
    names: N,
}

impl Https {
    /// With the names and the certificates of the system.
    ///
    /// # Panics
    /// Never: the cipher suites of the provider know both versions of TLS.
    pub fn new() -> Self {
        Self::with_names(SystemNames)
    }
}

impl Default for Https {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Names> Https<N> {
    /// With names of another kind; what they lead to is judged the same.
    ///
    /// # Panics
    /// Never: the cipher suites of the provider know both versions of TLS.
    pub fn with_names(names: N) -> Self {
        let roots = tls::system_roots("nothing can be delivered to webhooks and browsers");
        Self::trusting(roots, names)
    }

    /// With certificates of another kind as well.
    pub(super) fn trusting(roots: RootCertStore, names: N) -> Self {
        Self {
            tls: tls::connector(roots),
            names,
        }
    }

    /// The addresses that may be connected to: all of those the host leads to, or none.
    async fn checked(&self, host: &Host) -> Result<Vec<IpAddr>, DeliveryProblem> {
        let found = match host {
            Host::Ip(ip) => vec![*ip],
            Host::Name(name) => {
                let found = self.names.look_up(name).await;
                found.map_err(|_| DeliveryProblem::Unresolved)?
            }
        };
        match found.iter().all(|ip| is_public(*ip)) {
            _ if found.is_empty() => Err(DeliveryProblem::Unresolved),
            true => Ok(found),
            false => Err(DeliveryProblem::Forbidden),
        }
    }

    /// Posts within the time of an attempt; the status of the answer.
    async fn call(&self, call: &Call<'_>) -> Result<u16, DeliveryProblem> {
        let sent = tokio::time::timeout(ATTEMPT, self.send(call)).await;
        sent.unwrap_or(Err(DeliveryProblem::Timeout))
    }

    async fn send(&self, call: &Call<'_>) -> Result<u16, DeliveryProblem> {
        let (host, port) = (call.address.host(), call.address.port());
        let addresses = self.checked(host).await?;
        let name = match host {
            Host::Ip(ip) => ServerName::from(*ip),
            Host::Name(name) => {
                ServerName::try_from(name.clone()).map_err(|_| DeliveryProblem::Tls)?
            }
        };
        let tcp = connect(&addresses, port).await?;
        self.speak(tcp, name, call).await
    }

    /// Posts over a connection to whoever has a certificate for this name.
    pub(super) async fn speak(
        &self,
        tcp: TcpStream,
        name: ServerName<'static>,
        call: &Call<'_>,
    ) -> Result<u16, DeliveryProblem> {
        let tls = self.tls.connect(name, tcp).await;
        exchange(tls.map_err(|_| DeliveryProblem::Tls)?, call).await
    }
}

impl<N: Names> Transport for Https<N> {
    async fn post(&self, post: &Post) -> Result<u16, DeliveryProblem> {
        self.call(&Call::of_webhook(post)).await
    }
}

impl<N: Names> PushTransport for Https<N> {
    async fn push(&self, post: &PushPost) -> Result<u16, DeliveryProblem> {
        self.call(&Call::of_push(post)).await
    }
}

/// A connection to one of these very addresses: no name is looked up again.
async fn connect(addresses: &[IpAddr], port: u16) -> Result<TcpStream, DeliveryProblem> {
    for ip in addresses.iter().take(ADDRESSES_MAX) {
        if let Ok(stream) = TcpStream::connect(SocketAddr::new(*ip, port)).await {
            return Ok(stream);
        }
    }
    Err(DeliveryProblem::Unreachable)
}

/// Posts over a connection and reads the beginning of the answer.
async fn exchange<I>(io: I, call: &Call<'_>) -> Result<u16, DeliveryProblem>
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let broken = |_| DeliveryProblem::Unreachable;
    let mut request = Request::post(call.address.path())
        .header(header::HOST, call.address.authority())
        .header(header::CONTENT_TYPE, call.kind)
        .header(header::USER_AGENT, call.agent)
        .header(header::CONNECTION, "close");
    for (name, value) in &call.headers {
        request = request.header(*name, &**value);
    }
    let request = request
        .body(Full::new(call.body.clone()))
        .map_err(|_| DeliveryProblem::Unreachable)?;
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(ANSWER_MAX)
        .handshake(TokioIo::new(io))
        .await
        .map_err(broken)?;
    // Ends with this function, whatever the other side does.
    let mut driver = JoinSet::new();
    driver.spawn(async move {
        let _ = connection.await;
    });
    let answer = sender.send_request(request).await.map_err(broken)?;
    let (status, mut body) = (answer.status().as_u16(), answer.into_body());
    let mut read = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(broken)?;
        read += frame.data_ref().map_or(0, Bytes::len);
        if read >= ANSWER_MAX {
            break;
        }
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    /// A name that leads where a test wants it to.
    struct Leads(Vec<&'static str>);

    impl Names for Leads {
        async fn look_up(&self, _: &str) -> io::Result<Vec<IpAddr>> {
            let parsed = self.0.iter().map(|ip| ip.parse().expect("an address"));
            Ok(parsed.collect())
        }
    }

    fn post(address: &str) -> Post {
        Post {
            address: Address::parse(address).expect("an address"),
            message: "msg_1".into(),
            seconds: 1_700_000_000,
            signature: "v1,c2lnbmVk".into(),
            body: r#"{"type":"webhook.test"}"#.into(),
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_connected_to() {
        for leads in [
            vec!["127.0.0.1"],
            vec!["169.254.169.254"],
            vec!["::1"],
            vec!["::ffff:10.0.0.1"],
            vec!["64:ff9b::7f00:1"],
            // One good address does not make up for a bad one.
            vec!["93.184.216.34", "192.168.1.1"],
        ] {
            let https = Https::with_names(Leads(leads.clone()));
            let sent = https.post(&post("https://rebind.example.org/")).await;
            assert_eq!(sent, Err(DeliveryProblem::Forbidden), "{leads:?}");
        }
        let nowhere = Https::with_names(Leads(vec![]));
        let sent = nowhere.post(&post("https://nowhere.example.org/")).await;
        assert_eq!(sent, Err(DeliveryProblem::Unresolved));
    }

    /// Reads a request to its end and answers with these bytes.
    async fn answer(mut io: DuplexStream, bytes: Vec<u8>) -> String {
        let mut request = Vec::new();
        let mut some = [0; 1_024];
        while !request.ends_with(b"}") {
            let read = io.read(&mut some).await.expect("a request");
            assert!(read > 0, "the request ends with its body");
            request.extend_from_slice(&some[..read]);
        }
        // Whoever has read enough hangs up; the rest is not taken any more.
        let _ = io.write_all(&bytes).await;
        String::from_utf8(request).expect("text")
    }

    #[tokio::test]
    async fn the_three_headers_are_sent_and_a_redirect_is_an_answer() {
        let (ours, theirs) = duplex(64 * 1_024);
        let moved =
            b"HTTP/1.1 302 Found\r\nlocation: https://127.0.0.1/\r\ncontent-length: 0\r\n\r\n";
        let post = post("https://example.org:8443/hook?a=b");
        let call = Call::of_webhook(&post);
        let (status, request) = tokio::join!(exchange(ours, &call), answer(theirs, moved.to_vec()));
        assert_eq!(status, Ok(302));
        let request = request.to_lowercase();
        assert!(request.starts_with("post /hook?a=b http/1.1\r\n"));
        for line in [
            "host: example.org:8443\r\n",
            "webhook-id: msg_1\r\n",
            "webhook-timestamp: 1700000000\r\n",
            "webhook-signature: v1,c2lnbmvk\r\n",
            "content-type: application/json\r\n",
        ] {
            assert!(request.contains(line), "{line} in {request}");
        }
    }

    #[tokio::test]
    async fn a_message_to_a_browser_says_how_long_it_lasts_and_who_sends_it() {
        let (ours, theirs) = duplex(64 * 1_024);
        let post = PushPost {
            address: Address::parse("https://push.example.net/p/JzLQ3raZJfFBR0aqvOMs").unwrap(),
            authorization: "vapid t=a.b.c, k=d".into(),
            topic: "upd".into(),
            urgency: "high",
            seconds: 3_600,
            body: b"sealed}".to_vec(),
        };
        let taken = b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n".to_vec();
        let call = Call::of_push(&post);
        let (status, request) = tokio::join!(exchange(ours, &call), answer(theirs, taken));
        assert_eq!(status, Ok(201));
        let request = request.to_lowercase();
        assert!(request.starts_with("post /p/jzlq3razjffbr0aqvoms http/1.1\r\n"));
        for line in [
            "host: push.example.net\r\n",
            "authorization: vapid t=a.b.c, k=d\r\n",
            "content-encoding: aes128gcm\r\n",
            "content-length: 7\r\n",
            "ttl: 3600\r\n",
            "topic: upd\r\n",
            "urgency: high\r\n",
        ] {
            assert!(request.contains(line), "{line} in {request}");
        }
    }

    #[tokio::test]
    async fn an_answer_without_end_is_not_read_to_its_end() {
        let (ours, theirs) = duplex(4 * 1_024);
        let mut endless = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
        endless.resize(4 * 1_024 * 1_024, b'x');
        let post = post("https://example.org/");
        let call = Call::of_webhook(&post);
        let (status, _) = tokio::join!(exchange(ours, &call), answer(theirs, endless));
        assert_eq!(status, Ok(200));
    }

    #[tokio::test]
    async fn whoever_hangs_up_has_not_answered() {
        let (ours, theirs) = duplex(4 * 1_024);
        let post = post("https://example.org/");
        let call = Call::of_webhook(&post);
        let (status, _) = tokio::join!(exchange(ours, &call), answer(theirs, vec![]));
        assert_eq!(status, Err(DeliveryProblem::Unreachable));
    }
}
