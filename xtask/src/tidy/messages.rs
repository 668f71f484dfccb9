//! Both languages have the same files, the same keys and the same placeholders.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    Offence,
    tree::{File, Tree},
};

/// zh-CN is written first; en is held against it and the other way round.
const LANGUAGES: [&str; 2] = ["locales/zh-CN/", "locales/en/"];

/// The messages of a file by their dotted keys.
type Messages = BTreeMap<String, String>;

pub fn check(tree: &Tree) -> Vec<Offence> {
    let mut offences = Vec::new();
    for [one, other] in [LANGUAGES, [LANGUAGES[1], LANGUAGES[0]]] {
        for file in tree.under(one).filter(|file| file.path.ends_with(".json")) {
            let name = &file.path[one.len()..];
            match tree.get(&format!("{other}{name}")) {
                Some(twin) => compare(file, twin, &mut offences),
                None => {
                    let reason = format!("there is no {other}{name}");
                    offences.push(Offence::new(&file.path, 1, reason));
                }
            }
        }
    }
    offences
}

/// Reports what is wrong with `file` itself, what its twin lacks, and placeholders that differ.
fn compare(file: &File, twin: &File, offences: &mut Vec<Offence>) {
    let messages = match read(file) {
        Ok(messages) => messages,
        Err(offence) => return offences.push(offence),
    };
    // What is wrong with the twin is reported when it is its turn.
    let Ok(others) = read(twin) else { return };
    for (key, message) in &messages {
        let reason = match others.get(key) {
            None => format!("`{key}` is missing in {}", twin.path),
            Some(_) if message.trim().is_empty() => format!("`{key}` says nothing"),
            Some(other) if placeholders(message) != placeholders(other) => {
                format!("`{key}` has other placeholders than in {}", twin.path)
            }
            Some(_) => continue,
        };
        offences.push(Offence::new(&file.path, line_of(file, key), reason));
    }
}

fn read(file: &File) -> Result<Messages, Offence> {
    let value: Value = serde_json::from_str(&file.text)
        .map_err(|error| Offence::new(&file.path, error.line(), error.to_string()))?;
    let mut messages = Messages::new();
    flatten("", &value, &mut messages).map_err(|key| {
        Offence::new(
            &file.path,
            line_of(file, &key),
            format!("`{key}` is not a text"),
        )
    })?;
    Ok(messages)
}

/// Objects become dotted keys, lists numbered ones. The error is the key of what is neither.
fn flatten(key: &str, value: &Value, messages: &mut Messages) -> Result<(), String> {
    let inner = |name: &str| {
        if key.is_empty() {
            name.to_owned()
        } else {
            format!("{key}.{name}")
        }
    };
    match value {
        Value::String(message) => {
            messages.insert(key.to_owned(), message.clone());
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                flatten(&inner(name), field, messages)?;
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten(&inner(&index.to_string()), item, messages)?;
            }
        }
        _ => return Err(key.to_owned()),
    }
    Ok(())
}

/// The names in braces.
fn placeholders(message: &str) -> BTreeSet<&str> {
    message
        .split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .collect()
}

/// The first line that holds the whole key or its last part; a file may be flat or nested.
fn line_of(file: &File, key: &str) -> usize {
    let last = key.rsplit('.').next().unwrap_or(key);
    let quoted = [format!("\"{key}\""), format!("\"{last}\"")];
    let mut lines = file.lines();
    lines
        .find(|(_, text)| quoted.iter().any(|quoted| text.contains(quoted)))
        .map_or(1, |(line, _)| line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(chinese: &str, english: &str) -> Vec<String> {
        let tree = Tree::of(&[
            ("locales/zh-CN/lots.json", chinese),
            ("locales/en/lots.json", english),
        ]);
        check(&tree)
            .into_iter()
            .map(|offence| offence.reason)
            .collect()
    }

    #[test]
    fn accepts_twins() {
        let nothing: Vec<String> = vec![];
        assert_eq!(
            reasons(r#"{"a":{"b":"第 {n} 件"}}"#, r#"{"a":{"b":"Lot {n}"}}"#),
            nothing
        );
    }

    #[test]
    fn finds_a_missing_key_on_either_side() {
        let found = reasons(r#"{"a":"甲","b":"乙"}"#, r#"{"a":"A","c":"C"}"#);
        assert_eq!(found.len(), 2);
        assert!(found[0].contains("`b` is missing") && found[1].contains("`c` is missing"));
    }

    #[test]
    fn finds_placeholders_that_differ() {
        let found = reasons(r#"{"a":"{n} 件"}"#, r#"{"a":"{count} lots"}"#);
        assert!(
            found.iter().all(|reason| reason.contains("placeholders")),
            "{found:?}"
        );
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn finds_a_missing_file_and_a_broken_one() {
        let tree = Tree::of(&[("locales/en/lots.json", "{}")]);
        assert_eq!(check(&tree).len(), 1);
        assert_eq!(reasons(r#"{"a":"#, r#"{"a":"A"}"#).len(), 1);
        assert_eq!(reasons(r#"{"a":1}"#, r#"{"a":"A"}"#), ["`a` is not a text"]);
    }

    #[test]
    fn finds_an_empty_message() {
        assert_eq!(
            reasons(r#"{"a":"甲"}"#, r#"{"a":" "}"#),
            ["`a` says nothing"]
        );
    }
}
