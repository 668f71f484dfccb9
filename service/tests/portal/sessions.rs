//! Sessions: who holds one, what its publication needs, what happens by itself, and what everybody reads.

use domain::accounts::Account;
use domain::ids::SessionId;
use domain::institutions::InstitutionKind;
use domain::sessions::{
    AgendaItem, AgendaKind, Bilingual, Consents, Holder, PageContent, Revision, SessionRole,
    SessionState,
};
use domain::time::Timestamp;
use service::files::FileAnswer;
use service::testing::TestPortal;
use service::{Error, RevisionDraft, agenda_template, publish_due_sessions};

const DAY: i64 = 86_400_000;

fn code_of<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer.unwrap_err() {
        Error::Invalid { code, .. } => code.into_owned(),
        other => format!("{other:?}"),
    }
}

fn item(title: &str, agreed: bool) -> AgendaItem {
    AgendaItem {
        kind: AgendaKind::Talk,
        title: title.into(),
        speaker: "某教授（示例）".into(),
        minutes: 20,
        lot: None,
        starts: None,
        consents: Consents {
            speaker: agreed,
            owner: false,
        },
    }
}

fn draft(starts_at: Timestamp, agenda: Vec<AgendaItem>) -> RevisionDraft {
    let text = |zh: &str| Bilingual {
        zh: zh.into(),
        en: String::new(),
    };
    RevisionDraft {
        title: text("示例产业专场（新）"),
        venue: text("示例会场"),
        starts_at,
        agenda,
        page: PageContent::default(),
    }
}

/// An announced session that is held with institutions of these kinds, its host, and one draft.
async fn announced(
    site: &TestPortal,
    number: u16,
    kinds: &[InstitutionKind],
) -> (SessionId, Account) {
    let mut session = site.session(number, false).await;
    for kind in kinds {
        let name = format!("联办单位{number}（示例）");
        let one = site.newcomer_of(&name, *kind).await;
        session.holders.push(Holder {
            role: SessionRole::CoOrganiser,
            name: one.name,
            institution: Some(one.id),
        });
    }
    let mut tx = site.portal.store().write().await.unwrap();
    let mut season = tx.season(session.season).await.unwrap().unwrap();
    let last = site.portal.now().date().plus_days(30);
    season.session_deadline = Some(last);
    season.end_on = last.plus_days(60);
    tx.upsert_season(&season).await.unwrap();
    session.starts_at = last.at(9, 0);
    session.ends_at = last.at(12, 0);
    tx.upsert_session(&session).await.unwrap();
    tx.commit().await.unwrap();
    let host = site.organiser(session.id).await;
    (session.id, host)
}

async fn starts(site: &TestPortal, id: SessionId) -> Timestamp {
    let mut tx = site.portal.store().read().await.unwrap();
    tx.session(id).await.unwrap().unwrap().starts_at
}

#[tokio::test]
async fn a_host_manages_only_his_own_session() {
    let site = TestPortal::new().await;
    let (own, host) = announced(&site, 1, &[]).await;
    let other = site.session(2, true).await.id;
    let portal = &site.portal;
    assert!(portal.session_desk(&host, own).await.is_ok());
    let not_yours = "SESSION_NOT_YOURS";
    assert_eq!(code_of(portal.session_desk(&host, other).await), not_yours);
    assert_eq!(code_of(portal.session_steps(&host, other).await), not_yours);
    assert_eq!(code_of(portal.agenda_form(&host, other).await), not_yours);
    assert_eq!(
        code_of(portal.publish_revision(&host, other, 1).await),
        not_yours
    );
    assert_eq!(
        code_of(portal.cancel_session(&host, other, "停电检修").await),
        not_yours
    );
    // Whoever holds none at all is told nothing of hosts.
    let liaison = site.liaison().await;
    assert_eq!(
        portal.session_desk(&liaison, own).await,
        Err(Error::Forbidden)
    );
    // The last day is the centre's to waive.
    let waived = portal.waive_session_deadline(&host, own, "改期举办").await;
    assert_eq!(waived, Err(Error::Forbidden));
}

#[tokio::test]
async fn a_publication_needs_a_university_and_the_season() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (alone, host) = announced(&site, 1, &[InstitutionKind::Park]).await;
    let refused = portal.publish_revision(&host, alone, 1).await;
    assert_eq!(code_of(refused), "SESSION_COHOST_UNIV_REQUIRED");
    let (id, host) = announced(&site, 2, &[InstitutionKind::University]).await;
    let late = starts(&site, id).await.plus_millis(DAY);
    let saved = portal
        .save_revision(&host, id, 1, draft(late, Vec::new()))
        .await;
    assert_eq!(saved, Ok(2));
    let refused = portal.publish_revision(&host, id, 2).await;
    assert_eq!(code_of(refused), "SESSION_AFTER_DEADLINE");
    let centre = site.centre().await.account;
    let waived = portal
        .waive_session_deadline(&centre, id, "场馆检修改期")
        .await;
    assert_eq!(waived, Ok(()));
    portal.publish_revision(&host, id, 2).await.unwrap();
    // The first draft lies behind the public one.
    let refused = portal.publish_revision(&host, id, 1).await;
    assert_eq!(code_of(refused), "SESSION_REVISION_OLD");
}

#[tokio::test]
async fn a_page_is_published_at_its_hour_or_its_host_sees_why_not() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (id, host) = announced(&site, 1, &[InstitutionKind::University]).await;
    let now = portal.now();
    let past = portal.schedule_revision(&host, id, now).await;
    assert_eq!(code_of(past), "SESSION_SCHEDULE_PAST");
    let due_at = now.plus_millis(60_000);
    portal.schedule_revision(&host, id, due_at).await.unwrap();
    // A later draft waits for nobody: the promised one is published.
    let at = starts(&site, id).await;
    portal
        .save_revision(&host, id, 1, draft(at, Vec::new()))
        .await
        .unwrap();
    assert_eq!(publish_due_sessions(portal).await, Ok(0));
    site.pass(60_000).await;
    assert_eq!(publish_due_sessions(portal).await, Ok(1));
    assert_eq!(publish_due_sessions(portal).await, Ok(0));
    let steps = portal.session_steps(&host, id).await.unwrap();
    assert_eq!(steps.session.published_revision, Some(1));
    assert_eq!((steps.schedule, steps.latest), (None, 2));

    // Its university leaves before the hour comes.
    let due_at = portal.now().plus_millis(60_000);
    portal.schedule_revision(&host, id, due_at).await.unwrap();
    let mut tx = portal.store().write().await.unwrap();
    let mut session = tx.session(id).await.unwrap().unwrap();
    session.holders.clear();
    tx.upsert_session(&session).await.unwrap();
    tx.commit().await.unwrap();
    site.pass(60_000).await;
    assert_eq!(publish_due_sessions(portal).await, Ok(0));
    let waits = portal
        .session_steps(&host, id)
        .await
        .unwrap()
        .schedule
        .unwrap();
    assert_eq!(
        waits.problem.as_deref(),
        Some("SESSION_COHOST_UNIV_REQUIRED")
    );
    portal.unschedule_revision(&host, id).await.unwrap();
    assert_eq!(
        portal.unschedule_revision(&host, id).await,
        Err(Error::NotFound)
    );
}

#[tokio::test]
async fn a_session_goes_on_by_the_clock_and_is_called_off_by_its_host() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let session = site.session(1, true).await;
    let state = async || {
        let page = portal.session_page(&session.slug).await;
        page.unwrap().session.state
    };
    assert_eq!(state().await, SessionState::Ongoing);
    let host = site.organiser(session.id).await;
    let short = portal.cancel_session(&host, session.id, "雨").await;
    assert_eq!(code_of(short), "SESSION_REASON_LENGTH");
    portal
        .cancel_session(&host, session.id, "暴雨红色预警")
        .await
        .unwrap();
    assert_eq!(state().await, SessionState::Cancelled);
    let page = portal.session_page(&session.slug).await.unwrap();
    assert_eq!(
        page.session.cancelled_reason.as_deref(),
        Some("暴雨红色预警")
    );
    let again = portal
        .cancel_session(&host, session.id, "暴雨红色预警")
        .await;
    assert_eq!(code_of(again), "STATE_TRANSITION");
    let over = site.session(2, true).await;
    site.pass(2 * 3_600_000).await;
    let group = portal.session_group(None).await.unwrap();
    let held = group
        .sessions
        .iter()
        .filter(|card| card.state == SessionState::Held);
    assert_eq!((held.count(), group.held), (1, 1));
    let host = site.centre().await.account;
    let late = portal.cancel_session(&host, over.id, "暴雨红色预警").await;
    assert_eq!(code_of(late), "STATE_TRANSITION");
    let unknown = portal.session_group(Some(1999)).await;
    assert_eq!(unknown, Err(Error::NotFound));
}

#[tokio::test]
async fn nobody_is_named_in_public_who_has_not_agreed() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (id, host) = announced(&site, 1, &[InstitutionKind::University]).await;
    let at = starts(&site, id).await;
    let rows = vec![item("开场", true), item("报告", false)];
    portal
        .save_revision(&host, id, 1, draft(at, rows))
        .await
        .unwrap();
    portal.publish_revision(&host, id, 2).await.unwrap();
    let page = portal.session_page("session-1").await.unwrap();
    let named: Vec<&str> = page
        .revision
        .agenda
        .iter()
        .map(|item| item.speaker.as_str())
        .collect();
    assert_eq!(named, ["某教授（示例）", ""]);
    assert_eq!(page.revision.author, "");
    let desk = portal.session_desk(&host, id).await.unwrap();
    assert_eq!(desk.draft.agenda[1].speaker, "某教授（示例）");
    // A page that is moved says from when; the first one was moved from nowhere.
    assert_eq!(page.session.moved_from, None);
    let moved = draft(at.plus_millis(-DAY), Vec::new());
    portal.save_revision(&host, id, 2, moved).await.unwrap();
    portal.publish_revision(&host, id, 3).await.unwrap();
    let page = portal.session_page("session-1").await.unwrap();
    assert_eq!(page.session.moved_from, Some(at));
}

#[tokio::test]
async fn two_hosts_see_what_the_other_has_changed() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (id, host) = announced(&site, 1, &[]).await;
    let centre = site.centre().await.account;
    let at = starts(&site, id).await;
    let theirs = draft(at, vec![item("开场", true)]);
    portal
        .save_revision(&centre, id, 1, theirs.clone())
        .await
        .unwrap();
    let mine = portal.save_revision(&host, id, 1, theirs).await;
    assert_eq!(mine, Err(Error::Conflict));
    let desk = portal.session_desk_since(&host, id, 1).await.unwrap();
    let added = |words: &str| {
        let mut lines = desk.changed.iter();
        lines.any(|one| one.added && one.line.text.contains(words))
    };
    assert!(added("示例产业专场（新）") && added("开场"));
    let fresh = portal.session_desk_since(&host, id, 2).await.unwrap();
    assert_eq!(fresh.changed, []);
}

#[tokio::test]
async fn an_earlier_session_becomes_a_draft_and_a_workbook_rows() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (source, host) = announced(&site, 1, &[InstitutionKind::University]).await;
    let at = starts(&site, source).await;
    let mut rows = vec![item("往届开场", true)];
    rows[0].lot = Some("P2026-ENER-0001".into());
    portal
        .save_revision(&host, source, 1, draft(at, rows))
        .await
        .unwrap();
    portal.publish_revision(&host, source, 2).await.unwrap();
    let (id, host) = announced(&site, 2, &[]).await;
    let before = portal.session_desk(&host, id).await.unwrap().draft;
    let unpublished = portal.copy_session(&host, id, id).await;
    assert_eq!(unpublished, Err(Error::NotFound));
    assert_eq!(portal.copy_session(&host, id, source).await, Ok(2));
    let copied: Revision = portal.session_desk(&host, id).await.unwrap().draft;
    assert_eq!(
        (&copied.title, copied.starts_at),
        (&before.title, before.starts_at)
    );
    assert_eq!(copied.agenda.len(), 1);
    assert_eq!(
        (
            copied.agenda[0].lot.as_ref(),
            copied.agenda[0].consents.speaker
        ),
        (None, false)
    );

    let bytes = agenda_template(&[item("一", true), item("二", false)]).unwrap();
    let read = portal
        .read_agenda(&host, id, ("a.xlsx", &bytes))
        .await
        .unwrap();
    assert_eq!(read.unwrap().items.len(), 2);
    let broken = portal
        .read_agenda(&host, id, ("a.xlsx", b"none"))
        .await
        .unwrap();
    assert!(!broken.unwrap_err().0.is_empty());
    // Nothing of it was written.
    assert_eq!(
        portal.session_desk(&host, id).await.unwrap().draft.number,
        2
    );
}

#[tokio::test]
async fn a_picture_of_a_page_is_as_public_as_the_page() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (id, host) = announced(&site, 1, &[InstitutionKind::University]).await;
    let other = site.session(2, true).await.id;
    let stranger = site.organiser(other).await;
    let png = b"\x89PNG\r\n\x1a\npicture".to_vec();
    let refused = portal
        .attach_session_file(&stranger, id, ("a.png", png.clone()))
        .await;
    assert_eq!(code_of(refused), "SESSION_NOT_YOURS");
    let wrong = portal
        .attach_session_file(&host, id, ("a.exe", png.clone()))
        .await;
    assert_eq!(code_of(wrong), "FILE_KIND");
    let kept = portal
        .attach_session_file(&host, id, ("a.png", png.clone()))
        .await;
    let file = kept.unwrap();
    assert_eq!(
        portal.session_steps(&host, id).await.unwrap().files[0].id,
        file
    );
    assert_eq!(
        portal.read_file(None, file, None).await,
        Err(Error::NotFound)
    );
    let of_other = portal.read_file(Some(&stranger), file, None).await;
    assert_eq!(of_other, Err(Error::NotFound));
    let is_picture = |answer: Result<FileAnswer, Error>| matches!(answer, Ok(FileAnswer::Bytes { bytes, .. }) if bytes == png);
    assert!(is_picture(portal.read_file(Some(&host), file, None).await));
    portal.publish_revision(&host, id, 1).await.unwrap();
    assert!(is_picture(portal.read_file(None, file, None).await));
}
