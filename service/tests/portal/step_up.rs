//! What weighs most asks for a proof of identity that is not older than five minutes, each kind of it:
//! publishing, suspending, voiding, roles, contacts in the clear (reliability.md S-09; domain.md LG-8).

use crate::registrations::{draft, opened};
use crate::session_days::{day, interest};
use domain::accounts::{Account, Role};
use domain::bidding::two_person::Intervention;
use domain::bidding::{Paddle, SuspendReason};
use domain::ids::{InterestId, InterventionId, LotCode, LotId, ParticipationId};
use domain::permissions::RoleStep;
use domain::second_factor::FRESH_MS;
use locales::Lang;
use service::testing::TestPortal;
use service::{Error, Portal, RegistrationFile, RolePlace, RoleWish, Settings};

const PASSWORD: &str = "test-password";

/// A portal that asks, in the browser in which `account` has just signed in.
async fn signed_in(site: &TestPortal, account: &Account) -> Portal {
    let settings = Settings {
        step_up: true,
        ..Settings::default()
    };
    let portal = site.beside_with(settings).await;
    let signed_in = portal.sign_in(&account.login, PASSWORD).await.unwrap();
    portal.in_login(&signed_in.token)
}

fn asks<T>(answer: Result<T, Error>) -> bool {
    answer.err() == Some(Error::invalid("STEP_UP_REQUIRED"))
}

/// What the centre does with lots, sessions and contacts.
struct OfCentre {
    account: Account,
    hidden: LotId,
    open: LotCode,
    suspended: InterventionId,
    part: ParticipationId,
}

impl OfCentre {
    /// Which of it asks for a proof now.
    async fn asking(&self, portal: &Portal) -> Vec<&'static str> {
        let (who, reason) = (&self.account, SuspendReason::SystemFault);
        let paddle = Paddle(1);
        let suspend = Intervention::Suspend { reason };
        let void = Intervention::Void { paddle, reason };
        let request = |wish| portal.request_intervention(who, &self.open, wish, "核查情况");
        let answers = [
            (
                "publish",
                asks(portal.publish_lots(who, &[self.hidden]).await),
            ),
            ("suspend", asks(request(suspend).await)),
            ("void", asks(request(void).await)),
            (
                "approve",
                asks(portal.approve_intervention(who, self.suspended).await),
            ),
            (
                "liaison",
                asks(portal.liaison_contact(who, self.part).await),
            ),
        ];
        let asking = answers.into_iter().filter(|(_, asks)| *asks);
        asking.map(|(name, _)| name).collect()
    }
}

#[tokio::test]
async fn the_centre_proves_who_it_is_before_it_publishes_steps_in_or_reads_contacts() {
    let site = TestPortal::new().await;
    let account = site.centre().await.account;
    let other = site.account("other", account.grants.clone(), None).await;
    let hidden = site.lot("P2026-ENER-0001", false).await;
    let open = site.open_lot("P2026-ENER-0002", false).await;
    let reason = SuspendReason::SystemFault;
    let suspend = Intervention::Suspend { reason };
    let asked = site
        .portal
        .request_intervention(&other, &open, suspend, "核查情况");
    let work = OfCentre {
        hidden,
        open: open.clone(),
        suspended: asked.await.unwrap(),
        part: site.part_of(site.owner().id).await,
        account: account.clone(),
    };
    let portal = signed_in(&site, &account).await;
    site.clock.advance_millis(FRESH_MS);
    let all = ["publish", "suspend", "void", "approve", "liaison"];
    assert_eq!(work.asking(&portal).await, all);
    portal.prove(&account, PASSWORD).await.unwrap();
    assert_eq!(work.asking(&portal).await, [""; 0]);
    site.clock.advance_millis(FRESH_MS);
    assert_eq!(work.asking(&portal).await, all, "five minutes are over");
}

#[tokio::test]
async fn a_session_is_published_and_called_off_with_a_proof() {
    let site = TestPortal::new().await;
    let session = site.session(1, false).await.id;
    let host = site.organiser(session).await;
    let portal = signed_in(&site, &host).await;
    site.clock.advance_millis(FRESH_MS);
    assert!(asks(portal.publish_revision(&host, session, 1).await));
    let soon = portal.now().plus_millis(60_000);
    assert!(asks(portal.schedule_revision(&host, session, soon).await));
    assert!(asks(
        portal.cancel_session(&host, session, "场地调整").await
    ));
    portal.prove(&host, PASSWORD).await.unwrap();
    assert!(!asks(portal.publish_revision(&host, session, 1).await));
    assert!(!asks(portal.schedule_revision(&host, session, soon).await));
    assert!(!asks(
        portal.cancel_session(&host, session, "场地调整").await
    ));
}

#[tokio::test]
async fn a_role_is_proposed_and_decided_on_with_a_proof() {
    let site = TestPortal::new().await;
    let (one, two) = (site.security("one").await, site.security("two").await);
    site.bidder("anna").await;
    let wish = || RoleWish {
        login: "anna".into(),
        step: RoleStep::Grant,
        role: Role::Expert,
        place: RolePlace::Province,
        reason: "岗位调整".into(),
    };
    let (first, second) = (signed_in(&site, &one).await, signed_in(&site, &two).await);
    site.clock.advance_millis(FRESH_MS);
    assert!(asks(first.propose_role(&one, wish()).await));
    first.prove(&one, PASSWORD).await.unwrap();
    let id = first.propose_role(&one, wish()).await.unwrap();
    assert!(asks(second.decide_role(&two, id, true).await));
    second.prove(&two, PASSWORD).await.unwrap();
    second.decide_role(&two, id, true).await.unwrap();
}

#[tokio::test]
async fn contacts_of_registrations_are_shown_with_a_proof() {
    let site = TestPortal::new().await;
    let (session, host) = opened(&site, 1, 9).await;
    let unit = draft(1, 1);
    let made = site.portal.register(&session.slug, &unit, false);
    made.await.unwrap();
    let portal = signed_in(&site, &host).await;
    let desk = portal.registration_desk(&host, session.id, None);
    let line = desk.await.unwrap().lines[0].id;
    let form = (RegistrationFile::Csv, Lang::Zh);
    site.clock.advance_millis(FRESH_MS);
    let shown = portal.registration_contacts(&host, session.id, line).await;
    assert!(asks(shown));
    assert!(asks(
        portal.registration_file(&host, session.id, form).await
    ));
    portal.prove(&host, PASSWORD).await.unwrap();
    let shown = portal.registration_contacts(&host, session.id, line).await;
    assert_eq!(shown.unwrap().people[0].phone, "19900010000");
    let file = portal.registration_file(&host, session.id, form).await;
    assert!(!file.unwrap().is_empty());
}

/// What a desk shows besides is wanted without a proof: there the telephone alone waits for it.
#[tokio::test]
async fn a_telephone_on_a_desk_is_whole_with_a_proof_alone() {
    let site = TestPortal::new().await;
    let (session, lots, host) = day(&site).await;
    let draft = interest(1, &lots[0]);
    let id: InterestId = site
        .portal
        .note_interest(&host, session, &draft)
        .await
        .unwrap();
    let centre = site.centre().await.account;
    let (application, _) = site.application("某单位（示例）", "newcomer").await;
    let (of_host, of_centre) = (
        signed_in(&site, &host).await,
        signed_in(&site, &centre).await,
    );
    let shown = async || {
        let page = of_host.follow_up(&host, id).await.unwrap();
        let desk = of_centre.application_desk(&centre, application).await;
        let desk = desk.unwrap();
        let applicant = desk.own.applicant.unwrap();
        assert_eq!(page.masked, desk.masked);
        (page.masked, page.phone, applicant.phone)
    };
    site.clock.advance_millis(FRESH_MS);
    let masked = "199****1234".to_owned();
    assert_eq!(shown().await, (true, masked.clone(), masked));
    of_host.prove(&host, PASSWORD).await.unwrap();
    of_centre.prove(&centre, PASSWORD).await.unwrap();
    let whole = "19900001234".to_owned();
    assert_eq!(shown().await, (false, whole.clone(), whole));
}
