//! Plain forms that come back with their refusal, kept while the browser is sent to the page again: they
//! hold names and telephone numbers, which have no place in an address.
//!
//! They wait in the memory of this process under a random key. Bounded in number and bytes; a restart
//! forgets them.

use crate::error::AppError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::VecDeque;
use std::fmt::Display;
use std::sync::{Mutex, PoisonError};

/// Forms kept at once; the oldest gives way.
const FORMS_MAX: usize = 512;
/// Bytes of one form.
const BYTES_MAX: usize = 16 << 10;

struct Kept {
    key: String,
    at: String,
    form: String,
    refused: Option<AppError>,
}

static SHELF: Mutex<VecDeque<Kept>> = Mutex::new(VecDeque::new());

/// The name of a form, with what it is about.
pub fn at(form: &str, about: impl Display) -> String {
    format!("{form}/{about}")
}

/// Keeps a form and why it was refused under `key`, which stands in the next address.
pub fn keep(key: &str, at: &str, form: &impl Serialize, refused: Option<AppError>) {
    let Ok(form) = serde_json::to_string(form) else {
        return;
    };
    if form.len() > BYTES_MAX {
        return;
    }
    let mut shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    while shelf.len() >= FORMS_MAX {
        shelf.pop_front();
    }
    shelf.push_back(Kept {
        key: key.to_owned(),
        at: at.to_owned(),
        form,
        refused,
    });
}

/// What is under `key`, when it is the form at this place and still kept.
pub fn find<F: DeserializeOwned>(key: &str, at: &str) -> Option<(F, Option<AppError>)> {
    let shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = shelf.iter().find(|kept| kept.key == key && kept.at == at)?;
    let form = serde_json::from_str(&kept.form).ok()?;
    Some((form, kept.refused.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_comes_back_at_its_place_and_a_large_one_does_not() {
        let here = at("register", "a");
        keep("k1", &here, &"甲".to_owned(), Some(AppError::Busy));
        let back: Option<(String, _)> = find("k1", &here);
        assert_eq!(back, Some(("甲".to_owned(), Some(AppError::Busy))));
        assert_eq!(find::<String>("k1", &at("register", "b")), None);
        assert_eq!(find::<String>("k2", &here), None);
        keep("k3", &here, &"x".repeat(BYTES_MAX), None);
        assert_eq!(find::<String>("k3", &here), None);
    }
}
