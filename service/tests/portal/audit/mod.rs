//! The audit record: every use case that changes something writes its rows, nobody else reads them,
//! and whoever changes one is found out.

mod acts;
mod display;
mod drafts;
mod factors;
mod guests;
mod ledger;
mod newcomers;
mod own;
mod participations;
mod record;
mod registrations;
mod reviews;
mod session_days;
mod sessions;
mod sign_ins;
mod targets;

use domain::accounts::Account;
use domain::audit::{Act, AuditRow, Query};
use service::testing::TestPortal;
use std::collections::BTreeSet;

const CODE: &str = "P2026-ENER-0001";

/// Reads the record row by row.
struct Reader<'p> {
    site: &'p TestPortal,
    /// Somebody who may read it.
    who: Account,
    /// The last row that was read.
    last: u64,
    /// Every act that was read.
    seen: BTreeSet<Act>,
}

impl<'p> Reader<'p> {
    /// Begins with the rows that are written from now on.
    async fn new(site: &'p TestPortal, who: &Account) -> Self {
        let mut reader = Self {
            site,
            who: who.clone(),
            last: 0,
            seen: BTreeSet::new(),
        };
        reader.next().await;
        reader.seen.clear();
        reader
    }

    /// The rows since the last time, in order.
    async fn next(&mut self) -> Vec<AuditRow> {
        let all = Query::default();
        let page = self.site.portal.audit_page(&self.who, &all).await;
        let mut rows = page.unwrap().rows;
        rows.retain(|row| row.seq > self.last);
        rows.reverse();
        self.last = rows.last().map_or(self.last, |row| row.seq);
        self.seen.extend(rows.iter().map(|row| row.act));
        rows
    }

    /// Asserts that exactly these rows were written since the last time.
    async fn wrote(&mut self, acts: &[Act]) -> Vec<AuditRow> {
        let rows = self.next().await;
        let written: Vec<Act> = rows.iter().map(|row| row.act).collect();
        assert_eq!(written, acts);
        rows
    }
}
