//! Texts that people bring in beside those of lots and sessions: articles, what is said against a lot,
//! notes of deposits and of deals, sheets of experts, what goes back to an institution, workbooks.

use super::super::site::Site;
use super::corpus;
use domain::accounts::{Account, Role};
use domain::articles::{ArticleKind, ArticleText};
use domain::bidding::qualification::BidderFact;
use domain::collection::Form;
use domain::feedback::{FEEDBACK_WORDS_MAX, FeedbackReason};
use domain::ids::LotCode;
use domain::reviews::SelectionStep;
use domain::sessions::Bilingual;
use service::stages::Wish;
use service::testing::{TestPortal, agreement, sheet, words_within};

/// The lot of a deal that was made elsewhere.
const DEAL: &str = "P2026-ENER-0004";
/// From the opening of a test lot to after its close and drain, ms.
const OVER: i64 = 61 * 60_000;
/// So many answers about a lot are shown.
const ANSWERS: usize = 5;

/// A page that shows some of them.
pub struct Shown {
    /// Who is shown it.
    pub who: &'static str,
    /// His cookie.
    pub cookie: Option<String>,
    /// Where.
    pub path: String,
}

/// A lot that was sold elsewhere, and somebody who has something against it. It takes an hour, so it
/// comes before anybody signs in.
pub async fn deal(house: &TestPortal) {
    let lot = house.open_lot(DEAL, false).await;
    house.pass(OVER).await;
    let centre = house.centre().await;
    let report = Wish::ReportDeal {
        agreement: agreement(house.portal.now()),
        checked: true,
        public_negotiated: true,
    };
    centre.moves(&lot, report).await.expect("a publicity");
    let party = words_within("示例企业（示例）", 100);
    let objection = centre.moves(&lot, Wish::Object(party)).await;
    objection.expect("an objection");
}

/// Writes them; answers with the pages that show them.
pub async fn write(site: &Site) -> Vec<Shown> {
    let house = site.house();
    let centre = house.centre().await.account;
    let lot = LotCode::parse("P2026-ENER-0001").expect("a code");
    let mut shown = vec![
        shown_to(site, None, format!("/lots/{DEAL}")),
        shown_to(site, Some(Role::Centre), format!("/admin/lots/{DEAL}")),
    ];
    for article in articles(house, &centre).await {
        shown.push(shown_to(site, None, format!("/articles/{article}")));
        shown.push(shown_to(site, None, format!("/en/articles/{article}")));
        shown.push(shown_to(
            site,
            Some(Role::Centre),
            format!("/admin/articles/{article}"),
        ));
    }
    shown.push(shown_to(site, None, "/help".into()));
    feedback(house, &lot).await;
    shown.push(shown_to(
        site,
        Some(Role::Centre),
        format!("/lots/{lot}/feedback"),
    ));
    let bidder = refused_payment(house, &lot).await;
    for path in [
        format!("/lots/{lot}"),
        "/account/notices".into(),
        "/account/follows".into(),
    ] {
        shown.push(signed_in(house, "refused", &bidder, path).await);
    }
    shown.push(shown_to(site, Some(Role::Centre), "/admin/deposits".into()));
    let expert = reviews(house, &centre).await;
    shown.push(signed_in(house, "expert", &expert, "/review".into()).await);
    for path in ["/admin/reviews", "/admin/selection"] {
        shown.push(shown_to(site, Some(Role::Centre), path.into()));
    }
    shown.push(shown_to(site, Some(Role::Liaison), "/org/lots".into()));
    let upload = workbook(site).await;
    shown.push(shown_to(site, Some(Role::Liaison), upload));
    shown
}

/// A page for nobody, or for the first visitor with a role.
fn shown_to(site: &Site, role: Option<Role>, path: String) -> Shown {
    let cookie = role.and_then(|role| site.visitor(role).cookie.clone());
    Shown {
        who: role.map_or("nobody", Role::code),
        cookie,
        path,
    }
}

async fn signed_in(
    house: &TestPortal,
    who: &'static str,
    account: &Account,
    path: String,
) -> Shown {
    let token = house.portal.sign_in(&account.login, "test-password").await;
    let token = token.expect("signed in").token;
    Shown {
        who,
        cookie: Some(format!("luochui-login={token}")),
        path,
    }
}

/// Articles of every kind with the marks of bodies around the words; each of them is public.
async fn articles(house: &TestPortal, centre: &Account) -> Vec<String> {
    let lines = corpus().into_iter().flat_map(|words| {
        [
            format!("## {words}"),
            format!("- **{words}**"),
            format!("[{words}](/lots)"),
            format!("[xss](javascript:{words})"),
            format!("[xss]({words})"),
            format!("[xss](https://example.com/{words})"),
            format!("1. {words}"),
        ]
    });
    let body = lines.collect::<Vec<_>>().join("\n\n");
    let mut made = Vec::new();
    for kind in ArticleKind::ALL {
        let title = words_within("示例文章", 120);
        let both = |text: &str| Bilingual {
            zh: text.to_owned(),
            en: text.to_owned(),
        };
        let text = ArticleText {
            kind: *kind,
            title: both(&title),
            doc_number: words_within("示〔2026〕1号", 60),
            dated: house.portal.now().date(),
            year: None,
            body: both(&body),
        };
        let id = house.portal.save_article(centre, None, text).await;
        let id = id.expect("an article");
        let public = house.portal.publish_article(centre, id, true).await;
        public.expect("published");
        made.push(id.to_string());
    }
    made
}

/// So many answers against the lot that their words are shown.
async fn feedback(house: &TestPortal, lot: &LotCode) {
    for number in 0..ANSWERS {
        let who = house.bidder(&format!("reader{number}")).await.account;
        let followed = house.portal.set_follow(&who, lot, true).await;
        followed.expect("followed");
        let words = words_within(String::new(), FEEDBACK_WORDS_MAX);
        let reasons = [FeedbackReason::Other];
        let given = house.portal.give_feedback(&who, lot, &reasons, &words);
        given.await.expect("an answer");
    }
}

/// Somebody whose payment was not found, and about whom something is on record.
async fn refused_payment(house: &TestPortal, lot: &LotCode) -> Account {
    let centre = house.centre().await;
    let bidder = house.bidder("refused").await;
    bidder.enrol(lot).await.expect("a number");
    bidder.declare(lot, 10_000).await.expect("declared");
    let deposit = house.deposit(&bidder, lot).await.id;
    let reason = words_within("未查到款项", 500);
    let refused = house
        .portal
        .refuse_deposit(&centre.account, deposit, &reason);
    refused.await.expect("refused");
    let followed = house.portal.set_follow(&bidder.account, lot, true).await;
    followed.expect("followed");
    let about = bidder.account.id;
    let noted = centre
        .note(about, BidderFact::Barred, true, Some(lot))
        .await;
    noted.expect("on record");
    bidder.account.clone()
}

/// A lot with a sheet, and one that went back; answers with the expert who wrote the sheet.
async fn reviews(house: &TestPortal, centre: &Account) -> Account {
    let [expert, ..] = house.review_group(centre).await;
    let (_, code) = house.lot_under_review(centre, "P2026-ENER-0005").await;
    let written = house.portal.submit_review(&expert, &code, &sheet(80)).await;
    written.expect("a sheet");
    let back = house.lot("P2026-ENER-0006", true).await;
    let reason = words_within("请补充材料", 500);
    let note = words_within("技术简介：", 300);
    // A line is a note.
    let note = note.replace(['\n', '\u{2028}', '\u{2029}'], " ");
    let step = SelectionStep::Return;
    let words = (reason.as_str(), note.as_str());
    let returned = house.portal.decide_lots(centre, step, &[back], words).await;
    returned.expect("returned");
    expert
}

/// The page of an upload in which every cell is an attack.
async fn workbook(site: &Site) -> String {
    let of_liaison = site.visitor(Role::Liaison).account.as_ref();
    let liaison = of_liaison.expect("signed in");
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let columns = Form::Patent.columns();
    let headers = columns.iter().map(|column| column.header.to_owned());
    let mut lines = vec![headers.collect::<Vec<_>>().join(",")];
    for words in corpus() {
        let row = vec![quoted(&words); columns.len()];
        lines.push(row.join(","));
    }
    let name = words_within("征集表", 60) + ".csv";
    let portal = site.portal();
    let upload = portal.upload_form(liaison, &name, lines.join("\r\n").into_bytes());
    format!("/org/import?id={}", upload.await.expect("an upload"))
}
