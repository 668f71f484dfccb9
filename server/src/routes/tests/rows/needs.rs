//! Technology needs: the public pages, and the desk.

use super::super::call::{form, page};
use super::*;
use domain::accounts::Role;

pub fn rows() -> Vec<Row> {
    let (public, desk) = ("/needs", "/org/needs");
    let at =
        |path: &str, at: &'static str, needs: Needs| row(format!("GET {path}"), page(at), needs);
    let posted = |at: &'static str, body: &'static str, needs: Needs| {
        row(format!("POST {at}"), form(at, body), needs)
    };
    vec![
        at(public, public, anybody),
        // Nobody has this code.
        at("/needs/{code}", "/needs/X404", nothing),
        at(desk, desk, at_own_desk),
        at("/org/needs/{code}", "/org/needs/X404", absent),
        at(
            "/host/sessions/{id}/needs",
            "/host/sessions/{session}/needs",
            hosting,
        ),
        posted("/fn/needs/list", "", anybody),
        posted("/fn/needs/need", "code=X404", nothing),
        posted("/fn/needs/desk", "session={session}", hosting),
        posted("/fn/needs/file", "code=X404", absent),
        posted(
            "/fn/needs/change",
            "form%5Bcode%5D=X404&form%5Bversion%5D=1&form%5Bstep%5D=publish",
            |_, _| vec![Action::KeepNeeds, NOWHERE],
        ),
        posted(
            "/fn/needs/close",
            "form%5Bcode%5D=X404&form%5Bversion%5D=1&form%5Breason%5D=x",
            |visitor, _| vec![Action::SubmitNeeds(visitor.institution()), NOWHERE],
        ),
    ]
}

/// What nobody finds.
const NOWHERE: Action = Action::ReadNeed { published: false };

/// Whoever is signed in, and finds nothing there.
fn absent(visitor: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::KeepOwn(visitor.id()), NOWHERE]
}

/// Whoever hosts a session sees its needs, whoever hands needs in his unit's.
fn at_own_desk(visitor: &Visitor, _: &Things) -> Vec<Action> {
    let account = visitor.account.as_ref();
    match account.is_some_and(|one| one.has(Role::Organiser)) {
        true => vec![Action::KeepOwn(visitor.id())],
        false => vec![Action::SubmitNeeds(visitor.institution())],
    }
}
