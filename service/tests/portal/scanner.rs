//! Whatever is brought in is looked at by the operator's scanner before it is kept, wherever it comes
//! in; and nothing is kept that the scanner says no word about (reliability.md S-23).

use crate::participations::PDF;
use domain::deposits::DepositState;
use domain::files::{FileKind, Visibility};
use domain::ids::LotCode;
use domain::organisations::ApplicationState;
use domain::views::DepositFilter;
use service::deposits::Proof;
use service::files::{Scanner, Upload};
use service::testing::{TEST_DEPOSIT, TestPortal, sign_up_form};
use service::{Error, Portal, Settings};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::time::Duration;
use tempfile::TempDir;

const CODE: &str = "P2026-ENER-0001";
/// What the scanner of these tests knows.
const SIGN: &str = "EICAR";

/// The portal with a scanner that ends with `status` for files with the sign in them.
async fn watched(site: &TestPortal, status: u8) -> (TempDir, Portal) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scanner");
    let file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o700)
        .open(&path);
    let lines = format!("#!/bin/sh\nif grep -q {SIGN}; then exit {status}; fi\n");
    file.unwrap().write_all(lines.as_bytes()).unwrap();
    let command = path.display().to_string();
    let scanner = Scanner::new(&command, Duration::from_secs(20)).unwrap();
    let settings = Settings {
        scanner: Some(scanner),
        ..Settings::default()
    };
    (folder, site.beside_with(settings).await)
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

fn bad() -> Vec<u8> {
    [PDF, SIGN.as_bytes()].concat()
}

fn upload(bytes: Vec<u8>) -> Upload {
    Upload {
        kind: FileKind::Certificate,
        visibility: Visibility::Public,
        name: "证书.pdf".into(),
        bytes,
    }
}

/// What everybody is told who brings a file with the sign in it, by every way there is.
async fn told(site: &TestPortal, portal: &Portal) -> Vec<String> {
    let lot = LotCode::parse("P2026-ENER-0002").unwrap();
    let (centre, liaison) = (site.centre().await, site.liaison().await);
    let anna = site.bidder("anna").await;
    site.lot(lot.as_str(), true).await;
    let open = site.open_lot_with_deposit(CODE).await;
    anna.enrol(&open).await.unwrap();
    anna.declare(&open, 10_000).await.unwrap();
    let deposit = site.deposit(&anna, &open).await.id;
    let proof = Proof {
        file_name: "回单.pdf".into(),
        file: bad(),
    };
    let mut form = sign_up_form("示例企业（示例）", "newcomer");
    form.file = bad();
    let sheet = format!("名称\n{SIGN}\n").into_bytes();
    let told = [
        refused(portal.attach_file(&liaison, &lot, upload(bad())).await),
        refused(portal.upload_scan(&liaison, "报送单.pdf", bad()).await),
        refused(portal.sign_up(form).await),
        refused(
            portal
                .confirm_deposit(&centre.account, deposit, TEST_DEPOSIT, proof)
                .await,
        ),
        refused(portal.upload_form(&liaison, "征集表.csv", sheet).await),
    ];
    // Nothing came in by any of them.
    let files = portal.files_of_lot(Some(&liaison), &lot).await.unwrap();
    assert!(files.is_empty());
    let page = portal.office_applications(&centre.account, ApplicationState::Submitted, None);
    assert!(page.await.unwrap().lines.is_empty());
    let line = site.deposit(&anna, &open).await;
    assert_eq!(line.state, DepositState::Requested);
    let held = centre.list(DepositFilter::Held).await;
    assert!(held.is_empty());
    // And what the scanner has nothing against does.
    portal
        .attach_file(&liaison, &lot, upload(PDF.to_vec()))
        .await
        .unwrap();
    let clean = sign_up_form("另一家企业（示例）", "another");
    portal.sign_up(clean).await.unwrap();
    told.into()
}

#[tokio::test]
async fn nothing_is_kept_that_the_scanner_refuses() {
    let site = TestPortal::new().await;
    let (_folder, portal) = watched(&site, 1).await;
    let told = told(&site, &portal).await;
    assert!(told.iter().all(|code| code == "FILE_INFECTED"), "{told:?}");
}

#[tokio::test]
async fn nothing_is_kept_while_the_scanner_cannot_say() {
    let site = TestPortal::new().await;
    let (_folder, portal) = watched(&site, 2).await;
    let told = told(&site, &portal).await;
    assert!(told.iter().all(|code| code == "FILE_UNSCANNED"), "{told:?}");
}
