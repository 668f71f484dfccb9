//! The pool of a season (遴选池) as a file for the centre: every lot that was submitted, where it stands,
//! and what its reviews came to. No reserve and no contact is in it, and no expert.

use super::csv::{MARK, guarded, row};
use super::{Cell, WORKBOOK_MAX, sheet};
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::ids::LotId;
use domain::views::SelectionRow;
use locales::{Label, Lang, display, reviews as m};
use rust_xlsxwriter::Workbook;
use serde_json::json;

/// Lots that are read at once.
const PART: u32 = 500;
/// Lots that a file of values holds: it is made whole, some 200 bytes each.
const CSV_MAX: usize = 100_000;

/// How the pool is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolForm {
    /// Values with commas, as spreadsheets read them without asking.
    Csv,
    /// A workbook with one sheet.
    Xlsx,
}

impl PoolForm {
    /// The ending of the file.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    const fn most(self) -> usize {
        match self {
            Self::Csv => CSV_MAX,
            Self::Xlsx => WORKBOOK_MAX,
        }
    }
}

impl Portal {
    /// The pool of the current season as a file, with the code of the season; that it was made is on
    /// record.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `LIST_TOO_LONG` with how many lots the form holds.
    pub async fn export_pool(
        &self,
        account: &Account,
        form: PoolForm,
        lang: Lang,
    ) -> Result<(String, Vec<u8>), Error> {
        require(account, Action::KeepReviews)?;
        let (season, now) = (self.current_season().await?, self.now());
        let mut tx = self.store().read().await?;
        let mut rows: Vec<SelectionRow> = Vec::new();
        loop {
            let after = rows.last().map_or(LotId(0), |row| row.id);
            let of = (season.id, after);
            let part = tx.pool_lots(of, &season.reviews, now, PART).await?;
            let full = part.len() == PART as usize;
            rows.extend(part);
            if rows.len() > form.most() {
                return Err(Error::Invalid {
                    code: "LIST_TOO_LONG".into(),
                    args: vec![("max".into(), form.most().to_string())],
                });
            }
            if !full {
                break;
            }
        }
        drop(tx);
        let count = rows.len();
        let bytes = match form {
            PoolForm::Csv => csv(&rows, lang).into_bytes(),
            PoolForm::Xlsx => workbook(&rows, lang)?,
        };
        let (store, origin, code) = (self.store().clone(), self.by(account), season.code());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let entry = origin.entry(Act::PoolExport, Object::new(ObjectKind::Pool, &code));
            tx.audit(entry.after(&json!({ "form": form.ending(), "lots": count })));
            tx.commit().await?;
            Ok((code, bytes))
        })
        .await
    }
}

fn csv(rows: &[SelectionRow], lang: Lang) -> String {
    let mut text = format!("{MARK}{}", row(headings(lang).map(str::to_owned)));
    for line in rows {
        text.push_str(&row(cells(line, lang).iter().map(|cell| match cell {
            Cell::Text(text) => guarded(text),
            other => other.plain(),
        })));
    }
    text
}

fn workbook(rows: &[SelectionRow], lang: Lang) -> Result<Vec<u8>, Error> {
    let mut book = Workbook::new();
    let cells = rows.iter().map(|line| cells(line, lang));
    sheet::whole(&mut book, "pool", &headings(lang), cells)
        .and_then(|()| book.save_to_buffer())
        .map_err(|error| Error::Internal(error.to_string()))
}

fn headings(lang: Lang) -> [&'static str; 13] {
    [
        display::col_code(lang),
        display::col_title(lang),
        display::col_owner(lang),
        display::col_industry(lang),
        display::col_status(lang),
        m::pool_waiting(lang),
        m::pool_submitted(lang),
        m::pool_recused(lang),
        m::pool_overdue(lang),
        m::pool_strong(lang),
        m::pool_recommended(lang),
        m::pool_not_recommended(lang),
        m::result(lang),
    ]
}

fn cells(line: &SelectionRow, lang: Lang) -> [Cell; 13] {
    let number = |number: u32| Cell::Whole(number.into());
    let [strong, recommended, not_recommended] = line.recommended.map(number);
    [
        Cell::text(line.code.as_str()),
        Cell::text(line.title.as_str()),
        Cell::text(line.owner.as_str()),
        Cell::text(line.industry.label(lang)),
        Cell::text(line.state.label(lang)),
        number(line.counts.assigned),
        number(line.counts.submitted),
        number(line.counts.recused),
        number(line.counts.overdue),
        strong,
        recommended,
        not_recommended,
        Cell::or_empty(line.result, |result| Cell::text(result.to_string())),
    ]
}
