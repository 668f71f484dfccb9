//! Waivers, which the centre grants and ends.

use super::super::call::{form, page};
use super::*;

pub fn rows() -> Vec<Row> {
    let path = "/admin/waivers";
    let posted = |at: &'static str, body: &'static str, needs: Needs| {
        row(format!("POST {at}"), form(at, body), needs)
    };
    vec![
        row(format!("GET {path}"), page(path), keeping),
        posted("/fn/waivers/page", "unit=", keeping),
        // Without a reason: refused by the rules.
        posted(
            "/fn/waivers/grant",
            "form%5Bunit%5D=x&form%5Brule%5D=LOTS_MAX",
            keeping,
        ),
        posted("/fn/waivers/end", "id=0", keeping),
    ]
}

fn keeping(_: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::KeepWaivers]
}
