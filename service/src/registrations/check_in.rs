//! Check-in (签到) at the door of a session: what phones have noted arrives once or several times, and
//! counts once.

use super::{link, object};
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::ids::SessionId;
use domain::registrations::{
    BadgeCode, CHECK_INS_MAX, CheckIn, CheckInOutcome, RegistrationState, judge,
};
use domain::views::{CheckInDesk, CheckedIn, Synced};
use serde_json::json;
use store::{NewCheckIn, StoredPlan, Tx};

/// Characters of a code that are kept: more than any has.
const CODE_CHARS: usize = 40;

impl Portal {
    /// The list of the door.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `NotFound`.
    pub async fn check_in_desk(
        &self,
        account: &Account,
        id: SessionId,
    ) -> Result<CheckInDesk, Error> {
        require(account, Action::KeepRegistrations(id))?;
        let mut tx = self.store().read().await?;
        let session = tx.session(id).await?.ok_or(Error::NotFound)?;
        let stored = tx.registration_plan(id).await?;
        Ok(CheckInDesk {
            session: link(&session),
            lines: tx.check_in_lines(id, version(stored.as_ref())).await?,
            server_now: self.now(),
        })
    }

    /// Takes what a phone has noted, at most [`CHECK_INS_MAX`] at once. What it has sent before is
    /// answered as it was then, and changes nothing.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `NotFound`; `CHECK_IN_ID` for a number that is
    /// none; `CHECK_IN_MANY`.
    pub async fn sync_check_ins(
        &self,
        account: &Account,
        id: SessionId,
        sent: Vec<CheckIn>,
    ) -> Result<Synced, Error> {
        require(account, Action::KeepRegistrations(id))?;
        if sent.len() > CHECK_INS_MAX {
            return Err(Error::invalid("CHECK_IN_MANY"));
        }
        if !sent.iter().all(CheckIn::has_id) {
            return Err(Error::invalid("CHECK_IN_ID"));
        }
        let answers = self.take_check_ins(account, id, sent).await?;
        let desk = self.check_in_desk(account, id).await?;
        Ok(Synced { answers, desk })
    }

    /// A check-in by a plain form: the server gives it its number.
    ///
    /// # Errors
    /// As [`Portal::sync_check_ins`].
    pub async fn check_in(
        &self,
        account: &Account,
        id: SessionId,
        code: &str,
    ) -> Result<CheckedIn, Error> {
        require(account, Action::KeepRegistrations(id))?;
        let one = CheckIn {
            id: self.random().token::<16>(),
            code: code.to_owned(),
            at: self.now(),
        };
        let mut answers = self.take_check_ins(account, id, vec![one]).await?;
        answers.pop().ok_or(Error::NotFound)
    }

    async fn take_check_ins(
        &self,
        account: &Account,
        id: SessionId,
        sent: Vec<CheckIn>,
    ) -> Result<Vec<CheckedIn>, Error> {
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.session(id).await?.ok_or(Error::NotFound)?;
            // Held, so that of two phones one is first.
            let held = tx.hold_registration_plan(id).await?;
            let version = version(held.as_ref());
            let (mut answers, mut fresh) = (Vec::with_capacity(sent.len()), false);
            for mut one in sent {
                if let Some(answer) = tx.check_in(id, &one.id).await? {
                    answers.push(answer);
                    continue;
                }
                one.code = one.code.chars().take(CODE_CHARS).collect();
                // A phone whose clock runs ahead has not seen the future.
                one.at = one.at.min(origin.at);
                let answer = take(&mut tx, &origin, (id, version), &one).await?;
                let new = NewCheckIn {
                    session: id,
                    sent: &one,
                    answer: &answer,
                    by,
                    at: origin.at,
                };
                if !tx.insert_check_in(&new).await? {
                    // The number is one of another session: the phone made it twice, which it never does.
                    return Err(Error::invalid("CHECK_IN_ID"));
                }
                fresh = true;
                answers.push(answer);
            }
            if fresh {
                tx.commit().await?;
            }
            Ok(answers)
        })
        .await
    }
}

/// The version of the disclaimer that holds.
fn version(stored: Option<&StoredPlan>) -> Option<u32> {
    let asked = stored.and_then(|stored| stored.plan.disclaimer.as_ref());
    asked.map(|asked| asked.version)
}

/// Notes one check-in that has not come before, with its row in the record.
async fn take(
    tx: &mut Tx,
    origin: &Origin,
    (session, version): (SessionId, Option<u32>),
    one: &CheckIn,
) -> Result<CheckedIn, Error> {
    let answer = |outcome, who: String| CheckedIn {
        id: one.id.clone(),
        outcome,
        who,
    };
    let badge = BadgeCode::parse(&one.code);
    let found = match &badge {
        Some(badge) => tx.registration_of_code(session, &badge.unit).await?,
        None => None,
    };
    let (Some(badge), Some(own)) = (badge, found) else {
        let entry = origin.entry(Act::CheckIn, Object::new(ObjectKind::Session, session));
        tx.audit(entry.after(&json!({ "outcome": CheckInOutcome::Unknown })));
        return Ok(answer(CheckInOutcome::Unknown, String::new()));
    };
    let accepted = version.is_none_or(|version| own.disclaimer.is_some_and(|had| had >= version));
    let people = tx.attendees(&[own.id]).await?;
    let meant = people
        .into_iter()
        .map(|(_, line)| line)
        .filter(|line| badge.place.is_none_or(|place| place == line.place));
    let (mut outcome, mut names, mut came) = (None, vec![own.unit.clone()], Vec::new());
    for line in meant {
        let is = judge(own.state, accepted, line.checked_in_at.is_some());
        if is == CheckInOutcome::Done && tx.note_here(own.id, line.place, one.at).await? {
            came.push(line.place);
        }
        // Of several people somebody who comes now is what is told.
        if outcome != Some(CheckInOutcome::Done) {
            outcome = Some(is);
        }
        names.push(line.name);
    }
    let outcome = outcome.unwrap_or(match own.state {
        RegistrationState::Cancelled => CheckInOutcome::Cancelled,
        _ => CheckInOutcome::Unknown,
    });
    let entry = origin.entry(Act::CheckIn, object(own.id));
    tx.audit(entry.after(&json!({ "outcome": outcome, "places": came, "at": one.at.rfc3339() })));
    Ok(answer(outcome, names.join(" · ")))
}
