//! Many leaves under one root: right ones stand, every wrong one is found.

use crate::grown::Grown;
use domain::ledger::hash::Hash32;
use domain::ledger::places::{PlaceError, Places};
use domain::ledger::tile::{Tile, TileKind, Tiles};
use proptest::prelude::*;

fn placed(log: &Grown, leaves: impl IntoIterator<Item = u64>) -> Places {
    let mut places = Places::new(log.frontier.size());
    for index in leaves {
        places.push(index, log.leaf(index)).unwrap();
    }
    places
}

/// Exactly the tiles that were asked for.
fn fetched(log: &Grown, places: &Places) -> Tiles {
    let data = places.tiles().into_iter();
    Tiles {
        size: log.frontier.size(),
        data: data.map(|tile| (tile, log.file(tile))).collect(),
    }
}

#[test]
fn sizes_around_the_width_of_a_tile() {
    for size in [1, 2, 255, 256, 257, 511, 512, 700, 65_535, 65_536, 65_537] {
        let log = Grown::of(size);
        for leaves in [vec![0], vec![size - 1], (0..size).collect()] {
            let places = placed(&log, leaves);
            let tiles = fetched(&log, &places);
            places.check(&tiles, log.frontier.root()).unwrap();
            assert_eq!(places.check(&tiles, Hash32::ZERO), Err(PlaceError::Root));
        }
    }
}

#[test]
fn complete_tiles_are_not_asked_for() {
    let log = Grown::of(65_536 + 300);
    let all = placed(&log, 0..log.frontier.size());
    let leaves = |tile: &Tile| tile.kind == TileKind::Hashes(0);
    assert_eq!(all.tiles().iter().filter(|tile| leaves(tile)).count(), 1);
    assert_eq!(all.tiles().len(), 4);
    assert_eq!(all.count(), log.frontier.size());
}

#[test]
fn leaves_come_in_the_order_of_the_log() {
    let mut places = Places::new(10);
    places.push(3, Hash32::ZERO).unwrap();
    for wrong in [3, 0, 10, u64::MAX] {
        let refused = places.push(wrong, Hash32::ZERO);
        assert_eq!(refused, Err(PlaceError::Place(wrong)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn right_leaves_stand_and_wrong_ones_do_not(
        size in 1u64..70_000,
        steps in prop::collection::vec(1u64..2_000, 1..60),
        wrong in any::<prop::sample::Index>(),
        byte in any::<prop::sample::Index>(),
    ) {
        let log = Grown::of(size);
        let risen = steps.iter().scan(0, |at, step| { *at += step; Some(*at - 1) });
        let leaves: Vec<u64> = risen.take_while(|index| *index < size).collect();
        prop_assume!(!leaves.is_empty());
        let places = placed(&log, leaves.clone());
        let tiles = fetched(&log, &places);
        prop_assert_eq!(places.check(&tiles, log.frontier.root()), Ok(()));

        // One leaf is another one.
        let mut others = Places::new(size);
        let bad = leaves[wrong.index(leaves.len())];
        for index in &leaves {
            let hash = if *index == bad { Hash32::ZERO } else { log.leaf(*index) };
            others.push(*index, hash).unwrap();
        }
        prop_assert!(others.check(&tiles, log.frontier.root()).is_err());

        // One bit of one tile is another one: every tile that was asked for counts.
        let mut torn = tiles.clone();
        let place = wrong.index(torn.data.len());
        let tile = *torn.data.keys().nth(place).unwrap();
        let data = torn.data.get_mut(&tile).unwrap();
        let at = byte.index(data.len());
        data[at] ^= 1;
        prop_assert!(places.check(&torn, log.frontier.root()).is_err(), "{tile}");
        torn.data.remove(&tile);
        prop_assert!(places.check(&torn, log.frontier.root()).is_err(), "{tile} is missing");
    }
}
