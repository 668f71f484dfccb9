//! What people read stands in `locales/`; `app` holds keys. And `app` is one program with as few
//! conditions as possible.

use super::{
    Offence,
    rust::{Literal, Source},
    tree::Tree,
};

const MOVE: &str = "belongs in locales/, called by its key";

/// Lines `cfg(feature …)` in `app/src`: the server's half is one module, named once.
const CONDITIONS_MAX: usize = 3;

/// Attributes whose value is read out or shown.
const SPOKEN: &[&str] = &[
    "aria-label=",
    "aria-description=",
    "alt=",
    "placeholder=",
    "title=",
];

/// What stands before a sentence that is written for the log or for developers.
const TECHNICAL: &[&str] = &[
    "reason =",
    "expect(",
    "panic!(",
    "unreachable!(",
    "assert!(",
    "debug_assert!(",
    "trace!(",
    "debug!(",
    "info!(",
    "warn!(",
    "error!(",
];

pub fn check(tree: &Tree) -> Vec<Offence> {
    let mut offences = Vec::new();
    for (file, source) in tree
        .rust()
        .filter(|(file, _)| file.path.starts_with("app/src/"))
    {
        if file.is_test() {
            continue;
        }
        let mut push = |line: usize, what: String| {
            if !source.is_test(line) {
                offences.push(Offence::new(&file.path, line, format!("{what} {MOVE}")));
            }
        };
        for literal in &source.literals {
            if is_for_people(literal) {
                push(literal.line, format!("the text \"{}\"", literal.text));
            }
        }
        for (line, text) in bare_texts(source) {
            push(line, format!("the text `{text}`"));
        }
    }
    offences
}

pub fn check_conditions(tree: &Tree) -> Vec<Offence> {
    let sources = tree
        .rust()
        .filter(|(file, _)| file.path.starts_with("app/src/"));
    let conditions = sources.flat_map(|(file, source)| {
        let lines = source.lines().filter(|(_, code)| is_condition(code));
        lines.map(|(line, _)| (file.path.as_str(), line))
    });
    let reason =
        format!("more than {CONDITIONS_MAX} cfg(feature …) lines in app; use app/src/ssr/mod.rs");
    conditions
        .skip(CONDITIONS_MAX)
        .map(|(path, line)| Offence::new(path, line, reason.as_str()))
        .collect()
}

fn is_condition(code: &str) -> bool {
    (code.contains("cfg(") || code.contains("cfg!(") || code.contains("cfg_attr("))
        && code.contains("feature =")
}

fn is_for_people(literal: &Literal) -> bool {
    let text = literal.text.as_str();
    if text.chars().any(is_chinese) {
        return true;
    }
    if TECHNICAL
        .iter()
        .any(|start| literal.before.ends_with(start))
    {
        return false;
    }
    let spoken = SPOKEN.iter().any(|name| literal.before.ends_with(name));
    ((spoken || is_text_node(literal)) && text.chars().any(|char| char.is_ascii_lowercase()))
        || is_sentence(text)
}

/// The literal stands between two tags: behind the `>` of one (not of an arrow) and before `<` or
/// `{`, or right before a closing tag.
fn is_text_node(literal: &Literal) -> bool {
    let before = literal.before.as_str();
    let behind_tag = before.ends_with('>') && !before.ends_with("=>") && !before.ends_with("->");
    literal.after.starts_with("</") || (behind_tag && literal.after.starts_with(['<', '{']))
}

/// A capital first letter and at least two further words, one of them of several letters. Classes,
/// ids and path data do not look so.
fn is_sentence(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let capital = words
        .next()
        .is_some_and(|word| word.starts_with(char::is_uppercase));
    let further: Vec<usize> = words.filter_map(word_letters).collect();
    capital && further.len() >= 2 && further.iter().any(|letters| *letters >= 2)
}

/// The number of letters of a word in running text, `None` for anything else. The marks around it do
/// not count, capitals stand only in front, and a single letter is a small one.
fn word_letters(word: &str) -> Option<usize> {
    let bare = word.trim_matches(|char: char| ",.;:!?'\"()…".contains(char));
    let letters = bare.chars().filter(|char| char.is_alphabetic()).count();
    let first_is_free = usize::from(letters > 1);
    let plain = bare
        .chars()
        .all(|char| char.is_alphabetic() || "'’-".contains(char))
        && !bare.chars().skip(first_is_free).any(char::is_uppercase);
    (letters > 0 && plain).then_some(letters)
}

/// Text written without quotes: Chinese anywhere in the code, or letters between `>` and `</`.
fn bare_texts(source: &Source) -> Vec<(usize, &str)> {
    let mut texts = Vec::new();
    for (line, code) in source.lines() {
        if code.chars().any(is_chinese) {
            texts.push((line, code.trim()));
            continue;
        }
        for (end, _) in code.match_indices("</") {
            let Some(start) = code[..end].rfind('>') else {
                continue;
            };
            let text = code[start + 1..end].trim();
            let only_words = text
                .chars()
                .all(|char| char.is_alphanumeric() || " ,.;:!?'-".contains(char));
            if only_words && text.chars().any(char::is_alphabetic) {
                texts.push((line, text));
            }
        }
    }
    texts
}

/// Chinese characters and the full-width punctuation that goes with them.
fn is_chinese(char: char) -> bool {
    matches!(char, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::{super::NONE, *};

    fn lines(text: &str) -> Vec<usize> {
        check(&Tree::of(&[("app/src/lots.rs", text)]))
            .into_iter()
            .map(|offence| offence.line)
            .collect()
    }

    #[test]
    fn finds_sentences_of_both_languages() {
        for text in [
            "let a = \"你好\";",
            "let a = \"Place a bid\";",
            "let a = \"Your bid of {amount} was taken.\";",
            "view! { <p>\"Submit\"</p> }",
            "view! { <p>\"Price\" {price}</p> }",
            "view! { <p>Submit it</p> }",
            "view! { <p>竞价</p> }",
            "view! { <nav aria-label=\"Main\">{links}</nav> }",
        ] {
            assert_eq!(lines(text), [1], "{text}");
        }
    }

    #[test]
    fn leaves_markup_and_messages_for_developers_alone() {
        for text in [
            "view! { <p class=\"lot-card lot-card--live is new\">{t(Key::Bid)}</p> }",
            "view! { <path d=\"M 10 20 L 30 40 Z M 5 5\" /> }",
            "let d = format!(\"M{} {}h{}a{r} {r} 0 1 0 {} 0a{r} {r} 0 1 0 {} 0Z\");",
            "view! { <span aria-hidden=\"true\">\" · \"</span> }",
            "view! { <svg viewBox=\"0 0 24 24\" preserveAspectRatio=\"xMidYMid meet\"></svg> }",
            "let a = b.expect(\"The context is provided by the shell\");",
            "#[expect(clippy::too_many_lines, reason = \"The route table is one list\")]",
            "match a { B => \"Live\", C => \"Closed\" }",
            "view! { <p>{move || a() > b()}</p> }",
            "// 竞价 in a comment, A sentence too.",
        ] {
            assert_eq!(lines(text), NONE, "{text}");
        }
    }

    #[test]
    fn leaves_tests_and_other_crates_alone() {
        let test = "#[cfg(test)]\nmod tests {\n    const A: &str = \"你好\";\n}";
        assert_eq!(lines(test), NONE);
        assert_eq!(
            check(&Tree::of(&[(
                "domain/src/a.rs",
                "const A: &str = \"专利号\";"
            )])),
            []
        );
    }

    #[test]
    fn counts_conditions_over_all_files() {
        let condition = "#[cfg(feature = \"ssr\")]\nmod ssr;\n";
        let three = condition.repeat(3);
        let files = [
            ("app/src/a.rs", three.as_str()),
            ("app/src/b.rs", condition),
        ];
        assert_eq!(check_conditions(&Tree::of(&files[..1])), []);
        let found = check_conditions(&Tree::of(&files));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.as_str(), found[0].line), ("app/src/b.rs", 1));
    }
}
