//! I18 (bidding.md C.12): before the close no public byte holds a real name, a ceiling or a reserve,
//! whatever the course of bidding.

use domain::bidding::{Auction, Order};
use domain::ids::LotCode;
use domain::ledger::tile::{Tile, TileKind};
use domain::money::Fen;
use domain::views::{LotFilter, LotPage};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use service::ledger;
use service::testing::{CANARY_CONTACT, CANARY_RESERVE, TestPortal};

/// Part of the login and of the name of everybody in these courses.
const NAME: &str = "realname";
const CODE: &str = "P2026-ENER-0001";

fn courses() -> impl Strategy<Value = Vec<(usize, Order, i64)>> {
    let order = prop_oneof![1 => Just(Order::Flat), 1 => Just(Order::Cap)];
    // Who, what, and how many steps of 5,000 above the start.
    prop::collection::vec((0usize..3, order, 0i64..60), 3..14)
}

/// Everything that a stranger can ask for, with the lot's page for what is public anyway.
async fn public(site: &TestPortal, lot: &LotCode) -> (LotPage, Vec<String>) {
    let portal = &site.portal;
    let page = portal.lot_page(lot, None).await.unwrap();
    let round = page.round.as_ref().unwrap().id;
    let told = vec![
        serde_json::to_string(&page).unwrap(),
        serde_json::to_string(&portal.lot_live(lot).await.unwrap()).unwrap(),
        serde_json::to_string(&portal.frames_after(lot, 0, 1_000).await.unwrap()).unwrap(),
        serde_json::to_string(&portal.board().await.unwrap()).unwrap(),
        serde_json::to_string(&portal.home().await.unwrap()).unwrap(),
        serde_json::to_string(&portal.catalogue(&LotFilter::default()).await.unwrap()).unwrap(),
        serde_json::to_string(&portal.round_figures(round).await.unwrap()).unwrap(),
        serde_json::to_string(&portal.lot_ledger(lot).await.unwrap()).unwrap(),
    ];
    (page, told)
}

/// The leaves of the ledger as a stranger downloads them.
async fn leaves(site: &TestPortal, events: u64) -> Vec<u8> {
    while ledger::sequence(&site.portal).await.unwrap() > 0 {}
    let tile = Tile::in_tree(TileKind::Entries, 0, events).unwrap();
    site.portal.tile(&tile).await.unwrap()
}

/// The ceiling that is still to be kept, unless its amount is public for another reason: somebody
/// has bid it, or it was among the next steps.
fn kept(auction: &Auction, page: &LotPage) -> Option<Fen> {
    let live = page.live.as_ref()?;
    let figures = &live.figures;
    let secret = auction.ceiling?.max;
    let bid = live.bids.iter().any(|bid| bid.amount == secret);
    let near = secret <= figures.quick_steps[2];
    (!bid && !near).then_some(secret)
}

fn tells(json: &str, amount: Fen) -> bool {
    let number = amount.get();
    [",", "}", "]", "\\"]
        .iter()
        .any(|end| json.contains(&format!(":{number}{end}")))
}

#[tokio::test]
async fn i18_no_name_ceiling_or_reserve_in_any_public_byte_before_the_close() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[18; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let (mut ceilings, mut bids) = (0, 0);
    for _ in 0..10 {
        let course = courses().new_tree(&mut runner).unwrap().current();
        let site = TestPortal::new().await;
        let lot = site.open_lot(CODE, true).await;
        let mut bidders = Vec::new();
        for name in ["anna", "ben", "carl"] {
            let bidder = site.bidder(&format!("{NAME}-{name}")).await;
            bidder.enrol(&lot).await.unwrap();
            bidders.push(bidder);
        }
        for (who, order, steps) in course {
            let yuan = 100_000 + 5_000 * steps;
            let said = match order {
                Order::Flat => bidders[who].bid(&lot, yuan).await,
                Order::Cap => bidders[who].cap(&lot, yuan).await,
            };
            bids += usize::from(said.is_ok());
            let mut tx = site.portal.store().read().await.unwrap();
            let id = tx.lot(&lot).await.unwrap().unwrap().lot.id;
            let auction = tx.auction(id).await.unwrap().unwrap().auction;
            drop(tx);
            let raw = leaves(&site, auction.seq).await;
            let (page, told) = public(&site, &lot).await;
            let secret = kept(&auction, &page);
            ceilings += usize::from(secret.is_some());
            for json in &told {
                assert!(
                    !json.contains(NAME) && !json.contains(CANARY_CONTACT),
                    "{json}"
                );
                assert!(!json.contains(&CANARY_RESERVE.get().to_string()), "{json}");
                assert!(
                    secret.is_none_or(|max| !tells(json, max)),
                    "{secret:?} {json}"
                );
            }
            let holds = |bytes: &[u8]| raw.windows(bytes.len()).any(|window| window == bytes);
            assert!(!holds(NAME.as_bytes()) && !holds(CANARY_CONTACT.as_bytes()));
            for secret in secret.into_iter().chain([CANARY_RESERVE]) {
                assert!(!holds(&secret.get().to_be_bytes()), "{secret:?}");
                assert!(
                    !holds(format!(":{}", secret.get()).as_bytes()),
                    "{secret:?}"
                );
            }
        }
    }
    assert!(ceilings > 20 && bids > 30, "{ceilings} {bids}");
}
