//! Pages, components and server functions.
//!
//! **What belongs here:** what a page looks like and which one call fetches its data.
//! **What never does:** rules, SQL, literal sentences (they live in `locales`), clocks in views.
//! **How to add a page:** a file under its noun, a server function in the noun's `mod.rs`
//! (parse → who → one call → shape), a line in [`routes`], messages in `locales/*/<noun>.json`.

// View types nest as deep as the pages they draw.
#![recursion_limit = "512"]

pub mod accounts;
pub mod api;
pub mod articles;
pub mod audit;
pub mod bidding;
pub mod calendar;
pub mod collection;
mod command;
pub mod deposits;
pub mod drafts;
pub mod error;
pub mod featured;
pub mod feedback;
pub mod follows;
pub mod guests;
pub mod home;
pub mod intakes;
pub mod interests;
pub mod lang;
mod later;
mod link_form;
pub mod lots;
pub mod mail;
pub mod needs;
pub mod notices;
pub mod open_licences;
pub mod organisations;
pub mod own_data;
pub mod packages;
pub mod participation;
pub mod passkeys;
pub mod people;
pub mod push;
pub mod registrations;
mod reload;
pub mod reports;
pub mod reviews;
pub mod roles;
pub mod rounds;
pub mod routes;
pub mod saved_filters;
pub mod seasons;
pub mod second_factor;
pub mod session_lots;
pub mod session_plans;
pub mod sessions;
pub mod setup;
pub mod site;
#[cfg(feature = "ssr")]
pub mod ssr;
pub mod stages;
pub mod system;
pub mod targets;
mod typed_form;
pub mod ui;
pub mod verification;
pub mod waivers;
pub mod webhooks;
mod wire;

pub use reload::reload_on_panic;
pub use routes::{App, mark_alive, shell};
