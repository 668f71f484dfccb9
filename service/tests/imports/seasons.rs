//! Seasons that the centre sets up (domain.md AS-01): each judges a form by the rules it was given.

use super::commits::site;
use super::workbooks::{self as make, Row, UNIT, patent, set};
use domain::accounts::{Account, Grant, Role, Scope};
use domain::audit::{Act, Query};
use domain::collection::Form;
use domain::institutions::InstitutionKind;
use domain::lots::LotKind;
use domain::seasons::{Season, SeasonDraft, SeasonState, catalogue};
use domain::time::Date;
use domain::waivers::WaiverRule;
use locales::{Lang, errors_text};
use service::Error;
use service::testing::{TestPortal, institution};

const OPEN: Date = Date::of(2026, 11, 30);

fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer.unwrap_err() {
        Error::Invalid { code, .. } => code.into_owned(),
        other => other.to_string(),
    }
}

/// The season of 2027 by the plan of 2022, for inventions that were granted in 2026 or later.
fn draft() -> (String, SeasonDraft) {
    let plan = catalogue::auction_2022();
    let draft = SeasonDraft {
        start_on: "2027-01-01".into(),
        grant_cutoff: "2026-01-01".into(),
        submission_deadline: "2027-07-08".into(),
        lots_max: "2".into(),
        ..SeasonDraft::of(&plan.for_year(2027))
    };
    (plan.code(), draft)
}

async fn stored(site: &TestPortal, code: &str) -> Option<Season> {
    let mut tx = site.portal.store().read().await.unwrap();
    tx.season_by_code(code).await.unwrap()
}

/// What the season on show says against rows of a form.
async fn faults(site: &TestPortal, who: &Account, rows: &[Row]) -> Vec<String> {
    let portal = &site.portal;
    let form = make::form(Form::Patent, rows);
    let id = portal.upload_form(who, "征集表.xlsx", form).await.unwrap();
    let shown = portal.import_preview(who, id).await.unwrap();
    shown.errors.into_iter().map(|fault| fault.code).collect()
}

fn utility() -> Row {
    let mut row = patent(4);
    set(&mut row, "专利号", make::number(2023, 2, 4));
    set(&mut row, "专利类型", "实用新型");
    row
}

#[tokio::test]
async fn the_centre_sets_a_season_up_once() {
    let (site, liaison) = site(OPEN).await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    let (plan, draft) = draft();
    for who in [&liaison, &site.bidder("anna").await.account] {
        let refused = portal.create_season(who, &plan, &draft).await;
        assert_eq!(refused, Err(Error::Forbidden));
        let refused = portal.season_desk(who, "", None).await;
        assert_eq!(refused.unwrap_err(), Error::Forbidden);
    }
    let desk = portal.season_desk(&centre, "", None).await.unwrap();
    assert_eq!(
        (desk.plan.code.as_str(), desk.plan.season.year),
        ("2026-AUCTION", 2027)
    );
    assert!(desk.plans.contains(&"2022-CHALLENGE".to_owned()));
    let desk = portal
        .season_desk(&centre, &plan, Some(2030))
        .await
        .unwrap();
    assert_eq!(
        desk.plan.season.submission_deadline,
        Some(Date::of(2030, 7, 8))
    );
    let unknown = portal.season_desk(&centre, "2019-AUCTION", None).await;
    assert_eq!(code(unknown), "SEASON_PLAN");
    let late = SeasonDraft {
        submission_deadline: "2028-07-08".into(),
        ..draft.clone()
    };
    let refused = portal.create_season(&centre, &plan, &late).await;
    assert_eq!(code(refused), "OUTSIDE_SEASON");
    assert_eq!(
        stored(&site, "2027-AUCTION").await,
        None,
        "nothing is written"
    );

    let id = portal.create_season(&centre, &plan, &draft).await.unwrap();
    let twice = portal.create_season(&centre, &plan, &draft).await;
    assert_eq!(code(twice), "SEASON_DUPLICATE");
    let text = |lang| errors_text(lang, "SEASON_DUPLICATE", &[]);
    assert_eq!(
        [text(Lang::Zh), text(Lang::En)],
        [
            "该年度活动季已存在",
            "There is a season of this programme and year already"
        ]
    );
    let same_year = SeasonDraft {
        year: "2026".into(),
        ..SeasonDraft::of(&catalogue::auction_2022().for_year(2026))
    };
    let twice = portal.create_season(&centre, &plan, &same_year).await;
    assert_eq!(code(twice), "SEASON_DUPLICATE");
    let season = stored(&site, "2027-AUCTION").await.unwrap();
    assert_eq!((season.id, season.state), (id, SeasonState::Draft));
    let record = portal.audit_page(&centre, &Query::default()).await.unwrap();
    let rows = record
        .rows
        .iter()
        .filter(|row| row.act == Act::SeasonCreate);
    assert_eq!(rows.count(), 1);
}

/// A draft is nobody's business; once it is opened it judges, and the others answer as they did.
#[tokio::test]
async fn every_season_answers_by_its_own_rules() {
    let (site, liaison) = site(OPEN).await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    let (plan, draft) = draft();
    let id = portal.create_season(&centre, &plan, &draft).await.unwrap();
    assert_eq!(portal.current_season().await.unwrap().year, 2026);
    let hidden = portal.session_group(Some(2027)).await;
    assert_eq!(hidden.unwrap_err(), Error::NotFound);
    assert_eq!(faults(&site, &liaison, &[utility()]).await, [""; 0]);

    let opened = portal.move_season(&centre, id, SeasonState::Draft).await;
    assert_eq!(opened, Ok(SeasonState::Open));
    let again = portal.move_season(&centre, id, SeasonState::Draft).await;
    assert_eq!(code(again), "SEASON_STATE");
    assert_eq!(portal.current_season().await.unwrap().year, 2027);
    let mut young = utility();
    set(&mut young, "专利类型", "实用新型");
    set(&mut young, "授权公告日", "2026-03-22");
    assert_eq!(
        faults(&site, &liaison, &[young]).await,
        ["LOT_PATENT_TYPE_NOT_ALLOWED"]
    );
    assert_eq!(
        faults(&site, &liaison, &[patent(1)]).await,
        ["LOT_GRANT_DATE_BEFORE_CUTOFF"]
    );
    let three: Vec<Row> = (1..=3)
        .map(|n| {
            let mut row = patent(n);
            set(&mut row, "授权公告日", "2026-03-22");
            row
        })
        .collect();
    assert_eq!(
        faults(&site, &liaison, &three).await,
        ["QUOTA_INSTITUTION_MAX"],
        "two, as it was given"
    );
    // The seasons of 2022 and 2023 by theirs.
    let mut old = utility();
    set(&mut old, "专利号", make::number(2018, 2, 4));
    set(&mut old, "申请日", "2018-05-01");
    set(&mut old, "授权公告日", "2019-06-01");
    let bytes = make::form(Form::Patent, &[old]);
    for (season, wanted) in [
        ("2022", "LOT_PATENT_TYPE_NOT_ALLOWED"),
        ("2023", "LOT_GRANT_DATE_BEFORE_CUTOFF"),
    ] {
        let season = catalogue::by_code(season).unwrap();
        let checked = service::imports::check(&bytes, "a.xlsx", &season, super::TODAY).unwrap();
        let codes: Vec<String> = checked.errors().into_iter().map(|one| one.code).collect();
        assert_eq!(codes, [wanted]);
    }
    let closed = portal.move_season(&centre, id, SeasonState::Open).await;
    assert_eq!(closed, Ok(SeasonState::Closed));
    assert_eq!(portal.current_season().await.unwrap().year, 2026);
}

/// Two patents of which one was granted before the cut-off, in this order.
fn early() -> Vec<Row> {
    let mut row = patent(2);
    set(&mut row, "授权公告日", "2024-06-01");
    vec![patent(1), row]
}

#[tokio::test]
async fn what_holds_in_principle_is_waived_with_a_reason() {
    let (site, liaison) = site(OPEN).await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    let season = Season {
        grant_cutoff: Some(Date::of(2025, 1, 1)),
        ..stored(&site, &site.season.code()).await.unwrap()
    };
    let mut tx = portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
    let before = faults(&site, &liaison, &early()).await;
    assert_eq!(before, ["LOT_GRANT_DATE_BEFORE_CUTOFF"]);
    // The centre, which uploads for the unit, is held to the same rule.
    assert_eq!(faults(&site, &centre, &early()).await, before);
    let rule = WaiverRule::GrantDate;
    let granted = portal.grant_waiver(&centre, UNIT, rule, "示例：重点成果");
    granted.await.unwrap();
    assert_eq!(
        faults(&site, &liaison, &early()).await,
        Vec::<String>::new()
    );
    assert_eq!(faults(&site, &centre, &early()).await, Vec::<String>::new());
    let record = portal.audit_page(&centre, &Query::default()).await.unwrap();
    assert!(record.rows.iter().any(|row| row.act == Act::WaiverGrant));
}

#[tokio::test]
async fn achievements_come_from_whom_the_season_names() {
    for (plan, taken) in [
        (catalogue::auction_2022(), false),
        (catalogue::auction_2023(), true),
    ] {
        let site = TestPortal::new().await;
        let season = Season {
            achievement_kinds: plan.achievement_kinds,
            institution_kinds: plan.institution_kinds,
            ..site.season.clone()
        };
        let owned = institution("云岭示范集团（示例）", InstitutionKind::StateOwned);
        let mut tx = site.portal.store().write().await.unwrap();
        tx.upsert_season(&season).await.unwrap();
        let unit = tx.insert_institution(&owned).await.unwrap();
        tx.commit().await.unwrap();
        let grant = Grant {
            role: Role::Liaison,
            scope: Scope::Institution(unit),
        };
        let who = site.account("soe", vec![grant], Some(unit)).await;
        let begun = site.portal.begin_draft(&who, LotKind::Achievement).await;
        match taken {
            true => assert!(begun.is_ok(), "{begun:?}"),
            false => assert_eq!(code(begun), "INSTITUTION_KIND_NOT_ADMITTED"),
        }
        let patent = site.portal.begin_draft(&who, LotKind::Patent).await;
        assert!(patent.is_ok(), "patents are taken of it: {patent:?}");
    }
}
