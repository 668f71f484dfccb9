//! What strangers send in the place of a passkey's answer never makes the process panic: JSON of browsers,
//! and inside it the bytes of authenticators (CBOR, keys, signatures). The targets are run as those of
//! `domain/tests/fuzz` are: over their corpus, over changed samples, over random bytes.

#[path = "../../../domain/tests/fuzz/changed.rs"]
mod changed;

use super::{handle, read, written};
use changed::fuzz;
use domain::ids::AccountId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::LazyLock;
use webauthn_rs::prelude::{
    Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Webauthn, WebauthnBuilder,
};

const ITERATIONS: usize = 500;
/// Where the corpora are.
const FOLDER: &str = "src/passkeys";
/// What every answer of the corpora was made for, so that the whole ones are taken: 32 bytes, all 5.
const CHALLENGE: &str = "BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU";
/// Answers that are whole and right.
const CREATED: &str = include_str!("__fuzz__/passkey_creations/corpus/00");
const ANSWERED: &str = include_str!("__fuzz__/passkey_answers/corpus/00");

static PARTY: LazyLock<Webauthn> = LazyLock::new(|| {
    let origin = Url::parse("http://localhost:3000").expect("what the corpus was made with");
    let builder =
        WebauthnBuilder::new("localhost", &origin).expect("what the corpus was made with");
    builder.build().expect("what the corpus was made with")
});

static CREATING: LazyLock<PasskeyRegistration> = LazyLock::new(|| {
    let whose = handle(AccountId(1));
    let begun = PARTY.start_passkey_registration(whose, "anna", "anna", None);
    asked(&begun.expect("what the corpus was made with").1, "rs")
});

static KEY: LazyLock<Passkey> = LazyLock::new(|| {
    let answer: RegisterPublicKeyCredential = read(CREATED).expect("what the corpus was made with");
    let key = PARTY.finish_passkey_registration(&answer, &CREATING);
    key.expect("the first of the corpus is taken")
});

static ASKING: LazyLock<PasskeyAuthentication> = LazyLock::new(|| {
    let begun = PARTY.start_passkey_authentication(std::slice::from_ref(&*KEY));
    asked(&begun.expect("what the corpus was made with").1, "ast")
});

/// The same state with the challenge of the corpora, which no portal ever draws.
fn asked<T: Serialize + DeserializeOwned>(state: &T, part: &str) -> T {
    let mut state = serde_json::to_value(state).expect("what the corpus was made with");
    assert!(state[part]["challenge"].is_string(), "{state}");
    state[part]["challenge"] = CHALLENGE.into();
    serde_json::from_value(state).expect("what the corpus was made with")
}

/// A key that is taken can be stored and read again.
fn creation(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(answer) = read::<RegisterPublicKeyCredential>(&text) else {
        return;
    };
    if let Ok(key) = PARTY.finish_passkey_registration(&answer, &CREATING) {
        let stored: Passkey =
            serde_json::from_str(&written(&key).expect("what the corpus was made with"))
                .expect("what the corpus was made with");
        assert_eq!(stored.cred_id(), key.cred_id());
    }
}

/// What is taken was signed by the one key there is, by somebody who unlocked it.
fn answer(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(answer) = read::<PublicKeyCredential>(&text) else {
        return;
    };
    if let Ok(result) = PARTY.finish_passkey_authentication(&answer, &ASKING) {
        assert_eq!(result.cred_id(), KEY.cred_id());
        assert!(result.user_verified());
    }
}

/// Else the targets would only ever look at refusals.
#[test]
fn the_first_of_each_corpus_is_taken() {
    assert_eq!(KEY.cred_id().as_slice(), [9; 16]);
    let answer: PublicKeyCredential = read(ANSWERED).expect("what the corpus was made with");
    let result = PARTY.finish_passkey_authentication(&answer, &ASKING);
    assert_eq!(result.expect("what the corpus was made with").counter(), 1);
}

fuzz!(FOLDER, ITERATIONS, passkey_creations, creation);
fuzz!(FOLDER, ITERATIONS, passkey_answers, answer);
