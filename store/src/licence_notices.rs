//! Licences that enterprises have by their notice.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{InstitutionId, LotId};
use domain::licence_notices::LicenceNotice;
use domain::open_licences::OpenLicence;
use domain::time::Date;

/// A licence as it is stored, with the name of who has it.
type NoticeRow = (i64, i64, String, String, Option<String>, String);

impl Tx {
    /// Writes a licence down.
    ///
    /// # Errors
    /// `Conflict` when the institution has one of this lot, or the number is taken.
    pub async fn insert_licence_notice(
        &mut self,
        lot: LotId,
        notice: &LicenceNotice,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO licence_notices (lot_id, number, institution_id, notified_on, paid_on, \
             terms) VALUES ($1, $2, $3, $4, $5, $6)",
        );
        let paid_on = notice.paid_on.map(|day| day.to_string());
        let sql = sql.bind(lot).bind(i64::from(notice.number));
        let sql = sql
            .bind(notice.licensee)
            .bind(notice.notified_on.to_string());
        let sql = sql.bind(paid_on.as_deref()).bind(to_json(&notice.terms));
        self.execute(sql).await?;
        Ok(())
    }

    /// Writes down on which day the fee of a licence was paid.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn set_licence_paid(&mut self, lot: LotId, number: u16, on: Date) -> Result<()> {
        let sql =
            Sql::new("UPDATE licence_notices SET paid_on = $3 WHERE lot_id = $1 AND number = $2");
        let sql = sql.bind(lot).bind(i64::from(number)).bind(on.to_string());
        self.execute(sql).await?;
        Ok(())
    }

    /// The licences of a lot by their numbers, each with the name of who has it.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn licence_notices(&mut self, lot: LotId) -> Result<Vec<(LicenceNotice, String)>> {
        let sql = Sql::new(
            "SELECT n.number, n.institution_id, i.name, n.notified_on, n.paid_on, n.terms \
             FROM licence_notices n JOIN institutions i ON i.id = n.institution_id \
             WHERE n.lot_id = $1 ORDER BY n.number",
        );
        let rows: Vec<NoticeRow> = self.all(sql.bind(lot)).await?;
        rows.into_iter().map(|row| read(lot, row)).collect()
    }
}

fn read(lot: LotId, row: NoticeRow) -> Result<(LicenceNotice, String)> {
    let (number, institution, name, notified_on, paid_on, terms) = row;
    let at = |column| At::new("licence_notices", column, &lot);
    let day = |column, text: &str| at(column).some(Date::parse_iso(text));
    let notice = LicenceNotice {
        number: at("number").int(number)?,
        licensee: InstitutionId(institution),
        notified_on: day("notified_on", &notified_on)?,
        terms: at("terms").json::<OpenLicence>(&terms)?,
        paid_on: paid_on.map(|text| day("paid_on", &text)).transpose()?,
    };
    Ok((notice, name))
}
