//! Targets of sessions: counted from records, waived by the centre, seen by whoever may.

mod board;

use crate::participations::PDF;
use domain::accounts::Account;
use domain::ids::SessionId;
use domain::institutions::City;
use domain::logbooks::{Book, EntryDraft, Field};
use domain::lots::Industry;
use domain::seasons::{Season, catalogue};
use domain::sessions::{Bilingual, Holder, Session, SessionRole, SessionState};
use domain::targets::{Figure, Standing, Target, TargetId};
use domain::time::Date;
use domain::views::SessionTargets;
use service::files::FileAnswer;
use service::targets::{Imported, Written, of_session};
use service::testing::TestPortal;
use service::{Error, Portal};

/// Credit codes with the right check characters, of nobody.
const CODES: [&str; 3] = [
    "91350100M000100Y43",
    "12329999DM0010A127",
    "91329999MA9DEMQ15L",
];

/// An enterprise library with one row twice.
pub const CSV: &str = "统一社会信用代码,企业名称,企业类型,所在地区\r\n\
    91350100M000100Y43,示例材料有限公司（示例）,高新技术企业,常州\r\n\
    12329999DM0010A127,示例装备有限公司（示例）,,\r\n\
    91350100M000100Y43,示例材料有限公司（示例）,科技型中小企业,\r\n";

/// A visit to one of three enterprises.
pub fn visit(day: Date, which: usize) -> EntryDraft {
    let mut draft = EntryDraft::default();
    draft.put(Field::Day, day.to_string());
    draft.put(Field::Kind, "走访");
    draft.put(Field::CreditCode, CODES[which]);
    draft
}

fn media(day: Date, outlet: &str, link: &str) -> EntryDraft {
    let mut draft = EntryDraft::default();
    draft.put(Field::Day, day.to_string());
    draft.put(Field::Outlet, outlet);
    draft.put(Field::Title, "专场举行（示例）");
    draft.put(Field::Link, link);
    draft
}

fn case(state: &str) -> EntryDraft {
    let mut draft = EntryDraft::default();
    draft.put(Field::Title, "从实验室到车间（示例）");
    draft.put(Field::State, state);
    draft
}

fn code_of<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Invalid { code, .. }) => code.into_owned(),
        other => panic!("{other:?}"),
    }
}

/// A session of a season, on this day.
async fn session_of(site: &TestPortal, season: &Season, number: u16, day: Date) -> Session {
    let text = |zh: &str| Bilingual {
        zh: zh.into(),
        en: String::new(),
    };
    let mut session = Session {
        id: SessionId(0),
        season: season.id,
        number,
        slug: format!("{}-{number}", season.code().to_lowercase()),
        title: text("储能产业专场（示例）"),
        industry: Industry::Energy,
        city: City::Yancheng,
        venue: text("示例会议中心"),
        starts_at: day.at(9, 0),
        ends_at: day.at(12, 0),
        holders: Vec::new(),
        torch_express: false,
        low_carbon: false,
        state: SessionState::Held,
        cancelled_reason: None,
        published_revision: None,
        moved_from: None,
    };
    let mut tx = site.portal.store().write().await.unwrap();
    tx.upsert_season(season).await.unwrap();
    session.id = tx.upsert_session(&session).await.unwrap();
    tx.commit().await.unwrap();
    session
}

fn of(targets: &SessionTargets, id: TargetId) -> Target {
    *targets.targets.iter().find(|one| one.id == id).unwrap()
}

fn count(targets: &SessionTargets, id: TargetId) -> Option<Figure> {
    of(targets, id).value
}

#[tokio::test]
async fn figures_come_from_records_and_from_nothing_else() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let day = Date::of(2022, 9, 20);
    let mut session = session_of(&site, &catalogue::auction_2022(), 1, day).await;
    let own = site.owner().id;
    let holder = |role, institution| Holder {
        role,
        name: "示例单位（示例）".into(),
        institution,
    };
    session.holders = vec![
        holder(SessionRole::Organiser, None),
        holder(SessionRole::CoOrganiser, Some(own)),
    ];
    let mut tx = portal.store().write().await.unwrap();
    tx.upsert_session(&session).await.unwrap();
    tx.commit().await.unwrap();
    let (id, host) = (session.id, site.organiser(session.id).await);
    let before = of_session(portal, id).await.unwrap();
    assert_eq!(before.targets.len(), 11);
    assert_eq!(count(&before, TargetId::Served), Some(Figure::Count(0)));
    assert_eq!(
        count(&before, TargetId::Universities),
        Some(Figure::Count(1))
    );
    assert_eq!(of(&before, TargetId::RoadshowDay).standing, Standing::Met);
    assert_eq!(of(&before, TargetId::Roadshow).standing, Standing::Overdue);
    let save = async |book, draft: EntryDraft| {
        let saved = portal.save_entry(&host, id, book, None, &draft).await;
        saved.unwrap()
    };
    for which in [0, 1, 0] {
        save(Book::Services, visit(day, which)).await;
    }
    save(Book::Services, visit(day.plus_days(-3), 0)).await;
    save(
        Book::Media,
        media(day, "示例晚报", "https://news.example.com/1"),
    )
    .await;
    save(
        Book::Media,
        media(day, "示例晚报", "https://news.example.com/2"),
    )
    .await;
    let after = of_session(portal, id).await.unwrap();
    assert_eq!(count(&after, TargetId::Served), Some(Figure::Count(2)));
    assert_eq!(of(&after, TargetId::Served).gap(), 98);
    assert_eq!(count(&after, TargetId::Media), Some(Figure::Count(1)));
    assert_eq!(
        count(&after, TargetId::Units),
        Some(Figure::Count(0)),
        "nobody has come, and that is known"
    );
    let book = portal
        .logbook(&host, id, Book::Services, None, None, "")
        .await
        .unwrap();
    assert_eq!((book.entries, book.counted, book.lines.len()), (3, 2, 3));
}

#[tokio::test]
async fn a_host_keeps_the_logbooks_of_his_own_session_only() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (mine, other) = (
        site.session(41, true).await.id,
        site.session(42, true).await.id,
    );
    let host = site.organiser(mine).await;
    let stranger = site.organiser(other).await;
    let day = portal.now().date();
    let draft = visit(day, 0);
    let written = portal
        .save_entry(&host, mine, Book::Services, None, &draft)
        .await;
    let Ok(Written::Added(id)) = written else {
        panic!("{written:?}");
    };
    let refused = portal
        .save_entry(&stranger, mine, Book::Services, None, &draft)
        .await;
    assert_eq!(code_of(refused), "SESSION_NOT_YOURS");
    let desk = portal.target_desk(&stranger, mine).await;
    assert_eq!(code_of(desk), "SESSION_NOT_YOURS");
    // Naming the own session does not reach an entry of another one.
    let foreign = portal.remove_entry(&stranger, other, id).await;
    assert_eq!(foreign, Err(Error::NotFound));
    let later = visit(day.plus_days(1), 0);
    let saved = portal
        .save_entry(&host, mine, Book::Services, Some(id), &later)
        .await;
    assert_eq!(code_of(saved), "VISIT_IN_FUTURE");
    portal.remove_entry(&host, mine, id).await.unwrap();
    let gone = portal.remove_entry(&host, mine, id).await;
    assert_eq!(gone, Err(Error::NotFound));
    portal.restore_entry(&host, mine, id).await.unwrap();
    let again = portal.restore_entry(&host, mine, id).await;
    assert_eq!(again, Err(Error::NotFound));
    let page = portal
        .logbook(&host, mine, Book::Services, None, Some(id), "")
        .await
        .unwrap();
    assert_eq!(page.edited.map(|line| line.id), Some(id));
}

/// By a part of the name or of the credit code, in full-width letters as well.
async fn enterprises_are_found_by_part(portal: &Portal, host: &Account, session: SessionId) {
    for (words, found) in [
        ("DM0010", 1),
        ("装备有限", 1),
        ("ｍ０００１００ｙ４", 1),
        ("无此企业", 0),
    ] {
        let searched = portal
            .logbook(host, session, Book::Enterprises, None, None, words)
            .await
            .unwrap();
        assert_eq!(
            (searched.lines.len(), searched.entries),
            (found, 2),
            "{words}"
        );
    }
}

#[tokio::test]
async fn a_table_is_merged_by_credit_code_or_refused_whole() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let session = site.session(43, true).await.id;
    let host = site.organiser(session).await;
    let import = async |text: &str| {
        let file = ("企业库.csv", text.as_bytes().to_vec());
        portal
            .import_entries(&host, session, Book::Enterprises, file)
            .await
    };
    let first = Imported {
        added: 2,
        merged: 1,
    };
    assert_eq!(import(CSV).await, Ok(first));
    let again = Imported {
        added: 0,
        merged: 3,
    };
    assert_eq!(import(CSV).await, Ok(again), "twice is once");
    let wrong = CSV.replace("12329999DM0010A127", "12329999DM0010A128");
    let refused = import(&wrong.replace("91350100M000100Y43", CODES[2])).await;
    assert_eq!(code_of(refused), "LOGBOOK_ROWS");
    let header = import("企业名称\r\n示例（示例）\r\n").await;
    assert_eq!(code_of(header), "LOGBOOK_HEADER");
    let page = portal
        .logbook(&host, session, Book::Enterprises, None, None, "")
        .await
        .unwrap();
    assert_eq!(page.entries, 2, "nothing of a refused table is kept");
    enterprises_are_found_by_part(portal, &host, session).await;
    let merged = page
        .lines
        .iter()
        .find(|line| line.entry.subject() == CODES[0]);
    let tags = merged.unwrap().entry.value(Field::Tags);
    assert_eq!(tags, "高新技术企业、科技型中小企业");
    assert_eq!(merged.unwrap().entry.value(Field::Region), "常州");
    // An export is a template: it is read again as it is, and changes nothing.
    let sheet = portal.logbook_sheet(&host, session, Book::Enterprises);
    let bytes = sheet.await.unwrap().table.workbook().unwrap();
    let done = portal
        .import_entries(&host, session, Book::Enterprises, ("a.xlsx", bytes))
        .await;
    let both = Imported {
        added: 0,
        merged: 2,
    };
    assert_eq!(done, Ok(both));
    // The library says the name of an enterprise that the service log leaves open.
    let draft = visit(portal.now().date(), 0);
    portal
        .save_entry(&host, session, Book::Services, None, &draft)
        .await
        .unwrap();
    let log = portal
        .logbook(&host, session, Book::Services, None, None, "")
        .await
        .unwrap();
    let name = log.lines[0].entry.value(Field::Enterprise);
    assert_eq!(name, "示例材料有限公司（示例）");
}

#[tokio::test]
async fn a_case_is_finished_with_its_file_which_is_for_host_and_centre() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let session = site.session(44, true).await.id;
    let host = site.organiser(session).await;
    let save = async |id, state| {
        portal
            .save_entry(&host, session, Book::Cases, id, &case(state))
            .await
    };
    assert_eq!(code_of(save(None, "定稿").await), "CASE_FILE_REQUIRED");
    let Ok(Written::Added(id)) = save(None, "草稿").await else {
        panic!("a draft");
    };
    let finished = save(Some(id), "定稿").await;
    assert_eq!(code_of(finished), "CASE_FILE_REQUIRED");
    let no_file = portal
        .attach_case(&host, session, id, "案例.pdf", b"no".to_vec())
        .await;
    assert_eq!(code_of(no_file), "FILE_KIND");
    let file = portal
        .attach_case(&host, session, id, "案例.pdf", PDF.to_vec())
        .await
        .unwrap();
    assert_eq!(save(Some(id), "定稿").await, Ok(Written::Changed(id)));
    let page = portal
        .logbook(&host, session, Book::Cases, None, None, "")
        .await
        .unwrap();
    assert_eq!((page.counted, page.lines[0].files.len()), (1, 1));
    for reader in [&host, &site.centre().await.account] {
        let answer = portal.read_file(Some(reader), file, None).await;
        assert!(matches!(answer, Ok(FileAnswer::Signed(_))), "{answer:?}");
    }
    let liaison = site.liaison().await;
    for stranger in [None, Some(&liaison)] {
        let answer = portal.read_file(stranger, file, None).await;
        assert_eq!(answer, Err(Error::NotFound));
    }
}
