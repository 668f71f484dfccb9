//! The built portal as a child process on a port of loopback that stays the same over restarts.

use crate::client::Client;
use crate::shim::Shim;
use crate::tables::Tables;
use anyhow::{Context, bail, ensure};
use service::{Random, Vault};
use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};
use tokio::time::sleep;

/// Ready again within this time (reliability.md I-32).
pub const READY_MAX: Duration = Duration::from_secs(10);

/// How a server is started, again and again.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// The built program.
    pub binary: PathBuf,
    /// Its data folder.
    pub data: PathBuf,
    /// Where it listens.
    pub address: SocketAddr,
    /// PostgreSQL instead of the file in the data folder.
    pub database: Option<String>,
    /// Further options.
    pub options: Vec<String>,
    /// Environment that is added.
    pub environment: Vec<(String, PathBuf)>,
    /// A line of the shell that is run before the program in the same process, such as `ulimit`.
    pub before: Option<String>,
    /// Where it writes what it has to say.
    pub log: PathBuf,
}

/// A running portal; it ends with this value.
pub struct Served {
    child: Child,
    address: SocketAddr,
}

/// A port of loopback that nobody has.
///
/// # Errors
/// When there is none.
pub fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

impl Recipe {
    /// The portal over the SQLite file in `data`, logging into `folder`.
    ///
    /// # Errors
    /// When there is no free port.
    pub fn new(binary: &Path, data: &Path, folder: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            binary: binary.to_owned(),
            data: data.to_owned(),
            address: free_address()?,
            database: None,
            options: Vec::new(),
            environment: Vec::new(),
            before: None,
            log: folder.join("server.log"),
        })
    }

    /// With the preloaded library.
    #[must_use]
    pub fn broken_by(mut self, shim: &Shim) -> Self {
        let pairs = shim.environment().map(|(name, path)| (name.into(), path));
        self.environment.extend(pairs);
        self
    }

    /// Over PostgreSQL, as the node of this name.
    #[must_use]
    pub fn over(mut self, url: &str, node: &str) -> Self {
        self.database = Some(url.to_owned());
        self.options.extend(["--node".into(), node.into()]);
        self
    }

    /// With a hidden option of `serve`.
    #[must_use]
    pub fn with(mut self, options: &[&str]) -> Self {
        self.options.extend(options.iter().map(|o| (*o).to_owned()));
        self
    }

    /// Where the tables are.
    pub fn tables(&self) -> Tables {
        match &self.database {
            Some(url) => Tables::Postgres(url.clone()),
            None => Tables::Sqlite(self.data.join("luochui.sqlite")),
        }
    }

    fn command(&self) -> Command {
        let Some(before) = &self.before else {
            return Command::new(&self.binary);
        };
        let mut shell = Command::new("sh");
        shell
            .arg("-c")
            .arg(format!("{before} && exec \"$0\" \"$@\""));
        shell.arg(&self.binary);
        shell
    }

    /// The file of the key that seals secrets, beside the data folders: nodes over one database share it.
    fn shared_key(&self) -> anyhow::Result<PathBuf> {
        let file = self.data.with_file_name("secrets.key");
        let made = File::options()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&file);
        match made {
            Ok(mut made) => made.write_all(Vault::new_file(&Random::from_system()).as_bytes())?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
        Ok(file)
    }

    /// Starts the process without waiting for it.
    ///
    /// # Errors
    /// When there is no such program.
    pub fn spawn(&self) -> anyhow::Result<Served> {
        let log = File::options().create(true).append(true).open(&self.log)?;
        let mut command = self.command();
        command
            .args(["serve", "--unlimited-bids", "--data"])
            .arg(&self.data)
            .args(["--listen", &self.address.to_string()])
            // A full disk is one of the faults, and what is read on it is looked at.
            .args(["--disk-floor-mb", "0"])
            .args(&self.options)
            .env("RUST_LOG", "warn");
        if let Some(url) = &self.database {
            command
                .args(["--database", url])
                .env("LUOCHUI_SECRETS_KEY_FILE", self.shared_key()?);
        }
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", self.binary.display()))?;
        Ok(Served {
            child,
            address: self.address,
        })
    }

    /// Starts the process and says how long it took until it was ready.
    ///
    /// # Errors
    /// When it is not ready after [`READY_MAX`], which breaks I-32, or ended.
    pub async fn start(&self) -> anyhow::Result<(Served, Duration)> {
        let begun = Instant::now();
        let mut served = self.spawn()?;
        while !is_ready(self.address).await {
            if let Some(status) = served.child.try_wait()? {
                bail!("the portal ended at its start: {status}");
            }
            ensure!(begun.elapsed() < READY_MAX, "I-32 not ready after 10 s");
            sleep(Duration::from_millis(10)).await;
        }
        Ok((served, begun.elapsed()))
    }

    /// Replays every lot with the program itself (I-16): what it found, when something.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn replay(&self) -> anyhow::Result<Option<String>> {
        let mut command = Command::new(&self.binary);
        command
            .args(["replay", "--verify", "--data"])
            .arg(&self.data);
        if let Some(url) = &self.database {
            command.args(["--database", url]);
        }
        let output = command.env("RUST_LOG", "warn").output().await?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let wrong = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok((!output.status.success()).then(|| format!("I-16 {said} {wrong}")))
    }
}

impl Recipe {
    /// Rebuilds and replays the whole public ledger of the portal at `address`, as a stranger
    /// would (I-23): what it found, when something.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn verify_ledger(&self, address: SocketAddr) -> anyhow::Result<Option<String>> {
        let mut command = Command::new(&self.binary);
        let output = command
            .args(["verify", &format!("http://{address}")])
            .output();
        let output = output.await?;
        let wrong = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok((!output.status.success()).then(|| format!("I-23 {wrong}")))
    }
}

/// Whether it answers that it is ready.
pub async fn is_ready(address: SocketAddr) -> bool {
    let answer = Client::new(address, "").get("/readyz").await;
    answer.is_some_and(|(status, _)| status == 200)
}

impl Served {
    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The id of the process.
    ///
    /// # Errors
    /// When it has ended.
    pub fn id(&self) -> anyhow::Result<u32> {
        self.child.id().context("the portal has ended")
    }

    /// Ends it as the kernel does when memory runs out: at once and without a word.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Waits until it ends by itself.
    ///
    /// # Errors
    /// When it has not after `patience`.
    pub async fn ended(&mut self, patience: Duration) -> anyhow::Result<ExitStatus> {
        let ended = tokio::time::timeout(patience, self.child.wait()).await;
        Ok(ended.context("the process did not end")??)
    }

    /// Sends a signal by name, such as STOP.
    ///
    /// # Errors
    /// When it has ended.
    pub async fn signal(&self, name: &str) -> anyhow::Result<()> {
        let command = format!("kill -{name} {}", self.id()?);
        let sent = Command::new("sh").args(["-c", &command]).status().await?;
        ensure!(sent.success(), "no signal was sent");
        Ok(())
    }

    /// Resident memory, bytes.
    ///
    /// # Errors
    /// When it has ended.
    pub fn memory(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id()?))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|rest| rest.split_whitespace().next());
        Ok(kilobytes.context("no VmRSS")?.parse::<u64>()? * 1_024)
    }

    /// Open files and connections.
    ///
    /// # Errors
    /// When it has ended.
    pub fn open_files(&self) -> anyhow::Result<usize> {
        Ok(std::fs::read_dir(format!("/proc/{}/fd", self.id()?))?.count())
    }
}
