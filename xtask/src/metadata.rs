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
    /// Its author counts it to cryptography.
    pub is_cryptography: bool,
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
        let which = |flag| targets.iter().flat_map(move |target| [flag, *target]);
        let mut words = vec![
            "metadata",
            "--format-version=1",
            "--locked",
            "--all-features",
        ];
        words.extend(which("--filter-platform"));
        let said = cargo(root, &words)?;
        let read: Value = serde_json::from_str(&said).map_err(|error| error.to_string())?;
        let graph = Self::of(&read).ok_or_else(|| "cargo metadata has another form".to_owned());
        let mut words = vec!["tree", "--workspace", "--locked", "--all-features"];
        words.extend(["--edges=normal,build", "--prefix=none", "--format={p}"]);
        words.extend(which("--target"));
        Ok(graph?.only(&cargo(root, &words)?))
    }

    /// Without what the lock file has for features that nobody switches on: `cargo metadata` lists such
    /// packages, `cargo tree` does not. `tree` has a line `name vVERSION` for each.
    fn only(mut self, tree: &str) -> Self {
        let linked: BTreeSet<(&str, &str)> = tree
            .lines()
            .filter_map(|line| {
                let mut words = line.split_whitespace();
                Some((words.next()?, words.next()?.strip_prefix('v')?))
            })
            .collect();
        let is_linked = |one: &Package| linked.contains(&(&*one.name, &*one.version));
        self.packages.retain(|_, package| is_linked(package));
        self.needs.retain(|id, _| self.packages.contains_key(id));
        for needs in self.needs.values_mut() {
            needs.retain(|id| self.packages.contains_key(id));
        }
        self
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
        is_cryptography: read["categories"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one == "cryptography")),
    })
}
/// What cargo prints for these words.
fn cargo(root: &Path, words: &[&str]) -> Result<String, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command
        .args(words)
        .current_dir(root)
        .stderr(Stdio::inherit());
    let what = format!("cargo {}", words[0]);
    let done = command
        .output()
        .map_err(|error| format!("{what}: {error}"))?;
    match done.status.success() {
        true => String::from_utf8(done.stdout).map_err(|error| format!("{what}: {error}")),
        false => Err(format!("{what} failed")),
    }
}
