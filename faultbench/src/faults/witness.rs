//! F-24 and F-25 over a real network: the one address that the portal calls by itself is that of a
//! witness of its ledger. That address is gone, silent, slow, leads elsewhere, answers nonsense or
//! without end: bids notice nothing, leaves are made, receipts are "not witnessed yet", nobody is
//! called whom the policy does not name, and the witness is asked again once it is back.

use super::readers::{measure, percentile};
use crate::attack::{Bench, Site};
use crate::client::Client;
use crate::proxy::Proxy;
use crate::report::Row;
use crate::server::{Served, free_address};
use crate::stage::Plan;
use anyhow::Context;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::time::sleep;

/// How long each mood lasts: more than the five seconds that the portal waits for a witness.
const MOOD: Duration = Duration::from_secs(7);
/// A witness that is back has signed the latest head within this time.
const BACK_MAX: Duration = Duration::from_secs(15);
/// A bid is answered within this time meanwhile, 99 of 100.
const ANSWER_P99: Duration = Duration::from_millis(250);
/// Memory may grow by so much, bytes.
const GROWTH_MAX: u64 = 64 * 1_024 * 1_024;

/// Sent again and again.
static FLOOD: [u8; 65_536] = [b'x'; 65_536];

/// What stands in the place of the witness.
#[derive(Clone, Copy, Debug)]
enum Mood {
    Gone,
    Silent,
    Slow,
    Elsewhere,
    Nonsense,
    Endless,
}

const MOODS: [Mood; 6] = [
    Mood::Gone,
    Mood::Silent,
    Mood::Slow,
    Mood::Elsewhere,
    Mood::Nonsense,
    Mood::Endless,
];

/// Runs every mood, one after the other.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let folder = bench.folder("witness")?;
    let mut site = bench.site(&folder, Plan::HOUR).await?;
    // The key of the ledger is made when it is first asked for.
    let (served, _) = site.recipe.start().await?;
    let vkey = Client::new(served.address(), "").get("/ledger/vkey").await;
    let (_, vkey) = vkey.context("the key of the ledger")?;
    served.kill().await?;
    let (_witness, at, key) = witness(&site, &folder, vkey.trim()).await?;
    let way = Proxy::start(at, Duration::ZERO).await?;
    let policy = folder.join("policy");
    let text = format!("witness W {key} http://{}\nquorum W\n", way.address());
    std::fs::write(&policy, text)?;
    let policy = policy.display().to_string();
    site.recipe = site.recipe.with(&["--witness-policy", &policy]);
    let (served, _) = site.recipe.start().await?;
    drop(measure(&site, &served, Duration::from_secs(1)).await);
    let mut found = Vec::new();
    found.extend(witnessed_again(&served, 1).await.err());
    let (mut reached, before) = (Vec::new(), served.memory()?);
    for mood in MOODS {
        let (told, broken) = in_mood(&site, &served, &way, mood).await?;
        reached.push(told);
        found.extend(broken);
    }
    let growth = served.memory()?.saturating_sub(before);
    if growth > GROWTH_MAX {
        found.push(format!("F-24 memory grew by {} MiB", growth >> 20));
    }
    way.turn(at);
    let last = size(&served, "/ledger/checkpoint")
        .await
        .unwrap_or(u64::MAX);
    let back = witnessed_again(&served, last).await;
    let took = back.as_ref().copied().unwrap_or_default();
    found.extend(back.err());
    found.extend(site.check(&served).await?);
    served.kill().await?;
    let reached = format!(
        "{}; memory +{} MiB; witnessed again {} ms after it was back; {} bids acknowledged",
        reached.join(", "),
        growth >> 20,
        took.as_millis(),
        site.crowd.journal.counts().accepted
    );
    let what = "the witness of the ledger gone, silent, a byte a second, redirecting, nonsense, \
                without end, 7 s each";
    Ok(vec![Row::run("F-24, F-25", what, reached, found)])
}

/// The shipped witness as a process of its own, where it listens, and its key.
async fn witness(
    site: &Site,
    folder: &Path,
    vkey: &str,
) -> anyhow::Result<(Child, SocketAddr, String)> {
    let address = free_address()?;
    let mut child = Command::new(&site.recipe.binary)
        .args(["witness", "--name", "witness.example/faults", "--log", vkey])
        .arg("--state")
        .arg(folder.join("witness"))
        .args(["--listen", &address.to_string()])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let said = child.stdout.take().context("what the witness says")?;
    let key = BufReader::new(said).lines().next_line().await?;
    Ok((child, address, key.context("the key of the witness")?))
}

/// One mood: what to tell of it, and what was broken.
async fn in_mood(
    site: &Site,
    served: &Served,
    way: &Proxy,
    mood: Mood,
) -> anyhow::Result<(String, Vec<String>)> {
    let (asked, strayed) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
    let elsewhere = listen(strayed.clone(), |stream| async { drop(stream) }).await?;
    let at = match mood {
        Mood::Gone => free_address()?,
        _ => {
            let answer = move |stream| answer(stream, mood, elsewhere);
            listen(asked.clone(), answer).await?
        }
    };
    way.turn(at);
    let heads = size(served, "/ledger/checkpoint").await;
    let mut answers = measure(site, served, MOOD).await;
    let p99 = percentile(&mut answers, 99);
    let mut found = Vec::new();
    if p99 > ANSWER_P99 {
        let ms = p99.as_millis();
        found.push(format!("F-24 {mood:?}: bids answered in {ms} ms (p99)"));
    }
    if size(served, "/ledger/checkpoint").await <= heads {
        found.push(format!("F-25 {mood:?}: the log does not go on"));
    }
    if size(served, "/ledger/witnessed").await > heads {
        found.push(format!("F-25 {mood:?}: a head is called witnessed"));
    }
    let strayed = strayed.load(Ordering::SeqCst);
    if strayed > 0 {
        found.push(format!(
            "F-24 {strayed} calls to an address that no policy names"
        ));
    }
    let asked = asked.load(Ordering::SeqCst);
    if asked > MOOD.as_secs() * 2 + 2 {
        found.push(format!("F-24 {mood:?}: asked {asked} times"));
    }
    Ok((
        format!(
            "{mood:?}: asked {asked} times, bids p99 {} ms",
            p99.as_millis()
        ),
        found,
    ))
}

/// Listens on a free port and counts who comes.
async fn listen<F, A>(count: Arc<AtomicU64>, answer: F) -> anyhow::Result<SocketAddr>
where
    F: Fn(TcpStream) -> A + Send + 'static,
    A: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(answer(stream));
        }
    });
    Ok(address)
}

/// Answers one request as the mood is; ends when the portal has had enough.
async fn answer(mut stream: TcpStream, mood: Mood, elsewhere: SocketAddr) {
    let mut request = [0; 4_096];
    if stream.read(&mut request).await.is_err() {
        return;
    }
    let whole = match mood {
        Mood::Elsewhere => format!(
            "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://{elsewhere}/add-checkpoint\r\n\
             content-length: 0\r\n\r\n"
        ),
        Mood::Nonsense => "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n\u{2014} none\n".to_owned(),
        Mood::Endless | Mood::Slow => {
            "HTTP/1.1 200 OK\r\ncontent-length: 10737418240\r\n\r\n".to_owned()
        }
        Mood::Gone | Mood::Silent => String::new(),
    };
    let _ = stream.write_all(whole.as_bytes()).await;
    let (piece, pause) = match mood {
        Mood::Endless => (&FLOOD[..], Duration::ZERO),
        Mood::Slow => (&b"x"[..], Duration::from_secs(1)),
        _ => (&b""[..], Duration::ZERO),
    };
    while !piece.is_empty() && stream.write_all(piece).await.is_ok() {
        sleep(pause).await;
    }
    // Silence is kept until the other side ends it.
    let _ = stream.read(&mut request).await;
}

/// Leaves of the signed head at this address; nothing where there is none.
async fn size(served: &Served, path: &str) -> Option<u64> {
    let (status, note) = Client::new(served.address(), "").get(path).await?;
    let size = note.lines().nth(1)?.parse().ok()?;
    (status == 200).then_some(size)
}

/// Waits until the witness has signed a head of at least so many leaves; how long it took.
async fn witnessed_again(served: &Served, leaves: u64) -> Result<Duration, String> {
    let begun = Instant::now();
    while begun.elapsed() < BACK_MAX {
        if size(served, "/ledger/witnessed").await >= Some(leaves) {
            return Ok(begun.elapsed());
        }
        sleep(Duration::from_millis(100)).await;
    }
    Err(format!(
        "F-25 no head of {leaves} leaves was witnessed after 15 s"
    ))
}
