//! Targets of sessions as `service` counts them, for the plans of the statements.

use super::make::{self, NOON};
use crate::{NeedsOf, Result, Tx};
use domain::ids::{
    AccountId, EntryId, ImportId, InstitutionId, LotId, NeedCode, NeedId, SessionId,
};
use domain::logbooks::{Book, Entry};
use domain::lots::Industry;
use domain::needs::NeedState;
use domain::targets::TargetId;
use domain::views::TargetWaiver;

/// Needs as pages, desk and imports ask for them.
pub(super) async fn needs(tx: &mut Tx) -> Result<()> {
    let (season, session, id) = (make::season().id, SessionId(1), NeedId(1));
    let code = NeedCode::parse("X2023-BIO-0001").expect("a code");
    tx.next_need_number(season, Industry::Bio).await?;
    tx.move_need(id, 1, NeedState::Closed, ("", None)).await?;
    tx.set_need_session(id, None).await?;
    tx.need(&code).await?;
    tx.whole_need(&code).await?;
    tx.whole_need_by_id(id).await?;
    tx.live_needs(season, &["need:示例|示例".to_owned()])
        .await?;
    for industry in [None, Some(Industry::Bio)] {
        tx.published_needs(season, industry, (20, 20)).await?;
    }
    tx.count_published_needs(season).await?;
    tx.session_needs(session).await?;
    tx.published_among(&[code]).await?;
    tx.public_needs(id, 100).await?;
    let unit = InstitutionId(1);
    for of in [
        NeedsOf::Season(season),
        NeedsOf::Unit(unit),
        NeedsOf::Session(session),
    ] {
        for state in [None, Some(NeedState::Submitted)] {
            tx.whole_needs(of, state, (50, 0)).await?;
        }
    }
    tx.count_valid_needs(session).await?;
    tx.insert_imported_need(ImportId(1), id, None).await?;
    tx.imported_needs(ImportId(1)).await?;
    tx.end_need_contact(id, NOON).await?;
    tx.needs_with_contacts(NOON, 20).await?;
    tx.forget_need_contact(id).await?;
    tx.own_needs(AccountId(1), 100).await?;
    Ok(())
}

pub(super) async fn count(tx: &mut Tx) -> Result<()> {
    let (session, me, id) = (SessionId(1), AccountId(1), EntryId(1));
    tx.count_session_lots(session).await?;
    tx.logbook_counts(session, NOON.date()).await?;
    tx.has_deal_or_intent(LotId(1)).await?;
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
