//! Words that a test puts behind every text of what the harness makes, to see what becomes of them on
//! the way to a page. A process has one such text, told by its environment, so that a whole site is
//! made of it; without one nothing is added.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::LazyLock;

/// The environment variable with the words.
pub const WORDS: &str = "LUOCHUI_TEST_WORDS";

static TOLD: LazyLock<Option<String>> = LazyLock::new(|| std::env::var(WORDS).ok());

/// A text with the words behind it.
pub fn words(text: impl Into<String>) -> String {
    let text = text.into();
    match TOLD.as_deref() {
        Some(words) => format!("{text}{words}"),
        None => text,
    }
}

/// A text with as many of the words behind it as make at most `chars` characters.
pub fn words_within(text: impl Into<String>, chars: usize) -> String {
    let text = text.into();
    let room = chars.saturating_sub(text.chars().count());
    let words = TOLD.as_deref().unwrap_or_default();
    text + &words.chars().take(room).collect::<String>()
}

/// A value with the words in every place of it that takes any text: behind those that are there, and in
/// those that are empty. Codes, numbers and times stay, as nothing else can be read there; addresses
/// stay by their name.
///
/// # Panics
/// When the value cannot be written as JSON.
pub fn worded<T: Serialize + DeserializeOwned>(value: T) -> T {
    let Some(words) = TOLD.as_deref() else {
        return value;
    };
    let mut whole = serde_json::to_value(&value).expect("a value of the domain");
    for place in places(&whole, String::new()) {
        let Some(old) = whole.pointer(&place).cloned() else {
            continue;
        };
        let new = match &old {
            Value::String(text) => Value::String(format!("{text}{words}")),
            Value::Null => Value::String(words.to_owned()),
            _ => Value::Array(vec![Value::String(words.to_owned())]),
        };
        put(&mut whole, &place, new);
        if T::deserialize(&whole).is_err() {
            put(&mut whole, &place, old);
        }
    }
    serde_json::from_value(whole).expect("it could be read after every change")
}

fn put(whole: &mut Value, place: &str, value: Value) {
    if let Some(there) = whole.pointer_mut(place) {
        *there = value;
    }
}

/// The places of texts, of nothing, and of empty lists below `at`.
fn places(value: &Value, at: String) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(name, _)| *name != "slug");
            fields
                .flat_map(|(name, value)| places(value, format!("{at}/{name}")))
                .collect()
        }
        Value::Array(values) if !values.is_empty() => (0..)
            .zip(values)
            .flat_map(|(n, value): (usize, _)| places(value, format!("{at}/{n}")))
            .collect(),
        Value::Array(_) | Value::String(_) | Value::Null => vec![at],
        Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}
