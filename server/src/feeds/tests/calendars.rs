//! Calendars that move: read back byte by byte as a calendar program reads them (RFC 5545).

use super::Desk;
use domain::bidding::SuspendReason;
use domain::bidding::two_person::Intervention;
use domain::ids::LotCode;
use domain::sessions::{Bilingual, Block};
use domain::time::Timestamp;
use http::StatusCode;
use service::testing::{DAY_MS, TestPortal};
use std::collections::BTreeMap;

/// A component: its properties by name with their parameters, and what lies in it.
#[derive(Clone, Debug, Default)]
struct Part {
    values: BTreeMap<String, Vec<(String, String)>>,
    parts: Vec<(String, Part)>,
}

impl Part {
    /// The only value of a property.
    fn one(&self, name: &str) -> &str {
        let values = &self.values[name];
        assert_eq!(values.len(), 1, "{name}");
        &values[0].1
    }

    fn all(&self, kind: &str) -> Vec<&Part> {
        let of = self.parts.iter().filter(|(known, _)| known == kind);
        of.map(|(_, part)| part).collect()
    }
}

/// Reads a file: lines end with CRLF and have 75 octets at most; a line that begins with a blank goes on
/// with the one before; components lie in one another.
fn read(file: &str) -> Part {
    assert!(file.ends_with("\r\n"));
    let mut lines: Vec<String> = Vec::new();
    for raw in file.trim_end_matches("\r\n").split("\r\n") {
        assert!(raw.len() <= 75, "{} octets: {raw}", raw.len());
        assert!(!raw.contains(['\r', '\n']), "a lone line end: {raw:?}");
        match raw.strip_prefix(' ') {
            Some(rest) => lines
                .last_mut()
                .expect("a line to go on with")
                .push_str(rest),
            None => lines.push(raw.to_owned()),
        }
    }
    let mut open = vec![(String::new(), Part::default())];
    for line in lines {
        let (name, value) = line.split_once(':').expect("a name and a value");
        match name {
            "BEGIN" => open.push((value.to_owned(), Part::default())),
            "END" => {
                let (kind, part) = open.pop().expect("something is open");
                assert_eq!(kind, value);
                open.last_mut()
                    .expect("it lies in something")
                    .1
                    .parts
                    .push((kind, part));
            }
            _ => {
                let (name, parameters) = name.split_once(';').unwrap_or((name, ""));
                let of = open
                    .last_mut()
                    .expect("a component")
                    .1
                    .values
                    .entry(name.into());
                of.or_default()
                    .push((parameters.to_owned(), value.to_owned()));
            }
        }
    }
    let (_, whole) = open.pop().expect("the file");
    assert!(open.is_empty() && whole.parts.len() == 1);
    whole.parts.into_iter().next().expect("a calendar").1
}

/// The entries of a calendar by what they are.
fn entries(file: &str) -> BTreeMap<String, Part> {
    let calendar = read(file);
    assert_eq!(calendar.one("VERSION"), "2.0");
    let events = calendar.all("VEVENT").into_iter();
    events
        .map(|event| (event.one("UID").to_owned(), event.clone()))
        .collect()
}

fn sequence(entry: &Part) -> u64 {
    entry.one("SEQUENCE").parse().expect("a number")
}

/// `20261120T160000`, by the clock in Beijing.
fn local(at: Timestamp) -> String {
    let day = at.date().to_string().replace('-', "");
    format!("{day}T{}", at.clock().hms().replace(':', ""))
}

/// A round in eight days with this lot.
async fn listed(site: &TestPortal, code: &str) -> (LotCode, domain::ids::RoundId) {
    let id = site.lot(code, false).await;
    let centre = site.centre().await;
    centre.publish(&[id]).await.unwrap();
    let round = site.round_in(8).await;
    let listed = site.portal.list_lots(&centre.account, round, &[id]).await;
    assert_eq!(listed.unwrap(), 1);
    (LotCode::parse(code).unwrap(), round)
}

#[tokio::test]
async fn the_calendar_of_a_round_has_it_and_its_lots_and_two_alarms_each() {
    let desk = Desk::open().await;
    let (lot, round) = listed(&desk.site, "P2026-ENER-0001").await;
    let (status, kind, file) = desk.get(&format!("/rounds/{round}/calendar.ics")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(kind, "text/calendar; charset=utf-8");
    let all = entries(&file);
    assert_eq!(all.len(), 2);
    assert!(all.contains_key(&format!("round-{round}@localhost")));
    let entry = &all[&format!("lot-{lot}@localhost")];
    let alarms = entry.all("VALARM");
    assert_eq!(alarms.len(), 2);
    assert!(alarms.iter().all(|alarm| alarm.one("TRIGGER") == "-PT10M"));
    assert_eq!(alarms[1].values["TRIGGER"][0].0, "RELATED=END");
    // The same entries as elsewhere: programs that have several calendars show them once.
    let (.., season) = desk.get("/calendar.ics").await;
    assert!(season.contains(&format!("UID:round-{round}@localhost\r\n")));
    let (status, ..) = desk.get("/rounds/99999/calendar.ics").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, ..) = desk.get("/rounds/x/calendar.ics").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_extension_and_a_cancellation_raise_the_sequence_and_nothing_else_does() {
    let desk = Desk::open().await;
    let site = &desk.site;
    let lot = site.open_lot("P2026-ENER-0001", true).await;
    let path = format!("/lots/{lot}/calendar.ics");
    let uid = format!("lot-{lot}@localhost");
    let (.., first) = desk.get(&path).await;
    site.pass(57 * 60_000).await;
    let (.., later) = desk.get(&path).await;
    assert_eq!(
        sequence(&entries(&first)[&uid]),
        sequence(&entries(&later)[&uid]),
        "the clock changes nothing"
    );
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    site.pass(60_000).await;
    anna.bid(&lot, 100_000).await.unwrap();
    let (.., extended) = desk.get(&path).await;
    let (before, after) = (&entries(&first)[&uid], &entries(&extended)[&uid]);
    assert!(sequence(after) > sequence(before));
    let page = site.portal.lot_page(&lot, None).await.unwrap();
    let ends = page.live.unwrap().figures.ends_at;
    assert_eq!(after.one("DTEND"), local(ends));
    assert!(after.one("DTEND") > before.one("DTEND"));
    assert_eq!(after.one("STATUS"), "CONFIRMED");
    // Two of the centre call it off.
    let centre = site.centre().await.account;
    let second = site.account("second", centre.grants.clone(), None).await;
    for step in [
        Intervention::Suspend {
            reason: SuspendReason::SystemFault,
        },
        Intervention::Cancel {
            reason: SuspendReason::SystemFault,
        },
    ] {
        let asked = site
            .portal
            .request_intervention(&centre, &lot, step, "核查情况");
        let id = asked.await.unwrap();
        site.portal.approve_intervention(&second, id).await.unwrap();
        site.pass(1_000).await;
    }
    let (.., cancelled) = desk.get(&path).await;
    let entry = &entries(&cancelled)[&uid];
    assert_eq!(entry.one("STATUS"), "CANCELLED");
    assert!(sequence(entry) > sequence(after));
    assert!(entry.all("VALARM").is_empty(), "nobody is reminded of it");
}

#[tokio::test]
async fn the_calendar_of_a_follow_list_has_just_what_is_followed() {
    let desk = Desk::open().await;
    let site = &desk.site;
    let (lot, _) = listed(site, "P2026-ENER-0001").await;
    let other = site.open_lot("P2026-ENER-0002", true).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&other).await.unwrap();
    site.portal
        .set_follow(&anna.account, &lot, true)
        .await
        .unwrap();
    let secret = site
        .portal
        .renew_calendar_link(&anna.account)
        .await
        .unwrap();
    let path = format!("/feeds/follows/{secret}.ics");
    let (status, _, file) = desk.get(&path).await;
    assert_eq!(status, StatusCode::OK);
    let all = entries(&file);
    assert_eq!(all.len(), 1);
    let entry = &all[&format!("lot-{lot}@localhost")];
    let opens = site.portal.now().plus_millis(8 * DAY_MS);
    assert!(entry.one("DTSTART") <= local(opens).as_str());
    assert!(!file.contains(&anna.account.display_name));
    // Whoever stops following, or renews the link, is shown so at once.
    site.portal
        .set_follow(&anna.account, &lot, false)
        .await
        .unwrap();
    let (.., file) = desk.get(&path).await;
    assert_eq!(entries(&file).len(), 0);
    site.portal
        .renew_calendar_link(&anna.account)
        .await
        .unwrap();
    assert_eq!(desk.get(&path).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_new_page_and_a_cancellation_of_a_session_raise_its_sequence() {
    let desk = Desk::open().await;
    let site = &desk.site;
    let mut session = site.session(1, true).await;
    let uid = format!("session-{}@localhost", session.id);
    let path = "/sessions/session-1/calendar.ics";
    let (.., first) = desk.get(path).await;
    let (.., again) = desk.get(&format!("/en{path}")).await;
    let first = entries(&first)[&uid].clone();
    assert_eq!(
        sequence(&first),
        sequence(&entries(&again)[&uid]),
        "the language changes nothing"
    );
    // Another revision is the public one, and names the series that the session belongs to.
    session.published_revision = Some(2);
    let mut tx = site.portal.store().write().await.unwrap();
    let mut revision = tx.revision(session.id, 1).await.unwrap().unwrap();
    revision.number = 2;
    let rows = Bilingual {
        zh: "2026-12-01 | 企业走访（示例） | 常州\n2026-12-02 | 技术沙龙（示例） | 无锡".into(),
        en: "2026-12-01 | Visits (example) | Changzhou".into(),
    };
    revision.page.blocks = vec![Block::Events { rows }];
    tx.insert_revision(session.id, &revision).await.unwrap();
    tx.upsert_session(&session).await.unwrap();
    tx.commit().await.unwrap();
    let (.., later) = desk.get(path).await;
    let all = entries(&later);
    let series = &all[&format!("session-{}-event-2@localhost", session.id)];
    assert_eq!(series.one("DTSTART"), "20261202");
    assert_eq!(series.one("SUMMARY"), "技术沙龙（示例）");
    let (.., english) = desk.get(&format!("/en{path}")).await;
    assert!(entries(&english).keys().eq(all.keys()), "one event in both");
    let later = all[&uid].clone();
    assert!(sequence(&later) > sequence(&first));
    assert_eq!(later.one("STATUS"), "CONFIRMED");
    let host = site.organiser(session.id).await;
    let off = site
        .portal
        .cancel_session(&host, session.id, "暴雨红色预警");
    off.await.unwrap();
    let (.., file) = desk.get(path).await;
    let off = entries(&file);
    assert!(off.values().all(|one| one.one("STATUS") == "CANCELLED"));
    let entry = &off[&uid];
    assert!(sequence(entry) > sequence(&later));
    assert_eq!(entry.one("STATUS"), "CANCELLED");
    assert!(entry.all("VALARM").is_empty(), "nobody is reminded of it");
}

#[tokio::test]
async fn a_postponed_round_moves_in_every_calendar_under_the_same_name() {
    let desk = Desk::open().await;
    let site = &desk.site;
    let (lot, round) = listed(site, "P2026-ENER-0001").await;
    let anna = site.bidder("anna").await;
    site.portal
        .set_follow(&anna.account, &lot, true)
        .await
        .unwrap();
    let secret = site.portal.renew_calendar_link(&anna.account).await;
    let own = format!("/feeds/follows/{}.ics", secret.unwrap());
    let paths = [
        format!("/rounds/{round}/calendar.ics"),
        format!("/lots/{lot}/calendar.ics"),
        own,
    ];
    let read = async || {
        let mut all = Vec::new();
        for path in &paths {
            let (status, _, file) = desk.get(path).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            all.push(entries(&file));
        }
        all
    };
    let before = read().await;
    let to = domain::time::Date::of(2026, 11, 27).at(14, 0);
    let centre = site.centre().await;
    let moved = site
        .portal
        .postpone_round(&centre.account, round, to, "机房停电检修（示例）");
    assert_eq!(moved.await, Ok(1));
    let after = read().await;
    for (before, after) in before.iter().zip(&after) {
        assert!(before.keys().eq(after.keys()), "the names stay");
        for (uid, entry) in after {
            assert!(sequence(entry) > sequence(&before[uid]), "{uid}");
            assert_eq!(entry.one("DTSTART"), local(to), "{uid}");
            assert!(entry.one("DTEND") > before[uid].one("DTEND"), "{uid}");
        }
    }
}
