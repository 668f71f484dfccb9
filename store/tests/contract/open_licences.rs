//! Open licences: the latest declaration of a lot counts.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::LotId;
use domain::open_licences::OpenLicence;
use domain::time::Date;
use store::Result;

stories!(the_latest_declaration_counts,);

async fn the_latest_declaration_counts(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let lot = make::put(&mut tx, &make::lot(1)).await?;
    assert_eq!(tx.open_licence(lot).await?, None);
    let first = OpenLicence {
        fee_standard: "每年2万元".into(),
        payment_method: "一次付清".into(),
        from: Date::of(2023, 4, 1),
        to: Date::of(2026, 3, 31),
        announced_on: Date::of(2023, 3, 20),
        announced_no: Some("KF-1".into()),
        evaluation_report_no: None,
    };
    tx.put_open_licence(lot, &first, NOON).await?;
    assert_eq!(tx.open_licence(lot).await?, Some(first.clone()));
    let second = OpenLicence {
        fee_standard: "每年3万元".into(),
        announced_no: None,
        evaluation_report_no: Some("PJ-1".into()),
        ..first
    };
    tx.put_open_licence(lot, &second, NOON.plus_millis(1))
        .await?;
    tx.commit().await?;
    let mut tx = bench.store.read().await?;
    assert_eq!(tx.open_licence(lot).await?, Some(second));
    assert_eq!(tx.open_licence(LotId(lot.get() + 1)).await?, None);
    Ok(())
}
