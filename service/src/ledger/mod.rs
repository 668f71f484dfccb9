//! The public ledger (公开出价账本): every event of a lot becomes a leaf of a transparency log that
//! anybody can check (reliability.md §6).

mod chain;
mod cosigning;
mod export;
mod gather;
mod guard;
mod keys;
mod pages;
mod published;
mod purge;
mod reserve;
mod scrub;
mod sequencer;

pub(crate) use chain::Chains;
pub use cosigning::{WitnessAnswer, WitnessLink};
pub(crate) use guard::Guard;
pub use guard::marked_leaves;
pub use keys::LogKey;
pub(crate) use published::published_keys;
pub(crate) use reserve::reserve_seal;
pub use scrub::{Damage, examine};
pub use sequencer::{sequence, sequence_all};

use crate::bidding::confirm;
use crate::permissions::visible;
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::bidding::EventKind;
use domain::ids::LotCode;
use domain::ledger::opening::Opening;
use domain::ledger::policy::{Cosigned, Policy};
use domain::ledger::proof::Proof;
use domain::ledger::published::{PublishedLeaf, PublishedLot};
use domain::ledger::tile::{TILE_WIDTH, Tile, TileKind, Tiles, bundle, tiles_of_inclusion};
use domain::ledger::tree::inclusion_proof;
use domain::views::LedgerPlace;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{LedgerHead, StoredLeaf, Tx};

/// What the owner of a bid can prove with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BidProof {
    /// Canonical bytes of the leaf, hexadecimal.
    pub leaf: String,
    /// What opens it; the secret part only for the owner of the bid.
    pub opening: Option<Opening>,
    /// The receipt in the form `c2sp.org/tlog-proof@v1`.
    pub proof: String,
    /// Place of the leaf in the log, from 0.
    pub index: u64,
    /// Whether enough witnesses of the portal's policy have signed the head that the proof leads
    /// to. Never without a policy.
    pub is_witnessed: bool,
    /// The witnesses that have signed it.
    pub witnesses: Vec<Cosigned>,
}

impl Portal {
    /// The signed head of the log; nothing before its first leaf.
    ///
    /// # Errors
    /// As [`Self::confirmed_head`].
    pub async fn checkpoint(&self) -> Result<Option<String>, Error> {
        Ok(self.confirmed_head().await?.map(|head| head.note))
    }

    /// The latest head, once the standby that commits wait for has it. A primary that is cut off may
    /// sign what its successor never hears of; were it shown, there would be two logs (reliability.md
    /// F-12, I-23).
    ///
    /// # Errors
    /// `OutcomeUnknown` while the standby does not have it; faults of ours.
    pub(super) async fn confirmed_head(&self) -> Result<Option<LedgerHead>, Error> {
        let head = self.store().read().await?.ledger_head().await?;
        if head.is_some() {
            confirm(self.store()).await?;
        }
        Ok(head)
    }

    /// The bytes of a tile or a bundle of entries, when the log is that large.
    ///
    /// # Errors
    /// `NotFound` for a tile outside of the published tree.
    pub async fn tile(&self, tile: &Tile) -> Result<Vec<u8>, Error> {
        let mut tx = self.store().read().await?;
        let size = tx.ledger_head().await?.map_or(0, |head| head.size);
        // A partial tile of an earlier head is the beginning of what is there now.
        let there = Tile::in_tree(tile.kind, tile.index, size).ok_or(Error::NotFound)?;
        if tile.width > there.width {
            return Err(Error::NotFound);
        }
        tile_bytes(&mut tx, tile).await
    }

    /// The codes of the public lots that have leaves.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn ledger_lots(&self) -> Result<Vec<LotCode>, Error> {
        Ok(self.store().read().await?.ledger_lots().await?)
    }

    /// What the public gets of a lot.
    ///
    /// # Errors
    /// `NotFound` for lots that are not public.
    pub async fn lot_ledger(&self, code: &LotCode) -> Result<PublishedLot, Error> {
        let mut tx = self.store().read().await?;
        let lot = visible(tx.lot(code).await?, None)?.lot.id;
        let leaves = tx.leaves_of_lot(lot).await?;
        Ok(PublishedLot {
            lot: code.clone(),
            leaves: leaves
                .iter()
                .map(public_leaf)
                .collect::<Result<_, Error>>()?,
        })
    }

    /// Where an event of a lot stands in the log; nothing until it has its leaf.
    ///
    /// # Errors
    /// As [`Self::bid_proof`], but for `NotFound` and `OutcomeUnknown`.
    pub async fn ledger_place(
        &self,
        code: &LotCode,
        seq: u64,
    ) -> Result<Option<LedgerPlace>, Error> {
        match self.bid_proof(None, code, seq).await {
            Ok(proof) => Ok(Some(LedgerPlace {
                index: proof.index,
                has_witnesses: self.asked_policy().is_some(),
                is_witnessed: proof.is_witnessed,
                witnesses: proof.witnesses,
            })),
            // A head that cannot be shown yet proves nothing yet.
            Err(Error::NotFound | Error::OutcomeUnknown) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The policy, when it names witnesses.
    fn asked_policy(&self) -> Option<&Policy> {
        let policy = self.settings().policy.as_ref();
        policy.filter(|policy| !policy.witnesses.is_empty())
    }

    /// The proof of an event of a lot. The owner of a bid gets what opens its secret part too.
    ///
    /// # Errors
    /// `NotFound` for lots that are not public, and until the event has its leaf; `OutcomeUnknown`
    /// as [`Self::confirmed_head`].
    pub async fn bid_proof(
        &self,
        who: Option<&Account>,
        code: &LotCode,
        seq: u64,
    ) -> Result<BidProof, Error> {
        let mut tx = self.store().read().await?;
        let lot = visible(tx.lot(code).await?, who)?.lot.id;
        let leaf = tx.leaf_of_event(lot, seq).await?.ok_or(Error::NotFound)?;
        let head = head_over(&mut tx, leaf.index).await?;
        let tiles = tiles(&mut tx, leaf.index, head.size).await?;
        let hashes = inclusion_proof(leaf.index, head.size, &tiles);
        let proof = Proof {
            extra: None,
            index: leaf.index,
            hashes: hashes.map_err(|error| Error::Internal(error.to_string()))?,
            checkpoint: cosigning::read_note(&head.note)?,
        };
        let asked = self.asked_policy();
        let mine = match who {
            Some(account) => {
                let paddle = tx.enrolment(lot, account.id).await?;
                let event = tx.event(lot, seq).await?;
                matches!(event.map(|e| e.kind), Some(EventKind::Bid { paddle: of, .. }) if Some(of) == paddle)
            }
            None => false,
        };
        drop(tx);
        confirm(self.store()).await?;
        let opening = opening_of(&leaf)?;
        Ok(BidProof {
            leaf: crate::random::hex(&leaf.leaf),
            opening: if mine {
                opening
            } else {
                opening.map(|opening| opening.public_only())
            },
            proof: proof.to_string(),
            index: leaf.index,
            is_witnessed: asked.is_some_and(|policy| policy.is_met(&proof.checkpoint)),
            witnesses: asked.map_or_else(Vec::new, |policy| policy.cosigned(&proof.checkpoint)),
        })
    }
}

/// The head to prove a leaf under: the latest that enough witnesses have signed, or the latest of
/// all while those do not reach the leaf yet.
async fn head_over(tx: &mut Tx, index: u64) -> Result<LedgerHead, Error> {
    let reaches = |head: &LedgerHead| index < head.size;
    let witnessed = cosigning::witnessed_head(tx).await?.filter(reaches);
    let head = match witnessed {
        Some(head) => Some(head),
        None => tx.ledger_head().await?.filter(reaches),
    };
    head.ok_or(Error::NotFound)
}

fn public_leaf(leaf: &StoredLeaf) -> Result<PublishedLeaf, Error> {
    Ok(PublishedLeaf {
        index: leaf.index,
        leaf: crate::random::hex(&leaf.leaf),
        opening: opening_of(leaf)?.map(|opening| opening.public_only()),
    })
}

fn opening_of(leaf: &StoredLeaf) -> Result<Option<Opening>, Error> {
    let read = |text: &str| serde_json::from_str(text);
    let opening = leaf.opening.as_deref().map(read).transpose();
    opening.map_err(|error| Error::Internal(format!("stored opening: {error}")))
}

/// The tiles that prove a leaf.
async fn tiles(tx: &mut Tx, index: u64, size: u64) -> Result<Tiles, Error> {
    tiles_of(tx, tiles_of_inclusion(index, size), size).await
}

/// These tiles of the tree of `size` leaves.
async fn tiles_of(tx: &mut Tx, wanted: BTreeSet<Tile>, size: u64) -> Result<Tiles, Error> {
    let mut data = BTreeMap::new();
    for tile in wanted {
        data.insert(tile, tile_bytes(tx, &tile).await?);
    }
    Ok(Tiles { size, data })
}

async fn tile_bytes(tx: &mut Tx, tile: &Tile) -> Result<Vec<u8>, Error> {
    let (first, width) = (tile.index * u64::from(TILE_WIDTH), u64::from(tile.width));
    match tile.kind {
        TileKind::Hashes(level) => {
            let hashes = tx.ledger_nodes(level * 8, first, width).await?;
            Ok(hashes.iter().flat_map(|hash| hash.0).collect())
        }
        TileKind::Entries => {
            let entries = tx.ledger_entries(first, width).await?;
            let bundled = bundle(entries.iter().map(Vec::as_slice));
            bundled.map_err(|error| Error::Internal(error.to_string()))
        }
    }
}
