//! The catalogue: every lot once in every order, filters that agree with the lots, bounded counts.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::bidding::{Event, EventKind};
use domain::institutions::City;
use domain::lots::{Lot, LotPrivate, LotState};
use domain::money::Fen;
use domain::views::{LotCard, LotFilter, LotSort, StatusFilter};
use std::collections::BTreeSet;
use store::{NewLot, Result, Tx};

stories!(
    pages_visit_every_lot_once_in_every_order,
    filters_agree_with_the_lots,
    counting_stops_at_a_thousand,
    a_tampered_cursor_is_the_first_page,
);

/// `count` public lots, every fifth in one of two rounds, and some that no visitor may see.
async fn filled(bench: &Bench, count: i64) -> Result<(Tx, Vec<Lot>)> {
    let mut tx = make::setting(&bench.store).await?;
    let mut rounds = Vec::new();
    for number in 0..2 {
        let round = make::round(number);
        rounds.push(domain::rounds::Round {
            id: tx.insert_round(&round).await?,
            ..round
        });
    }
    let mut lots: Vec<Lot> = (1..=count).map(make::lot).collect();
    for (number, lot) in lots.iter_mut().enumerate() {
        lot.state = match number % 5 {
            0 => LotState::Listed,
            1 => LotState::Passed,
            2 => LotState::Signed,
            _ => LotState::Published,
        };
    }
    let hidden = (1..=10).map(|number| {
        let lot = make::lot(900_000 + number);
        let practice = number % 2 == 0;
        Lot {
            state: if practice {
                lot.state
            } else {
                LotState::Selected
            },
            practice,
            ..lot
        }
    });
    let all: Vec<Lot> = lots.iter().cloned().chain(hidden).collect();
    let (private, owner) = (LotPrivate::default(), make::institution(1));
    let new = |lot| NewLot {
        lot,
        private: &private,
        owner: &owner,
        identity_key: "key",
        import_digest: None,
    };
    let ids = tx
        .insert_lots_bulk(&all.iter().map(new).collect::<Vec<_>>())
        .await?;
    for (lot, id) in all
        .iter()
        .zip(ids)
        .filter(|(lot, _)| lot.state == LotState::Listed)
    {
        let round = &rounds[id.get() as usize % 2];
        let kind = EventKind::Listed {
            terms: make::terms(round),
        };
        let event = Event {
            seq: 1,
            at: NOON,
            kind,
        };
        tx.list_lot(id, round.id, &event, None, lot.practice, "{}")
            .await?;
    }
    Ok((tx, lots))
}

async fn walk(tx: &mut Tx, filter: &LotFilter) -> Result<Vec<LotCard>> {
    let mut filter = filter.clone();
    let mut cards: Vec<LotCard> = Vec::new();
    loop {
        let (page, next, _) = tx.catalogue(&filter, NOON).await?;
        assert!(page.len() <= 24 && (next.is_none() || page.len() == 24));
        cards.extend(page);
        filter.after = next;
        if filter.after.is_none() {
            return Ok(cards);
        }
    }
}

fn in_order(sort: LotSort, cards: &[LotCard]) -> bool {
    let ends = |card: &LotCard| {
        card.figures
            .as_ref()
            .filter(|f| f.outcome.is_none())
            .map_or(i64::MAX, |f| f.ends_at.0)
    };
    match sort {
        LotSort::Newest => cards.is_sorted_by_key(|card| std::cmp::Reverse(card.code.clone())),
        LotSort::PriceLow => {
            cards.is_sorted_by_key(|card| card.start_price.unwrap_or(Fen(i64::MAX)))
        }
        LotSort::PriceHigh => cards.is_sorted_by_key(|card| std::cmp::Reverse(card.start_price)),
        LotSort::EndingFirst => cards.is_sorted_by_key(ends),
        // No lot here is featured, so that the newest comes first.
        LotSort::Featured => cards.is_sorted_by_key(|card| std::cmp::Reverse(card.code.clone())),
    }
}

async fn pages_visit_every_lot_once_in_every_order(bench: &Bench) -> Result<()> {
    // More lots than counting counts, so that both ways to a page are taken.
    let (mut tx, lots) = filled(bench, 1_600).await?;
    let narrow = make::lot(8);
    let filters = [
        LotFilter::default(),
        LotFilter {
            q: "示例".into(),
            ..LotFilter::default()
        },
        LotFilter {
            kind: Some(narrow.kind),
            ..LotFilter::default()
        },
        LotFilter {
            kind: Some(narrow.kind),
            q: "号".into(),
            ..LotFilter::default()
        },
        LotFilter {
            dual_carbon: true,
            industry: Some(narrow.industry),
            ..LotFilter::default()
        },
        LotFilter {
            status: Some(StatusFilter::Bidding),
            ..LotFilter::default()
        },
    ];
    for filter in &filters {
        let wanted: BTreeSet<_> = lots
            .iter()
            .filter(|lot| filter.kind.is_none_or(|kind| kind == lot.kind))
            .filter(|lot| {
                filter
                    .industry
                    .is_none_or(|industry| industry == lot.industry)
            })
            .filter(|lot| !filter.dual_carbon || lot.dual_carbon)
            // At noon the first of the two rounds has opened; its lots have even ids.
            .filter(|lot| filter.status.is_none() || under_the_hammer(lot))
            .map(|lot| lot.code.clone())
            .collect();
        for sort in LotSort::ALL {
            let filter = LotFilter {
                sort: Some(*sort),
                ..filter.clone()
            };
            let cards = walk(&mut tx, &filter).await?;
            let seen: BTreeSet<_> = cards.iter().map(|card| card.code.clone()).collect();
            assert_eq!(cards.len(), wanted.len(), "{sort}: {filter:?}");
            assert_eq!(seen, wanted, "{sort}: {filter:?}");
            assert!(in_order(*sort, &cards), "{sort}: {filter:?}");
        }
    }
    Ok(())
}

fn under_the_hammer(lot: &Lot) -> bool {
    let number: i64 = lot.code.as_str()[8..]
        .parse()
        .expect("the number of a test lot");
    lot.state == LotState::Listed && number % 2 == 0
}

/// Whether a lot passes a filter, said once more in plain Rust.
type Test = Box<dyn Fn(&Lot) -> bool>;

/// A case: what is set in an empty filter, and what must pass it.
fn case(
    set: impl FnOnce(&mut LotFilter),
    passes: impl Fn(&Lot) -> bool + 'static,
) -> (LotFilter, Test) {
    let mut filter = LotFilter::default();
    set(&mut filter);
    (filter, Box::new(passes))
}

fn facts(sample: &Lot) -> Vec<(LotFilter, Test)> {
    let city = make::institution(1).city;
    let (mode, kind, industry) = (sample.modes[0], sample.kind, sample.industry);
    let both = move |f: &mut LotFilter| (f.kind, f.industry) = (Some(kind), Some(industry));
    vec![
        case(|f| f.mode = Some(mode), move |l| l.modes.contains(&mode)),
        case(|f| f.city = city, |_| true),
        case(|f| f.city = Some(City::Suqian), |_| false),
        case(|f| f.project = true, |l| l.project_level.code() != "NONE"),
        case(|f| f.dual_carbon = true, |l| l.dual_carbon),
        case(|f| f.out_of_province_million = true, |_| false),
        case(both, move |l| l.kind == kind && l.industry == industry),
    ]
}

fn prices(price: Fen) -> Vec<(LotFilter, Test)> {
    let exactly = move |f: &mut LotFilter| (f.price_min, f.price_max) = (Some(price), Some(price));
    let is = |l: &Lot, test: &dyn Fn(Fen) -> bool| l.start_price.is_some_and(test);
    vec![
        case(
            |f| f.price_min = Some(price),
            move |l| is(l, &|p| p >= price),
        ),
        case(
            |f| f.price_max = Some(price),
            move |l| is(l, &|p| p <= price),
        ),
        case(exactly, move |l| l.start_price == Some(price)),
    ]
}

fn statuses() -> Vec<(LotFilter, Test)> {
    let is = |status, state| {
        case(
            move |f| f.status = Some(status),
            move |l: &Lot| l.state == state,
        )
    };
    let waits = |l: &Lot| l.state == LotState::Listed && !under_the_hammer(l);
    vec![
        is(StatusFilter::Display, LotState::Published),
        is(StatusFilter::Passed, LotState::Passed),
        is(StatusFilter::Sold, LotState::Signed),
        case(|f| f.status = Some(StatusFilter::Listed), waits),
        case(|f| f.status = Some(StatusFilter::Bidding), under_the_hammer),
    ]
}

async fn filters_agree_with_the_lots(bench: &Bench) -> Result<()> {
    let (mut tx, lots) = filled(bench, 300).await?;
    let sample = &lots[6];
    let price = sample.start_price.expect("lot 7 has a price");
    let cases = facts(sample)
        .into_iter()
        .chain(prices(price))
        .chain(statuses());
    for (filter, passes) in cases {
        let passing = lots.iter().filter(|lot| passes(lot));
        let wanted: BTreeSet<_> = passing.map(|lot| lot.code.clone()).collect();
        let cards = walk(&mut tx, &filter).await?;
        let seen: BTreeSet<_> = cards.into_iter().map(|card| card.code).collect();
        assert_eq!(seen, wanted, "{filter:?}");
        let (_, _, count) = tx.catalogue(&filter, NOON).await?;
        assert_eq!(
            (count.count as usize, count.more),
            (wanted.len(), false),
            "{filter:?}"
        );
    }
    Ok(())
}

async fn counting_stops_at_a_thousand(bench: &Bench) -> Result<()> {
    let (mut tx, _) = filled(bench, 1_200).await?;
    for q in ["", "示例"] {
        let filter = LotFilter {
            q: q.into(),
            ..LotFilter::default()
        };
        let (_, _, count) = tx.catalogue(&filter, NOON).await?;
        assert_eq!((count.count, count.more), (1_000, true), "{q}");
    }
    Ok(())
}

async fn a_tampered_cursor_is_the_first_page(bench: &Bench) -> Result<()> {
    let (mut tx, _) = filled(bench, 60).await?;
    let (first, next, _) = tx.catalogue(&LotFilter::default(), NOON).await?;
    let next = next.expect("there is a second page");
    for after in [
        "",
        "nonsense",
        &next.to_uppercase().replace('.', "-"),
        &format!("1{next}"),
    ] {
        let filter = LotFilter {
            after: Some(after.to_owned()),
            ..LotFilter::default()
        };
        assert_eq!(tx.catalogue(&filter, NOON).await?.0, first, "{after}");
    }
    let filter = LotFilter {
        after: Some(next),
        ..LotFilter::default()
    };
    assert_ne!(tx.catalogue(&filter, NOON).await?.0, first);
    Ok(())
}
