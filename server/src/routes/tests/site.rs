//! Who walks, and past what: nobody and one person of each role; things of theirs, of others, and not
//! published.

use domain::accounts::{Account, Grant, Role, Scope};
use domain::bidding::SuspendReason;
use domain::bidding::two_person::Intervention;
use domain::ids::{AccountId, InstitutionId, LotCode, SessionId};
use domain::institutions::Institution;
use domain::lots::LotState;
use domain::permissions::Action;
use domain::sessions::Session;
use domain::tokens::{TokenDraft, TokenScope};
use domain::views::DepositFilter;
use service::ledger::sequence_all;
use service::testing::{TEST_DEPOSIT, TestBidder, TestCentre, TestPortal, words_within};
use service::{Portal, Settings};

/// The portal of the walk.
pub struct Site {
    house: TestPortal,
    /// Nobody, and one of each role.
    pub visitors: Vec<Visitor>,
    /// Their own, another's, and what is not published.
    pub things: Vec<Things>,
}

/// Somebody who calls.
pub struct Visitor {
    /// For the report.
    pub name: &'static str,
    /// Absent when nobody is signed in.
    pub account: Option<Account>,
    /// The cookie of the sign-in.
    pub cookie: Option<String>,
}

impl Visitor {
    /// The account; 0 for nobody, which no account has.
    pub fn id(&self) -> AccountId {
        self.account.as_ref().map_or(AccountId(0), |one| one.id)
    }

    /// The organisation that the visitor belongs to; 0, which none has, for everybody else.
    pub fn institution(&self) -> InstitutionId {
        let own = self.account.as_ref().and_then(|one| one.institution);
        own.unwrap_or(InstitutionId(0))
    }

    /// The action of importing: for any institution, or for the own one.
    pub fn submission(&self) -> Action {
        let account = self.account.as_ref();
        let own = account.and_then(|one| one.institution);
        match account.is_some_and(|one| one.may(Action::SubmitAnyLots)) {
            true => Action::SubmitAnyLots,
            false => Action::SubmitLots(own.unwrap_or(InstitutionId(0))),
        }
    }
}

/// What calls are about.
pub struct Things {
    /// For the report.
    pub name: &'static str,
    /// Where the lot stands.
    pub state: LotState,
    /// The session.
    pub session: SessionId,
    /// Whose deposit and token they are.
    pub bidder: AccountId,
    /// Whose upload it is.
    pub uploader: AccountId,
    /// The institution of whoever uploaded: its papers.
    pub institution: InstitutionId,
    /// Whose lot it is.
    pub owner: InstitutionId,
    /// What stands in a template for a name, and what it stands for.
    places: Vec<(&'static str, String)>,
}

impl Things {
    /// A template with these things in the place of their names.
    pub fn fill(&self, template: &str) -> String {
        let places = self.places.iter();
        places.fold(template.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
    }
}

/// A lot in a round that a bidder has paid the deposit of, and what came of it.
struct Ground<'p> {
    bidder: TestBidder<'p>,
    lot: LotCode,
    places: Vec<(&'static str, String)>,
}

impl<'p> Ground<'p> {
    async fn lay(
        house: &'p TestPortal,
        centre: &TestCentre<'p>,
        bidder: TestBidder<'p>,
        (owner, code): (&Institution, &str),
    ) -> Self {
        let (id, lot) = house.open_lot_of(owner, code, TEST_DEPOSIT).await;
        bidder.enrol(&lot).await.expect("a number");
        centre.hold(&bidder, &lot).await;
        let deposit = house.deposit(&bidder, &lot).await.id;
        let portal = &house.portal;
        let page = portal.office_deposits(&centre.account, DepositFilter::Held, None);
        let proofs = page.await.expect("the deposits").proofs;
        let proof = proofs.iter().find(|proof| proof.deposit == deposit);
        let page = portal.lot_page(&lot, None).await.expect("a page");
        let suspend = Intervention::Suspend {
            reason: SuspendReason::SystemFault,
        };
        let reason = words_within("核查情况", 500);
        let asked = portal.request_intervention(&centre.account, &lot, suspend, &reason);
        let intervention = asked.await.expect("a request");
        let places = vec![
            ("listed", id.to_string()),
            ("round", page.round.expect("a round").id.to_string()),
            ("deposit", deposit.to_string()),
            ("proof", proof.expect("a proof").hash.clone()),
            ("intervention", intervention.to_string()),
        ];
        Self {
            bidder,
            lot,
            places,
        }
    }

    /// This ground with a session, an upload and a token: a set of things.
    async fn things(
        &self,
        name: &'static str,
        lot: (&LotCode, LotState),
        session: &Session,
        uploader: &Account,
        house: &TestPortal,
    ) -> Things {
        let draft = TokenDraft {
            name: words_within(name, 40),
            scope: TokenScope::Read,
            days: 9,
        };
        let bidder = &self.bidder.account;
        let token = house.portal.create_token(bidder, draft).await;
        let institution = uploader.institution.expect("a liaison");
        let mut places = self.places.clone();
        places.extend([
            ("lot", lot.0.to_string()),
            ("slug", session.slug.clone()),
            ("session", session.id.to_string()),
            ("bidder", bidder.id.to_string()),
            ("import", house.import_of(uploader).await.to_string()),
            ("file", house.scan_of(uploader).await.to_string()),
            ("part", house.part_of(institution).await.to_string()),
            (
                "application",
                house.application(name, "walker").await.0.to_string(),
            ),
            ("token", token.expect("a token").token.id.to_string()),
        ]);
        Things {
            name,
            state: lot.1,
            session: session.id,
            bidder: bidder.id,
            uploader: uploader.id,
            institution,
            owner: uploader.institution.expect("a liaison of the owner"),
            places,
        }
    }
}

impl Site {
    /// Everything there, and everybody signed in.
    pub async fn open() -> Self {
        Self::in_house(TestPortal::new().await).await
    }

    /// The same in a portal that may have something already.
    pub async fn in_house(house: TestPortal) -> Self {
        let centre = house.centre().await;
        let (anna, ben) = (house.bidder("anna").await, house.bidder("ben").await);
        let foreign = house.institution("钟陵理工大学（示例）").await;
        let at = (house.owner(), "P2026-ENER-0001");
        let own = Ground::lay(&house, &centre, anna, at).await;
        let at = (&foreign, "P2026-ENER-0002");
        let others = Ground::lay(&house, &centre, ben, at).await;
        house.lot("P2026-ENER-0003", true).await;
        let hidden = LotCode::parse("P2026-ENER-0003").expect("a code");
        sequence_all(&house.portal).await.expect("a ledger");

        let sessions = [
            house.session(1, true).await,
            house.session(2, true).await,
            house.session(3, false).await,
        ];
        let liaison = house.liaison().await;
        let grant = Grant {
            role: Role::Liaison,
            scope: Scope::Institution(foreign.id),
        };
        let far = house.account("far", vec![grant], Some(foreign.id)).await;
        let (listed, submitted) = (LotState::Listed, LotState::Submitted);
        let lot = (&own.lot, listed);
        let mine = own.things("own", lot, &sessions[0], &liaison, &house);
        let lot = (&others.lot, listed);
        let theirs = others.things("another's", lot, &sessions[1], &far, &house);
        let lot = (&hidden, submitted);
        let unpublished = own.things("not published", lot, &sessions[2], &liaison, &house);
        let things = vec![mine.await, theirs.await, unpublished.await];
        let manager = house.manager().await;
        let known = [
            manager,
            own.bidder.account.clone(),
            liaison,
            house.organiser(sessions[0].id).await,
            centre.account.clone(),
        ];
        let visitors = visitors(&house, known).await;
        Self {
            things,
            visitors,
            house,
        }
    }

    /// Another process of the same portal, run in another way.
    pub async fn beside_with(&self, settings: Settings) -> Portal {
        self.house.beside_with(settings).await
    }

    /// The harness.
    pub fn house(&self) -> &TestPortal {
        &self.house
    }

    /// The first visitor with this role.
    pub fn visitor(&self, role: Role) -> &Visitor {
        let mut of_role = self.visitors.iter().filter(|one| one.name == role.code());
        of_role.next().expect("one of each role")
    }

    /// The portal.
    pub fn portal(&self) -> &Portal {
        &self.house.portal
    }
}

/// Nobody; these, who have things; and one of each role besides. All of them signed in.
async fn visitors(house: &TestPortal, known: [Account; 5]) -> Vec<Visitor> {
    let mut accounts = known.to_vec();
    for role in Role::ALL {
        if !accounts.iter().any(|one| one.has(*role)) {
            let grant = Grant {
                role: *role,
                scope: Scope::Province,
            };
            let login = role.code().to_lowercase();
            accounts.push(house.account(&login, vec![grant], None).await);
        }
    }
    let mut visitors = vec![Visitor {
        name: "nobody",
        account: None,
        cookie: None,
    }];
    for account in accounts {
        let signed_in = house.portal.sign_in(&account.login, "test-password").await;
        let token = signed_in.expect("signed in").token;
        visitors.push(Visitor {
            name: account.grants[0].role.code(),
            account: Some(account),
            cookie: Some(format!("luochui-login={token}")),
        });
    }
    visitors
}
