//! The day of a session and what follows it.

use super::Reader;
use crate::session_days::{interest, sold};
use domain::audit::{Act, ObjectKind};
use domain::ids::{LotCode, SessionId};
use domain::interests::{ContactWay, FollowUpOutcome};
use domain::reports::Prose;
use domain::targets::TargetId;
use service::FollowUpStep;
use service::testing::TestPortal;

pub(super) async fn acts(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let session = site.session(41, true).await.id;
    let host = site.organiser(session).await;
    let lots = shown_lots(site, session).await;
    reader.next().await;
    let draft = interest(1, &lots[0]);
    let id = portal.note_interest(&host, session, &draft).await.unwrap();
    let rows = reader.wrote(&[Act::InterestNote]).await;
    assert_eq!(rows[0].kind, ObjectKind::Interest);
    let said = format!("{rows:?}");
    assert!(!said.contains(&draft.phone), "whom to call is not for it");
    let steps = [
        FollowUpStep::Log {
            way: ContactWay::Call,
            words: "已致电".into(),
        },
        FollowUpStep::Assign {
            manager: host.id,
            due_on: portal.now().date().to_string(),
        },
        FollowUpStep::End {
            outcome: FollowUpOutcome::Nothing,
            note: "无意向".into(),
        },
    ];
    for step in steps {
        portal.step_follow_up(&host, id, step).await.unwrap();
    }
    let acts = [Act::FollowUpLog, Act::FollowUpAssign, Act::FollowUpEnd];
    reader.wrote(&acts).await;
    portal.follow_up(&host, id).await.unwrap();
    reader.wrote(&[Act::PersonalRead]).await;
    let proof = ("proof.pdf", b"%PDF-1.4 proof".to_vec());
    let mut draft = sold(1, &lots[1]);
    draft.agreed_on = portal.now().date().to_string();
    let entered = portal.record_intake(&host, session, draft, proof).await;
    let id = entered.unwrap();
    reader.wrote(&[Act::FileAttach, Act::IntakeRecord]).await;
    portal.decide_intake(&centre, id, true, "").await.unwrap();
    reader.wrote(&[Act::IntakeDecide]).await;
    let words = "本场活动按计划举行，现场路演与洽谈顺利完成。".to_owned();
    let mut prose = Prose {
        course: words.clone(),
        effects: words,
        ..Prose::default()
    };
    for id in TargetId::ALL {
        prose.reasons.insert(id.code().into(), "说明".into());
    }
    let written = portal.write_report(&host, session, 0, &prose).await;
    written.unwrap();
    portal.submit_report(&host, session).await.unwrap();
    let decided = portal.decide_report(&centre, session, true, "").await;
    decided.unwrap();
    let acts = [Act::ReportSave, Act::ReportSubmit, Act::ReportDecide];
    reader.wrote(&acts).await;
}

/// Two lots of a session on display.
async fn shown_lots(site: &TestPortal, session: SessionId) -> Vec<LotCode> {
    let centre = site.centre().await;
    let mut lots = Vec::new();
    for code in ["P2026-ENER-0411", "P2026-ENER-0412"] {
        let id = site.lot(code, true).await;
        centre.publish(&[id]).await.unwrap();
        let mut tx = site.portal.store().write().await.unwrap();
        assert!(tx.set_lot_session(id, Some((session, None))).await.unwrap());
        tx.commit().await.unwrap();
        lots.push(LotCode::parse(code).unwrap());
    }
    lots
}
