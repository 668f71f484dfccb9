//! Sessions and the revisions of their pages.

use crate::bench::{Bench, raw};
use crate::make::{self, NOON};
use domain::ids::{LotId, SessionId};
use domain::lots::{Lot, LotState};
use domain::sessions::{Bilingual, PageContent, Revision, Session, SessionRule};
use domain::views::SessionWaiver;
use store::{Result, StoreError};

stories!(
    sessions_are_found_and_listed,
    revisions_have_unbroken_numbers,
    a_saved_revision_is_never_changed,
    a_publication_waits_for_its_hour,
    a_rule_is_waived_once,
);

fn revision(number: u32) -> Revision {
    Revision {
        number,
        title: Bilingual {
            zh: format!("第{number}稿"),
            en: String::new(),
        },
        venue: Bilingual::default(),
        starts_at: NOON,
        agenda: Vec::new(),
        page: PageContent::default(),
        author: "某主持人（示例）".into(),
        saved_at: NOON.plus_millis(number.into()),
        published_at: None,
    }
}

async fn sessions_are_found_and_listed(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let season = make::season().id;
    let mut ids = Vec::new();
    for number in [3, 1, 2] {
        ids.push(tx.upsert_session(&make::session(number)).await?);
    }
    let first = Session {
        id: ids[0],
        ..make::session(3)
    };
    assert_eq!(tx.session(ids[0]).await?.as_ref(), Some(&first));
    assert_eq!(
        tx.session_by_slug("session-3").await?.as_ref(),
        Some(&first)
    );
    assert_eq!(tx.session_by_slug("nowhere").await?, None);
    let some = tx
        .sessions_by_ids(&[ids[0], ids[1], SessionId(999)])
        .await?;
    assert_eq!(some.len(), 2);
    assert_eq!(some[&ids[0]], first);

    let moved = Session {
        slug: "moved".into(),
        ..first.clone()
    };
    assert_eq!(tx.upsert_session(&moved).await?, ids[0]);
    assert_eq!(tx.session_by_slug("moved").await?, Some(moved));

    // Lots: two public ones, one hidden, one for practice.
    for number in 1..=4 {
        let mut lot = Lot {
            session: Some(ids[1]),
            ..make::lot(number)
        };
        if number == 3 {
            lot.state = LotState::Selected;
        }
        lot.practice = number == 4;
        make::put(&mut tx, &lot).await?;
    }
    let cards = tx.session_cards(season, None, 10).await?;
    let listed: Vec<(u16, u32)> = cards
        .iter()
        .map(|card| (card.number, card.lot_count))
        .collect();
    assert_eq!(listed, [(1, 2), (2, 0), (3, 0)]);
    assert_eq!(cards[0].link.slug, "session-1");
    let ahead = tx
        .session_cards(season, Some(make::session(2).ends_at), 1)
        .await?;
    assert_eq!(
        ahead[0].number, 2,
        "a session that has not ended is still ahead"
    );
    let lots = tx.session_lots(ids[1], 60).await?;
    let codes: Vec<&str> = lots.iter().map(|card| card.code.as_str()).collect();
    assert_eq!(codes, ["P2023-T-000002", "P2023-T-000001"]);
    assert!(tx.set_lot_session(LotId(1), None).await?);
    assert_eq!(tx.session_lots(ids[1], 60).await?.len(), 1);
    Ok(())
}

async fn revisions_have_unbroken_numbers(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let id = tx.upsert_session(&make::session(1)).await?;
    assert_eq!(tx.latest_revision(id).await?, None);
    assert!(matches!(
        tx.insert_revision(id, &revision(2)).await,
        Err(StoreError::Conflict)
    ));
    for number in 1..=3 {
        tx.insert_revision(id, &revision(number)).await?;
    }
    assert!(matches!(
        tx.insert_revision(id, &revision(3)).await,
        Err(StoreError::Conflict)
    ));
    assert_eq!(tx.latest_revision(id).await?, Some(revision(3)));
    assert_eq!(tx.published_revision(id).await?, None);

    let session = Session {
        id,
        ..make::session(1)
    };
    let later = NOON.plus_millis(60_000);
    tx.publish_revision(id, 2, later, &session).await?;
    let published = Revision {
        published_at: Some(later),
        ..revision(2)
    };
    assert_eq!(tx.published_revision(id).await?.as_ref(), Some(&published));
    assert_eq!(tx.revision(id, 2).await?, Some(published));
    let stored = tx.session(id).await?.expect("the session is there");
    assert_eq!(stored.published_revision, Some(2));
    let times = tx.publication_times(&[id, SessionId(999)]).await?;
    assert_eq!((times.len(), times.get(&id)), (1, Some(&later)));
    let lines = tx.revisions(id, 2).await?;
    let lines: Vec<_> = lines
        .iter()
        .map(|line| (line.number, line.published_at))
        .collect();
    assert_eq!(lines, [(3, None), (2, Some(later))]);
    assert!(matches!(
        tx.publish_revision(id, 9, later, &session).await,
        Err(StoreError::Conflict)
    ));
    Ok(())
}

async fn a_saved_revision_is_never_changed(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let id = tx.upsert_session(&make::session(1)).await?;
    tx.insert_revision(id, &revision(1)).await?;
    tx.commit().await?;
    for statement in [
        "UPDATE session_revisions SET doc = '{}'",
        "DELETE FROM session_revisions",
    ] {
        let mut tx = bench.store.write().await?;
        assert!(
            matches!(raw(&mut tx, statement).await, Err(StoreError::Conflict)),
            "{statement}"
        );
    }
    Ok(())
}

async fn a_publication_waits_for_its_hour(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let id = tx.upsert_session(&make::session(1)).await?;
    let other = tx.upsert_session(&make::session(2)).await?;
    assert_eq!(tx.session_schedule(id).await?, None);
    let later = NOON.plus_millis(60_000);
    tx.schedule_session(id, (3, later), "某主持人（示例）")
        .await?;
    tx.schedule_session(other, (1, NOON), "某主持人（示例）")
        .await?;
    assert_eq!(tx.session_schedules_due(NOON, 10).await?, [other]);
    assert_eq!(tx.session_schedules_due(later, 10).await?, [other, id]);
    assert_eq!(tx.session_schedules_due(later, 1).await?, [other]);
    // Another hour takes the place of the first.
    tx.schedule_session(id, (4, NOON), "某主持人（示例）")
        .await?;
    let waits = tx.session_schedule(id).await?.expect("it waits");
    assert_eq!((waits.number, waits.due_at, waits.problem), (4, NOON, None));
    tx.fail_session_schedule(id, "SESSION_AFTER_DEADLINE")
        .await?;
    let failed = tx.session_schedule(id).await?.expect("it is still there");
    assert_eq!(failed.problem.as_deref(), Some("SESSION_AFTER_DEADLINE"));
    assert_eq!(tx.session_schedules_due(later, 10).await?, [other]);
    assert!(tx.end_session_schedule(other).await?);
    assert!(!tx.end_session_schedule(other).await?);
    assert_eq!(tx.session_schedules_due(later, 10).await?, []);
    Ok(())
}

async fn a_rule_is_waived_once(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let id = tx.upsert_session(&make::session(1)).await?;
    let waiver = SessionWaiver {
        rule: SessionRule::AfterDeadline,
        reason: "场馆检修改期".into(),
        author: "某中心（示例）".into(),
        at: NOON,
    };
    assert_eq!(tx.session_waiver(id, waiver.rule).await?, None);
    tx.waive_session_rule(id, &waiver).await?;
    assert_eq!(
        tx.session_waiver(id, waiver.rule).await?,
        Some(waiver.clone())
    );
    let again = tx.waive_session_rule(id, &waiver).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    Ok(())
}
