//! One more review of a lot (补派评审): the centre gives it to a member of its group by hand, on the page of
//! the progress.

use super::AssignReview;
use crate::command::refused;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{Notice, SelectField, Submit, TextField};
use domain::lots::Industry;
use domain::views::{ReviewGroupView, ReviewerLine};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, reviews as m};

/// The act of the form.
pub type Assigning = ServerAction<AssignReview>;

/// The control that a refusal means.
pub fn control(error: &AppError) -> String {
    let AppError::Invalid { code, .. } = error else {
        return "assign-lot".to_owned();
    };
    match code.as_str() {
        "REVIEW_NOT_IN_GROUP" | "REVIEW_CONFLICT_OF_INTEREST" | "REVIEW_ASSIGNED" => {
            "assign-expert".to_owned()
        }
        _ => "assign-lot".to_owned(),
    }
}

/// That a lot was given, as the answer or the address of the page tells it.
#[component]
pub fn AssignedNote(assign: Assigning) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    move || {
        let code = match assign.value().get() {
            Some(done) => done.ok(),
            None => query.with(|query| query.get("assigned")),
        };
        let code = domain::ids::LotCode::parse(&code?)?;
        Some(view! {
            <Notice tone="success">
                <p role="status">{m::assign_done(lang, code)}</p>
            </Notice>
        })
    }
}

/// The form: which lot, and to which member of which group.
#[component]
pub fn AssignForm(groups: Vec<ReviewGroupView>, assign: Assigning) -> impl IntoView {
    let lang = use_lang();
    let error = move |of: &'static str| {
        Signal::derive(move || {
            let error = refused(assign).filter(|error| control(error) == of);
            error.map(|error| error.sentence(lang))
        })
    };
    let typed =
        move |name: &str| untrack(|| refused(assign)).and_then(|error| carried(&error, name));
    let of_group = |group: ReviewGroupView| {
        let seats = group.seats.into_iter();
        let choices = seats.map(|(expert, _)| choice(lang, group.industry, expert));
        choices.collect::<Vec<_>>()
    };
    let options = groups.into_iter().flat_map(of_group).collect();
    view! {
        <ActionForm action=assign attr:class="form" attr:novalidate=true>
            <input type="hidden" name="back" value=href(lang, super::progress::PATH) />
            <TextField
                id="assign-lot"
                name="lot"
                label=m::assign_lot(lang)
                hint=Some(m::assign_hint(lang).to_owned())
                error=error("assign-lot")
                value=typed("lot").unwrap_or_default()
            />
            <SelectField
                id="assign-expert"
                name="expert"
                label=m::expert(lang)
                options
                value=typed("expert").unwrap_or_default()
                error=error("assign-expert")
            />
            <p>
                <Submit label=m::assign(lang) pending=assign.pending() />
            </p>
        </ActionForm>
    }
}

/// An expert as he is chosen: his number; group, name and unit.
fn choice(lang: Lang, group: Industry, expert: ReviewerLine) -> (String, String) {
    let mut words = vec![group.label(lang).to_owned(), expert.name];
    words.extend(expert.institution);
    (expert.id.to_string(), words.join(" · "))
}

/// What was typed into a field of a refused form.
fn carried(error: &AppError, name: &str) -> Option<String> {
    let AppError::Invalid { args, .. } = error else {
        return None;
    };
    let found = args.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.clone())
}
