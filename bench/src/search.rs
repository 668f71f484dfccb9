//! S1: a search in a large catalogue as a visitor meets it, beside the bare statements of it; and where
//! the time between the two goes.

use crate::Sizes;
use crate::client::{Client, post};
use crate::crowd::p99;
use crate::pages::{Catalogue, not_kept};
use crate::sqlite::Bare;
use crate::table::{Table, Target};
use anyhow::ensure;
use domain::lots::{Industry, LotKind};
use domain::text::query_phrases;
use domain::views::{LotFilter, StatusFilter};
use serde_json::json;
use std::time::Instant;

/// Words of three characters, frequent and rare ones.
const WORDS: [&str; 6] = ["传感器", "机器人", "催化剂", "碳纤维", "电解液", "控制器"];
/// Searches of one measurement.
const SEARCHES: usize = 600;

/// Cards of a page.
const PAGE: usize = 24;

/// What the catalogue asks the database for the first page of newest lots: one card more than it shows,
/// with their figures; and, only where there is one more, how many there are. The column conditions that
/// the portal repeats beside the index are left out, and so are its BEGIN and ROLLBACK.
const CARDS: &str = "SELECT l.id, l.rank, l.price_up, l.price_down, l.state, l.card, a.round_id, \
    a.practice, a.listed_seq, a.seq, a.at, a.price_fen, a.leader_paddle, a.ends_at, a.extensions, \
    a.bid_count, a.bidder_count, a.latest_bid_at, a.outcome, a.suspended_ms, a.extra, a.terms, \
    a.reserve_fen FROM lot_search CROSS JOIN lots l ON l.rank = lot_search.rowid \
    LEFT JOIN auctions a ON a.lot_id = l.id WHERE lot_search MATCH ?1 \
    AND lot_search.rowid > 1073741824 ORDER BY lot_search.rowid DESC LIMIT 25";
/// The same in the order of the prices: all hits are gathered and the cheapest stand first. Counted before,
/// because the number of hits decides how the page is found.
const SORTED: &str = "SELECT l.id, l.rank, l.price_up, l.price_down, l.state, l.card, a.round_id, \
    a.practice, a.listed_seq, a.seq, a.at, a.price_fen, a.leader_paddle, a.ends_at, a.extensions, \
    a.bid_count, a.bidder_count, a.latest_bid_at, a.outcome, a.suspended_ms, a.extra, a.terms, \
    a.reserve_fen FROM lot_search CROSS JOIN lots l ON l.rank = lot_search.rowid \
    LEFT JOIN auctions a ON a.lot_id = l.id WHERE lot_search MATCH ?1 \
    AND lot_search.rowid > 1073741824 ORDER BY l.price_up, l.rank LIMIT 25";
const COUNT: &str = "SELECT count(*) FROM (SELECT 1 FROM lot_search \
    WHERE lot_search MATCH ?1 AND lot_search.rowid > 1073741824 LIMIT 1001)";

/// How a visitor searches.
#[derive(Clone, Copy)]
enum Way {
    /// The page.
    Page,
    /// The page in the order of the prices.
    Sorted,
    /// What the page asks the server for when the browser has the program already: the same search
    /// without the page around it.
    Answer,
    /// No search: the page of the newest lots, which is always full.
    Newest,
}

/// A word with three filters, as an address and as the index is asked.
struct Search {
    path: String,
    /// The same for the server function of the catalogue.
    filter: String,
    /// The same for the index.
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
    let questions = [bare.question(CARDS)?, bare.question(COUNT)?];
    let by_price = bare.question(SORTED)?;
    let (mut pages, mut answers, mut added) = (Vec::new(), Vec::new(), Vec::new());
    let mut middles = Vec::new();
    for _ in 0..sizes.pairs {
        let ours = visitor(large, &searches, Way::Page).await?;
        let limit = statements(&bare, questions, &searches)?;
        middles.push((p50(&ours), p50(&limit)));
        let ours = p99(&ours);
        pages.push((ours, p99(&limit)));
        let answer = p99(&visitor(large, &searches, Way::Answer).await?);
        answers.push((answer, p99(&statements(&bare, questions, &searches)?)));
        added.push((ours, p99(&visitor(large, &searches, Way::Newest).await?)));
    }
    let what = format!(
        "S1 search page, three characters and three filters, {} lots, p99 ÷ p99 of its bare SQL",
        sizes.lots
    );
    table.pairs(&what, "ms", &pages, Target::AtMost(2.0));
    table.pairs("of it p50 ÷ p50", "ms", &middles, Target::None);
    let what = "of it the cards as JSON, without a page around them, p99 ÷ the same";
    table.pairs(what, "ms", &answers, Target::None);
    let what = "the search page ÷ the catalogue page without a search, p99 of both";
    table.pairs(what, "ms", &added, Target::None);
    sorted(
        table,
        sizes,
        (large, &bare, [by_price, questions[1]], &searches),
    )
    .await
}

/// The list, its statements by their numbers, and what is searched for.
type Beside<'a> = (&'a Catalogue, &'a Bare, [usize; 2], &'a [Search]);

/// S1s: the same list with a sort besides.
async fn sorted(
    table: &mut Table,
    sizes: Sizes,
    (large, bare, questions, searches): Beside<'_>,
) -> anyhow::Result<()> {
    let (mut middles, mut worst) = (Vec::new(), Vec::new());
    for _ in 0..sizes.pairs {
        let ours = visitor(large, searches, Way::Sorted).await?;
        let limit = ordered(bare, questions, searches)?;
        middles.push((p50(&ours), p50(&limit)));
        worst.push((p99(&ours), p99(&limit)));
    }
    let what = format!(
        "S1s list with three filters, a sort and a search, {} lots, p50 ÷ p50 of its bare SQL",
        sizes.lots
    );
    table.pairs(&what, "ms", &middles, Target::None);
    table.pairs("of it p99 ÷ p99", "ms", &worst, Target::AtMost(2.0));
    Ok(())
}

/// The middle of times in rising order.
fn p50(times: &[f64]) -> f64 {
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
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
        let filter = LotFilter {
            q: word.to_owned(),
            industry: Some(industry),
            kind: Some(LotKind::Patent),
            status: Some(StatusFilter::Display),
            ..LotFilter::default()
        };
        Self {
            filter: json!({ "filter": filter }).to_string(),
            path: format!("/lots?q={encoded}&industry={code}&kind=PATENT&status=display"),
            words: format!(
                "facets : (\"ind{facet}\") AND facets : (\"kinpatent\") \
                 AND facets : (\"stadisplay\") AND terms : \"{}\"",
                terms.join(" ")
            ),
        }
    }
}

/// What one visitor's searches took, ms, in rising order.
async fn visitor(large: &Catalogue, searches: &[Search], way: Way) -> anyhow::Result<Vec<f64>> {
    let mut client = Client::connect(large.address()).await?;
    let mut times = Vec::with_capacity(SEARCHES);
    for search in searches.iter().cycle().take(SEARCHES) {
        let start = Instant::now();
        let (status, _) = match way {
            Way::Page => client.get(&search.path).await?,
            Way::Sorted => client.get(&format!("{}&sort=price", search.path)).await?,
            Way::Newest => client.get(&not_kept("/lots")).await?,
            Way::Answer => {
                let headers = [("sec-fetch-site", "same-origin")];
                let request = post("/fn/lots/catalogue", &headers, search.filter.clone())?;
                client.send(request).await?
            }
        };
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
        ensure!(status == 200, "{} was answered {status}", search.path);
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}

/// What the statements alone took, ms, in rising order.
fn statements(bare: &Bare, questions: [usize; 2], searches: &[Search]) -> anyhow::Result<Vec<f64>> {
    let [cards, count] = questions;
    let (mut times, mut rows) = (Vec::with_capacity(SEARCHES), 0);
    for search in searches.iter().cycle().take(SEARCHES) {
        let start = Instant::now();
        let found = bare.ask(cards, &search.words)?;
        if found > PAGE {
            bare.ask(count, &search.words)?;
        }
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
        rows += found;
    }
    ensure!(rows > 0, "no search found anything");
    times.sort_by(f64::total_cmp);
    Ok(times)
}

/// The same for the statements of a sorted list: the count comes first and always.
fn ordered(bare: &Bare, questions: [usize; 2], searches: &[Search]) -> anyhow::Result<Vec<f64>> {
    let [cards, count] = questions;
    let mut times = Vec::with_capacity(SEARCHES);
    for search in searches.iter().cycle().take(SEARCHES) {
        let start = Instant::now();
        bare.ask(count, &search.words)?;
        bare.ask(cards, &search.words)?;
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}
