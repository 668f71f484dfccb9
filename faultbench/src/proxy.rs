//! A plain TCP proxy that delays every byte, can be cut or stopped, and can be turned to another
//! server.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

/// A running proxy.
#[derive(Clone)]
pub struct Proxy {
    address: SocketAddr,
    target: Arc<Mutex<SocketAddr>>,
    cut: watch::Sender<u64>,
    delay: watch::Sender<Duration>,
    stopped: watch::Sender<bool>,
}

impl Proxy {
    /// Listens on a free port of loopback and passes on to `target`, each way `delay` later.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start(target: SocketAddr, delay: Duration) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let proxy = Self {
            address: listener.local_addr()?,
            target: Arc::new(Mutex::new(target)),
            cut: watch::channel(0).0,
            delay: watch::channel(delay).0,
            stopped: watch::channel(false).0,
        };
        let own = proxy.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(own.clone().pass(near));
            }
        });
        Ok(proxy)
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Passes later connections on to another server, and cuts the present ones.
    pub fn turn(&self, target: SocketAddr) {
        *self.target.lock().unwrap_or_else(PoisonError::into_inner) = target;
        self.cut.send_modify(|times| *times += 1);
    }

    /// Keeps every byte for another time from now on.
    pub fn delay_by(&self, delay: Duration) {
        self.delay.send_replace(delay);
    }

    /// Holds every byte back, both ways, until it is told otherwise. Connections stay, and new ones
    /// are taken: nobody notices but by waiting.
    pub fn stop(&self, stopped: bool) {
        self.stopped.send_replace(stopped);
    }

    async fn pass(self, near: TcpStream) {
        let target = *self.target.lock().unwrap_or_else(PoisonError::into_inner);
        let mut cut = self.cut.subscribe();
        let Ok(far) = TcpStream::connect(target).await else {
            return;
        };
        let _ = (near.set_nodelay(true), far.set_nodelay(true));
        let (near_read, near_write) = near.into_split();
        let (far_read, far_write) = far.into_split();
        tokio::select! {
            () = self.carry(near_read, far_write) => {}
            () = self.carry(far_read, near_write) => {}
            _ = cut.changed() => {}
        }
    }

    async fn carry(&self, mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin) {
        let mut buffer = vec![0; 16_384];
        let mut stopped = self.stopped.subscribe();
        while let Ok(read) = from.read(&mut buffer).await {
            if read == 0 {
                return;
            }
            let delay = *self.delay.borrow();
            sleep(delay).await;
            if stopped.wait_for(|stopped| !*stopped).await.is_err()
                || to.write_all(&buffer[..read]).await.is_err()
            {
                return;
            }
        }
    }
}
