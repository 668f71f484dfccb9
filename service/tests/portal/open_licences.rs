//! Open licences: a lot under one comes out with its terms only, and nobody bids for it.

use domain::accounts::{Account, Grant, Role, Scope};
use domain::ids::{LotCode, LotId};
use domain::lots::{
    DealMethod, Industry, LicenceKind, Lot, LotKind, LotPrivate, LotState, TransactionMode, Trl,
};
use domain::money::Fen;
use domain::open_licences::OpenLicence;
use domain::time::Date;
use service::Error;
use service::testing::TestPortal;

/// A submitted lot under open licence, and what is declared of it.
pub async fn submitted(site: &TestPortal, code: &str) -> (LotId, LotCode, OpenLicence) {
    let code = LotCode::parse(code).unwrap();
    let trl = Trl::new(6).unwrap();
    let blank = Lot::blank(
        LotId(0),
        code.clone(),
        LotKind::Achievement,
        Industry::Energy,
        trl,
    );
    let lot = Lot {
        season: site.season.id,
        owner: site.owner().id,
        title: "通用检测方法（示例）".into(),
        summary: "本示例成果应用广泛，适用于多方实施，内容虚构。".into(),
        modes: vec![TransactionMode::OpenLicence],
        licence_kind: Some(LicenceKind::Open),
        deal_methods: vec![DealMethod::OnlineBid],
        start_price: Some(Fen::yuan(100_000)),
        state: LotState::Submitted,
        content_cleared: true,
        ..blank
    };
    let mut tx = site.portal.store().write().await.unwrap();
    let key = format!("test:{code}");
    let id = tx
        .insert_lot(&lot, &LotPrivate::default(), site.owner(), &key, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let declared = OpenLicence {
        fee_standard: "每年2万元（示例）".into(),
        payment_method: "每年1月31日前付清".into(),
        from: Date::of(2026, 11, 1),
        to: Date::of(2029, 10, 31),
        announced_on: Date::of(2026, 10, 20),
        announced_no: None,
        evaluation_report_no: None,
    };
    (id, code, declared)
}

/// Somebody who binds an enterprise.
pub async fn enterprise(site: &TestPortal, login: &str) -> Account {
    let unit = site
        .institution(&format!("{login}精密仪器有限公司（示例）"))
        .await;
    let grant = Grant {
        role: Role::Bidder,
        scope: Scope::Institution(unit.id),
    };
    site.account(login, vec![grant], Some(unit.id)).await
}

fn code_of<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer {
        Err(Error::Invalid { code, .. }) => code.into_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_open_licence_comes_out_with_its_terms_and_is_not_bid_for() {
    let site = TestPortal::new().await;
    let (id, code, declared) = submitted(&site, "C2026-ENER-0001").await;
    let centre = site.centre().await;
    let refused = centre.publish(&[id]).await;
    assert_eq!(code_of(refused), "OPEN_LICENCE_TERMS_REQUIRED");
    let stored = site.portal.store().read().await.unwrap().lot(&code).await;
    let state = stored.unwrap().unwrap().lot.state;
    assert_eq!(state, LotState::Submitted, "nothing was moved");
    let who = &centre.account;
    let set = site.portal.set_open_licence(who, &code, declared.clone());
    set.await.unwrap();
    assert_eq!(centre.publish(&[id]).await, Ok(1));
    let page = site.portal.lot_page(&code, None).await.unwrap();
    assert_eq!(page.open_licence, Some(declared), "everybody reads it");
    let round = site.round_in(30).await;
    let listed = site.portal.list_lots(who, round, &[id]).await;
    assert_eq!(code_of(listed), "LOT_OPEN_LICENCE_NO_BID");
}

#[tokio::test]
async fn only_the_centre_declares_and_only_what_the_rules_take() {
    let site = TestPortal::new().await;
    let (_, code, declared) = submitted(&site, "C2026-ENER-0002").await;
    let liaison = site.liaison().await;
    let portal = &site.portal;
    let set = portal.set_open_licence(&liaison, &code, declared.clone());
    assert_eq!(set.await, Err(Error::Forbidden));
    let desk = portal.open_licence_desk(&liaison, &code).await;
    assert_eq!(desk, Err(Error::Forbidden));
    let centre = site.centre().await.account;
    let wrong = OpenLicence {
        fee_standard: " ".into(),
        ..declared.clone()
    };
    let set = portal.set_open_licence(&centre, &code, wrong).await;
    assert_eq!(code_of(set), "OPEN_LICENCE_TERMS_REQUIRED");
    site.lot("P2026-ENER-0003", false).await;
    let other = LotCode::parse("P2026-ENER-0003").unwrap();
    let set = portal.set_open_licence(&centre, &other, declared).await;
    assert_eq!(code_of(set), "OPEN_LICENCE_NOT_OFFERED");
    let desk = portal.open_licence_desk(&centre, &code).await.unwrap();
    assert_eq!(
        (desk.offered, desk.declared),
        (true, None),
        "nothing was kept"
    );
}

/// A lot under open licence on display, and its declaration.
async fn on_display(site: &TestPortal, code: &str) -> (LotCode, OpenLicence) {
    let (id, code, declared) = submitted(site, code).await;
    let centre = site.centre().await;
    let set = site
        .portal
        .set_open_licence(&centre.account, &code, declared.clone());
    set.await.unwrap();
    centre.publish(&[id]).await.unwrap();
    (code, declared)
}

/// PP-09: any enterprise gives notice and has its record at once; LG-12: it keeps the terms of its day.
#[tokio::test]
async fn an_enterprise_takes_the_licence_by_its_notice_and_keeps_its_terms() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (code, declared) = on_display(&site, "C2026-ENER-0011").await;
    let (centre, liaison) = (site.centre().await.account, site.liaison().await);
    let (anna, boris) = (
        enterprise(&site, "anna").await,
        enterprise(&site, "boris").await,
    );
    let offered = portal.licence_section(&anna, &code).await.unwrap();
    assert!(offered.may_notify && offered.lines.is_empty());
    let record = portal.notify_licence(&anna, &code).await.unwrap();
    assert_eq!(record, "C2026-ENER-0011-L1");
    let dearer = OpenLicence {
        fee_standard: "每年9万元（示例）".into(),
        ..declared.clone()
    };
    let set = portal.set_open_licence(&centre, &code, dearer.clone());
    set.await.unwrap();
    let second = portal.notify_licence(&boris, &code).await.unwrap();
    assert_eq!(second, "C2026-ENER-0011-L2");
    let own = portal.licence_section(&anna, &code).await.unwrap();
    assert!(
        !own.may_notify && !own.may_keep,
        "once, and for its own eyes"
    );
    let [line] = &own.lines[..] else {
        panic!("{own:?}");
    };
    assert_eq!((&line.record, &line.notice.terms), (&record, &declared));
    // The owner and the centre see all of them, nobody else any.
    for keeper in [&liaison, &centre] {
        let all = portal.licence_section(keeper, &code).await.unwrap();
        assert!(all.may_keep);
        let terms: Vec<_> = all
            .lines
            .into_iter()
            .map(|line| line.notice.terms)
            .collect();
        assert_eq!(terms, [declared.clone(), dearer.clone()]);
    }
    let stranger = site.bidder("stranger").await.account;
    let none = portal.licence_section(&stranger, &code).await.unwrap();
    assert!(none.lines.is_empty() && !none.may_keep);
    let today = portal.now().date();
    for (who, expected) in [(&anna, false), (&stranger, false), (&liaison, true)] {
        let noted = portal.note_licence_paid(who, &code, 1, today).await;
        assert_eq!(noted.is_ok(), expected, "{noted:?}");
    }
    let own = portal.licence_section(&anna, &code).await.unwrap();
    assert_eq!(own.lines[0].notice.paid_on, Some(today));
    let other = portal.licence_section(&boris, &code).await.unwrap();
    assert_eq!(other.lines[0].notice.paid_on, None);
}

#[tokio::test]
async fn a_notice_that_cannot_be_given_is_refused_and_leaves_nothing() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (code, declared) = on_display(&site, "C2026-ENER-0012").await;
    let (liaison, anna) = (site.liaison().await, enterprise(&site, "anna").await);
    let alone = site.bidder("alone").await.account;
    let refused = portal.notify_licence(&liaison, &code).await;
    assert_eq!(
        refused,
        Err(Error::Forbidden),
        "who does not bid binds nobody"
    );
    if alone.institution.is_none() {
        let refused = portal.notify_licence(&alone, &code).await;
        assert_eq!(code_of(refused), "LICENCE_NOTICE_UNIT");
    }
    let grant = Grant {
        role: Role::Bidder,
        scope: Scope::Institution(site.owner().id),
    };
    let insider = site
        .account("insider", vec![grant], Some(site.owner().id))
        .await;
    let refused = portal.notify_licence(&insider, &code).await;
    assert_eq!(code_of(refused), "LICENCE_NOTICE_OWN");
    // Another lot that is public and not under open licence, and one that is not public.
    let other = LotCode::parse("P2026-ENER-0013").unwrap();
    let id = site.lot(other.as_str(), false).await;
    let hidden = portal.notify_licence(&anna, &other).await;
    assert_eq!(hidden, Err(Error::NotFound));
    site.centre().await.publish(&[id]).await.unwrap();
    let refused = portal.notify_licence(&anna, &other).await;
    assert_eq!(code_of(refused), "OPEN_LICENCE_NOT_OFFERED");
    portal.notify_licence(&anna, &code).await.unwrap();
    let twice = portal.notify_licence(&anna, &code).await;
    assert_eq!(code_of(twice), "LICENCE_NOTICE_GIVEN");
    let centre = site.centre().await.account;
    let today = portal.now().date();
    for day in [today.plus_days(1), today.plus_days(-1)] {
        let noted = portal.note_licence_paid(&centre, &code, 1, day).await;
        assert_eq!(code_of(noted), "LICENCE_PAID_DAY");
    }
    let nothing = portal.note_licence_paid(&centre, &code, 2, today).await;
    assert_eq!(nothing, Err(Error::NotFound));
    let all = portal.licence_section(&centre, &code).await.unwrap();
    assert_eq!(all.lines.len(), 1);
    assert_eq!(all.lines[0].notice.paid_on, None);
    // When the term is over nobody takes it any more.
    let boris = enterprise(&site, "boris").await;
    assert!(declared.to < Date::of(2029, 12, 1));
    site.clock.advance_millis(4 * 366 * 86_400_000);
    let late = portal.notify_licence(&boris, &code).await;
    assert_eq!(code_of(late), "LICENCE_NOTICE_TERM");
}
