//! What the lots of an institution wait for before they are published: its agreement, the first time
//! ever, and its stamped papers, each season (domain.md AS-76, LG-5, LG-6).

use crate::{Error, Tx};
use domain::ids::{InstitutionId, SeasonId};
use domain::participations::{ParticipationRefusal, ReleaseFacts};
use domain::waivers::WaiverRule;

/// Refuses the publication of a lot of `owner` in `season`.
///
/// # Errors
/// `AGREEMENT_REQUIRED`, `PAPER_REQUIRED`, with the name of the institution.
pub(crate) async fn check_release(
    tx: &mut Tx,
    season: SeasonId,
    owner: InstitutionId,
) -> Result<(), Error> {
    let part = tx.participation(season, owner).await?;
    let paper = match &part {
        Some(part) if part.paper_received_on.is_some() => true,
        _ => tx.is_waived(season, owner, WaiverRule::Paper).await?,
    };
    let agreement = tx.has_accepted_agreement(owner).await?;
    let Err(refusal) = (ReleaseFacts { agreement, paper }).check() else {
        return Ok(());
    };
    Err(of_unit(tx, refusal, owner).await?)
}

/// A refusal that names the institution.
async fn of_unit(
    tx: &mut Tx,
    refusal: ParticipationRefusal,
    owner: InstitutionId,
) -> Result<Error, Error> {
    let unit = tx.institution(owner).await?.ok_or(Error::NotFound)?;
    Ok(Error::Invalid {
        code: refusal.to_string().into(),
        args: vec![("unit".to_owned(), unit.name)],
    })
}
