//! What is linked may be given away: licences, sources and bans as `deny.toml` says.
//!
//! It is what `cargo deny check licenses bans sources` looks at, without a tool to install. Known
//! faults of the crates (advisories) are not looked up: that needs the list of the day.

use super::crypto;
use crate::metadata::{Graph, Package};
use toml::de::{DeTable, DeValue};

/// The rules of `deny.toml` that are looked at.
#[derive(Debug, Default, PartialEq, Eq)]
struct Rules {
    /// Licences, some with an exception: `Apache-2.0 WITH LLVM-exception`.
    licences: Vec<String>,
    /// Packages that may have another one, and which.
    exceptions: Vec<(String, Vec<String>)>,
    /// Packages that must not be there, each with those that may bring it along all the same.
    banned: Vec<(String, Vec<String>)>,
    /// Registries.
    registries: Vec<String>,
    /// For which machines the program is built.
    targets: Vec<String>,
}

/// Every package that breaks a rule, a sentence each; cryptography that nobody has looked at among them.
///
/// # Errors
/// When cargo does not answer, or the rules cannot be read.
pub fn check(root: &std::path::Path) -> Result<Vec<String>, String> {
    let text = std::fs::read_to_string(root.join("deny.toml"));
    let text = text.map_err(|error| format!("deny.toml: {error}"))?;
    let rules = Rules::read(&text)?;
    let targets: Vec<&str> = rules.targets.iter().map(String::as_str).collect();
    let graph = Graph::read(root, &targets)?;
    let looked_at = std::fs::read_to_string(root.join(crypto::LIST));
    let looked_at = looked_at.map_err(|error| format!("{}: {error}", crypto::LIST))?;
    let mut offences = offences(&graph, &rules);
    offences.extend(crypto::check(&graph, &looked_at)?);
    Ok(offences)
}

fn offences(graph: &Graph, rules: &Rules) -> Vec<String> {
    let mut offences = Vec::new();
    for package in graph.packages.values() {
        let said = [
            bad_licence(package, rules),
            bad_source(package, rules),
            bad_name(package, graph, rules),
        ];
        let named = said.into_iter().flatten();
        let named = named.map(|reason| format!("{} {}: {reason}", package.name, package.version));
        offences.extend(named);
    }
    offences
}

fn bad_licence(package: &Package, rules: &Rules) -> Option<String> {
    package.source.as_ref()?;
    let Some(expression) = &package.licence else {
        return Some("it names no licence".to_owned());
    };
    let of_package = rules
        .exceptions
        .iter()
        .filter(|(name, _)| *name == package.name);
    let more = of_package.flat_map(|(_, licences)| licences);
    let allowed: Vec<&String> = rules.licences.iter().chain(more).collect();
    let is_allowed = |licence: &str| allowed.iter().any(|allowed| *allowed == licence);
    match Terms::judge(expression, &is_allowed) {
        Some(true) => None,
        Some(false) => Some(format!("deny.toml does not allow {expression}")),
        None => Some(format!("its licence {expression} cannot be read")),
    }
}

fn bad_source(package: &Package, rules: &Rules) -> Option<String> {
    let source = package.source.as_ref()?;
    let registry = source.strip_prefix("registry+");
    let is_known = |known: &String| registry == Some(known.as_str());
    (!rules.registries.iter().any(is_known)).then(|| format!("{source} is no known registry"))
}

fn bad_name(package: &Package, graph: &Graph, rules: &Rules) -> Option<String> {
    let mut bans = rules.banned.iter();
    if let Some((_, wrappers)) = bans.find(|(name, _)| *name == package.name) {
        let mut needed_by = graph
            .needs
            .iter()
            .filter(|(_, needs)| needs.contains(&package.id))
            .filter_map(|(id, _)| graph.packages.get(id))
            .map(|one| &one.name);
        match needed_by.find(|name| !wrappers.contains(name)) {
            Some(name) => return Some(format!("deny.toml bans it, {name} needs it")),
            None if wrappers.is_empty() => return Some("deny.toml bans it".to_owned()),
            None => {}
        }
    }
    let own = package.source.is_none();
    let first = package.wildcards.first().filter(|_| own)?;
    Some(format!("it wants {first} in any version"))
}

impl Rules {
    fn read(text: &str) -> Result<Self, String> {
        let table = DeTable::parse(text).map_err(|error| format!("deny.toml: {error}"))?;
        let list = |section: &str, name: &str| {
            let section = find(table.get_ref(), section);
            let found = match section {
                Some(DeValue::Table(section)) => find(section, name),
                _ => None,
            };
            match found {
                Some(DeValue::Array(values)) => Ok(values.iter().filter_map(|v| word(v.get_ref()))),
                _ => Err(format!("deny.toml has no list `{name}`")),
            }
        };
        let packages = |section: &str, name: &str, of: &str| {
            let section = match find(table.get_ref(), section) {
                Some(DeValue::Table(section)) => find(section, name),
                _ => None,
            };
            match section {
                Some(DeValue::Array(values)) => {
                    let values = values.iter().map(|value| value.get_ref());
                    Ok(values.filter_map(|value| package(value, of)).collect())
                }
                _ => Err(format!("deny.toml has no list `{name}`")),
            }
        };
        Ok(Self {
            exceptions: packages("licenses", "exceptions", "allow")?,
            licences: list("licenses", "allow")?.collect(),
            banned: packages("bans", "deny", "wrappers")?,
            registries: list("sources", "allow-registry")?.collect(),
            targets: list("graph", "targets")?.collect(),
        })
    }
}

fn find<'t>(table: &'t DeTable<'_>, name: &str) -> Option<&'t DeValue<'t>> {
    let mut entries = table.iter();
    let found = entries.find(|(key, _)| {
        let key: &str = key.get_ref();
        key == name
    });
    found.map(|(_, value)| value.get_ref())
}

/// A text, or the text under `crate`.
fn word(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Table(table) => find(table, "crate").and_then(word),
        _ => None,
    }
}

/// A package, and the list that stands beside it under `of`; an empty one where there is none.
fn package(value: &DeValue<'_>, of: &str) -> Option<(String, Vec<String>)> {
    let list = match value {
        DeValue::Table(table) => find(table, of),
        _ => None,
    };
    let words = match list {
        Some(DeValue::Array(values)) => values.iter().filter_map(|v| word(v.get_ref())).collect(),
        _ => Vec::new(),
    };
    Some((word(value)?, words))
}

/// An expression of SPDX, read from the left; `/` is how `OR` was once written.
struct Terms<'t> {
    words: Vec<&'t str>,
    at: usize,
}

impl<'t> Terms<'t> {
    /// Whether one may take the package under licences that are all allowed; nothing when the
    /// expression is none.
    fn judge(expression: &'t str, is_allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
        let mut words = Vec::new();
        for word in expression.split_whitespace() {
            let mut rest = word;
            while let Some(at) = rest.find(['(', ')', '/']) {
                words.extend(
                    [&rest[..at], &rest[at..=at]]
                        .into_iter()
                        .filter(|w| !w.is_empty()),
                );
                rest = &rest[at + 1..];
            }
            words.extend(Some(rest).filter(|w| !w.is_empty()));
        }
        let mut terms = Self { words, at: 0 };
        let answer = terms.any(is_allowed)?;
        (terms.at == terms.words.len()).then_some(answer)
    }

    fn next_is(&mut self, words: &[&str]) -> bool {
        let found = self.words.get(self.at).is_some_and(|w| words.contains(w));
        self.at += usize::from(found);
        found
    }

    fn any(&mut self, is_allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
        let mut answer = self.all(is_allowed)?;
        while self.next_is(&["OR", "/"]) {
            answer |= self.all(is_allowed)?;
        }
        Some(answer)
    }

    fn all(&mut self, is_allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
        let mut answer = self.one(is_allowed)?;
        while self.next_is(&["AND"]) {
            answer &= self.one(is_allowed)?;
        }
        Some(answer)
    }

    fn one(&mut self, is_allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
        if self.next_is(&["("]) {
            let answer = self.any(is_allowed)?;
            return self.next_is(&[")"]).then_some(answer);
        }
        let licence = *self.words.get(self.at)?;
        if ["OR", "AND", "WITH", ")", "/"].contains(&licence) {
            return None;
        }
        self.at += 1;
        if !self.next_is(&["WITH"]) {
            return Some(is_allowed(licence));
        }
        let exception = *self.words.get(self.at)?;
        self.at += 1;
        // Whoever may take it without the exception may take it with.
        Some(is_allowed(licence) || is_allowed(&format!("{licence} WITH {exception}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const RULES: &str = r#"
        [graph]
        targets = ["x86_64-unknown-linux-gnu"]
        [licenses]
        allow = ["MIT", "ISC", "GPL-2.0-only WITH Classpath-exception-2.0"]
        exceptions = [{ crate = "shared", allow = ["MPL-2.0"] }]
        [bans]
        deny = [
            { crate = "openssl-sys", reason = "the proxy speaks TLS" },
            { crate = "calendar", wrappers = ["good"], reason = "one is enough" },
            { crate = "days", wrappers = ["good"], reason = "one is enough" },
        ]
        [sources]
        allow-registry = ["https://example.com/index"]
    "#;

    fn judged(expression: &str) -> Option<bool> {
        let rules = Rules::read(RULES).unwrap();
        let is_allowed = |licence: &str| rules.licences.iter().any(|allowed| allowed == licence);
        Terms::judge(expression, &is_allowed)
    }

    #[test]
    fn an_expression_is_allowed_when_one_way_through_it_is() {
        for expression in [
            "MIT",
            "MIT OR GPL-3.0-only",
            "Apache-2.0/MIT",
            "(GPL-3.0-only OR MIT) AND ISC",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "MIT WITH anything",
        ] {
            assert_eq!(judged(expression), Some(true), "{expression}");
        }
        for expression in [
            "GPL-3.0-only",
            "MIT AND GPL-3.0-only",
            "GPL-2.0-only",
            "(MIT AND GPL-3.0-only) OR (ISC AND GPL-3.0-only)",
        ] {
            assert_eq!(judged(expression), Some(false), "{expression}");
        }
        for expression in ["", "MIT OR", "(MIT", "MIT ISC", "OR MIT", "MIT WITH"] {
            assert_eq!(judged(expression), None, "{expression}");
        }
    }

    /// What `deny.toml` forbids is named, and what it allows is not.
    #[test]
    fn each_kind_of_offence_is_named() {
        let package = |name: &str, licence: &str, source: &str| {
            json!({
                "id": name, "name": name, "version": "1.0.0", "license": licence,
                "source": source, "dependencies": []
            })
        };
        let known = "registry+https://example.com/index";
        let mut own = package("server", "MIT", known);
        own["source"] = json!(null);
        own["dependencies"] = json!([{ "name": "any", "req": "*", "source": known }]);
        let names = [
            "good",
            "shared",
            "copyleft",
            "elsewhere",
            "openssl-sys",
            "calendar",
            "days",
            "server",
        ];
        let needed = |name: &str| json!({ "pkg": name, "dep_kinds": [{ "kind": null }] });
        let nodes = names.map(|name| match name {
            "good" => json!({ "id": name, "deps": [needed("calendar"), needed("days")] }),
            "server" => json!({ "id": name, "deps": [needed("days")] }),
            _ => json!({ "id": name, "deps": [] }),
        });
        let read = json!({
            "packages": [
                package("good", "MIT", known),
                package("shared", "MIT AND MPL-2.0", known),
                package("copyleft", "MPL-2.0", known),
                package("elsewhere", "MIT", "git+https://example.com/fork"),
                package("openssl-sys", "MIT", known),
                package("calendar", "MIT", known),
                package("days", "MIT", known),
                own,
                package("of another platform", "GPL-3.0-only", known),
            ],
            "resolve": { "nodes": nodes },
        });
        let graph = Graph::of(&read).unwrap();
        let said = offences(&graph, &Rules::read(RULES).unwrap());
        assert_eq!(said.len(), 5, "{said:?}");
        for (who, why) in [
            ("copyleft", "does not allow"),
            ("elsewhere", "no known registry"),
            ("openssl-sys", "bans it"),
            ("days", "server needs it"),
            ("server", "in any version"),
        ] {
            let named = said
                .iter()
                .any(|said| said.starts_with(who) && said.contains(why));
            assert!(named, "{who} in {said:?}");
        }
    }

    #[test]
    fn rules_without_a_list_are_refused() {
        assert!(Rules::read("[licenses]\nallow = []").is_err());
        assert!(Rules::read("[licenses").is_err());
    }
}
