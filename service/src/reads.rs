//! How often somebody may ask for what costs much (reliability.md S-30): counted for the account of
//! whoever is signed in or sends a token, for the address of everybody else.
//!
//! Every process counts for itself. Behind a proxy the address is the client's only when the proxy is
//! named ([`crate::Settings::trusted_proxies`]).

use crate::limiter::Limiter;
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::allowances::Allowance;
use domain::ids::AccountId;
use domain::logins::Network;
use std::sync::atomic::{AtomicU64, Ordering};

/// Whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Reader {
    /// Whoever he is, wherever he is.
    Account(AccountId),
    /// Where somebody is whom nobody knows.
    Network(Network),
    /// All of them together.
    Everybody,
}

/// The buckets of a process.
pub(crate) struct Reads {
    buckets: Vec<Bucket>,
    reports: AtomicU64,
}

struct Bucket {
    of_each: Limiter<Reader>,
    refused: AtomicU64,
}

impl Reads {
    /// With so many times the usual rates; without a limit for 0.
    pub(crate) fn new(times: u32) -> Self {
        let bucket = |what: Allowance| Bucket {
            of_each: Limiter::new(what.rate().times(times)),
            refused: AtomicU64::new(0),
        };
        Self {
            buckets: Allowance::ALL.map(bucket).into(),
            reports: AtomicU64::new(0),
        }
    }

    fn of(&self, what: Allowance) -> &Bucket {
        &self.buckets[what as usize]
    }
}

impl Portal {
    /// Takes one from the allowance of whoever asks: `account`, else the address of the browser that
    /// this handle works for. What has neither comes from this machine itself and is not counted.
    ///
    /// # Errors
    /// `READ_LIMITED` with the `seconds` after which there is one again.
    pub fn take_allowance(&self, what: Allowance, account: Option<&Account>) -> Result<(), Error> {
        let of_account = account.map(|account| Reader::Account(account.id));
        let address = self.client().address.map(Network::of_subscriber);
        let Some(reader) = of_account.or(address.map(Reader::Network)) else {
            return Ok(());
        };
        self.take_from(what, reader)
    }

    /// Takes one from what everybody together may have of this in `what`'s own rate: for what would
    /// fill a log from many addresses.
    pub fn take_shared_allowance(&self, what: Allowance) -> Result<(), Error> {
        self.take_from(what, Reader::Everybody)
    }

    fn take_from(&self, what: Allowance, reader: Reader) -> Result<(), Error> {
        let bucket = self.reads().of(what);
        bucket.of_each.take(reader, self.now()).map_err(|wait_ms| {
            bucket.refused.fetch_add(1, Ordering::Relaxed);
            // Whole seconds, rounded up: whoever comes back earlier is refused again.
            let seconds = (wait_ms + 999) / 1_000;
            Error::Invalid {
                code: "READ_LIMITED".into(),
                args: vec![("seconds".into(), seconds.to_string())],
            }
        })
    }

    /// Counts a report of a browser about a page that broke its content policy.
    pub fn count_policy_report(&self) {
        self.reads().reports.fetch_add(1, Ordering::Relaxed);
    }

    /// How many of them this process has had.
    pub fn policy_reports(&self) -> u64 {
        self.reads().reports.load(Ordering::Relaxed)
    }

    /// How often this process has refused to be asked so often, by what was asked.
    pub fn reads_refused(&self) -> impl Iterator<Item = (Allowance, u64)> {
        Allowance::ALL.into_iter().map(|what| {
            let refused = self.reads().of(what).refused.load(Ordering::Relaxed);
            (what, refused)
        })
    }
}
