//! `/host/follow-ups`: the follow-ups that somebody looks after, the nearest day first.

use super::follow_ups;
use crate::accounts::with_query;
use crate::lang::{href, use_lang};
use crate::ui::{Column, DOT, Day, Empty, Loaded, Notice, PageHead, Table};
use domain::interests::FollowUpShow;
use domain::time::Date;
use domain::views::{FOLLOW_UPS_SHOWN, FollowUpsPage as Page, InterestLine};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, interests as m};

/// Where the list lives.
pub const PATH: &str = "/host/follow-ups";

/// The list.
#[component]
pub fn FollowUpsPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let show = Memo::new(move |_| query.with(|query| query.get("show").unwrap_or_default()));
    let page = crate::wire::blocking_data(move || show.get(), follow_ups);
    view! {
        <PageHead title=m::list_title(lang) description=m::list_intro(lang) path=PATH />
        <div class="office" data-density="compact">
            <Loaded resource=page let:page>
                <h1>{m::list_title(lang)}</h1>
                <p class="office-intro">{m::list_intro(lang)}</p>
                <List page />
            </Loaded>
        </div>
    }
}

#[component]
fn List(page: Page) -> impl IntoView {
    let lang = use_lang();
    let whose = match page.everybody {
        true => m::everybodys(lang),
        false => m::ones_own(lang),
    };
    let more = page.more.then(|| {
        let words = m::more_than_shown(lang, FOLLOW_UPS_SHOWN);
        view! { <Notice tone="info"><p>{words}</p></Notice> }
    });
    let file = |ending: &str| {
        let path = format!("{PATH}/export.{ending}");
        with_query(&href(lang, &path), "show", page.show.code())
    };
    let (csv, xlsx) = (file("csv"), file("xlsx"));
    let today = page.today;
    let body = match page.lines.is_empty() {
        true => view! { <Empty reason=m::none_here(lang) /> }.into_any(),
        false => rows(lang, page.lines, today),
    };
    view! {
        <Shows current=page.show />
        <p class="section-note">{whose}</p>
        {more}
        {body}
        <p class="actions">
            // Leaves the pages: the router has nothing to show there.
            <a class="button" href=csv rel="external" download="">
                {m::export_csv(lang)}
            </a>
            <a class="button" href=xlsx rel="external" download="">
                {m::export_xlsx(lang)}
            </a>
        </p>
    }
}

/// Which of them are shown.
#[component]
fn Shows(current: FollowUpShow) -> impl IntoView {
    let lang = use_lang();
    let links = FollowUpShow::ALL
        .iter()
        .map(|show| {
            let to = with_query(&href(lang, PATH), "show", show.code());
            let mark = (*show == current).then_some("page");
            view! {
                <li>
                    <a href=to aria-current=mark>
                        {show.label(lang)}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav aria-label=m::shows(lang)>
            <ul class="sorts">{links}</ul>
        </nav>
    }
}

fn rows(lang: Lang, lines: Vec<InterestLine>, today: Date) -> AnyView {
    let columns = vec![
        Column::text(m::enterprise(lang)),
        Column::text(m::lot(lang)),
        Column::text(m::level(lang)),
        Column::text(m::next_step(lang)),
        Column::text(m::manager(lang)),
        Column::text(m::due_on(lang)),
        Column::text(m::standing(lang)),
    ];
    let rows = lines
        .into_iter()
        .map(|line| {
            let to = href(lang, &format!("{PATH}/{}", line.interest.id));
            let standing = standing(lang, &line, today);
            let late = line.interest.is_overdue(today).then_some("true");
            let interest = line.interest;
            view! {
                <tr data-overdue=late>
                    <th scope="row">
                        <a href=to lang="zh-CN">
                            {interest.enterprise}
                        </a>
                    </th>
                    <td data-label=m::lot(lang)>
                        {interest.lot.to_string()} <br />
                        <span class="office-note" lang="zh-CN">
                            {line.lot_title}
                        </span>
                    </td>
                    <td data-label=m::level(lang)>{interest.level.label(lang)}</td>
                    <td data-label=m::next_step(lang)>{interest.next_step.label(lang)}</td>
                    <td data-label=m::manager(lang)>{line.manager}</td>
                    <td data-label=m::due_on(lang)>
                        <Day on=interest.due_on />
                    </td>
                    <td data-label=m::standing(lang)>{standing}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=m::list_title(lang) columns class="table--cards" testid="follow-ups">
            {rows}
        </Table>
    }
    .into_any()
}

/// Where a follow-up stands: overdue, ended with what, or how often somebody was spoken to.
fn standing(lang: Lang, line: &InterestLine, today: Date) -> AnyView {
    let interest = &line.interest;
    match &interest.end {
        Some(end) => {
            let outcome = end.outcome.label(lang);
            view! { {m::ended(lang)} {DOT} {outcome} }.into_any()
        }
        None if interest.is_overdue(today) => {
            view! { <strong class="review-late">{m::overdue(lang)}</strong> }.into_any()
        }
        None => m::contact_count(lang, line.contacts).into_any(),
    }
}
