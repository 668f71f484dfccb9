//! Follow-ups (回访) of interests: who answers for each, what was said, how it ended (domain.md AS-40,
//! AS-41).

use crate::interests::line;
use crate::packages::link_of;
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action, Role};
use domain::audit::{Act, Object, ObjectKind};
use domain::contacts::mask_phone;
use domain::ids::{AccountId, InterestId, SessionId};
use domain::interests::{ContactWay, FollowUpOutcome, FollowUpShow, Interest, due_day, log_words};
use domain::views::{FOLLOW_UPS_SHOWN, FollowUpPage, FollowUpsPage, InterestLine};
use serde_json::json;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use store::{FollowUpsOf, StoredInterest, Tx};

/// Accounts that are looked at for managers, by role.
const MANAGERS: u32 = 500;
/// Follow-ups in a file.
const FILE: u32 = 10_000;

/// What is done to a follow-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FollowUpStep {
    /// The enterprise was spoken to.
    Log {
        /// How.
        way: ContactWay,
        /// What was said.
        words: String,
    },
    /// Somebody answers for it, until a day.
    Assign {
        /// Who.
        manager: AccountId,
        /// The day, `2026-11-20`.
        due_on: String,
    },
    /// It has ended.
    End {
        /// What came of it.
        outcome: FollowUpOutcome,
        /// What is to be remembered.
        note: String,
    },
}

/// Whether somebody looks after this follow-up: its manager, the host of its session, the centre.
fn keeps(account: &Account, interest: &Interest) -> bool {
    account.may(Action::KeepFollowUps(interest.manager))
        || account.may(Action::EditSession(interest.session))
}

/// Everybody's, for the centre; one's own and those of one's sessions.
fn whose(account: &Account) -> (bool, Option<AccountId>, Vec<SessionId>) {
    let everybody = account.has(Role::Centre);
    let manager = (!everybody).then_some(account.id);
    (everybody, manager, account.hosted().take(100).collect())
}

impl Portal {
    /// Follow-ups that somebody looks after.
    ///
    /// # Errors
    /// `Forbidden` for whoever can have none.
    pub async fn follow_ups(
        &self,
        account: &Account,
        show: FollowUpShow,
    ) -> Result<FollowUpsPage, Error> {
        let limit = FOLLOW_UPS_SHOWN as u32 + 1;
        let mut lines = self.follow_up_lines(account, show, limit).await?;
        let more = lines.len() > FOLLOW_UPS_SHOWN;
        lines.truncate(FOLLOW_UPS_SHOWN);
        Ok(FollowUpsPage {
            show,
            lines,
            more,
            everybody: whose(account).0,
            today: self.now().date(),
        })
    }

    /// The same for a file, at most 10,000.
    ///
    /// # Errors
    /// As [`Self::follow_ups`].
    pub async fn follow_ups_file(
        &self,
        account: &Account,
        show: FollowUpShow,
    ) -> Result<Vec<InterestLine>, Error> {
        self.follow_up_lines(account, show, FILE).await
    }

    async fn follow_up_lines(
        &self,
        account: &Account,
        show: FollowUpShow,
        limit: u32,
    ) -> Result<Vec<InterestLine>, Error> {
        require(account, Action::KeepFollowUps(account.id))?;
        let (_, manager, sessions) = whose(account);
        let of = FollowUpsOf {
            manager,
            sessions,
            show,
            today: self.now().date(),
        };
        let mut tx = self.store().read().await?;
        let stored = tx.follow_ups(&of, limit).await?;
        lines(&mut tx, stored).await
    }

    /// One follow-up with its log. Telephones in the clear are personal: that they are read is on
    /// record, and they stay masked for whoever has not proven his identity lately.
    ///
    /// # Errors
    /// `Forbidden` for whoever can have none; `NotFound` for one of somebody else.
    pub async fn follow_up(
        &self,
        account: &Account,
        id: InterestId,
    ) -> Result<FollowUpPage, Error> {
        require(account, Action::KeepFollowUps(account.id))?;
        let mut tx = self.store().read().await?;
        let stored = kept(&mut tx, account, id).await?;
        let (contact, mut phone) = (stored.contact.clone(), stored.phone.clone());
        let log = tx.interest_contacts(id).await?;
        let managers = managers(&mut tx, &stored).await?;
        let line = lines(&mut tx, vec![stored]).await?.pop();
        drop(tx);
        let masked = !phone.is_empty() && !self.may_reveal(account).await?;
        if masked {
            phone = mask_phone(&phone);
        }
        if !contact.is_empty() || !phone.is_empty() {
            let object = Object::new(ObjectKind::Interest, id);
            let what = if masked { "contact_masked" } else { "contact" };
            self.note_reading(account, object, what).await?;
        }
        Ok(FollowUpPage {
            line: line.ok_or(Error::NotFound)?,
            contact,
            phone,
            masked,
            log,
            managers,
            today: self.now().date(),
        })
    }

    /// Takes a step with a follow-up.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound` as [`Self::follow_up`]; `FOLLOWUP_ENDED` for one that has ended;
    /// `FOLLOWUP_LOG_LENGTH`, `FOLLOWUP_MANAGER`, `DATE_FORMAT`, `FOLLOWUP_DUE`,
    /// `FOLLOWUP_NOTE_REQUIRED`, `FOLLOWUP_NOTE_LONG` for what was typed.
    pub async fn step_follow_up(
        &self,
        account: &Account,
        id: InterestId,
        step: FollowUpStep,
    ) -> Result<(), Error> {
        require(account, Action::KeepFollowUps(account.id))?;
        let (store, origin, account) = (self.store().clone(), self.by(account), account.clone());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let stored = kept(&mut tx, &account, id).await?;
            stored.interest.check_open().map_err(Error::invalid)?;
            let object = Object::new(ObjectKind::Interest, id);
            let entry = match &step {
                FollowUpStep::Log { way, words } => {
                    let words = log_words(words).map_err(Error::invalid)?;
                    let by = (account.id, origin.at);
                    tx.insert_contact(id, *way, &words, by).await?;
                    let entry = origin.entry(Act::FollowUpLog, object);
                    entry.after(&json!({ "way": way }))
                }
                FollowUpStep::Assign { manager, due_on } => {
                    let due_on = due_day(due_on, origin.at.date()).map_err(Error::invalid)?;
                    let known = managers(&mut tx, &stored).await?;
                    if !known.iter().any(|(id, _)| id == manager) {
                        return Err(Error::invalid("FOLLOWUP_MANAGER"));
                    }
                    tx.assign_follow_up(id, *manager, due_on).await?;
                    let entry = origin.entry(Act::FollowUpAssign, object);
                    let was = &stored.interest;
                    let entry =
                        entry.before(&json!({ "manager": was.manager, "due_on": was.due_on }));
                    entry.after(&json!({ "manager": manager, "due_on": due_on }))
                }
                FollowUpStep::End { outcome, note } => {
                    let end = stored.interest.close(*outcome, note, origin.at);
                    let end = end.map_err(Error::invalid)?;
                    if !tx.end_follow_up(id, &end).await? {
                        return Err(Error::Conflict);
                    }
                    let entry = origin.entry(Act::FollowUpEnd, object);
                    entry.after(&json!({ "outcome": end.outcome, "note": end.note }))
                }
            };
            tx.audit(entry);
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// A follow-up for whoever looks after it; that there are others is not his business.
async fn kept(tx: &mut Tx, account: &Account, id: InterestId) -> Result<StoredInterest, Error> {
    let found = tx.interest(id).await?;
    found
        .filter(|stored| keeps(account, &stored.interest))
        .ok_or(Error::NotFound)
}

/// Who can answer for a follow-up: the hosts of its session, technology managers, and whoever does.
async fn managers(tx: &mut Tx, stored: &StoredInterest) -> Result<Vec<(AccountId, String)>, Error> {
    let interest = &stored.interest;
    let mut found = vec![(interest.manager, stored.manager_name.clone())];
    for role in [Role::Organiser, Role::Service] {
        for account in tx.accounts_with(role, MANAGERS).await? {
            let hosts = account.hosted().any(|session| session == interest.session);
            let fits = role == Role::Service || hosts;
            if fits && !found.iter().any(|(id, _)| *id == account.id) {
                found.push((account.id, account.display_name));
            }
        }
    }
    Ok(found)
}

async fn lines(tx: &mut Tx, stored: Vec<StoredInterest>) -> Result<Vec<InterestLine>, Error> {
    let mut links = HashMap::new();
    let mut found = Vec::with_capacity(stored.len());
    for one in stored {
        let session = one.interest.session;
        let link = match links.entry(session) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                new.insert(link_of(tx.session(session).await?.ok_or(Error::NotFound)?))
            }
        };
        found.push(line(one, link.clone()));
    }
    Ok(found)
}
