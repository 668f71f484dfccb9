//! The keys of the expert's desk: `j` and `k` through the list, `1`–`4` to a criterion, Ctrl+Enter
//! submits. Everything is there without them.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::hooks::use_navigate;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The next lot of the list.
    Next,
    /// The one before.
    Previous,
    /// The score of the criterion with this place.
    Criterion(usize),
    /// Submit the sheet.
    Submit,
}

/// What a pressed key asks for. Letters and digits that somebody types are his text; keys with Ctrl,
/// Alt or the system key are the browser's.
pub fn asked(key: &str, ctrl: bool, other: bool, typing: bool) -> Option<Key> {
    match key {
        "Enter" if ctrl && !other => Some(Key::Submit),
        _ if ctrl || other || typing => None,
        "j" => Some(Key::Next),
        "k" => Some(Key::Previous),
        "1" | "2" | "3" | "4" => key
            .parse::<usize>()
            .ok()
            .map(|place| Key::Criterion(place - 1)),
        _ => None,
    }
}

/// Listens for as long as the desk is shown. `next` and `previous` are addresses of the list; the
/// controls have these ids.
pub fn listen(
    (next, previous): (Option<String>, Option<String>),
    criteria: [&'static str; 4],
    submit: &'static str,
) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        let (navigate, next, previous) = (navigate.clone(), next.clone(), previous.clone());
        let handle = window_event_listener(ev::keydown, move |event| {
            let other = event.alt_key() || event.meta_key();
            let typing = is_typing(&event);
            let Some(key) = asked(&event.key(), event.ctrl_key(), other, typing) else {
                return;
            };
            let go = |to: &Option<String>| match to {
                Some(to) => {
                    navigate(to, Default::default());
                    true
                }
                None => false,
            };
            let done = match key {
                Key::Next => go(&next),
                Key::Previous => go(&previous),
                Key::Criterion(place) => with(criteria[place], |element| {
                    let _ = element.focus();
                }),
                Key::Submit => with(submit, |element| element.click()),
            };
            if done {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    });
}

/// Whether the key goes into a control that takes text or a choice.
fn is_typing(event: &ev::KeyboardEvent) -> bool {
    let target = event.target();
    let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| {
        let name = element.tag_name().to_ascii_lowercase();
        ["input", "textarea", "select"].contains(&name.as_str())
    })
}

fn with(id: &str, act: impl FnOnce(&web_sys::HtmlElement)) -> bool {
    let found = document().get_element_by_id(id);
    let element = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok());
    let there = element.is_some();
    if let Some(element) = element {
        act(&element);
    }
    there
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ask_for_what_they_stand_for() {
        assert_eq!(asked("j", false, false, false), Some(Key::Next));
        assert_eq!(asked("k", false, false, false), Some(Key::Previous));
        assert_eq!(asked("3", false, false, false), Some(Key::Criterion(2)));
        assert_eq!(asked("5", false, false, false), None);
        assert_eq!(asked("Enter", true, false, true), Some(Key::Submit));
        assert_eq!(asked("Enter", false, false, false), None);
    }

    #[test]
    fn what_is_typed_stays_text() {
        for key in ["j", "k", "1"] {
            assert_eq!(asked(key, false, false, true), None, "{key}");
            assert_eq!(asked(key, true, false, false), None, "{key} with Ctrl");
            assert_eq!(asked(key, false, true, false), None, "{key} with Alt");
        }
    }
}
