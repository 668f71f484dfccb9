//! Search: Chinese by pairs and single characters, Latin by beginnings, never by operators.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::lots::Lot;
use domain::views::LotFilter;
use store::{Result, Tx};

stories!(
    words_of_both_scripts,
    what_people_type_is_never_an_operator,
    words_and_filters_meet
);

async fn library(bench: &Bench) -> Result<Tx> {
    let mut tx = make::setting(&bench.store).await?;
    let texts = [
        ("钠离子电池正极材料", "一种高容量的层状氧化物。"),
        ("SiC-MOSFET 驱动电路", "用于新能源汽车的功率器件。"),
        ("污水处理装置", "电极与池体分开布置。"),
        ("水池清洁机器人", "沿池壁行走。"),
    ];
    for (number, (title, summary)) in (1..).zip(texts) {
        let lot = Lot {
            title: title.into(),
            summary: summary.into(),
            ..make::lot(number)
        };
        make::put(&mut tx, &lot).await?;
    }
    Ok(tx)
}

async fn hits(tx: &mut Tx, q: &str) -> Result<Vec<String>> {
    let filter = LotFilter {
        q: q.into(),
        ..LotFilter::default()
    };
    let (cards, _, count) = tx.catalogue(&filter, NOON).await?;
    assert_eq!(count.count as usize, cards.len(), "{q}");
    Ok(cards
        .into_iter()
        .map(|card| card.code.as_str()[13..].to_owned())
        .collect())
}

async fn words_of_both_scripts(bench: &Bench) -> Result<()> {
    let mut tx = library(bench).await?;
    let expected: [(&str, &[&str]); 18] = [
        ("电池", &["1"]),
        ("钠离子电池", &["1"]),
        ("离子电", &["1"]),
        ("钠电池", &[]),
        ("电极", &["3"]),
        // One character is found anywhere in the text, newest first.
        ("池", &["4", "3", "1"]),
        ("钠", &["1"]),
        ("极", &["3", "1"]),
        ("鲸", &[]),
        // Latin words from their beginning, in either case and width.
        ("mosfet", &["2"]),
        ("SiC", &["2"]),
        ("ＭＯＳ", &["2"]),
        ("osfet", &[]),
        // Several runs must all be there, side by side or not.
        ("sic 汽车", &["2"]),
        ("sic 电池", &[]),
        // Owner, code and patent number are part of the text.
        ("第1示例大学", &["4", "3", "2", "1"]),
        ("P2023-T-000003", &["3"]),
        (make_patent(2), &["2"]),
    ];
    for (q, wanted) in expected {
        assert_eq!(hits(&mut tx, q).await?, wanted, "{q}");
    }
    Ok(())
}

/// The digits of a patent number live as long as the test.
fn make_patent(number: i64) -> &'static str {
    Box::leak(
        make::patent(number)
            .number
            .digits()
            .to_owned()
            .into_boxed_str(),
    )
}

async fn what_people_type_is_never_an_operator(bench: &Bench) -> Result<()> {
    let mut tx = library(bench).await?;
    for q in [
        "\"",
        "电池\" OR \"a",
        "NEAR(a b)",
        "a* -b",
        "terms:电",
        "' | 'x",
        "\\",
        "!&|<->()",
        "*",
    ] {
        hits(&mut tx, q).await?;
    }
    // Nothing to look for means everything.
    assert_eq!(hits(&mut tx, " -- ").await?.len(), 4);
    assert_eq!(hits(&mut tx, "电池 OR 装置").await?, Vec::<String>::new());
    let long = "电池".repeat(2_000);
    assert!(hits(&mut tx, &long).await?.is_empty());
    Ok(())
}

async fn words_and_filters_meet(bench: &Bench) -> Result<()> {
    let mut tx = library(bench).await?;
    let industry = make::lot(3).industry;
    let filter = LotFilter {
        q: "池".into(),
        industry: Some(industry),
        ..LotFilter::default()
    };
    let (cards, _, count) = tx.catalogue(&filter, NOON).await?;
    assert_eq!((cards.len(), count.count), (1, 1));
    assert_eq!(cards[0].code, make::lot(3).code);
    Ok(())
}
