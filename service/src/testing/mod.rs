//! A portal for tests, in which roles are types: a test reads like what people do.
//!
//! The clock stands still until it is moved, the randomness is seeded, the database is a file of
//! its own. [`TestPortal::verify`] replays the events of a lot against the stored state.

mod bidder;
mod canaries;
mod centre;
mod consents;
mod contents;
pub mod form_codes;
mod lot_canaries;
mod make;
mod money;
mod need_canaries;
mod participations;
mod people;
mod reviews;
mod stages;
mod things;
mod words;
pub mod workbooks;

pub use canaries::{CANARIES, Planted, Reader, readable};
pub use centre::TestCentre;
pub use lot_canaries::{LOT_CANARIES, LOT_RESERVES, PlantedLot};
pub use make::{institution, lot};
use make::{node, test_options};
pub use money::{TEST_DEPOSIT, verify};
use participations::take_part;
pub use people::{TEST_CREDIT_CODE, sign_up_form};
pub use reviews::sheet;
pub use stages::{DAY_MS, agreement, relist, talks};
pub use words::{WORDS, worded, words, words_within};

use crate::{Clock, Portal, Random, Settings, Store, workers};
use domain::accounts::{Account, Grant, Role, Scope};
use domain::bidding::{Auction, EventKind};
use domain::ids::{AccountId, InstitutionId, LotCode, LotId, RoundId, SessionId};
use domain::institutions::{Institution, InstitutionKind};
use domain::lots::{Contact, Lot, LotPrivate};
use domain::money::Fen;
use domain::rounds::{Round, RoundState};
use domain::seasons::{Season, catalogue};
use domain::time::Date;
use tempfile::TempDir;

/// The reserve price of lots made with one: on the grid, as bidding.md C.1 asks, and far above what
/// tests bid, so that its digits occur nowhere else.
pub const CANARY_RESERVE: Fen = Fen::yuan(9_980_000);
/// A contact name that must never be seen by the public.
pub const CANARY_CONTACT: &str = "联系人金丝雀";

/// A portal with a clock that the test moves.
pub struct TestPortal {
    /// The portal.
    pub portal: Portal,
    /// Its clock.
    pub clock: Clock,
    /// The season that is open.
    pub season: Season,
    owner: Institution,
    /// How the database was opened, for more processes beside this one.
    url: String,
    _folder: Option<TempDir>,
}

/// Somebody who bids.
pub struct TestBidder<'p> {
    site: &'p TestPortal,
    /// The account.
    pub account: Account,
}

impl TestPortal {
    /// A portal with an open season and one institution, on Wednesday 2026-11-18, 09:00.
    ///
    /// # Panics
    /// When the test machine has no room for a database.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("test.sqlite").display());
        Self::over(url, Some(folder)).await
    }

    /// The same on an empty PostgreSQL database of the server that `TEST_POSTGRES_URL` names;
    /// nothing without one, unless `LUOCHUI_REQUIRE_POSTGRES=1` asks for it.
    ///
    /// # Panics
    /// When a server is required and missing.
    pub async fn on_postgres() -> Option<Self> {
        let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
            let required = std::env::var("LUOCHUI_REQUIRE_POSTGRES").is_ok_and(|v| v == "1");
            assert!(!required, "TEST_POSTGRES_URL is not set");
            return None;
        };
        let number = Random::from_system().token::<8>();
        let url = store::testing::create_database(&server, &format!("service_{number}"))
            .await
            .expect("a database");
        Some(Self::over(url, None).await)
    }

    async fn over(url: String, folder: Option<TempDir>) -> Self {
        let store = Store::open(&url, test_options()).await.expect("a database");
        let clock = Clock::fixed(Date::of(2026, 11, 18).at(9, 0));
        // Lots get to bidding without experts, unless a test asks for them.
        let mut season = catalogue::auction_by_pattern(2026);
        season.reviews.min_reviews = 0;
        let mut owner = institution("江澜大学（示例）", InstitutionKind::University);
        let mut tx = store.write().await.expect("a transaction");
        tx.upsert_season(&season).await.expect("a season");
        owner.id = tx.insert_institution(&owner).await.expect("an institution");
        take_part(&mut tx, &season, owner.id, clock.now()).await;
        tx.commit().await.expect("a commit");
        let portal = Portal::open(store, clock.clone(), Random::seeded(7), node("first"));
        Self {
            portal,
            clock,
            season,
            owner,
            url,
            _folder: folder,
        }
    }

    /// Another process on the same database, with the same clock.
    ///
    /// # Panics
    /// Without a database.
    pub async fn beside(&self, name: &str) -> Portal {
        self.beside_with(node(name)).await
    }

    /// The same, run in another way.
    ///
    /// # Panics
    /// Without a database.
    pub async fn beside_with(&self, settings: Settings) -> Portal {
        let store = Store::open(&self.url, test_options())
            .await
            .expect("a database");
        // The bytes of the files lie where the portal that knows them has put them.
        let settings = Settings {
            files: self.portal.settings().files.clone(),
            ..settings
        };
        Portal::open(store, self.clock.clone(), Random::from_system(), settings)
    }

    /// How the database was opened.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Copies what is stored, on SQLite, into a new database at `url` with the tables of an older
    /// program.
    pub async fn copy_as_of(&self, version: i64, url: &str) {
        let copied = store::testing::as_of(url, version, self.url()).await;
        copied.expect("a copy in older tables");
    }

    /// Lets a SQLite database look as if a newer program had been at it.
    pub async fn make_newer(url: &str) {
        let made = store::testing::make_newer(url).await;
        made.expect("tables of the future");
    }

    /// The institution that offers the lots.
    pub fn owner(&self) -> &Institution {
        &self.owner
    }

    /// Stores an account with these grants.
    ///
    /// # Panics
    /// When the login is taken.
    pub async fn account(
        &self,
        login: &str,
        grants: Vec<Grant>,
        of: Option<InstitutionId>,
    ) -> Account {
        let mut account = Account {
            id: AccountId(0),
            login: login.into(),
            display_name: words(format!("{login}（示例）")),
            institution: of,
            grants,
            house_bot: false,
        };
        let hash = crate::hash_password("test-password").expect("a hash");
        let mut tx = self.portal.store().write().await.expect("a transaction");
        account.id = tx
            .insert_account(&account, Some(&hash))
            .await
            .expect("an account");
        tx.commit().await.expect("a commit");
        account
    }

    /// A liaison of the owner.
    pub async fn liaison(&self) -> Account {
        let scope = Scope::Institution(self.owner.id);
        let grants = vec![Grant {
            role: Role::Liaison,
            scope,
        }];
        self.account("liaison", grants, Some(self.owner.id)).await
    }

    /// The host of a session.
    pub async fn organiser(&self, session: SessionId) -> Account {
        let grants = vec![Grant {
            role: Role::Organiser,
            scope: Scope::Session(session),
        }];
        let login = format!("organiser-{session}");
        self.account(&login, grants, None).await
    }

    /// Somebody of the centre, always the same.
    pub async fn centre(&self) -> TestCentre<'_> {
        let grant = Grant {
            role: Role::Centre,
            scope: Scope::Province,
        };
        let there = self.portal.account_by_login("centre").await;
        let account = match there.expect("the accounts") {
            Some(account) => account,
            None => self.account("centre", vec![grant], None).await,
        };
        TestCentre {
            site: self,
            account,
        }
    }

    /// Stores a submitted lot that starts at 100,000 yuan, with a secret reserve when wanted.
    ///
    /// # Panics
    /// When the code is taken.
    pub async fn lot(&self, code: &str, reserve: bool) -> LotId {
        let lot = lot(code, self.season.id, self.owner.id, reserve);
        let id = self.keep(lot.clone()).await;
        self.agree_if_shared(&lot).await;
        id
    }

    pub(super) async fn keep(&self, lot: Lot) -> LotId {
        let (code, reserve) = (lot.code.clone(), lot.has_reserve);
        let private = LotPrivate {
            reserve_price: reserve.then_some(CANARY_RESERVE),
            contact: Contact {
                name: CANARY_CONTACT.into(),
                ..Contact::default()
            },
        };
        let mut tx = self.portal.store().write().await.expect("a transaction");
        let key = format!("test:{code}");
        let id = tx
            .insert_lot(&lot, &private, &self.owner, &key, None)
            .await
            .expect("a lot");
        tx.commit().await.expect("a commit");
        id
    }

    /// A published lot in a round that is open from now for an hour.
    ///
    /// # Panics
    /// When something on the way is refused.
    pub async fn open_lot(&self, code: &str, reserve: bool) -> LotCode {
        let id = self.lot(code, reserve).await;
        self.open(id).await;
        LotCode::parse(code).expect("a code")
    }

    /// Publishes a lot into a round that is open from now for an hour. It was announced as long ago
    /// as the rules of the season want.
    async fn open(&self, id: LotId) {
        let centre = self.someone_of_the_centre();
        let round = self.round(60).await;
        let notice = self.season.rules.notice_days * stages::DAY_MS;
        self.clock.advance_millis(-notice);
        self.portal
            .publish_lots(&centre, &[id])
            .await
            .expect("published");
        let listed = self
            .portal
            .list_into(round, vec![id], self.portal.by_clock())
            .await;
        self.clock.advance_millis(notice);
        assert_eq!(listed, Ok(1), "listed");
    }

    fn someone_of_the_centre(&self) -> Account {
        Account {
            id: AccountId(0),
            login: "nobody".into(),
            display_name: String::new(),
            institution: None,
            grants: vec![Grant {
                role: Role::Centre,
                scope: Scope::Province,
            }],
            house_bot: false,
        }
    }

    /// A round from now for `minutes`; each on a day of its own, because a day has one.
    ///
    /// # Panics
    /// When the day has a round.
    pub async fn round(&self, minutes: i64) -> RoundId {
        let now = self.portal.now();
        let taken = self.portal.store().read().await.expect("a transaction");
        drop(taken);
        let serial = self.portal.random().below(30_000) as i32;
        let round = Round {
            id: RoundId(0),
            season: self.season.id,
            on: now.date().plus_days(serial),
            opens_at: now,
            closes_at: now.plus_millis(minutes * 60_000),
            window_ms: 300_000,
            extension_ms: 300_000,
            hard_end: None,
            min_bidders: 1,
            state: RoundState::Scheduled,
            practice: false,
            moved: None,
        };
        let origin = self.portal.by_clock();
        self.portal
            .insert_round(round, origin)
            .await
            .expect("a round")
    }

    /// Moves the clock and does what is due.
    ///
    /// # Panics
    /// On faults of ours.
    pub async fn pass(&self, millis: i64) {
        self.clock.advance_millis(millis);
        workers::sweep(&self.portal).await.expect("a sweep");
        // The writer closes in its own task; an empty question waits behind it.
        self.portal
            .writer()
            .forget(LotCode::parse("NONE").expect("a code"))
            .await;
    }

    /// The portal's clock seems to jump: no bids for half a minute.
    pub fn disturb_clock(&self) {
        let now = self.portal.now();
        let hour = 3_600_000;
        self.portal
            .clock_watch()
            .look(now.plus_millis(hour), self.clock.monotonic());
    }

    /// Replays the events of a lot and compares with the stored head.
    ///
    /// # Panics
    /// When they differ, or the numbers have a gap.
    pub async fn verify(&self, code: &LotCode) {
        let mut tx = self.portal.store().read().await.expect("a transaction");
        let id = tx.lot(code).await.expect("a query").expect("a lot").lot.id;
        let stored = tx
            .auction(id)
            .await
            .expect("a query")
            .expect("a head")
            .auction;
        let mut replayed: Option<Auction> = None;
        for (number, event) in (1..).zip(tx.raw_events(id).await.expect("events")) {
            assert_eq!(event.seq, number, "numbers have no gap");
            match (&mut replayed, &event.kind) {
                (Some(auction), _) => auction.apply(&event),
                (None, EventKind::Listed { terms }) => {
                    let reserve = stored.reserve;
                    replayed = Some(Auction::listed(terms.clone(), reserve, event.seq, event.at));
                }
                (None, other) => panic!("the first event lists the lot, not {other:?}"),
            }
        }
        assert_eq!(replayed, Some(stored), "the head is the sum of the events");
    }
}
