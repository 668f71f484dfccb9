//! What people type and institutions write into their forms.

use crate::changed::{self, fuzz};
use crate::{FOLDER, ITERATIONS};
use domain::credit_codes::CreditCode;
use domain::ids::LotCode;
use domain::money::{WAN, YUAN, group, parse_amount};
use domain::patents::PatentNumber;
use domain::text::{clean, fold_width};
use domain::time::Date;

const YEAR: i32 = 2026;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn amount(bytes: &[u8]) {
    for unit in [YUAN, WAN] {
        if let Ok(fen) = parse_amount(&text(bytes), unit) {
            assert!(fen.0 >= 0, "{fen:?}");
            let _ = (fen.digits(), fen.compact(), fen.formal(), group(fen.0));
        }
    }
}

fn patent(bytes: &[u8]) {
    if let Ok(number) = PatentNumber::parse(&text(bytes), YEAR) {
        assert_eq!(
            PatentNumber::parse(number.canonical(), YEAR).as_ref(),
            Ok(&number)
        );
        assert_eq!(
            PatentNumber::parse(&number.display(), YEAR).as_ref(),
            Ok(&number)
        );
    }
}

fn credit_code(bytes: &[u8]) {
    if let Ok(code) = CreditCode::parse(&text(bytes)) {
        assert_eq!(CreditCode::parse(code.as_str()).as_ref(), Ok(&code));
    }
}

fn lot_code(bytes: &[u8]) {
    if let Some(code) = LotCode::parse(&text(bytes)) {
        assert_eq!(LotCode::parse(code.as_str()).as_ref(), Some(&code));
    }
}

fn date(bytes: &[u8]) {
    if let Some(date) = Date::parse_iso(&text(bytes)) {
        assert_eq!(Date::parse_iso(&date.to_string()), Some(date));
    }
}

fn width(bytes: &[u8]) {
    let folded = clean(&fold_width(&text(bytes)));
    assert_eq!(
        clean(&fold_width(&folded)),
        folded,
        "folding twice changes nothing"
    );
}

fuzz!(FOLDER, ITERATIONS, amounts, amount);
fuzz!(FOLDER, ITERATIONS, patent_numbers, patent);
fuzz!(FOLDER, ITERATIONS, credit_codes, credit_code);
fuzz!(FOLDER, ITERATIONS, lot_codes, lot_code);
fuzz!(FOLDER, ITERATIONS, dates, date);
fuzz!(FOLDER, ITERATIONS, widths, width);
