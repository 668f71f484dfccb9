//! Postponements (改期): a round that has not opened is moved to a later time with all of its lots. Each lot
//! is listed once more with its own terms at the new hours, which is a leaf of its ledger; whoever is enrolled
//! stays so, and is told.

use crate::lots::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::bidding::{Auction, Event, EventKind, Terms};
use domain::evidence::Reason;
use domain::ids::{LotCode, LotId, RoundId};
use domain::live::Frame;
use domain::rounds::Round;
use domain::time::Timestamp;
use serde_json::json;
use store::Tx;

/// A lot that was listed once more: its code, the number of the event, and the frame for who watches.
type Relisted = (LotCode, u64, String);

impl Portal {
    /// Postpones a round to `opens_at`: it and all of its lots keep their distances to the opening.
    /// Answers how many lots moved with it.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `NotFound` without such a round; `REASON_LENGTH`;
    /// `ROUND_HAS_OPENED`, `ROUND_MOVE_NOT_LATER` and what a new round is refused for;
    /// `ROUND_LOT_INTERRUPTED` while a lot of it is suspended; `Conflict` when the day has a round already.
    /// Then nothing has moved.
    pub async fn postpone_round(
        &self,
        account: &Account,
        round: RoundId,
        opens_at: Timestamp,
        reason: &str,
    ) -> Result<u32, Error> {
        require(account, Action::ManageRounds)?;
        let reason = Reason::parse(reason).ok_or_else(|| Error::invalid("REASON_LENGTH"))?;
        let (store, origin) = (self.store().clone(), self.by(account));
        let relisted = self
            .durable(async move {
                let mut tx = store.audited().await?;
                let relisted = postpone(&mut tx, round, opens_at, &reason, &origin).await?;
                tx.commit().await?;
                Ok(relisted)
            })
            .await?;
        for (code, seq, frame) in &relisted {
            self.writer().forget(code.clone()).await;
            let frame = crate::live::WireFrame::event(code.clone(), *seq, frame);
            self.hub().announce(frame);
        }
        Ok(u32::try_from(relisted.len()).unwrap_or(u32::MAX))
    }
}

async fn postpone(
    tx: &mut Tx,
    id: RoundId,
    opens_at: Timestamp,
    reason: &Reason,
    origin: &Origin,
) -> Result<Vec<Relisted>, Error> {
    let before = tx.round(id).await?.ok_or(Error::NotFound)?;
    let season = tx.season(before.season).await?.ok_or(Error::NotFound)?;
    let after = before.postponed(opens_at, reason, &season, origin.at)?;
    if !tx.move_round(&after).await? {
        return Err(Error::Conflict);
    }
    let mut relisted = Vec::new();
    for lot in tx.lots_ahead(id).await? {
        relisted.push(relist(tx, lot, (&before, &after), reason, origin).await?);
    }
    let hours = |round: &Round| {
        json!({
            "opens_at": round.opens_at.rfc3339(),
            "closes_at": round.closes_at.rfc3339(),
            "hard_end": round.hard_end.map(|at| at.rfc3339()),
        })
    };
    let entry = origin.entry(Act::RoundMove, Object::new(ObjectKind::Round, id));
    let entry = entry.before(&hours(&before)).because(reason.as_str());
    let mut now = hours(&after);
    now["lots"] = json!(relisted.len());
    tx.audit(entry.after(&now));
    Ok(relisted)
}

/// Lists a lot of the round once more, at the new hours.
async fn relist(
    tx: &mut Tx,
    id: LotId,
    (before, after): (&Round, &Round),
    reason: &Reason,
    origin: &Origin,
) -> Result<Relisted, Error> {
    tx.hold_lot(id).await?;
    let stored = tx.auction(id).await?.ok_or(Error::NotFound)?;
    if stored.auction.suspended.is_some() {
        return Err(Error::invalid("ROUND_LOT_INTERRUPTED"));
    }
    let by = after.opens_at.millis_since(before.opens_at);
    let terms = later(&stored.auction.terms, by);
    // Times of a lot rise, whatever the clock says.
    let at = Timestamp(origin.at.0.max(stored.auction.at.0 + 2));
    let (seq, reserve) = (stored.auction.seq + 1, stored.auction.reserve);
    let kind = EventKind::Listed {
        terms: terms.clone(),
    };
    let event = Event { seq, at, kind };
    let auction = Auction::listed(terms, reserve, seq, at);
    let frame = Frame::of(&stored.code, auction.ends_at, &event, &auction);
    let frame = serde_json::to_string(&frame).map_err(|e| Error::Internal(e.to_string()))?;
    tx.list_lot(id, after.id, &event, reserve, stored.practice, &frame)
        .await?;
    if !stored.practice {
        tx.put_reminders(id, after.opens_at, seq).await?;
    }
    let entry = origin.entry(Act::RoundMove, Object::lot(&stored.code));
    let opens_at =
        |round: &Round| json!({ "round": round.id, "opens_at": round.opens_at.rfc3339() });
    tx.audit(
        entry
            .before(&opens_at(before))
            .after(&opens_at(after))
            .because(reason.as_str()),
    );
    Ok((stored.code, seq, frame))
}

/// The same terms, everything `by` ms later.
fn later(terms: &Terms, by: i64) -> Terms {
    Terms {
        opens_at: terms.opens_at.plus_millis(by),
        ends_at: terms.ends_at.plus_millis(by),
        hard_end: terms.hard_end.map(|end| end.plus_millis(by)),
        ..terms.clone()
    }
}
