//! The rules of the auction season, and the nouns they speak about.
//!
//! **What belongs here:** nouns, money, states and their transitions, the bidding engine
//! (`decide` and `apply`), the checks of a collection form, the permission table. Everything is
//! pure and deterministic and compiles for the browser with no features.
//!
//! **What never does:** async, SQL, HTTP, Leptos, a clock, randomness, floating-point money,
//! sentences for people (they live in `locales`). Chinese words appear here only where they are
//! *data*: the cell values of the collection forms and the codes of the season plan.
//!
//! **Adding a noun:** one file named after it, ids in [`ids`], code tables through `codes!`.
//! A noun may use the ones above it in the list below, never the ones underneath.

#[macro_use]
mod codes;

pub mod guests;
pub mod ids;
pub mod money;
pub mod time;

pub mod text;

pub mod contacts;
pub mod credit_codes;
pub mod evidence;
pub mod patents;

pub mod accounts;
pub mod allowances;
pub mod institutions;
pub mod logins;
pub mod passkeys;
pub mod passwords;
pub mod targets;

pub mod saved_filters;
pub mod seasons;
pub mod second_factor;
pub mod tokens;

pub mod logbooks;
pub mod lots;
pub mod reviews;
pub mod rounds;

pub mod permissions;

pub mod open_licences;
pub mod organisations;
pub mod packages;

pub mod barcode;
pub mod files;
pub mod participations;
pub mod waivers;

pub mod latency;

pub mod deposits;

pub mod articles;
pub mod bidding;
pub mod featured;
pub mod feedback;
pub mod follows;
pub mod incidents;
pub mod ledger;
pub mod licence_notices;
pub mod live;
pub mod markup;
pub mod notices;
pub mod playback;
pub mod webhooks;

pub mod push;

pub mod mail;

pub mod registrations;
pub mod sessions;

pub mod intakes;
pub mod interests;
pub mod reports;

pub mod audit;
pub mod erasure;

pub mod collection;
pub mod drafts;
pub mod needs;

pub mod views;
