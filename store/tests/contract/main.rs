//! The contract of the store: one story per noun, told to both engines.
//!
//! SQLite runs in a temporary folder. PostgreSQL runs on the server that `TEST_POSTGRES_URL`
//! names, in a database of its own per story; with `LUOCHUI_REQUIRE_POSTGRES=1` a missing server
//! is a failure.

#[macro_use]
mod bench;
mod make;

mod accounts;
mod articles;
mod audit;
mod batches;
mod bidding;
mod bulk;
mod cancels;
mod catalogue;
mod ceilings;
mod deposits;
mod display;
mod drafts;
mod durability;
mod erasure;
mod files;
mod follows;
mod guests;
mod heartbeats;
mod imports;
mod incidents;
mod interests;
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
mod organisations;
mod packages;
mod participations;
mod passkeys;
mod priorities;
mod push;
mod registrations;
mod reported;
mod reviews;
mod rounds;
mod saved_filters;
mod search;
mod seasons;
mod second_factors;
mod sessions;
mod stages;
mod system;
mod upkeep;
mod waivers;
mod webhooks;
