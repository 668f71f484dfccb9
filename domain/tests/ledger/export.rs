//! A log on disk, as the portal serves it. With LEDGER_EXPORT_DIR the files stay there, for
//! scripts/ledger-crosscheck.sh; `vkey` beside them holds the key.

use crate::courses::{Course, Setting};
use crate::grown::Grown;
use crate::notes::{ORIGIN, VKEY, log_key};
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::key::VerifierKey;
use domain::ledger::proof::Proof;
use domain::ledger::tile::{Tile, TileKind, Tiles, entries_of, new_tiles};
use domain::ledger::tree::{inclusion_proof, root};
use std::fs;
use std::path::{Path, PathBuf};

fn write(log: &Grown, folder: &Path) {
    for tile in new_tiles(0, log.frontier.size()) {
        let path = folder.join(tile.to_string());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, log.file(tile)).unwrap();
    }
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("checkpoint"), checkpoint(log).to_string()).unwrap();
    fs::write(folder.join("vkey"), VKEY).unwrap();
    for index in [
        0,
        log.frontier.size() / 2,
        log.frontier.size().saturating_sub(1),
    ] {
        if index < log.frontier.size() {
            fs::write(
                folder.join(format!("{index}.tlog-proof")),
                receipt(log, index),
            )
            .unwrap();
        }
    }
}

fn checkpoint(log: &Grown) -> domain::ledger::note::Note {
    let (size, root) = (log.frontier.size(), log.frontier.root());
    Checkpoint {
        origin: ORIGIN.to_owned(),
        size,
        root,
    }
    .sign(&log_key())
    .unwrap()
}

fn receipt(log: &Grown, index: u64) -> String {
    let hashes = inclusion_proof(index, log.frontier.size(), log).unwrap();
    let extra = (index > 0).then(|| b"C0417".to_vec());
    Proof {
        extra,
        index,
        hashes,
        checkpoint: checkpoint(log),
    }
    .to_string()
}

/// Reads a log back from its files alone and checks it against its checkpoint.
fn read(folder: &Path) -> Vec<Vec<u8>> {
    let key = VerifierKey::parse(&fs::read_to_string(folder.join("vkey")).unwrap()).unwrap();
    let signed = fs::read(folder.join("checkpoint")).unwrap();
    let (head, _) = Checkpoint::open(&signed, &key).unwrap();
    let file = |tile: Tile| (tile, fs::read(folder.join(tile.to_string())).unwrap());
    let all = new_tiles(0, head.size).into_iter().map(file);
    let (entries, hashes): (Vec<_>, Vec<_>) =
        all.partition(|(tile, _)| tile.kind == TileKind::Entries);
    let tiles = Tiles {
        size: head.size,
        data: hashes.into_iter().collect(),
    };
    assert_eq!(root(head.size, &tiles), Ok(head.root));
    let entries = entries
        .iter()
        .flat_map(|(_, bundle)| entries_of(bundle).unwrap());
    let entries: Vec<_> = entries.map(<[u8]>::to_vec).collect();
    for index in [0, head.size / 2, head.size.saturating_sub(1)] {
        let Some(leaf) = entries.get(index as usize) else {
            continue;
        };
        let receipt = fs::read(folder.join(format!("{index}.tlog-proof"))).unwrap();
        Proof::parse(&receipt)
            .unwrap()
            .verify(leaf, &key, &[])
            .unwrap();
    }
    entries
}

/// Logs at the edges of tiles, and one of the leaves of a lot.
#[test]
fn logs_are_written_and_read_back() {
    let temporary = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("LEDGER_EXPORT_DIR").map(PathBuf::from);
    let folder = kept.unwrap_or_else(|| temporary.path().to_path_buf());
    for size in [
        0, 1, 2, 255, 256, 257, 1_000, 65_535, 65_536, 65_537, 70_000,
    ] {
        let log = Grown::of(size);
        let folder = folder.join(size.to_string());
        write(&log, &folder);
        assert_eq!(read(&folder), log.entries);
    }
    let setting = Setting {
        reserve: None,
        ranks: false,
        hard: false,
        min_bidders: 1,
        opens_reserve: false,
    };
    let mut course = Course::of(&setting, &[]);
    course.finish();
    let mut log = Grown::default();
    for sealed in &course.sealed {
        log.append(&sealed.leaf.to_bytes());
    }
    write(&log, &folder.join("lot"));
    assert_eq!(read(&folder.join("lot")).len(), 2);
}
