//! The public display: files of the list, comparison, related lots.

use domain::ids::LotCode;
use domain::views::{LotCard, LotFilter};
use locales::Lang;
use service::Error;
use service::export::{LotTable, WORKBOOK_MAX};
use service::testing::{CANARY_CONTACT, CANARY_RESERVE, TestPortal};
use std::io::{Cursor, Read};

const HIDDEN: &str = "P2026-ENER-0009";

fn code(text: &str) -> LotCode {
    LotCode::parse(text).expect("a code")
}

/// Five public lots with a secret reserve, and one that nobody may see.
async fn site() -> TestPortal {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    for number in 1..=5 {
        let id = site.lot(&format!("P2026-ENER-000{number}"), true).await;
        centre.publish(&[id]).await.unwrap();
    }
    site.lot(HIDDEN, true).await;
    site
}

async fn cards(site: &TestPortal) -> Vec<LotCard> {
    let part = site.portal.lot_part(&LotFilter::default(), 100, None).await;
    part.unwrap().cards
}

fn table(site: &TestPortal, lang: Lang) -> LotTable {
    LotTable {
        lang,
        base: "https://auction.example/lots/".into(),
        at: site.portal.now(),
    }
}

/// Everything that a workbook says, file by file.
fn texts(book: Vec<u8>) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    (0..zip.len())
        .map(|number| {
            let mut file = zip.by_index(number).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[tokio::test]
async fn the_files_of_the_list_hold_what_is_public_and_nothing_else() {
    let site = site().await;
    let cards = cards(&site).await;
    assert_eq!(cards.len(), 5);
    let reserve = (CANARY_RESERVE.get() / 100).to_string();
    let secrets = [reserve.as_str(), CANARY_CONTACT, HIDDEN];
    for lang in [Lang::Zh, Lang::En] {
        let table = table(&site, lang);
        let csv = format!("{}{}", table.csv_head(), table.csv_rows(&cards));
        let book = texts(table.workbook(&cards).unwrap());
        let said: String = book.iter().map(|(_, text)| text.as_str()).collect();
        for card in &cards {
            assert!(csv.contains(card.code.as_str()) && said.contains(card.code.as_str()));
        }
        for secret in secrets {
            assert!(!csv.contains(secret), "{secret} in {csv}");
            assert!(!said.contains(secret), "{secret} in the workbook");
        }
    }
}

#[tokio::test]
async fn no_title_becomes_a_formula() {
    let site = site().await;
    let mut cards = cards(&site).await;
    cards.truncate(1);
    cards[0].title = "=HYPERLINK(\"https://evil.example\",\"x\")".into();
    let table = table(&site, Lang::Zh);
    let row = table.csv_rows(&cards);
    assert!(row.contains(",\"'=HYPERLINK("), "{row}");
    let book = texts(table.workbook(&cards).unwrap());
    let sheets = book.iter().filter(|(name, _)| name.contains("sheet1.xml"));
    for (name, text) in sheets {
        assert!(
            !text.contains("<f>") && !text.contains("<f "),
            "{name}: {text}"
        );
    }
    assert!(book.iter().any(|(_, text)| text.contains("=HYPERLINK(")));
}

#[tokio::test]
async fn a_workbook_has_a_bound_and_says_so() {
    let site = site().await;
    let card = cards(&site).await.remove(0);
    let many = vec![card; WORKBOOK_MAX + 1];
    let refused = table(&site, Lang::Zh).workbook(&many).unwrap_err();
    let Error::Invalid { code, args } = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(code, "LIST_TOO_LONG");
    assert_eq!(args, [("max".into(), "10000".into())]);
    for lang in [Lang::Zh, Lang::En] {
        let sentence = locales::errors_text(lang, &code, &[("max", &args[0].1)]);
        assert!(sentence.contains("10000"), "{sentence}");
    }
}

#[tokio::test]
async fn four_public_lots_are_compared_each_once() {
    let site = site().await;
    let wanted = [
        "P2026-ENER-0003",
        HIDDEN,
        "P2026-ENER-0001",
        "P2026-ENER-0003",
        "P2026-ENER-7777",
    ];
    let wanted: Vec<LotCode> = wanted.into_iter().map(code).collect();
    let found = site.portal.compare(&wanted).await.unwrap();
    let codes: Vec<&str> = found.lots.iter().map(|one| one.lot.code.as_str()).collect();
    assert_eq!(codes, ["P2026-ENER-0003", "P2026-ENER-0001"]);
    let told = serde_json::to_string(&found).unwrap();
    let reserve = CANARY_RESERVE.get().to_string();
    for secret in [reserve.as_str(), CANARY_CONTACT] {
        assert!(!told.contains(secret), "{secret}");
    }
    let five: Vec<LotCode> = (1..=5)
        .map(|n| code(&format!("P2026-ENER-000{n}")))
        .collect();
    assert_eq!(site.portal.compare(&five).await.unwrap().lots.len(), 4);
}

#[tokio::test]
async fn related_lots_are_public_and_others() {
    let site = site().await;
    let lot = code("P2026-ENER-0001");
    let page = site.portal.lot_page(&lot, None).await.unwrap();
    let related = site.portal.related(&page.lot).await.unwrap();
    assert_eq!(related.len(), 4);
    assert!(
        related
            .iter()
            .all(|card| card.code != lot && card.code.as_str() != HIDDEN)
    );
    let mut practice = page.lot;
    practice.practice = true;
    assert_eq!(site.portal.related(&practice).await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_cursor_that_nobody_gave_out_is_refused() {
    let site = site().await;
    let filter = LotFilter {
        after: Some("nonsense".into()),
        ..LotFilter::default()
    };
    let refused = site.portal.lot_part(&filter, 10, None).await;
    assert_eq!(refused, Err(Error::invalid("REQUEST_MALFORMED")));
}

#[tokio::test]
async fn progress_counts_what_has_been_reached() {
    let site = site().await;
    let progress = site.portal.progress().await.unwrap().unwrap();
    assert_eq!((progress.collected, progress.selected), (6, 5));
    assert_eq!((progress.published, progress.sold), (5, 0));
}
