//! Waivers (豁免): the centre does not hold one institution to a rule of the kind 原则上 in one season
//! (domain.md D6). There is one kind of them: what imports, the numbers of the liaison's desk and
//! publication ask is [`Tx::is_waived`].

use crate::permissions::require;
use crate::{Error, Portal, Tx};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::collection::Leave;
use domain::evidence::Reason;
use domain::ids::{InstitutionId, WaiverId};
use domain::institutions::Institution;
use domain::seasons::{LotsLimit, Season};
use domain::text::clean;
use domain::time::Date;
use domain::views::{QuotaDesk, ShortLine, WaiversPage};
use domain::waivers::WaiverRule;
use serde_json::json;
use store::NewWaiver;

/// Waivers on a page.
const PAGE: u32 = 50;

/// How many lots the institution may submit in the season, where the plan names a number.
pub(crate) async fn lots_limit(
    tx: &mut Tx,
    season: &Season,
    of: InstitutionId,
) -> Result<Option<LotsLimit>, Error> {
    let waived = tx.is_waived(season.id, of, WaiverRule::LotsMax).await?;
    Ok(season.quotas.lots_limit(waived))
}

/// What holds for the lots of an institution in a season: by its kind, and by what is waived for it.
pub(crate) async fn leave(tx: &mut Tx, season: &Season, of: &Institution) -> Result<Leave, Error> {
    let mut waived = Vec::new();
    for rule in [WaiverRule::GrantDate, WaiverRule::Modes] {
        if tx.is_waived(season.id, of.id, rule).await? {
            waived.push(rule);
        }
    }
    Ok(Leave::of(of.kind, &waived))
}

/// Who has submitted less than its numbers, once the last day of the season's submissions is over.
async fn short_of(
    tx: &mut Tx,
    season: &Season,
    today: Date,
) -> Result<Option<Vec<ShortLine>>, Error> {
    if season.submission_deadline.is_none_or(|last| today <= last) {
        return Ok(None);
    }
    let mut short = Vec::new();
    for (unit, tally) in tx.tallies(season.id).await? {
        let missed = season.quotas.missed(&unit, season.roadshow_max, tally);
        if !missed.is_empty() {
            let unit = unit.name;
            short.push(ShortLine { unit, missed });
        }
    }
    Ok(Some(short))
}

fn reason(text: &str) -> Result<Reason, Error> {
    Reason::parse(text).ok_or(Error::invalid("REASON_LENGTH"))
}

fn object(id: WaiverId) -> Object {
    Object::new(ObjectKind::Waiver, id)
}

impl Portal {
    /// The waivers of the current season, and the numbers of the institution with the name `unit`.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre.
    pub async fn waivers_page(
        &self,
        account: &Account,
        unit: &str,
        before: Option<WaiverId>,
    ) -> Result<WaiversPage, Error> {
        require(account, Action::KeepWaivers)?;
        let season = self.current_season().await?;
        let unit = clean(unit);
        let mut tx = self.store().read().await?;
        let found = match unit.is_empty() {
            true => None,
            false => tx.institution_by_name(&unit).await?,
        };
        let lines = tx.waivers(season.id, before, PAGE).await?;
        let short = short_of(&mut tx, &season, self.now().date()).await?;
        drop(tx);
        let desk = match found {
            Some(unit) => Some(self.quotas_of(&unit).await?),
            None => None,
        };
        let full = lines.len() == PAGE as usize;
        Ok(WaiversPage {
            year: season.year,
            desk,
            short,
            next: lines.last().filter(|_| full).map(|line| line.id),
            lines,
        })
    }

    /// What the current season asks of an institution, how far it has come, and what is waived for it.
    pub(crate) async fn quotas_of(&self, unit: &Institution) -> Result<QuotaDesk, Error> {
        let season = self.current_season().await?;
        let mut tx = self.store().read().await?;
        let tally = tx.tally(season.id, unit.id).await?;
        Ok(QuotaDesk {
            unit: unit.name.clone(),
            lines: season.quotas.lines(unit, season.roadshow_max, tally),
            waived: tx.waivers_of(season.id, unit.id).await?,
        })
    }

    /// Waives a rule in the current season for the institution with this name.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `REASON_LENGTH`; `UNIT_UNKNOWN`; `WAIVER_GRANTED`
    /// when it is waived already.
    pub async fn grant_waiver(
        &self,
        account: &Account,
        unit: &str,
        rule: WaiverRule,
        why: &str,
    ) -> Result<WaiverId, Error> {
        require(account, Action::KeepWaivers)?;
        let reason = reason(why)?;
        let (season, unit) = (self.current_season().await?, clean(unit));
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let found = tx.institution_by_name(&unit).await?;
            let of = found.ok_or(Error::invalid("UNIT_UNKNOWN"))?.id;
            let new = NewWaiver {
                season: season.id,
                institution: of,
                rule,
                reason: reason.as_str(),
                by,
                at: origin.at,
            };
            let id = tx.insert_waiver(&new).await?;
            let id = id.ok_or(Error::invalid("WAIVER_GRANTED"))?;
            let entry = origin.entry(Act::WaiverGrant, object(id));
            let entry = entry.after(&json!({
                "season": season.code(), "institution": of, "rule": rule,
            }));
            tx.audit(entry.because(reason.as_str()));
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Ends a waiver: from now on the rule is held to again. What went by meanwhile stays.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `REASON_LENGTH`; `NotFound`, also when it was ended.
    pub async fn end_waiver(
        &self,
        account: &Account,
        id: WaiverId,
        why: &str,
    ) -> Result<(), Error> {
        require(account, Action::KeepWaivers)?;
        let reason = reason(why)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let found = tx.waiver(id).await?.ok_or(Error::NotFound)?;
            if !tx.delete_waiver(id).await? {
                return Err(Error::NotFound);
            }
            let entry = origin.entry(Act::WaiverEnd, object(id));
            let entry = entry.before(&json!({
                "season": found.season, "institution": found.institution,
                "rule": found.rule, "reason": found.reason,
            }));
            tx.audit(entry.because(reason.as_str()));
            Ok(tx.commit().await?)
        })
        .await
    }
}
