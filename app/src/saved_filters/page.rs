//! `/account/filters`: the filters that one keeps, and the form for the one that stands in the address. For
//! whoever is signed in.

use super::{
    BEGIN, ChangeSavedFilter, DELETE, END, SaveFilter, SavedFilterForm, saved_filters_page,
};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::lots::filters::{self, Asked};
use crate::lots::words;
use crate::typed_form::TypedForm;
use crate::ui::{Empty, FormHead, Loaded, Notice, Submit, TextField, When};
use domain::saved_filters::SavedFilter;
use domain::views::{BoundedCount, LotFilter, SavedFiltersPage as View};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Lang, saved_filters as m, ui};

/// Where the page lives.
const PATH: &str = "/account/filters";
/// The control that a name is typed into.
const NAME: &str = "filter-name";

type Saving = ServerAction<SaveFilter>;
type Changing = ServerAction<ChangeSavedFilter>;

/// The page.
#[component]
pub fn SavedFiltersPage() -> impl IntoView {
    let lang = use_lang();
    let (save, change) = (Saving::new(), Changing::new());
    let page = crate::wire::blocking_data(
        move || (save.version().get(), change.version().get()),
        |_| saved_filters_page(),
    );
    let errors = Signal::derive(move || {
        let of_save = refused(save).map(|error| (NAME.to_owned(), error.sentence(lang)));
        let of_change = change.value().get().and_then(Result::err);
        let of_change = of_change.map(|error| (String::new(), error.sentence(lang)));
        of_save.into_iter().chain(of_change).collect::<Vec<_>>()
    });
    view! {
        <FormHead title=m::title(lang) description=m::intro(lang) path=PATH errors />
        <DoneNote save change errors />
        <div class="account-page">
            <h1>{m::title(lang)}</h1>
            <p>{m::intro(lang)}</p>
            <p>
                <a href=href(lang, "/account/mail")>{locales::mail::to_mail(lang)}</a>
            </p>
            <SaveForm save />
            <Loaded resource=page let:page>
                <List page change />
            </Loaded>
        </div>
    }
}

/// Why the last filter was not kept.
fn refused(save: Saving) -> Option<AppError> {
    save.value().get().and_then(Result::err)
}

/// What was done, after a script call or a redirect.
#[component]
fn DoneNote(
    save: Saving,
    change: Changing,
    errors: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let words = move || {
        let changed = change.value().get().is_some_and(|done| done.is_ok());
        let saved = save.value().get().is_some_and(|done| done.is_ok());
        let by_form = query.with(|query| query.get("done"));
        match by_form.as_deref() {
            _ if changed => Some(m::done_changed(lang)),
            _ if saved => Some(m::done_saved(lang)),
            Some("saved") => Some(m::done_saved(lang)),
            Some("changed") => Some(m::done_changed(lang)),
            _ => None,
        }
    };
    move || {
        let words = words().filter(|_| errors.with(Vec::is_empty))?;
        Some(view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        })
    }
}

/// What a filter says, in words.
fn said(lang: Lang, filter: &LotFilter) -> String {
    let words: Vec<String> = filters::narrowing(filter)
        .into_iter()
        .map(|name| words::chip(lang, filter, name))
        .collect();
    words.join(ui::separator(lang))
}

/// Keeps the filter that stands in the address; nothing when none does.
#[component]
fn SaveForm(save: Saving) -> impl IntoView {
    let lang = use_lang();
    let asked = use_query_map().with_untracked(|query| {
        let pairs = query.latest_values();
        Asked::from_pairs(pairs.map(|(name, value)| (name.as_ref(), value))).filter
    });
    let typed = SavedFilterForm::of(untrack(|| refused(save)).as_ref());
    // After a refusal without scripts the address may have lost the filter: it came back with the form.
    let filter = match typed.query.is_empty() {
        true => asked,
        false => typed.filter(),
    };
    let error = Signal::derive(move || Some(refused(save)?.sentence(lang)));
    (!filters::narrowing(&filter).is_empty()).then(|| {
        let query = SavedFilterForm::of_filter(&filter).query;
        view! {
            <section class="section" aria-labelledby="save-title">
                <h2 id="save-title">{m::save_title(lang)}</h2>
                <p>{said(lang, &filter)}</p>
                <ActionForm action=save attr:class="form" attr:novalidate=true>
                    <input type="hidden" name="form[query]" value=query />
                    <input type="hidden" name="back" value=href(lang, PATH) />
                    <TextField
                        id=NAME
                        name="form[name]"
                        label=m::name(lang)
                        hint=Some(m::name_hint(lang).to_owned())
                        error
                        value=typed.name
                    />
                    <p>
                        <Submit label=m::save(lang).to_owned() pending=save.pending() />
                    </p>
                </ActionForm>
            </section>
        }
    })
}

#[component]
fn List(page: View, change: Changing) -> impl IntoView {
    let lang = use_lang();
    if page.filters.is_empty() {
        return view! {
            <Empty reason=m::none(lang)>
                <a class="button" href=href(lang, "/lots")>
                    {m::go_lots(lang)}
                </a>
            </Empty>
        }
        .into_any();
    }
    let address = (!page.has_address).then(|| {
        view! {
            <Notice tone="warning">
                <p>{m::no_address(lang)}</p>
            </Notice>
        }
    });
    let rows = page
        .filters
        .into_iter()
        .map(|(filter, count)| view! { <Row filter count change /> })
        .collect_view();
    view! {
        {address}
        <div data-testid="saved-filters">{rows}</div>
    }
    .into_any()
}

#[component]
fn Row(filter: SavedFilter, count: BoundedCount, change: Changing) -> impl IntoView {
    let lang = use_lang();
    let SavedFilter { id, name, .. } = filter;
    let to = href(lang, &filters::path(&filter.filter));
    let about = name.clone();
    let new = match (count.count, count.more) {
        (count, true) => m::new_more(lang, count),
        (count, false) => m::new_lots(lang, count),
    };
    let (step, label) = match filter.due_at {
        Some(_) => (END, m::end(lang)),
        None => (BEGIN, m::begin(lang)),
    };
    let mails = match filter.due_at {
        Some(at) => view! { {m::next_mail(lang)} " " <When at /> }.into_any(),
        None => m::no_mails(lang).into_any(),
    };
    view! {
        <section class="section">
            <h2>
                <a href=to>{name}</a>
            </h2>
            <p>{said(lang, &filter.filter)}</p>
            <p>{m::since(lang)} " " <When at=filter.told_to /> " " {new}</p>
            <p>{mails}</p>
            <ActionForm action=change attr:class="actions">
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="back" value=href(lang, PATH) />
                <button class="button" type="submit" name="step" value=step>
                    {label}
                    <span class="visually-hidden">{format!(" {about}")}</span>
                </button>
                " "
                <button class="button" type="submit" name="step" value=DELETE>
                    {m::delete(lang)}
                    <span class="visually-hidden">{format!(" {about}")}</span>
                </button>
            </ActionForm>
        </section>
    }
}
