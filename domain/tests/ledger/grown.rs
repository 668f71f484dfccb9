//! A log in memory.

use domain::ledger::hash::{Hash32, leaf_hash};
use domain::ledger::tile::{Tile, TileKind, Tiles, bundle, new_tiles};
use domain::ledger::tree::{Frontier, HashReader};
use std::collections::HashMap;

/// Every hash of a growing tree.
#[derive(Default)]
pub struct Grown {
    pub frontier: Frontier,
    pub entries: Vec<Vec<u8>>,
    nodes: HashMap<(u8, u64), Hash32>,
}

impl Grown {
    /// A log of `size` entries `entry 0`, `entry 1`, …
    pub fn of(size: u64) -> Self {
        let mut log = Self::default();
        for number in 0..size {
            log.append(format!("entry {number}").as_bytes());
        }
        log
    }

    pub fn append(&mut self, entry: &[u8]) {
        let made = self.frontier.push(leaf_hash(entry));
        self.nodes.extend(
            made.into_iter()
                .map(|(level, index, hash)| ((level, index), hash)),
        );
        self.entries.push(entry.to_vec());
    }

    pub fn leaf(&self, index: u64) -> Hash32 {
        leaf_hash(&self.entries[index as usize])
    }

    /// The bytes of a file of the log.
    pub fn file(&self, tile: Tile) -> Vec<u8> {
        match tile.kind {
            TileKind::Hashes(_) => tile.data(self).unwrap(),
            TileKind::Entries => {
                let first = tile.index as usize * 256;
                let held = &self.entries[first..first + usize::from(tile.width)];
                bundle(held.iter().map(Vec::as_slice)).unwrap()
            }
        }
    }

    /// All files of the log at its present size.
    pub fn tiles(&self) -> Tiles {
        let size = self.frontier.size();
        let data = new_tiles(0, size)
            .into_iter()
            .map(|tile| (tile, self.file(tile)));
        Tiles {
            size,
            data: data.collect(),
        }
    }
}

impl HashReader for Grown {
    type Error = (u8, u64);

    fn node(&self, level: u8, index: u64) -> Result<Hash32, (u8, u64)> {
        self.nodes
            .get(&(level, index))
            .copied()
            .ok_or((level, index))
    }
}
