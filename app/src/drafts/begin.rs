//! `/org/lots/new`: which kind of lot is typed.

use super::parts::{Back, summary};
use super::{BeginDraft, PATH};
use crate::lang::{href, use_lang};
use crate::reviews::RETURNED_PATH;
use crate::ui::{FormHead, Loaded};
use domain::lots::LotKind;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::drafts as m;

/// The beginning of a draft.
#[component]
pub fn NewLotPage() -> impl IntoView {
    let lang = use_lang();
    // Whoever may type no lot is told so here.
    let page = crate::wire::blocking_data(
        || (),
        |()| async { super::drafts().await.map(|page| page.days) },
    );
    let errors = summary(lang);
    view! {
        <FormHead title=m::new_title(lang) description=m::new_intro(lang) path="/org/lots/new"
            errors=Signal::stored(errors) />
        <div class="draft">
            <Loaded resource=page let:_days>
                <p>
                    <a href=href(lang, RETURNED_PATH)>{m::to_desk(lang)}</a>
                </p>
                <h1>{m::new_title(lang)}</h1>
                <p class="lead">{m::new_intro(lang)}</p>
                <Kind kind=LotKind::Patent />
                <Kind kind=LotKind::Achievement />
                <p>
                    <a href=href(lang, "/org/import")>{m::or_import(lang)}</a>
                </p>
            </Loaded>
        </div>
    }
}

#[component]
fn Kind(kind: LotKind) -> impl IntoView {
    let lang = use_lang();
    let (title, hint, begin) = match kind {
        LotKind::Patent => (
            m::kind_patent(lang),
            m::kind_patent_hint(lang),
            m::begin_patent(lang),
        ),
        LotKind::Achievement => (
            m::kind_achievement(lang),
            m::kind_achievement_hint(lang),
            m::begin_achievement(lang),
        ),
    };
    let heading = format!("kind-{}", kind.code().to_lowercase());
    let labelled = heading.clone();
    view! {
        <section class="section" aria-labelledby=labelled>
            <h2 class="section-title" id=heading>
                {title}
            </h2>
            <p>{hint}</p>
            <form method="post" action=BeginDraft::url()>
                <Back to=PATH />
                <input type="hidden" name="kind" value=kind.code() />
                <p>
                    <button class="button button--main" type="submit">
                        {begin}
                    </button>
                </p>
            </form>
        </section>
    }
}
