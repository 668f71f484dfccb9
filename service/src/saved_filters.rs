//! Filters of the catalogue that a person keeps (保存的筛选), and the daily digest (每日摘要) of what is new in
//! them. The rules are [`domain::saved_filters`].

use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, Origin};
use domain::ids::{AccountId, SavedFilterId};
use domain::mail::MailBody;
use domain::saved_filters::{
    DIGEST_LOTS_MAX, DigestPart, LotDigest, SAVED_FILTERS_MAX, SETTLE_MS, SavedFilter, digest_key,
    kept, name, next_due, second_of,
};
use domain::time::Timestamp;
use domain::views::{BoundedCount, LotFilter, LotSort, SavedFiltersPage};
use serde_json::json;
use store::{NewMail, Tx};

/// Accounts that are written to in one round.
const ROUND_MAX: u32 = 50;
/// Lots of a filter that are counted as new on its owner's page.
const COUNTED_MAX: usize = 100;

/// What somebody does with one of his filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SavedFilterStep {
    /// He wants to be written to about it, from now on.
    Begin,
    /// He does not any more; the filter stays.
    End,
    /// He forgets it.
    Delete,
}

impl Portal {
    /// The filters that the account keeps, each with how many lots are new.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn saved_filters(&self, account: &Account) -> Result<SavedFiltersPage, Error> {
        require(account, Action::KeepOwn(account.id))?;
        let now = self.now();
        let mut tx = self.store().read().await?;
        let mut filters = Vec::new();
        for one in tx.saved_filters(account.id).await? {
            let window = (one.told_to, Timestamp(i64::MAX));
            let (lots, more) = new_lots(&mut tx, &one.filter, window, (COUNTED_MAX, now)).await?;
            let count = lots.len() as u32;
            filters.push((one, BoundedCount { count, more }));
        }
        Ok(SavedFiltersPage {
            filters,
            has_address: tx.mail_to(account.id).await?.is_some(),
            server_now: now,
        })
    }

    /// Keeps a filter for the account and writes to it about what comes out from now on.
    ///
    /// # Errors
    /// `SAVED_FILTER_NAME`, `SAVED_FILTER_EMPTY`; `SAVED_FILTERS_FULL` for one more than
    /// [`SAVED_FILTERS_MAX`].
    pub async fn save_filter(
        &self,
        account: &Account,
        typed: &str,
        filter: &LotFilter,
    ) -> Result<SavedFilterId, Error> {
        require(account, Action::KeepOwn(account.id))?;
        let (store, now, owner) = (self.store().clone(), self.now(), account.id);
        let new = SavedFilter {
            id: SavedFilterId(0),
            name: name(typed).map_err(Error::invalid)?,
            filter: kept(filter).map_err(Error::invalid)?,
            created_at: now,
            told_to: second_of(now),
            due_at: Some(next_due(now)),
        };
        self.durable(async move {
            // tidy-allow(audit): what somebody looks for changes nothing for anybody else
            let mut tx = store.write().await?;
            let id = tx.insert_saved_filter(owner, &new).await?;
            // Counted afterwards: two at once cannot both be the last.
            if tx.saved_filters(owner).await?.len() > SAVED_FILTERS_MAX as usize {
                return Err(Error::invalid("SAVED_FILTERS_FULL"));
            }
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Begins or ends the mails about a filter of the account, or forgets it.
    ///
    /// # Errors
    /// `NotFound` when the account keeps no such filter.
    pub async fn change_saved_filter(
        &self,
        account: &Account,
        id: SavedFilterId,
        step: SavedFilterStep,
    ) -> Result<(), Error> {
        require(account, Action::KeepOwn(account.id))?;
        let (store, now, owner) = (self.store().clone(), self.now(), account.id);
        self.durable(async move {
            // tidy-allow(audit): what somebody looks for changes nothing for anybody else
            let mut tx = store.write().await?;
            let own = tx.saved_filters(owner).await?;
            let found = own.into_iter().find(|one| one.id == id);
            let found = found.ok_or(Error::NotFound)?;
            match step {
                SavedFilterStep::Delete => {
                    tx.delete_saved_filter(owner, id).await?;
                }
                SavedFilterStep::End => {
                    tx.end_digest(owner, Some(id)).await?;
                }
                // Pressed twice it goes on as before.
                SavedFilterStep::Begin if found.due_at.is_some() => {}
                SavedFilterStep::Begin => {
                    let (told_to, due) = (second_of(now), next_due(now));
                    tx.begin_digest((owner, id), told_to, due).await?;
                }
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Ends the digests of an account, with the link of one of them.
    pub(crate) async fn end_digests(&self, owner: AccountId, origin: Origin) -> Result<(), Error> {
        let store = self.store().clone();
        self.durable(async move {
            let mut tx = store.audited().await?;
            let ended = tx.end_digest(owner, None).await?;
            // Pressed twice it is over as before.
            if ended == 0 {
                return Ok(());
            }
            let entry = origin.entry(Act::NoticesSet, Object::account(owner));
            let facts = |filters: u64| json!({ "digest_filters": filters });
            tx.audit(entry.before(&facts(ended)).after(&facts(0)));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// Writes the digests that are due; answers how many mails that are. Public for tests, which move the
/// clock.
///
/// # Errors
/// Only faults of ours; the next round goes on where this one began.
pub async fn send_digests(portal: &Portal) -> Result<u32, Error> {
    let now = portal.now();
    let mut tx = portal.store().read().await?;
    let due = tx.digests_due(now, ROUND_MAX).await?;
    drop(tx);
    let mut written = 0;
    for account in due {
        let store = portal.store().clone();
        let done = portal.durable(async move {
            // tidy-allow(audit): what is sent has its own record, and nothing else is changed
            let mut tx = store.write().await?;
            let Some(done) = write(&mut tx, account, now).await? else {
                return Ok(false);
            };
            tx.commit().await?;
            Ok(done)
        });
        written += u32::from(done.await?);
    }
    Ok(written)
}

/// Writes the digest of an account and books the next one; whether there was anything to write. Nothing
/// is changed (`None`) when another process was faster.
async fn write(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<Option<bool>, Error> {
    let until = second_of(now.plus_millis(-SETTLE_MS));
    let mut digest = LotDigest { parts: Vec::new() };
    for one in tx.saved_filters(account).await? {
        let Some(due) = one.due_at.filter(|due| *due <= now) else {
            continue;
        };
        let window = (one.told_to, until);
        let (lots, more) = new_lots(tx, &one.filter, window, (DIGEST_LOTS_MAX, now)).await?;
        let told_to = until.max(one.told_to);
        if !tx
            .book_digest((one.id, due), told_to, next_due(now))
            .await?
        {
            return Ok(None);
        }
        if !lots.is_empty() {
            let name = one.name;
            digest.parts.push(DigestPart { name, lots, more });
        }
    }
    let to = tx.mail_to(account).await?;
    let Some(to) = to.filter(|_| !digest.parts.is_empty()) else {
        return Ok(Some(false));
    };
    let body = MailBody::Digest(digest);
    let new = NewMail {
        account,
        key: &digest_key(account, now.date()),
        recipient: &to.address,
        english: to.english,
        body: &body,
        at: now,
        from: now,
    };
    Ok(Some(tx.insert_mail(&new).await?))
}

/// The lots of a filter that came out from one second on and before another, the newest first, at most
/// `limit` of them; and whether there are more.
async fn new_lots(
    tx: &mut Tx,
    filter: &LotFilter,
    (from, until): (Timestamp, Timestamp),
    (limit, now): (usize, Timestamp),
) -> Result<(Vec<(domain::ids::LotCode, String)>, bool), Error> {
    let mut asked = LotFilter {
        sort: Some(LotSort::Newest),
        after: None,
        ..filter.clone()
    };
    let mut lots = Vec::new();
    loop {
        let (cards, next) = tx.catalogue_part(&asked, now, limit + 1).await?;
        for card in cards {
            match card.published_at {
                Some(at) if at < from => return Ok((lots, false)),
                Some(at) if at < until && lots.len() == limit => return Ok((lots, true)),
                Some(at) if at < until => lots.push((card.code, card.title)),
                _ => {}
            }
        }
        if next.is_none() {
            return Ok((lots, false));
        }
        asked.after = next;
    }
}
