//! One process serves a SQLite file.

use crate::Store;
use crate::error::{Result, StoreError};
use std::fs::{File, TryLockError};

/// Keeps every other process from serving the same SQLite file, until it is dropped or the
/// process ends, however it ends.
#[derive(Debug)]
pub struct Claim {
    _lock: Option<File>,
}

impl Store {
    /// Takes the SQLite file for serving: two schedulers on one file would both act (F-08). On
    /// PostgreSQL several processes are meant to serve, and nothing is taken. Commands that only
    /// write a row need no claim.
    ///
    /// # Errors
    /// [`StoreError::Unsupported`] when another process serves the file.
    pub fn claim(&self) -> Result<Claim> {
        let Some(file) = &self.file else {
            return Ok(Claim { _lock: None });
        };
        let mut name = file.clone().into_os_string();
        name.push(".serving");
        let taken = File::create(&name).and_then(|lock| match lock.try_lock() {
            Ok(()) => Ok(Some(lock)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        });
        match taken.map_err(|error| StoreError::Driver(error.into()))? {
            Some(lock) => Ok(Claim { _lock: Some(lock) }),
            None => Err(StoreError::Unsupported(format!(
                "another process serves {} already",
                file.display()
            ))),
        }
    }
}
