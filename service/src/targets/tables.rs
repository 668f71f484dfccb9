//! Logbooks and the board as files for people.

use crate::export::{Table, Value};
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::ids::SessionId;
use domain::logbooks::{Book, ENTRIES_MAX};
use domain::targets::{Figure, Target};
use domain::views::{BoardShow, TargetBoard};
use locales::{Label, Lang, targets as m};

/// Entries that are read at once.
const PART: u32 = 500;

/// A file that is about to be written: its table, and its name without ending.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Headings and rows.
    pub table: Table,
    /// Name of the file, ASCII.
    pub name: String,
}

impl Portal {
    /// A logbook of a session with the headings that an import takes.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`.
    pub async fn logbook_sheet(
        &self,
        account: &Account,
        session: SessionId,
        book: Book,
    ) -> Result<Sheet, Error> {
        self.require_host(account, session)?;
        let mut tx = self.store().read().await?;
        tx.session(session).await?.ok_or(Error::NotFound)?;
        let (mut rows, mut before) = (Vec::new(), None);
        loop {
            let part = tx.entries(session, book, before, PART).await?;
            before = part.last().map(|last| last.id);
            let fields = book.fields().iter();
            rows.extend(part.iter().map(|one| {
                let values = fields.clone().map(|field| one.entry.value(*field));
                values.map(Value::Text).collect::<Vec<_>>()
            }));
            if part.len() < PART as usize || rows.len() >= ENTRIES_MAX as usize {
                break;
            }
        }
        Ok(Sheet {
            table: Table {
                name: book.form_label(),
                headings: book.fields().iter().map(|one| one.form_label()).collect(),
                rows,
            },
            name: format!("session-{session}-{}", book.slug()),
        })
    }

    /// The board as a table: a row for each target of each session that is shown.
    ///
    /// # Errors
    /// As [`Self::target_board`].
    pub async fn board_sheet(
        &self,
        account: &Account,
        season: Option<&str>,
        show: BoardShow,
        lang: Lang,
    ) -> Result<Sheet, Error> {
        let board = self.target_board(account, season, show).await?;
        Ok(Sheet {
            name: format!("targets-{}", board.season.code),
            table: table(&board, lang),
        })
    }
}

fn table(board: &TargetBoard, lang: Lang) -> Table {
    let text = |words: &str| Value::Text(words.to_owned());
    let figure = |figure: Option<Figure>| match figure {
        Some(Figure::Count(count)) => Value::Whole(count.into()),
        Some(Figure::Day(day)) => Value::Text(day.to_string()),
        None => Value::Text(String::new()),
    };
    let mut rows = Vec::new();
    for row in &board.rows {
        let of = &row.of;
        let line = |target: &Target| {
            let left = target.days_left(of.today);
            vec![
                Value::Whole(of.number.into()),
                text(of.session.title.pick(lang.is_english())),
                text(row.city.label(lang)),
                text(of.state.label(lang)),
                text(target.id.code()),
                text(target.id.label(lang)),
                figure(target.value),
                text(target.op.label(lang)),
                figure(target.threshold),
                Value::Whole(target.gap().into()),
                text(match target.waived {
                    true => m::waived(lang),
                    false => target.standing.label(lang),
                }),
                Value::Text(
                    target
                        .deadline
                        .map_or_else(String::new, |on| on.to_string()),
                ),
                left.map_or_else(|| Value::Text(String::new()), Value::Whole),
            ]
        };
        rows.extend(of.targets.iter().map(line));
    }
    Table {
        name: "targets",
        headings: headings(lang).to_vec(),
        rows,
    }
}

fn headings(lang: Lang) -> [&'static str; 13] {
    [
        m::col_number(lang),
        m::col_session(lang),
        m::col_city(lang),
        m::col_state(lang),
        m::col_id(lang),
        m::col_target(lang),
        m::col_value(lang),
        m::col_op(lang),
        m::col_threshold(lang),
        m::col_gap(lang),
        m::col_standing(lang),
        m::col_deadline(lang),
        m::col_days(lang),
    ]
}
