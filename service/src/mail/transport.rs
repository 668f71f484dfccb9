//! The way out: a mail server, or files in a folder where there is none.

use super::options::MailOptions;
use crate::Settings;
use domain::mail::{ATTEMPT_MS, MailProblem};
use domain::time::Timestamp;
use lettre::address::Envelope;
use lettre::transport::smtp::Error as SmtpError;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The whole of an attempt.
const ATTEMPT: Duration = Duration::from_millis(ATTEMPT_MS as u64);
/// Where mails go without a server, below the data folder.
const OUTBOX: &str = "outbox";

/// A mail, ready to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The part of its `Message-ID` before the `@`.
    pub id: String,
    /// Who answers for it.
    pub from: String,
    /// Who reads it.
    pub to: String,
    /// Its bytes, headers and all.
    pub bytes: Vec<u8>,
    /// When it was written.
    pub at: Timestamp,
}

/// How a mail leaves.
pub trait MailTransport: Send + Sync {
    /// Hands a mail on.
    ///
    /// # Errors
    /// Why nobody has taken it.
    fn send(&self, mail: &Outgoing) -> impl Future<Output = Result<(), MailProblem>> + Send;
}

/// The way out that the operator has set.
#[derive(Clone)]
pub enum WayOut {
    /// Through a mail server.
    Smtp(Smtp),
    /// Into a folder.
    Folder(Folder),
}

impl WayOut {
    /// The way out of these settings; nothing without a server and without a data folder.
    ///
    /// # Errors
    /// What is wrong with the server's address.
    pub fn of(settings: &Settings) -> Result<Option<Self>, String> {
        if let Some(smtp) = Smtp::new(&settings.mail)? {
            return Ok(Some(Self::Smtp(smtp)));
        }
        let folder = settings.data.as_deref().map(Folder::below);
        Ok(folder.map(Self::Folder))
    }
}

impl MailTransport for WayOut {
    async fn send(&self, mail: &Outgoing) -> Result<(), MailProblem> {
        match self {
            Self::Smtp(smtp) => smtp.send(mail).await,
            Self::Folder(folder) => folder.send(mail).await,
        }
    }
}

/// A mail server; one connection for each mail.
#[derive(Clone)]
pub struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

impl Smtp {
    /// The server of these options; nothing where there is none.
    ///
    /// # Errors
    /// What is wrong with its address.
    pub fn new(options: &MailOptions) -> Result<Option<Self>, String> {
        Ok(options.transport()?.map(Self))
    }
}

impl MailTransport for Smtp {
    async fn send(&self, mail: &Outgoing) -> Result<(), MailProblem> {
        let read = |text: &str| text.parse::<Address>().map_err(|_| MailProblem::Malformed);
        let envelope = Envelope::new(Some(read(&mail.from)?), vec![read(&mail.to)?]);
        let envelope = envelope.map_err(|_| MailProblem::Malformed)?;
        let sent = self.0.send_raw(&envelope, &mail.bytes);
        match tokio::time::timeout(ATTEMPT, sent).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(problem(&error)),
            Err(_) => Err(MailProblem::Timeout),
        }
    }
}

fn problem(error: &SmtpError) -> MailProblem {
    let code = error.status().map(|code| code.to_string());
    // Our own name or password is wrong, which the operator may mend: the mail is not at fault.
    let is_sign_in = matches!(code.as_deref(), Some("530" | "534" | "535" | "538"));
    match () {
        () if error.is_permanent() && !is_sign_in => MailProblem::Refused,
        () if error.is_transient() || is_sign_in => MailProblem::Deferred,
        () if error.is_timeout() => MailProblem::Timeout,
        () => MailProblem::Unreachable,
    }
}

/// A folder in which mails lie as files until somebody fetches them.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The outbox of a data folder.
    pub fn below(data: &Path) -> Self {
        Self(data.join(OUTBOX))
    }
}

impl MailTransport for Folder {
    async fn send(&self, mail: &Outgoing) -> Result<(), MailProblem> {
        let (folder, mail) = (self.0.clone(), mail.clone());
        let laid = tokio::task::spawn_blocking(move || lay(&folder, &mail)).await;
        let laid = laid.map_err(io::Error::other).and_then(|laid| laid);
        laid.map_err(|error| {
            tracing::warn!(%error, "a mail could not be laid into the outbox folder");
            MailProblem::Unreachable
        })
    }
}

/// Writes the file beside its place and moves it there. Whoever does it again finds the same name: the
/// folder never holds a mail twice.
fn lay(folder: &Path, mail: &Outgoing) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let name = format!("{}-{}.eml", mail.at.millis(), mail.id);
    let unfinished = folder.join(format!(".{name}"));
    // What a process left that died here has the mode that it should have; anything else is not ours.
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(&mail.bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, folder.join(name))?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[tokio::test]
    async fn a_file_is_whole_and_its_owners_alone_and_there_once() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::below(data.path());
        let mail = Outgoing {
            id: "0123".into(),
            from: "luochui@localhost".into(),
            to: "anna@example.com".into(),
            bytes: b"Subject: x\r\n\r\n".to_vec(),
            at: Timestamp::from_millis(5),
        };
        // What somebody left who died in the middle is in nobody's way.
        fs::create_dir(data.path().join(OUTBOX)).unwrap();
        fs::write(data.path().join(OUTBOX).join(".5-0123.eml"), b"half").unwrap();
        for _ in 0..2 {
            folder.send(&mail).await.unwrap();
        }
        let names: Vec<_> = fs::read_dir(data.path().join(OUTBOX))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        assert_eq!(names.len(), 1, "{names:?}");
        assert_eq!(fs::read(&names[0]).unwrap(), mail.bytes);
        assert!(names[0].ends_with("5-0123.eml"));
        let mode = fs::metadata(&names[0]).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
