//! `luochui verify URL|DIR`: checks a public ledger without trusting whoever runs it, with the code
//! that the browser uses (reliability.md L-12).

use crate::http_client::{Limits, send};
use anyhow::{Context, bail};
use domain::ids::LotCode;
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::hash::leaf_hash;
use domain::ledger::key::VerifierKey;
use domain::ledger::leaf::Leaf;
use domain::ledger::note::Note;
use domain::ledger::proof::Proof;
use domain::ledger::published::{PublishedLeaf, PublishedLot};
use domain::ledger::replay::{Verified, verify};
use domain::ledger::tile::{TILE_WIDTH, Tile, TileKind, entries_of};
use domain::ledger::tree::Frontier;
use futures::{StreamExt, TryStreamExt, stream};
use hyper::Method;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A bundle of 256 leaves is far below; a site that is slower is given up.
const LIMITS: Limits = Limits {
    body_max: 256 * 1024 * 1024,
    patience: Duration::from_secs(30),
};

/// Requests under way, and lots being replayed, at a time.
const AT_ONCE: usize = 4;

/// What is checked: a site, or an unpacked zip of one lot.
#[derive(clap::Args)]
pub struct Verify {
    /// `http://…` of a portal, or the folder of an unpacked zip.
    from: String,
    /// The key of the log, from the printed rules. Without it the one beside the ledger is taken,
    /// and only that the ledger agrees with itself is shown.
    #[arg(long)]
    vkey: Option<String>,
    /// The witnesses that have to have signed, a file of the form `c2sp.org/tlog-policy`.
    #[arg(long)]
    policy: Option<PathBuf>,
    /// Only this lot; all of the log when absent.
    #[arg(long)]
    lot: Option<LotCode>,
}

impl Verify {
    /// Runs the checks; an error is the first thing that does not hold.
    pub async fn run(self) -> anyhow::Result<()> {
        let report = match self.from.strip_prefix("http://") {
            Some(_) => self.site().await?,
            None if self.from.starts_with("https://") => bail!(
                "this program speaks plain HTTP only; download the lot's zip and verify the folder"
            ),
            None => self.folder()?,
        };
        print!("{report}");
        Ok(())
    }

    fn key(&self, beside: &str) -> anyhow::Result<(VerifierKey, String)> {
        let given = self.vkey.as_deref().unwrap_or(beside).trim();
        let key = VerifierKey::parse(given).context("the key of the log cannot be read")?;
        let note = match self.vkey {
            Some(_) => "key: the one given".to_owned(),
            None => format!("key: taken from the ledger itself, compare it: {key}"),
        };
        Ok((key, note))
    }

    /// What the witnesses say of a head; an error when the policy asks for more of them.
    fn witnessed(&self, note: &Note) -> anyhow::Result<String> {
        let Some(file) = &self.policy else {
            return Ok("witnesses: not asked for (--policy)".to_owned());
        };
        let policy = crate::cli::read_policy(file)?;
        if !policy.is_met(note) {
            bail!("too few witnesses have signed this head of the log");
        }
        let by = policy.cosigned(note);
        let by: Vec<String> = by.into_iter().map(|cosigned| cosigned.witness).collect();
        Ok(format!("witnesses: {}", by.join(", ")))
    }

    /// An unpacked zip: every leaf has its own proof under the same head.
    fn folder(&self) -> anyhow::Result<String> {
        let folder = Path::new(&self.from);
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
        };
        let (key, note) = self.key(&String::from_utf8_lossy(&read("vkey")?))?;
        let (head, signed) = Checkpoint::open(&read("checkpoint")?, &key).context("checkpoint")?;
        let witnesses = self.witnessed(&signed)?;
        let file: PublishedLot = serde_json::from_slice(&read("lot.json")?).context("lot.json")?;
        for leaf in &file.leaves {
            let name = format!("proofs/{}.tlog-proof", leaf.index);
            let proof = Proof::parse(&read(&name)?).with_context(|| name.clone())?;
            let proven = proof.verify(&bytes_of(leaf)?, &key, &[]);
            let proven = proven.with_context(|| name.clone())?;
            if proven.checkpoint != head || proof.index != leaf.index {
                bail!("{name} belongs to another head or place");
            }
        }
        let mut report = format!(
            "{note}\n{witnesses}\nlog: {}, {} leaves\n",
            head.origin, head.size
        );
        report_lot(&mut report, &file)?;
        Ok(report)
    }

    /// A site: the whole tree is rebuilt from its entries, and every lot replayed.
    async fn site(&self) -> anyhow::Result<String> {
        let base = format!("{}/ledger", self.from.trim_end_matches('/'));
        let get = async |path: &str| get(&format!("{base}/{path}")).await;
        let (key, note) = self.key(&String::from_utf8_lossy(&get("vkey").await?))?;
        // The newest head may be so young that the witnesses have not answered yet.
        let newest = match self.policy {
            Some(_) => "witnessed",
            None => "checkpoint",
        };
        let (head, signed) = Checkpoint::open(&get(newest).await?, &key).context(newest)?;
        let witnesses = self.witnessed(&signed)?;
        let (frontier, of_lots) = entries(&base, head.size).await?;
        if frontier.size() != head.size || frontier.root() != head.root {
            bail!("the entries do not give the signed root");
        }
        let mut report = format!(
            "{note}\n{witnesses}\nlog: {}, {} leaves, root as signed\n",
            head.origin, head.size
        );
        let wanted = |lot: &LotCode| self.lot.as_ref().is_none_or(|only| only == lot);
        let lots = of_lots.into_iter().filter(|(lot, _)| wanted(lot));
        let checked = lots.map(|(lot, leaves)| check_lot(format!("{base}/lots/{lot}"), leaves));
        let mut checked = stream::iter(checked).buffered(AT_ONCE);
        while let Some(told) = checked.try_next().await? {
            report.push_str(&told);
        }
        Ok(report)
    }
}

/// The leaves of one lot: place in the log and bytes.
type Leaves = Vec<(u64, Vec<u8>)>;

/// Reads every leaf of a log of `size`: the tree that they give, and the leaves of each lot.
async fn entries(base: &str, size: u64) -> anyhow::Result<(Frontier, BTreeMap<LotCode, Leaves>)> {
    let mut frontier = Frontier::default();
    let mut of_lots: BTreeMap<LotCode, Leaves> = BTreeMap::new();
    let bundles = (0..size.div_ceil(u64::from(TILE_WIDTH))).map(|place| async move {
        let tile = Tile::in_tree(TileKind::Entries, place, size);
        let tile = tile.context("a bundle lies outside of the tree")?;
        anyhow::Ok((tile, get(&format!("{base}/{tile}")).await?))
    });
    let mut bundles = stream::iter(bundles).buffered(AT_ONCE);
    while let Some((tile, bundle)) = bundles.try_next().await? {
        for entry in entries_of(&bundle).with_context(|| tile.to_string())? {
            let leaf = Leaf::parse(entry)
                .with_context(|| format!("leaf {} cannot be read", frontier.size()))?;
            let leaves = of_lots.entry(leaf.lot).or_default();
            leaves.push((frontier.size(), entry.to_vec()));
            frontier.push(leaf_hash(entry));
        }
    }
    Ok((frontier, of_lots))
}

/// Fetches the openings of a lot and replays it, on a thread of its own: lots do not depend on each
/// other.
async fn check_lot(url: String, leaves: Leaves) -> anyhow::Result<String> {
    let openings = get(&url).await?;
    let replayed = tokio::task::spawn_blocking(move || {
        let file: PublishedLot = serde_json::from_slice(&openings).context(url)?;
        let mut report = String::new();
        report_lot(&mut report, &same_leaves(file, &leaves)?)?;
        Ok(report)
    });
    replayed.await?
}

/// One plain GET.
async fn get(url: &str) -> anyhow::Result<Vec<u8>> {
    let answer = send(Method::GET, url, Vec::new(), LIMITS).await?;
    if answer.status != 200 {
        bail!("{url} answers {}", answer.status);
    }
    Ok(answer.body)
}

/// The openings of exactly those leaves that stand in the log up to the head; later ones are not
/// under it yet.
fn same_leaves(mut file: PublishedLot, leaves: &[(u64, Vec<u8>)]) -> anyhow::Result<PublishedLot> {
    file.leaves.truncate(leaves.len());
    for (told, (index, bytes)) in file.leaves.iter().zip(leaves) {
        if told.index != *index || bytes_of(told)? != *bytes {
            bail!("{} shows another leaf than the log at {index}", file.lot);
        }
    }
    if file.leaves.len() != leaves.len() {
        bail!("{} shows fewer leaves than the log", file.lot);
    }
    Ok(file)
}

/// Replays a lot and tells what came out.
fn report_lot(report: &mut String, file: &PublishedLot) -> anyhow::Result<()> {
    let lot = &file.lot;
    if let Some(gone) = file.leaves.iter().find(|leaf| leaf.opening.is_none()) {
        let index = gone.index;
        writeln!(
            report,
            "{lot}: the opening of leaf {index} was taken away; not replayed"
        )?;
        return Ok(());
    }
    let entries = file
        .entries()
        .context("a leaf is not written in hexadecimal")?;
    let verified: Verified =
        verify(lot, &entries, None).map_err(|found| anyhow::anyhow!("{lot}: {found}"))?;
    let price = verified
        .price
        .map_or("-".to_owned(), |fen| fen.get().to_string());
    let leader = verified
        .leader
        .map_or("-".to_owned(), |paddle| paddle.to_string());
    let count = entries.len();
    writeln!(
        report,
        "{lot}: {count} leaves, price {price} fen, leader {leader}, replayed"
    )?;
    Ok(())
}

fn bytes_of(leaf: &PublishedLeaf) -> anyhow::Result<Vec<u8>> {
    leaf.bytes().context("a leaf is not written in hexadecimal")
}
