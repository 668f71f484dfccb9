//! Who reads the record, what never stands in it, that it ends when its time is over, and that it does
//! not stand in the way of bids.

use super::CODE;
use domain::audit::{Act, Chain, Object, ObjectKind, Origin, Query, Retention, Who};
use domain::ids::{AccountId, SessionId};
use domain::ledger::hash::Hash32;
use service::Error;
use service::audit::verify_audit;
use service::testing::{CANARY_CONTACT, CANARY_RESERVE, DAY_MS, TestPortal};
use store::testing::tamper;

#[tokio::test]
async fn only_the_centre_reads_it_and_desks_show_it_to_nobody_else() {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    let lot = site.lot(CODE, false).await;
    centre.publish(&[lot]).await.unwrap();
    let portal = &site.portal;
    let trail = portal.audit_trail(&centre.account, ObjectKind::Lot, CODE);
    let rows = trail.await.unwrap().unwrap().rows;
    assert_eq!((rows.len(), rows[0].act), (1, Act::LotPublish));
    let others = [
        site.liaison().await,
        site.organiser(SessionId(1)).await,
        site.bidder("anna").await.account,
    ];
    for who in others {
        let query = Query::default();
        let refused = Err(Error::Forbidden);
        assert_eq!(portal.audit_page(&who, &query).await, refused, "{who:?}");
        let file = portal.begin_audit_file(&who, query, "csv").await;
        assert_eq!(file, Err(Error::Forbidden));
        let trail = portal.audit_trail(&who, ObjectKind::Lot, CODE).await;
        assert_eq!(trail, Ok(None), "the desk is shown without it");
    }
    let unknown = Query {
        actor: "nobody-of-this-name".into(),
        ..Query::default()
    };
    let found = portal.audit_page(&centre.account, &unknown).await.unwrap();
    assert_eq!(found.rows, []);
}

#[tokio::test]
async fn no_secret_stands_in_it() {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    let lot = site.open_lot(CODE, true).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    anna.cap(&lot, 245_000).await.unwrap();
    let signed_in = site.portal.sign_in("anna", "test-password").await.unwrap();
    site.pass(61 * 60_000).await;
    let all = Query::default();
    let page = site.portal.audit_page(&centre.account, &all).await;
    let rows = serde_json::to_string(&page.unwrap()).unwrap();
    let reserve = CANARY_RESERVE.get();
    let secrets = [
        reserve.to_string(),
        (reserve / 100).to_string(),
        "245000".into(),
        CANARY_CONTACT.into(),
        signed_in.token,
        "test-password".into(),
    ];
    assert!(rows.contains("lot.enrol"), "{rows}");
    for secret in secrets {
        assert!(!rows.contains(&secret), "{secret} in {rows}");
    }
}

#[tokio::test]
async fn whoever_changes_a_row_is_found_out() {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    for number in 1..=3 {
        let lot = site.lot(&format!("P2026-ENER-000{number}"), false).await;
        centre.publish(&[lot]).await.unwrap();
    }
    let (store, now) = (site.portal.store(), site.portal.now());
    let whole = verify_audit(store, now, None).await.unwrap();
    assert_eq!((whole.rows, &whole.broken), (3, &None));
    let known = Some(whole.head);
    assert_eq!(verify_audit(store, now, known).await, Ok(whole.clone()));

    // Another record with the same number of rows is not the one that was noted.
    let other = Chain {
        hash: Hash32([7; 32]),
        ..whole.head
    };
    let noted = verify_audit(store, now, Some(other)).await.unwrap();
    assert_eq!(noted.broken.map(|(seq, _)| seq), Some(3));
    let longer = Chain {
        seq: 4,
        ..whole.head
    };
    let noted = verify_audit(store, now, Some(longer)).await.unwrap();
    assert_eq!(
        noted.broken.map(|(seq, _)| seq),
        Some(4),
        "its end is cut off"
    );

    let mut tx = store.write().await.unwrap();
    tamper(&mut tx, "DROP TRIGGER audit_entries_keep")
        .await
        .unwrap();
    tamper(&mut tx, "DROP TRIGGER audit_entries_stay")
        .await
        .unwrap();
    tamper(
        &mut tx,
        "UPDATE audit_entries SET object = 'P0' WHERE seq = 3",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let changed = verify_audit(store, now, None).await.unwrap();
    let (seq, why) = changed.broken.unwrap();
    assert_eq!((seq, changed.rows), (3, 2));
    assert!(why.contains("something else"), "{why}");
    let mut tx = store.write().await.unwrap();
    tamper(&mut tx, "DELETE FROM audit_entries WHERE seq = 2")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let missing = verify_audit(store, now, None).await.unwrap();
    let (seq, why) = missing.broken.unwrap();
    assert_eq!((seq, missing.rows), (2, 1));
    assert!(why.contains("before its time"), "{why}");
}

#[tokio::test]
async fn words_are_taken_out_after_six_months_and_the_record_still_verifies() {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    let lot = site.lot(CODE, false).await;
    centre.publish(&[lot]).await.unwrap();
    site.portal
        .sign_in("centre", "test-password")
        .await
        .unwrap();
    let portal = site.portal.clone().for_operator();
    let short = Retention {
        general: 5,
        auction: 60,
    };
    let refused = portal.purge_audit(short).await;
    assert_eq!(refused, Err(Error::invalid("RETENTION_TOO_SHORT")));
    site.clock.advance_millis(179 * DAY_MS);
    let lawful = Retention::default();
    assert_eq!(portal.purge_audit(lawful).await, Ok(0), "179 days");
    site.clock.advance_millis(10 * DAY_MS);
    assert_eq!(portal.purge_audit(lawful).await, Ok(1), "the sign-in alone");
    assert_eq!(portal.purge_audit(lawful).await, Ok(0));
    let done = verify_audit(portal.store(), portal.now(), None)
        .await
        .unwrap();
    assert_eq!((done.rows, done.gone, done.broken), (3, 1, None));
    let page = portal.audit_page(&centre.account, &Query::default()).await;
    let rows = page.unwrap().rows;
    let acts: Vec<Act> = rows.iter().map(|row| row.act).collect();
    assert_eq!(acts, [Act::AuditPurge, Act::LotPublish]);
    assert_eq!(rows[0].roles, "OPERATOR");
    site.clock.advance_millis(5 * 366 * DAY_MS);
    assert_eq!(portal.purge_audit(lawful).await, Ok(2), "five years");
}

#[tokio::test]
async fn a_file_is_a_row_and_ends_before_it() {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    let lot = site.lot(CODE, false).await;
    centre.publish(&[lot]).await.unwrap();
    let portal = &site.portal;
    let begun = portal.begin_audit_file(&centre.account, Query::default(), "csv");
    let query = begun.await.unwrap();
    portal.sign_in("centre", "test-password").await.unwrap();
    let rows = portal.audit_chunk(&query).await.unwrap().rows;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].act, Act::LotPublish);
    let exported = Query::about(ObjectKind::Audit, "csv");
    let rows = portal.audit_page(&centre.account, &exported).await;
    assert_eq!(rows.unwrap().rows[0].act, Act::AuditExport);
}

/// On a server that several processes share the end of the chain is one row. Whoever holds it keeps
/// other changes waiting, and no bid.
#[tokio::test]
async fn bids_do_not_wait_for_the_record() {
    let Some(site) = TestPortal::on_postgres().await else {
        return;
    };
    let lot = site.open_lot(CODE, false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let mut held = site.portal.store().audited().await.unwrap();
    let origin = Origin {
        who: Who::Clock,
        at: site.portal.now(),
        request: None,
    };
    held.audit(origin.entry(Act::SignIn, Object::account(AccountId(1))));
    held.write_audit().await.unwrap();
    anna.bid(&lot, 100_000).await.unwrap();
    held.commit().await.unwrap();
    let done = verify_audit(site.portal.store(), site.portal.now(), None).await;
    assert_eq!(done.unwrap().broken, None);
}
