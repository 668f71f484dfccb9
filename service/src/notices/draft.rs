//! Notices that are about to be written: as their readers want them, many at a time.

use crate::{Error, webhooks};
use domain::ids::{AccountId, LotId};
use domain::notices::{Delivery, NoticeBody, Preferences, delivers};
use domain::time::Timestamp;
use store::{NewNotice, Tx};

/// A notice that is to be written.
pub(super) struct Draft {
    account: AccountId,
    lot: LotId,
    key: String,
    body: NoticeBody,
    at: Timestamp,
    shown_at: Timestamp,
}

impl Draft {
    /// The notice as its reader wants it; nothing when he does not want it.
    pub(super) fn of(
        (account, lot): (AccountId, LotId),
        preferences: &Preferences,
        (key, body, at): (&str, NoticeBody, Timestamp),
    ) -> Option<Self> {
        let shown_at = match delivers(body.kind(), preferences, at) {
            Delivery::Never => return None,
            Delivery::Now => at,
            Delivery::From(over) => over,
        };
        let key = key.to_owned();
        Some(Self {
            account,
            lot,
            key,
            body,
            at,
            shown_at,
        })
    }

    fn row(&self) -> NewNotice<'_> {
        NewNotice {
            account: self.account,
            lot: self.lot,
            key: &self.key,
            body: self.body,
            at: self.at,
            shown_at: self.shown_at,
        }
    }
}

/// Writes notices to whoever has not gone since they were drafted, and to the webhooks of those who
/// have any.
pub(super) async fn write_all(tx: &mut Tx, drafts: &[Draft]) -> Result<(), Error> {
    let readers = drafts.iter().map(|draft| draft.account).collect();
    let readers = tx.tellable(&readers).await?;
    let there = drafts
        .iter()
        .filter(|draft| readers.contains_key(&draft.account));
    let drafts: Vec<&Draft> = there.collect();
    let rows: Vec<NewNotice<'_>> = drafts.iter().map(|draft| draft.row()).collect();
    let stored = tx.insert_notices(&rows).await?;
    for (draft, _) in drafts.into_iter().zip(stored).filter(|(_, is_new)| *is_new) {
        if readers.get(&draft.account) == Some(&true) {
            let news = (draft.key.as_str(), &draft.body, draft.at);
            webhooks::queue(tx, (draft.account, draft.lot), news).await?;
        }
    }
    Ok(())
}

/// Writes a notice as its reader wants it.
pub(super) async fn write(
    tx: &mut Tx,
    of: (AccountId, LotId),
    preferences: &Preferences,
    news: (&str, NoticeBody, Timestamp),
) -> Result<(), Error> {
    let Some(draft) = Draft::of(of, preferences, news) else {
        return Ok(());
    };
    if tx.insert_notice(&draft.row()).await? {
        webhooks::queue(tx, of, (&draft.key, &draft.body, draft.at)).await?;
    }
    Ok(())
}
