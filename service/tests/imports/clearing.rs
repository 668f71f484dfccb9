//! 内容可公开 (domain.md LG-7): what the owner has not cleared is not published; and what belongs to several
//! is not bid for without the consent of the others (LG-11).

use super::commits::{site, upload};
use super::drafts::{OPEN, draft, lot, page, pdf, refused, with_papers};
use super::workbooks::patent;
use domain::audit::{Act, Query};
use domain::files::{FileKind, Visibility};
use domain::ids::LotCode;
use domain::lots::LotState;
use service::Error;
use service::files::Upload;
use service::imports::CommitMode;
use service::testing::TestPortal;

#[tokio::test]
async fn what_its_owner_has_not_cleared_is_not_published() {
    let (site, liaison) = site(OPEN).await;
    let (portal, centre) = (&site.portal, site.centre().await);
    let id = draft(portal, &liaison, &[]).await;
    let revision = page(portal, &liaison, id).await.revision;
    let submitted = portal.submit_draft(&liaison, id, revision, false).await;
    let code = submitted.unwrap();
    with_papers(&site, &liaison).await;
    let (id, _) = lot(&site, &code).await;
    let early = Err(Error::Invalid {
        code: "LOT_CONTENT_NOT_CLEARED".into(),
        args: vec![("lot".into(), code.to_string())],
    });
    assert_eq!(centre.publish(&[id]).await, early);
    assert_eq!(lot(&site, &code).await.1, LotState::Submitted);
    let waiting = async || {
        let lots = portal.drafts(&liaison).await.unwrap().lots;
        lots.iter().filter(|lot| lot.waits_for_clearing()).count()
    };
    assert_eq!(waiting().await, 1);

    let codes = [code.clone()];
    assert_eq!(
        refused(portal.clear_lots(&liaison, &[]).await),
        "LOTS_NONE_CHOSEN"
    );
    let unknown = LotCode::parse("P1999-ENER-0001").unwrap();
    let half = [code.clone(), unknown];
    assert_eq!(
        portal.clear_lots(&liaison, &half).await,
        Err(Error::NotFound)
    );
    let stranger = site.bidder("anna").await.account;
    assert_eq!(
        portal.clear_lots(&stranger, &codes).await,
        Err(Error::Forbidden)
    );
    assert_eq!(waiting().await, 1, "nothing is half done");
    assert_eq!(portal.clear_lots(&liaison, &codes).await, Ok(1));
    assert_eq!(portal.clear_lots(&liaison, &codes).await, Ok(0), "once");
    assert_eq!(waiting().await, 0);
    let record = portal.audit_page(&centre.account, &Query::default()).await;
    let rows = record.unwrap().rows;
    assert_eq!(
        rows.iter().filter(|row| row.act == Act::LotClear).count(),
        1
    );
    assert_eq!(centre.publish(&[id]).await, Ok(1));
    assert_eq!(
        portal.clear_lots(&liaison, &codes).await,
        Ok(0),
        "it is out"
    );
}

#[tokio::test]
async fn a_form_clears_its_lots_or_leaves_them_for_later() {
    let (site, liaison) = site(OPEN).await;
    let portal = &site.portal;
    let form = upload(&site, &liaison, &[patent(1), patent(2)]).await;
    let later = CommitMode::default();
    portal
        .commit_import_as(&liaison, form, later)
        .await
        .unwrap();
    let cleared = async || {
        let lots = portal.drafts(&liaison).await.unwrap().lots;
        lots.iter()
            .map(|lot| lot.content_cleared)
            .collect::<Vec<_>>()
    };
    assert_eq!(cleared().await, [false, false]);
    let more = upload(&site, &liaison, &[patent(3)]).await;
    let now = CommitMode {
        cleared: true,
        ..CommitMode::default()
    };
    portal.commit_import_as(&liaison, more, now).await.unwrap();
    assert_eq!(cleared().await, [false, false, true]);
    // Ticking is no change of the lot: the form can still be taken back.
    let codes: Vec<LotCode> = {
        let lots = portal.drafts(&liaison).await.unwrap().lots;
        lots.into_iter().map(|lot| lot.code).collect()
    };
    assert_eq!(portal.clear_lots(&liaison, &codes).await, Ok(2));
    portal.undo_import(&liaison, form).await.unwrap();
}

#[tokio::test]
async fn what_belongs_to_several_is_listed_with_their_consent() {
    let site = TestPortal::new().await;
    let (portal, centre) = (&site.portal, site.centre().await);
    let liaison = site.liaison().await;
    let code = LotCode::parse("P2026-ENER-0001").unwrap();
    let id = site.shared_lot(code.as_str()).await;
    centre.publish(&[id]).await.unwrap();
    let round = site.round_in(30).await;
    let list = async || portal.list_lots(&centre.account, round, &[id]).await;
    let missing = Err(Error::Invalid {
        code: "CO_OWNER_CONSENT_REQUIRED".into(),
        args: vec![("lot".into(), code.to_string())],
    });
    assert_eq!(list().await, missing);
    assert_eq!(lot(&site, &code).await.1, LotState::Published);
    portal
        .attach_file(&liaison, &code, pdf(Visibility::Public))
        .await
        .unwrap();
    assert_eq!(list().await, missing, "a certificate is no consent");
    let consent = Upload {
        kind: FileKind::Consent,
        ..pdf(Visibility::Public)
    };
    portal.attach_file(&liaison, &code, consent).await.unwrap();
    let anna = site.bidder("anna").await.account;
    let shown = portal.files_of_lot(Some(&anna), &code).await.unwrap();
    assert_eq!(shown.len(), 1, "a consent is for the owner and the centre");
    assert_eq!(list().await, Ok(1));
    assert_eq!(lot(&site, &code).await.1, LotState::Listed);
}
