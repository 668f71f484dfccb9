//! The sessions: what the centre sets up, and what a host does with the page, lots and packages of his own.

use super::super::call::{form, parts};
use super::*;

/// A function that takes a form.
fn posted(at: &'static str, body: &'static str, needs: Needs) -> Row {
    row(format!("POST {at}"), form(at, body), needs)
}

/// A function that takes a form with a file.
fn filed(at: &'static str, body: &'static str, needs: Needs) -> Row {
    row(format!("POST {at}"), parts(at, body), needs)
}

pub fn rows() -> Vec<Row> {
    vec![
        posted("/fn/sessions/desk", "session={session}", hosting),
        posted(
            "/fn/sessions/revision",
            "session={session}&number=1",
            hosting,
        ),
        posted("/fn/packages/desk", "session={session}", hosting),
        posted("/fn/session_lots/desk", "session={session}", hosting),
        // No lot is named: refused by the rules.
        posted("/fn/session_lots/change", "session={session}", hosting),
        posted("/fn/sessions/steps", "session={session}", hosting),
        // Without a reason: refused by the rules.
        posted(
            "/fn/sessions/steer",
            "session={session}&form%5Bstep%5D=cancel",
            hosting,
        ),
        filed("/fn/sessions/agenda", "back=%2F&session={session}", hosting),
        filed("/fn/sessions/file", "back=%2F&session={session}", hosting),
        posted(
            "/fn/packages/change",
            "session={session}&form%5Btitle%5D=x&form%5Bprice%5D=100",
            hosting,
        ),
        posted(
            "/fn/sessions/save",
            "session={session}&intent=save&form%5Bbase%5D=0",
            hosting,
        ),
        posted(
            "/fn/sessions/save",
            "session={session}&intent=preview",
            hosting,
        ),
        posted(
            "/fn/sessions/restore",
            "session={session}&number=1",
            hosting,
        ),
        posted("/fn/session_plans/list", "", keeping_seasons),
        posted("/fn/session_plans/desk", "id=new", keeping_seasons),
        // Of no season: refused by the rules.
        posted("/fn/session_plans/save", "", keeping_seasons),
    ]
}
