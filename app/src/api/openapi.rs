//! Reads an OpenAPI 3.1 description. Only the server does: the browser gets the few words of
//! [`ApiDocs`].
//!
//! Texts stand twice in the description: `description` in English, `x-description-zh` in Chinese,
//! and so `summary`.

use super::{ApiDocs, Field, Json, Operation, Param, Reply};
use locales::Lang;
use serde_json::{Map, Value};

/// Methods in the order in which they are shown.
const METHODS: [&str; 4] = ["get", "post", "put", "delete"];

/// The description `text` in `lang`, its examples sent to `origin`. What cannot be read is empty.
pub fn read(text: &str, lang: Lang, origin: &str) -> ApiDocs {
    let root: Value = serde_json::from_str(text).unwrap_or_default();
    let book = Book {
        root: &root,
        lang,
        origin,
    };
    let paths = root["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(path, item)| {
        let methods = METHODS.iter().filter(|method| item.get(**method).is_some());
        methods.map(|method| book.operation(method, path, &item[*method]))
    });
    ApiDocs {
        intro: book.words(&root["info"], "description"),
        operations: operations.collect(),
    }
}

/// The description with what is needed to tell of it.
struct Book<'a> {
    root: &'a Value,
    lang: Lang,
    origin: &'a str,
}

impl<'a> Book<'a> {
    fn operation(&self, method: &str, path: &str, item: &'a Value) -> Operation {
        let params: Vec<Param> = list(&item["parameters"])
            .map(|param| self.param(self.resolve(param)))
            .collect();
        let body = self.json(&item["requestBody"]);
        let answers: Vec<Reply> = object(&item["responses"])
            .map(|(status, reply)| self.reply(status, reply))
            .collect();
        let mut operation = Operation {
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: self.words(item, "summary"),
            token: list(&item["security"]).next().is_some(),
            params,
            body,
            curl: String::new(),
            answers,
        };
        let streams = item["responses"]["200"]["content"].get("text/event-stream");
        operation.curl = self.curl(&operation, streams.is_some());
        operation
    }

    fn param(&self, param: &Value) -> Param {
        let schema = &param["schema"];
        let mut meaning = self.words(param, "description");
        if let Some(pattern) = schema["pattern"].as_str() {
            meaning.push_str(" · ");
            meaning.push_str(pattern);
        }
        Param {
            name: plain(&param["name"]),
            place: plain(&param["in"]),
            required: param["required"] == true,
            meaning,
            example: plain(&param["example"]),
        }
    }

    fn reply(&self, status: &str, reply: &'a Value) -> Reply {
        Reply {
            status: status.to_owned(),
            meaning: self.words(reply, "description"),
            json: self.json(reply),
        }
    }

    /// What a request or an answer carries as JSON.
    fn json(&self, carrier: &'a Value) -> Option<Json> {
        let media = carrier["content"].get("application/json")?;
        let schema = self.resolve(&media["schema"]);
        let example = match schema.get("example") {
            Some(example) => serde_json::to_string_pretty(example).unwrap_or_default(),
            None => String::new(),
        };
        Some(Json {
            fields: self.fields(schema),
            example,
        })
    }

    /// The fields of an object, those that must be there first; of a choice, those of each.
    fn fields(&self, schema: &'a Value) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        for choice in list(&schema["oneOf"]) {
            for field in self.fields(self.resolve(choice)) {
                let known = fields.iter_mut().find(|known| known.name == field.name);
                match known {
                    Some(known) => join_kinds(known, &field.kind),
                    None => fields.push(field),
                }
            }
        }
        let required: Vec<String> = list(&schema["required"]).map(plain).collect();
        let place = |name: &str| required.iter().position(|known| known == name);
        let mut own: Vec<Field> = object(&schema["properties"])
            .map(|(name, field)| self.field(name, self.resolve(field), place(name).is_some()))
            .collect();
        own.sort_by_key(|field| place(&field.name).unwrap_or(usize::MAX));
        fields.extend(own);
        fields
    }

    fn field(&self, name: &str, schema: &'a Value, required: bool) -> Field {
        let described = std::iter::once(schema).chain(list(&schema["oneOf"]));
        let meaning = described
            .map(|schema| self.words(schema, "description"))
            .find(|words| !words.is_empty());
        Field {
            name: name.to_owned(),
            kind: kind(schema),
            required,
            meaning: meaning.unwrap_or_default(),
        }
    }

    /// What a reference leads to, or the value itself.
    fn resolve(&self, value: &'a Value) -> &'a Value {
        let pointer = value["$ref"].as_str().and_then(|to| to.strip_prefix('#'));
        pointer
            .and_then(|pointer| self.root.pointer(pointer))
            .unwrap_or(value)
    }

    /// The text of `key` in the language of the page, in English where the Chinese is missing.
    fn words(&self, value: &Value, key: &str) -> String {
        let chinese = &value[format!("x-{key}-zh")];
        match self.lang {
            Lang::Zh if chinese.is_string() => plain(chinese),
            _ => plain(&value[key]),
        }
    }

    /// The request as a command with the examples of its values, a line per part.
    fn curl(&self, operation: &Operation, streams: bool) -> String {
        let mut path = operation.path.clone();
        let mut query = String::new();
        let mut lines = Vec::new();
        for param in operation.params.iter().filter(|p| !p.example.is_empty()) {
            let Param { name, example, .. } = param;
            match param.place.as_str() {
                "path" => path = path.replace(&format!("{{{name}}}"), example),
                "query" => {
                    query.push(if query.is_empty() { '?' } else { '&' });
                    query.push_str(&format!("{name}={example}"));
                }
                _ => lines.push(format!("-H '{name}: {example}'")),
            }
        }
        if operation.token {
            lines.insert(0, "-H \"Authorization: Bearer $TOKEN\"".to_owned());
        }
        if let Some(body) = &operation.body {
            let value: Value = serde_json::from_str(&body.example).unwrap_or_default();
            lines.push("-H 'Content-Type: application/json'".to_owned());
            lines.push(format!("-d '{value}'"));
        }
        let flags = match (operation.method.as_str(), streams) {
            (_, true) => " -N".to_owned(),
            ("GET", false) => String::new(),
            (method, false) => format!(" -X {method}"),
        };
        let first = format!("curl{flags} '{}{path}{query}'", self.origin);
        std::iter::once(first)
            .chain(lines)
            .collect::<Vec<_>>()
            .join(" \\\n  ")
    }
}

/// A field that stands in several choices may have any of their types or values.
fn join_kinds(known: &mut Field, kind: &str) {
    if !known.kind.split(" | ").any(|part| part == kind) {
        known.kind = format!("{} | {kind}", known.kind);
    }
}

/// The type of a value, or its only values.
fn kind(schema: &Value) -> String {
    if let Some(only) = schema.get("const") {
        return plain(only);
    }
    let choices = list(&schema["enum"]).map(plain);
    let types = match &schema["type"] {
        Value::Array(types) => types.iter().map(plain).collect(),
        Value::String(one) => vec![one.clone()],
        _ => list(&schema["oneOf"]).map(kind).collect(),
    };
    let choices: Vec<String> = choices.collect();
    if choices.is_empty() { types } else { choices }.join(" | ")
}

/// A text or a number as it is written in an address; empty for anything else.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = include_str!("../../../public/api/openapi.json");

    fn ours(lang: Lang) -> ApiDocs {
        read(OURS, lang, "https://auction.example")
    }

    fn find<'d>(docs: &'d ApiDocs, method: &str, path: &str) -> &'d Operation {
        let found = docs
            .operations
            .iter()
            .find(|o| o.method == method && o.path == path);
        found.unwrap()
    }

    #[test]
    fn every_operation_is_told_in_both_languages() {
        let (zh, en) = (ours(Lang::Zh), ours(Lang::En));
        assert_eq!(zh.operations.len(), en.operations.len());
        assert!(zh.operations.len() >= 7);
        for (zh, en) in zh.operations.iter().zip(&en.operations) {
            let at = format!("{} {}", zh.method, zh.path);
            assert!(!zh.summary.is_empty() && zh.summary != en.summary, "{at}");
            assert!(
                zh.params.iter().all(|param| !param.meaning.is_empty()),
                "{at}"
            );
            assert!(!zh.answers.is_empty(), "{at}");
            for (zh, en) in zh.answers.iter().zip(&en.answers) {
                assert!(
                    !zh.meaning.is_empty() && zh.meaning != en.meaning,
                    "{at} {}",
                    zh.status
                );
            }
        }
    }

    #[test]
    fn a_bid_at_the_command_line_is_whole() {
        let docs = ours(Lang::En);
        let bid = find(&docs, "POST", "/api/v1/lots/{code}/bids");
        assert!(bid.token);
        let curl = &bid.curl;
        for part in [
            "curl -X POST 'https://auction.example/api/v1/lots/P2026-ENER-0001/bids'",
            "-H \"Authorization: Bearer $TOKEN\"",
            "-H 'Idempotency-Key: ",
            "-H 'Content-Type: application/json'",
            "\"amount_fen\":10500000",
        ] {
            assert!(curl.contains(part), "{part} in {curl}");
        }
        assert!(!curl.contains("{code}"), "{curl}");
        let body = bid.body.as_ref().unwrap();
        let names: Vec<_> = body
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        assert_eq!(
            names,
            ["kind", "amount_fen", "jump_confirmed"],
            "required first"
        );
        assert_eq!(body.fields[0].kind, "flat | cap");
    }

    #[test]
    fn no_command_has_an_open_place() {
        for operation in ours(Lang::Zh).operations {
            let address = operation.curl.split('\'').nth(1).unwrap();
            assert!(!address.contains(['{', '}']), "{address}");
            let required = operation.params.iter().filter(|param| param.required);
            assert!(
                required.clone().all(|param| !param.example.is_empty()),
                "{address}"
            );
        }
    }

    #[test]
    fn references_and_choices_are_followed() {
        let docs = ours(Lang::Zh);
        let fate = find(&docs, "GET", "/api/v1/lots/{code}/bids/by-key/{key}");
        assert_eq!(fate.params.len(), 2);
        let fields = &fate.answers[0].json.as_ref().unwrap().fields;
        let outcome = fields.iter().find(|field| field.name == "outcome").unwrap();
        assert_eq!(outcome.kind, "ACCEPTED | REFUSED | FENCED | NOT_SEEN");
        let stream = find(&docs, "GET", "/live");
        assert!(stream.curl.starts_with("curl -N ") && stream.answers[0].json.is_none());
    }

    #[test]
    fn what_cannot_be_read_is_empty() {
        assert_eq!(read("{", Lang::Zh, ""), ApiDocs::default());
    }
}
