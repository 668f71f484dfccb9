//! The bank's files that the centre has put on record, for the centre alone (reliability.md S-23): they
//! are kept as files and never shown by a browser as anything of this site.

use crate::api::problem;
use crate::router::AppState;
use crate::routes::{Router, get};
use app::accounts::with_query;
use app::lang::href;
use app::ssr::Asker;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::evidence::FileHash;
use domain::ids::DepositId;
use http::{HeaderName, header};
use locales::Lang;
use service::Error;
use std::fmt::Write;

/// Digits of the fingerprint in the plain name of a file.
const DIGITS: usize = 16;

/// `/admin/deposits/{id}/proofs/{hash}`.
pub fn router() -> Router {
    Router::new().route("/admin/deposits/{id}/proofs/{hash}", get(proof))
}

async fn proof(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path((id, hash)): Path<(String, String)>,
) -> Response {
    let asked = id.parse().ok().zip(FileHash::parse(&hash));
    let Some((id, hash)) = asked else {
        return problem::refuse(Error::NotFound);
    };
    let found = asker
        .portal(state.portal)
        .deposit_proof(asker.account.as_ref(), DepositId(id), hash)
        .await;
    match found {
        Ok((name, bytes)) => {
            let digits: String = hash.to_string().chars().take(DIGITS).collect();
            file(&format!("proof-{digits}"), &name, bytes)
        }
        Err(error) => refuse(
            error,
            &asker,
            &format!("/admin/deposits/{id}/proofs/{hash}"),
        ),
    }
}

/// Why there is no file at `path`. Whoever follows its link in a page is led to the proof of identity that
/// it wants, and back.
pub fn refuse(error: Error, asker: &Asker, path: &str) -> Response {
    match error {
        Error::Invalid { code, .. } if code == "STEP_UP_REQUIRED" && asker.wants_page => {
            let confirm = href(Lang::of_path(path), "/account/confirm");
            Redirect::to(&with_query(&confirm, "next", path)).into_response()
        }
        error => problem::refuse(error),
    }
}

/// A file of somebody else: kept under the name it was sent with, shown by no browser.
pub fn file(plain: &str, name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, disposition(plain, name)),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (
            HeaderName::from_static("content-security-policy"),
            "sandbox; default-src 'none'".to_owned(),
        ),
        (
            HeaderName::from_static("x-content-type-options"),
            "nosniff".to_owned(),
        ),
    ];
    (headers, bytes).into_response()
}

/// Every byte of a name that could mean something else in a header is encoded (RFC 6266, RFC 8187);
/// `plain` is what programs get that read no others.
pub fn disposition(plain: &str, name: &str) -> String {
    let mut encoded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                encoded.push(char::from(byte));
            }
            _ => write!(encoded, "%{byte:02X}").expect("a text takes everything"),
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use domain::views::DepositFilter;
    use http::StatusCode;
    use leptos::config::LeptosOptions;
    use service::testing::TestPortal;
    use tower::ServiceExt;

    #[test]
    fn no_name_gets_out_of_its_header() {
        let plain = "attachment; filename=\"proof-abababababababab\"; filename*=UTF-8''";
        let named = |name| disposition("proof-abababababababab", name);
        assert_eq!(named("slip-1.pdf"), format!("{plain}slip-1.pdf"));
        assert_eq!(named("回单.pdf"), format!("{plain}%E5%9B%9E%E5%8D%95.pdf"));
        let hostile = named("a\"\r\nSet-Cookie: x=1;../\u{202e}fdp.exe");
        assert!(!hostile.contains(['\r', '\n', '/']), "{hostile}");
        assert_eq!(hostile.matches('"').count(), 2, "{hostile}");
        assert!(hostile.is_ascii());
    }

    /// Signs in and gives the cookie.
    async fn cookie(site: &TestPortal, login: &str) -> String {
        let signed_in = site.portal.sign_in(login, "test-password").await.unwrap();
        format!("luochui-login={}", signed_in.token)
    }

    #[tokio::test]
    async fn a_proof_is_a_file_for_the_centre_and_nothing_for_others() {
        let site = TestPortal::new().await;
        let lot = site.open_lot_with_deposit("P2026-ENER-0001").await;
        let (centre, anna) = (site.centre().await, site.bidder("anna").await);
        anna.enrol(&lot).await.unwrap();
        centre.hold(&anna, &lot).await;
        let page = site
            .portal
            .office_deposits(&centre.account, DepositFilter::Held, None);
        let proof = page.await.unwrap().proofs.remove(0);
        let path = format!("/admin/deposits/{}/proofs/{}", proof.deposit, proof.hash);
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = crate::router::router(site.portal.clone(), options);
        let get = async |path: &str, cookie: Option<String>| {
            let mut request = Request::builder().uri(path);
            if let Some(cookie) = cookie {
                request = request.header("cookie", cookie);
            }
            let request = request.body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap()
        };
        let staff = cookie(&site, "centre").await;
        let read = get(&path, Some(staff.clone())).await;
        assert_eq!(read.status(), StatusCode::OK);
        let header = |name: &str| read.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("content-type"), "application/octet-stream");
        assert_eq!(header("cache-control"), "private, no-store");
        assert_eq!(
            header("content-security-policy"),
            "sandbox; default-src 'none'"
        );
        let disposition = header("content-disposition");
        assert!(disposition.starts_with("attachment; "), "{disposition}");
        assert!(
            disposition.ends_with("''%E5%9B%9E%E5%8D%95.pdf"),
            "{disposition}"
        );
        let bytes = to_bytes(read.into_body(), 1_000).await.unwrap();
        assert_eq!(&bytes[..], b"%PDF-1.4 bank");

        let bidder = cookie(&site, "anna").await;
        for who in [None, Some(bidder)] {
            let refused = get(&path, who).await;
            assert_eq!(refused.status(), StatusCode::NOT_FOUND);
        }
        let base = format!("/admin/deposits/{}/proofs", proof.deposit);
        for wrong in [
            format!("{base}/{}", "0".repeat(64)),
            format!("/admin/deposits/9999/proofs/{}", proof.hash),
            format!("/admin/deposits/x/proofs/{}", proof.hash),
        ] {
            let missing = get(&wrong, Some(staff.clone())).await;
            assert_eq!(missing.status(), StatusCode::NOT_FOUND, "{wrong}");
        }
    }
}
