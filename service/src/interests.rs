//! The day of a session: its desk, and the interests (意向) that are noted there. What becomes of them stands
//! in [`crate::follow_ups`].

use crate::packages::link_of;
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::audit::{Act, Object, ObjectKind};
use domain::contacts::mask_phone;
use domain::ids::{InterestId, LotId, SessionId};
use domain::interests::{InterestDraft, NewInterest};
use domain::views::{HallScreen, InterestLine, LiveDesk, LotChoice, SessionLink, UnitChoice};
use serde_json::json;
use std::collections::BTreeSet;
use store::{StoredInterest, Tx};

/// Lots of a session that can be chosen.
pub(crate) const LOTS: u32 = 200;
/// Enterprises that can be chosen of those that have registered, and of those noted before.
const UNITS: u32 = 400;
/// Interests on the desk.
const LATEST: u32 = 10;

/// An interest in a list.
pub(crate) fn line(stored: StoredInterest, session: SessionLink) -> InterestLine {
    let phone = match stored.phone.is_empty() {
        true => String::new(),
        false => mask_phone(&stored.phone),
    };
    InterestLine {
        interest: stored.interest,
        session,
        lot_title: stored.lot_title,
        manager: stored.manager_name,
        phone,
        contacts: stored.contacts,
        last_at: stored.last_at,
    }
}

/// The public lots of a session, to choose from.
pub(crate) async fn lots_of(tx: &mut Tx, session: SessionId) -> Result<Vec<LotChoice>, Error> {
    let cards = tx.session_lots(session, LOTS).await?;
    let choice = |card: domain::views::LotCard| LotChoice {
        code: card.code,
        title: card.title,
    };
    Ok(cards.into_iter().map(choice).collect())
}

/// Enterprises that are known at a session, each once: those that have checked in, then those that have
/// registered, then those whose interests were noted although they have not.
async fn units_of(tx: &mut Tx, session: SessionId) -> Result<Vec<UnitChoice>, Error> {
    let registered = tx.registered_units(session, UNITS).await?.into_iter();
    let mut units: Vec<UnitChoice> = registered
        .map(|unit| UnitChoice {
            name: unit.name,
            credit_code: unit.credit_code,
            is_here: unit.is_here,
        })
        .collect();
    let known: BTreeSet<String> = units.iter().map(|unit| unit.credit_code.clone()).collect();
    let noted = tx.interested(session, UNITS).await?.into_iter();
    let noted = noted.filter(|(_, credit_code)| !known.contains(credit_code));
    units.extend(noted.map(|(name, credit_code)| UnitChoice {
        name,
        credit_code,
        is_here: false,
    }));
    Ok(units)
}

impl Portal {
    /// The desk on the day of a session, for its host and the centre.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`.
    pub async fn live_desk(
        &self,
        account: &Account,
        session: SessionId,
    ) -> Result<LiveDesk, Error> {
        self.require_host(account, session)?;
        let mut tx = self.store().read().await?;
        let link = link_of(tx.session(session).await?.ok_or(Error::NotFound)?);
        let latest = tx.interests_of(session, LATEST).await?.into_iter();
        let latest = latest.map(|stored| line(stored, link.clone())).collect();
        Ok(LiveDesk {
            revision: tx.published_revision(session).await?,
            lots: lots_of(&mut tx, session).await?,
            units: units_of(&mut tx, session).await?,
            count: tx.count_interests(session).await?,
            latest,
            session: link,
            server_now: self.now(),
        })
    }

    /// What the hall sees on the big screen: what everybody sees of the session, and what was sold at
    /// its offline auction.
    ///
    /// # Errors
    /// `NotFound` for sessions that do not exist.
    pub async fn hall_screen(&self, slug: &str) -> Result<HallScreen, Error> {
        let mut page = self.shown_session(slug).await?;
        Ok(HallScreen {
            offline: std::mem::take(&mut page.aftermath.offline),
            page,
        })
    }

    /// Notes that an enterprise is interested in a lot; whoever notes it answers for the follow-up
    /// until somebody else does. Noting it again changes how strong it is and what follows.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`; the codes of [`InterestDraft::check`]; `INTEREST_LOT`
    /// for a lot that is not shown at the session; `FOLLOWUP_ENDED` once its follow-up has ended.
    pub async fn note_interest(
        &self,
        account: &Account,
        session: SessionId,
        draft: &InterestDraft,
    ) -> Result<InterestId, Error> {
        self.require_host(account, session)?;
        let new = draft.check().map_err(Error::invalid)?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.session(session).await?.ok_or(Error::NotFound)?;
            let lot = shown_lot(&mut tx, session, &new).await?;
            let code = new.credit_code.as_str();
            let before = tx.interest_of(session, code, lot).await?;
            let id = match &before {
                Some(stored) => {
                    stored.interest.check_open().map_err(Error::invalid)?;
                    tx.renew_interest(stored.interest.id, &new).await?;
                    stored.interest.id
                }
                None => {
                    let due_on = origin.at.date().plus_days(new.level.days());
                    let noted = (by, origin.at);
                    tx.insert_interest(session, lot, &new, due_on, noted)
                        .await?
                }
            };
            let mut entry = origin.entry(Act::InterestNote, Object::new(ObjectKind::Interest, id));
            if let Some(stored) = &before {
                entry = entry.before(&json!({
                    "level": stored.interest.level,
                    "next_step": stored.interest.next_step,
                }));
            }
            tx.audit(entry.after(&json!({
                "session": session,
                "lot": new.lot,
                "enterprise": new.enterprise,
                "credit_code": code,
                "level": new.level,
                "next_step": new.next_step,
            })));
            tx.commit().await?;
            Ok(id)
        })
        .await
    }
}

/// The lot of an interest: one that the session shows.
async fn shown_lot(tx: &mut Tx, session: SessionId, new: &NewInterest) -> Result<LotId, Error> {
    let found = tx.lot(&new.lot).await?.map(|stored| stored.lot);
    let shown = found.filter(|lot| lot.session == Some(session) && lot.state.is_public());
    match shown {
        Some(lot) => Ok(lot.id),
        None => Err(Error::invalid("INTEREST_LOT")),
    }
}
