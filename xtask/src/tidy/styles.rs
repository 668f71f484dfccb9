//! A colour is written once, as a token; everywhere else it is called by its role.

use super::{Offence, tree::Tree};

/// The one file that may hold colours.
const TOKENS: &str = "style/tokens.css";

pub fn check(tree: &Tree) -> Vec<Offence> {
    let mut offences = Vec::new();
    let sheets = tree
        .under("style/")
        .filter(|file| file.path.ends_with(".css"));
    for file in sheets.filter(|file| file.path != TOKENS) {
        let mut in_comment = false;
        for (line, text) in file.lines() {
            let declared = without_comments(text, &mut in_comment);
            if let Some(colour) = hex_colour(&declared) {
                let reason = format!("{colour}: define the colour in {TOKENS} and use its name");
                offences.push(Offence::new(&file.path, line, reason));
            }
        }
    }
    offences
}

fn without_comments(line: &str, in_comment: &mut bool) -> String {
    let mut kept = String::new();
    let mut rest = line;
    loop {
        let mark = if *in_comment { "*/" } else { "/*" };
        let (before, after) = rest.split_once(mark).unwrap_or((rest, ""));
        if !*in_comment {
            kept.push_str(before);
        }
        if before.len() == rest.len() {
            return kept;
        }
        *in_comment = !*in_comment;
        rest = after;
    }
}

/// The first `#` with 3, 4, 6 or 8 hexadecimal digits in a value. A selector such as `#add` stands
/// before its brace and is none.
fn hex_colour(line: &str) -> Option<&str> {
    let (at, _) = line.match_indices('#').find(|(at, _)| {
        let rest = &line[at + 1..];
        let digits = rest
            .find(|char: char| !char.is_ascii_hexdigit())
            .unwrap_or(rest.len());
        let ends = !rest[digits..].starts_with(|char: char| char == '-' || char.is_alphanumeric());
        let in_value = line[..*at].contains(':')
            && !rest
                .split(';')
                .next()
                .is_some_and(|value| value.contains('{'));
        matches!(digits, 3 | 4 | 6 | 8) && ends && in_value
    })?;
    let end = line[at + 1..].find(|char: char| !char.is_ascii_hexdigit());
    Some(&line[at..end.map_or(line.len(), |end| at + 1 + end)])
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
    fn finds_a_colour_outside_the_tokens() {
        let text = "a { color: #b3261e; }\nb { border: 1px solid #fff }\nc { color: var(--seal); }";
        assert_eq!(lines("style/lots.css", text), [1, 2]);
        assert_eq!(lines(TOKENS, text), NONE);
    }

    #[test]
    fn leaves_selectors_comments_and_links_alone() {
        let text = "#add { color: red; }\na:hover #face { top: 0; }\n/* color: #fff;\n#fff */\n\
                    a { fill: url(#stamp-1); }";
        assert_eq!(lines("style/lots.css", text), NONE);
    }
}
