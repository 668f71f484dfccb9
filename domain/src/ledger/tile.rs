//! Tiles: the tree and its entries as a finite set of static files (C2SP tlog-tiles,
//! reliability.md L-01 to L-03).

use super::hash::{HASH_LEN, Hash32, node_hash};
use super::tree::{HashReader, consistency_proof, inclusion_proof};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

/// Hashes in a full tile, and entries in a full bundle.
pub const TILE_WIDTH: u16 = 256;
/// The highest level that a path may name. A tree of 2^63 leaves has none above 7.
pub const LEVEL_MAX: u8 = 63;
/// The longest entry, bytes: its length is two bytes in a bundle (L-03).
pub const ENTRY_MAX: usize = u16::MAX as usize;

/// Levels of the tree that one tile spans.
pub(super) const TILE_HEIGHT: u8 = 8;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileKind {
    /// Hashes of this level, 0–63: of leaves at 0, of full tiles of the level below from 1 on.
    Hashes(u8),
    /// The entries whose hashes stand in the tile of level 0 with the same index.
    Entries,
}

/// One static file of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// What it holds.
    pub kind: TileKind,
    /// Its place in the level, from 0.
    pub index: u64,
    /// How many hashes or entries it holds, 1–256; 256 is a full tile.
    pub width: u16,
}

/// Why something is no tile or no bundle of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// Not a path of a tile, or a second spelling of one (L-02).
    #[error("not the path of a tile")]
    Path,
    /// An entry of more than 65,535 bytes (L-03).
    #[error("an entry is longer than 65,535 bytes")]
    EntryTooLong,
    /// Bytes that are no sequence of entries.
    #[error("not a bundle of entries")]
    Bundle,
}

impl Tile {
    /// The tile at `index` of a level as it is in the tree of `size` leaves; `None` when it would
    /// be empty: empty tiles do not exist (L-02).
    pub fn in_tree(kind: TileKind, index: u64, size: u64) -> Option<Self> {
        let hashes = hashes_at(kind, size);
        let before = index.checked_mul(u64::from(TILE_WIDTH))?;
        let width = hashes.checked_sub(before)?.min(u64::from(TILE_WIDTH)) as u16;
        (width > 0).then_some(Self { kind, index, width })
    }

    /// Whether the tile is full: full tiles never change and replace the partial ones.
    pub const fn is_full(&self) -> bool {
        self.width == TILE_WIDTH
    }

    /// Parses a path as [`Display`](fmt::Display) prints it: `tile/0/x001/x234/067.p/112`,
    /// `tile/entries/000`.
    ///
    /// # Errors
    /// [`TileError::Path`] for every other text, `tile/00/000`, `tile/0/+01`, `tile/0/x001/2`,
    /// `tile/0/000.p/0`, `tile/0/000.p/256` and `tile/64/000` among them (L-02).
    pub fn parse(path: &str) -> Result<Self, TileError> {
        Self::read(path)
            .filter(|tile| tile.to_string() == path)
            .ok_or(TileError::Path)
    }

    /// Reads a path leniently; [`Self::parse`] prints the result again and compares.
    fn read(path: &str) -> Option<Self> {
        // 22 characters of digits and marks would do; the bound only keeps the work small.
        let (level, rest) = path
            .strip_prefix("tile/")
            .filter(|_| path.len() < 64)?
            .split_once('/')?;
        let kind = match level {
            "entries" => TileKind::Entries,
            _ => TileKind::Hashes(level.parse().ok().filter(|level| *level <= LEVEL_MAX)?),
        };
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => (index, width.parse().ok().filter(|w| *w < TILE_WIDTH)?),
            None => (rest, TILE_WIDTH),
        };
        let index = index.split('/').try_fold(0u64, |so_far, element| {
            let digits: u64 = element.strip_prefix('x').unwrap_or(element).parse().ok()?;
            so_far.checked_mul(1_000)?.checked_add(digits)
        })?;
        (width > 0).then_some(Self { kind, index, width })
    }

    /// The bytes of the tile: its hashes one after the other, 32 bytes each.
    ///
    /// # Errors
    /// Those of the reader.
    ///
    /// # Panics
    /// For a bundle of entries, which has no hashes.
    pub fn data<R: HashReader>(&self, reader: &R) -> Result<Vec<u8>, R::Error> {
        let TileKind::Hashes(level) = self.kind else {
            panic!("a bundle of entries has no hashes");
        };
        let first = self.index * u64::from(TILE_WIDTH);
        let mut bytes = Vec::with_capacity(usize::from(self.width) * HASH_LEN);
        for index in first..first + u64::from(self.width) {
            bytes.extend_from_slice(&reader.node(level * TILE_HEIGHT, index)?.0);
        }
        Ok(bytes)
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes(level) => write!(f, "tile/{level}/")?,
            TileKind::Entries => f.write_str("tile/entries/")?,
        }
        let (mut path, mut left) = (format!("{:03}", self.index % 1_000), self.index / 1_000);
        while left > 0 {
            path = format!("x{:03}/{path}", left % 1_000);
            left /= 1_000;
        }
        if !self.is_full() {
            write!(path, ".p/{}", self.width)?;
        }
        f.write_str(&path)
    }
}

/// Hashes, or entries, that the whole level of this kind has in the tree of `size` leaves.
fn hashes_at(kind: TileKind, size: u64) -> u64 {
    let level = match kind {
        TileKind::Hashes(level) => level,
        TileKind::Entries => 0,
    };
    size.checked_shr(u32::from(level) * u32::from(TILE_HEIGHT))
        .unwrap_or(0)
}

/// The tiles and bundles that a log publishes when it grows from `old` to `size` leaves: every one
/// that becomes full, and the partial ones of the new size. From 0 these are all files of the log.
pub fn new_tiles(old: u64, size: u64) -> Vec<Tile> {
    let levels = (0..=LEVEL_MAX / TILE_HEIGHT).map(TileKind::Hashes);
    levels
        .chain([TileKind::Entries])
        .flat_map(|kind| new_of_kind(kind, old, size))
        .collect()
}

fn new_of_kind(kind: TileKind, old: u64, size: u64) -> impl Iterator<Item = Tile> {
    let (before, after) = (hashes_at(kind, old), hashes_at(kind, size));
    let first = before / u64::from(TILE_WIDTH);
    let end = if after > before {
        after.div_ceil(u64::from(TILE_WIDTH))
    } else {
        first
    };
    (first..end).filter_map(move |index| Tile::in_tree(kind, index, size))
}

/// Joins entries to a bundle: of each its length, two bytes with the higher first, and its bytes.
///
/// # Errors
/// [`TileError::EntryTooLong`] above [`ENTRY_MAX`] bytes.
pub fn bundle<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, TileError> {
    let mut bytes = Vec::new();
    for entry in entries {
        let length = u16::try_from(entry.len()).map_err(|_| TileError::EntryTooLong)?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// The entries of a bundle.
///
/// # Errors
/// [`TileError::Bundle`] when the bytes end inside an entry, or hold none or more than 256.
pub fn entries_of(bundle: &[u8]) -> Result<Vec<&[u8]>, TileError> {
    let (mut entries, mut rest) = (Vec::new(), bundle);
    while let Some((length, bytes)) = rest.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = bytes.split_at_checked(length).ok_or(TileError::Bundle)?;
        entries.push(entry);
        rest = after;
    }
    let fits = rest.is_empty() && (1..=usize::from(TILE_WIDTH)).contains(&entries.len());
    fits.then_some(entries).ok_or(TileError::Bundle)
}

/// Why the hash of a node could not be told from tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MissingTile {
    /// The tile was not supplied.
    #[error("{0} is missing")]
    Absent(Tile),
    /// It has another number of bytes than its width asks for.
    #[error("{0} has the wrong length")]
    Length(Tile),
}

/// The tiles of a tree of `size` leaves, or those of them that are at hand.
#[derive(Clone, Debug, Default)]
pub struct Tiles {
    /// Leaves of the tree that the tiles belong to.
    pub size: u64,
    /// The bytes of each tile.
    pub data: BTreeMap<Tile, Vec<u8>>,
}

impl HashReader for Tiles {
    type Error = MissingTile;

    fn node(&self, level: u8, index: u64) -> Result<Hash32, MissingTile> {
        let (tile, within) = tile_of(level, index, self.size);
        let data = self.data.get(&tile).ok_or(MissingTile::Absent(tile))?;
        let whole = data.len() == usize::from(tile.width) * HASH_LEN;
        let hashes = data
            .get(within)
            .filter(|_| whole)
            .ok_or(MissingTile::Length(tile))?;
        Ok(fold(hashes))
    }
}

/// The tile that tells the node at `level` and `index` of a tree, and the bytes in it that do.
fn tile_of(level: u8, index: u64, size: u64) -> (Tile, std::ops::Range<usize>) {
    let (tile_level, height) = (level / TILE_HEIGHT, level % TILE_HEIGHT);
    let first = index << height;
    let (kind, width) = (TileKind::Hashes(tile_level), u64::from(TILE_WIDTH));
    // A node outside of the tree gets a full tile, which no reader has.
    let full = Tile {
        kind,
        index: first / width,
        width: TILE_WIDTH,
    };
    let tile = Tile::in_tree(kind, full.index, size).unwrap_or(full);
    let start = (first % width) as usize * HASH_LEN;
    (tile, start..start + (HASH_LEN << height))
}

/// The root over hashes whose number is a power of two.
pub(super) fn fold(hashes: &[u8]) -> Hash32 {
    match Hash32::from_slice(hashes) {
        Some(hash) => hash,
        None => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            node_hash(fold(left), fold(right))
        }
    }
}

/// The tiles that an inclusion proof for leaf `index` in the tree of `size` leaves reads.
///
/// # Panics
/// When the leaf is not in the tree.
pub fn tiles_of_inclusion(index: u64, size: u64) -> BTreeSet<Tile> {
    recorded(size, |asked| inclusion_proof(index, size, asked))
}

/// The tiles that a consistency proof between two sizes reads.
///
/// # Panics
/// When `old > size`.
pub fn tiles_of_consistency(old: u64, size: u64) -> BTreeSet<Tile> {
    recorded(size, |asked| consistency_proof(old, size, asked))
}

/// Reads nothing and remembers what was asked for.
struct Asked {
    size: u64,
    tiles: RefCell<BTreeSet<Tile>>,
}

impl HashReader for Asked {
    type Error = std::convert::Infallible;

    fn node(&self, level: u8, index: u64) -> Result<Hash32, Self::Error> {
        self.tiles
            .borrow_mut()
            .insert(tile_of(level, index, self.size).0);
        Ok(Hash32::ZERO)
    }
}

fn recorded<T>(
    size: u64,
    ask: impl FnOnce(&Asked) -> Result<T, std::convert::Infallible>,
) -> BTreeSet<Tile> {
    let asked = Asked {
        size,
        tiles: RefCell::default(),
    };
    let Ok(_) = ask(&asked);
    asked.tiles.into_inner()
}
