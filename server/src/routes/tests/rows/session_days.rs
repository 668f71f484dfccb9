//! The day of a session and what follows it: its desk, the hall, follow-ups, offline records, the report.

use super::super::call::{form, page, parts};
use super::*;

pub fn rows() -> Vec<Row> {
    let mut rows = pages();
    rows.extend(functions());
    rows.extend(files());
    rows
}

/// Whoever may have follow-ups, about his own.
fn keeping_follow_ups(visitor: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::KeepFollowUps(visitor.id())]
}

/// The same, about one that is not there.
fn one_follow_up(visitor: &Visitor, things: &Things) -> Vec<Action> {
    let mut needs = keeping_follow_ups(visitor, things);
    needs.extend(nothing(visitor, things));
    needs
}

fn pages() -> Vec<Row> {
    let shown =
        |path: &str, at: &'static str, needs: Needs| row(format!("GET {path}"), page(at), needs);
    vec![
        // As the page of the session: one that is not published is announced.
        shown(
            "/sessions/{slug}/screen",
            "/sessions/{slug}/screen",
            anybody,
        ),
        shown(
            "/host/sessions/{id}/live",
            "/host/sessions/{session}/live",
            hosting,
        ),
        shown(
            "/host/sessions/{id}/offline",
            "/host/sessions/{session}/offline",
            hosting,
        ),
        shown(
            "/host/sessions/{id}/report",
            "/host/sessions/{session}/report",
            hosting,
        ),
        shown("/host/follow-ups", "/host/follow-ups", keeping_follow_ups),
        shown(
            "/host/follow-ups/{id}",
            "/host/follow-ups/999999",
            one_follow_up,
        ),
    ]
}

fn functions() -> Vec<Row> {
    let posted = |at: &'static str, body: &'static str, needs: Needs| {
        row(format!("POST {at}"), form(at, body), needs)
    };
    vec![
        posted("/fn/sessions/screen", "slug={slug}", anybody),
        posted("/fn/interests/desk", "session={session}", hosting),
        // Without an enterprise: refused by the rules.
        posted(
            "/fn/interests/note",
            "session={session}&form%5Blevel%5D=STRONG",
            hosting,
        ),
        posted("/fn/interests/follow_ups", "", keeping_follow_ups),
        posted("/fn/interests/follow_up", "id=999999", one_follow_up),
        posted(
            "/fn/interests/step",
            "id=999999&form%5Bstep%5D=log&form%5Bway%5D=CALL",
            one_follow_up,
        ),
        posted("/fn/intakes/desk", "session={session}", hosting),
        // Without a lot: refused by the rules.
        row(
            "POST /fn/intakes/record",
            parts("/fn/intakes/record", "session={session}&kind=INTENT"),
            hosting,
        ),
        // Without a word: refused by the rules.
        posted("/fn/intakes/decide", "id=999999&decision=return", |_, _| {
            vec![Action::KeepDeals]
        }),
        posted("/fn/reports/page", "session={session}", hosting),
        // Upon a version that there is not.
        posted(
            "/fn/reports/write",
            "session={session}&form%5Bbase%5D=9",
            hosting,
        ),
        // Without a word: refused by the rules.
        posted("/fn/reports/submit", "session={session}", hosting),
        posted(
            "/fn/reports/decide",
            "session={session}&decision=accept",
            |_, _| vec![Action::DecideReports],
        ),
    ]
}

fn files() -> Vec<Row> {
    let read_at =
        |path: &str, at: &'static str, needs: Needs| row(format!("GET {path}"), read(at), needs);
    vec![
        read_at(
            "/sessions/{slug}/qr.svg",
            "/sessions/{slug}/qr.svg",
            anybody,
        ),
        read_at(
            "/host/follow-ups/export.csv",
            "/host/follow-ups/export.csv",
            keeping_follow_ups,
        ),
        read_at(
            "/host/follow-ups/export.xlsx",
            "/host/follow-ups/export.xlsx",
            keeping_follow_ups,
        ),
        read_at(
            "/host/sessions/{id}/report.docx",
            "/host/sessions/{session}/report.docx",
            hosting,
        ),
        read_at(
            "/host/sessions/{id}/report.xlsx",
            "/host/sessions/{session}/report.xlsx",
            hosting,
        ),
    ]
}
