//! Industry sessions: the public pages, the host's desk with its revisions, and what becomes of a session.

mod aftermath;
mod files;
mod form;
mod group;
mod lots;
mod publish;
mod setup;
mod steps;

pub(crate) use aftermath::aftermath_of;
pub use form::{AgendaSheet, SheetFault, agenda_template};
pub use publish::publish_due_sessions;

use crate::lots::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action, Role};
use domain::audit::{Act, Object, ObjectKind};
use domain::ids::{NeedCode, SessionId};
use domain::permissions::check;
use domain::sessions::{
    AgendaItem, Bilingual, PageContent, Revision, Session, SessionRefusal, diff,
};
use domain::time::Timestamp;
use domain::views::{SessionCard, SessionDesk, SessionPage};
use serde_json::json;
use store::Tx;

/// What a host saves: everything of a revision but its number, author and times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionDraft {
    /// Title.
    pub title: Bilingual,
    /// Place in words.
    pub venue: Bilingual,
    /// Start of the first agenda row.
    pub starts_at: Timestamp,
    /// Agenda.
    pub agenda: Vec<AgendaItem>,
    /// The page.
    pub page: PageContent,
}

impl From<SessionRefusal> for Error {
    fn from(refusal: SessionRefusal) -> Self {
        let args = match refusal {
            SessionRefusal::AfterDeadline(last) => vec![("date".to_owned(), last.to_string())],
            _ => Vec::new(),
        };
        Self::Invalid {
            code: refusal.to_string().into(),
            args,
        }
    }
}

/// The sessions with their states at `now` and whether units may register, in a list.
pub(crate) async fn cards_at(
    tx: &mut Tx,
    cards: Vec<SessionCard>,
    now: Timestamp,
) -> Result<Vec<SessionCard>, Error> {
    let ids: Vec<_> = cards.iter().map(|card| card.link.id).collect();
    let plans = tx.registration_plans(&ids).await?;
    let with_gate = |mut card: SessionCard| {
        card.state = card.state.at(card.starts_at, card.ends_at, now);
        if let Some(stored) = plans.get(&card.link.id) {
            card.gate = stored.plan.gate(card.state, stored.full, now);
        }
        card
    };
    Ok(cards.into_iter().map(with_gate).collect())
}

impl Portal {
    /// Refuses whoever does not hold the session: a host of others with a word of his own.
    ///
    /// # Errors
    /// `SESSION_NOT_YOURS` for hosts of other sessions, `Forbidden` for everybody else but the centre.
    pub fn require_host(&self, account: &Account, id: SessionId) -> Result<(), Error> {
        let hosts = account.grants.iter().any(|one| one.role == Role::Organiser);
        match require(account, Action::EditSession(id)) {
            Err(Error::Forbidden) if hosts => Err(Error::invalid("SESSION_NOT_YOURS")),
            answer => answer,
        }
    }

    /// The sessions of the season, earliest first; those without a published page are not shown.
    ///
    /// # Errors
    /// `NotFound` before the first season is set up.
    pub async fn sessions(&self) -> Result<Vec<SessionCard>, Error> {
        let season = self.current_season().await?;
        let mut tx = self.store().read().await?;
        let cards = tx.session_cards(season.id, None, 100).await?;
        cards_at(&mut tx, cards, self.now()).await
    }

    /// What the public sees of a session: its page, or what is known of one that is only announced. It
    /// stands in the list, so its link leads somewhere.
    ///
    /// # Errors
    /// `NotFound` for sessions that do not exist.
    pub async fn shown_session(&self, slug: &str) -> Result<SessionPage, Error> {
        match self.session_page(slug).await {
            Err(Error::NotFound) => self.announced_session(slug).await,
            found => found,
        }
    }

    /// The public page of a session.
    ///
    /// # Errors
    /// `NotFound` for sessions that do not exist or have no published revision.
    pub async fn session_page(&self, slug: &str) -> Result<SessionPage, Error> {
        let mut tx = self.store().read().await?;
        let session = tx.session_by_slug(slug).await?.ok_or(Error::NotFound)?;
        let revision = tx.published_revision(session.id).await?;
        let published = revision.is_some();
        check(None, Action::ReadSession { published })?;
        let revision = revision.ok_or(Error::NotFound)?;
        let now = self.now();
        let revision = without_hidden_needs(&mut tx, revision.in_public()).await?;
        Ok(SessionPage {
            lots: tx.session_lots(session.id, 60).await?,
            needs: tx.session_needs(session.id).await?,
            aftermath: aftermath_of(&mut tx, session.id).await?,
            session: session.at(now),
            revision,
            server_now: now,
        })
    }

    /// The host's desk.
    ///
    /// # Errors
    /// As [`Self::require_host`].
    pub async fn session_desk(
        &self,
        account: &Account,
        id: SessionId,
    ) -> Result<SessionDesk, Error> {
        self.session_desk_since(account, id, 0).await
    }

    /// The host's desk, with what was changed since revision `base`; since 0 that is nothing.
    ///
    /// # Errors
    /// As [`Self::require_host`].
    pub async fn session_desk_since(
        &self,
        account: &Account,
        id: SessionId,
        base: u32,
    ) -> Result<SessionDesk, Error> {
        self.require_host(account, id)?;
        let mut tx = self.store().read().await?;
        let session = tx.session(id).await?.ok_or(Error::NotFound)?;
        let draft = match tx.latest_revision(id).await? {
            Some(revision) => revision,
            None => first_draft(&session, self.now()),
        };
        let since = match base == draft.number {
            true => None,
            false => tx.revision(id, base).await?,
        };
        Ok(SessionDesk {
            session: session.at(self.now()),
            changed: since.map_or_else(Vec::new, |since| diff(&since, &draft)),
            draft,
            history: tx.revisions(id, 50).await?,
        })
    }

    /// One earlier revision, to look at or to start from.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn session_revision(
        &self,
        account: &Account,
        id: SessionId,
        number: u32,
    ) -> Result<Revision, Error> {
        self.require_host(account, id)?;
        self.store()
            .read()
            .await?
            .revision(id, number)
            .await?
            .ok_or(Error::NotFound)
    }

    /// Saves a new revision on top of revision `base` and returns its number.
    ///
    /// # Errors
    /// `Forbidden`; the rule that a field breaks; `Conflict` when somebody saved after `base`.
    pub async fn save_revision(
        &self,
        account: &Account,
        id: SessionId,
        base: u32,
        draft: RevisionDraft,
    ) -> Result<u32, Error> {
        self.require_host(account, id)?;
        let revision = Revision {
            number: base + 1,
            title: draft.title,
            venue: draft.venue,
            starts_at: draft.starts_at,
            agenda: draft.agenda,
            page: draft.page,
            author: account.display_name.clone(),
            saved_at: self.now(),
            published_at: None,
        };
        revision.check()?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let latest = tx
                .latest_revision(id)
                .await?
                .map_or(0, |latest| latest.number);
            if latest != base {
                return Err(Error::Conflict);
            }
            tx.insert_revision(id, &revision).await?;
            let entry = origin.entry(Act::SessionSave, Object::new(ObjectKind::Session, id));
            let entry = entry.before(&json!({ "revision": base }));
            tx.audit(entry.after(&json!({
                "revision": revision.number,
                "title": revision.title,
                "starts_at": revision.starts_at.rfc3339(),
            })));
            tx.commit().await?;
            Ok(revision.number)
        })
        .await
    }
}

/// A revision as everybody reads it, without the codes of needs that are not published.
async fn without_hidden_needs(tx: &mut Tx, mut revision: Revision) -> Result<Revision, Error> {
    let named: Vec<_> = revision
        .agenda
        .iter()
        .filter_map(AgendaItem::need)
        .collect();
    if named.is_empty() {
        return Ok(revision);
    }
    let shown = tx.published_among(&named).await?;
    let is_shown = |code: &NeedCode| shown.iter().any(|need| need.code == *code);
    for item in &mut revision.agenda {
        if item.need().is_some_and(|code| !is_shown(&code)) {
            item.lot = None;
        }
    }
    Ok(revision)
}

/// What an editor starts from when nothing has been saved yet.
fn first_draft(session: &Session, now: Timestamp) -> Revision {
    Revision {
        number: 0,
        title: session.title.clone(),
        venue: session.venue.clone(),
        starts_at: session.starts_at,
        agenda: Vec::new(),
        page: PageContent::default(),
        author: String::new(),
        saved_at: now,
        published_at: None,
    }
}
