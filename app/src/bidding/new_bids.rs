//! Which new bids of others a listener wants to hear of, and the choice that this browser remembers.

use super::room::Room;
use crate::lang::use_lang;
use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use locales::bidding as m;

/// Where this browser remembers the choice.
const KEPT_AS: &str = "luochui-new-bids";

/// The new bids of others that are announced (ux.md §1.8). Being outbid is always said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NewBids {
    /// On every lot.
    All,
    /// On lots that the listener has bid on.
    #[default]
    Mine,
    /// None.
    Off,
}

impl NewBids {
    const ALL: [Self; 3] = [Self::All, Self::Mine, Self::Off];

    const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mine => "mine",
            Self::Off => "off",
        }
    }

    fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.code() == code)
    }
}

/// The choice, below the list of bids. Nothing is announced without scripts.
#[component]
pub(super) fn NewBidsChoice(room: Room) -> impl IntoView {
    let lang = use_lang();
    let chosen = room.new_bids;
    Effect::new(move |_| {
        let kept = LocalStorage::get::<String>(KEPT_AS).ok();
        if let Some(kept) = kept.and_then(|code| NewBids::parse(&code)) {
            chosen.set(kept);
        }
    });
    let choose = move |event: leptos::ev::Event| {
        let choice = NewBids::parse(&event_target_value(&event)).unwrap_or_default();
        chosen.set(choice);
        // A browser that keeps nothing asks again on the next page.
        let _ = LocalStorage::set(KEPT_AS, choice.code());
    };
    let options = NewBids::ALL
        .into_iter()
        .map(|choice| {
            let words = match choice {
                NewBids::All => m::new_bids_all(lang),
                NewBids::Mine => m::new_bids_mine(lang),
                NewBids::Off => m::new_bids_off(lang),
            };
            view! { <option value=choice.code()>{words}</option> }
        })
        .collect_view();
    view! {
        <p class="new-bids js-only">
            <label for="new-bids">{m::new_bids_label(lang)}</label>
            <select
                class="input"
                id="new-bids"
                on:change=choose
                prop:value=move || chosen.get().code()
            >
                {options}
            </select>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::NewBids;

    #[test]
    fn a_choice_is_kept_by_its_code() {
        for choice in NewBids::ALL {
            assert_eq!(NewBids::parse(choice.code()), Some(choice));
        }
        assert_eq!(NewBids::parse("loud"), None);
        assert_eq!(NewBids::default(), NewBids::Mine);
    }
}
