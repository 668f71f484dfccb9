//! What the centre does at its desk of deposits beside the money itself: proofs read again, bidders
//! barred and let in, deposits that nobody has stated.

use crate::deposits::{code, reason};
use domain::bidding::NotQualified as N;
use domain::evidence::FileHash;
use domain::ids::LotCode;
use domain::lots::{DealMethod, Lot, LotPrivate};
use domain::money::Fen;
use domain::seasons::Season;
use domain::views::DepositFilter;
use service::Error;
use service::deposits::Bar;
use service::testing::{TestPortal, lot};

const CODE: &str = "P2026-ENER-0001";

#[tokio::test]
async fn only_the_centre_reads_proofs_and_only_those_of_the_deposit() {
    let site = TestPortal::new().await;
    let lot = site.open_lot_with_deposit(CODE).await;
    let centre = site.centre().await;
    let (anna, ben) = site.rivals(&lot).await;
    centre.hold(&anna, &lot).await;
    ben.declare(&lot, 10_000).await.unwrap();
    let portal = &site.portal;
    let page = portal.office_deposits(&centre.account, DepositFilter::Held, None);
    let page = page.await.unwrap();
    let proof = &page.proofs[0];
    assert_eq!(
        (page.proofs.len(), proof.file_name.as_str()),
        (1, "回单.pdf")
    );
    let hash = FileHash::parse(&proof.hash).unwrap();
    let id = proof.deposit;
    let read = portal.deposit_proof(Some(&centre.account), id, hash).await;
    assert_eq!(read, Ok(("回单.pdf".to_owned(), b"%PDF-1.4 bank".to_vec())));
    let others = site.deposit(&ben, &lot).await.id;
    let of_other = portal.deposit_proof(Some(&centre.account), others, hash);
    assert_eq!(of_other.await, Err(Error::NotFound));
    let liaison = site.liaison().await;
    for who in [
        None,
        Some(&anna.account),
        Some(&ben.account),
        Some(&liaison),
    ] {
        let refused = portal.deposit_proof(who, id, hash).await;
        assert_eq!(refused, Err(Error::NotFound), "{who:?}");
    }
}

#[tokio::test]
async fn a_bidder_is_barred_and_let_in_again_by_the_desk() {
    let site = TestPortal::new().await;
    let lot = site.open_lot(CODE, false).await;
    let other = site.open_lot("P2026-ENER-0002", false).await;
    let centre = site.centre().await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    anna.enrol(&other).await.unwrap();
    let portal = &site.portal;
    let bar = |lot: Option<&LotCode>, lifted| Bar {
        login: "anna".into(),
        lot: lot.cloned(),
        lifted,
        reason: "冒用他人资质".into(),
    };
    let decide = async |bar: Bar| portal.bar_bidder(&centre.account, bar).await;
    let bars = async || {
        let page = portal.office_deposits(&centre.account, DepositFilter::Held, None);
        page.await.unwrap().bars
    };
    anna.bid(&lot, 100_000).await.unwrap();
    assert_eq!(code(decide(bar(None, true)).await), "BAR_NOT_STANDING");
    decide(bar(Some(&lot), false)).await.unwrap();
    assert_eq!(reason(anna.bid(&lot, 105_000).await), N::Barred);
    anna.bid(&other, 100_000).await.unwrap();
    let standing = bars().await;
    assert_eq!((standing.len(), standing[0].lot.as_ref()), (1, Some(&lot)));
    assert_eq!(standing[0].by.as_deref(), Some("centre（示例）"));
    assert_eq!(standing[0].reason, "冒用他人资质");
    assert_eq!(code(decide(bar(None, true)).await), "BAR_NOT_STANDING");
    decide(bar(Some(&lot), true)).await.unwrap();
    assert!(bars().await.is_empty());
    decide(bar(None, false)).await.unwrap();
    assert_eq!(reason(anna.bid(&other, 105_000).await), N::Barred);
    decide(bar(None, true)).await.unwrap();
    let figures = portal.lot_live(&lot).await.unwrap().figures;
    assert_eq!(figures.bid_count, 1, "what was accepted before stays");

    let refused = |change: fn(&mut Bar)| {
        let mut bar = bar(None, false);
        change(&mut bar);
        bar
    };
    let unknown = decide(refused(|bar| bar.login = "nobody".into())).await;
    assert_eq!(code(unknown), "BIDDER_UNKNOWN");
    let staff = decide(refused(|bar| bar.login = "centre".into())).await;
    assert_eq!(code(staff), "BIDDER_UNKNOWN");
    let nowhere = decide(refused(|bar| bar.lot = LotCode::parse("D-9999"))).await;
    assert_eq!(code(nowhere), "LOT_UNKNOWN");
    let silent = decide(refused(|bar| bar.reason = " ".into())).await;
    assert_eq!(code(silent), "REASON_LENGTH");
    let himself = portal.bar_bidder(&anna.account, bar(None, false)).await;
    assert_eq!(himself, Err(Error::Forbidden));
    assert!(bars().await.is_empty(), "nothing was written");
}

#[tokio::test]
async fn a_lot_without_a_stated_deposit_gets_that_of_its_season_when_it_is_published() {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    let put = async |number: u32, change: fn(&mut Lot)| {
        let code = format!("P2026-ENER-{number:04}");
        let mut lot = lot(&code, site.season.id, site.owner().id, false);
        lot.deposit = None;
        change(&mut lot);
        let mut tx = site.portal.store().write().await.unwrap();
        let private = LotPrivate::default();
        let id = tx.insert_lot(&lot, &private, site.owner(), &code, None);
        let id = id.await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(centre.publish(&[id]).await, Ok(1));
        let page = site.portal.lot_page(&lot.code, None).await.unwrap();
        page.lot.deposit
    };
    assert_eq!(put(1, |_| ()).await, Some(Fen::yuan(10_000)), "a tenth");
    let odd = put(2, |lot| lot.start_price = Some(Fen::yuan(126_500)));
    assert_eq!(odd.await, Some(Fen::yuan(12_700)), "on 100 yuan");
    let stated = put(3, |lot| lot.deposit = Some(Fen::yuan(8_000)));
    assert_eq!(stated.await, Some(Fen::yuan(8_000)));
    let none = put(4, |lot| lot.deposit = Some(Fen(0)));
    assert_eq!(none.await, Some(Fen(0)), "stated as none, as for licences");
    let talked = put(5, |lot| lot.deal_methods = vec![DealMethod::Negotiated]);
    assert_eq!(talked.await, None);
    assert_eq!(put(6, |lot| lot.practice = true).await, None);

    let season = Season {
        deposit_percent: 20,
        ..site.season.clone()
    };
    let mut tx = site.portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(put(7, |_| ()).await, Some(Fen::yuan(20_000)));
}
