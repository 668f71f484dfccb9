//! Turns `zh-CN/*.json` and `en/*.json` into one typed function per message.
//!
//! `lots.json` with `"count": "共 {n} 项"` becomes `lots::count(lang, n)`. A key that stands in one
//! language only, or with other placeholders, stops the build with its name.
//! `codes.json` (tables of code → label) becomes one lookup per table; `errors.json` one lookup
//! by code, because faults of a form arrive as codes.

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=zh-CN");
    println!("cargo::rerun-if-changed=en");
    let mut out = String::new();
    for name in names() {
        let (zh, en) = (read("zh-CN", &name), read("en", &name));
        match name.as_str() {
            "codes" => codes(&mut out, &zh, &en),
            "errors" => lookup(&mut out, &zh, &en),
            _ => messages(&mut out, &name, &zh, &en),
        }
    }
    let target = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("messages.rs");
    fs::write(target, out).expect("the build folder can be written");
}

/// The files of the Chinese folder; the English one must hold the same.
fn names() -> BTreeSet<String> {
    let list = |folder: &str| -> BTreeSet<String> {
        fs::read_dir(folder)
            .expect("the language folder is there")
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter_map(|file| file.strip_suffix(".json").map(str::to_owned))
            .collect()
    };
    let (zh, en) = (list("zh-CN"), list("en"));
    assert_eq!(zh, en, "both languages hold the same files");
    zh
}

fn read(language: &str, name: &str) -> Map<String, Value> {
    let path = format!("{language}/{name}.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    match serde_json::from_str(&text) {
        Ok(Value::Object(map)) => map,
        Ok(_) => panic!("{path}: not an object"),
        Err(e) => panic!("{path}: {e}"),
    }
}

/// One function per key.
fn messages(out: &mut String, name: &str, zh: &Map<String, Value>, en: &Map<String, Value>) {
    same_keys(name, zh, en);
    let _ = writeln!(
        out,
        "/// Messages of `{name}.json`.\npub mod {name} {{\n    use crate::Lang;"
    );
    for (key, text) in zh {
        let zh_text = text
            .as_str()
            .unwrap_or_else(|| panic!("{name}.{key}: not a text"));
        let en_text = en[key]
            .as_str()
            .unwrap_or_else(|| panic!("{name}.{key}: not a text"));
        let places = placeholders(zh_text);
        assert_eq!(
            places,
            placeholders(en_text),
            "{name}.{key}: other placeholders"
        );
        function(out, key, zh_text, en_text, &places);
    }
    out.push_str("}\n");
}

fn function(out: &mut String, key: &str, zh: &str, en: &str, places: &BTreeSet<String>) {
    let doc = zh.replace('\n', " ").replace('[', "\\[");
    let _ = writeln!(out, "    #[doc = {doc:?}]");
    if places.is_empty() {
        let _ = writeln!(
            out,
            "    pub fn {key}(lang: Lang) -> &'static str {{ match lang {{ Lang::Zh => {zh:?}, Lang::En => {en:?} }} }}"
        );
        return;
    }
    let arguments: Vec<String> = places
        .iter()
        .map(|place| format!("{place}: impl std::fmt::Display"))
        .collect();
    let values: Vec<String> = places
        .iter()
        .map(|place| format!("({place:?}, &{place})"))
        .collect();
    let _ = writeln!(
        out,
        "    pub fn {key}(lang: Lang, {}) -> String {{ crate::filled(match lang {{ Lang::Zh => {zh:?}, Lang::En => {en:?} }}, &[{}]) }}",
        arguments.join(", "),
        values.join(", ")
    );
}

/// `codes.json`: `{"industry": {"NGIT": "…"}}` becomes `codes::industry(lang, "NGIT")`.
fn codes(out: &mut String, zh: &Map<String, Value>, en: &Map<String, Value>) {
    same_keys("codes", zh, en);
    out.push_str("/// Labels of the code tables.\npub mod codes {\n    use crate::Lang;\n");
    for (table, labels) in zh {
        let zh_labels = labels
            .as_object()
            .unwrap_or_else(|| panic!("codes.{table}"));
        let en_labels = en[table]
            .as_object()
            .unwrap_or_else(|| panic!("codes.{table}"));
        same_keys(table, zh_labels, en_labels);
        let _ = writeln!(
            out,
            "    /// Labels of `{table}`; the empty text for an unknown code."
        );
        let _ = writeln!(
            out,
            "    #[allow(clippy::too_many_lines, reason = \"a table\")]\n    pub fn {table}(lang: Lang, code: &str) -> &'static str {{ crate::words(&["
        );
        for (code, label) in zh_labels {
            let en_label = &en_labels[code];
            let _ = writeln!(out, "        ({code:?}, {label}, {en_label}),");
        }
        out.push_str("    ], lang, code).unwrap_or_default() }\n");
    }
    out.push_str("}\n");
}

/// `errors.json`: a template by code.
fn lookup(out: &mut String, zh: &Map<String, Value>, en: &Map<String, Value>) {
    same_keys("errors", zh, en);
    out.push_str("/// The sentence of an error code with its places still open.\n");
    out.push_str("#[allow(clippy::too_many_lines, reason = \"a table\")]\npub fn error_template(lang: Lang, code: &str) -> Option<&'static str> { words(&[\n");
    for (code, text) in zh {
        let en_text = &en[code];
        let places = |text: &Value| placeholders(text.as_str().unwrap_or_default());
        assert_eq!(
            places(text),
            places(en_text),
            "errors.{code}: other placeholders"
        );
        let _ = writeln!(out, "    ({code:?}, {text}, {en_text}),");
    }
    out.push_str("], lang, code) }\n");
}

fn same_keys(name: &str, zh: &Map<String, Value>, en: &Map<String, Value>) {
    let keys = |map: &Map<String, Value>| map.keys().cloned().collect::<BTreeSet<_>>();
    let (zh, en) = (keys(zh), keys(en));
    let odd: Vec<_> = zh.symmetric_difference(&en).collect();
    assert!(odd.is_empty(), "{name}: in one language only: {odd:?}");
}

fn placeholders(text: &str) -> BTreeSet<String> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(p, _)| p.to_owned())
        .collect()
}
