//! The online form of a lot. Nobody has the drafts that are asked for, nor the lots and the file.

use super::super::call::{form, json, page, parts, plain_form};
use super::*;

/// Whoever submits the lots of his own institution, about a draft that nobody has.
fn nobodys(visitor: &Visitor, _: &Things) -> Vec<Action> {
    vec![
        Action::SubmitLots(visitor.institution()),
        Action::ReadLot(LotState::Draft),
    ]
}

pub fn rows() -> Vec<Row> {
    let shown = |path: &str, at: &'static str| row(format!("GET {path}"), page(at), nobodys);
    let posted =
        |at: &'static str, body: &'static str| row(format!("POST {at}"), form(at, body), nobodys);
    let draft = "/org/lots/drafts/{id}";
    vec![
        row("GET /org/lots/new", page("/org/lots/new"), submitting_own),
        shown(draft, "/org/lots/drafts/404"),
        shown(&format!("{draft}/check"), "/org/lots/drafts/404/check"),
        shown(
            &format!("{draft}/{{section}}"),
            "/org/lots/drafts/404/basics",
        ),
        row(
            format!("POST {draft}/{{section}}"),
            plain_form("/org/lots/drafts/404/basics", "base=1"),
            nobodys,
        ),
        row(
            "POST /fn/drafts/list",
            form("/fn/drafts/list", ""),
            submitting_own,
        ),
        posted("/fn/drafts/draft", "id=404"),
        row(
            "POST /fn/drafts/save",
            json(
                "/fn/drafts/save",
                r#"{"id":404,"section":"basics","base":1,"typed":{}}"#,
            ),
            nobodys,
        ),
        posted("/fn/drafts/correct", "code=P1999-NONE-0001"),
        posted("/fn/drafts/delete", "id=404"),
        posted("/fn/drafts/restore", "id=404"),
        posted("/fn/drafts/submit", "id=404&revision=1"),
        posted("/fn/drafts/clear", "codes[]=P1999-NONE-0001"),
        row(
            "POST /fn/drafts/attach",
            parts("/fn/drafts/attach", "id=404&kind=OTHER"),
            nobodys,
        ),
        row(
            "POST /fn/drafts/detach",
            form("/fn/drafts/detach", "file=404404"),
            |who, _| vec![Action::KeepOwn(who.id()), Action::ReadLot(LotState::Draft)],
        ),
        // Whoever may begin one has begun one; the centre has no institution to begin it for.
        row(
            "POST /fn/drafts/begin",
            form(
                "/fn/drafts/begin",
                "kind=PATENT&back=%2Forg%2Flots%2Fdrafts",
            ),
            beginning,
        ),
    ]
}

/// Whoever submits the lots of his own institution, which has to be one.
fn beginning(visitor: &Visitor, things: &Things) -> Vec<Action> {
    match visitor.institution().get() {
        0 => nobodys(visitor, things),
        _ => submitting_own(visitor, things),
    }
}
