//! The error codes of domain.md §11 of display, sessions and of whoever may not: bad input is answered by
//! the sentence of its code in both languages, and nothing is written, not even into the record.

use crate::articles::article;
use crate::codes::Watched;
use crate::contract::{limited, send};
use crate::open_licences::submitted;
use crate::packages::packed;
use crate::participations::PDF;
use crate::session_days::{day, sold};
use crate::targets::visit;
use domain::files::{FileKind, Visibility};
use domain::ids::LotCode;
use domain::logbooks::Book;
use domain::lots::LotState;
use domain::waivers::WaiverRule;
use service::files::Upload;

const FORBIDDEN: [&str; 2] = ["无权执行此操作", "This account may not do that"];
const NOT_FOUND: [&str; 2] = [
    "页面不存在或未公开",
    "The page does not exist or is not public",
];

#[tokio::test]
async fn whoever_may_not_is_told_so_in_both_languages() {
    let at = Watched::new().await;
    let portal = &at.site.portal;
    let (liaison, anna) = (
        at.site.liaison().await,
        at.site.bidder("anna").await.account,
    );
    at.refuses(
        portal.grant_waiver(&liaison, "任何单位", WaiverRule::Paper, "邮路中断"),
        "FORBIDDEN",
        FORBIDDEN,
    )
    .await;
    let id = at.site.lot("P2026-ENER-0001", true).await;
    let code = LotCode::parse("P2026-ENER-0001").unwrap();
    let upload = || Upload {
        kind: FileKind::Certificate,
        visibility: Visibility::Registered,
        name: "证书.pdf".into(),
        bytes: PDF.to_vec(),
    };
    // That there is a lot is a secret until it is public.
    at.refuses(
        portal.attach_file(&anna, &code, upload()),
        "NOT_FOUND",
        NOT_FOUND,
    )
    .await;
    at.refuses(portal.lot_page(&code, None), "NOT_FOUND", NOT_FOUND)
        .await;
    let file = portal.attach_file(&liaison, &code, upload()).await.unwrap();
    at.site.centre().await.publish(&[id]).await.unwrap();
    at.refuses(
        portal.read_file(None, file, None),
        "LOGIN_REQUIRED",
        ["请先登录", "Sign in first"],
    )
    .await;
    at.refuses(
        portal.attach_file(&anna, &code, upload()),
        "FORBIDDEN",
        FORBIDDEN,
    )
    .await;
    let files = portal.files_of_lot(Some(&liaison), &code).await.unwrap();
    assert_eq!(files.len(), 1);
}

#[tokio::test]
async fn whoever_is_too_fast_or_too_late_is_told_so_in_both_languages() {
    let at = Watched::new().await;
    let portal = &at.site.portal;
    let lot = at.site.open_lot("P2026-ENER-0001", false).await;
    let anna = at.site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let slow = limited(&at.site).await;
    for _ in 0..3 {
        let bid = send(&slow, &anna, &lot, 100_000, "first-00001").await;
        bid.unwrap();
    }
    let before = portal.lot_live(&lot).await.unwrap().figures;
    at.refuses(
        send(&slow, &anna, &lot, 105_000, "other-00001"),
        "RATE_LIMITED",
        [
            "操作过于频繁,请稍后再试",
            "Too many requests; try again in a moment",
        ],
    )
    .await;
    let after = portal.lot_live(&lot).await.unwrap().figures;
    assert_eq!(after.next_min, before.next_min);
    let saved = portal.save_article(&at.centre, None, article("一"));
    let id = saved.await.unwrap();
    let first = portal.save_article(&at.centre, Some((id, 1)), article("二"));
    first.await.unwrap();
    at.refuses(
        portal.save_article(&at.centre, Some((id, 1)), article("三")),
        "CONFLICT_RETRY",
        [
            "数据已被他人修改,请刷新后重试",
            "Somebody else changed this; reload and try again",
        ],
    )
    .await;
    let stands = portal.article_desk(&at.centre, id).await.unwrap();
    assert_eq!(stands.text.title.zh, "二");
}

#[tokio::test]
async fn packages_and_open_licences_refuse_in_both_languages() {
    let at = Watched::new().await;
    let portal = &at.site.portal;
    let (session, draft) = packed(&at.site).await;
    let host = at.site.organiser(session).await;
    let opened = portal.open_package(&host, session, draft.clone()).await;
    opened.unwrap();
    let lot = draft.lots[0].clone();
    at.refuses(
        portal.open_package(&host, session, draft),
        "LOT_IN_PACKAGE",
        [
            &format!("该标的物已编入专利包（{lot}）"),
            &format!("The lot is in a patent package ({lot})"),
        ],
    )
    .await;
    let desk = portal.package_desk(&host, session).await.unwrap();
    assert_eq!(desk.packages.len(), 1);
    let (id, code, declared) = submitted(&at.site, "C2026-ENER-0001").await;
    let lots = [id];
    at.refuses(
        portal.publish_lots(&at.centre, &lots),
        "OPEN_LICENCE_TERMS_REQUIRED",
        [
            "开放许可须填写许可使用费标准和支付方式",
            "An open licence needs the standard of its fee and the way it is paid",
        ],
    )
    .await;
    let state = async || {
        let mut tx = portal.store().read().await.unwrap();
        tx.lot_by_id(id).await.unwrap().unwrap().lot.state
    };
    assert_eq!(state().await, LotState::Submitted);
    let set = portal.set_open_licence(&at.centre, &code, declared);
    set.await.unwrap();
    portal.publish_lots(&at.centre, &lots).await.unwrap();
    let published = state().await;
    let round = at.site.round_in(30).await;
    at.refuses(
        portal.list_lots(&at.centre, round, &lots),
        "LOT_OPEN_LICENCE_NO_BID",
        [
            "开放许可标的物不参加竞价",
            "Lots under open licence are not put up for bidding",
        ],
    )
    .await;
    assert_eq!(state().await, published);
}

#[tokio::test]
async fn the_desk_of_a_session_refuses_in_both_languages() {
    let at = Watched::new().await;
    let portal = &at.site.portal;
    let (session, lots, host) = day(&at.site).await;
    let proof = || ("成交笔录.pdf", PDF.to_vec());
    let recorded = portal.record_intake(&host, session, sold(1, &lots[0]), proof());
    recorded.await.unwrap();
    at.refuses(
        portal.record_intake(&host, session, sold(2, &lots[0]), proof()),
        "REPORT_DUPLICATE",
        [
            "该意向或交易已汇交",
            "This intent or deal has been entered before",
        ],
    )
    .await;
    let desk = portal.offline_desk(&host, session).await.unwrap();
    assert_eq!(desk.lines.len(), 1);
    let tomorrow = visit(portal.now().date().plus_days(1), 0);
    at.refuses(
        portal.save_entry(&host, session, Book::Services, None, &tomorrow),
        "VISIT_IN_FUTURE",
        [
            "走访日期不得晚于今天",
            "The date must not lie in the future",
        ],
    )
    .await;
}
