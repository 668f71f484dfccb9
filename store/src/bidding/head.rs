//! The head of a lot: the state after its last event, without the set of bidders.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::{Result, StoreError};
use crate::sql::{Arg, Sql};
use domain::bidding::{Auction, Ceiling, Outcome, Paddle};
use domain::ids::{LotId, RoundId};
use domain::live::Figures;
use domain::money::Fen;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The part of an [`Auction`] that changes with its events; the set of bidders only as a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of the last event.
    pub seq: u64,
    /// When it was decided.
    pub at: Timestamp,
    /// Current price.
    pub price: Option<Fen>,
    /// Who leads.
    pub leader: Option<Paddle>,
    /// The end as it stands.
    pub ends_at: Timestamp,
    /// How many times the end has moved.
    pub extensions: u32,
    /// Accepted bids.
    pub bid_count: u32,
    /// Different bidders.
    pub bidder_count: u32,
    /// The latest effective time of a bid.
    pub latest_bid_at: Timestamp,
    /// The result, once closed.
    pub outcome: Option<Outcome>,
    /// While interrupted: what was left until the end, ms.
    pub suspended_ms: Option<i64>,
    /// What few lots have.
    pub extra: Extra,
}

/// What few lots have: the leader's ceiling, and what striking a bidder out left behind. Secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    /// The leader's ceiling and the number of its instruction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<(Fen, u64)>,
    /// The least next bid after the leader was struck out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<Fen>,
    /// Bidders who were struck out.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub struck: BTreeSet<Paddle>,
}

impl Extra {
    fn of(auction: &Auction) -> Self {
        Self {
            ceiling: auction.ceiling.map(|ceiling| (ceiling.max, ceiling.seq)),
            floor: auction.floor,
            struck: auction.struck.clone(),
        }
    }
}

impl Head {
    /// The head of an auction as it is now.
    pub fn of(auction: &Auction) -> Self {
        Self {
            seq: auction.seq,
            at: auction.at,
            price: auction.price,
            leader: auction.leader,
            ends_at: auction.ends_at,
            extensions: auction.extensions,
            bid_count: auction.bid_count,
            bidder_count: auction.bidders.len() as u32,
            latest_bid_at: auction.latest_bid_at,
            outcome: auction.outcome,
            suspended_ms: auction.suspended,
            extra: Extra::of(auction),
        }
    }

    /// The changing columns, in the order of [`CHANGING`].
    fn values(&self) -> [Arg; 12] {
        let extra = (self.extra != Extra::default()).then(|| to_json(&self.extra));
        [
            self.seq.into(),
            self.at.into(),
            self.price.into(),
            self.leader.into(),
            self.ends_at.into(),
            self.extensions.into(),
            self.bid_count.into(),
            self.bidder_count.into(),
            self.latest_bid_at.into(),
            self.outcome.as_ref().map(to_json).into(),
            self.suspended_ms.into(),
            extra.into(),
        ]
    }
}

/// The columns that change with every event.
const CHANGING: [&str; 12] = [
    "seq",
    "at",
    "price_fen",
    "leader_paddle",
    "ends_at",
    "extensions",
    "bid_count",
    "bidder_count",
    "latest_bid_at",
    "outcome",
    "suspended_ms",
    "extra",
];
/// The columns that a listing sets.
const FIXED: [&str; 7] = [
    "lot_id",
    "round_id",
    "practice",
    "listed_seq",
    "opens_at",
    "terms",
    "reserve_fen",
];

/// The row of a newly listed lot, in the order of [`FIXED`] and [`CHANGING`].
pub(super) fn values(
    lot: LotId,
    round: RoundId,
    practice: bool,
    listed_seq: u64,
    auction: &Auction,
) -> Vec<Arg> {
    let fixed: [Arg; 7] = [
        lot.into(),
        round.into(),
        practice.into(),
        listed_seq.into(),
        auction.terms.opens_at.into(),
        to_json(&auction.terms).into(),
        auction.reserve.into(),
    ];
    fixed
        .into_iter()
        .chain(Head::of(auction).values())
        .collect()
}

impl Tx {
    /// Stores the heads of newly listed lots; a lot that was listed before gets a new one.
    pub(super) async fn insert_heads(&mut self, rows: Vec<Vec<Arg>>) -> Result<()> {
        let count = rows.len() as u64;
        let columns = [FIXED.as_slice(), CHANGING.as_slice()].concat();
        let mut sql = Sql::new("INSERT INTO auctions (");
        sql.push(&columns.join(", "))
            .push(") VALUES ")
            .push_rows(rows);
        sql.push(" ON CONFLICT (lot_id) DO UPDATE SET ");
        let set: Vec<String> = columns[1..]
            .iter()
            .map(|column| format!("{column} = excluded.{column}"))
            .collect();
        sql.push(&set.join(", "));
        // A lot under the hammer cannot be listed again: its bids would lose their meaning. One that
        // nobody could bid for yet can: its round was postponed.
        sql.push(
            " WHERE auctions.seq < excluded.seq AND (auctions.outcome IS NOT NULL \
             OR (auctions.bid_count = 0 AND auctions.opens_at > excluded.at))",
        );
        if self.execute(sql).await? == count {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    /// Moves heads on, all in one statement.
    pub(super) async fn update_heads(&mut self, heads: &[(LotId, &Head)]) -> Result<()> {
        if heads.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new("WITH v (lot_id, ");
        sql.push(&CHANGING.join(", ")).push(") AS (VALUES ");
        sql.push_rows(
            heads
                .iter()
                .map(|(lot, head)| std::iter::once((*lot).into()).chain(head.values())),
        );
        sql.push(") UPDATE auctions SET ");
        let set: Vec<String> = CHANGING.iter().map(|c| format!("{c} = v.{c}")).collect();
        sql.push(&set.join(", "));
        sql.push(" FROM v WHERE auctions.lot_id = v.lot_id AND auctions.seq < v.seq");
        // Fewer means that somebody else has moved a head meanwhile.
        let moved = self.execute(sql).await?;
        if moved == heads.len() as u64 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }
}

/// The columns of a [`HeadRow`], of `auctions a`.
macro_rules! head_columns {
    () => {
        "a.round_id, a.practice AS auction_practice, a.listed_seq, a.seq, a.at, a.price_fen, \
         a.leader_paddle, a.ends_at, a.extensions, a.bid_count, a.bidder_count, \
         a.latest_bid_at, a.outcome, a.suspended_ms, a.extra, a.terms, a.reserve_fen"
    };
}
pub(crate) use head_columns;

/// A head as it is stored; everything is absent for a lot that was never listed.
#[derive(sqlx_macros::FromRow)]
pub(crate) struct HeadRow {
    round_id: Option<i64>,
    auction_practice: Option<bool>,
    listed_seq: Option<i64>,
    seq: Option<i64>,
    at: Option<i64>,
    price_fen: Option<i64>,
    leader_paddle: Option<i64>,
    ends_at: Option<i64>,
    extensions: Option<i64>,
    bid_count: Option<i64>,
    bidder_count: Option<i64>,
    latest_bid_at: Option<i64>,
    outcome: Option<String>,
    suspended_ms: Option<i64>,
    extra: Option<String>,
    terms: Option<String>,
    reserve_fen: Option<i64>,
}

/// A head as it was read. The bidders of the auction are still missing.
pub(crate) struct StoredHead {
    pub(crate) round: RoundId,
    pub(crate) practice: bool,
    pub(crate) listed_seq: u64,
    pub(crate) bidder_count: u32,
    pub(crate) auction: Auction,
}

impl HeadRow {
    /// The end of the auction, while it has no result.
    pub(crate) fn running_until(&self) -> Option<i64> {
        self.ends_at.filter(|_| self.outcome.is_none())
    }

    /// The public figures: the reserve goes in, only its status comes out.
    pub(crate) fn figures(&self, lot: i64) -> Result<Option<Figures>> {
        let head = self.read(lot)?;
        Ok(head.map(|head| Figures {
            bidder_count: head.bidder_count,
            ..Figures::of(&head.auction)
        }))
    }

    pub(crate) fn read(&self, lot: i64) -> Result<Option<StoredHead>> {
        let Some(seq) = self.seq else { return Ok(None) };
        let at = |column| At::new("auctions", column, &lot);
        let outcome = self
            .outcome
            .as_deref()
            .map(|text| at("outcome").json(text))
            .transpose()?;
        let leader = self
            .leader_paddle
            .map(|n| at("leader_paddle").int(n).map(Paddle));
        let extra: Extra = match &self.extra {
            Some(text) => at("extra").json(text)?,
            None => Extra::default(),
        };
        let auction = Auction {
            terms: at("terms").json(at("terms").some(self.terms.as_deref())?)?,
            reserve: self.reserve_fen.map(Fen),
            seq: at("seq").int(seq)?,
            at: Timestamp(at("at").some(self.at)?),
            price: self.price_fen.map(Fen),
            leader: leader.transpose()?,
            ceiling: extra.ceiling.map(|(max, seq)| Ceiling { max, seq }),
            floor: extra.floor,
            struck: extra.struck,
            suspended: self.suspended_ms,
            ends_at: Timestamp(at("ends_at").some(self.ends_at)?),
            extensions: at("extensions").int(at("extensions").some(self.extensions)?)?,
            bid_count: at("bid_count").int(at("bid_count").some(self.bid_count)?)?,
            bidders: BTreeSet::new(),
            latest_bid_at: Timestamp(at("latest_bid_at").some(self.latest_bid_at)?),
            outcome,
        };
        let bidder_count = at("bidder_count").some(self.bidder_count)?;
        Ok(Some(StoredHead {
            round: RoundId(at("round_id").some(self.round_id)?),
            practice: at("practice").some(self.auction_practice)?,
            listed_seq: at("listed_seq").int(at("listed_seq").some(self.listed_seq)?)?,
            bidder_count: at("bidder_count").int(bidder_count)?,
            auction,
        }))
    }
}
