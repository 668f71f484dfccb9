//! An unpacked zip of one lot: every leaf has its own proof under the same head.

use super::{Verify, gone, told};
use anyhow::{Context, bail};
use domain::ledger::hash::leaf_hash;
use domain::ledger::proof::Proof;
use domain::ledger::published::PublishedLot;
use domain::ledger::replay::verify;
use domain::ledger::tree::verify_inclusion;
use std::collections::HashSet;
use std::path::Path;

pub(super) fn check(of: &Verify) -> anyhow::Result<String> {
    let folder = Path::new(&of.from);
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let beside = match (&of.vkey, read("vkey")) {
        // Whoever brings the printed key needs none beside the ledger.
        (Some(given), Err(_)) => given.clone().into_bytes(),
        (_, beside) => beside?,
    };
    let head = of.head(&read("checkpoint")?, &beside)?;
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
        proven.with_context(|| {
            let index = leaf.index;
            format!(
                "leaf {index} of lot.json is not the one that {name} leads from to the signed head"
            )
        })?;
    }
    let known: HashSet<u64> = file.leaves.iter().map(|leaf| leaf.index).collect();
    if let Some(index) = proofs(folder)?.difference(&known).min() {
        bail!("proofs/{index}.tlog-proof proves a leaf that lot.json does not have");
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
    report.push_str(LATER_LEAVES);
    report.push_str(&told(&verified));
    Ok(report)
}

/// The places of the leaves that have a proof in the folder.
fn proofs(folder: &Path) -> anyhow::Result<HashSet<u64>> {
    let path = folder.join("proofs");
    let entries = std::fs::read_dir(&path);
    let entries = entries.with_context(|| format!("cannot read {}", path.display()))?;
    let mut places = HashSet::new();
    for entry in entries {
        let name = entry?.file_name();
        let place = name
            .to_str()
            .and_then(|name| name.strip_suffix(".tlog-proof"));
        places.extend(place.and_then(|place| place.parse::<u64>().ok()));
    }
    Ok(places)
}

/// What one lot's leaves alone cannot show.
const LATER_LEAVES: &str = "that the log has no later leaf of the lot is not seen from a folder; \
                            luochui verify http://… reads all of it\n";

const NOT_HEXADECIMAL: &str = "a leaf is not written in hexadecimal";
