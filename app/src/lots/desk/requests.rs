//! The request that waits, and those that were decided.

use super::page::Commands;
use super::words::{effect, step_words, why};
use crate::lang::use_lang;
use crate::ui::erased::{Shown, changing, redrawn};
use crate::ui::{Column, Notice, Table, When};
use domain::bidding::two_person::Intervention;
use domain::views::{LotDesk, PastIntervention, PendingIntervention};
use leptos::prelude::*;
use locales::{Lang, desk as m, ui};

/// The request that waits: what will happen, and who must act.
#[component]
pub fn Pending(
    /// The request.
    pending: PendingIntervention,
    /// Whether bidding has closed.
    over: bool,
    /// The commands of the page.
    commands: Commands,
    /// Where a plain form comes back to.
    back: String,
) -> impl IntoView {
    let lang = use_lang();
    let PendingIntervention {
        id,
        intervention,
        reason,
        requested_by,
        requested_at,
        mine,
        expires_at,
    } = pending;
    let until = locales::date_time(lang, expires_at);
    let next = match mine {
        true => m::waits_for_other(lang, until),
        false => m::waits_for_you(lang, until, &requested_by),
    };
    let approve = (!mine).then(|| {
        view! {
            <button
                class="button button--commit"
                type="submit"
                name="answer"
                value="approve"
                aria-busy=changing(move || commands.decide.pending().get().then_some("true"))
            >
                {approve_words(lang, &intervention)}
            </button>
        }
    });
    let decline = match mine {
        true => m::take_back(lang),
        false => m::decline(lang),
    };
    view! {
        <Notice tone="warning">
            <section class="desk-pending" aria-labelledby="pending-title" data-testid="pending">
                <h2 id="pending-title">
                    {m::pending_title(lang, step_words(lang, &intervention))}
                </h2>
                <p>
                    {requested_by.clone()} " · " <When at=requested_at />
                    {why(lang, &intervention).map(|words| format!(" · {words}"))}
                </p>
                <p lang="zh-CN" class="desk-words">
                    {reason}
                </p>
                <p>{effect(lang, &intervention, over)}</p>
                <p>
                    <strong>{next}</strong>
                </p>
                <ActionForm action=commands.decide attr:class="actions">
                    <input type="hidden" name="id" value=id.get() />
                    <input type="hidden" name="back" value=back />
                    <button class="button" type="submit" name="answer" value="decline">
                        {decline}
                    </button>
                    {approve}
                </ActionForm>
            </section>
        </Notice>
    }
}

/// The button says what it does.
fn approve_words(lang: Lang, intervention: &Intervention) -> String {
    m::approve(lang, step_words(lang, intervention))
}

/// What was decided before, newest first.
#[component]
pub fn Decided(
    /// The desk.
    desk: RwSignal<LotDesk>,
) -> impl IntoView {
    let lang = use_lang();
    let done = Memo::new(move |_| desk.with(|desk| desk.done.clone()));
    let rows = move || {
        done.get()
            .into_iter()
            .map(|past| view! { <DecidedRow past /> })
            .collect_view()
    };
    let columns = move || {
        vec![
            Column::text(m::step(lang)),
            Column::text(m::words(lang)),
            Column::text(m::requested_by(lang)),
            Column::text(m::decided_by(lang)),
            Column::text(m::result(lang)),
        ]
    };
    view! {
        <Shown when=move || !done.with(Vec::is_empty)>
            <section aria-labelledby="decided-title">
                <h2 class="section-title" id="decided-title">
                    {m::decided_title(lang)}
                </h2>
                <Table caption=m::decided_title(lang) columns=columns() class="office-table">
                    {redrawn(rows)}
                </Table>
            </section>
        </Shown>
    }
}

#[component]
fn DecidedRow(past: PastIntervention) -> impl IntoView {
    let lang = use_lang();
    let why = why(lang, &past.intervention);
    let result = result(lang, &past);
    let decided_by = past.decided_by.unwrap_or_else(|| ui::none(lang).to_owned());
    view! {
        <tr>
            <th scope="row">
                {step_words(lang, &past.intervention)}
                {why.map(|words| view! { <span class="office-note">{words}</span> })}
            </th>
            <td lang="zh-CN" class="desk-words">
                {past.reason}
            </td>
            <td>{past.requested_by}</td>
            <td>{decided_by}</td>
            <td>{result} <span class="office-note"><When at=past.decided_at /></span></td>
        </tr>
    }
}

/// What became of a request.
fn result(lang: Lang, past: &PastIntervention) -> &'static str {
    match (past.approved, past.carried_out_at, &past.decided_by) {
        (true, Some(_), _) => m::result_carried_out(lang),
        (true, None, _) => m::result_planned(lang),
        (false, _, Some(_)) => m::result_declined(lang),
        (false, _, None) => m::result_expired(lang),
    }
}
