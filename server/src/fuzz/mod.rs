//! What the process itself reads from strangers never makes it panic. The targets are run as those
//! of `domain/tests/fuzz` are: over their corpus, over changed samples, over random bytes.

#[path = "../../../domain/tests/fuzz/changed.rs"]
mod changed;

use crate::api::bids::BidBody;
use crate::{guard, live, simulate};
use changed::fuzz;
use http::{HeaderMap, HeaderValue, header};

const ITERATIONS: usize = 2_000;
/// Where the corpora are.
const FOLDER: &str = "src/fuzz";

/// An amount that is taken is a whole number of fen, written as one (S-19).
fn bid(bytes: &[u8]) {
    let Ok(body) = serde_json::from_slice::<BidBody>(bytes) else {
        return;
    };
    let text = std::str::from_utf8(bytes).expect("JSON is UTF-8");
    let amount = body.amount_fen().to_string();
    assert!(
        text.contains(&amount),
        "{text}: {amount} is not what was written"
    );
}

fn lots(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(places) = live::parse(&text) {
        assert!((1..=live::LOTS_MAX).contains(&places.len()));
    }
}

fn cookie(bytes: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(bytes) else {
        return;
    };
    let headers = HeaderMap::from_iter([(header::COOKIE, value)]);
    for secure in [false, true] {
        if let Some(token) = guard::login_token(&headers, secure) {
            assert_eq!(token.len(), 64);
        }
    }
}

/// Every line is answered by one line of JSON.
fn simulation(bytes: &[u8]) {
    let mut answers = Vec::new();
    simulate::run(bytes, &mut answers, std::io::sink()).expect("memory takes everything");
    let answers = String::from_utf8(answers).expect("JSON is UTF-8");
    for line in answers.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("one object a line");
    }
}

fuzz!(FOLDER, ITERATIONS, bids, bid);
fuzz!(FOLDER, ITERATIONS, live_lots, lots);
fuzz!(FOLDER, ITERATIONS, cookies, cookie);
fuzz!(FOLDER, ITERATIONS, simulations, simulation);
