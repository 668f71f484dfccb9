//! The ledger of one lot as a zip that verifies on a machine without a network (L-14).

use crate::bidding::confirm;
use crate::permissions::visible;
use crate::{Error, Portal};
use domain::ids::LotCode;
use domain::ledger::hash::Hash32;
use domain::ledger::proof::Proof;
use domain::ledger::published::PublishedLot;
use domain::ledger::tile::{MissingTile, Tiles, tiles_of_inclusion};
use domain::ledger::tree::{HashReader, inclusion_proof};
use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What the reader finds first, in both languages.
const README: &str = include_str!("readme.txt");

impl Portal {
    /// The zip of a lot: its leaves with what opens them, a proof for each, the signed head of the
    /// log, its key, and how to check all of it.
    ///
    /// # Errors
    /// `NotFound` for lots that are not public or have no leaf yet; `OutcomeUnknown` while the standby
    /// does not have the head.
    pub async fn lot_ledger_zip(&self, code: &LotCode) -> Result<Vec<u8>, Error> {
        let key = self.log_key().await?;
        let mut tx = self.store().read().await?;
        let lot = visible(tx.lot(code).await?, None)?.lot.id;
        let leaves = tx.leaves_of_lot(lot).await?;
        let last = leaves.last().ok_or(Error::NotFound)?.index;
        let head = super::head_over(&mut tx, last).await?;
        let checkpoint = super::cosigning::read_note(&head.note)?;
        let mut files = vec![
            ("README.txt".to_owned(), README.as_bytes().to_vec()),
            (
                "vkey".to_owned(),
                format!("{}\n", key.verifier()).into_bytes(),
            ),
            ("checkpoint".to_owned(), head.note.clone().into_bytes()),
        ];
        if let Some(policy) = &self.settings().policy {
            files.push(("policy".to_owned(), policy.text().as_bytes().to_vec()));
        }
        let proven = leaves.iter().filter(|leaf| leaf.index < head.size);
        // Neighbours have most of their tiles in common: each is read once.
        let wanted = proven.clone().map(|leaf| leaf.index);
        let wanted = wanted.flat_map(|index| tiles_of_inclusion(index, head.size));
        let tiles = super::tiles_of(&mut tx, wanted.collect(), head.size).await?;
        drop(tx);
        confirm(self.store()).await?;
        let known = Known::over(tiles);
        for leaf in proven {
            let hashes = inclusion_proof(leaf.index, head.size, &known);
            let proof = Proof {
                extra: None,
                index: leaf.index,
                hashes: hashes.map_err(|error| Error::Internal(error.to_string()))?,
                checkpoint: checkpoint.clone(),
            };
            let name = format!("proofs/{}.tlog-proof", leaf.index);
            files.push((name, proof.to_string().into_bytes()));
        }
        let ledger = PublishedLot {
            lot: code.clone(),
            leaves: leaves
                .iter()
                .filter(|leaf| leaf.index < head.size)
                .map(super::public_leaf)
                .collect::<Result<_, Error>>()?,
        };
        let json = serde_json::to_vec_pretty(&ledger);
        files.push((
            "lot.json".to_owned(),
            json.map_err(|e| Error::Internal(e.to_string()))?,
        ));
        zipped(files).map_err(|error| Error::Internal(error.to_string()))
    }
}

/// Tiles whose inner hashes are computed once: proofs of neighbours share most of them.
struct Known {
    tiles: Tiles,
    hashes: RefCell<HashMap<(u8, u64), Hash32>>,
}

impl Known {
    fn over(tiles: Tiles) -> Self {
        Self {
            tiles,
            hashes: RefCell::default(),
        }
    }
}

impl HashReader for Known {
    type Error = MissingTile;

    fn node(&self, level: u8, index: u64) -> Result<Hash32, MissingTile> {
        if let Some(hash) = self.hashes.borrow().get(&(level, index)) {
            return Ok(*hash);
        }
        let hash = self.tiles.node(level, index)?;
        self.hashes.borrow_mut().insert((level, index), hash);
        Ok(hash)
    }
}

fn zipped(files: Vec<(String, Vec<u8>)>) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
