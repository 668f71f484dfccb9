//! The error codes of domain.md §11 of participation, review and release: bad input is answered by the
//! sentence of its code in both languages, and nothing is written, not even into the record.

use crate::participations::{PDF, expert, person};
use domain::accounts::{Account, Grant, Role, Scope};
use domain::audit::Query;
use domain::ids::LotId;
use domain::institutions::{Institution, InstitutionKind};
use domain::lots::{Industry, LotState};
use domain::participations::people::PersonDraft;
use domain::reviews::{ExpertKind, Seat, SelectionStep, SheetDraft};
use domain::waivers::WaiverRule;
use locales::{Lang, errors_text};
use service::Error;
use service::testing::{TestPortal, sheet};

const NAME: &str = "洮湖材料技术研究院（示例）";
const WHY: (&str, &str) = ("评审结果居前", "");

/// A portal, and where its record ends.
pub struct Watched {
    pub site: TestPortal,
    pub centre: Account,
}

impl Watched {
    pub async fn new() -> Self {
        let site = TestPortal::new().await;
        let centre = site.centre().await.account;
        Self { site, centre }
    }

    async fn end_of_record(&self) -> u64 {
        let query = Query::default();
        let page = self.site.portal.audit_page(&self.centre, &query);
        page.await.unwrap().rows.first().map_or(0, |row| row.seq)
    }

    /// What is asked is refused with this code and these sentences, and writes nothing.
    pub async fn refuses<T: std::fmt::Debug>(
        &self,
        asked: impl Future<Output = Result<T, Error>>,
        code: &str,
        sentences: [&str; 2],
    ) {
        let before = self.end_of_record().await;
        let error = asked.await.expect_err(code);
        assert_eq!(error.to_string(), code);
        let args = match &error {
            Error::Invalid { args, .. } => args.as_slice(),
            _ => &[],
        };
        let args: Vec<(&str, &str)> = args
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let said = [Lang::Zh, Lang::En].map(|lang| errors_text(lang, code, &args));
        assert_eq!(said, sentences.map(str::to_owned), "{code}");
        assert_eq!(self.end_of_record().await, before, "{code} wrote something");
    }

    async fn state(&self, lot: LotId) -> LotState {
        let mut tx = self.site.portal.store().read().await.unwrap();
        tx.lot_by_id(lot).await.unwrap().unwrap().lot.state
    }
}

async fn newcomer(site: &TestPortal, kind: InstitutionKind) -> (Institution, Account) {
    let unit = site.newcomer_of(NAME, kind).await;
    let grant = Grant {
        role: Role::Liaison,
        scope: Scope::Institution(unit.id),
    };
    let liaison = site.account("newcomer", vec![grant], Some(unit.id)).await;
    (unit, liaison)
}

/// People who are not taken, and what is said of them.
fn wrong_people() -> [(PersonDraft, &'static str, [&'static str; 2]); 3] {
    [
        (
            PersonDraft {
                consent: false,
                ..person("19900002021")
            },
            "CONSENT_REQUIRED",
            ["须取得本人同意", "The person has to agree"],
        ),
        (
            person("12345"),
            "PHONE_FORMAT",
            ["联系电话格式不正确", "The phone number is malformed"],
        ),
        (
            PersonDraft {
                email: "liaison@".into(),
                ..person("19900002021")
            },
            "EMAIL_FORMAT",
            ["电子邮箱格式不正确", "The mail address is malformed"],
        ),
    ]
}

#[tokio::test]
async fn participation_refuses_in_both_languages() {
    let at = Watched::new().await;
    let portal = &at.site.portal;
    let (_, liaison) = newcomer(&at.site, InstitutionKind::Institute).await;
    at.refuses(
        portal.name_liaison(&liaison, None, &person("19900002021"), false),
        "NOT_TAKING_PART",
        [
            "本单位尚未参加本季，请先确认参加",
            "The institution has not joined the season yet",
        ],
    )
    .await;
    portal.join_season(&liaison).await.unwrap();
    for (draft, code, sentences) in wrong_people() {
        let named = portal.name_liaison(&liaison, None, &draft, false);
        at.refuses(named, code, sentences).await;
    }
    let first = person("19900002021");
    portal
        .name_liaison(&liaison, None, &first, false)
        .await
        .unwrap();
    at.refuses(
        portal.name_liaison(&liaison, None, &person("19900002022"), false),
        "LIAISON_ALREADY_SET",
        [
            "本单位已指定活动联络员",
            "The organisation has its liaison already",
        ],
    )
    .await;
    let unsaid = domain::participations::people::ExpertDraft {
        person: PersonDraft {
            consent: false,
            ..person("19900002031")
        },
        ..expert("19900002031")
    };
    at.refuses(
        portal.nominate_expert(&liaison, &unsaid),
        "CONSENT_REQUIRED",
        ["须取得本人同意", "The person has to agree"],
    )
    .await;
    let joined = portal.participation_page(&liaison).await.unwrap().joined;
    let joined = joined.unwrap();
    assert_eq!(joined.card.map(|card| card.phone), Some(first.phone));
    assert!(joined.experts.is_empty());
}

#[tokio::test]
async fn waivers_refuse_in_both_languages() {
    let at = Watched::new().await;
    let (portal, centre) = (&at.site.portal, &at.centre);
    let (unit, _) = newcomer(&at.site, InstitutionKind::Institute).await;
    let waive = |unit: &str, why: &str| {
        let (unit, why) = (unit.to_owned(), why.to_owned());
        async move {
            let rule = WaiverRule::Paper;
            portal.grant_waiver(centre, &unit, rule, &why).await
        }
    };
    at.refuses(
        waive("无此单位", "邮路中断"),
        "UNIT_UNKNOWN",
        [
            "没有这个名称的单位，请填写已登记单位的全称",
            "There is no institution of this name; give the full name of a registered one",
        ],
    )
    .await;
    waive(&unit.name, "邮路中断").await.unwrap();
    at.refuses(
        waive(&unit.name, "又一次"),
        "WAIVER_GRANTED",
        ["该项豁免已准予", "This requirement is waived already"],
    )
    .await;
}

#[tokio::test]
async fn a_kind_of_institution_that_is_not_admitted_is_told_so() {
    let at = Watched::new().await;
    let season = domain::seasons::Season {
        institution_kinds: vec![InstitutionKind::University],
        ..at.site.season.clone()
    };
    let mut tx = at.site.portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
    let (_, liaison) = newcomer(&at.site, InstitutionKind::Institute).await;
    at.refuses(
        at.site.portal.join_season(&liaison),
        "INSTITUTION_KIND_NOT_ADMITTED",
        [
            "本季不接受该类别单位报送",
            "This season takes no submissions of this kind of institution",
        ],
    )
    .await;
    let page = at.site.portal.participation_page(&liaison).await.unwrap();
    assert!(page.joined.is_none() && !page.admitted);
}

#[tokio::test]
async fn a_release_refuses_in_both_languages() {
    let at = Watched::new().await;
    let (portal, centre) = (&at.site.portal, &at.centre);
    let (unit, liaison) = newcomer(&at.site, InstitutionKind::Institute).await;
    let lot = service::testing::lot("P2026-ENER-0011", at.site.season.id, unit.id, false);
    let mut tx = portal.store().write().await.unwrap();
    let private = domain::lots::LotPrivate::default();
    let id = tx
        .insert_lot(&lot, &private, &unit, "x", None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let zh = format!("{NAME}首次参加，须先签订《委托服务协议》并经省技术产权交易市场确认");
    let en = format!(
        "{NAME} takes part for the first time: its service agreement must be accepted first"
    );
    let lots = [id];
    at.refuses(
        portal.publish_lots(centre, &lots),
        "AGREEMENT_REQUIRED",
        [&zh, &en],
    )
    .await;
    assert_eq!(at.state(id).await, LotState::Submitted);
    portal.join_season(&liaison).await.unwrap();
    let today = portal.now().date();
    let handed_in = portal.hand_in_agreement(&liaison, today, "a.pdf", PDF.to_vec());
    let agreement = handed_in.await.unwrap();
    portal
        .decide_agreement(centre, agreement, true, "")
        .await
        .unwrap();
    let before = at.end_of_record().await;
    let refused = portal.publish_lots(centre, &lots).await.unwrap_err();
    assert_eq!(refused.to_string(), "PAPER_REQUIRED");
    assert_eq!(at.end_of_record().await, before);
    at.refuses(
        portal.publish_lots(&liaison, &lots),
        "PUBLISH_CENTRE_ONLY",
        [
            "仅省技术产权交易市场可发布标的物",
            "Only the centre may publish lots",
        ],
    )
    .await;
    assert_eq!(at.state(id).await, LotState::Submitted);
}

#[tokio::test]
async fn a_group_that_is_not_whole_is_refused_in_both_languages() {
    let at = Watched::new().await;
    let (portal, centre) = (&at.site.portal, &at.centre);
    let experts = at.site.review_group(centre).await;
    let two = vec![
        Seat {
            expert: experts[0].id,
            kind: ExpertKind::Technical,
        },
        Seat {
            expert: experts[1].id,
            kind: ExpertKind::Investment,
        },
    ];
    at.refuses(
        portal.set_review_group(centre, Industry::It, two),
        "REVIEW_GROUP_INCOMPLETE",
        [
            "评价工作小组须包含技术、专利运营、投资专家",
            "An evaluation group has a technical, a patent-operation and an investment expert",
        ],
    )
    .await;
}

#[tokio::test]
async fn selection_refuses_in_both_languages() {
    let at = Watched::new().await;
    let (portal, centre) = (&at.site.portal, &at.centre);
    let experts = at.site.review_group(centre).await;
    let own = at.site.expert("insider", Some(at.site.owner().id)).await;
    let mut seats: Vec<Seat> = experts
        .iter()
        .zip(ExpertKind::ALL)
        .map(|(expert, kind)| Seat {
            expert: expert.id,
            kind: *kind,
        })
        .collect();
    seats.push(Seat {
        expert: own.id,
        kind: ExpertKind::Technical,
    });
    portal
        .set_review_group(centre, Industry::Energy, seats)
        .await
        .unwrap();
    let (id, code) = at.site.lot_under_review(centre, "P2026-ENER-0001").await;
    at.refuses(
        portal.assign_review(centre, &code, own.id),
        "REVIEW_CONFLICT_OF_INTEREST",
        [
            "专家与标的物单位存在关联，须回避",
            "The expert has an interest in the owner of the lot and cannot review it",
        ],
    )
    .await;
    let lots = [id];
    at.refuses(
        portal.decide_lots(centre, SelectionStep::Select, &lots, WHY),
        "REVIEW_NOT_ENOUGH",
        ["评审意见不足3份", "There are fewer than 3 reviews"],
    )
    .await;
    at.refuses(
        portal.decide_lots(centre, SelectionStep::Review, &lots, WHY),
        "STATE_TRANSITION",
        [
            "当前状态不允许此操作",
            "The present state does not allow that",
        ],
    )
    .await;
    assert_eq!(at.state(id).await, LotState::UnderReview);
}

#[tokio::test]
async fn a_sheet_is_refused_in_both_languages() {
    let at = Watched::new().await;
    let (portal, centre) = (&at.site.portal, &at.centre);
    let experts = at.site.review_group(centre).await;
    let (_, code) = at.site.lot_under_review(centre, "P2026-ENER-0001").await;
    let submit = |change: fn(&mut SheetDraft)| {
        let mut draft = sheet(80);
        change(&mut draft);
        let (code, expert) = (code.clone(), &experts[0]);
        async move { portal.submit_review(expert, &code, &draft).await }
    };
    at.refuses(
        submit(|draft| draft.scores[2].clear()),
        "REVIEW_INCOMPLETE",
        ["请完成全部四项评分", "Score all four criteria"],
    )
    .await;
    at.refuses(
        submit(|draft| draft.scores[3] = "101".into()),
        "REVIEW_SCORE_RANGE",
        [
            "评分须为0至100的整数",
            "A score is an integer from 0 to 100",
        ],
    )
    .await;
}
