//! S1: a search in a large catalogue as a visitor meets it, beside the bare statements of it.

use crate::Sizes;
use crate::client::Client;
use crate::crowd::p99;
use crate::pages::Catalogue;
use crate::sqlite::Bare;
use crate::table::{Table, Target};
use anyhow::ensure;
use domain::lots::Industry;
use domain::text::query_phrases;
use std::time::Instant;

/// Words of three characters, frequent and rare ones.
const WORDS: [&str; 6] = ["传感器", "机器人", "催化剂", "碳纤维", "电解液", "控制器"];
/// Searches of one measurement.
const SEARCHES: usize = 600;

/// What the catalogue asks the database for a page of newest lots: how many there are, and the
/// first cards with their figures.
const COUNT: &str = "SELECT count(*) FROM (SELECT 1 FROM lot_search \
    WHERE lot_search MATCH ?1 AND lot_search.rowid > 1073741824 LIMIT 1001)";
const CARDS: &str = "SELECT l.id, l.rank, l.price_up, l.price_down, l.state, l.card, a.round_id, \
    a.practice, a.listed_seq, a.seq, a.at, a.price_fen, a.leader_paddle, a.ends_at, a.extensions, \
    a.bid_count, a.bidder_count, a.latest_bid_at, a.outcome, a.suspended_ms, a.extra, a.terms, \
    a.reserve_fen FROM lot_search CROSS JOIN lots l ON l.rank = lot_search.rowid \
    LEFT JOIN auctions a ON a.lot_id = l.id WHERE lot_search MATCH ?1 \
    AND lot_search.rowid > 1073741824 ORDER BY lot_search.rowid DESC LIMIT 25";

/// A word with three filters, as an address and as the index is asked.
struct Search {
    path: String,
    words: String,
}

/// Measures and fills the table.
///
/// # Errors
/// When a run breaks.
pub async fn measure(table: &mut Table, sizes: Sizes, large: &Catalogue) -> anyhow::Result<()> {
    let searches = searches();
    let mut bare = Bare::open(&large.database(), false)?;
    bare.run("PRAGMA cache_size = -16384")?;
    let questions = [bare.question(COUNT)?, bare.question(CARDS)?];
    let mut pairs = Vec::new();
    for _ in 0..sizes.pairs {
        let ours = visitor(large, &searches).await?;
        pairs.push((ours, statements(&bare, questions, &searches)?));
    }
    let what = format!(
        "S1 search page, three characters and three filters, {} lots, p99 ÷ p99 of its bare SQL",
        sizes.lots
    );
    table.pairs(&what, "ms", &pairs, Target::AtMost(2.0));
    Ok(())
}

fn searches() -> Vec<Search> {
    let both = |industry: &Industry| WORDS.map(|word| Search::new(word, *industry));
    Industry::ALL.iter().flat_map(both).collect()
}

impl Search {
    fn new(word: &str, industry: Industry) -> Self {
        let code = industry.code();
        let encoded: String = word.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let facet = code
            .to_ascii_lowercase()
            .replace(|c: char| !c.is_alphanumeric(), "");
        let phrases = query_phrases(word);
        let terms: Vec<String> = phrases
            .iter()
            .map(|phrase| phrase.terms.join(" "))
            .collect();
        Self {
            path: format!("/lots?q={encoded}&industry={code}&kind=PATENT&status=display"),
            words: format!(
                "facets : (\"ind{facet}\") AND facets : (\"kinpatent\") \
                 AND facets : (\"stadisplay\") AND terms : \"{}\"",
                terms.join(" ")
            ),
        }
    }
}

/// The 99th per cent of one visitor's pages, ms.
async fn visitor(large: &Catalogue, searches: &[Search]) -> anyhow::Result<f64> {
    let mut client = Client::connect(large.address()).await?;
    let mut times = Vec::with_capacity(SEARCHES);
    for search in searches.iter().cycle().take(SEARCHES) {
        let start = Instant::now();
        let (status, _) = client.get(&search.path).await?;
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
        ensure!(status == 200, "{} was answered {status}", search.path);
    }
    times.sort_by(f64::total_cmp);
    Ok(p99(&times))
}

/// The 99th per cent of the statements alone, ms.
fn statements(bare: &Bare, questions: [usize; 2], searches: &[Search]) -> anyhow::Result<f64> {
    let (mut times, mut rows) = (Vec::with_capacity(SEARCHES), 0);
    for search in searches.iter().cycle().take(SEARCHES) {
        let start = Instant::now();
        for question in questions {
            rows += bare.ask(question, &search.words)?;
        }
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
    }
    // The count is always one row.
    ensure!(rows > SEARCHES, "no search found anything");
    times.sort_by(f64::total_cmp);
    Ok(p99(&times))
}
