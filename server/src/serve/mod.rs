//! The listening process: start, serve, stop without losing an answer.

mod house;
#[cfg(test)]
mod tests;

pub use house::End;

use crate::{assets, router};
use anyhow::{Context, bail};
use leptos::config::{Env, LeptosOptions};
use service::{Clock, Portal, Random, Settings, Store, workers};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};
use tokio::time::timeout;

/// Closing the database takes no longer.
const LEAVE_MAX: Duration = Duration::from_secs(5);
/// The stored data is looked through before anybody is served, but for no longer than this: a large
/// portal must be ready within three seconds too (performance.md R1), and looks on while it serves.
const SCRUB_MAX: Duration = Duration::from_secs(2);

/// How a process serves, beside what the portal is.
pub struct Process {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Where it tells its figures; nowhere when absent.
    pub metrics: Option<SocketAddr>,
    /// Folder of the built site, when it is not the usual one.
    pub site_root: Option<PathBuf>,
    /// Some secrets may stay sealed: their key is gone.
    pub secrets_key_lost: bool,
    /// How it ends.
    pub end: End,
}

/// Serves until the process is asked to stop.
///
/// # Errors
/// When the data is damaged, or an address cannot be listened on.
pub async fn serve(
    store: Store,
    clock: Clock,
    settings: Settings,
    process: Process,
) -> anyhow::Result<()> {
    let options = leptos_options(&process);
    let portal = Portal::open(store, clock, Random::from_system(), settings);
    scrub(&portal).await?;
    seal(&portal, process.secrets_key_lost).await?;
    if portal.store().is_followed_unawaited().await? {
        tracing::warn!(
            "PostgreSQL has standbys, but no commit waits for them: one that takes over may lack \
             acknowledged bids. Set synchronous_standby_names to call this high availability"
        );
    }
    let mut workers = workers::start(&portal);
    if portal.settings().policy.is_some() {
        workers.spawn(crate::witnesses::run(portal.clone()));
    }
    if let Some(address) = process.metrics {
        let listener = listen_on(address)?;
        tracing::info!("figures on http://{}/metrics", listener.local_addr()?);
        workers.spawn(crate::metrics::serve(listener, portal.clone()));
    }
    let app = router::router(portal.clone(), options);
    let listener = listen_on(process.listen)?;
    let address = listener.local_addr()?;
    tracing::info!("serving on http://{address}");
    eprintln!("Luochui is ready: http://{address}");
    crate::upkeep::offer_first_account(&portal, address).await?;
    house::serve(&portal, app, listener, process.end, asked_to_stop).await?;
    workers.shutdown().await;
    leave(&portal).await;
    Ok(())
}

/// Seals what lies open in the database, or under an older key; the first time it makes the key that push
/// services know the portal by.
async fn seal(portal: &Portal, lost: bool) -> anyhow::Result<()> {
    let sealed = portal.seal_secrets(lost).await.context(
        "put the file of keys back (--secrets-key-file); only where it is gone for good, start with \
         --secrets-key-lost",
    )?;
    if sealed > 0 {
        tracing::info!(sealed, "secrets were sealed under the present key");
    }
    let kept = portal.keep_push_key(lost).await;
    kept.context("the key that push services know the portal by does not open")
}

/// Connections that the system keeps until they are taken, as far as it lets a process have so many
/// (`net.core.somaxconn`). When thousands connect at once, whoever finds no place tries again after one,
/// two, four … seconds, up to two minutes; the usual 128 are full within a millisecond (F-18).
const WAITING_MAX: u32 = 65_535;

fn listen_on(address: SocketAddr) -> anyhow::Result<TcpListener> {
    listen(address).with_context(|| format!("cannot listen on {address}"))
}

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // As any listener: a restart does not wait for the connections of the process before.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING_MAX)
}

/// Writes what has only been gathered, and closes the database. The bids are there already.
async fn leave(portal: &Portal) {
    let left = async {
        if let Err(error) = portal.write_latencies().await {
            tracing::warn!(%error, "the last figures of bids were not written");
        }
        portal.store().close().await;
    };
    if timeout(LEAVE_MAX, left).await.is_err() {
        tracing::warn!("the database was not closed in time; nothing acknowledged is lost by that");
    }
    tracing::info!("stopped");
}

/// Looks through the stored data (reliability.md F-27): damaged data is not served.
async fn scrub(portal: &Portal) -> anyhow::Result<()> {
    let portal = portal.clone();
    let looked = tokio::spawn(async move { portal.scrub().await });
    let Ok(looked) = timeout(SCRUB_MAX, looked).await else {
        tracing::info!("the stored data is looked through while it is served");
        return Ok(());
    };
    let damage = looked?.context("the stored data could not be looked through")?;
    if !damage.is_empty() {
        bail!(
            "the stored data is damaged, nothing is served: {}",
            damage.join("; ")
        );
    }
    Ok(())
}

/// Waits until the system or the keyboard asks the process to stop.
pub async fn asked_to_stop() {
    let mut terminate =
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(signal) => signal,
            Err(error) => {
                tracing::error!(%error, "no signal handler; stop with Ctrl-C");
                let _ = tokio::signal::ctrl_c().await;
                return;
            }
        };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// Where the built site lies: in the folder that is named, else in the program itself, else beside
/// it.
fn leptos_options(process: &Process) -> LeptosOptions {
    let named = process.site_root.clone();
    let root = named.or_else(|| (!assets::EMBEDDED).then(default_root));
    let pkg = std::env::var("LEPTOS_SITE_PKG_DIR").ok();
    let pkg = match &root {
        None => assets::EMBEDDED_PKG.to_owned(),
        Some(root) => pkg.unwrap_or_else(|| {
            let noted = std::fs::read_to_string(root.join("pkg-dir.txt"));
            noted.map_or_else(|_| "pkg".to_owned(), |name| name.trim().to_owned())
        }),
    };
    LeptosOptions::builder()
        .output_name("luochui")
        // An empty root: the site is in the program.
        .site_root(root.unwrap_or_default().display().to_string())
        .site_pkg_dir(pkg)
        .site_addr(process.listen)
        .env(Env::PROD)
        .build()
}

fn default_root() -> PathBuf {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.parent()?.join("site")))
        .filter(|site| site.is_dir());
    beside.unwrap_or_else(|| "target/site".into())
}
