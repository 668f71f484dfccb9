//! What programs read and send: the interface, the public ledger, feeds, files, signs of life.

use super::super::call::{json, report};
use super::*;

pub fn rows() -> Vec<Row> {
    let mut rows = interface();
    rows.extend(ledger());
    rows.extend(files());
    rows.extend(more_files());
    rows
}

fn at(path: &str, at: &'static str, needs: Needs) -> Row {
    row(format!("GET {path}"), read(at), needs)
}

fn sent(path: &str, at: &'static str, body: &'static str, needs: Needs) -> Row {
    row(format!("POST {path}"), json(at, body), needs)
}

fn interface() -> Vec<Row> {
    vec![
        at("/api/v1/lots", "/api/v1/lots", anybody),
        at("/api/v1/lots/{code}", "/api/v1/lots/{lot}", lot),
        at("/api/v1/lots/{code}/bids", "/api/v1/lots/{lot}/bids", lot),
        sent(
            "/api/v1/lots/{code}/enrolments",
            "/api/v1/lots/{lot}/enrolments",
            "",
            bidding,
        ),
        sent(
            "/api/v1/lots/{code}/bids",
            "/api/v1/lots/{lot}/bids",
            r#"{"kind":"flat","amount_fen":100}"#,
            bidding,
        ),
        at(
            "/api/v1/lots/{code}/bids/by-key/{key}",
            "/api/v1/lots/{lot}/bids/by-key/walk-key-1",
            own_on_lot,
        ),
        sent(
            "/api/v1/lots/{code}/bids/by-key/{key}/fence",
            "/api/v1/lots/{lot}/bids/by-key/walk-key-2/fence",
            "",
            own_on_lot,
        ),
        at(
            "/api/v1/rounds/{id}/latency",
            "/api/v1/rounds/{round}/latency",
            anybody,
        ),
    ]
}

fn ledger() -> Vec<Row> {
    vec![
        at("/ledger/checkpoint", "/ledger/checkpoint", anybody),
        // This portal asks no witness.
        at("/ledger/witnessed", "/ledger/witnessed", nothing),
        at("/ledger/policy", "/ledger/policy", nothing),
        at("/ledger/vkey", "/ledger/vkey", anybody),
        at("/ledger/vkeys", "/ledger/vkeys", anybody),
        at("/ledger/tile/{*path}", "/ledger/tile/0/000.p/1", anybody),
        at("/ledger/leaves/{from}", "/ledger/leaves/0", anybody),
        at("/ledger/lots", "/ledger/lots", anybody),
        at("/ledger/lots/{file}", "/ledger/lots/{lot}", lot),
        at("/ledger/lots/{file}", "/ledger/lots/{lot}.zip", lot),
        at(
            "/ledger/lots/{code}/leaves/{from}",
            "/ledger/lots/{lot}/leaves/0",
            lot,
        ),
        at(
            "/ledger/lots/{code}/{file}",
            "/ledger/lots/{lot}/1.json",
            lot,
        ),
    ]
}

fn files() -> Vec<Row> {
    vec![
        at("/calendar.ics", "/calendar.ics", anybody),
        at(
            "/sessions/{slug}/calendar.ics",
            "/sessions/{slug}/calendar.ics",
            anybody,
        ),
        at("/sessions/feed.atom", "/sessions/feed.atom", anybody),
        at(
            "/host/sessions/{id}/agenda.xlsx",
            "/host/sessions/{session}/agenda.xlsx",
            |_, things| vec![Action::EditSession(things.session)],
        ),
        at("/lots/{code}/calendar.ics", "/lots/{lot}/calendar.ics", lot),
        at("/lots/export.csv", "/lots/export.csv", anybody),
        at("/lots/export.xlsx", "/lots/export.xlsx", anybody),
        at("/lots/feed.atom", "/lots/feed.atom", anybody),
        at("/sitemap.xml", "/sitemap.xml", anybody),
        at("/sitemaps/{file}", "/sitemaps/pages.xml", anybody),
        at("/feeds/results.atom", "/feeds/results.atom", anybody),
        at("/feeds/articles.atom", "/feeds/articles.atom", anybody),
        // Whoever knows the link is let in; nobody has this one.
        at("/feeds/own/{file}", "/feeds/own/walk.ics", nothing),
        at("/templates/{file}", "/templates/patent.xlsx", anybody),
        at(
            "/org/import/{id}/annotated.xlsx",
            "/org/import/{import}/annotated.xlsx",
            |visitor, things| vec![visitor.submission(), Action::ReadImport(things.uploader)],
        ),
        at(
            "/admin/selection/export/{file}",
            "/admin/selection/export/pool.csv",
            keeping_reviews,
        ),
        at("/feeds/follows/{file}", "/feeds/follows/walk.ics", nothing),
        at(
            "/rounds/{id}/calendar.ics",
            "/rounds/{round}/calendar.ics",
            anybody,
        ),
    ]
}

/// Pictures, one's own data, files of the desks, and what stands beside the site.
fn more_files() -> Vec<Row> {
    vec![
        at("/og/lots/{file}", "/og/lots/{lot}.png", lot),
        at("/lots/{code}/qr.svg", "/lots/{lot}/qr.svg", lot),
        at("/account/data.json", "/account/data.json", own),
        at("/account/data.zip", "/account/data.zip", own),
        at(
            "/admin/deposits/{id}/proofs/{hash}",
            "/admin/deposits/{deposit}/proofs/{proof}",
            |_, _| vec![Action::ReadProofs],
        ),
        at(
            "/admin/organisations/{id}/letter",
            "/admin/organisations/{application}/letter",
            keeping_organisations,
        ),
        at(
            "/admin/audit/export.csv",
            "/admin/audit/export.csv",
            reading_audit,
        ),
        at(
            "/admin/audit/export.jsonl",
            "/admin/audit/export.jsonl",
            reading_audit,
        ),
        row(
            "POST /policy-reports",
            report("/policy-reports", "[]"),
            anybody,
        ),
        at("/robots.txt", "/robots.txt", anybody),
        at("/healthz", "/healthz", anybody),
        at("/readyz", "/readyz", anybody),
        // Files of the built site, which a test does not have.
        at("/pkg/{*file}", "/pkg/luochui.css", nothing),
        at("/favicon.svg", "/favicon.svg", nothing),
        at("/push.js", "/push.js", nothing),
        at("/api/openapi.json", "/api/openapi.json", nothing),
    ]
}
