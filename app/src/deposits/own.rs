//! A bidder's own deposits, on his account page.

use super::{own_deposits, place_words};
use crate::lang::{href, use_lang};
use crate::ui::{Column, Empty, Loaded, Money, Table, When};
use domain::views::DepositLine;
use leptos::prelude::*;
use locales::deposits as m;

/// The latest deposits of whoever is signed in.
#[component]
pub fn OwnDeposits() -> impl IntoView {
    let lang = use_lang();
    let deposits = crate::wire::blocking_data(|| (), |()| own_deposits());
    view! {
        <section aria-labelledby="deposits-title" data-testid="own-deposits">
            <h2 class="section-title" id="deposits-title">
                {m::own_title(lang)}
            </h2>
            <Loaded resource=deposits let:lines>
                <Lines lines />
            </Loaded>
        </section>
    }
}

#[component]
fn Lines(lines: Vec<DepositLine>) -> impl IntoView {
    let lang = use_lang();
    if lines.is_empty() {
        return view! {
            <Empty reason=m::own_empty(lang)>
                <a class="button" href=href(lang, "/lots")>
                    {m::go_lots(lang)}
                </a>
            </Empty>
        }
        .into_any();
    }
    let rows = lines
        .into_iter()
        .map(|line| view! { <Line line /> })
        .collect_view();
    let columns = vec![
        Column::text(m::lot(lang)),
        Column::number(m::amount(lang)),
        Column::text(m::state(lang)),
        Column::text(m::since(lang)),
    ];
    view! {
        <Table caption=m::own_title(lang) columns>
            {rows}
        </Table>
    }
    .into_any()
}

#[component]
fn Line(line: DepositLine) -> impl IntoView {
    let lang = use_lang();
    let place = line.place();
    let refused = line
        .payment
        .as_ref()
        .and_then(|payment| payment.refused.clone());
    let refused =
        refused.map(|reason| view! { <p class="field-hint">{m::refused(lang, reason)}</p> });
    let amount = line.received.max(line.asked);
    view! {
        <tr>
            <th scope="row" class="office-nowrap">
                <a href=href(lang, &format!("/lots/{}", line.code))>{line.code.to_string()}</a>
            </th>
            <td class="number">
                <Money amount />
            </td>
            <td>
                <span class="office-nowrap">{place_words(lang, place)}</span>
                {refused}
            </td>
            <td>
                <When at=line.since />
            </td>
        </tr>
    }
}
