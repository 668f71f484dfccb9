//! Words of code that have one place, or none, each with its reason.
//!
//! A line outside that place may stand with a comment on it or in the ten lines above:
//! `// tidy-allow(float): a worksheet stores every number as a float`. The comment must give a
//! reason of at least three words.

use super::{
    Offence,
    rust::Source,
    tree::{File, Tree},
};

struct Ban {
    /// The name a `tidy-allow` comment uses.
    name: &'static str,
    /// Each is looked for as a whole word.
    words: &'static [&'static str],
    /// The crates it holds in; empty for all.
    crates: &'static [&'static str],
    /// Files and folders in which it does not hold.
    except: &'static [&'static str],
    /// Whether it holds in tests as well.
    in_tests: bool,
    reason: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        name: "clock",
        words: &[
            "SystemTime::now",
            "Instant::now",
            "Utc::now",
            "Local::now",
            "now_utc",
        ],
        crates: &[],
        except: &["service/src/clock.rs", "xtask/", "bench/", "faultbench/"],
        in_tests: true,
        reason: "the clock is a parameter: take a Timestamp, or ask service's clock, so that a test \
                 decides what time it is",
    },
    Ban {
        name: "random",
        words: &[
            "thread_rng",
            "rand::rng",
            "rand::random",
            "getrandom",
            "OsRng",
            "from_os_rng",
            "from_entropy",
        ],
        crates: &[],
        except: &["service/src/random.rs"],
        in_tests: true,
        reason: "randomness is a parameter: only service/src/random.rs asks the system, so that a \
                 seeded run repeats",
    },
    Ban {
        name: "float",
        words: &["f32", "f64"],
        crates: &["domain", "store", "service"],
        except: &[],
        in_tests: false,
        reason: "money and scores are whole numbers; a float rounds where nobody looks",
    },
    Ban {
        name: "unwrap",
        words: &[".unwrap()"],
        crates: &[
            "domain", "locales", "store", "service", "app", "server", "frontend",
        ],
        except: &["service/src/testing"],
        in_tests: false,
        reason: "return the error, or say with expect(\"…\") why it cannot happen",
    },
    Ban {
        name: "audit",
        words: &[".write()"],
        crates: &["service", "server"],
        except: &["service/src/demo", "service/src/testing"],
        in_tests: false,
        reason: "a change of state begins with audited() and cannot be committed without its row in \
                 the audit record; say why none is needed with tidy-allow(audit)",
    },
    Ban {
        name: "route",
        words: &["axum::routing", "use axum::Router"],
        crates: &["server"],
        // The witness and the figures are servers of their own; a connection serves what it is given.
        except: &[
            "server/src/metrics/",
            "server/src/serve/house.rs",
            "server/src/routes/",
            "server/src/witness/",
            "server/src/connection.rs",
        ],
        in_tests: false,
        reason: "a route stands in the list that the permission walk reads: take Router, get and post \
                 of server/src/routes",
    },
    Ban {
        name: "ignore",
        words: &["#[ignore"],
        crates: &[],
        except: &[],
        in_tests: true,
        reason: "a test runs or goes; one that is skipped proves nothing",
    },
];

/// Clippy bans the clock as well; a line allowed there by name needs no second permission here.
const CLIPPY_PERMISSION: &str = "expect(clippy::disallowed_methods";

/// How far above a line its permission may stand, in lines.
const PERMISSION_LINES_MAX: usize = 10;

pub fn check(tree: &Tree) -> Vec<Offence> {
    let mut offences = Vec::new();
    for (file, source) in tree.rust() {
        for ban in BANS.iter().filter(|ban| ban.holds_in(file)) {
            for (line, code) in source.lines() {
                let exempt = !ban.in_tests && (file.is_test() || source.is_test(line));
                let word = ban.words.iter().find(|word| contains_word(code, word));
                let Some(word) = word.filter(|_| !exempt) else {
                    continue;
                };
                if !is_permitted(ban, word, line, file, source) {
                    let reason = format!("{word}: {}", ban.reason);
                    offences.push(Offence::new(&file.path, line, reason));
                }
            }
        }
    }
    offences
}

impl Ban {
    fn holds_in(&self, file: &File) -> bool {
        (self.crates.is_empty() || self.crates.contains(&file.top()))
            && !self.except.iter().any(|place| file.path.starts_with(place))
    }
}

/// The word stands alone: no letter, digit or underscore continues it on either side. A mark at its
/// own edge, as in `.unwrap()`, ends it by itself.
fn contains_word(code: &str, word: &str) -> bool {
    let is_part = |char: char| char == '_' || char.is_alphanumeric();
    code.match_indices(word).any(|(at, _)| {
        let starts = !word.starts_with(is_part) || !code[..at].ends_with(is_part);
        let ends = !word.ends_with(is_part) || !code[at + word.len()..].starts_with(is_part);
        starts && ends
    })
}

fn is_permitted(ban: &Ban, word: &str, line: usize, file: &File, source: &Source) -> bool {
    let mark = format!("tidy-allow({}):", ban.name);
    let reasoned = |text: &str| {
        let reason = text.split_once(&mark).map(|(_, reason)| reason);
        reason.is_some_and(|reason| reason.split_whitespace().count() >= 3)
    };
    let first = line.saturating_sub(PERMISSION_LINES_MAX + 1);
    let above = || file.text.lines().take(line).skip(first);
    above().any(reasoned)
        || (ban.name == "clock" && above().any(|text| text.contains(CLIPPY_PERMISSION)))
        || (word == "Instant::now" && is_tokio_instant(source))
}

/// tokio's clock can be paused by a test, so its Instant is no real clock.
fn is_tokio_instant(source: &Source) -> bool {
    let code = source.code.join("\n");
    code.split(';')
        .any(|item| item.contains("tokio::") && item.contains("Instant"))
        && !code
            .split(';')
            .any(|item| item.contains("std::") && item.contains("Instant"))
}

/// Work that was put off, in any language of the repository.
pub fn check_leftovers(tree: &Tree) -> Vec<Offence> {
    // Put together here, so that this file does not find itself.
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
    ];
    let skipped = [
        "test.skip(",
        "test.fixme(",
        "test.only(",
        "describe.only(",
        "describe.skip(",
    ];
    let written = [".rs", ".ts", ".css", ".sh", ".sql"];
    let mut offences = Vec::new();
    for file in tree
        .files
        .iter()
        .filter(|file| written.iter().any(|end| file.path.ends_with(end)))
    {
        for (line, text) in file.lines() {
            if let Some(mark) = marks.iter().find(|mark| contains_word(text, mark)) {
                let reason = format!("{mark}: finish it, or say what holds now");
                offences.push(Offence::new(&file.path, line, reason));
            }
            let skip = skipped
                .iter()
                .find(|skip| file.path.ends_with(".ts") && text.contains(**skip));
            if let Some(skip) = skip {
                let reason = format!("{skip}…): a test runs or goes");
                offences.push(Offence::new(&file.path, line, reason));
            }
        }
    }
    offences
}

#[cfg(test)]
mod tests {
    use super::{super::NONE, *};

    fn lines(path: &str, text: &str) -> Vec<usize> {
        check(&Tree::of(&[(path, text)]))
            .into_iter()
            .map(|offence| offence.line)
            .collect()
    }

    #[test]
    fn finds_the_real_clock_but_for_its_place_and_its_permission() {
        let now = "let a = Instant::now();";
        assert_eq!(lines("server/src/live.rs", now), [1]);
        assert_eq!(lines("server/tests/live.rs", now), [1]);
        assert_eq!(lines("service/src/clock.rs", now), NONE);
        let permitted = format!(
            "#[expect(clippy::disallowed_methods, reason = \"latency\")]\nfn a() {{\n{now}\n}}"
        );
        assert_eq!(lines("server/src/live.rs", &permitted), NONE);
        assert_eq!(
            lines(
                "server/src/live.rs",
                &format!("use tokio::time::Instant;\n{now}")
            ),
            NONE
        );
        assert_eq!(
            lines(
                "server/src/live.rs",
                &format!("use std::time::Instant;\n{now}")
            ),
            [2]
        );
    }

    #[test]
    fn finds_randomness_outside_its_place() {
        assert_eq!(lines("domain/src/ids.rs", "let a = rand::rng();"), [1]);
        assert_eq!(
            lines("service/src/random.rs", "getrandom::fill(&mut bytes)"),
            NONE
        );
        assert_eq!(lines("domain/src/ids.rs", "let a = operand::rng;"), NONE);
    }

    #[test]
    fn finds_floats_in_the_middle_crates() {
        assert_eq!(lines("domain/src/money.rs", "fn a(b: f64) {}"), [1]);
        assert_eq!(lines("app/src/chart.rs", "fn a(b: f64) {}"), NONE);
        let permitted = "// tidy-allow(float): a worksheet stores numbers so\nfn a(b: f64) {}";
        assert_eq!(lines("service/src/excel.rs", permitted), NONE);
        let unreasoned = "// tidy-allow(float): needed\nfn a(b: f64) {}";
        assert_eq!(lines("service/src/excel.rs", unreasoned), [2]);
    }

    #[test]
    fn finds_unwrap_outside_tests() {
        assert_eq!(
            lines(
                "store/src/lots.rs",
                "a.unwrap();\n#[cfg(test)]\nmod tests {\nb.unwrap();\n}"
            ),
            [1]
        );
        assert_eq!(
            lines("store/src/lots.rs", "a.unwrap_or_default(); // b.unwrap()"),
            NONE
        );
    }

    #[test]
    fn finds_writes_without_a_row_in_the_record() {
        let write = "let mut tx = store.write().await?;";
        assert_eq!(lines("service/src/lots.rs", write), [1]);
        assert_eq!(lines("service/src/demo/seed.rs", write), NONE);
        assert_eq!(lines("store/src/open.rs", write), NONE);
        let audited = "let mut tx = store.audited().await?;";
        assert_eq!(lines("service/src/lots.rs", audited), NONE);
        let reasoned = format!("// tidy-allow(audit): signs of life change nothing\n{write}");
        assert_eq!(lines("service/src/lots.rs", &reasoned), NONE);
    }

    #[test]
    fn finds_routes_that_no_list_knows() {
        let raw = "use axum::routing::get;";
        assert_eq!(lines("server/src/feeds/mod.rs", raw), [1]);
        assert_eq!(lines("server/src/routes/mod.rs", raw), NONE);
        let in_tests = format!("#[cfg(test)]\nmod tests {{\n{raw}\n}}");
        assert_eq!(lines("server/src/survive.rs", &in_tests), NONE);
    }

    #[test]
    fn finds_skipped_tests_and_work_put_off() {
        assert_eq!(
            lines(
                "domain/src/a.rs",
                "#[test]\n#[ignore = \"slow\"]\nfn a() {}"
            ),
            [2]
        );
        let later = format!("// {}: later\n", concat!("TO", "DO"));
        let tree = Tree::of(&[
            ("domain/src/a.rs", &later),
            ("end2end/tests/a.spec.ts", "test.only('a', b);"),
        ]);
        let places: Vec<_> = check_leftovers(&tree)
            .into_iter()
            .map(|offence| offence.path)
            .collect();
        assert_eq!(places, ["domain/src/a.rs", "end2end/tests/a.spec.ts"]);
    }
}
