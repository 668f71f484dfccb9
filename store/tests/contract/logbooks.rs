//! Logbooks of sessions and waived targets: what is the same stands there once, and counts once.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::credit_codes::CreditCode;
use domain::ids::{AccountId, EntryId, SessionId};
use domain::interests::{InterestLevel, NewInterest, NextStep};
use domain::logbooks::{Book, CaseState, Entry, ServiceKind, ServiceNotes};
use domain::lots::{LotState, ProjectLevel};
use domain::targets::TargetId;
use domain::time::Date;
use domain::views::TargetWaiver;
use store::{LogbookCounts, Result, StoreError, Tx};

stories!(
    entries_are_counted_once_and_come_back,
    lots_of_a_session_are_counted,
);

const DAY: Date = Date::of(2023, 5, 11);

fn served(code: &str, kind: ServiceKind, day: Date) -> Entry {
    Entry::Services {
        day,
        kind,
        credit_code: code.into(),
        enterprise: "示例企业（示例）".into(),
        content: String::new(),
        notes: ServiceNotes::default(),
    }
}

async fn session_and_host(tx: &mut Tx) -> Result<(SessionId, AccountId)> {
    let session = tx.upsert_session(&make::session(1)).await?;
    let host = tx.insert_account(&make::account(77), None).await?;
    Ok((session, host))
}

async fn entries_are_counted_once_and_come_back(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let (session, by) = session_and_host(&mut tx).await?;
    assert_eq!(
        tx.logbook_counts(session, DAY).await?,
        LogbookCounts::default()
    );
    let visit = served("91350100M000100Y43", ServiceKind::Visit, DAY);
    let first = tx.insert_entry(session, &visit, by, NOON).await?;
    let matching = served("91350100M000100Y43", ServiceKind::Matching, DAY);
    tx.insert_entry(session, &matching, by, NOON).await?;
    let earlier = served(
        "12329999DM0010A127",
        ServiceKind::Matching,
        DAY.plus_days(-1),
    );
    tx.insert_entry(session, &earlier, by, NOON).await?;
    let case = |state| Entry::Cases {
        title: "示例案例".into(),
        text: String::new(),
        state,
    };
    let draft = tx
        .insert_entry(session, &case(CaseState::Draft), by, NOON)
        .await?;
    let counts = LogbookCounts {
        served: 2,
        matches: 1,
        ..LogbookCounts::default()
    };
    assert_eq!(tx.logbook_counts(session, DAY).await?, counts);
    let finished = case(CaseState::Finished);
    assert!(tx.update_entry(draft, &finished, by, NOON).await?);
    assert_eq!(tx.logbook_counts(session, DAY).await?.cases, 1);
    let found = tx
        .entry_by_key(session, Book::Cases, &finished.key())
        .await?;
    assert_eq!(
        found.map(|one| (one.id, one.entry)),
        Some((draft, finished))
    );
    let page = tx.entries(session, Book::Services, None, 2).await?;
    assert_eq!(page.len(), 2);
    let rest = tx
        .entries(session, Book::Services, Some(page[1].id), 2)
        .await?;
    assert_eq!(rest.iter().map(|one| one.id).collect::<Vec<_>>(), [first]);
    let entries = tx.count_entries(session).await?;
    let of = |book| {
        entries
            .iter()
            .find(|(one, _)| *one == book)
            .map(|one| one.1)
    };
    assert_eq!((of(Book::Services), of(Book::Media)), (Some(3), Some(0)));
    tx.commit().await?;
    what_was_taken_out_comes_back(bench, session, by, (first, &visit)).await
}

/// What was taken out does not count, and its place is free until it comes back.
async fn what_was_taken_out_comes_back(
    bench: &Bench,
    session: SessionId,
    by: AccountId,
    (first, visit): (EntryId, &Entry),
) -> Result<()> {
    let mut tx = bench.store.write().await?;
    assert!(tx.remove_entry(first, NOON).await?);
    assert!(!tx.remove_entry(first, NOON).await?, "once");
    assert!(!tx.update_entry(first, visit, by, NOON).await?);
    assert_eq!(tx.logbook_counts(session, DAY).await?.served, 2);
    assert!(tx.restore_entry(first).await?);
    assert!(!tx.restore_entry(first).await?, "once");
    tx.commit().await?;
    let mut tx = bench.store.write().await?;
    let again = tx.insert_entry(session, visit, by, NOON).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    drop(tx);
    let mut tx = bench.store.write().await?;
    tx.remove_entry(first, NOON).await?;
    tx.insert_entry(session, visit, by, NOON).await?;
    let back = tx.restore_entry(first).await;
    assert!(matches!(back, Err(StoreError::Conflict)), "{back:?}");
    Ok(())
}

async fn lots_of_a_session_are_counted(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let (session, by) = session_and_host(&mut tx).await?;
    for (number, state, level) in [
        (1, LotState::Submitted, ProjectLevel::National),
        (2, LotState::Published, ProjectLevel::Provincial),
        (3, LotState::Sold, ProjectLevel::None),
        (4, LotState::Draft, ProjectLevel::National),
        (5, LotState::Withdrawn, ProjectLevel::National),
    ] {
        let mut lot = make::lot(number);
        lot.session = Some(session);
        lot.state = state;
        lot.project_level = level;
        make::put(&mut tx, &lot).await?;
        let recommended = Entry::Recommended {
            lot: lot.code.clone(),
            reason: "示例".into(),
        };
        tx.insert_entry(session, &recommended, by, NOON).await?;
    }
    make::put(&mut tx, &make::lot(6)).await?;
    assert_eq!(tx.count_session_lots(session).await?, (3, 2));
    let recommended =
        async |tx: &mut Tx| Ok::<_, StoreError>(tx.logbook_counts(session, DAY).await?.recommended);
    assert_eq!(recommended(&mut tx).await?, 1, "the one that is sold");
    let wanted = tx.lot(&make::lot(2).code).await?.expect("it is there");
    assert!(!tx.has_deal_or_intent(wanted.lot.id).await?);
    let interest = NewInterest {
        enterprise: "示例企业".into(),
        credit_code: CreditCode::complete("91320000MA0000001").expect("a credit code"),
        lot: wanted.lot.code,
        level: InterestLevel::ALL[0],
        next_step: NextStep::Visit,
        contact: "某人（示例）".into(),
        phone: "19900001234".into(),
    };
    tx.insert_interest(session, wanted.lot.id, &interest, DAY, (by, NOON))
        .await?;
    assert!(tx.has_deal_or_intent(wanted.lot.id).await?);
    assert_eq!(recommended(&mut tx).await?, 2, "and the one that is wanted");
    let waiver = TargetWaiver {
        target: TargetId::TorchProjects,
        reason: "示例理由".into(),
        at: NOON,
    };
    assert!(tx.insert_target_waiver(session, &waiver, by).await?);
    assert!(
        !tx.insert_target_waiver(session, &waiver, by).await?,
        "once"
    );
    assert_eq!(tx.target_waivers(session).await?, [waiver]);
    Ok(())
}
