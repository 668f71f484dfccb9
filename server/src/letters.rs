//! The letters of organisations that apply, for the staff that decides (reliability.md S-23): kept as
//! files like the bank's, and never shown by a browser as anything of this site.

use crate::api::problem;
use crate::proofs::{file, refuse};
use crate::router::AppState;
use crate::routes::{Router, get};
use app::ssr::Asker;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::ids::ApplicationId;
use service::Error;

/// `/admin/organisations/{id}/letter`.
pub fn router() -> Router {
    Router::new().route("/admin/organisations/{id}/letter", get(letter))
}

async fn letter(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
) -> Response {
    let Ok(id) = id.parse::<ApplicationId>() else {
        return problem::refuse(Error::NotFound);
    };
    let portal = asker.portal(state.portal);
    let found = portal.application_letter(asker.account.as_ref(), id);
    match found.await {
        Ok((name, bytes)) => file(&format!("letter-{id}"), &name, bytes),
        Err(error) => refuse(error, &asker, &format!("/admin/organisations/{id}/letter")),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use domain::second_factor::FRESH_MS;
    use http::StatusCode;
    use leptos::config::LeptosOptions;
    use service::Settings;
    use service::testing::TestPortal;
    use tower::ServiceExt;

    #[tokio::test]
    async fn a_letter_is_a_file_for_the_staff_and_nothing_for_others() {
        let site = TestPortal::new().await;
        site.centre().await;
        site.bidder("anna").await;
        let (id, _) = site.application("示例企业（示例）", "newcomer").await;
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = crate::router::router(site.portal.clone(), options);
        let path = format!("/admin/organisations/{id}/letter");
        let get = async |who: Option<&str>| {
            let mut request = Request::builder().uri(&path);
            if let Some(login) = who {
                let signed_in = site.portal.sign_in(login, "test-password").await.unwrap();
                request = request.header("cookie", format!("luochui-login={}", signed_in.token));
            }
            let request = request.body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap()
        };
        let read = get(Some("centre")).await;
        assert_eq!(read.status(), StatusCode::OK);
        assert_eq!(read.headers()["content-type"], "application/octet-stream");
        let policy = &read.headers()["content-security-policy"];
        assert_eq!(policy, "sandbox; default-src 'none'");
        let kept = read.headers()["content-disposition"].to_str().unwrap();
        assert!(kept.starts_with("attachment; "), "{kept}");
        let bytes = to_bytes(read.into_body(), 1_000).await.unwrap();
        assert!(bytes.starts_with(b"%PDF-"));
        assert_eq!(get(None).await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(get(Some("anna")).await.status(), StatusCode::FORBIDDEN);
    }

    /// Whoever has just signed in is given it; later its link leads to a proof of identity, and back.
    #[tokio::test]
    async fn a_letter_waits_for_a_fresh_proof() {
        let site = TestPortal::new().await;
        site.centre().await;
        let (id, _) = site.application("示例企业（示例）", "newcomer").await;
        let settings = Settings {
            step_up: true,
            ..Settings::default()
        };
        let portal = site.beside_with(settings).await;
        let signed_in = portal.sign_in("centre", "test-password").await.unwrap();
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = crate::router::router(portal, options);
        let get = async || {
            let request = Request::get(format!("/admin/organisations/{id}/letter"))
                .header("cookie", format!("luochui-login={}", signed_in.token))
                .header("accept", "text/html");
            let request = request.body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap()
        };
        assert_eq!(get().await.status(), StatusCode::OK);
        site.clock.advance_millis(FRESH_MS);
        let led = get().await;
        assert_eq!(led.status(), StatusCode::SEE_OTHER);
        let to = led.headers()["location"].to_str().unwrap();
        let begin = "/account/confirm?next=%2Fadmin%2Forganisations%2F";
        assert!(to.starts_with(begin), "{to}");
    }
}
