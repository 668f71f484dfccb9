//! What goes in and what comes out, line by line.

use super::run;
use serde_json::{Value, json};

const LOT: &str = r#"{"start":100000,"ladder":[[0,5000],[200000,10000]],"opens_at":0,"ends_at":3600000,"reserve":null,"window":300000,"extend":300000,"hard_end":null,"max_jump":50,"drain":2000,"ranks":{"P1":1}}"#;

/// Runs lines and gives the answers.
fn answers(lines: &[&str]) -> Vec<Value> {
    let mut out = Vec::new();
    run(lines.join("\n").as_bytes(), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_answer_has_the_form_of_the_specification() {
    let bid = r#"{"bidder":"A","kind":"flat","amount":105000,"t":1,"token":"x"}"#;
    let expected = json!({
        "code": "ACCEPTED", "price": 105_000, "leader": "A", "ends_at": 3_600_000,
        "phase": "OPEN", "rows": [["A", "flat", 105_000, ""]],
    });
    assert_eq!(answers(&[LOT, bid]), [expected]);
}

#[test]
fn e2_with_a_ceiling_and_e5_with_a_priority_right() {
    let said = answers(&[
        LOT,
        r#"{"bidder":"A","kind":"cap","amount":180000,"t":1}"#,
        r#"{"bidder":"B","kind":"flat","amount":105000,"t":2}"#,
        r#"{"bidder":"B","kind":"flat","amount":180000,"t":3}"#,
        r#"{"bidder":"P1","kind":"flat","amount":180000,"t":4}"#,
        r#"{"bidder":"P1","kind":"cap","amount":200000,"t":5}"#,
        r#"{"bidder":"C","kind":"flat","amount":180000,"t":6}"#,
        r#"{"bidder":"C","kind":"flat","amount":181000,"t":7}"#,
    ]);
    let seen: Vec<_> = said
        .iter()
        .map(|a| {
            (
                a["code"].as_str().unwrap(),
                a["leader"].as_str().unwrap(),
                a["price"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("ACCEPTED", "A", 100_000),
            ("ACCEPTED", "A", 110_000),
            ("ACCEPTED", "A", 180_000),
            ("ACCEPTED", "P1", 180_000),
            ("CAP_SET", "P1", 180_000),
            ("TOO_LOW", "P1", 180_000),
            ("OFF_GRID", "P1", 180_000),
        ]
    );
    assert_eq!(
        said[2]["rows"],
        json!([
            ["B", "flat", 180_000, "outbid"],
            ["A", "auto", 180_000, "tie"]
        ])
    );
    assert_eq!(said[5]["min_next"], 185_000);
    assert_eq!(said[6]["grid"], json!([180_000, 185_000]));
}

#[test]
fn the_clock_closes_after_the_drain_and_a_bid_in_time_reopens() {
    let said = answers(&[
        LOT,
        r#"{"tick":3600500}"#,
        r#"{"bidder":"A","kind":"flat","amount":100000,"t":3599900}"#,
        r#"{"tick":3901899}"#,
        r#"{"tick":3901900}"#,
        r#"{"bidder":"B","kind":"flat","amount":105000,"t":3899000}"#,
    ]);
    let phases: Vec<_> = said.iter().map(|a| a["phase"].as_str().unwrap()).collect();
    assert_eq!(
        phases,
        ["CLOSING", "OPEN", "CLOSING", "SOLD_PENDING", "SOLD_PENDING"]
    );
    assert_eq!(said[1]["ends_at"], 3_899_900);
    assert_eq!(said[4]["code"], "LOT_NOT_OPEN");
}

#[test]
fn a_token_that_comes_again_gets_the_stored_answer() {
    let bid = r#"{"bidder":"A","kind":"flat","amount":100000,"t":1,"token":"x"}"#;
    let other = r#"{"bidder":"A","kind":"flat","amount":110000,"t":9,"token":"x"}"#;
    let said = answers(&[
        LOT,
        bid,
        r#"{"bidder":"B","kind":"flat","amount":105000,"t":2,"token":"x"}"#,
        bid,
        other,
    ]);
    assert_eq!(
        (&said[2]["code"], &said[2]["leader"]),
        (&json!("ACCEPTED"), &json!("A"))
    );
    assert_eq!(said[2]["replay"], true);
    assert_eq!(
        (&said[3]["code"], &said[3]["leader"]),
        (&json!("KEY_REUSED"), &json!("B"))
    );
}

#[test]
fn a_confirmed_jump_needs_a_token_of_its_own() {
    let jump = |token: &str, confirmed: bool| {
        json!({
            "bidder": "A", "kind": "flat", "amount": 900_000, "t": 1, "token": token,
            "confirmed": confirmed,
        })
        .to_string()
    };
    let (slip, sure) = (jump("x", false), jump("x", true));
    let said = answers(&[LOT, &slip, &slip, &sure, &jump("y", true)]);
    let codes: Vec<_> = said.iter().map(|a| a["code"].as_str().unwrap()).collect();
    assert_eq!(
        codes,
        ["JUMP_TOO_BIG", "JUMP_TOO_BIG", "KEY_REUSED", "ACCEPTED"]
    );
    assert_eq!(said[0]["max"], 500_000);
}

#[test]
fn an_empty_line_starts_the_next_lot_and_broken_lines_are_told() {
    let bid = r#"{"bidder":"A","kind":"flat","amount":100000,"t":1}"#;
    let said = answers(&[
        LOT,
        bid,
        "{",
        r#"{"bidder":"B"}"#,
        r#"{"bidder":"B","kind":"flat","amount":9223372036854775807,"t":1}"#,
        r#"{"bidder":"B","kind":"flat","amount":-5,"t":1}"#,
        "",
        "no lot",
        bid,
        "",
        LOT,
        bid,
    ]);
    let codes: Vec<_> = said.iter().map(|a| a["code"].as_str().unwrap()).collect();
    let broken = "REQUEST_MALFORMED";
    assert_eq!(
        codes,
        [
            "ACCEPTED",
            broken,
            broken,
            broken,
            "OFF_GRID",
            "LOT_MALFORMED",
            "LOT_MALFORMED",
            "ACCEPTED",
        ]
    );
    assert_eq!(said[7]["leader"], "A");
}
