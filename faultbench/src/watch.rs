//! Watchers of a lot: some read and check that nothing is missing, some never read.

use socket2::SockRef;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// What the reading watchers have seen, all together.
#[derive(Default)]
pub struct Seen {
    /// Streams that said hello.
    pub live: AtomicU64,
    /// Events of the lot.
    pub events: AtomicU64,
    /// Times when an event was not the next one of its stream.
    pub gaps: AtomicU64,
    /// Streams that the server ended.
    pub ended: AtomicU64,
}

/// Asks for the stream of a lot and leaves the answer unread.
///
/// # Errors
/// When nobody listens.
pub async fn ask(address: SocketAddr, lot: &str) -> anyhow::Result<TcpStream> {
    request(TcpStream::connect(address).await?, lot).await
}

/// As [`ask`], with small segments and a small buffer, so that a stream that is not read is full
/// soon: the buffers of loopback take megabytes otherwise.
///
/// # Errors
/// When nobody listens.
pub async fn ask_narrow(address: SocketAddr, lot: &str) -> anyhow::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(4_096)?;
    SockRef::from(&socket).set_tcp_mss(536)?;
    request(socket.connect(address).await?, lot).await
}

async fn request(mut stream: TcpStream, lot: &str) -> anyhow::Result<TcpStream> {
    let head = format!(
        "GET /live?lots={lot} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    Ok(stream)
}

/// Reads a stream to its end and checks the numbers of its events.
pub fn read(stream: TcpStream, seen: Arc<Seen>) -> JoinHandle<()> {
    tokio::spawn(async move {
        follow(stream, &seen).await;
        seen.ended.fetch_add(1, Ordering::SeqCst);
    })
}

async fn follow(mut stream: TcpStream, seen: &Seen) {
    let mut buffer = Vec::new();
    let mut chunk = vec![0; 8_192];
    let mut last: Option<u64> = None;
    loop {
        // A sign of life comes every five seconds; fifteen are promised.
        let read = timeout(Duration::from_secs(20), stream.read(&mut chunk)).await;
        let Ok(Ok(read @ 1..)) = read else { return };
        buffer.extend_from_slice(&chunk[..read]);
        while let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = buffer.drain(..=end).collect();
            note(&String::from_utf8_lossy(&line), &mut last, seen);
        }
    }
}

fn note(line: &str, last: &mut Option<u64>, seen: &Seen) {
    let line = line.trim_end();
    if line.starts_with("event: hello") {
        seen.live.fetch_add(1, Ordering::SeqCst);
    }
    // `id:` comes with events of the lot alone; signs of life have none.
    let Some(seq) = line.strip_prefix("id: ").and_then(|id| id.parse().ok()) else {
        return;
    };
    if last.is_some_and(|last| seq != last + 1) {
        seen.gaps.fetch_add(1, Ordering::SeqCst);
    }
    *last = Some(seq);
    seen.events.fetch_add(1, Ordering::SeqCst);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_number_is_a_gap() {
        let (seen, mut last) = (Seen::default(), None);
        for line in [
            "event: hello",
            "id: 4",
            "event: lot",
            "id: 5",
            "id: 7",
            "id: 7",
        ] {
            note(line, &mut last, &seen);
        }
        assert_eq!(seen.events.load(Ordering::SeqCst), 4);
        assert_eq!(seen.gaps.load(Ordering::SeqCst), 2);
        assert_eq!(seen.live.load(Ordering::SeqCst), 1);
    }
}
