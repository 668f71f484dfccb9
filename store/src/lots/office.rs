//! What staff see of lots: the centre's table and the progress of the season.

use super::filter::phrases;
use super::row::is_sold_offline;
use super::search::{Question, hits_with_lots};
use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::bidding::stage::StageEventKind;
use domain::ids::{LotId, SeasonId};
use domain::lots::{LotState, TransactionMode};
use domain::views::{LotCard, OfficeLot, Progress};

/// More hits than this are not sorted; the table is walked instead.
const HITS_MAX: i64 = 1_000;

#[derive(sqlx_macros::FromRow)]
struct OfficeRow {
    id: i64,
    state: String,
    status: Option<String>,
    biddable: bool,
    was_listed: bool,
    card: String,
}

impl Tx {
    /// Lots of a season whatever their state, latest first, going on after (below) the lot
    /// `after`. With `q` only those that contain its words.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn office_lots(
        &mut self,
        season: SeasonId,
        state: Option<LotState>,
        q: &str,
        after: Option<LotId>,
        limit: u32,
    ) -> Result<Vec<OfficeLot>> {
        let question = Question {
            facets: Vec::new(),
            phrases: phrases(q),
        };
        let mut sql = Sql::new(
            "SELECT l.id, l.state, l.status, l.biddable, \
             EXISTS (SELECT 1 FROM auctions a WHERE a.lot_id = l.id) AS was_listed, l.card FROM ",
        );
        if question.is_empty() {
            sql.push("lots l WHERE TRUE");
        } else if self.hits(&question).await? < HITS_MAX {
            sql.push(hits_with_lots(self.engine())).push(" WHERE ");
            question.push_match(&mut sql, self.engine());
        } else {
            sql.push("lots l WHERE TRUE");
            question.push_probe(&mut sql, self.engine());
        }
        sql.push(" AND l.season_id = ").push_arg(season);
        if let Some(state) = state {
            sql.push(" AND l.state = ").push_arg(state.code());
        }
        if let Some(after) = after {
            sql.push(" AND l.id < ").push_arg(after);
        }
        sql.push(" ORDER BY l.id DESC LIMIT ").push_arg(limit);
        self.all(sql)
            .await?
            .into_iter()
            .map(OfficeRow::read)
            .collect()
    }

    /// How far the season is. Lots are not counted here: the counters move with them. Only the few
    /// deals that were not made by bidding are.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn progress(&mut self, season: SeasonId) -> Result<Progress> {
        use LotState as S;
        let sql = Sql::new("SELECT state, lots FROM lot_counts WHERE season_id = $1").bind(season);
        let rows: Vec<(String, i64)> = self.all(sql).await?;
        let mut progress = Progress::default();
        for (state, lots) in rows {
            let at = At::new("lot_counts", "state", &season);
            let state = at.some(S::from_code(&state))?;
            let lots: u32 = At::new("lot_counts", "lots", &season).int(lots)?;
            let sold = matches!(
                state,
                S::Sold | S::Contracting | S::Signed | S::Registered | S::Delivered
            );
            let steps = [
                (
                    !matches!(state, S::Draft | S::Withdrawn),
                    &mut progress.collected,
                ),
                (
                    state == S::Selected || state.is_public(),
                    &mut progress.selected,
                ),
                (state.is_public(), &mut progress.published),
                (sold, &mut progress.sold),
            ];
            for (reached, total) in steps {
                *total += if reached { lots } else { 0 };
            }
        }
        (progress.negotiated, progress.offline) = self.agreed_deals(season).await?;
        Ok(progress)
    }

    /// Deals of a season that were negotiated, and those made elsewhere. A lot whose price was once
    /// agreed on is in no round any more, so its latest agreement tells how it was sold.
    async fn agreed_deals(&mut self, season: SeasonId) -> Result<(u32, u32)> {
        // CROSS JOIN keeps SQLite from starting at the large table.
        let sql = Sql::new(
            "SELECT s.event, count(*) FROM lot_stages s CROSS JOIN lots l \
             WHERE s.event IN ('PRICE_AGREED', 'OFFLINE_DEAL') AND l.id = s.lot_id \
             AND l.season_id = $1 \
             AND l.state IN ('SOLD', 'CONTRACTING', 'SIGNED', 'REGISTERED', 'DELIVERED') \
             AND NOT EXISTS (SELECT 1 FROM lot_stages t WHERE t.lot_id = s.lot_id \
             AND t.seq > s.seq AND t.event IN ('PRICE_AGREED', 'OFFLINE_DEAL')) GROUP BY s.event",
        );
        let rows: Vec<(String, i64)> = self.all(sql.bind(season)).await?;
        let mut deals = (0, 0);
        for (event, lots) in rows {
            let lots = At::new("lot_stages", "count", &season).int(lots)?;
            match event == StageEventKind::OfflineDeal.code() {
                true => deals.1 = lots,
                false => deals.0 = lots,
            }
        }
        Ok(deals)
    }

    async fn hits(&mut self, question: &Question) -> Result<i64> {
        let mut sql = Sql::new("SELECT count(*) FROM (SELECT 1 AS one FROM lot_search WHERE ");
        question.push_match(&mut sql, self.engine());
        sql.push(" LIMIT ").push_arg(HITS_MAX).push(") AS counted");
        let (hits,) = self.one(sql).await?;
        Ok(hits)
    }
}

impl OfficeRow {
    fn read(self) -> Result<OfficeLot> {
        let at = |column| At::new("lots", column, &self.id);
        let card: LotCard = at("card").json(&self.card)?;
        let state = at("state").some(LotState::from_code(&self.state))?;
        Ok(OfficeLot {
            id: LotId(self.id),
            state,
            sold_offline: is_sold_offline(state, self.status.as_deref()),
            biddable: self.biddable,
            open_licence: card.modes.contains(&TransactionMode::OpenLicence),
            was_listed: self.was_listed,
            code: card.code,
            title: card.title,
            kind: card.kind,
            industry: card.industry,
            owner: card.owner,
            start_price: card.start_price,
            practice: card.practice,
        })
    }
}
