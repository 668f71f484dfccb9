//! Whether many leaves stand in a log, for about the price of hashing them: every tile is hashed
//! once and compared with the tile above it, where a proof for each leaf would hash the same tiles
//! again and again.

use super::hash::{HASH_LEN, Hash32};
use super::tile::{MissingTile, TILE_HEIGHT, TILE_WIDTH, Tile, TileKind, Tiles, fold};
use super::tree::root;
use std::collections::BTreeSet;

/// Leaves by their places in the tree of a certain size. Where all leaves of a tile are at hand,
/// the tile is not asked for.
pub struct Places {
    size: u64,
    count: u64,
    next: u64,
    held: Vec<Held>,
}

/// Leaves of one tile.
struct Held {
    index: u64,
    /// Place within the tile, and hash; none once the tile is complete.
    leaves: Vec<(u16, Hash32)>,
    /// The root over the tile, once it is complete.
    root: Option<Hash32>,
}

/// Why leaves do not stand where they should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// The place of a leaf lies outside of the tree or does not follow the one before.
    #[error("leaf {0} is out of turn or outside of the tree")]
    Place(u64),
    /// A tile could not be read.
    #[error(transparent)]
    Tile(#[from] MissingTile),
    /// The tiles at the edge do not give the root.
    #[error("another root")]
    Root,
    /// A tile is not the one that the tile above it stands for.
    #[error("{0} is not the tile under the root")]
    Above(Tile),
    /// Another leaf stands at this place.
    #[error("leaf {0} is another one in the log")]
    Leaf(u64),
}

impl Places {
    /// None yet, of the tree of `size` leaves.
    pub const fn new(size: u64) -> Self {
        Self {
            size,
            count: 0,
            next: 0,
            held: Vec::new(),
        }
    }

    /// Leaves so far.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Takes the next leaf: its place, which rises, and its hash.
    ///
    /// # Errors
    /// [`PlaceError::Place`].
    pub fn push(&mut self, index: u64, hash: Hash32) -> Result<(), PlaceError> {
        if index < self.next || index >= self.size {
            return Err(PlaceError::Place(index));
        }
        self.next = index + 1;
        self.count += 1;
        let (tile, within) = (
            index / u64::from(TILE_WIDTH),
            (index % u64::from(TILE_WIDTH)) as u16,
        );
        if self.held.last().is_none_or(|held| held.index != tile) {
            self.held.push(Held {
                index: tile,
                leaves: Vec::new(),
                root: None,
            });
        }
        if let Some(held) = self.held.last_mut() {
            held.leaves.push((within, hash));
            if held.leaves.len() == usize::from(TILE_WIDTH) {
                let hashes: Vec<u8> = held.leaves.iter().flat_map(|(_, hash)| hash.0).collect();
                held.root = Some(fold(&hashes));
                held.leaves = Vec::new();
            }
        }
        Ok(())
    }

    /// The tiles that [`Self::check`] reads.
    pub fn tiles(&self) -> BTreeSet<Tile> {
        let mut wanted: BTreeSet<Tile> = edge(self.size).collect();
        for held in &self.held {
            let leaves = self.tile(0, held.index);
            let mut next = match held.root {
                Some(_) => leaves.and_then(|tile| self.above(&tile)),
                None => leaves,
            };
            while let Some(tile) = next.filter(|tile| wanted.insert(*tile)) {
                next = self.above(&tile);
            }
        }
        wanted
    }

    /// Whether every leaf stands at its place in the tree with this root.
    ///
    /// # Errors
    /// [`PlaceError`] tells the first thing that is wrong.
    pub fn check(&self, tiles: &Tiles, under: Hash32) -> Result<(), PlaceError> {
        if tiles.size != self.size || root(self.size, tiles)? != under {
            return Err(PlaceError::Root);
        }
        // Every hash at the edge has gone into the root.
        let mut trusted: BTreeSet<Tile> = edge(self.size).collect();
        for held in &self.held {
            let tile = self.tile(0, held.index);
            let tile = tile.ok_or(PlaceError::Place(held.index * u64::from(TILE_WIDTH)))?;
            if let Some(root) = held.root {
                self.compare(&tile, root, tiles, &mut trusted)?;
                continue;
            }
            self.trust(tile, tiles, &mut trusted)?;
            let hashes = hashes(tiles, &tile)?;
            for (within, hash) in &held.leaves {
                let place = usize::from(*within) * HASH_LEN;
                if hashes.get(place..place + HASH_LEN) != Some(hash.0.as_slice()) {
                    let index = held.index * u64::from(TILE_WIDTH) + u64::from(*within);
                    return Err(PlaceError::Leaf(index));
                }
            }
        }
        Ok(())
    }

    /// Follows a tile up to the edge.
    fn trust(
        &self,
        tile: Tile,
        tiles: &Tiles,
        trusted: &mut BTreeSet<Tile>,
    ) -> Result<(), PlaceError> {
        if trusted.contains(&tile) {
            return Ok(());
        }
        self.compare(&tile, fold(hashes(tiles, &tile)?), tiles, trusted)?;
        trusted.insert(tile);
        Ok(())
    }

    /// Whether the tile above stands for `root` at the place of this tile.
    fn compare(
        &self,
        tile: &Tile,
        root: Hash32,
        tiles: &Tiles,
        trusted: &mut BTreeSet<Tile>,
    ) -> Result<(), PlaceError> {
        let above = self.above(tile).ok_or(PlaceError::Above(*tile))?;
        self.trust(above, tiles, trusted)?;
        let place = (tile.index % u64::from(TILE_WIDTH)) as usize * HASH_LEN;
        let stands = hashes(tiles, &above)?.get(place..place + HASH_LEN);
        if stands == Some(root.0.as_slice()) {
            return Ok(());
        }
        Err(PlaceError::Above(*tile))
    }

    fn tile(&self, level: u8, index: u64) -> Option<Tile> {
        Tile::in_tree(TileKind::Hashes(level), index, self.size)
    }

    /// The tile with the root of this one; a partial tile has none, it lies at the edge.
    fn above(&self, tile: &Tile) -> Option<Tile> {
        match tile.kind {
            TileKind::Hashes(level) if tile.is_full() => {
                self.tile(level + 1, tile.index / u64::from(TILE_WIDTH))
            }
            _ => None,
        }
    }
}

/// The tiles at the right edge of the tree: together they give its root.
fn edge(size: u64) -> impl Iterator<Item = Tile> {
    let levels = 0..u64::BITS as u8 / TILE_HEIGHT;
    levels.filter_map(move |level| {
        let index = size >> (level * TILE_HEIGHT) >> TILE_HEIGHT;
        Tile::in_tree(TileKind::Hashes(level), index, size)
    })
}

fn hashes<'a>(tiles: &'a Tiles, tile: &Tile) -> Result<&'a [u8], MissingTile> {
    let data = tiles.data.get(tile).ok_or(MissingTile::Absent(*tile))?;
    let whole = data.len() == usize::from(tile.width) * HASH_LEN;
    whole.then_some(&**data).ok_or(MissingTile::Length(*tile))
}
