//! Institutions in seasons: who joined, whose papers came in, for whom submissions are reopened.

mod agreements;
mod experts;
mod liaisons;

pub use agreements::{NewAgreement, StoredAgreement};
pub use experts::{NewExpert, StoredExpert};
pub use liaisons::{NewLiaison, StoredLiaison};

use crate::Tx;
use crate::doc::At;
use crate::error::{Result, StoreError};
use crate::lots::is_sold_offline;
use crate::sql::Sql;
use domain::ids::{AccountId, InstitutionId, LotCode, ParticipationId, SeasonId};
use domain::institutions::CollectionChannel;
use domain::lots::{Lot, LotState};
use domain::participations::AgreementState;
use domain::time::{Date, Timestamp};
use domain::views::{ParticipationLine, SheetLot};

/// An institution's part in a season.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredParticipation {
    /// Identity.
    pub id: ParticipationId,
    /// The season.
    pub season: SeasonId,
    /// The institution.
    pub institution: InstitutionId,
    /// When it joined.
    pub joined_at: Timestamp,
    /// When its papers came in.
    pub paper_received_on: Option<Date>,
    /// The last day on which it may submit after the deadline, and why.
    pub reopened: Option<(Date, String)>,
    /// Through which channel its lots are collected.
    pub channel: Option<CollectionChannel>,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: i64,
    season_id: i64,
    institution_id: i64,
    joined_at: i64,
    paper_received_on: Option<i64>,
    reopened_until: Option<i64>,
    reopened_reason: Option<String>,
    channel: Option<String>,
}

/// The columns of [`Row`].
macro_rules! selected {
    () => {
        "SELECT id, season_id, institution_id, joined_at, paper_received_on, reopened_until, \
         reopened_reason, channel FROM participations "
    };
}

/// What the list of the centre reads of an institution.
#[derive(sqlx_macros::FromRow)]
struct LineRow {
    id: i64,
    institution_id: i64,
    name: String,
    paper_received_on: Option<i64>,
    reopened_until: Option<i64>,
    liaison: bool,
    scan: bool,
    accepted: bool,
    agreement: Option<String>,
    paper_waived: bool,
    channel: Option<String>,
}

/// Which institutions the list of the centre shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ParticipationFilter {
    /// Only those whose agreement waits for the centre.
    pub agreement_waits: bool,
    /// Only those whose papers have not come in.
    pub paper_missing: bool,
    /// Only those with an uploaded scan.
    pub scanned: bool,
    /// Only those whose lots are collected through this channel.
    pub channel: Option<CollectionChannel>,
}

impl Tx {
    /// Lets an institution join a season; `by` nobody when it is carried over. False when it has joined already.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn join_season(
        &mut self,
        season: SeasonId,
        institution: InstitutionId,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "INSERT INTO participations (season_id, institution_id, joined_by, joined_at) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (season_id, institution_id) DO NOTHING",
        );
        let sql = sql.bind(season).bind(institution).bind(by).bind(at);
        Ok(self.execute(sql).await? == 1)
    }

    /// Notes through which channel the lots of an institution are collected in a season; what was noted stays.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn note_channel(
        &mut self,
        season: SeasonId,
        institution: InstitutionId,
        channel: CollectionChannel,
    ) -> Result<()> {
        let sql = Sql::new(
            "UPDATE participations SET channel = $1 \
             WHERE season_id = $2 AND institution_id = $3 AND channel IS NULL",
        );
        let sql = sql.bind(channel.code()).bind(season).bind(institution);
        self.execute(sql).await?;
        Ok(())
    }

    /// The part of an institution in a season.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn participation(
        &mut self,
        season: SeasonId,
        institution: InstitutionId,
    ) -> Result<Option<StoredParticipation>> {
        let text = concat!(selected!(), "WHERE season_id = $1 AND institution_id = $2");
        let sql = Sql::new(text).bind(season).bind(institution);
        let row: Option<Row> = self.optional(sql).await?;
        row.map(Row::read).transpose()
    }

    /// The part with this number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn participation_by_id(
        &mut self,
        id: ParticipationId,
    ) -> Result<Option<StoredParticipation>> {
        let sql = Sql::new(concat!(selected!(), "WHERE id = $1")).bind(id);
        let row: Option<Row> = self.optional(sql).await?;
        row.map(Row::read).transpose()
    }

    /// Writes on which day the papers came in; `None` takes it back.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such part.
    pub async fn note_paper(&mut self, id: ParticipationId, on: Option<Date>) -> Result<()> {
        let sql = Sql::new("UPDATE participations SET paper_received_on = $1 WHERE id = $2");
        let sql = sql.bind(on.map(|on| i64::from(on.0))).bind(id);
        self.changed_one(sql).await
    }

    /// Writes until which day the institution may submit, and why.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such part.
    pub async fn reopen_submission(
        &mut self,
        id: ParticipationId,
        until: Date,
        reason: &str,
    ) -> Result<()> {
        let sql = Sql::new(
            "UPDATE participations SET reopened_until = $1, reopened_reason = $2 WHERE id = $3",
        );
        let sql = sql.bind(until.0).bind(reason).bind(id);
        self.changed_one(sql).await
    }

    async fn changed_one(&mut self, sql: Sql) -> Result<()> {
        match self.execute(sql).await? {
            1 => Ok(()),
            _ => Err(StoreError::Conflict),
        }
    }

    /// The institutions of a season with a number above `after`, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn participations(
        &mut self,
        season: SeasonId,
        filter: ParticipationFilter,
        after: Option<ParticipationId>,
        limit: u32,
    ) -> Result<Vec<ParticipationLine>> {
        const SCAN: &str = "EXISTS (SELECT 1 FROM stored_files f WHERE \
             f.owner_kind = 'participation' AND f.owner_id = p.id)";
        const LATEST: &str = "(SELECT g.state FROM service_agreements g WHERE \
             g.institution_id = p.institution_id ORDER BY g.id DESC LIMIT 1)";
        let mut sql = Sql::new(
            "SELECT p.id, p.institution_id, i.name, p.paper_received_on, p.reopened_until, p.channel, \
             EXISTS (SELECT 1 FROM participation_liaisons l WHERE l.participation_id = p.id \
             AND l.until_at IS NULL) AS liaison, \
             EXISTS (SELECT 1 FROM service_agreements g WHERE g.institution_id = p.institution_id \
             AND g.state = 'ACCEPTED') AS accepted, \
             EXISTS (SELECT 1 FROM waivers w WHERE w.season_id = p.season_id AND \
             w.institution_id = p.institution_id AND w.rule = 'PAPER') AS paper_waived, ",
        );
        sql.push(SCAN).push(" AS scan, ").push(LATEST).push(
            " AS agreement FROM participations p \
             JOIN institutions i ON i.id = p.institution_id WHERE p.season_id = ",
        );
        sql.push_arg(season);
        sql.push(" AND p.id > ")
            .push_arg(after.unwrap_or(ParticipationId(0)));
        if filter.agreement_waits {
            sql.push(" AND ").push(LATEST).push(" = 'SUBMITTED'");
        }
        if filter.paper_missing {
            sql.push(" AND p.paper_received_on IS NULL");
        }
        if filter.scanned {
            sql.push(" AND ").push(SCAN);
        }
        if let Some(channel) = filter.channel {
            sql.push(" AND p.channel = ").push_arg(channel.code());
        }
        sql.push(" ORDER BY p.id LIMIT ").push_arg(limit);
        let rows: Vec<LineRow> = self.all(sql).await?;
        rows.into_iter().map(LineRow::read).collect()
    }
}

impl Tx {
    /// The lots of an institution in a season in the order in which they came, practice left out, at
    /// most `limit`: what its submission sheet lists.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn sheet_lots(
        &mut self,
        season: SeasonId,
        of: InstitutionId,
        limit: u32,
    ) -> Result<Vec<SheetLot>> {
        let sql = Sql::new(
            "SELECT code, doc, state, status FROM lots WHERE season_id = $1 AND owner_id = $2 \
             AND practice = FALSE AND state NOT IN ('DRAFT', 'WITHDRAWN') ORDER BY id LIMIT $3",
        );
        let rows: Vec<(String, String, String, Option<String>)> =
            self.all(sql.bind(season).bind(of).bind(limit)).await?;
        let read = |(code, doc, state, status): (String, String, String, Option<String>)| {
            let at = |column| At::new("lots", column, &code);
            let state = at("state").some(LotState::from_code(&state))?;
            let Lot {
                title,
                content_cleared,
                ..
            } = at("doc").json(&doc)?;
            Ok(SheetLot {
                sold_offline: is_sold_offline(state, status.as_deref()),
                content_cleared,
                state,
                code: at("code").some(LotCode::parse(&code))?,
                title,
            })
        };
        rows.into_iter().map(read).collect()
    }
}

/// A stored day.
fn day<R: std::fmt::Display>(at: At<'_, R>, stored: Option<i64>) -> Result<Option<Date>> {
    stored.map(|days| at.int(days).map(Date)).transpose()
}

/// A stored channel.
fn channel<R: std::fmt::Display>(
    at: At<'_, R>,
    stored: Option<&str>,
) -> Result<Option<CollectionChannel>> {
    let read = |code| at.some(CollectionChannel::from_code(code));
    stored.map(read).transpose()
}

impl Row {
    fn read(self) -> Result<StoredParticipation> {
        let at = |column| At::new("participations", column, &self.id);
        let until = day(at("reopened_until"), self.reopened_until)?;
        Ok(StoredParticipation {
            id: ParticipationId(self.id),
            season: SeasonId(self.season_id),
            institution: InstitutionId(self.institution_id),
            joined_at: Timestamp(self.joined_at),
            paper_received_on: day(at("paper_received_on"), self.paper_received_on)?,
            reopened: until.zip(self.reopened_reason),
            channel: channel(at("channel"), self.channel.as_deref())?,
        })
    }
}

impl LineRow {
    fn read(self) -> Result<ParticipationLine> {
        let at = |column| At::new("participations", column, &self.id);
        let state = |code: &String| at("agreement").some(AgreementState::from_code(code));
        Ok(ParticipationLine {
            id: ParticipationId(self.id),
            institution: InstitutionId(self.institution_id),
            name: self.name,
            channel: channel(at("channel"), self.channel.as_deref())?,
            paper_received_on: day(at("paper_received_on"), self.paper_received_on)?,
            reopened_until: day(at("reopened_until"), self.reopened_until)?,
            facts: domain::participations::TaskFacts {
                liaison: self.liaison,
                agreement: self.agreement.as_ref().map(state).transpose()?,
                accepted: self.accepted,
                scan: self.scan,
                paper: self.paper_received_on.is_some(),
                paper_waived: self.paper_waived,
            },
        })
    }
}
