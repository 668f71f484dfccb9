//! The summary report of a session: handed in, returned, accepted, told in public, and as files.

use crate::session_days::{PDF, day, interest, refusal, sold};
use calamine::{Data, Reader as _, Xlsx};
use domain::logbooks::{Book, EntryDraft, Field};
use domain::money::Fen;
use domain::reports::{Prose, ReportState};
use domain::targets::{TargetId, needs_explanation};
use locales::Lang;
use service::testing::TestPortal;
use service::{Error, reports};
use std::io::{Cursor, Read};

fn prose() -> Prose {
    Prose {
        course: "专场在示例会议中心举行，六项成果路演，企业踊跃参加。".into(),
        effects: "=达成一批合作意向，由技术经理人逐一回访 <跟进> & 落实。".into(),
        ..Prose::default()
    }
}

/// IS-22: every quota is met or explained; the centre accepts, or returns with notes.
#[tokio::test]
async fn a_report_is_handed_in_returned_and_accepted() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (session, lots, host) = day(&site).await;
    let draft = interest(1, &lots[0]);
    portal.note_interest(&host, session, &draft).await.unwrap();
    let early = portal.submit_report(&host, session).await;
    assert_eq!(refusal(early), "REPORT_PROSE_REQUIRED");
    let written = portal.write_report(&host, session, 0, &prose()).await;
    assert_eq!(written, Ok(1));
    let stale = portal.write_report(&host, session, 0, &prose()).await;
    assert_eq!(stale, Err(Error::Conflict));
    let page = portal.report_page(&host, session).await.unwrap();
    let open: Vec<TargetId> = needs_explanation(&page.targets).map(|one| one.id).collect();
    if !open.is_empty() {
        let refused = portal.submit_report(&host, session).await;
        assert_eq!(refusal(refused), "SESSION_REPORT_QUOTA");
    }
    let mut explained = prose();
    for id in open {
        explained
            .reasons
            .insert(id.code().into(), "受场地限制".into());
    }
    portal
        .write_report(&host, session, 1, &explained)
        .await
        .unwrap();
    portal.submit_report(&host, session).await.unwrap();
    let closed = portal.write_report(&host, session, 3, &prose()).await;
    assert_eq!(refusal(closed), "REPORT_STATE");
    let denied = portal.decide_report(&host, session, true, "").await;
    assert_eq!(denied, Err(Error::Forbidden), "not by its host");
    let centre = site.centre().await.account;
    let silent = portal.decide_report(&centre, session, false, " ").await;
    assert_eq!(refusal(silent), "REPORT_NOTES_REQUIRED");
    let returned = portal.decide_report(&centre, session, false, "补充媒体报道");
    returned.await.unwrap();
    let page = portal.report_page(&host, session).await.unwrap();
    assert_eq!(page.report.notes, "补充媒体报道");
    portal.submit_report(&host, session).await.unwrap();
    portal
        .decide_report(&centre, session, true, "")
        .await
        .unwrap();
    let page = portal.report_page(&centre, session).await.unwrap();
    assert_eq!(page.report.state, ReportState::Accepted);
    assert_eq!(page.targets, page.report.targets, "as it was handed in");
}

/// IS-20, IS-21: the articles and the results are told as soon as they are on record, the figures once the centre
/// has accepted them; what was taken out of the log is told no more.
#[tokio::test]
async fn what_came_of_a_session_is_told_in_public() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (session, lots, host) = day(&site).await;
    let told = async || portal.shown_session("session-7").await.unwrap().aftermath;
    assert!(told().await.is_empty());
    let mut article = EntryDraft::default();
    article.put(Field::Day, "2026-11-18");
    article.put(Field::Outlet, "示例晚报");
    article.put(Field::Title, "专场举行（示例）");
    article.put(Field::Link, "https://news.example.com/1");
    portal
        .save_entry(&host, session, Book::Media, None, &article)
        .await
        .unwrap();
    let proof = ("成交笔录.pdf", PDF.to_vec());
    portal
        .record_intake(&host, session, sold(1, &lots[0]), proof)
        .await
        .unwrap();
    let after = told().await;
    assert_eq!(after.coverage[0].link, "https://news.example.com/1");
    assert_eq!(after.offline[0].buyer, "澄***公司");
    assert_eq!(after.offline[0].price, Fen::yuan(120_000));
    assert_eq!(after.figures, [], "nobody has accepted a figure");
    let secrets = format!("{after:?}");
    assert!(!secrets.contains("澄川") && !secrets.contains("苏示批"));

    let mut words = prose();
    let page = portal.report_page(&host, session).await.unwrap();
    for target in needs_explanation(&page.targets) {
        let id = target.id.code().to_owned();
        words.reasons.insert(id, "受场地限制".into());
    }
    portal
        .write_report(&host, session, 0, &words)
        .await
        .unwrap();
    portal.submit_report(&host, session).await.unwrap();
    assert_eq!(told().await.figures, [], "handed in is not accepted");
    let centre = site.centre().await.account;
    let accepted = portal.decide_report(&centre, session, true, "");
    accepted.await.unwrap();
    let figures = told().await.figures;
    assert!(figures.contains(&(TargetId::Lots, 2)), "{figures:?}");
    assert!(figures.iter().all(|(id, _)| *id != TargetId::Recommended));

    let log = portal.logbook(&host, session, Book::Media, None, None, "");
    let line = log.await.unwrap().lines[0].id;
    portal.remove_entry(&host, session, line).await.unwrap();
    assert_eq!(told().await.coverage, []);
}

/// The files are opened by readers that did not write them.
#[tokio::test]
async fn the_report_is_a_document_and_a_workbook() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (session, _, host) = day(&site).await;
    portal
        .write_report(&host, session, 0, &prose())
        .await
        .unwrap();
    let page = portal.report_page(&host, session).await.unwrap();
    let book = reports::workbook(Lang::Zh, &page).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book)).unwrap();
    let names = book.sheet_names().to_owned();
    assert_eq!(names.len(), 2);
    let figures = book.worksheet_range(&names[0]).unwrap();
    assert!(figures.height() > page.targets.len());
    let words = book.worksheet_range(&names[1]).unwrap();
    let text = |row, column| words.get((row, column)).cloned();
    assert_eq!(
        text(2, 1),
        Some(Data::String(prose().effects)),
        "no formula"
    );
    let formulas = book.worksheet_formula(&names[1]).unwrap();
    assert!(formulas.is_empty());

    let document = reports::document(Lang::Zh, &page).unwrap();
    let mut parts = zip::ZipArchive::new(Cursor::new(document)).unwrap();
    for name in ["[Content_Types].xml", "_rels/.rels", "word/styles.xml"] {
        assert!(parts.by_name(name).is_ok(), "{name}");
    }
    let mut body = String::new();
    let mut part = parts.by_name("word/document.xml").unwrap();
    part.read_to_string(&mut body).unwrap();
    assert!(body.contains(&prose().course));
    assert!(body.contains("&lt;跟进&gt; &amp; 落实"), "{body}");
}
