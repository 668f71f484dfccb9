//! The hand-written texts of the sessions, Chinese and English, from `words/*.json`.

use domain::sessions::Bilingual;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// What is written about one session of the current season.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct SessionText {
    /// Last part of the address.
    pub(super) slug: String,
    /// Code of the city.
    pub(super) city: String,
    /// Groups of technologies whose lots belong here.
    pub(super) groups: Vec<String>,
    /// Code of the industry.
    pub(super) industry: String,
    /// The university that helps to hold it, without its ending.
    pub(super) partner: String,
    /// Low-carbon session.
    pub(super) low_carbon: bool,
    /// The torch express.
    #[serde(default)]
    pub(super) torch: bool,
    /// Title.
    pub(super) title: Bilingual,
    /// Place with how to get there.
    pub(super) venue: Bilingual,
    /// What it is about.
    pub(super) intro: Bilingual,
    /// What visitors must know.
    pub(super) notice: Bilingual,
    /// Talks with their speakers.
    pub(super) talks: Vec<(String, String)>,
    /// Keys of its questions.
    pub(super) faq: Vec<String>,
}

/// What is written about all sessions.
#[derive(Debug, Deserialize)]
pub(super) struct Phrases {
    /// Questions with their answers.
    pub(super) faq: BTreeMap<String, (Bilingual, Bilingual)>,
    /// Headings: introduction, lots, questions.
    pub(super) headings: [Bilingual; 3],
    /// Titles of the first row.
    pub(super) opening: Vec<String>,
    /// Titles of the break.
    #[serde(rename = "break")]
    pub(super) pause: Vec<String>,
    /// Titles of the meetings.
    pub(super) meeting: Vec<String>,
    /// Notice of a page that is not finished.
    pub(super) draft: Bilingual,
    /// Why a session was called off.
    pub(super) cancelled: String,
    /// Who opens the session.
    pub(super) speaker_host: String,
    /// Who writes the pages.
    pub(super) authors: Vec<String>,
    /// Name of the department of a city.
    pub(super) sponsor_city: String,
    /// Sessions of 2022.
    pub(super) history: HistoryText,
}

/// What is written about the sessions of 2022.
#[derive(Debug, Deserialize)]
pub(super) struct HistoryText {
    /// Title of a session of the auction season.
    pub(super) title: Bilingual,
    /// Title of a session of the challenge season.
    pub(super) contest: Bilingual,
    /// Place.
    pub(super) venue: Bilingual,
    /// What remains to be said.
    pub(super) texts: Vec<Bilingual>,
    /// Titles of the agenda rows.
    pub(super) agenda: Vec<String>,
}

/// The sessions of the current season in order of their day.
pub(super) fn sessions() -> Vec<SessionText> {
    let files = [
        include_str!("../words/sessions1.json"),
        include_str!("../words/sessions2.json"),
        include_str!("../words/sessions3.json"),
    ];
    files
        .iter()
        .flat_map(|text| parse::<Vec<SessionText>>(text))
        .collect()
}

/// What all sessions share.
pub(super) fn phrases() -> Phrases {
    parse(include_str!("../words/session_phrases.json"))
}

fn parse<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("the texts of the sessions are well formed")
}
