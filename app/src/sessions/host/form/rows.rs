//! The rows of the host's form: agenda and page blocks.

use super::super::problem::{Field, Problem};
use domain::sessions::{AgendaItem, AgendaKind, Bilingual, Block, RevisionRefusal};
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
}

/// A block of the page. Questions use both pairs of texts, the others the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BlockRow {
    /// `heading`, `text`, `notice`, `question` or `lots`.
    pub kind: String,
    /// Chinese text, or question.
    pub zh: String,
    /// English text, or question.
    pub en: String,
    /// Chinese answer.
    pub answer_zh: String,
    /// English answer.
    pub answer_en: String,
}

impl AgendaRow {
    pub(super) fn of(item: &AgendaItem) -> Self {
        Self {
            kind: item.kind.code().into(),
            title: item.title.clone(),
            speaker: item.speaker.clone(),
            minutes: item.minutes.to_string(),
            lot: item.lot.clone().unwrap_or_default(),
        }
    }

    /// The minutes; full-width digits are read as well.
    pub(super) fn minutes(&self) -> Option<u16> {
        domain::text::clean(&domain::text::fold_width(&self.minutes))
            .parse()
            .ok()
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
        Ok(AgendaItem {
            kind: AgendaKind::from_code(&self.kind).unwrap_or(AgendaKind::Roadshow),
            title: self.title.trim().to_owned(),
            speaker: self.speaker.trim().to_owned(),
            minutes: minutes?,
            lot,
        })
    }
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
        match block {
            Block::Heading { text } => pair("heading", text),
            Block::Text { text } => pair("text", text),
            Block::Notice { text } => pair("notice", text),
            Block::Lots => Self::empty("lots"),
            Block::Question { question, answer } => Self {
                answer_zh: answer.zh.clone(),
                answer_en: answer.en.clone(),
                ..pair("question", question)
            },
        }
    }

    /// The block; `None` for an unknown kind and for a block without any text, which the host
    /// has added and not filled.
    pub(super) fn read(&self) -> Option<Block> {
        let text = bilingual(&self.zh, &self.en);
        let answer = bilingual(&self.answer_zh, &self.answer_en);
        let empty = |text: &Bilingual| text.zh.is_empty() && text.en.is_empty();
        if self.kind != "lots" && empty(&text) && empty(&answer) {
            return None;
        }
        match self.kind.as_str() {
            "heading" => Some(Block::Heading { text }),
            "text" => Some(Block::Text { text }),
            "notice" => Some(Block::Notice { text }),
            "question" => Some(Block::Question {
                question: text,
                answer,
            }),
            "lots" => Some(Block::Lots),
            _ => None,
        }
    }

    pub(super) fn pairs(&self) -> [(&String, &String); 2] {
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
