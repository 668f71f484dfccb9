//! Industry sessions of the demo season: fourteen in the current year, one of them the torch
//! express, over the thirteen cities and the six industries.

mod extras;
mod history;
mod pages;
mod texts;

pub(super) use history::{history, yearly};

use super::institutions::Members;
use domain::ids::SessionId;
use domain::institutions::{City, Institution, InstitutionKind};
use domain::lots::{Industry, Lot};
use domain::seasons::Season;
use domain::sessions::{Consents, Holder, Revision, Session, SessionRole, SessionState};
use domain::time::{Date, Timestamp, Weekday};
use texts::{Phrases, SessionText};

/// The session that is today and goes on when the demonstration begins; the ones before it were held.
const TODAY: usize = 6;
/// The last sessions are announced without a page yet.
const UNPUBLISHED: usize = 2;
/// The first sessions have handed in their reports.
const SUMMARISED: usize = 3;
/// One of the coming sessions is called off.
const CANCELLED: usize = 11;
/// Whoever stands in an agenda of the demo season has agreed to it.
const AGREED: Consents = Consents {
    speaker: true,
    owner: true,
};
/// Sessions begin at this hour in Beijing, except for the one that goes on.
const HOURS: [i64; 3] = [9, 9, 14];
/// At least and at most so many days between the first session and today.
const PAST_SPAN: (i32, i32) = (35, 110);

/// A session of the current season before its page is written: what lots need to know of it.
pub(super) struct Sketch {
    /// Identity.
    pub(super) id: SessionId,
    /// Industry.
    pub(super) industry: Industry,
    /// The torch express (火炬科技成果直通车).
    pub(super) torch: bool,
    starts_at: Timestamp,
    number: u16,
    text: SessionText,
}

impl Sketch {
    /// Whether lots of this group of technologies fit in.
    pub(super) fn takes(&self, group: &str) -> bool {
        self.text.groups.iter().any(|key| key == group)
    }
}

/// The sessions of the current season in order of their day, around `now`.
pub(super) fn sketch(season: &Season, now: Timestamp) -> Vec<Sketch> {
    let texts = texts::sessions();
    let days = days(season, now.date(), texts.len());
    texts
        .into_iter()
        .zip(days)
        .enumerate()
        .map(|(place, (text, day))| Sketch {
            id: SessionId(season.id.get() * 100 + place as i64 + 1),
            industry: Industry::from_code(&text.industry).expect("the industry is a known code"),
            torch: text.torch,
            starts_at: day.at(hour(place, now), 0),
            number: place as u16 + 1,
            text,
        })
        .collect()
}

/// The hour at which a session begins. Like the demo round, the one of today runs whatever the hour is: it
/// began with the hour of `now`, and no agenda of the demo season is over within one.
fn hour(place: usize, now: Timestamp) -> i64 {
    match place {
        TODAY => now.clock().hour(),
        _ => HOURS[place % HOURS.len()],
    }
}

/// The next `count` sessions that have a page and have not begun at `now`.
pub(super) fn coming(sketches: &[Sketch], now: Timestamp, count: usize) -> Vec<SessionId> {
    let published = &sketches[..sketches.len() - UNPUBLISHED];
    let coming = published.iter().filter(|sketch| sketch.starts_at > now);
    coming.map(|sketch| sketch.id).take(count).collect()
}

/// Days of the sessions: spread over the time before today and the time until the deadline of
/// sessions, on working days except for today's own.
fn days(season: &Season, today: Date, count: usize) -> Vec<Date> {
    let deadline = season.session_deadline.unwrap_or(season.end_on);
    let past = (today.0 - season.start_on.0).clamp(PAST_SPAN.0, PAST_SPAN.1);
    let coming = (deadline.0 - today.0).clamp(1, 80);
    let after = (count - 1 - TODAY) as i32;
    (0..count)
        .map(|place| {
            let step = place as i32 - TODAY as i32;
            let span = if step < 0 {
                past / TODAY as i32
            } else {
                coming / after
            };
            working_day(today.plus_days(step * span), step)
        })
        .collect()
}

/// Moves a weekend towards today, so that the order of the days stays.
fn working_day(day: Date, step: i32) -> Date {
    let forward = step < 0;
    match day.weekday() {
        _ if step == 0 => day,
        Weekday::Sat => day.plus_days(if forward { 2 } else { -1 }),
        Weekday::Sun => day.plus_days(if forward { 1 } else { -2 }),
        _ => day,
    }
}

/// Everything that the pages of sessions are written from.
pub(super) struct Writer<'a> {
    pub(super) members: &'a Members,
    pub(super) lots: &'a [Lot],
    pub(super) now: Timestamp,
}

impl Writer<'_> {
    /// Writes the sessions of the current season with the revisions of their pages.
    pub(super) fn write(
        &self,
        season: &Season,
        sketches: &[Sketch],
    ) -> Vec<(Session, Vec<Revision>)> {
        let phrases = texts::phrases();
        let published = sketches.len() - UNPUBLISHED;
        sketches
            .iter()
            .enumerate()
            .map(|(place, sketch)| self.session(season, sketch, place < published, &phrases))
            .collect()
    }

    fn session(
        &self,
        season: &Season,
        sketch: &Sketch,
        published: bool,
        phrases: &Phrases,
    ) -> (Session, Vec<Revision>) {
        let revisions = pages::revisions(self, (season, sketch), published, phrases);
        let latest = revisions.last().expect("every session has a revision");
        let minutes: i64 = latest
            .agenda
            .iter()
            .map(|item| i64::from(item.minutes))
            .sum();
        let ends_at = sketch.starts_at.plus_millis(minutes * 60_000);
        let city = city(&sketch.text.city);
        let state = match usize::from(sketch.number) - 1 {
            CANCELLED if sketch.starts_at > self.now => SessionState::Cancelled,
            place if place < SUMMARISED && ends_at <= self.now => SessionState::Summarised,
            _ => state(published, sketch.starts_at, ends_at, self.now),
        };
        let session = Session {
            id: sketch.id,
            season: season.id,
            number: sketch.number,
            slug: format!("{}-{}", season.year, sketch.text.slug),
            title: latest.title.clone(),
            industry: sketch.industry,
            city,
            venue: latest.venue.clone(),
            starts_at: sketch.starts_at,
            ends_at,
            holders: holders(self.members, city, Some(&sketch.text.partner), phrases),
            torch_express: sketch.torch,
            low_carbon: sketch.text.low_carbon,
            state,
            cancelled_reason: (state == SessionState::Cancelled).then(|| phrases.cancelled.clone()),
            published_revision: latest.published_at.map(|_| latest.number),
            moved_from: None,
        };
        (session, revisions)
    }
}

fn state(published: bool, start: Timestamp, end: Timestamp, now: Timestamp) -> SessionState {
    match () {
        () if !published => SessionState::Planned,
        () if end <= now => SessionState::Held,
        () if start <= now => SessionState::Ongoing,
        () => SessionState::Published,
    }
}

fn city(code: &str) -> City {
    City::from_code(code).expect("the city is a known code")
}

/// Sponsors, organisers and co-organisers in rank order: the centre with the city's department,
/// the branch centre, and a university (domain.md §1.D IS-15) with the park where there is one.
fn holders(members: &Members, city: City, partner: Option<&str>, phrases: &Phrases) -> Vec<Holder> {
    use InstitutionKind as K;
    let known = |role, institution: &Institution| Holder {
        role,
        name: institution.name.clone(),
        institution: Some(institution.id),
    };
    let here = |kind| members.of_kind(kind).find(move |i| i.city == Some(city));
    let department = Holder {
        role: SessionRole::Sponsor,
        name: phrases.sponsor_city.replace("{city}", city.form_label()),
        institution: None,
    };
    let partner = match partner {
        Some(name) => Some(members.named(name)),
        None => here(K::University),
    };
    // A page may be public when a university holds the session as well (IS-15).
    let alone = partner.is_none_or(|one| one.kind != K::University);
    let any = || members.of_kind(K::University).next();
    let university = alone.then(|| here(K::University).or_else(any)).flatten();
    let mut holders: Vec<Holder> = members
        .of_kind(K::OperationCentre)
        .map(|centre| known(SessionRole::Sponsor, centre))
        .collect();
    holders.push(department);
    holders.extend(here(K::CityBranch).map(|branch| known(SessionRole::Organiser, branch)));
    let partners = partner.into_iter().chain(university);
    holders.extend(partners.map(|one| known(SessionRole::CoOrganiser, one)));
    holders.extend(here(K::Park).map(|park| known(SessionRole::CoOrganiser, park)));
    holders
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::calendar::current;

    #[test]
    fn the_days_keep_their_order_and_the_season() {
        for day in (Date::of(2026, 1, 1).0..Date::of(2027, 1, 1).0).map(Date) {
            let season = current(day);
            let sketches = sketch(&season, day.at(23, 59));
            assert_eq!(sketches.len(), 14);
            assert!(
                sketches
                    .windows(2)
                    .all(|pair| pair[0].starts_at < pair[1].starts_at),
                "{day}"
            );
            assert_eq!(sketches[TODAY].starts_at.date(), day);
            let deadline = season.session_deadline.unwrap();
            let inside = |s: &Sketch| {
                season.start_on <= s.starts_at.date() && s.starts_at.date() <= deadline
            };
            assert!(sketches.iter().all(inside), "{day}");
        }
    }

    #[test]
    fn every_state_is_shown_and_every_page_may_be_public() {
        let today = Date::of(2026, 11, 20);
        let members = Members::generate();
        // A demonstration begins at any hour, also at the first and the last minute of a day.
        for (hour, minute) in [(0, 0), (9, 5), (13, 54), (20, 30), (23, 59)] {
            shows_every_state(&members, today.at(hour, minute));
        }
    }

    fn shows_every_state(members: &Members, now: Timestamp) {
        let season = current(now.date());
        let writer = Writer {
            members,
            lots: &[],
            now,
        };
        let written = writer.write(&season, &sketch(&season, now));
        use SessionState as S;
        let in_state = |state| written.iter().filter(|(one, _)| one.state == state).count();
        // Fourteen, of which the seventh is today's.
        for (state, count) in [
            (S::Planned, UNPUBLISHED),
            (S::Published, 4),
            (S::Ongoing, 1),
            (S::Held, TODAY - SUMMARISED),
            (S::Summarised, SUMMARISED),
            (S::Cancelled, 1),
        ] {
            assert_eq!(in_state(state), count, "{state} at {}", now.clock().hm());
        }
        assert_eq!(written.len(), 14);
        for (session, revisions) in &written {
            let content = revisions.last().expect("a revision");
            let rows = content.agenda.len();
            assert!(rows >= 4, "{} has {rows} rows", session.slug);
            assert!(revisions.iter().all(|one| one.check() == Ok(())));
            let off = session.state == SessionState::Cancelled;
            assert_eq!(session.cancelled_reason.is_some(), off);
            let ids: Vec<_> = session.organisers().map(|one| one.institution).collect();
            let known = members.all().filter(|one| ids.contains(&Some(one.id)));
            let cohosts: Vec<InstitutionKind> = known.map(|one| one.kind).collect();
            let asked = domain::sessions::Publication {
                season: &season,
                cohosts: &cohosts,
                on: session.starts_at.date(),
                waived: false,
            };
            assert_eq!(asked.check(), Ok(()), "{}", session.slug);
        }
    }

    #[test]
    fn cities_industries_and_the_express() {
        let day = Date::of(2026, 6, 15);
        let sketches = sketch(&current(day), day.at(9, 5));
        let cities: std::collections::BTreeSet<City> = sketches
            .iter()
            .map(|sketch| city(&sketch.text.city))
            .collect();
        assert_eq!(cities.len(), 13);
        assert_eq!(sketches.iter().filter(|sketch| sketch.torch).count(), 1);
        for industry in Industry::ALL.iter().filter(|i| **i != Industry::Other) {
            assert!(sketches.iter().filter(|s| s.industry == *industry).count() >= 2);
        }
        for group in crate::demo::words::groups() {
            let fitting = sketches.iter().filter(|sketch| sketch.takes(group.key));
            assert!(fitting.clone().count() >= 1, "{}", group.key);
            assert!(
                fitting
                    .clone()
                    .all(|sketch| sketch.industry == group.industry)
            );
        }
    }
}
