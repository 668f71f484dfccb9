//! The audit record (审计记录): who writes rows, who may read them, and the proof that none was
//! changed.
//!
//! A use case takes the [`Origin`] of what it does from [`Portal::by`] and puts a row into its
//! transaction with [`Tx::audit`]; a transaction of `store.audited()` cannot be committed without one.
//! Batches of bids write none: each bid is an event of its lot with a leaf in the public ledger.

mod readings;
mod verify;

pub(crate) use readings::Readings;
pub use verify::{Verified, verify_audit};

use crate::permissions::require;
use crate::{Error, Portal, Tx};
use domain::accounts::{Account, Action};
use domain::audit::{
    Act, ActorFilter, AuditPage, AuditRow, Class, Cutoffs, Object, ObjectKind, Origin, Query,
    Retention, Who,
};
use serde_json::json;

/// Rows on a page.
const PAGE: u32 = 50;
/// Rows on the desk of an object.
const TRAIL: u32 = 20;
/// Rows of a file that are read at once.
const CHUNK: u32 = 1_000;
/// Rows whose words are taken out in one transaction.
const PURGE_MAX: u32 = 1_000;

/// Refuses whoever may not read the record: for pages, files and the trails on the desks alike.
fn require_reader(account: &Account) -> Result<(), Error> {
    require(account, Action::ReadAudit)
}

impl Portal {
    /// The origin of what `account` does now, for the rows about it.
    pub(crate) fn by(&self, account: &Account) -> Origin {
        let who = match self.caller.operator {
            true => Who::Operator,
            false => Who::of(account),
        };
        self.origin(who)
    }

    /// The origin of what the server does now by itself.
    pub(crate) fn by_clock(&self) -> Origin {
        self.origin(Who::Clock)
    }

    /// The origin of what somebody does who has no account.
    pub(crate) fn by_visitor(&self) -> Origin {
        self.origin(Who::Visitor)
    }

    /// The same for what a command does as well: the operator's, when one gives it.
    pub(crate) fn by_whoever_runs(&self) -> Origin {
        self.origin(match self.caller.operator {
            true => Who::Operator,
            false => Who::Clock,
        })
    }

    fn origin(&self, who: Who) -> Origin {
        let request = self.caller.request.as_deref();
        Origin {
            who,
            at: self.now(),
            request: request.map(str::to_owned),
        }
    }

    /// A page of the record, newest first.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre.
    pub async fn audit_page(&self, account: &Account, query: &Query) -> Result<AuditPage, Error> {
        require_reader(account)?;
        self.audit_rows(query, PAGE).await
    }

    /// What has been done to one thing, the latest 20 rows; nothing for whoever may not read the
    /// record, who may still see the desk that it stands on.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn audit_trail(
        &self,
        account: &Account,
        kind: ObjectKind,
        object: &str,
    ) -> Result<Option<AuditPage>, Error> {
        if !account.may(Action::ReadAudit) {
            return Ok(None);
        }
        let page = self.audit_rows(&Query::about(kind, object), TRAIL).await?;
        Ok(Some(page))
    }

    /// Begins a file of the rows that `query` finds, which is itself a row; answers the query to
    /// read it by, chunk by chunk, with [`Portal::audit_chunk`].
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre.
    pub async fn begin_audit_file(
        &self,
        account: &Account,
        query: Query,
        format: &'static str,
    ) -> Result<Query, Error> {
        require_reader(account)?;
        self.note_file(self.by(account), query, format).await
    }

    /// The same for the operator at the command line.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn begin_operators_audit_file(
        &self,
        query: Query,
        format: &'static str,
    ) -> Result<Query, Error> {
        self.note_file(self.origin(Who::Operator), query, format)
            .await
    }

    async fn note_file(
        &self,
        origin: Origin,
        mut query: Query,
        format: &'static str,
    ) -> Result<Query, Error> {
        let store = self.store().clone();
        self.durable(async move {
            let mut tx = store.audited().await?;
            // The file ends where the record ends now: its own row is not in it.
            let end = tx.audit_head().await?.seq + 1;
            query.below = Some(query.below.map_or(end, |below| below.min(end)));
            let object = Object::new(ObjectKind::Audit, format);
            tx.audit(origin.entry(Act::AuditExport, object).after(&query));
            tx.commit().await?;
            Ok(query)
        })
        .await
    }

    /// The next rows of a file, at most 1,000. Whoever calls it has begun the file.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn audit_chunk(&self, query: &Query) -> Result<AuditPage, Error> {
        self.audit_rows(query, CHUNK).await
    }

    async fn audit_rows(&self, query: &Query, limit: u32) -> Result<AuditPage, Error> {
        let mut tx = self.store().read().await?;
        let Some(actor) = actor(&mut tx, &query.actor).await? else {
            return Ok(AuditPage {
                rows: Vec::new(),
                next: None,
            });
        };
        let rows = tx.audit_rows(query, actor, limit).await?;
        let full = rows.len() == limit as usize;
        let next = rows.last().filter(|_| full).map(|last: &AuditRow| last.seq);
        Ok(AuditPage { rows, next })
    }

    /// Puts on record that `account` reads personal data in the clear. Whoever looks at the same again
    /// within ten minutes, as pages that keep themselves up to date do, reads it once.
    pub(crate) async fn note_reading(
        &self,
        account: &Account,
        object: Object,
        what: &'static str,
    ) -> Result<(), Error> {
        let origin = self.by(account);
        if !self.readings().is_new(account.id, &object, what, origin.at) {
            return Ok(());
        }
        let (store, readings) = (self.store().clone(), self.readings().clone());
        let (reader, read) = (account.id, object.clone());
        let noted = self.durable(async move {
            let mut tx = store.audited().await?;
            let entry = origin.entry(Act::PersonalRead, object);
            tx.audit(entry.after(&json!({ "what": what })));
            Ok(tx.commit().await?)
        });
        noted
            .await
            .inspect_err(|_| readings.forget(reader, &read, what))
    }

    /// Takes out the words of rows that need not be kept any more by `retention`; their links stay.
    /// Answers how many. Nothing that the law still wants is taken out, whatever is asked for: the
    /// database refuses it as well.
    ///
    /// # Errors
    /// `RETENTION_TOO_SHORT` for times below those of the law.
    pub async fn purge_audit(&self, retention: Retention) -> Result<u64, Error> {
        if !retention.is_lawful() {
            return Err(Error::invalid("RETENTION_TOO_SHORT"));
        }
        let (store, origin) = (self.store().clone(), self.origin(Who::Operator));
        let cutoffs = retention.cutoffs(origin.at);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let id = tx.insert_purge(origin.at, cutoffs).await?;
            let mut gone = purge(&mut tx, cutoffs).await?;
            if gone == 0 {
                return Ok(0);
            }
            let before = json!({
                "auction": cutoffs.auction.rfc3339(),
                "general": cutoffs.general.rfc3339(),
            });
            let object = Object::new(ObjectKind::Audit, id);
            tx.audit(origin.entry(Act::AuditPurge, object).after(&before));
            tx.commit().await?;
            loop {
                // tidy-allow(audit): the decision to take them out has its row
                let mut tx = store.write().await?;
                let more = purge(&mut tx, cutoffs).await?;
                tx.commit().await?;
                if more == 0 {
                    return Ok(gone);
                }
                gone += more;
            }
        })
        .await
    }
}

async fn purge(tx: &mut Tx, cutoffs: Cutoffs) -> Result<u64, Error> {
    let general = tx.purge_entries(Class::General, cutoffs.general, PURGE_MAX);
    let general = general.await?;
    let auction = tx.purge_entries(Class::Auction, cutoffs.auction, PURGE_MAX);
    Ok(general + auction.await?)
}

/// Whose rows a name asks for: `None` when nobody has it, `Some(None)` for everybody's.
async fn actor(tx: &mut Tx, name: &str) -> Result<Option<Option<ActorFilter>>, Error> {
    Ok(match name.trim() {
        "" => Some(None),
        Query::MACHINE => Some(Some(ActorFilter::Machine)),
        login => {
            let found = tx.account_by_login(&login.to_lowercase()).await?;
            found.map(|(account, _)| Some(ActorFilter::Person(account.id)))
        }
    })
}
