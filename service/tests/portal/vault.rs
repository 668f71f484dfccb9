//! Secrets at rest: sealed under a key outside of the database, which can be changed, and opened by
//! nobody who has the database alone (reliability.md S-04, S-32).

use domain::accounts::Account;
use domain::ids::LotCode;
use domain::ledger::checkpoint::Checkpoint;
use domain::notices::NoticeKind;
use domain::second_factor::{STEP_MS, Secret, step_at};
use domain::webhooks::{Address, WebhookDraft};
use service::ledger::sequence;
use service::testing::{TestBidder, TestPortal};
use service::{Error, Portal, Random, Settings, Vault};
use store::SecretTable;

const PASSWORD: &str = "test-password";

/// A portal with the keys of these seeds, the first of which seals.
async fn keyed(site: &TestPortal, seeds: &[u64]) -> Portal {
    let files = seeds
        .iter()
        .map(|seed| Vault::new_file(&Random::seeded(*seed)));
    let text: String = files.collect();
    let settings = Settings {
        vault: Some(Vault::parse(&text).unwrap()),
        ..Settings::default()
    };
    site.beside_with(settings).await
}

async fn stored(portal: &Portal, table: SecretTable) -> Vec<Vec<u8>> {
    let mut tx = portal.store().read().await.unwrap();
    let rows = tx.secrets(table, 0, 9).await.unwrap();
    rows.into_iter().map(|row| row.secret).collect()
}

/// Sets an authenticator up and answers its secret, as its owner reads it.
async fn enrol(site: &TestPortal, portal: &Portal, account: &Account) -> Secret {
    let signed_in = portal.sign_in(&account.login, PASSWORD).await.unwrap();
    let own = portal.clone().in_login(&signed_in.token);
    own.begin_second_factor(account).await.unwrap();
    let page = own.second_factor_page(account).await.unwrap();
    let secret = Secret::stored(&base32(&page.offer.unwrap().secret)).unwrap();
    let code = code(&secret, portal);
    own.confirm_second_factor(account, &code).await.unwrap();
    site.clock.advance_millis(STEP_MS);
    secret
}

fn base32(text: &str) -> Vec<u8> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let letters = text.chars().filter(|letter| *letter != '-');
    let values = letters.map(|letter| LETTERS.find(letter).unwrap());
    let bits: Vec<bool> = values
        .flat_map(|value| (0..5).rev().map(move |bit| (value >> bit) & 1 == 1))
        .collect();
    let byte = |bits: &[bool]| {
        bits.iter()
            .fold(0_u8, |byte, bit| (byte << 1) | u8::from(*bit))
    };
    bits.chunks_exact(8).map(byte).collect()
}

fn code(secret: &Secret, portal: &Portal) -> String {
    format!("{:06}", secret.code_of(step_at(portal.now())))
}

async fn signs_in(portal: &Portal, account: &Account, secret: &Secret) -> Result<(), Error> {
    let half = portal.sign_in(&account.login, PASSWORD).await.unwrap();
    let typed = code(secret, portal);
    portal.finish_sign_in(&half.token, &typed).await.map(drop)
}

fn draft() -> WebhookDraft {
    WebhookDraft {
        name: String::new(),
        address: Address::parse("https://receiver.example/hook").unwrap(),
        kinds: vec![NoticeKind::Outbid],
    }
}

#[tokio::test]
async fn the_database_alone_has_no_secret() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let portal = keyed(&site, &[1]).await;
    let secret = enrol(&site, &portal, &anna).await;
    let rows = stored(&portal, SecretTable::Factors).await;
    assert_eq!(rows.len(), 1);
    let shown = |row: &Vec<u8>| row.windows(20).any(|window| window == secret.bytes());
    assert!(!rows.iter().any(shown));
    signs_in(&portal, &anna, &secret).await.unwrap();
    // A process without the key compares nothing, and says no more than that.
    site.clock.advance_millis(STEP_MS);
    for other in [keyed(&site, &[2]).await, site.beside("bare").await] {
        let refused = signs_in(&other, &anna, &secret).await;
        assert_eq!(refused, Err(Error::invalid("FACTOR_WRONG")));
    }
    signs_in(&portal, &anna, &secret).await.unwrap();
}

#[tokio::test]
async fn what_lay_open_is_sealed_at_the_start_and_the_key_is_changed_with_an_overlap() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let secret = enrol(&site, &site.portal, &anna).await;
    site.portal.create_webhook(&anna, draft()).await.unwrap();
    assert_eq!(
        site.portal.seal_secrets(false).await,
        Ok(0),
        "without a key"
    );
    let plain = stored(&site.portal, SecretTable::Factors).await;
    assert_eq!(plain, [secret.bytes().to_vec()]);

    let first = keyed(&site, &[1]).await;
    assert_eq!(first.seal_secrets(false).await, Ok(2));
    assert_eq!(first.seal_secrets(false).await, Ok(0), "once");
    let sealed = stored(&first, SecretTable::Factors).await;
    assert_ne!(sealed, plain);
    signs_in(&first, &anna, &secret).await.unwrap();

    let both = keyed(&site, &[2, 1]).await;
    site.clock.advance_millis(STEP_MS);
    signs_in(&both, &anna, &secret).await.unwrap();
    assert_eq!(both.seal_secrets(false).await, Ok(2));
    assert_ne!(stored(&both, SecretTable::Factors).await, sealed);
    let second = keyed(&site, &[2]).await;
    assert_eq!(second.seal_secrets(false).await, Ok(0));
    site.clock.advance_millis(STEP_MS);
    signs_in(&second, &anna, &secret).await.unwrap();
    assert!(
        first.seal_secrets(false).await.is_err(),
        "the old key alone"
    );
}

#[tokio::test]
async fn a_file_with_other_keys_does_not_start() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let first = keyed(&site, &[1]).await;
    assert_eq!(first.seal_secrets(false).await, Ok(0));
    // Also while there is nothing that it could not open.
    let other = keyed(&site, &[2]).await;
    assert!(other.seal_secrets(false).await.is_err());
    let secret = enrol(&site, &first, &anna).await;
    let sealed = stored(&first, SecretTable::Factors).await;
    assert!(other.seal_secrets(false).await.is_err());
    assert_eq!(other.seal_secrets(true).await, Ok(0), "gone for good");
    assert_eq!(
        stored(&other, SecretTable::Factors).await,
        sealed,
        "and kept"
    );
    assert_eq!(other.seal_secrets(true).await, Ok(0));
    signs_in(&first, &anna, &secret).await.unwrap();
}

/// The stored key of the public ledger.
async fn log_key(portal: &Portal) -> String {
    let mut tx = portal.store().read().await.unwrap();
    tx.setting("ledger_key").await.unwrap().unwrap()
}

/// A bidder on an open lot, with the first bid of it.
async fn bid_on(site: &TestPortal) -> (LotCode, TestBidder<'_>) {
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    anna.bid(&lot, 100_000).await.unwrap();
    (lot, anna)
}

#[tokio::test]
async fn the_key_of_the_ledger_lies_sealed_and_everybody_can_check() {
    let site = TestPortal::new().await;
    let (lot, anna) = bid_on(&site).await;
    assert_eq!(sequence(&site.portal).await, Ok(2));
    // Each ceiling is a leaf more.
    let signs = async |portal: &Portal, yuan| {
        anna.cap(&lot, yuan).await.unwrap();
        sequence(portal).await
    };
    let open = log_key(&site.portal).await;
    let secret = open.rsplit('+').next().unwrap().to_owned();
    let first = keyed(&site, &[1]).await;
    assert_eq!(first.seal_secrets(false).await, Ok(1), "what lay open");
    let sealed = log_key(&first).await;
    assert!(!sealed.contains(&secret) && !sealed.contains("PRIVATE"));
    assert_eq!(first.seal_secrets(false).await, Ok(0), "once");
    assert_eq!(signs(&first, 200_000).await, Ok(1));

    // Who has no key of secrets checks the log and does not sign it, nor changes its key.
    let bare = site.beside("bare").await;
    let known = bare.log_key().await.unwrap();
    assert_eq!(known.verifier(), first.log_key().await.unwrap().verifier());
    let rules = bare.lot_page(&lot, None).await.unwrap().log_keys;
    assert_eq!(rules, [known.verifier().to_string()], "of a sealed key");
    assert!(bare.scrub().await.unwrap().is_empty());
    assert!(signs(&bare, 300_000).await.is_err());
    assert!(bare.begin_rotation().await.is_err());
    assert_eq!(sequence(&first).await, Ok(1), "nothing is lost by that");

    // The key of secrets is changed, and that of the log, each with its overlap.
    let both = keyed(&site, &[2, 1]).await;
    assert_eq!(both.seal_secrets(false).await, Ok(1));
    assert_ne!(log_key(&both).await, sealed);
    let second = keyed(&site, &[2]).await;
    second.begin_rotation().await.unwrap();
    assert_eq!(second.seal_secrets(false).await, Ok(0), "sealed when made");
    assert_eq!(signs(&second, 400_000).await, Ok(1));
    let new = second.finish_rotation().await.unwrap();
    assert_eq!(signs(&second, 500_000).await, Ok(1));
    let note = second.checkpoint().await.unwrap().unwrap();
    Checkpoint::open(note.as_bytes(), new.verifier()).unwrap();
    let refused = first.seal_secrets(false).await;
    assert!(refused.is_err(), "the old key alone");
}

#[tokio::test]
async fn a_log_whose_key_is_lost_goes_on_with_another() {
    let site = TestPortal::new().await;
    let (lot, anna) = bid_on(&site).await;
    let first = keyed(&site, &[1]).await;
    assert_eq!(sequence(&first).await, Ok(2));
    let lost = first.log_key().await.unwrap().verifier().clone();
    let other = keyed(&site, &[2]).await;
    assert!(other.seal_secrets(false).await.is_err());
    assert_eq!(other.seal_secrets(true).await, Ok(1));
    let anew = other.log_key().await.unwrap();
    let told = format!("retired {lost}\nsigning {}\n", anew.verifier());
    assert_eq!(anew.published(), told);
    // What was signed holds, and is signed by the other one as well.
    let note = other.checkpoint().await.unwrap().unwrap();
    for key in [&lost, anew.verifier()] {
        Checkpoint::open(note.as_bytes(), key).unwrap();
    }
    anna.cap(&lot, 200_000).await.unwrap();
    assert_eq!(sequence(&other).await, Ok(1));
    assert!(other.scrub().await.unwrap().is_empty());
    assert_eq!(other.seal_secrets(false).await, Ok(0));
}
