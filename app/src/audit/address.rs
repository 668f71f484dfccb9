//! What is asked of the record, as it stands in an address.

use crate::accounts::with_query;
use domain::audit::{Act, ObjectKind, Query};
use domain::time::Date;

/// The longest text of a field that is looked for, characters.
const CHARS_MAX: usize = 100;

/// Reads the values of an address; what cannot be read counts as absent.
pub fn query_of<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Query {
    let text = |name| {
        let text = value(name).unwrap_or_default().trim();
        text.chars().take(CHARS_MAX).collect::<String>()
    };
    Query {
        actor: text("actor"),
        act: value("act").and_then(Act::from_code),
        kind: value("kind").and_then(ObjectKind::from_code),
        object: text("object"),
        from: value("from").and_then(Date::parse_iso),
        until: value("until").and_then(Date::parse_iso),
        q: text("q"),
        below: value("below").and_then(|below| below.parse().ok()),
    }
}

/// The address of what `query` asks for under `path`.
pub fn address(query: &Query, path: &str) -> String {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let pairs = [
        ("actor", query.actor.clone()),
        ("act", query.act.map(Act::code).unwrap_or_default().into()),
        (
            "kind",
            query.kind.map(ObjectKind::code).unwrap_or_default().into(),
        ),
        ("object", query.object.clone()),
        ("from", day(query.from)),
        ("until", day(query.until)),
        ("q", query.q.clone()),
        (
            "below",
            query
                .below
                .map(|below| below.to_string())
                .unwrap_or_default(),
        ),
    ];
    let said = pairs.iter().filter(|(_, value)| !value.is_empty());
    said.fold(path.to_owned(), |address, (name, value)| {
        with_query(&address, name, value)
    })
}

/// The same question with the page that begins below this number.
pub fn page_of(query: &Query, below: Option<u64>) -> Query {
    Query {
        below,
        ..query.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn a_question_goes_through_the_address() {
        let query = Query {
            actor: "centre".into(),
            act: Some(Act::LotPublish),
            kind: Some(ObjectKind::Lot),
            object: "P2026-NGIT-0001".into(),
            from: Some(Date::of(2026, 11, 1)),
            until: Some(Date::of(2026, 11, 30)),
            q: "材料 a&b".into(),
            below: Some(70),
        };
        let written = address(&query, "/admin/audit");
        assert!(written.starts_with("/admin/audit?actor=centre&act=lot.publish&kind=lot"));
        assert!(written.ends_with("&until=2026-11-30&q=%E6%9D%90%E6%96%99%20a%26b&below=70"));
        let posted: HashMap<&str, &str> = HashMap::from([
            ("actor", " centre "),
            ("act", "lot.publish"),
            ("kind", "lot"),
            ("object", "P2026-NGIT-0001"),
            ("from", "2026-11-01"),
            ("until", "2026-11-30"),
            ("q", "材料 a&b"),
            ("below", "70"),
        ]);
        assert_eq!(query_of(|name| posted.get(name).copied()), query);
        assert_eq!(address(&Query::default(), "/admin/audit"), "/admin/audit");
    }

    #[test]
    fn what_cannot_be_read_is_absent() {
        let query = query_of(|name| match name {
            "actor" | "object" | "q" => None,
            _ => Some("nonsense"),
        });
        assert_eq!(query, Query::default());
        assert!(!query.filters());
    }
}
