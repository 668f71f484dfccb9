//! The seventeen sessions of 2022 (domain.md §1.D IS-01), archived and short. The plan gives only
//! their number; ten of the auction and seven of the challenge season are assumed (§7.1).

use super::texts::{self, HistoryText, Phrases};
use super::{AGREED, city, holders};
use crate::demo::institutions::Members;
use crate::demo::words::fill;
use domain::ids::SessionId;
use domain::institutions::City;
use domain::lots::Industry;
use domain::seasons::{Season, catalogue};
use domain::sessions::{
    AgendaItem, AgendaKind, Bilingual, Block, PageContent, Revision, Session, SessionState,
};
use domain::time::Date;
use locales::{Label, Lang};

/// Sessions of the auction season; the others are of the challenge season.
const AUCTION: usize = 10;
/// City and industry of each, in order of the day.
const PLACES: [(&str, Industry); 17] = {
    use Industry::{Bio, Energy, Environment, It, Manufacturing, Materials};
    [
        ("3201", It),
        ("3212", Bio),
        ("3204", Manufacturing),
        ("3209", Environment),
        ("3207", Materials),
        ("3206", Energy),
        ("3202", It),
        ("3203", Manufacturing),
        ("3205", Bio),
        ("3211", Materials),
        ("3210", Manufacturing),
        ("3213", Environment),
        ("3208", Energy),
        ("3202", Environment),
        ("3205", It),
        ("3201", Bio),
        ("3204", Energy),
    ]
};

/// The sessions of 2022 with their pages.
pub(in crate::demo) fn history(members: &Members) -> Vec<(Session, Vec<Revision>)> {
    let phrases = texts::phrases();
    let seasons = [catalogue::auction_2022(), catalogue::challenge_2022()];
    let session = |place: usize| {
        let (code, industry) = PLACES[place];
        let contest = place >= AUCTION;
        let season = &seasons[usize::from(contest)];
        let site = Site {
            season,
            place,
            city: city(code),
            industry,
            day: day(place),
            contest,
        };
        site.write(members, &phrases)
    };
    (0..PLACES.len()).map(session).collect()
}

/// Short sessions of any season, for the large set.
pub(in crate::demo) fn yearly(
    season: &Season,
    count: u16,
    members: &Members,
) -> Vec<(Session, Vec<Revision>)> {
    let phrases = texts::phrases();
    let session = |place: usize| {
        let city = City::ALL[place % City::ALL.len()];
        let industry = Industry::ALL[place % 6];
        let day = season.start_on.plus_days(30 + place as i32 * 5);
        let site = Site {
            season,
            place,
            city,
            industry,
            day,
            contest: false,
        };
        site.write(members, &phrases)
    };
    (0..usize::from(count)).map(session).collect()
}

/// Where and when a session was held.
struct Site<'a> {
    season: &'a Season,
    place: usize,
    city: City,
    industry: Industry,
    day: Date,
    contest: bool,
}

impl Site<'_> {
    fn write(&self, members: &Members, phrases: &Phrases) -> (Session, Vec<Revision>) {
        let Self {
            season,
            place,
            city,
            industry,
            ..
        } = *self;
        let revision = self.revision(&phrases.history, &phrases.authors);
        let starts_at = revision.starts_at;
        let session = Session {
            id: SessionId(season.id.get() * 100 + place as i64 + 1),
            season: season.id,
            number: place as u16 + 1,
            slug: slug(season.year, city, industry),
            title: revision.title.clone(),
            industry,
            city,
            venue: revision.venue.clone(),
            starts_at,
            ends_at: starts_at.plus_millis(180 * 60_000),
            holders: holders(members, city, None, phrases),
            torch_express: place == 0,
            low_carbon: matches!(industry, Industry::Environment | Industry::Energy),
            state: SessionState::Summarised,
            cancelled_reason: None,
            published_revision: Some(1),
            moved_from: None,
        };
        (session, vec![revision])
    }

    fn revision(&self, text: &HistoryText, authors: &[String]) -> Revision {
        let year = self.season.year.to_string();
        let in_lang = |template: &str, lang| {
            let values = [
                ("year", year.as_str()),
                ("city", self.city.label(lang)),
                ("industry", self.industry.label(lang)),
            ];
            fill(template, &values)
        };
        let told = |of: &Bilingual| Bilingual {
            zh: in_lang(&of.zh, Lang::Zh),
            en: in_lang(&of.en, Lang::En),
        };
        let title = if self.contest {
            &text.contest
        } else {
            &text.title
        };
        let starts_at = self.day.at(9, 0);
        let saved_at = starts_at.plus_millis(5 * 86_400_000);
        let told_text = told(&text.texts[self.place % text.texts.len()]);
        Revision {
            number: 1,
            title: told(title),
            venue: told(&text.venue),
            starts_at,
            agenda: agenda(text),
            page: PageContent {
                blocks: vec![Block::Text { text: told_text }],
            },
            author: authors[self.place % authors.len()].clone(),
            saved_at,
            published_at: Some(saved_at),
        }
    }
}

/// Sessions of the auction season end by 30 September, those of the challenge season by
/// 30 October (domain.md §5).
fn day(place: usize) -> Date {
    let first = if place < AUCTION {
        Date::of(2022, 7, 12)
    } else {
        Date::of(2022, 9, 14)
    };
    let step = if place < AUCTION { 8 } else { 6 };
    first.plus_days(step * (place % AUCTION) as i32)
}

fn slug(year: i32, city: City, industry: Industry) -> String {
    let name: String = city
        .label(Lang::En)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    format!("{year}-{name}-{industry}").to_ascii_lowercase()
}

fn agenda(text: &HistoryText) -> Vec<AgendaItem> {
    use AgendaKind as K;
    let rows = [
        (K::Talk, 40),
        (K::Roadshow, 70),
        (K::Break, 20),
        (K::OneToOne, 50),
    ];
    let item = |((kind, minutes), title): ((AgendaKind, u16), &String)| AgendaItem {
        kind,
        title: title.clone(),
        speaker: String::new(),
        minutes,
        lot: None,
        starts: None,
        consents: AGREED,
    };
    rows.into_iter().zip(&text.agenda).map(item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn seventeen_sessions_inside_their_deadlines() {
        let sessions = history(&Members::generate());
        assert_eq!(sessions.len(), 17);
        let slugs: BTreeSet<&str> = sessions.iter().map(|(s, _)| s.slug.as_str()).collect();
        assert_eq!(slugs.len(), 17);
        for (session, revisions) in &sessions {
            let auction = session.season == catalogue::auction_2022().id;
            let deadline = if auction {
                Date::of(2022, 9, 30)
            } else {
                Date::of(2022, 10, 30)
            };
            assert!(session.starts_at.date() <= deadline, "{}", session.slug);
            assert!(revisions.iter().all(|revision| revision.check().is_ok()));
            assert!(session.holders.len() >= 3);
        }
    }
}
