//! Groups of experts, their sheets, and what the centre decides.

use super::house::{House, Shown, sent};
use domain::accounts::Account;
use domain::ids::{LotCode, LotId};
use domain::lots::Industry;
use domain::reviews::{ExpertKind, Seat};

/// Sends everything.
pub async fn send(shown: &mut Shown) {
    let mut house = House::open(shown).await;
    let centre = house.site.centre().await.account;
    let experts = house.site.review_group(&centre).await;
    let office = house.cookie(&centre).await;
    group(&mut house, &office, &experts).await;
    let own = with_one_of_the_owner(&house, &centre, &experts).await;
    let (id, code) = house
        .site
        .lot_under_review(&centre, "P2026-ENER-0001")
        .await;
    assignments(&mut house, &office, &code, &own).await;
    let expert = house.cookie(&experts[0]).await;
    sheets(&mut house, &expert, &code).await;
    decisions(&mut house, &office, id).await;
}

async fn group(house: &mut House<'_>, office: &str, experts: &[Account; 3]) {
    let seat = |at: usize, kind: ExpertKind| format!("{}:{}", experts[at].id, kind.code());
    let two = [
        seat(0, ExpertKind::Technical),
        seat(1, ExpertKind::Investment),
    ];
    let fields = [
        ("industry", Industry::It.code()),
        ("seats[]", two[0].as_str()),
        ("seats[]", two[1].as_str()),
    ];
    let group = sent("/admin/review-groups", "/fn/reviews/set_group", &fields);
    let sentences = [
        "评价工作小组须包含技术、专利运营、投资专家",
        "An evaluation group has a technical, a patent-operation and an investment expert",
    ];
    house
        .refuses(office, &group, "REVIEW_GROUP_INCOMPLETE", sentences)
        .await;
}

/// Puts one more expert into the group: of the institution whose lot it is.
async fn with_one_of_the_owner(
    house: &House<'_>,
    centre: &Account,
    experts: &[Account; 3],
) -> Account {
    let site = &house.site;
    let own = site.expert("own", Some(site.owner().id)).await;
    let kinds = [
        ExpertKind::Technical,
        ExpertKind::PatentOperation,
        ExpertKind::Investment,
        ExpertKind::Technical,
    ];
    let members = experts.iter().chain([&own]).zip(kinds);
    let seats = members.map(|(expert, kind)| Seat {
        expert: expert.id,
        kind,
    });
    let set = site
        .portal
        .set_review_group(centre, Industry::Energy, seats.collect());
    set.await.expect("a group");
    own
}

async fn assignments(house: &mut House<'_>, office: &str, lot: &LotCode, own: &Account) {
    let expert = own.id.to_string();
    let fields = [("lot", lot.as_str()), ("expert", expert.as_str())];
    let given = sent("/admin/reviews", "/fn/reviews/assign", &fields);
    let sentences = [
        "专家与标的物单位存在关联，须回避",
        "The expert has an interest in the owner of the lot and cannot review it",
    ];
    house
        .refuses(office, &given, "REVIEW_CONFLICT_OF_INTEREST", sentences)
        .await;
}

async fn sheets(house: &mut House<'_>, expert: &str, lot: &LotCode) {
    let page = format!("/review?lot={lot}");
    let cases = [
        (
            "",
            "REVIEW_INCOMPLETE",
            ["请完成全部四项评分", "Score all four criteria"],
        ),
        (
            "101",
            "REVIEW_SCORE_RANGE",
            [
                "评分须为0至100的整数",
                "A score is an integer from 0 to 100",
            ],
        ),
    ];
    for (score, code, sentences) in cases {
        let fields = [
            ("form[lot]", lot.as_str()),
            ("form[advancement]", "80"),
            ("form[feasibility]", "80"),
            ("form[market]", score),
            ("form[legal]", "80"),
            ("form[comment]", "技术路线清楚，具备实施条件。"),
            ("form[recommend]", "RECOMMENDED"),
            ("step", "submit"),
        ];
        let sheet = sent(&page, "/fn/reviews/write", &fields);
        house.refuses(expert, &sheet, code, sentences).await;
    }
}

async fn decisions(house: &mut House<'_>, office: &str, id: LotId) {
    let id = id.to_string();
    let cases = [
        (
            "select",
            "REVIEW_NOT_ENOUGH",
            ["评审意见不足3份", "There are fewer than 3 reviews"],
        ),
        (
            "review",
            "STATE_TRANSITION",
            [
                "当前状态不允许此操作",
                "The present state does not allow that",
            ],
        ),
    ];
    for (act, code, sentences) in cases {
        let page = format!("/admin/selection/plan?act={act}&ids={id}");
        let fields = [
            ("ids[]", id.as_str()),
            ("form[act]", act),
            ("form[reason]", "评审结果居前"),
        ];
        let decide = sent(&page, "/fn/reviews/decide", &fields);
        house.refuses(office, &decide, code, sentences).await;
    }
}
