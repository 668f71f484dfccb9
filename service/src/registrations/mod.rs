//! Registration for sessions (专场报名): anybody registers a unit; who finds no seat waits and moves up by
//! himself; whoever has the link of a registration looks after it. The rules are
//! [`domain::registrations`].
//!
//! Whatever changes a registration holds the plan of its session first, so that sixty that come at once
//! come one after the other.

mod check_in;
mod expiry;
mod file;
mod host;
mod news;
mod own;
mod talks;

pub use expiry::forget_contacts;
pub use file::RegistrationFile;
pub use host::PlanDraft;
pub(crate) use news::remind;

use crate::{Error, Portal};
use domain::allowances::Allowance;
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::ids::RegistrationId;
use domain::mail::RegistrationNews;
use domain::registrations::{
    CODE_BYTES, CONSENT_VERSION, Gate, Occupancy, PlanRefusal, RegistrationDraft, RegistrationPlan,
    RegistrationRefusal, RegistrationState, TalkRefusal, UnitCode, WAITING_MAX, link_token,
    moving_up, read_link_token,
};
use domain::sessions::{Session, SessionState};
use domain::views::{RegistrationForm, SessionLink};
use news::{News, tell};
use serde_json::json;
use store::{NewRegistration, StoredPlan, StoredRegistration, Tx};

impl From<RegistrationRefusal> for Error {
    fn from(refusal: RegistrationRefusal) -> Self {
        let row = refusal
            .row()
            .map(|row| ("row".to_owned(), (row + 1).to_string()));
        Self::Invalid {
            code: refusal.to_string().into(),
            args: row.into_iter().collect(),
        }
    }
}

impl From<PlanRefusal> for Error {
    fn from(refusal: PlanRefusal) -> Self {
        Self::Invalid {
            code: refusal.to_string().into(),
            args: Vec::new(),
        }
    }
}

impl From<TalkRefusal> for Error {
    fn from(refusal: TalkRefusal) -> Self {
        Self::Invalid {
            code: refusal.to_string().into(),
            args: Vec::new(),
        }
    }
}

/// A registration in the audit record.
fn object(id: RegistrationId) -> Object {
    Object::new(ObjectKind::Registration, id)
}

fn link(session: &Session) -> SessionLink {
    SessionLink {
        id: session.id,
        slug: session.slug.clone(),
        title: session.title.clone(),
    }
}

pub(crate) fn gate(
    plan: Option<&StoredPlan>,
    session: &Session,
    now: domain::time::Timestamp,
) -> Gate {
    plan.map_or(Gate::NotOffered, |stored| {
        stored.plan.gate(session.state, stored.full, now)
    })
}

/// Why a form cannot be taken now.
pub(crate) fn refuse_gate(gate: Gate) -> Result<(), Error> {
    match gate {
        Gate::Open { .. } | Gate::Waiting => Ok(()),
        Gate::NotOffered => Err(Error::invalid("REGISTRATION_NOT_OFFERED")),
        Gate::NotOpen { .. } => Err(Error::invalid("REGISTRATION_NOT_OPEN")),
        Gate::Closed => Err(Error::invalid("REGISTRATION_CLOSED")),
    }
}

impl Portal {
    /// What the page of a session and its form say about registration.
    ///
    /// # Errors
    /// `NotFound` for sessions that do not exist.
    pub async fn registration_form(&self, slug: &str) -> Result<RegistrationForm, Error> {
        let mut tx = self.store().read().await?;
        let session = tx.session_by_slug(slug).await?.ok_or(Error::NotFound)?;
        let stored = tx.registration_plan(session.id).await?;
        Ok(RegistrationForm {
            gate: gate(stored.as_ref(), &session, self.now()),
            closes_at: stored.as_ref().map(|stored| stored.plan.closes_at),
            disclaimer: stored.and_then(|stored| stored.plan.disclaimer),
            session: link(&session),
            starts_at: session.starts_at,
            venue: session.venue,
        })
    }

    /// Registers a unit; answers what its link carries.
    ///
    /// # Errors
    /// `READ_LIMITED` for too many from one address; the codes of [`RegistrationRefusal`]; `NotFound`
    /// for sessions that do not exist; `REGISTRATION_NOT_OFFERED`, `REGISTRATION_NOT_OPEN`,
    /// `REGISTRATION_CLOSED`; `REGISTRATION_TOO_MANY` for more people than the session seats;
    /// `DISCLAIMER_REQUIRED` without the one that holds; `REGISTRATION_UNIT_AGAIN` for a unit that is
    /// registered; `REGISTRATION_FULL` when too many wait.
    pub async fn register(
        &self,
        slug: &str,
        draft: &RegistrationDraft,
        english: bool,
    ) -> Result<String, Error> {
        self.take_allowance(Allowance::Register, None)?;
        let registrant = draft.read()?;
        let accepted = draft.disclaimer;
        let code = UnitCode::of_bytes(self.random().bytes::<CODE_BYTES>());
        let fresh = self.random().bytes::<32>();
        let (store, origin, slug) = (self.store().clone(), self.by_visitor(), slug.to_owned());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let session = tx.session_by_slug(&slug).await?.ok_or(Error::NotFound)?;
            let held = tx.hold_registration_plan(session.id).await?;
            refuse_gate(gate(held.as_ref(), &session, origin.at))?;
            let Some(StoredPlan { plan, full, .. }) = held else {
                return Err(Error::invalid("REGISTRATION_NOT_OFFERED"));
            };
            let people = u32::try_from(registrant.people.len()).unwrap_or(u32::MAX);
            refuse_unit(&plan, people, accepted)?;
            let asked = plan.disclaimer.as_ref();
            let credit_code = registrant.credit_code.as_str();
            if tx.has_registration(session.id, credit_code).await? {
                return Err(Error::invalid("REGISTRATION_UNIT_AGAIN"));
            }
            let state = plan.place(full, people);
            let full = joined(full, state, people)?;
            let new = NewRegistration {
                session: session.id,
                credit_code,
                unit: &registrant.unit,
                state,
                code: &code,
                people: &registrant.people,
                english,
                consent_version: CONSENT_VERSION,
                at: origin.at,
            };
            let id = tx.insert_registration(&new).await?;
            tx.put_occupancy(session.id, full).await?;
            if let Some(asked) = asked {
                let by = (registrant.people[0].name.as_str(), origin.at);
                tx.accept_disclaimer(id, asked, by).await?;
            }
            let stored = tx.registration(id).await?.ok_or(Error::NotFound)?;
            let news = match state {
                RegistrationState::Waiting => RegistrationNews::Waiting,
                _ => RegistrationNews::Seated,
            };
            tell(&mut tx, &News::new(news, &session, &stored, origin.at)).await?;
            let entry = origin.entry(Act::RegistrationMake, object(id));
            tx.audit(entry.after(&json!({
                "session": session.id,
                "unit": stored.unit,
                "credit_code": stored.credit_code,
                "people": people,
                "state": state,
                "consent": CONSENT_VERSION,
                "disclaimer": asked.map(|asked| asked.version),
            })));
            let secret = tx.keep_mail_secret(&fresh).await?;
            tx.commit().await?;
            Ok(link_token(&secret, id))
        })
        .await
    }

    /// The registration behind a link.
    async fn registration_of(&self, tx: &mut Tx, token: &str) -> Result<StoredRegistration, Error> {
        let secret = tx.mail_secret().await?.ok_or(Error::NotFound)?;
        let id = read_link_token(&secret, token.trim()).ok_or(Error::NotFound)?;
        tx.registration(id).await?.ok_or(Error::NotFound)
    }
}

/// Why a unit of so many people that has accepted this version of the disclaimer cannot come.
fn refuse_unit(plan: &RegistrationPlan, people: u32, accepted: Option<u32>) -> Result<(), Error> {
    if people > plan.seats {
        return Err(Error::invalid("REGISTRATION_TOO_MANY"));
    }
    let asked = plan.disclaimer.as_ref();
    match asked.is_some_and(|asked| accepted != Some(asked.version)) {
        true => Err(Error::invalid("DISCLAIMER_REQUIRED")),
        false => Ok(()),
    }
}

/// How full a session is with one more unit.
fn joined(mut full: Occupancy, state: RegistrationState, people: u32) -> Result<Occupancy, Error> {
    match state {
        RegistrationState::Waiting if full.waiting >= WAITING_MAX => {
            return Err(Error::invalid("REGISTRATION_FULL"));
        }
        RegistrationState::Waiting => full.waiting += 1,
        _ => full.taken += people,
    }
    Ok(full)
}

/// A registration with its session and plan, held until the transaction ends.
async fn hold(
    tx: &mut Tx,
    id: RegistrationId,
) -> Result<(Session, StoredPlan, StoredRegistration), Error> {
    let before = tx.registration(id).await?.ok_or(Error::NotFound)?;
    let held = tx.hold_registration_plan(before.session).await?;
    // What was read before the plan was held may be out of date.
    let own = tx.registration(id).await?.ok_or(Error::NotFound)?;
    let session = tx.session(own.session).await?.ok_or(Error::NotFound)?;
    Ok((session, held.ok_or(Error::NotFound)?, own))
}

/// Gives the seats that are free to those who wait, in their order, and writes down how full the session
/// is then. The plan is held.
async fn move_up(
    tx: &mut Tx,
    origin: &Origin,
    session: &Session,
    held: &mut StoredPlan,
) -> Result<(), Error> {
    let StoredPlan { plan, full, .. } = held;
    if may_move_up(session, origin) && full.waiting > 0 {
        let queue = tx.waiting_registrations(session.id, WAITING_MAX).await?;
        let people: Vec<u32> = queue.iter().map(|one| one.people).collect();
        for one in &queue[..moving_up(plan.seats, full.taken, &people)] {
            tx.seat_registration(one.id).await?;
            full.taken += one.people;
            full.waiting = full.waiting.saturating_sub(1);
            tell(
                tx,
                &News::new(RegistrationNews::Raised, session, one, origin.at),
            )
            .await?;
            let entry = origin.entry(Act::RegistrationRaise, object(one.id));
            let entry = entry.before(&json!({ "state": RegistrationState::Waiting }));
            tx.audit(entry.after(&json!({ "state": RegistrationState::Seated })));
        }
    }
    tx.put_occupancy(session.id, *full).await?;
    Ok(())
}

/// Seats are given away until the session is over, also after no more units may register.
fn may_move_up(session: &Session, origin: &Origin) -> bool {
    let goes_on = matches!(
        session.state,
        SessionState::Planned | SessionState::Published | SessionState::Ongoing
    );
    goes_on && origin.at < session.ends_at
}
