//! The numbers that the season asks of an institution, and the waiver of the centre.

use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::institutions::Institution;
use domain::seasons::QuotaRule;
use domain::text::{clean, length};
use domain::views::QuotaDesk;
use serde_json::json;
use store::StoredWaiver;

/// Longest reason of a waiver, characters.
const REASON_MAX: usize = 500;

impl Portal {
    /// What the current season asks of the unit of the account; for the centre, of the unit with this
    /// name, and nothing without one.
    ///
    /// # Errors
    /// `Forbidden` for accounts that submit nothing; `OWNER_UNKNOWN` for a name that is nobody's.
    pub async fn quota_desk(
        &self,
        account: &Account,
        unit: Option<&str>,
    ) -> Result<Option<QuotaDesk>, Error> {
        let unit = match (self.submitter(account).await?, unit.map(clean)) {
            (Some(own), _) => own,
            (None, Some(name)) if !name.is_empty() => self.owner(None, Some(&name)).await?,
            (None, _) => return Ok(None),
        };
        Ok(Some(self.quotas_of(&unit).await?))
    }

    async fn quotas_of(&self, unit: &Institution) -> Result<QuotaDesk, Error> {
        let season = self.current_season().await?;
        let mut tx = self.store().read().await?;
        let tally = tx.tally(season.id, unit.id).await?;
        let waived = tx.quota_waivers(season.id, unit.id).await?.into_iter();
        Ok(QuotaDesk {
            unit: unit.name.clone(),
            lines: season.quotas.lines(unit, season.roadshow_max, tally),
            waived: waived.map(|one| (one.rule, one.reason, one.at)).collect(),
        })
    }

    /// Waives a rule of the kind 原则上 for the unit with this name in the current season: from then on
    /// it only warns.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `QUOTA_NOT_WAIVABLE`, `REASON_LENGTH`,
    /// `OWNER_UNKNOWN`; `QUOTA_WAIVED` when it is waived already.
    pub async fn waive_quota(
        &self,
        account: &Account,
        unit: &str,
        rule: QuotaRule,
        reason: &str,
    ) -> Result<(), Error> {
        require(account, Action::WaiveQuotas)?;
        if !rule.may_be_waived() {
            return Err(Error::invalid("QUOTA_NOT_WAIVABLE"));
        }
        let reason = clean(reason);
        if !(1..=REASON_MAX).contains(&length(&reason)) {
            return Err(Error::invalid("REASON_LENGTH"));
        }
        let unit = self.owner(None, Some(&clean(unit))).await?;
        let season = self.current_season().await?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let waiver = StoredWaiver {
                rule,
                reason,
                by,
                at: origin.at,
            };
            if !tx.insert_waiver(season.id, unit.id, &waiver).await? {
                return Err(Error::invalid("QUOTA_WAIVED"));
            }
            let object = Object::new(ObjectKind::Quota, unit.id);
            let entry = origin.entry(Act::QuotaWaive, object);
            tx.audit(entry.after(&json!({
                "season": season.code(),
                "rule": rule.code(),
                "reason": waiver.reason,
            })));
            Ok(tx.commit().await?)
        })
        .await
    }
}
