//! The rows of a `VALUES` list, as each engine takes them best: SQLite one value after the other,
//! PostgreSQL each column as one array.
//!
//! PostgreSQL reads, plans and describes every parameter of a statement anew where its text follows
//! the number of rows; a batch of 256 bids has eight thousand. As arrays they are a few dozen.

use crate::sql::Arg;
use std::fmt::Write;

/// Where the rows of a statement stand. Such a statement is planned anew each time although its text
/// stays: a plan that PostgreSQL keeps is one for the size that the tables had then, and the table of
/// bids grows by thousands a second.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows {
    /// The place in the text, after `VALUES `.
    pub(crate) at: usize,
    /// The first of their arguments.
    pub(crate) first: usize,
    /// How many there are.
    pub(crate) count: usize,
    /// Values of each.
    pub(crate) columns: usize,
}

/// The values of one column.
#[derive(Clone, Debug)]
pub(crate) enum Column {
    Ints(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
    Bools(Vec<bool>),
    Bytes(Vec<Vec<u8>>),
}

/// What the text before the rows ends with.
const VALUES: &str = "VALUES ";

impl Rows {
    /// The text with `(?, …), (?, …)` in the place of the rows.
    pub(crate) fn in_line(self, text: &str) -> String {
        let (before, after) = text.split_at(self.at);
        let row = format!("({})", vec!["?"; self.columns].join(", "));
        let rows = vec![row; self.count].join(", ");
        without_names(before) + &rows + &without_names(after)
    }

    /// The text with `SELECT * FROM unnest(…)` in the place of `VALUES` and the rows, and its
    /// arguments. The order of the rows stays.
    pub(crate) fn in_columns(self, text: &str, mut args: Vec<Arg>) -> (String, Vec<Arg>) {
        let (before, after) = text.split_at(self.at);
        let mut written = before.strip_suffix(VALUES).unwrap_or(before).to_owned();
        let cells = self.count * self.columns;
        let rest = args.split_off(self.first + cells);
        let mut cells = args.split_off(self.first).into_iter();
        let mut columns: Vec<Column> = Vec::with_capacity(self.columns);
        for cell in cells.by_ref().take(self.columns) {
            columns.push(Column::from(cell, self.count));
        }
        for (number, cell) in cells.enumerate() {
            columns[number % self.columns].push(cell);
        }
        written.push_str("SELECT * FROM unnest(");
        for (number, column) in columns.iter().enumerate() {
            let comma = if number > 0 { ", " } else { "" };
            let name = self.first + number + 1;
            write!(written, "{comma}${name}::{}[]", column.kind())
                .expect("writing to a string never fails");
        }
        written.push(')');
        let fewer = self.count * self.columns - self.columns;
        renumber(&mut written, after, fewer);
        args.extend(columns.into_iter().map(Arg::Column));
        args.extend(rest);
        (written, args)
    }
}

impl Column {
    /// A column that begins with this value.
    fn from(first: Arg, count: usize) -> Self {
        let mut column = match first {
            Arg::Int(_) => Self::Ints(Vec::with_capacity(count)),
            Arg::Text(_) => Self::Texts(Vec::with_capacity(count)),
            Arg::Bool(_) => Self::Bools(Vec::with_capacity(count)),
            Arg::Bytes(_) | Arg::Column(_) => Self::Bytes(Vec::with_capacity(count)),
        };
        column.push(first);
        column
    }

    fn push(&mut self, value: Arg) {
        match (self, value) {
            (Self::Ints(values), Arg::Int(value)) => values.push(value),
            (Self::Texts(values), Arg::Text(value)) => values.push(value),
            (Self::Bools(values), Arg::Bool(value)) => values.push(value),
            (Self::Bytes(values), Arg::Bytes(value)) => values.push(value),
            // PostgreSQL would refuse such a list of values just as well.
            (column, value) => unreachable!("{value:?} in a column of {}", column.kind()),
        }
    }

    /// What PostgreSQL calls the values.
    const fn kind(&self) -> &'static str {
        match self {
            Self::Ints(_) => "bigint",
            Self::Texts(_) => "text",
            Self::Bools(_) => "boolean",
            Self::Bytes(_) => "bytea",
        }
    }
}

/// Adds `text`, in which every `$n` becomes one of so many fewer.
fn renumber(written: &mut String, text: &str, fewer: usize) {
    let mut parts = text.split('$');
    written.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = &part[..part.len() - rest.len()];
        match digits.parse::<usize>() {
            Ok(number) => write!(written, "${}", number - fewer),
            Err(_) => write!(written, "${digits}"),
        }
        .expect("writing to a string never fails");
        written.push_str(rest);
    }
}

/// `?` for every `$n`. SQLite keeps the names of parameters in a list and walks it for each of
/// them, which makes a statement of thousands quadratic; `?` has no name. The arguments of a
/// statement of many rows stand in order, each once, so nothing else changes.
pub(crate) fn without_names(text: &str) -> String {
    let mut parts = text.split('$');
    let mut rewritten = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rewritten.push('?');
        rewritten.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    rewritten
}

#[cfg(test)]
mod tests {
    use crate::open::Engine;
    use crate::sql::{Arg, Sql};

    fn statement() -> Sql {
        let mut sql = Sql::new("WITH k (a, b) AS (VALUES ");
        let row = |n: i64, text: &str| -> [Arg; 2] { [n.into(), text.into()] };
        sql.push_rows([row(1, "x"), row(2, "y"), row(3, "z")]);
        sql.push(") SELECT 1 FROM k, t WHERE t.c = ").push_arg(9);
        sql
    }

    #[test]
    fn sqlite_gets_one_value_after_the_other() {
        let (text, args, persistent) = statement().ready(Engine::Sqlite);
        let rows =
            "WITH k (a, b) AS (VALUES (?, ?), (?, ?), (?, ?)) SELECT 1 FROM k, t WHERE t.c = ?";
        assert_eq!((text.as_ref(), args.len(), persistent), (rows, 7, false));
    }

    #[test]
    fn postgres_gets_columns() {
        let (text, args, persistent) = statement().ready(Engine::Postgres);
        let columns = "WITH k (a, b) AS (SELECT * FROM unnest($1::bigint[], $2::text[])) \
                       SELECT 1 FROM k, t WHERE t.c = $3";
        assert_eq!((text.as_ref(), persistent), (columns, false));
        let said = format!("{args:?}");
        let expected = "[Column(Ints([Some(1), Some(2), Some(3)])), \
                        Column(Texts([Some(\"x\"), Some(\"y\"), Some(\"z\")])), Int(Some(9))]";
        assert_eq!(said, expected);
    }
}
