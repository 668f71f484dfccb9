//! A witness, asked over HTTP as a log would.

use super::memory::Memory;
use super::router;
use axum::body::Body;
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::cosignature::cosigned_at;
use domain::ledger::hash::{Hash32, leaf_hash, node_hash};
use domain::ledger::key::{KeyKind, SignerKey};
use domain::ledger::note::Note;
use domain::ledger::witness::AddCheckpoint;
use domain::time::Date;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use service::Clock;
use std::path::Path;
use std::sync::Arc;
use tower::ServiceExt;

fn log() -> SignerKey {
    SignerKey::from_seed("log.example/a", KeyKind::Ed25519, [1; 32]).unwrap()
}

fn open(folder: &Path) -> anyhow::Result<Memory> {
    let clock = Clock::fixed(Date::of(2026, 11, 18).at(9, 0));
    let logs = vec![log().verifier().clone()];
    Memory::open(folder, "w.example/1", logs, clock)
}

fn leaf(byte: u8) -> Hash32 {
    leaf_hash(&[byte])
}

fn head(size: u64, root: Hash32) -> Note {
    let origin = "log.example/a".to_owned();
    Checkpoint { origin, size, root }.sign(&log()).unwrap()
}

fn submission(old: u64, proof: Vec<Hash32>, checkpoint: Note) -> AddCheckpoint {
    AddCheckpoint {
        old,
        proof,
        checkpoint,
    }
}

async fn ask(memory: &Arc<Memory>, body: String) -> (StatusCode, Option<String>, String) {
    let request = Request::post("/add-checkpoint").body(Body::from(body));
    let response = router(memory.clone())
        .oneshot(request.unwrap())
        .await
        .unwrap();
    let status = response.status();
    let kind = response.headers().get("content-type");
    let kind = kind.map(|kind| kind.to_str().unwrap().to_owned());
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, kind, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_growing_log_is_signed_and_a_second_tree_never() {
    let folder = tempfile::tempdir().unwrap();
    let memory = Arc::new(open(folder.path()).unwrap());
    let one = head(1, leaf(0));
    let (status, _, lines) = ask(&memory, submission(0, vec![], one.clone()).to_string()).await;
    assert_eq!(status, StatusCode::OK);
    let cosigned = Note::parse(format!("{one}{lines}").as_bytes()).unwrap();
    let when = cosigned_at(&cosigned, memory.verifier());
    let now_s = Date::of(2026, 11, 18).at(9, 0).millis() / 1_000;
    assert_eq!(when, u64::try_from(now_s).ok());
    // It goes on from there; whoever does not know is told the size.
    let two = head(2, node_hash(leaf(0), leaf(1)));
    let unaware = submission(0, vec![], two.clone()).to_string();
    let told = ask(&memory, unaware).await;
    let kind = Some("text/x.tlog.size".to_owned());
    assert_eq!(told, (StatusCode::CONFLICT, kind, "1\n".to_owned()));
    let fork = head(2, node_hash(leaf(7), leaf(1)));
    let (status, ..) = ask(
        &memory,
        submission(1, vec![leaf(1)], fork.clone()).to_string(),
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let grown = submission(1, vec![leaf(1)], two.clone()).to_string();
    assert_eq!(ask(&memory, grown).await.0, StatusCode::OK);
    // Not after a restart either.
    drop(memory);
    let again = Arc::new(open(folder.path()).unwrap());
    let (status, ..) = ask(&again, submission(2, vec![], fork).to_string()).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let same = submission(2, vec![], two).to_string();
    assert_eq!(
        ask(&again, same).await.0,
        StatusCode::OK,
        "the same head again"
    );
}

#[tokio::test]
async fn others_are_turned_away() {
    let folder = tempfile::tempdir().unwrap();
    let memory = Arc::new(open(folder.path()).unwrap());
    let (status, ..) = ask(&memory, "nonsense".into()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let key = SignerKey::from_seed("log.example/a", KeyKind::Ed25519, [9; 32]).unwrap();
    let origin = "log.example/a".to_owned();
    let root = leaf(0);
    let forged = Checkpoint {
        origin,
        size: 1,
        root,
    }
    .sign(&key)
    .unwrap();
    let (status, ..) = ask(&memory, submission(0, vec![], forged).to_string()).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let key = SignerKey::from_seed("log.example/b", KeyKind::Ed25519, [1; 32]).unwrap();
    let origin = "log.example/b".to_owned();
    let strange = Checkpoint {
        origin,
        size: 1,
        root,
    }
    .sign(&key)
    .unwrap();
    let (status, ..) = ask(&memory, submission(0, vec![], strange).to_string()).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, ..) = ask(&memory, "x".repeat(super::BODY_MAX + 1)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_cannot_be_kept_is_not_signed() {
    let folder = tempfile::tempdir().unwrap();
    let memory = Arc::new(open(folder.path()).unwrap());
    // A folder where the new file should be written: the disk says no.
    std::fs::create_dir(folder.path().join("heads.new")).unwrap();
    let first = submission(0, vec![], head(1, leaf(0))).to_string();
    let (status, ..) = ask(&memory, first.clone()).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    std::fs::remove_dir(folder.path().join("heads.new")).unwrap();
    assert_eq!(ask(&memory, first).await.0, StatusCode::OK);
}

#[test]
fn one_process_answers_for_a_witness_and_for_one_name() {
    let folder = tempfile::tempdir().unwrap();
    let memory = open(folder.path()).unwrap();
    assert!(open(folder.path()).is_err(), "it is running");
    let key = std::fs::metadata(folder.path().join("key")).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::mode(&key.permissions());
    assert_eq!(mode & 0o777, 0o600);
    drop(memory);
    let clock = Clock::fixed(Date::of(2026, 11, 18).at(9, 0));
    assert!(Memory::open(folder.path(), "w.example/2", Vec::new(), clock).is_err());
}
