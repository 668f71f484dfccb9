//! What is declared of lots under open licence.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::LotId;
use domain::open_licences::OpenLicence;
use domain::time::{Date, Timestamp};

#[derive(sqlx_macros::FromRow)]
struct OpenLicenceRow {
    fee_standard: String,
    payment_method: String,
    from_on: String,
    to_on: String,
    announced_on: String,
    announced_no: Option<String>,
    evaluation_report_no: Option<String>,
}

impl Tx {
    /// Keeps what is declared of a lot, in place of what was declared before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_open_licence(
        &mut self,
        lot: LotId,
        declared: &OpenLicence,
        at: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO open_licences (lot_id, fee_standard, payment_method, from_on, to_on, \
             announced_on, announced_no, evaluation_report_no, changed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (lot_id) DO UPDATE SET \
             fee_standard = excluded.fee_standard, payment_method = excluded.payment_method, \
             from_on = excluded.from_on, to_on = excluded.to_on, \
             announced_on = excluded.announced_on, announced_no = excluded.announced_no, \
             evaluation_report_no = excluded.evaluation_report_no, \
             changed_at = excluded.changed_at",
        );
        let sql = sql
            .bind(lot)
            .bind(declared.fee_standard.as_str())
            .bind(declared.payment_method.as_str())
            .bind(declared.from.to_string())
            .bind(declared.to.to_string())
            .bind(declared.announced_on.to_string())
            .bind(declared.announced_no.as_deref())
            .bind(declared.evaluation_report_no.as_deref())
            .bind(at);
        self.execute(sql).await?;
        Ok(())
    }

    /// What is declared of a lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn open_licence(&mut self, lot: LotId) -> Result<Option<OpenLicence>> {
        let sql = Sql::new(
            "SELECT fee_standard, payment_method, from_on, to_on, announced_on, announced_no, \
             evaluation_report_no FROM open_licences WHERE lot_id = $1",
        );
        let row: Option<OpenLicenceRow> = self.optional(sql.bind(lot)).await?;
        row.map(|row| row.read(lot)).transpose()
    }
}

impl OpenLicenceRow {
    fn read(self, lot: LotId) -> Result<OpenLicence> {
        let day =
            |column, text: &str| At::new("open_licences", column, &lot).some(Date::parse_iso(text));
        Ok(OpenLicence {
            from: day("from_on", &self.from_on)?,
            to: day("to_on", &self.to_on)?,
            announced_on: day("announced_on", &self.announced_on)?,
            fee_standard: self.fee_standard,
            payment_method: self.payment_method,
            announced_no: self.announced_no,
            evaluation_report_no: self.evaluation_report_no,
        })
    }
}
