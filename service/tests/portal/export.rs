//! What leaves the portal in files, and what never does.

use service::export::{ExportForm, export};
use service::testing::{CANARY_CONTACT, CANARY_RESERVE, TestPortal};
use std::fs;
use tempfile::TempDir;

#[tokio::test]
async fn a_season_is_written_without_its_secrets() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", true).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    let numbers = [
        anna.enrol(&lot).await.unwrap(),
        ben.enrol(&lot).await.unwrap(),
    ];
    // A ceiling whose digits occur nowhere else.
    anna.cap(&lot, 265_000).await.unwrap();
    ben.bid(&lot, 110_000).await.unwrap();
    let season = site.season.code();
    let store = site.portal.store();
    let mut texts = Vec::new();
    for form in [ExportForm::Csv, ExportForm::Jsonl] {
        let folder = TempDir::new().unwrap();
        let written = export(store, &season, folder.path(), form).await.unwrap();
        let rows: Vec<_> = written.iter().map(|table| table.rows).collect();
        assert_eq!(
            rows,
            [1, 1, 1, 1, 3],
            "lots, institutions, rounds, results, bids"
        );
        let again = export(store, &season, folder.path(), form).await;
        assert!(again.is_err(), "nothing is written over");
        let read = |table: &service::export::Written| fs::read_to_string(&table.path).unwrap();
        texts.push(written.iter().map(read).collect::<Vec<_>>());
    }
    for text in texts.concat() {
        let reserve = CANARY_RESERVE.get() / 100;
        for secret in [
            reserve.to_string(),
            "265000".into(),
            CANARY_CONTACT.into(),
            "anna".into(),
        ] {
            assert!(!text.contains(&secret), "{secret} in {text}");
        }
    }
    let (csv, jsonl) = (&texts[0], &texts[1]);
    assert!(
        csv.iter()
            .all(|text| text.starts_with('\u{feff}') && text.ends_with("\r\n"))
    );
    assert!(csv[4].contains(&numbers[1].to_string()) && csv[4].contains("110000.00"));
    let line = jsonl[3].lines().next().unwrap();
    let result: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(result["code"], lot.as_str());
    assert_eq!(
        (&result["bids"], &result["outcome"]),
        (&3.into(), &serde_json::Value::Null)
    );
    assert_eq!(result["price_yuan"], "115000.00");
    let folder = TempDir::new().unwrap();
    let book = export(store, &season, folder.path(), ExportForm::Xlsx);
    let book = book.await.unwrap();
    let bytes = fs::read(&book[0].path).unwrap();
    assert!(bytes.starts_with(b"PK"), "a workbook is an archive");
    assert!(
        export(store, "1999-AUCTION", folder.path(), ExportForm::Csv)
            .await
            .is_err()
    );
}
