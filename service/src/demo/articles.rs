//! Articles, follows and answers of the demo season. The articles are this portal's own words about the
//! demonstration; they quote nobody.

use super::DemoSeason;
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
type Written = (
    ArticleKind,
    i32,
    &'static str,
    [&'static str; 2],
    [&'static str; 2],
);

const ARTICLES: [Written; 5] = [
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
    (
        ArticleKind::Help,
        40,
        "",
        ["如何参加网络竞价", "How to bid online"],
        [
            "1. 登录并完成资格审核\n2. 在标的页报名，需要时交纳保证金\n3. 竞价开始后出价或设置委托出价\n\n\
             想先试试？[演练标的](/live)随时可以出价。",
            "1. Sign in and have your papers checked\n2. Enrol on the page of a lot\n3. Bid, or set a maximum",
        ],
    ),
    (
        ArticleKind::Help,
        41,
        "",
        ["如何关注标的并接收提醒", "How to follow a lot"],
        [
            "在标的页或列表上点“关注”，排期、开始前一天和一小时、价格变更及结果都会通知您。\n\n\
             - 通知内容可在[通知设置](/account/notices/settings)中调整\n- 同一页可以生成日历订阅链接",
            "Choose “Follow” on a lot; notices and a calendar follow.",
        ],
    ),
];

/// Writes them.
pub(super) async fn write(
    tx: &mut Tx,
    demo: &DemoSeason,
    (today, now): (Date, Timestamp),
) -> Result<(), Error> {
    for (kind, days, number, title, body) in ARTICLES {
        let both = |[zh, en]: [&str; 2]| Bilingual {
            zh: zh.into(),
            en: en.into(),
        };
        let text = ArticleText {
            kind,
            title: both(title),
            doc_number: number.into(),
            dated: today.plus_days(-days),
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
