//! Second factors: setting one up, signing in with one, who must have one, and proofs of identity
//! (reliability.md S-03, S-04, S-05, S-09, S-43).

use domain::accounts::{Account, Action};
use domain::bidding::SuspendReason;
use domain::bidding::two_person::Intervention;
use domain::second_factor::{FRESH_MS, PENDING_MS, STEP_MS, Secret, TRIES_MS, step_at};
use domain::time::Timestamp;
use domain::tokens::{TokenDraft, TokenScope};
use service::testing::TestPortal;
use service::{Error, Portal, Settings, SetupDraft, SignedIn};

const PASSWORD: &str = "test-password";

/// Somebody with an authenticator.
pub(crate) struct Owner<'p> {
    site: &'p TestPortal,
    pub(crate) portal: Portal,
    account: Account,
    secret: Secret,
    codes: Vec<String>,
}

impl<'p> Owner<'p> {
    /// Signs in, sets the factor up, and waits until its first code is over.
    pub(crate) async fn new(site: &'p TestPortal, portal: &Portal, account: Account) -> Self {
        let signed_in = portal.sign_in(&account.login, PASSWORD).await.unwrap();
        let portal = portal.clone().in_login(&signed_in.token);
        portal.begin_second_factor(&account).await.unwrap();
        let secret = offered(&portal, &account).await.unwrap();
        let code = code_of(&secret, portal.now());
        let codes = portal.confirm_second_factor(&account, &code).await.unwrap();
        site.clock.advance_millis(STEP_MS);
        Self {
            site,
            portal,
            account,
            secret,
            codes,
        }
    }

    pub(crate) fn code(&self) -> String {
        code_of(&self.secret, self.portal.now())
    }

    /// The code of no step around now.
    fn wrong(&self) -> String {
        let around = -1..=1;
        let now = step_at(self.portal.now());
        let near: Vec<u32> = around.map(|off| self.secret.code_of(now + off)).collect();
        let free = (0..).find(|code| !near.contains(code)).unwrap();
        format!("{free:06}")
    }

    async fn first_step(&self) -> SignedIn {
        let half = self.portal.sign_in(&self.account.login, PASSWORD).await;
        let half = half.unwrap();
        assert!(half.second_step);
        half
    }

    async fn second_step(&self, half: &SignedIn, code: &str) -> Result<SignedIn, Error> {
        self.portal.finish_sign_in(&half.token, code).await
    }
}

async fn offered(portal: &Portal, account: &Account) -> Option<Secret> {
    let mut tx = portal.store().read().await.unwrap();
    let stored = tx.factor_offer(account.id, Timestamp(0)).await.unwrap()?;
    Some(Secret::stored(&stored).expect("nothing is sealed here"))
}

fn code_of(secret: &Secret, now: Timestamp) -> String {
    format!("{:06}", secret.code_of(step_at(now)))
}

fn refused<T>(code: &'static str) -> Result<T, Error> {
    Err(Error::invalid(code))
}

async fn strict(site: &TestPortal) -> Portal {
    let settings = Settings {
        require_second_factor: true,
        step_up: true,
        ..Settings::default()
    };
    site.beside_with(settings).await
}

#[tokio::test]
async fn a_factor_counts_once_its_first_code_is_typed() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let signed_in = site.portal.sign_in("anna", PASSWORD).await.unwrap();
    let elsewhere = site.portal.sign_in("anna", PASSWORD).await.unwrap();
    let portal = site.portal.clone().in_login(&signed_in.token);
    let none = portal.confirm_second_factor(&anna, "123456").await;
    assert_eq!(none, refused("FACTOR_OFFER_OVER"));
    portal.begin_second_factor(&anna).await.unwrap();
    let secret = offered(&portal, &anna).await.unwrap();
    let page = portal.second_factor_page(&anna).await.unwrap();
    let offer = page.offer.unwrap();
    assert_eq!((page.since, offer.secret), (None, secret.text()));
    assert!(offer.squares.side >= 21 && offer.address.starts_with("otpauth://totp/Luochui:anna?"));
    let unproven = site.portal.second_factor_page(&anna).await.unwrap();
    assert_eq!(unproven.offer, None, "shown to whoever has just proven it");
    // Only the password so far.
    assert!(
        !site
            .portal
            .sign_in("anna", PASSWORD)
            .await
            .unwrap()
            .second_step
    );
    let wrong = portal
        .confirm_second_factor(&anna, "AAAA-AAAA-AAAA-AAAA")
        .await;
    assert_eq!(wrong, refused("FACTOR_FORM"));
    let code = code_of(&secret, portal.now());
    let codes = portal.confirm_second_factor(&anna, &code).await.unwrap();
    assert_eq!(codes.len(), 10);
    let page = portal.second_factor_page(&anna).await.unwrap();
    assert_eq!((page.since, page.codes_left), (Some(portal.now()), 10));
    assert_eq!(page.offer, None);
    let other = site.beside("other").await;
    assert!(other.account_of(&signed_in.token).await.unwrap().is_some());
    let ended = other.account_of(&elsewhere.token).await.unwrap();
    assert!(ended.is_none(), "other sign-ins end");
}

#[tokio::test]
async fn a_sign_in_takes_two_steps_and_no_code_twice() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let owner = Owner::new(&site, &site.portal, anna).await;
    let half = owner.first_step().await;
    let nobody = site.portal.account_of(&half.token).await.unwrap();
    assert!(nobody.is_none(), "half a sign-in opens nothing");
    let code = owner.code();
    let whole = owner.second_step(&half, &code).await.unwrap();
    assert!(!whole.second_step);
    let account = site.portal.account_of(&whole.token).await.unwrap();
    assert_eq!(account.unwrap().login, "anna");
    let over = owner.second_step(&half, &code).await;
    assert_eq!(over.unwrap_err(), Error::invalid("FACTOR_PENDING_OVER"));
    let half = owner.first_step().await;
    let replayed = owner.second_step(&half, &code).await;
    assert_eq!(replayed.unwrap_err(), Error::invalid("FACTOR_WRONG"));
    // S-43: a clock that is set back makes no code valid again.
    site.clock.advance_millis(-2 * STEP_MS);
    let before = owner.code();
    let half = owner.first_step().await;
    let replayed = owner.second_step(&half, &before).await;
    assert_eq!(replayed.unwrap_err(), Error::invalid("FACTOR_WRONG"));
}

#[tokio::test]
async fn of_fifty_at_once_one_code_lets_one_in() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let owner = Owner::new(&site, &site.portal, anna).await;
    let mut halves = Vec::new();
    for _ in 0..50 {
        halves.push(owner.first_step().await);
    }
    let code = owner.code();
    let tries = halves.iter().map(|half| owner.second_step(half, &code));
    let answers = futures::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
}

#[tokio::test]
async fn wrong_codes_end_a_sign_in_and_then_rest_the_account() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let owner = Owner::new(&site, &site.portal, anna).await;
    for _ in 0..2 {
        let half = owner.first_step().await;
        let unread = owner.second_step(&half, "12").await;
        assert_eq!(unread.unwrap_err(), Error::invalid("FACTOR_FORM"));
        for _ in 0..5 {
            let wrong = owner.second_step(&half, &owner.wrong()).await;
            assert_eq!(wrong.unwrap_err(), Error::invalid("FACTOR_WRONG"));
        }
        let over = owner.second_step(&half, &owner.code()).await;
        assert_eq!(over.unwrap_err(), Error::invalid("FACTOR_PENDING_OVER"));
    }
    let half = owner.first_step().await;
    let rests = owner.second_step(&half, &owner.code()).await;
    assert_eq!(rests.unwrap_err(), Error::invalid("FACTOR_TRIES"));
    // Nobody is locked out for good, and whoever does not know the password cannot begin it.
    site.clock.advance_millis(TRIES_MS);
    let half = owner.first_step().await;
    owner.second_step(&half, &owner.code()).await.unwrap();
    let half = owner.first_step().await;
    site.clock.advance_millis(PENDING_MS);
    let late = owner.second_step(&half, &owner.code()).await;
    assert_eq!(late.unwrap_err(), Error::invalid("FACTOR_PENDING_OVER"));
}

#[tokio::test]
async fn a_recovery_code_works_once_and_renewed_ones_replace_it() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let owner = Owner::new(&site, &site.portal, anna).await;
    let typed = owner.codes[0].to_lowercase().replace('-', " ");
    let half = owner.first_step().await;
    let signed_in = owner.second_step(&half, &typed).await.unwrap();
    let half = owner.first_step().await;
    let again = owner.second_step(&half, &owner.codes[0]).await;
    assert_eq!(again.unwrap_err(), Error::invalid("FACTOR_WRONG"));
    let portal = site.portal.clone().in_login(&signed_in.token);
    let page = portal.second_factor_page(&owner.account).await.unwrap();
    assert_eq!(page.codes_left, 9);
    let renewed = portal.renew_recovery_codes(&owner.account).await.unwrap();
    let half = owner.first_step().await;
    let old = owner.second_step(&half, &owner.codes[1]).await;
    assert_eq!(old.unwrap_err(), Error::invalid("FACTOR_WRONG"));
    owner.second_step(&half, &renewed[1]).await.unwrap();
}

#[tokio::test]
async fn the_factor_itself_changes_with_a_fresh_proof_only() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let owner = Owner::new(&site, &site.portal, anna).await;
    let (portal, account) = (&owner.portal, &owner.account);
    site.clock.advance_millis(FRESH_MS);
    assert_eq!(
        portal.remove_second_factor(account).await,
        refused("STEP_UP_REQUIRED")
    );
    assert_eq!(
        portal.renew_recovery_codes(account).await,
        refused("STEP_UP_REQUIRED")
    );
    assert_eq!(
        portal.begin_second_factor(account).await,
        refused("STEP_UP_REQUIRED")
    );
    let password = portal.prove(account, PASSWORD).await;
    assert_eq!(password, refused("FACTOR_FORM"), "the password is no code");
    portal.prove(account, &owner.code()).await.unwrap();
    // Of another browser nothing is proven.
    let other = portal.clone().in_login("of another browser");
    assert_eq!(
        other.remove_second_factor(account).await,
        refused("STEP_UP_REQUIRED")
    );
    portal.remove_second_factor(account).await.unwrap();
    let signed_in = site.portal.sign_in("anna", PASSWORD).await.unwrap();
    assert!(!signed_in.second_step);
    let portal = site.portal.clone().in_login(&signed_in.token);
    let none = portal.remove_second_factor(account).await;
    assert_eq!(none, refused("FACTOR_NONE"));
}

#[tokio::test]
async fn staff_hold_no_role_before_they_have_a_factor() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let portal = strict(&site).await;
    let draft = TokenDraft {
        name: "program".into(),
        scope: TokenScope::Read,
        days: 9,
    };
    let token = portal.create_token(&centre, draft).await.unwrap().secret;
    let signed_in = portal.sign_in("centre", PASSWORD).await.unwrap();
    let held = portal.account_of(&signed_in.token).await.unwrap().unwrap();
    assert!(held.grants.is_empty() && !held.may(Action::PublishLots));
    assert!(portal.must_enrol(&held).await.unwrap());
    let (holder, _) = portal.token_holder(&token).await.unwrap().unwrap();
    assert!(holder.grants.is_empty(), "nor do their programs");
    let own = portal.clone().in_login(&signed_in.token);
    own.begin_second_factor(&held).await.unwrap();
    assert!(own.second_factor_page(&held).await.unwrap().demanded);
    let secret = offered(&own, &held).await.unwrap();
    let code = code_of(&secret, own.now());
    own.confirm_second_factor(&held, &code).await.unwrap();
    let whole = portal.account_of(&signed_in.token).await.unwrap().unwrap();
    assert_eq!(whole, centre, "at once");
    assert!(!portal.must_enrol(&whole).await.unwrap());
    let anna = site.bidder("anna").await.account;
    let signed_in = portal.sign_in("anna", PASSWORD).await.unwrap();
    let bidder = portal.account_of(&signed_in.token).await.unwrap();
    assert_eq!(bidder, Some(anna), "a bidder needs none");
}

#[tokio::test]
async fn what_weighs_most_asks_for_a_fresh_proof() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let id = site.lot("P2026-ENER-0001", false).await;
    let lot = site.open_lot("P2026-ENER-0002", false).await;
    let portal = strict(&site).await;
    let owner = Owner::new(&site, &portal, centre).await;
    let (portal, account) = (&owner.portal, &owner.account);
    site.clock.advance_millis(FRESH_MS);
    let suspend = || {
        let reason = SuspendReason::SystemFault;
        portal.request_intervention(account, &lot, Intervention::Suspend { reason }, "核查情况")
    };
    let published = portal.publish_lots(account, &[id]).await;
    assert_eq!(published, refused("STEP_UP_REQUIRED"));
    let asked = suspend().await;
    assert_eq!(asked.unwrap_err(), Error::invalid("STEP_UP_REQUIRED"));
    // Whoever may not is told that, and nothing of proofs.
    let anna = site.bidder("anna").await.account;
    assert_eq!(
        portal.publish_lots(&anna, &[id]).await,
        refused("PUBLISH_CENTRE_ONLY")
    );
    portal.prove(account, &owner.code()).await.unwrap();
    assert_eq!(portal.publish_lots(account, &[id]).await, Ok(1));
    suspend().await.unwrap();
    // Neither a program nor another browser has proven anything; the operator need not.
    let program = strict(owner.site).await;
    let refused_to_it = program.publish_lots(account, &[id]).await;
    assert_eq!(refused_to_it, refused("STEP_UP_REQUIRED"));
    let operator = program.for_operator();
    assert_eq!(operator.publish_lots(account, &[id]).await, Ok(0));
}

#[tokio::test]
async fn without_a_factor_the_password_is_the_proof_and_is_not_guessed() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let signed_in = site.portal.sign_in("anna", PASSWORD).await.unwrap();
    let portal = site.portal.clone().in_login(&signed_in.token);
    assert!(!portal.proof_page(&anna).await.unwrap().by_code);
    let empty = portal.prove(&anna, "").await;
    assert_eq!(empty, refused("PROOF_MISSING"));
    for _ in 0..10 {
        let wrong = portal.prove(&anna, "wrong").await;
        assert_eq!(wrong, refused("PROOF_WRONG"));
    }
    let rests = portal.prove(&anna, PASSWORD).await;
    assert_eq!(rests, refused("FACTOR_TRIES"));
    site.clock.advance_millis(TRIES_MS);
    assert_eq!(portal.proof_page(&anna).await.unwrap().fresh_until, None);
    portal.prove(&anna, PASSWORD).await.unwrap();
    let until = portal.proof_page(&anna).await.unwrap().fresh_until;
    assert_eq!(until, Some(portal.now().plus_millis(FRESH_MS)));
}

#[tokio::test]
async fn a_reset_by_the_operator_takes_the_factor_away() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let owner = Owner::new(&site, &site.portal, centre).await;
    let operator = site.portal.clone().for_operator();
    let link = operator.reset_admin("centre").await.unwrap();
    assert!(owner.first_step().await.second_step, "not before the link");
    let draft = SetupDraft {
        code: link.path.split_once("code=").unwrap().1.into(),
        login: String::new(),
        name: String::new(),
        password: "drei Worte am Hammer".into(),
    };
    let half = owner.first_step().await;
    site.portal.set_up(draft).await.unwrap();
    let over = owner.second_step(&half, &owner.code()).await;
    assert_eq!(over.unwrap_err(), Error::invalid("FACTOR_PENDING_OVER"));
    let signed_in = site.portal.sign_in("centre", "drei Worte am Hammer").await;
    assert!(!signed_in.unwrap().second_step);
}

/// Whoever has copied the cookie has nothing of a proof that its owner gives afterwards (reliability.md
/// S-08), and the owner notices nothing: sign-in, streams and proof go on under the new token.
#[tokio::test]
async fn a_proof_gives_the_sign_in_a_new_token() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let old = site.portal.sign_in("anna", PASSWORD).await.unwrap().token;
    let before = site.portal.login_of(&old).await.unwrap().unwrap();
    site.clock.advance_millis(FRESH_MS);
    let portal = site.portal.clone().in_login(&old);
    portal.prove(&anna, PASSWORD).await.unwrap();
    let new = portal.renew_login().await.unwrap().expect("a token");
    assert_ne!(new, old);
    // What was on its way is answered; a moment later the old token is nobody.
    site.clock.advance_millis(1_000);
    assert_eq!(site.portal.login_of(&old).await, Ok(None));
    let after = site.portal.login_of(&new).await.unwrap().unwrap();
    assert_eq!(after.login, before.login, "the same sign-in");
    let portal_of = |token: &str| site.portal.clone().in_login(token);
    let page = portal_of(&new).proof_page(&anna).await.unwrap();
    assert!(page.fresh_until.is_some(), "the proof has come along");
    let page = portal_of(&old).proof_page(&anna).await.unwrap();
    assert_eq!(page.fresh_until, None);
    assert_eq!(portal_of(&old).renew_login().await, Ok(None), "once");
    assert_eq!(site.portal.renew_login().await, Ok(None), "no browser");
    let ended = portal_of(&new).end_login(&anna, after.login).await;
    assert_eq!(ended, Ok(()));
    assert_eq!(portal_of(&new).renew_login().await, Ok(None), "it is over");
}
