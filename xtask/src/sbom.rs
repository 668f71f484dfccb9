//! `cargo xtask sbom CRATE TARGET`: what is linked into a crate of this workspace for a machine, in the
//! form of CycloneDX. It has no time and no number of its own, so the same lock file gives the same
//! bytes.

use crate::metadata::{Graph, Package};
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path};

/// The list, as JSON.
///
/// # Errors
/// When cargo does not answer, the lock file cannot be read, or there is no such crate.
pub fn list(root: &Path, name: &str, target: &str) -> Result<String, String> {
    let lock = std::fs::read_to_string(root.join("Cargo.lock"));
    let lock = lock.map_err(|error| format!("Cargo.lock: {error}"))?;
    let graph = Graph::read(root, &[target])?;
    let list = of(&graph, name, &checksums(&lock))
        .ok_or_else(|| format!("there is no crate {name} in this workspace"))?;
    serde_json::to_string_pretty(&list).map_err(|error| error.to_string())
}

fn of(graph: &Graph, name: &str, checksums: &BTreeMap<String, String>) -> Option<Value> {
    let whole = graph.own(name)?;
    let linked = graph.closure(&whole.id);
    let packages = linked.iter().filter_map(|id| graph.packages.get(*id));
    let packages: Vec<&Package> = packages.collect();
    let parts = packages.iter().filter(|package| package.id != whole.id);
    let parts: Vec<Value> = parts.map(|part| component(part, checksums)).collect();
    let needs: Vec<Value> = packages
        .iter()
        .map(|package| {
            let needs = graph.needs.get(&package.id).into_iter().flatten();
            let needs = needs.filter_map(|id| graph.packages.get(id));
            let needs: Vec<String> = needs.map(purl).collect();
            json!({ "ref": purl(package), "dependsOn": needs })
        })
        .collect();
    let mut subject = component(whole, checksums);
    subject["type"] = json!("application");
    Some(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": subject },
        "components": parts,
        "dependencies": needs,
    }))
}

fn component(package: &Package, checksums: &BTreeMap<String, String>) -> Value {
    let purl = purl(package);
    let mut component = json!({
        "type": "library",
        "bom-ref": purl,
        "name": package.name,
        "version": package.version,
        "purl": purl,
    });
    if let Some(licence) = &package.licence {
        // The old way to write OR.
        let ways: Vec<&str> = licence.split('/').map(str::trim).collect();
        let expression = ways.join(" OR ");
        component["licenses"] = json!([{ "expression": expression }]);
    }
    let key = format!("{} {}", package.name, package.version);
    if let Some(digest) = checksums.get(&key) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": digest }]);
    }
    component
}

/// The name of a package among those of every language.
fn purl(package: &Package) -> String {
    format!("pkg:cargo/{}@{}", package.name, package.version)
}

/// The digests of the lock file, by `name version`.
fn checksums(lock: &str) -> BTreeMap<String, String> {
    let value = |block: &str, name: &str| {
        let mut lines = block.lines();
        let line = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""));
        line.and_then(|line| line.strip_suffix('"'))
            .map(str::to_owned)
    };
    let blocks = lock.split("[[package]]").skip(1);
    let found = blocks.filter_map(|block| {
        let key = format!("{} {}", value(block, "name")?, value(block, "version")?);
        Some((key, value(block, "checksum")?))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_is_listed_with_its_digest_and_nothing_else() {
        let dep = |pkg: &str, kind: Value| json!({ "pkg": pkg, "dep_kinds": [{ "kind": kind }] });
        let registry = "registry+https://example.com/index";
        let package = |name: &str, source: Value| {
            json!({
                "id": name, "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0",
                "source": source, "dependencies": []
            })
        };
        let read = json!({
            "packages": [
                package("server", Value::Null),
                package("http", json!(registry)),
                package("tempfile", json!(registry)),
            ],
            "resolve": { "nodes": [
                { "id": "server", "deps": [dep("http", Value::Null), dep("tempfile", json!("dev"))] },
                { "id": "http", "deps": [] },
                { "id": "tempfile", "deps": [] },
            ] },
        });
        let lock = "version = 4\n\n[[package]]\nname = \"http\"\nversion = \"1.0.0\"\n\
                    source = \"x\"\nchecksum = \"abc\"\n";
        let graph = Graph::of(&read).unwrap();
        let list = of(&graph, "server", &checksums(lock)).unwrap();
        let parts = list["components"].as_array().unwrap();
        assert_eq!(parts.len(), 1, "tests are not given away: {list}");
        assert_eq!(parts[0]["purl"], "pkg:cargo/http@1.0.0");
        assert_eq!(parts[0]["hashes"][0]["content"], "abc");
        assert_eq!(parts[0]["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(list["metadata"]["component"]["type"], "application");
        assert!(of(&graph, "nobody", &checksums(lock)).is_none());
    }
}
