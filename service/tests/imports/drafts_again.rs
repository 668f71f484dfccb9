//! Drafts that come back: deleted ones for a day, and those of lots that were sent back; and what a new one
//! says already.

use super::commits::site;
use super::drafts::{OPEN, RESERVE, draft, fill, lot, page, pdf, refused, submit};
use domain::drafts::{Section, TAKE_BACK_WITHIN_MS};
use domain::files::Visibility;
use domain::ids::LotCode;
use domain::lots::{LotKind, LotState};
use domain::participations::people::PersonDraft;
use domain::reviews::SelectionStep;
use service::Error;
use service::drafts::purge_drafts;

#[tokio::test]
async fn a_deleted_draft_comes_back_for_a_day() {
    let (site, liaison) = site(OPEN).await;
    let portal = &site.portal;
    let id = draft(portal, &liaison, &[]).await;
    let file = portal.attach_to_draft(&liaison, id, pdf(Visibility::Private));
    let file = file.await.unwrap();
    portal.delete_draft(&liaison, id).await.unwrap();
    let desk = portal.drafts(&liaison).await.unwrap();
    assert_eq!((desk.open.len(), desk.deleted.len()), (0, 1));
    assert_eq!(refused(submit(portal, &liaison, id).await), "DRAFT_DELETED");
    portal.restore_draft(&liaison, id).await.unwrap();
    assert_eq!(page(portal, &liaison, id).await.files.len(), 1);
    portal.delete_draft(&liaison, id).await.unwrap();
    site.clock.advance_millis(TAKE_BACK_WITHIN_MS + 1);
    let late = portal.restore_draft(&liaison, id).await;
    assert_eq!(refused(late), "DRAFT_GONE");
    assert_eq!(portal.draft_page(&liaison, id).await, Err(Error::NotFound));
    assert_eq!(purge_drafts(portal).await, Ok(1));
    assert_eq!(
        portal.read_file(Some(&liaison), file, None).await,
        Err(Error::NotFound)
    );
}

#[tokio::test]
async fn a_lot_that_came_back_is_put_right_in_the_same_form() {
    let (site, liaison) = site(OPEN).await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    site.review_group(&centre).await;
    let id = draft(portal, &liaison, &[]).await;
    let file = portal.attach_to_draft(&liaison, id, pdf(Visibility::Public));
    file.await.unwrap();
    let code = submit(portal, &liaison, id).await.unwrap();
    let (number, _) = lot(&site, &code).await;
    for (step, words) in [
        (SelectionStep::Review, ("材料齐全", "")),
        (
            SelectionStep::Return,
            ("请补充", "技术简介：少于50字\n起拍价：与附件不符"),
        ),
    ] {
        let decided = portal.decide_lots(&centre, step, &[number], words).await;
        assert_eq!(decided.unwrap().ready(), 1);
    }
    assert_eq!(lot(&site, &code).await.1, LotState::Draft);
    let unknown = LotCode::parse("P2026-ENER-0099").unwrap();
    let none = portal.begin_correction(&liaison, &unknown).await;
    assert_eq!(none, Err(Error::NotFound));
    let again = portal.begin_correction(&liaison, &code).await.unwrap();
    assert_eq!(
        portal.begin_correction(&liaison, &code).await,
        Ok(again),
        "it goes on"
    );
    let shown = page(portal, &liaison, again).await;
    assert_eq!((shown.faults.len(), shown.files.len()), (0, 1));
    let field = |header: &str| {
        shown
            .fields
            .iter()
            .find(|field| field.header == header)
            .unwrap()
    };
    assert_eq!(field("技术简介").notes, ["少于50字"]);
    assert_eq!(field("起拍价（万元）").notes, ["与附件不符"]);
    assert_eq!(field("保留价（万元）").value, RESERVE);
    // Deleted and taken back, the file is where it was.
    portal.delete_draft(&liaison, again).await.unwrap();
    assert_eq!(portal.begin_correction(&liaison, &code).await, Ok(again));
    assert_eq!(page(portal, &liaison, again).await.files.len(), 1);
    fill(portal, &liaison, again, &[("起拍价（万元）", "7")]).await;
    let new = submit(portal, &liaison, again).await.unwrap();
    assert_ne!(new, code);
    let returned = portal.returned_lots(&liaison).await.unwrap();
    assert_eq!(returned[0].replaced_by, Some(new.clone()));
    assert_eq!(
        portal
            .files_of_lot(Some(&liaison), &new)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        portal.begin_correction(&liaison, &code).await,
        Ok(again),
        "what became of it"
    );
}

#[tokio::test]
async fn a_new_draft_names_the_liaison_of_the_unit_as_its_contact() {
    let (site, liaison) = site(OPEN).await;
    let portal = &site.portal;
    let contact = async |id| {
        let fields = page(portal, &liaison, id).await.fields.into_iter();
        let of_contact = fields.filter(|field| field.section == Section::Contact);
        of_contact.map(|field| field.value).collect::<Vec<_>>()
    };
    portal.join_season(&liaison).await.unwrap();
    let nobody = portal.begin_draft(&liaison, LotKind::Patent).await;
    let empty = contact(nobody.unwrap()).await;
    assert!(empty.iter().all(String::is_empty), "{empty:?}");
    let person = PersonDraft {
        name: "沈示例".into(),
        department: "科技处".into(),
        phone: "19900002041".into(),
        email: "liaison@example.com".into(),
        consent: true,
        ..PersonDraft::default()
    };
    let named = portal.name_liaison(&liaison, None, &person, false);
    named.await.unwrap();
    for kind in [LotKind::Patent, LotKind::Achievement] {
        let id = portal.begin_draft(&liaison, kind).await.unwrap();
        let said = contact(id).await;
        for value in [&person.name, &person.phone, &person.email] {
            assert!(said.contains(value), "{value} in {said:?}");
        }
    }
}
