//! Use cases: who may, in which transaction, what is announced.
//!
//! **What belongs here:** the verbs of the portal, one file per noun; the bid writer; the hub of
//! live updates; the only readers of the clock and of randomness.
//! **What never does:** HTTP types, Leptos, SQL text, sentences for people.
//! **How to add a use case:** a method on [`Portal`] in its noun's file: permission first, then
//! one transaction, then what is announced. Writes run in their own task through
//! [`Portal::durable`]: a request that is dropped never drops a transaction.

pub mod audit;
pub mod bidding;
pub mod clock;
mod clock_watch;
pub mod demo;
pub mod deposits;
pub mod export;
pub mod files;
pub mod ics;
pub mod imports;
pub mod ledger;
pub mod live;
pub mod mail;
pub mod notices;
pub mod own_data;
pub mod png;
pub mod push;
pub mod qr;
pub mod random;
pub mod reports;
pub mod reviews;
pub mod stages;
pub mod upkeep;

mod accounts;
mod articles;
mod calendar;
mod display;
pub mod drafts;
mod error;
mod featured;
mod feedback;
mod first_admin;
mod follow_ups;
mod follows;
mod guests;
mod intakes;
mod interests;
mod interventions;
mod latency;
mod leaving;
mod limiter;
mod listing;
mod lots;
mod needs;
mod newcomers;
mod open_licences;
mod organisations;
mod packages;
pub mod participations;
mod passkeys;
mod people;
mod permissions;
mod playback;
mod postponements;
mod priorities;
mod reads;
mod recent;
mod registrations;
mod replay;
mod roles;
mod rounds;
pub mod saved_filters;
mod seasons;
mod second_factor;
mod sessions;
mod settings;
mod step_up;
mod system;
pub mod targets;
#[cfg(feature = "testing")]
pub mod testing;
mod tokens;
mod traced;
mod tries;
mod vault;
mod waivers;
pub mod webhooks;
pub mod workers;

pub use accounts::{Client, SignedIn, SignedInAs, hash_password};
pub use bidding::{BidRate, BidRequest};
pub use calendar::CalendarItem;
pub use clock::Clock;
pub use display::LotPart;
pub use error::Error;
pub use first_admin::{AdminLink, SetupDraft};
pub use follow_ups::FollowUpStep;
pub use needs::NeedAt;
pub use organisations::SignUp;
pub use people::Newcomer;
pub use random::Random;
pub use registrations::{PlanDraft, RegistrationFile, forget_contacts};
pub use replay::{Replayed, replay};
pub use roles::{RolePlace, RoleWish};
pub use sessions::{AgendaSheet, RevisionDraft, SheetFault, agenda_template, publish_due_sessions};
pub use settings::Settings;
pub use store::{Inspection, Schema, Store, StoreOptions, Tx, inspect, planted};
pub use system::BidCounts;
pub use traced::TRACED;
pub use vault::Vault;

use accounts::{Hashing, Known, Seen};
use audit::Readings;
use bidding::{InFlight, REPEATS, Writer};
use clock_watch::ClockWatch;
use domain::accounts::Account;
use domain::ids::{AccountId, LotCode};
use domain::ledger::policy::Policy;
use domain::time::Timestamp;
use domain::tokens::TokenScope;
use latency::Latencies;
use ledger::{Chains, Guard};
use limiter::Limiter;
use live::Hub;
use reads::Reads;
use recent::Recent;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use store::Engine;
use system::Tally;
use tracing::Instrument;
use workers::Records;

/// Every version of the rules of bidding (竞买须知), the one that holds now last.
pub(crate) const RULES_VERSIONS: [&str; 1] = [RULES_VERSION];
/// The version that an enrolment accepts.
pub const RULES_VERSION: &str = "2026-1";

/// The portal: every use case is a method of it. Cheap to clone.
#[derive(Clone)]
pub struct Portal {
    inner: Arc<Inner>,
    caller: Arc<Caller>,
}

/// For whom this handle of the portal works; the rows of the audit record say it.
#[derive(Clone, Default)]
struct Caller {
    /// Number of the request in the log.
    request: Option<Arc<str>>,
    /// The operator at the command line of the machine.
    operator: bool,
    /// The browser that asks.
    client: Client,
    /// Hash of the token of the sign-in.
    login: Option<Arc<str>>,
}

struct Inner {
    store: Store,
    clock: Clock,
    random: Random,
    hub: Hub,
    writer: Writer,
    limiter: Limiter<(AccountId, LotCode)>,
    repeats: Limiter<(AccountId, LotCode)>,
    reads: Reads,
    logins: Recent<Known>,
    seen: Seen,
    hashing: Arc<Hashing>,
    holders: Recent<(Account, TokenScope)>,
    in_flight: InFlight,
    chains: Chains,
    guard: Guard,
    latencies: Latencies,
    clock_watch: ClockWatch,
    readings: Readings,
    tally: Tally,
    records: Records,
    /// What addresses of private files are signed with where the portal has no keys.
    addresses: OnceLock<[u8; 32]>,
    /// When the process began.
    started_at: Timestamp,
    /// It has been asked to stop.
    stopping: AtomicBool,
    settings: Settings,
}

impl Portal {
    /// Opens the portal over a store and starts its bid writer.
    pub fn open(store: Store, clock: Clock, random: Random, settings: Settings) -> Self {
        // A program with planted faults ends here unless it is told which.
        let _ = planted::planted();
        let hub = match store.engine() {
            Engine::Sqlite => Hub::default(),
            Engine::Postgres => Hub::relayed(),
        };
        let latencies = Latencies::default();
        let writer = Writer::start(
            store.for_bids(),
            clock.clone(),
            random.clone(),
            hub.clone(),
            latencies.clone(),
            settings.fail_point,
        );
        let limiter = Limiter::new(settings.bid_rate);
        let reads = Reads::new(settings.read_allowance);
        let started_at = clock.now();
        let clock_watch = ClockWatch::new(started_at, clock.monotonic());
        let asks = settings.policy.as_ref().is_some_and(Policy::asks);
        let guard = Guard::open(settings.ledger_mark.clone(), asks);
        Self {
            inner: Arc::new(Inner {
                store,
                clock,
                random,
                hub,
                writer,
                limiter,
                repeats: Limiter::new(REPEATS),
                reads,
                logins: Recent::default(),
                seen: Seen::default(),
                hashing: Arc::default(),
                holders: Recent::default(),
                in_flight: InFlight::default(),
                chains: Chains::default(),
                guard,
                latencies,
                clock_watch,
                readings: Readings::default(),
                tally: Tally::default(),
                records: Records::default(),
                addresses: OnceLock::new(),
                started_at,
                stopping: AtomicBool::new(false),
                settings,
            }),
            caller: Arc::default(),
        }
    }

    /// The same portal, working for the request with this number in the log.
    #[must_use]
    pub fn in_request(mut self, number: &str) -> Self {
        self.caller_mut().request = Some(number.into());
        self
    }

    /// The same portal, working for the operator at the command line.
    #[must_use]
    pub fn for_operator(mut self) -> Self {
        self.caller_mut().operator = true;
        self
    }

    /// Every layer of every request has a copy of the portal, so they share what it says of the caller.
    fn caller_mut(&mut self) -> &mut Caller {
        Arc::make_mut(&mut self.caller)
    }

    /// The store, for readiness checks and seeding.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The hub of live updates.
    pub fn hub(&self) -> &Hub {
        &self.inner.hub
    }

    /// What was gathered about `lot`, or without one about anything, is out of date once this differs:
    /// the lot has moved, or something was changed that is written down. What another process changes
    /// may be missing.
    pub fn changes(&self, lot: Option<&LotCode>) -> (u64, u64) {
        (self.hub().moves(lot), self.store().changes())
    }

    /// How this portal is run.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// A key for a bid that a browser without scripts will send: 128 random bits.
    pub fn new_key(&self) -> String {
        self.random().token::<16>()
    }

    /// The server's clock.
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// Whether bids may be taken: this node's clock can be trusted (reliability.md §2.3).
    pub fn is_taking_bids(&self) -> bool {
        let clock = &self.inner.clock;
        self.inner.clock_watch.look(clock.now(), clock.monotonic())
    }

    /// Whether something is wrong with the stored data: then no bid is taken (reliability.md F-27).
    pub fn is_damaged(&self) -> bool {
        self.guard().is_damaged()
    }

    /// Compares this node's clock, which said `asked` before the question, with the database server's.
    pub(crate) fn compare_clocks(&self, asked: Timestamp, theirs: Timestamp) {
        let clock = &self.inner.clock;
        // A clock that stands still for a test has nothing in common with the server's.
        if matches!(clock, Clock::Real) {
            let watch = &self.inner.clock_watch;
            watch.compare(asked, theirs, clock.now(), clock.monotonic());
        }
    }

    /// The name of this process among those that share the database.
    pub(crate) fn node(&self) -> &str {
        &self.settings().node
    }

    /// How far this node's clock may be off, ms: what the time service promises, and what was
    /// seen on top of it.
    pub fn clock_error_ms(&self) -> u32 {
        let promised = self.settings().clock_error_ms;
        promised.saturating_add(self.inner.clock_watch.drift_ms())
    }

    #[cfg(feature = "testing")]
    pub(crate) fn clock_watch(&self) -> &ClockWatch {
        &self.inner.clock_watch
    }

    pub(crate) fn chains(&self) -> &Chains {
        &self.inner.chains
    }

    pub(crate) fn guard(&self) -> &Guard {
        &self.inner.guard
    }

    pub(crate) fn readings(&self) -> &Readings {
        &self.inner.readings
    }

    pub(crate) fn tally(&self) -> &Tally {
        &self.inner.tally
    }

    pub(crate) fn records(&self) -> &Records {
        &self.inner.records
    }

    pub(crate) fn latencies(&self) -> &Latencies {
        &self.inner.latencies
    }

    pub(crate) fn in_flight(&self) -> &InFlight {
        &self.inner.in_flight
    }

    /// The randomness of this process: the system's, or that of a seed in tests.
    pub fn random(&self) -> &Random {
        &self.inner.random
    }

    pub(crate) fn writer(&self) -> &Writer {
        &self.inner.writer
    }

    pub(crate) fn limiter(&self) -> &Limiter<(AccountId, LotCode)> {
        &self.inner.limiter
    }

    /// How often keys are looked up while bids are not taken.
    pub(crate) fn repeats(&self) -> &Limiter<(AccountId, LotCode)> {
        &self.inner.repeats
    }

    pub(crate) fn reads(&self) -> &Reads {
        &self.inner.reads
    }

    pub(crate) fn holders(&self) -> &Recent<(Account, TokenScope)> {
        &self.inner.holders
    }

    /// Runs a write in its own task: when the caller goes away it still ends properly, and no
    /// connection goes back to the pool inside an open transaction (reliability.md §0.1).
    pub(crate) async fn durable<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        // Boxed first: spawning moves it several times, and some are tens of kilobytes.
        tokio::spawn(Box::pin(work.in_current_span()))
            .await
            .map_err(|e| Error::Internal(e.to_string()))?
    }
}
