//! What happened to lots after their round: the append-only record of every move, the publicities
//! under way, and what the guards of the moves ask of older rounds.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::{Arg, Sql};
use domain::bidding::stage::{Particulars, Stage, StageEventKind, Step};
use domain::bidding::{EventKind, Outcome};
use domain::evidence::FileHash;
use domain::ids::{AccountId, LotCode, LotId};
use domain::time::Timestamp;
use std::collections::BTreeMap;

/// Moves of a lot that are read: far more than a lot makes in a round.
const MOVES_MAX: u32 = 500;
/// Closed rounds of a lot that are looked at: far more than there may be.
const ROUNDS_MAX: u32 = 50;

/// A move to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewMove<'a> {
    /// Which lot.
    pub lot: LotId,
    /// Its number on the lot, from 1, without gaps.
    pub seq: u32,
    /// Number of the event that listed the lot in the round it belongs to.
    pub listed_seq: u64,
    /// What happened.
    pub event: StageEventKind,
    /// Where the lot stood.
    pub from: Stage,
    /// Where it stands since.
    pub to: Stage,
    /// When.
    pub at: Timestamp,
    /// Who did it; the clock when absent.
    pub by: Option<AccountId>,
    /// Why, in words.
    pub reason: &'a str,
    /// What else is known of it.
    pub particulars: &'a Particulars,
    /// The paper it rests on; it is among the proofs.
    pub paper: Option<FileHash>,
}

/// A stored move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMove {
    /// Its number on the lot.
    pub seq: u32,
    /// Number of the event that listed the lot in the round it belongs to.
    pub listed_seq: u64,
    /// Where the lot stood.
    pub from: Stage,
    /// What happened, when, and where the lot stands since.
    pub step: Step,
    /// Who did it, with his name; the clock when absent.
    pub by: Option<(AccountId, String)>,
    /// Why, in words.
    pub reason: String,
    /// The paper it rests on, with the name of its file.
    pub paper: Option<(FileHash, String)>,
}

#[derive(sqlx_macros::FromRow)]
struct MoveRow {
    seq: i64,
    listed_seq: i64,
    event: String,
    from_stage: String,
    to_stage: String,
    at: i64,
    by_id: Option<i64>,
    display_name: Option<String>,
    reason: String,
    particulars: String,
    paper: Option<String>,
    file_name: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct MoveOfLot {
    lot_id: i64,
    #[sqlx(flatten)]
    row: MoveRow,
}

/// The columns of a [`MoveRow`] and where they stand, of `lot_stages s`.
macro_rules! moves_with_names {
    ($from:literal) => {
        concat!(
            "s.seq, s.listed_seq, s.event, s.from_stage, s.to_stage, s.at, s.by_id, \
             b.display_name, s.reason, s.particulars, s.paper, p.file_name FROM ",
            $from,
            " LEFT JOIN accounts b ON b.id = s.by_id \
             LEFT JOIN deposit_proofs p ON p.hash = s.paper"
        )
    };
}

impl Tx {
    /// Puts a move of a lot on record.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when its number is taken or leaves a
    /// gap.
    pub async fn insert_move(&mut self, new: &NewMove<'_>) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO lot_stages (lot_id, seq, listed_seq, event, from_stage, to_stage, at, \
             by_id, reason, particulars, paper) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        );
        let sql = sql.bind(new.lot).bind(new.seq).bind(new.listed_seq);
        let sql = sql.bind(new.event.code()).bind(new.from.code());
        let sql = sql.bind(new.to.code()).bind(new.at).bind(new.by);
        let sql = sql.bind(new.reason).bind(to_json(new.particulars));
        let paper = new.paper.map(|paper| paper.to_string());
        self.execute(sql.bind(paper)).await?;
        Ok(())
    }

    /// The moves of a lot in all its rounds, in order, the latest 500.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn moves(&mut self, lot: LotId) -> Result<Vec<StoredMove>> {
        let sql = Sql::new(concat!(
            "SELECT ",
            moves_with_names!("lot_stages s"),
            " WHERE s.lot_id = $1 ORDER BY s.seq DESC LIMIT $2"
        ));
        let rows: Vec<MoveRow> = self.all(sql.bind(lot).bind(MOVES_MAX)).await?;
        rows.into_iter().rev().map(|row| row.read(lot)).collect()
    }

    /// The moves of many lots, each given with the number of its last move, as [`Self::moves`] reads
    /// them.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn moves_of_lots(
        &mut self,
        lots: &[(LotId, u64)],
    ) -> Result<BTreeMap<LotId, Vec<StoredMove>>> {
        let mut moves: BTreeMap<LotId, Vec<StoredMove>> = BTreeMap::new();
        if lots.is_empty() {
            return Ok(moves);
        }
        let mut sql = Sql::new("WITH k (lot_id, after_seq) AS (VALUES ");
        sql.push_rows(lots.iter().map(|(lot, last)| -> [Arg; 2] {
            let after = last.saturating_sub(u64::from(MOVES_MAX));
            [(*lot).into(), after.into()]
        }));
        sql.push(concat!(
            ") SELECT s.lot_id, ",
            moves_with_names!("k CROSS JOIN lot_stages s"),
            " WHERE s.lot_id = k.lot_id AND s.seq > k.after_seq ORDER BY s.lot_id, s.seq"
        ));
        let rows: Vec<MoveOfLot> = self.all(sql).await?;
        for MoveOfLot { lot_id, row } in rows {
            let lot = LotId(lot_id);
            moves.entry(lot).or_default().push(row.read(lot)?);
        }
        Ok(moves)
    }

    /// Notes when the publicity of a lot ends, or that there is none to wait for.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_publicity(&mut self, lot: LotId, ends_at: Option<Timestamp>) -> Result<()> {
        let sql = match ends_at {
            Some(ends_at) => Sql::new(
                "INSERT INTO publicities (lot_id, ends_at) VALUES ($1, $2) \
                 ON CONFLICT (lot_id) DO UPDATE SET ends_at = excluded.ends_at",
            )
            .bind(lot)
            .bind(ends_at),
            None => Sql::new("DELETE FROM publicities WHERE lot_id = $1").bind(lot),
        };
        self.execute(sql).await?;
        Ok(())
    }

    /// Lots whose publicity is over at `now`, at most `limit`, longest due first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn publicities_over(&mut self, now: Timestamp, limit: u32) -> Result<Vec<LotCode>> {
        let sql = Sql::new(
            "SELECT l.code FROM publicities p JOIN lots l ON l.id = p.lot_id \
             WHERE p.ends_at <= $1 ORDER BY p.ends_at, p.lot_id LIMIT $2",
        );
        let rows: Vec<(String,)> = self.all(sql.bind(now).bind(limit)).await?;
        rows.into_iter()
            .map(|(code,)| At::new("lots", "code", &code).some(LotCode::parse(&code)))
            .collect()
    }

    /// How many closed rounds of a lot have found no buyer, up to 50.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn unsold_rounds(&mut self, lot: LotId) -> Result<u32> {
        let sql = Sql::new(
            "SELECT payload FROM lot_events WHERE lot_id = $1 AND kind = 'closed' \
             ORDER BY seq DESC LIMIT $2",
        );
        let rows: Vec<(Option<String>,)> = self.all(sql.bind(lot).bind(ROUNDS_MAX)).await?;
        let mut unsold = 0;
        for (payload,) in rows {
            let at = At::new("lot_events", "payload", &lot);
            let kind: EventKind = at.json(&at.some(payload)?)?;
            if let EventKind::Closed { outcome } = kind {
                unsold += u32::from(!matches!(outcome, Outcome::SoldPending { .. }));
            }
        }
        Ok(unsold)
    }
}

impl MoveRow {
    fn read(self, lot: LotId) -> Result<StoredMove> {
        let row = format!("{lot}/{}", self.seq);
        let at = |column| At::new("lot_stages", column, &row);
        let paper = match self.paper {
            Some(text) => {
                let hash = at("paper").some(FileHash::parse(&text))?;
                Some((hash, self.file_name.unwrap_or_default()))
            }
            None => None,
        };
        Ok(StoredMove {
            seq: at("seq").int(self.seq)?,
            listed_seq: at("listed_seq").int(self.listed_seq)?,
            from: at("from_stage").some(Stage::from_code(&self.from_stage))?,
            step: Step {
                event: at("event").some(StageEventKind::from_code(&self.event))?,
                to: at("to_stage").some(Stage::from_code(&self.to_stage))?,
                at: Timestamp(self.at),
                particulars: at("particulars").json(&self.particulars)?,
            },
            by: self.by_id.map(AccountId).zip(self.display_name),
            reason: self.reason,
            paper,
        })
    }
}
