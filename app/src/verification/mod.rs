//! `/verification/:code`: anybody checks the ledger of a lot in the own browser.

mod check;
mod page;

pub use page::VerificationPage;
