//! The preloaded library that breaks the disk and the clock of one process (`shim/fault.c`), and
//! the page through which it is told what to do.

use anyhow::{Context, ensure};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What happens to the calls that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Nothing.
    None = 0,
    /// The call with the number fails with EIO.
    FailOnce = 1,
    /// That one and every later one.
    FailEver = 2,
    /// Each takes longer.
    Delay = 3,
    /// Each says that it was done, and does nothing.
    Swallow = 4,
}

/// Which calls count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// `fsync` and `fdatasync`.
    Sync = 1,
    /// `pwrite`.
    Write = 2,
    /// `ftruncate`.
    Truncate = 4,
}

/// Bytes of the page.
const PAGE: u64 = 4_096;

/// A built library with a page of its own.
pub struct Shim {
    library: PathBuf,
    path: PathBuf,
    page: File,
}

impl Shim {
    /// Builds the library into `folder` with the system's C compiler.
    ///
    /// # Errors
    /// When there is no compiler or it refuses.
    pub fn build(folder: &Path) -> anyhow::Result<Self> {
        let library = folder.join("fault.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("shim/fault.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-O2", "-shared", "-fPIC", "-o"]);
        let built = compiler.arg(&library).arg(source).arg("-ldl").status();
        ensure!(built.context("cc")?.success(), "cc refused shim/fault.c");
        let path = folder.join("fault.page");
        let page = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&path)?;
        page.set_len(PAGE)?;
        Ok(Self {
            library,
            path,
            page,
        })
    }

    /// The environment of a process that is to be broken.
    pub fn environment(&self) -> [(&'static str, PathBuf); 2] {
        [
            ("LD_PRELOAD", self.library.clone()),
            ("LUOCHUI_FAULT_PAGE", self.path.clone()),
        ]
    }

    /// Breaks calls from now on. `number` is the call for `Fail…`, counted from 1, and milliseconds
    /// for `Delay`.
    ///
    /// # Errors
    /// When the page cannot be written.
    pub fn set(&self, mode: Mode, calls: Calls, number: u64) -> anyhow::Result<()> {
        self.put(0, Mode::None as i64)?;
        self.put(1, calls as i64)?;
        self.put(2, number as i64)?;
        self.put(3, number as i64)?;
        self.put(5, 0)?;
        self.put(6, 0)?;
        self.put(0, mode as i64)
    }

    /// Moves the wall clock of the process by this much.
    ///
    /// # Errors
    /// When the page cannot be written.
    pub fn move_clock(&self, ms: i64) -> anyhow::Result<()> {
        self.put(4, ms * 1_000_000)
    }

    /// Faults injected since [`Shim::set`]: a fault that was never injected tests nothing.
    ///
    /// # Errors
    /// When the page cannot be read.
    pub fn fired(&self) -> anyhow::Result<u64> {
        let mut bytes = [0; 8];
        self.page.read_exact_at(&mut bytes, 6 * 8)?;
        Ok(u64::from_ne_bytes(bytes))
    }

    fn put(&self, place: u64, number: i64) -> anyhow::Result<()> {
        Ok(self.page.write_all_at(&number.to_ne_bytes(), place * 8)?)
    }
}
