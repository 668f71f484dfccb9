//! PostgreSQL over TLS, with real certificates: the portal speaks to a server whose certificate is for its name,
//! holds now, and is of an authority that was named (reliability.md S-29). The certificates are those of the
//! folder, for `localhost`; the authority that has made them has no key any more.

use crate::StoreOptions;
use crate::postgres::open;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ProtocolVersion, ServerConfig};

const AUTHORITY: &[u8] = include_bytes!("authority.pem");
const OTHER: &[u8] = include_bytes!("other.pem");
const SERVER: &[u8] = include_bytes!("server.pem");
const EXPIRED: &[u8] = include_bytes!("expired.pem");
const KEY: &[u8] = include_bytes!("server.key.pem");

/// What a server says that speaks TLS.
const TLS: &[u8] = b"S";

fn acceptor(pem: &[u8]) -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_slice(pem).expect("a certificate");
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("both versions")
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate],
            PrivateKeyDer::from_pem_slice(KEY).expect("a key"),
        );
    TlsAcceptor::from(Arc::new(config.expect("a certificate with its key")))
}

/// Takes one connection as PostgreSQL does. Answers the name that the client signs in with and the version of
/// TLS; nothing when it hangs up before it says anything.
async fn signed_in(mut tcp: TcpStream, tls: TlsAcceptor) -> Option<(String, ProtocolVersion)> {
    let mut asked = [0; 8];
    tcp.read_exact(&mut asked).await.ok()?;
    tcp.write_all(TLS).await.ok()?;
    let mut stream = tls.accept(tcp).await.ok()?;
    // A length, the version of the protocol, and names with their values.
    let length = usize::try_from(stream.read_u32().await.ok()?).ok()?;
    let mut rest = vec![0; length - 4];
    stream.read_exact(&mut rest).await.ok()?;
    let told = String::from_utf8_lossy(&rest[4..]).into_owned();
    Some((told, stream.get_ref().1.protocol_version()?))
}

/// Somebody opens a store at `host` with this word and this authority, where a server has this certificate.
async fn opened(
    host: &str,
    mode: &str,
    authority: &[u8],
    server: &[u8],
) -> Option<(String, ProtocolVersion)> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, authority).expect("a file");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let url = format!(
        "postgres://luochui:secret@{host}:{port}/season?sslmode={mode}&sslrootcert={}",
        roots.display()
    );
    let tls = acceptor(server);
    let asked = tokio::spawn(async move {
        let (tcp, _) = listener.accept().await.expect("a client");
        signed_in(tcp, tls).await
    });
    let opened = open(&url, &StoreOptions::default()).await;
    assert!(opened.is_err(), "what is there has no tables");
    asked.await.expect("what was asked")
}

#[tokio::test]
async fn the_database_is_spoken_to_with_a_certificate_that_holds_for_its_name() {
    let full = opened("localhost", "verify-full", AUTHORITY, SERVER).await;
    let (told, version) = full.expect("it signs in");
    assert!(
        told.contains("luochui") && told.contains("season"),
        "{told}"
    );
    assert_eq!(version, ProtocolVersion::TLSv1_3);
}

#[tokio::test]
async fn nothing_is_said_to_a_server_that_cannot_show_who_it_is() {
    for (why, host, authority, server) in [
        ("of another authority", "localhost", OTHER, SERVER),
        ("that has run out", "localhost", AUTHORITY, EXPIRED),
        ("for another name", "127.0.0.1", AUTHORITY, SERVER),
    ] {
        let told = opened(host, "verify-full", authority, server).await;
        assert_eq!(told, None, "a certificate {why}");
    }
    // The word makes the difference: this one does not look at the name, as PostgreSQL's own clients do not.
    let told = opened("127.0.0.1", "verify-ca", AUTHORITY, SERVER).await;
    assert!(told.is_some());
    let told = opened("127.0.0.1", "verify-ca", OTHER, SERVER).await;
    assert_eq!(told, None);
}
