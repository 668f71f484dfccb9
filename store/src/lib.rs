//! The only place with SQL: rows in, domain values out, on SQLite and on PostgreSQL.
//!
//! **What belongs here:** statements, the mapping between rows and domain values, migrations, and
//! the proof that the database keeps what it acknowledges ([`Store::open`]).
//!
//! **What never does:** permissions, rules, clocks, HTTP. Time and identities are parameters; who
//! may do something is decided by `service`, which is the only opener of transactions.
//!
//! **Four things to note.** Every call is fallible with [`StoreError`]. A lookup of something that
//! is not there answers `Ok(None)`. Methods sit on [`Tx`], which is either engine, and share one
//! SQL text with `$n`; where the engines truly differ, both texts stand side by side with the
//! reason. Nothing grows with history: lists go by key, counting stops at a bound.
//!
//! **Adding a noun:** a migration of the same name in both folders of `migrations`, one file here
//! named after the noun, and its story in `tests/contract`, which is told to both engines.

#[macro_use]
mod trust;
mod bind;
mod copies;
mod damage;
mod doc;
mod drafts;
mod error;
mod inspect;
mod open;
mod postgres;
#[cfg(test)]
mod postgres_tls;
mod rows;
mod schema;
mod sql;
mod tx;

mod accounts;
mod admin_links;
mod applications;
mod articles;
mod audit;
mod bidding;
mod chosen_passwords;
mod claim;
mod cluster;
mod deposits;
mod erasure;
mod feedback;
mod files;
mod follows;
mod guests;
mod heartbeats;
mod import_people;
mod imports;
mod incidents;
mod institutions;
mod intakes;
mod interests;
mod interventions;
mod invitations;
mod latency;
mod ledger;
mod licence_notices;
mod logbooks;
mod logins;
mod lots;
mod mail;
mod needs;
mod notices;
mod open_licences;
mod own;
mod packages;
mod participations;
mod passkeys;
mod people;
pub mod planted;
mod priorities;
mod proposals;
mod push;
mod quotas;
mod registrations;
mod reports;
mod reviews;
mod rounds;
mod saved_filters;
mod seasons;
mod second_factors;
mod secrets;
mod sessions;
mod settings;
mod stages;
mod system;
mod targets;
#[cfg(feature = "testing")]
pub mod testing;
mod tokens;
mod upkeep;
mod waivers;
mod webhooks;

#[cfg(test)]
mod plans;
// The builders of the contract tests name the crate from outside.
#[cfg(test)]
extern crate self as store;

pub use applications::{Decided, NewApplication, StoredApplication};
pub use audit::StoredLink;
pub use bidding::{
    BatchEntry, BatchEvent, BidKey, BulkAuction, BulkEnrolment, BulkEvent, EventSpan, Head,
    StoredAnswer, StoredAuction, StoredFigures,
};
pub use claim::Claim;
pub use cluster::{Taken, Turn, Wakeups};
pub use copies::{copy_sqlite, create_scratch, drop_scratch, note_setting, noted_setting};
pub use deposits::{NewFact, NewProof, StoredEnd, StoredSeat};
pub use drafts::{NewDraft, StoredDraft};
pub use error::{Result, StoreError};
pub use files::{FileBody, FileContent, NewFile, StoredFile};
pub use follows::{DueReminder, Follower, LotChange};
pub use guests::StoredGuest;
pub use import_people::ImportedPerson;
pub use imports::{ImportedLot, ListedImport, NewImport, StoredImport};
pub use incidents::NewLateByServer;
pub use inspect::{Inspection, engine_of, inspect, sqlite_file};
pub use intakes::{ImportedIntake, IntakesOf, NewRecord, NewReport, OfflineSale, StoredIntake};
pub use interests::{FollowUpsOf, StoredInterest};
pub use interventions::{Decision, StoredIntervention};
pub use invitations::{NewInvitation, StoredInvitation};
pub use ledger::{NewLeaf, QueuedLot, StoredHead as LedgerHead, StoredLeaf, StoredPage};
pub use logbooks::{LogbookCounts, StoredEntry};
pub use logins::{NewLogin, StoredLogin};
pub use lots::{NewLot, PublicLot, StoredLot, WholeLot, is_cursor_of};
pub use mail::{DueMail, MailLink, MailTo, NewMail, Tried};
pub use needs::{ImportedNeed, LiveNeed, NeedsOf, NewNeed, OwnNeed};
pub use notices::{NewNotice, Reach, Told, ToldLeaf, ToldLot};
pub use open::{Engine, Store, StoreOptions};
pub use own::{OwnAct, OwnBid, OwnEnrolment, OwnFact, OwnReview};
pub use participations::{
    NewAgreement, NewExpert, NewLiaison, ParticipationFilter, StoredAgreement, StoredExpert,
    StoredLiaison, StoredParticipation,
};
pub use passkeys::{NewPasskey, StoredPasskey};
pub use priorities::{NewPriority, StoredPriority};
pub use proposals::{StoredDecision, StoredProposal};
pub use push::{DuePush, NewBrowser, NewPush};
pub use registrations::{
    DueRegistrationMail, MailAbout, NewCheckIn, NewRegistration, NewRegistrationMail,
    RegisteredUnit, StoredPlan, StoredRegistration, StoredTalk,
};
pub use reviews::{
    NewDecision, NewRelease, NewReturn, NewReview, ReviewSeat, StoredRelease, StoredReview,
};
pub use schema::{Schema, Step};
pub use second_factors::StoredFactor;
pub use secrets::{SecretRow, SecretTable};
pub use stages::{NewMove, StoredMove};
pub use system::Migrated;
pub use trust::Trust;
pub use tx::{Open, Tx};
pub use upkeep::PracticeLot;
pub use waivers::{NewWaiver, StoredWaiver};
pub use webhooks::{Attempt, DueDelivery, NewDelivery};
