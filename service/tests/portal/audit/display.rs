//! What the centre does for the public display.

use super::Reader;
use domain::audit::Act;
use domain::featured::Step;
use domain::ids::LotCode;
use domain::open_licences::OpenLicence;
use service::testing::TestPortal;

/// The terms of an open licence, set once and set again.
pub(super) async fn open_licences(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let (id, code, declared) = crate::open_licences::submitted(site, "C2026-ENER-0091").await;
    let set = portal.set_open_licence(&centre, &code, declared.clone());
    set.await.unwrap();
    let rows = reader.wrote(&[Act::OpenLicenceSet]).await;
    assert_eq!(rows[0].before, None);
    let again = portal.set_open_licence(&centre, &code, declared.clone());
    again.await.unwrap();
    let dearer = OpenLicence {
        fee_standard: "每年3万元（示例）".into(),
        ..declared
    };
    portal
        .set_open_licence(&centre, &code, dearer)
        .await
        .unwrap();
    // What says the same again is no act.
    let rows = reader.wrote(&[Act::OpenLicenceSet]).await;
    assert!(rows[0].before.as_ref().unwrap().contains("每年2万元"));
    assert!(rows[0].after.as_ref().unwrap().contains("每年3万元"));
    // Somebody takes the licence and pays for it.
    portal.publish_lots(&centre, &[id]).await.unwrap();
    let taker = crate::open_licences::enterprise(site, "taker-91").await;
    reader.next().await;
    portal.notify_licence(&taker, &code).await.unwrap();
    let rows = reader.wrote(&[Act::LicenceNotify]).await;
    assert_eq!(rows[0].actor, Some(taker.id));
    assert!(rows[0].after.as_ref().unwrap().contains("每年3万元"));
    let today = portal.now().date();
    for _ in 0..2 {
        let noted = portal.note_licence_paid(&centre, &code, 1, today).await;
        noted.unwrap();
    }
    reader.wrote(&[Act::LicencePaid]).await;
}

/// A lot that is featured, and is not any more.
pub(super) async fn featured(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let code = LotCode::parse("P2026-ENER-0092").unwrap();
    let id = site.lot(code.as_str(), false).await;
    assert_eq!(portal.publish_lots(&centre, &[id]).await, Ok(1));
    reader.next().await;
    portal.feature_lot(&centre, &code, Step::Add).await.unwrap();
    let rows = reader.wrote(&[Act::LotFeature]).await;
    assert_eq!(rows[0].after.as_deref(), Some("{\"rank\":1}"));
    portal
        .feature_lot(&centre, &code, Step::Remove)
        .await
        .unwrap();
    reader.wrote(&[Act::LotFeature]).await;
}
