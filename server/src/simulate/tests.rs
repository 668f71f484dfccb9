//! What goes in and what comes out, line by line.

use super::run;
use serde_json::{Value, json};

const LOT: &str = r#"{"start":100000,"ladder":[[0,5000],[200000,10000]],"opens_at":0,"ends_at":3600000,"reserve":null,"window":300000,"extend":300000,"hard_end":null,"max_jump":50,"drain":2000,"ranks":{"P1":1}}"#;

/// Runs lines and gives the answers.
fn answers(lines: &[&str]) -> Vec<Value> {
    answers_and_notes(lines.join("\n").as_bytes()).0
}

/// The answers to these bytes, and what is said beside them.
fn answers_and_notes(bytes: &[u8]) -> (Vec<Value>, String) {
    let (mut out, mut notes) = (Vec::new(), Vec::new());
    run(bytes, &mut out, &mut notes).unwrap();
    let answers = std::str::from_utf8(&out).unwrap().lines();
    let answers = answers.map(|line| serde_json::from_str(line).unwrap());
    (answers.collect(), String::from_utf8(notes).unwrap())
}

/// The lot with some of its terms changed.
fn lot_with(terms: Value) -> String {
    let mut lot: Value = serde_json::from_str(LOT).unwrap();
    for (name, value) in terms.as_object().unwrap() {
        lot[name] = value.clone();
    }
    lot.to_string()
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

#[test]
fn a_line_that_cannot_be_read_is_named_by_its_number_with_the_reason() {
    let bid = r#"{"bidder":"A","kind":"flat","amount":100000,"t":1}"#;
    let number = "expected a whole number of at most 15 digits";
    let broken = [
        (
            r#"{"bidder":"张三","kind":"flat","amount":"5","t":1}"#,
            format!("invalid type: string \"5\", {number}, at character 41"),
        ),
        (
            r#"{"bidder":"A","kind":"flat","amount":1.5,"t":1}"#,
            format!("invalid type: floating point `1.5`, {number}, at character 40"),
        ),
        (
            r#"{"bidder":"A","kind":"flat","amount":90071992547410,"t":1}"#,
            "the amount 90071992547410 is out of range, which ends at 90071992547409".into(),
        ),
        (
            r#"{"bidder":"A","kind":"flat","amount":1,"t":1"#,
            "the line ends before its JSON object does".into(),
        ),
        (
            r#"{"tick":5}}"#,
            "the line is not one JSON object: trailing characters, at character 11".into(),
        ),
        (
            r#"{"tick":5,"t":5}"#,
            "a line has tick alone, or bidder, kind, amount and t".into(),
        ),
        (
            r#"{"bidder":"","kind":"flat","amount":1,"t":1}"#,
            "a bidder has a name".into(),
        ),
        (
            "null",
            "invalid type: null, expected an object: an instruction or a tick, at character 4"
                .into(),
        ),
    ];
    let mut lines = vec![LOT, bid];
    lines.extend(broken.iter().map(|(line, _)| *line));
    lines.push(r#"{"tick":5}"#);
    let said = answers(&lines);
    assert_eq!(said[0]["code"], "ACCEPTED");
    for (place, (_, why)) in broken.iter().enumerate() {
        let expected = json!({"code": "REQUEST_MALFORMED", "line": place + 3, "detail": why});
        assert_eq!(said[place + 1], expected);
    }
    // None of them changed anything.
    let last = said.last().unwrap();
    assert_eq!(
        (&last["code"], &last["leader"]),
        (&json!("TICK"), &json!("A"))
    );
}

#[test]
fn a_lot_that_breaks_the_rules_of_its_terms_is_refused() {
    let bid = r#"{"bidder":"A","kind":"flat","amount":100000,"t":1}"#;
    for (terms, why) in [
        (json!({"start": 0}), "start is at least 1"),
        (
            json!({"ladder": []}),
            "ladder: the first band begins at zero",
        ),
        (
            json!({"ladder": [[0, 5_000], [0, 9_000]]}),
            "ladder: band edges rise strictly",
        ),
        (json!({"ends_at": 0}), "ends_at is not later than opens_at"),
        (
            json!({"window": -1}),
            "window, extend and drain are 0 to a year, in milliseconds",
        ),
        (json!({"reserve": 95_000}), "reserve is below start"),
        (
            json!({"reserve": 205_000}),
            "reserve 205000 is not on the grid; the prices beside it are 200000 and 210000",
        ),
        (
            json!({"hard_end": 3_599_999}),
            "hard_end is earlier than ends_at",
        ),
        (json!({"max_jump": 501}), "max_jump is 0 to 500, not 501"),
        (
            json!({"ranks": {"P1": 0}}),
            "the rank of P1 is not from 1 to 254",
        ),
        (
            json!({"ranks": {"P1": 255}}),
            "the rank of P1 is not from 1 to 254",
        ),
    ] {
        let lot = lot_with(terms);
        let said = answers(&["", "", &lot, bid, "", LOT, bid]);
        let refused =
            |line: u64, why: &str| json!({"code": "LOT_MALFORMED", "line": line, "detail": why});
        assert_eq!(said[0], refused(3, why));
        assert_eq!(said[1], refused(4, "the lot in line 3 could not be read"));
        assert_eq!(said[2]["code"], "ACCEPTED");
    }
}

#[test]
fn terms_that_no_lot_is_announced_with_are_told_beside_the_answers() {
    let lot = lot_with(json!({"start": 97_000, "hard_end": 3_600_000}));
    let bid = r#"{"bidder":"A","kind":"flat","amount":97000,"t":1}"#;
    let (said, notes) = answers_and_notes(format!("{LOT}\n\n{lot}\n{bid}").as_bytes());
    assert_eq!((said.len(), &said[0]["price"]), (1, &json!(97_000)));
    let notes: Vec<_> = notes.lines().collect();
    assert_eq!(notes.len(), 2);
    assert!(notes[0].starts_with("line 3: the edge 200000 of the ladder is not on the grid"));
    assert!(notes[1].starts_with("line 3: hard_end leaves no room for one extension"));
}

#[test]
fn files_of_other_editors_are_read() {
    let tick = r#"{"tick":1}"#;
    let marked = format!("\u{feff}{LOT}\r\n{tick}\r\n\r\n{LOT}\r\n{tick}");
    let (said, _) = answers_and_notes(marked.as_bytes());
    assert_eq!(said.len(), 2);
    assert!(said.iter().all(|answer| answer["code"] == "TICK"));

    let mut bytes = format!("{LOT}\n{{\"bidder\":\"").into_bytes();
    bytes.extend([0xff, 0xfe]);
    bytes.extend(b"\"}\n{\"bidder\":\"");
    bytes.extend([b'a'; super::LINE_MAX]);
    bytes.extend(format!("\"}}\n{tick}").bytes());
    let (said, _) = answers_and_notes(&bytes);
    assert_eq!(said[0]["detail"], "the line is not text in UTF-8");
    assert_eq!(said[1]["detail"], "the line is longer than 65536 bytes");
    assert_eq!(
        (&said[1]["line"], &said[2]["code"]),
        (&json!(3), &json!("TICK"))
    );
    assert_eq!(answers_and_notes(b"").0.len(), 0);
}

#[test]
fn the_largest_numbers_are_computed_without_overflow() {
    let most = 90_071_992_547_409_i64;
    let lot = lot_with(json!({
        "start": most, "ladder": [[0, most]], "opens_at": 0, "max_jump": 500,
        "ends_at": 999_999_999_999_999_i64, "drain": 31_622_400_000_i64,
        "window": 31_622_400_000_i64, "extend": 31_622_400_000_i64,
    }));
    let bid = |bidder: &str, kind: &str| {
        json!({"bidder": bidder, "kind": kind, "amount": most, "t": 999_999_999_999_998_i64})
            .to_string()
    };
    let (flat, cap) = (bid("A", "flat"), bid("B", "cap"));
    let said = answers(&[&lot, &flat, &cap, r#"{"tick":999999999999999}"#]);
    assert_eq!(
        (&said[0]["code"], &said[0]["price"]),
        (&json!("ACCEPTED"), &json!(most))
    );
    assert_eq!(
        (&said[1]["code"], &said[1]["min_next"]),
        (&json!("TOO_LOW"), &json!(2 * most))
    );
    assert_eq!(said[2]["phase"], "OPEN");
}
