//! The lots of a session: its host puts public lots into it and takes them out; one of another industry
//! comes in for a reason (domain.md IS-23).

use domain::audit::{Act, Query};
use domain::ids::{LotCode, LotId};
use domain::packages::PackageDraft;
use domain::sessions::SessionState;
use service::Error;
use service::testing::TestPortal;

fn code(text: &str) -> LotCode {
    LotCode::parse(text).unwrap()
}

fn refused<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer.unwrap_err() {
        Error::Invalid { code, .. } => code.into_owned(),
        other => other.to_string(),
    }
}

/// A public lot; [`TestPortal::lot`] is one of new energy.
async fn public(site: &TestPortal, text: &str) -> LotId {
    let id = site.lot(text, false).await;
    site.centre().await.publish(&[id]).await.unwrap();
    id
}

#[tokio::test]
async fn a_host_puts_public_lots_into_his_session_and_takes_them_out() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (session, other) = (
        site.session(7, true).await.id,
        site.session(8, true).await.id,
    );
    let (host, stranger) = (site.organiser(session).await, site.organiser(other).await);
    public(&site, "P2026-ENER-0001").await;
    public(&site, "P2026-ENER-0002").await;
    site.lot("P2026-ENER-0003", false).await;
    let add = async |who, at, lots: &[&str]| {
        let lots: Vec<LotCode> = lots.iter().map(|text| code(text)).collect();
        portal.add_session_lots(who, at, &lots, "").await
    };
    assert_eq!(refused(add(&host, session, &[]).await), "LOTS_NONE_CHOSEN");
    let foreign = add(&stranger, session, &["P2026-ENER-0001"]).await;
    assert_eq!(refused(foreign), "SESSION_NOT_YOURS");
    // One that is not public is as unknown as one that is not there, and keeps the others out.
    for unknown in ["P2026-ENER-0003", "P1999-ENER-0009"] {
        let half = add(&host, session, &["P2026-ENER-0001", unknown]).await;
        assert_eq!(refused(half), "SESSION_LOT_UNKNOWN");
    }
    let desk = async || portal.session_lots_desk(&host, session).await.unwrap();
    assert_eq!(desk().await.lots, []);

    let both = ["P2026-ENER-0001", "P2026-ENER-0002"];
    assert_eq!(add(&host, session, &both).await, Ok(2));
    assert_eq!(add(&host, session, &both).await, Ok(0), "once");
    let taken = add(&stranger, other, &both[..1]).await;
    assert_eq!(refused(taken), "SESSION_LOT_TAKEN");
    assert_eq!(desk().await.lots.len(), 2);
    let page = portal.lot_page(&code(both[0]), None).await.unwrap();
    assert_eq!(page.session.map(|link| link.id), Some(session));

    let draft = PackageDraft {
        title: "储能专利包（示例）".into(),
        summary: "两项相互配合的示例专利，整体转让，内容虚构。".into(),
        start_price: domain::money::Fen::yuan(300_000),
        lots: both.iter().map(|text| code(text)).collect(),
    };
    let package = portal.open_package(&host, session, draft).await.unwrap();
    let bound = portal
        .remove_session_lot(&host, session, &code(both[0]))
        .await;
    assert_eq!(refused(bound), "LOT_IN_PACKAGE");
    portal
        .dissolve_package(&host, session, package)
        .await
        .unwrap();
    let gone = portal
        .remove_session_lot(&host, session, &code(both[0]))
        .await;
    assert_eq!(gone, Ok(()));
    let twice = portal
        .remove_session_lot(&host, session, &code(both[0]))
        .await;
    assert_eq!(refused(twice), "SESSION_LOT_UNKNOWN");
    assert_eq!(desk().await.lots.len(), 1);
    let centre = site.centre().await.account;
    let rows = portal
        .audit_page(&centre, &Query::default())
        .await
        .unwrap()
        .rows;
    let count = |act: Act| rows.iter().filter(|row| row.act == act).count();
    assert_eq!(
        (count(Act::SessionLotAdd), count(Act::SessionLotRemove)),
        (2, 1)
    );
}

#[tokio::test]
async fn a_lot_of_another_industry_comes_in_for_a_reason() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let mut session = site.session(7, true).await;
    session.industry = domain::lots::Industry::It;
    let mut tx = portal.store().write().await.unwrap();
    tx.upsert_session(&session).await.unwrap();
    tx.commit().await.unwrap();
    let host = site.organiser(session.id).await;
    let lots = [code("P2026-ENER-0001")];
    public(&site, "P2026-ENER-0001").await;
    let silent = portal
        .add_session_lots(&host, session.id, &lots, "  ")
        .await;
    assert_eq!(refused(silent), "SESSION_LOT_INDUSTRY");
    let reason = "储能控制软件，与本专场企业需求对接";
    let added = portal
        .add_session_lots(&host, session.id, &lots, reason)
        .await;
    assert_eq!(added, Ok(1));
    let desk = portal.session_lots_desk(&host, session.id).await.unwrap();
    assert_eq!(desk.lots[0].reason.as_deref(), Some(reason));

    // Once the centre has taken the report the lots are those that it counted.
    session.state = SessionState::Summarised;
    let mut tx = portal.store().write().await.unwrap();
    tx.upsert_session(&session).await.unwrap();
    tx.commit().await.unwrap();
    let late = portal
        .add_session_lots(&host, session.id, &lots, reason)
        .await;
    assert_eq!(refused(late), "SESSION_LOTS_CLOSED");
    let late = portal.remove_session_lot(&host, session.id, &lots[0]).await;
    assert_eq!(refused(late), "SESSION_LOTS_CLOSED");
}
