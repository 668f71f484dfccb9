//! The server functions of review and selection.

use super::super::call::form;
use super::*;

pub fn rows() -> Vec<Row> {
    vec![
        posted("/fn/reviews/desk", "", reviewing),
        // A lot that is not assigned to anybody here is not there for an expert either.
        posted("/fn/reviews/desk", "lot={lot}", |who, things| {
            let mut needs = reviewing(who, things);
            needs.extend(nothing(who, things));
            needs
        }),
        posted(
            "/fn/reviews/write",
            "step=save&form%5Blot%5D={lot}",
            |who, things| {
                let mut needs = reviewing(who, things);
                needs.extend(nothing(who, things));
                needs
            },
        ),
        posted("/fn/reviews/groups", "", keeping_reviews),
        // Nobody has a seat: refused by the rules.
        posted("/fn/reviews/set_group", "industry=ENER", keeping_reviews),
        posted("/fn/reviews/progress", "", keeping_reviews),
        // Nobody has a seat: refused by the rules.
        posted(
            "/fn/reviews/assign",
            "lot={lot}&expert=404",
            keeping_reviews,
        ),
        posted("/fn/reviews/returned", "", submitting_own),
        posted("/fn/reviews/selection", "", keeping_reviews),
        // No lot has this number.
        posted(
            "/fn/reviews/plan",
            "act=select&ids%5B%5D=999999",
            keeping_reviews,
        ),
        // Without a reason: refused by the rules.
        posted(
            "/fn/reviews/decide",
            "ids%5B%5D=999999&form%5Bact%5D=select",
            keeping_reviews,
        ),
        posted("/fn/reviews/cancel_release", "id=999999", keeping_reviews),
    ]
}

fn posted(at: &'static str, body: &'static str, needs: Needs) -> Row {
    row(format!("POST {at}"), form(at, body), needs)
}
