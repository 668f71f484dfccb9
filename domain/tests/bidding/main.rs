//! The bidding rules: the worked examples of bidding.md C.11 with their very numbers, the order of
//! refusals, the invariants of C.12 over random courses, and the whole way of a lot (C.7).

#![allow(clippy::unwrap_used, missing_docs)]

mod ceilings;
mod flat;
mod interrupted;
mod interruptions;
mod invariants;
mod make;
mod people;
mod precedence;
mod qualification;
mod session;
mod stages;
mod two_person;
