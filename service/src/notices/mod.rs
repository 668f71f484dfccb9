//! Notices (通知): a person reads his own, says what he wants to be told, and subscribes to the calendar
//! of his lots. Who is told what stands in [`tell`]; the rules are [`domain::notices`].

mod calendar;
mod draft;
mod followers;
mod submissions;
mod tell;

pub(crate) use submissions::{Given, tell_of_submission};
pub use tell::tell;
pub(crate) use tell::{tell_of_deposit, tell_of_webhook};

use crate::{Error, Portal};
use domain::accounts::Account;
use domain::audit::{Act, Object};
use domain::ids::NoticeId;
use domain::notices::{COUNTED_MAX, Preferences, PreferencesRefusal};
use domain::time::Timestamp;
use domain::views::{NoticeSettings, NoticesPage};
use serde_json::json;

/// Unread notices on the page.
const UNREAD_MAX: u32 = 100;
/// Notices on a page of those that were read.
const READ_PAGE: u32 = 50;

impl Portal {
    /// The notices of the account: the unread ones, and a page of the others going on below `before`.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn notices_page(
        &self,
        account: &Account,
        before: Option<NoticeId>,
    ) -> Result<NoticesPage, Error> {
        let now = self.now();
        let mut tx = self.store().read().await?;
        let mut unread = tx.unread_notices(account.id, now, UNREAD_MAX + 1).await?;
        let more_unread = unread.len() > UNREAD_MAX as usize;
        unread.truncate(UNREAD_MAX as usize);
        let read = tx.read_notices(account.id, before, READ_PAGE).await?;
        let full = read.len() == READ_PAGE as usize;
        Ok(NoticesPage {
            unread,
            more_unread,
            next: read.last().filter(|_| full).map(|last| last.id),
            read,
            server_now: now,
        })
    }

    /// How many notices of the account were not read, counted to one above [`COUNTED_MAX`].
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn unread_notices(&self, account: &Account) -> Result<u32, Error> {
        let mut tx = self.store().read().await?;
        Ok(tx
            .count_unread(account.id, self.now(), COUNTED_MAX + 1)
            .await?)
    }

    /// Notes that the account has read one notice of its own, or all that it could see at `seen`; answers
    /// how many are left. What came after its page was made stays unread: nobody has seen it. A notice of
    /// somebody else is like one that was read long ago.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn read_notice(
        &self,
        account: &Account,
        id: Option<NoticeId>,
        seen: Timestamp,
    ) -> Result<u32, Error> {
        let (store, account, now) = (self.store().clone(), account.id, self.now());
        let seen = seen.min(now);
        self.durable(async move {
            // tidy-allow(audit): that somebody has read his notice changes nothing for anybody else
            let mut tx = store.write().await?;
            tx.mark_read(account, id, seen, now).await?;
            let left = tx.count_unread(account, now, COUNTED_MAX + 1).await?;
            tx.commit().await?;
            Ok(left)
        })
        .await
    }

    /// What the account wants to be told.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn notice_settings(&self, account: &Account) -> Result<NoticeSettings, Error> {
        let mut tx = self.store().read().await?;
        Ok(NoticeSettings {
            preferences: tx.notice_settings(account.id).await?,
            calendar_since: tx.calendar_since(account.id).await?,
            push: self.push_settings(&mut tx, account.id).await?,
        })
    }

    /// Changes what the account wants to be told; from the next thing that happens.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn set_notice_settings(
        &self,
        account: &Account,
        preferences: Preferences,
    ) -> Result<(), Error> {
        let (store, origin, account) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let before = tx.notice_settings(account).await?;
            tx.put_notice_settings(account, &preferences).await?;
            let entry = origin.entry(Act::NoticesSet, Object::account(account));
            let facts = |of: &Preferences| json!({ "off": of.off, "quiet": of.quiet });
            tx.audit(entry.before(&facts(&before)).after(&facts(&preferences)));
            Ok(tx.commit().await?)
        })
        .await
    }
}

impl From<PreferencesRefusal> for Error {
    fn from(refusal: PreferencesRefusal) -> Self {
        match refusal {
            PreferencesRefusal::QuietHours => Self::invalid("QUIET_HOURS"),
        }
    }
}
