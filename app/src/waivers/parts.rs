//! Waivers as everybody sees them whom they concern.

use crate::lang::use_lang;
use crate::ui::{DOT, When};
use domain::views::WaiverLine;
use leptos::prelude::*;
use locales::{Label, waivers as m};

/// What is waived for one institution; nothing when nothing is.
#[component]
pub fn Waivers(
    /// In the order in which they were granted.
    waivers: Vec<WaiverLine>,
) -> impl IntoView {
    let lang = use_lang();
    let row = |one: WaiverLine| {
        view! {
            <li>
                {m::granted(lang, one.rule.label(lang))}
                " "
                <span lang="zh-CN">{one.reason}</span>
                {DOT}
                <span lang="zh-CN">{one.by}</span>
                {DOT}
                <When at=one.at />
            </li>
        }
    };
    let some = !waivers.is_empty();
    let rows = waivers.into_iter().map(row).collect_view();
    some.then(|| view! { <ul class="plain-rows" data-testid="waivers">{rows}</ul> })
}
