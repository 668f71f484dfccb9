//! Whoever may not, whatever is not there, and whoever asks too often.

use super::house::{House, Shown, count, sent};
use axum::body::Body;
use domain::tokens::{TokenDraft, TokenScope};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Request, StatusCode};
use locales::{Lang, failures};
use serde_json::{Value, json};
use service::testing::TestPortal;
use service::{BidRate, Settings};

/// Sends everything.
pub async fn send(shown: &mut Shown) {
    may_not(shown).await;
    too_often(shown).await;
}

async fn may_not(shown: &mut Shown) {
    let mut house = House::open(shown).await;
    let account = house.site.liaison().await;
    let liaison = house.cookie(&account).await;
    let waive = [
        ("form[unit]", "任何单位"),
        ("form[rule]", "PAPER"),
        ("form[reason]", "邮路中断"),
    ];
    let no_package = [("id", "999999")];
    let said = |sentence: fn(Lang) -> &'static str| [sentence(Lang::Zh), sentence(Lang::En)];
    let cases = [
        (
            "",
            "/org/import",
            ("/fn/participation/join", &waive[..0]),
            "LOGIN_REQUIRED",
            said(failures::login_required),
        ),
        (
            liaison.as_str(),
            "/admin/waivers",
            ("/fn/waivers/grant", &waive[..]),
            "FORBIDDEN",
            said(failures::forbidden),
        ),
        (
            "",
            "/packages/999999",
            ("/fn/packages/page", &no_package[..]),
            "NOT_FOUND",
            said(failures::not_found),
        ),
    ];
    for (who, page, (at, fields), code, sentences) in cases {
        let before = house.site.contents().await;
        for (prefix, sentence) in ["", "/en"].into_iter().zip(sentences) {
            let (_, stands) = house.read(who, &format!("{prefix}{page}")).await;
            if count(&stands, sentence) == 0 {
                house.complain(code, format!("{prefix}{page} does not say “{sentence}”"));
            }
        }
        house
            .refuses_script(who, &sent(page, at, fields), code, sentences)
            .await;
        house.unchanged(code, &before, &[]).await;
    }
}

/// A program that bids faster than the portal takes bids: three at once, and then one a second.
async fn too_often(shown: &mut Shown) {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let settings = Settings {
        bid_rate: BidRate::DEFAULT,
        ..Settings::default()
    };
    let mut house = House::over(site, settings, shown).await;
    let anna = house.site.bidder("anna").await;
    anna.enrol(&lot).await.expect("a number");
    let draft = TokenDraft {
        name: "program".into(),
        scope: TokenScope::Bid,
        days: 9,
    };
    let token = house.site.portal.create_token(&anna.account, draft).await;
    let bearer = format!("Bearer {}", token.expect("a token").secret);
    let mut refused = None;
    for number in 0..9 {
        let before = house.site.contents().await;
        let bid = json!({ "kind": "flat", "amount_fen": 10_000_000 + number * 500_000 });
        let request = Request::post(format!("/api/v1/lots/{lot}/bids"))
            .header(AUTHORIZATION, bearer.as_str())
            .header(CONTENT_TYPE, "application/json")
            .header("idempotency-key", format!("too-often-{number}"))
            .body(Body::from(bid.to_string()));
        let (status, _, body) = house.ask(request.expect("a request")).await;
        if status == StatusCode::TOO_MANY_REQUESTS {
            refused = Some((status, body, before));
            break;
        }
    }
    let Some((status, body, before)) = refused else {
        return house.complain("RATE_LIMITED", "nothing is too often".to_owned());
    };
    let said: Value = serde_json::from_str(&body).expect("a refusal");
    let said =
        ["code", "message_zh", "message_en"].map(|name| said[name].as_str().unwrap_or_default());
    let wanted = [
        "RATE_LIMITED",
        "操作过于频繁,请稍后再试",
        "Too many requests; try again in a moment",
    ];
    if said != wanted {
        house.complain("RATE_LIMITED", format!("it says {said:?}"));
    }
    house.answered("RATE_LIMITED", status);
    house.unchanged("RATE_LIMITED", &before, &[]).await;
}
