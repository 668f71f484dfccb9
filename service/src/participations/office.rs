//! The centre's side: the list of institutions, their agreements, papers, reopened submissions.

use super::{SHOWN, agreement_line, days, experts, masked, object, of_participation, task_facts};
use crate::files::line;
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::evidence::Reason;
use domain::ids::{AgreementId, ParticipationId};
use domain::institutions::CollectionChannel;
use domain::participations::people::ContactCard;
use domain::participations::{AgreementState, ParticipationRefusal, sheet_number};
use domain::time::Date;
use domain::views::{OfficeParticipations, ParticipationDesk, ParticipationShow};
use serde_json::json;
use store::ParticipationFilter;

/// Institutions on a page.
const PAGE: u32 = 50;

fn reason(text: &str) -> Result<Reason, Error> {
    Reason::parse(text).ok_or_else(|| Error::invalid("REASON_LENGTH"))
}

impl Portal {
    /// The institutions of the current season.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre.
    pub async fn office_participations(
        &self,
        account: &Account,
        show: ParticipationShow,
        after: Option<ParticipationId>,
    ) -> Result<OfficeParticipations, Error> {
        require(account, Action::KeepParticipations)?;
        let season = self.current_season().await?;
        let filter = ParticipationFilter {
            agreement_waits: show == ParticipationShow::Agreement,
            paper_missing: show == ParticipationShow::Paper,
            scanned: show == ParticipationShow::Scanned,
            channel: match show {
                ParticipationShow::University => Some(CollectionChannel::University),
                ParticipationShow::Delta => Some(CollectionChannel::Delta),
                _ => None,
            },
        };
        let mut tx = self.store().read().await?;
        let lines = tx.participations(season.id, filter, after, PAGE).await?;
        let full = lines.len() == PAGE as usize;
        Ok(OfficeParticipations {
            year: season.year,
            show,
            next: lines.last().filter(|_| full).map(|line| line.id),
            lines,
        })
    }

    /// One institution with everything that the centre decides on.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `NotFound`.
    pub async fn participation_desk(
        &self,
        account: &Account,
        id: ParticipationId,
    ) -> Result<ParticipationDesk, Error> {
        require(account, Action::KeepParticipations)?;
        let mut tx = self.store().read().await?;
        let part = tx.participation_by_id(id).await?.ok_or(Error::NotFound)?;
        let season = tx.season(part.season).await?.ok_or(Error::NotFound)?;
        let found = tx.institution(part.institution).await?;
        let institution = found.ok_or(Error::NotFound)?;
        let mut agreements = Vec::new();
        for stored in tx.agreements(part.institution, SHOWN).await? {
            agreements.push(agreement_line(&mut tx, stored).await?);
        }
        let scans = tx.files_of(of_participation(id), SHOWN).await?;
        Ok(ParticipationDesk {
            id,
            sheet: sheet_number(season.year, id),
            institution: institution.name,
            channel: part.channel,
            kind: institution.kind,
            days: days(&season, Some(&part)),
            facts: task_facts(&mut tx, &part).await?,
            liaison: masked(&mut tx, id).await?,
            liaisons: tx.liaisons(id, SHOWN).await?,
            agreements,
            scans: scans.into_iter().map(line).collect(),
            paper_received_on: part.paper_received_on,
            reopened_reason: part.reopened.map(|(_, reason)| reason),
            waivers: tx.waivers_of(season.id, part.institution).await?,
            experts: experts::own_lines(&mut tx, season.id, part.institution).await?,
            today: self.now().date(),
        })
    }

    /// How to reach the liaison, in the clear; that it was read is on record (domain.md LG-8). Nothing
    /// when there is none.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `STEP_UP_REQUIRED`.
    pub async fn liaison_contact(
        &self,
        account: &Account,
        id: ParticipationId,
    ) -> Result<Option<ContactCard>, Error> {
        require(account, Action::KeepParticipations)?;
        self.step_up(account).await?;
        let found = self.store().read().await?.liaison(id).await?;
        if found.is_some() {
            self.note_reading(account, object(id), "liaison").await?;
        }
        Ok(found.map(|one| one.card))
    }

    /// Accepts an agreement, or returns it with a reason.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `REASON_LENGTH`; `AGREEMENT_STATE` once it was decided on.
    pub async fn decide_agreement(
        &self,
        account: &Account,
        id: AgreementId,
        accept: bool,
        why: &str,
    ) -> Result<(), Error> {
        require(account, Action::KeepParticipations)?;
        let reason = match accept {
            true => None,
            false => Some(reason(why)?),
        };
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let found = tx.agreement(id).await?.ok_or(Error::NotFound)?;
            if found.state != AgreementState::Submitted {
                return Err(ParticipationRefusal::AgreementState.into());
            }
            let state = match accept {
                true => AgreementState::Accepted,
                false => AgreementState::Returned,
            };
            let words = reason.as_ref().map(Reason::as_str);
            tx.decide_agreement(id, state, words, Some(by), origin.at)
                .await?;
            let object = Object::new(ObjectKind::Agreement, id);
            let entry = origin.entry(Act::AgreementDecide, object);
            let entry = entry.before(&json!({ "state": found.state }));
            let entry = entry.after(&json!({ "state": state, "institution": found.institution }));
            tx.audit(match words {
                Some(words) => entry.because(words),
                None => entry,
            });
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Notes on which day the stamped papers came in.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `PAPER_DAY`.
    pub async fn note_paper(
        &self,
        account: &Account,
        id: ParticipationId,
        on: Date,
    ) -> Result<(), Error> {
        require(account, Action::KeepParticipations)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let part = tx.participation_by_id(id).await?.ok_or(Error::NotFound)?;
            let season = tx.season(part.season).await?.ok_or(Error::NotFound)?;
            season.check_paper_day(on, origin.at.date())?;
            tx.note_paper(id, Some(on)).await?;
            let entry = origin.entry(Act::PaperNote, object(id));
            let entry = entry.before(&json!({ "received_on": part.paper_received_on }));
            tx.audit(entry.after(&json!({ "received_on": on })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Lets one institution submit after the deadline until a day, inclusive (domain.md AS-78).
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `REASON_LENGTH`; `REOPEN_DAY`.
    pub async fn reopen_submission(
        &self,
        account: &Account,
        id: ParticipationId,
        until: Date,
        why: &str,
    ) -> Result<(), Error> {
        require(account, Action::KeepParticipations)?;
        let reason = reason(why)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let part = tx.participation_by_id(id).await?.ok_or(Error::NotFound)?;
            let season = tx.season(part.season).await?.ok_or(Error::NotFound)?;
            season.check_reopening(until, origin.at.date())?;
            tx.reopen_submission(id, until, reason.as_str()).await?;
            let before = part.reopened.map(|(until, _)| until);
            let entry = origin.entry(Act::SubmissionReopen, object(id));
            let entry = entry.before(&json!({ "until": before }));
            let entry = entry.after(&json!({ "until": until }));
            tx.audit(entry.because(reason.as_str()));
            Ok(tx.commit().await?)
        })
        .await
    }
}
