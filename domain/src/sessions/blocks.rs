//! The blocks that a session page is made of. There is no raw HTML: every block is a closed form.

use super::{Bilingual, RevisionRefusal};
use serde::{Deserialize, Serialize};

/// One block of a session page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A heading.
    Heading {
        /// Its text.
        text: Bilingual,
    },
    /// Paragraphs, separated by blank lines.
    Text {
        /// Their text.
        text: Bilingual,
    },
    /// The lots of the session with their live counters.
    Lots,
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
}

/// The blocks of a page in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageContent {
    /// The blocks.
    pub blocks: Vec<Block>,
}

impl PageContent {
    /// Checks number and length of the blocks.
    ///
    /// # Errors
    /// [`RevisionRefusal::TooManyBlocks`] or [`RevisionRefusal::BlockTooLong`].
    pub fn check(&self) -> Result<(), RevisionRefusal> {
        if self.blocks.len() > 40 {
            return Err(RevisionRefusal::TooManyBlocks);
        }
        for (row, block) in (0..).zip(&self.blocks) {
            if block.texts().any(|text| crate::text::length(text) > 5_000) {
                return Err(RevisionRefusal::BlockTooLong { row });
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

impl Block {
    fn bilinguals(&self) -> Vec<&Bilingual> {
        match self {
            Self::Heading { text } | Self::Text { text } | Self::Notice { text } => vec![text],
            Self::Question { question, answer } => vec![question, answer],
            Self::Lots => Vec::new(),
        }
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.bilinguals()
            .into_iter()
            .flat_map(|text| [text.zh.as_str(), text.en.as_str()])
    }

    /// True when a Chinese text has no English yet.
    pub fn misses_english(&self) -> bool {
        self.bilinguals()
            .iter()
            .any(|text| !text.zh.is_empty() && text.en.is_empty())
    }
}
