//! What everybody tries first: a list of words, and the runs that fingers find by themselves.
//!
//! No list holds every password of twelve characters that is easy to guess, because most of them are
//! two short ones in a row or one with a year behind it. So the list holds the pieces, and a password
//! is common when hardly anything is left of it without them.

use std::collections::HashSet;
use std::sync::LazyLock;

/// One piece in a line, in small letters; `#` begins a remark.
const LIST: &str = include_str!("common.txt");
/// Characters that must be left of a password once every common piece is taken out.
const LEFT_MIN: usize = 4;
/// A shorter piece is no piece: three letters stand in every sentence.
const PIECE_MIN: usize = 3;
/// The longest piece of the list.
const PIECE_MAX: usize = 24;

static PIECES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = LIST.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// Whether a password, in small letters of usual width, is made of common pieces.
pub fn is_common(folded: &str) -> bool {
    let plain: Vec<char> = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    let with_signs = folded.chars().filter(|c| !c.is_whitespace()).collect();
    [plain, with_signs]
        .iter()
        .any(|chars: &Vec<char>| left_without_pieces(chars) < LEFT_MIN)
}

/// The letter that a sign stands for in `p@ssw0rd`.
const fn letter_of(sign: char) -> char {
    match sign {
        '@' | '4' => 'a',
        '0' => 'o',
        '3' => 'e',
        '$' | '5' => 's',
        '!' => 'i',
        '7' => 't',
        other => other,
    }
}

/// The fewest characters that belong to no piece, over all ways to cut the text.
fn left_without_pieces(chars: &[char]) -> usize {
    // Fewest characters left of the first `n`.
    let mut left = vec![0; chars.len() + 1];
    for end in 1..=chars.len() {
        left[end] = left[end - 1] + 1;
        for start in 0..end.saturating_sub(PIECE_MIN - 1) {
            if left[start] < left[end] && is_piece(&chars[start..end]) {
                left[end] = left[start];
            }
        }
    }
    left[chars.len()]
}

fn is_piece(chars: &[char]) -> bool {
    is_run(chars) || is_year(chars) || {
        let word: String = chars.iter().collect();
        let spoken: String = chars.iter().copied().map(letter_of).collect();
        chars.len() <= PIECE_MAX
            && (PIECES.contains(word.as_str()) || PIECES.contains(spoken.as_str()))
    }
}

/// The same character again and again, or one after the other as they are counted; nine is followed
/// by nought.
fn is_run(chars: &[char]) -> bool {
    let step = |pair: &[char]| match (pair[0], pair[1]) {
        ('9', '0') => 1,
        ('0', '9') => -1,
        (one, next) => i64::from(u32::from(next)) - i64::from(u32::from(one)),
    };
    let mut steps = chars.windows(2).map(step);
    let first = steps.next();
    first.is_some_and(|first| first.abs() <= 1 && steps.all(|step| step == first))
}

fn is_year(chars: &[char]) -> bool {
    matches!(chars, ['1', '9', a, b] | ['2', '0', a, b] if a.is_ascii_digit() && b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_the_form_that_it_is_looked_up_in() {
        assert!(PIECES.len() > 400, "{}", PIECES.len());
        for piece in PIECES.iter() {
            let chars = piece.chars().count();
            assert!((PIECE_MIN..=PIECE_MAX).contains(&chars), "{piece}");
            let plain = piece
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
            assert!(plain, "{piece}");
        }
    }

    #[test]
    fn what_is_left_is_the_least_of_all_cuts() {
        let left = |text: &str| left_without_pieces(&text.chars().collect::<Vec<_>>());
        assert_eq!(left("passwordpassword"), 0);
        assert_eq!(left("password12x"), 2);
        assert_eq!(left("p@ssw0rd!"), 1);
        assert_eq!(left("xyzzy"), 2, "xyz is a run");
        assert_eq!(left("b7k2"), 4);
        assert_eq!(left(""), 0);
    }
}
