//! Articles, follows and answers of the demo season. The articles are this portal's own words about the
//! demonstration; they quote nobody.

use super::DemoSeason;
use super::help::help_articles;
use crate::Error;
use domain::accounts::{Account, Action};
use domain::articles::{ArticleKind, ArticleText};
use domain::feedback::{Feedback, FeedbackReason};
use domain::lots::Lot;
use domain::sessions::Bilingual;
use domain::time::{Date, Timestamp};
use store::Tx;

/// Lots that each of two bidders follows.
const FOLLOWED: usize = 4;

/// Kind, days before today, number, title and body in Chinese and English.
pub(super) type Written = (
    ArticleKind,
    i32,
    &'static str,
    [&'static str; 2],
    [&'static str; 2],
);

const ARTICLES: [Written; 3] = [
    (
        ArticleKind::Notice,
        12,
        "示技〔2026〕1号",
        [
            "关于开展本季专利（成果）拍卖活动的通知（示例）",
            "Notice of this season (example)",
        ],
        [
            "## 活动安排\n本季分征集、遴选、展示、竞价和成交办理五个阶段，各阶段日期见[日历](/calendar)。\n\n\
             - 征集：由单位联络员统一报送\n- 竞价：每周三、五在线进行\n\n## 参加方式\n\
             单位可[申请入驻](/signup)，表格见[下载专区](/downloads)。",
            "The season has five parts; their dates stand in the [calendar](/en/calendar).",
        ],
    ),
    (
        ArticleKind::Policy,
        30,
        "示政〔2026〕8号",
        ["技术转移支持政策要点解读（示例）", ""],
        [
            "## 支持对象\n经登记的技术合同，受让方和转让方均可按规定申请支持。\n\n## 办理步骤\n\
             1. 签订技术合同\n2. 完成技术合同登记\n3. 提交申请材料\n\n**本文为演示数据，不构成政策依据。**",
            "",
        ],
    ),
    (
        ArticleKind::Case,
        20,
        "",
        ["一件电池专利从展示到落地的九十天（示例）", ""],
        [
            "江澜大学（示例）的一件专利在路演后有三家企业报名，竞价成交后九十天完成备案。",
            "",
        ],
    ),
];

/// Writes them.
pub(super) async fn write(
    tx: &mut Tx,
    demo: &DemoSeason,
    (today, now): (Date, Timestamp),
) -> Result<(), Error> {
    for (kind, days, number, title, body) in ARTICLES.into_iter().chain(help_articles()) {
        let both = |[zh, en]: [&str; 2]| Bilingual {
            zh: zh.into(),
            en: en.into(),
        };
        let text = ArticleText {
            kind,
            title: both(title),
            doc_number: number.into(),
            dated: today.plus_days(-days),
            year: None,
            body: both(body),
        };
        text.check()?;
        let id = tx.insert_article(&text, now).await?;
        tx.publish_article(id, Some(now)).await?;
    }
    follow(tx, demo, now).await
}

/// Two bidders follow lots that are still to come; enough others say why one does not fit.
async fn follow(tx: &mut Tx, demo: &DemoSeason, now: Timestamp) -> Result<(), Error> {
    let mut to_come: Vec<&Lot> = Vec::new();
    for demo in demo.lots.iter().filter(|demo| !demo.lot.practice) {
        let Some(auction) = &demo.auction else {
            continue;
        };
        let terms = auction.terms();
        if terms.opens_at > now {
            tx.put_reminders(demo.lot.id, terms.opens_at, 1).await?;
            to_come.push(&demo.lot);
        }
    }
    for login in ["bidder1", "bidder2"] {
        let who = demo.accounts.iter().find(|(one, _)| one.login == login);
        let Some((account, _)) = who else {
            continue;
        };
        for lot in to_come.iter().take(FOLLOWED) {
            tx.put_follow(account.id, lot.id, now).await?;
        }
    }
    match to_come.first() {
        Some(lot) => answer(tx, demo, lot, now).await,
        None => Ok(()),
    }
}

/// Six answers, so that counts are shown.
async fn answer(tx: &mut Tx, demo: &DemoSeason, lot: &Lot, now: Timestamp) -> Result<(), Error> {
    use FeedbackReason::{Documents, Maturity, Need, Other, Price, Rights};
    let said: [(&[FeedbackReason], &str); 6] = [
        (&[Price], ""),
        (&[Price, Maturity], "希望有中试数据"),
        (&[Maturity], ""),
        (&[Need], ""),
        (&[Rights, Documents], "缴费状态想再确认"),
        (&[Other], "希望先做许可试用"),
    ];
    let may = |account: &&Account| {
        account.may(Action::Bid) && !account.house_bot && account.institution != Some(lot.owner)
    };
    let people = demo.accounts.iter().map(|(account, _)| account).filter(may);
    for (account, (reasons, words)) in people.zip(said) {
        let feedback = Feedback::new(reasons, words)?;
        tx.put_follow(account.id, lot.id, now).await?;
        tx.put_feedback(lot.id, account.id, &feedback, now).await?;
    }
    Ok(())
}
