//! The files of the workspace in memory, read once for all checks.

use std::{fs, io, path::Path};

use super::rust::Source;

/// Folders that hold nothing written by hand.
const SKIPPED: &[&str] = &[
    "target",
    "data",
    "end2end/node_modules",
    "end2end/test-results",
    "end2end/report",
    "bench/peers/node_modules",
    "bench/lighthouse/node_modules",
];

/// Endings of the files the checks look at.
const ENDINGS: &[&str] = &["rs", "toml", "css", "ts", "sh", "sql", "json", "md"];

/// One file, with its text and, for Rust, what the lexer made of it.
pub struct File {
    /// Relative to the workspace, with forward slashes.
    pub path: String,
    pub text: String,
    pub rust: Option<Source>,
}

impl File {
    pub fn new(path: &str, text: &str) -> Self {
        let rust = path.ends_with(".rs").then(|| Source::parse(text));
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            rust,
        }
    }

    /// The crate or top folder the file lies in; empty for a file of the root.
    pub fn top(&self) -> &str {
        self.path.split_once('/').map_or("", |(top, _)| top)
    }

    /// The whole file is test code: it lies in a `tests` or `benches` folder or is a `tests.rs`.
    pub fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs")
            || self
                .path
                .split('/')
                .any(|part| part == "tests" || part == "benches")
    }

    /// The lines with their numbers, counted from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }
}

/// All files of the workspace the checks look at, in the order of their paths.
pub struct Tree {
    pub files: Vec<File>,
}

impl Tree {
    /// Reads the workspace in `root`.
    ///
    /// # Errors
    /// When a folder or file cannot be read, or a file is not UTF-8.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        read_folder(root, "", &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    /// A tree made of texts, for the tests of the checks.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self {
            files: files
                .iter()
                .map(|(path, text)| File::new(path, text))
                .collect(),
        }
    }

    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// The files under a folder, given with its closing slash.
    pub fn under(&self, folder: &str) -> impl Iterator<Item = &File> {
        self.files
            .iter()
            .filter(move |file| file.path.starts_with(folder))
    }

    /// The Rust files with their sources.
    pub fn rust(&self) -> impl Iterator<Item = (&File, &Source)> {
        self.files
            .iter()
            .filter_map(|file| file.rust.as_ref().map(|source| (file, source)))
    }
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if name.starts_with('.') || SKIPPED.contains(&path.as_str()) {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            read_folder(&entry.path(), &format!("{path}/"), files)?;
        } else if kind.is_file() && wanted(&name) {
            files.push(File::new(&path, &fs::read_to_string(entry.path())?));
        }
    }
    Ok(())
}

fn wanted(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_test_files_by_their_place() {
        for path in [
            "store/tests/contract/lots.rs",
            "domain/src/bidding/tests.rs",
        ] {
            assert!(File::new(path, "").is_test(), "{path}");
        }
        for path in ["service/src/testing.rs", "domain/src/contests.rs"] {
            assert!(!File::new(path, "").is_test(), "{path}");
        }
    }

    #[test]
    fn reads_this_workspace() {
        let tree = Tree::read(&crate::workspace()).expect("the workspace is readable");
        assert!(tree.get("xtask/src/tidy/tree.rs").is_some());
        assert!(tree.under("target/").next().is_none());
    }
}
