//! F-21: 500 bids within the last second of one lot, with watchers. Every answer is definite, and
//! nothing that was there in time is refused as late.

use crate::attack::{Bench, Site};
use crate::client::Client;
use crate::journal::{Bid, Known};
use crate::load::Crowd;
use crate::report::Row;
use crate::server::Served;
use crate::stage::Plan;
use crate::watch::{self, Seen};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Bids of the rush.
const BIDS: usize = 500;
/// Bidders; each sends the next bid when the last one is answered.
const BIDDERS: usize = 100;
/// An answer takes at most this long, 99 of 100 (reliability.md F-21).
const ANSWER_P99: Duration = Duration::from_secs(1);
/// Sent so long before the end, a bid was there in time on any machine that this runs on, ms.
const IN_TIME_MS: i64 = 200;

/// A bid of the rush: how long before the end it was sent, how long the answer took, what it was.
type Sent = (i64, Duration, Known);

/// Runs the rounds.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let watchers = if bench.short { 100 } else { 1_000 };
    let rounds = bench.rounds(3, 1);
    let (mut found, mut worst, mut accepted, mut late) = (Vec::new(), Duration::ZERO, 0, 0);
    for _ in 0..rounds {
        let (site, served, mut sent) = rush(bench, watchers).await?;
        sent.sort_by_key(|(_, took, _)| *took);
        worst = worst.max(sent[sent.len() * 99 / 100].1);
        accepted += sent
            .iter()
            .filter(|(.., known)| matches!(known, Known::Accepted(..)))
            .count();
        late += sent
            .iter()
            .filter(|(.., known)| code(known) == "LATE")
            .count();
        found.extend(sent.iter().filter_map(judge));
        // Two seconds of drain, then the close.
        sleep(Duration::from_secs(4)).await;
        found.extend(site.check(&served).await?);
        found.extend(
            site.tables()
                .rows("SELECT kind FROM lot_events ORDER BY seq DESC LIMIT 1")?
                .concat()
                .iter()
                .filter(|kind| *kind != "closed")
                .map(|kind| format!("F-21 the lot ended with {kind}")),
        );
        served.kill().await?;
    }
    if worst > ANSWER_P99 {
        found.push(format!("F-21 answers took {} ms (p99)", worst.as_millis()));
    }
    let reached = format!(
        "{rounds} rushes; {accepted} accepted, {late} late; answers p99 {} ms",
        worst.as_millis()
    );
    let what = format!("{BIDS} bids within the last second of a lot, {watchers} watchers");
    Ok(vec![Row::run("F-21", &what, reached, found)])
}

async fn rush(bench: &Bench, watchers: u64) -> anyhow::Result<(Site, Served, Vec<Sent>)> {
    let folder = bench.folder("rush")?;
    let plan = Plan {
        lots: 1,
        bidders: BIDDERS,
        lasts_ms: 8_000,
        hard: true,
    };
    let site = bench.site(&folder, plan).await?;
    let (served, _) = site.recipe.start().await?;
    let seen = Arc::new(Seen::default());
    let lot = site.crowd.stage().lots[0].clone();
    for _ in 0..watchers {
        drop(watch::read(
            watch::ask(served.address(), &lot).await?,
            seen.clone(),
        ));
    }
    let mut clients: Vec<Client> = (site.crowd.stage().tokens.iter())
        .map(|token| Client::new(served.address(), token))
        .collect();
    for client in &mut clients {
        client.get("/healthz").await;
    }
    let rest = before_end(&site) - 1_000;
    anyhow::ensure!(rest > 0, "the stage was not ready in time");
    sleep(Duration::from_millis(rest as u64)).await;
    let mut bidding = JoinSet::new();
    for (place, client) in clients.into_iter().enumerate() {
        let crowd = site.crowd.clone();
        let pause = Duration::from_millis(1_000 * BIDDERS as u64 / BIDS as u64);
        let first = pause * place as u32 / BIDDERS as u32;
        bidding.spawn(bid(crowd, client, place, first, pause));
    }
    let sent = bidding.join_all().await.concat();
    anyhow::ensure!(
        seen.live.load(Ordering::SeqCst) == watchers,
        "not everybody watched"
    );
    Ok((site, served, sent))
}

fn before_end(site: &Site) -> i64 {
    let now = service::Clock::Real.now();
    site.crowd.stage().ends_at.millis_since(now)
}

/// One bidder's share, evenly over the last second; who comes late goes on all the same.
async fn bid(
    crowd: Crowd,
    mut client: Client,
    bidder: usize,
    first: Duration,
    pause: Duration,
) -> Vec<Sent> {
    let begun = Instant::now();
    let mut sent = Vec::new();
    for number in 0..BIDS / BIDDERS {
        let at = first + pause * number as u32;
        sleep(at.saturating_sub(begun.elapsed())).await;
        let bid = crowd.next(0);
        let before = crowd
            .stage()
            .ends_at
            .millis_since(service::Clock::Real.now());
        let asked = Instant::now();
        // Everybody bids in his own name, on the connection that he has kept open.
        let bid = Bid { bidder, ..bid };
        let known = crowd.send_with(&mut client, &bid).await;
        sent.push((before, asked.elapsed(), known));
    }
    sent
}

fn code(known: &Known) -> String {
    let Known::Refused(body) = known else {
        return String::new();
    };
    let json: Value = serde_json::from_str(body).unwrap_or_default();
    json["code"].as_str().unwrap_or_default().to_owned()
}

/// What may not be: an answer that is not definite, and "late" for what was there in time.
fn judge((before, _, known): &Sent) -> Option<String> {
    if !known.is_final() {
        return Some(format!("I-13 a bid of the rush was left open: {known:?}"));
    }
    let code = code(known);
    if code == "LATE_BY_SERVER" {
        return Some(format!(
            "I-13 the server was late, {before} ms before the end"
        ));
    }
    let refused_for_time = matches!(code.as_str(), "LATE" | "LOT_NOT_OPEN");
    (refused_for_time && *before > IN_TIME_MS)
        .then(|| format!("I-13 sent {before} ms before the end and refused: {code}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_is_wrong_only_for_what_was_in_time() {
        let refused = |code: &str| Known::Refused(format!(r#"{{"code":"{code}"}}"#));
        let sent = |before, known| judge(&(before, Duration::ZERO, known));
        assert!(sent(500, refused("LATE")).is_some());
        assert!(sent(500, refused("LOT_NOT_OPEN")).is_some());
        assert!(sent(-5, refused("LATE")).is_none());
        assert!(sent(5, refused("LATE_BY_SERVER")).is_some(), "never");
        assert!(sent(500, refused("TOO_LOW")).is_none());
        assert!(sent(500, Known::Unknown).is_some());
    }
}
