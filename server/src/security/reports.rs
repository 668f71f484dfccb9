//! What browsers report about pages that broke their content policy (reliability.md S-12): an injected
//! script that was stopped is told here, and nowhere else.
//!
//! Anybody can post to it, so nothing of a report is believed: few fields are read, each is cut, what may
//! carry a secret (queries, samples of scripts) is left out, and what comes beyond an allowance is
//! counted and not logged.

use crate::router::AppState;
use app::ssr::Asker;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::allowances::Allowance;
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;

/// Where browsers send them.
pub const PATH: &str = "/policy-reports";
/// The name of that address among the endpoints of an answer.
pub const GROUP: &str = "policy";
/// The largest report that is read, bytes.
const REPORT_MAX: usize = 16 * 1024;
/// Reports that are read of one request: browsers send what they have gathered together.
const REPORTS_MAX: usize = 20;
/// What is kept of one field, characters.
const FIELD_MAX: usize = 200;

/// One page that broke its policy.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Broken {
    /// Path of the page, without its query.
    page: String,
    /// The rule.
    rule: String,
    /// What was stopped: `inline`, `eval`, or an origin.
    blocked: String,
    /// Line of the page.
    line: u64,
}

/// `POST /policy-reports`: counts and logs what a browser reports.
pub async fn take(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let portal = asker.portal(state.portal.clone());
    if let Err(error) = portal.take_allowance(Allowance::Report, None) {
        return crate::api::problem::instead(PATH, error);
    }
    if body.len() > REPORT_MAX {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !["application/csp-report", "application/reports+json"].contains(&kind) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let Some(reports) = read(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    for report in reports {
        portal.count_policy_report();
        // From many addresses they could fill the log all the same.
        if portal.take_shared_allowance(Allowance::Report).is_ok() {
            tracing::warn!(
                page = report.page,
                rule = report.rule,
                blocked = report.blocked,
                line = report.line,
                "a page broke its content policy"
            );
        }
    }
    StatusCode::NO_CONTENT.into_response()
}

/// The reports of a body: one of `report-uri`, or a list of `report-to`. Nothing for what is neither.
fn read(body: &[u8]) -> Option<Vec<Broken>> {
    let body: Value = serde_json::from_slice(body).ok()?;
    if let Some(report) = body.get("csp-report") {
        let field = |name| text(report.get(name));
        return Some(vec![Broken {
            page: path(&field("document-uri")),
            rule: cut(match field("effective-directive") {
                rule if rule.is_empty() => field("violated-directive"),
                rule => rule,
            }),
            blocked: origin(&field("blocked-uri")),
            line: number(report.get("line-number")),
        }]);
    }
    let of_policy = |report: &&Value| text(report.get("type")) == "csp-violation";
    let reports = body.as_array()?.iter().take(REPORTS_MAX).filter(of_policy);
    let broken = |report: &Value| {
        let body = report.get("body").cloned().unwrap_or_default();
        Broken {
            page: path(&text(body.get("documentURL"))),
            rule: cut(text(body.get("effectiveDirective"))),
            blocked: origin(&text(body.get("blockedURL"))),
            line: number(body.get("lineNumber")),
        }
    };
    Some(reports.map(broken).collect())
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn number(value: Option<&Value>) -> u64 {
    value.and_then(Value::as_u64).unwrap_or_default()
}

fn cut(text: String) -> String {
    text.chars().take(FIELD_MAX).collect()
}

/// The path of a page: its query may carry a secret.
fn path(address: &str) -> String {
    let path = address.parse::<http::Uri>().ok();
    cut(path.map_or_else(String::new, |uri| uri.path().to_owned()))
}

/// Where something came from: the word of the browser, or scheme and host.
fn origin(address: &str) -> String {
    let uri = address.parse::<http::Uri>().ok();
    let whole = uri.and_then(|uri| Some(format!("{}://{}", uri.scheme_str()?, uri.host()?)));
    cut(whole.unwrap_or_else(|| {
        let word = address.split([':', '/', '?', '#']).next();
        word.unwrap_or_default().to_owned()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(body: &Value) -> Option<Vec<Broken>> {
        read(body.to_string().as_bytes())
    }

    #[test]
    fn both_forms_of_a_report_are_read_without_what_may_be_secret() {
        let old = json!({ "csp-report": {
            "document-uri": "https://auction.example/setup?code=canary",
            "effective-directive": "script-src-elem",
            "violated-directive": "script-src-elem",
            "blocked-uri": "https://evil.example/x.js?canary",
            "script-sample": "canary()",
            "line-number": 7,
        }});
        let new = json!([
            { "type": "csp-violation", "body": {
                "documentURL": "https://auction.example/setup?code=canary",
                "effectiveDirective": "script-src-elem",
                "blockedURL": "https://evil.example/x.js?canary",
                "sample": "canary()",
                "lineNumber": 7,
            }},
            { "type": "deprecation", "body": {} },
        ]);
        let expected = vec![Broken {
            page: "/setup".into(),
            rule: "script-src-elem".into(),
            blocked: "https://evil.example".into(),
            line: 7,
        }];
        for body in [old, new] {
            let read = of(&body).unwrap();
            assert_eq!(read, expected);
            assert!(!format!("{read:?}").contains("canary"));
        }
        let inline = json!({ "csp-report": { "blocked-uri": "inline" } });
        assert_eq!(of(&inline).unwrap()[0].blocked, "inline");
    }

    #[test]
    fn whatever_is_posted_stays_short() {
        let long = "x".repeat(10_000);
        let body = json!({ "csp-report": {
            "document-uri": format!("https://a.example/{long}"),
            "effective-directive": long,
            "blocked-uri": long,
            "line-number": -1,
        }});
        let read = of(&body).unwrap();
        for field in [&read[0].page, &read[0].rule, &read[0].blocked] {
            assert_eq!(field.chars().count(), FIELD_MAX);
        }
        let many = vec![json!({ "type": "csp-violation" }); 1_000];
        assert_eq!(of(&json!(many)).unwrap().len(), REPORTS_MAX);
        for nonsense in ["", "{}", "7", "null", "[", "\"x\"", "{\"csp-report\""] {
            assert_eq!(read_text(nonsense), None, "{nonsense}");
        }
        assert_eq!(read_text("[1, null, []]"), Some(vec![]));
        assert!(read_text("{\"csp-report\": 3}").is_some());
    }

    fn read_text(text: &str) -> Option<Vec<Broken>> {
        read(text.as_bytes())
    }
}
