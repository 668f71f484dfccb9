//! The pages.

use super::super::call::{page, plain_form};
use super::*;

pub fn rows() -> Vec<Row> {
    let mut rows = open();
    rows.extend(closed());
    rows.extend(of_reviews());
    rows.extend(office());
    rows
}

/// A page at this path, asked for at `at`.
fn at(path: &str, at: &'static str, needs: Needs) -> Row {
    row(format!("GET {path}"), page(at), needs)
}

/// The public and the bidders.
fn open() -> Vec<Row> {
    vec![
        at("/", "/", anybody),
        at("/lots", "/lots", anybody),
        at("/lots/compare", "/lots/compare?codes={lot}", anybody),
        at("/featured", "/featured", anybody),
        at("/featured/{column}", "/featured/dual-carbon", anybody),
        at("/lots/{code}", "/lots/{lot}", lot),
        at("/lots/{code}/bid", "/lots/{lot}/bid", lot),
        // No bid of anybody has this key.
        at(
            "/lots/{code}/bid/{key}",
            "/lots/{lot}/bid/no-such-bid",
            |who, _| vec![Action::KeepOwn(who.id()), Action::ReadLot(LotState::Draft)],
        ),
        // No package is open there.
        at("/packages/{id}", "/packages/999999", nothing),
        at("/lots/{code}/sheet", "/lots/{lot}/sheet", lot),
        at(
            "/lots/{code}/feedback",
            "/lots/{lot}/feedback",
            reading_feedback,
        ),
        at("/live", "/live", anybody),
        at("/sessions", "/sessions", anybody),
        // A session whose page is not published yet is announced: its name, its city, its day.
        at("/sessions/{slug}", "/sessions/{slug}", anybody),
        at("/calendar", "/calendar", anybody),
        at("/rounds/{id}", "/rounds/{round}", anybody),
        at("/login", "/login", anybody),
        at("/signup", "/signup", anybody),
        // Say the same for a link that is none.
        at("/application/{code}", "/application/walk", anybody),
        at("/invitation/{code}", "/invitation/walk", anybody),
        // Nobody has a sign-in waiting there.
        at("/login/second", "/login/second", anybody),
        at("/recovery", "/recovery", anybody),
        at("/recovery/new", "/recovery/new", anybody),
        at("/mail/confirm", "/mail/confirm", anybody),
        // Says the same for a link that was not made here.
        at("/mail/off/{token}", "/mail/off/walk", anybody),
        row(
            "POST /mail/off/{token}",
            plain_form("/mail/off/walk", "List-Unsubscribe=One-Click"),
            nothing,
        ),
        // Says the same for a link that has run out and one that never was.
        at("/setup", "/setup?code=walk", anybody),
        // The browser checks what it fetches itself; the page knows nothing of the lot.
        at("/verification/{code}", "/verification/{lot}", anybody),
        at("/articles", "/articles", anybody),
        // Nobody has written this one.
        at("/articles/{id}", "/articles/404", nothing),
        at("/help", "/help", anybody),
        at("/downloads", "/downloads", anybody),
        at("/accessibility", "/accessibility", anybody),
        at("/privacy", "/privacy", anybody),
        at("/sitemap", "/sitemap", anybody),
        at("/api/docs", "/api/docs", anybody),
    ]
}

/// Experts, the centre at the selection, and whoever a lot came back to.
fn of_reviews() -> Vec<Row> {
    vec![
        at("/org/lots", "/org/lots", submitting_own),
        at("/review", "/review", reviewing),
        at("/admin/reviews", "/admin/reviews", keeping_reviews),
        at(
            "/admin/review-groups",
            "/admin/review-groups",
            keeping_reviews,
        ),
        at("/admin/selection", "/admin/selection", keeping_reviews),
        at(
            "/admin/selection/plan",
            "/admin/selection/plan?act=select&ids=999999",
            keeping_reviews,
        ),
    ]
}

/// One's own, and what hosts and organisations do.
fn closed() -> Vec<Row> {
    vec![
        at("/account", "/account", own),
        at("/account/security", "/account/security", own),
        row(
            "POST /account",
            plain_form("/account", "name=walk&scope=READ&days=0"),
            own,
        ),
        at("/account/data", "/account/data", own),
        at("/account/filters", "/account/filters", own),
        at("/account/follows", "/account/follows", own),
        at("/account/mail", "/account/mail", own),
        at("/account/notices", "/account/notices", own),
        at(
            "/account/notices/settings",
            "/account/notices/settings",
            own,
        ),
        row(
            "POST /account/notices/settings",
            plain_form("/account/notices/settings", ""),
            own,
        ),
        at("/account/webhooks", "/account/webhooks", keeping_webhooks),
        row(
            "POST /account/webhooks",
            // No address: refused by the rules.
            plain_form("/account/webhooks", ""),
            keeping_webhooks,
        ),
        at("/account/confirm", "/account/confirm", own),
        at("/account/second-factor", "/account/second-factor", own),
        row(
            "POST /account/second-factor",
            plain_form("/account/second-factor", "act=confirm&code=000000"),
            own,
        ),
        at("/host/sessions/{id}", "/host/sessions/{session}", hosting),
        at(
            "/host/sessions/{id}/steps",
            "/host/sessions/{session}/steps",
            hosting,
        ),
        at(
            "/host/sessions/{id}/lots",
            "/host/sessions/{session}/lots",
            hosting,
        ),
        at(
            "/host/sessions/{id}/packages",
            "/host/sessions/{session}/packages",
            hosting,
        ),
        at("/org/import", "/org/import", importing),
        at("/org/offline", "/org/offline", importing),
        at("/org/people", "/org/people", keeping_people),
        // A role that is none: refused by the rules, after the permission.
        row(
            "POST /org/people",
            plain_form("/org/people", "note=walk&role=none"),
            keeping_people,
        ),
    ]
}

/// The back office.
fn office() -> Vec<Row> {
    vec![
        at(
            "/admin/organisations",
            "/admin/organisations",
            keeping_organisations,
        ),
        at(
            "/admin/organisations/{id}",
            "/admin/organisations/{application}",
            keeping_organisations,
        ),
        at("/admin/roles", "/admin/roles", keeping_accounts),
        at("/admin/deposits", "/admin/deposits", keeping_deposits),
        at("/admin/featured", "/admin/featured", publishing),
        at("/admin/lots", "/admin/lots", publishing),
        at("/admin/lots/{code}", "/admin/lots/{lot}", at_desk),
        at(
            "/admin/lots/{code}/open-licence",
            "/admin/lots/{lot}/open-licence",
            publishing,
        ),
        at(
            "/admin/lots/{code}/terms",
            "/admin/lots/{lot}/terms",
            managing_rounds,
        ),
        at("/admin/rounds", "/admin/rounds", managing_rounds),
        at("/admin/seasons", "/admin/seasons", keeping_seasons),
        at("/admin/sessions", "/admin/sessions", keeping_seasons),
        at(
            "/admin/sessions/{id}",
            "/admin/sessions/new",
            keeping_seasons,
        ),
        at("/admin/system", "/admin/system", seeing_system),
        at("/admin/articles", "/admin/articles", keeping_articles),
        at(
            "/admin/articles/{id}",
            "/admin/articles/new",
            keeping_articles,
        ),
        // Without a title: refused by the rules.
        row(
            "POST /admin/articles/{id}",
            plain_form("/admin/articles/new", "form%5Bkind%5D=HELP"),
            keeping_articles,
        ),
        at("/admin/audit", "/admin/audit", reading_audit),
    ]
}
