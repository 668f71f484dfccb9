//! Technology needs (技术需求): the public list and page, the desk on which they are diagnosed and
//! published. They come in by the need form ([`crate::imports`]).

use crate::packages::link_of;
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::collection::need_cells;
use domain::erasure::CONTACTS_KEPT_MS;
use domain::evidence::Reason;
use domain::ids::{NeedCode, NeedId, SessionId};
use domain::lots::Industry;
use domain::needs::{Need, NeedRefusal, NeedState, NeedVerdict, WholeNeed};
use domain::permissions::check;
use domain::views::{NeedDesk, NeedFile, NeedLine, NeedPage, NeedsPage, SessionLink};
use serde_json::json;
use store::{NeedsOf, Tx};

/// Needs on a page of the public list.
const PAGE: u32 = 20;
/// Needs on a page of the desk.
const DESK: u32 = 50;
/// Sessions that a need can be given to.
const SESSIONS_MAX: u32 = 200;
/// Needs whose addresses are listed: two lines each, far below the bounds of a file (50,000 addresses).
const LISTED_MAX: u32 = 10_000;

impl From<NeedRefusal> for Error {
    fn from(refusal: NeedRefusal) -> Self {
        Self::invalid(refusal.code())
    }
}

/// The one session that the account hosts; nothing for whoever hosts none or several.
pub(crate) fn own_session(account: &Account) -> Option<SessionId> {
    let mut hosted = account.hosted();
    match (hosted.next(), hosted.next()) {
        (Some(id), None) => Some(id),
        _ => None,
    }
}

/// Whether the account may see the whole of a need (§3.7: its unit, the host of its session, the centre).
fn sees(account: &Account, whole: &WholeNeed) -> bool {
    let own = |of| account.may(Action::SubmitNeeds(of));
    let hosts = |of| account.may(Action::EditSession(of));
    account.may(Action::KeepNeeds)
        || whole.submitter.is_some_and(own)
        || whole.need.session.is_some_and(hosts)
}

/// A need as somebody saw it, to be changed by him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedAt {
    /// Which.
    pub code: NeedCode,
    /// The version that he saw.
    pub version: i64,
}

impl Portal {
    /// A page of the published needs of the season, of one industry or of all.
    ///
    /// # Errors
    /// `NotFound` before the first season is set up.
    pub async fn needs_page(
        &self,
        industry: Option<Industry>,
        page: u32,
    ) -> Result<NeedsPage, Error> {
        let season = self.current_season().await?;
        let mut tx = self.store().read().await?;
        let counts = tx.count_published_needs(season.id).await?;
        let of_list = |(one, _): &(&Industry, &u32)| industry.is_none_or(|only| only == **one);
        let total: u32 = counts.iter().filter(of_list).map(|(_, count)| count).sum();
        let pages = total.div_ceil(PAGE).max(1);
        let page = page.clamp(1, pages);
        let part = (PAGE, (page - 1) * PAGE);
        let all = Industry::ALL.iter();
        Ok(NeedsPage {
            needs: tx.published_needs(season.id, industry, part).await?,
            industry,
            counts: all
                .filter_map(|one| Some((*one, *counts.get(one)?)))
                .collect(),
            page,
            pages,
            today: self.now().date(),
        })
    }

    /// The published needs of all seasons, for whoever lists addresses; at most ten thousand.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn public_needs(&self) -> Result<Vec<Need>, Error> {
        let mut tx = self.store().read().await?;
        Ok(tx.public_needs(NeedId(0), LISTED_MAX).await?)
    }

    /// The public page of a need.
    ///
    /// # Errors
    /// `NotFound` for needs that do not exist and for those that are not published alike.
    pub async fn need_page(&self, code: &NeedCode) -> Result<NeedPage, Error> {
        let mut tx = self.store().read().await?;
        let need = tx.need(code).await?.ok_or(Error::NotFound)?;
        let published = need.state.is_public();
        check(None, Action::ReadNeed { published })?;
        Ok(NeedPage {
            session: match need.session {
                Some(id) => public_session(&mut tx, id).await?,
                None => None,
            },
            need,
            today: self.now().date(),
        })
    }

    /// The desk of needs: those of `session` for its host; without one all of the season for the centre,
    /// those of the one session that he hosts for a host, and those that it has handed in for a unit.
    ///
    /// # Errors
    /// `Forbidden`; `SESSION_NOT_YOURS`; `NotFound`.
    pub async fn need_desk(
        &self,
        account: &Account,
        session: Option<SessionId>,
        (state, page): (Option<NeedState>, u32),
    ) -> Result<NeedDesk, Error> {
        let may_keep = account.may(Action::KeepNeeds);
        let session = session.or_else(|| own_session(account).filter(|_| !may_keep));
        let own = |of: &_| account.may(Action::SubmitNeeds(*of));
        let of = match (session, account.institution.filter(own)) {
            (Some(session), _) => {
                self.require_host(account, session)?;
                NeedsOf::Session(session)
            }
            (None, _) if may_keep => NeedsOf::Season(self.current_season().await?.id),
            (None, Some(unit)) => NeedsOf::Unit(unit),
            (None, None) => return Err(Error::Forbidden),
        };
        let page = page.max(1);
        let mut tx = self.store().read().await?;
        let part = (DESK + 1, (page - 1).saturating_mul(DESK));
        let mut found = tx.whole_needs(of, state, part).await?;
        let more = found.len() > DESK as usize;
        found.truncate(DESK as usize);
        let session = match session {
            Some(id) => tx.session(id).await?.map(link_of),
            None => None,
        };
        Ok(NeedDesk {
            lines: found.into_iter().map(line).collect(),
            state,
            page,
            more,
            session,
            may_keep,
        })
    }

    /// A need on the desk, with its enterprise and contact; that these were read is on record (LG-8).
    ///
    /// # Errors
    /// `NotFound` for needs that do not exist and for those of others alike.
    pub async fn need_file(&self, account: &Account, code: &NeedCode) -> Result<NeedFile, Error> {
        let mut tx = self.store().read().await?;
        let whole = tx.whole_need(code).await?;
        let whole = whole.filter(|whole| sees(account, whole));
        let whole = whole.ok_or(Error::NotFound)?;
        let may_keep = account.may(Action::KeepNeeds);
        let season = whole.need.season;
        let sessions = match may_keep {
            true => tx.session_cards(season, None, SESSIONS_MAX).await?,
            false => Vec::new(),
        };
        drop(tx);
        let object = Object::new(ObjectKind::Need, code);
        self.note_reading(account, object, "contact").await?;
        let own = |of| account.may(Action::SubmitNeeds(of));
        let closed = whole.need.state == NeedState::Closed;
        Ok(NeedFile {
            cells: cells(&whole),
            hidden: whole
                .row
                .hides()
                .iter()
                .map(|part| part.form_label().to_owned())
                .collect(),
            may_close: !closed && (may_keep || whole.submitter.is_some_and(own)),
            need: whole.need,
            opinion: whole.opinion,
            version: whole.version,
            sessions: sessions.into_iter().map(|card| card.link).collect(),
            may_keep,
            today: self.now().date(),
        })
    }

    /// Diagnoses a need, and says which session presents it.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `NotFound`; `NEED_STAGE_ORDER`; `NEED_OPINION` when it is
    /// returned without a word; `Conflict` when somebody else has changed it meanwhile.
    pub async fn diagnose_need(
        &self,
        account: &Account,
        at: NeedAt,
        verdict: NeedVerdict,
        opinion: &str,
        session: Option<SessionId>,
    ) -> Result<(), Error> {
        require(account, Action::KeepNeeds)?;
        let opinion = said(opinion, verdict == NeedVerdict::Returned)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let whole = seen(&mut tx, &at).await?;
            let to = whole.need.state.advance(verdict.state())?;
            if let Some(session) = session {
                let found = tx.session(session).await?;
                found.ok_or(Error::NotFound)?;
            }
            let (id, version) = (whole.need.id, whole.version);
            tx.set_need_session(id, session).await?;
            if !tx.move_need(id, version, to, (&opinion, None)).await? {
                return Err(Error::Conflict);
            }
            let entry = origin.entry(Act::NeedDiagnose, Object::new(ObjectKind::Need, &at.code));
            let entry = entry.before(&json!({ "state": whole.need.state }));
            tx.audit(entry.after(&json!({
                "state": to,
                "session": session,
                "opinion": opinion,
            })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Publishes a diagnosed need (发榜).
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `NotFound`; the codes of [`NeedRefusal`]; `Conflict` when
    /// somebody else has changed it meanwhile.
    pub async fn publish_need(&self, account: &Account, at: NeedAt) -> Result<(), Error> {
        require(account, Action::KeepNeeds)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let whole = seen(&mut tx, &at).await?;
            whole.check_publish(origin.at.date())?;
            let (to, said) = (
                NeedState::Published,
                (whole.opinion.as_str(), Some(origin.at)),
            );
            if !tx.move_need(whole.need.id, whole.version, to, said).await? {
                return Err(Error::Conflict);
            }
            let entry = origin.entry(Act::NeedPublish, Object::new(ObjectKind::Need, &at.code));
            let entry = entry.before(&json!({ "state": whole.need.state }));
            tx.audit(entry.after(&json!({ "state": to, "session": whole.need.session })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Closes a need, published or not: nobody sees it any more.
    ///
    /// # Errors
    /// `NotFound` for everybody but the centre and the unit that handed it in; `NEED_OPINION` without a
    /// reason; `NEED_STAGE_ORDER`; `Conflict` when somebody else has changed it meanwhile.
    pub async fn close_need(&self, account: &Account, at: NeedAt, why: &str) -> Result<(), Error> {
        let (keeps, own) = (account.may(Action::KeepNeeds), account.institution);
        let own = own.filter(|of| account.may(Action::SubmitNeeds(*of)));
        if !keeps && own.is_none() {
            return Err(Error::Forbidden);
        }
        let why = said(why, true)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let whole = seen(&mut tx, &at).await?;
            if !keeps && whole.submitter != own {
                return Err(Error::NotFound);
            }
            let to = whole.need.state.advance(NeedState::Closed)?;
            let said = (why.as_str(), whole.need.published_at);
            if !tx.move_need(whole.need.id, whole.version, to, said).await? {
                return Err(Error::Conflict);
            }
            let until = origin.at.plus_millis(CONTACTS_KEPT_MS);
            tx.end_need_contact(whole.need.id, until).await?;
            let entry = origin.entry(Act::NeedClose, Object::new(ObjectKind::Need, &at.code));
            let entry = entry.before(&json!({ "state": whole.need.state }));
            tx.audit(entry.after(&json!({ "state": to })).because(&why));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// The need, when it is still as it was seen.
async fn seen(tx: &mut Tx, at: &NeedAt) -> Result<WholeNeed, Error> {
    let whole = tx.whole_need(&at.code).await?.ok_or(Error::NotFound)?;
    if whole.version != at.version {
        return Err(Error::Conflict);
    }
    Ok(whole)
}

/// Words of the centre or of a unit: within their bounds, and there when they have to be.
fn said(words: &str, needed: bool) -> Result<String, Error> {
    if words.trim().is_empty() && !needed {
        return Ok(String::new());
    }
    let words = Reason::parse(words).ok_or(NeedRefusal::Opinion)?;
    Ok(words.as_str().to_owned())
}

/// The way to a session whose page is published.
async fn public_session(tx: &mut Tx, id: SessionId) -> Result<Option<SessionLink>, Error> {
    if tx.published_revision(id).await?.is_none() {
        return Ok(None);
    }
    Ok(tx.session(id).await?.map(link_of))
}

fn line(whole: WholeNeed) -> NeedLine {
    NeedLine {
        title: whole.row.title,
        enterprise: whole.row.enterprise,
        code: whole.need.code,
        industry: whole.need.industry,
        state: whole.need.state,
        valid_until: whole.need.valid_until,
        submitted_at: whole.need.submitted_at,
        session: whole.need.session,
    }
}

/// The filled columns of the form.
fn cells(whole: &WholeNeed) -> Vec<(String, String)> {
    let filled = need_cells(&whole.row).into_iter();
    filled
        .filter(|(_, value)| !value.is_empty())
        .map(|(header, value)| (header.to_owned(), value))
        .collect()
}
