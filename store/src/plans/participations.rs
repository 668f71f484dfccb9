//! Participations and files as `service` reads and writes them, for the plans of the statements.

use super::make::{self, NOON};
use crate::{NewAgreement, NewDraft, NewLiaison, NewWaiver, ParticipationFilter, Result, Tx};
use domain::drafts::DraftContent;
use domain::files::{FileOwner, FileOwnerKind};
use domain::ids::{
    AccountId, AgreementId, ExpertId, FileId, ImportId, InstitutionId, LotId, ParticipationId,
    SeasonId, WaiverId,
};
use domain::institutions::CollectionChannel;
use domain::lots::LotKind;
use domain::participations::AgreementState;
use domain::participations::people::ContactCard;
use domain::waivers::WaiverRule;

async fn waive(tx: &mut Tx) -> Result<()> {
    let (season, of, me) = (make::season().id, InstitutionId(1), AccountId(1));
    let new = NewWaiver {
        season,
        institution: of,
        rule: WaiverRule::Paper,
        reason: "-",
        by: me,
        at: NOON,
    };
    let waiver = tx.insert_waiver(&new).await?.unwrap_or(WaiverId(1));
    tx.waiver(waiver).await?;
    tx.is_waived(season, of, WaiverRule::Paper).await?;
    tx.waivers_of(season, of).await?;
    tx.waivers(season, None, 50).await?;
    tx.delete_waiver(waiver).await?;
    Ok(())
}

async fn list(tx: &mut Tx, season: SeasonId) -> Result<()> {
    for filter in [
        ParticipationFilter::default(),
        ParticipationFilter {
            agreement_waits: true,
            paper_missing: true,
            scanned: true,
            channel: None,
        },
        ParticipationFilter {
            channel: Some(CollectionChannel::Delta),
            ..ParticipationFilter::default()
        },
    ] {
        tx.participations(season, filter, None, 50).await?;
    }
    Ok(())
}

pub(super) async fn take_part(tx: &mut Tx) -> Result<()> {
    let (season, of, me) = (make::season().id, InstitutionId(1), AccountId(1));
    tx.join_season(season, of, Some(me), NOON).await?;
    tx.note_channel(season, of, CollectionChannel::Delta)
        .await?;
    let part = tx.participation(season, of).await?;
    let part = part.map_or(ParticipationId(1), |part| part.id);
    tx.participation_by_id(part).await?;
    tx.note_paper(part, Some(NOON.date())).await?;
    tx.reopen_submission(part, NOON.date(), "-").await?;
    waive(tx).await?;
    list(tx, season).await?;
    tx.sheet_lots(season, of, 200).await?;
    let card = ContactCard::default();
    let new = NewLiaison {
        participation: part,
        season,
        account: me,
        card: &card,
        by: me,
        at: NOON,
    };
    tx.has_liaison_phone(season, "1", part).await?;
    let named = tx.name_liaison(&new).await?;
    tx.liaison_with_phone(season, "1").await?;
    tx.end_one_liaison(named, NOON).await?;
    tx.name_again(named, me, NOON).await?;
    tx.imported_people(ImportId(1)).await?;
    tx.liaison(part).await?;
    tx.liaisons(part, 20).await?;
    tx.end_liaison(part, NOON).await?;
    let new = NewAgreement {
        institution: of,
        signed_on: NOON.date(),
        by: None,
        at: NOON,
    };
    let agreement: AgreementId = tx.insert_agreement(&new).await?;
    let state = AgreementState::Accepted;
    tx.decide_agreement(agreement, state, None, None, NOON)
        .await?;
    tx.agreement(agreement).await?;
    tx.agreements(of, 20).await?;
    tx.has_accepted_agreement(of).await?;
    tx.expert(ExpertId(1)).await?;
    tx.experts_of(season, of, 200).await?;
    tx.experts(season, None, 50).await?;
    tx.withdraw_expert(ExpertId(1)).await?;
    let owner = FileOwner {
        kind: FileOwnerKind::Participation,
        id: part.get(),
    };
    draft(tx, season, of).await?;
    tx.file(FileId(1)).await?;
    tx.files_of(owner, 20).await?;
    tx.known_places(&["ab/cd".to_owned()]).await?;
    tx.file_places(FileId(0), 100).await?;
    Ok(())
}

/// A lot is typed into the online form, deleted and taken back.
async fn draft(tx: &mut Tx, season: SeasonId, of: InstitutionId) -> Result<()> {
    let new = NewDraft {
        season,
        institution: of,
        kind: LotKind::Patent,
        content: DraftContent::default(),
        corrects: None,
        by: AccountId(1),
        at: NOON,
    };
    let (id, by) = (tx.insert_draft(&new).await?, (AccountId(1), NOON));
    tx.draft(id).await?;
    tx.draft_correcting(LotId(1)).await?;
    tx.drafts_of(of, 400).await?;
    tx.open_drafts(of).await?;
    tx.update_draft(id, 1, &new.content, by).await?;
    tx.touch_draft(id, by).await?;
    tx.delete_draft(id, Some(NOON)).await?;
    tx.delete_draft(id, None).await?;
    tx.drafts_deleted_before(NOON, 100).await?;
    let (from, to) = (FileOwnerKind::Draft, FileOwnerKind::Lot);
    let owner = |kind| FileOwner { kind, id: id.get() };
    tx.move_files(owner(from), owner(to)).await?;
    // Nobody has seen this revision.
    tx.submit_draft(id, 9, LotId(1)).await?;
    tx.purge_draft(id).await?;
    Ok(())
}
