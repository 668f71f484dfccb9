//! The blocks that a session page is made of. There is no raw HTML: every block is a closed form. Blocks
//! of lines (table, people, downloads, series of events) are typed one line each, cells separated by `|`.

use super::{Bilingual, RevisionRefusal};
use crate::markup::leads_somewhere_safe;
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// Most cells of a line.
pub const BLOCK_CELLS_MAX: usize = 12;
/// Most characters of the texts of a block in one language.
const TEXT_MAX: usize = 5_000;

/// One block of a session page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A heading.
    Heading {
        /// Its text.
        text: Bilingual,
    },
    /// Text with the marks of [`crate::markup`].
    Text {
        /// Their text.
        text: Bilingual,
    },
    /// The lots of the session with their live counters.
    Lots,
    /// The published technology needs of the session.
    Needs,
    /// A question with its answer.
    Question {
        /// The question.
        question: Bilingual,
        /// The answer.
        answer: Bilingual,
    },
    /// A notice that stands out.
    Notice {
        /// Its text.
        text: Bilingual,
    },
    /// A table; its first line names the columns.
    Table {
        /// What it shows.
        caption: Bilingual,
        /// Its lines.
        rows: Bilingual,
    },
    /// People: `name | unit | what they bring`.
    People {
        /// Their lines.
        rows: Bilingual,
    },
    /// Materials: `words | address`.
    Downloads {
        /// Their lines.
        rows: Bilingual,
    },
    /// Where it is and how to get there, in words.
    Map {
        /// The words.
        text: Bilingual,
    },
    /// A video or a live broadcast somewhere else.
    Video {
        /// What is seen.
        text: Bilingual,
        /// Its address, HTTPS.
        link: String,
    },
    /// A picture that is kept on this portal, with the words that stand for it.
    Picture {
        /// What is seen, for those who do not see it; required.
        text: Bilingual,
        /// Its address, a path of this portal: pages show no pictures from elsewhere.
        link: String,
    },
    /// Events of the same series in the place (IS-24): `2026-11-20 | what | where`.
    Events {
        /// Their lines.
        rows: Bilingual,
    },
}

/// An event of the series of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubEvent {
    /// Its day.
    pub on: Date,
    /// What it is.
    pub what: String,
    /// Where.
    pub place: String,
}

/// The blocks of a page in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageContent {
    /// The blocks.
    pub blocks: Vec<Block>,
}

impl PageContent {
    /// Checks number, length, lines and addresses of the blocks.
    ///
    /// # Errors
    /// [`RevisionRefusal::TooManyBlocks`], [`RevisionRefusal::BlockTooLong`],
    /// [`RevisionRefusal::BlockLines`] or [`RevisionRefusal::BlockLink`].
    pub fn check(&self) -> Result<(), RevisionRefusal> {
        if self.blocks.len() > 40 {
            return Err(RevisionRefusal::TooManyBlocks);
        }
        for (row, block) in (0..).zip(&self.blocks) {
            if block
                .texts()
                .any(|text| crate::text::length(text) > TEXT_MAX)
            {
                return Err(RevisionRefusal::BlockTooLong { row });
            }
            if !block.lines_are_read() {
                return Err(RevisionRefusal::BlockLines { row });
            }
            if !block.leads_somewhere_safe() {
                return Err(RevisionRefusal::BlockLink { row });
            }
        }
        Ok(())
    }

    /// How many blocks still miss their English.
    pub fn missing_english(&self) -> usize {
        self.blocks
            .iter()
            .filter(|block| block.misses_english())
            .count()
    }
}

/// The cells of the lines of a text; empty lines are left out.
pub(super) fn cells(text: &str) -> Vec<Vec<String>> {
    let line = |line: &str| -> Vec<String> {
        let cells = line.split(['|', '｜']).map(str::trim);
        cells.map(str::to_owned).collect()
    };
    let written = text.lines().filter(|line| !line.trim().is_empty());
    written.map(line).collect()
}

fn at(cells: &[String], place: usize) -> &str {
    cells.get(place).map_or("", String::as_str)
}

impl Block {
    fn bilinguals(&self) -> Vec<&Bilingual> {
        match self {
            Self::Heading { text }
            | Self::Text { text }
            | Self::Notice { text }
            | Self::Map { text }
            | Self::Video { text, .. }
            | Self::Picture { text, .. } => vec![text],
            Self::Question { question, answer } => vec![question, answer],
            Self::Table { caption, rows } => vec![caption, rows],
            Self::People { rows } | Self::Downloads { rows } | Self::Events { rows } => vec![rows],
            Self::Lots | Self::Needs => Vec::new(),
        }
    }

    /// Every text of the block, Chinese before English, then its address.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let link = match self {
            Self::Video { link, .. } | Self::Picture { link, .. } => Some(link.as_str()),
            _ => None,
        };
        self.bilinguals()
            .into_iter()
            .flat_map(|text| [text.zh.as_str(), text.en.as_str()])
            .chain(link)
    }

    /// True when a Chinese text has no English yet.
    pub fn misses_english(&self) -> bool {
        self.bilinguals()
            .iter()
            .any(|text| !text.zh.is_empty() && text.en.is_empty())
    }

    /// The lines of the block with their cells, in the wanted language; none for a block without lines.
    pub fn lines(&self, english: bool) -> Vec<Vec<String>> {
        self.rows()
            .map_or_else(Vec::new, |rows| cells(rows.pick(english)))
    }

    const fn rows(&self) -> Option<&Bilingual> {
        match self {
            Self::Table { rows, .. }
            | Self::People { rows }
            | Self::Downloads { rows }
            | Self::Events { rows } => Some(rows),
            _ => None,
        }
    }

    /// The events of a block of events, in the wanted language.
    pub fn events(&self, english: bool) -> Vec<SubEvent> {
        let Self::Events { .. } = self else {
            return Vec::new();
        };
        let event = |cells: Vec<String>| {
            Some(SubEvent {
                on: Date::parse_iso(at(&cells, 0))?,
                what: at(&cells, 1).to_owned(),
                place: at(&cells, 2).to_owned(),
            })
        };
        self.lines(english).into_iter().filter_map(event).collect()
    }

    fn all_lines(&self) -> impl Iterator<Item = Vec<String>> {
        let texts = self.rows().map(|rows| [&rows.zh, &rows.en]);
        texts.into_iter().flatten().flat_map(|text| cells(text))
    }

    fn lines_are_read(&self) -> bool {
        let mut lines = self.all_lines();
        match self {
            Self::Events { .. } => lines.all(|line| {
                (2..=3).contains(&line.len())
                    && Date::parse_iso(at(&line, 0)).is_some()
                    && !at(&line, 1).is_empty()
            }),
            _ => lines.all(|line| line.len() <= BLOCK_CELLS_MAX),
        }
    }

    fn leads_somewhere_safe(&self) -> bool {
        match self {
            Self::Video { link, .. } => link.starts_with("https://") && leads_somewhere_safe(link),
            Self::Picture { text, link } => {
                link.starts_with('/') && leads_somewhere_safe(link) && !text.zh.is_empty()
            }
            Self::Downloads { .. } => self.all_lines().all(|line| {
                line.len() == 2 && !line[0].is_empty() && leads_somewhere_safe(&line[1])
            }),
            _ => true,
        }
    }
}
