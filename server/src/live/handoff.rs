//! How a stream leaves the HTTP machinery: once the head of its answer is on the wire, nothing but
//! the socket is needed, and a watcher that is only a socket is small.
//!
//! The handler leaves the [`Reader`] in the connection's [`Handoff`] and answers with a body that
//! never says anything. hyper flushes its buffer after it has asked the body, so the first flush
//! after that means that the head is gone and nothing is left in hyper; then the connection is taken
//! apart and the socket goes to the [`Writers`](super::Writers).

use super::reader::Reader;
use axum::body::{Body, HttpBody};
use bytes::Bytes;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tokio::net::TcpStream;

/// Where a handler leaves a stream for its connection.
#[derive(Clone, Default)]
pub struct Handoff(Arc<Inner>);

#[derive(Default)]
struct Inner {
    reader: Mutex<Option<Reader>>,
    /// The body was asked for its first bytes: the head is in hyper's buffer.
    asked: AtomicBool,
    /// And has left it.
    sent: AtomicBool,
}

impl Handoff {
    /// Leaves a stream; the body is to be answered with.
    pub(super) fn leave(&self, reader: Reader) -> Body {
        *self.lock() = Some(reader);
        Body::new(Silent(self.clone()))
    }

    /// The stream, as soon as the head of its answer is on the wire.
    pub(super) fn ready(&self) -> Option<Reader> {
        if self.0.sent.load(Ordering::Acquire) {
            self.lock().take()
        } else {
            None
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Reader>> {
        self.0.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A body that never says anything.
struct Silent(Handoff);

impl HttpBody for Silent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, Infallible>>> {
        self.0.0.asked.store(true, Ordering::Release);
        // Whoever drives the connection takes it apart now; nobody has to be woken.
        Poll::Pending
    }
}

/// A socket that notes when hyper has nothing left for it.
pub struct Io {
    socket: TokioIo<TcpStream>,
    handoff: Handoff,
}

impl Io {
    /// Notes it in `handoff`.
    pub fn new(socket: TcpStream, handoff: Handoff) -> Self {
        Self {
            socket: TokioIo::new(socket),
            handoff,
        }
    }

    /// The socket alone.
    pub fn into_socket(self) -> TcpStream {
        self.socket.into_inner()
    }
}

impl Read for Io {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(context, buffer)
    }
}

impl Write for Io {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    /// hyper comes here only when its own buffer is empty.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Inner { asked, sent, .. } = &*self.handoff.0;
        if asked.load(Ordering::Acquire) {
            sent.store(true, Ordering::Release);
        }
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}
