//! A request is answered within a bounded time. What was begun for it may still happen: its outcome
//! is unknown, never refused (reliability.md §2.4).

use crate::api::problem;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use service::Error;
use std::time::Duration;
use tokio::time::timeout;

/// Answers in the place of a handler that takes longer than `longest`.
pub async fn within(State(longest): State<Duration>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let answer = timeout(longest, next.run(request)).await;
    answer.unwrap_or_else(|_| problem::instead(&path, Error::OutcomeUnknown))
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::error::AppError;
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use http::StatusCode;
    use serde_json::Value;
    use tower::ServiceExt;

    /// How a router answers whose handlers take `takes` and may take 50 ms.
    async fn ask(path: &str, takes: Duration) -> (StatusCode, String) {
        let handler = move || async move {
            tokio::time::sleep(takes).await;
            "done"
        };
        let router = Router::new()
            .route("/page", get(handler))
            .route("/fn/bidding/form", get(handler))
            .route("/api/v1/slow", get(handler))
            .layer(from_fn_with_state(Duration::from_millis(50), within));
        let request = Request::get(path).body(Body::empty()).unwrap();
        let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
        let bytes = to_bytes(body, 1 << 20).await.unwrap();
        (parts.status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn an_answer_that_does_not_come_leaves_the_outcome_unknown() {
        let never = Duration::from_secs(3_600);
        let (status, body) = ask("/api/v1/slow", never).await;
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(status, StatusCode::GATEWAY_TIMEOUT);
        assert_eq!(
            (&body["outcome"], &body["code"]),
            (&"UNKNOWN".into(), &"OUTCOME_UNKNOWN".into())
        );
        assert_eq!(body.get("not_queued"), None, "nothing is promised");
        let (status, body) = ask("/page", never).await;
        assert_eq!(status, StatusCode::GATEWAY_TIMEOUT);
        assert_eq!(body.lines().count(), 2, "in both languages");
        let (status, body) = ask("/fn/bidding/form", never).await;
        assert_eq!(status, StatusCode::GATEWAY_TIMEOUT);
        let told: AppError = body.parse().unwrap();
        assert_eq!(told, AppError::OutcomeUnknown, "to the script of a page");
        for path in ["/page", "/api/v1/slow"] {
            let answered = ask(path, Duration::ZERO).await;
            assert_eq!(answered, (StatusCode::OK, "done".into()));
        }
    }
}
