//! The empty collection forms, `/templates/{file}`: whoever looks at the portal may have them, for the
//! current season or for the one that `season` names.

use crate::api::problem;
use crate::proofs::disposition;
use crate::router::AppState;
use crate::routes::{Router, get};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::header;
use serde::Deserialize;
use service::Error;

/// What a workbook is sent as.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `/templates/patent.xlsx?season=2023`, and the agenda form of a session.
pub fn router() -> Router {
    let agenda = crate::agenda::router();
    agenda.route("/templates/{file}", get(template))
}

#[derive(Deserialize)]
struct Asked {
    season: Option<String>,
}

async fn template(
    State(state): State<AppState>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(kind) = file.strip_suffix(".xlsx") else {
        return problem::refuse(Error::NotFound);
    };
    let season = asked.season.as_deref().filter(|code| !code.is_empty());
    match state.portal.form_template(kind, season).await {
        Ok(template) => {
            let headers = [
                (header::CONTENT_TYPE, XLSX.to_owned()),
                (
                    header::CONTENT_DISPOSITION,
                    disposition(&file, &template.name),
                ),
                // Lists and dates are those of the season, and staff may change them.
                (header::CACHE_CONTROL, "no-cache".to_owned()),
            ];
            (headers, template.bytes).into_response()
        }
        Err(error) => problem::refuse(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use http::StatusCode;
    use leptos::config::LeptosOptions;
    use service::testing::TestPortal;
    use tower::ServiceExt;

    #[tokio::test]
    async fn each_form_is_a_file_named_after_its_season() {
        let site = TestPortal::new().await;
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = crate::router::router(site.portal.clone(), options);
        let get = |path: &'static str| {
            let router = router.clone();
            async move {
                let request = Request::builder().uri(path).body(Body::empty()).unwrap();
                let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
                (parts, to_bytes(body, 1 << 20).await.unwrap())
            }
        };
        let (parts, body) = get("/templates/liaison.xlsx?season=2022").await;
        assert_eq!(parts.status, StatusCode::OK);
        assert_eq!(parts.headers[header::CONTENT_TYPE], XLSX);
        let name = parts.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        let plain = "attachment; filename=\"liaison.xlsx\"; filename*=UTF-8''";
        assert!(
            name.starts_with(plain) && name.ends_with("_2022-AUCTION.xlsx"),
            "{name}"
        );
        assert!(body.starts_with(b"PK"));
        for none in [
            "/templates/patent.csv",
            "/templates/lots.xlsx",
            "/templates/patent.xlsx?season=1999",
        ] {
            assert_eq!(get(none).await.0.status, StatusCode::NOT_FOUND, "{none}");
        }
    }
}
