//! What the records of a session say. Figures that other nouns own stand behind a function each.

use crate::Error;
use domain::ids::{InstitutionId, SessionId};
use domain::institutions::InstitutionKind;
use domain::reports::Report;
use domain::sessions::{AgendaItem, AgendaKind, Holder, Session, SessionRole, SessionState};
use domain::targets::Facts;
use domain::time::Timestamp;
use std::collections::{BTreeSet, HashMap};
use store::Tx;

/// What the records of a session say at `now`.
pub(super) async fn of(tx: &mut Tx, session: &Session, now: Timestamp) -> Result<Facts, Error> {
    let (lots, project_lots) = tx.count_session_lots(session.id).await?;
    let day = session.starts_at.date();
    let books = tx.logbook_counts(session.id, day).await?;
    let (universities, parks) = co_hosts(tx, session).await?;
    let agenda = tx.published_revision(session.id).await?;
    let roadshow = agenda.map_or(0, |revision| roadshow_rows(&revision.agenda));
    Ok(Facts {
        torch: session.torch_express,
        lots,
        project_lots,
        served: books.served,
        universities,
        parks,
        day: Some(day),
        held: session.ends_at <= now && session.state != SessionState::Cancelled,
        roadshow,
        units: units_on_site(tx, session.id).await?,
        intents: intents(tx, session.id).await?,
        media: books.media,
        recommended: books.recommended,
        cases: books.cases,
        reports: reports(tx, session.id).await?,
        needs: needs(tx, session.id).await?,
        matches: books.matches,
    })
}

/// Units checked in on site, each credit code once (有效单位).
async fn units_on_site(tx: &mut Tx, session: SessionId) -> Result<Option<u32>, Error> {
    Ok(Some(tx.attendance(session).await?.units))
}

/// Cooperation intents (合作意向): an enterprise's in a lot counts once.
async fn intents(tx: &mut Tx, session: SessionId) -> Result<Option<u32>, Error> {
    Ok(Some(tx.count_interests(session).await?))
}

/// Summary reports that are submitted (总结报告); one that was returned is not.
async fn reports(tx: &mut Tx, session: SessionId) -> Result<Option<u32>, Error> {
    let handed_in = |report: Report| !report.is_open();
    Ok(Some(
        tx.report(session).await?.is_some_and(handed_in).into(),
    ))
}

/// Valid needs (有效技术需求): those of the session that are diagnosed.
async fn needs(tx: &mut Tx, session: SessionId) -> Result<Option<u32>, Error> {
    Ok(Some(tx.count_valid_needs(session).await?))
}

/// Projects that are presented: a lot counts once, and so does a row without one under its title.
fn roadshow_rows(agenda: &[AgendaItem]) -> u32 {
    let shown = agenda.iter().filter(|row| row.kind == AgendaKind::Roadshow);
    let projects: BTreeSet<&str> = shown
        .map(|row| row.lot.as_deref().unwrap_or(&row.title))
        .collect();
    projects.len() as u32
}

/// The universities and the science parks that hold a session together with its host, each once: the
/// host is the organiser of the first rank, sponsors hold nothing.
async fn co_hosts(tx: &mut Tx, session: &Session) -> Result<(u32, u32), Error> {
    let ids = partners(&session.holders);
    let found: HashMap<_, _> = tx.institutions_by_ids(&ids).await?;
    let count = |kind| {
        let of_kind = found.values().filter(|one| one.kind == kind);
        of_kind.count() as u32
    };
    Ok((
        count(InstitutionKind::University),
        count(InstitutionKind::Park),
    ))
}

fn partners(holders: &[Holder]) -> Vec<InstitutionId> {
    let of = |role| holders.iter().filter(move |one| one.role == role);
    let organisers = of(SessionRole::Organiser).skip(1);
    let co_organisers = of(SessionRole::CoOrganiser);
    let ids = organisers
        .chain(co_organisers)
        .filter_map(|one| one.institution);
    ids.collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(kind: AgendaKind, title: &str, lot: Option<&str>) -> AgendaItem {
        AgendaItem {
            kind,
            title: title.into(),
            speaker: String::new(),
            minutes: 10,
            lot: lot.map(str::to_owned),
            starts: None,
            consents: domain::sessions::Consents::default(),
        }
    }

    #[test]
    fn a_project_counts_once_however_often_it_is_shown() {
        use AgendaKind::{Break, Roadshow, Talk};
        let agenda = [
            row(Talk, "开场", None),
            row(Roadshow, "甲", Some("P2026-ENER-0001")),
            row(Roadshow, "甲（续）", Some("P2026-ENER-0001")),
            row(Break, "茶歇", None),
            row(Roadshow, "乙", None),
            row(Roadshow, "乙", None),
        ];
        assert_eq!(roadshow_rows(&agenda), 2);
        assert_eq!(roadshow_rows(&[]), 0);
    }

    #[test]
    fn neither_the_host_nor_a_sponsor_is_a_co_host() {
        let holder = |role, id| Holder {
            role,
            name: String::new(),
            institution: Some(InstitutionId(id)),
        };
        use SessionRole::{CoOrganiser, Organiser, Sponsor};
        let holders = [
            holder(Sponsor, 1),
            holder(Organiser, 2),
            holder(Organiser, 3),
            holder(CoOrganiser, 4),
            holder(CoOrganiser, 4),
        ];
        assert_eq!(partners(&holders), [InstitutionId(3), InstitutionId(4)]);
    }
}
