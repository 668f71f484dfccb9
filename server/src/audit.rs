//! The audit record as a file: `/admin/audit/export.csv` and `.jsonl`, with the filter of the page in
//! the address. It is read chunk by chunk while it is sent, so that a record of any size fits.

use crate::api::problem;
use crate::router::AppState;
use crate::routes::{Router, get};
use app::audit::query_of;
use app::ssr::Asker;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Query as Asked, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::audit::{AuditRow, CSV_HEAD, Query, csv_line, json_line};
use futures::StreamExt;
use futures::stream::unfold;
use http::header;
use service::{Error, Portal};
use std::collections::HashMap;

/// How a file is written.
#[derive(Clone, Copy)]
pub struct Format {
    /// The ending of its name; the record notes it.
    pub name: &'static str,
    kind: &'static str,
    /// What stands before the first row.
    pub head: &'static str,
    /// A row.
    pub line: fn(&AuditRow) -> String,
}

/// For spreadsheets.
pub const CSV: Format = Format {
    name: "csv",
    kind: "text/csv; charset=utf-8",
    head: CSV_HEAD,
    line: csv_line,
};

/// For programs.
pub const JSONL: Format = Format {
    name: "jsonl",
    kind: "application/jsonl; charset=utf-8",
    head: "",
    line: json_line,
};

/// The two files.
pub fn router() -> Router {
    Router::new()
        .route("/admin/audit/export.csv", get(csv))
        .route("/admin/audit/export.jsonl", get(jsonl))
}

type Values = Asked<HashMap<String, String>>;

async fn csv(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    values: Values,
) -> Response {
    file(state.portal, asker, values, CSV).await
}

async fn jsonl(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    values: Values,
) -> Response {
    file(state.portal, asker, values, JSONL).await
}

async fn file(portal: Portal, asker: Asker, Asked(values): Values, format: Format) -> Response {
    let Some(account) = &asker.account else {
        return problem::refuse(Error::LoginRequired);
    };
    let query = query_of(|name| values.get(name).map(String::as_str));
    let portal = portal.in_request(&asker.request);
    let query = match portal.begin_audit_file(account, query, format.name).await {
        Ok(query) => query,
        Err(error) => return problem::refuse(error),
    };
    let name = format!("attachment; filename=\"audit.{}\"", format.name);
    let headers = [
        (header::CONTENT_TYPE, format.kind.to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, body(portal, query, format)).into_response()
}

/// The rows, a chunk at a time. A failure on the way ends the file in the middle, which the receiver
/// sees: its end never comes.
fn body(portal: Portal, query: Query, format: Format) -> Body {
    let rows = unfold(Some(query), move |query| {
        let portal = portal.clone();
        async move {
            let query = query?;
            let page = match portal.audit_chunk(&query).await {
                Ok(page) => page,
                Err(error) => return Some((Err(error), None)),
            };
            let text: String = page.rows.iter().map(format.line).collect();
            let rest = page.next.map(|below| Query {
                below: Some(below),
                ..query
            });
            Some((Ok(Bytes::from(text)), rest))
        }
    });
    let head = futures::stream::iter([Ok(Bytes::from_static(format.head.as_bytes()))]);
    // Whoever compresses it may ask once more after its end.
    Body::from_stream(head.chain(rows).fuse())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use axum::http::Request;
    use http::StatusCode;
    use leptos::config::LeptosOptions;
    use service::testing::TestPortal;
    use tower::ServiceExt;

    async fn get(site: &TestPortal, path: &str, login: Option<&str>) -> (StatusCode, String) {
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = crate::router::router(site.portal.clone(), options);
        let mut request = Request::builder().uri(path);
        if let Some(login) = login {
            let signed_in = site.portal.sign_in(login, "test-password").await.unwrap();
            request = request.header("cookie", format!("luochui-login={}", signed_in.token));
        }
        let answer = router.oneshot(request.body(Body::empty()).unwrap()).await;
        let (parts, body) = answer.unwrap().into_parts();
        let bytes = to_bytes(body, 1 << 20).await.unwrap();
        (parts.status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn the_record_is_a_file_for_its_readers_and_each_file_is_a_row() {
        let site = TestPortal::new().await;
        let (centre, anna) = (site.centre().await, site.bidder("anna").await);
        let lot = site.lot("P2026-ENER-0001", false).await;
        centre.publish(&[lot]).await.unwrap();

        let path = "/admin/audit/export.csv?act=lot.publish";
        let (status, csv) = get(&site, path, Some("centre")).await;
        assert_eq!(status, StatusCode::OK);
        let lines: Vec<&str> = csv.split("\r\n").collect();
        assert!(lines[0].starts_with("\u{feff}seq,at,actor,"), "{csv}");
        assert!(
            lines[1].contains(",lot.publish,lot,P2026-ENER-0001,"),
            "{csv}"
        );
        assert_eq!(lines[2..], [""], "{csv}");

        let path = "/admin/audit/export.jsonl?act=audit.export";
        let (_, jsonl) = get(&site, path, Some("centre")).await;
        let row: AuditRow = serde_json::from_str(jsonl.trim()).unwrap();
        assert_eq!(
            (row.object.as_str(), row.login.as_deref()),
            ("csv", Some("centre"))
        );
        assert_eq!(row.actor, Some(centre.account.id));
        assert_eq!(
            row.request.map(|number| number.len()),
            Some(12),
            "as in the log"
        );

        let login = anna.account.login.as_str();
        let (refused, body) = get(&site, path, Some(login)).await;
        assert_eq!(refused, StatusCode::FORBIDDEN);
        assert!(!body.contains("lot.publish"), "{body}");
        assert_eq!(get(&site, path, None).await.0, StatusCode::UNAUTHORIZED);
    }
}
