//! Read models of articles and of what can be downloaded.

use crate::articles::{Article, ArticleKind};
use crate::ids::ArticleId;
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// A page of the list of articles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticlesPage {
    /// The articles, the latest day first; at most 30.
    pub articles: Vec<Article>,
    /// The last of them, when there are more behind it.
    pub next: Option<ArticleId>,
    /// Which kind they are of; absent for all.
    pub kind: Option<ArticleKind>,
}

/// The help centre of a year's seasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpCentre {
    /// The year; absent before the first season.
    pub year: Option<i32>,
    /// The years that there is help for, the latest first.
    pub years: Vec<i32>,
    /// Articles of help for this year and for every season, the latest day first; at most 100.
    pub articles: Vec<Article>,
}

/// The page of downloads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DownloadsPage {
    /// Years of the seasons, the latest first.
    pub years: Vec<i32>,
}

/// The centre's list of articles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeArticles {
    /// The articles, drafts among them, the latest change first; at most 300.
    pub articles: Vec<Article>,
    /// Today in Beijing.
    pub today: Date,
}
