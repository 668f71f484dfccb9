//! Licences by notice: each keeps its own terms, and an institution has one of a lot.

use crate::bench::Bench;
use crate::make;
use domain::ids::{InstitutionId, LotId};
use domain::licence_notices::LicenceNotice;
use domain::open_licences::OpenLicence;
use domain::time::Date;
use store::{Result, StoreError};

stories!(a_licence_keeps_its_terms_and_is_had_once,);

fn notice(number: u16, licensee: InstitutionId, fee: &str) -> LicenceNotice {
    LicenceNotice {
        number,
        licensee,
        notified_on: Date::of(2026, 11, 18),
        terms: OpenLicence {
            fee_standard: fee.into(),
            payment_method: "一次付清".into(),
            from: Date::of(2026, 11, 1),
            to: Date::of(2029, 10, 31),
            announced_on: Date::of(2026, 10, 20),
            announced_no: None,
            evaluation_report_no: None,
        },
        paid_on: None,
    }
}

async fn a_licence_keeps_its_terms_and_is_had_once(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let lot = make::put(&mut tx, &make::lot(1)).await?;
    let (one, two) = (tx.insert_institution(&make::institution(71)).await?, {
        tx.insert_institution(&make::institution(72)).await?
    });
    tx.insert_licence_notice(lot, &notice(1, one, "每年2万元"))
        .await?;
    tx.insert_licence_notice(lot, &notice(2, two, "每年3万元"))
        .await?;
    tx.commit().await?;
    let mut tx = bench.store.write().await?;
    let again = tx
        .insert_licence_notice(lot, &notice(3, one, "每年3万元"))
        .await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    drop(tx);
    let paid = Date::of(2026, 11, 20);
    let mut tx = bench.store.write().await?;
    tx.set_licence_paid(lot, 2, paid).await?;
    tx.commit().await?;
    let mut tx = bench.store.read().await?;
    let held = tx.licence_notices(lot).await?;
    let notices: Vec<_> = held.into_iter().map(|(notice, _)| notice).collect();
    let second = LicenceNotice {
        paid_on: Some(paid),
        ..notice(2, two, "每年3万元")
    };
    assert_eq!(notices, [notice(1, one, "每年2万元"), second]);
    assert_eq!(tx.licence_notices(LotId(lot.get() + 1)).await?, []);
    Ok(())
}
