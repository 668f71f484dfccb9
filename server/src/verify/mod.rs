//! `luochui verify URL|DIR`: checks a public ledger without trusting whoever runs it, with the code
//! that the browser uses (reliability.md L-12).

mod folder;
mod log;
mod lot;

use crate::http_client::{Limits, send};
use anyhow::{Context, bail};
use domain::ids::LotCode;
use domain::ledger::checkpoint::{Checkpoint, CheckpointError};
use domain::ledger::key::{NoteError, VerifierKey};
use domain::ledger::note::Note;
use domain::ledger::replay::Verified;
use hyper::Method;
use std::path::PathBuf;
use std::time::Duration;

/// A page of leaves is far below; a site that is slower is given up.
const LIMITS: Limits = Limits {
    body_max: 256 * 1024 * 1024,
    patience: Duration::from_secs(30),
};

/// Requests under way at a time.
const AT_ONCE: usize = 4;

/// What is told of a head that the key does not know.
const OTHER_KEY: &str = "the head of the log has no signature of this key; a log that has changed \
                         its key lists all of them at /ledger/vkeys, and only the printed rules \
                         tell which to believe";

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
    /// Only this lot: every leaf that the site shows of it is in the log, and they replay. That
    /// the log has no later one of it is seen only when all of the log is read, as without this.
    #[arg(long)]
    lot: Option<LotCode>,
}

/// The signed head that everything else has to agree with.
struct Head {
    checkpoint: Checkpoint,
    note: Note,
    key: VerifierKey,
    /// What was looked at so far, in lines.
    report: String,
}

impl Verify {
    /// Runs the checks; an error is the first thing that does not hold.
    pub async fn run(self) -> anyhow::Result<()> {
        let report = match self.from.strip_prefix("http://") {
            Some(_) => self.site().await?,
            None if self.from.starts_with("https://") => bail!(
                "this program speaks plain HTTP only; download the lot's zip and verify the folder"
            ),
            None => folder::check(&self)?,
        };
        print!("{report}");
        Ok(())
    }

    /// Opens the head with the key that was given, else with the one `beside` the ledger.
    fn head(&self, note: &[u8], beside: &[u8]) -> anyhow::Result<Head> {
        let beside = String::from_utf8_lossy(beside);
        let given = self.vkey.as_deref().unwrap_or(&beside).trim();
        let key = VerifierKey::parse(given).context("the key of the log cannot be read")?;
        let opened = Checkpoint::open(note, &key);
        if let Err(CheckpointError::Note(NoteError::Unsigned)) = opened {
            bail!(OTHER_KEY);
        }
        let (checkpoint, note) = opened.context("the head of the log")?;
        let from = match self.vkey {
            Some(_) if beside.trim() == given => "key: the one given".to_owned(),
            Some(_) => "key: the one given; the one beside the ledger is another".to_owned(),
            None => format!("key: taken from the ledger itself, compare it: {key}"),
        };
        let witnesses = self.witnessed(&note)?;
        let Checkpoint { origin, size, .. } = &checkpoint;
        Ok(Head {
            report: format!("{from}\n{witnesses}\nlog: {origin}, {size} leaves\n"),
            checkpoint,
            note,
            key,
        })
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

    async fn site(&self) -> anyhow::Result<String> {
        let base = format!("{}/ledger", self.from.trim_end_matches('/'));
        // The newest head may be so young that the witnesses have not answered yet.
        let newest = match self.policy {
            Some(_) => "witnessed",
            None => "checkpoint",
        };
        let (vkey, note) =
            tokio::try_join!(get(format!("{base}/vkey")), get(format!("{base}/{newest}")))?;
        let head = self.head(&note, &vkey)?;
        match &self.lot {
            Some(lot) => lot::check(&base, head, lot.clone()).await,
            None => log::check(&base, head).await,
        }
    }
}

/// One plain GET.
async fn get(url: String) -> anyhow::Result<Vec<u8>> {
    let answer = send(Method::GET, &url, Vec::new(), LIMITS).await?;
    if answer.status != 200 {
        bail!("{url} answers {}", answer.status);
    }
    Ok(answer.body)
}

/// What came out of the replay of a lot, in a line.
fn told(verified: &Verified) -> String {
    let (lot, count) = (&verified.lot, verified.head.leaves);
    let price = verified.price.map(|fen| fen.get().to_string());
    let leader = verified.leader.map(|paddle| paddle.to_string());
    let [price, leader] = [price, leader].map(|told| told.unwrap_or_else(|| "-".to_owned()));
    let stage = verified.stage.map(|stage| format!(", stage {stage}"));
    let stage = stage.unwrap_or_default();
    let closed = verified.outcome.as_ref();
    let closed = closed.map_or_else(
        || "not closed".to_owned(),
        |outcome| format!("closed {}", outcome.code()),
    );
    format!(
        "{lot}: {count} leaves, price {price} fen, leader {leader}, {closed}{stage}, replayed\n"
    )
}

/// That a lot cannot be replayed any more (L-10), in a line.
fn gone(lot: &LotCode, index: u64) -> String {
    format!("{lot}: the opening of leaf {index} was taken away; not replayed\n")
}
