//! What the bidding of the demo season promises.

use super::*;
use domain::bidding::EventKind;
use domain::rounds::RoundState;

#[test]
fn every_history_replays() {
    for demo in SAMPLE.lots.iter().filter(|demo| demo.auction.is_some()) {
        let auction = demo.auction.as_ref().unwrap();
        let EventKind::Listed { terms } = &auction.history[0].event.kind else {
            panic!("a history begins with the listing")
        };
        let first = &auction.history[0].event;
        let reserve = demo.private.reserve_price;
        let mut state = Auction::listed(terms.clone(), reserve, first.seq, first.at);
        assert_eq!(first.seq, 1);
        for DemoBid { event, account } in &auction.history[1..] {
            assert!(event.at < now(), "{}", demo.lot.code);
            if let EventKind::Bid { paddle, amount, .. } = event.kind {
                assert!(state.leader != Some(paddle), "nobody outbids himself");
                assert!(terms.ladder.on_grid(terms.start, amount));
                let enrolled = auction
                    .enrolments
                    .iter()
                    .find(|one| one.paddle == paddle)
                    .unwrap();
                assert_eq!(Some(enrolled.account), *account);
            }
            state.apply(event);
        }
        assert_eq!(state, auction.state, "{}", demo.lot.code);
        assert_eq!(terms.start, demo.lot.start_price.unwrap());
        let paddles: BTreeSet<_> = auction.enrolments.iter().map(|one| one.paddle).collect();
        assert_eq!(paddles.len(), auction.enrolments.len());
        let fits = |reserve| terms.ladder.on_grid(terms.start, reserve);
        assert!(reserve.is_none_or(fits), "{}: C.1", demo.lot.code);
        let rules = domain::bidding::stage::StageRules::default();
        let published = demo.lot.published_at.unwrap();
        assert_eq!(
            rules.check_notice(first.at, published, terms.opens_at),
            Ok(())
        );
        assert!(
            demo.lot.published_at.unwrap() < first.at,
            "{}",
            demo.lot.code
        );
    }
}

#[test]
fn states_and_results_belong_together() {
    for demo in real() {
        let outcome = demo.auction.as_ref().map(|auction| auction.state.outcome);
        match demo.lot.state {
            LotState::Sold if demo.lot.start_price.is_none() => assert_eq!(outcome, None),
            LotState::Sold => {
                assert!(matches!(outcome, Some(Some(Outcome::SoldPending { .. }))))
            }
            LotState::Passed => {
                let passed = [Outcome::UnsoldNoBid, Outcome::UnsoldReserve];
                assert!(passed.map(|one| Some(Some(one))).contains(&outcome))
            }
            LotState::Bidding | LotState::Listed => assert_eq!(outcome, Some(None)),
            _ => assert_eq!(outcome, None),
        }
        assert_eq!(demo.lot.state.is_public(), demo.lot.published_at.is_some());
        assert!(demo.lot.published_at.is_none_or(|at| at < now()));
        assert!(demo.lot.state.is_public() || demo.lot.session.is_none());
    }
    let negotiated = count(|lot| lot.state == LotState::Sold && lot.start_price.is_none());
    assert_eq!(negotiated, plan::NEGOTIATED);
}

#[test]
fn bids_lie_in_their_rounds_and_crowd_before_the_end() {
    let (mut all, mut over, mut rush, mut extended) = (0, 0, 0, 0);
    for demo in real() {
        let Some(auction) = &demo.auction else {
            continue;
        };
        let round = SAMPLE
            .rounds
            .iter()
            .find(|round| round.id == auction.round)
            .unwrap();
        let terms = auction.terms();
        assert_eq!(
            (round.opens_at, round.season),
            (terms.opens_at, demo.lot.season)
        );
        assert!(terms.ends_at <= round.closes_at);
        assert!(terms.ends_at.millis_since(terms.opens_at) >= 2 * 3_600_000);
        let closed = demo.lot.state != LotState::Bidding && demo.lot.state != LotState::Listed;
        assert_eq!(closed, round.state == RoundState::Closed);
        extended += u32::from(auction.state.extensions > 0);
        for DemoBid { event, .. } in &auction.history {
            let EventKind::Bid { received_at, .. } = event.kind else {
                continue;
            };
            all += 1;
            over += usize::from(closed);
            let last = terms.ends_at.plus_millis(-600_000);
            rush += usize::from(closed && received_at >= last);
        }
    }
    assert_eq!(all, ALL_BIDS);
    assert!((36..=42).contains(&(rush * 100 / over)), "{rush} of {over}");
    assert!(extended >= 20, "{extended}");
}

#[test]
fn twelve_lots_are_live_and_twelve_wait() {
    let of = |state| real().filter(move |demo| demo.lot.state == state);
    let ends: Vec<i64> = of(LotState::Bidding)
        .map(|demo| {
            demo.auction
                .as_ref()
                .unwrap()
                .state
                .ends_at
                .millis_since(now())
                / 60_000
        })
        .collect();
    assert_eq!(ends.len(), 12);
    assert!(
        ends.iter().all(|minutes| (7..360).contains(minutes)),
        "{ends:?}"
    );
    assert_eq!(ends.iter().collect::<BTreeSet<_>>().len(), 12);
    for demo in of(LotState::Listed) {
        assert!(demo.auction.as_ref().unwrap().terms().opens_at > now());
    }
    let house = |login: &str| login.starts_with("bidder") || login.starts_with("bot");
    for demo in of(LotState::Bidding) {
        for one in &demo.auction.as_ref().unwrap().enrolments {
            let (account, _) = SAMPLE
                .accounts
                .iter()
                .find(|(a, _)| a.id == one.account)
                .unwrap();
            assert!(
                !house(&account.login),
                "visitors meet live lots as newcomers"
            );
        }
    }
}
