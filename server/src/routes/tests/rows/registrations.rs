//! Registration for sessions: what anybody does, what the holder of a link does, and the host's desk.

use super::super::call::{form, page, parts, read};
use super::*;

pub fn rows() -> Vec<Row> {
    let mut rows = of_anybody();
    rows.extend(of_hosts());
    rows.extend(of_guests());
    rows
}

fn posted(at: &'static str, body: &'static str, needs: Needs) -> Row {
    row(format!("POST {at}"), form(at, body), needs)
}

fn of_anybody() -> Vec<Row> {
    vec![
        row(
            "GET /sessions/{slug}/register",
            page("/sessions/{slug}/register"),
            anybody,
        ),
        // No link carries this.
        row(
            "GET /registration/{code}",
            page("/registration/walk"),
            nothing,
        ),
        posted("/fn/registrations/gate", "slug={slug}", anybody),
        posted("/fn/registrations/form", "slug={slug}", anybody),
        // Without a credit code: refused by the rules.
        posted(
            "/fn/registrations/register",
            "slug={slug}&form%5Bunit%5D=walk",
            anybody,
        ),
        posted("/fn/registrations/own", "code=walk", nothing),
        posted("/fn/registrations/cancel", "code=walk", nothing),
        posted("/fn/registrations/accept", "code=walk&version=1", nothing),
        posted("/fn/registrations/book", "code=walk&slot=1", nothing),
        posted("/fn/registrations/release", "code=walk", nothing),
    ]
}

fn of_hosts() -> Vec<Row> {
    let host = keeping_registrations;
    vec![
        row(
            "GET /host/sessions/{id}/registrations",
            page("/host/sessions/{session}/registrations"),
            host,
        ),
        row(
            "GET /host/sessions/{id}/check-in",
            page("/host/sessions/{session}/check-in"),
            host,
        ),
        row(
            "GET /host/sessions/{id}/talks",
            page("/host/sessions/{session}/talks"),
            host,
        ),
        row(
            "GET /host/sessions/{id}/registrations.csv",
            read("/host/sessions/{session}/registrations.csv"),
            host,
        ),
        row(
            "GET /host/sessions/{id}/registrations.xlsx",
            read("/host/sessions/{session}/registrations.xlsx"),
            host,
        ),
        posted("/fn/registrations/desk", "session={session}", host),
        // No registration has this number, and there is no plan that could be stopped.
        posted(
            "/fn/registrations/contacts",
            "session={session}&id=999999",
            nothing_of_host,
        ),
        posted(
            "/fn/registrations/stop",
            "session={session}&stopped=1",
            nothing_of_host,
        ),
        posted("/fn/registrations/door", "session={session}", host),
        posted(
            "/fn/registrations/sync",
            "session={session}&sent=%5B%5D",
            host,
        ),
        posted(
            "/fn/registrations/check-in",
            "session={session}&code=walk",
            host,
        ),
        posted("/fn/registrations/talks", "session={session}", host),
        // Without hours; a slot that nobody has offered: refused by the rules.
        posted("/fn/registrations/set", "session={session}", host),
        posted("/fn/registrations/offer", "session={session}", host),
        posted(
            "/fn/registrations/talk",
            "session={session}&slot=999999&answer=remove",
            host,
        ),
    ]
}

/// Units that are invited: the host's list, and the link of an invitation.
fn of_guests() -> Vec<Row> {
    let host = keeping_registrations;
    vec![
        row(
            "GET /host/sessions/{id}/guests",
            page("/host/sessions/{session}/guests"),
            host,
        ),
        row(
            "GET /host/sessions/{id}/guests/export.xlsx",
            read("/host/sessions/{session}/guests/export.xlsx"),
            host,
        ),
        posted("/fn/guests/desk", "session={session}", host),
        // No unit has this number.
        posted(
            "/fn/guests/contacts",
            "session={session}&id=999999",
            nothing_of_host,
        ),
        posted(
            "/fn/guests/remove",
            "session={session}&id=999999",
            nothing_of_host,
        ),
        // The file is none; nothing was checked, and nobody is there to be written to: refused by the rules.
        row(
            "POST /fn/guests/check",
            parts("/fn/guests/check", "session={session}"),
            host,
        ),
        posted("/fn/guests/take", "session={session}", host),
        posted("/fn/guests/invite", "session={session}", host),
        // No link carries this.
        posted("/fn/guests/invitation", "code=walk", nothing),
        posted("/fn/guests/decline", "code=walk", nothing),
    ]
}

/// Whoever looks after the registrations of the session.
fn keeping_registrations(_: &Visitor, things: &Things) -> Vec<Action> {
    vec![Action::KeepRegistrations(things.session)]
}

/// The same, about what is not there.
fn nothing_of_host(who: &Visitor, things: &Things) -> Vec<Action> {
    let mut needs = keeping_registrations(who, things);
    needs.extend(nothing(who, things));
    needs
}
