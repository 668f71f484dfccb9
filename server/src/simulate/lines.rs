//! The lines that go in and out, and the units of their numbers.

use domain::bidding::Order;
use domain::money::{Fen, YUAN};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::error::Category;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Times are told in milliseconds and kept in microseconds; far beyond this they would not fit.
const TIME_MAX_MS: i64 = 999_999_999_999_999;
/// The largest amount of the JSON API, 2^53 − 1 fen: a price 500 such steps above it still fits.
const AMOUNT_MAX: i64 = ((1 << 53) - 1) / YUAN;

/// The lot: amounts in whole units of money, times in ms.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with the terms of a lot")]
pub(super) struct LotLine {
    pub(super) start: i64,
    pub(super) ladder: Vec<(i64, i64)>,
    pub(super) opens_at: i64,
    pub(super) ends_at: i64,
    #[serde(default)]
    pub(super) reserve: Option<i64>,
    #[serde(default = "five_minutes")]
    pub(super) window: i64,
    #[serde(default = "five_minutes")]
    pub(super) extend: i64,
    #[serde(default)]
    pub(super) hard_end: Option<i64>,
    #[serde(default = "jump")]
    pub(super) max_jump: i64,
    #[serde(default = "drain")]
    pub(super) drain: i64,
    #[serde(default)]
    pub(super) ranks: BTreeMap<String, i64>,
    #[serde(default = "one")]
    pub(super) min_bidders: i64,
}

const fn five_minutes() -> i64 {
    300_000
}

const fn jump() -> i64 {
    domain::bidding::MAX_JUMP_DEFAULT as i64
}

const fn drain() -> i64 {
    domain::bidding::DRAIN_DEFAULT_MS
}

const fn one() -> i64 {
    1
}

/// An instruction, or a tick of the clock alone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object: an instruction or a tick")]
pub(super) struct StepLine<'a> {
    #[serde(default)]
    pub(super) tick: Option<i64>,
    #[serde(borrow, default)]
    pub(super) bidder: Option<Cow<'a, str>>,
    #[serde(default)]
    pub(super) kind: Option<Order>,
    #[serde(default)]
    pub(super) amount: Option<i64>,
    #[serde(default)]
    pub(super) t: Option<i64>,
    #[serde(borrow, default)]
    pub(super) token: Option<Cow<'a, str>>,
    /// An amount beyond `max_jump` was typed twice.
    #[serde(default)]
    pub(super) confirmed: bool,
}

/// Where the lot stands, after every line.
#[derive(Clone, Serialize)]
pub(super) struct Answer {
    pub(super) code: &'static str,
    pub(super) price: Option<i64>,
    pub(super) leader: Option<String>,
    pub(super) ends_at: i64,
    pub(super) phase: &'static str,
    pub(super) rows: Vec<(String, &'static str, i64, &'static str)>,
    /// The stored answer to a token that came again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) replay: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) min_next: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) grid: Option<[i64; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max: Option<i64>,
}

/// A line that could not be read: its number, counted from 1 over the whole input, and why.
#[derive(Serialize)]
pub(super) struct Broken {
    pub(super) code: &'static str,
    pub(super) line: u64,
    pub(super) detail: String,
}

/// Reads one line, or says in plain words what keeps it from being read.
pub(super) fn parsed<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| {
        let said = error.to_string();
        // The reader sees one line at a time: its own count of lines would mislead.
        let place = format!(" at line {} column {}", error.line(), error.column());
        let why = said.strip_suffix(&place).unwrap_or(&said);
        let why = why.replace(
            "expected i64",
            "expected a whole number of at most 15 digits",
        );
        let before = &text.as_bytes()[..error.column().min(text.len())];
        let at = String::from_utf8_lossy(before).chars().count();
        match error.classify() {
            Category::Eof => "the line ends before its JSON object does".to_owned(),
            Category::Data => format!("{why}, at character {at}"),
            Category::Syntax | Category::Io => {
                format!("the line is not one JSON object: {why}, at character {at}")
            }
        }
    })
}

/// An amount of whole units.
pub(super) fn money(units: i64) -> Result<Fen, String> {
    if (-AMOUNT_MAX..=AMOUNT_MAX).contains(&units) {
        Ok(Fen(units * YUAN))
    } else {
        Err(format!(
            "the amount {units} is out of range, which ends at {AMOUNT_MAX}"
        ))
    }
}

pub(super) fn whole(fen: Fen) -> i64 {
    fen.0 / YUAN
}

pub(super) fn time(ms: i64) -> Result<Timestamp, String> {
    if (-TIME_MAX_MS..=TIME_MAX_MS).contains(&ms) {
        Ok(Timestamp::from_millis(ms))
    } else {
        Err(format!(
            "the time {ms} is out of range, which ends at {TIME_MAX_MS}"
        ))
    }
}
