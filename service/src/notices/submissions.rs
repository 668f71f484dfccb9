//! Tells experts of lots that they were given to review, and whoever submitted a lot what the centre has
//! decided about it, each in the transaction that did it.

use super::draft::write;
use crate::participations::candidates;
use crate::{Error, Tx};
use domain::ids::{AccountId, LotId};
use domain::lots::Lot;
use domain::notices::{GivenReviews, NoticeBody, SubmissionNews};
use domain::time::Timestamp;
use std::collections::BTreeMap;

/// Lots that experts were given: each is told once, however many they are.
#[derive(Debug, Default)]
pub(crate) struct Given(BTreeMap<AccountId, (LotId, u32)>);

impl Given {
    /// Notes that these experts were given a lot.
    pub fn add(&mut self, lot: LotId, experts: &[AccountId]) {
        for expert in experts {
            self.0.entry(*expert).or_insert((lot, 0)).1 += 1;
        }
    }

    /// Tells each of them how many they are, and until when they are due.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn tell(self, tx: &mut Tx, due: Timestamp, at: Timestamp) -> Result<(), Error> {
        for (expert, (lot, lots)) in self.0 {
            let preferences = tx.notice_settings(expert).await?;
            let key = format!("review/{lot}/{}", at.0);
            let body = NoticeBody::Review(GivenReviews { lots, due });
            let news = (key.as_str(), body, at);
            write(tx, (expert, lot), &preferences, news).await?;
        }
        Ok(())
    }
}

/// Tells the liaison of the owner of a lot what has become of it; where nobody is liaison, everybody who
/// looks after the owner's part in the season.
///
/// # Errors
/// Only faults of ours.
pub(crate) async fn tell_of_submission(
    tx: &mut Tx,
    lot: &Lot,
    news: SubmissionNews,
    at: Timestamp,
) -> Result<(), Error> {
    let key = format!("submission/{}/{news}/{}", lot.id, at.0);
    for account in responsible(tx, lot).await? {
        let preferences = tx.notice_settings(account).await?;
        let news = (key.as_str(), NoticeBody::Submission(news), at);
        write(tx, (account, lot.id), &preferences, news).await?;
    }
    Ok(())
}

async fn responsible(tx: &mut Tx, lot: &Lot) -> Result<Vec<AccountId>, Error> {
    let part = tx.participation(lot.season, lot.owner).await?;
    let liaison = match part {
        Some(part) => tx.liaison(part.id).await?,
        None => None,
    };
    if let Some(liaison) = liaison {
        return Ok(vec![liaison.account]);
    }
    let people = candidates(tx, lot.owner).await?;
    Ok(people.into_iter().map(|person| person.id).collect())
}
