//! The lot table with its tick boxes and the bar of commands.
//!
//! One plain form holds both: what is ticked is posted as `ids[]`, the pressed button as `intent`.

use super::MoveLots;
use crate::lang::{href, use_lang};
use crate::ui::erased::{changing, redrawn};
use crate::ui::{Column, Money, Table};
use domain::lots::LotState;
use domain::views::{OfficeLot, OfficeLots, RoundSummary};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, office as m, ui};
use std::collections::BTreeSet;

/// Ids of the ticked lots; kept by the browser for the count beside the buttons.
type Ticked = RwSignal<BTreeSet<i64>>;

/// Lots, tick boxes, commands.
#[component]
pub fn LotTable(
    /// A page of lots with the rounds they can go into.
    lots: OfficeLots,
    /// The address of this page, where a plain form comes back to.
    back: String,
    /// The bulk command.
    moving: ServerAction<MoveLots>,
) -> impl IntoView {
    let lang = use_lang();
    let ticked: Ticked = RwSignal::new(BTreeSet::new());
    let all: BTreeSet<i64> = lots
        .lots
        .iter()
        .filter(|lot| movable(lot.state))
        .map(|lot| lot.id.get())
        .collect();
    let rows = lots
        .lots
        .into_iter()
        .map(|lot| view! { <LotRow lot ticked /> })
        .collect_view();
    let columns = vec![
        Column::View(view! { <TickAll all ticked /> }.into_any()),
        Column::text(m::code(lang)),
        Column::text(m::lot_title(lang)),
        Column::text(m::industry(lang)),
        Column::text(m::owner(lang)),
        Column::number(m::start_price(lang)),
        Column::text(m::state(lang)),
    ];
    view! {
        <ActionForm action=moving attr:class="office-bulk-form" attr:novalidate=true>
            <input type="hidden" name="back" value=back />
            <Table id="lots" caption=m::caption(lang) columns class="office-table">
                {rows}
            </Table>
            <Commands rounds=lots.rounds ticked moving />
        </ActionForm>
    }
}

/// Whether one of the two commands applies to a lot in this state.
pub fn movable(state: LotState) -> bool {
    matches!(
        state,
        LotState::Submitted | LotState::UnderReview | LotState::Selected | LotState::Published
    )
}

/// Ticks every lot of the page. It needs a script, so it stands there only when the page is alive.
#[component]
fn TickAll(all: BTreeSet<i64>, ticked: Ticked) -> impl IntoView {
    let lang = use_lang();
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let every = StoredValue::new(all);
    let full = move || every.with_value(|all| !all.is_empty() && ticked.with(|t| t == all));
    let toggle = move |_| {
        let next = if full() {
            BTreeSet::new()
        } else {
            every.get_value()
        };
        ticked.set(next);
    };
    view! {
        <Show
            when=move || alive.get()
            fallback=move || view! { <span class="visually-hidden">{m::tick(lang)}</span> }
        >
            <input
                type="checkbox"
                aria-label=m::tick_all(lang)
                prop:checked=full
                on:change=toggle
            />
        </Show>
    }
}

#[component]
fn LotRow(lot: OfficeLot, ticked: Ticked) -> impl IntoView {
    let lang = use_lang();
    let id = lot.id.get();
    let tick = movable(lot.state).then(|| {
        let label = m::tick_lot(lang, &lot.code);
        let change = move |event| {
            ticked.update(|set| {
                if event_target_checked(&event) {
                    set.insert(id)
                } else {
                    set.remove(&id)
                };
            });
        };
        view! {
            <input
                type="checkbox"
                name="ids[]"
                value=id
                aria-label=label
                prop:checked=changing(move || ticked.with(|set| set.contains(&id)))
                on:change=change
            />
        }
    });
    let title_lang = (lang != Lang::Zh).then_some(Lang::Zh.tag());
    let price = match lot.start_price {
        Some(amount) => view! { <Money amount /> }.into_any(),
        None => m::no_value(lang).into_any(),
    };
    view! {
        <tr data-state=lot.state.code()>
            <td class="office-tick">{tick}</td>
            <th scope="row" class="office-nowrap">
                <LotLink lot=lot.clone() />
                {lot.practice.then(|| {
                    view! {
                        " "
                        <span class="badge badge--practice">{ui::practice_badge(lang)}</span>
                    }
                })}
            </th>
            <td lang=title_lang>{lot.title.clone()}</td>
            <td>{lot.industry.label(lang)}</td>
            <td lang=title_lang>{lot.owner.clone()}</td>
            <td class="number">{price}</td>
            <td class="office-nowrap">
                {locales::lot_standing(lang, lot.state, lot.sold_offline)}
                {desk_words(lang, &lot).map(|words| view! { <DeskLink path=lot.code.to_string() words /> })}
                {has_open_terms(&lot).then(|| {
                    let path = format!("{}/terms", lot.code);
                    view! { <DeskLink path words=m::open_terms(lang) /> }
                })}
                {lot.open_licence.then(|| {
                    let path = format!("{}/open-licence", lot.code);
                    let words = locales::open_licences::open_desk(lang);
                    view! { <DeskLink path words /> }
                })}
                {(!lot.biddable).then(|| {
                    view! { <span class="office-note">{m::negotiated_only(lang)}</span> }
                })}
            </td>
        </tr>
    }
}

/// What the centre may have to do: to step in while the round runs, to lead the deal afterwards.
/// Practice lots have no deal.
fn desk_words(lang: Lang, lot: &OfficeLot) -> Option<&'static str> {
    let runs = matches!(
        lot.state,
        LotState::Listed | LotState::Bidding | LotState::Extended
    );
    let over = lot.was_listed && !lot.practice;
    match runs {
        true => Some(locales::desk::open_desk(lang)),
        false => over.then(|| locales::stages::title(lang)),
    }
}

/// Whether the terms of a lot may have to be settled before it goes into a round.
fn has_open_terms(lot: &OfficeLot) -> bool {
    let over = matches!(lot.state, LotState::Passed | LotState::Defaulted);
    lot.biddable && (movable(lot.state) || (over && !lot.practice))
}

/// The way to a desk of a lot.
#[component]
fn DeskLink(path: String, words: &'static str) -> impl IntoView {
    let lang = use_lang();
    let code = path.split('/').next().unwrap_or_default().to_owned();
    let to = href(lang, &format!("/admin/lots/{path}"));
    view! {
        <span class="office-note">
            <a href=to>
                {words}
                <span class="visually-hidden">{format!(" {code}")}</span>
            </a>
        </span>
    }
}

/// The code; a link once the lot has a public page.
#[component]
fn LotLink(lot: OfficeLot) -> impl IntoView {
    let lang = use_lang();
    let code = lot.code.to_string();
    if lot.state.is_public() {
        let to = href(lang, &format!("/lots/{code}"));
        view! { <a href=to>{code}</a> }.into_any()
    } else {
        code.into_any()
    }
}

/// The commands for the ticked lots; the bar sticks to the window while something is ticked.
#[component]
fn Commands(
    rounds: Vec<RoundSummary>,
    ticked: Ticked,
    moving: ServerAction<MoveLots>,
) -> impl IntoView {
    let lang = use_lang();
    let asked = use_query_map()
        .with_untracked(|query| query.get("round"))
        .unwrap_or_default();
    let none = rounds.is_empty();
    let options = rounds
        .into_iter()
        .map(|summary| {
            let id = summary.round.id.to_string();
            let selected = id == asked;
            view! {
                <option value=id selected=selected>
                    {round_label(lang, &summary)}
                </option>
            }
        })
        .collect_view();
    let count = move || ticked.with(BTreeSet::len);
    let chosen = move || (count() > 0).then(|| m::chosen(lang, count()));
    let busy = move || moving.pending().get().then_some("true");
    view! {
        <div class="office-bulk" data-live=changing(move || (count() > 0).then_some("true"))>
            <p class="office-bulk-count" role="status">
                {redrawn(chosen)}
            </p>
            <button class="button" type="submit" name="intent" value="publish" aria-busy=busy>
                {m::publish(lang)}
            </button>
            <div class="field">
                <label class="field-label" for="round">
                    {m::round(lang)}
                </label>
                <select class="input" id="round" name="round">
                    <option value="">
                        {if none { m::no_round(lang) } else { m::choose_round(lang) }}
                    </option>
                    {options}
                </select>
            </div>
            <button class="button" type="submit" name="intent" value="list" aria-busy=busy>
                {m::list(lang)}
            </button>
        </div>
    }
}

/// A round in the list of choices: day, hours, how many lots it has.
fn round_label(lang: Lang, summary: &RoundSummary) -> String {
    let round = &summary.round;
    let day = locales::date_long(lang, round.on);
    let (opens, closes) = (round.opens_at.clock().hm(), round.closes_at.clock().hm());
    if round.practice {
        m::round_practice(lang, closes, summary.lot_count, day, opens)
    } else {
        m::round_option(lang, closes, summary.lot_count, day, opens)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lots_that_a_command_applies_to_can_be_ticked() {
        let movable: Vec<_> = LotState::ALL
            .iter()
            .filter(|state| movable(**state))
            .collect();
        assert_eq!(movable.len(), 4);
        assert!(!movable.contains(&&LotState::Bidding) && !movable.contains(&&LotState::Sold));
    }
}
