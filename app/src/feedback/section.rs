//! The section of a lot's page where somebody who follows it, or is enrolled, says why it does not fit.

use super::{FeedbackForm, GiveFeedback, own_feedback};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::visitor::use_visitor;
use crate::ui::{Loaded, Notice, Submit, TextArea};
use domain::feedback::{FEEDBACK_SHOWN_FROM, FEEDBACK_WORDS_MAX, FeedbackReason};
use domain::ids::LotCode;
use domain::views::OwnFeedback;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, feedback as m};

/// The section; nothing for whoever is not signed in.
#[component]
pub fn FeedbackSection(
    /// The lot.
    code: LotCode,
) -> impl IntoView {
    // Whoever signs in or out comes to this page anew.
    let signed_in = use_visitor().with_untracked(|one| one.account.is_some());
    signed_in.then(|| view! { <OwnSection code /> })
}

#[component]
fn OwnSection(code: LotCode) -> impl IntoView {
    let give = ServerAction::<GiveFeedback>::new();
    let (visitor, of, lot) = (use_visitor(), code.clone(), code.to_string());
    let followed = Memo::new(move |_| visitor.with(|one| one.follows.contains(&of)));
    let own = crate::wire::blocking_data(
        move || (followed.get(), give.version().get()),
        move |_| own_feedback(lot.clone()),
    );
    view! {
        <Loaded resource=own let:own>
            <Section code=code.clone() own give />
        </Loaded>
    }
}

/// The form, the way to what was said, or nothing.
#[component]
fn Section(code: LotCode, own: OwnFeedback, give: ServerAction<GiveFeedback>) -> impl IntoView {
    let lang = use_lang();
    if !own.may_answer && !own.may_read {
        return ().into_any();
    }
    let to = href(lang, &format!("/lots/{code}/feedback"));
    let read = own.may_read.then(|| {
        view! {
            <p>
                <a href=to>{m::to_page(lang)}</a>
            </p>
        }
    });
    let form = own
        .may_answer
        .then(|| view! { <Form code=code.clone() own=own.clone() give /> });
    view! {
        <section class="lot-section" id="feedback" aria-labelledby="feedback-title">
            <h2 id="feedback-title">{m::title(lang)}</h2>
            {read}
            {form}
        </section>
    }
    .into_any()
}

#[component]
fn Form(code: LotCode, own: OwnFeedback, give: ServerAction<GiveFeedback>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let refused = Signal::derive(move || give.value().get().and_then(Result::err));
    let kept = untrack(|| FeedbackForm::kept(refused.get().as_ref()));
    let was_given = own.given.is_some();
    let form = kept.unwrap_or_else(|| FeedbackForm::given(own.given.as_ref()));
    let chosen = form.chosen();
    let boxes = FeedbackReason::ALL
        .iter()
        .map(|one| view! { <ReasonBox one=*one ticked=chosen.contains(one) /> })
        .collect_view();
    let open = was_given || untrack(|| refused.get().is_some());
    let back = href(lang, &format!("/lots/{code}"));
    let label = match was_given {
        true => m::change(lang),
        false => m::give(lang),
    };
    let said = move || {
        let value = give.value().get();
        let by_form = value.is_none() && query.with(|query| query.get("said").is_some());
        (by_form || value.is_some_and(|value| value.is_ok())).then(|| {
            view! {
                <Notice tone="success">
                    <p role="status">{m::said(lang)}</p>
                </Notice>
            }
        })
    };
    let error = Signal::derive(move || refused.get().map(|error: AppError| error.sentence(lang)));
    view! {
        {redrawn(said)}
        <details class="desk-step" open=open>
            <summary>{m::ask(lang)}</summary>
            <ActionForm action=give attr:class="form" attr:novalidate=true>
                <p class="field-hint">{m::hint(lang, FEEDBACK_SHOWN_FROM)}</p>
                <input type="hidden" name="lot" value=code.to_string() />
                <input type="hidden" name="back" value=back />
                <fieldset class="notice-kinds">
                    <legend class="field-label">{m::reasons(lang)}</legend>
                    {boxes}
                </fieldset>
                <TextArea
                    id="feedback-words"
                    name="form[words]"
                    label=m::words(lang)
                    hint=Some(m::words_hint(lang, FEEDBACK_WORDS_MAX))
                    error=error
                    value=form.words
                    rows=3
                />
                <p>
                    <Submit label=label pending=give.pending() />
                </p>
            </ActionForm>
        </details>
    }
}

#[component]
fn ReasonBox(one: FeedbackReason, ticked: bool) -> impl IntoView {
    let lang = use_lang();
    let id = format!("feedback-{}", one.code().to_lowercase());
    view! {
        <div class="check">
            <input
                id=id.clone()
                name="form[reasons][]"
                type="checkbox"
                value=one.code()
                checked=ticked
            />
            <label for=id>{one.label(lang)}</label>
        </div>
    }
}
