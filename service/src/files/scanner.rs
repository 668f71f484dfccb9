//! A program of the operator that looks at every file before it is kept (reliability.md S-23). It gets
//! the file as its input and answers with its exit status, as `clamscan` and `clamdscan` do: 0 for a
//! clean file, 1 for one that is refused, everything else for a program that cannot say.
//!
//! Whoever cannot say has said no: without an answer nothing is kept.

use crate::{Error, Portal};
use sha2::{Digest, Sha256};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Files that are looked at together; the others wait, within their own time.
const TOGETHER: usize = 2;
/// The exit status for a file that is refused.
const REFUSED: i32 = 1;
/// What of the environment the program gets: no secret of the portal stands in it.
const ENVIRONMENT: [&str; 3] = ["PATH", "LANG", "TZ"];

/// The program and how long it has. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Scanner {
    program: PathBuf,
    options: Arc<[String]>,
    within: Duration,
    seats: Arc<Semaphore>,
}

/// What the program says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Clean,
    Refused,
    /// It was not there, ended otherwise, or took too long.
    Unknown,
}

impl Scanner {
    /// A program with its options, blanks between; no shell reads it. A program named with a path has
    /// to be there.
    ///
    /// # Errors
    /// When no program is named, or there is none.
    pub fn new(command: &str, within: Duration) -> std::io::Result<Self> {
        let mut words = command.split_whitespace().map(str::to_owned);
        let program = words.next().map(PathBuf::from);
        let program = program.ok_or_else(|| std::io::Error::from(ErrorKind::InvalidInput))?;
        if program.components().count() > 1 {
            std::fs::metadata(&program)?;
        }
        Ok(Self {
            program,
            options: words.collect(),
            within,
            seats: Arc::new(Semaphore::new(TOGETHER)),
        })
    }

    /// The program, for those who are told that it does not answer.
    fn program(&self) -> &Path {
        &self.program
    }

    async fn look(&self, bytes: &[u8]) -> Verdict {
        let asked = async {
            let _seat = self.seats.acquire().await.ok()?;
            let mut child = self.start().ok()?;
            let whole = hand_over(&mut child, bytes).await;
            let status = child.wait().await.ok()?;
            Some(match (status.code()?, whole) {
                // It said so before it had read the whole file.
                (0, false) => Verdict::Unknown,
                (0, true) => Verdict::Clean,
                (REFUSED, _) => Verdict::Refused,
                _ => Verdict::Unknown,
            })
        };
        // What is dropped at the end of the time kills its program.
        let answered = timeout(self.within, asked).await.ok().flatten();
        answered.unwrap_or(Verdict::Unknown)
    }

    fn start(&self) -> std::io::Result<Child> {
        let kept = |name: &&str| std::env::var_os(name).map(|value| ((*name).to_owned(), value));
        Command::new(&self.program)
            .args(self.options.iter())
            .env_clear()
            .envs(ENVIRONMENT.iter().filter_map(kept))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
    }
}

/// Whether the program took the whole file.
async fn hand_over(child: &mut Child, bytes: &[u8]) -> bool {
    match child.stdin.take() {
        Some(mut input) => input.write_all(bytes).await.is_ok() && input.shutdown().await.is_ok(),
        None => false,
    }
}

impl Portal {
    /// A file that the scanner has nothing against, or every file where there is no scanner.
    ///
    /// # Errors
    /// `FILE_INFECTED`; `FILE_UNSCANNED` when the scanner does not answer in its time.
    pub(crate) async fn scanned(&self, bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
        let Some(scanner) = self.settings().scanner.as_ref() else {
            return Ok(bytes);
        };
        match scanner.look(&bytes).await {
            Verdict::Clean => Ok(bytes),
            Verdict::Refused => {
                let sha256 = crate::random::hex(&Sha256::digest(&bytes));
                tracing::warn!(sha256, "the scanner refused a file");
                Err(Error::invalid("FILE_INFECTED"))
            }
            Verdict::Unknown => {
                let program = scanner.program().display();
                tracing::error!(%program, "the scanner does not answer, a file was not kept");
                Err(Error::invalid("FILE_UNSCANNED"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    use tempfile::TempDir;

    /// A program of these lines.
    fn program(lines: &str) -> (TempDir, Scanner) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("scanner");
        let file = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o700)
            .open(&path);
        write!(file.unwrap(), "#!/bin/sh\n{lines}\n").unwrap();
        let command = format!("{} -", path.display());
        let scanner = Scanner::new(&command, Duration::from_secs(10)).unwrap();
        (folder, scanner)
    }

    #[tokio::test]
    async fn the_status_of_the_program_is_its_word() {
        let file = vec![b'x'; 1 << 20];
        let (_folder, looks) = program("if grep -q EICAR; then exit 1; fi; exit 0");
        assert_eq!(looks.look(&file).await, Verdict::Clean);
        assert_eq!(looks.look(b"has EICAR inside").await, Verdict::Refused);
        let (_folder, counts) = program("test \"$(wc -c)\" -eq 1048576 && test \"$1\" = -");
        assert_eq!(counts.look(&file).await, Verdict::Clean, "the whole file");
        for (lines, what) in [
            ("exit 2", "out of order"),
            ("kill -9 $$", "killed"),
            ("exit 0", "has not read it"),
        ] {
            let (_folder, scanner) = program(lines);
            assert_eq!(scanner.look(&file).await, Verdict::Unknown, "{what}");
        }
        let (_folder, early) = program("head -c 1 > /dev/null; exit 1");
        assert_eq!(early.look(&file).await, Verdict::Refused, "soon sure");
        let missing = Scanner::new("luochui-no-such-scanner", Duration::from_secs(1)).unwrap();
        assert_eq!(missing.look(b"x").await, Verdict::Unknown);
    }

    #[tokio::test]
    async fn whoever_takes_too_long_has_said_nothing() {
        let (_folder, mut slow) = program("exec sleep 60");
        slow.within = Duration::from_millis(100);
        let asked: Vec<_> = (0..4).map(|_| slow.look(b"x")).collect();
        for verdict in futures::future::join_all(asked).await {
            assert_eq!(verdict, Verdict::Unknown);
        }
        assert_eq!(slow.seats.available_permits(), TOGETHER, "all were left");
    }

    #[tokio::test]
    async fn the_program_gets_no_secret_of_the_environment() {
        // Cargo sets this one for whatever it runs.
        assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
        let (_folder, scanner) = program("cat > /dev/null; test -z \"$CARGO_MANIFEST_DIR\"");
        assert_eq!(scanner.look(b"x").await, Verdict::Clean);
    }

    #[test]
    fn a_program_is_named() {
        let new = |text| Scanner::new(text, Duration::from_secs(1)).map(drop);
        assert!(new("clamdscan --no-summary -").is_ok());
        assert!(new(" ").is_err());
        assert!(new("/nowhere/clamdscan -").is_err());
    }
}
