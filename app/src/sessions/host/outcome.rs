//! What became of the host's form.

use super::Problem;
use crate::error::AppError;
use domain::views::{ImportFault, SessionDesk};
use serde::{Deserialize, Serialize};

/// What became of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// Saved as this revision.
    Saved {
        /// Its number.
        number: u32,
    },
    /// Published; this revision is the public one.
    Published {
        /// Its number.
        number: u32,
    },
    /// Nothing was changed, so nothing was written.
    Unchanged {
        /// Number of the revision that says the same.
        number: u32,
    },
    /// An earlier revision was saved again as the latest one.
    Restored {
        /// The earlier number.
        from: u32,
        /// The new number.
        number: u32,
    },
    /// Somebody else has saved meanwhile; nothing was written.
    Conflict,
    /// Something in the form keeps it from being saved.
    Problem {
        /// What, and where.
        problem: Problem,
    },
    /// The server could not take it.
    Failed {
        /// Why.
        error: AppError,
    },
    /// A workbook was read; its rows stand in the form and are not saved.
    SheetRead {
        /// How many.
        rows: usize,
    },
    /// A workbook was not taken.
    SheetRefused {
        /// Why.
        faults: Vec<ImportFault>,
    },
    /// Only rows were added, moved or taken out.
    Edited,
    /// Only a preview was asked for.
    Previewed,
}

/// The answer to a script: what became of the form, and the desk after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostReply {
    /// What became of it.
    pub outcome: Outcome,
    /// The desk as it is now; `None` when it could not be read.
    pub desk: Option<SessionDesk>,
}

impl Outcome {
    /// `back` with a finished command, for a page without script; `None` when there is unsaved
    /// input to keep.
    pub fn address(&self, back: &str) -> Option<String> {
        let (done, number, from) = match self {
            Self::Saved { number } => ("saved", number, 0),
            Self::Published { number } => ("published", number, 0),
            Self::Unchanged { number } => ("unchanged", number, 0),
            Self::Restored { from, number } => ("restored", number, *from),
            _ => return None,
        };
        let address = crate::accounts::with_query(back, "done", done);
        Some(format!("{address}&number={number}&from={from}"))
    }

    /// The finished command that an address tells of.
    pub fn of(done: &str, number: &str, from: &str) -> Option<Self> {
        let (number, from) = (number.parse().ok()?, from.parse().ok()?);
        match done {
            "saved" => Some(Self::Saved { number }),
            "published" => Some(Self::Published { number }),
            "unchanged" => Some(Self::Unchanged { number }),
            "restored" => Some(Self::Restored { from, number }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finished_commands_go_through_the_address() {
        let restored = Outcome::Restored { from: 3, number: 8 };
        let address = restored
            .address("/host/sessions/1")
            .expect("a finished command");
        assert_eq!(address, "/host/sessions/1?done=restored&number=8&from=3");
        assert_eq!(Outcome::of("restored", "8", "3"), Some(restored));
        assert_eq!(Outcome::of("sold", "8", "3"), None);
        assert_eq!(Outcome::Conflict.address("/"), None);
        assert_eq!(Outcome::Edited.address("/"), None);
        assert_eq!(Outcome::SheetRead { rows: 3 }.address("/"), None);
    }
}
