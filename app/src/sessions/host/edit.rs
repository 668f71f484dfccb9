//! The buttons of the host's form: each is one word that is posted as `intent`.
//!
//! The same function answers a click in the browser and a plain form on the server.

use super::form::{AgendaRow, BlockRow, HostForm};
use domain::sessions::{AgendaKind, move_row};

/// The kinds of block in the order of their buttons.
pub const BLOCK_KINDS: [&str; 13] = [
    "heading",
    "text",
    "notice",
    "question",
    "lots",
    "needs",
    "people",
    "table",
    "downloads",
    "picture",
    "video",
    "map",
    "events",
];

/// Minutes that a new agenda row begins with: the usual length of a roadshow.
const MINUTES_USUAL: u16 = 15;

/// What a button asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Save as a new revision (`save`).
    Save,
    /// Save on top of what somebody else saved meanwhile (`save-over`).
    SaveOver,
    /// Save and publish (`publish`).
    Publish,
    /// Show the public look without saving (`preview`).
    Preview,
    /// Change the rows without saving.
    Edit(Edit),
}

/// The two lists of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The agenda.
    Agenda,
    /// The blocks of the page.
    Blocks,
}

/// A change of the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Add an agenda row (`add-agenda`).
    AddAgenda,
    /// Add a block (`add-block-text`).
    AddBlock(String),
    /// Move a row one up (`up-agenda-3`).
    Up(List, usize),
    /// Move a row one down (`down-block-0`).
    Down(List, usize),
    /// Take a row out (`remove-agenda-3`).
    Remove(List, usize),
    /// Move a row to another place (`move-agenda-3-to-0`): what dragging does.
    Move(List, usize, usize),
}

impl Intent {
    /// Reads the posted word; anything unknown saves, which loses nothing.
    pub fn parse(word: &str) -> Self {
        match word {
            "save-over" => Self::SaveOver,
            "publish" => Self::Publish,
            "preview" => Self::Preview,
            _ => Edit::parse(word).map_or(Self::Save, Self::Edit),
        }
    }
}

impl Edit {
    fn parse(word: &str) -> Option<Self> {
        let (verb, rest) = word.split_once('-')?;
        if verb == "add" {
            let kind = rest
                .strip_prefix("block-")
                .filter(|kind| BLOCK_KINDS.contains(kind));
            return match kind {
                Some(kind) => Some(Self::AddBlock(kind.to_owned())),
                None => (rest == "agenda").then_some(Self::AddAgenda),
            };
        }
        let (list, row) = rest.split_once('-')?;
        let list = match list {
            "agenda" => List::Agenda,
            "block" => List::Blocks,
            _ => return None,
        };
        if verb == "move" {
            let (from, to) = row.split_once("-to-")?;
            return Some(Self::Move(list, from.parse().ok()?, to.parse().ok()?));
        }
        let row = row.parse().ok()?;
        match verb {
            "up" => Some(Self::Up(list, row)),
            "down" => Some(Self::Down(list, row)),
            "remove" => Some(Self::Remove(list, row)),
            _ => None,
        }
    }

    /// Changes `form`; a row that is not there changes nothing. Returns the id of the control that
    /// takes the focus, so that the keyboard stays where the change happened.
    pub fn apply(&self, form: &mut HostForm) -> String {
        match self {
            Self::AddAgenda => {
                let kind = AgendaKind::Roadshow.code().to_owned();
                form.agenda.push(AgendaRow {
                    kind,
                    minutes: MINUTES_USUAL.to_string(),
                    ..AgendaRow::default()
                });
                format!("agenda-{}-title", form.agenda.len() - 1)
            }
            Self::AddBlock(kind) => {
                form.blocks.push(BlockRow::empty(kind));
                let control = match kind.as_str() {
                    "lots" | "needs" => "remove",
                    _ => "zh",
                };
                format!("block-{}-{control}", form.blocks.len() - 1)
            }
            Self::Up(list, row) => match list {
                List::Agenda => lift(&mut form.agenda, *row, "agenda"),
                List::Blocks => lift(&mut form.blocks, *row, "block"),
            },
            Self::Down(list, row) => match list {
                List::Agenda => sink(&mut form.agenda, *row, "agenda"),
                List::Blocks => sink(&mut form.blocks, *row, "block"),
            },
            Self::Remove(list, row) => match list {
                List::Agenda => remove(&mut form.agenda, *row, "agenda", "agenda-add"),
                List::Blocks => remove(&mut form.blocks, *row, "block", "block-add-heading"),
            },
            Self::Move(list, from, to) => match list {
                List::Agenda => shift(&mut form.agenda, (*from, *to), "agenda"),
                List::Blocks => shift(&mut form.blocks, (*from, *to), "block"),
            },
        }
    }
}

/// The focus goes with the row that was moved.
fn shift<T>(rows: &mut Vec<T>, (from, to): (usize, usize), name: &str) -> String {
    move_row(rows, from, to);
    let to = to.min(rows.len().saturating_sub(1));
    format!("{name}-{to}-remove")
}

fn lift<T>(rows: &mut [T], row: usize, name: &str) -> String {
    if row == 0 || row >= rows.len() {
        return format!("{name}-{row}-up");
    }
    rows.swap(row, row - 1);
    // The first row cannot go further up: its button down is the one that works.
    let button = if row == 1 { "down" } else { "up" };
    format!("{name}-{}-{button}", row - 1)
}

fn sink<T>(rows: &mut [T], row: usize, name: &str) -> String {
    if row + 1 >= rows.len() {
        return format!("{name}-{row}-down");
    }
    rows.swap(row, row + 1);
    let button = if row + 2 == rows.len() { "up" } else { "down" };
    format!("{name}-{}-{button}", row + 1)
}

fn remove<T>(rows: &mut Vec<T>, row: usize, name: &str, otherwise: &str) -> String {
    if row < rows.len() {
        rows.remove(row);
    }
    match rows.len() {
        0 => otherwise.to_owned(),
        left => format!("{name}-{}-remove", row.min(left - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(titles: &[&str]) -> HostForm {
        let agenda = titles
            .iter()
            .map(|title| AgendaRow {
                title: (*title).into(),
                ..AgendaRow::default()
            })
            .collect();
        HostForm {
            agenda,
            ..HostForm::default()
        }
    }

    fn after(titles: &[&str], word: &str) -> (String, String) {
        let mut form = form(titles);
        let Intent::Edit(edit) = Intent::parse(word) else {
            panic!("{word}")
        };
        let focus = edit.apply(&mut form);
        (
            form.agenda.iter().map(|row| row.title.as_str()).collect(),
            focus,
        )
    }

    #[test]
    fn rows_move_and_the_focus_follows() {
        let case = |word: &str, rows: &str, focus: &str| {
            assert_eq!(
                after(&["a", "b", "c"], word),
                (rows.into(), focus.into()),
                "{word}"
            );
        };
        case("up-agenda-2", "acb", "agenda-1-up");
        case("up-agenda-1", "bac", "agenda-0-down");
        case("up-agenda-0", "abc", "agenda-0-up");
        case("down-agenda-0", "bac", "agenda-1-down");
        case("down-agenda-1", "acb", "agenda-2-up");
        case("down-agenda-2", "abc", "agenda-2-down");
        case("remove-agenda-0", "bc", "agenda-0-remove");
        case("remove-agenda-2", "ab", "agenda-1-remove");
        case("up-agenda-9", "abc", "agenda-9-up");
        case("move-agenda-2-to-0", "cab", "agenda-0-remove");
        case("move-agenda-0-to-9", "bca", "agenda-2-remove");
        assert_eq!(
            after(&["a"], "remove-agenda-0"),
            (String::new(), "agenda-add".into())
        );
        assert_eq!(after(&["a"], "add-agenda").1, "agenda-1-title");
    }

    #[test]
    fn blocks_are_added_by_kind() {
        let mut form = form(&[]);
        for kind in BLOCK_KINDS {
            let Intent::Edit(edit) = Intent::parse(&format!("add-block-{kind}")) else {
                panic!()
            };
            edit.apply(&mut form);
        }
        let kinds: Vec<_> = form
            .blocks
            .iter()
            .map(|block| block.kind.as_str())
            .collect();
        assert_eq!(kinds, BLOCK_KINDS);
    }

    #[test]
    fn unknown_words_save() {
        for word in [
            "save",
            "",
            "add-block-script",
            "up-agenda",
            "up-rows-1",
            "up-agenda-x",
        ] {
            assert_eq!(Intent::parse(word), Intent::Save, "{word}");
        }
        assert_eq!(Intent::parse("publish"), Intent::Publish);
        assert_eq!(Intent::parse("preview"), Intent::Preview);
        assert_eq!(Intent::parse("save-over"), Intent::SaveOver);
    }
}
