//! Lots: the catalogue, the lot page, the board, and the centre's desk.

use crate::bidding::standing;
use crate::interventions::suspension;
use crate::ledger::{published_keys, reserve_seal};
use crate::listing::{list, sold_offline};
use crate::open_licences::{check_publication, declared};
use crate::packages::{link_of, package_of};
pub(crate) use crate::permissions::require;
use crate::permissions::visible;
use crate::priorities::notice;
use crate::stages::{Closed, public_deal};
use crate::{Error, Portal, RULES_VERSION};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, Origin};
use domain::bidding::ReserveStatus;
use domain::deposits::{DEPOSIT_PERCENT_DEFAULT, unstated};
use domain::ids::{LotCode, LotId, RoundId};
use domain::ledger::terms::digest;
use domain::live::LotLive;
use domain::lots::LotState;
use domain::money::Fen;
use domain::rounds::RoundState;
use domain::views::{Board, Catalogue, LotCard, LotFilter, LotPage, OfficeLots, OwnerView};
use serde_json::json;
use store::Tx;

/// Bids shown on the lot page; the whole record has its own page.
const BIDS_SHOWN: u32 = 500;
const BOARD_MAX: u32 = 60;

impl Portal {
    /// A page of the catalogue.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn catalogue(&self, filter: &LotFilter) -> Result<Catalogue, Error> {
        let now = self.now();
        let (cards, next, count) = self.store().read().await?.catalogue(filter, now).await?;
        Ok(Catalogue {
            cards,
            count,
            next,
            server_now: now,
        })
    }

    /// The lot page for `who`.
    ///
    /// # Errors
    /// `NotFound` for lots that do not exist and for lots that are not public alike.
    pub async fn lot_page(&self, code: &LotCode, who: Option<&Account>) -> Result<LotPage, Error> {
        let mut tx = self.store().read().await?;
        let lot = visible(tx.lot(code).await?, who)?.lot;
        let owner = tx.institution(lot.owner).await?.ok_or(Error::NotFound)?;
        let session = match lot.session {
            Some(id) => tx.session(id).await?,
            None => None,
        };
        let (mut round, mut live, mut deal, mut seal, mut terms) = (None, None, None, None, None);
        if let Some(stored) = tx.figures(lot.id).await? {
            let (figures, listed_seq) = (stored.figures, stored.listed_seq);
            terms = Some(digest(&stored.terms, listed_seq, RULES_VERSION));
            if let Some(outcome) = figures.outcome.filter(|_| !lot.practice) {
                let closed = Closed {
                    lot: lot.id,
                    state: lot.state,
                    outcome,
                    listed_seq,
                    ended_at: figures.ends_at,
                };
                deal = public_deal(&mut tx, &closed).await?;
            }
            if figures.reserve != ReserveStatus::None {
                let is_over = figures.outcome.is_some();
                seal = reserve_seal(&mut tx, lot.id, listed_seq, is_over).await?;
            }
            round = tx.round(stored.round).await?;
            let bids = tx.bid_rows(lot.id, listed_seq, BIDS_SHOWN).await?;
            live = Some(LotLive {
                lot: code.clone(),
                figures,
                bids,
            });
        }
        let standing = standing(&mut tx, &lot, who).await?;
        let deposit = self.deposit_desk(&mut tx, &lot, who).await?;
        let interrupted = |live: &LotLive| live.figures.suspended_ms.is_some();
        let suspension = match live.as_ref().is_some_and(interrupted) {
            true => suspension(&mut tx, lot.id).await?,
            false => None,
        };
        Ok(LotPage {
            owner: OwnerView {
                name: owner.name,
                kind: owner.kind,
                province: owner.province,
                city: owner.city,
            },
            session: session.map(link_of),
            round,
            live,
            terms,
            watchers: self.hub().watchers(code),
            standing,
            deposit,
            suspension,
            priority: notice(&mut tx, lot.id, who).await?,
            deal,
            sold_offline: sold_offline(&mut tx, &lot).await?,
            package: package_of(&mut tx, lot.id).await?,
            open_licence: declared(&mut tx, &lot).await?,
            related: Vec::new(),
            files: crate::files::readable(&mut tx, &lot, who).await?,
            reserve_seal: seal,
            log_keys: published_keys(&mut tx, &lot).await?,
            server_now: self.now(),
            lot,
        })
    }

    /// The figures and bids of a lot, for readers that have lost their place.
    ///
    /// # Errors
    /// `NotFound` for lots that are not public or in no round.
    pub async fn lot_live(&self, code: &LotCode) -> Result<LotLive, Error> {
        self.lot_page(code, None).await?.live.ok_or(Error::NotFound)
    }

    /// Events of a public lot after `seq`, as serialised frames; at most `limit`.
    ///
    /// # Errors
    /// `NotFound` for lots that are not public.
    pub async fn frames_after(
        &self,
        code: &LotCode,
        seq: u64,
        limit: u32,
    ) -> Result<Vec<(u64, String)>, Error> {
        let mut tx = self.store().read().await?;
        let lot = visible(tx.lot(code).await?, None)?.lot.id;
        Ok(tx.events_after(lot, code, seq, limit).await?)
    }

    /// The number of the last event of a public lot, 0 before the first.
    ///
    /// # Errors
    /// `NotFound` for lots that are not public.
    pub async fn last_seq(&self, code: &LotCode) -> Result<u64, Error> {
        let mut tx = self.store().read().await?;
        let lot = visible(tx.lot(code).await?, None)?.lot.id;
        Ok(tx.last_seq(lot).await?)
    }

    /// The live board.
    ///
    /// # Errors
    /// `NotFound` before the first season is set up.
    pub async fn board(&self) -> Result<Board, Error> {
        let season = self.current_season().await?;
        let now = self.now();
        let mut tx = self.store().read().await?;
        Ok(Board {
            cards: tx.board(now, BOARD_MAX).await?,
            next_round: tx.next_round(season.id, now).await?,
            server_now: now,
        })
    }

    /// Cards of these lots, in the order asked, for pages that show a few.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn cards(&self, codes: &[LotCode]) -> Result<Vec<LotCard>, Error> {
        Ok(self.store().read().await?.cards(codes).await?)
    }

    /// The centre's lot table.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre.
    pub async fn office_lots(
        &self,
        account: &Account,
        state: Option<LotState>,
        q: &str,
        after: Option<LotId>,
    ) -> Result<OfficeLots, Error> {
        require(account, Action::PublishLots)?;
        let season = self.current_season().await?;
        let now = self.now();
        let mut tx = self.store().read().await?;
        let lots = tx.office_lots(season.id, state, q, after, 50).await?;
        let next = (lots.len() == 50)
            .then(|| lots.last().map(|lot| lot.id))
            .flatten();
        let mut rounds = tx
            .rounds(season.id, false, Some(now.date()), None, 20)
            .await?;
        rounds.extend(
            tx.rounds(season.id, true, Some(now.date()), None, 10)
                .await?,
        );
        rounds.retain(|r| r.round.state == RoundState::Scheduled && r.round.closes_at > now);
        Ok(OfficeLots {
            lots,
            next,
            rounds,
            server_now: now,
        })
    }

    /// Publishes selected lots. In a season without reviews, and for practice, the centre takes a
    /// submitted lot through review and selection by itself, arrow by arrow. Lots in other states are
    /// left.
    ///
    /// # Errors
    /// `PUBLISH_CENTRE_ONLY` for everybody but the centre; `AGREEMENT_REQUIRED`,
    /// `PAPER_REQUIRED` when the institution of one of them has not done its part, and
    /// `LOT_CONTENT_NOT_CLEARED`, `OPEN_LICENCE_TERMS_REQUIRED`: then none is published.
    pub async fn publish_lots(&self, account: &Account, lots: &[LotId]) -> Result<u32, Error> {
        if !account.may(Action::PublishLots) {
            return Err(Error::invalid("PUBLISH_CENTRE_ONLY"));
        }
        self.step_up(account).await?;
        let (store, lots, origin) = (self.store().clone(), lots.to_vec(), self.by(account));
        let factor_from = self.settings().second_factor_from;
        self.durable(async move {
            let mut tx = store.audited().await?;
            let mut published = 0;
            for id in lots {
                published += u32::from(publish(&mut tx, id, factor_from, &origin).await?);
            }
            if published > 0 {
                tx.commit().await?;
            }
            Ok(published)
        })
        .await
    }

    /// Puts published lots into a round: freezes their terms and writes the event. Lots that
    /// cannot be bid for, or are in a round already, are left.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `NotFound` without such a round; `ROUND_CLOSED`
    /// when it is over; `NOTICE_TOO_SHORT`, `DISPLAY_TOO_SHORT`, `PRIORITY_TOO_LATE` for real lots
    /// that would open too soon, `RESERVE_OFF_GRID`, `CO_OWNER_CONSENT_REQUIRED`: then no lot is listed.
    pub async fn list_lots(
        &self,
        account: &Account,
        round: RoundId,
        lots: &[LotId],
    ) -> Result<u32, Error> {
        require(account, Action::ManageRounds)?;
        self.list_into(round, lots.to_vec(), self.by(account)).await
    }

    pub(crate) async fn list_into(
        &self,
        round: RoundId,
        lots: Vec<LotId>,
        origin: Origin,
    ) -> Result<u32, Error> {
        let (store, now) = (self.store().clone(), origin.at);
        let listed = self
            .durable(async move {
                let mut tx = store.audited().await?;
                let round = tx.round(round).await?.ok_or(Error::NotFound)?;
                if round.state != RoundState::Scheduled || round.closes_at <= now {
                    return Err(Error::invalid("ROUND_CLOSED"));
                }
                let season = tx.season(round.season).await?.ok_or(Error::NotFound)?;
                let mut listed = Vec::new();
                for id in lots {
                    listed.extend(list(&mut tx, &round, &season, id, &origin).await?);
                }
                if !listed.is_empty() {
                    tx.commit().await?;
                }
                Ok(listed)
            })
            .await?;
        for (code, seq, frame) in &listed {
            self.writer().forget(code.clone()).await;
            let frame = crate::live::WireFrame::event(code.clone(), *seq, frame);
            self.hub().announce(frame);
        }
        Ok(listed.len() as u32)
    }
}

/// Walks a lot along the arrows to publication; `false` when it does not stand before it. One for
/// which no deposit is stated gets that of its season (bidding.md C.1), and each says from now on whether
/// its bidders need a second factor: its season says from which start price on, or else `factor_from`.
pub(crate) async fn publish(
    tx: &mut Tx,
    id: LotId,
    factor_from: Option<Fen>,
    origin: &Origin,
) -> Result<bool, Error> {
    const WAY: [LotState; 4] = [
        LotState::Submitted,
        LotState::UnderReview,
        LotState::Selected,
        LotState::Published,
    ];
    let Some(stored) = tx.lot_by_id(id).await? else {
        return Ok(false);
    };
    let season = tx.season(stored.lot.season).await?;
    let rules = season.as_ref().map(|season| season.reviews);
    let reviewed = !stored.lot.practice && rules.unwrap_or_default().min_reviews > 0;
    let first = if reviewed { 2 } else { 0 };
    let Some(place) = (first..3).find(|place| WAY[*place] == stored.lot.state) else {
        return Ok(false);
    };
    if !stored.lot.practice {
        check_publication(tx, &stored.lot).await?;
    }
    let mut state = WAY[place];
    for next in &WAY[place + 1..] {
        state = state
            .advance(*next)
            .map_err(|e| Error::Internal(e.to_string()))?;
    }
    let published = tx
        .update_lot_state(id, stored.lot.state, state, Some(origin.at))
        .await?;
    let percent = season.as_ref().map(|season| season.deposit_percent);
    let deposit = unstated(&stored.lot, percent.unwrap_or(DEPOSIT_PERCENT_DEFAULT));
    let second_factor = season.is_some_and(|it| it.asks_second_factor(&stored.lot, factor_from));
    if published && (deposit.is_some() || second_factor) {
        tx.set_demands(id, deposit, second_factor).await?;
    }
    if published {
        let entry = origin.entry(Act::LotPublish, Object::lot(&stored.lot.code));
        let entry = entry.before(&json!({ "state": stored.lot.state }));
        tx.audit(entry.after(&json!({
            "state": state,
            "deposit_set": deposit,
            "second_factor": second_factor,
        })));
    }
    Ok(published)
}
