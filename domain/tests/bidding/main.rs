//! The bidding rules: the worked examples of bidding.md C.11 with their very numbers, the order of
//! refusals, and the invariants of C.12 over random courses.

#![allow(clippy::unwrap_used, missing_docs)]

mod ceilings;
mod flat;
mod interruptions;
mod invariants;
mod make;
mod precedence;
mod session;
