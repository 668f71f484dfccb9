//! Cards: a lot in a list with the figures of its auction, always one statement for the whole list.

use super::row::{CATALOGUE, is_sold_offline};
use crate::Tx;
use crate::bidding::HeadRow;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{LotCode, RoundId, SeasonId, SessionId};
use domain::lots::LotState;
use domain::time::Timestamp;
use domain::views::LotCard;

/// The columns of a [`CardRow`], of `lots l` and `auctions a`.
macro_rules! card_columns {
    () => {
        concat!(
            "l.id, l.rank, l.price_up, l.price_down, l.featured_key, l.state, l.status, l.card, ",
            $crate::bidding::head_columns!()
        )
    };
}
pub(super) use card_columns;

macro_rules! select_cards {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            card_columns!(),
            " FROM lots l LEFT JOIN auctions a ON a.lot_id = l.id ",
            $rest
        )
    };
}

#[derive(sqlx_macros::FromRow)]
pub(super) struct CardRow {
    pub(super) id: i64,
    pub(super) rank: i64,
    pub(super) price_up: i64,
    pub(super) price_down: i64,
    pub(super) featured_key: i64,
    state: String,
    status: Option<String>,
    card: String,
    #[sqlx(flatten)]
    pub(super) head: HeadRow,
}

impl Tx {
    /// The public lots of a session, newest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn session_lots(&mut self, session: SessionId, limit: u32) -> Result<Vec<LotCard>> {
        let sql = Sql::new(select_cards!(
            "WHERE l.session_id = $1 AND l.rank > $2 ORDER BY l.rank DESC LIMIT $3"
        ));
        self.cards_of(sql.bind(session).bind(CATALOGUE).bind(limit))
            .await
    }

    /// The public lots that were last put into this round, by their ids.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn round_lots(&mut self, round: RoundId, limit: u32) -> Result<Vec<LotCard>> {
        let sql = Sql::new(concat!(
            "SELECT ",
            card_columns!(),
            " FROM auctions a JOIN lots l ON l.id = a.lot_id \
             WHERE a.round_id = $1 AND l.is_public = TRUE ORDER BY a.lot_id LIMIT $2"
        ));
        self.cards_of(sql.bind(round).bind(limit)).await
    }

    /// Lots under the hammer or waiting for their result at `now`: real ones first, then ending
    /// first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn board(&mut self, now: Timestamp, limit: u32) -> Result<Vec<LotCard>> {
        let mut cards = self.running(now, false, limit).await?;
        let left = limit - cards.len() as u32;
        if left > 0 {
            cards.extend(self.running(now, true, left).await?);
        }
        Ok(cards)
    }

    /// Real lots, or practice lots, under the hammer or waiting for their result at `now`: ending
    /// first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn running(
        &mut self,
        now: Timestamp,
        practice: bool,
        limit: u32,
    ) -> Result<Vec<LotCard>> {
        // The few are chosen before anything is joined to them.
        let sql = Sql::new(concat!(
            "SELECT ",
            card_columns!(),
            " FROM (SELECT * FROM auctions WHERE outcome IS NULL AND practice = $1 \
             AND opens_at <= $2 ORDER BY ends_at, lot_id LIMIT $3) AS a \
             JOIN lots l ON l.id = a.lot_id WHERE l.is_public = TRUE \
             ORDER BY a.ends_at, a.lot_id"
        ));
        self.cards_of(sql.bind(practice).bind(now).bind(limit))
            .await
    }

    /// Practice lots that take bids at `now`, the one that moved last first: where somebody bids,
    /// the next bid comes soonest. They are few, so sorting them costs nothing.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn lively_practice(&mut self, now: Timestamp, limit: u32) -> Result<Vec<LotCard>> {
        let sql = Sql::new(concat!(
            "SELECT ",
            card_columns!(),
            " FROM (SELECT * FROM auctions WHERE outcome IS NULL AND practice = $1 \
             AND opens_at <= $2 AND ends_at > $2 ORDER BY at DESC, lot_id LIMIT $3) AS a \
             JOIN lots l ON l.id = a.lot_id WHERE l.is_public = TRUE \
             ORDER BY a.at DESC, a.lot_id"
        ));
        self.cards_of(sql.bind(true).bind(now).bind(limit)).await
    }

    /// The featured lots of a season that are still to be had, in their order.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn featured(&mut self, season: SeasonId, limit: u32) -> Result<Vec<LotCard>> {
        let sql = Sql::new(select_cards!(
            "WHERE l.season_id = $1 AND l.featured_rank IS NOT NULL AND l.rank > $2 \
             AND l.status IN ('display', 'open') ORDER BY l.featured_rank, l.id LIMIT $3"
        ));
        self.cards_of(sql.bind(season).bind(CATALOGUE).bind(limit))
            .await
    }

    /// The cards of these lots in the order of the codes; unknown and hidden ones are left out.
    /// At most 1,000 codes.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn cards(&mut self, codes: &[LotCode]) -> Result<Vec<LotCard>> {
        if codes.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new(select_cards!("WHERE l.is_public = TRUE AND l.code IN ("));
        sql.push_list(codes);
        sql.push(")");
        let mut cards = self.cards_of(sql).await?;
        cards.sort_by_key(|card| codes.iter().position(|code| *code == card.code));
        Ok(cards)
    }

    async fn cards_of(&mut self, sql: Sql) -> Result<Vec<LotCard>> {
        self.all::<CardRow>(sql)
            .await?
            .into_iter()
            .map(CardRow::read)
            .collect()
    }
}

impl CardRow {
    pub(super) fn read(self) -> Result<LotCard> {
        let at = |column| At::new("lots", column, &self.id);
        let mut card: LotCard = at("card").json(&self.card)?;
        card.state = at("state").some(LotState::from_code(&self.state))?;
        card.sold_offline = is_sold_offline(card.state, self.status.as_deref());
        card.published_at =
            (self.rank > CATALOGUE).then(|| Timestamp::from_millis(self.rank / CATALOGUE * 1_000));
        card.figures = self.head.figures(self.id)?;
        Ok(card)
    }
}
