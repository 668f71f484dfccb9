//! The public display: what the columns filter by, featured first, lots close to a lot, pages for
//! programs.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::LotId;
use domain::lots::{Industry, Lot, LotPrivate, LotState, ProjectLevel, Trl};
use domain::views::{LotFilter, LotSort};
use std::collections::BTreeSet;
use store::{NewLot, Result, Tx, is_cursor_of};

stories!(
    the_new_filters_agree_with_the_lots,
    featured_lots_come_first_by_their_rank,
    the_order_of_the_featured_moves,
    a_lot_keeps_its_place_among_the_featured_when_it_moves,
    pages_for_programs_are_stable_under_new_lots,
    related_lots_have_something_in_common,
);

/// Sixty public lots and one that nobody may see; every third is of a big institute.
async fn filled(bench: &Bench) -> Result<(Tx, Vec<(Lot, bool)>)> {
    let mut tx = make::setting(&bench.store).await?;
    let mut lots = Vec::new();
    for number in 1..=61 {
        let mut lot = make::lot(number);
        lot.trl = Trl::new(1 + (number % 9) as u8).expect("a level");
        lot.featured_rank = (number % 10 == 3).then_some(70 - number as u16);
        if number % 7 == 0 {
            lot.patents.push(make::patent(5_000 + number));
        }
        if number == 61 {
            lot.state = LotState::Selected;
        }
        put(&mut tx, &lot, number % 3 == 0).await?;
        if lot.state.is_public() {
            lots.push((lot, number % 3 == 0));
        }
    }
    Ok((tx, lots))
}

async fn put(tx: &mut Tx, lot: &Lot, big: bool) -> Result<LotId> {
    let mut owner = make::institution(if big { 2 } else { 1 });
    owner.big_institute = big;
    let new = NewLot {
        lot,
        private: &LotPrivate::default(),
        owner: &owner,
        identity_key: lot.code.as_str(),
        import_digest: None,
    };
    Ok(tx.insert_lots_bulk(&[new]).await?[0])
}

/// The codes of every lot that a filter lets through, page by page, in the order of the pages.
async fn codes(tx: &mut Tx, filter: &LotFilter, limit: usize) -> Result<Vec<String>> {
    let mut filter = filter.clone();
    let mut codes = Vec::new();
    loop {
        let (cards, next) = tx.catalogue_part(&filter, NOON, limit).await?;
        assert!(cards.len() <= limit);
        codes.extend(cards.iter().map(|card| card.code.to_string()));
        let Some(next) = next else { return Ok(codes) };
        assert!(is_cursor_of(&next, filter.order()));
        filter.after = Some(next);
    }
}

type Test = fn(&Lot, bool) -> bool;

fn cases() -> Vec<(LotFilter, Test)> {
    let level = Trl::new;
    let of = |set: fn(&mut LotFilter), test: Test| {
        let mut filter = LotFilter::default();
        set(&mut filter);
        (filter, test)
    };
    let mut cases: Vec<(LotFilter, Test)> = vec![
        of(|f| f.big_institute = true, |_, big| big),
        of(|f| f.package = true, |lot, _| lot.patents.len() > 1),
        of(|f| f.featured = true, |lot, _| lot.featured_rank.is_some()),
        of(
            |f| f.level = Some(ProjectLevel::National),
            |lot, _| lot.project_level == ProjectLevel::National,
        ),
        of(
            |f| (f.package, f.big_institute) = (true, true),
            |lot, big| big && lot.patents.len() > 1,
        ),
    ];
    cases.push((
        LotFilter {
            trl_min: level(4),
            trl_max: level(6),
            ..LotFilter::default()
        },
        |lot, _| (4..=6).contains(&lot.trl.level()),
    ));
    cases.push((
        LotFilter {
            trl_min: level(8),
            ..LotFilter::default()
        },
        |lot, _| lot.trl.level() >= 8,
    ));
    cases.push((
        LotFilter {
            trl_min: level(7),
            trl_max: level(2),
            ..LotFilter::default()
        },
        |_, _| false,
    ));
    cases
}

async fn the_new_filters_agree_with_the_lots(bench: &Bench) -> Result<()> {
    let (mut tx, lots) = filled(bench).await?;
    for (filter, passes) in cases() {
        let wanted: BTreeSet<String> = lots
            .iter()
            .filter(|(lot, big)| passes(lot, *big))
            .map(|(lot, _)| lot.code.to_string())
            .collect();
        for sort in LotSort::ALL {
            let filter = LotFilter {
                sort: Some(*sort),
                ..filter.clone()
            };
            let seen = codes(&mut tx, &filter, 7).await?;
            assert_eq!(seen.len(), wanted.len(), "{filter:?}");
            assert_eq!(BTreeSet::from_iter(seen), wanted, "{filter:?}");
        }
    }
    Ok(())
}

async fn featured_lots_come_first_by_their_rank(bench: &Bench) -> Result<()> {
    let (mut tx, lots) = filled(bench).await?;
    let featured = |filter: LotFilter| LotFilter {
        sort: Some(LotSort::Featured),
        ..filter
    };
    let first = featured(LotFilter::default());
    let seen = codes(&mut tx, &first, 9).await?;
    let mut ranked: Vec<&Lot> = lots.iter().map(|(lot, _)| lot).collect();
    ranked.retain(|lot| lot.featured_rank.is_some());
    ranked.sort_by_key(|lot| lot.featured_rank);
    let ranked: Vec<String> = ranked.iter().map(|lot| lot.code.to_string()).collect();
    assert_eq!(ranked.len(), 6);
    assert_eq!(seen[..6], ranked);
    let newest = codes(&mut tx, &LotFilter::default(), 50).await?;
    let rest: Vec<&String> = newest
        .iter()
        .filter(|code| !ranked.contains(code))
        .collect();
    assert_eq!(seen[6..].iter().collect::<Vec<_>>(), rest);
    Ok(())
}

async fn a_lot_keeps_its_place_among_the_featured_when_it_moves(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let mut hidden = make::lot(1);
    (hidden.state, hidden.featured_rank) = (LotState::Selected, Some(1));
    let id = put(&mut tx, &hidden, true).await?;
    put(&mut tx, &make::lot(2), false).await?;
    let first = LotFilter {
        sort: Some(LotSort::Featured),
        ..LotFilter::default()
    };
    assert_eq!(codes(&mut tx, &first, 5).await?, ["P2023-T-000002"]);
    let (from, to) = (LotState::Selected, LotState::Published);
    // Published earlier than the other one: only its rank among the featured brings it forward.
    let early = NOON.plus_millis(-86_400_000);
    assert!(tx.update_lot_state(id, from, to, Some(early)).await?);
    let both = ["P2023-T-000001", "P2023-T-000002"];
    assert_eq!(codes(&mut tx, &first, 5).await?, both);
    let big = LotFilter {
        big_institute: true,
        ..first
    };
    assert_eq!(
        codes(&mut tx, &big, 5).await?,
        both[..1],
        "its entry was written anew"
    );
    Ok(())
}

async fn pages_for_programs_are_stable_under_new_lots(bench: &Bench) -> Result<()> {
    let (mut tx, _) = filled(bench).await?;
    let all = codes(&mut tx, &LotFilter::default(), 60).await?;
    let (first, next) = tx.catalogue_part(&LotFilter::default(), NOON, 10).await?;
    assert_eq!(first.len(), 10);
    for number in 100..110 {
        let mut lot = make::lot(number);
        lot.published_at = Some(NOON.plus_millis(86_400_000));
        put(&mut tx, &lot, false).await?;
    }
    let rest = LotFilter {
        after: next,
        ..LotFilter::default()
    };
    assert_eq!(codes(&mut tx, &rest, 10).await?, all[10..]);
    Ok(())
}

async fn related_lots_have_something_in_common(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let of = |number: i64, industry: Industry, ipc: &str, keyword: &str| {
        let mut lot = make::lot(number);
        lot.industry = industry;
        lot.keywords = vec![keyword.into()];
        lot.patents[0].ipc = Some(ipc.into());
        lot
    };
    let (energy, other) = (Industry::Energy, Industry::Bio);
    let mut hidden = of(5, energy, "H01M 4/00", "钠离子电池");
    hidden.state = LotState::Selected;
    let mut practice = of(6, energy, "H01M 4/00", "钠离子电池");
    practice.practice = true;
    let lot = of(1, energy, "H01M 10/0525", "钠离子电池");
    let lots = [
        lot.clone(),
        of(2, energy, "C08L 1/00", "耐磨涂层"),
        of(3, energy, "H01M 4/13", "隔膜"),
        of(4, energy, "H01M 4/36", "钠离子电池"),
        hidden,
        practice,
        of(7, other, "H01M 10/0525", "钠离子电池"),
    ];
    for lot in &lots {
        put(&mut tx, lot, false).await?;
    }
    let related = tx.related_lots(&lot, 6).await?;
    let codes: Vec<&str> = related.iter().map(|card| card.code.as_str()).collect();
    let closest = ["P2023-T-000004", "P2023-T-000003", "P2023-T-000002"];
    assert_eq!(codes, closest);
    assert_eq!(tx.related_lots(&lot, 1).await?.len(), 1);
    Ok(())
}

async fn the_order_of_the_featured_moves(bench: &Bench) -> Result<()> {
    let (mut tx, lots) = filled(bench).await?;
    let season = make::season().id;
    let line = tx.featured_line(season).await?;
    let ids: Vec<_> = line.iter().map(|(id, _)| *id).collect();
    assert!(ids.len() > 2, "some are featured");
    assert_eq!(line[0].1.code, tx.featured(season, 1).await?[0].code);
    let featured = LotFilter {
        featured: true,
        ..LotFilter::default()
    };
    let before = codes(&mut tx, &featured, 100).await?;
    // The last comes first, the first goes out.
    let (first, last) = (ids[0], *ids.last().expect("some"));
    assert!(tx.set_featured_rank(last, Some(1)).await?);
    assert!(tx.set_featured_rank(first, None).await?);
    assert!(!tx.set_featured_rank(LotId(999_999), None).await?);
    let after = codes(&mut tx, &featured, 100).await?;
    assert_eq!(after[0], *before.last().expect("some"));
    assert_eq!(after[1..], before[1..before.len() - 1]);
    let stored = tx.lot_by_id(last).await?.expect("the lot").lot;
    assert_eq!(stored.featured_rank, Some(1), "the document says so too");
    let out = tx.lot_by_id(first).await?.expect("the lot").lot;
    assert_eq!(out.featured_rank, None);
    let all = codes(&mut tx, &LotFilter::default(), 100).await?;
    assert_eq!(all.len(), lots.len(), "nothing is lost from the catalogue");
    Ok(())
}
