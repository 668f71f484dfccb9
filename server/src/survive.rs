//! A panic in a handler ends one request, not the process, and tells nobody how the portal is
//! built (reliability.md F-23).

use crate::api::problem;
use crate::guard::RANDOM;
use crate::traces;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use futures::FutureExt;
use http::StatusCode;
use locales::Lang;
use std::panic::AssertUnwindSafe;
use tracing::{Instrument, field};

/// Number of a request in the log.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Numbers the request, and answers in the place of a handler that panics. What was left half done
/// is nobody's: writes run in tasks of their own and end there.
pub async fn survive(mut request: Request, next: Next) -> Response {
    let id = RANDOM.token::<6>();
    let of_api = request.uri().path().starts_with("/api/");
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    // Every line of the log that belongs to this request says so, and who asked; also where only
    // errors are logged.
    let span = tracing::error_span!("request", id, actor = field::Empty);
    let trace = traces::of_request(&request, &id);
    let answered = AssertUnwindSafe(next.run(request))
        .catch_unwind()
        .instrument(span.clone())
        .instrument(trace.clone())
        .await;
    let _entered = span.enter();
    let response = answered.unwrap_or_else(|_| {
        tracing::error!("a handler panicked; the lines above say where");
        if of_api {
            problem::panicked(&id)
        } else {
            (StatusCode::INTERNAL_SERVER_ERROR, Html(page(&id))).into_response()
        }
    });
    let status = response.status();
    traces::answered(&trace, status);
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        // Who tries what he may not (reliability.md S-33).
        tracing::info!(%method, path, status = status.as_u16(), "refused");
    }
    response
}

/// A page that needs nothing of what may just have failed.
fn page(id: &str) -> String {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| locales::errors_text(lang, "INTERNAL", &[]));
    format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>500</title>\
         <p>{zh}</p><p lang=\"en\">{en}</p><p><code>{id}</code></p></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt;

    async fn ask(path: &str) -> (StatusCode, String) {
        async fn fail() -> &'static str {
            panic!("the price of the house")
        }
        let router = Router::new()
            .route("/page", get(fail))
            .route("/api/v1/fail", get(fail))
            .route("/well", get(|| async { "well" }))
            .layer(from_fn(survive));
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.unwrap();
        (parts.status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_panic_is_an_answer_with_a_number_and_without_its_cause() {
        for path in ["/page", "/api/v1/fail"] {
            let (status, body) = ask(path).await;
            assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
            assert!(!body.contains("price") && !body.contains("src/"), "{body}");
        }
        let (_, body) = ask("/api/v1/fail").await;
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["code"], "INTERNAL");
        assert_eq!(body["outcome"], "UNKNOWN", "it may have done its work");
        assert_eq!(body["request"].as_str().unwrap().len(), 12);
        assert_eq!(ask("/well").await, (StatusCode::OK, "well".into()));
    }
}
