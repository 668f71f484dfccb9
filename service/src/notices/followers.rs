//! Tells followers of a lot what is no event of it: that it opens soon, and that its price or terms have
//! changed. What is to be told waits in tables of its own and goes in the transaction that tells it, so
//! that it is told once whoever does it, and by none who dies on the way.

use super::draft::{Draft, write_all};
use crate::{Error, Portal};
use domain::follows::FollowReminder;
use domain::notices::NoticeBody;
use domain::time::Timestamp;
use store::{DueReminder, Follower, LotChange, Tx};

/// Lots of one transaction.
const LOTS_MAX: u32 = 20;

/// Whether somebody who follows hears of the round that began with the event numbered `round`: bidders
/// hear of it as such.
pub(super) fn hears_as_follower(who: &Follower, round: u64) -> bool {
    who.last_bid <= round
}

/// Tells followers of everything that is due.
pub(super) async fn tell_followers(portal: &Portal) -> Result<(), Error> {
    while tell_of_reminders(portal).await? {}
    while tell_of_changes(portal).await? {}
    Ok(())
}

/// Whether there may be more.
async fn tell_of_reminders(portal: &Portal) -> Result<bool, Error> {
    let now = portal.now();
    let mut tx = portal.store().read().await?;
    if tx.due_reminders(now, 1).await?.is_empty() {
        return Ok(false);
    }
    drop(tx);
    let store = portal.store().clone();
    portal
        .durable(async move {
            // tidy-allow(audit): notices change nothing; what they tell of has its own record
            let mut tx = store.write().await?;
            // Whoever holds the turn tells; whoever waited for it finds what is left.
            tx.take_notice_turn().await?;
            let due = tx.due_reminders(now, LOTS_MAX).await?;
            for one in &due {
                remind(&mut tx, *one, now).await?;
                tx.end_reminder(one.lot, one.kind).await?;
            }
            tx.commit().await?;
            Ok(due.len() == LOTS_MAX as usize)
        })
        .await
}

async fn remind(tx: &mut Tx, due: DueReminder, now: Timestamp) -> Result<(), Error> {
    let opens_at = due.opens_at.filter(|at| due.kind.is_news(*at, now));
    let Some(opens_at) = opens_at else {
        return Ok(());
    };
    let body = match due.kind {
        FollowReminder::Day => NoticeBody::OpeningDay(opens_at),
        FollowReminder::Hour => NoticeBody::Opening(opens_at),
    };
    // The same key as for those who are enrolled: whoever does both is told once.
    let key = format!("{}/{}/{}", due.kind, due.lot, due.listed_seq);
    let news = (key.as_str(), body, now);
    let followers = tx.followers(due.lot).await?;
    let drafts = followers
        .iter()
        .filter_map(|who| Draft::of((who.account, due.lot), &who.preferences, news));
    let drafts: Vec<Draft> = drafts.collect();
    write_all(tx, &drafts).await
}

/// Whether there may be more.
async fn tell_of_changes(portal: &Portal) -> Result<bool, Error> {
    let mut tx = portal.store().read().await?;
    if tx.untold_changes(1).await?.is_empty() {
        return Ok(false);
    }
    drop(tx);
    let store = portal.store().clone();
    portal
        .durable(async move {
            // tidy-allow(audit): notices change nothing; what they tell of has its own record
            let mut tx = store.write().await?;
            tx.take_notice_turn().await?;
            let changes = tx.untold_changes(LOTS_MAX).await?;
            for one in &changes {
                say_changed(&mut tx, *one).await?;
                tx.end_change(one.lot).await?;
            }
            tx.commit().await?;
            Ok(changes.len() == LOTS_MAX as usize)
        })
        .await
}

async fn say_changed(tx: &mut Tx, change: LotChange) -> Result<(), Error> {
    let key = format!("CHANGED/{}/{}", change.lot, change.at.0);
    let news = (key.as_str(), NoticeBody::Changed(change.start), change.at);
    let followers = tx.followers(change.lot).await?;
    let drafts = followers
        .iter()
        .filter_map(|who| Draft::of((who.account, change.lot), &who.preferences, news));
    let drafts: Vec<Draft> = drafts.collect();
    write_all(tx, &drafts).await
}
