//! The gate of the report, the board, and the sentences.

use super::{code_of, count, of, session_of};
use domain::accounts::{Account, Grant, Role, Scope};
use domain::credit_codes::CreditCode;
use domain::ids::{LotCode, SessionId};
use domain::institutions::City;
use domain::interests::{InterestLevel, NewInterest, NextStep};
use domain::logbooks::{Book, EntryDraft, Field};
use domain::lots::ProjectLevel;
use domain::seasons::{Season, catalogue};
use domain::sessions::SessionState;
use domain::targets::{Figure, Standing, TargetId};
use domain::time::Date;
use domain::views::BoardShow;
use locales::Lang;
use service::Error;
use service::targets::{check_report, of_session};
use service::testing::{TestPortal, lot};

/// A lot of a session, of a project or of none.
async fn lot_of(site: &TestPortal, session: SessionId, number: u32, project: bool) -> LotCode {
    let code = format!("P2026-ENER-{number:04}");
    let code = LotCode::parse(&code).unwrap();
    let owner = site.owner().clone();
    let level = match project {
        true => ProjectLevel::National,
        false => ProjectLevel::None,
    };
    let mut lot = lot(code.as_str(), site.season.id, owner.id, false);
    lot.project_level = level;
    lot.session = Some(session);
    let mut tx = site.portal.store().write().await.unwrap();
    let key = format!("test:{code}");
    tx.insert_lot(&lot, &Default::default(), &owner, &key, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    code
}

/// An enterprise is interested in a lot.
async fn wanted(site: &TestPortal, session: SessionId, lot: &LotCode) {
    let mut tx = site.portal.store().write().await.unwrap();
    let id = tx.lot(lot).await.unwrap().unwrap().lot.id;
    let interest = NewInterest {
        enterprise: "澄川精密仪器有限公司（示例）".into(),
        credit_code: CreditCode::complete("91320000MA1XTEA00").unwrap(),
        lot: lot.clone(),
        level: InterestLevel::Strong,
        next_step: NextStep::Visit,
        contact: "某人（示例）".into(),
        phone: "19900001234".into(),
    };
    let now = site.portal.now();
    let noted = (site.centre().await.account.id, now);
    tx.insert_interest(session, id, &interest, now.date(), noted)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_report_of_the_torch_express_waits_for_ten_lots_of_projects() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let centre = site.centre().await.account;
    let mut session = site.session(45, true).await;
    session.torch_express = true;
    let mut tx = portal.store().write().await.unwrap();
    tx.upsert_session(&session).await.unwrap();
    tx.commit().await.unwrap();
    let (id, host) = (session.id, site.organiser(session.id).await);
    for number in 1..=9 {
        lot_of(&site, id, number, true).await;
    }
    let other = lot_of(&site, id, 10, false).await;
    let targets = of_session(portal, id).await.unwrap();
    assert_eq!(
        count(&targets, TargetId::TorchProjects),
        Some(Figure::Count(9))
    );
    assert_eq!(count(&targets, TargetId::Lots), Some(Figure::Count(10)));
    let explained = [TargetId::Lots, TargetId::TorchProjects];
    let refused = check_report(portal, id, &explained).await;
    assert_eq!(code_of(refused), "SESSION_TORCH_PROJECT_MIN");
    // Only the centre waives, and says why.
    let waive = async |who: &Account, reason: &str| {
        portal
            .waive_target(who, id, TargetId::TorchProjects, reason)
            .await
    };
    assert_eq!(waive(&host, "理由").await, Err(Error::Forbidden));
    assert_eq!(code_of(waive(&centre, " ").await), "REASON_LENGTH");
    waive(&centre, "部委另行组织（示例）").await.unwrap();
    assert_eq!(code_of(waive(&centre, "再次").await), "WAIVER_GRANTED");
    let unexplained = check_report(portal, id, &[]).await;
    assert_eq!(code_of(unexplained), "SESSION_REPORT_QUOTA");
    assert_eq!(check_report(portal, id, &explained).await, Ok(()));
    // The tenth makes the waiver needless.
    lot_of(&site, id, 11, true).await;
    let targets = of_session(portal, id).await.unwrap();
    assert!(of(&targets, TargetId::TorchProjects).met());
    // A lot of the session can be recommended once somebody wants it, another one cannot.
    let recommend = async |code: &str| {
        let mut draft = EntryDraft::default();
        draft.put(Field::Lot, code);
        draft.put(Field::Reason, "企业关注度高（示例）");
        portal
            .save_entry(&host, id, Book::Recommended, None, &draft)
            .await
    };
    assert_eq!(code_of(recommend(other.as_str()).await), "AWARD_NO_DEAL");
    wanted(&site, id, &other).await;
    assert!(recommend(other.as_str()).await.is_ok());
    let log = portal.logbook(&host, id, Book::Recommended, None, None, "");
    assert_eq!(log.await.unwrap().counted, 1);
    assert_eq!(
        code_of(recommend("P2026-ENER-0099").await),
        "RECOMMENDED_LOT"
    );
}

/// The last day is one rule: waived as a target it no longer keeps a page from being published, and waived
/// for the page it is settled as a target.
#[tokio::test]
async fn the_last_day_of_a_session_is_waived_once() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let centre = site.centre().await.account;
    let season = catalogue::auction_2022();
    let late = Date::of(2022, 10, 8);
    let as_target = session_of(&site, &season, 1, late).await.id;
    let as_page = session_of(&site, &season, 2, late).await.id;
    let day = TargetId::RoadshowDay;
    let standing = async |id| of(&of_session(portal, id).await.unwrap(), day);
    assert_eq!(standing(as_target).await.standing, Standing::Overdue);
    assert!(!standing(as_target).await.settled());
    let waived = portal.waive_target(&centre, as_target, day, "场馆检修改期");
    assert_eq!(waived.await, Ok(()));
    let steps = portal.session_steps(&centre, as_target).await.unwrap();
    assert_eq!(
        steps.waiver.map(|one| one.reason),
        Some("场馆检修改期".into())
    );
    let again = portal
        .waive_session_deadline(&centre, as_target, "再次改期")
        .await;
    assert_eq!(again, Err(Error::Conflict));
    let waived = portal.waive_session_deadline(&centre, as_page, "防汛改期");
    assert_eq!(waived.await, Ok(()));
    let again = portal.waive_target(&centre, as_page, day, "再次改期").await;
    assert_eq!(code_of(again), "WAIVER_GRANTED");
    for id in [as_target, as_page] {
        let judged = standing(id).await;
        assert!(judged.settled() && !judged.met());
        let targets = of_session(portal, id).await.unwrap();
        assert_eq!(targets.waivers.len(), 1, "told once, with its reason");
        assert_eq!(targets.waivers[0].target, day);
    }
}

#[tokio::test]
async fn the_board_is_for_the_centre_and_for_regulators_of_their_cities() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let centre = site.centre().await.account;
    let (auction, challenge) = (catalogue::auction_2022(), catalogue::challenge_2022());
    let first = session_of(&site, &auction, 1, Date::of(2022, 9, 20)).await;
    session_of(&site, &challenge, 1, Date::of(2022, 10, 20)).await;
    let mut cancelled = session_of(&site, &auction, 2, Date::of(2022, 9, 21)).await;
    cancelled.state = SessionState::Cancelled;
    cancelled.city = City::Nanjing;
    let mut tx = portal.store().write().await.unwrap();
    tx.upsert_session(&cancelled).await.unwrap();
    tx.commit().await.unwrap();
    let code = auction.code();
    let all = portal.target_board(&centre, Some(&code), BoardShow::All);
    let board = all.await.unwrap();
    assert_eq!(
        (board.planned, board.sessions, board.held),
        (Some(17), 2, 2)
    );
    assert_eq!(board.rows.len(), 2);
    assert_eq!(board.rows[0].of.session.id, first.id);
    assert!(
        board.rows[1].of.targets.is_empty(),
        "nothing of a cancelled one"
    );
    let done = portal.target_board(&centre, Some(&code), BoardShow::Done);
    assert!(done.await.unwrap().rows.is_empty());
    // 2022 asks eleven targets of a session, each a row of the file.
    let sheet = portal.board_sheet(&centre, Some(&code), BoardShow::All, Lang::En);
    assert_eq!(sheet.await.unwrap().table.rows.len(), 11);
    let regulator = async |login: &str, scope| {
        let role = Role::Regulator;
        site.account(login, vec![Grant { role, scope }], None).await
    };
    let province = regulator("province", Scope::Province).await;
    let yancheng = Scope::City(City::Yancheng.code().into());
    let city = regulator("city", yancheng).await;
    let shown = async |who: &Account| {
        let board = portal.target_board(who, Some(&code), BoardShow::All);
        let board = board.await.unwrap();
        assert!(!board.may_edit);
        board.rows.len()
    };
    assert_eq!(shown(&province).await, 2);
    assert_eq!(shown(&city).await, 1, "only the own city");
    let host = site.organiser(first.id).await;
    let refused = portal.target_board(&host, None, BoardShow::All).await;
    assert_eq!(refused.map(|_| ()), Err(Error::Forbidden));
    let none = portal
        .target_board(&centre, Some("1999"), BoardShow::All)
        .await;
    assert_eq!(none.map(|_| ()), Err(Error::NotFound));
}

/// IS-06: what is due and not done is flagged to the centre and to whoever answers for the city.
#[tokio::test]
async fn an_overdue_target_is_flagged_to_the_centre_and_to_its_city_alone() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let due = portal.now().date();
    let mut rules = catalogue::auction_2022().session_targets();
    rules.retain(|rule| rule.id == TargetId::Roadshow);
    rules[0].deadline = Some(due);
    let season = Season {
        targets: Some(rules),
        ..site.season.clone()
    };
    let late = session_of(&site, &season, 1, due.plus_days(-30)).await.id;
    let centre = site.centre().await.account;
    let regulator = async |login: &str, city: City| {
        let (role, scope) = (Role::Regulator, Scope::City(city.code().into()));
        site.account(login, vec![Grant { role, scope }], None).await
    };
    let here = regulator("here", City::Yancheng).await;
    let elsewhere = regulator("elsewhere", City::Nanjing).await;
    let code = season.code();
    let shown = async |who: &Account, show: BoardShow| {
        let board = portal.target_board(who, Some(&code), show).await.unwrap();
        let rows = board.rows.into_iter().map(|row| {
            let standing = of(&row.of, TargetId::Roadshow).standing;
            (row.of.session.id, standing)
        });
        rows.collect::<Vec<_>>()
    };
    for who in [&centre, &here] {
        assert_eq!(shown(who, BoardShow::Overdue).await, [], "on its last day");
        let open = [(late, Standing::Open)];
        assert_eq!(shown(who, BoardShow::Open).await, open);
    }
    site.clock.advance_millis(86_400_000);
    for who in [&centre, &here] {
        let flagged = [(late, Standing::Overdue)];
        assert_eq!(shown(who, BoardShow::Overdue).await, flagged);
        assert_eq!(shown(who, BoardShow::All).await, flagged);
    }
    for show in BoardShow::ALL {
        assert_eq!(shown(&elsewhere, *show).await, [], "{show}");
    }
    let sheet = portal.board_sheet(&elsewhere, Some(&code), BoardShow::All, Lang::En);
    assert!(sheet.await.unwrap().table.rows.is_empty());
    // What the centre waives is nobody's debt any more.
    let waived = portal.waive_target(&centre, late, TargetId::Roadshow, "路演并入联合专场");
    assert_eq!(waived.await, Ok(()));
    for who in [&centre, &here] {
        assert_eq!(shown(who, BoardShow::Overdue).await, [], "waived");
    }
}

#[test]
fn every_refusal_and_every_way_of_counting_is_said_in_both_languages() {
    let codes = [
        "SESSION_AFTER_DEADLINE",
        "SESSION_COHOST_UNIV_REQUIRED",
        "SESSION_COHOST_PARK_REQUIRED",
        "SESSION_TORCH_PROJECT_MIN",
        "SESSION_REPORT_QUOTA",
        "VISIT_IN_FUTURE",
        "ENTRY_ENTERPRISE",
        "ENTRY_KIND",
        "ENTRY_CONTENT",
        "ENTRY_PLACE",
        "ENTRY_PARTICIPANTS",
        "ENTRY_NEEDS",
        "ENTRY_PATENTS",
        "ENTRY_POLICIES",
        "ENTRY_TAGS",
        "ENTRY_REGION",
        "ENTRY_OUTLET",
        "ENTRY_TITLE",
        "ENTRY_LINK",
        "ENTRY_TEXT",
        "ENTRY_STATE",
        "ENTRY_REASON",
        "ENTRY_DUPLICATE",
        "RECOMMENDED_LOT",
        "AWARD_NO_DEAL",
        "CASE_FILE_REQUIRED",
        "LOGBOOK_FULL",
        "LOGBOOK_HEADER",
        "LOGBOOK_EMPTY",
        "LOGBOOK_ROWS",
        "CODE_UNKNOWN_TARGET",
        "WAIVER_GRANTED",
    ];
    for lang in [Lang::Zh, Lang::En] {
        for code in codes {
            assert_ne!(locales::errors_text(lang, code, &[]), code);
        }
        for metric in domain::targets::Metric::ALL {
            let words = locales::codes::target_counting(lang, metric.code());
            assert!(!words.is_empty(), "{metric}");
        }
    }
    let torch = locales::errors_text(Lang::Zh, "SESSION_TORCH_PROJECT_MIN", &[]);
    assert_eq!(torch, "直通车专场国家级、省级项目成果不少于10项");
    let date = [("date", "2022-09-30")];
    let late = locales::errors_text(Lang::Zh, "SESSION_AFTER_DEADLINE", &date);
    assert_eq!(late, "专场须于2022-09-30前完成");
}
