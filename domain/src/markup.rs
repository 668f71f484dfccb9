//! The marks of an article's body: a small part of Markdown, read into blocks of a closed form. There is
//! no HTML, and a link leads to this portal, to an address with HTTPS or to a mailbox; whatever else is written stands
//! there as it was typed.

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As it stands.
    Text(String),
    /// `**strong**`.
    Strong(String),
    /// `[words](address)`.
    Link {
        /// What is read.
        words: String,
        /// `https://…`, `mailto:…`, or a path of this portal.
        to: String,
    },
}

/// A block of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// `## heading`.
    Heading(String),
    /// `### heading`.
    Subheading(String),
    /// Lines without a blank one between them.
    Paragraph(Vec<Piece>),
    /// Lines that begin with `- `.
    List(Vec<Vec<Piece>>),
    /// Lines that begin with `1. ` and so on.
    Steps(Vec<Vec<Piece>>),
}

/// The blocks of a body, in order.
pub fn blocks(body: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // Whether the last block may go on with the next line.
    let mut open = false;
    for line in body.lines().map(str::trim) {
        if line.is_empty() {
            open = false;
            continue;
        }
        let last = blocks.last_mut().filter(|_| open);
        open = true;
        if let Some(words) = line.strip_prefix("### ") {
            blocks.push(Block::Subheading(words.trim().to_owned()));
        } else if let Some(words) = line.strip_prefix("## ") {
            blocks.push(Block::Heading(words.trim().to_owned()));
        } else if let Some(words) = line.strip_prefix("- ") {
            match last {
                Some(Block::List(items)) => items.push(pieces(words)),
                _ => blocks.push(Block::List(vec![pieces(words)])),
            }
        } else if let Some(words) = step(line) {
            match last {
                Some(Block::Steps(items)) => items.push(pieces(words)),
                _ => blocks.push(Block::Steps(vec![pieces(words)])),
            }
        } else {
            match last {
                Some(Block::Paragraph(all)) => {
                    all.push(Piece::Text(" ".into()));
                    all.extend(pieces(line));
                }
                _ => blocks.push(Block::Paragraph(pieces(line))),
            }
        }
    }
    blocks
}

/// What stands behind `1. `; numbers of one or two digits.
fn step(line: &str) -> Option<&str> {
    let (number, words) = line.split_once(". ")?;
    let is_number = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| words.trim())
}

fn pieces(line: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = line;
    while let Some(each) = rest.chars().next() {
        let found = match each {
            '*' => strong(rest),
            '[' => link(rest),
            _ => None,
        };
        match found {
            Some((piece, after)) => {
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(piece);
                rest = after;
            }
            None => {
                plain.push(each);
                rest = &rest[each.len_utf8()..];
            }
        }
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}

fn strong(text: &str) -> Option<(Piece, &str)> {
    let (words, after) = text.strip_prefix("**")?.split_once("**")?;
    (!words.is_empty()).then(|| (Piece::Strong(words.to_owned()), after))
}

fn link(text: &str) -> Option<(Piece, &str)> {
    let (words, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (to, after) = rest.split_once(')')?;
    if words.is_empty() || words.contains(['[', ']']) || !leads_somewhere_safe(to) {
        return None;
    }
    let (words, to) = (words.to_owned(), to.to_owned());
    Some((Piece::Link { words, to }, after))
}

/// Whether an address is a path of this portal, one with HTTPS, or one of a mailbox.
pub fn leads_somewhere_safe(to: &str) -> bool {
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !"\\\"'<>`".contains(c);
    let local = to.starts_with('/') && !to.starts_with("//");
    let far = to.strip_prefix("https://").is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && !rest.contains('@')
    });
    let mailbox = to.strip_prefix("mailto:").is_some_and(|rest| {
        let named = |c: char| c.is_ascii_alphanumeric() || "@.-_+".contains(c);
        let (name, host) = rest.split_once('@').unwrap_or_default();
        rest.chars().all(named) && !name.is_empty() && host.contains('.') && !host.contains('@')
    });
    to.chars().all(plain) && (local || far || mailbox)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(words: &str) -> Piece {
        Piece::Text(words.into())
    }

    #[test]
    fn a_body_is_read_into_blocks() {
        let body = "## 一、目的\n促进**转移**，\n见[专场](/sessions)。\n\n- 甲\n- 乙\n\n### 步骤\n1. 报名\n2. 出价\n尾";
        let read = blocks(body);
        assert_eq!(
            read,
            [
                Block::Heading("一、目的".into()),
                Block::Paragraph(vec![
                    text("促进"),
                    Piece::Strong("转移".into()),
                    text("，"),
                    text(" "),
                    text("见"),
                    Piece::Link {
                        words: "专场".into(),
                        to: "/sessions".into(),
                    },
                    text("。"),
                ]),
                Block::List(vec![vec![text("甲")], vec![text("乙")]]),
                Block::Subheading("步骤".into()),
                Block::Steps(vec![vec![text("报名")], vec![text("出价")]]),
                Block::Paragraph(vec![text("尾")]),
            ]
        );
    }

    #[test]
    fn a_link_leads_nowhere_unsafe() {
        for to in [
            "javascript:alert(1)",
            "//evil.example",
            "http://plain.example",
            "data:text/html,x",
            "https://user@evil.example",
            "https://",
            "/a b",
            "/\\evil.example",
            "JAVASCRIPT:x",
            "mailto:",
            "mailto:a@b@c.example",
            "mailto:a@example.com?body=x",
            "",
        ] {
            let body = format!("[x]({to})");
            let read = blocks(&body);
            let Some(Block::Paragraph(pieces)) = read.first() else {
                panic!("{to}: {read:?}");
            };
            let is_text = |piece: &Piece| matches!(piece, Piece::Text(_));
            assert!(pieces.iter().all(is_text), "{to}: {pieces:?}");
        }
    }

    #[test]
    fn a_mailbox_is_somewhere() {
        assert!(leads_somewhere_safe("mailto:office@example.com"));
    }

    #[test]
    fn marks_that_are_none_stand_as_they_were_typed() {
        for line in [
            "<b>x</b>", "**", "a ** b", "[x]", "[](/a)", "#x", "-x", "100. x",
        ] {
            assert_eq!(words(&blocks(line)), line);
        }
    }

    /// Everything that is read of blocks.
    fn words(blocks: &[Block]) -> String {
        let line = |pieces: &[Piece]| -> String {
            let of = |piece: &Piece| match piece {
                Piece::Text(words) | Piece::Strong(words) => words.clone(),
                Piece::Link { words, .. } => words.clone(),
            };
            pieces.iter().map(of).collect()
        };
        let of = |block: &Block| match block {
            Block::Heading(words) | Block::Subheading(words) => words.clone(),
            Block::Paragraph(pieces) => line(pieces),
            Block::List(items) | Block::Steps(items) => items.iter().map(|i| line(i)).collect(),
        };
        blocks.iter().map(of).collect()
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_and_every_link_is_safe(body in "[-#*\\[\\]()/a.1 \n:甲]{0,60}") {
            let read = blocks(&body);
            let shown = words(&read);
            prop_assert!(shown.chars().count() <= body.chars().count() + 1);
            let all = |block: &Block| -> Vec<Piece> {
                match block {
                    Block::Paragraph(pieces) => pieces.clone(),
                    Block::List(items) | Block::Steps(items) => items.concat(),
                    _ => Vec::new(),
                }
            };
            for piece in read.iter().flat_map(all) {
                if let Piece::Link { to, .. } = piece {
                    prop_assert!(to.starts_with('/') || to.starts_with("https://"));
                }
            }
        }
    }
}
