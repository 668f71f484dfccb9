//! What the server writes is what the browser reads, and nothing else is read.

use super::{Unreadable, read};
use domain::accounts::{Grant, Scope};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Debug;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Page {
    title: String,
    count: u32,
    change: i64,
    open: bool,
    note: Option<String>,
    ranks: BTreeMap<u16, (u8, Kind)>,
    kinds: Vec<Kind>,
    #[serde(default)]
    late: u8,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Kind {
    Plain,
    Named(String),
    Pair(u8, i8),
    Full { at: u64, of: Option<Tagged> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Tagged {
    Nothing,
    Text { words: Vec<String>, number: i64 },
}

fn page() -> Page {
    Page {
        title: "专利 \"A\\B\" \u{1F528}\n\u{1}/".into(),
        count: u32::MAX,
        change: i64::MIN,
        open: true,
        note: None,
        ranks: BTreeMap::from([(7, (1, Kind::Plain)), (66, (255, Kind::Pair(0, -128)))]),
        kinds: vec![
            Kind::Named(String::new()),
            Kind::Full {
                at: u64::MAX,
                of: Some(Tagged::Nothing),
            },
            Kind::Full {
                at: 0,
                of: Some(Tagged::Text {
                    words: vec!["a".into(), "\t".into()],
                    number: -1,
                }),
            },
        ],
        late: 3,
    }
}

fn same<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let flat = serde_json::to_string(value).unwrap();
    let wide = serde_json::to_string_pretty(value).unwrap();
    assert_eq!(read::<T>(&flat).as_ref(), Ok(value), "{flat}");
    assert_eq!(read::<T>(&wide).as_ref(), Ok(value), "{wide}");
}

#[test]
fn what_the_server_writes_is_read_back() {
    same(&page());
    same(&());
    same(&Some(vec![Some(1_u8), None]));
    same(&Ok::<(u8, char), String>((0, '锤')));
    same(&Grant {
        role: domain::accounts::Role::Organiser,
        scope: Scope::Province,
    });
    same(&crate::error::AppError::Bid {
        refusal: domain::bidding::Refusal::LotNotOpen,
    });
}

#[test]
fn unknown_fields_are_read_over_and_missing_ones_have_their_default() {
    let mut written = serde_json::to_value(page()).unwrap();
    let fields = written.as_object_mut().unwrap();
    fields.remove("late");
    fields.insert(
        "new".into(),
        serde_json::json!({"a": [1, {"b": null}, "}"], "c": -7}),
    );
    let wanted = Page { late: 0, ..page() };
    assert_eq!(read(&written.to_string()), Ok(wanted));
}

#[test]
fn an_escaped_character_is_read_as_itself() {
    assert_eq!(
        read(r#""\u9524\ud83d\udd28\/\b\f""#),
        Ok("锤🔨/\u{8}\u{c}".to_owned())
    );
    for bad in [
        r#""\ud83d""#,
        r#""\ud83dx""#,
        r#""\ud83d\u0041""#,
        r#""\x""#,
        r#""\u12"#,
        "\"\n\"",
    ] {
        assert!(read::<String>(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_text_that_is_cut_short_is_refused_wherever_it_ends() {
    let text = serde_json::to_string(&page()).unwrap();
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        assert!(read::<Page>(&text[..end]).is_err(), "{end}");
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let numbers = [
        "256", "-1", "1.0", "1e2", "", "-", "--1", "\"1\"", "null", "1 2", "1,",
    ];
    for bad in numbers {
        assert!(read::<u8>(bad).is_err(), "{bad}");
    }
    for bad in ["[1 2]", "[1,]", "[,1]", "[1", "{}", "[1}"] {
        assert!(read::<Vec<u8>>(bad).is_err(), "{bad}");
    }
    for bad in [
        r#"{"Plain":1}"#,
        r#""Named""#,
        r#"{"Pair":[1]}"#,
        r#"{"Plain":null"#,
        r#""Other""#,
    ] {
        assert!(read::<Kind>(bad).is_err(), "{bad}");
    }
    assert_eq!(read::<bool>("[true]"), Err(Unreadable(0)));
}

#[test]
fn a_text_that_is_too_deep_is_refused_before_the_stack_ends() {
    let deep = format!(r#"{{"new":{}}}"#, "[".repeat(1_000_000));
    assert!(read::<Page>(&deep).is_err());
}
