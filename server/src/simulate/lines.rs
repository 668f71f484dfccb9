//! The lines that go in and out, and the units of their numbers.

use domain::bidding::Order;
use domain::money::{Fen, YUAN};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Times are told in milliseconds and kept in microseconds; far beyond this they would not fit.
const TIME_MAX_MS: i64 = 1 << 50;
/// The same for amounts, which are kept in hundredths.
const AMOUNT_MAX: i64 = 1 << 50;

/// The lot: amounts in whole units of money, times in ms.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
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
    pub(super) max_jump: u32,
    #[serde(default = "drain")]
    pub(super) drain: i64,
    #[serde(default)]
    pub(super) ranks: BTreeMap<String, u8>,
    #[serde(default = "one")]
    pub(super) min_bidders: u32,
}

const fn five_minutes() -> i64 {
    300_000
}

const fn jump() -> u32 {
    domain::bidding::MAX_JUMP_DEFAULT
}

const fn drain() -> i64 {
    domain::bidding::DRAIN_DEFAULT_MS
}

const fn one() -> u32 {
    1
}

/// An instruction, or a tick of the clock alone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
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

/// What a line was that could not be read.
#[derive(Serialize)]
pub(super) struct Broken<'a> {
    pub(super) code: &'a str,
    pub(super) detail: String,
}

/// An amount of whole units.
pub(super) fn money(units: i64) -> Result<Fen, String> {
    if (-AMOUNT_MAX..=AMOUNT_MAX).contains(&units) {
        Ok(Fen(units * YUAN))
    } else {
        Err(format!("the amount {units} is out of range"))
    }
}

pub(super) fn whole(fen: Fen) -> i64 {
    fen.0 / YUAN
}

pub(super) fn time(ms: i64) -> Result<Timestamp, String> {
    if (-TIME_MAX_MS..=TIME_MAX_MS).contains(&ms) {
        Ok(Timestamp::from_millis(ms))
    } else {
        Err(format!("the time {ms} is out of range"))
    }
}
