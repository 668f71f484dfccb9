//! Unsaved input of a plain form, kept while the browser is sent to the next page.
//!
//! A form without script is always answered with a redirect, and what was typed is too long for
//! an address. It waits here with the answer to it, in the memory of this process, for the person
//! who typed it. Bounded in number and bytes; a restart forgets it, saved revisions are never
//! touched by it.

use super::Outcome;
use super::form::HostForm;
use domain::ids::{AccountId, SessionId};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Forms kept at once; the oldest gives way.
const FORMS_MAX: usize = 64;
/// Characters kept at once, counted in bytes.
const BYTES_MAX: usize = 16 << 20;

/// One kept form.
struct Kept {
    key: String,
    desk: Desk,
    form: HostForm,
    outcome: Outcome,
    bytes: usize,
}

/// The kept forms, oldest first.
#[derive(Default)]
pub struct Shelf {
    forms: VecDeque<Kept>,
    bytes: usize,
}

static SHELF: Mutex<Shelf> = Mutex::new(Shelf {
    forms: VecDeque::new(),
    bytes: 0,
});

/// Whose form, for which session.
pub type Desk = (AccountId, SessionId);

/// Keeps `form` and the answer to it under `key`, which stands in the next address.
pub fn keep(key: &str, desk: Desk, form: HostForm, outcome: Outcome) {
    SHELF
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .put(key, desk, form, outcome);
}

/// What is under `key`, when it is of this desk and still kept.
pub fn find(key: &str, desk: Desk) -> Option<(HostForm, Outcome)> {
    SHELF
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .find(key, desk)
}

impl Shelf {
    fn put(&mut self, key: &str, desk: Desk, form: HostForm, outcome: Outcome) {
        let bytes = weigh(&form);
        if bytes > BYTES_MAX {
            return;
        }
        self.forms.push_back(Kept {
            key: key.to_owned(),
            desk,
            form,
            outcome,
            bytes,
        });
        self.bytes += bytes;
        while self.forms.len() > FORMS_MAX || self.bytes > BYTES_MAX {
            match self.forms.pop_front() {
                Some(oldest) => self.bytes -= oldest.bytes,
                None => break,
            }
        }
    }

    fn find(&self, key: &str, desk: Desk) -> Option<(HostForm, Outcome)> {
        let kept = self
            .forms
            .iter()
            .find(|kept| kept.key == key && kept.desk == desk)?;
        Some((kept.form.clone(), kept.outcome.clone()))
    }
}

/// Roughly what the form takes in memory.
fn weigh(form: &HostForm) -> usize {
    let head = [
        &form.title_zh,
        &form.title_en,
        &form.venue_zh,
        &form.venue_en,
    ];
    let head: usize = head.iter().map(|text| text.len()).sum();
    let agenda: usize = form
        .agenda
        .iter()
        .map(|row| 160 + row.title.len() + row.speaker.len() + row.lot.len() + row.minutes.len())
        .sum();
    let blocks: usize = form
        .blocks
        .iter()
        .map(|b| {
            120 + b.zh.len() + b.en.len() + b.answer_zh.len() + b.answer_en.len() + b.link.len()
        })
        .sum();
    256 + head + agenda + blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> HostForm {
        HostForm {
            title_zh: text.into(),
            ..HostForm::default()
        }
    }

    const HERE: Desk = (AccountId(1), SessionId(3));

    #[test]
    fn only_the_person_who_typed_it_gets_it_back() {
        let mut shelf = Shelf::default();
        shelf.put("k1", HERE, form("甲"), Outcome::Previewed);
        assert_eq!(
            shelf.find("k1", HERE),
            Some((form("甲"), Outcome::Previewed))
        );
        assert_eq!(shelf.find("k1", (AccountId(2), SessionId(3))), None);
        assert_eq!(shelf.find("k1", (AccountId(1), SessionId(4))), None);
        assert_eq!(shelf.find("k2", HERE), None);
    }

    #[test]
    fn the_shelf_is_bounded() {
        let mut shelf = Shelf::default();
        for n in 0..FORMS_MAX + 5 {
            shelf.put(&n.to_string(), HERE, form("x"), Outcome::Previewed);
        }
        assert_eq!(shelf.forms.len(), FORMS_MAX);
        assert!(shelf.find("4", HERE).is_none());
        assert!(shelf.find("5", HERE).is_some());
        shelf.put(
            "big",
            HERE,
            form(&"x".repeat(BYTES_MAX - 1_000)),
            Outcome::Previewed,
        );
        assert!(shelf.bytes <= BYTES_MAX && shelf.find("big", HERE).is_some());
        shelf.put(
            "huge",
            HERE,
            form(&"x".repeat(BYTES_MAX + 1)),
            Outcome::Previewed,
        );
        assert!(shelf.find("huge", HERE).is_none());
    }
}
