//! The form on its way from the browser, and what keeps it from being saved.

use super::*;

fn form() -> HostForm {
    HostForm {
        base: "7".into(),
        title_zh: "新材料产业专场".into(),
        title_en: "New materials session".into(),
        venue_zh: "示例会议中心二楼".into(),
        starts_on: "2026-11-20".into(),
        starts_at: "13:30".into(),
        agenda: vec![
            row("ROADSHOW", "12"),
            row("BREAK", "１５"),
            row("TALK", "20"),
        ],
        blocks: vec![BlockRow::empty("text"), BlockRow::empty("lots"), question()],
        ..HostForm::default()
    }
}

fn row(kind: &str, minutes: &str) -> AgendaRow {
    AgendaRow {
        kind: kind.into(),
        title: "项目路演".into(),
        minutes: minutes.into(),
        ..AgendaRow::default()
    }
}

fn question() -> BlockRow {
    BlockRow {
        zh: "如何报名".into(),
        answer_zh: "一\r\n二".into(),
        ..BlockRow::empty("question")
    }
}

/// What a browser posts: every bracket encoded, rows in the order of the page.
fn posted(form: &HostForm) -> String {
    #[derive(Serialize)]
    struct Posted<'a> {
        form: &'a HostForm,
    }
    serde_qs::to_string(&Posted { form })
        .unwrap()
        .replace('[', "%5B")
        .replace(']', "%5D")
}

fn received(body: &str) -> HostForm {
    #[derive(Deserialize)]
    struct Posted {
        form: HostForm,
    }
    // The same limits as the codec of the server functions.
    serde_qs::Config::new(5, false)
        .deserialize_str::<Posted>(body)
        .unwrap()
        .form
}

#[test]
fn the_flat_names_survive_the_way_to_the_server() {
    let mut long = form();
    long.agenda = (0..60).map(|n| row("TALK", &n.to_string())).collect();
    long.blocks
        .iter_mut()
        .for_each(|block| block.en = "a&b=c [0]+%".into());
    let body = posted(&long);
    assert!(
        body.contains("form%5Bagenda%5D%5B59%5D%5Bminutes%5D=59"),
        "{body}"
    );
    assert_eq!(received(&body), long);
}

#[test]
fn rows_and_fields_may_be_missing() {
    let body = "form%5Bbase%5D=3&form%5Bagenda%5D%5B0%5D%5Btitle%5D=%E8%B7%AF%E6%BC%94";
    let form = received(body);
    assert_eq!(
        (form.base(), form.agenda.len(), form.blocks.len()),
        (3, 1, 0)
    );
    assert_eq!(form.agenda[0].title, "路演");
}

#[test]
fn times_fill_themselves() {
    let mut form = form();
    let starts: Vec<_> = (0..4).map(|row| form.start_of(row)).collect();
    let expected = ["13:30", "13:42", "13:57", "14:17"].map(|at| Some(at.to_owned()));
    assert_eq!(starts, expected);
    assert_eq!(form.end().as_deref(), Some("14:17"));
    form.agenda[1].minutes = "soon".into();
    assert_eq!(form.start_of(1).as_deref(), Some("13:42"));
    assert_eq!(form.start_of(2), None);
}

#[test]
fn a_revision_goes_through_the_form_unchanged() {
    let revision = form().read().unwrap();
    assert_eq!(revision.page.blocks.len(), 2, "the empty text is left out");
    assert_eq!(HostForm::of(&revision).read().unwrap(), revision);
    let Block::Question { answer, .. } = &revision.page.blocks[1] else {
        panic!()
    };
    assert_eq!(answer.zh, "一\n二");
}

#[test]
fn problems_name_their_field() {
    let problem = |change: fn(&mut HostForm)| {
        let mut form = form();
        change(&mut form);
        let problem = form.read().unwrap_err();
        (problem.code, problem.field.id())
    };
    let expect = |code: &str, id: &str| (code.to_owned(), id.to_owned());
    assert_eq!(
        problem(|f| f.title_zh = "短".into()),
        expect("SESSION_TITLE_LENGTH", "title-zh")
    );
    assert_eq!(
        problem(|f| f.starts_on.clear()),
        expect("SESSION_DATE_FORMAT", "starts-on")
    );
    assert_eq!(
        problem(|f| f.starts_at = "25:00".into()),
        expect("SESSION_TIME_FORMAT", "starts-at")
    );
    assert_eq!(
        problem(|f| f.agenda[1].minutes = "0".into()),
        expect("AGENDA_MINUTES_RANGE", "agenda-1-minutes")
    );
    assert_eq!(
        problem(|f| f.agenda[2].lot = "<x>".into()),
        expect("AGENDA_LOT_FORMAT", "agenda-2-lot")
    );
    // Two empty blocks stand above: the number is the one on the screen.
    assert_eq!(
        problem(|f| f.blocks[2].zh = "长".repeat(5_001)),
        expect("BLOCK_TOO_LONG", "block-2-zh")
    );
}

#[test]
fn missing_english_is_counted() {
    assert_eq!(form().missing_english(), 3);
}
