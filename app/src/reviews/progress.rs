//! `/admin/reviews`: how far the reviews are, by group and by expert. For the centre.

use super::assign::{AssignForm, AssignedNote, Assigning, control};
use super::{review_groups, review_progress, selection};
use crate::command::{carried_out, refusals};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{Column, Empty, ErrorSummary, Loaded, PageHead, Table};
use domain::views::{ReviewCounts, ReviewGroups, ReviewProgress};
use leptos::prelude::*;
use locales::{Label, Lang, reviews as m};

/// Where the page lives.
pub const PATH: &str = "/admin/reviews";

/// The progress.
#[component]
pub fn ReviewProgressPage() -> impl IntoView {
    let lang = use_lang();
    let assign = Assigning::new();
    let done = carried_out(assign);
    let shown = crate::wire::blocking_data(move || done.get(), |_| show());
    let errors = refusals(assign, control);
    view! {
        <PageHead title=m::progress_title(lang) description=m::progress_intro(lang) path=PATH />
        <crate::ui::TabTitle text=locales::ui::page_title(lang, m::progress_title(lang)) />
        <ErrorSummary errors />
        <AssignedNote assign />
        <div class="office" data-density="compact">
            <Loaded resource=shown let:shown>
                <h1>{m::progress_title(lang)}</h1>
                <p class="office-intro">{m::progress_intro(lang)}</p>
                <p class="actions">
                    <a href=href(lang, selection::PATH)>{m::to_selection(lang)}</a>
                    <a href=href(lang, super::groups::PATH)>{m::to_groups(lang)}</a>
                </p>
                <Tables progress=shown.0 />
                <h2 class="section-title">{m::assign_title(lang)}</h2>
                <AssignForm groups=shown.1.groups assign />
            </Loaded>
        </div>
    }
}

async fn show() -> Result<(ReviewProgress, ReviewGroups), AppError> {
    Ok((review_progress().await?, review_groups().await?))
}

fn heads(lang: Lang) -> Vec<Column> {
    vec![
        Column::number(m::count_submitted(lang)),
        Column::number(m::count_assigned(lang)),
        Column::number(m::overdue(lang)),
        Column::number(m::count_recused(lang)),
    ]
}

fn cells(counts: ReviewCounts) -> impl IntoView {
    view! {
        <td class="number">{counts.submitted}</td>
        <td class="number">{counts.assigned}</td>
        <td class="number" data-late=(counts.overdue > 0).then_some("true")>{counts.overdue}</td>
        <td class="number">{counts.recused}</td>
    }
}

#[component]
fn Tables(progress: ReviewProgress) -> impl IntoView {
    let lang = use_lang();
    let groups = progress
        .groups
        .into_iter()
        .map(|(industry, counts)| {
            view! {
                <tr>
                    <th scope="row">{industry.label(lang)}</th>
                    {cells(counts)}
                </tr>
            }
        })
        .collect_view();
    let mut columns = vec![Column::text(m::industry(lang))];
    columns.extend(heads(lang));
    let none = progress.experts.is_empty();
    let experts = progress
        .experts
        .into_iter()
        .map(|line| {
            view! {
                <tr>
                    <th scope="row">
                        <span lang="zh-CN">{line.expert.name}</span>
                        {line
                            .expert
                            .institution
                            .map(|name| view! { <span class="office-note" lang="zh-CN">{name}</span> })}
                    </th>
                    <td>{line.industry.label(lang)}</td>
                    {cells(line.counts)}
                </tr>
            }
        })
        .collect_view();
    let mut of_experts = vec![
        Column::text(m::expert(lang)),
        Column::text(m::industry(lang)),
    ];
    of_experts.extend(heads(lang));
    let by_expert = match none {
        true => view! { <Empty reason=m::progress_empty(lang) /> }.into_any(),
        false => view! {
            <Table caption=m::by_expert(lang) columns=of_experts class="office-table"
                testid="progress-experts">
                {experts}
            </Table>
        }
        .into_any(),
    };
    view! {
        <h2 class="section-title">{m::by_group(lang)}</h2>
        <Table caption=m::by_group(lang) columns class="office-table" testid="progress-groups">
            {groups}
        </Table>
        <h2 class="section-title">{m::by_expert(lang)}</h2>
        {by_expert}
    }
}
