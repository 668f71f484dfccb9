//! Who has submitted less than its numbers once the deadline is over (AS-63, AS-64).

use domain::accounts::{Grant, Role, Scope};
use domain::institutions::{InstitutionKind, UniversityClass};
use domain::seasons::{QuotaRule, Season, catalogue};
use domain::views::ShortLine;
use service::testing::{TestPortal, institution};

/// A university of this class that takes part.
async fn university(site: &TestPortal, name: &str, class: UniversityClass) {
    let mut unit = institution(name, InstitutionKind::University);
    unit.university_class = Some(class);
    let mut tx = site.portal.store().write().await.unwrap();
    unit.id = tx.insert_institution(&unit).await.unwrap();
    tx.commit().await.unwrap();
    let grant = Grant {
        role: Role::Liaison,
        scope: Scope::Institution(unit.id),
    };
    let liaison = site.account(class.code(), vec![grant], Some(unit.id)).await;
    site.portal.join_season(&liaison).await.unwrap();
}

async fn short(site: &TestPortal, days: i32) -> Option<Vec<ShortLine>> {
    let season = Season {
        submission_deadline: Some(site.portal.now().date().plus_days(days)),
        quotas: catalogue::auction_2023().quotas,
        ..site.portal.current_season().await.unwrap()
    };
    let mut tx = site.portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
    let centre = site.centre().await.account;
    let page = site.portal.waivers_page(&centre, "", None).await;
    page.unwrap().short
}

#[tokio::test]
async fn after_the_deadline_the_centre_sees_just_those_below_their_numbers() {
    let site = TestPortal::new().await;
    university(&site, "澄湖大学（示例）", UniversityClass::Ministry).await;
    university(&site, "洮湖职业学院（示例）", UniversityClass::Vocational).await;
    assert_eq!(short(&site, 0).await, None, "the last day is not over");
    let found = short(&site, -1).await.unwrap();
    let units: Vec<_> = found.iter().map(|line| line.unit.as_str()).collect();
    assert_eq!(units, ["澄湖大学（示例）"]);
    let rules: Vec<_> = found[0]
        .missed
        .iter()
        .map(|line| (line.rule, line.count))
        .collect();
    use QuotaRule::{LotsMin, ProjectMin, Roadshow};
    assert_eq!(rules, [(LotsMin, 0), (ProjectMin, 0), (Roadshow, 0)]);
}
