//! Search: Chinese by pairs and single characters, Latin by beginnings, never by operators.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::lots::Lot;
use domain::views::{LotFilter, LotSort};
use store::testing::statements;
use store::{Result, Tx};

stories!(
    words_of_both_scripts,
    what_people_type_is_never_an_operator,
    words_and_filters_meet,
    hits_are_counted_only_where_a_page_does_not_hold_them,
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

/// Cards of a page.
const PAGE: u32 = 24;

/// One statement finds few hits, newest first, and says how many; a second one counts what a page does
/// not hold. What is found and counted does not depend on which of the two it was.
async fn hits_are_counted_only_where_a_page_does_not_hold_them(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let filter = |q: &str| LotFilter {
        q: q.into(),
        ..LotFilter::default()
    };
    let mut count = 0;
    // None, some, a whole page and no more, and one more than that.
    for (lots, asked) in [(0, 1), (3, 1), (PAGE, 1), (PAGE + 1, 2), (2 * PAGE, 2)] {
        while count < lots {
            count += 1;
            let lot = Lot {
                title: format!("示例传感器 {count}"),
                ..make::lot(count.into())
            };
            make::put(&mut tx, &lot).await?;
        }
        let before = statements();
        let (cards, next, found) = tx.catalogue(&filter("传感器"), NOON).await?;
        assert_eq!(statements() - before, asked, "{lots}");
        assert_eq!((found.count, found.more), (lots, false));
        assert_eq!(cards.len() as u32, lots.min(PAGE));
        assert_eq!(next.is_some(), lots > PAGE, "{lots}");
        if let Some(after) = next {
            let rest = LotFilter {
                after: Some(after),
                ..filter("传感器")
            };
            let (more, next, found) = tx.catalogue(&rest, NOON).await?;
            assert_eq!((more.len() as u32, next), (lots - PAGE, None));
            assert_eq!(found.count, lots, "counted from the first page on");
            assert!(more.iter().all(|card| !cards.contains(card)));
        }
        let sorted = LotFilter {
            sort: Some(LotSort::PriceLow),
            ..filter("传感器")
        };
        assert_eq!(tx.catalogue(&sorted, NOON).await?.2.count, lots);
    }
    Ok(())
}
