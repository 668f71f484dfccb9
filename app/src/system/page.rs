//! `/admin/system`: version, checks, database, ledger, backups, and what runs. For the centre.

use super::system_page;
use crate::lang::use_lang;
use crate::ui::{Column, Empty, Loaded, Notice, PageHead, Table};
use domain::mail::MailCounts;
use domain::time::Timestamp;
use domain::views::{
    BackupState, Checked, ClockState, DatabaseState, DiskState, LedgerState, OutboxState,
    QueueState, StreamState, SystemPage as Shown, WorkerState,
};
use leptos::prelude::*;
use locales::{Label, Lang, date_time_seconds, system as m};

/// Bytes in a mebibyte.
const MEBI: u64 = 1 << 20;

/// A line of facts: what, and how it is.
type Fact = (&'static str, String);

/// The system page.
#[component]
pub fn SystemPage() -> impl IntoView {
    let lang = use_lang();
    let page = crate::wire::blocking_data(|| (), |()| system_page());
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) path="/admin/system" />
        <div class="office system" data-density="compact">
            <Loaded resource=page let:page>
                <h1>{m::title(lang)}</h1>
                <p class="office-intro">{m::intro(lang)}</p>
                <Page page />
            </Loaded>
        </div>
    }
}

#[component]
fn Page(page: Shown) -> impl IntoView {
    let lang = use_lang();
    let backup = backup(lang, page.backup, page.server_now);
    view! {
        <Checks checks=page.checks />
        {facts(m::process(lang), process(lang, &page.version, &page.node, page.started_at))}
        {facts(m::database(lang), database(lang, &page.database, page.disk))}
        {facts(m::ledger(lang), ledger(lang, &page.ledger))}
        {facts(m::outbox(lang), outbox(lang, page.outbox, page.mails))}
        {facts(m::backups(lang), backup)}
        {facts(m::bidding(lang), bidding(lang, page.queue, page.streams, page.clock))}
        <Workers workers=page.workers />
        <Nodes nodes=page.nodes />
        <p class="muted">{m::as_of(lang, date_time_seconds(lang, page.server_now))}</p>
    }
}

/// What has to hold, and above it the word for the whole.
#[component]
fn Checks(checks: Vec<Checked>) -> impl IntoView {
    let lang = use_lang();
    let ready = checks
        .iter()
        .all(|checked| checked.holds || !checked.check.is_needed());
    let (tone, words) = match ready {
        true => ("success", m::ready(lang)),
        false => ("warning", m::not_ready(lang)),
    };
    let lines = checks.into_iter().map(|checked| {
        let word = match checked.holds {
            true => m::holds(lang),
            false => m::fails(lang),
        };
        (checked.check.label(lang), word.to_owned())
    });
    view! {
        <Notice tone>
            <p data-testid="ready">{words}</p>
        </Notice>
        {facts(m::checks(lang), lines.collect())}
    }
}

fn process(lang: Lang, version: &str, node: &str, started_at: Timestamp) -> Vec<Fact> {
    vec![
        (m::version(lang), version.to_owned()),
        (m::node(lang), node.to_owned()),
        (m::started(lang), date_time_seconds(lang, started_at)),
    ]
}

fn database(lang: Lang, database: &DatabaseState, disk: Option<DiskState>) -> Vec<Fact> {
    let mut facts = vec![
        (m::engine(lang), database.engine.clone()),
        (m::size(lang), size(lang, database.bytes)),
        (
            m::migrated(lang),
            m::migrated_of(lang, database.known, database.migrated),
        ),
    ];
    if let Some(disk) = disk {
        let (free, all) = (size(lang, disk.free), size(lang, disk.size));
        facts.push((
            m::disk(lang),
            m::disk_of(lang, all, size(lang, disk.floor), free),
        ));
    }
    facts
}

fn ledger(lang: Lang, ledger: &LedgerState) -> Vec<Fact> {
    let signed = ledger.signed_at.map(|at| date_time_seconds(lang, at));
    let state = match ledger.signing {
        true => m::signing(lang),
        false => m::not_signing(lang),
    };
    let mut facts = vec![
        (m::ledger_state(lang), state.to_owned()),
        (m::leaves(lang), ledger.size.to_string()),
        (
            m::signed(lang),
            signed.unwrap_or_else(|| m::never(lang).to_owned()),
        ),
        (m::unsealed(lang), ledger.waiting.to_string()),
    ];
    let witnesses: Vec<String> = ledger
        .witnesses
        .iter()
        .map(|(name, leaves)| m::witness(lang, leaves, name))
        .collect();
    let words = match witnesses.is_empty() {
        true => m::no_witness(lang).to_owned(),
        false => witnesses.join(locales::ui::separator(lang)),
    };
    facts.push((m::witnesses(lang), words));
    facts
}

/// What is still to be told to people, by each way that leads out of the portal.
fn outbox(lang: Lang, outbox: OutboxState, mails: MailCounts) -> Vec<Fact> {
    let mut facts = vec![
        (m::untold(lang), outbox.untold.to_string()),
        (m::deliveries(lang), outbox.deliveries.to_string()),
    ];
    if let Some(at) = outbox.oldest {
        facts.push((m::oldest_delivery(lang), date_time_seconds(lang, at)));
    }
    facts.extend([
        (m::pushes_waiting(lang), outbox.pushes.to_string()),
        (m::push_browsers(lang), outbox.browsers.to_string()),
        (m::mails_waiting(lang), mails.waiting.to_string()),
        (m::mails_sent(lang), mails.sent.to_string()),
        (m::mails_failed(lang), mails.failed.to_string()),
    ]);
    facts
}

fn backup(lang: Lang, backup: Option<BackupState>, now: Timestamp) -> Vec<Fact> {
    let backup = backup.unwrap_or_default();
    let last = backup.time.map(|at| {
        let hours = now.millis_since(at).max(0) / 3_600_000;
        m::backup_of(
            lang,
            date_time_seconds(lang, at),
            hours,
            size(lang, backup.size),
        )
    });
    let mut facts = vec![(
        m::last_backup(lang),
        last.unwrap_or_else(|| m::no_backup(lang).to_owned()),
    )];
    if let Some(at) = backup.failed_at {
        facts.push((m::backup_failed(lang), date_time_seconds(lang, at)));
    }
    facts
}

fn bidding(lang: Lang, queue: QueueState, streams: StreamState, clock: ClockState) -> Vec<Fact> {
    let state = match clock.trusted {
        true => m::clock_trusted(lang),
        false => m::clock_not_trusted(lang),
    };
    vec![
        (
            m::queue(lang),
            m::queue_of(lang, queue.limit, queue.waiting),
        ),
        (
            m::streams(lang),
            m::streams_of(lang, streams.lots, streams.open),
        ),
        (m::cut_off(lang), streams.cut_off.to_string()),
        (
            m::clock(lang),
            m::clock_of(lang, clock.drift_ms, clock.error_ms, state),
        ),
    ]
}

/// A heading with facts under it.
fn facts(title: &'static str, facts: Vec<Fact>) -> impl IntoView {
    let lines = facts.into_iter().map(|(what, how)| {
        view! {
            <div>
                <dt>{what}</dt>
                <dd>{how}</dd>
            </div>
        }
    });
    view! {
        <section>
            <h2>{title}</h2>
            <dl class="facts system-facts">{lines.collect_view()}</dl>
        </section>
    }
}

/// What runs by itself, with the end of its last good round.
#[component]
fn Workers(workers: Vec<WorkerState>) -> impl IntoView {
    let lang = use_lang();
    let lines = workers.into_iter().map(|state| {
        let done = state.done_at.map(|at| date_time_seconds(lang, at));
        let done = done.unwrap_or_else(|| m::never(lang).to_owned());
        vec![
            state.worker.label(lang).to_owned(),
            done,
            state.failed.to_string(),
        ]
    });
    let heads = [m::worker(lang), m::done(lang), m::failed(lang)];
    view! {
        <section>
            <h2>{m::workers(lang)}</h2>
            {table(m::workers(lang), m::workers_empty(lang), &heads, lines.collect())}
        </section>
    }
}

/// Every process that shares the database.
#[component]
fn Nodes(nodes: Vec<(String, Timestamp)>) -> impl IntoView {
    let lang = use_lang();
    let lines = nodes
        .into_iter()
        .map(|(node, at)| vec![node, date_time_seconds(lang, at)]);
    let heads = [m::node(lang), m::beat(lang)];
    view! {
        <section>
            <h2>{m::nodes(lang)}</h2>
            {table(m::nodes(lang), m::nodes_empty(lang), &heads, lines.collect())}
        </section>
    }
}

/// A table whose first cell names its row, or why there is none.
fn table(
    caption: &'static str,
    empty: &'static str,
    heads: &[&'static str],
    rows: Vec<Vec<String>>,
) -> AnyView {
    if rows.is_empty() {
        return view! { <Empty reason=empty /> }.into_any();
    }
    let columns = heads.iter().copied().map(Column::text).collect();
    let row = |cells: Vec<String>| {
        let mut cells = cells.into_iter();
        let name = cells.next();
        let cells = cells.map(|cell| view! { <td>{cell}</td> });
        view! {
            <tr>
                <th scope="row">{name}</th>
                {cells.collect_view()}
            </tr>
        }
    };
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        <Table caption columns class="system-table">
            {rows}
        </Table>
    }
    .into_any()
}

/// A size in mebibytes, rounded up, and in gibibytes from a thousand of them.
fn size(lang: Lang, bytes: u64) -> String {
    let mebi = bytes.div_ceil(MEBI);
    match mebi {
        0..10_000 => m::mebibytes(lang, mebi),
        _ => m::gibibytes(lang, mebi.div_ceil(1_024)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_so_that_they_can_be_compared() {
        for (bytes, words) in [
            (0, "0 MiB"),
            (1, "1 MiB"),
            (MEBI * 1_536, "1536 MiB"),
            (MEBI * 10_000, "10 GiB"),
        ] {
            assert_eq!(size(Lang::En, bytes), words);
        }
    }

    #[test]
    fn a_backup_that_never_was_is_said_and_one_that_failed_too() {
        let now = Timestamp::from_millis(10 * 3_600_000);
        assert_eq!(backup(Lang::En, None, now).len(), 1);
        let state = BackupState {
            time: Some(Timestamp::from_millis(3_600_000)),
            size: 3 * MEBI,
            failed_at: Some(now),
        };
        let told = backup(Lang::En, Some(state), now);
        assert!(
            told[0].1.contains("9 h") && told[0].1.contains("3 MiB"),
            "{}",
            told[0].1
        );
        assert_eq!(told.len(), 2, "the failure");
    }
}
