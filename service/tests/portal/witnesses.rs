//! The witnesses of the ledger: what they sign, and that an old copy is never signed again.

use domain::ids::LotCode;
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::cosignature::cosign;
use domain::ledger::key::{KeyKind, SignerKey, VerifierKey};
use domain::ledger::note::Note;
use domain::ledger::policy::Policy;
use domain::ledger::witness::{AddCheckpoint, Seen, WitnessRefusal};
use service::ledger::{WitnessAnswer, WitnessLink, sequence};
use service::testing::{TestBidder, TestPortal};
use service::{Portal, Settings};
use std::sync::Mutex;

fn witness_key() -> SignerKey {
    SignerKey::from_seed("w.example/1", KeyKind::Cosignature, [5; 32]).unwrap()
}

fn settings(name: &str) -> Settings {
    let text = format!(
        "witness W {} http://w.example\nquorum W\n",
        witness_key().verifier()
    );
    Settings {
        node: name.into(),
        policy: Some(Policy::parse(&text).unwrap()),
        ..Settings::default()
    }
}

/// How the witness behaves.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Fine,
    Down,
    Junk,
}

/// A witness without a network between.
struct Witness {
    log: VerifierKey,
    seen: Mutex<Seen>,
    mood: Mutex<Mood>,
    asked: Mutex<u32>,
}

impl Witness {
    async fn of(portal: &Portal) -> Self {
        Self {
            log: portal.log_key().await.unwrap().verifier().clone(),
            seen: Mutex::default(),
            mood: Mutex::new(Mood::Fine),
            asked: Mutex::new(0),
        }
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn size(&self) -> u64 {
        self.seen.lock().unwrap().size
    }

    fn answer(&self, body: &str) -> Result<String, WitnessRefusal> {
        let submission = AddCheckpoint::parse(body.as_bytes())?;
        let mut seen = self.seen.lock().unwrap();
        *seen = submission.judge(&self.log, *seen)?;
        Ok(cosign(&submission.checkpoint.text, &witness_key(), 7)
            .unwrap()
            .to_string())
    }
}

impl WitnessLink for Witness {
    async fn post(&self, url: &str, body: String) -> Result<WitnessAnswer, String> {
        assert_eq!(url, "http://w.example/add-checkpoint");
        *self.asked.lock().unwrap() += 1;
        let mood = *self.mood.lock().unwrap();
        let (status, body) = match mood {
            Mood::Down => return Err("no route".into()),
            Mood::Junk => (200, "\u{2014} w.example/1 AAAAAAAA\n".to_owned()),
            Mood::Fine => match self.answer(&body) {
                Ok(lines) => (200, lines),
                Err(WitnessRefusal::Conflict { size } | WitnessRefusal::OtherRoot { size }) => {
                    (409, format!("{size}\n"))
                }
                Err(other) => (other.status(), other.to_string()),
            },
        };
        Ok(WitnessAnswer { status, body })
    }
}

async fn bid_on(site: &TestPortal) -> (LotCode, TestBidder<'_>) {
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    anna.bid(&lot, 100_000).await.unwrap();
    (lot, anna)
}

async fn sequence_all(portal: &Portal) -> u64 {
    let mut all = 0;
    while let more @ 1.. = sequence(portal).await.unwrap() {
        all += more;
    }
    all
}

#[tokio::test]
async fn receipts_say_whether_they_are_witnessed() {
    let site = TestPortal::new().await;
    let (lot, anna) = bid_on(&site).await;
    let portal = site.beside_with(settings("second")).await;
    let witness = Witness::of(&portal).await;
    // Nothing is signed before the witness was heard once; then the log goes on by itself.
    assert_eq!(sequence_all(&portal).await, 0);
    portal.seek_cosignatures(&witness).await.unwrap();
    assert_eq!(sequence_all(&portal).await, 2);
    let early = portal.bid_proof(None, &lot, 2).await.unwrap();
    assert!(!early.is_witnessed && early.witnesses.is_empty());
    assert_eq!(portal.witnessed_checkpoint().await.unwrap(), None);
    portal.seek_cosignatures(&witness).await.unwrap();
    let later = portal.bid_proof(None, &lot, 2).await.unwrap();
    assert!(later.is_witnessed);
    assert_eq!(later.witnesses[0].witness, "w.example/1");
    // Nothing new: nobody is asked.
    let asked = *witness.asked.lock().unwrap();
    portal.seek_cosignatures(&witness).await.unwrap();
    assert_eq!(*witness.asked.lock().unwrap(), asked);
    // A later bid is not witnessed yet, the earlier one still is.
    anna.cap(&lot, 120_000).await.unwrap();
    sequence_all(&portal).await;
    assert!(!portal.bid_proof(None, &lot, 3).await.unwrap().is_witnessed);
    assert!(portal.bid_proof(None, &lot, 2).await.unwrap().is_witnessed);
    portal.seek_cosignatures(&witness).await.unwrap();
    assert!(portal.bid_proof(None, &lot, 3).await.unwrap().is_witnessed);
    assert_eq!(witness.size(), 3);
}

#[tokio::test]
async fn a_witness_that_fails_only_leaves_receipts_unwitnessed() {
    let site = TestPortal::new().await;
    let (lot, anna) = bid_on(&site).await;
    let portal = site.beside_with(settings("second")).await;
    let witness = Witness::of(&portal).await;
    portal.seek_cosignatures(&witness).await.unwrap();
    for (seq, mood) in [(3, Mood::Down), (4, Mood::Junk)] {
        witness.is(mood);
        let yuan = 100_000 + i64::try_from(seq).unwrap() * 10_000;
        anna.cap(&lot, yuan).await.unwrap();
        assert!(sequence_all(&portal).await > 0, "the log goes on");
        portal.seek_cosignatures(&witness).await.unwrap();
        let proof = portal.bid_proof(None, &lot, seq).await.unwrap();
        assert!(!proof.is_witnessed && proof.witnesses.is_empty());
        assert_eq!(portal.ledger_halted(), None);
    }
    witness.is(Mood::Fine);
    portal.seek_cosignatures(&witness).await.unwrap();
    assert!(portal.bid_proof(None, &lot, 4).await.unwrap().is_witnessed);
}

#[tokio::test]
async fn an_old_copy_is_never_signed() {
    let site = TestPortal::new().await;
    let (lot, anna) = bid_on(&site).await;
    let portal = site.beside_with(settings("second")).await;
    let witness = Witness::of(&portal).await;
    portal.seek_cosignatures(&witness).await.unwrap();
    sequence_all(&portal).await;
    portal.seek_cosignatures(&witness).await.unwrap();
    let before = portal.checkpoint().await.unwrap();
    // Others have seen more than this database knows: it is yesterday's.
    let larger = Checkpoint {
        origin: witness.log.name().to_owned(),
        size: witness.size() + 9,
        root: Seen::default().root,
    };
    *witness.seen.lock().unwrap() = Seen {
        size: larger.size,
        root: larger.root,
    };
    let restored = site.beside_with(settings("third")).await;
    restored.seek_cosignatures(&witness).await.unwrap();
    assert!(restored.ledger_halted().unwrap().contains("old copy"));
    anna.cap(&lot, 150_000).await.unwrap();
    assert_eq!(sequence_all(&restored).await, 0);
    assert_eq!(restored.checkpoint().await.unwrap(), before);
}

#[tokio::test]
async fn another_log_of_the_same_name_is_never_signed() {
    let site = TestPortal::new().await;
    bid_on(&site).await;
    let portal = site.beside_with(settings("second")).await;
    let witness = Witness::of(&portal).await;
    portal.seek_cosignatures(&witness).await.unwrap();
    sequence_all(&portal).await;
    *witness.seen.lock().unwrap() = Seen {
        size: 2,
        root: domain::ledger::hash::leaf_hash(b"another"),
    };
    let restored = site.beside_with(settings("third")).await;
    restored.seek_cosignatures(&witness).await.unwrap();
    assert!(restored.ledger_halted().unwrap().contains("another log"));
}

#[tokio::test]
async fn the_mark_outlives_the_database() {
    let site = TestPortal::new().await;
    let (lot, anna) = bid_on(&site).await;
    let folder = tempfile::tempdir().unwrap();
    let marked = |name: &str| Settings {
        node: name.into(),
        ledger_mark: Some(folder.path().join("ledger.mark")),
        ..Settings::default()
    };
    let portal = site.beside_with(marked("second")).await;
    assert_eq!(sequence_all(&portal).await, 2);
    assert!(portal.scrub().await.unwrap().is_empty());
    // As if the database were put back: the mark knows a larger head of the same log.
    let mark = std::fs::read_to_string(folder.path().join("ledger.mark")).unwrap();
    let (size, log) = mark.trim().split_once(' ').unwrap();
    assert_eq!(size, "2");
    std::fs::write(folder.path().join("ledger.mark"), format!("3 {log}\n")).unwrap();
    anna.cap(&lot, 150_000).await.unwrap();
    let restored = site.beside_with(marked("third")).await;
    assert_eq!(sequence_all(&restored).await, 0);
    assert!(restored.ledger_halted().is_some());
    let note = restored.checkpoint().await.unwrap().unwrap();
    assert_eq!(Note::parse(note.as_bytes()).unwrap().signatures.len(), 1);
    let damage = restored.scrub().await.unwrap();
    assert!(damage[0].contains("old copy"), "{damage:?}");
    assert!(restored.is_damaged(), "and no bid is taken");
}
