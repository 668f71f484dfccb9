//! Open licences: a lot under one comes out with its terms only, and nobody bids for it.

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
