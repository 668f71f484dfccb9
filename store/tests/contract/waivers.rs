//! Waivers: granted once, read by rule and by season, ended.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::{InstitutionId, WaiverId};
use domain::waivers::WaiverRule;
use store::{NewWaiver, ParticipationFilter, Result};

stories!(a_waiver_is_granted_once_and_ended,);

async fn a_waiver_is_granted_once_and_ended(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let me = tx.insert_account(&make::account(1), None).await?;
    let (season, unit, other) = (make::season().id, InstitutionId(1), InstitutionId(2));
    let new = |institution, rule, reason| NewWaiver {
        season,
        institution,
        rule,
        reason,
        by: me,
        at: NOON,
    };
    let paper = tx
        .insert_waiver(&new(unit, WaiverRule::Paper, "寄送途中"))
        .await?
        .expect("a waiver");
    let again = tx
        .insert_waiver(&new(unit, WaiverRule::Paper, "又一次"))
        .await?;
    assert_eq!(again, None, "granted already");
    let lots = tx
        .insert_waiver(&new(other, WaiverRule::LotsMax, "承担示例专项"))
        .await?
        .expect("another");
    assert!(tx.is_waived(season, unit, WaiverRule::Paper).await?);
    assert!(!tx.is_waived(season, unit, WaiverRule::LotsMax).await?);
    assert!(!tx.is_waived(season, other, WaiverRule::Paper).await?);
    let own = tx.waivers_of(season, unit).await?;
    assert_eq!(own.len(), 1);
    assert_eq!(
        (own[0].id, own[0].rule, own[0].reason.as_str(), own[0].at),
        (paper, WaiverRule::Paper, "寄送途中", NOON)
    );
    let all = tx.waivers(season, None, 50).await?;
    let ids: Vec<WaiverId> = all.iter().map(|line| line.id).collect();
    assert_eq!(ids, [lots, paper], "the latest first");
    assert_eq!(tx.waivers(season, Some(lots), 50).await?, own);
    // The list of institutions says whose papers are waived.
    for institution in [unit, other] {
        tx.join_season(season, institution, Some(me), NOON).await?;
    }
    let filter = ParticipationFilter::default();
    let lines = tx.participations(season, filter, None, 50).await?;
    let waived: Vec<bool> = lines.iter().map(|line| line.facts.paper_waived).collect();
    assert_eq!(waived, [true, false]);
    let stored = tx.waiver(paper).await?.expect("it is there");
    assert_eq!((stored.institution, stored.season), (unit, season));
    assert!(tx.delete_waiver(paper).await?);
    assert!(!tx.delete_waiver(paper).await?, "ended already");
    assert!(!tx.is_waived(season, unit, WaiverRule::Paper).await?);
    assert_eq!(tx.waiver(paper).await?, None);
    Ok(())
}
