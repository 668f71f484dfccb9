//! Crates import in one direction, and what a crate must never contain it cannot even name.
//!
//! The manifests decide what a crate can import; the code is read as well, because a name may come
//! in through a development dependency and then be used where it must not.

use super::{
    Offence,
    tree::{File, Tree},
};

struct Layer {
    name: &'static str,
    /// The crates of the workspace it may import.
    imports: &'static [&'static str],
    /// Outside crates it must not name; a trailing `*` stands for any ending.
    never: &'static [&'static str],
}

/// The direction of docs/ARCHITECTURE.md, from the inside out.
const LAYERS: &[Layer] = &[
    Layer {
        name: "domain",
        imports: &[],
        never: &[
            "sqlx*",
            "tokio*",
            "futures",
            "axum*",
            "http",
            "tower*",
            "leptos*",
            "getrandom",
            "rand*",
        ],
    },
    Layer {
        name: "locales",
        imports: &["domain"],
        never: &["sqlx*", "tokio*", "axum*", "http", "tower*", "leptos*"],
    },
    Layer {
        name: "store",
        imports: &["domain"],
        never: &["axum*", "http", "tower*", "leptos*"],
    },
    Layer {
        name: "service",
        imports: &["domain", "store", "locales"],
        never: &["sqlx*", "axum*", "http", "tower*", "leptos*"],
    },
    Layer {
        name: "app",
        imports: &["domain", "locales", "service"],
        never: &["sqlx*", "axum"],
    },
    Layer {
        name: "server",
        imports: &["app", "service", "domain", "locales"],
        never: &["sqlx*"],
    },
    Layer {
        name: "frontend",
        imports: &["app"],
        never: &["sqlx*", "axum*", "tokio*"],
    },
    Layer {
        name: "bench",
        imports: &["domain", "service"],
        // Bare Leptos is the limit of the pages.
        never: &["sqlx*"],
    },
    Layer {
        name: "faultbench",
        imports: &["domain", "service"],
        never: &["sqlx*", "leptos*"],
    },
    Layer {
        name: "xtask",
        imports: &[],
        never: &["sqlx*", "leptos*"],
    },
];

/// The server's half of `app` is one file; the adapter of the web framework appears nowhere else.
const APP_BRIDGE: &str = "app/src/ssr/mod.rs";

pub fn check(tree: &Tree) -> Vec<Offence> {
    let mut offences = Vec::new();
    for layer in LAYERS {
        if let Some(manifest) = tree.get(&format!("{}/Cargo.toml", layer.name)) {
            check_manifest(layer, manifest, &mut offences);
        }
    }
    for (file, source) in tree.rust() {
        let Some(layer) = LAYERS.iter().find(|layer| layer.name == file.top()) else {
            continue;
        };
        for (line, code) in source.lines() {
            let development = file.is_test() || source.is_test(line);
            for name in paths(code) {
                let reason = if name == "leptos_axum" && layer.name == "app" {
                    (file.path != APP_BRIDGE)
                        .then(|| format!("leptos_axum belongs in {APP_BRIDGE}"))
                } else {
                    refusal(layer, name, development)
                };
                offences.extend(reason.map(|reason| Offence::new(&file.path, line, reason)));
            }
        }
    }
    offences
}

/// Why the layer may not import this crate, if it may not. Tests may use outside crates freely, but
/// the direction between the workspace's own crates and the place of SQL hold for them as well.
fn refusal(layer: &Layer, name: &str, development: bool) -> Option<String> {
    let own = LAYERS.iter().any(|other| other.name == name);
    if own && name != layer.name && !layer.imports.contains(&name) {
        let allowed = if layer.imports.is_empty() {
            "none".to_owned()
        } else {
            layer.imports.join(", ")
        };
        return Some(format!(
            "{} must not import {name}; its imports: {allowed}",
            layer.name
        ));
    }
    let banned = layer
        .never
        .iter()
        .any(|never| match never.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => *never == name,
        });
    (banned && (!development || name.starts_with("sqlx"))).then(|| {
        format!(
            "{name} has no place in {}; see docs/ARCHITECTURE.md",
            layer.name
        )
    })
}

fn check_manifest(layer: &Layer, manifest: &File, offences: &mut Vec<Offence>) {
    let mut section = String::new();
    for (line, text) in manifest.lines() {
        let text = text.trim();
        if let Some(header) = text.strip_prefix('[') {
            section = header.trim_end_matches(']').to_owned();
        }
        let Some(name) = dependency(&section, text) else {
            continue;
        };
        let development = section.contains("dev-dependencies");
        let reason = refusal(layer, &name.replace('-', "_"), development);
        offences.extend(reason.map(|reason| Offence::new(&manifest.path, line, reason)));
    }
}

/// The crate a line of a manifest depends on: `x = …`, `x.workspace = true`, `[dependencies.x]`, or
/// another name with `package = "x"`.
fn dependency<'a>(section: &'a str, text: &'a str) -> Option<&'a str> {
    let (_, inside) = section.split_once("dependencies")?;
    if text.starts_with('[') {
        return inside.strip_prefix('.');
    }
    if !inside.is_empty() || text.starts_with('#') {
        return None;
    }
    let (key, value) = text.split_once('=')?;
    let renamed = value
        .split_once("package")
        .and_then(|(_, rest)| rest.split('"').nth(1));
    let key = key.trim().trim_matches('"');
    Some(renamed.unwrap_or_else(|| key.split('.').next().unwrap_or(key)))
}

/// The first words of the paths in a line of code: `a` of `a::b`, and `a` of `use a;`.
fn paths(code: &str) -> impl Iterator<Item = &str> {
    let with_colons = code.match_indices("::").filter_map(|(at, _)| {
        let before = &code[..at];
        let start = before.rfind(|char: char| char != '_' && !char.is_alphanumeric());
        let start = start.map_or(0, |start| start + 1);
        let rooted = before[..start].ends_with(['.', '>']) || before[..start].ends_with("::");
        (start < at && !rooted).then_some(&before[start..])
    });
    let used = code
        .trim()
        .strip_prefix("use ")
        .and_then(|rest| rest.strip_suffix(';'));
    with_colons.chain(used.filter(|name| !name.contains(':')))
}

#[cfg(test)]
mod tests {
    use super::{super::NONE, *};

    fn found(path: &str, text: &str) -> Vec<usize> {
        check(&Tree::of(&[(path, text)]))
            .into_iter()
            .map(|offence| offence.line)
            .collect()
    }

    #[test]
    fn finds_an_import_against_the_direction() {
        assert_eq!(found("domain/src/lots.rs", "use service::Clock;"), [1]);
        assert_eq!(
            found("app/src/lots.rs", "fn a() {\n    store::Store::open()\n}"),
            [2]
        );
        assert_eq!(
            found(
                "service/src/lots.rs",
                "use store::Tx;\nuse domain::ids::LotId;"
            ),
            NONE
        );
    }

    #[test]
    fn leaves_modules_of_the_same_name_alone() {
        assert_eq!(
            found(
                "domain/src/a.rs",
                "use crate::store::A;\nlet b = tower::service::C;"
            ),
            [2]
        );
        assert_eq!(
            found(
                "server/src/a.rs",
                "use tower::service::C;\nself.store.open()"
            ),
            NONE
        );
    }

    #[test]
    fn finds_sql_outside_the_store_even_in_tests() {
        assert_eq!(found("server/tests/api.rs", "use sqlx::Row;"), [1]);
        assert_eq!(found("store/src/lots.rs", "use sqlx::Row;"), NONE);
    }

    #[test]
    fn keeps_the_adapter_of_the_web_framework_in_one_file() {
        assert_eq!(found("app/src/lots.rs", "use leptos_axum::redirect;"), [1]);
        assert_eq!(
            found("app/src/ssr/mod.rs", "use leptos_axum::redirect;"),
            NONE
        );
        assert_eq!(
            found("app/src/ssr/mod.rs", "use axum::http::StatusCode;"),
            [1]
        );
    }

    #[test]
    fn reads_every_spelling_of_a_dependency() {
        let manifest = "[dependencies]\nstore.workspace = true\ndb = { package = \"sqlx\" }\n\
                        domain = { path = \"../domain\" }\n[dependencies.axum]\nversion = \"0.8\"\n\
                        [features]\nstore = []\n";
        assert_eq!(found("app/Cargo.toml", manifest), [2, 3, 5]);
    }
}
