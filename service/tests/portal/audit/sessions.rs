//! What is done with a session, and the rows it writes.

use super::Reader;
use domain::audit::{Act, ObjectKind};
use domain::ids::SessionId;
use domain::institutions::{City, InstitutionKind};
use domain::lots::Industry;
use domain::sessions::{Bilingual, Holder, PageContent, Session, SessionRole, SessionState};
use domain::time::Date;
use service::RevisionDraft;
use service::testing::TestPortal;

const MINUTE: i64 = 60_000;

pub(super) async fn sessions(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let text = |zh: &str| Bilingual {
        zh: zh.into(),
        en: String::new(),
    };
    let university = site
        .newcomer_of("联办大学（示例）", InstitutionKind::University)
        .await;
    let cohost = Holder {
        role: SessionRole::CoOrganiser,
        name: university.name,
        institution: Some(university.id),
    };
    let starts_at = Date::of(2026, 11, 28).at(14, 0);
    let session = Session {
        id: SessionId(0),
        season: site.season.id,
        number: 1,
        slug: "session-1".into(),
        title: text("示例产业专场"),
        industry: Industry::Energy,
        city: City::Changzhou,
        venue: text("示例会场"),
        starts_at,
        ends_at: starts_at.plus_millis(180 * MINUTE),
        holders: vec![cohost],
        torch_express: false,
        low_carbon: true,
        state: SessionState::Planned,
        cancelled_reason: None,
        published_revision: None,
        moved_from: None,
    };
    let mut tx = portal.store().write().await.unwrap();
    let id = tx.upsert_session(&session).await.unwrap();
    tx.commit().await.unwrap();
    let draft = RevisionDraft {
        title: text("示例产业专场（新）"),
        venue: text("示例会场"),
        starts_at,
        agenda: Vec::new(),
        page: PageContent::default(),
    };
    let saved = portal.save_revision(&centre, id, 0, draft.clone()).await;
    assert_eq!(saved, Ok(1));
    assert!(portal.save_revision(&centre, id, 0, draft).await.is_err());
    reader.wrote(&[Act::SessionSave]).await;
    let waived = portal.waive_session_deadline(&centre, id, "场馆检修改期");
    waived.await.unwrap();
    reader.wrote(&[Act::SessionWaive]).await;
    portal.publish_revision(&centre, id, 1).await.unwrap();
    let rows = reader.wrote(&[Act::SessionPublish]).await;
    assert_eq!(
        (rows[0].kind, &rows[0].object),
        (ObjectKind::Session, &id.to_string())
    );
    let (before, after) = (
        rows[0].before.clone().unwrap(),
        rows[0].after.clone().unwrap(),
    );
    assert!(!before.contains("（新）") && after.contains("（新）"));
    called_off(site, reader, id).await;
}

async fn called_off(site: &TestPortal, reader: &mut Reader<'_>, id: SessionId) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let due_at = portal.now().plus_millis(MINUTE);
    portal.schedule_revision(&centre, id, due_at).await.unwrap();
    reader.wrote(&[Act::SessionSchedule]).await;
    portal
        .cancel_session(&centre, id, "场馆停电检修")
        .await
        .unwrap();
    let rows = reader.wrote(&[Act::SessionCancel]).await;
    assert_eq!(rows[0].reason.as_deref(), Some("场馆停电检修"));
}
