//! Each use case and the rows it writes. An act without a use case here is a hole in the record.

use super::display;
use super::own::{browsers, leaving, mails, own_affairs, packages, webhooks};
use super::sessions::sessions;
use super::{CODE, Reader, ledger, sign_ins};
use domain::accounts::{Account, Grant, Role, Scope};
use domain::audit::Act;
use domain::bidding::SuspendReason;
use domain::bidding::qualification::BidderFact;
use domain::bidding::two_person::Intervention;
use domain::evidence::FileHash;
use domain::ids::{DepositId, LotCode};
use domain::money::Fen;
use domain::rounds::RoundPlan;
use domain::time::Date;
use domain::tokens::{TokenDraft, TokenScope};
use domain::views::DepositFilter;
use service::SetupDraft;
use service::deposits::{Finding, Proof, settle_deposits};
use service::stages::{Grounds, Wish};
use service::testing::{TestBidder, TestPortal};

const MINUTE: i64 = 60_000;
const SUSPEND: Intervention = Intervention::Suspend {
    reason: SuspendReason::SystemFault,
};

/// Acts whose use case is shown elsewhere: uploads need a workbook (`imports/commits.rs`, `imports/needs.rs`,
/// `imports/reports.rs`), lots that are typed a season that takes them (`imports/drafts.rs`,
/// `imports/clearing.rs`), files and their end, and the lots of a session, have
/// tests of their own (`record.rs`, `reviews/pool.rs`, `session_lots.rs`, `session_plans.rs`).
const ELSEWHERE: [Act; 26] = [
    Act::ImportUpload,
    Act::ImportCommit,
    Act::ImportUndo,
    Act::LotImport,
    Act::LotSubmit,
    Act::LotClear,
    Act::SessionCreate,
    Act::SessionChange,
    Act::SessionLotAdd,
    Act::SessionLotRemove,
    Act::LotReimport,
    Act::IntakeRewrite,
    Act::IntakeWithdraw,
    Act::IntakeProve,
    Act::LotImportUndo,
    Act::NeedImport,
    Act::NeedReimport,
    Act::NeedImportUndo,
    Act::NeedDiagnose,
    Act::NeedPublish,
    Act::NeedClose,
    Act::AuditExport,
    Act::PoolExport,
    Act::AuditPurge,
    // Only earlier versions wrote them.
    Act::QuotaWaive,
    Act::ParticipationWaive,
];

#[tokio::test]
async fn every_act_has_a_use_case_that_writes_it() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let mut reader = Reader::new(&site, &centre).await;
    // Each part on the heap: as one future they would be larger than the stack of a test.
    Box::pin(people(&site, &mut reader)).await;
    Box::pin(own_affairs(&site, &mut reader)).await;
    Box::pin(webhooks(&site, &mut reader)).await;
    Box::pin(mails(&site, &mut reader)).await;
    Box::pin(browsers(&site, &mut reader)).await;
    Box::pin(sessions(&site, &mut reader)).await;
    Box::pin(packages(&mut reader)).await;
    Box::pin(leaving(&mut reader)).await;
    Box::pin(display::open_licences(&site, &mut reader)).await;
    Box::pin(display::featured(&site, &mut reader)).await;
    Box::pin(terms(&site, &mut reader)).await;
    Box::pin(interventions(&site, &mut reader)).await;
    Box::pin(approvals(&site, &mut reader)).await;
    Box::pin(deal(&site, &mut reader)).await;
    Box::pin(administrators(&site, &mut reader)).await;
    Box::pin(super::own::articles(&site, &mut reader)).await;
    Box::pin(super::newcomers::organisations(&site, &mut reader)).await;
    Box::pin(super::newcomers::roles(&site, &mut reader)).await;
    Box::pin(super::participations::acts(&site, &mut reader)).await;
    Box::pin(super::targets::acts(&site, &mut reader)).await;
    Box::pin(super::registrations::acts(&site, &mut reader)).await;
    Box::pin(super::guests::acts(&site, &mut reader)).await;
    Box::pin(super::session_days::acts(&site, &mut reader)).await;
    Box::pin(super::factors::acts(&site, &mut reader)).await;
    Box::pin(super::factors::passkeys(&site, &mut reader)).await;
    Box::pin(ledger::keys(&site, &mut reader)).await;
    // From then on the season asks for reviews.
    Box::pin(super::reviews::reviews(&site, &mut reader)).await;
    // The last: a day goes by.
    Box::pin(super::drafts::acts(&site, &mut reader)).await;
    // And half a year.
    Box::pin(super::registrations::forgotten(&site, &mut reader)).await;
    for act in Act::ALL {
        let shown = reader.seen.contains(act) || ELSEWHERE.contains(act);
        assert!(shown, "no use case writes {act}");
    }
}

/// Links of administrators: what happens at the command line is the operator's, what happens at the
/// link is its owner's.
async fn administrators(site: &TestPortal, reader: &mut Reader<'_>) {
    let operator = site.portal.clone().for_operator();
    let link = operator
        .create_admin("deputy", "副手（示例）")
        .await
        .unwrap();
    let rows = reader.wrote(&[Act::AccountCreate, Act::AdminLink]).await;
    let code = link.path.split_once("code=").unwrap().1;
    assert!(rows.iter().all(|row| row.actor.is_none()));
    assert!(rows.iter().all(|row| !format!("{row:?}").contains(code)));
    let draft = SetupDraft {
        code: code.into(),
        login: String::new(),
        name: String::new(),
        password: "drei Worte am Hammer".into(),
    };
    site.portal.set_up(draft.clone()).await.unwrap();
    assert!(site.portal.set_up(draft).await.is_err());
    let rows = reader.wrote(&[Act::AdminSetUp]).await;
    let deputy = site.portal.account_by_login("deputy").await.unwrap();
    assert_eq!(rows[0].actor, deputy.map(|account| account.id));
}

async fn people(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let signed_in = portal.sign_in("centre", "test-password").await.unwrap();
    let rows = reader.wrote(&[Act::SignIn]).await;
    assert_eq!(rows[0].actor, Some(centre.id));
    assert_eq!(rows[0].roles, "CTR");
    assert!(portal.sign_in("centre", "wrong").await.is_err());
    let draft = TokenDraft {
        name: "统计程序".into(),
        scope: TokenScope::Read,
        days: 9,
    };
    let made = portal.create_token(&centre, draft).await.unwrap();
    let rows = reader.wrote(&[Act::TokenCreate]).await;
    let after = rows[0].after.clone().unwrap();
    assert!(after.contains("统计程序") && !after.contains(&made.secret));
    portal.end_token(&centre, made.token.id).await.unwrap();
    assert!(portal.end_token(&centre, made.token.id).await.is_err());
    reader.wrote(&[Act::TokenEnd]).await;
    sign_ins::ended(site, reader, &signed_in.token).await;
    portal.sign_out(&signed_in.token).await.unwrap();
    portal.sign_out(&signed_in.token).await.unwrap();
    reader.wrote(&[Act::SignOut]).await;
}

/// From a submitted lot to one that is open, with everything that may be settled on the way.
async fn terms(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let code = LotCode::parse("P2026-ENER-0002").unwrap();
    let id = site.lot(code.as_str(), true).await;
    let anna = site.bidder("anna").await;
    // Not the one that the portal shows.
    let plan = domain::seasons::catalogue::challenge_2022();
    let draft = domain::seasons::SeasonDraft::of(&plan.for_year(2027));
    let season = portal.create_season(&centre, &plan.code(), &draft).await;
    let draft = domain::seasons::SeasonState::Draft;
    portal
        .move_season(&centre, season.unwrap(), draft)
        .await
        .unwrap();
    reader.wrote(&[Act::SeasonCreate, Act::SeasonMove]).await;
    let plan = RoundPlan::of_day(Date::of(2026, 11, 27));
    let opens_at = plan.opens_at;
    let round = portal.create_round(&centre, plan).await.unwrap();
    reader.wrote(&[Act::RoundCreate]).await;
    assert_eq!(portal.publish_lots(&centre, &[id]).await, Ok(1));
    assert_eq!(portal.publish_lots(&centre, &[id]).await, Ok(0));
    let rows = reader.wrote(&[Act::LotPublish]).await;
    assert_eq!(rows[0].before.as_deref(), Some("{\"state\":\"SUBMITTED\"}"));
    let because = "共有人来函（示例）";
    let (holder, yuan) = (anna.account.id, Fen::yuan(155_000));
    let named = portal.name_priority(&centre, &code, "anna", 1, because);
    named.await.unwrap();
    portal.terms_desk(&centre, &code).await.unwrap();
    portal.terms_desk(&centre, &code).await.unwrap();
    let taken = portal.take_back_priority(&centre, &code, holder, because);
    taken.await.unwrap();
    let corrected = portal.correct_reserve(&centre, &code, yuan, because);
    corrected.await.unwrap();
    // The page was looked at twice, which is one reading.
    let rows = reader
        .wrote(&[
            Act::PriorityName,
            Act::PersonalRead,
            Act::PriorityTakeBack,
            Act::ReserveCorrect,
        ])
        .await;
    assert_eq!(rows[0].reason.as_deref(), Some(because));
    assert_eq!(
        (&rows[3].before, &rows[3].after),
        (&None, &None),
        "a secret"
    );
    assert_eq!(portal.list_lots(&centre, round, &[id]).await, Ok(1));
    reader.wrote(&[Act::LotList]).await;
    let opens_at = opens_at.plus_millis(4 * 3_600_000);
    let because = "机房停电检修（示例）";
    let moved = portal
        .postpone_round(&centre, round, opens_at, because)
        .await;
    assert_eq!(moved, Ok(1));
    let rows = reader.wrote(&[Act::RoundMove, Act::RoundMove]).await;
    assert!(
        rows.iter()
            .all(|row| row.reason.as_deref() == Some(because))
    );
    site.pass(opens_at.millis_since(portal.now())).await;
    let rows = reader.next().await;
    let opened = rows.iter().find(|row| row.act == Act::LotOpen).unwrap();
    assert_eq!((opened.actor, opened.roles.as_str()), (None, "CLOCK"));
}

async fn interventions(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, wang) = (&site.portal, reader.who.clone());
    let li = site.account("li", wang.grants.clone(), None).await;
    let lot = site.open_lot("P2026-ENER-0003", false).await;
    reader.next().await;
    let ask = async |who: &Account, step: Intervention| {
        let asked = portal.request_intervention(who, &lot, step, "核查情况");
        asked.await.unwrap()
    };
    let id = ask(&wang, SUSPEND).await;
    assert!(portal.approve_intervention(&wang, id).await.is_err());
    reader.wrote(&[Act::InterventionRequest]).await;
    portal.decline_intervention(&li, id).await.unwrap();
    reader.wrote(&[Act::InterventionDecline]).await;
    ask(&wang, SUSPEND).await;
    site.clock.advance_millis(60 * MINUTE);
    ask(&wang, SUSPEND).await;
    let requested = [
        Act::InterventionRequest,
        Act::InterventionExpire,
        Act::InterventionRequest,
    ];
    reader.wrote(&requested).await;
}

async fn approvals(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, wang) = (&site.portal, reader.who.clone());
    let li = site.account("zhao", wang.grants.clone(), None).await;
    let lot = site.open_lot("P2026-ENER-0004", false).await;
    reader.next().await;
    let ask = async |who: &Account, step: Intervention| {
        let asked = portal.request_intervention(who, &lot, step, "核查情况");
        asked.await.unwrap()
    };
    let id = ask(&wang, SUSPEND).await;
    reader.wrote(&[Act::InterventionRequest]).await;
    let by_li = portal.clone().in_request("number-of-the-request");
    by_li.approve_intervention(&li, id).await.unwrap();
    let rows = reader.wrote(&[Act::InterventionApprove]).await;
    assert_eq!(rows[0].actor, Some(li.id));
    assert_eq!(rows[0].request.as_deref(), Some("number-of-the-request"));
    let resume_at = portal.now().plus_millis(31 * MINUTE);
    let id = ask(&wang, Intervention::Resume { resume_at }).await;
    portal.approve_intervention(&li, id).await.unwrap();
    reader.next().await;
    site.pass(32 * MINUTE).await;
    let rows = reader.next().await;
    assert!(rows.iter().any(|row| row.act == Act::InterventionCarryOut));
}

/// Deposits, what is found out about bidders, and the deal. Bids themselves have no rows.
async fn deal(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let lot = site.open_lot_with_deposit(CODE).await;
    let (ben, carl) = (site.bidder("ben").await, site.bidder("carl").await);
    reader.next().await;
    for bidder in [&ben, &carl] {
        bidder.enrol(&lot).await.unwrap();
        bidder.enrol(&lot).await.unwrap();
        bidder.declare(&lot, 10_000).await.unwrap();
    }
    let both = [Act::LotEnrol, Act::DepositDeclare];
    reader.wrote(&[both, both].concat()).await;
    let staff = TestDesk {
        site,
        centre: &centre,
    };
    let line = site.deposit(&carl, &lot).await;
    portal
        .refuse_deposit(&centre, line.id, "未找到款项")
        .await
        .unwrap();
    carl.declare(&lot, 10_000).await.unwrap();
    staff.confirm(&ben, &lot).await;
    staff.confirm(&carl, &lot).await;
    let proof = portal.office_deposits(&centre, DepositFilter::Held, None);
    let proof = proof.await.unwrap().proofs.remove(0);
    let hash = FileHash::parse(&proof.hash).unwrap();
    let read = portal.deposit_proof(Some(&centre), proof.deposit, hash);
    read.await.unwrap();
    staff.note(&carl, BidderFact::Identity).await;
    let acts = [
        Act::DepositRefuse,
        Act::DepositDeclare,
        Act::DepositConfirm,
        Act::DepositConfirm,
        Act::PersonalRead,
        Act::PersonalRead,
        Act::BidderNote,
    ];
    reader.wrote(&acts).await;
    carl.bid(&lot, 100_000).await.unwrap();
    ben.bid(&lot, 105_000).await.unwrap();
    reader.wrote(&[]).await;
    site.pass(61 * MINUTE).await;
    settle_deposits(portal).await.unwrap();
    settle_deposits(portal).await.unwrap();
    let rows = reader.next().await;
    let settled = rows.iter().filter(|row| row.act == Act::DepositSettle);
    assert_eq!(settled.count(), 1, "once: {rows:?}");
    let line = site.deposit(&carl, &lot).await;
    staff.pay_out(line.id).await;
    reader.wrote(&[Act::DepositPayOut]).await;
    let confirm = Wish::Confirm {
        identity_checked: true,
        documents_checked: true,
    };
    staff.moves(&lot, confirm).await;
    let rows = reader.wrote(&[Act::LotMove, Act::DepositSettle]).await;
    assert_eq!(rows[0].reason.as_deref(), Some("材料已核对"));
}

/// The centre at its desk, by an account that is there already.
struct TestDesk<'p> {
    site: &'p TestPortal,
    centre: &'p Account,
}

impl TestDesk<'_> {
    async fn confirm(&self, bidder: &TestBidder<'_>, lot: &LotCode) {
        let line = self.site.deposit(bidder, lot).await;
        let portal = &self.site.portal;
        let amount = Fen::yuan(10_000);
        let done = portal.confirm_deposit(self.centre, line.id, amount, proof());
        done.await.unwrap();
    }

    async fn pay_out(&self, id: DepositId) {
        // Whoever took it in does not send it back.
        let grant = Grant {
            role: Role::Centre,
            scope: Scope::Province,
        };
        let second = self.site.account("cashier", vec![grant], None).await;
        let done = self.site.portal.pay_out_deposit(&second, id, proof());
        done.await.unwrap();
    }

    async fn note(&self, about: &TestBidder<'_>, fact: BidderFact) {
        let finding = Finding {
            fact,
            holds: true,
            lot: None,
            reason: "核查".into(),
        };
        let portal = &self.site.portal;
        let noted = portal.note_bidder(self.centre, about.account.id, finding);
        noted.await.unwrap();
    }

    async fn moves(&self, lot: &LotCode, wish: Wish) {
        let grounds = Grounds {
            reason: "材料已核对".into(),
            paper: None,
        };
        let portal = &self.site.portal;
        portal
            .move_lot(self.centre, lot, wish, grounds)
            .await
            .unwrap();
    }
}

fn proof() -> Proof {
    Proof {
        file_name: "回单.pdf".into(),
        file: b"%PDF-1.4 bank".to_vec(),
    }
}
