//! The listening process: start, serve, stop without losing an answer.

use crate::live::Writers;
use crate::{connection, router};
use anyhow::{Context, bail};
use axum::serve::Listener;
use leptos::config::{Env, LeptosOptions};
use service::{Clock, Portal, Random, Settings, Store, workers};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Unacknowledged bytes on a stream end its connection after this time: a reader that is gone
/// without a word must not hold its place.
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(30);
/// The stored data is looked through before anybody is served, but for no longer than this: a large
/// portal must be ready within three seconds too (performance.md R1), and looks on while it serves.
const SCRUB_MAX: Duration = Duration::from_secs(2);

/// Serves until the process is asked to stop.
pub async fn serve(store: Store, settings: Settings, listen: SocketAddr) -> anyhow::Result<()> {
    let options = leptos_options(listen);
    let portal = Portal::open(store, Clock::Real, Random::from_system(), settings);
    scrub(&portal).await?;
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
    let hub = portal.hub().clone();
    let app = router::router(portal, options);
    let mut listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    tracing::info!("serving on http://{address}");
    eprintln!("Luochui is ready: http://{address}");
    let writers = Arc::new(Writers::start(&hub).context("the writers of streams")?);
    let (stop, stopped) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut asked = std::pin::pin!(asked_to_stop());
    loop {
        tokio::select! {
            (socket, _) = Listener::accept(&mut listener) => {
                prepare(&socket);
                let (app, writers) = (app.clone(), writers.clone());
                connections.spawn(connection::serve(socket, app, writers, stopped.clone()));
            }
            Some(_) = connections.join_next() => {}
            () = &mut asked => break,
        }
    }
    tracing::info!("stopping: streams end, open requests are answered");
    drop(listener);
    hub.close();
    let _ = stop.send(true);
    while connections.join_next().await.is_some() {}
    if let Some(writers) = Arc::into_inner(writers) {
        writers.end().await;
    }
    Ok(())
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

/// Sets what the system is to do with a connection.
fn prepare(socket: &TcpStream) {
    // Small frames must leave at once; 44 ms become 1 ms.
    let _ = socket.set_nodelay(true);
    let socket = socket2::SockRef::from(socket);
    let _ = socket.set_tcp_user_timeout(Some(TCP_USER_TIMEOUT));
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

/// Where the built site lies: from the environment that the build sets, else beside the binary.
fn leptos_options(listen: SocketAddr) -> LeptosOptions {
    let root = std::env::var("LEPTOS_SITE_ROOT").unwrap_or_else(|_| default_root());
    let pkg = std::env::var("LEPTOS_SITE_PKG_DIR").unwrap_or_else(|_| {
        let noted = std::fs::read_to_string(PathBuf::from(&root).join("pkg-dir.txt"));
        noted.map_or_else(|_| "pkg".to_owned(), |name| name.trim().to_owned())
    });
    LeptosOptions::builder()
        .output_name("luochui")
        .site_root(root)
        .site_pkg_dir(pkg)
        .site_addr(listen)
        .env(Env::PROD)
        .build()
}

fn default_root() -> String {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.parent()?.join("site")))
        .filter(|site| site.is_dir());
    beside.map_or_else(
        || "target/site".to_owned(),
        |site| site.display().to_string(),
    )
}
