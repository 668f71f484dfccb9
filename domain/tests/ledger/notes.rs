//! Keys, notes, checkpoints and cosignatures. The vectors of the key
//! `auction.example/ledger` were signed by golang.org/x/mod/sumdb/note.

use domain::ledger::checkpoint::{Checkpoint, CheckpointError};
use domain::ledger::cosignature::{TIME_MAX, cosign, cosigned_at};
use domain::ledger::hash::empty_root;
use domain::ledger::key::{KeyKind, NoteError, SignerKey, VerifierKey};
use domain::ledger::note::{Note, SIGNATURES_MAX};
use domain::ledger::proof::Proof;
use proptest::prelude::*;

pub const ORIGIN: &str = "auction.example/ledger";
const SKEY: &str =
    "PRIVATE+KEY+auction.example/ledger+db4b398a+AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";
pub const VKEY: &str =
    "auction.example/ledger+db4b398a+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
const NOTE: &str = "Price and time,\n\nboth are here: 落槌。\n\n\u{2014} auction.example/ledger \
    20s5is9kl2/CVrlF9CISja0ACTyTnsiw2B2hKnvM2xrsdl4hNprQmv7ZvV9BNaWGrrmuqZiMQYPSCCK3j8qMKd5eegk=\n";
const EMPTY: &str = "auction.example/ledger\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n\
    \u{2014} auction.example/ledger \
    20s5ihSvQ4VB5Dfoj642AP40eHggvECpmFiPGmLILSsi83lPGaJ7wjGmveXxoFncOwnkftJEqIBV6r6mcnZdG2TEzwg=\n";
/// The example of tlog-cosignature.
const COSIGNED: &str = "example.com/behind-the-sofa\n20852163\n\
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\u{2014} example.com/behind-the-sofa \
    Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
    \u{2014} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX\
    3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

pub fn log_key() -> SignerKey {
    SignerKey::parse(SKEY).unwrap()
}

pub fn witness_key(seed: u8) -> SignerKey {
    let name = format!("witness{seed}.example");
    SignerKey::from_seed(&name, KeyKind::Cosignature, [seed; 32]).unwrap()
}

#[test]
fn keys_have_the_text_form_of_other_implementations() {
    let key = log_key();
    assert_eq!(key.to_secret_text(), SKEY);
    assert_eq!(key.verifier().to_string(), VKEY);
    assert_eq!(&VerifierKey::parse(VKEY).unwrap(), key.verifier());
    assert_eq!(
        (key.verifier().name(), key.verifier().id()),
        (ORIGIN, 0xdb4b_398a)
    );
    let again = SignerKey::from_seed(ORIGIN, KeyKind::Ed25519, [7; 32]).unwrap();
    assert_eq!(again.to_secret_text(), SKEY);
    assert!(!format!("{key:?}").contains("BwcH") && !format!("{key:?}").contains("7, 7"));
    // The same bytes of another type are another key.
    let witness = SignerKey::from_seed(ORIGIN, KeyKind::Cosignature, [7; 32]).unwrap();
    assert_ne!(witness.verifier().id(), key.verifier().id());
    let text = witness.verifier().to_string();
    assert_eq!(
        VerifierKey::parse(&text).unwrap().kind(),
        KeyKind::Cosignature
    );
}

#[test]
fn malformed_keys_are_refused() {
    let (name, rest) = VKEY.split_once('+').unwrap();
    let (_, base64) = rest.split_once('+').unwrap();
    for bad in [
        String::new(),
        name.to_owned(),
        format!("{name}+db4b398a"),
        format!("{name}+db4b398a+"),
        format!("+db4b398a+{base64}"),
        format!("a b+db4b398a+{base64}"),
        format!("{name}+DB4B398A+{base64}"),
        format!("{name}+0db4b398a+{base64}"),
        format!("{name}+db4b39+{base64}"),
        format!("{name}+db4b398a+{base64}="),
        format!("{name}+db4b398a+{base64}\n"),
        format!("{name}+db4b398a+Ag{}", &base64[2..]),
        format!("{name}+db4b398a+{}", &base64[..40]),
    ] {
        assert_eq!(VerifierKey::parse(&bad), Err(NoteError::Key), "{bad}");
        assert_eq!(
            SignerKey::parse(&format!("PRIVATE+KEY+{bad}")).err(),
            Some(NoteError::Key)
        );
    }
    let other = format!("{name}+db4b398b+{base64}");
    assert_eq!(VerifierKey::parse(&other), Err(NoteError::KeyId));
    assert_eq!(
        SignerKey::parse(&SKEY.replace("398a", "398b")).err(),
        Some(NoteError::KeyId)
    );
    assert_eq!(SignerKey::parse(VKEY).err(), Some(NoteError::Key));
    for name in ["", "a b", "a+b", "a\u{3000}b", "a\nb", "a\tb", "a\u{1}b"] {
        let key = SignerKey::from_seed(name, KeyKind::Ed25519, [7; 32]);
        assert_eq!(key.err(), Some(NoteError::Key), "{name:?}");
    }
}

#[test]
fn notes_are_signed_like_by_other_implementations() {
    let key = log_key();
    let text = "Price and time,\n\nboth are here: 落槌。\n";
    let note = Note::sign(text, &key).unwrap();
    assert_eq!(note.to_string(), NOTE);
    let read = Note::parse(NOTE.as_bytes()).unwrap();
    assert_eq!(read, note);
    assert_eq!(read.verify(&[key.verifier()]), Ok(vec![0]));
    for bad in ["", "no newline", "a\tb\n", "a\r\n", "\u{0}\n"] {
        assert_eq!(Note::sign(bad, &key), Err(NoteError::Text), "{bad:?}");
    }
    assert_eq!(Note::sign(text, &witness_key(1)), Err(NoteError::Key));
}

#[test]
fn unknown_signatures_are_ignored_and_wrong_ones_of_known_keys_refuse_the_note() {
    let (key, other) = (
        log_key(),
        SignerKey::from_seed("b", KeyKind::Ed25519, [8; 32]).unwrap(),
    );
    let known = [key.verifier()];
    let mut note = Note::sign("a\n", &other).unwrap();
    assert_eq!(note.verify(&known), Err(NoteError::Unsigned));
    note.signatures
        .push(Note::sign("a\n", &key).unwrap().signatures.remove(0));
    assert_eq!(note.verify(&known), Ok(vec![0]));
    assert_eq!(
        note.verify(&[other.verifier(), key.verifier()]),
        Ok(vec![0, 1])
    );
    // The right name with another id is another key, and so is the right id with another name.
    note.signatures[0].name = ORIGIN.to_owned();
    assert_eq!(note.verify(&known), Ok(vec![0]));
    note.signatures[0].key_id = key.verifier().id();
    assert_eq!(note.verify(&known), Err(NoteError::Signature));
    note.signatures[0].name = "b".to_owned();
    assert_eq!(note.verify(&known), Ok(vec![0]));
    note.signatures[1].bytes.push(0);
    assert_eq!(note.verify(&known), Err(NoteError::Signature));
}

#[test]
fn malformed_notes_are_refused() {
    let line = NOTE.rsplit_once("\n\n").unwrap().1;
    let malformed = |bytes: &[u8]| {
        assert_eq!(
            Note::parse(bytes),
            Err(NoteError::Malformed),
            "{:?}",
            bytes.escape_ascii()
        );
    };
    for bad in [
        String::new(),
        "\n".to_owned(),
        "\n\n".to_owned(),
        "a\n".to_owned(),
        "a\n\n".to_owned(),
        format!("a\n{line}"),
        format!("a\n\n{line}\n"),
        format!("a\n\n{}", line.trim_end()),
        format!("a\n\n\n{}", line.trim_end()),
        format!("a\r\n\n{line}"),
        format!("a\u{0}\n\n{line}"),
        format!("a\n\n-{}", line.trim_start_matches('\u{2014}')),
        format!("a\n\n{}", line.replacen(' ', "", 1)),
        format!("a\n\n{}", line.replacen(' ', "  ", 1)),
        format!("a\n\n{}", line.replace("ledger 20", "ledger  20")),
        format!("a\n\n{}", line.replace("ledger 20", "ledger x 20")),
        format!("a\n\n{}", line.replace("ledger", "led+ger")),
        format!("a\n\n{}", line.replace("ledger", "led\u{a0}ger")),
        format!("a\n\n{}", line.replace("20s5is", "20s5i*")),
        "a\n\n\u{2014} b AAAAAA==\n".to_owned(),
        "a\n\n\u{2014} b AAAA\n".to_owned(),
        "a\n\n\u{2014} b \n".to_owned(),
    ] {
        malformed(bad.as_bytes());
    }
    malformed(b"\xff\n\n");
    let many = |count: usize| format!("a\n\n{}", line.repeat(count));
    assert_eq!(
        Note::parse(many(SIGNATURES_MAX).as_bytes())
            .unwrap()
            .signatures
            .len(),
        100
    );
    malformed(many(SIGNATURES_MAX + 1).as_bytes());
    malformed(format!("{}\n\n{line}", "a".repeat(1_000_000)).as_bytes());
}

#[test]
fn the_checkpoint_of_an_empty_log() {
    let key = log_key();
    let empty = Checkpoint {
        origin: ORIGIN.to_owned(),
        size: 0,
        root: empty_root(),
    };
    assert_eq!(empty.sign(&key).unwrap().to_string(), EMPTY);
    let (read, note) = Checkpoint::open(EMPTY.as_bytes(), key.verifier()).unwrap();
    assert_eq!((read, note.to_string().as_str()), (empty.clone(), EMPTY));
    let stranger = SignerKey::from_seed("b", KeyKind::Ed25519, [8; 32]).unwrap();
    assert_eq!(empty.sign(&stranger), Err(CheckpointError::Origin));
    let unsigned = Checkpoint::open(EMPTY.as_bytes(), stranger.verifier());
    assert_eq!(unsigned, Err(NoteError::Unsigned.into()));
    let foreign = Note::sign(&empty.text(), &stranger).unwrap().to_string();
    let opened = Checkpoint::open(foreign.as_bytes(), stranger.verifier());
    assert_eq!(opened, Err(CheckpointError::Origin));
}

/// L-04.
#[test]
fn malformed_checkpoints_are_refused() {
    let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    let good = format!("a\n7\n{root}\n");
    assert_eq!(Checkpoint::parse(&good).unwrap().text(), good);
    let most = format!("a\n{}\n{root}\n", i64::MAX);
    assert_eq!(Checkpoint::parse(&most).unwrap().size, i64::MAX as u64);
    for bad in [
        String::new(),
        "a\n7\n".to_owned(),
        format!("a\n7\n{root}"),
        format!("\n7\n{root}\n"),
        format!("a b\n7\n{root}\n"),
        format!("a+b\n7\n{root}\n"),
        format!("a\n07\n{root}\n"),
        format!("a\n+7\n{root}\n"),
        format!("a\n-7\n{root}\n"),
        format!("a\n 7\n{root}\n"),
        format!("a\n\n{root}\n"),
        format!("a\n7.0\n{root}\n"),
        format!("a\n9223372036854775808\n{root}\n"),
        format!("a\n99999999999999999999\n{root}\n"),
        format!("a\n7\n{}\n", &root[..43]),
        format!("a\n7\n{root}=\n"),
        format!("a\n7\n{root}\nextension\n"),
        format!("a\n7\n{root}\n\n"),
    ] {
        assert_eq!(
            Checkpoint::parse(&bad),
            Err(CheckpointError::Malformed),
            "{bad:?}"
        );
    }
}

#[test]
fn the_example_of_a_cosigned_checkpoint_is_read() {
    let note = Note::parse(COSIGNED.as_bytes()).unwrap();
    assert_eq!(note.to_string(), COSIGNED);
    let checkpoint = Checkpoint::parse(&note.text).unwrap();
    assert_eq!(
        (checkpoint.origin.as_str(), checkpoint.size),
        (note.signatures[0].name.as_str(), 20_852_163)
    );
    let witness = &note.signatures[1];
    assert_eq!(
        (witness.name.as_str(), witness.bytes.len()),
        ("witness.example.com/w1", 8 + 64)
    );
    let time = u64::from_be_bytes(*witness.bytes.first_chunk().unwrap());
    assert_eq!(time, 1_679_315_147);
}

#[test]
fn a_witness_signs_a_time_as_well() {
    let (key, witness) = (log_key(), witness_key(1));
    let mut note = Note::parse(EMPTY.as_bytes()).unwrap();
    assert_eq!(cosigned_at(&note, witness.verifier()), None);
    note.signatures
        .push(cosign(&note.text, &witness, 1_763_700_000).unwrap());
    assert_eq!(cosigned_at(&note, witness.verifier()), Some(1_763_700_000));
    assert_eq!(
        note.verify(&[key.verifier(), witness.verifier()]),
        Ok(vec![0, 1])
    );
    assert_eq!(note.verify(&[witness.verifier()]), Ok(vec![0]));
    // A witness does not speak for a log.
    let bytes = note.to_string();
    let opened = Checkpoint::open(bytes.as_bytes(), witness.verifier());
    assert_eq!(opened, Err(NoteError::Key.into()));
    note.signatures
        .push(cosign(&note.text, &witness, 1_763_700_060).unwrap());
    assert_eq!(cosigned_at(&note, witness.verifier()), Some(1_763_700_060));
    for bit in 0..8 * 8 {
        let mut bent = note.clone();
        bent.signatures.truncate(2);
        bent.signatures[1].bytes[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(cosigned_at(&bent, witness.verifier()), None);
        assert_eq!(
            bent.verify(&[witness.verifier()]),
            Err(NoteError::Signature)
        );
    }
    assert_eq!(cosign(&note.text, &key, 1), Err(NoteError::Key));
    assert_eq!(
        cosign(&note.text, &witness, TIME_MAX + 1),
        Err(NoteError::Text)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn parsers_never_panic(text in "(.|\n|\u{2014} a |[+ =A-Z]){0,80}", bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for bytes in [text.as_bytes(), &bytes] {
            if let Ok(note) = Note::parse(bytes) {
                let again = note.to_string();
                prop_assert_eq!(again.as_bytes(), bytes);
            }
            let _ = Proof::parse(bytes);
        }
        let _ = (Checkpoint::parse(&text), VerifierKey::parse(&text), SignerKey::parse(&text));
    }
}
