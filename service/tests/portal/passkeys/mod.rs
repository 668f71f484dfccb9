//! Passkeys: adding one, signing in and proving an identity with one, and everything that is refused
//! (reliability.md S-03).

pub mod authenticator;
mod keeping;

use authenticator::{Authenticator, ORIGIN};
use domain::accounts::Account;
use domain::audit::Act;
use domain::passkeys::CHALLENGE_MS;
use domain::second_factor::{FRESH_MS, TRIES_MS};
use service::testing::TestPortal;
use service::{Error, Portal, Settings, SignedIn};

const PASSWORD: &str = "test-password";

/// A portal that knows its address.
pub async fn addressed(site: &TestPortal, strict: bool) -> Portal {
    let settings = Settings {
        public_origin: Some(ORIGIN.into()),
        require_second_factor: strict,
        step_up: strict,
        ..Settings::default()
    };
    site.beside_with(settings).await
}

/// Somebody with a passkey, in one browser.
struct Owner {
    portal: Portal,
    account: Account,
    device: Authenticator,
    codes: Vec<String>,
}

impl Owner {
    async fn new(portal: &Portal, account: Account, number: u8) -> Self {
        let signed_in = portal.sign_in(&account.login, PASSWORD).await.unwrap();
        assert!(!signed_in.second_step);
        let portal = portal.clone().in_login(&signed_in.token);
        let mut device = Authenticator::new(number);
        let codes = add(&portal, &account, &mut device, "手机").await.unwrap();
        Self {
            portal,
            account,
            device,
            codes,
        }
    }

    async fn first_step(&self) -> SignedIn {
        let half = self.portal.sign_in(&self.account.login, PASSWORD).await;
        let half = half.unwrap();
        assert!(half.second_step);
        half
    }

    /// The second step, as this device answers it.
    async fn second_step(&mut self, half: &SignedIn) -> Result<SignedIn, Error> {
        let asked = self.portal.ask_sign_in(&half.token).await?;
        let answer = self.device.get(&asked);
        self.portal.answer_sign_in(&half.token, &answer).await
    }

    async fn acts(&self) -> Vec<Act> {
        let mut tx = self.portal.store().read().await.unwrap();
        let rows = tx.own_acts(self.account.id, 100).await.unwrap();
        rows.into_iter().map(|row| row.act).collect()
    }
}

async fn add(
    portal: &Portal,
    account: &Account,
    device: &mut Authenticator,
    name: &str,
) -> Result<Vec<String>, Error> {
    let asked = portal.begin_passkey(account).await?;
    portal
        .add_passkey(account, name, &device.create(&asked))
        .await
}

fn code<T>(answer: Result<T, Error>) -> Error {
    answer.err().expect("a refusal")
}

fn refusal(code: &'static str) -> Error {
    Error::invalid(code)
}

#[tokio::test]
async fn a_passkey_takes_the_second_step() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let portal = addressed(&site, false).await;
    let elsewhere = portal.sign_in("anna", PASSWORD).await.unwrap();
    let mut owner = Owner::new(&portal, anna, 1).await;
    assert_eq!(owner.codes.len(), 10, "shown with the first factor");
    let ended = site.portal.account_of(&elsewhere.token).await.unwrap();
    assert!(ended.is_none(), "other sign-ins end");
    let page = owner
        .portal
        .second_factor_page(&owner.account)
        .await
        .unwrap();
    assert_eq!((page.since, page.codes_left), (None, 10));
    assert_eq!(
        (page.passkeys[0].name.as_str(), page.passkeys[0].used_at),
        ("手机", None)
    );

    let half = owner.first_step().await;
    let step = portal.second_step_page(&half.token).await.unwrap();
    assert!(step.unwrap().by_passkey);
    let nobody = portal.account_of(&half.token).await.unwrap();
    assert!(nobody.is_none(), "half a sign-in opens nothing");
    site.clock.advance_millis(1_000);
    let whole = owner.second_step(&half).await.unwrap();
    assert_eq!(whole.account.login, "anna");
    let over = owner.second_step(&half).await;
    assert_eq!(code(over), refusal("FACTOR_PENDING_OVER"));
    let page = owner
        .portal
        .second_factor_page(&owner.account)
        .await
        .unwrap();
    assert_eq!(page.passkeys[0].used_at, Some(portal.now()));
    // A recovery code still takes the place of the device.
    let half = owner.first_step().await;
    portal
        .finish_sign_in(&half.token, &owner.codes[0])
        .await
        .unwrap();
}

#[tokio::test]
async fn a_passkey_without_a_counter_works_again_and_again() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let portal = addressed(&site, false).await;
    let signed_in = portal.sign_in("anna", PASSWORD).await.unwrap();
    let own = portal.clone().in_login(&signed_in.token);
    let mut device = Authenticator::new(1);
    device.counter = None;
    add(&own, &anna, &mut device, "云端").await.unwrap();
    for _ in 0..3 {
        let half = portal.sign_in("anna", PASSWORD).await.unwrap();
        let asked = portal.ask_sign_in(&half.token).await.unwrap();
        let answer = device.get(&asked);
        portal.answer_sign_in(&half.token, &answer).await.unwrap();
    }
}

#[tokio::test]
async fn dishonest_answers_are_refused() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let portal = addressed(&site, false).await;
    let mut owner = Owner::new(&portal, anna, 1).await;
    let honest = owner.device.clone();
    let mut liars = vec![honest.clone(); 5];
    liars[0].origin = "https://localhost:3000".into();
    liars[1].origin = "http://localhost:3001".into();
    liars[2].origin = "http://localhost.example:3000".into();
    liars[3].unlocked = false;
    liars[4].handle = Some(b"somebody else's".to_vec());
    for (number, liar) in liars.into_iter().enumerate() {
        owner.device = liar;
        let half = owner.first_step().await;
        let answer = owner.second_step(&half).await;
        assert_eq!(code(answer), refusal("PASSKEY_WRONG"), "liar {number}");
    }
    assert!(owner.acts().await.contains(&Act::PasskeyWrong));
    // What is no answer at all.
    let half = owner.first_step().await;
    let garbage = portal.answer_sign_in(&half.token, "{}").await;
    assert_eq!(code(garbage), refusal("PASSKEY_FORM"));
    owner.device = honest;
    owner.second_step(&half).await.unwrap();
}

#[tokio::test]
async fn a_challenge_is_answered_once_and_soon_and_where_it_was_asked() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let portal = addressed(&site, false).await;
    let mut owner = Owner::new(&portal, anna, 1).await;
    let over = || refusal("PASSKEY_OVER");
    // A replay, in another sign-in that waits.
    let half = owner.first_step().await;
    let asked = portal.ask_sign_in(&half.token).await.unwrap();
    let answer = owner.device.get(&asked);
    portal.answer_sign_in(&half.token, &answer).await.unwrap();
    let half = owner.first_step().await;
    let replayed = portal.answer_sign_in(&half.token, &answer).await;
    assert_eq!(code(replayed), over(), "nothing was asked");
    portal.ask_sign_in(&half.token).await.unwrap();
    let replayed = portal.answer_sign_in(&half.token, &answer).await;
    assert_eq!(
        code(replayed),
        refusal("PASSKEY_WRONG"),
        "another challenge"
    );
    let again = portal.answer_sign_in(&half.token, &answer).await;
    assert_eq!(code(again), over(), "the wrong answer used it up");
    // The challenge of another browser.
    let (one, other) = (owner.first_step().await, owner.first_step().await);
    let asked = portal.ask_sign_in(&one.token).await.unwrap();
    let answer = owner.device.get(&asked);
    let stolen = portal.answer_sign_in(&other.token, &answer).await;
    assert_eq!(code(stolen), over());
    // An answer to a sign-in is no proof of identity.
    let proof = owner.portal.answer_proof(&owner.account, &answer).await;
    assert_eq!(code(proof), over());
    site.clock.advance_millis(CHALLENGE_MS);
    let late = portal.answer_sign_in(&one.token, &answer).await;
    assert_eq!(code(late), over());
    site.clock.advance_millis(TRIES_MS);
    let half = owner.first_step().await;
    owner.second_step(&half).await.unwrap();
}

#[tokio::test]
async fn a_counter_that_goes_back_is_refused_and_recorded() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let portal = addressed(&site, false).await;
    let mut owner = Owner::new(&portal, anna, 1).await;
    let copy = owner.device.clone();
    for _ in 0..2 {
        let half = owner.first_step().await;
        owner.second_step(&half).await.unwrap();
    }
    assert!(!owner.acts().await.contains(&Act::PasskeyBehind));
    let real = std::mem::replace(&mut owner.device, copy);
    let half = owner.first_step().await;
    let copied = owner.second_step(&half).await;
    assert_eq!(code(copied), refusal("PASSKEY_BEHIND"));
    assert!(owner.acts().await.contains(&Act::PasskeyBehind));
    // Two challenges at a time: what was asked before the other answer came does not help.
    owner.device = real;
    let (one, other) = (owner.first_step().await, owner.first_step().await);
    let asked = [
        portal.ask_sign_in(&one.token).await.unwrap(),
        portal.ask_sign_in(&other.token).await.unwrap(),
    ];
    let mut copy = owner.device.clone();
    let answer = owner.device.get(&asked[0]);
    portal.answer_sign_in(&one.token, &answer).await.unwrap();
    let same = copy.get(&asked[1]);
    let same = portal.answer_sign_in(&other.token, &same).await;
    assert_eq!(code(same), refusal("PASSKEY_BEHIND"));
}

#[tokio::test]
async fn a_passkey_of_somebody_else_opens_nothing() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let ben = site.bidder("ben").await.account;
    let portal = addressed(&site, false).await;
    let mut anna = Owner::new(&portal, anna, 1).await;
    let ben = Owner::new(&portal, ben, 2).await;
    let half = anna.first_step().await;
    let mut own = std::mem::replace(&mut anna.device, ben.device.clone());
    let foreign = anna.second_step(&half).await;
    assert_eq!(code(foreign), refusal("PASSKEY_WRONG"));
    // Nor is it added twice.
    let taken = add(&ben.portal, &ben.account, &mut own, "也是我的").await;
    assert_eq!(code(taken), refusal("PASSKEY_TAKEN"));
    let id = {
        let page = ben.portal.second_factor_page(&ben.account).await.unwrap();
        page.passkeys[0].id
    };
    let removed = anna.portal.remove_passkey(&anna.account, id).await;
    assert_eq!(removed, Ok(()), "as if there were none");
    let renamed = anna.portal.rename_passkey(&anna.account, id, "x").await;
    assert_eq!(code(renamed), Error::NotFound);
    ben.portal
        .rename_passkey(&ben.account, id, " 旧手机 ")
        .await
        .unwrap();
    let page = ben.portal.second_factor_page(&ben.account).await.unwrap();
    assert_eq!(page.passkeys[0].name, "旧手机");
    let nameless = ben.portal.rename_passkey(&ben.account, id, " ").await;
    assert_eq!(code(nameless), refusal("PASSKEY_NAME"));
}

#[tokio::test]
async fn wrong_answers_are_counted_like_wrong_codes() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let portal = addressed(&site, false).await;
    let mut owner = Owner::new(&portal, anna, 1).await;
    owner.device.unlocked = false;
    for _ in 0..2 {
        let half = owner.first_step().await;
        for _ in 0..5 {
            let wrong = owner.second_step(&half).await;
            assert_eq!(code(wrong), refusal("PASSKEY_WRONG"));
        }
        let over = owner.second_step(&half).await;
        assert_eq!(code(over), refusal("FACTOR_PENDING_OVER"));
    }
    owner.device.unlocked = true;
    let half = owner.first_step().await;
    let rests = owner.second_step(&half).await;
    assert_eq!(code(rests), refusal("FACTOR_TRIES"));
    site.clock.advance_millis(TRIES_MS);
    let half = owner.first_step().await;
    owner.second_step(&half).await.unwrap();
}

#[tokio::test]
async fn a_passkey_proves_an_identity() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let portal = addressed(&site, true).await;
    let mut owner = Owner::new(&portal, anna, 1).await;
    site.clock.advance_millis(FRESH_MS);
    let (own, account) = (owner.portal.clone(), owner.account.clone());
    let page = own.proof_page(&account).await.unwrap();
    assert!(page.by_passkey && page.fresh_until.is_none());
    assert_eq!(
        code(own.begin_passkey(&account).await),
        refusal("STEP_UP_REQUIRED")
    );
    let asked = own.ask_proof(&account).await.unwrap();
    let answer = owner.device.get(&asked);
    // Not in another browser.
    let signed_in = {
        let half = owner.first_step().await;
        owner.second_step(&half).await.unwrap()
    };
    let other = portal.clone().in_login(&signed_in.token);
    let stolen = other.answer_proof(&account, &answer).await;
    assert_eq!(code(stolen), refusal("PASSKEY_OVER"));
    let asked = own.ask_proof(&account).await.unwrap();
    let answer = owner.device.get(&asked);
    own.answer_proof(&account, &answer).await.unwrap();
    let until = own.proof_page(&account).await.unwrap().fresh_until;
    assert_eq!(until, Some(own.now().plus_millis(FRESH_MS)));
    own.begin_passkey(&account).await.unwrap();
}
