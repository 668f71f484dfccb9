//! The rows of participations, experts and files. No number and no mail address of a person is in one.

use super::Reader;
use crate::participations::{PDF, expert, person};
use domain::accounts::{Account, Grant, Role, Scope};
use domain::audit::Act;
use domain::files::{FileKind, Visibility};
use domain::ids::LotCode;
use domain::institutions::InstitutionKind;
use domain::waivers::WaiverRule;
use service::files::{FileAnswer, Upload};
use service::testing::TestPortal;

/// A newcomer joins, hands its papers in, and the centre decides.
pub async fn acts(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let unit = site
        .newcomer_of("洮湖研究院（示例）", InstitutionKind::Institute)
        .await;
    let grant = Grant {
        role: Role::Liaison,
        scope: Scope::Institution(unit.id),
    };
    let liaison = site.account("taohu", vec![grant], Some(unit.id)).await;
    portal.join_season(&liaison).await.unwrap();
    portal.join_season(&liaison).await.unwrap();
    reader.wrote(&[Act::ParticipationJoin]).await;
    let draft = person("19900002041");
    portal
        .name_liaison(&liaison, None, &draft, false)
        .await
        .unwrap();
    let rows = reader.wrote(&[Act::LiaisonName]).await;
    let text = format!("{rows:?}");
    assert!(
        !text.contains(&draft.phone) && !text.contains(&draft.email),
        "{text}"
    );
    let today = portal.now().date();
    let handed_in = portal.hand_in_agreement(&liaison, today, "协议.pdf", PDF.to_vec());
    let agreement = handed_in.await.unwrap();
    reader.wrote(&[Act::FileAttach, Act::AgreementHandIn]).await;
    portal
        .decide_agreement(&centre, agreement, true, "")
        .await
        .unwrap();
    reader.wrote(&[Act::AgreementDecide]).await;
    portal
        .upload_scan(&liaison, "报送单.pdf", PDF.to_vec())
        .await
        .unwrap();
    reader.wrote(&[Act::FileAttach]).await;
    let part = site.part_of(unit.id).await;
    portal.note_paper(&centre, part, today).await.unwrap();
    let until = today.plus_days(3);
    portal
        .reopen_submission(&centre, part, until, "证书补办")
        .await
        .unwrap();
    let acts = [Act::PaperNote, Act::SubmissionReopen];
    let rows = reader.wrote(&acts).await;
    assert_eq!(rows[1].reason.as_deref(), Some("证书补办"));
    Box::pin(waivers(site, reader, &unit.name)).await;
    portal.liaison_contact(&centre, part).await.unwrap();
    portal.liaison_contact(&centre, part).await.unwrap();
    reader.wrote(&[Act::PersonalRead]).await;
    let nominated = portal
        .nominate_expert(&liaison, &expert("19900002042"))
        .await;
    let id = nominated.unwrap();
    portal.decide_expert(&centre, id, true).await.unwrap();
    portal.decide_expert(&centre, id, true).await.unwrap();
    let rows = reader
        .wrote(&[Act::ExpertNominate, Act::ExpertDecide])
        .await;
    assert!(!format!("{rows:?}").contains("19900002042"));
    Box::pin(files(site, reader, &centre)).await;
}

/// A waiver is granted and ended, each with its reason.
async fn waivers(site: &TestPortal, reader: &mut Reader<'_>, unit: &str) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let waiver = portal
        .grant_waiver(&centre, unit, WaiverRule::LotsMax, "重点高校")
        .await
        .unwrap();
    portal
        .end_waiver(&centre, waiver, "已按名额报送")
        .await
        .unwrap();
    let rows = reader.wrote(&[Act::WaiverGrant, Act::WaiverEnd]).await;
    assert_eq!(rows[0].reason.as_deref(), Some("重点高校"));
    assert_eq!(rows[1].reason.as_deref(), Some("已按名额报送"));
}

/// Each download of a private file is a row.
async fn files(site: &TestPortal, reader: &mut Reader<'_>, centre: &Account) {
    let (portal, code) = (&site.portal, "P2026-ENER-0077");
    site.lot(code, false).await;
    let upload = Upload {
        kind: FileKind::Certificate,
        visibility: Visibility::Private,
        name: "证书.pdf".into(),
        bytes: PDF.to_vec(),
    };
    let code = LotCode::parse(code).unwrap();
    let id = portal.attach_file(centre, &code, upload).await.unwrap();
    reader.wrote(&[Act::FileAttach]).await;
    let answer = portal.read_file(Some(centre), id, None).await.unwrap();
    let FileAnswer::Signed(signed) = answer else {
        panic!("a private file has no address that stays");
    };
    reader.wrote(&[]).await;
    for _ in 0..2 {
        portal
            .read_file(Some(centre), id, Some(&signed))
            .await
            .unwrap();
    }
    reader.wrote(&[Act::FileRead, Act::FileRead]).await;
    portal.detach_file(centre, id).await.unwrap();
    reader.wrote(&[Act::FileDetach]).await;
}
