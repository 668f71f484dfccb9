//! What the centre publishes and lists, and what a host packs.

use super::house::{House, Sent, Shown, sent};
use domain::ids::{LotCode, LotId};
use domain::institutions::InstitutionKind;
use domain::lots::{LicenceKind, LotPrivate, TransactionMode};
use domain::money::Fen;
use domain::open_licences::OpenLicence;
use domain::packages::PackageDraft;
use domain::time::Date;
use service::testing::lot;

const OFFICE: &str = "/admin/lots";
const MOVE: &str = "/fn/lots/move";
const NAME: &str = "洮湖材料技术研究院（示例）";

fn moving(intent: &str, round: &str, id: LotId) -> Sent<'static> {
    let id = id.to_string();
    let fields = [("intent", intent), ("round", round), ("ids[]", id.as_str())];
    sent(OFFICE, MOVE, &fields)
}

/// Sends everything.
pub async fn send(shown: &mut Shown) {
    let mut house = House::open(shown).await;
    let centre = house.site.centre().await.account;
    let office = house.cookie(&centre).await;
    without_agreement(&mut house, &office).await;
    open_licence(&mut house, &office).await;
    packed(&mut house).await;
}

async fn without_agreement(house: &mut House<'_>, office: &str) {
    let unit = house
        .site
        .newcomer_of(NAME, InstitutionKind::Institute)
        .await;
    let made = lot("P2026-ENER-0011", house.site.season.id, unit.id, false);
    let mut tx = house
        .site
        .portal
        .store()
        .write()
        .await
        .expect("a transaction");
    let private = LotPrivate::default();
    let id = tx.insert_lot(&made, &private, &unit, "x", None).await;
    let id = id.expect("a lot");
    tx.commit().await.expect("a commit");
    let zh = format!("{NAME}首次参加，须先签订《委托服务协议》并经省技术产权交易市场确认");
    let en = format!(
        "{NAME} takes part for the first time: its service agreement must be accepted first"
    );
    let publish = moving("publish", "", id);
    house
        .refuses(office, &publish, "AGREEMENT_REQUIRED", [&zh, &en])
        .await;
    // The table of the centre is shown to nobody else.
    let liaison = house.liaison_of("newcomer", unit.id).await;
    let who = house.cookie(&liaison).await;
    let sentences = [
        "仅省技术产权交易市场可发布标的物",
        "Only the centre may publish lots",
    ];
    house
        .refuses_script(&who, &publish, "PUBLISH_CENTRE_ONLY", sentences)
        .await;
}

async fn open_licence(house: &mut House<'_>, office: &str) {
    let centre = house.site.centre().await.account;
    let owner = house.site.owner().clone();
    let mut made = lot("P2026-ENER-0021", house.site.season.id, owner.id, false);
    made.modes = vec![TransactionMode::OpenLicence];
    made.licence_kind = Some(LicenceKind::Open);
    let mut tx = house
        .site
        .portal
        .store()
        .write()
        .await
        .expect("a transaction");
    let private = LotPrivate::default();
    let id = tx.insert_lot(&made, &private, &owner, "y", None).await;
    let id = id.expect("a lot");
    tx.commit().await.expect("a commit");
    let publish = moving("publish", "", id);
    let sentences = [
        "开放许可须填写许可使用费标准和支付方式",
        "An open licence needs the standard of its fee and the way it is paid",
    ];
    house
        .refuses(office, &publish, "OPEN_LICENCE_TERMS_REQUIRED", sentences)
        .await;
    let declared = OpenLicence {
        fee_standard: "每年2万元（示例）".into(),
        payment_method: "每年1月31日前付清".into(),
        from: Date::of(2026, 11, 1),
        to: Date::of(2029, 10, 31),
        announced_on: Date::of(2026, 10, 20),
        announced_no: None,
        evaluation_report_no: None,
    };
    let portal = &house.site.portal;
    let set = portal.set_open_licence(&centre, &made.code, declared).await;
    set.expect("declared");
    portal
        .publish_lots(&centre, &[id])
        .await
        .expect("published");
    let round = house.site.round_in(30).await.to_string();
    let list = moving("list", &round, id);
    let sentences = [
        "开放许可标的物不参加竞价",
        "Lots under open licence are not put up for bidding",
    ];
    house
        .refuses(office, &list, "LOT_OPEN_LICENCE_NO_BID", sentences)
        .await;
}

async fn packed(house: &mut House<'_>) {
    let session = house.site.session(7, true).await.id;
    let mut lots = Vec::new();
    for code in ["P2026-ENER-0071", "P2026-ENER-0072"] {
        let id = house.site.lot(code, false).await;
        let centre = house.site.centre().await;
        centre.publish(&[id]).await.expect("published");
        let mut tx = house
            .site
            .portal
            .store()
            .write()
            .await
            .expect("a transaction");
        let set = tx.set_lot_session(id, Some((session, None))).await;
        assert!(set.expect("an update"), "the lot is there");
        tx.commit().await.expect("a commit");
        lots.push(LotCode::parse(code).expect("a code"));
    }
    let host = house.site.organiser(session).await;
    let first = lots[0].clone();
    let draft = PackageDraft {
        title: "储能专利包（示例）".into(),
        summary: "两项相互配合的示例专利，整体转让，内容虚构。".into(),
        start_price: Fen::yuan(300_000),
        lots,
    };
    let opened = house.site.portal.open_package(&host, session, draft).await;
    opened.expect("a package");
    let who = house.cookie(&host).await;
    let (page, session) = (
        format!("/host/sessions/{session}/packages"),
        session.to_string(),
    );
    let fields = [
        ("session", session.as_str()),
        ("form[title]", "另一专利包（示例）"),
        (
            "form[summary]",
            "两项相互配合的示例专利，整体转让，内容虚构。",
        ),
        ("form[price]", "300000"),
        ("form[lots]", "P2026-ENER-0071 P2026-ENER-0072"),
    ];
    let again = sent(&page, "/fn/packages/change", &fields);
    let zh = format!("该标的物已编入专利包（{first}）");
    let en = format!("The lot is in a patent package ({first})");
    house
        .refuses(&who, &again, "LOT_IN_PACKAGE", [&zh, &en])
        .await;
}
