//! A file has at most 400 lines. (Functions are clippy's: `too_many_lines`.)

use super::{Offence, tree::Tree};

/// House rule: beyond this a file holds more than one idea.
const LINES_MAX: usize = 400;

/// Messages and documents grow with the portal and are looked up, not read from top to bottom.
const ENDINGS: &[&str] = &[".rs", ".css", ".ts", ".sh", ".sql"];

pub fn check(tree: &Tree) -> Vec<Offence> {
    let counted = tree
        .files
        .iter()
        .filter(|file| ENDINGS.iter().any(|end| file.path.ends_with(end)));
    counted
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(file, lines)| {
            let reason = format!("{lines} lines, at most {LINES_MAX}: split it by what it does");
            Offence::new(&file.path, LINES_MAX + 1, reason)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_file_with_one_line_too_many() {
        let (most, over) = ("\n".repeat(LINES_MAX), "\n".repeat(LINES_MAX + 1));
        let tree = Tree::of(&[
            ("domain/src/a.rs", &most),
            ("style/b.css", &over),
            ("a.md", &over),
        ]);
        let offences = check(&tree);
        assert_eq!(offences.len(), 1);
        assert_eq!(
            (offences[0].path.as_str(), offences[0].line),
            ("style/b.css", 401)
        );
    }
}
