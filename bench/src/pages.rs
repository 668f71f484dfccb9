//! Pages a second with few and with many lots; and what is measured on the same two catalogues.

use crate::client::Client;
use crate::portal::{self, Served};
use crate::table::{Table, Target};
use crate::{Sizes, rendered, search, stage};
use anyhow::{Context, ensure};
use service::{Clock, demo};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Connections that ask for pages.
const CONNECTIONS: usize = 8;
/// Lots of the small catalogue.
pub const FEW: u64 = 300;
/// Bids per lot in both.
const BIDS: u64 = 5;

/// Measures and fills the table.
///
/// # Errors
/// When a run breaks.
pub async fn measure(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    eprintln!("Pages: writing {} lots first.", sizes.lots);
    let small = Catalogue::start(FEW).await?;
    let large = Catalogue::start(sizes.lots).await?;
    let pages = [
        ("catalogue page", not_kept("/lots"), not_kept("/lots")),
        (
            "lot page",
            not_kept(&small.lot_page().await?),
            not_kept(&large.lot_page().await?),
        ),
        ("search", SEARCH.to_owned(), SEARCH.to_owned()),
        ("search with a full page", FULL.to_owned(), FULL.to_owned()),
    ];
    ensure!(small.fills_a_page(FULL).await?, "{FULL} finds too little");
    for (name, of_small, of_large) in pages {
        let mut pairs = Vec::new();
        for _ in 0..sizes.pairs {
            let many = large.microseconds(&of_large, sizes.span).await?;
            pairs.push((many, small.microseconds(&of_small, sizes.span).await?));
        }
        let what = format!("P2 {name}, time with {} lots ÷ {FEW} lots", sizes.lots);
        // This one finds more in a larger catalogue and shows more cards: only told.
        let target = if name == "search" {
            Target::None
        } else {
            Target::AtMost(1.3)
        };
        table.pairs(&what, "µs", &pairs, target);
    }
    search::measure(table, sizes, &large).await?;
    rendered::measure(table, sizes, &small).await?;
    small.stop().await?;
    large.stop().await
}

/// Three characters that stand in every third lot: the first page is full in the smallest catalogue.
const FULL: &str = "/lots?q=%E6%9C%AC%E4%B8%93%E5%88%A9";

/// Three characters and three filters.
const SEARCH: &str = "/lots?q=%E4%BC%A0%E6%84%9F%E5%99%A8&industry=NGIT&kind=PATENT&status=display";

/// The portal over a large set.
pub struct Catalogue {
    served: Served,
    folder: TempDir,
}

impl Catalogue {
    /// With so many lots.
    ///
    /// # Errors
    /// When they cannot be written.
    pub async fn start(lots: u64) -> anyhow::Result<Self> {
        let folder = stage::folder()?;
        let store = stage::open(folder.path()).await?;
        demo::load(&store, Clock::Real.now(), lots, lots * BIDS, |_| {})
            .await
            .ok()
            .context("the large set could not be written")?;
        drop(store);
        Ok(Self {
            served: portal::start(folder.path()).await?,
            folder,
        })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.served.address
    }

    /// The file of its database.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("luochui.sqlite")
    }

    /// Ends it.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.served.stop().await
    }

    /// The first patent of the catalogue: feeds and comparisons lie under `/lots/` as well.
    ///
    /// # Errors
    /// When there is none.
    pub async fn lot_page(&self) -> anyhow::Result<String> {
        let mut client = Client::connect(self.served.address).await?;
        let (_, page) = client.get("/lots").await?;
        let text = String::from_utf8_lossy(&page);
        let start = text
            .find("href=\"/lots/P")
            .context("the catalogue is empty")?
            + 6;
        let end = text[start..].find('"').context("an address ends")? + start;
        Ok(text[start..end].to_owned())
    }

    /// Whether there is a page after the one at `path`.
    async fn fills_a_page(&self, path: &str) -> anyhow::Result<bool> {
        let mut client = Client::connect(self.served.address).await?;
        let (_, page) = client.get(path).await?;
        Ok(String::from_utf8_lossy(&page).contains("after="))
    }

    /// Microseconds of the server for one page, all connections together.
    async fn microseconds(&self, path: &str, span: Duration) -> anyhow::Result<f64> {
        Ok(1_000_000.0 / per_second(self.served.address, path, span).await?)
    }
}

/// The address of a page so that it is rendered each time: the portal keeps pages only where nothing is
/// asked behind the `?`.
pub fn not_kept(path: &str) -> String {
    format!("{path}?n=1")
}

/// Pages a second of the server at `address`, all connections together.
///
/// # Errors
/// When a page is not answered with 200.
pub async fn per_second(address: SocketAddr, path: &str, span: Duration) -> anyhow::Result<f64> {
    let start = Instant::now();
    let workers: Vec<_> = (0..CONNECTIONS)
        .map(|_| tokio::spawn(ask(address, path.to_owned(), start + span)))
        .collect();
    let mut answered = 0;
    for worker in workers {
        answered += worker.await??;
    }
    Ok(f64::from(answered) / start.elapsed().as_secs_f64())
}

async fn ask(address: SocketAddr, path: String, until: Instant) -> anyhow::Result<u32> {
    let mut client = Client::connect(address).await?;
    let mut answered = 0;
    while Instant::now() < until {
        let (status, _) = client.get(&path).await?;
        ensure!(status == 200, "{path} was answered {status}");
        answered += 1;
    }
    Ok(answered)
}
