//! The error codes of domain.md §11 over HTTP: bad input is sent from the page that it is typed on, as a browser
//! without scripts and as a script sends it, the sentence of its code is read on the page in Chinese and in English,
//! and afterwards everything that is stored is as it was. What no code is shown for fails, unless
//! `catalogue.tsv` says where else it is.

mod access;
mod forms;
mod house;
mod needs;
mod participation;
mod release;
mod reviews;
mod stored;

use super::call::in_own_process;
use house::Shown;
use std::collections::BTreeMap;

/// Set for the process that sends bad input.
const SENDS: &str = "LUOCHUI_TEST_SENDS";
/// Every code of §11 with its status; of some of them, why they are not shown here.
const CATALOGUE: &str = include_str!("catalogue.tsv");

/// Statuses by code.
fn statuses() -> BTreeMap<&'static str, u16> {
    let lines = catalogue().into_iter();
    lines
        .map(|[code, http, _]| (code, http.parse().expect("a status")))
        .collect()
}

fn catalogue() -> Vec<[&'static str; 3]> {
    let line = |line: &'static str| {
        let columns: Vec<&str> = line.split('\t').collect();
        <[&str; 3]>::try_from(columns).expect("three columns")
    };
    CATALOGUE.lines().skip(1).map(line).collect()
}

#[test]
fn every_code_is_answered_by_its_sentences_and_changes_nothing() {
    let this = "routes::tests::codes::every_code_is_answered_by_its_sentences_and_changes_nothing";
    if std::env::var_os(SENDS).is_none() {
        return in_own_process(this, SENDS, "yes");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(send_everything());
}

async fn send_everything() {
    let mut shown = Shown::new(statuses());
    forms::send(&mut shown).await;
    stored::send(&mut shown).await;
    participation::send(&mut shown).await;
    reviews::send(&mut shown).await;
    release::send(&mut shown).await;
    needs::send(&mut shown).await;
    access::send(&mut shown).await;
    let mut wrong = shown.wrong;
    for [code, _, elsewhere] in catalogue() {
        match (shown.codes.contains(code), elsewhere.is_empty()) {
            (false, true) => wrong.push(format!("nothing shows {code}")),
            (true, false) => wrong.push(format!("{code} is shown here, not: {elsewhere}")),
            _ => {}
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_catalogue_has_every_code_once() {
    let lines = catalogue();
    assert_eq!((lines.len(), statuses().len()), (113, 113));
}
