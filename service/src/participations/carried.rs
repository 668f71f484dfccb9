//! What the centre has of an institution from before it had accounts: its agreement and its papers.

use crate::{Error, Tx};
use domain::ids::{InstitutionId, ParticipationId, SeasonId};
use domain::participations::AgreementState;
use domain::time::{Date, Timestamp};
use store::NewAgreement;

/// Lets an institution take part in a season with papers that came in on a day, if any did; its
/// agreement is accepted unless it was before.
pub(crate) async fn carry_over(
    tx: &mut Tx,
    season: SeasonId,
    of: InstitutionId,
    papers: Option<Date>,
    at: Timestamp,
) -> Result<ParticipationId, Error> {
    tx.join_season(season, of, None, at).await?;
    let channel = tx.institution(of).await?.and_then(|one| one.channel());
    if let Some(channel) = channel {
        tx.note_channel(season, of, channel).await?;
    }
    let part = super::joined(tx, season, of).await?.id;
    if papers.is_some() {
        tx.note_paper(part, papers).await?;
    }
    if !tx.has_accepted_agreement(of).await? {
        let new = NewAgreement {
            institution: of,
            signed_on: at.date(),
            by: None,
            at,
        };
        let id = tx.insert_agreement(&new).await?;
        tx.decide_agreement(id, AgreementState::Accepted, None, None, at)
            .await?;
    }
    Ok(part)
}
