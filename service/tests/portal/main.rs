//! The portal through the harness in which roles are types, a subject a module.
//!
//! One program for all of them: each program of tests compiles the whole service anew, which takes
//! longer than all of its tests.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod articles;
mod audit;
mod below_quota;
mod bidding;
mod bucket;
mod canaries;
mod channels;
mod cluster;
mod codes;
mod contract;
mod demo;
mod deposit_desk;
mod deposits;
mod display;
mod export;
mod factor_lots;
mod fairness;
mod featured;
mod feedback;
mod files;
mod first_admin;
mod follows;
mod guests;
mod interventions;
mod keys;
mod leaked;
mod leaving;
mod ledger;
mod listing;
mod mail;
mod notices;
mod open_licences;
mod openings;
mod organisations;
mod outages;
mod own_data;
mod packages;
mod participations;
mod passkeys;
mod password_profile;
mod playback;
mod postponements;
mod priorities;
mod push;
mod refusals;
mod registrations;
mod repeated;
mod reviews;
mod roles;
mod rotation;
mod scanner;
mod second_factor;
mod secrets;
mod session_days;
mod session_lots;
mod session_plans;
mod session_reports;
mod sessions;
mod sign_in_times;
mod sign_ins;
mod stages;
mod standby;
mod statements;
mod step_up;
mod system;
mod targets;
mod tokens;
mod upkeep;
mod vault;
mod webhooks;
mod witnesses;
