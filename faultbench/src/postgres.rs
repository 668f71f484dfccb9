//! Throw-away PostgreSQL clusters from the local programs: one, or a primary with a synchronous
//! standby. They sync to disk, as the portal demands.

use anyhow::{Context, ensure};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A cluster; it is stopped when it is dropped.
pub struct Cluster {
    programs: PathBuf,
    data: PathBuf,
    port: u16,
    running: bool,
}

/// The folder of the server's programs, as `scripts/postgres.sh --find` knows it.
///
/// # Errors
/// When PostgreSQL's server is not installed.
pub fn programs() -> anyhow::Result<PathBuf> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/postgres.sh");
    let output = Command::new(script).arg("--find").output()?;
    let folder = String::from_utf8(output.stdout)?.trim().to_owned();
    ensure!(!folder.is_empty(), "PostgreSQL's server is not installed");
    Ok(PathBuf::from(folder))
}

impl Cluster {
    /// A new cluster in `folder`, running. With `synchronous` every commit waits for a standby,
    /// which must be made with [`Cluster::standby`] before anything is written.
    ///
    /// # Errors
    /// When PostgreSQL refuses.
    pub fn start(folder: &Path, settings: &str) -> anyhow::Result<Self> {
        let mut own = Self::at(folder)?;
        own.run(
            "initdb",
            &[
                "-U",
                "postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
            ],
        )?;
        let path = own.data.join("postgresql.conf");
        let text = std::fs::read_to_string(&path)?;
        std::fs::write(
            &path,
            format!("{text}\nmax_connections = 200\n{settings}\n"),
        )?;
        own.restart()?;
        Ok(own)
    }

    /// A standby of this cluster in `folder`, running and following.
    ///
    /// # Errors
    /// When PostgreSQL refuses.
    pub fn standby(&self, folder: &Path) -> anyhow::Result<Self> {
        self.standby_by(folder, self.address(), "")
    }

    /// As [`Cluster::standby`], following by way of `way`, such as a proxy, and with these settings.
    ///
    /// # Errors
    /// When PostgreSQL refuses.
    pub fn standby_by(
        &self,
        folder: &Path,
        way: SocketAddr,
        settings: &str,
    ) -> anyhow::Result<Self> {
        let mut own = Self::at(folder)?;
        let from = format!("host=127.0.0.1 port={} user=postgres", self.port);
        let data = own.data.display().to_string();
        own.program(
            "pg_basebackup",
            &["-d", &from, "-D", &data, "-R", "-X", "stream", "-c", "fast"],
        )?;
        // The last word counts: this file is read after the other one.
        let path = own.data.join("postgresql.auto.conf");
        let text = std::fs::read_to_string(&path)?;
        let (host, port) = (way.ip(), way.port());
        std::fs::write(
            &path,
            format!(
                "{text}\nprimary_conninfo = 'host={host} port={port} user=postgres'\n{settings}\n"
            ),
        )?;
        own.restart()?;
        Ok(own)
    }

    fn at(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let port = crate::server::free_address()?.port();
        if is_root()? {
            let changed = Command::new("chown").arg("postgres").arg(folder).status()?;
            ensure!(changed.success(), "there is no user postgres");
            open_way(folder)?;
        }
        Ok(Self {
            programs: programs()?,
            data: folder.join("data"),
            port,
            running: false,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// Its address for clients that come by way of `way`, such as a proxy.
    pub fn url_by(way: SocketAddr) -> String {
        format!("postgres://postgres@{way}/postgres")
    }

    /// Its address.
    pub fn url(&self) -> String {
        Self::url_by(self.address())
    }

    /// Starts it where it stands.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        let socket = self.data.display().to_string();
        let options = format!("-h 127.0.0.1 -p {} -k {socket}", self.port);
        let log = self.data.join("log").display().to_string();
        self.run(
            "pg_ctl",
            &["start", "-w", "-s", "-t", "60", "-l", &log, "-o", &options],
        )?;
        self.running = true;
        Ok(())
    }

    /// Stops it: `fast` ends every connection, `immediate` ends without a word, as a crash does.
    ///
    /// # Errors
    /// When it does not stop.
    pub fn stop(&mut self, mode: &str) -> anyhow::Result<()> {
        self.run("pg_ctl", &["stop", "-w", "-s", "-m", mode])?;
        self.running = false;
        Ok(())
    }

    /// Makes a standby the primary.
    ///
    /// # Errors
    /// When it refuses.
    pub fn promote(&self) -> anyhow::Result<()> {
        self.run("pg_ctl", &["promote", "-w", "-s"])
    }

    fn run(&self, name: &str, arguments: &[&str]) -> anyhow::Result<()> {
        let data = self.data.display().to_string();
        let with_data: Vec<&str> = ["-D", &data]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        self.program(name, &with_data)
    }

    /// Runs one of the programs as the user who may.
    fn program(&self, name: &str, arguments: &[&str]) -> anyhow::Result<()> {
        let program = self.programs.join(name);
        let mut command = if is_root()? {
            let mut command = Command::new("setpriv");
            let group = id(&["-g", "postgres"])?;
            command.args([
                "--reuid=postgres",
                &format!("--regid={group}"),
                "--clear-groups",
            ]);
            command.arg(program);
            command
        } else {
            Command::new(program)
        };
        let folder = self.data.parent().unwrap_or(&self.data);
        // Its output goes to a file: a server that is started keeps what it inherits.
        let said = folder.join("said");
        let out = std::fs::File::create(&said)?;
        let done = command
            .args(arguments)
            .current_dir(folder)
            .stdout(out.try_clone()?)
            .stderr(out)
            .status()
            .with_context(|| format!("cannot run {name}"))?;
        let said = std::fs::read_to_string(said)?;
        ensure!(done.success(), "{name}: {said}");
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.running
            && let Err(error) = self.stop("immediate")
        {
            eprintln!("{error}");
        }
    }
}

fn is_root() -> anyhow::Result<bool> {
    Ok(id(&["-u"])? == "0")
}

fn id(arguments: &[&str]) -> anyhow::Result<String> {
    let Output { stdout, .. } = Command::new("id").args(arguments).output()?;
    Ok(String::from_utf8(stdout)?.trim().to_owned())
}

/// The user postgres must be able to reach the folder: temporary folders are closed to others.
fn open_way(folder: &Path) -> anyhow::Result<()> {
    let temporary = std::env::temp_dir();
    let ways = folder
        .ancestors()
        .skip(1)
        .take_while(|way| way.starts_with(&temporary) && **way != *temporary);
    for way in ways {
        let opened = Command::new("chmod").arg("a+x").arg(way).status()?;
        ensure!(opened.success(), "cannot open {}", way.display());
    }
    Ok(())
}
