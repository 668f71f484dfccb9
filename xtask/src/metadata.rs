//! What cargo knows of the packages that are linked.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::{Command, Stdio},
};

/// One package of the graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// As cargo names it, unique.
    pub id: String,
    /// The name.
    pub name: String,
    /// The version.
    pub version: String,
    /// Its licence as an expression of SPDX; absent when the author names none.
    pub licence: Option<String>,
    /// Where it comes from; absent for the crates of this workspace.
    pub source: Option<String>,
    /// Names of those that it wants in any version at all, from a registry.
    pub wildcards: Vec<String>,
}

/// The packages for these targets, and what each needs when it runs or is built.
#[derive(Debug, Default)]
pub struct Graph {
    /// Every package by its id.
    pub packages: BTreeMap<String, Package>,
    /// The ids that an id needs; tests left out.
    pub needs: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    /// Asks cargo.
    ///
    /// # Errors
    /// What cargo said, or that it could not be understood.
    pub fn read(root: &Path, targets: &[&str]) -> Result<Self, String> {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let mut command = Command::new(cargo);
        command.args([
            "metadata",
            "--format-version=1",
            "--locked",
            "--all-features",
        ]);
        for target in targets {
            command.args(["--filter-platform", target]);
        }
        let done = command.current_dir(root).stderr(Stdio::inherit()).output();
        let done = done.map_err(|error| format!("cargo metadata: {error}"))?;
        if !done.status.success() {
            return Err("cargo metadata failed".to_owned());
        }
        let read: Value =
            serde_json::from_slice(&done.stdout).map_err(|error| error.to_string())?;
        Self::of(&read).ok_or_else(|| "cargo metadata has another form".to_owned())
    }

    /// Reads what cargo prints.
    pub fn of(read: &Value) -> Option<Self> {
        let mut graph = Self::default();
        for node in read["resolve"]["nodes"].as_array()? {
            let needs = node["deps"].as_array()?.iter().filter_map(|dep| {
                let kinds = dep["dep_kinds"].as_array()?;
                // The kind of what runs is null, that of build scripts `build`.
                let is_linked = kinds.iter().any(|kind| kind["kind"] != "dev");
                is_linked.then(|| dep["pkg"].as_str().map(str::to_owned))?
            });
            let id = node["id"].as_str()?.to_owned();
            graph.needs.insert(id, needs.collect());
        }
        for package in read["packages"].as_array()? {
            let package = package_of(package)?;
            if graph.needs.contains_key(&package.id) {
                graph.packages.insert(package.id.clone(), package);
            }
        }
        Some(graph)
    }

    /// The package of this workspace with this name.
    pub fn own(&self, name: &str) -> Option<&Package> {
        let mut own = self.packages.values();
        own.find(|package| package.source.is_none() && package.name == name)
    }

    /// All that `id` needs, itself included.
    pub fn closure(&self, id: &str) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let Some((id, needs)) = self.needs.get_key_value(id) else {
                continue;
            };
            if found.insert(id.as_str()) {
                open.extend(needs.iter().map(String::as_str));
            }
        }
        found
    }
}

fn package_of(read: &Value) -> Option<Package> {
    let text = |name: &str| read[name].as_str().map(str::to_owned);
    let wildcards = read["dependencies"].as_array()?.iter().filter(|wanted| {
        wanted["req"] == "*" && wanted["path"].is_null() && wanted["source"].is_string()
    });
    let wildcards = wildcards.filter_map(|wanted| wanted["name"].as_str().map(str::to_owned));
    Some(Package {
        id: text("id")?,
        name: text("name")?,
        version: text("version")?,
        licence: text("license"),
        source: text("source"),
        wildcards: wildcards.collect(),
    })
}
