//! `/admin/review-groups`: the evaluation groups by industry. For the centre.

use super::{SetReviewGroup, review_groups, seats};
use crate::command::{carried_out, refusals};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{ErrorSummary, Loaded, Notice, PageHead, Submit};
use domain::lots::Industry;
use domain::reviews::{ExpertKind, Seat};
use domain::views::{ReviewGroupView, ReviewerLine};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, reviews as m, ui};

/// Where the page lives.
pub const PATH: &str = "/admin/review-groups";

type Setting = ServerAction<SetReviewGroup>;

/// The groups.
#[component]
pub fn ReviewGroupsPage() -> impl IntoView {
    let lang = use_lang();
    let set = Setting::new();
    let done = carried_out(set);
    let groups = crate::wire::blocking_data(move || done.get(), |_| review_groups());
    let errors = refusals(set, control);
    let title = move || match errors.with(Vec::is_empty) {
        true => m::groups_title(lang).to_owned(),
        false => ui::error_page_title(lang, m::groups_title(lang)),
    };
    view! {
        <PageHead title=m::groups_title(lang) description=m::groups_intro(lang) path=PATH />
        <crate::ui::TabTitle text=move || ui::page_title(lang, title()) />
        <ErrorSummary errors />
        <DoneNote set />
        <div class="office" data-density="compact">
            <Loaded resource=groups let:page>
                <h1>{m::groups_title(lang)}</h1>
                <p class="office-intro">{m::groups_intro(lang)}</p>
                {page
                    .groups
                    .into_iter()
                    .map(|group| view! { <Group group experts=page.experts.clone() set /> })
                    .collect_view()}
            </Loaded>
        </div>
    }
}

/// A value that a refusal carries.
fn carried<'e>(error: &'e AppError, name: &str) -> Option<&'e str> {
    let AppError::Invalid { args, .. } = error else {
        return None;
    };
    let found = args.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

/// The part of the page that a refusal means.
fn control(error: &AppError) -> String {
    let industry = carried(error, "industry");
    industry.map_or_else(String::new, |code| format!("group-{code}"))
}

/// The seats as they were chosen in a refused form for this industry.
fn chosen(set: Setting, industry: Industry) -> Option<Vec<Seat>> {
    let refused = untrack(|| set.value().get().and_then(Result::err))?;
    if carried(&refused, "industry") != Some(industry.code()) {
        return None;
    }
    let typed = carried(&refused, "seats")?.split(',').map(str::to_owned);
    seats(&typed.collect::<Vec<_>>())
}

#[component]
fn DoneNote(set: Setting) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    move || {
        let by_script = set.value().get();
        let code = match by_script {
            Some(done) => done.ok(),
            None => query.with(|query| query.get("done")),
        };
        let industry = Industry::from_code(&code?)?;
        Some(view! {
            <Notice tone="success">
                <p role="status">{m::groups_done(lang, industry.label(lang))}</p>
            </Notice>
        })
    }
}

/// One group: what each expert is there for.
#[component]
fn Group(group: ReviewGroupView, experts: Vec<ReviewerLine>, set: Setting) -> impl IntoView {
    let lang = use_lang();
    let industry = group.industry;
    let id = format!("group-{industry}");
    let title_id = format!("{id}-title");
    let labelled_by = title_id.clone();
    let named: Vec<String> = group
        .seats
        .iter()
        .map(|(expert, kind)| m::seat(lang, kind.label(lang), &expert.name))
        .collect();
    let members = match named.is_empty() {
        true => m::groups_none(lang).to_owned(),
        false => named.join(ui::separator(lang)),
    };
    let refused = chosen(set, industry);
    let open = refused.is_some();
    let stored = group.seats.iter().map(|(expert, kind)| Seat {
        expert: expert.id,
        kind: *kind,
    });
    let seats = refused.unwrap_or_else(|| stored.collect());
    let seat_of = |expert: &ReviewerLine| {
        let seat = seats.iter().find(|seat| seat.expert == expert.id);
        seat.map(|seat| seat.kind)
    };
    let fields = experts
        .iter()
        .map(|expert| {
            let kind = seat_of(expert);
            view! { <SeatField industry expert=expert.clone() kind /> }
        })
        .collect_view();
    view! {
        <section id=id aria-labelledby=labelled_by data-testid="review-group"
            data-industry=industry.code()>
            <h2 class="section-title" id=title_id>
                {industry.label(lang)}
            </h2>
            <p>{members}</p>
            <details class="desk-step" open=open>
                <summary>
                    {m::groups_change(lang)}
                    <span class="visually-hidden">" " {industry.label(lang)}</span>
                </summary>
                <ActionForm action=set attr:class="form" attr:novalidate=true>
                    <input type="hidden" name="industry" value=industry.code() />
                    <input type="hidden" name="back" value=href(lang, PATH) />
                    <div class="review-seats">{fields}</div>
                    <p>
                        <Submit label=m::groups_set(lang) pending=set.pending() />
                    </p>
                </ActionForm>
            </details>
        </section>
    }
}

/// What one expert is there for in a group.
#[component]
fn SeatField(industry: Industry, expert: ReviewerLine, kind: Option<ExpertKind>) -> impl IntoView {
    let lang = use_lang();
    let id = format!("seat-{industry}-{}", expert.id);
    let options = ExpertKind::ALL
        .iter()
        .map(|one| {
            let value = format!("{}:{one}", expert.id);
            let selected = kind == Some(*one);
            view! { <option value=value selected=selected>{one.label(lang)}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>
                <span lang="zh-CN">{expert.name}</span>
            </label>
            {expert.institution.map(|name| view! { <p class="field-hint" lang="zh-CN">{name}</p> })}
            <select class="input" id=id name="seats[]">
                <option value="">{m::no_seat(lang)}</option>
                {options}
            </select>
        </div>
    }
}
