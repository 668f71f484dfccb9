//! Technology needs: one live record per identity, secrets apart, uploads that can be taken back.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::collection::{CooperationMode, Disclosure, NeedRow, NeedType};
use domain::erasure::{CONTACTS_KEPT_MS, need_contact_until};
use domain::ids::{InstitutionId, NeedCode, NeedId, SessionId};
use domain::institutions::City;
use domain::lots::{Contact, Industry};
use domain::money::Fen;
use domain::needs::NeedState;
use domain::time::Date;
use std::collections::HashMap;
use store::{ImportedNeed, NeedsOf, NewImport, NewNeed, Result, StoreError, Tx};

stories!(
    a_need_stands_once_and_only_the_published_are_listed,
    a_need_is_written_anew_by_its_version,
    what_an_upload_did_to_needs_is_known,
    whom_to_call_about_a_need_is_forgotten_in_its_time,
);

const PAGE: (u32, u32) = (10, 0);

fn row(number: u32) -> NeedRow {
    NeedRow {
        title: format!("第{number}项示例需求"),
        enterprise: "隐名示例企业".into(),
        credit_code: "91329999MA9DEMQ15L".into(),
        enterprise_kinds: vec![],
        city: City::Yancheng,
        region: "盐城市".into(),
        park: None,
        industry: if number == 1 {
            Industry::Bio
        } else {
            Industry::Energy
        },
        need_type: NeedType::KeyTechnology,
        background: "背景".into(),
        indicators: "指标 89%".into(),
        existing_basis: None,
        investment: Fen::yuan(500_000),
        cooperation: vec![CooperationMode::Transfer],
        valid_until: Date::of(2024, 1, 12),
        partner: None,
        keywords: vec!["示例".into()],
        disclosure: Disclosure::HideEnterprise,
        hidden: vec![],
        contest_consent: false,
        source: None,
        referrer: None,
        contact: Contact {
            name: "联系者".into(),
            phone: "19900001234".into(),
            email: None,
        },
        remark: None,
    }
}

fn code(number: u32) -> NeedCode {
    NeedCode::parse(&format!("X2023-T-{number:04}")).expect("a code")
}

async fn put(tx: &mut Tx, number: u32, session: Option<SessionId>) -> Result<NeedId> {
    let (row, identity) = (row(number), format!("need:{number}"));
    let new = NewNeed {
        code: &code(number),
        season: make::season().id,
        session,
        submitter: Some(InstitutionId(1)),
        row: &row,
        identity_key: &identity,
        digest: "d1",
        at: NOON,
    };
    tx.insert_need(&new).await
}

async fn publish(tx: &mut Tx, id: NeedId, minute: i64) -> Result<()> {
    let at = NOON.plus_millis(minute * 60_000);
    let version = tx.whole_need_by_id(id).await?.expect("it").whole.version;
    assert!(
        tx.move_need(id, version, NeedState::Approved, ("", None))
            .await?
    );
    let published = (version + 1, NeedState::Published);
    assert!(
        tx.move_need(id, published.0, published.1, ("", Some(at)))
            .await?
    );
    Ok(())
}

async fn listed(tx: &mut Tx, industry: Option<Industry>) -> Result<Vec<String>> {
    let season = make::season().id;
    let found = tx.published_needs(season, industry, PAGE).await?;
    Ok(found.iter().map(|need| need.code.to_string()).collect())
}

async fn a_need_stands_once_and_only_the_published_are_listed(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let season = make::season().id;
    let session = tx.upsert_session(&make::session(1)).await?;
    assert_eq!(tx.next_need_number(season, Industry::Bio).await?, 1);
    assert_eq!(tx.next_need_number(season, Industry::Bio).await?, 2);
    assert_eq!(tx.next_need_number(season, Industry::Energy).await?, 1);
    let one = put(&mut tx, 1, Some(session)).await?;
    let two = put(&mut tx, 2, None).await?;
    tx.commit().await?;
    let mut tx = bench.store.write().await?;
    let again = put(&mut tx, 1, None).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    drop(tx);

    let mut tx = bench.store.write().await?;
    let whole = tx.whole_need(&code(1)).await?.expect("it is there");
    assert_eq!((whole.row, whole.version), (row(1), 1));
    let need = tx.need(&code(1)).await?.expect("it is there");
    assert_eq!(need, whole.need);
    assert_eq!(need.sheet.enterprise, None, "hidden");
    assert_eq!(tx.need(&code(9)).await?, None);
    assert_eq!(listed(&mut tx, None).await?, [""; 0]);
    assert_eq!(tx.count_valid_needs(session).await?, 0);
    publish(&mut tx, one, 1).await?;
    assert_eq!(tx.count_valid_needs(session).await?, 1);
    publish(&mut tx, two, 2).await?;
    assert_eq!(
        listed(&mut tx, None).await?,
        ["X2023-T-0002", "X2023-T-0001"]
    );
    assert_eq!(
        listed(&mut tx, Some(Industry::Bio)).await?,
        ["X2023-T-0001"]
    );
    let counts = tx.count_published_needs(season).await?;
    let expected = HashMap::from([(Industry::Bio, 1), (Industry::Energy, 1)]);
    assert_eq!(counts, expected);
    assert_eq!(tx.session_needs(session).await?.len(), 1);
    tx.set_need_session(two, Some(session)).await?;
    assert_eq!(tx.session_needs(session).await?.len(), 2);
    assert_eq!(tx.public_needs(one, 10).await?.len(), 1);
    let among = tx.published_among(&[code(1), code(9)]).await?;
    assert_eq!(among.len(), 1);
    for of in [
        NeedsOf::Season(season),
        NeedsOf::Unit(InstitutionId(1)),
        NeedsOf::Session(session),
    ] {
        let found = tx.whole_needs(of, None, PAGE).await?;
        assert_eq!(found.len(), 2, "{of:?}");
        let submitted = tx.whole_needs(of, Some(NeedState::Submitted), PAGE);
        assert_eq!(submitted.await?, []);
    }

    // What is closed is live no more: the same need may be handed in again.
    assert!(
        tx.move_need(two, 3, NeedState::Closed, ("重复", None))
            .await?
    );
    assert!(!tx.move_need(two, 3, NeedState::Closed, ("", None)).await?);
    let closed = tx.whole_need(&code(2)).await?.expect("it is there");
    assert_eq!((closed.opinion.as_str(), closed.version), ("重复", 4));
    let identities = ["need:1".to_owned(), "need:2".to_owned()];
    let live = tx.live_needs(season, &identities).await?;
    assert_eq!(live.keys().collect::<Vec<_>>(), ["need:1"]);
    Ok(())
}

async fn a_need_is_written_anew_by_its_version(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let id = put(&mut tx, 1, None).await?;
    let new = NeedRow {
        investment: Fen::yuan(900_000),
        ..row(1)
    };
    let stale = (7, NeedState::Submitted, "");
    assert!(!tx.rewrite_need(id, &new, Some("d2"), stale).await?);
    let fresh = (1, NeedState::Submitted, "");
    assert!(tx.rewrite_need(id, &new, Some("d2"), fresh).await?);
    let live = tx.whole_need_by_id(id).await?.expect("it is there");
    assert_eq!((live.whole.row, live.whole.version), (new.clone(), 2));
    assert_eq!(live.whole.need.sheet.investment, Some(Fen::yuan(900_000)));
    assert_eq!(live.digest.as_deref(), Some("d2"));
    publish(&mut tx, id, 1).await?;
    let late = (4, NeedState::Submitted, "");
    assert!(!tx.rewrite_need(id, &new, None, late).await?, "published");
    Ok(())
}

async fn what_an_upload_did_to_needs_is_known(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let account = tx.insert_account(&make::account(0), None).await?;
    let new = NewImport {
        account,
        institution: Some(InstitutionId(1)),
        season: make::season().id,
        file_name: "需求征集表.xlsx",
        file: &[1],
        preview: "{}",
        created_at: NOON,
    };
    let import = tx.insert_import(&new).await?;
    let id = put(&mut tx, 1, None).await?;
    tx.insert_imported_need(import, id, Some("{}")).await?;
    let noted = ImportedNeed {
        need: id,
        version: 1,
        earlier: Some("{}".into()),
    };
    assert_eq!(tx.imported_needs(import).await?, [noted]);
    Ok(())
}

async fn whom_to_call_about_a_need_is_forgotten_in_its_time(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let account = tx.insert_account(&make::account(0), None).await?;
    let new = NewImport {
        account,
        institution: Some(InstitutionId(1)),
        season: make::season().id,
        file_name: "需求征集表.xlsx",
        file: &[1],
        preview: "{}",
        created_at: NOON,
    };
    let import = tx.insert_import(&new).await?;
    let (one, two) = (put(&mut tx, 1, None).await?, put(&mut tx, 2, None).await?);
    for id in [one, two] {
        tx.insert_imported_need(import, id, None).await?;
    }
    let own = tx.own_needs(account, 10).await?;
    let names: Vec<_> = own.iter().map(|need| need.contact.name.as_str()).collect();
    assert_eq!(names, ["联系者"; 2]);
    let last = need_contact_until(row(1).valid_until);
    let soon = NOON.plus_millis(CONTACTS_KEPT_MS);
    // One is closed; it is not kept for longer than it would have been.
    assert!(
        tx.move_need(two, 1, NeedState::Closed, ("重复", None))
            .await?
    );
    tx.end_need_contact(two, soon).await?;
    tx.end_need_contact(two, last.plus_millis(1)).await?;
    assert_eq!(tx.needs_with_contacts(soon, 10).await?, []);
    let due = tx.needs_with_contacts(soon.plus_millis(1), 10).await?;
    assert_eq!(due, [(two, code(2))]);
    let due = tx.needs_with_contacts(last.plus_millis(1), 10).await?;
    assert_eq!(due, [(two, code(2)), (one, code(1))]);
    assert!(tx.forget_need_contact(two).await?);
    assert!(!tx.forget_need_contact(two).await?, "once");
    let gone = tx.whole_need(&code(2)).await?.expect("it stays").row;
    assert_eq!(
        (gone.contact.name.as_str(), gone.contact.phone.as_str()),
        ("", "")
    );
    assert_eq!(gone.enterprise, row(2).enterprise);
    let left: Vec<_> = tx.imported_needs(import).await?;
    assert_eq!(left.iter().map(|one| one.need).collect::<Vec<_>>(), [one]);
    // Whoever goes takes the contacts of what he has closed with him.
    assert!(
        tx.move_need(one, 1, NeedState::Closed, ("重复", None))
            .await?
    );
    tx.erase_account(account, "已注销账号", NOON).await?;
    let gone = tx.whole_need(&code(1)).await?.expect("it stays").row;
    assert_eq!(gone.contact.phone, "");
    assert_eq!(tx.needs_with_contacts(last.plus_millis(1), 10).await?, []);
    Ok(())
}
