//! Participation (参与): what an institution does for its part in a season, and what the centre makes of
//! it (`office`). What a lot waits for before it is published stands in `release`.

mod carried;
mod experts;
mod naming;
mod office;
mod papers;
mod release;

pub(crate) use carried::carry_over;
pub(crate) use naming::{EXPERTS_MAX, Naming, name_in, nominate_in};
pub(crate) use release::check_release;

use crate::files::line;
use crate::organisations::coded;
use crate::permissions::require;
use crate::{Error, Portal, Tx};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::files::{FileOwner, FileOwnerKind};
use domain::ids::{AccountId, AgreementId, InstitutionId, ParticipationId, SeasonId};
use domain::institutions::Institution;
use domain::participations::people::{PersonDraft, PersonRefusal};
use domain::participations::{ParticipationRefusal, TaskFacts, sheet_number};
use domain::seasons::Season;
use domain::time::Date;
use domain::views::{
    AgreementLine, CandidateLine, OwnParticipation, ParticipationPage, SubmissionDays,
    SubmissionSheet,
};
use domain::waivers::WaiverRule;
use serde_json::json;
use store::{StoredAgreement, StoredParticipation};

/// Former liaisons, agreements and scans that a page shows.
const SHOWN: u32 = 20;
/// People of an institution that are looked through.
const PEOPLE_MAX: u32 = 500;
/// Lots on a submission sheet: four times what one unit recommends (AS-62).
const SHEET_LOTS_MAX: u32 = 200;

impl From<ParticipationRefusal> for Error {
    fn from(refusal: ParticipationRefusal) -> Self {
        use ParticipationRefusal as R;
        let args = match refusal {
            R::NotOpen(day) | R::Closed(day) => vec![("date".to_owned(), day.to_string())],
            _ => Vec::new(),
        };
        Self::Invalid {
            code: refusal.to_string().into(),
            args,
        }
    }
}

impl From<PersonRefusal> for Error {
    fn from(refusal: PersonRefusal) -> Self {
        coded(refusal.to_string())
    }
}

/// The institution that somebody looks after.
fn own(account: &Account) -> Result<InstitutionId, Error> {
    let of = account.institution.ok_or(Error::Forbidden)?;
    require(account, Action::TakePart(of))?;
    Ok(of)
}

fn object(id: ParticipationId) -> Object {
    Object::new(ObjectKind::Participation, id)
}

fn of_participation(id: ParticipationId) -> FileOwner {
    FileOwner {
        kind: FileOwnerKind::Participation,
        id: id.get(),
    }
}

fn of_agreement(id: AgreementId) -> FileOwner {
    FileOwner {
        kind: FileOwnerKind::Agreement,
        id: id.get(),
    }
}

/// The part of an institution in a season that it has joined.
async fn joined(
    tx: &mut Tx,
    season: SeasonId,
    of: InstitutionId,
) -> Result<StoredParticipation, Error> {
    let found = tx.participation(season, of).await?;
    found.ok_or(Error::invalid("NOT_TAKING_PART"))
}

/// The days of a season with those that one institution was given.
pub(crate) fn days(season: &Season, part: Option<&StoredParticipation>) -> Option<SubmissionDays> {
    let (from, until) = season.submissions()?;
    let reopened = part.and_then(|part| part.reopened.as_ref());
    Some(SubmissionDays {
        from,
        until,
        reopened: reopened.map(|(until, _)| *until),
    })
}

/// An agreement with its file.
async fn agreement_line(tx: &mut Tx, stored: StoredAgreement) -> Result<AgreementLine, Error> {
    let files = tx.files_of(of_agreement(stored.id), 1).await?;
    Ok(AgreementLine {
        id: stored.id,
        signed_on: stored.signed_on,
        state: stored.state,
        handed_in_at: stored.handed_in_at,
        reason: stored.reason,
        file: files.into_iter().next().map(line),
    })
}

/// How far an institution is.
async fn task_facts(tx: &mut Tx, part: &StoredParticipation) -> Result<TaskFacts, Error> {
    let latest = tx.agreements(part.institution, 1).await?;
    let paper_waived = tx.is_waived(part.season, part.institution, WaiverRule::Paper);
    let paper_waived = paper_waived.await?;
    Ok(TaskFacts {
        liaison: tx.liaison(part.id).await?.is_some(),
        agreement: latest.first().map(|agreement| agreement.state),
        accepted: tx.has_accepted_agreement(part.institution).await?,
        scan: !tx.files_of(of_participation(part.id), 1).await?.is_empty(),
        paper: part.paper_received_on.is_some(),
        paper_waived,
    })
}

/// Who can be named liaison: whoever can sign in and looks after the part of the institution.
pub(crate) async fn candidates(tx: &mut Tx, of: InstitutionId) -> Result<Vec<Account>, Error> {
    let people = tx.people_of(of, PEOPLE_MAX).await?;
    let fits = |(person, active): &(Account, bool)| *active && person.may(Action::TakePart(of));
    let people = people.into_iter().filter(fits);
    Ok(people.map(|(person, _)| person).collect())
}

impl Portal {
    /// The part of the institution of `account` in the current season.
    ///
    /// # Errors
    /// `Forbidden` for everybody who does not look after it; `NotFound` before the first season.
    pub async fn participation_page(&self, account: &Account) -> Result<ParticipationPage, Error> {
        let of = own(account)?;
        let season = self.current_season().await?;
        let mut tx = self.store().read().await?;
        let institution = tx.institution(of).await?.ok_or(Error::NotFound)?;
        let part = tx.participation(season.id, of).await?;
        let joined = match &part {
            Some(part) => Some(own_part(&mut tx, &season, part).await?),
            None => None,
        };
        Ok(ParticipationPage {
            admitted: season.admit(institution.kind).is_ok(),
            institution: institution.name,
            year: season.year,
            days: days(&season, part.as_ref()),
            joined,
            today: self.now().date(),
        })
    }

    /// Joins the current season. Twice is the same as once.
    ///
    /// # Errors
    /// `Forbidden`; `INSTITUTION_KIND_NOT_ADMITTED`.
    pub async fn join_season(&self, account: &Account) -> Result<(), Error> {
        let of = own(account)?;
        let season = self.current_season().await?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let institution = tx.institution(of).await?.ok_or(Error::NotFound)?;
            season.admit(institution.kind)?;
            if !tx.join_season(season.id, of, Some(by), origin.at).await? {
                return Ok(());
            }
            if let Some(channel) = institution.channel() {
                tx.note_channel(season.id, of, channel).await?;
            }
            let part = joined(&mut tx, season.id, of).await?;
            let entry = origin.entry(Act::ParticipationJoin, object(part.id));
            tx.audit(entry.after(&json!({
                "season": season.id,
                "institution": of,
                "channel": part.channel,
            })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Names the liaison of the institution in the current season: `who`, or whoever asks. The one
    /// before stays on record when he is to be replaced. An imported 《活动联络员信息表》 ends here too.
    ///
    /// # Errors
    /// `Forbidden`; `NOT_TAKING_PART`; the codes of [`PersonRefusal`]; `LIAISON_PERSON` for somebody
    /// who cannot be it; `LIAISON_ALREADY_SET` while another is, unless `replace`;
    /// `LIAISON_PHONE_TAKEN`.
    pub async fn name_liaison(
        &self,
        account: &Account,
        who: Option<AccountId>,
        draft: &PersonDraft,
        replace: bool,
    ) -> Result<(), Error> {
        let of = own(account)?;
        let card = draft.read()?;
        let season = self.current_season().await?.id;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        let who = who.unwrap_or(account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.hold_institution(of).await?;
            let naming = Naming {
                part: &joined(&mut tx, season, of).await?,
                who,
                card: &card,
                replace,
                by,
            };
            name_in(&mut tx, &naming, &origin).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The submission sheet of the institution of `account`.
    ///
    /// # Errors
    /// `Forbidden`; `NOT_TAKING_PART`.
    pub async fn submission_sheet(&self, account: &Account) -> Result<SubmissionSheet, Error> {
        let of = own(account)?;
        let season = self.current_season().await?;
        let mut tx = self.store().read().await?;
        let part = joined(&mut tx, season.id, of).await?;
        let unit: Institution = tx.institution(of).await?.ok_or(Error::NotFound)?;
        let mut lots = tx.sheet_lots(season.id, of, SHEET_LOTS_MAX + 1).await?;
        let more = lots.len() > SHEET_LOTS_MAX as usize;
        lots.truncate(SHEET_LOTS_MAX as usize);
        Ok(SubmissionSheet {
            number: sheet_number(season.year, part.id),
            year: season.year,
            institution: unit.name,
            credit_code: unit.credit_code,
            kind: unit.kind,
            liaison: masked(&mut tx, part.id).await?,
            lots,
            more,
            made_on: self.now().date(),
        })
    }

    /// The last day that the centre has given an institution beyond the deadline.
    pub(crate) async fn reopened_until(
        &self,
        season: SeasonId,
        of: InstitutionId,
    ) -> Result<Option<Date>, Error> {
        let found = self.store().read().await?.participation(season, of).await?;
        let reopened = found.and_then(|part| part.reopened);
        Ok(reopened.map(|(until, _)| until))
    }
}

/// Name and masked number of the active liaison (domain.md LG-8).
async fn masked(tx: &mut Tx, of: ParticipationId) -> Result<Option<(String, String)>, Error> {
    let found = tx.liaison(of).await?;
    let mask = |phone: &str| domain::contacts::mask_phone(phone);
    Ok(found.map(|one| (one.card.name.clone(), mask(&one.card.phone))))
}

/// What an institution sees of its own part.
async fn own_part(
    tx: &mut Tx,
    season: &Season,
    part: &StoredParticipation,
) -> Result<OwnParticipation, Error> {
    let latest = tx.agreements(part.institution, 1).await?;
    let agreement = match latest.into_iter().next() {
        Some(stored) => Some(agreement_line(tx, stored).await?),
        None => None,
    };
    let people = candidates(tx, part.institution).await?;
    let person = |person: Account| CandidateLine {
        id: person.id,
        login: person.login,
        name: person.display_name,
    };
    let scans = tx.files_of(of_participation(part.id), SHOWN).await?;
    Ok(OwnParticipation {
        sheet: sheet_number(season.year, part.id),
        facts: task_facts(tx, part).await?,
        card: tx.liaison(part.id).await?.map(|one| one.card),
        liaisons: tx.liaisons(part.id, SHOWN).await?,
        candidates: people.into_iter().map(person).collect(),
        agreement,
        scans: scans.into_iter().map(line).collect(),
        paper_received_on: part.paper_received_on,
        waivers: tx.waivers_of(season.id, part.institution).await?,
        experts: experts::own_lines(tx, season.id, part.institution).await?,
    })
}
