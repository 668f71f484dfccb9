//! Agenda and page of a session, as its organiser would write them.

use super::texts::{Phrases, SessionText};
use super::{AGREED, Sketch, Writer, extras};
use crate::demo::needs;
use domain::lots::Lot;
use domain::seasons::Season;
use domain::sessions::{AgendaItem, AgendaKind, Bilingual, Block, PageContent, Revision};
use domain::time::Timestamp;

/// Lots presented in one session (domain.md §1.D IS-17).
const ROADSHOWS: usize = 5;
/// Meetings, longer where a need of the industry is presented before them, minutes.
const MEETING: [u16; 2] = [60, 75];
const NEED: u16 = 15;
const DAY_MS: i64 = 86_400_000;

/// The revisions of a page: a draft, and when the page is published, a first and a full version.
pub(super) fn revisions(
    writer: &Writer<'_>,
    (season, sketch): (&Season, &Sketch),
    published: bool,
    phrases: &Phrases,
) -> Vec<Revision> {
    let shown = presented(writer.lots, sketch);
    let text = &sketch.text;
    // Saved before now and well before the session begins.
    let latest = sketch
        .starts_at
        .plus_millis(-3 * DAY_MS)
        .0
        .min(writer.now.0);
    let latest = Timestamp(latest).plus_millis(-i64::from(sketch.number) * 1_260_000);
    let earlier = latest.plus_millis(-9 * DAY_MS);
    let full = agenda((season, sketch), &shown, phrases);
    let author = |place: usize| phrases.authors[place % phrases.authors.len()].clone();
    let revision = |number, agenda, page, saved_at: Timestamp| Revision {
        number,
        title: text.title.clone(),
        venue: text.venue.clone(),
        starts_at: sketch.starts_at,
        agenda,
        page,
        author: author(usize::from(sketch.number) + number as usize),
        saved_at,
        published_at: published.then(|| saved_at.plus_millis(1_740_000)),
    };
    let short = full
        .iter()
        .filter(|item| item.kind != AgendaKind::Roadshow)
        .cloned()
        .collect();
    let mut revisions = vec![revision(1, short, first_page(text, phrases), earlier)];
    if published {
        revisions.push(revision(2, full, full_page(sketch, phrases), latest));
    }
    revisions
}

/// The lots that are presented: of this session, visible to everybody, published first.
fn presented<'a>(lots: &'a [Lot], sketch: &Sketch) -> Vec<&'a Lot> {
    let mut shown: Vec<&Lot> = lots
        .iter()
        .filter(|lot| lot.session == Some(sketch.id) && lot.state.is_public())
        .collect();
    shown.sort_by_key(|lot| (!lot.roadshow, lot.published_at, lot.id));
    shown.truncate(ROADSHOWS);
    shown
}

fn agenda(
    (season, sketch): (&Season, &Sketch),
    shown: &[&Lot],
    phrases: &Phrases,
) -> Vec<AgendaItem> {
    let place = usize::from(sketch.number);
    let pick = |all: &[String]| all[place % all.len()].clone();
    let row = |kind, title: String, speaker: &str, minutes| AgendaItem {
        kind,
        title,
        speaker: speaker.to_owned(),
        minutes,
        lot: None,
        starts: None,
        consents: AGREED,
    };
    let talk = |at: usize, minutes| {
        sketch
            .text
            .talks
            .get(at)
            .map(|(title, speaker)| row(AgendaKind::Talk, title.clone(), speaker, minutes))
    };
    let minutes = [15, 18, 20][place % 3];
    let mut shows = shown.iter().map(|lot| AgendaItem {
        lot: Some(lot.code.to_string()),
        ..row(
            AgendaKind::Roadshow,
            lot.title.clone(),
            &leader(lot),
            minutes,
        )
    });
    let mut rows = vec![row(
        AgendaKind::Talk,
        pick(&phrases.opening),
        &phrases.speaker_host,
        20,
    )];
    rows.extend(talk(0, 25));
    rows.extend(shows.by_ref().take(2 + place % 2));
    rows.push(row(AgendaKind::Break, pick(&phrases.pause), "", 20));
    rows.extend(shows);
    let is_third = presents_need(sketch);
    rows.extend(talk(1, 20).filter(|_| !is_third));
    let need = needs::presented(season, sketch.industry).filter(|_| is_third);
    rows.extend(need.map(|(code, title)| AgendaItem {
        lot: Some(code.to_string()),
        ..row(AgendaKind::Roadshow, title.to_owned(), "", NEED)
    }));
    let meeting = MEETING[usize::from(is_third)];
    rows.push(row(
        AgendaKind::OneToOne,
        pick(&phrases.meeting),
        "",
        meeting,
    ));
    rows
}

/// Every third session presents a need.
fn presents_need(sketch: &Sketch) -> bool {
    sketch.number.is_multiple_of(3)
}

/// Who presents a lot: the first of its team.
fn leader(lot: &Lot) -> String {
    lot.team
        .first()
        .map(|member| member.name.clone())
        .unwrap_or_default()
}

/// The page as it was announced first.
fn first_page(text: &SessionText, phrases: &Phrases) -> PageContent {
    let opening = |all: &str| all.split("\n\n").next().unwrap_or_default().to_owned();
    let intro = Bilingual {
        zh: opening(&text.intro.zh),
        en: opening(&text.intro.en),
    };
    PageContent {
        blocks: vec![
            Block::Text { text: intro },
            Block::Notice {
                text: phrases.draft.clone(),
            },
        ],
    }
}

/// The page as it stands now.
fn full_page(sketch: &Sketch, phrases: &Phrases) -> PageContent {
    let text = &sketch.text;
    let [about, lots, questions] = phrases.headings.clone();
    let mut blocks = vec![
        Block::Heading { text: about },
        Block::Text {
            text: text.intro.clone(),
        },
        Block::Notice {
            text: text.notice.clone(),
        },
        Block::Heading { text: lots },
        Block::Lots,
    ];
    if presents_need(sketch) {
        blocks.push(Block::Needs);
    }
    blocks.extend(extras::blocks(sketch.number, sketch.starts_at.date()));
    blocks.push(Block::Heading { text: questions });
    blocks.extend(text.faq.iter().map(|key| {
        let (question, answer) = phrases
            .faq
            .get(key)
            .expect("the question is written")
            .clone();
        Block::Question { question, answer }
    }));
    PageContent { blocks }
}
