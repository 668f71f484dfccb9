//! The latest deliveries.

use super::ChangeWebhook;
use super::list::Press;
use crate::lang::use_lang;
use crate::ui::{Column, DOT, Empty, Table};
use domain::time::Timestamp;
use domain::webhooks::{Delivery, DeliveryState, LOG_MAX, Webhook};
use leptos::prelude::*;
use locales::{Label, Lang, webhooks as m};

/// What was delivered, and what was not.
#[component]
pub fn Log(
    /// The webhooks that they went to.
    webhooks: Vec<Webhook>,
    /// The deliveries, newest first.
    deliveries: Vec<Delivery>,
    /// Sends one again.
    change: ServerAction<ChangeWebhook>,
) -> impl IntoView {
    let lang = use_lang();
    let caption = m::log_caption(lang, LOG_MAX);
    let list = if deliveries.is_empty() {
        view! { <Empty reason=m::log_empty(lang) /> }.into_any()
    } else {
        let rows = deliveries
            .into_iter()
            .map(|delivery| {
                let hook = webhooks.iter().find(|hook| hook.id == delivery.webhook);
                let host = hook.map(|hook| hook.address.authority());
                let on = hook.is_some_and(|hook| hook.on);
                view! { <Line delivery host=host.unwrap_or_default() on change /> }
            })
            .collect_view();
        let columns = vec![
            Column::text(m::log_at(lang)),
            Column::text(m::log_what(lang)),
            Column::text(m::address(lang)),
            Column::text(m::state(lang)),
            Column::text(m::attempts(lang)),
            Column::text(m::next(lang)),
            Column::text(m::acts(lang)),
        ];
        view! {
            <Table caption=caption.clone() columns class="token-table">
                {rows}
            </Table>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="log-title" data-testid="deliveries">
            <h2 class="section-title" id="log-title">
                {m::log_title(lang)}
            </h2>
            {list}
        </section>
    }
}

#[component]
fn Line(
    delivery: Delivery,
    host: String,
    on: bool,
    change: ServerAction<ChangeWebhook>,
) -> impl IntoView {
    let lang = use_lang();
    let what = match delivery.kind {
        Some(kind) => kind.label(lang),
        None => m::log_is_test(lang),
    };
    let next = match delivery.next_at {
        Some(at) => moment(lang, at).into_any(),
        None => m::none(lang).into_any(),
    };
    let over = delivery.state != DeliveryState::Waiting;
    let id = delivery.id.get();
    let about = format!("{what} {}", delivery.message);
    let resend = (over && on)
        .then(|| view! { <Press change act="resend" id label=m::resend(lang) about /> });
    view! {
        <tr data-state=delivery.state.code()>
            <th scope="row">{moment(lang, delivery.created_at)}</th>
            <td>{what}</td>
            <td data-label=m::address(lang)>
                <code>{host}</code>
            </td>
            <td data-label=m::state(lang)>{state(lang, &delivery)}</td>
            <td data-label=m::attempts(lang)>{delivery.attempts}</td>
            <td data-label=m::next(lang)>{next}</td>
            <td>{resend}</td>
        </tr>
    }
}

/// State, with the status of the last answer or why there was none.
fn state(lang: Lang, delivery: &Delivery) -> String {
    let mut words = vec![delivery.state.label(lang).to_owned()];
    words.extend(delivery.status.map(|status| format!("HTTP {status}")));
    words.extend(delivery.problem.map(|why| why.label(lang).to_owned()));
    words.join(DOT)
}

fn moment(lang: Lang, at: Timestamp) -> impl IntoView {
    view! { <time datetime=at.rfc3339()>{locales::date_time_seconds(lang, at)}</time> }
}
