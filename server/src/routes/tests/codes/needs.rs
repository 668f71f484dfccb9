//! What the centre does with needs: out of order, too late, and after somebody else.

use super::forms::{OPEN, checked, site};
use super::house::{House, Sent, Shown, sent};
use domain::collection::Form;
use domain::lots::PatentType;
use locales::{Lang, failures};
use service::Settings;
use service::testing::workbooks::need;

const PAGE: &str = "/org/needs/X2026-SMFG-0001";
const DAY_MS: i64 = 86_400_000;

fn step(step: &str, version: &str) -> Sent<'static> {
    let fields = [
        ("form[code]", "X2026-SMFG-0001"),
        ("form[version]", version),
        ("form[step]", step),
        ("form[opinion]", "指标清楚"),
    ];
    sent(PAGE, "/fn/needs/change", &fields)
}

/// The desk of the need: that its contact was read is on record once in a while, and not what is refused.
async fn look(house: &House<'_>, who: &str) {
    let (status, _) = house.read(who, PAGE).await;
    assert_eq!(status, http::StatusCode::OK);
}

/// Sends everything.
pub async fn send(shown: &mut Shown) {
    let (site, liaison) = site(OPEN, &[PatentType::Invention]).await;
    let mut house = House::over(site, Settings::default(), shown).await;
    let who = house.cookie(&liaison).await;
    let page = checked(&mut house, &who, Form::Need, &[need(1)]).await;
    let id = page.rsplit('=').next().unwrap_or_default();
    let commit = sent(
        &page,
        "/fn/collection/commit",
        &[("id", id), ("mode", "all")],
    );
    let (status, _, body) = house.send(&who, &commit, None).await;
    assert!(status.is_success(), "{status} {body}");
    let centre = house.site.centre().await.account;
    let office = house.cookie(&centre).await;
    look(&house, &office).await;
    let sentences = [
        "需求须经诊断后方可发榜",
        "A need is published only after its diagnosis",
    ];
    house
        .refuses(
            &office,
            &step("publish", "1"),
            "NEED_DIAGNOSIS_REQUIRED",
            sentences,
        )
        .await;
    let (status, _, body) = house.send(&office, &step("PASSED", "1"), None).await;
    assert!(status.is_success(), "{status} {body}");
    let sentences = [
        "需求阶段不可跳转",
        "The stages of a need only go forward, one after another",
    ];
    house
        .refuses(&office, &step("PASSED", "2"), "NEED_STAGE_ORDER", sentences)
        .await;
    // Somebody else has diagnosed it since.
    let sentences = [failures::conflict(Lang::Zh), failures::conflict(Lang::En)];
    house
        .refuses(&office, &step("publish", "1"), "CONFLICT_RETRY", sentences)
        .await;
    house.site.clock.advance_millis(200 * DAY_MS);
    let office = house.cookie(&centre).await;
    look(&house, &office).await;
    let sentences = ["该需求已过有效期限", "The validity of this need is over"];
    house
        .refuses(&office, &step("publish", "2"), "NEED_EXPIRED", sentences)
        .await;
}
