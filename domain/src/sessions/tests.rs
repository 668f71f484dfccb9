//! Agenda, states, blocks and differences.

use super::*;
use crate::time::Date;
use proptest::prelude::*;

const NINE: Timestamp = Date::of(2026, 11, 20).at(9, 0);

fn both() -> Bilingual {
    Bilingual {
        zh: "新材料专场".into(),
        en: "Session".into(),
    }
}

fn revision(agenda: Vec<AgendaItem>) -> Revision {
    Revision {
        number: 1,
        title: both(),
        venue: both(),
        starts_at: NINE,
        agenda,
        page: PageContent::default(),
        author: String::new(),
        saved_at: Timestamp(0),
        published_at: None,
    }
}

fn row(kind: AgendaKind, minutes: u16, starts: Option<u16>, speaker: &str) -> AgendaItem {
    AgendaItem {
        kind,
        title: "开场".into(),
        speaker: speaker.into(),
        minutes,
        lot: None,
        starts,
        consents: Consents::default(),
    }
}

#[test]
fn an_agenda_in_chinese_shows_on_the_english_page() {
    let mut page = revision(Vec::new());
    assert!(!page.shows_chinese());
    let named = |title: &str| AgendaItem {
        title: title.into(),
        ..row(AgendaKind::Talk, 10, None, "")
    };
    page.agenda = vec![named("Opening")];
    assert!(!page.shows_chinese());
    page.agenda.push(named("开场"));
    assert!(page.shows_chinese());
    page.agenda.clear();
    page.venue.en.clear();
    assert!(page.shows_chinese());
}

#[test]
fn the_stage_is_taken_once_and_nobody_speaks_twice_at_once() {
    use AgendaKind::{OneToOne, Talk};
    use RevisionRefusal as R;
    let check = |rows: Vec<AgendaItem>| revision(rows).check();
    let at = |hour: u16, minute: u16| Some(hour * 60 + minute);
    assert_eq!(
        check(vec![row(Talk, 30, None, "甲"), row(Talk, 30, None, "甲")]),
        Ok(())
    );
    assert_eq!(
        check(vec![row(Talk, 30, None, ""), row(Talk, 30, at(9, 29), "")]),
        Err(R::AgendaOverlap { row: 1, with: 0 })
    );
    // Talks at the tables go on beside the stage, but nobody is in two places.
    assert_eq!(
        check(vec![
            row(OneToOne, 60, None, "乙"),
            row(Talk, 30, at(9, 10), "甲")
        ]),
        Ok(())
    );
    assert_eq!(
        check(vec![
            row(OneToOne, 60, None, "甲、乙"),
            row(Talk, 30, at(9, 10), " 乙 "),
        ]),
        Err(R::AgendaSpeakerClash { row: 1, with: 0 })
    );
    assert_eq!(
        check(vec![row(Talk, 30, at(8, 59), "")]),
        Err(R::AgendaOrder { row: 0 })
    );
    assert_eq!(
        check(vec![
            row(OneToOne, 30, at(10, 0), ""),
            row(Talk, 5, at(9, 30), "")
        ]),
        Err(R::AgendaOrder { row: 1 })
    );
    assert_eq!(
        check(vec![row(Talk, 30, Some(1_440), "")]),
        Err(R::AgendaStartRange { row: 0 })
    );
}

#[test]
fn an_old_row_is_read() {
    let text = r#"{"kind":"TALK","title":"x","speaker":"","minutes":5,"lot":null}"#;
    let read: AgendaItem = serde_json::from_str(text).unwrap();
    assert_eq!((read.starts, read.consents), (None, Consents::default()));
}

#[test]
fn nobody_is_named_who_has_not_agreed() {
    let mut quiet = row(AgendaKind::Talk, 5, None, "甲");
    assert!(quiet.lacks_consent());
    let shown = revision(vec![quiet.clone()]).in_public();
    assert_eq!(shown.agenda[0].speaker, "");
    quiet.consents.speaker = true;
    assert!(!quiet.lacks_consent());
    assert_eq!(revision(vec![quiet]).in_public().agenda[0].speaker, "甲");
}

#[test]
fn no_lot_is_shown_whose_owner_has_not_agreed() {
    let mut shy = row(AgendaKind::Roadshow, 5, None, "");
    assert!(!shy.lacks_consent(), "nobody is to be asked");
    shy.lot = Some("P2026-MAT-0001".into());
    assert!(shy.lacks_consent());
    let shown = revision(vec![shy.clone()]).in_public();
    assert_eq!(shown.agenda[0].lot, None);
    shy.consents.owner = true;
    assert!(!shy.lacks_consent());
    let shown = revision(vec![shy.clone()]).in_public();
    assert_eq!(shown.agenda[0].lot, shy.lot);
}

#[test]
fn the_clock_moves_a_published_session_and_no_other() {
    use SessionState as S;
    let end = NINE.plus_millis(3_600_000);
    let at = |state: S, now| state.at(NINE, end, now);
    assert_eq!(at(S::Published, NINE.plus_millis(-1)), S::Published);
    assert_eq!(at(S::Published, NINE), S::Ongoing);
    assert_eq!(at(S::Ongoing, end), S::Held);
    for stays in [S::Planned, S::Cancelled, S::Summarised] {
        assert_eq!(at(stays, end), stays);
    }
}

#[test]
fn only_what_is_to_come_goes_into_a_calendar() {
    use SessionState as S;
    let end = NINE.plus_millis(3_600_000);
    for state in S::ALL {
        let lives = matches!(state, S::Planned | S::Published | S::Ongoing);
        assert_eq!(
            state.is_to_come(end, end.plus_millis(-1)),
            lives,
            "{state:?}"
        );
        assert!(!state.is_to_come(end, end), "{state:?}");
    }
}

#[test]
fn what_is_over_is_not_called_off() {
    let session = Session {
        id: SessionId(1),
        season: SeasonId(1),
        number: 1,
        slug: "s".into(),
        title: both(),
        industry: Industry::ALL[0],
        city: City::ALL[0],
        venue: both(),
        starts_at: NINE,
        ends_at: NINE.plus_millis(3_600_000),
        holders: Vec::new(),
        torch_express: false,
        low_carbon: false,
        state: SessionState::Published,
        cancelled_reason: None,
        published_revision: Some(1),
        moved_from: None,
    };
    let mut off = session.clone();
    assert_eq!(off.cancel("雨", NINE), Err(SessionRefusal::ReasonLength));
    assert_eq!(off.cancel(" 场地停电检修 ", NINE), Ok(()));
    assert_eq!(off.cancelled_reason.as_deref(), Some("场地停电检修"));
    assert_eq!(off.cancel("场地停电检修", NINE), Err(SessionRefusal::State));
    let mut over = session;
    let late = over.ends_at;
    assert_eq!(
        over.cancel("场地停电检修", late),
        Err(SessionRefusal::State)
    );
}

#[test]
fn blocks_of_lines_are_read_and_lead_nowhere_unsafe() {
    let lines = |text: &str| Bilingual {
        zh: text.into(),
        en: String::new(),
    };
    let check = |block| {
        PageContent {
            blocks: vec![block],
        }
        .check()
    };
    let rows = lines("展品 | 数量\n\n样机｜3");
    let table = Block::Table {
        caption: both(),
        rows,
    };
    assert_eq!(table.lines(true), [["展品", "数量"], ["样机", "3"]]);
    assert_eq!(check(table), Ok(()));
    let wide = lines(&"x|".repeat(12));
    assert_eq!(
        check(Block::People { rows: wide }),
        Err(RevisionRefusal::BlockLines { row: 0 })
    );
    let events = |text: &str| Block::Events { rows: lines(text) };
    assert_eq!(check(events("2026-11-20 | 沙龙 | 无锡")), Ok(()));
    assert_eq!(events("2026-11-20 | 沙龙").events(false).len(), 1);
    assert_eq!(
        check(events("明天 | 沙龙")),
        Err(RevisionRefusal::BlockLines { row: 0 })
    );
    let refused = Err(RevisionRefusal::BlockLink { row: 0 });
    for to in ["javascript:x", "http://plain.example", "", "//evil.example"] {
        let rows = lines(&format!("手册 | {to}"));
        assert_eq!(check(Block::Downloads { rows }), refused, "{to}");
        let (text, link) = (both(), to.to_owned());
        assert_eq!(check(Block::Video { text, link }), refused, "{to}");
    }
    let rows = lines("手册 | https://files.example.com/a.pdf");
    assert_eq!(check(Block::Downloads { rows }), Ok(()));
    let picture = |text: Bilingual, link: &str| {
        let link = link.to_owned();
        check(Block::Picture { text, link })
    };
    assert_eq!(picture(both(), "/files/12"), Ok(()));
    assert_eq!(
        picture(both(), "https://pictures.example.com/a.png"),
        refused
    );
    assert_eq!(
        picture(Bilingual::default(), "/files/12"),
        refused,
        "no words"
    );
}

#[test]
fn a_difference_names_its_lines() {
    let earlier = revision(vec![row(AgendaKind::Talk, 30, None, "甲")]);
    assert_eq!(diff(&earlier, &earlier), []);
    let mut later = earlier.clone();
    later.agenda[0].minutes = 20;
    later.page.blocks.push(Block::Text { text: both() });
    let told = |one: &Changed| (one.part, one.added, one.line.text.clone());
    let changed: Vec<_> = diff(&earlier, &later).iter().map(told).collect();
    assert_eq!(
        changed,
        [
            (Part::Agenda, false, "09:00–09:30 开场 · 甲".into()),
            (Part::Agenda, true, "09:00–09:20 开场 · 甲".into()),
            (Part::Page, true, "新材料专场".into()),
            (Part::Page, true, "Session".into()),
        ]
    );
}

fn any_row() -> impl Strategy<Value = AgendaItem> {
    let starts = proptest::option::weighted(0.3, 480u16..1_400);
    (0usize..4, 1u16..120, starts, "[甲乙丙、]{0,3}").prop_map(
        |(kind, minutes, starts, speaker)| row(AgendaKind::ALL[kind], minutes, starts, &speaker),
    )
}

proptest! {
    #[test]
    fn rows_without_a_start_follow_without_a_gap(minutes in proptest::collection::vec(1u16..=480, 1..20)) {
        let rows: Vec<_> = minutes.iter().map(|m| row(AgendaKind::Talk, *m, None, "甲")).collect();
        let page = revision(rows);
        prop_assert_eq!(page.check(), Ok(()));
        let timed: Vec<_> = page.timed_agenda().collect();
        prop_assert_eq!(timed[0].from, NINE);
        for pair in timed.windows(2) {
            prop_assert_eq!(pair[0].until, pair[1].from);
        }
        let total: i64 = minutes.iter().map(|m| i64::from(*m)).sum();
        prop_assert_eq!(page.ends_at().millis_since(NINE), total * 60_000);
    }

    #[test]
    fn whatever_is_let_through_never_takes_the_stage_twice(rows in proptest::collection::vec(any_row(), 0..8)) {
        let page = revision(rows);
        if page.check().is_ok() {
            let timed: Vec<_> = page.timed_agenda().collect();
            for (place, one) in timed.iter().enumerate() {
                prop_assert!(one.from >= NINE);
                for other in &timed[..place] {
                    prop_assert!(other.from <= one.from);
                    let meet = one.from < other.until;
                    let stage = one.item.kind.is_on_stage() && other.item.kind.is_on_stage();
                    prop_assert!(!(meet && stage));
                    let same = one.item.speakers().any(|name| other.item.speakers().any(|o| o == name));
                    prop_assert!(!(meet && same));
                }
            }
        }
    }

    #[test]
    fn moving_a_row_keeps_the_others_in_order(len in 0usize..12, from in 0usize..14, to in 0usize..14) {
        let mut rows: Vec<usize> = (0..len).collect();
        move_row(&mut rows, from, to);
        let others: Vec<usize> = rows.iter().copied().filter(|one| *one != from).collect();
        prop_assert!(others.is_sorted());
        prop_assert_eq!(rows.len(), len);
        if from < len {
            prop_assert_eq!(rows[to.min(len - 1)], from);
        }
    }

    #[test]
    fn a_difference_turns_one_revision_into_the_other(
        one in proptest::collection::vec("[abc]", 0..8),
        other in proptest::collection::vec("[abc]", 0..8),
    ) {
        let with = |lines: &[String]| {
            let mut page = revision(Vec::new());
            let zh = lines.join("\n");
            page.page.blocks.push(Block::Text { text: Bilingual { zh, en: String::new() } });
            page
        };
        let changed = diff(&with(&one), &with(&other));
        let count = |added: bool| changed.iter().filter(|each| each.added == added).count();
        prop_assert_eq!(one.len() + count(true), other.len() + count(false));
        prop_assert_eq!(changed.is_empty(), one == other);
    }
}
