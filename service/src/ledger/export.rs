//! The ledger of one lot as a zip that verifies on a machine without a network (L-14).

use crate::{Error, Portal};
use domain::ids::LotCode;
use domain::ledger::proof::Proof;
use domain::ledger::published::PublishedLot;
use domain::ledger::tree::inclusion_proof;
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
    /// `NotFound` for lots that are not public or have no leaf yet.
    pub async fn lot_ledger_zip(&self, code: &LotCode) -> Result<Vec<u8>, Error> {
        let key = self.log_key().await?;
        let mut tx = self.store().read().await?;
        let stored = tx.lot(code).await?;
        let lot = stored.filter(|stored| stored.lot.state.is_public());
        let leaves = tx.leaves_of_lot(lot.ok_or(Error::NotFound)?.lot.id).await?;
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
        for leaf in leaves.iter().filter(|leaf| leaf.index < head.size) {
            let tiles = super::tiles(&mut tx, leaf.index, head.size).await?;
            let hashes = inclusion_proof(leaf.index, head.size, &tiles);
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

fn zipped(files: Vec<(String, Vec<u8>)>) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
