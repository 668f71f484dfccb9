//! How arguments are given to an engine, one by one: their types differ, so no generic call can.

use crate::rows::Column;
use crate::sql::Arg;
use sqlx::error::BoxDynError;
use sqlx::{Arguments, Database, Error, Postgres, Sqlite};

/// An engine that takes our arguments.
pub(crate) trait Bind: Database {
    /// Adds one.
    ///
    /// # Errors
    /// Why the engine cannot take it.
    fn add(arguments: &mut Self::Arguments, arg: Arg) -> Result<(), BoxDynError>;
}

/// The arguments of a statement, in its engine's own form.
///
/// # Errors
/// [`Error::Encode`].
pub(crate) fn bound<D: Bind>(args: Vec<Arg>) -> Result<D::Arguments, Error> {
    let mut arguments = D::Arguments::default();
    arguments.reserve(args.len(), 0);
    for arg in args {
        D::add(&mut arguments, arg).map_err(Error::Encode)?;
    }
    Ok(arguments)
}

impl Bind for Sqlite {
    fn add(arguments: &mut Self::Arguments, arg: Arg) -> Result<(), BoxDynError> {
        match arg {
            Arg::Int(value) => arguments.add(value),
            Arg::Text(value) => arguments.add(value),
            Arg::Bool(value) => arguments.add(value),
            Arg::Bytes(value) => arguments.add(value),
            Arg::Column(_) => Err("SQLite has no arrays".into()),
        }
    }
}

impl Bind for Postgres {
    fn add(arguments: &mut Self::Arguments, arg: Arg) -> Result<(), BoxDynError> {
        match arg {
            Arg::Int(value) => arguments.add(value),
            Arg::Text(value) => arguments.add(value),
            Arg::Bool(value) => arguments.add(value),
            Arg::Bytes(value) => arguments.add(value),
            Arg::Column(Column::Ints(values)) => arguments.add(values),
            Arg::Column(Column::Texts(values)) => arguments.add(values),
            Arg::Column(Column::Bools(values)) => arguments.add(values),
            Arg::Column(Column::Bytes(values)) => arguments.add(values),
        }
    }
}
