//! The title of the tab while a lot is in its round: what is left, where the visitor stands, the lot
//! (ux.md §1.5).

use super::panel::{time_left, view_words};
use super::room::{Place, Room};
use crate::lang::use_lang;
use crate::ui::DOT;
use crate::ui::TabTitle;
use domain::live::View;
use leptos::prelude::*;
use locales::{Label, Lang, bidding as m, ui};

/// Puts the title in the place of the page's own. The server leaves that as it is: search engines
/// and shared links want the name of the lot alone.
#[component]
pub fn LiveTitle() -> impl IntoView {
    let lang = use_lang();
    use_context::<Room>().map(|room| {
        let title = Memo::new(move |_| match room.clock().offset() {
            Some(_) => titled(facts(lang, room), &room.title()),
            None => room.title(),
        });
        // The head may ask once more for the title of a lot that the visitor has left.
        view! { <TabTitle text=move || ui::page_title(lang, title.try_get().unwrap_or_default()) /> }
    })
}

/// What stands before the name of the lot.
fn facts(lang: Lang, room: Room) -> [Option<String>; 2] {
    let view = room.view();
    let state = match (view, room.sold()) {
        (View::Hammer, Some(sold)) => sold.label(lang),
        _ => view_words(lang, view),
    };
    match view {
        View::Open | View::Extended => {
            let standing = match room.place() {
                Place::Leading => Some(m::status_leading(lang)),
                Place::Outbid => Some(m::title_outbid(lang)),
                Place::Outside => None,
            };
            [Some(time_left(lang, room)), standing.map(str::to_owned)]
        }
        View::Preview => [Some(time_left(lang, room)), Some(state.to_owned())],
        _ => [None, Some(state.to_owned())],
    }
}

/// `00:42 · 领先 · title`.
fn titled(facts: [Option<String>; 2], title: &str) -> String {
    let mut parts: Vec<String> = facts.into_iter().flatten().collect();
    parts.push(title.to_owned());
    parts.join(DOT)
}

#[cfg(test)]
mod tests {
    use super::titled;

    #[test]
    fn the_time_stands_first_because_tabs_are_narrow() {
        let all = titled([Some("00:42".into()), Some("领先".into())], "一种电池");
        assert_eq!(all, "00:42 ·\u{a0}领先 ·\u{a0}一种电池");
        assert_eq!(titled([None, None], "一种电池"), "一种电池");
    }
}
