//! Priority rights (优先购买权; bidding.md C.1, C.4): who may hold one, until when, and what it does.

use crate::listing::{CODE, code, listed_terms, published};
use domain::accounts::{Account, Grant, Role, Scope};
use domain::bidding::Outcome;
use domain::ids::{LotCode, LotId};
use domain::money::Fen;
use service::Error;
use service::testing::{DAY_MS, TestCentre, TestPortal};

/// A lot on display and somebody of the centre.
struct Ranked<'p> {
    site: &'p TestPortal,
    centre: TestCentre<'p>,
    lot: LotCode,
    id: LotId,
}

impl<'p> Ranked<'p> {
    async fn new(site: &'p TestPortal) -> Self {
        let centre = site.centre().await;
        let id = published(site, &centre).await;
        let lot = LotCode::parse(CODE).unwrap();
        Self {
            site,
            centre,
            lot,
            id,
        }
    }

    async fn name(&self, login: &str, rank: u8) -> Result<(), Error> {
        let portal = &self.site.portal;
        portal
            .name_priority(
                &self.centre.account,
                &self.lot,
                login,
                rank,
                "共有人，见合同（示例）",
            )
            .await
    }

    async fn list_and_open(&self) {
        let round = self.site.round_in(8).await;
        let portal = &self.site.portal;
        let listed = portal
            .list_lots(&self.centre.account, round, &[self.id])
            .await;
        assert_eq!(listed, Ok(1));
        self.site.pass(8 * DAY_MS).await;
    }
}

#[tokio::test]
async fn a_holder_of_a_priority_right_matches_at_the_same_price() {
    let site = TestPortal::new().await;
    let desk = Ranked::new(&site).await;
    let (anna, ben, carl) = (
        site.bidder("anna").await,
        site.bidder("ben").await,
        site.bidder("carl").await,
    );
    desk.name("ben", 2).await.unwrap();
    desk.name("carl", 1).await.unwrap();
    desk.list_and_open().await;
    let paddle = anna.enrol(&desk.lot).await.unwrap();
    let (second, first) = (
        ben.enrol(&desk.lot).await.unwrap(),
        carl.enrol(&desk.lot).await.unwrap(),
    );
    let terms = listed_terms(&site, desk.id).await;
    let ranks: Vec<_> = terms.ranks.into_iter().collect();
    let mut expected = vec![(first, 1), (second, 2)];
    expected.sort_unstable();
    assert_eq!(ranks, expected, "the numbers that they bid under");
    assert!(paddle != first && paddle != second);

    // E5: the better rank takes the same price, the worse one does not.
    anna.bid(&desk.lot, 150_000).await.unwrap();
    let matched = ben.bid(&desk.lot, 150_000).await.unwrap();
    assert_eq!(
        (matched.leader, matched.price),
        (second, Fen::yuan(150_000))
    );
    let matched = carl.bid(&desk.lot, 150_000).await.unwrap();
    assert_eq!(matched.leader, first);
    for bidder in [&anna, &ben] {
        let Err(Error::Bid { refusal, .. }) = bidder.bid(&desk.lot, 150_000).await else {
            panic!("no right against a better rank");
        };
        assert_eq!(refusal.code(), "TOO_LOW");
    }
    // Everybody knows that there are such rights; each holder his own, nobody who the others are.
    let public = site.portal.lot_page(&desk.lot, None).await.unwrap();
    let notice = public.priority.unwrap();
    assert_eq!((notice.holders, notice.own_rank), (2, None));
    let json = serde_json::to_string(&public).unwrap();
    assert!(!json.contains("carl") && !json.contains("共有人"));
    assert_eq!(
        carl.page(&desk.lot).await.priority.unwrap().own_rank,
        Some(1)
    );
    assert_eq!(anna.page(&desk.lot).await.priority.unwrap().own_rank, None);
    site.pass(6 * 3_600_000).await;
    let figures = site.portal.lot_live(&desk.lot).await.unwrap().figures;
    let price = Fen::yuan(150_000);
    assert_eq!(
        figures.outcome,
        Some(Outcome::SoldPending {
            paddle: first,
            price
        })
    );
    site.verify(&desk.lot).await;
    // A stranger replays it: the ranks stand in the leaf of the listing.
    while service::ledger::sequence(&site.portal).await.unwrap() > 0 {}
    let told = site.portal.lot_ledger(&desk.lot).await.unwrap();
    let entries = told.entries().unwrap();
    let verified = domain::ledger::replay::verify(&desk.lot, &entries, None).unwrap();
    assert_eq!(verified.leader, Some(first));
}

#[tokio::test]
async fn who_may_hold_a_priority_right_and_until_when() {
    let site = TestPortal::new().await;
    let desk = Ranked::new(&site).await;
    site.bidder("anna").await;
    let liaison = site.liaison().await;
    assert_eq!(code(desk.name("anna", 0).await), "PRIORITY_RANK_RANGE");
    assert_eq!(code(desk.name("anna", 10).await), "PRIORITY_RANK_RANGE");
    assert_eq!(
        code(desk.name("nobody", 1).await),
        "PRIORITY_ACCOUNT_UNKNOWN"
    );
    assert_eq!(code(desk.name("liaison", 1).await), "PRIORITY_NOT_A_BIDDER");
    assert_eq!(code(desk.name("centre", 1).await), "PRIORITY_NOT_A_BIDDER");
    let portal = &site.portal;
    let unfounded = portal
        .name_priority(&desk.centre.account, &desk.lot, "anna", 1, " ")
        .await;
    assert_eq!(unfounded, Err(Error::invalid("REASON_LENGTH")));
    let own = Account {
        grants: vec![Grant {
            role: Role::Liaison,
            scope: Scope::Province,
        }],
        ..liaison
    };
    let outsider = portal.name_priority(&own, &desk.lot, "anna", 1, "无").await;
    assert_eq!(outsider, Err(Error::Forbidden));
    assert_eq!(
        portal.terms_desk(&own, &desk.lot).await,
        Err(Error::Forbidden)
    );

    // Another rank replaces the first; taken back, nothing is left but the record.
    desk.name("anna", 2).await.unwrap();
    desk.name("anna", 1).await.unwrap();
    let shown = portal
        .terms_desk(&desk.centre.account, &desk.lot)
        .await
        .unwrap();
    let lines: Vec<_> = shown
        .holders
        .iter()
        .map(|one| (one.login.as_str(), one.rank))
        .collect();
    assert_eq!((lines, shown.frozen), (vec![("anna", 1)], false));
    let anna = shown.holders[0].account;
    let take_back = || portal.take_back_priority(&desk.centre.account, &desk.lot, anna, "依据有误");
    take_back().await.unwrap();
    assert_eq!(take_back().await, Err(Error::NotFound));
    let page = portal.lot_page(&desk.lot, None).await.unwrap();
    assert_eq!(page.priority, None);
    desk.name("anna", 3).await.unwrap();
    desk.list_and_open().await;
    assert_eq!(code(desk.name("anna", 1).await), "PRIORITY_FROZEN");
    assert_eq!(take_back().await, Err(Error::invalid("PRIORITY_FROZEN")));
    let shown = portal
        .terms_desk(&desk.centre.account, &desk.lot)
        .await
        .unwrap();
    assert!(shown.frozen);
}

/// A season with a shorter notice does not shorten the time for the holders of a priority right.
#[tokio::test]
async fn the_holders_stand_three_days_before_the_opening() {
    let site = TestPortal::new().await;
    let desk = Ranked::new(&site).await;
    let mut season = site.season.clone();
    season.rules.notice_days = 1;
    let mut tx = site.portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
    site.bidder("anna").await;
    desk.name("anna", 1).await.unwrap();
    site.clock.advance_millis(1);
    let near = site.round_in(2).await;
    let account = &desk.centre.account;
    let late = site.portal.list_lots(account, near, &[desk.id]).await;
    assert_eq!(code(late), "PRIORITY_TOO_LATE");
    let three = site.round_in(3).await;
    assert_eq!(
        site.portal.list_lots(account, three, &[desk.id]).await,
        Ok(1)
    );
}
