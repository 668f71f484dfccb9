//! The catalogue: every lot once in every order, filters that agree with the lots, bounded counts.

#![allow(clippy::too_many_lines, reason = "a story is told in one piece")]

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

async fn filters_agree_with_the_lots(bench: &Bench) -> Result<()> {
    let (mut tx, lots) = filled(bench, 300).await?;
    let sample = &lots[6];
    let city = make::institution(1).city;
    let price = sample.start_price.expect("lot 7 has a price");
    type Test = Box<dyn Fn(&Lot) -> bool>;
    let mode = sample.modes[0];
    let (kind, industry) = (sample.kind, sample.industry);
    let state = |states: &'static [LotState]| -> Test {
        Box::new(move |lot: &Lot| states.contains(&lot.state))
    };
    let none = LotFilter::default();
    let status = |status| LotFilter {
        status: Some(status),
        ..LotFilter::default()
    };
    let cases: Vec<(LotFilter, Test)> = vec![
        (
            LotFilter {
                mode: Some(mode),
                ..none.clone()
            },
            Box::new(move |l| l.modes.contains(&mode)),
        ),
        (
            LotFilter {
                city,
                ..none.clone()
            },
            Box::new(|_| true),
        ),
        (
            LotFilter {
                city: Some(City::Suqian),
                ..none.clone()
            },
            Box::new(|_| false),
        ),
        (
            LotFilter {
                project: true,
                ..none.clone()
            },
            Box::new(|l| l.project_level.code() != "NONE"),
        ),
        (
            LotFilter {
                dual_carbon: true,
                ..none.clone()
            },
            Box::new(|l| l.dual_carbon),
        ),
        (
            LotFilter {
                out_of_province_million: true,
                ..none.clone()
            },
            Box::new(|_| false),
        ),
        (
            LotFilter {
                price_min: Some(price),
                ..none.clone()
            },
            Box::new(move |l| l.start_price.is_some_and(|p| p >= price)),
        ),
        (
            LotFilter {
                price_max: Some(price),
                ..none.clone()
            },
            Box::new(move |l| l.start_price.is_some_and(|p| p <= price)),
        ),
        (
            LotFilter {
                price_min: Some(price),
                price_max: Some(price),
                ..none.clone()
            },
            Box::new(move |l| l.start_price == Some(price)),
        ),
        (
            LotFilter {
                kind: Some(kind),
                industry: Some(industry),
                ..none.clone()
            },
            Box::new(move |l| l.kind == kind && l.industry == industry),
        ),
        (status(StatusFilter::Display), state(&[LotState::Published])),
        (status(StatusFilter::Passed), state(&[LotState::Passed])),
        (status(StatusFilter::Sold), state(&[LotState::Signed])),
        (
            status(StatusFilter::Listed),
            Box::new(|l| l.state == LotState::Listed && !under_the_hammer(l)),
        ),
        (status(StatusFilter::Bidding), Box::new(under_the_hammer)),
    ];
    for (filter, passes) in &cases {
        let wanted: BTreeSet<_> = lots
            .iter()
            .filter(|lot| passes(lot))
            .map(|lot| lot.code.clone())
            .collect();
        let cards = walk(&mut tx, filter).await?;
        let seen: BTreeSet<_> = cards.into_iter().map(|card| card.code).collect();
        assert_eq!(seen, wanted, "{filter:?}");
        let (_, _, count) = tx.catalogue(filter, NOON).await?;
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
