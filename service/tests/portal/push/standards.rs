//! The examples of the standards.

use super::browser::Browser;
use base64ct::{Base64UrlUnpadded, Encoding};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use service::push::{KeyPair, Reader, encrypted};

// RFC 8291, 5 and appendix A.
const PLAIN: &str = "When I grow up, I want to be a watermelon";
const OURS: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
const THEIRS: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
const THEIR_KEY: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";
const SALT: &str = "DGv6ra1nlYgDCS1FRnbzlw";
const SENT: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLoc\
                    InmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWG\
                    NWQexSgSxsj_Qulcy4a-fN";

fn bytes<const N: usize>(text: &str) -> [u8; N] {
    let bytes = Base64UrlUnpadded::decode_vec(text).unwrap();
    bytes.try_into().unwrap()
}

/// The browser of the example.
fn browser() -> Browser {
    let private: [u8; 32] = bytes(THEIRS);
    Browser::with(&private, bytes(SECRET), "https://push.example.net/a".into())
}

fn sent(text: &[u8], length: usize) -> Option<Vec<u8>> {
    let browser = browser();
    let reader = Reader {
        public_key: &browser.public_key,
        secret: &browser.secret,
    };
    let once = KeyPair::of(&bytes(OURS)).unwrap();
    encrypted(reader, &once, &bytes(SALT), (text, length))
}

#[test]
fn the_example_of_the_standard_is_encrypted_the_same() {
    assert_eq!(browser().public_key, bytes::<65>(THEIR_KEY));
    let made = sent(PLAIN.as_bytes(), 0).unwrap();
    assert_eq!(Base64UrlUnpadded::encode_string(&made), SENT);
    assert_eq!(browser().decrypt(&made), PLAIN);
}

#[test]
fn messages_of_different_lengths_look_alike_and_none_is_too_long() {
    let (short, long) = (sent(b"a", 512).unwrap(), sent(&[b'a'; 512], 512).unwrap());
    assert_eq!(short.len(), long.len());
    assert_eq!(browser().decrypt(&short), "a");
    assert_eq!(browser().decrypt(&long).len(), 512);
    // 4,096 bytes less the header, the tag, and the end of the record.
    let most = 4_096 - 86 - 16 - 1;
    assert_eq!(sent(&vec![b'a'; most], 0).unwrap().len(), 4_096);
    assert_eq!(sent(&vec![b'a'; most + 1], 0), None);
}

#[test]
fn a_key_that_is_none_reads_nothing() {
    let mut public_key = browser().public_key;
    public_key[64] ^= 1;
    let reader = Reader {
        public_key: &public_key,
        secret: &[5; 16],
    };
    assert!(!reader.is_sound(), "not on the curve");
    let once = KeyPair::of(&bytes(OURS)).unwrap();
    assert_eq!(encrypted(reader, &once, &bytes(SALT), (b"a", 0)), None);
    assert!(KeyPair::of(&[0; 32]).is_none());
    assert!(KeyPair::of(&[0xff; 32]).is_none());
}

/// Whether this header was signed with the key that it names, for all its parts.
pub(super) fn is_signed(header: &str) -> (bool, String) {
    let (token, key) = header
        .strip_prefix("vapid t=")
        .and_then(|rest| rest.split_once(", k="))
        .expect("a header of RFC 8292");
    let (signed, signature) = token.rsplit_once('.').expect("a signature");
    let key = VerifyingKey::from_sec1_bytes(&bytes::<65>(key)).unwrap();
    let signature = Signature::from_slice(&bytes::<64>(signature)).unwrap();
    let claims = signed.split_once('.').expect("claims").1;
    let claims = Base64UrlUnpadded::decode_vec(claims).unwrap();
    let fits = key.verify(signed.as_bytes(), &signature).is_ok();
    (fits, String::from_utf8(claims).unwrap())
}

#[test]
fn what_we_sign_is_judged_like_the_example_of_the_standard() {
    // RFC 8292, 2.4.
    const EXAMPLE: &str = "vapid t=eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA, k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";
    let (fits, claims) = is_signed(EXAMPLE);
    assert!(fits, "the judge is sound");
    let pair = KeyPair::of(&bytes(OURS)).unwrap();
    let ours = pair.authorize(
        "https://push.example.net",
        1_453_523_768,
        "mailto:push@example.com",
    );
    assert_eq!(is_signed(&ours), (true, claims));
    let changed = ours.replacen("eyJhdWQi", "eyJhdXQi", 1);
    assert!(!is_signed(&changed).0);
    assert_eq!(format!("{pair:?}"), "KeyPair(…)");
}
