//! Messages over real connections: only a receiver is spoken to whose certificate is for its name, holds
//! now, and is of somebody whom the portal trusts (reliability.md S-26). The certificates are those of the
//! folder; the authority that has made them has no key any more.

use super::call::Call;
use super::transport::{Https, Post, SystemNames};
use domain::webhooks::{Address, DeliveryProblem};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

const AUTHORITY: &[u8] = include_bytes!("authority.pem");
const RECEIVER: &[u8] = include_bytes!("receiver.pem");
const EXPIRED: &[u8] = include_bytes!("expired.pem");
const KEY: &[u8] = include_bytes!("receiver.key.pem");
const NAME: &str = "receiver.example.org";

fn certificate(pem: &[u8]) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem).expect("a certificate")
}

/// Whoever trusts the authority of these tests, or nobody at all.
fn https(trusts: bool) -> Https {
    let mut roots = RootCertStore::empty();
    if trusts {
        roots.add(certificate(AUTHORITY)).expect("an authority");
    }
    Https::trusting(roots, SystemNames)
}

fn message(name: &str) -> Post {
    Post {
        address: Address::parse(&format!("https://{name}/hook")).expect("an address"),
        message: "msg_1".into(),
        seconds: 1_700_000_000,
        signature: "v1,canary".into(),
        body: r#"{"type":"webhook.test"}"#.into(),
    }
}

/// A message to `name`, posted over a real connection to a receiver with this certificate: what came of it,
/// and whether the receiver has read anything.
async fn posted(
    https: &Https,
    name: &'static str,
    pem: &[u8],
) -> (Result<u16, DeliveryProblem>, bool) {
    let key = PrivateKeyDer::from_pem_slice(KEY).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("both versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate(pem)], key)
        .expect("a certificate with its key");
    let tls = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let to = listener.local_addr().expect("an address");
    let receives = async {
        let (tcp, _) = listener.accept().await.expect("a connection");
        let Ok(mut stream) = tls.accept(tcp).await else {
            return false;
        };
        let mut some = [0; 4_096];
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            match stream.read(&mut some).await {
                Ok(read @ 1..) => request.extend_from_slice(&some[..read]),
                // Whoever has seen the certificate hangs up.
                _ => return !request.is_empty(),
            }
        }
        let answer = b"HTTP/1.1 204 No Content\r\n\r\n";
        stream.write_all(answer).await.expect("it is read");
        true
    };
    let post = message(name);
    let posts = async {
        let tcp = TcpStream::connect(to).await.expect("a connection");
        let name = ServerName::try_from(name).expect("a name");
        https.speak(tcp, name, &Call::of_webhook(&post)).await
    };
    tokio::join!(posts, receives)
}

#[tokio::test]
async fn only_the_receiver_that_was_named_is_told() {
    let refused = (Err(DeliveryProblem::Tls), false);
    let trusting = https(true);
    assert_eq!(posted(&trusting, NAME, RECEIVER).await, (Ok(204), true));
    let other = posted(&trusting, "other.example.org", RECEIVER).await;
    assert_eq!(other, refused, "a certificate for another name");
    let expired = posted(&trusting, NAME, EXPIRED).await;
    assert_eq!(expired, refused, "one that has run out");
    let unknown = posted(&https(false), NAME, RECEIVER).await;
    assert_eq!(unknown, refused, "one of somebody unknown");
}

#[tokio::test]
async fn nothing_is_said_to_whoever_does_not_encrypt() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let to = listener.local_addr().expect("an address");
    let plain = async {
        let (mut tcp, _) = listener.accept().await.expect("a connection");
        let mut some = [0; 4_096];
        let read = tcp.read(&mut some).await.expect("the beginning");
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
        tcp.write_all(answer).await.expect("it is read");
        String::from_utf8_lossy(&some[..read]).into_owned()
    };
    let post = message(NAME);
    let posts = async {
        let tcp = TcpStream::connect(to).await.expect("a connection");
        let name = ServerName::try_from(NAME).expect("a name");
        https(true).speak(tcp, name, &Call::of_webhook(&post)).await
    };
    let (sent, said) = tokio::join!(posts, plain);
    assert_eq!(sent, Err(DeliveryProblem::Tls));
    assert!(!said.contains("canary") && !said.contains("POST"), "{said}");
}
