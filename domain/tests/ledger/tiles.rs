//! Paths, bundles and which files a log has.

use crate::grown::Grown;
use domain::ledger::tile::{
    ENTRY_MAX, MissingTile, Tile, TileError, TileKind, Tiles, bundle, entries_of, new_tiles,
    tiles_of_consistency, tiles_of_inclusion,
};
use domain::ledger::tree::{consistency_proof, inclusion_proof, root};
use proptest::prelude::*;
use std::collections::BTreeSet;

const fn tile(kind: TileKind, index: u64, width: u16) -> Tile {
    Tile { kind, index, width }
}

#[test]
fn paths_of_the_specification() {
    let leaves = TileKind::Hashes(0);
    for (tile, path) in [
        (tile(leaves, 1_234_067, 112), "tile/0/x001/x234/067.p/112"),
        (tile(leaves, 273, 256), "tile/0/273"),
        (tile(TileKind::Hashes(1), 1, 17), "tile/1/001.p/17"),
        (tile(TileKind::Hashes(63), 0, 1), "tile/63/000.p/1"),
        (
            tile(TileKind::Entries, 1_000, 255),
            "tile/entries/x001/000.p/255",
        ),
    ] {
        assert_eq!(tile.to_string(), path);
        assert_eq!(Tile::parse(path), Ok(tile));
    }
}

/// L-02.
#[test]
fn malformed_paths_are_refused() {
    for path in [
        "",
        "/",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "/tile/0/000",
        "tile/0/000/",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/+1/000",
        "tile/256/000",
        "tile/data/000",
        "tile/8/0/000",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/+01",
        "tile/0/-01",
        "tile/0/x001",
        "tile/0/x1/002",
        "tile/0/x001/2",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/0/x000/001",
        "tile/0/X001/002",
        "tile/0/1000",
        "tile/0/x0001/000",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/00",
        "tile/0/000.p/01",
        "tile/0/000.p/+1",
        "tile/0/000.p/256",
        "tile/0/000.p/-1",
        "tile/0/000.p/1/",
        "tile/0/000.p/1.p/1",
        "tile/0/000.P/1",
        "tile/0/x001.p/1/000",
        "tile/0/ 00",
        "tile/0/００１",
        "tile/0/000?",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/0/../000",
        "tile/entries/0",
        "tile/entries/000.p/256",
        "tile/Entries/000",
        "tile/0/000\n",
    ] {
        assert_eq!(Tile::parse(path), Err(TileError::Path), "{path}");
    }
}

/// The example of tlog-tiles: a tree of 70,000.
#[test]
fn the_files_of_a_tree_of_70_000() {
    let files = new_tiles(0, 70_000);
    let of_kind = |kind| {
        let widths = files
            .iter()
            .filter(|tile| tile.kind == kind)
            .map(|tile| tile.width);
        let (full, partial): (Vec<_>, Vec<_>) = widths.partition(|width| *width == 256);
        (full.len(), partial)
    };
    assert_eq!(of_kind(TileKind::Hashes(0)), (273, vec![112]));
    assert_eq!(of_kind(TileKind::Hashes(1)), (1, vec![17]));
    assert_eq!(of_kind(TileKind::Hashes(2)), (0, vec![1]));
    assert_eq!(of_kind(TileKind::Entries), (273, vec![112]));
    assert_eq!(files.len(), 274 + 2 + 1 + 274);
}

#[test]
fn the_files_at_the_edges_of_tiles() {
    let files = |size| {
        let paths: Vec<_> = new_tiles(0, size).iter().map(Tile::to_string).collect();
        paths
    };
    assert_eq!(files(0), Vec::<String>::new());
    assert_eq!(files(1), ["tile/0/000.p/1", "tile/entries/000.p/1"]);
    assert_eq!(files(255), ["tile/0/000.p/255", "tile/entries/000.p/255"]);
    assert_eq!(
        files(256),
        ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]
    );
    let with_one_more = [
        "tile/0/000",
        "tile/0/001.p/1",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/1",
    ];
    assert_eq!(files(257), with_one_more);
    let upper = |size| {
        let files = new_tiles(0, size);
        let upper = files
            .iter()
            .filter(|tile| matches!(tile.kind, TileKind::Hashes(level) if level > 0));
        upper.map(Tile::to_string).collect::<Vec<_>>()
    };
    assert_eq!(upper(65_535), ["tile/1/000.p/255"]);
    assert_eq!(upper(65_536), ["tile/1/000", "tile/2/000.p/1"]);
    assert_eq!(upper(65_537), ["tile/1/000", "tile/2/000.p/1"]);
    assert_eq!(
        new_tiles(65_536, 65_537).len(),
        2,
        "one leaf, one tile and one bundle"
    );
    assert_eq!(new_tiles(7, 7), []);
    assert_eq!(Tile::in_tree(TileKind::Hashes(0), u64::MAX, u64::MAX), None);
    assert_eq!(Tile::in_tree(TileKind::Hashes(63), 0, u64::MAX), None);
}

/// L-03.
#[test]
fn bundles_hold_entries_up_to_65_535_bytes() {
    let longest = vec![7; ENTRY_MAX];
    let joined = bundle([b"".as_slice(), b"ab", &longest]).unwrap();
    assert_eq!(joined[..6], [0, 0, 0, 2, b'a', b'b']);
    assert_eq!(
        entries_of(&joined),
        Ok(vec![b"".as_slice(), b"ab", &longest])
    );
    let too_long = vec![7; ENTRY_MAX + 1];
    assert_eq!(bundle([too_long.as_slice()]), Err(TileError::EntryTooLong));
    for torn in [&joined[..1], &joined[..3], &joined[..joined.len() - 1], &[]] {
        assert_eq!(entries_of(torn), Err(TileError::Bundle));
    }
    assert_eq!(
        entries_of(&[0; 2 * 256]).map(|entries| entries.len()),
        Ok(256)
    );
    assert_eq!(entries_of(&[0; 2 * 257]), Err(TileError::Bundle));
}

#[test]
fn tiles_that_are_missing_or_torn_are_named() {
    let log = Grown::of(300);
    let mut tiles = log.tiles();
    assert_eq!(root(300, &tiles), Ok(log.frontier.root()));
    let partial = Tile::parse("tile/0/001.p/44").unwrap();
    tiles.data.get_mut(&partial).unwrap().pop();
    assert_eq!(root(300, &tiles), Err(MissingTile::Length(partial)));
    tiles.data.remove(&partial);
    assert_eq!(root(300, &tiles), Err(MissingTile::Absent(partial)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A growth in two steps publishes what a growth in one does, and partial tiles in between.
    #[test]
    fn growing_publishes_what_is_new(a in 0u64..140_000, b in 0u64..3_000, c in 0u64..3_000) {
        let (middle, size) = (a + b, a + b + c);
        let all = |size| new_tiles(0, size).into_iter().collect::<BTreeSet<_>>();
        let new: BTreeSet<_> = new_tiles(middle, size).into_iter().collect();
        let expected: BTreeSet<_> = all(size).difference(&all(middle)).copied().collect();
        prop_assert_eq!(new, expected);
        for tile in all(size) {
            prop_assert_eq!(Tile::parse(&tile.to_string()), Ok(tile));
            prop_assert_eq!(Tile::in_tree(tile.kind, tile.index, size), Some(tile));
        }
    }

    /// The named tiles are enough for a proof.
    #[test]
    fn a_proof_reads_the_tiles_it_names(size in 1u64..1_500, seed in any::<(u64, u64)>()) {
        let log = Grown::of(size);
        let (index, old) = (seed.0 % size, seed.1 % size);
        let only = |tiles: BTreeSet<Tile>| Tiles {
            size, data: tiles.into_iter().map(|tile| (tile, log.file(tile))).collect(),
        };
        let proof = inclusion_proof(index, size, &only(tiles_of_inclusion(index, size)));
        prop_assert_eq!(proof.unwrap(), inclusion_proof(index, size, &log).unwrap());
        let growth = consistency_proof(old, size, &only(tiles_of_consistency(old, size)));
        prop_assert_eq!(growth.unwrap(), consistency_proof(old, size, &log).unwrap());
    }

    #[test]
    fn parsers_never_panic(path in ".{0,40}", like in "tile/(entries|[0-9]{1,3})/[x0-9/.p+-]{0,30}",
                           bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for text in [&path, &like] {
            if let Ok(tile) = Tile::parse(text) {
                prop_assert_eq!(&tile.to_string(), text);
            }
        }
        if let Ok(entries) = entries_of(&bytes) {
            prop_assert_eq!(bundle(entries).unwrap(), bytes);
        }
    }
}
