//! One lot of a site: its leaves, and the tiles that place them under the head. What it costs
//! follows the lot and not the log.

use super::{AT_ONCE, Head, get, gone, told};
use anyhow::{Context, bail};
use domain::ids::LotCode;
use domain::ledger::hash::leaf_hash;
use domain::ledger::places::Places;
use domain::ledger::published::leaves_of;
use domain::ledger::replay::Verifier;
use domain::ledger::tile::Tiles;
use futures::{StreamExt, TryStreamExt, stream};
use std::fmt::Write;

pub(super) async fn check(base: &str, head: Head, lot: LotCode) -> anyhow::Result<String> {
    let size = head.checkpoint.size;
    let mut places = Places::new(size);
    let mut verifier = Verifier::new(lot.clone());
    let (mut from, mut taken_away) = (0, None);
    loop {
        let page = get(format!("{base}/lots/{lot}/leaves/{from}")).await?;
        let before = from;
        for leaf in leaves_of(&page) {
            let leaf = leaf?;
            // Younger leaves are not under this head.
            if leaf.index >= size {
                break;
            }
            let hash = match leaf.shown {
                Some(shown) => verifier.push(leaf.leaf, shown),
                None => {
                    taken_away.get_or_insert(leaf.index);
                    leaf_hash(leaf.leaf)
                }
            };
            places.push(leaf.index, hash)?;
            from = leaf.index + 1;
        }
        if from == before {
            break;
        }
    }
    if places.count() == 0 {
        bail!("{lot} has no leaf under this head");
    }
    let fetched = places.tiles().into_iter().map(|tile| async move {
        let bytes = get(format!("{base}/{tile}")).await?;
        anyhow::Ok((tile, bytes))
    });
    let tiles = Tiles {
        size,
        data: stream::iter(fetched)
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?,
    };
    let placed = places.check(&tiles, head.checkpoint.root);
    placed.with_context(|| format!("{lot} is not in the log"))?;
    let mut report = head.report;
    writeln!(
        report,
        "only {lot}: its leaves are in the log, root as signed"
    )?;
    if let Some(index) = taken_away {
        report.push_str(&gone(&lot, index));
        return Ok(report);
    }
    let verified = tokio::task::spawn_blocking(move || verifier.finish(None)).await?;
    let verified = verified.map_err(|found| anyhow::anyhow!("{lot}: {found}"))?;
    report.push_str(&told(&verified));
    Ok(report)
}
