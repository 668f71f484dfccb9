//! The pool of the season as a file.

use super::{last_row, review_all};
use domain::audit::{Act, Query};
use locales::Lang;
use service::Error;
use service::export::PoolForm;
use service::testing::{CANARY_CONTACT, TestPortal};

#[tokio::test]
async fn the_centre_takes_the_pool_away_and_that_is_on_record() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let experts = site.review_group(&centre).await;
    let (_, code) = site.lot_under_review(&centre, "P2026-ENER-0001").await;
    site.lot("P2026-ENER-0002", true).await;
    review_all(&site, &experts, &code, 80).await;
    let portal = &site.portal;
    let (season, bytes) = portal
        .export_pool(&centre, PoolForm::Csv, Lang::Zh)
        .await
        .unwrap();
    assert_eq!(season, site.season.code());
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with('\u{feff}') && text.ends_with("\r\n"));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[1].starts_with("P2026-ENER-0001,"));
    assert!(
        lines[1].contains(",评审中,0,3,0,0,") && lines[1].ends_with(",80.0"),
        "{text}"
    );
    assert!(lines[2].contains(",已提交,0,0,0,0,0,0,0,"), "{text}");
    for canary in [CANARY_CONTACT, "9980000"] {
        assert!(!text.contains(canary), "no reserve and no contact: {text}");
    }
    let english = portal.export_pool(&centre, PoolForm::Csv, Lang::En).await;
    let english = String::from_utf8(english.unwrap().1).unwrap();
    assert!(english.contains("Under review"), "{english}");
    let book = portal.export_pool(&centre, PoolForm::Xlsx, Lang::Zh).await;
    assert!(book.unwrap().1.starts_with(b"PK"));
    let record = portal.audit_page(&centre, &Query::default()).await.unwrap();
    let made = record.rows.iter().filter(|row| row.act == Act::PoolExport);
    assert_eq!(made.count(), 3);
    let before = last_row(&site, &centre).await;
    let refused = portal
        .export_pool(&experts[0], PoolForm::Csv, Lang::Zh)
        .await;
    assert_eq!(refused.unwrap_err(), Error::Forbidden);
    assert_eq!(last_row(&site, &centre).await, before);
}
