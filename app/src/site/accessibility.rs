//! The statement on accessibility: what is kept to, how that is checked, what is still missing, and
//! whom to tell.

use crate::lang::use_lang;
use crate::ui::PageHead;
use crate::ui::visitor::use_visitor;
use leptos::prelude::*;
use locales::site as m;

/// The statement.
#[component]
pub fn AccessibilityPage() -> impl IntoView {
    let lang = use_lang();
    let contact = use_visitor().with_untracked(|visitor| visitor.site.contact.clone());
    let contact = (!contact.is_empty()).then(|| view! { <p lang="zh-CN">{contact}</p> });
    let list = |lines: [&'static str; 4]| {
        lines
            .into_iter()
            .map(|line| view! { <li>{line}</li> })
            .collect_view()
    };
    view! {
        <PageHead
            title=m::accessibility(lang)
            description=m::accessibility_lead(lang)
            path="/accessibility"
        />
        <div class="page-head">
            <h1>{m::accessibility(lang)}</h1>
            <p class="lead">{m::accessibility_lead(lang)}</p>
        </div>
        <section class="section">
            <h2>{m::kept(lang)}</h2>
            <ul>
                {list([
                    m::kept_keyboard(lang),
                    m::kept_words(lang),
                    m::kept_scripts(lang),
                    m::kept_announced(lang),
                ])}
            </ul>
        </section>
        <section class="section">
            <h2>{m::helps(lang)}</h2>
            <ul>
                {list([
                    m::helps_large(lang),
                    m::helps_colours(lang),
                    m::helps_motion(lang),
                    m::helps_new_bids(lang),
                ])}
            </ul>
        </section>
        <section class="section">
            <h2>{m::checked(lang)}</h2>
            <p>{m::checked_how(lang)}</p>
            <h2>{m::missing(lang)}</h2>
            <p>{m::missing_what(lang)}</p>
            <h2>{m::tell(lang)}</h2>
            <p>{m::tell_how(lang)}</p>
            {contact}
        </section>
    }
}
