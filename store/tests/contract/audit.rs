//! The audit record: linked rows that nobody changes, found by every key, kept for their time.

use crate::bench::{Bench, raw};
use crate::make::{self, NOON};
use domain::audit::{
    Act, ActorFilter, Chain, Class, Cutoffs, Entry, Fault, Object, ObjectKind, Origin, Query,
    Retention, Who,
};
use domain::ids::AccountId;
use domain::time::Timestamp;
use store::{Result, Store, StoreError, Tx};
use tokio::task::JoinSet;

stories!(
    rows_are_linked_and_written_with_what_they_tell_of,
    a_change_without_a_row_is_not_written,
    nobody_changes_the_record,
    the_first_changed_row_is_named,
    rows_are_found_by_every_key_page_by_page,
    words_go_when_their_time_is_over_and_no_earlier,
    many_writers_make_one_chain,
);

const MINUTE: i64 = 60_000;

fn entry(number: i64, who: Who, act: Act) -> Entry {
    let origin = Origin {
        who,
        at: NOON.plus_millis(number * MINUTE),
        request: Some(format!("request{number}")),
    };
    let object = Object::lot(format!("P2023-T-{number:06}"));
    let entry = origin.entry(act, object);
    entry.because(&format!("第{number}项材料齐全"))
}

fn staff() -> Who {
    Who::Person {
        id: AccountId(9),
        roles: "CTR".into(),
    }
}

/// Writes one row in a transaction of its own.
async fn write(store: &Store, entry: Entry) -> Result<()> {
    let mut tx = store.audited().await?;
    tx.audit(entry);
    tx.commit().await
}

/// The number of the first row that does not fit, and why.
async fn first_fault(store: &Store) -> Result<Option<(u64, Fault)>> {
    let mut tx = store.read().await?;
    let mut chain = Chain::default();
    for stored in tx.audit_links(1, 1_000).await? {
        if let Err(fault) = chain.check(&stored.link, stored.entry.as_ref(), None) {
            return Ok(Some((chain.seq + 1, fault)));
        }
    }
    assert_eq!(tx.audit_head().await?, chain, "the end that is on record");
    Ok(None)
}

async fn rows_are_linked_and_written_with_what_they_tell_of(bench: &Bench) -> Result<()> {
    let store = &bench.store;
    write(store, entry(1, Who::Clock, Act::LotOpen)).await?;
    let mut tx = store.audited().await?;
    tx.insert_account(&make::account(9), None).await?;
    tx.audit(entry(2, staff(), Act::LotPublish).before(&"a").after(&"b"));
    tx.audit(entry(3, Who::Operator, Act::TokenCreate));
    tx.commit().await?;
    // What is not committed leaves no row, and no gap.
    let mut tx = store.audited().await?;
    tx.audit(entry(4, Who::Clock, Act::LotOpen));
    tx.write_audit().await?;
    drop(tx);
    write(store, entry(5, Who::Clock, Act::LotOpen)).await?;
    assert_eq!(first_fault(store).await?, None);

    let mut tx = store.read().await?;
    let rows = tx.audit_rows(&Query::default(), None, 50).await?;
    let numbers: Vec<u64> = rows.iter().map(|row| row.seq).collect();
    assert_eq!(numbers, [4, 3, 2, 1]);
    let row = &rows[2];
    assert_eq!(row.login, Some(make::account(9).login));
    assert_eq!((row.actor, row.roles.as_str()), (Some(AccountId(9)), "CTR"));
    assert_eq!((row.act, row.kind), (Act::LotPublish, ObjectKind::Lot));
    assert_eq!(row.before.as_deref(), Some("\"a\""));
    assert_eq!(row.after.as_deref(), Some("\"b\""));
    assert_eq!(row.reason.as_deref(), Some("第2项材料齐全"));
    assert_eq!(row.request.as_deref(), Some("request2"));
    Ok(())
}

async fn a_change_without_a_row_is_not_written(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.audited().await?;
    tx.insert_account(&make::account(9), None).await?;
    let refused = tx.commit().await;
    assert!(matches!(refused, Err(StoreError::Unaudited)), "{refused:?}");
    let mut tx = bench.store.read().await?;
    assert_eq!(tx.account(AccountId(9)).await?, None);
    Ok(())
}

async fn nobody_changes_the_record(bench: &Bench) -> Result<()> {
    let store = &bench.store;
    write(store, entry(1, Who::Clock, Act::LotOpen)).await?;
    write(store, entry(2, Who::Clock, Act::LotOpen)).await?;
    for statement in [
        "UPDATE audit_entries SET reason = 'x' WHERE seq = 1",
        "DELETE FROM audit_entries WHERE seq = 1",
        "UPDATE audit_chain SET at = 0 WHERE seq = 1",
        "DELETE FROM audit_chain WHERE seq = 2",
        "UPDATE audit_head SET seq = 1 WHERE id = 1",
        "DELETE FROM audit_head",
        "INSERT INTO audit_chain (seq, at, class, digest, hash) \
         SELECT 9, at, class, digest, hash FROM audit_chain WHERE seq = 1",
    ] {
        let mut tx = store.write().await?;
        let refused = raw(&mut tx, statement).await;
        assert!(matches!(refused, Err(StoreError::Conflict)), "{statement}");
    }
    assert_eq!(first_fault(store).await?, None);
    Ok(())
}

async fn the_first_changed_row_is_named(bench: &Bench) -> Result<()> {
    let store = &bench.store;
    for number in 1..=5 {
        write(store, entry(number, Who::Clock, Act::LotOpen)).await?;
    }
    let mut tx = store.write().await?;
    // Somebody who owns the database takes the trigger away; the chain still tells.
    let trigger = match bench.store.engine() {
        store::Engine::Sqlite => "DROP TRIGGER audit_entries_keep",
        store::Engine::Postgres => "DROP TRIGGER audit_entries_keep ON audit_entries",
    };
    raw(&mut tx, trigger).await?;
    raw(
        &mut tx,
        "UPDATE audit_entries SET reason = '别的' WHERE seq = 3",
    )
    .await?;
    tx.commit().await?;
    assert_eq!(first_fault(store).await?, Some((3, Fault::Content)));
    Ok(())
}

async fn found(tx: &mut Tx, query: Query, actor: Option<ActorFilter>) -> Result<Vec<u64>> {
    let rows = tx.audit_rows(&query, actor, 3).await?;
    Ok(rows.into_iter().map(|row| row.seq).collect())
}

async fn rows_are_found_by_every_key_page_by_page(bench: &Bench) -> Result<()> {
    let store = &bench.store;
    for number in 1..=10 {
        let (who, act) = match number % 2 {
            0 => (staff(), Act::LotPublish),
            _ => (Who::Clock, Act::LotOpen),
        };
        write(store, entry(number * 24 * 60, who, act)).await?;
    }
    let mut tx = store.read().await?;
    let all = Query::default();
    assert_eq!(found(&mut tx, all.clone(), None).await?, [10, 9, 8]);
    let later = Query {
        below: Some(8),
        ..all.clone()
    };
    assert_eq!(found(&mut tx, later.clone(), None).await?, [7, 6, 5]);
    let person = Some(ActorFilter::Person(AccountId(9)));
    assert_eq!(found(&mut tx, later.clone(), person).await?, [6, 4, 2]);
    let machine = Some(ActorFilter::Machine);
    assert_eq!(found(&mut tx, later, machine).await?, [7, 5, 3]);
    let act = Query {
        act: Some(Act::LotOpen),
        ..all.clone()
    };
    assert_eq!(found(&mut tx, act.clone(), None).await?, [9, 7, 5]);
    assert_eq!(found(&mut tx, act, person).await?, [] as [u64; 0]);
    let about = Query::about(ObjectKind::Lot, "P2023-T-010080");
    assert_eq!(found(&mut tx, about, None).await?, [7]);
    let other = Query::about(ObjectKind::Round, "P2023-T-010080");
    assert_eq!(found(&mut tx, other, None).await?, [] as [u64; 0]);
    let days = |from: i32, until: i32| Query {
        from: Some(NOON.date().plus_days(from)),
        until: Some(NOON.date().plus_days(until)),
        ..all.clone()
    };
    assert_eq!(found(&mut tx, days(4, 5), None).await?, [5, 4]);
    assert_eq!(found(&mut tx, days(9, 30), None).await?, [10, 9]);
    assert_eq!(found(&mut tx, days(-9, 0), None).await?, [] as [u64; 0]);
    let words = |q: &str| Query {
        q: q.into(),
        ..all.clone()
    };
    assert_eq!(found(&mut tx, words("材料齐全"), None).await?, [10, 9, 8]);
    assert_eq!(found(&mut tx, words("request4320"), None).await?, [3]);
    assert_eq!(
        found(&mut tx, words("发布"), None).await?,
        [10, 8, 6],
        "the act"
    );
    let both = Query {
        below: Some(9),
        ..words("材料")
    };
    assert_eq!(found(&mut tx, both, person).await?, [8, 6, 4]);
    assert_eq!(
        found(&mut tx, words("无此内容"), None).await?,
        [] as [u64; 0]
    );
    Ok(())
}

async fn words_go_when_their_time_is_over_and_no_earlier(bench: &Bench) -> Result<()> {
    let store = &bench.store;
    let mut login = entry(0, staff(), Act::SignIn);
    login.object = Object::account(AccountId(9));
    write(store, login).await?;
    write(store, entry(1, staff(), Act::LotPublish)).await?;
    let days = |days: i32| NOON.date().plus_days(days).at(12, 0);
    let purge = async |now: Timestamp, cutoffs: Cutoffs, class: Class| -> Result<u64> {
        let mut tx = store.write().await?;
        tx.insert_purge(now, cutoffs).await?;
        // All rows of that class, whatever was decided.
        let gone = tx.purge_entries(class, now, 100).await?;
        tx.commit().await?;
        Ok(gone)
    };
    // 179 days: the database refuses it however it is asked.
    let early = Retention::default().cutoffs(days(179));
    let refused = purge(days(179), early, Class::General).await;
    assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    let unlawful = Cutoffs {
        general: days(179),
        ..early
    };
    let refused = purge(days(179), unlawful, Class::General).await;
    assert!(refused.is_err(), "no such decision can be stored");
    let late = Retention::default().cutoffs(days(190));
    assert_eq!(purge(days(190), late, Class::General).await?, 1);
    let refused = purge(days(191), late, Class::Auction).await;
    assert!(matches!(refused, Err(StoreError::Conflict)), "five years");

    let mut tx = store.read().await?;
    assert_eq!(tx.purged_before(days(189)).await?, None);
    let gone = tx.purged_before(days(190)).await?;
    assert_eq!(gone, Some(late));
    let links = tx.audit_links(1, 10).await?;
    assert_eq!((links.len(), &links[0].entry), (2, &None));
    let mut chain = Chain::default();
    for stored in &links {
        let fits = chain.check(&stored.link, stored.entry.as_ref(), gone);
        assert_eq!(fits, Ok(()));
    }
    let found = tx.audit_rows(&Query::default(), None, 10).await?;
    assert_eq!(found.len(), 1);
    let words = Query {
        q: "login.begin".into(),
        ..Query::default()
    };
    assert!(tx.audit_rows(&words, None, 10).await?.is_empty());
    Ok(())
}

async fn many_writers_make_one_chain(bench: &Bench) -> Result<()> {
    let mut writers = JoinSet::new();
    for writer in 0..4 {
        let store = bench.store.clone();
        writers.spawn(async move {
            for number in 0..10 {
                write(
                    &store,
                    entry(writer * 10 + number, Who::Clock, Act::LotOpen),
                )
                .await?;
            }
            Ok::<(), StoreError>(())
        });
    }
    while let Some(written) = writers.join_next().await {
        written.expect("no panic")?;
    }
    assert_eq!(first_fault(&bench.store).await?, None);
    let mut tx = bench.store.read().await?;
    assert_eq!(tx.audit_head().await?.seq, 40);
    Ok(())
}
