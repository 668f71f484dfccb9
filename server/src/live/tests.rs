//! Positions and ids; and streams over real sockets, from the request to the end.

use super::*;
use crate::testing::many_bids;
use crate::{connection, router};
use leptos::config::LeptosOptions;
use service::live::Hub;
use service::testing::TestPortal;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

fn place(code: &str, seq: Option<u64>) -> Place {
    Place {
        lot: LotCode::parse(code).unwrap(),
        seq,
    }
}

#[test]
fn lots_and_positions() {
    assert_eq!(
        parse("D-1@5,D-2"),
        Some(vec![place("D-1", Some(5)), place("D-2", None)])
    );
    assert_eq!(parse("D-1@5,D-1@7"), Some(vec![place("D-1", Some(5))]));
    for bad in ["", "D-1@x", "a/b", "D-1@-1"] {
        assert_eq!(parse(bad), None, "{bad}");
    }
}

#[test]
fn the_browser_remembers_where_it_was() {
    let mut one = vec![place("D-1", Some(5))];
    resume(&mut one, "9");
    assert_eq!(one, [place("D-1", Some(9))]);
    let mut two = vec![place("D-1", Some(5)), place("D-2", Some(1))];
    resume(&mut two, "D-1@6,D-2@4");
    assert_eq!(two, [place("D-1", Some(6)), place("D-2", Some(4))]);
    resume(&mut two, "nonsense here");
    assert_eq!(two, [place("D-1", Some(6)), place("D-2", Some(4))]);
}

#[test]
fn a_stream_of_several_lots_writes_its_own_id() {
    let hub = Hub::default();
    let watched = |place: Place| Watched {
        feed: hub.subscribe(&place.lot),
        place,
    };
    let frame = WireFrame::event(LotCode::parse("D-1").unwrap(), 6, "{}");
    let lots = [place("D-1", Some(6)), place("D-2", None)].map(watched);
    assert_eq!(
        &wire(&frame, &lots)[..],
        b"id: D-1@6\nevent: lot\ndata: {}\n\n"
    );
    assert_eq!(
        &wire(&frame, &lots[..1])[..],
        b"id: 6\nevent: lot\ndata: {}\n\n"
    );
}

/// A portal with one open lot behind a listening socket.
struct House {
    site: TestPortal,
    lot: LotCode,
    address: std::net::SocketAddr,
    writers: Arc<Writers>,
    _stop: watch::Sender<bool>,
}

impl House {
    async fn open() -> Self {
        let site = TestPortal::new().await;
        let lot = site.open_lot("P2026-ENER-0001", false).await;
        let options = LeptosOptions::builder().output_name("luochui").build();
        let app = router::router(site.portal.clone(), options);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let writers = Arc::new(Writers::start(site.portal.hub()).unwrap());
        let (stop, stopped) = watch::channel(false);
        let of = Arc::downgrade(&writers);
        tokio::spawn(async move {
            while let (Ok((socket, _)), Some(writers)) = (listener.accept().await, of.upgrade()) {
                let (app, stopped) = (app.clone(), stopped.clone());
                tokio::spawn(connection::serve(socket, app, writers, stopped));
            }
        });
        Self {
            site,
            lot,
            address,
            writers,
            _stop: stop,
        }
    }

    /// Asks for a stream; `head` is the rest of the request's head.
    async fn ask(&self, lots: &str, version: &str, head: &str) -> Watching {
        let mut socket = TcpStream::connect(self.address).await.unwrap();
        let request = format!("GET /live?lots={lots} HTTP/{version}\r\nhost: a\r\n{head}\r\n");
        socket.write_all(request.as_bytes()).await.unwrap();
        Watching {
            socket,
            heard: String::new(),
        }
    }

    /// Makes `count` events by bids of two bidders in turn, from the price step `first` on.
    async fn bids(&self, first: i64, count: i64) {
        let (anna, ben) = (format!("anna-{first}"), format!("ben-{first}"));
        let bidders = [self.site.bidder(&anna).await, self.site.bidder(&ben).await];
        for step in first..first + count {
            let bidder = &bidders[step as usize % 2];
            bidder.enrol(&self.lot).await.unwrap();
            let amount = 100_000 + 5_000 * step;
            bidder.bid(&self.lot, amount).await.unwrap();
        }
    }

    async fn watchers_become(&self, count: u32) {
        let counted = async {
            while self.site.portal.hub().watchers(&self.lot) != count {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PATIENCE, counted).await.unwrap();
    }
}

const PATIENCE: Duration = Duration::from_secs(10);
/// Signs of life at once, fewer than a stream may be behind.
const BEATS: usize = 40;

/// A client that keeps all it heard, as it came over the wire.
struct Watching {
    socket: TcpStream,
    heard: String,
}

impl Watching {
    /// Reads until `text` has come.
    async fn until(&mut self, text: &str) {
        while !self.heard.contains(text) {
            assert!(self.read().await > 0, "no {text} in {}", self.heard);
        }
    }

    /// Reads until the server closes.
    async fn until_the_end(&mut self) {
        while self.read().await > 0 {}
    }

    async fn read(&mut self) -> usize {
        let mut buffer = [0; 4_096];
        let read = timeout(PATIENCE, self.socket.read(&mut buffer)).await;
        let read = read.unwrap().unwrap();
        self.heard
            .push_str(&String::from_utf8_lossy(&buffer[..read]));
        read
    }

    /// The texts of the chunks after the head; every length is checked.
    fn chunks(&self) -> Vec<&str> {
        let mut rest = self.heard.split_once("\r\n\r\n").unwrap().1;
        let mut chunks = Vec::new();
        while let Some((length, after)) = rest.split_once("\r\n") {
            let length = usize::from_str_radix(length, 16).unwrap();
            chunks.push(&after[..length]);
            assert_eq!(&after[length..length + 2], "\r\n");
            rest = &after[length + 2..];
        }
        assert_eq!(rest, "");
        chunks
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_leaves_http_and_is_complete_to_its_end() {
    let house = House::open().await;
    house.bids(0, 3).await;
    // Event 1 is the listing: two bids are caught up on, three more come.
    let lots = format!("{}@2", house.lot);
    let mut watching = house.ask(&lots, "1.1", "").await;
    watching.until("id: 4\n").await;
    let head = watching.heard.to_ascii_lowercase();
    for line in [
        "http/1.1 200 ok",
        "transfer-encoding: chunked",
        "connection: close",
        "content-type: text/event-stream",
        "x-accel-buffering: no",
        "content-security-policy: ",
        "x-content-type-options: nosniff",
    ] {
        assert!(head.contains(line), "{line} in {head}");
    }
    house.bids(3, 3).await;
    watching.until("id: 7\n").await;
    house.site.portal.hub().beat(house.site.portal.now());
    watching.until("event: beat\n").await;
    assert!(watching.heard.contains("\"watchers\":1"), "one is counted");
    house.site.portal.hub().close();
    watching.until_the_end().await;
    let chunks = watching.chunks();
    assert!(chunks[0].contains("event: hello\n") && chunks[0].starts_with("retry: "));
    let ids: Vec<_> = chunks
        .iter()
        .filter_map(|c| c.strip_prefix("id: "))
        .collect();
    let ids: Vec<_> = ids.iter().map(|c| c.split('\n').next().unwrap()).collect();
    assert_eq!(ids, ["3", "4", "5", "6", "7"], "each once, in order");
    assert_eq!(chunks.last(), Some(&""), "a whole answer, not a broken one");
    let writers = Arc::into_inner(house.writers).unwrap();
    timeout(PATIENCE, writers.end()).await.unwrap();
}

/// A signed-in browser with a stream of the lot; and the number of its sign-in.
async fn signed_in(house: &House, version: &str) -> (Watching, domain::ids::LoginId) {
    let signed_in = house.site.portal.sign_in("anna", "test-password").await;
    let token = signed_in.unwrap().token;
    let cookie = format!("cookie: luochui-login={token}\r\n");
    let mut watching = house.ask(house.lot.as_str(), version, &cookie).await;
    watching.until("event: hello\n").await;
    let known = house.site.portal.login_of(&token).await.unwrap().unwrap();
    (watching, known.login)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_the_sign_in_that_opened_it() {
    let house = House::open().await;
    let anna = house.site.bidder("anna").await.account;
    let mut public = house.ask(house.lot.as_str(), "1.1", "").await;
    public.until("event: hello\n").await;
    let (mut ended, login) = signed_in(&house, "1.1").await;
    let (mut kept, _) = signed_in(&house, "1.1").await;
    let (mut old, of_old) = signed_in(&house, "1.0").await;
    house.watchers_become(4).await;
    house.site.portal.end_login(&anna, login).await.unwrap();
    ended.until_the_end().await;
    assert_eq!(ended.chunks().last(), Some(&""), "a whole answer");
    house.site.portal.end_login(&anna, of_old).await.unwrap();
    old.until_the_end().await;
    house.watchers_become(2).await;
    house.bids(0, 1).await;
    kept.until("id: 2\n").await;
    public.until("id: 2\n").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_ends_and_what_has_run_out_ends_here() {
    let house = House::open().await;
    let anna = house.site.bidder("anna").await.account;
    let other = house.site.beside("other").await;
    let (mut ended, login) = signed_in(&house, "1.1").await;
    let (mut idle, _) = signed_in(&house, "1.1").await;
    other.end_login(&anna, login).await.unwrap();
    service::workers::keep_logins(&house.site.portal)
        .await
        .unwrap();
    ended.until_the_end().await;
    house.watchers_become(1).await;
    house.site.clock.advance_millis(4 * 3_600_000);
    service::workers::keep_logins(&house.site.portal)
        .await
        .unwrap();
    idle.until_the_end().await;
    house.watchers_become(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_two_lots_resumes_from_its_own_id() {
    let house = House::open().await;
    let other = house.site.open_lot("P2026-ENER-0002", false).await;
    house.bids(0, 2).await;
    let lots = format!("{},{other}", house.lot);
    let id = format!("last-event-id: {}@2,{other}@1\r\n", house.lot);
    let mut watching = house.ask(&lots, "1.1", &id).await;
    let told = format!("id: {}@3,{other}@1\n", house.lot);
    watching.until(&told).await;
    house.bids(2, 1).await;
    let told = format!("id: {}@4,{other}@1\n", house.lot);
    watching.until(&told).await;
    assert_eq!(watching.chunks().len(), 3, "hello and two events");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_is_not_counted_any_more() {
    let house = House::open().await;
    let mut first = house.ask(house.lot.as_str(), "1.1", "").await;
    let mut second = house.ask(house.lot.as_str(), "1.1", "").await;
    first.until("event: hello\n").await;
    second.until("event: hello\n").await;
    house.watchers_become(2).await;
    drop(first);
    house.watchers_become(1).await;
    house.bids(0, 1).await;
    second.until("id: 2\n").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_read_is_cut_off_and_others_notice_nothing() {
    let house = House::open().await;
    let mut deaf = house.ask(house.lot.as_str(), "1.1", "").await;
    let mut reading = house.ask(house.lot.as_str(), "1.1", "").await;
    deaf.until("event: hello\n").await;
    reading.until("event: hello\n").await;
    house.watchers_become(2).await;
    let (hub, now) = (house.site.portal.hub().clone(), house.site.portal.now());
    // As many signs of life as fill every buffer between the two, and the channel behind; each lot
    // of them only when whoever reads has got the one before, however slow the machine is.
    let flood = async {
        while hub.watchers(&house.lot) == 2 {
            (0..BEATS).for_each(|_| hub.beat(now));
            while reading.heard.matches("event: beat\n").count() < BEATS {
                assert!(reading.read().await > 0, "who reads was cut off");
            }
            reading.heard.clear();
        }
    };
    timeout(6 * PATIENCE, flood).await.unwrap();
    house.bids(0, 1).await;
    reading.until("id: 2\n").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn older_http_gets_the_same_frames_without_chunks() {
    let house = House::open().await;
    let mut watching = house.ask(house.lot.as_str(), "1.0", "").await;
    watching.until("event: hello\n").await;
    house.bids(0, 2).await;
    watching.until("id: 3\n").await;
    house.site.portal.hub().close();
    watching.until_the_end().await;
    let body = watching.heard.split_once("\r\n\r\n").unwrap().1;
    assert!(body.starts_with("retry: "), "{body}");
    assert_eq!(body.matches("event: lot\n").count(), 2);
    assert!(!watching.heard.to_ascii_lowercase().contains("chunked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_missed_too_much_reads_the_lot_anew() {
    let house = House::open().await;
    many_bids(&house.site, &house.lot, 501).await;
    // After the listing 501 events are missed, one more than are told again.
    let mut watching = house.ask(&format!("{}@1", house.lot), "1.1", "").await;
    let reset = format!("event: reset\ndata: {{\"lot\":\"{}\"}}\n\n", house.lot);
    watching.until(&reset).await;
    let mut resumed = house.ask(&format!("{}@2", house.lot), "1.1", "").await;
    resumed.until("id: 502\n").await;
    assert!(
        !resumed.heard.contains("event: reset"),
        "500 are told again"
    );
    // What happens from now on comes to both.
    house.site.portal.hub().beat(house.site.portal.now());
    watching.until("event: beat\n").await;
    assert!(!watching.heard.contains("event: lot"), "no part of a gap");
    let three = house.site.bidder("three").await;
    three.enrol(&house.lot).await.unwrap();
    let next = house.site.portal.lot_live(&house.lot).await.unwrap();
    let yuan = next.figures.next_min.get() / 100;
    three.bid(&house.lot, yuan).await.unwrap();
    watching.until("id: 503\n").await;
    resumed.until("id: 503\n").await;
    assert_eq!(watching.heard.matches("event: reset").count(), 1);
}

/// A position beyond the last event is one of data that an older copy has replaced, or made up.
#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_was_never_reached_swallows_nothing() {
    let house = House::open().await;
    let mut ahead = house.ask(&format!("{}@999", house.lot), "1.1", "").await;
    ahead.until("event: reset\n").await;
    let mut beside = house.ask(&format!("{}@1", house.lot), "1.1", "").await;
    beside.until("event: hello\n").await;
    house.site.portal.hub().beat(house.site.portal.now());
    beside.until("\"seq\":1").await;
    house.bids(0, 1).await;
    ahead.until("id: 2\n").await;
    beside.until("id: 2\n").await;
    assert!(!beside.heard.contains("event: reset"));
}
