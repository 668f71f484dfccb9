//! Files: known by their bytes, read by whoever may, never half there.

use crate::participations::PDF;
use domain::accounts::Account;
use domain::files::{FILES_OF_LOT_MAX, FileKind, Visibility};
use domain::ids::{FileId, LotCode};
use service::files::{Depot, FILES, FileAnswer, Upload, collect_files};
use service::testing::TestPortal;
use service::upkeep::{Place, backup, restore};
use service::{Error, Portal, Random, Settings, Store, StoreOptions};
use std::path::Path;

const CODE: &str = "P2026-ENER-0001";

fn code() -> LotCode {
    LotCode::parse(CODE).unwrap()
}

fn upload(visibility: Visibility) -> Upload {
    Upload {
        kind: FileKind::Certificate,
        visibility,
        name: "证书.pdf".into(),
        bytes: PDF.to_vec(),
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

async fn read(portal: &Portal, who: Option<&Account>, id: FileId) -> Result<Vec<u8>, Error> {
    match portal.read_file(who, id, None).await? {
        FileAnswer::Bytes { bytes, .. } => Ok(bytes),
        FileAnswer::Signed(signed) => match portal.read_file(who, id, Some(&signed)).await? {
            FileAnswer::Bytes { bytes, .. } => Ok(bytes),
            FileAnswer::Signed(_) => panic!("an address leads to the file"),
        },
    }
}

#[tokio::test]
async fn a_file_of_a_lot_is_as_public_as_the_lot() {
    let site = TestPortal::new().await;
    let (centre, liaison) = (site.centre().await, site.liaison().await);
    let anna = site.bidder("anna").await.account;
    let lot = site.lot(CODE, true).await;
    let portal = &site.portal;
    let mut ids = Vec::new();
    for visibility in Visibility::ALL {
        let made = portal
            .attach_file(&liaison, &code(), upload(*visibility))
            .await;
        ids.push(made.unwrap());
    }
    let anybody: [Option<&Account>; 2] = [None, Some(&anna)];
    for who in anybody {
        for id in &ids {
            assert_eq!(read(portal, who, *id).await, Err(Error::NotFound));
        }
        assert_eq!(
            portal.files_of_lot(who, &code()).await,
            Err(Error::NotFound)
        );
    }
    centre.publish(&[lot]).await.unwrap();
    assert_eq!(read(portal, None, ids[0]).await.unwrap(), PDF);
    assert_eq!(read(portal, None, ids[1]).await, Err(Error::LoginRequired));
    assert_eq!(read(portal, Some(&anna), ids[1]).await.unwrap(), PDF);
    for who in anybody {
        assert_eq!(read(portal, who, ids[2]).await, Err(Error::NotFound));
    }
    for who in [&liaison, &centre.account] {
        assert_eq!(read(portal, Some(who), ids[2]).await.unwrap(), PDF);
    }
    let shown = async |who| portal.files_of_lot(who, &code()).await.unwrap().len();
    assert_eq!(shown(None).await, 1);
    assert_eq!(shown(Some(&anna)).await, 2);
    assert_eq!(shown(Some(&liaison)).await, 3);
}

#[tokio::test]
async fn what_is_no_file_is_refused_and_nothing_is_kept() {
    let site = TestPortal::new().await;
    let liaison = site.liaison().await;
    site.lot(CODE, false).await;
    let portal = &site.portal;
    let attach = async |upload| portal.attach_file(&liaison, &code(), upload).await;
    let html = Upload {
        bytes: b"<html><script>alert(1)</script>".to_vec(),
        ..upload(Visibility::Public)
    };
    assert_eq!(refused(attach(html).await), "FILE_KIND");
    let named = Upload {
        name: "证书.html".into(),
        ..upload(Visibility::Public)
    };
    assert_eq!(refused(attach(named).await), "FILE_KIND");
    let empty = Upload {
        bytes: Vec::new(),
        ..upload(Visibility::Public)
    };
    assert_eq!(refused(attach(empty).await), "FILE_MISSING");
    let scan = Upload {
        kind: FileKind::Scan,
        ..upload(Visibility::Private)
    };
    assert_eq!(refused(attach(scan).await), "FILE_PURPOSE");
    let link = portal
        .attach_link(&liaison, &code(), Visibility::Public, "javascript:alert(1)")
        .await;
    assert_eq!(refused(link), "FILE_LINK");
    assert!(
        portal
            .files_of_lot(Some(&liaison), &code())
            .await
            .unwrap()
            .is_empty()
    );
    let stranger = site.bidder("anna").await.account;
    let foreign = portal
        .attach_file(&stranger, &code(), upload(Visibility::Public))
        .await;
    assert_eq!(foreign, Err(Error::NotFound));

    for _ in 0..FILES_OF_LOT_MAX {
        attach(upload(Visibility::Public)).await.unwrap();
    }
    assert_eq!(
        refused(attach(upload(Visibility::Public)).await),
        "FILES_FULL"
    );
    let kept = portal.files_of_lot(Some(&liaison), &code()).await.unwrap();
    assert_eq!(kept.len(), FILES_OF_LOT_MAX);
    portal.detach_file(&liaison, kept[0].id).await.unwrap();
    let link = "https://video.example.com/1";
    let made = portal
        .attach_link(&liaison, &code(), Visibility::Public, link)
        .await;
    let id = made.unwrap();
    assert_eq!(
        read(portal, Some(&liaison), id).await,
        Err(Error::NotFound),
        "no bytes"
    );
}

#[tokio::test]
async fn an_address_belongs_to_one_account() {
    let site = TestPortal::new().await;
    let (centre, liaison) = (site.centre().await.account, site.liaison().await);
    let id = site.scan_of(&liaison).await;
    let portal = &site.portal;
    let answer = portal.read_file(Some(&liaison), id, None).await.unwrap();
    let FileAnswer::Signed(signed) = answer else {
        panic!("a private file has no address that stays");
    };
    let by = async |who| portal.read_file(Some(who), id, Some(&signed)).await;
    assert!(by(&liaison).await.is_ok());
    assert_eq!(refused(by(&centre).await), "FILE_ADDRESS");
    assert_eq!(
        portal.read_file(None, id, Some(&signed)).await,
        Err(Error::NotFound)
    );
    site.clock.advance_millis(10 * 60_000);
    assert_eq!(refused(by(&liaison).await), "FILE_ADDRESS");
    assert_eq!(
        portal.detach_file(&liaison, id).await,
        Err(Error::Forbidden),
        "papers stay"
    );
}

#[tokio::test]
async fn bytes_that_nothing_refers_to_are_collected() {
    let site = TestPortal::new().await;
    let liaison = site.liaison().await;
    site.lot(CODE, false).await;
    let portal = &site.portal;
    let attach = async || {
        let made = portal
            .attach_file(&liaison, &code(), upload(Visibility::Private))
            .await;
        made.unwrap()
    };
    let (gone, kept) = (attach().await, attach().await);
    portal.detach_file(&liaison, gone).await.unwrap();
    site.clock.advance_millis(60 * 60_000);
    assert_eq!(
        collect_files(portal).await,
        Ok(0),
        "somebody may be about to write the row"
    );
    site.clock.advance_millis(1);
    assert_eq!(collect_files(portal).await, Ok(1));
    assert_eq!(collect_files(portal).await, Ok(0));
    assert_eq!(read(portal, Some(&liaison), kept).await.unwrap(), PDF);
}

fn settings(data: &Path) -> Settings {
    Settings {
        files: Depot::folder(&data.join(FILES)).unwrap(),
        ..Settings::default()
    }
}

fn place(data: &Path, url: String) -> Place {
    Place {
        folder: data.to_owned(),
        url,
        mark: data.join("ledger.mark"),
        elsewhere: None,
    }
}

/// A portal over the database at `url` whose files lie in a folder.
async fn portal_at(site: &TestPortal, url: &str, data: &Path) -> Portal {
    let options = StoreOptions {
        allow_unsafe_fsync: true,
        ..StoreOptions::default()
    };
    let store = Store::open(url, options).await.unwrap();
    Portal::open(store, site.clock.clone(), Random::seeded(1), settings(data))
}

#[tokio::test]
async fn a_backup_holds_the_files_and_no_halves() {
    let folder = || tempfile::tempdir().unwrap();
    let (data, copies, back) = (folder(), folder(), folder());
    let site = TestPortal::new().await;
    let portal = portal_at(&site, site.url(), data.path()).await;
    let liaison = site.liaison().await;
    site.lot(CODE, false).await;
    let made = portal
        .attach_file(&liaison, &code(), upload(Visibility::Private))
        .await;
    let id = made.unwrap();
    std::fs::write(data.path().join(FILES).join("half#"), "ha").unwrap();
    let from = place(data.path(), site.url().to_owned());
    let made = backup(&from, copies.path(), portal.now()).await.unwrap();
    let file = back.path().join("luochui.sqlite");
    let to = place(back.path(), format!("sqlite:{}", file.display()));
    restore(&made.folder, &to).await.unwrap();
    let restored = portal_at(&site, &to.url, back.path()).await;
    let bytes = read(&restored, Some(&liaison), id).await.unwrap();
    assert_eq!(bytes, PDF);
    assert!(!back.path().join(FILES).join("half#").exists());
}
