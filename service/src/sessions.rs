//! Industry sessions: the public pages and the host's desk with its revisions.

use crate::lots::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::ids::SessionId;
use domain::permissions::check;
use domain::sessions::{AgendaItem, Bilingual, PageContent, Revision, Session, SessionState};
use domain::time::Timestamp;
use domain::views::{SessionCard, SessionDesk, SessionPage};
use serde_json::json;

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

impl Portal {
    /// The sessions of the season, earliest first; those without a published page are not shown.
    ///
    /// # Errors
    /// `NotFound` before the first season is set up.
    pub async fn sessions(&self) -> Result<Vec<SessionCard>, Error> {
        let season = self.current_season().await?;
        Ok(self
            .store()
            .read()
            .await?
            .session_cards(season.id, None, 100)
            .await?)
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
        let lots = tx.session_lots(session.id, 60).await?;
        Ok(SessionPage {
            session,
            revision,
            lots,
            server_now: self.now(),
        })
    }

    /// The host's desk.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host and the centre (`SESSION_NOT_YOURS`).
    pub async fn session_desk(
        &self,
        account: &Account,
        id: SessionId,
    ) -> Result<SessionDesk, Error> {
        require(account, Action::EditSession(id))?;
        let mut tx = self.store().read().await?;
        let session = tx.session(id).await?.ok_or(Error::NotFound)?;
        let draft = match tx.latest_revision(id).await? {
            Some(revision) => revision,
            None => first_draft(&session, self.now()),
        };
        Ok(SessionDesk {
            session,
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
        require(account, Action::EditSession(id))?;
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
        require(account, Action::EditSession(id))?;
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

    /// Publishes a revision: the session takes its title, place and time.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `SESSION_AFTER_DEADLINE`, `SESSION_COHOST_UNIV_REQUIRED`,
    /// `SESSION_COHOST_PARK_REQUIRED` where the plan of the season asks for it.
    pub async fn publish_revision(
        &self,
        account: &Account,
        id: SessionId,
        number: u32,
    ) -> Result<(), Error> {
        require(account, Action::EditSession(id))?;
        self.step_up(account).await?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let mut session = tx.session(id).await?.ok_or(Error::NotFound)?;
            let revision = tx.revision(id, number).await?.ok_or(Error::NotFound)?;
            let entry = origin.entry(Act::SessionPublish, Object::new(ObjectKind::Session, id));
            let entry = entry.before(&published(&session));
            take_over(&mut session, &revision);
            crate::targets::check_publication(&mut tx, &session, origin.at).await?;
            tx.publish_revision(id, number, origin.at, &session).await?;
            tx.audit(entry.after(&published(&session)));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// What everybody sees of a session, for the audit record.
fn published(session: &Session) -> serde_json::Value {
    json!({
        "revision": session.published_revision,
        "state": session.state,
        "title": session.title,
        "starts_at": session.starts_at.rfc3339(),
    })
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

/// The session as the published revision describes it.
fn take_over(session: &mut Session, revision: &Revision) {
    let minutes: i64 = revision
        .agenda
        .iter()
        .map(|item| i64::from(item.minutes))
        .sum();
    let length = session
        .ends_at
        .millis_since(session.starts_at)
        .max(minutes * 60_000);
    session.title = revision.title.clone();
    session.venue = revision.venue.clone();
    session.starts_at = revision.starts_at;
    session.ends_at = revision.starts_at.plus_millis(length);
    session.published_revision = Some(revision.number);
    if session.state == SessionState::Planned {
        session.state = SessionState::Published;
    }
}
