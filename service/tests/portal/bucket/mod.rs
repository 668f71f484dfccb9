//! Files in a bucket of a store that speaks S3, over a connection of this machine: kept, read, collected;
//! and what everybody is told while the store does not serve.

mod stand_in;

use crate::participations::PDF;
use domain::accounts::Account;
use domain::files::{FileKind, Visibility};
use domain::ids::{FileId, LotCode};
use domain::views::Check;
use locales::{Lang, errors_text};
use service::files::{BucketOptions, Depot, FileAnswer, Upload, collect_files};
use service::testing::TestPortal;
use service::upkeep::{Manifest, Place, backup};
use service::{Error, Portal, Random, Settings, Store, StoreOptions};
use stand_in::{BUCKET, KEY_ID, Manner, REGION, SECRET, StandIn};

const CODE: &str = "P2026-ENER-0001";
const SENTENCES: [&str; 2] = [
    "附件存储暂时不可用，未保存任何内容，请稍后重试",
    "Files can neither be kept nor opened right now; nothing was saved. Try again in a few minutes",
];

fn code() -> LotCode {
    LotCode::parse(CODE).unwrap()
}

fn upload(name: &str, bytes: &[u8]) -> Upload {
    Upload {
        kind: FileKind::Certificate,
        visibility: Visibility::Private,
        name: name.into(),
        bytes: bytes.to_vec(),
    }
}

fn options(endpoint: &str) -> BucketOptions {
    BucketOptions {
        bucket: BUCKET.into(),
        endpoint: Some(endpoint.into()),
        region: REGION.into(),
        key_id: KEY_ID.into(),
        secret: SECRET.into(),
        path_style: None,
    }
}

/// A portal beside that of the site whose files lie at this store.
async fn portal_of(site: &TestPortal, options: &BucketOptions) -> Portal {
    let unsafe_fsync = StoreOptions {
        allow_unsafe_fsync: true,
        ..StoreOptions::default()
    };
    let store = Store::open(site.url(), unsafe_fsync).await.unwrap();
    let settings = Settings {
        files: Depot::bucket(options).unwrap(),
        ..Settings::default()
    };
    Portal::open(store, site.clock.clone(), Random::from_system(), settings)
}

async fn read(portal: &Portal, liaison: &Account, id: FileId) -> Result<Vec<u8>, Error> {
    let signed = match portal.read_file(Some(liaison), id, None).await? {
        FileAnswer::Signed(signed) => signed,
        FileAnswer::Bytes { .. } => panic!("a private file has an address that runs out"),
    };
    match portal.read_file(Some(liaison), id, Some(&signed)).await? {
        FileAnswer::Bytes { bytes, .. } => Ok(bytes),
        FileAnswer::Signed(_) => panic!("an address leads to the file"),
    }
}

/// Whether `/readyz` finds the files.
async fn finds_files(portal: &Portal, site: &TestPortal) -> bool {
    // Nobody is asked twice within this time.
    site.clock.advance_millis(10_000);
    let checks = portal.checks().await;
    let files = checks.iter().find(|found| found.check == Check::Files);
    files.unwrap().holds
}

#[tokio::test]
async fn a_file_is_kept_read_and_collected_in_a_bucket() {
    let (site, stand_in) = (TestPortal::new().await, StandIn::serve().await);
    let portal = portal_of(&site, &options(&stand_in.endpoint())).await;
    let liaison = site.liaison().await;
    site.lot(CODE, false).await;
    assert!(finds_files(&portal, &site).await);
    let mut ids = Vec::new();
    for number in 0..4 {
        let bytes = [PDF, &[number]].concat();
        let made = portal
            .attach_file(&liaison, &code(), upload("证书.pdf", &bytes))
            .await;
        ids.push(made.unwrap());
    }
    let held = stand_in.keys();
    assert_eq!(held.len(), 4);
    for key in &held {
        let rest = key.strip_prefix("files/").expect("below its own prefix");
        assert_eq!((rest.len(), rest.find('/')), (33, Some(2)), "{key}");
    }
    for (number, id) in ids.iter().enumerate() {
        let expected = [PDF, &[number as u8]].concat();
        assert_eq!(read(&portal, &liaison, *id).await, Ok(expected));
    }
    // A wrong type never gets as far as the store.
    let wrong = portal
        .attach_file(&liaison, &code(), upload("证书.pdf", b"MZ no certificate"))
        .await;
    assert_eq!(wrong, Err(Error::invalid("FILE_KIND")));
    assert_eq!(stand_in.keys(), held);
    // What nothing names goes after an hour; what others keep beside it stays.
    portal.detach_file(&liaison, ids[0]).await.unwrap();
    portal.detach_file(&liaison, ids[3]).await.unwrap();
    for foreign in ["readme.txt", "files/readme.txt", "other/0a/0b"] {
        stand_in.place(foreign);
    }
    assert_eq!(collect_files(&portal).await, Ok(0), "too young");
    stand_in.age();
    assert_eq!(collect_files(&portal).await, Ok(2));
    assert_eq!(stand_in.keys().len(), 2 + 3);
    assert_eq!(
        read(&portal, &liaison, ids[1]).await,
        Ok([PDF, &[1]].concat())
    );
    assert_eq!(stand_in.unsigned(), 0, "every request was signed");
}

#[tokio::test]
async fn an_outage_is_said_and_leaves_nothing_half_written() {
    let (site, stand_in) = (TestPortal::new().await, StandIn::serve().await);
    let portal = portal_of(&site, &options(&stand_in.endpoint())).await;
    let liaison = site.liaison().await;
    site.lot(CODE, false).await;
    let attach = async || {
        portal
            .attach_file(&liaison, &code(), upload("证书.pdf", PDF))
            .await
    };
    let kept = attach().await.unwrap();
    let held = stand_in.keys();
    for manner in [Manner::Fails, Manner::HangsUp, Manner::Refuses] {
        stand_in.be(manner);
        let refused = attach().await.unwrap_err();
        assert_eq!(refused, Error::invalid("FILES_UNREACHABLE"), "{manner:?}");
        let told = read(&portal, &liaison, kept).await.unwrap_err();
        assert_eq!(told, refused, "{manner:?}");
        let said = [Lang::Zh, Lang::En].map(|lang| errors_text(lang, &told.to_string(), &[]));
        assert_eq!(said, SENTENCES.map(str::to_owned));
        assert!(!finds_files(&portal, &site).await, "{manner:?}");
        assert!(collect_files(&portal).await.is_err(), "{manner:?}");
        let files = portal.files_of_lot(Some(&liaison), &code()).await.unwrap();
        assert_eq!(files.len(), 1, "no row of a file that is not there");
        assert_eq!(stand_in.keys(), held, "{manner:?}: nothing half");
    }
    stand_in.be(Manner::Serves);
    assert!(finds_files(&portal, &site).await);
    attach().await.unwrap();
    assert_eq!(read(&portal, &liaison, kept).await.unwrap(), PDF);
}

#[tokio::test]
async fn a_store_that_is_not_there_or_does_not_know_the_key_is_an_outage() {
    let (site, stand_in) = (TestPortal::new().await, StandIn::serve().await);
    let liaison = site.liaison().await;
    site.lot(CODE, false).await;
    let wrong_key = BucketOptions {
        key_id: "somebody".into(),
        ..options(&stand_in.endpoint())
    };
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        options(&format!("http://{}", listener.local_addr().unwrap()))
    };
    for options in [wrong_key, gone] {
        let portal = portal_of(&site, &options).await;
        assert!(!finds_files(&portal, &site).await);
        let made = portal
            .attach_file(&liaison, &code(), upload("证书.pdf", PDF))
            .await;
        assert_eq!(made, Err(Error::invalid("FILES_UNREACHABLE")));
        let files = portal.files_of_lot(Some(&liaison), &code()).await.unwrap();
        assert!(files.is_empty());
    }
    assert!(stand_in.keys().is_empty());
}

#[tokio::test]
async fn a_backup_says_where_the_files_are() {
    let (site, stand_in) = (TestPortal::new().await, StandIn::serve().await);
    let depot = Depot::bucket(&options(&stand_in.endpoint())).unwrap();
    let said = depot.said();
    assert!(said.contains(BUCKET) && said.contains(&stand_in.endpoint()));
    assert!(!said.contains(SECRET) && !format!("{depot:?}").contains(SECRET));
    let (data, copies) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let from = Place {
        folder: data.path().to_owned(),
        url: site.url().to_owned(),
        mark: data.path().join("ledger.mark"),
        elsewhere: Some(said.clone()),
    };
    let made = backup(&from, copies.path(), site.portal.now()).await;
    let read = Manifest::read(&made.unwrap().folder).unwrap();
    assert_eq!(read.elsewhere, Some(said));
}
