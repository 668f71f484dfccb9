//! The catalogue: filters from the address, cards, and the way to the next page. Public.

use super::card::LotCardView;
use super::columns::ColumnLinks;
use super::filter_form::FilterForm;
use super::filters::{self, Asked};
use super::place::Place;
use super::progress::ProgressFigures;
use super::tray::{CompareTray, provide_tray};
use super::words;
use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::{Empty, Loaded, Notice, PageHead, Pager};
use domain::views::{Catalogue, LotColumn, LotFilter, LotSort};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, display, lots as m};

/// The catalogue of public lots.
#[component]
pub fn CataloguePage() -> impl IntoView {
    view! { <ListView column=Memo::new(|_| None) /> }
}

/// The catalogue, or one of its columns.
#[component]
pub(super) fn ListView(
    /// The column.
    column: Memo<Option<LotColumn>>,
) -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let pairs = query.latest_values();
            let mut asked = Asked::from_pairs(pairs.map(|(name, value)| (name.as_ref(), value)));
            if let Some(column) = column.get() {
                column.apply(&mut asked.filter);
            }
            asked
        })
    });
    let place = Memo::new(move |_| Place {
        column: column.get(),
        compare: asked.with(|asked| asked.compare.clone()),
    });
    let found = crate::wire::page_data(
        move || asked.with(|asked| asked.filter.clone()),
        super::catalogue,
    );
    let progress = crate::wire::page_data(|| (), |()| super::progress());
    let lang = use_lang();
    provide_tray();
    view! {
        {redrawn(move || view! { <ListHead place=place.get() filter=asked.with(|a| a.filter.clone()) /> })}
        <div class="catalogue-layout">
            // A new form for every address: what was typed or ticked is kept by the controls
            // themselves and would outlive the way back.
            <For
                each=move || {
                    std::iter::once((place.get(), asked.with(|asked| asked.filter.clone())))
                }
                key=|(place, filter)| place.path(filter)
                let:shown
            >
                <FilterForm place=shown.0 filter=shown.1 />
            </For>
            <section id="results" tabindex="-1" aria-labelledby="results-title">
                <h2 id="results-title" class="visually-hidden">
                    {m::results(lang)}
                </h2>
                {redrawn(move || view! { <IgnoredNotice asked=asked.get() /> })}
                {redrawn(move || {
                    view! { <Chips place=place.get() filter=asked.with(|asked| asked.filter.clone()) /> }
                })}
                <Loaded resource=found let:catalogue>
                    <Results
                        place=place.get_untracked()
                        filter=asked.with_untracked(|a| a.filter.clone())
                        catalogue
                    />
                </Loaded>
            </section>
        </div>
        <Loaded resource=progress let:progress>
            {progress.map(|progress| view! { <ProgressFigures progress /> })}
        </Loaded>
        <CompareTray />
    }
}

/// Name and introduction of the list, and the ways to the columns.
#[component]
fn ListHead(place: Place, filter: LotFilter) -> impl IntoView {
    let lang = use_lang();
    let (title, lead) = match place.column {
        Some(column) => words::column(lang, column),
        None => (m::title(lang), m::description(lang)),
    };
    let path = place.canonical(&filter);
    let feed = (
        words::feed_title(lang, &filter),
        href(lang, &feed_path(&filter)),
    );
    view! {
        <PageHead title description=lead path feed />
        <div class="page-head">
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
            <ColumnLinks now=place.column />
        </div>
    }
}

/// The feed of what a filter lets through, without the language.
fn feed_path(filter: &LotFilter) -> String {
    file_path(
        "feed.atom",
        &LotFilter {
            sort: None,
            ..filter.clone()
        },
    )
}

/// A file with what a filter lets through, from the first lot on, without the language.
fn file_path(file: &str, filter: &LotFilter) -> String {
    let all = LotFilter {
        after: None,
        ..filter.clone()
    };
    format!("/lots/{file}{}", filters::query(&all))
}

/// What of the address was not understood.
#[component]
fn IgnoredNotice(asked: Asked) -> impl IntoView {
    let lang = use_lang();
    (!asked.ignored.is_empty()).then(|| {
        let lines = asked
            .ignored
            .into_iter()
            .map(|ignored| {
                let name = words::parameter(lang, ignored.name);
                view! { <li>{m::ignored_value(lang, name, ignored.value)}</li> }
            })
            .collect_view();
        view! {
            <Notice tone="warning">
                <p>
                    <strong>{m::ignored(lang)}</strong>
                </p>
                <ul>{lines}</ul>
            </Notice>
        }
    })
}

/// The active filters, each with a link that takes it off.
#[component]
fn Chips(place: Place, filter: LotFilter) -> impl IntoView {
    let lang = use_lang();
    let names = place.narrowing(&filter);
    let nothing = href(lang, &place.path(&place.nothing()));
    (!names.is_empty()).then(|| {
        let chips = names
            .into_iter()
            .map(|name| {
                let words = words::chip(lang, &filter, name);
                let to = href(lang, &place.path(&filters::without(&filter, name)));
                view! {
                    <li>
                        <a class="chip" href=to data-noscroll="true">
                            <span class="visually-hidden">{m::remove_filter(lang)}" "</span>
                            {words}
                            <span class="chip-cross" aria-hidden="true">
                                "×"
                            </span>
                        </a>
                    </li>
                }
            })
            .collect_view();
        view! {
            <ul class="chips" aria-label=m::active_filters(lang)>
                {chips}
                <li>
                    <a class="chip chip--clear" href=nothing data-noscroll="true">
                        {m::clear_filters(lang)}
                    </a>
                </li>
            </ul>
        }
    })
}

/// Count, order, cards and the next page.
#[component]
fn Results(place: Place, filter: LotFilter, catalogue: Catalogue) -> impl IntoView {
    let lang = use_lang();
    let now = catalogue.server_now;
    let count = match (catalogue.count.count, catalogue.count.more) {
        (count, true) => m::count_more(lang, count),
        (1, false) => m::count_one(lang).to_owned(),
        (count, false) => m::count(lang, count),
    };
    let to = |filter: &LotFilter| href(lang, &place.path(filter));
    let beginning = LotFilter {
        after: None,
        ..filter.clone()
    };
    let first = filter.after.is_some().then(|| to(&beginning));
    let next = catalogue.next.map(|after| {
        to(&LotFilter {
            after: Some(after),
            ..filter.clone()
        })
    });
    let empty = catalogue.cards.is_empty();
    let cards = catalogue
        .cards
        .into_iter()
        .map(|card| {
            let place = place.clone();
            view! { <li><LotCardView card now place /></li> }
        })
        .collect_view();
    view! {
        <div class="result-line">
            <p class="result-count" role="status">
                {count}
            </p>
            {(!empty).then(|| view! { <Sorts place=place.clone() filter=beginning.clone() /> })}
        </div>
        {if empty {
            view! { <NoResults place=place.clone() filter=beginning.clone() /> }.into_any()
        } else {
            view! { <ul class="lot-grid">{cards}</ul> }.into_any()
        }}
        <Pager first next />
        <Files filter=beginning />
    }
}

/// The list as files, and as news. They begin with the first lot, whatever page is shown.
#[component]
fn Files(filter: LotFilter) -> impl IntoView {
    let lang = use_lang();
    let links = [
        (file_path("export.csv", &filter), display::export_csv(lang)),
        (
            file_path("export.xlsx", &filter),
            display::export_xlsx(lang),
        ),
        (feed_path(&filter), display::feed(lang)),
    ];
    // Only what leaves lots out is worth keeping.
    let keep = (!filters::narrowing(&filter).is_empty()).then(|| {
        let bare = LotFilter {
            sort: None,
            after: None,
            ..filter.clone()
        };
        let to = href(lang, &format!("/account/filters{}", filters::query(&bare)));
        view! {
            <li>
                <a href=to>{locales::saved_filters::keep(lang)}</a>
            </li>
        }
    });
    let links = links
        .into_iter()
        .map(|(path, words)| {
            view! {
                <li>
                    <a href=href(lang, &path) rel="external">
                        {words}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="result-files" aria-label=display::save_list(lang)>
            <ul class="sorts">{links} {keep}</ul>
        </nav>
    }
}

/// The orders as links.
#[component]
fn Sorts(place: Place, filter: LotFilter) -> impl IntoView {
    let lang = use_lang();
    let now = filter.order();
    let own = LotFilter {
        sort: None,
        ..filter.clone()
    }
    .order();
    let links = LotSort::ALL
        .iter()
        .map(|sort| {
            // The first order is the one without a word in the address.
            let wanted = (*sort != own).then_some(*sort);
            let to = href(
                lang,
                &place.path(&LotFilter {
                    sort: wanted,
                    ..filter.clone()
                }),
            );
            let current = (*sort == now).then_some("true");
            view! {
                <li>
                    <a href=to aria-current=current data-noscroll="true">
                        {sort.label(lang)}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="sorts" aria-label=m::sort(lang)>
            {links}
        </ul>
    }
}

/// Nothing fits: say what was asked for and how to ask for less.
#[component]
fn NoResults(place: Place, filter: LotFilter) -> impl IntoView {
    let lang = use_lang();
    let names = filters::narrowing(&filter);
    let nothing = href(lang, &place.path(&place.nothing()));
    let words: Vec<String> = names
        .iter()
        .map(|name| words::chip(lang, &filter, name))
        .collect();
    let reason = match words.as_slice() {
        [] => m::empty(lang).to_owned(),
        [one] => m::empty_one(lang, one),
        many => m::empty_many(lang, many.join(m::and(lang))),
    };
    view! {
        <Empty reason>
            <a class="button" href=nothing>
                {m::clear_filters(lang)}
            </a>
            <a href=href(lang, &feed_path(&filter)) rel="external">
                {display::feed(lang)}
            </a>
        </Empty>
    }
}
