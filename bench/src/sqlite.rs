//! The limit of the bid path: SQLite's C interface in a bare loop, the same rows, group commit.

#![allow(
    unsafe_code,
    reason = "the limit is the C interface itself, without any layer above it"
)]

use anyhow::{bail, ensure};
use libsqlite3_sys as ffi;
use std::ffi::{CStr, CString};
use std::path::Path;
use std::ptr;
use std::time::{Duration, Instant};

/// Bids in one transaction.
pub const BATCH: usize = 64;

/// A database that only this thread uses.
pub struct Bare {
    db: *mut ffi::sqlite3,
    statements: Vec<*mut ffi::sqlite3_stmt>,
    /// Those of [`Self::question`].
    questions: Vec<*mut ffi::sqlite3_stmt>,
    lots: Vec<(i64, i64)>,
    keys: u64,
}

/// Per bid: its event, the answer to its key, the head of the lot, the counters of the bidder.
const STATEMENTS: [&str; 4] = [
    "INSERT INTO lot_events (lot_id, seq, at, kind, paddle, account_id, amount_fen, received_at, \
     ends_at, bid_count, bidder_count, extensions, payload, frame) \
     VALUES (?1, ?2, ?3, 'bid', 1, 1, ?4, ?3, ?3, ?2, 8, 0, NULL, ?5)",
    "INSERT INTO bid_keys (lot_id, account_id, key, fingerprint, answer, at) \
     VALUES (?1, 1, ?6, 'flat', ?7, ?3)",
    "UPDATE auctions SET seq = ?2, at = ?3, price_fen = ?4, leader_paddle = 1, ends_at = ends_at, \
     extensions = 0, bid_count = ?2, bidder_count = 8, latest_bid_at = ?3, outcome = NULL \
     WHERE lot_id = ?1 AND seq < ?2",
    "UPDATE enrolments SET bids = bids + 1, last_bid_seq = ?2 WHERE lot_id = ?1 AND account_id = 1",
];

/// Copies a database that others have open.
///
/// # Errors
/// When the disk refuses.
pub fn vacuum_into(from: &Path, to: &Path) -> anyhow::Result<()> {
    let bare = Bare::open(from, false)?;
    bare.run(&format!("VACUUM INTO '{}'", to.display()))
}

impl Bare {
    /// Opens the database; with `prepare` also for the bare loop.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(path: &Path, prepare: bool) -> anyhow::Result<Self> {
        let name = CString::new(path.display().to_string())?;
        let mut db = ptr::null_mut();
        // SAFETY: the name is a C string, and the handle is checked before it is used.
        let opened = unsafe { ffi::sqlite3_open(name.as_ptr(), &raw mut db) };
        ensure!(opened == ffi::SQLITE_OK, "cannot open {}", path.display());
        let mut bare = Self {
            db,
            statements: Vec::new(),
            questions: Vec::new(),
            lots: Vec::new(),
            keys: 0,
        };
        if prepare {
            bare.run("PRAGMA journal_mode = WAL")?;
            bare.run("PRAGMA synchronous = FULL")?;
            for text in STATEMENTS {
                let statement = bare.prepare(text)?;
                bare.statements.push(statement);
            }
            bare.lots = bare.read_lots()?;
            // The copy may have been bid on before: every bid had a key and a number.
            bare.keys = bare.lots.iter().map(|(_, seq)| *seq as u64).sum();
        }
        Ok(bare)
    }

    /// Bids for `span` and gives how many were durable in a second.
    ///
    /// # Errors
    /// When a statement fails.
    pub fn bids_per_second(&mut self, span: Duration) -> anyhow::Result<f64> {
        let start = Instant::now();
        let mut done = 0u64;
        while start.elapsed() < span {
            self.commit(BATCH)?;
            done += BATCH as u64;
        }
        Ok(done as f64 / start.elapsed().as_secs_f64())
    }

    /// Commits some bids together.
    ///
    /// # Errors
    /// When a statement fails.
    pub fn commit(&mut self, bids: usize) -> anyhow::Result<()> {
        // As long as ours, and filled with what compresses as little.
        let (frame, answer) = (
            CString::new("f".repeat(640))?,
            CString::new("a".repeat(330))?,
        );
        self.run("BEGIN IMMEDIATE")?;
        for _ in 0..bids {
            self.bid(&frame, &answer)?;
        }
        self.run("COMMIT")
    }

    fn bid(&mut self, frame: &CStr, answer: &CStr) -> anyhow::Result<()> {
        self.keys += 1;
        let place = self.keys as usize % self.lots.len();
        self.lots[place].1 += 1;
        let (lot, seq) = self.lots[place];
        let key = CString::new(format!("{:032x}", self.keys))?;
        for statement in &self.statements {
            let numbers = [lot, seq, 1_700_000_000_000_000 + seq, 10_000_000 + seq];
            // SAFETY: the statement is ours; texts outlive the step; a number too many is refused
            // by SQLite with SQLITE_RANGE and changes nothing.
            let done = unsafe {
                for (place, number) in (1..).zip(numbers) {
                    ffi::sqlite3_bind_int64(*statement, place, number);
                }
                for (place, text) in [(5, frame), (6, key.as_c_str()), (7, answer)] {
                    let length = text.count_bytes() as i32;
                    ffi::sqlite3_bind_text(*statement, place, text.as_ptr(), length, None);
                }
                let done = ffi::sqlite3_step(*statement);
                ffi::sqlite3_reset(*statement);
                done
            };
            if done != ffi::SQLITE_DONE {
                bail!("the bare loop failed: {}", self.message());
            }
        }
        Ok(())
    }

    /// Prepares a question with one text in it; [`Self::ask`] knows it by the number.
    ///
    /// # Errors
    /// When SQLite does not understand it.
    pub fn question(&mut self, text: &str) -> anyhow::Result<usize> {
        let statement = self.prepare(text)?;
        self.questions.push(statement);
        Ok(self.questions.len() - 1)
    }

    /// Asks a prepared question and reads every column of its rows as text; how many rows came.
    ///
    /// # Errors
    /// When the statement fails.
    pub fn ask(&self, question: usize, text: &str) -> anyhow::Result<usize> {
        let (statement, text) = (self.questions[question], CString::new(text)?);
        let length = text.count_bytes() as i32;
        let mut rows = 0;
        // SAFETY: the statement is ours, and the text outlives its steps.
        let done = unsafe {
            ffi::sqlite3_bind_text(statement, 1, text.as_ptr(), length, None);
            let mut done = ffi::sqlite3_step(statement);
            while done == ffi::SQLITE_ROW {
                for column in 0..ffi::sqlite3_column_count(statement) {
                    std::hint::black_box(ffi::sqlite3_column_text(statement, column));
                }
                rows += 1;
                done = ffi::sqlite3_step(statement);
            }
            ffi::sqlite3_reset(statement);
            done
        };
        ensure!(done == ffi::SQLITE_DONE, "{}", self.message());
        Ok(rows)
    }

    fn read_lots(&self) -> anyhow::Result<Vec<(i64, i64)>> {
        let text = "SELECT a.lot_id, a.seq FROM auctions a JOIN enrolments e \
                    ON e.lot_id = a.lot_id AND e.account_id = 1 ORDER BY a.lot_id";
        let statement = self.prepare(text)?;
        let mut lots = Vec::new();
        // SAFETY: the statement is ours and has two columns of numbers.
        unsafe {
            while ffi::sqlite3_step(statement) == ffi::SQLITE_ROW {
                let lot = ffi::sqlite3_column_int64(statement, 0);
                lots.push((lot, ffi::sqlite3_column_int64(statement, 1)));
            }
            ffi::sqlite3_finalize(statement);
        }
        ensure!(!lots.is_empty(), "the copy has no lot under the hammer");
        Ok(lots)
    }

    fn prepare(&self, text: &str) -> anyhow::Result<*mut ffi::sqlite3_stmt> {
        let text = CString::new(text)?;
        let mut statement = ptr::null_mut();
        // SAFETY: the database is open and the text a C string.
        let prepared = unsafe {
            ffi::sqlite3_prepare_v2(
                self.db,
                text.as_ptr(),
                -1,
                &raw mut statement,
                ptr::null_mut(),
            )
        };
        ensure!(prepared == ffi::SQLITE_OK, "{}", self.message());
        Ok(statement)
    }

    /// Runs a statement that answers nothing.
    ///
    /// # Errors
    /// When it fails.
    pub fn run(&self, text: &str) -> anyhow::Result<()> {
        let text = CString::new(text)?;
        // SAFETY: the database is open and the text a C string.
        let done = unsafe {
            ffi::sqlite3_exec(
                self.db,
                text.as_ptr(),
                None,
                ptr::null_mut(),
                ptr::null_mut(),
            )
        };
        ensure!(done == ffi::SQLITE_OK, "{}", self.message());
        Ok(())
    }

    fn message(&self) -> String {
        // SAFETY: SQLite gives a C string that lives until the next call.
        unsafe { CStr::from_ptr(ffi::sqlite3_errmsg(self.db)) }
            .to_string_lossy()
            .into_owned()
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        // SAFETY: every handle is ours and is not used again.
        unsafe {
            for statement in self.statements.iter().chain(&self.questions) {
                ffi::sqlite3_finalize(*statement);
            }
            ffi::sqlite3_close(self.db);
        }
    }
}
