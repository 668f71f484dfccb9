//! An unpacked zip of one lot: every leaf has its own proof under the same head.

use super::{Verify, gone, told};
use anyhow::{Context, bail};
use domain::ledger::hash::leaf_hash;
use domain::ledger::proof::Proof;
use domain::ledger::published::PublishedLot;
use domain::ledger::replay::verify;
use domain::ledger::tree::verify_inclusion;
use std::path::Path;

pub(super) fn check(of: &Verify) -> anyhow::Result<String> {
    let folder = Path::new(&of.from);
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let head = of.head(&read("checkpoint")?, &read("vkey")?)?;
    let (size, root) = (head.checkpoint.size, head.checkpoint.root);
    let file: PublishedLot = serde_json::from_slice(&read("lot.json")?).context("lot.json")?;
    for leaf in &file.leaves {
        let name = format!("proofs/{}.tlog-proof", leaf.index);
        let proof = Proof::parse(&read(&name)?).with_context(|| name.clone())?;
        // Word for word the head whose signature was checked: it need not be checked again.
        let mut same = proof.checkpoint == head.note;
        if !same {
            let bytes = leaf.bytes().context(NOT_HEXADECIMAL)?;
            let proven = proof.verify(&bytes, &head.key, &[]);
            same = proven.with_context(|| name.clone())?.checkpoint == head.checkpoint;
        }
        if !same || proof.index != leaf.index {
            bail!("{name} belongs to another head or place");
        }
        let hash = leaf_hash(&leaf.bytes().context(NOT_HEXADECIMAL)?);
        let proven = verify_inclusion(hash, proof.index, size, &proof.hashes, root);
        proven.with_context(|| name.clone())?;
    }
    let mut report = head.report;
    let lot = &file.lot;
    if let Some(leaf) = file.leaves.iter().find(|leaf| leaf.opening.is_none()) {
        report.push_str(&gone(lot, leaf.index));
        return Ok(report);
    }
    let entries = file.entries().context(NOT_HEXADECIMAL)?;
    let verified = verify(lot, &entries, None);
    let verified = verified.map_err(|found| anyhow::anyhow!("{lot}: {found}"))?;
    report.push_str(&told(&verified));
    Ok(report)
}

const NOT_HEXADECIMAL: &str = "a leaf is not written in hexadecimal";
