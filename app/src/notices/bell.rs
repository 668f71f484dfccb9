//! The way to one's notices in the head of every page, with the number of those that were not read.

use crate::lang::{href, use_lang};
use crate::ui::erased::{changing, redrawn};
use crate::ui::icons::BellMark;
use crate::ui::visitor::use_visitor;
use domain::notices::COUNTED_MAX;
use domain::views::Visitor;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use locales::{Lang, notices as m};

/// The bell. Whoever goes from page to page without loading one anew has it counted again.
#[component]
pub fn Bell() -> impl IntoView {
    let lang = use_lang();
    let visitor = use_visitor();
    let unread = Memo::new(move |_| visitor.with(|visitor| visitor.unread));
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let here = path.get();
        if before.is_some_and(|before| before != here) {
            count_again(visitor);
        }
        here
    });
    let badge = move || {
        let count = unread.get();
        // Drawn by the style sheet: the number stands in the name already, in a sentence.
        (count > 0).then(|| view! { <span class="bell-count" data-count=shown(count)></span> })
    };
    view! {
        <a
            class="bell"
            href=href(lang, "/account/notices")
            aria-label=changing(move || name(lang, unread.get()))
            data-testid="bell"
        >
            <BellMark />
            <span class="bell-word">{m::bell(lang)}</span>
            {redrawn(badge)}
        </a>
    }
}

/// Asks the server how many notices there are.
fn count_again(visitor: RwSignal<Visitor>) {
    spawn_local(async move {
        if let Ok(now) = crate::accounts::visitor().await {
            visitor.update(|visitor| visitor.unread = now.unread);
        }
    });
}

/// The number as it is shown: above the bound only that there are more.
fn shown(count: u32) -> String {
    match count > COUNTED_MAX {
        true => format!("{COUNTED_MAX}+"),
        false => count.to_string(),
    }
}

fn name(lang: Lang, count: u32) -> String {
    match count {
        0 => m::bell(lang).to_owned(),
        _ => m::bell_unread(lang, shown(count)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn above_the_bound_there_are_just_more() {
        assert_eq!(
            (shown(1), shown(99), shown(100)),
            ("1".into(), "99".into(), "99+".into())
        );
        assert_ne!(name(Lang::Zh, 0), name(Lang::Zh, 1));
    }
}
