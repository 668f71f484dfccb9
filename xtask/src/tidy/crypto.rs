//! Cryptography that is linked was looked at, in the version that is linked (reliability.md S-40): what it is
//! for and who has reviewed it stands in `supply-chain/crypto.toml`.

use crate::metadata::Graph;
use std::collections::BTreeSet;
use toml::de::{DeTable, DeValue};

/// The list.
pub const LIST: &str = "supply-chain/crypto.toml";

/// What is linked and not listed, and what is listed and not linked, a sentence each.
///
/// # Errors
/// When the list cannot be read.
pub fn check(graph: &Graph, text: &str) -> Result<Vec<String>, String> {
    let listed = listed(text)?;
    let linked: BTreeSet<(String, String)> = graph
        .packages
        .values()
        .filter(|package| package.is_cryptography && package.source.is_some())
        .map(|package| (package.name.clone(), package.version.clone()))
        .collect();
    let new = linked.difference(&listed).map(|(name, version)| {
        format!(
            "{name} {version}: it is cryptography, and {LIST} does not say who has looked at it"
        )
    });
    let gone = listed.difference(&linked).map(|(name, version)| {
        format!("{name} {version}: {LIST} has it, and nothing is linked with it")
    });
    Ok(new.chain(gone).collect())
}

/// Names and versions; each with what it is for and who has reviewed it.
fn listed(text: &str) -> Result<BTreeSet<(String, String)>, String> {
    let table = DeTable::parse(text).map_err(|error| format!("{LIST}: {error}"))?;
    let crates = table.get_ref().iter().find_map(|(key, value)| {
        let key: &str = key.get_ref();
        (key == "crate").then(|| value.get_ref())
    });
    let Some(DeValue::Array(crates)) = crates else {
        return Err(format!("{LIST} lists no crate"));
    };
    let mut listed = BTreeSet::new();
    for one in crates.iter() {
        let DeValue::Table(one) = one.get_ref() else {
            return Err(format!("{LIST} has an entry that is no table"));
        };
        let word = |name: &str| {
            let found = one.iter().find_map(|(key, value)| {
                let key: &str = key.get_ref();
                match value.get_ref() {
                    DeValue::String(text) if key == name && !text.is_empty() => {
                        Some(text.to_string())
                    }
                    _ => None,
                }
            });
            found.ok_or_else(|| format!("{LIST} has an entry without `{name}`"))
        };
        word("use").and(word("review"))?;
        listed.insert((word("name")?, word("version")?));
    }
    Ok(listed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Package;

    const LISTED: &str = r#"
        [[crate]]
        name = "hashes"
        version = "1.0.0"
        use = "hashes"
        review = "none known"
    "#;

    fn graph(packages: &[(&str, &str, bool)]) -> Graph {
        let mut graph = Graph::default();
        for (name, version, is_cryptography) in packages {
            let package = Package {
                id: format!("{name} {version}"),
                name: (*name).to_owned(),
                version: (*version).to_owned(),
                source: Some("registry".to_owned()),
                is_cryptography: *is_cryptography,
                ..Package::default()
            };
            graph.packages.insert(package.id.clone(), package);
        }
        graph
    }

    #[test]
    fn what_nobody_has_looked_at_is_named() {
        let said = |packages: &[_]| check(&graph(packages), LISTED).unwrap();
        let known = ("hashes", "1.0.0", true);
        assert!(said(&[known, ("pictures", "1.0.0", false)]).is_empty());
        let newer = said(&[("hashes", "1.0.1", true)]);
        assert_eq!(newer.len(), 2, "{newer:?}");
        assert!(newer[0].starts_with("hashes 1.0.1: it is cryptography"));
        assert!(newer[1].starts_with("hashes 1.0.0: ") && newer[1].ends_with("linked with it"));
        assert_eq!(said(&[known, ("ciphers", "0.1.0", true)]).len(), 1);
    }

    #[test]
    fn an_entry_says_what_it_is_for_and_who_has_reviewed_it() {
        for missing in ["name", "version", "use", "review"] {
            let without: String = LISTED
                .lines()
                .filter(|line| !line.trim_start().starts_with(missing))
                .collect::<Vec<_>>()
                .join("\n");
            let refused = check(&Graph::default(), &without).unwrap_err();
            assert!(refused.contains(missing), "{refused}");
        }
        assert!(check(&Graph::default(), "").is_err());
    }
}
