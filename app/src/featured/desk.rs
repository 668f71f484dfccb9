//! The page of the order: one line per lot with its buttons, and the form that adds one.

use super::{FeaturedForm, MoveFeatured, featured_desk};
use crate::command::{carried_out, refusals, refused};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{Column, Empty, FormHead, Loaded, Notice, Submit, Table, TextField};
use domain::featured::Step;
use domain::views::{FeaturedDesk, FeaturedLot};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Lang, featured as m};

/// Where the page lives.
const PATH: &str = "/admin/featured";
/// The control that a code is typed into.
const LOT: &str = "featured-lot";

type Moving = ServerAction<MoveFeatured>;

/// The page.
#[component]
pub fn FeaturedDeskPage() -> impl IntoView {
    let lang = use_lang();
    let moving = Moving::new();
    let done = carried_out(moving);
    let desk = crate::wire::blocking_data(move || done.get(), |_| featured_desk());
    let errors = refusals(moving, meant);
    view! {
        <FormHead title=m::title(lang) description=m::intro(lang) path=PATH errors />
        <DoneNote moving errors />
        <div class="office desk" data-density="compact">
            <h1>{m::title(lang)}</h1>
            <p class="office-intro">{m::intro(lang)}</p>
            <Loaded resource=desk let:desk>
                <Lines desk moving />
                <AddForm moving />
            </Loaded>
        </div>
    }
}

/// The control that a refusal means: only the form that adds has one.
fn meant(error: &AppError) -> &'static str {
    match FeaturedForm::of(Some(error)).adds() {
        true => LOT,
        false => "",
    }
}

/// What was done, after a script call or a redirect.
#[component]
fn DoneNote(moving: Moving, errors: Signal<Vec<(String, String)>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let by_form = move || query.with(|query| Step::from_code(query.get_str("done")?));
    move || {
        let done = moving.value().get().and_then(Result::ok).or_else(by_form);
        let done = done.filter(|_| errors.with(Vec::is_empty))?;
        let words = match done {
            Step::Add => m::done_added(lang),
            Step::Up | Step::Down => m::done_moved(lang),
            Step::Remove => m::done_removed(lang),
        };
        Some(view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        })
    }
}

#[component]
fn Lines(desk: FeaturedDesk, moving: Moving) -> impl IntoView {
    let lang = use_lang();
    if desk.lots.is_empty() {
        return view! { <Empty reason=m::none(lang) /> }.into_any();
    }
    let last = desk.lots.len();
    let rows = (1..)
        .zip(desk.lots)
        .map(|(place, lot)| view! { <Line lot place last moving /> })
        .collect_view();
    let columns = vec![
        Column::number(m::place(lang)),
        Column::text(m::lot(lang)),
        Column::text(m::owner(lang)),
        Column::text(m::state(lang)),
        Column::text(m::action(lang)),
    ];
    view! {
        <Table caption=m::title(lang) columns class="office-table" testid="featured">
            {rows}
        </Table>
    }
    .into_any()
}

#[component]
fn Line(lot: FeaturedLot, place: usize, last: usize, moving: Moving) -> impl IntoView {
    let lang = use_lang();
    let code = lot.code.to_string();
    let title_lang = (lang != Lang::Zh).then_some(Lang::Zh.tag());
    let name = match lot.state.is_public() {
        true => {
            let to = href(lang, &format!("/lots/{code}"));
            view! { <a href=to>{code.clone()}</a> }.into_any()
        }
        false => code.clone().into_any(),
    };
    let steps = [
        (Step::Up, "↑", m::up(lang, &code), place > 1),
        (Step::Down, "↓", m::down(lang, &code), place < last),
    ];
    let arrows = steps
        .into_iter()
        .map(|(step, sign, label, fits)| {
            view! {
                <button
                    class="button"
                    type="submit"
                    name="form[step]"
                    value=step.code()
                    aria-label=label
                    disabled=!fits
                >
                    {sign}
                </button>
                " "
            }
        })
        .collect_view();
    view! {
        <tr>
            <td class="number">{place}</td>
            <th scope="row">
                {name} <span class="office-note" lang=title_lang>
                    {lot.title}
                </span>
            </th>
            <td lang=title_lang>{lot.owner}</td>
            <td>{locales::lot_standing(lang, lot.state, lot.sold_offline)}</td>
            <td class="office-nowrap">
                <ActionForm action=moving>
                    <input type="hidden" name="form[lot]" value=code.clone() />
                    <input type="hidden" name="back" value=href(lang, PATH) />
                    {arrows}
                    <button
                        class="button"
                        type="submit"
                        name="form[step]"
                        value=Step::Remove.code()
                        aria-label=m::remove_of(lang, &code)
                    >
                        {m::remove(lang)}
                    </button>
                </ActionForm>
            </td>
        </tr>
    }
}

/// The form that adds a lot at the end.
#[component]
fn AddForm(moving: Moving) -> impl IntoView {
    let lang = use_lang();
    let typed = FeaturedForm::of(untrack(|| refused(moving)).as_ref());
    let value = if typed.adds() {
        typed.lot
    } else {
        String::new()
    };
    let error = Signal::derive(move || {
        let error = refused(moving)?;
        (meant(&error) == LOT).then(|| error.sentence(lang))
    });
    view! {
        <section class="section" aria-labelledby="featured-add">
            <h2 class="section-title" id="featured-add">{m::add_title(lang)}</h2>
            <ActionForm action=moving attr:class="form" attr:novalidate=true>
                <input type="hidden" name="form[step]" value=Step::Add.code() />
                <input type="hidden" name="back" value=href(lang, PATH) />
                <TextField
                    id=LOT
                    name="form[lot]"
                    label=m::code(lang)
                    hint=Some(m::code_hint(lang).to_owned())
                    error
                    value
                />
                <p>
                    <Submit label=m::add(lang).to_owned() pending=moving.pending() />
                </p>
            </ActionForm>
        </section>
    }
}
