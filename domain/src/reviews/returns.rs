//! Lots that go back to their institution to be put right (退回修改): notes beside the fields.
//!
//! domain.md §3.5 has no state for a returned lot; bidding.md C.7 sends it back to be a draft. It is a
//! draft with a note of the centre, and the next import of its row takes its place.

use crate::text::{clean, length};
use serde::{Deserialize, Serialize};

/// The most characters of a note.
pub const NOTE_CHARS_MAX: usize = 300;
/// The most notes of one return.
pub const NOTES_MAX: usize = 20;

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldNote {
    /// The field as the form heads its column: `技术简介`.
    pub field: String,
    /// What is to be put right.
    pub note: String,
}

/// Why the notes are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteRefusal {
    /// A note names no field, or says nothing or too much.
    #[error("RETURN_NOTE_LENGTH")]
    Length,
    /// Too many.
    #[error("RETURN_NOTES_MAX")]
    TooMany,
}

/// Reads notes typed one a line, `字段：说明`; empty lines are left out.
///
/// # Errors
/// [`NoteRefusal`].
pub fn check_notes(text: &str) -> Result<Vec<FieldNote>, NoteRefusal> {
    let lines = text.lines().map(clean).filter(|line| !line.is_empty());
    let notes = lines.map(|line| note(&line).ok_or(NoteRefusal::Length));
    let notes: Vec<FieldNote> = notes.collect::<Result<_, _>>()?;
    match notes.len() <= NOTES_MAX {
        true => Ok(notes),
        false => Err(NoteRefusal::TooMany),
    }
}

fn note(line: &str) -> Option<FieldNote> {
    let (field, note) = line.split_once(['：', ':'])?;
    let (field, note) = (clean(field), clean(note));
    let fits = (1..=40).contains(&length(&field)) && (1..=NOTE_CHARS_MAX).contains(&length(&note));
    fits.then_some(FieldNote { field, note })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_stands_beside_its_field() {
        let notes = check_notes("技术简介：少于50字\n\n 起始价 : 与附件不符\n").unwrap();
        assert_eq!(notes.len(), 2);
        assert_eq!(
            (notes[1].field.as_str(), notes[1].note.as_str()),
            ("起始价", "与附件不符")
        );
        assert_eq!(check_notes(""), Ok(Vec::new()));
        for bad in ["没有字段", "：没有字段", "字段："] {
            assert_eq!(check_notes(bad), Err(NoteRefusal::Length), "{bad}");
        }
        let long = format!("字段：{}", "长".repeat(NOTE_CHARS_MAX + 1));
        assert_eq!(check_notes(&long), Err(NoteRefusal::Length));
        let many = "字段：说明\n".repeat(NOTES_MAX + 1);
        assert_eq!(check_notes(&many), Err(NoteRefusal::TooMany));
    }
}
