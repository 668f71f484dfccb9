//! Text as people type it: widths folded, blanks trimmed, words cut for search.

use std::borrow::Cow;

/// Folds full-width ASCII (`１２３`, `（`, `：`) to half width and the ideographic space to a blank.
///
/// This is the part of NFKC that the forms need; the whole table would cost the browser 60 KB.
pub fn fold_width(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

const fn fold_char(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(c as u32 - 0xfee0) {
            Some(folded) => folded,
            None => c,
        },
        _ => c,
    }
}

/// True for characters that are invisible and only get into cells by accident.
pub const fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// A cell as text: no zero-width characters, trimmed on both ends.
pub fn clean(text: &str) -> String {
    cleaned(text).into_owned()
}

/// As [`clean`], without a copy of text that has no zero-width characters, which is nearly all: a
/// form is cleaned a million characters at a time.
pub fn cleaned(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_zero_width) {
        let visible: String = text.chars().filter(|c| !is_zero_width(*c)).collect();
        Cow::Owned(visible.trim().to_owned())
    } else {
        Cow::Borrowed(text.trim())
    }
}

/// Whether [`clean`] leaves nothing.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_zero_width(c))
}

/// `text` with widths folded and all white space removed.
pub fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    let visible = text.chars().filter(|c| !is_zero_width(*c)).map(fold_char);
    squeezed.extend(visible.filter(|c| !c.is_whitespace()));
    squeezed
}

/// The length people count: characters, not bytes.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// Splits a cell with several values at `、` `；` `;` `,` `，`; empty values are dropped.
pub fn split_values(text: &str) -> Vec<String> {
    text.split(['、', '；', ';', ',', '，'])
        .map(clean)
        .filter(|v| !v.is_empty())
        .collect()
}

/// Several values as one cell holds them; empty ones are dropped. What [`split_values`] takes apart.
pub fn join_values(values: impl IntoIterator<Item = String>) -> String {
    let values = values.into_iter().filter(|value| !value.is_empty());
    values.collect::<Vec<_>>().join("、")
}

/// True for characters of the Chinese script that are searched by pairs.
pub const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Cuts `text` into search terms: Latin words and numbers in lower case, Chinese runs as
/// overlapping pairs plus the last character alone.
///
/// Pairs make every substring of two or more characters findable without a dictionary, and the
/// single last character lets a one-character query match by prefix.
pub fn search_terms(text: &str) -> Vec<String> {
    runs(text)
        .into_iter()
        .flat_map(|run| run.index_terms())
        .collect()
}

/// The runs of a query: each must be found as one phrase of its terms.
pub fn query_phrases(text: &str) -> Vec<Phrase> {
    runs(text).into_iter().map(Run::into_phrase).collect()
}

/// A phrase to look for: its terms stand side by side in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The terms in order.
    pub terms: Vec<String>,
    /// True when the last term is only the beginning of a word.
    pub prefix: bool,
}

enum Run {
    Latin(String),
    Han(Vec<char>),
}

impl Run {
    fn index_terms(&self) -> Vec<String> {
        match self {
            Self::Latin(word) => vec![word.clone()],
            Self::Han(chars) => pairs(chars)
                .chain(chars.last().map(char::to_string))
                .collect(),
        }
    }

    fn into_phrase(self) -> Phrase {
        match self {
            Self::Latin(word) => Phrase {
                terms: vec![word],
                prefix: true,
            },
            Self::Han(chars) if chars.len() == 1 => Phrase {
                terms: vec![chars[0].to_string()],
                prefix: true,
            },
            Self::Han(chars) => Phrase {
                terms: pairs(&chars).collect(),
                prefix: false,
            },
        }
    }
}

fn pairs(chars: &[char]) -> impl Iterator<Item = String> + '_ {
    chars.windows(2).map(|pair| pair.iter().collect())
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    for c in text.chars().map(fold_char) {
        if is_han(c) {
            match runs.last_mut() {
                Some(Run::Han(chars)) => chars.push(c),
                _ => runs.push(Run::Han(vec![c])),
            }
        } else if c.is_alphanumeric() {
            let lower = c.to_lowercase();
            match runs.last_mut() {
                Some(Run::Latin(word)) if !word.is_empty() => word.extend(lower),
                _ => runs.push(Run::Latin(lower.collect())),
            }
        } else {
            // A separator ends the run: an empty Latin run cannot be extended.
            runs.push(Run::Latin(String::new()));
        }
    }
    runs.retain(|run| !matches!(run, Run::Latin(word) if word.is_empty()));
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn full_width_is_folded() {
        assert_eq!(fold_width("ＺＬ２０１７．３（万元）"), "ZL2017.3(万元)");
        assert_eq!(clean("\u{feff} 示例\u{3000}"), "示例");
    }

    /// What the short ways leave must be what the long ones left: every stored code and every
    /// fingerprint of a row was made with those.
    fn long_ways(text: &str) -> (String, String) {
        let visible: String = text.chars().filter(|c| !is_zero_width(*c)).collect();
        let blank = |c: char| c.is_whitespace() || c == '\u{3000}';
        let clean = visible.trim_matches(blank).to_owned();
        let folded = fold_width(&clean);
        let squeezed = folded.chars().filter(|c| !c.is_whitespace()).collect();
        (clean, squeezed)
    }

    proptest! {
        #[test]
        fn short_ways_leave_what_long_ones_do(
            text in "[ \t\n\u{3000}\u{a0}\u{200b}\u{2060}\u{feff}a7示例（０：。é𠀀]{0,12}",
        ) {
            let (clean_text, squeezed) = long_ways(&text);
            prop_assert_eq!(is_blank(&text), clean_text.is_empty());
            prop_assert_eq!(clean(&text), clean_text);
            prop_assert_eq!(squeeze(&text), squeezed);
        }
    }

    #[test]
    fn values_of_a_cell() {
        assert_eq!(
            split_values("转让、许可；作价入股;  "),
            ["转让", "许可", "作价入股"]
        );
    }

    #[test]
    fn search_terms_of_mixed_text() {
        assert_eq!(
            search_terms("钠离子电池 SiC-MOSFET"),
            ["钠离", "离子", "子电", "电池", "池", "sic", "mosfet"]
        );
        let phrases = query_phrases("电池");
        assert_eq!(
            phrases,
            [Phrase {
                terms: vec!["电池".into()],
                prefix: false
            }]
        );
        assert!(query_phrases("池")[0].prefix);
        assert!(query_phrases(" -- ").is_empty());
    }

    #[test]
    fn separators_cut_runs() {
        assert_eq!(search_terms("ZL202319111290.3"), ["zl202319111290", "3"]);
        assert_eq!(search_terms("方法、装置"), ["方法", "法", "装置", "置"]);
    }
}
