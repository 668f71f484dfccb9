//! The server functions of sign-up, of the people of an organisation, of mails, and of roles.

use super::super::call::{form, parts};
use super::*;

pub fn rows() -> Vec<Row> {
    vec![
        // Nothing is filled in: refused by the rules.
        row(
            "POST /fn/organisations/sign_up",
            parts("/fn/organisations/sign_up", "back=%2F"),
            anybody,
        ),
        posted("/fn/organisations/application", "code=walk", anybody),
        // Nobody has these links.
        posted("/fn/organisations/withdraw", "code=walk", nothing),
        posted("/fn/people/invitation", "code=walk", anybody),
        posted(
            "/fn/people/accept",
            "code=walk&login=walker&name=w&password=x&again=x",
            nothing,
        ),
        posted("/fn/organisations/office", "", keeping_organisations),
        posted(
            "/fn/organisations/desk",
            "id={application}",
            keeping_organisations,
        ),
        // Without a reason: refused by the rules.
        posted(
            "/fn/organisations/decide",
            "id={application}&answer=return",
            keeping_organisations,
        ),
        // The same for a name that is somebody's and for one that is nobody's.
        posted("/fn/mail/recovery", "name=walk&back=%2F", anybody),
        // Nobody has these codes: refused by the rules.
        posted("/fn/mail/recover", "code=walk&password=x&again=x", anybody),
        posted("/fn/mail/confirm", "code=walk", anybody),
        posted("/fn/mail/settings", "", own),
        // No address, or none to do something with: refused by the rules.
        posted("/fn/mail/ask", "address=walk", own),
        posted("/fn/mail/remove", "", own),
        posted("/fn/mail/kinds", "back=%2F", own),
        posted("/fn/mail/off_page", "token=walk", anybody),
        posted("/fn/mail/off", "token=walk", nothing),
        posted("/fn/people/page", "", keeping_people),
        posted("/fn/people/invite", "note=walk&role=none", keeping_people),
        // Of another organisation, which is the same as none.
        posted("/fn/people/end", "id=999999", |who, things| {
            let mut needs = keeping_people(who, things);
            needs.extend(nothing(who, things));
            needs
        }),
        posted("/fn/people/deactivate", "id={bidder}", |who, things| {
            let mut needs = keeping_people(who, things);
            needs.extend(nothing(who, things));
            needs
        }),
        posted("/fn/roles/page", "", keeping_accounts),
        posted(
            "/fn/roles/propose",
            "form%5Bstep%5D=GRANT&form%5Blogin%5D=no-such&form%5Brole%5D=EXP\
             &form%5Bplace%5D=PROVINCE&form%5Breason%5D=x",
            keeping_accounts,
        ),
        posted(
            "/fn/roles/decide",
            "id=999999&answer=approve",
            |who, things| {
                let mut needs = keeping_accounts(who, things);
                needs.extend(nothing(who, things));
                needs
            },
        ),
    ]
}

fn posted(at: &'static str, body: &'static str, needs: Needs) -> Row {
    row(format!("POST {at}"), form(at, body), needs)
}
