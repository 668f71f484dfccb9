//! TLS to other machines: 1.2 and 1.3, `ring`, and whoever this machine trusts. One way for all that
//! leaves the portal this way.

use std::sync::Arc;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Speaks to whoever has a certificate of one of these.
///
/// # Panics
/// Never: the cipher suites of the provider know both versions of TLS.
pub(crate) fn connector(roots: RootCertStore) -> TlsConnector {
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider knows both versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

/// The certificates that this machine trusts; a line of the log when there are none, and what cannot be
/// done then.
pub(crate) fn system_roots(without: &str) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs().certs;
    let (known, _) = roots.add_parsable_certificates(found);
    if known == 0 {
        tracing::warn!("this machine trusts no certificate: {without}");
    }
    roots
}
