//! Targets of sessions as `service` counts them, for the plans of the statements.

use super::make::NOON;
use crate::{Result, Tx};
use domain::ids::{AccountId, EntryId, SessionId};
use domain::logbooks::{Book, Entry};
use domain::targets::TargetId;
use domain::views::TargetWaiver;

pub(super) async fn count(tx: &mut Tx) -> Result<()> {
    let (session, me, id) = (SessionId(1), AccountId(1), EntryId(1));
    tx.count_session_lots(session).await?;
    tx.logbook_counts(session, NOON.date()).await?;
    tx.count_entries(session).await?;
    tx.entries(session, Book::Services, None, 50).await?;
    let entry = Entry::Media {
        day: NOON.date(),
        outlet: "示例晚报".into(),
        title: "示例".into(),
        link: "https://news.example.com".into(),
    };
    tx.entry_by_key(session, Book::Media, &entry.key()).await?;
    tx.entry(id).await?;
    tx.update_entry(id, &entry, me, NOON).await?;
    tx.remove_entry(id, NOON).await?;
    tx.restore_entry(id).await?;
    tx.target_waivers(session).await?;
    let waiver = TargetWaiver {
        target: TargetId::Lots,
        reason: "-".into(),
        at: NOON,
    };
    if tx.session(session).await?.is_some() {
        tx.insert_target_waiver(session, &waiver, me).await?;
    }
    Ok(())
}
