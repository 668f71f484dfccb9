//! The Merkle tree of the log: growing it, its root at any size, and the two kinds of proof
//! (RFC 6962 §2.1, verification as in RFC 9162 §2.1.3.2 and §2.1.4.2).

use super::hash::{Hash32, empty_root, node_hash};

/// The most leaves a log may have: sizes are stored and read elsewhere as signed numbers.
pub const SIZE_MAX: u64 = i64::MAX as u64;

/// Where the hashes of perfect subtrees come from: memory, tiles, a table.
pub trait HashReader {
    /// Why a hash could not be read.
    type Error;

    /// The root of the perfect subtree over the leaves `index·2^level .. (index+1)·2^level`. Only
    /// subtrees that lie inside the tree in question are asked for.
    ///
    /// # Errors
    /// When the hash is not there.
    fn node(&self, level: u8, index: u64) -> Result<Hash32, Self::Error>;
}

/// The right edge of a growing tree: the roots of its perfect subtrees, the largest first. It is
/// all that appending needs, at most 63 hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash32>,
}

impl Frontier {
    /// The edge as it was stored; `None` when the number of peaks does not fit the size.
    pub fn restore(size: u64, peaks: Vec<Hash32>) -> Option<Self> {
        let fits = size <= SIZE_MAX && peaks.len() == size.count_ones() as usize;
        fits.then_some(Self { size, peaks })
    }

    /// The edge of the tree with `size` leaves.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn of<R: HashReader>(size: u64, reader: &R) -> Result<Self, R::Error> {
        let mut peaks = Vec::with_capacity(size.count_ones() as usize);
        let mut start = 0;
        for level in (0..64u8).rev().filter(|level| size >> level & 1 == 1) {
            peaks.push(reader.node(level, start >> level)?);
            start += 1 << level;
        }
        Ok(Self { size, peaks })
    }

    /// Leaves in the tree.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the perfect subtrees, the largest first; what [`Self::restore`] takes.
    pub fn peaks(&self) -> &[Hash32] {
        &self.peaks
    }

    /// Appends a leaf by its hash. Tells every perfect subtree that it completes, as level, index
    /// and root, the leaf itself first: the hashes that a store keeps.
    ///
    /// # Panics
    /// At [`SIZE_MAX`] leaves.
    pub fn push(&mut self, leaf: Hash32) -> Vec<(u8, u64, Hash32)> {
        assert!(self.size < SIZE_MAX, "a log has at most 2^63 - 1 leaves");
        let (mut hash, mut index, mut level) = (leaf, self.size, 0);
        let mut made = vec![(level, index, hash)];
        while index & 1 == 1
            && let Some(left) = self.peaks.pop()
        {
            hash = node_hash(left, hash);
            index >>= 1;
            level += 1;
            made.push((level, index, hash));
        }
        self.peaks.push(hash);
        self.size += 1;
        made
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash32 {
        let mut peaks = self.peaks.iter().rev().copied();
        let smallest = peaks.next();
        smallest.map_or_else(empty_root, |last| {
            peaks.fold(last, |right, left| node_hash(left, right))
        })
    }
}

/// The root of the first `size` leaves.
///
/// # Errors
/// Those of the reader.
pub fn root<R: HashReader>(size: u64, reader: &R) -> Result<Hash32, R::Error> {
    match size {
        0 => Ok(empty_root()),
        _ => range_hash(0, size, reader),
    }
}

/// The proof that leaf `index` is in the tree of `size` leaves: the siblings from the leaf up to
/// below the root (RFC 6962 §2.1.1). `index < size`.
///
/// # Errors
/// Those of the reader.
///
/// # Panics
/// When the leaf is not in the tree: the caller asks for what does not exist.
pub fn inclusion_proof<R: HashReader>(
    index: u64,
    size: u64,
    reader: &R,
) -> Result<Vec<Hash32>, R::Error> {
    assert!(index < size, "the leaf is in the tree");
    let (mut low, mut high) = (0, size);
    let mut siblings = Vec::new();
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            siblings.push((middle, high));
            high = middle;
        } else {
            siblings.push((low, middle));
            low = middle;
        }
    }
    let upwards = siblings.into_iter().rev();
    upwards
        .map(|(low, high)| range_hash(low, high, reader))
        .collect()
}

/// The proof that the tree of `old` leaves is the beginning of the tree of `size` leaves
/// (RFC 6962 §2.1.2). Empty when there is nothing to prove: `old` is 0 or `size`.
///
/// # Errors
/// Those of the reader.
///
/// # Panics
/// When `old > size`: a log never shrinks.
pub fn consistency_proof<R: HashReader>(
    old: u64,
    size: u64,
    reader: &R,
) -> Result<Vec<Hash32>, R::Error> {
    assert!(old <= size, "the older tree is not the larger one");
    if old == 0 || old == size {
        return Ok(Vec::new());
    }
    let (mut low, mut high) = (0, size);
    let mut ranges = Vec::new();
    while high != old {
        let middle = low + split(high - low);
        if old <= middle {
            ranges.push((middle, high));
            high = middle;
        } else {
            ranges.push((low, middle));
            low = middle;
        }
    }
    // The verifier knows the old root; it needs this part only where that is not the old tree.
    if low > 0 {
        ranges.push((low, high));
    }
    let upwards = ranges.into_iter().rev();
    upwards
        .map(|(low, high)| range_hash(low, high, reader))
        .collect()
}

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf or the older tree does not lie in the tree.
    #[error("outside of the tree")]
    Outside,
    /// Too few or too many hashes for these sizes.
    #[error("a proof of another length")]
    Length,
    /// The hashes lead to another root.
    #[error("another root")]
    Root,
}

/// Checks that the leaf with the hash `leaf` stands at `index` in the tree of `size` leaves with
/// this root (RFC 9162 §2.1.3.2).
///
/// # Errors
/// [`ProofError`] says how it fails.
pub fn verify_inclusion(
    leaf: Hash32,
    index: u64,
    size: u64,
    proof: &[Hash32],
    root: Hash32,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Outside);
    }
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(*sibling, hash);
            let rise = at.trailing_zeros();
            // A node without a right sibling goes up unchanged until it has one.
            (at, last) = (at >> rise, last >> rise);
        } else {
            hash = node_hash(hash, *sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    match () {
        () if last != 0 => Err(ProofError::Length),
        () if hash != root => Err(ProofError::Root),
        () => Ok(()),
    }
}

/// Checks that the tree of `old` leaves with `old_root` is the beginning of the tree of `size`
/// leaves with `root` (RFC 9162 §2.1.4.2). The empty tree is the beginning of every tree.
///
/// # Errors
/// [`ProofError`] says how it fails.
pub fn verify_consistency(
    old: u64,
    size: u64,
    proof: &[Hash32],
    old_root: Hash32,
    root: Hash32,
) -> Result<(), ProofError> {
    if old > size {
        return Err(ProofError::Outside);
    }
    if old == 0 || old == size {
        let known = if old == size { root } else { empty_root() };
        return match () {
            () if !proof.is_empty() => Err(ProofError::Length),
            () if old_root != known || (old == 0 && size == 0 && root != empty_root()) => {
                Err(ProofError::Root)
            }
            () => Ok(()),
        };
    }
    let rise = (old - 1).trailing_ones();
    let (mut at, mut last) = ((old - 1) >> rise, (size - 1) >> rise);
    // A perfect older tree is a node of the larger one: the proof leaves out what is known.
    let mut rest = proof.iter().copied();
    let seed = if at == 0 { Some(old_root) } else { rest.next() };
    let mut old_hash = seed.ok_or(ProofError::Length)?;
    let mut hash = old_hash;
    for sibling in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if at & 1 == 1 || at == last {
            old_hash = node_hash(sibling, old_hash);
            hash = node_hash(sibling, hash);
            let rise = at.trailing_zeros();
            (at, last) = (at >> rise, last >> rise);
        } else {
            hash = node_hash(hash, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    match () {
        () if last != 0 => Err(ProofError::Length),
        () if old_hash != old_root || hash != root => Err(ProofError::Root),
        () => Ok(()),
    }
}

/// The size of the left subtree of `size > 1` leaves: the largest power of two below it.
const fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// The root of the leaves `low .. high`, of which `low` is where a subtree of the tree begins.
fn range_hash<R: HashReader>(low: u64, high: u64, reader: &R) -> Result<Hash32, R::Error> {
    let size = high - low;
    if size.is_power_of_two() {
        let level = size.trailing_zeros() as u8;
        return reader.node(level, low >> level);
    }
    let middle = low + split(size);
    let left = range_hash(low, middle, reader)?;
    let right = range_hash(middle, high, reader)?;
    Ok(node_hash(left, right))
}
