//! Experts (专家): a liaison nominates people for the two corps, with their consent; the centre admits
//! them (domain.md AS-69…AS-71).

use super::naming::{EXPERTS_MAX, nominate_in};
use super::{joined, own};
use crate::permissions::require;
use crate::{Error, Portal, Tx};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::contacts::mask_phone;
use domain::ids::{ExpertId, InstitutionId, SeasonId};
use domain::participations::people::ExpertDraft;
use domain::views::ExpertLine;
use serde_json::json;
use store::{StoreError, StoredExpert};

fn object(id: ExpertId) -> Object {
    Object::new(ObjectKind::Expert, id)
}

/// What a page shows of an expert: the number masked, the mail address not at all.
fn line(stored: StoredExpert) -> ExpertLine {
    let card = stored.card;
    ExpertLine {
        id: stored.id,
        institution: stored.institution.1,
        name: card.contact.name,
        department: card.contact.department,
        phone: mask_phone(&card.contact.phone),
        identity: card.identity,
        fields: card.fields,
        corps: card.corps,
        consent_at: stored.consent_at,
        admitted_at: stored.admitted_at,
    }
}

/// Whom an institution has nominated.
pub(super) async fn own_lines(
    tx: &mut Tx,
    season: SeasonId,
    of: InstitutionId,
) -> Result<Vec<ExpertLine>, Error> {
    let found = tx.experts_of(season, of, EXPERTS_MAX).await?;
    Ok(found.into_iter().map(line).collect())
}

impl Portal {
    /// Nominates an expert for the current season. An imported 《活动联络员信息表》 ends here too.
    ///
    /// # Errors
    /// `Forbidden`; `NOT_TAKING_PART`; the codes of
    /// [`PersonRefusal`](domain::participations::people::PersonRefusal), `CONSENT_REQUIRED` among
    /// them; `EXPERT_KNOWN`; `EXPERTS_FULL`.
    pub async fn nominate_expert(
        &self,
        account: &Account,
        draft: &ExpertDraft,
    ) -> Result<ExpertId, Error> {
        let of = own(account)?;
        let card = draft.read()?;
        let season = self.current_season().await?.id;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.hold_institution(of).await?;
            joined(&mut tx, season, of).await?;
            let id = nominate_in(&mut tx, (season, of), &card, by, &origin).await?;
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Admits an expert to the corps, or takes that back.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `NotFound`.
    pub async fn decide_expert(
        &self,
        account: &Account,
        id: ExpertId,
        admit: bool,
    ) -> Result<(), Error> {
        require(account, Action::KeepParticipations)?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let found = tx.expert(id).await?.ok_or(Error::NotFound)?;
            let was = found.admitted_at;
            if was.is_some() == admit {
                return Ok(());
            }
            let at = admit.then_some(origin.at);
            match tx.decide_expert(id, at, by).await {
                Err(StoreError::Conflict) => return Err(Error::NotFound),
                decided => decided?,
            }
            let entry = origin.entry(Act::ExpertDecide, object(id));
            let entry = entry.before(&json!({ "admitted_at": was }));
            tx.audit(entry.after(&json!({ "admitted_at": at })));
            Ok(tx.commit().await?)
        })
        .await
    }
}
