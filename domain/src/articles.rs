//! Articles (文章; domain.md §3.4): notices, policies, cases, news and help that the centre writes (AS-19,
//! AS-72, AS-80). A draft is nobody's but the centre's.

use crate::ids::ArticleId;
use crate::sessions::Bilingual;
use crate::text::length;
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Characters of a title.
pub const TITLE_MAX: usize = 120;
/// Characters of the number of a document.
pub const NUMBER_MAX: usize = 60;
/// Characters of a body in one language.
pub const BODY_MAX: usize = 20_000;
/// Years that a season may be of.
const YEARS: RangeInclusive<i32> = 2000..=2100;

codes! {
    /// What an article is.
    ArticleKind {
        Notice = "NOTICE" / "通知",
        Policy = "POLICY" / "政策",
        Case = "CASE" / "案例",
        News = "NEWS" / "新闻",
        Help = "HELP" / "帮助",
    }
}

/// What the centre writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleText {
    /// What it is.
    pub kind: ArticleKind,
    /// Its title.
    pub title: Bilingual,
    /// The number of the document (文号); empty where it has none.
    pub doc_number: String,
    /// The day that stands under it.
    pub dated: Date,
    /// The year whose seasons it is for; absent for every season. The help centre goes by it.
    #[serde(default)]
    pub year: Option<i32>,
    /// Its body, in the marks of [`markup`](crate::markup).
    pub body: Bilingual,
}

/// An article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Which.
    pub id: ArticleId,
    /// What it says.
    pub text: ArticleText,
    /// Grows with every change, from 1.
    pub revision: u32,
    /// When it was changed last.
    pub changed_at: Timestamp,
    /// Since when it is public; absent for a draft.
    pub published_at: Option<Timestamp>,
}

/// Why an article cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArticleRefusal {
    /// The Chinese title is missing, or one is longer than [`TITLE_MAX`].
    #[error("ARTICLE_TITLE")]
    Title,
    /// The number of the document is longer than [`NUMBER_MAX`].
    #[error("ARTICLE_NUMBER")]
    Number,
    /// The Chinese body is missing, or one is longer than [`BODY_MAX`].
    #[error("ARTICLE_BODY")]
    Body,
    /// The year of its season is none.
    #[error("ARTICLE_YEAR")]
    Year,
}

impl ArticleRefusal {
    /// The code of its sentence.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Title => "ARTICLE_TITLE",
            Self::Number => "ARTICLE_NUMBER",
            Self::Body => "ARTICLE_BODY",
            Self::Year => "ARTICLE_YEAR",
        }
    }
}

impl ArticleText {
    /// Checks it.
    ///
    /// # Errors
    /// The first [`ArticleRefusal`].
    pub fn check(&self) -> Result<(), ArticleRefusal> {
        let fits = |text: &Bilingual, most| {
            !crate::text::is_blank(&text.zh) && length(&text.zh) <= most && length(&text.en) <= most
        };
        if !fits(&self.title, TITLE_MAX) {
            return Err(ArticleRefusal::Title);
        }
        if length(&self.doc_number) > NUMBER_MAX {
            return Err(ArticleRefusal::Number);
        }
        if !self.year.is_none_or(|year| YEARS.contains(&year)) {
            return Err(ArticleRefusal::Year);
        }
        match fits(&self.body, BODY_MAX) {
            true => Ok(()),
            false => Err(ArticleRefusal::Body),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> ArticleText {
        let both = |zh: &str| Bilingual {
            zh: zh.into(),
            en: String::new(),
        };
        ArticleText {
            kind: ArticleKind::Policy,
            title: both("关于示例的通知"),
            doc_number: "示发〔2026〕1号".into(),
            dated: Date::of(2026, 11, 20),
            year: None,
            body: both("正文。"),
        }
    }

    #[test]
    fn an_article_has_a_title_and_a_body_in_chinese() {
        assert_eq!(text().check(), Ok(()));
        let changed = |change: fn(&mut ArticleText)| {
            let mut text = text();
            change(&mut text);
            text.check()
        };
        use ArticleRefusal::{Body, Number, Title, Year};
        assert_eq!(changed(|t| t.title.zh = " ".into()), Err(Title));
        assert_eq!(changed(|t| t.title.zh = "题".repeat(120)), Ok(()));
        assert_eq!(changed(|t| t.title.en = "t".repeat(121)), Err(Title));
        assert_eq!(changed(|t| t.doc_number = "号".repeat(61)), Err(Number));
        assert_eq!(changed(|t| t.body.zh.clear()), Err(Body));
        assert_eq!(changed(|t| t.body.en = "b".repeat(20_001)), Err(Body));
        assert_eq!(changed(|t| t.year = Some(2023)), Ok(()));
        assert_eq!(changed(|t| t.year = Some(23)), Err(Year));
        for refusal in [Title, Number, Body, Year] {
            assert_eq!(refusal.to_string(), refusal.code());
        }
    }
}
