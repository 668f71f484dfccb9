//! The built portal as a child process on a free port of loopback.

use anyhow::{Context, bail, ensure};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::time::sleep;

/// A running process that serves; it ends with this value.
pub struct Served {
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
}

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_path_buf()
}

/// Folder of the browser's half that was built last.
///
/// # Errors
/// When nothing is built.
pub fn package() -> anyhow::Result<PathBuf> {
    let stamp = root().join("target/.built-release");
    let name = std::fs::read_to_string(&stamp).context("Nothing is built yet; run make build.")?;
    Ok(root().join("target/site").join(name.trim()))
}

/// The built program.
///
/// # Errors
/// When it is not there.
pub fn binary() -> anyhow::Result<PathBuf> {
    let binary = root().join("target/release/luochui");
    ensure!(
        binary.is_file(),
        "There is no {}; run make build.",
        binary.display()
    );
    Ok(binary)
}

/// A free port of loopback.
///
/// # Errors
/// When there is none.
pub fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// Starts the portal over the file in `data`.
///
/// # Errors
/// When it is not built or does not come up within a minute.
pub async fn start(data: &Path) -> anyhow::Result<Served> {
    start_over(data, None).await
}

/// Starts the portal over the database at this address, or the file in `data`.
///
/// # Errors
/// As [`start`].
pub async fn start_over(data: &Path, database: Option<&str>) -> anyhow::Result<Served> {
    let package = package()?;
    let address = free_address()?;
    let mut command = Command::new(binary()?);
    command
        .args(["serve", "--unlimited-bids", "--data"])
        .arg(data)
        .args(["--listen", &address.to_string()])
        .env("LEPTOS_SITE_ROOT", root().join("target/site"))
        .env(
            "LEPTOS_SITE_PKG_DIR",
            package.file_name().context("a folder name")?,
        )
        .env("RUST_LOG", "warn")
        .stderr(Stdio::null());
    if let Some(url) = database {
        command.args(["--database", url]);
    }
    spawn(command, address).await
}

/// Starts the bare stream, which is this program itself.
///
/// # Errors
/// When it does not come up.
pub async fn start_bare_stream() -> anyhow::Result<Served> {
    let address = free_address()?;
    let mut command = Command::new(std::env::current_exe()?);
    command
        .arg("--bare-stream")
        .env("BENCH_LISTEN", address.to_string());
    spawn(command, address).await
}

/// Starts the bare bid loop over the database in `path`; it is this program too.
///
/// # Errors
/// When it does not come up.
pub async fn start_bare_bids(path: &Path) -> anyhow::Result<Served> {
    let address = free_address()?;
    let mut command = Command::new(std::env::current_exe()?);
    command
        .arg("--bare-bids")
        .env("BENCH_LISTEN", address.to_string())
        .env("BENCH_DATABASE", path);
    spawn(command, address).await
}

/// Starts the bare pages, which are this program too, over the pages in `folder`.
///
/// # Errors
/// When it does not come up.
pub async fn start_bare_pages(folder: &Path) -> anyhow::Result<Served> {
    let address = free_address()?;
    let mut command = Command::new(std::env::current_exe()?);
    command
        .arg("--bare-pages")
        .env("BENCH_LISTEN", address.to_string())
        .env("BENCH_PAGES", folder);
    spawn(command, address).await
}

/// Runs a program and waits until it listens on the address. What it complains of is shown, unless the
/// command says otherwise: a limit that breaks is not to be taken for a slow one.
///
/// # Errors
/// When it does not.
pub async fn spawn(mut command: Command, address: SocketAddr) -> anyhow::Result<Served> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    for _ in 0..600 {
        if tokio::net::TcpStream::connect(address).await.is_ok() {
            return Ok(Served { address, child });
        }
        if let Some(status) = child.try_wait()? {
            bail!("the server under test ended: {status}");
        }
        sleep(Duration::from_millis(100)).await;
    }
    bail!("the server under test did not listen within a minute")
}

impl Served {
    /// Resident memory, bytes.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn memory(&self) -> anyhow::Result<u64> {
        let pid = self.child.id().context("the server under test has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|rest| rest.split_whitespace().next());
        Ok(kilobytes.context("no VmRSS")?.parse::<u64>()? * 1_024)
    }

    /// Ends the process and waits for it.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
}
