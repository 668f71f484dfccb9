//! Documents and codes as they are stored: JSON text and the stable codes of the domain.

use crate::error::{Result, StoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The JSON of a domain value.
pub(crate) fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("domain values have string keys and always serialise")
}

/// Where a stored value stands, to name it when it cannot be read.
#[derive(Clone, Copy)]
pub(crate) struct At<'a, R> {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    pub(crate) row: &'a R,
}

impl<'a, R: std::fmt::Display> At<'a, R> {
    pub(crate) const fn new(table: &'static str, column: &'static str, row: &'a R) -> Self {
        Self { table, column, row }
    }

    /// Reads a JSON document.
    pub(crate) fn json<T: DeserializeOwned>(self, text: &str) -> Result<T> {
        serde_json::from_str(text).map_err(|error| {
            tracing::error!(table = self.table, column = self.column, row = %self.row, %error);
            self.error()
        })
    }

    /// Unwraps what a parser of the domain made of the value.
    pub(crate) fn some<T>(self, value: Option<T>) -> Result<T> {
        value.ok_or_else(|| self.error())
    }

    /// Narrows a stored integer.
    pub(crate) fn int<T: TryFrom<i64>>(self, value: i64) -> Result<T> {
        T::try_from(value).map_err(|_| self.error())
    }

    fn error(self) -> StoreError {
        StoreError::inconsistent(self.table, self.column, self.row)
    }
}
