//! `/files/{id}`: files of lots, participations and agreements (domain.md LG-7): kept as files, never shown
//! by a browser as anything of this site. A private one leads on to an address that runs out.

use crate::api::problem;
use crate::proofs::file;
use crate::router::AppState;
use crate::routes::{Router, get};
use app::ssr::Asker;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::files::address::Signed;
use domain::ids::FileId;
use domain::time::Timestamp;
use http::{HeaderValue, header};
use serde::Deserialize;
use service::Error;
use service::files::FileAnswer;

/// What an address that runs out carries.
#[derive(Deserialize)]
struct Asked {
    until: Option<i64>,
    mac: Option<String>,
}

/// `/files/{id}`.
pub fn router() -> Router {
    Router::new().route("/files/{id}", get(stored))
}

async fn stored(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Ok(id) = id.parse::<FileId>() else {
        return problem::refuse(Error::NotFound);
    };
    let signed = asked.until.zip(asked.mac).map(|(until, mac)| Signed {
        until: Timestamp::from_millis(until),
        mac,
    });
    let portal = asker.portal(state.portal);
    let answer = portal.read_file(asker.account.as_ref(), id, signed.as_ref());
    match answer.await {
        Ok(FileAnswer::Signed(signed)) => lead_on(id, &signed),
        Ok(FileAnswer::Bytes { name, media, bytes }) => {
            let mut response = file(&format!("file-{id}"), &name, bytes);
            let kind = HeaderValue::from_static(media.code());
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
            response
        }
        Err(error) => problem::refuse(error),
    }
}

/// The address that works for whoever asked; no cache keeps it.
fn lead_on(id: FileId, signed: &Signed) -> Response {
    let to = format!(
        "/files/{id}?until={}&mac={}",
        signed.until.millis(),
        signed.mac
    );
    let no_store = [(header::CACHE_CONTROL, "private, no-store")];
    (no_store, Redirect::to(&to)).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use axum::response::Response;
    use http::StatusCode;
    use leptos::config::LeptosOptions;
    use service::testing::TestPortal;
    use tower::ServiceExt;

    async fn cookie(site: &TestPortal, login: &str) -> String {
        let signed_in = site.portal.sign_in(login, "test-password").await.unwrap();
        format!("luochui-login={}", signed_in.token)
    }

    fn header<'r>(response: &'r Response, name: &str) -> &'r str {
        response.headers()[name].to_str().unwrap()
    }

    #[tokio::test]
    async fn a_private_file_comes_by_an_address_that_runs_out() {
        let site = TestPortal::new().await;
        let liaison = site.liaison().await;
        site.centre().await;
        site.bidder("anna").await;
        let path = format!("/files/{}", site.scan_of(&liaison).await);
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = crate::router::router(site.portal.clone(), options);
        let get = async |path: &str, cookie: Option<&str>| {
            let mut request = Request::builder().uri(path);
            if let Some(cookie) = cookie {
                request = request.header("cookie", cookie);
            }
            let request = request.body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap()
        };
        let (own, staff) = (
            cookie(&site, "liaison").await,
            cookie(&site, "centre").await,
        );
        let led = get(&path, Some(&own)).await;
        assert_eq!(led.status(), StatusCode::SEE_OTHER);
        let address = header(&led, "location").to_owned();
        let read = get(&address, Some(&own)).await;
        assert_eq!(read.status(), StatusCode::OK);
        assert_eq!(header(&read, "content-type"), "application/pdf");
        assert_eq!(header(&read, "x-content-type-options"), "nosniff");
        assert_eq!(header(&read, "cache-control"), "private, no-store");
        assert_eq!(
            header(&read, "content-security-policy"),
            "sandbox; default-src 'none'"
        );
        let kept = header(&read, "content-disposition").to_owned();
        assert!(kept.starts_with("attachment; "), "{kept}");
        assert!(kept.ends_with("''scan.pdf"), "{kept}");
        let bytes = to_bytes(read.into_body(), 1_000).await.unwrap();
        assert_eq!(&bytes[..], b"%PDF-1.4 scan");
        // It is the liaison's alone, also among those who may read the file.
        let status = get(&address, Some(&staff)).await.status();
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let changed = address.replace("mac=", "mac=0");
        let status = get(&changed, Some(&own)).await.status();
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let anna = cookie(&site, "anna").await;
        for who in [None, Some(anna.as_str())] {
            for path in [&path, &address, &"/files/9999".to_owned()] {
                assert_eq!(get(path, who).await.status(), StatusCode::NOT_FOUND);
            }
        }
        site.clock.advance_millis(10 * 60_000);
        let status = get(&address, Some(&own)).await.status();
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
