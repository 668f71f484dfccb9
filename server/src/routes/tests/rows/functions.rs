//! The server functions: each a public endpoint under `/fn`. Where a form is read before anybody is
//! asked who he is, its body can be read; what the rules refuse then comes after the permission.

use super::super::call::{form, json, parts};
use super::*;

pub fn rows() -> Vec<Row> {
    let mut rows = public();
    rows.extend(of_bidders());
    rows.extend(of_accounts());
    rows.extend(of_second_factors());
    rows.extend(of_lots());
    rows.extend(of_seasons());
    rows.extend(of_display());
    rows.extend(of_deposits());
    rows.extend(of_operators());
    rows
}

fn of_operators() -> Vec<Row> {
    vec![
        posted("/fn/articles/office", "", keeping_articles),
        posted("/fn/articles/desk", "id=new", keeping_articles),
        // Without a title: refused by the rules.
        posted("/fn/articles/save", "form%5Bkind%5D=HELP", keeping_articles),
        posted("/fn/articles/publish", "id=404", |who, things| {
            let mut needs = keeping_articles(who, things);
            needs.extend(nothing(who, things));
            needs
        }),
        posted("/fn/system/page", "", seeing_system),
        sent("/fn/audit/record", r#"{"query":{}}"#, reading_audit),
        // The trail of an object is a part of its desk: empty for whoever may not read the record.
        posted("/fn/audit/trail", "kind=lot&object={lot}", anybody),
    ]
}

/// A function that takes a form.
fn posted(at: &'static str, body: &'static str, needs: Needs) -> Row {
    row(format!("POST {at}"), form(at, body), needs)
}

/// A function that takes JSON.
fn sent(at: &'static str, body: &'static str, needs: Needs) -> Row {
    row(format!("POST {at}"), json(at, body), needs)
}

/// A function that takes a form with a file.
fn filed(at: &'static str, body: &'static str, needs: Needs) -> Row {
    row(format!("POST {at}"), parts(at, body), needs)
}

fn public() -> Vec<Row> {
    vec![
        posted("/fn/home/home", "", anybody),
        sent("/fn/lots/catalogue", r#"{"filter":{}}"#, anybody),
        // No package is open there.
        posted("/fn/packages/page", "id=999999", nothing),
        // A lot that is not public is left out.
        sent("/fn/lots/compare", r#"{"codes":["{lot}"]}"#, anybody),
        posted("/fn/lots/progress", "", anybody),
        sent("/fn/lots/lot", r#"{"code":"{lot}"}"#, lot),
        posted("/fn/bidding/board", "", anybody),
        posted("/fn/bidding/lot_live", "lot={lot}", lot),
        posted("/fn/bidding/playback", "lot={lot}", lot),
        posted("/fn/bidding/moment", "lot={lot}", lot),
        // Says only whether there is a leaf; a lot that is not published has none.
        posted("/fn/bidding/ledger_place", "lot={lot}&seq=1", anybody),
        posted("/fn/bidding/server_time", "", anybody),
        posted("/fn/bidding/new_key", "", anybody),
        posted("/fn/sessions/sessions", "", anybody),
        // As the page: one that is not published is announced.
        posted("/fn/sessions/page", "slug={slug}", anybody),
        posted("/fn/calendar/calendar", "year=2026&month=11", anybody),
        posted("/fn/rounds/round", "id={round}", anybody),
        posted("/fn/api/docs", "lang=zh-CN", anybody),
        posted("/fn/articles/list", "", anybody),
        // Nobody has written this one.
        posted("/fn/articles/article", "id=404", nothing),
        posted("/fn/articles/help", "", anybody),
        posted("/fn/articles/downloads", "", anybody),
        posted("/fn/setup/page", "code=walk", anybody),
        posted(
            "/fn/setup/finish",
            "code=walk&login=walker&name=w&password=x&again=x",
            // Nobody has this link.
            nothing,
        ),
        posted("/fn/ui/text_size", "size=large&next=%2F", anybody),
    ]
}

fn of_bidders() -> Vec<Row> {
    vec![
        posted("/fn/deposits/path", "lot={lot}", lot),
        posted("/fn/bidding/enrol", "lot={lot}&accept=true", bidding),
        // Far below the start price: refused by the rules, after the permission.
        posted(
            "/fn/bidding/place_bid",
            "lot={lot}&amount=1&key=walk-key-1",
            bidding,
        ),
        posted(
            "/fn/bidding/receipt",
            "lot={lot}&key=walk-key-1",
            own_on_lot,
        ),
        posted(
            "/fn/deposits/declare",
            "lot={lot}&amount=10000&reference=20260001",
            bidding,
        ),
        posted("/fn/deposits/own", "", own),
    ]
}

fn of_second_factors() -> Vec<Row> {
    vec![
        posted("/fn/second_factor/page", "", own),
        posted("/fn/second_factor/begin", "", own),
        posted("/fn/second_factor/codes", "act=renew", own),
        posted("/fn/second_factor/remove", "", own),
        posted("/fn/second_factor/proof", "", own),
        posted("/fn/second_factor/prove", "proof=", own),
        // Nobody has a sign-in waiting there.
        posted("/fn/second_factor/awaits", "", anybody),
        posted("/fn/second_factor/sign_in", "code=000000", anybody),
        posted("/fn/passkeys/begin", "", own),
        posted("/fn/passkeys/add", "name=&answer=", own),
        posted("/fn/passkeys/rename", "id=1&name=", own),
        posted("/fn/passkeys/remove", "id=1", own),
        posted("/fn/passkeys/ask_sign_in", "", anybody),
        posted("/fn/passkeys/sign_in", "answer=", anybody),
        posted("/fn/passkeys/ask_proof", "", own),
        posted("/fn/passkeys/prove", "answer=", own),
    ]
}

fn of_accounts() -> Vec<Row> {
    vec![
        posted("/fn/accounts/visitor", "", anybody),
        posted("/fn/accounts/demo", "", anybody),
        posted(
            "/fn/accounts/sign_in",
            "login=nobody&password=wrong",
            anybody,
        ),
        row(
            "POST /fn/accounts/sign_out",
            form("/fn/accounts/sign_out", "").by_nobody(),
            anybody,
        ),
        posted("/fn/accounts/page", "", own),
        posted("/fn/accounts/security", "", own),
        posted("/fn/accounts/end_other_logins", "", own),
        // Nobody has this sign-in.
        posted("/fn/accounts/end_login", "id=0", |_, _| {
            vec![Action::KeepOwn(domain::ids::AccountId(0))]
        }),
        posted("/fn/accounts/change_password", "old=x&new=x&again=x", own),
        posted(
            "/fn/accounts/create_token",
            "name=walk&scope=READ&days=0",
            own,
        ),
        posted(
            "/fn/accounts/create_token",
            "name=walk&scope=BID&days=9",
            |who, _| vec![Action::KeepOwn(who.id()), Action::Bid],
        ),
        posted("/fn/notices/page", "", own),
        // A notice of nobody.
        posted("/fn/notices/read", "id=404&seen=0", own),
        posted("/fn/notices/settings", "", own),
        posted("/fn/notices/set", "form%5Bon%5D%5B%5D=OUTBID", own),
        posted("/fn/notices/renew_link", "", own),
        // No subscription: refused by the rules. Nobody has this browser.
        posted("/fn/push/add", "endpoint=walk", own),
        // Neither is this one: the browser says it, whoever is signed in.
        posted("/fn/push/renew", "old_endpoint=walk", anybody),
        posted("/fn/push/end", "id=0", |_, _| {
            vec![Action::KeepOwn(domain::ids::AccountId(0))]
        }),
        posted("/fn/push/kinds", "form%5Bon%5D%5B%5D=OUTBID", own),
        posted("/fn/follows/page", "", own),
        posted("/fn/saved_filters/page", "", own),
        // A filter that lets everything through: refused by the rules.
        posted("/fn/saved_filters/save", "form%5Bname%5D=walk", own),
        // Nothing to do: refused by the rules.
        posted("/fn/saved_filters/change", "id=404", own),
        posted("/fn/follows/set", "lot={lot}&on=1", own_on_lot),
        posted("/fn/feedback/own", "lot={lot}", own_on_lot),
        // Without a reason: refused by the rules.
        posted("/fn/feedback/give", "lot={lot}", own_on_lot),
        posted("/fn/feedback/page", "lot={lot}", reading_feedback),
        posted("/fn/webhooks/page", "", keeping_webhooks),
        // No address, and nothing to do: refused by the rules.
        posted("/fn/webhooks/create", "", keeping_webhooks),
        posted("/fn/webhooks/edit", "id=0", keeping_webhooks),
        posted("/fn/webhooks/change", "act=&id=0", keeping_webhooks),
        posted("/fn/own_data/page", "", own),
        // Without the tick: refused before anything is looked at but who asks.
        posted("/fn/own_data/erase", "password=wrong", own),
        posted("/fn/accounts/end_token", "id={token}", |_, things| {
            vec![Action::KeepOwn(things.bidder)]
        }),
    ]
}

/// What units report, and the seasons that they report in.
fn of_seasons() -> Vec<Row> {
    vec![
        posted("/fn/intakes/reported", "show=unproven", importing),
        // Without a record: refused by the rules.
        filed("/fn/intakes/prove", "back=%2F", importing),
        posted("/fn/seasons/desk", "", keeping_seasons),
        // Of no plan, and of no season: refused by the rules.
        posted("/fn/seasons/create", "form%5Bplan%5D=none", keeping_seasons),
        posted("/fn/seasons/move", "id=999999&from=CLOSED", keeping_seasons),
    ]
}

/// The centre at work on lots and rounds, and whoever imports.
fn of_lots() -> Vec<Row> {
    vec![
        filed("/fn/collection/upload", "back=%2F", importing),
        posted("/fn/collection/preview", "id={import}", importing_own),
        posted("/fn/collection/imports", "", importing),
        posted("/fn/collection/quotas", "", importing),
        // Nothing of it has been committed: refused by the rules, or it was and is taken back.
        posted("/fn/collection/undo", "id={import}", |_, things| {
            vec![Action::UndoImport(things.uploader)]
        }),
        posted(
            "/fn/collection/commit",
            "id={import}&mode=all",
            importing_own,
        ),
        sent(
            "/fn/lots/office",
            r#"{"query":{"state":null,"q":"","after":null}}"#,
            publishing,
        ),
        // A lot that is in a round already: neither moves it.
        posted(
            "/fn/lots/move",
            "intent=publish&ids%5B%5D={listed}",
            publishing,
        ),
        posted(
            "/fn/lots/move",
            "intent=list&round={round}&ids%5B%5D={listed}",
            managing_rounds,
        ),
        sent(
            "/fn/lots/terms_desk",
            r#"{"code":"{lot}"}"#,
            managing_rounds,
        ),
        posted(
            "/fn/lots/change_terms",
            "lot={lot}&form%5Bstep%5D=take-back&form%5Bholder%5D=1",
            managing_rounds,
        ),
        sent("/fn/lots/desk", r#"{"code":"{lot}"}"#, at_desk),
        // Without a reason in words: refused by the rules.
        posted(
            "/fn/lots/request_intervention",
            "lot={lot}&form%5Bstep%5D=cancel&form%5Bwhy%5D=SYSTEM_FAULT",
            intervening,
        ),
        // The one person of the centre has asked for it himself.
        posted(
            "/fn/lots/decide_intervention",
            "id={intervention}&answer=approve",
            intervening,
        ),
        filed(
            "/fn/stages/record",
            "back=%2F&lot={lot}&event=PAID",
            |_, _| vec![Action::KeepDeals],
        ),
        posted("/fn/rounds/office", "", managing_rounds),
        // A day that is over.
        posted(
            "/fn/rounds/create",
            "form%5Bon%5D=2026-11-04",
            managing_rounds,
        ),
        // Without a reason.
        posted(
            "/fn/rounds/postpone",
            "form%5Bround%5D=404&form%5Bon%5D=2026-11-27&form%5Bopens%5D=10%3A00",
            managing_rounds,
        ),
    ]
}

/// What the centre does for the public display.
fn of_display() -> Vec<Row> {
    vec![
        posted("/fn/open_licences/licences", "lot={lot}", own_on_lot),
        // The lot is offered otherwise: refused by the rules.
        posted("/fn/open_licences/notify", "lot={lot}", bidding),
        // Nobody has a licence of it.
        posted(
            "/fn/open_licences/paid",
            "lot={lot}&form%5Bday%5D=2026-11-18",
            |who, things| {
                let mut needs = keeping_licences(who, things);
                needs.extend(nothing(who, things));
                needs
            },
        ),
        posted("/fn/featured/desk", "", publishing),
        // It is not featured: refused by the rules.
        posted(
            "/fn/featured/move",
            "form%5Blot%5D={lot}&form%5Bstep%5D=remove",
            publishing,
        ),
        sent("/fn/open_licences/desk", r#"{"code":"{lot}"}"#, publishing),
        // The lot is offered otherwise: refused by the rules.
        posted(
            "/fn/open_licences/set",
            "lot={lot}&form%5Bfee%5D=x&form%5Bpayment%5D=x&form%5Bfrom%5D=2026-11-01\
             &form%5Bto%5D=2026-11-02&form%5Bannounced%5D=2026-11-01",
            publishing,
        ),
    ]
}

fn importing_own(visitor: &Visitor, things: &Things) -> Vec<Action> {
    vec![visitor.submission(), Action::ReadImport(things.uploader)]
}

fn of_deposits() -> Vec<Row> {
    vec![
        posted("/fn/deposits/office", "", keeping_deposits),
        filed(
            "/fn/deposits/record",
            "back=%2F&step=pay_out&id={deposit}",
            handling,
        ),
        posted("/fn/deposits/refuse", "id={deposit}", handling),
        posted("/fn/deposits/verify", "bidder={bidder}", handling),
        posted(
            "/fn/deposits/bar",
            "form%5Blogin%5D=no-such-bidder",
            keeping_deposits,
        ),
    ]
}

/// Whoever puts something about this bidder on record.
fn handling(_: &Visitor, things: &Things) -> Vec<Action> {
    vec![Action::HandleBidder(things.bidder)]
}
