//! What else stands on the pages of the demo season: people, areas, ways, papers and events, different from
//! session to session. The texts are in `words/session_extras.json`.

use domain::sessions::{Bilingual, Block};
use domain::time::Date;
use serde::Deserialize;

/// Texts of which each session has one of each kind.
#[derive(Deserialize)]
struct Extras {
    people: Vec<Bilingual>,
    map: Vec<Bilingual>,
    table: Vec<TableText>,
    downloads: Bilingual,
    video: VideoText,
    events: Vec<EventText>,
}

#[derive(Clone, Deserialize)]
struct TableText {
    caption: Bilingual,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
struct VideoText {
    text: Bilingual,
    link: String,
}

#[derive(Deserialize)]
struct EventText {
    before: Bilingual,
    after: Bilingual,
}

/// The further blocks of the session with this number, held on this day.
pub(super) fn blocks(number: u16, on: Date) -> Vec<Block> {
    let extras: Extras = serde_json::from_str(include_str!("../words/session_extras.json"))
        .expect("the texts of the sessions are well formed");
    let place = usize::from(number);
    let table = extras.table[place % extras.table.len()].clone();
    let event = &extras.events[place % extras.events.len()];
    let mut blocks = Vec::new();
    if place % 4 != 0 {
        let rows = extras.people[place % extras.people.len()].clone();
        blocks.push(Block::People { rows });
    }
    if place % 3 != 1 {
        let rows = Bilingual {
            zh: table.zh,
            en: table.en,
        };
        let caption = table.caption;
        blocks.push(Block::Table { caption, rows });
    }
    let text = extras.map[place % extras.map.len()].clone();
    blocks.push(Block::Map { text });
    if place % 2 == 1 {
        let (text, link) = (extras.video.text, extras.video.link);
        blocks.push(Block::Video { text, link });
    }
    let rows = dated(on, event);
    blocks.push(Block::Events { rows });
    let rows = extras.downloads;
    blocks.push(Block::Downloads { rows });
    blocks
}

/// The event a week before and the one ten days after, with their days.
fn dated(on: Date, event: &EventText) -> Bilingual {
    let (before, after) = (on.plus_days(-7), on.plus_days(10));
    let lines = |one: &str, two: &str| format!("{before} | {one}\n{after} | {two}");
    Bilingual {
        zh: lines(&event.before.zh, &event.after.zh),
        en: lines(&event.before.en, &event.after.en),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::sessions::PageContent;

    #[test]
    fn every_page_passes_its_rules_and_no_two_neighbours_are_alike() {
        let on = Date::of(2026, 11, 20);
        let of = |number| blocks(number, on);
        for number in 1..=14 {
            let blocks = of(number);
            assert_eq!(PageContent { blocks }.check(), Ok(()), "{number}");
            assert_ne!(of(number), of(number + 1));
        }
    }
}
