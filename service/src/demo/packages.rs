//! Patent packages of the demo season: patents of a session that are offered together for one price. Lots of
//! units that can be signed in to stay free, so that visitors may try what they like with them.

use super::DemoSeason;
use crate::Error;
use domain::ids::{LotId, PackageId, SessionId};
use domain::lots::{Lot, LotKind};
use domain::money::Fen;
use domain::packages::{LOTS_MIN, Package, PackageState, admit};
use domain::sessions::SessionState;
use domain::time::Timestamp;
use locales::{Label, Lang};
use std::collections::BTreeSet;
use store::Tx;

/// Packages of the season at most.
const MOST: usize = 3;
/// Lots of each at most: the first that were collected, so that later ones can be listed singly.
const LOTS: usize = 3;
/// What a lot without a start price of its own counts for, yuan.
const PRICE_OF_LOT: i64 = 80_000;
const DAY_MS: i64 = 86_400_000;

/// Writes them.
pub(super) async fn write(tx: &mut Tx, demo: &DemoSeason, now: Timestamp) -> Result<(), Error> {
    for (package, lots) in packages(demo, now) {
        tx.insert_package(&package, &lots).await?;
    }
    Ok(())
}

/// The packages with their lots, in the order of the sessions.
pub(super) fn packages(demo: &DemoSeason, now: Timestamp) -> Vec<(Package, Vec<LotId>)> {
    let people = demo.accounts.iter().filter(|(_, password)| *password);
    let signed_in: BTreeSet<_> = people.filter_map(|(one, _)| one.institution).collect();
    let is_free = |lot: &Lot, session| {
        lot.kind == LotKind::Patent
            && !lot.roadshow
            && !lot.out_of_province
            && !signed_in.contains(&lot.owner)
            && admit(lot, session, false).is_ok()
    };
    let sessions = demo.sessions.iter().map(|(session, _)| session);
    let shown = sessions.filter(|session| {
        matches!(
            session.state,
            SessionState::Ongoing | SessionState::Published
        )
    });
    let with_lots = shown.map(|session| {
        let lots = demo.lots.iter().map(|demo| &demo.lot);
        let free = lots.filter(|lot| is_free(lot, session.id));
        (session.id, free.take(LOTS).collect::<Vec<&Lot>>())
    });
    let fitting = with_lots.filter(|(_, lots)| lots.len() >= LOTS_MIN);
    let written = fitting.map(|(session, lots)| {
        let ids = lots.iter().map(|lot| lot.id).collect();
        (package(demo, session, &lots, now), ids)
    });
    written.take(MOST).collect()
}

fn package(demo: &DemoSeason, session: SessionId, lots: &[&Lot], now: Timestamp) -> Package {
    let industry = lots[0].industry.label(Lang::Zh);
    let owner = |lot: &&Lot| demo.institutions.iter().find(|one| one.id == lot.owner);
    let owners: BTreeSet<&str> = lots
        .iter()
        .filter_map(owner)
        .map(|one| one.name.as_str())
        .collect();
    let owners = owners.into_iter().collect::<Vec<_>>().join("、");
    Package {
        id: PackageId(0),
        session,
        title: format!("{industry}专利组合（{}件）", lots.len()),
        summary: format!(
            "由{owners}提供的{}件{industry}专利，技术互补，面向有整体布局需要的企业打包转让，受让方可与研究团队签订技术服务约定。",
            lots.len()
        ),
        start_price: Fen(lots.iter().map(price).sum()),
        state: PackageState::Open,
        opened_at: now.plus_millis(-4 * DAY_MS),
        lot: None,
    }
}

/// What a lot adds to the price, fen.
fn price(lot: &&Lot) -> i64 {
    let own = lot.start_price.unwrap_or(Fen::yuan(PRICE_OF_LOT));
    own.get()
}
