//! The tables as the engine itself shows them, past every line of the portal's own code: SQLite's C
//! interface (never another build of it on a live file, reliability.md §0.3), PostgreSQL's `psql`.

#![allow(
    unsafe_code,
    reason = "a checker must not trust the store that it checks"
)]

use anyhow::{Context, ensure};
use libsqlite3_sys as ffi;
use std::ffi::{CStr, CString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::ptr;

/// Where the tables are.
#[derive(Clone, Debug)]
pub enum Tables {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// The address of a PostgreSQL database.
    Postgres(String),
}

/// A row; NULL is the empty text.
pub type Cells = Vec<String>;

impl Tables {
    /// The address as `luochui --database` takes it.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{}", path.display()),
            Self::Postgres(url) => url.clone(),
        }
    }

    /// The rows of a query.
    ///
    /// # Errors
    /// When the engine refuses.
    pub fn rows(&self, sql: &str) -> anyhow::Result<Vec<Cells>> {
        match self {
            Self::Sqlite(path) => Sqlite::open(path)?.rows(sql),
            Self::Postgres(url) => psql(url, sql),
        }
    }
}

fn psql(url: &str, sql: &str) -> anyhow::Result<Vec<Cells>> {
    let mut command = Command::new("psql");
    command.args([url, "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1"]);
    command.args(["-F", "\x1f", "-R", "\x1e", "-c", sql]);
    let output = command.output().context("psql")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "psql: {said}");
    let text = String::from_utf8(output.stdout)?;
    let rows = text.trim_end_matches(['\n', '\x1e']).split('\x1e');
    Ok(rows
        .filter(|row| !row.is_empty())
        .map(|row| row.split('\x1f').map(str::to_owned).collect())
        .collect())
}

/// A connection of this process's own.
pub struct Sqlite(*mut ffi::sqlite3);

// SAFETY: SQLite is built for use by several threads, one at a time, and this handle is not shared.
unsafe impl Send for Sqlite {}

impl Sqlite {
    /// Opens a file that exists.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        ensure!(path.is_file(), "there is no {}", path.display());
        let name = CString::new(path.display().to_string())?;
        let mut db = ptr::null_mut();
        // SAFETY: the name is a C string, and the handle is checked before it is used.
        let opened = unsafe { ffi::sqlite3_open(name.as_ptr(), &raw mut db) };
        ensure!(opened == ffi::SQLITE_OK, "cannot open {}", path.display());
        let own = Self(db);
        // SAFETY: the handle is open.
        unsafe { ffi::sqlite3_busy_timeout(db, 5_000) };
        Ok(own)
    }

    /// The rows of one statement.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn rows(&self, sql: &str) -> anyhow::Result<Vec<Cells>> {
        let text = CString::new(sql)?;
        let mut statement = ptr::null_mut();
        // SAFETY: the database is open and the text a C string.
        let prepared = unsafe {
            ffi::sqlite3_prepare_v2(
                self.0,
                text.as_ptr(),
                -1,
                &raw mut statement,
                ptr::null_mut(),
            )
        };
        ensure!(prepared == ffi::SQLITE_OK, "{}: {sql}", self.message());
        let mut rows = Vec::new();
        // SAFETY: the statement is ours until it is finalised, and texts are copied at once.
        let ended = unsafe {
            let mut step = ffi::sqlite3_step(statement);
            while step == ffi::SQLITE_ROW {
                let columns = ffi::sqlite3_column_count(statement);
                rows.push((0..columns).map(|at| cell(statement, at)).collect());
                step = ffi::sqlite3_step(statement);
            }
            ffi::sqlite3_finalize(statement);
            step
        };
        ensure!(ended == ffi::SQLITE_DONE, "{}: {sql}", self.message());
        Ok(rows)
    }

    /// Runs statements that give no rows.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn run(&self, sql: &str) -> anyhow::Result<()> {
        let text = CString::new(sql)?;
        // SAFETY: the database is open and the text a C string.
        let done = unsafe {
            ffi::sqlite3_exec(
                self.0,
                text.as_ptr(),
                None,
                ptr::null_mut(),
                ptr::null_mut(),
            )
        };
        ensure!(done == ffi::SQLITE_OK, "{}: {sql}", self.message());
        Ok(())
    }

    fn message(&self) -> String {
        // SAFETY: SQLite gives a C string that lives until the next call.
        unsafe { CStr::from_ptr(ffi::sqlite3_errmsg(self.0)) }
            .to_string_lossy()
            .into_owned()
    }
}

/// A cell as text.
///
/// # Safety
/// The statement must stand on a row.
unsafe fn cell(statement: *mut ffi::sqlite3_stmt, at: i32) -> String {
    // SAFETY: SQLite gives a C string that lives until the next step, or null for NULL.
    unsafe {
        let text = ffi::sqlite3_column_text(statement, at);
        if text.is_null() {
            return String::new();
        }
        CStr::from_ptr(text.cast()).to_string_lossy().into_owned()
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        // SAFETY: the handle is ours and is not used again.
        unsafe { ffi::sqlite3_close(self.0) };
    }
}
