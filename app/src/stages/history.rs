//! Everything that has moved a lot after its rounds: when, what, who, why, with which paper.

use crate::lang::use_lang;
use crate::ui::{Column, Table, When};
use domain::bidding::stage::Particulars;
use domain::views::{DealMove, DealPaper};
use leptos::prelude::*;
use locales::{Label, Lang, stages as m, ui};

/// Digits of a fingerprint that are shown; the rest is in the title.
const DIGITS_SHOWN: usize = 16;

/// The moves, newest first; that there is none yet.
#[component]
pub fn History(
    /// The moves.
    moves: Vec<DealMove>,
) -> impl IntoView {
    let lang = use_lang();
    if moves.is_empty() {
        return view! { <p>{m::no_history(lang)}</p> }.into_any();
    }
    let rows = moves.into_iter().map(|one| view! { <Row one /> });
    let rows = rows.collect_view();
    let columns = vec![
        Column::text(m::event(lang)),
        Column::text(m::when(lang)),
        Column::text(m::who(lang)),
        Column::text(m::words(lang)),
        Column::text(m::paper(lang)),
    ];
    view! {
        <h3 id="deal-history">{m::history(lang)}</h3>
        <Table caption=m::history(lang) columns class="office-table" testid="deal-history">
            {rows}
        </Table>
    }
    .into_any()
}

#[component]
fn Row(one: DealMove) -> impl IntoView {
    let lang = use_lang();
    let who = one.by.clone().unwrap_or_else(|| m::clock(lang).to_owned());
    let why = match &one.by {
        Some(_) => one.reason.clone(),
        None => m::on_time(lang).to_owned(),
    };
    let details = details(lang, &one.particulars).join(ui::separator(lang));
    let details =
        (!details.is_empty()).then(|| view! { <span class="office-note">{details}</span> });
    view! {
        <tr>
            <th scope="row">
                {one.event.label(lang)} <span class="office-note">{one.to.label(lang)}</span>
            </th>
            <td>
                <When at=one.at />
            </td>
            <td>{who}</td>
            <td class="desk-words">{why} {details}</td>
            <td class="desk-words">{one.paper.map(|paper| view! { <Paper paper /> })}</td>
        </tr>
    }
}

#[component]
fn Paper(paper: DealPaper) -> impl IntoView {
    let short: String = paper.hash.chars().take(DIGITS_SHOWN).collect();
    view! {
        {paper.file_name}
        <span class="office-note">
            <code title=paper.hash>{short}</code>
        </span>
    }
}

/// What else is known of a move, each in a few words.
fn details(lang: Lang, known: &Particulars) -> Vec<String> {
    let until = known.until.map(|at| locales::date_time(lang, at));
    let signed = known.signed_on.map(|on| locales::date_long(lang, on));
    let price = known.price.map(|price| locales::amount(lang, price));
    let refused = known.refused.map(|refused| match refused {
        true => m::way_refused(lang).to_owned(),
        false => m::way_deadline(lang).to_owned(),
    });
    let related = known.related_party.map(|related| match related {
        true => m::related_yes(lang).to_owned(),
        false => m::related_no(lang).to_owned(),
    });
    [
        refused,
        known
            .number
            .as_ref()
            .map(|number| m::detail_number(lang, number)),
        signed.map(|on| m::detail_signed(lang, on)),
        known
            .party
            .as_ref()
            .map(|party| m::detail_party(lang, party)),
        price.map(|price| m::detail_price(lang, price)),
        known.mode.map(|mode| mode.label(lang).to_owned()),
        related,
        until.map(|at| m::detail_until(lang, at)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
