//! The seventeen sessions of 2022 (domain.md §1.D IS-01), archived and short. The plan gives only
//! their number; ten of the auction and seven of the challenge season are assumed (§7.1).

use super::texts::{self, HistoryText, Phrases};
use super::{city, holders};
use crate::demo::institutions::Members;
use crate::demo::words::fill;
use domain::ids::SessionId;
use domain::institutions::City;
use domain::lots::Industry;
use domain::seasons::{Season, catalogue};
use domain::sessions::{
    AgendaItem, AgendaKind, Bilingual, Block, PageContent, Revision, Session, SessionState,
};
use domain::time::{Date, Timestamp};
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
    (0..PLACES.len())
        .map(|place| session(place, &seasons[usize::from(place >= AUCTION)], members, &phrases))
        .collect()
}

fn session(
    place: usize,
    season: &Season,
    members: &Members,
    phrases: &Phrases,
) -> (Session, Vec<Revision>) {
    let (code, industry) = PLACES[place];
    let city = city(code);
    let starts_at = day(place).at(9, 0);
    let revision = revision(place, city, industry, starts_at, &phrases.history, &phrases.authors);
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
    };
    (session, vec![revision])
}

/// Sessions of the auction season end by 30 September, those of the challenge season by
/// 30 October (domain.md §5).
fn day(place: usize) -> Date {
    let first = if place < AUCTION { Date::of(2022, 7, 12) } else { Date::of(2022, 9, 14) };
    let step = if place < AUCTION { 8 } else { 6 };
    first.plus_days(step * (place % AUCTION) as i32)
}

fn slug(year: i32, city: City, industry: Industry) -> String {
    let name: String =
        city.label(Lang::En).chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{year}-{name}-{industry}").to_ascii_lowercase()
}

fn revision(
    place: usize,
    city: City,
    industry: Industry,
    starts_at: Timestamp,
    text: &HistoryText,
    authors: &[String],
) -> Revision {
    let year = starts_at.date().year().to_string();
    let in_lang = |template: &str, lang| {
        let values = [
            ("year", year.as_str()),
            ("city", city.label(lang)),
            ("industry", industry.label(lang)),
        ];
        fill(template, &values)
    };
    let told = |of: &Bilingual| Bilingual {
        zh: in_lang(&of.zh, Lang::Zh),
        en: in_lang(&of.en, Lang::En),
    };
    let title = if place < AUCTION { &text.title } else { &text.contest };
    let saved_at = starts_at.plus_millis(5 * 86_400_000);
    Revision {
        number: 1,
        title: told(title),
        venue: told(&text.venue),
        starts_at,
        agenda: agenda(text),
        page: PageContent {
            blocks: vec![Block::Text { text: told(&text.texts[place % text.texts.len()]) }],
        },
        author: authors[place % authors.len()].clone(),
        saved_at,
        published_at: Some(saved_at),
    }
}

fn agenda(text: &HistoryText) -> Vec<AgendaItem> {
    use AgendaKind as K;
    let rows = [(K::Talk, 40), (K::Roadshow, 70), (K::Break, 20), (K::OneToOne, 50)];
    let item = |((kind, minutes), title): ((AgendaKind, u16), &String)| AgendaItem {
        kind,
        title: title.clone(),
        speaker: String::new(),
        minutes,
        lot: None,
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
            let deadline = if auction { Date::of(2022, 9, 30) } else { Date::of(2022, 10, 30) };
            assert!(session.starts_at.date() <= deadline, "{}", session.slug);
            assert!(revisions.iter().all(|revision| revision.check().is_ok()));
            assert_eq!(session.holders.len() >= 3, true);
        }
    }
}
