//! Watchers of a lot: some read and check that nothing is missing, some never read.

use socket2::SockRef;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

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
    /// The number of the last event.
    pub last: AtomicU64,
}

/// Asks for the stream of a lot and leaves the answer unread.
///
/// # Errors
/// When nobody listens.
pub async fn ask(address: SocketAddr, lot: &str) -> anyhow::Result<TcpStream> {
    request(TcpStream::connect(address).await?, lot, None).await
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
    request(socket.connect(address).await?, lot, None).await
}

async fn request(
    mut stream: TcpStream,
    lot: &str,
    after: Option<u64>,
) -> anyhow::Result<TcpStream> {
    let after = after.map(|seq| format!("last-event-id: {seq}\r\n"));
    let head = format!(
        "GET /live?lots={lot} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n{}\r\n",
        after.unwrap_or_default()
    );
    stream.write_all(head.as_bytes()).await?;
    Ok(stream)
}

/// Reads a stream to its end and checks the numbers of its events.
pub fn read(stream: TcpStream, seen: Arc<Seen>) -> JoinHandle<()> {
    tokio::spawn(async move {
        follow(stream, &mut None, &seen).await;
        seen.ended.fetch_add(1, Ordering::SeqCst);
    })
}

/// Reads the stream of a lot until it is aborted. When the stream ends it goes on at the next of
/// `addresses`, after the last number that it has seen, as a browser does.
pub fn resume(addresses: Vec<SocketAddr>, lot: String, seen: Arc<Seen>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut last = None;
        for address in addresses.iter().cycle() {
            if let Ok(stream) = TcpStream::connect(address).await
                && let Ok(stream) = request(stream, &lot, last).await
            {
                follow(stream, &mut last, &seen).await;
                seen.ended.fetch_add(1, Ordering::SeqCst);
            }
            sleep(Duration::from_millis(100)).await;
        }
    })
}

async fn follow(mut stream: TcpStream, last: &mut Option<u64>, seen: &Seen) {
    let mut buffer = Vec::new();
    let mut chunk = vec![0; 8_192];
    loop {
        // A sign of life comes every five seconds; fifteen are promised.
        let read = timeout(Duration::from_secs(20), stream.read(&mut chunk)).await;
        let Ok(Ok(read @ 1..)) = read else { return };
        buffer.extend_from_slice(&chunk[..read]);
        while let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = buffer.drain(..=end).collect();
            note(&String::from_utf8_lossy(&line), last, seen);
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
    seen.last.store(seq, Ordering::SeqCst);
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
