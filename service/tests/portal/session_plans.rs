//! Sessions are set up by the centre (IS-01): what is asked of them, who is told, and what stays once their
//! page is public.

use domain::audit::{Act, Query};
use domain::ids::SessionId;
use domain::institutions::{City, InstitutionKind};
use domain::lots::Industry;
use domain::seasons::catalogue;
use domain::sessions::{Bilingual, SessionPlan, SessionRole, SessionState};
use service::testing::{TestPortal, institution};
use service::{Error, RevisionDraft};

fn both(zh: &str) -> Bilingual {
    Bilingual {
        zh: zh.into(),
        en: String::new(),
    }
}

fn plan(site: &TestPortal) -> SessionPlan {
    let day = site.portal.now().date();
    SessionPlan {
        season: site.season.id,
        number: 3,
        slug: "new-materials".into(),
        title: both("新材料产业专场（示例）"),
        industry: Industry::Materials,
        city: City::Nanjing,
        venue: both("示例会议中心"),
        starts_at: day.at(9, 0),
        ends_at: day.at(12, 0),
        holders: vec![
            (SessionRole::Sponsor, "某部门（示例）".into()),
            (SessionRole::Organiser, site.owner().name.clone()),
        ],
        torch_express: false,
        low_carbon: false,
    }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer.unwrap_err() {
        Error::Invalid { code, .. } => code.into_owned(),
        other => other.to_string(),
    }
}

/// An operation centre that is registered.
async fn centre_of(site: &TestPortal) -> String {
    let name = "省运营中心（示例）";
    let one = institution(name, InstitutionKind::OperationCentre);
    let mut tx = site.portal.store().write().await.unwrap();
    tx.insert_institution(&one).await.unwrap();
    tx.commit().await.unwrap();
    name.into()
}

/// A portal whose season lets sessions be held up to its last day.
async fn open_to_the_end() -> TestPortal {
    let site = TestPortal::new().await;
    let mut tx = site.portal.store().write().await.unwrap();
    let mut season = tx.season(site.season.id).await.unwrap().unwrap();
    season.session_deadline = None;
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
    site
}

#[tokio::test]
async fn the_centre_sets_a_session_up_and_its_host_fills_and_publishes_it() {
    let site = open_to_the_end().await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    let fresh = portal.session_setup(&centre, None, None).await.unwrap();
    assert_eq!((fresh.session, fresh.next_number), (None, 1));
    let id = portal
        .plan_session(&centre, None, plan(&site))
        .await
        .unwrap();
    let listed = portal.planned_sessions(&centre, None).await.unwrap();
    let numbers: Vec<_> = listed.sessions.iter().map(|card| card.number).collect();
    assert_eq!(numbers, [3]);
    let setup = portal.session_setup(&centre, Some(id), None).await.unwrap();
    let session = setup.session.expect("it is there");
    assert_eq!(session.state, SessionState::Planned);
    let linked: Vec<_> = session.holders.iter().map(|one| one.institution).collect();
    assert_eq!(linked, [None, Some(site.owner().id)], "by its name");
    // From here on it is its host's, who writes the page and publishes it.
    let host = site.organiser(id).await;
    let desk = portal.session_desk(&host, id).await.unwrap();
    assert_eq!(desk.draft.title, both("新材料产业专场（示例）"));
    let draft = RevisionDraft {
        title: desk.draft.title,
        venue: desk.draft.venue,
        starts_at: desk.draft.starts_at,
        agenda: Vec::new(),
        page: desk.draft.page,
    };
    let number = portal.save_revision(&host, id, 0, draft).await.unwrap();
    portal.publish_revision(&host, id, number).await.unwrap();
    let page = portal.session_page("new-materials").await.unwrap();
    assert_eq!(page.session.number, 3);

    // What was announced stays, whatever is sent; who holds it changes, with a university among them.
    let changed = SessionPlan {
        number: 9,
        slug: "elsewhere".into(),
        low_carbon: true,
        ..plan(&site)
    };
    portal
        .plan_session(&centre, Some(id), changed)
        .await
        .unwrap();
    let page = portal.session_page("new-materials").await.unwrap();
    assert_eq!((page.session.number, page.session.low_carbon), (3, true));
    let alone = SessionPlan {
        holders: vec![(SessionRole::Organiser, "某园区（示例）".into())],
        ..plan(&site)
    };
    let answer = portal.plan_session(&centre, Some(id), alone).await;
    assert_eq!(refused(answer), "SESSION_COHOST_UNIV_REQUIRED");
    let page = portal.session_page("new-materials").await.unwrap();
    assert_eq!(page.session.holders.len(), 2, "nothing was kept");
    portal
        .cancel_session(&host, id, "场地停电检修")
        .await
        .unwrap();
    let late = portal.plan_session(&centre, Some(id), plan(&site)).await;
    assert_eq!(refused(late), "SESSION_PLAN_CLOSED");

    let rows = portal.audit_page(&centre, &Query::default()).await.unwrap();
    let count = |act| rows.rows.iter().filter(|row| row.act == act).count();
    assert_eq!(
        (count(Act::SessionCreate), count(Act::SessionChange)),
        (1, 1)
    );
}

#[tokio::test]
async fn a_set_up_that_breaks_a_rule_leaves_nothing() {
    let site = TestPortal::new().await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    let other = site.session(1, true).await;
    let host = site.organiser(other.id).await;
    let forbidden = portal.plan_session(&host, None, plan(&site)).await;
    assert_eq!(forbidden, Err(Error::Forbidden), "a host sets none up");
    assert_eq!(
        portal.planned_sessions(&host, None).await.unwrap_err(),
        Error::Forbidden
    );
    let with = async |change: &dyn Fn(&mut SessionPlan)| {
        let mut plan = plan(&site);
        change(&mut plan);
        refused(portal.plan_session(&centre, None, plan).await)
    };
    let end = site.season.end_on;
    assert_eq!(with(&|plan| plan.number = 1).await, "SESSION_DUPLICATE");
    assert_eq!(
        with(&|plan| plan.slug = other.slug.clone()).await,
        "SESSION_DUPLICATE"
    );
    assert_eq!(
        with(&|plan| {
            plan.starts_at = end.plus_days(1).at(9, 0);
            plan.ends_at = end.plus_days(1).at(10, 0);
        })
        .await,
        "OUTSIDE_SEASON"
    );
    // TX-03: the centre leads a stop of the torch express.
    assert_eq!(
        with(&|plan| plan.torch_express = true).await,
        "SESSION_TORCH_LEAD"
    );
    let listed = portal.planned_sessions(&centre, None).await.unwrap();
    assert_eq!(listed.sessions.len(), 1, "only the one that was there");
    let unknown = portal
        .plan_session(&centre, Some(SessionId(999)), plan(&site))
        .await;
    assert_eq!(unknown, Err(Error::NotFound));

    let lead = centre_of(&site).await;
    let torch = SessionPlan {
        holders: vec![
            (SessionRole::Sponsor, lead),
            (SessionRole::Organiser, site.owner().name.clone()),
        ],
        torch_express: true,
        ..plan(&site)
    };
    portal.plan_session(&centre, None, torch).await.unwrap();
}

#[tokio::test]
async fn both_programmes_of_a_year_are_numbered_through() {
    let site = TestPortal::new().await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    let challenge = catalogue::challenge_2022().for_year(site.season.year);
    let challenge = domain::seasons::Season {
        id: domain::ids::SeasonId(99_992),
        ..challenge
    };
    let mut tx = portal.store().write().await.unwrap();
    tx.insert_season(&challenge).await.unwrap();
    tx.commit().await.unwrap();
    portal
        .plan_session(&centre, None, plan(&site))
        .await
        .unwrap();
    let of_other = SessionPlan {
        season: challenge.id,
        slug: "challenge-3".into(),
        ..plan(&site)
    };
    let answer = portal.plan_session(&centre, None, of_other.clone()).await;
    assert_eq!(refused(answer), "SESSION_DUPLICATE");
    let setup = portal.session_setup(&centre, None, Some(challenge.id));
    assert_eq!(setup.await.unwrap().next_number, 1);
    let torch = SessionPlan {
        number: 4,
        torch_express: true,
        ..of_other.clone()
    };
    let answer = portal.plan_session(&centre, None, torch).await;
    assert_eq!(refused(answer), "SESSION_TORCH_SEASON");
    let next = SessionPlan {
        number: 4,
        ..of_other
    };
    portal.plan_session(&centre, None, next).await.unwrap();
}
