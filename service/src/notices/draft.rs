//! Notices that are about to be written: as their readers want them, many at a time.

use crate::{Error, mail, push, webhooks};
use domain::ids::{AccountId, LotId};
use domain::notices::{Delivery, NoticeBody, Preferences, delivers};
use domain::time::Timestamp;
use store::{NewNotice, Reach, Tx};

/// A notice that is to be written.
pub(super) struct Draft {
    account: AccountId,
    lot: LotId,
    key: String,
    body: NoticeBody,
    at: Timestamp,
    shown_at: Timestamp,
}

/// Where nobody has asked beforehand: each way finds out for itself.
const EVERY_WAY: Reach = Reach {
    webhook: true,
    mail: true,
    push: true,
};

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

    /// Sends the notice, which was written just now, on its other ways.
    async fn send_on(&self, tx: &mut Tx, reach: Reach) -> Result<(), Error> {
        let of = (self.account, self.lot);
        if reach.webhook {
            webhooks::queue(tx, of, (&self.key, &self.body, self.at)).await?;
        }
        if reach.mail {
            mail::queue(tx, of, (&self.key, self.body, self.at), self.shown_at).await?;
        }
        if reach.push {
            push::queue(tx, of, (&self.key, self.body), self.shown_at).await?;
        }
        Ok(())
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

/// Writes notices to whoever has not gone since they were drafted, also by mail, to webhooks and to
/// browsers where they have them.
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
        draft.send_on(tx, readers[&draft.account]).await?;
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
    match tx.insert_notice(&draft.row()).await? {
        true => draft.send_on(tx, EVERY_WAY).await,
        false => Ok(()),
    }
}
