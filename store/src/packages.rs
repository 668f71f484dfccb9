//! Patent packages and which lots are in them.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::{Arg, Sql};
use domain::ids::{LotCode, LotId, PackageId, SessionId};
use domain::money::Fen;
use domain::packages::{Package, PackageState};
use domain::time::Timestamp;

/// The columns of a package in the order of [`PackageRow`].
macro_rules! select_packages {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.session_id, p.title, p.summary, p.start_price, p.state, p.opened_at, \
             whole.code AS lot FROM packages p LEFT JOIN lots whole ON whole.id = p.lot_id ",
            $rest
        )
    };
}

#[derive(sqlx_macros::FromRow)]
struct PackageRow {
    id: i64,
    session_id: i64,
    title: String,
    summary: String,
    start_price: i64,
    state: String,
    opened_at: i64,
    lot: Option<String>,
}

impl Tx {
    /// Stores an open package with its lots, in order; answers its id.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when an open package has one of the lots.
    pub async fn insert_package(&mut self, package: &Package, lots: &[LotId]) -> Result<PackageId> {
        let sql = Sql::new(
            "INSERT INTO packages (session_id, title, summary, start_price, state, opened_at) \
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        );
        let sql = sql
            .bind(package.session)
            .bind(package.title.as_str())
            .bind(package.summary.as_str())
            .bind(package.start_price)
            .bind(package.state.code())
            .bind(package.opened_at);
        let (id,): (i64,) = self.one(sql).await?;
        let mut sql =
            Sql::new("INSERT INTO package_lots (package_id, place, lot_id, open) VALUES ");
        sql.push_rows((1_i64..).zip(lots).map(|(place, lot)| -> [Arg; 4] {
            [id.into(), place.into(), (*lot).into(), true.into()]
        }));
        self.execute(sql).await?;
        Ok(PackageId(id))
    }

    /// Ends an open package and frees its lots; answers whether there was one.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn dissolve_package(&mut self, id: PackageId) -> Result<bool> {
        let sql = Sql::new("UPDATE packages SET state = $1 WHERE id = $2 AND state = $3");
        let (to, from) = (PackageState::Dissolved, PackageState::Open);
        let sql = sql.bind(to.code()).bind(id).bind(from.code());
        if self.execute(sql).await? != 1 {
            return Ok(false);
        }
        let sql = Sql::new("UPDATE package_lots SET open = FALSE WHERE package_id = $1");
        self.execute(sql.bind(id)).await?;
        Ok(true)
    }

    /// The package with this id, whatever its state.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn package(&mut self, id: PackageId) -> Result<Option<Package>> {
        let sql = Sql::new(select_packages!("WHERE p.id = $1")).bind(id);
        self.optional(sql).await?.map(PackageRow::read).transpose()
    }

    /// The open package that a lot is in.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn package_of(&mut self, lot: LotId) -> Result<Option<Package>> {
        let sql = Sql::new(select_packages!(
            "JOIN package_lots m ON m.package_id = p.id WHERE m.lot_id = $1 AND m.open = TRUE"
        ));
        let row: Option<PackageRow> = self.optional(sql.bind(lot)).await?;
        row.map(PackageRow::read).transpose()
    }

    /// The package that is bid for as this lot, whatever its state.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn package_offered_as(&mut self, lot: LotId) -> Result<Option<Package>> {
        let sql = Sql::new(select_packages!("WHERE p.lot_id = $1")).bind(lot);
        self.optional(sql).await?.map(PackageRow::read).transpose()
    }

    /// Writes down as which lot an open package is bid for; answers whether it was open and not
    /// offered before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn offer_package(&mut self, id: PackageId, lot: LotId) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE packages SET lot_id = $1 WHERE id = $2 AND state = $3 AND lot_id IS NULL",
        );
        let sql = sql.bind(lot).bind(id).bind(PackageState::Open.code());
        Ok(self.execute(sql).await? == 1)
    }

    /// The packages of a session, the latest first; at most 100.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn packages_of(&mut self, session: SessionId) -> Result<Vec<Package>> {
        let sql = Sql::new(select_packages!(
            "WHERE p.session_id = $1 ORDER BY p.id DESC LIMIT 100"
        ));
        let rows: Vec<PackageRow> = self.all(sql.bind(session)).await?;
        rows.into_iter().map(PackageRow::read).collect()
    }

    /// The codes of the lots of a package, in order.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn package_lots(&mut self, id: PackageId) -> Result<Vec<LotCode>> {
        let sql = Sql::new(
            "SELECT l.code FROM package_lots m JOIN lots l ON l.id = m.lot_id \
             WHERE m.package_id = $1 ORDER BY m.place",
        );
        let rows: Vec<(String,)> = self.all(sql.bind(id)).await?;
        rows.into_iter()
            .map(|(code,)| At::new("lots", "code", &id).some(LotCode::parse(&code)))
            .collect()
    }
}

impl PackageRow {
    fn read(self) -> Result<Package> {
        let state = PackageState::from_code(&self.state);
        let lot = self
            .lot
            .map(|code| At::new("lots", "code", &self.id).some(LotCode::parse(&code)));
        Ok(Package {
            state: At::new("packages", "state", &self.id).some(state)?,
            lot: lot.transpose()?,
            id: PackageId(self.id),
            session: SessionId(self.session_id),
            title: self.title,
            summary: self.summary,
            start_price: Fen(self.start_price),
            opened_at: Timestamp(self.opened_at),
        })
    }
}
