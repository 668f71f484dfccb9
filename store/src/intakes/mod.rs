//! Records of what was agreed or sold outside of the portal.

mod reported;

pub use reported::{ImportedIntake, IntakesOf, NewReport};

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, FileId, InstitutionId, IntakeId, LotCode, LotId, SessionId};
use domain::intakes::{Approval, IntakeKind, IntakeState, NewIntake, Report, Reported};
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
    /// The session; always there for what was entered at one.
    pub session: Option<SessionId>,
    /// The lot with its code; always there for what was entered at a session.
    pub lot: Option<(LotId, LotCode)>,
    /// Title of the lot, or of what was reported.
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
    /// Its proof; what a form reports has none at first.
    pub proof: Option<FileId>,
    /// The unit that reported it in a form, with its name.
    pub institution: Option<(InstitutionId, String)>,
    /// The hash of the row that it came from.
    pub digest: Option<String>,
    /// What only the form says.
    pub more: Option<Reported>,
    /// Grows with every change of what it says.
    pub version: i64,
}

/// That a lot was sold outside of the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfflineSale {
    /// The day.
    pub on: Date,
    /// At an auction, or by agreement.
    pub kind: IntakeKind,
    /// Whether the centre has verified it.
    pub state: IntakeState,
    /// Whether the parties want it to be known.
    pub public: bool,
}

impl OfflineSale {
    /// Whether everybody may know: an auction is public; of what was agreed only that is which the centre has
    /// verified and the parties do not hide (是否公开).
    pub fn is_shown(&self) -> bool {
        let verified = self.state == IntakeState::Verified && self.public;
        self.kind == IntakeKind::Auction || verified
    }
}

#[derive(sqlx_macros::FromRow)]
struct IntakeRow {
    id: i64,
    session_id: Option<i64>,
    lot_id: Option<i64>,
    code: Option<String>,
    title: Option<String>,
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
    proof_id: Option<i64>,
    institution_id: Option<i64>,
    institution: Option<String>,
    digest: Option<String>,
    report: Option<String>,
    row_version: i64,
}

macro_rules! select_intakes {
    ($rest:literal) => {
        concat!(
            "SELECT i.id, i.session_id, i.lot_id, l.code, l.title, i.kind, i.buyer, i.buyer_code, \
             i.amount_fen, i.agreed_on, i.approval_number, i.approved_on, i.state, i.decision, i.entered_at, \
             i.proof_id, i.institution_id, u.name AS institution, i.digest, i.report, i.row_version \
             FROM intakes i LEFT JOIN lots l ON l.id = i.lot_id \
             LEFT JOIN institutions u ON u.id = i.institution_id ",
            $rest
        )
    };
}
use select_intakes;

impl Tx {
    /// Keeps a record, which waits to be verified. Of an auction it says in every list of lots as well that
    /// the lot is sold.
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
        self.show_in_lists(new.lot).await?;
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

    /// That a lot was sold outside of the portal; nothing when it was not, or when that record was returned.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn sold_offline(&mut self, lot: LotId) -> Result<Option<OfflineSale>> {
        let sql = Sql::new(
            "SELECT agreed_on, kind, state, report FROM intakes WHERE lot_id = $1 \
             AND kind IN ('OFFLINE_AUCTION', 'OFFLINE_DEAL') AND state IN ('WAITING', 'VERIFIED')",
        );
        let row: Option<(i64, String, String, Option<String>)> =
            self.optional(sql.bind(lot)).await?;
        let read = |(on, kind, state, report): (i64, String, String, Option<String>)| {
            let at = |column| At::new("intakes", column, &lot);
            let report: Option<Report> = report.map(|text| at("report").json(&text)).transpose()?;
            Ok(OfflineSale {
                on: Date(at("agreed_on").int(on)?),
                kind: at("kind").some(IntakeKind::from_code(&kind))?,
                state: at("state").some(IntakeState::from_code(&state))?,
                public: report.is_none_or(|report| report.more.public),
            })
        };
        row.map(read).transpose()
    }

    /// Lets every list say of a lot what its records say now: sold, or on display again.
    pub(super) async fn show_in_lists(&mut self, lot: LotId) -> Result<()> {
        let sale = self.sold_offline(lot).await?;
        let sold = sale.is_some_and(|sale| sale.is_shown());
        self.show_sold_offline(lot, sold).await
    }

    /// Writes what was decided about a record that stands at `from`; false when it stands elsewhere. Every
    /// list says then whether its lot is sold.
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
        if self.execute(sql.bind(from.code())).await? != 1 {
            return Ok(false);
        }
        let sql = Sql::new("SELECT lot_id FROM intakes WHERE id = $1").bind(id);
        let (lot,): (Option<i64>,) = self.one(sql).await?;
        if let Some(lot) = lot {
            self.show_in_lists(LotId(lot)).await?;
        }
        Ok(true)
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
        let report: Option<Report> = match &self.report {
            Some(text) => Some(at("report").json(text)?),
            None => None,
        };
        let lot = match self.lot_id.zip(self.code.as_deref()) {
            Some((id, code)) => {
                let code = At::new("lots", "code", &self.id).some(LotCode::parse(code))?;
                Some((LotId(id), code))
            }
            None => None,
        };
        let more = report.map(|report| report.more);
        let reported = more.as_ref().map(|more| more.title.clone());
        Ok(StoredIntake {
            lot,
            kind: at("kind").some(IntakeKind::from_code(&self.kind))?,
            state: at("state").some(IntakeState::from_code(&self.state))?,
            agreed_on: Date(at("agreed_on").int(self.agreed_on)?),
            id: IntakeId(self.id),
            session: self.session_id.map(SessionId),
            title: reported.or(self.title).unwrap_or_default(),
            buyer: self.buyer,
            buyer_code: self.buyer_code,
            amount: self.amount_fen.map(Fen),
            approval,
            decision: self.decision,
            at: Timestamp(self.entered_at),
            proof: self.proof_id.map(FileId),
            institution: self.institution_id.map(InstitutionId).zip(self.institution),
            digest: self.digest,
            more,
            version: self.row_version,
        })
    }
}
