//! What of a need is published, and what nobody is told.

use super::commits::site;
use super::needs::{OVER, code, committed, file, now, refused};
use super::workbooks::{self as make, set};
use domain::audit::Query;
use domain::ids::SessionId;
use domain::needs::NeedVerdict;
use domain::seasons::Season;
use domain::sessions::{AgendaItem, AgendaKind, Block, Consents, PageContent, Revision};
use domain::targets::{Figure, TargetId, challenge_2022};
use service::targets::of_session;
use service::testing::TestPortal;

#[tokio::test]
async fn what_has_expired_or_names_its_enterprise_is_not_published() {
    let (site, liaison) = site(OVER).await;
    let portal = &site.portal;
    let centre = site.centre().await.account;
    let mut named = make::need(1);
    set(&mut named, "公开范围", "隐去企业名称");
    set(
        &mut named,
        "主要技术指标",
        "云岭新材有限公司（示例）要求效率不低于89%，寿命不少于5756小时。",
    );
    let mut short = make::need(2);
    set(&mut short, "有效期限", "2026-11-20");
    committed(&site, &liaison, &[named, short]).await;
    for number in [1, 2] {
        let at = now(&site, &centre, number).await;
        let passed = portal.diagnose_need(&centre, at, NeedVerdict::Passed, "", None);
        passed.await.unwrap();
    }
    let at = now(&site, &centre, 1).await;
    assert_eq!(
        refused(portal.publish_need(&centre, at).await),
        "NEED_NAMES_ENTERPRISE"
    );
    site.clock.advance_millis(3 * 86_400_000);
    let at = now(&site, &centre, 2).await;
    assert_eq!(
        refused(portal.publish_need(&centre, at).await),
        "NEED_EXPIRED"
    );
    assert_eq!(portal.needs_page(None, 1).await.unwrap().needs, []);
}

/// LG-1: what an enterprise keeps to itself is told to nobody but its unit, the host of its session and
/// the centre.
#[tokio::test]
async fn nobody_is_told_what_an_enterprise_hides() {
    let (site, liaison) = site(OVER).await;
    let portal = &site.portal;
    let centre = site.centre().await.account;
    let session = site.session(7, true).await;
    let host = site.organiser(session.id).await;
    let mut row = make::need(1);
    for (column, text) in [
        ("企业名称", "金丝雀需求企业（示例）"),
        ("所在地区", "常州市金丝雀街道"),
        ("所属园区", "金丝雀园区"),
        ("公开范围", "隐去企业名称及地区"),
        ("隐去内容说明", "意向投入金额；产品名称"),
        ("意向投入金额（万元）", "777.77"),
        ("现有基础", "金丝雀基础"),
        ("意向合作单位", "金丝雀合作单位"),
        ("需求来源", "技术经理人"),
        ("推荐人及单位", "金丝雀推荐人"),
        ("联系人", "金丝雀联系人"),
        ("联系电话", "19988800077"),
        ("电子邮箱", "canary-need@example.com"),
        ("备注", "金丝雀备注"),
    ] {
        set(&mut row, column, text);
    }
    committed(&site, &liaison, &[row]).await;
    let hidden = file(&site, &host, 1).await;
    assert_eq!(refused(hidden), "NOT_FOUND", "of no session yet");
    let at = now(&site, &centre, 1).await;
    let passed = portal.diagnose_need(&centre, at, NeedVerdict::Passed, "", Some(session.id));
    passed.await.unwrap();
    let at = now(&site, &centre, 1).await;
    portal.publish_need(&centre, at).await.unwrap();
    let secrets = ["金丝雀", "19988800077", "canary-need", "77777", "777.77"];
    let said = [
        format!("{:?}", portal.need_page(&code(1)).await.unwrap()),
        serde_json::to_string(&portal.needs_page(None, 1).await.unwrap()).unwrap(),
        format!("{:?}", portal.session_page(&session.slug).await.unwrap()),
        format!("{:?}", portal.shown_session(&session.slug).await.unwrap()),
        format!("{:?}", portal.home().await.unwrap()),
    ];
    for one in said {
        for secret in secrets {
            assert!(!one.contains(secret), "{secret}: {one}");
        }
    }
    let record = portal.audit_page(&centre, &Query::default()).await.unwrap();
    let record = format!("{:?}", record.rows);
    assert!(!record.contains("金丝雀") && !record.contains("19988800077"));
    for who in [&liaison, &host, &centre] {
        let told = file(&site, who, 1).await.unwrap();
        let whole = format!("{:?}", told.cells);
        assert!(whole.contains("金丝雀联系人") && whole.contains("19988800077"));
    }
    let desk = portal.need_desk(&host, None, (None, 1)).await.unwrap();
    assert_eq!(desk.lines.len(), 1);
    let listed = serde_json::to_string(&desk).unwrap();
    assert!(!listed.contains("19988800077"), "lists show no contact");
}

/// The codes that the public agenda of a session names, and the needs that its page shows.
async fn shown(site: &TestPortal, slug: &str) -> (Vec<Option<String>>, usize) {
    let page = site.portal.session_page(slug).await.unwrap();
    let codes = page.revision.agenda.into_iter().map(|item| item.lot);
    (codes.collect(), page.needs.len())
}

/// What the target of valid needs (Q-C-2) counts.
async fn counted(site: &TestPortal, session: SessionId) -> Option<Figure> {
    let found = of_session(&site.portal, session).await.unwrap();
    let target = found.targets.iter().find(|one| one.id == TargetId::Needs);
    target.expect("the plan asks for needs").value
}

#[tokio::test]
async fn a_session_shows_its_needs_while_they_are_published_and_counts_the_valid_ones() {
    let (site, liaison) = site(OVER).await;
    let portal = &site.portal;
    let centre = site.centre().await.account;
    let session = site.session(7, true).await;
    let host = site.organiser(session.id).await;
    committed(&site, &liaison, &[make::need(1)]).await;
    let desk = portal.session_desk(&host, session.id).await.unwrap();
    let item = AgendaItem {
        kind: AgendaKind::Roadshow,
        title: "需求发布".into(),
        speaker: String::new(),
        minutes: 15,
        lot: Some(code(1).to_string()),
        starts: None,
        consents: Consents {
            speaker: true,
            owner: true,
        },
    };
    let revision = Revision {
        number: 2,
        agenda: vec![item],
        page: PageContent {
            blocks: vec![Block::Needs],
        },
        ..desk.draft
    };
    let mut tx = portal.store().write().await.unwrap();
    tx.insert_revision(session.id, &revision).await.unwrap();
    let mut published = session.clone();
    published.published_revision = Some(2);
    tx.publish_revision(session.id, 2, portal.now(), &published)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // What its plan asks for is data of the season.
    let season = Season {
        targets: Some(challenge_2022()),
        ..portal.current_season().await.unwrap()
    };
    let mut tx = portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(shown(&site, &session.slug).await, (vec![None], 0));
    assert_eq!(counted(&site, session.id).await, Some(Figure::Count(0)));

    let at = now(&site, &centre, 1).await;
    let passed = portal.diagnose_need(&centre, at, NeedVerdict::Passed, "", Some(session.id));
    passed.await.unwrap();
    assert_eq!(shown(&site, &session.slug).await, (vec![None], 0));
    assert_eq!(counted(&site, session.id).await, Some(Figure::Count(1)));
    let at = now(&site, &centre, 1).await;
    portal.publish_need(&centre, at).await.unwrap();
    let named = vec![Some(code(1).to_string())];
    assert_eq!(shown(&site, &session.slug).await, (named, 1));
    let page = portal.need_page(&code(1)).await.unwrap();
    assert_eq!(page.session.map(|link| link.id), Some(session.id));

    let at = now(&site, &centre, 1).await;
    portal.close_need(&centre, at, "企业撤回").await.unwrap();
    assert_eq!(shown(&site, &session.slug).await, (vec![None], 0));
    assert_eq!(counted(&site, session.id).await, Some(Figure::Count(0)));
    assert_eq!(portal.public_needs().await.unwrap(), []);
}
