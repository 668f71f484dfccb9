//! The end of a process: what is promised to whoever is inside (issue 4 §5).

use super::house::{End, serve};
use super::listen_on;
use crate::router;
use domain::accounts::Account;
use domain::tokens::{TokenDraft, TokenScope};
use leptos::config::LeptosOptions;
use service::testing::TestPortal;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

const PATIENCE: Duration = Duration::from_secs(10);

/// A portal that serves on a socket until it is asked to stop.
struct Serving {
    address: SocketAddr,
    asked: Arc<Notify>,
    ended: JoinHandle<anyhow::Result<()>>,
}

impl Serving {
    async fn open(site: &TestPortal, end: End) -> Self {
        let options = LeptosOptions::builder().output_name("luochui").build();
        let app = router::router(site.portal.clone(), options);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Notify::new());
        let (heard, portal) = (asked.clone(), site.portal.clone());
        let asking = move || {
            let heard = heard.clone();
            async move { heard.notified().await }
        };
        let ended = tokio::spawn(async move { serve(&portal, app, listener, end, asking).await });
        Self {
            address,
            asked,
            ended,
        }
    }

    /// Sends a request; the answer comes once the server closes the connection.
    async fn send(&self, request: String) -> TcpStream {
        let mut socket = TcpStream::connect(self.address).await.unwrap();
        socket.write_all(request.as_bytes()).await.unwrap();
        socket
    }

    async fn get(&self, path: &str) -> String {
        let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        let mut socket = self.send(request).await;
        rest(&mut socket).await
    }

    async fn ends(self) {
        timeout(PATIENCE, self.ended)
            .await
            .unwrap()
            .unwrap()
            .unwrap();
    }
}

/// Everything until the server closes.
async fn rest(socket: &mut TcpStream) -> String {
    let mut text = String::new();
    let read = timeout(PATIENCE, socket.read_to_string(&mut text)).await;
    read.unwrap().unwrap();
    text
}

/// The first bid on a lot, by a program of this account.
async fn bid(site: &TestPortal, account: &Account, lot: &str) -> String {
    let draft = TokenDraft {
        name: "program".into(),
        scope: TokenScope::Bid,
        days: 1,
    };
    let token = site.portal.create_token(account, draft).await.unwrap();
    let body = "{\"kind\":\"flat\",\"amount_fen\":10000000}";
    format!(
        "POST /api/v1/lots/{lot}/bids HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n\
         authorization: Bearer {}\r\nidempotency-key: stop-00001\r\ncontent-length: {}\r\n\r\n{body}",
        token.secret,
        body.len()
    )
}

/// What is asked of a stop: it is said first, and the process still serves; then nobody is let in,
/// streams are told to come back, and each bid that is under way gets its answer.
#[tokio::test(flavor = "multi_thread")]
async fn no_accepted_bid_is_left_without_its_answer() {
    let site = TestPortal::new().await;
    // On two lots, so that it does not matter which bid comes first.
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let other = site.open_lot("P2026-ENER-0002", false).await;
    let mut bids = Vec::new();
    for (bidder, lot) in [(&anna, &lot), (&ben, &other)] {
        bidder.enrol(lot).await.unwrap();
        bids.push(bid(&site, &bidder.account, lot.as_str()).await);
    }
    let end = End {
        drain: Duration::from_secs(3_600),
        within: PATIENCE,
    };
    let serving = Serving::open(&site, end).await;
    let head = format!("GET /live?lots={lot} HTTP/1.1\r\nhost: a\r\n\r\n");
    let mut stream = serving.send(head).await;
    let mut heard = [0; 2_048];
    timeout(PATIENCE, stream.read(&mut heard))
        .await
        .unwrap()
        .unwrap();
    serving.asked.notify_one();
    let not_ready = async {
        while !serving.get("/readyz").await.starts_with("HTTP/1.1 503") {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, not_ready).await.unwrap();
    let page = serving.get(&format!("/api/v1/lots/{lot}")).await;
    assert!(page.starts_with("HTTP/1.1 200"), "it still serves: {page}");

    // Somebody else writes: the first bid is in the writer's hands, the second waits behind it.
    let held = site.portal.store().write().await.unwrap();
    let mut under_way = Vec::new();
    for request in bids {
        under_way.push(serving.send(request).await);
    }
    // Long enough for both to have been read; what waits where cannot be seen from outside.
    sleep(Duration::from_millis(500)).await;

    serving.asked.notify_one();
    let shut = async {
        while TcpStream::connect(serving.address).await.is_ok() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, shut).await.unwrap();
    let farewell = rest(&mut stream).await;
    assert!(farewell.contains("\nretry: "), "{farewell}");
    assert!(
        farewell.ends_with("0\r\n\r\n"),
        "a whole answer: {farewell}"
    );
    assert!(!serving.ended.is_finished(), "two bids have no answer yet");

    drop(held);
    for mut socket in under_way {
        let answer = rest(&mut socket).await;
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
        assert!(answer.contains("\"outcome\":\"ACCEPTED\""), "{answer}");
    }
    serving.ends().await;
    site.verify(&lot).await;
    site.verify(&other).await;
}

/// A request that never comes to its end does not keep the process.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_never_ends_is_not_waited_for() {
    let site = TestPortal::new().await;
    let end = End {
        drain: Duration::ZERO,
        within: Duration::from_millis(300),
    };
    let serving = Serving::open(&site, end).await;
    let head = "POST /login HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nfour";
    let mut slow = serving.send(head.to_owned()).await;
    // Its head has been read once another connection has been answered.
    assert!(serving.get("/healthz").await.starts_with("HTTP/1.1 200"));
    sleep(Duration::from_millis(100)).await;
    let asked = Instant::now();
    serving.asked.notify_one();
    serving.ends().await;
    assert!(
        asked.elapsed() >= Duration::from_millis(250),
        "it was given its time"
    );
    let mut nothing = String::new();
    let _ = timeout(PATIENCE, slow.read_to_string(&mut nothing))
        .await
        .unwrap();
    assert_eq!(nothing, "", "nothing was said that was not done");
}

/// Bids that reach the server in one segment, and bids whose last bytes come at the same moment
/// (reliability.md S-21). HTTP/2 is not offered, so one connection answers its requests in order.
#[tokio::test(flavor = "multi_thread")]
async fn thirty_at_once_are_one_bid() {
    const COUNT: usize = 30;
    let site = TestPortal::new().await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let other = site.open_lot("P2026-ENER-0002", false).await;
    let end = End {
        drain: Duration::ZERO,
        within: PATIENCE,
    };
    let serving = Serving::open(&site, end).await;
    let last = |request: &str| request.replace("host: a\r\n", "host: a\r\nconnection: close\r\n");
    // The same bid again and again in one segment: it is answered with its first answer.
    anna.enrol(&lot).await.unwrap();
    let one = bid(&site, &anna.account, lot.as_str()).await;
    let segment = format!("{}{}", one.repeat(COUNT - 1), last(&one));
    let answers = rest(&mut serving.send(segment).await).await;
    assert_eq!(answers.matches("HTTP/1.1 201").count(), COUNT, "{answers}");
    assert_eq!(answers.matches("idempotent-replayed: false").count(), 1);
    // As many connections, each with a key of its own, wait for their last byte.
    ben.enrol(&other).await.unwrap();
    let one = last(&bid(&site, &ben.account, other.as_str()).await);
    let mut sockets = Vec::new();
    for number in 0..COUNT {
        let request = one.replace("stop-00001", &format!("race-{number:05}"));
        let (begin, end) = request.split_at(request.len() - 1);
        sockets.push((serving.send(begin.to_owned()).await, end.to_owned()));
    }
    sleep(Duration::from_millis(100)).await;
    for (socket, end) in &mut sockets {
        socket.write_all(end.as_bytes()).await.unwrap();
    }
    let (mut taken, mut leading) = (0, 0);
    for (mut socket, _) in sockets {
        let answer = rest(&mut socket).await;
        taken += answer.matches("\"outcome\":\"ACCEPTED\"").count();
        leading += answer.matches("ALREADY_LEADING").count();
    }
    assert_eq!((taken, leading), (1, COUNT - 1));
    for lot in [&lot, &other] {
        let live = site.portal.lot_live(lot).await.unwrap();
        assert_eq!(live.figures.bid_count, 1);
        site.verify(lot).await;
    }
    serving.asked.notify_one();
    serving.ends().await;
}

/// Everybody may come at once (reliability.md F-18): whoever is not taken at once waits inside, not in
/// front of a closed door at which he knocks less and less often.
#[tokio::test]
async fn hundreds_wait_for_a_server_that_is_busy() {
    const COUNT: usize = 300;
    // Nobody takes a connection here.
    let listener = listen_on("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    for number in 0..COUNT {
        let connected = timeout(PATIENCE, TcpStream::connect(address)).await;
        let connected = connected.unwrap_or_else(|_| panic!("only {number} found a place"));
        waiting.push(connected.unwrap());
    }
    assert_eq!(waiting.len(), COUNT);
}
