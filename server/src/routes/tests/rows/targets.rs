//! Targets of sessions, their logbooks, and the board.

use super::super::call::{form, page, parts, read};
use super::*;

pub fn rows() -> Vec<Row> {
    let mut rows = of_hosts();
    rows.extend(of_the_board());
    rows
}

fn posted(at: &'static str, body: &'static str, needs: Needs) -> Row {
    row(format!("POST {at}"), form(at, body), needs)
}

fn of_hosts() -> Vec<Row> {
    let (sessions, book) = ("/host/sessions/{id}", "/logbooks/{book}");
    vec![
        row(
            format!("GET {sessions}/targets"),
            page("/host/sessions/{session}/targets"),
            hosting,
        ),
        row(
            format!("GET {sessions}{book}"),
            page("/host/sessions/{session}/logbooks/services"),
            hosting,
        ),
        row(
            format!("GET {sessions}{book}/export.csv"),
            read("/host/sessions/{session}/logbooks/services/export.csv"),
            hosting,
        ),
        row(
            format!("GET {sessions}{book}/export.xlsx"),
            read("/host/sessions/{session}/logbooks/media/export.xlsx"),
            hosting,
        ),
        posted("/fn/targets/desk", "session={session}", hosting),
        posted(
            "/fn/targets/logbook",
            "session={session}&book=services",
            hosting,
        ),
        // Without a day: refused by the rules.
        posted(
            "/fn/targets/save",
            "session={session}&book=services&form%5Bkind%5D=VISIT",
            hosting,
        ),
        // No logbook has this entry.
        posted(
            "/fn/targets/remove",
            "session={session}&id=404",
            absent_entry,
        ),
        row(
            "POST /fn/targets/file",
            parts("/fn/targets/file", "session={session}&id=404"),
            absent_entry,
        ),
        // The file is none.
        row(
            "POST /fn/targets/import",
            parts("/fn/targets/import", "session={session}&book=media"),
            hosting,
        ),
        // Without a reason: refused by the rules.
        posted(
            "/fn/targets/waive",
            "session={session}&target=Q-S-1",
            |_, _| vec![Action::WaiveQuotas],
        ),
    ]
}

/// The host of the session, and an entry that is not there.
fn absent_entry(visitor: &Visitor, things: &Things) -> Vec<Action> {
    let mut needs = hosting(visitor, things);
    needs.extend(nothing(visitor, things));
    needs
}

fn of_the_board() -> Vec<Row> {
    let reading: Needs = |_, _| vec![Action::ReadTargets];
    let path = "/admin/sessions/board";
    vec![
        row(format!("GET {path}"), page(path), reading),
        row(
            format!("GET {path}.csv"),
            read("/admin/sessions/board.csv"),
            reading,
        ),
        row(
            format!("GET {path}.xlsx"),
            read("/admin/sessions/board.xlsx"),
            reading,
        ),
        posted("/fn/targets/board", "", reading),
    ]
}
