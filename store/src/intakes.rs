//! Records of what was agreed or sold outside of the portal.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, IntakeId, LotCode, LotId, SessionId};
use domain::intakes::{Approval, IntakeKind, IntakeState, NewIntake};
use domain::money::Fen;
use domain::time::{Date, Timestamp};

/// A record that is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord<'a> {
    /// The session.
    pub session: SessionId,
    /// The lot.
    pub lot: LotId,
    /// What was checked.
    pub intake: &'a NewIntake,
    /// Who entered it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// A stored record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredIntake {
    /// Identity.
    pub id: IntakeId,
    /// The session.
    pub session: SessionId,
    /// Code of the lot.
    pub lot: LotCode,
    /// Title of the lot.
    pub title: String,
    /// What was reported.
    pub kind: IntakeKind,
    /// Who bought, or wants to.
    pub buyer: String,
    /// Credit code of the buyer.
    pub buyer_code: String,
    /// Price.
    pub amount: Option<Fen>,
    /// The day on which it happened.
    pub agreed_on: Date,
    /// The bureau's approval.
    pub approval: Option<Approval>,
    /// Where it stands.
    pub state: IntakeState,
    /// What whoever verified or returned it has said; may be empty.
    pub decision: String,
    /// When it was entered.
    pub at: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
struct IntakeRow {
    id: i64,
    session_id: i64,
    code: String,
    title: String,
    kind: String,
    buyer: String,
    buyer_code: String,
    amount_fen: Option<i64>,
    agreed_on: i64,
    approval_number: Option<String>,
    approved_on: Option<i64>,
    state: String,
    decision: String,
    entered_at: i64,
}

macro_rules! select_intakes {
    ($rest:literal) => {
        concat!(
            "SELECT i.id, i.session_id, l.code, l.title, i.kind, i.buyer, i.buyer_code, \
             i.amount_fen, i.agreed_on, i.approval_number, i.approved_on, i.state, i.decision, i.entered_at \
             FROM intakes i JOIN lots l ON l.id = i.lot_id ",
            $rest
        )
    };
}

impl Tx {
    /// Keeps a record, which waits to be verified.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the lot was sold offline before, or
    /// the same was entered.
    pub async fn insert_intake(&mut self, new: &NewRecord<'_>) -> Result<IntakeId> {
        let sql = Sql::new(
            "INSERT INTO intakes (session_id, lot_id, kind, buyer, buyer_code, amount_fen, \
             agreed_on, approval_number, approved_on, state, entered_by, entered_at) VALUES \
             ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id",
        );
        let (intake, approval) = (new.intake, new.intake.approval.as_ref());
        let sql = sql
            .bind(new.session)
            .bind(new.lot)
            .bind(intake.kind.code())
            .bind(intake.buyer.as_str())
            .bind(intake.buyer_code.as_str())
            .bind(intake.amount)
            .bind(intake.agreed_on.0)
            .bind(approval.map(|approval| approval.number.as_str()))
            .bind(approval.map(|approval| i64::from(approval.on.0)))
            .bind(IntakeState::Waiting.code())
            .bind(new.by)
            .bind(new.at);
        let (id,) = self.one(sql).await?;
        Ok(IntakeId(id))
    }

    /// The record with this number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn intake(&mut self, id: IntakeId) -> Result<Option<StoredIntake>> {
        let sql = Sql::new(select_intakes!("WHERE i.id = $1")).bind(id);
        self.optional(sql).await?.map(IntakeRow::read).transpose()
    }

    /// The day on which a lot was sold at an offline auction; nothing when it was not, or when that record
    /// was returned.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn sold_offline(&mut self, lot: LotId) -> Result<Option<Date>> {
        let sql = Sql::new(
            "SELECT agreed_on FROM intakes WHERE lot_id = $1 AND kind = 'OFFLINE_AUCTION' \
             AND state <> 'RETURNED'",
        );
        let row: Option<(i64,)> = self.optional(sql.bind(lot)).await?;
        let read = |(on,)| Ok(Date(At::new("intakes", "agreed_on", &lot).int(on)?));
        row.map(read).transpose()
    }

    /// Writes what was decided about a record that stands at `from`; false when it stands elsewhere.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn decide_intake(
        &mut self,
        id: IntakeId,
        (from, to): (IntakeState, IntakeState),
        decision: &str,
    ) -> Result<bool> {
        let sql =
            Sql::new("UPDATE intakes SET state = $1, decision = $2 WHERE id = $3 AND state = $4");
        let sql = sql.bind(to.code()).bind(decision).bind(id);
        Ok(self.execute(sql.bind(from.code())).await? == 1)
    }

    /// The records of a session, the latest first; at most 200.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn intakes_of(&mut self, session: SessionId) -> Result<Vec<StoredIntake>> {
        let sql = Sql::new(select_intakes!(
            "WHERE i.session_id = $1 ORDER BY i.id DESC LIMIT 200"
        ));
        let rows: Vec<IntakeRow> = self.all(sql.bind(session)).await?;
        rows.into_iter().map(IntakeRow::read).collect()
    }
}

impl IntakeRow {
    fn read(self) -> Result<StoredIntake> {
        let at = |column| At::new("intakes", column, &self.id);
        let approval = match self.approval_number.zip(self.approved_on) {
            Some((number, on)) => Some(Approval {
                number,
                on: Date(at("approved_on").int(on)?),
            }),
            None => None,
        };
        Ok(StoredIntake {
            lot: At::new("lots", "code", &self.id).some(LotCode::parse(&self.code))?,
            kind: at("kind").some(IntakeKind::from_code(&self.kind))?,
            state: at("state").some(IntakeState::from_code(&self.state))?,
            agreed_on: Date(at("agreed_on").int(self.agreed_on)?),
            id: IntakeId(self.id),
            session: SessionId(self.session_id),
            title: self.title,
            buyer: self.buyer,
            buyer_code: self.buyer_code,
            amount: self.amount_fen.map(Fen),
            approval,
            decision: self.decision,
            at: Timestamp(self.entered_at),
        })
    }
}
