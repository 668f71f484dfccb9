//! The rows of the host's form: agenda and page blocks.

use super::super::problem::{Field, Problem};
use domain::sessions::{AgendaItem, AgendaKind, Bilingual, Block, Consents, RevisionRefusal};
use serde::{Deserialize, Serialize};

/// A row of the agenda.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AgendaRow {
    /// Code of [`AgendaKind`].
    pub kind: String,
    /// What happens.
    pub title: String,
    /// Who speaks.
    pub speaker: String,
    /// Minutes.
    pub minutes: String,
    /// Code of the lot that is presented.
    pub lot: String,
    /// When it begins, `HH:MM`; empty when it follows the row above.
    pub starts: String,
    /// `1` when the speaker agrees to be named.
    pub speaker_agrees: String,
    /// `1` when the owner of the lot agrees to its public presentation.
    pub owner_agrees: String,
}

/// What a ticked box posts.
pub const TICKED: &str = "1";

/// A block of the page. Questions and tables use both pairs of texts, the others the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BlockRow {
    /// One of [`super::super::edit::BLOCK_KINDS`].
    pub kind: String,
    /// Chinese text, or question.
    pub zh: String,
    /// English text, or question.
    pub en: String,
    /// Chinese answer.
    pub answer_zh: String,
    /// English answer.
    pub answer_en: String,
    /// Address of a video or a picture.
    pub link: String,
}

impl AgendaRow {
    /// The row filled with an item.
    pub fn of(item: &AgendaItem) -> Self {
        Self {
            kind: item.kind.code().into(),
            title: item.title.clone(),
            speaker: item.speaker.clone(),
            minutes: item.minutes.to_string(),
            lot: item.lot.clone().unwrap_or_default(),
            starts: item.starts.map(written).unwrap_or_default(),
            speaker_agrees: ticked(item.consents.speaker),
            owner_agrees: ticked(item.consents.owner),
        }
    }

    /// Minutes after midnight at which the row begins by itself; nothing when it follows.
    ///
    /// # Errors
    /// When what is typed is no time of the day.
    pub(super) fn starts(&self) -> Result<Option<u16>, ()> {
        if self.starts.trim().is_empty() {
            return Ok(None);
        }
        let (hour, minute) = super::clock(&self.starts).ok_or(())?;
        let minutes = u16::try_from(hour * 60 + minute).map_err(drop)?;
        Ok(Some(minutes))
    }

    /// The minutes; full-width digits are read as well.
    pub(super) fn minutes(&self) -> Option<u16> {
        domain::text::clean(&domain::text::fold_width(&self.minutes))
            .parse()
            .ok()
    }

    /// Whether somebody still has to agree before the public page tells the row in full.
    pub fn lacks_consent(&self) -> bool {
        let item = AgendaItem {
            kind: AgendaKind::Roadshow,
            title: String::new(),
            speaker: self.speaker.clone(),
            minutes: 0,
            lot: Some(domain::text::clean(&self.lot)).filter(|lot| !lot.is_empty()),
            starts: None,
            consents: self.consents(),
        };
        item.lacks_consent()
    }

    fn consents(&self) -> Consents {
        Consents {
            speaker: self.speaker_agrees == TICKED,
            owner: self.owner_agrees == TICKED,
        }
    }

    pub(super) fn read(&self, row: u32) -> Result<AgendaItem, Problem> {
        let minutes = self
            .minutes()
            .ok_or_else(|| Problem::of(RevisionRefusal::AgendaMinutesRange { row }));
        let code = domain::text::clean(&self.lot);
        let lot = match (code.is_empty(), domain::ids::LotCode::parse(&code)) {
            (true, _) => None,
            (false, Some(code)) => Some(code.as_str().to_owned()),
            (false, None) => {
                return Err(Problem::new("AGENDA_LOT_FORMAT", Field::AgendaLot(row)));
            }
        };
        let starts = self.starts();
        let starts = starts.map_err(|()| Problem::of(RevisionRefusal::AgendaStartRange { row }))?;
        Ok(AgendaItem {
            kind: AgendaKind::from_code(&self.kind).unwrap_or(AgendaKind::Roadshow),
            title: self.title.trim().to_owned(),
            speaker: self.speaker.trim().to_owned(),
            minutes: minutes?,
            lot,
            starts,
            consents: self.consents(),
        })
    }
}

fn ticked(agreed: bool) -> String {
    let word = if agreed { TICKED } else { "" };
    word.to_owned()
}

/// `13:30`.
fn written(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

impl BlockRow {
    /// An empty block of this kind.
    pub fn empty(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn of(block: &Block) -> Self {
        let pair = |kind: &str, text: &Bilingual| Self {
            kind: kind.to_owned(),
            zh: text.zh.clone(),
            en: text.en.clone(),
            ..Self::default()
        };
        let two = |kind: &str, first: &Bilingual, second: &Bilingual| Self {
            answer_zh: second.zh.clone(),
            answer_en: second.en.clone(),
            ..pair(kind, first)
        };
        let linked = |kind: &str, text: &Bilingual, link: &str| Self {
            link: link.to_owned(),
            ..pair(kind, text)
        };
        match block {
            Block::Heading { text } => pair("heading", text),
            Block::Text { text } => pair("text", text),
            Block::Notice { text } => pair("notice", text),
            Block::Lots => Self::empty("lots"),
            Block::Needs => Self::empty("needs"),
            Block::Question { question, answer } => two("question", question, answer),
            Block::Table { caption, rows } => two("table", caption, rows),
            Block::People { rows } => pair("people", rows),
            Block::Downloads { rows } => pair("downloads", rows),
            Block::Events { rows } => pair("events", rows),
            Block::Map { text } => pair("map", text),
            Block::Video { text, link } => linked("video", text, link),
            Block::Picture { text, link } => linked("picture", text, link),
        }
    }

    /// The block; `None` for an unknown kind and for a block without any text, which the host
    /// has added and not filled.
    pub(super) fn read(&self) -> Option<Block> {
        let text = bilingual(&self.zh, &self.en);
        let answer = bilingual(&self.answer_zh, &self.answer_en);
        let empty = |text: &Bilingual| text.zh.is_empty() && text.en.is_empty();
        let link = self.link.trim().to_owned();
        let typed = !matches!(self.kind.as_str(), "lots" | "needs");
        if typed && empty(&text) && empty(&answer) && link.is_empty() {
            return None;
        }
        let (first, second) = (text.clone(), answer.clone());
        match self.kind.as_str() {
            "heading" => Some(Block::Heading { text }),
            "text" => Some(Block::Text { text }),
            "notice" => Some(Block::Notice { text }),
            "question" => Some(Block::Question {
                question: text,
                answer,
            }),
            "table" => Some(Block::Table {
                caption: first,
                rows: second,
            }),
            "people" => Some(Block::People { rows: first }),
            "downloads" => Some(Block::Downloads { rows: first }),
            "events" => Some(Block::Events { rows: first }),
            "map" => Some(Block::Map { text }),
            "video" => Some(Block::Video { text, link }),
            "picture" => Some(Block::Picture { text, link }),
            "lots" => Some(Block::Lots),
            "needs" => Some(Block::Needs),
            _ => None,
        }
    }

    /// Its texts, each in Chinese and English: the second pair is empty where the kind has one only.
    pub fn pairs(&self) -> [(&String, &String); 2] {
        [(&self.zh, &self.en), (&self.answer_zh, &self.answer_en)]
    }
}

/// Trimmed texts with one kind of line end: browsers post `\r\n`.
pub(super) fn bilingual(zh: &str, en: &str) -> Bilingual {
    let tidy = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    Bilingual {
        zh: tidy(zh),
        en: tidy(en),
    }
}
