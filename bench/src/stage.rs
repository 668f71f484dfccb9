//! What is measured on: lots under the hammer for hours, bidders with numbers and open sign-ins.

use crate::place::Place;
use crate::portal::Served;
use anyhow::Context;
use domain::accounts::{Account, Grant, Role, Scope};
use domain::bidding::{Auction, Event, EventKind, Ladder, Paddle, Terms};
use domain::ids::{AccountId, LotCode, LotId, RoundId};
use domain::institutions::InstitutionKind;
use domain::live::Frame;
use domain::lots::{Contact, LotPrivate, LotState};
use domain::money::Fen;
use domain::rounds::{Round, RoundState};
use domain::seasons::catalogue;
use domain::time::Timestamp;
use service::testing::{institution, lot as plain_lot, verify};
use service::{BidRate, Clock, Portal, RULES_VERSION, Random, Settings, Store, StoreOptions};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Bidders; all of them have a number on every lot.
pub const BIDDERS: usize = 8;
/// Start price of every lot.
pub const START: Fen = Fen::yuan(100_000);
/// Increment of every lot.
pub const STEP: Fen = Fen::yuan(100);

/// A database in a folder of its own, removed at the end.
pub struct Stage {
    place: Place,
    /// The store, open.
    pub store: Store,
    /// Lots under the hammer.
    pub lots: Vec<LotCode>,
    /// Who bids.
    pub bidders: Vec<Account>,
}

/// An empty folder beside the build, so that everything is measured on one disk.
///
/// # Errors
/// When it cannot be made.
pub fn folder() -> anyhow::Result<TempDir> {
    Ok(tempfile::Builder::new()
        .prefix("bench-")
        .tempdir_in(crate::portal::root().join("target"))?)
}

/// Opens the database in `folder` as `luochui serve --data` does.
///
/// # Errors
/// When the disk refuses.
pub async fn open(folder: &Path) -> anyhow::Result<Store> {
    let url = format!("sqlite:{}", folder.join("luochui.sqlite").display());
    Ok(Store::open(&url, StoreOptions::default()).await?)
}

impl Stage {
    /// A fresh database with `lots` lots.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn new(lots: usize) -> anyhow::Result<Self> {
        Self::upon(Place::file()?, lots).await
    }

    /// The lots beside whatever the place holds already.
    ///
    /// # Errors
    /// When the disk or the server refuses.
    pub async fn upon(place: Place, lots: usize) -> anyhow::Result<Self> {
        let store = place.open().await?;
        let now = Clock::Real.now();
        let season = catalogue::auction_by_pattern(2099);
        let mut owner = institution("量测大学（示例）", InstitutionKind::University);
        let mut tx = store.write().await?;
        tx.upsert_season(&season).await?;
        owner.id = tx.insert_institution(&owner).await?;
        let mut round = Round {
            id: RoundId(0),
            season: season.id,
            on: now.date(),
            opens_at: now.plus_millis(-3_600_000),
            closes_at: now.plus_millis(6 * 3_600_000),
            window_ms: 300_000,
            extension_ms: 300_000,
            hard_end: None,
            min_bidders: 1,
            state: RoundState::Scheduled,
            practice: false,
            moved: None,
        };
        round.id = tx.insert_round(&round).await?;
        let bidders = bidders(&mut tx).await?;
        let mut codes = Vec::with_capacity(lots);
        for number in 1..=lots {
            let code = format!("P2099-ENER-{number:04}");
            let mut lot = plain_lot(&code, season.id, owner.id, false);
            lot.state = LotState::Bidding;
            lot.published_at = Some(round.opens_at);
            let private = LotPrivate {
                reserve_price: None,
                contact: Contact::default(),
            };
            let id = tx.insert_lot(&lot, &private, &owner, &code, None).await?;
            list(&mut tx, id, &lot.code, &round).await?;
            for (place, bidder) in bidders.iter().enumerate() {
                let paddle = Paddle(place as u16 + 1);
                tx.insert_enrolment(id, bidder.id, paddle, RULES_VERSION, now)
                    .await?;
            }
            codes.push(lot.code);
        }
        tx.commit().await?;
        Ok(Self {
            place,
            store,
            lots: codes,
            bidders,
        })
    }

    /// A portal over the store, in this process.
    pub fn portal(&self) -> Portal {
        let settings = Settings {
            bid_rate: BidRate::UNLIMITED,
            ..Settings::default()
        };
        Portal::open(
            self.store.clone(),
            Clock::Real,
            Random::from_system(),
            settings,
        )
    }

    /// Signs every bidder in and gives the secrets of their cookies.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn tokens(&self) -> anyhow::Result<Vec<String>> {
        let portal = self.portal();
        let mut tokens = Vec::new();
        for bidder in &self.bidders {
            let signed = portal.sign_in(&bidder.login, PASSWORD).await;
            tokens.push(signed.ok().context("a bidder could not sign in")?.token);
        }
        Ok(tokens)
    }

    /// Where the data is.
    pub fn data(&self) -> &Path {
        self.place.folder()
    }

    /// Starts the built portal over it.
    ///
    /// # Errors
    /// As [`crate::portal::start`].
    pub async fn start(&self) -> anyhow::Result<Served> {
        self.place.start().await
    }

    /// A copy of the database for the bare loop.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn copy(&self) -> anyhow::Result<PathBuf> {
        let to = self.data().join("bare.sqlite");
        let from = self.data().join("luochui.sqlite");
        crate::sqlite::vacuum_into(&from, &to)?;
        Ok(to)
    }
}

const PASSWORD: &str = "bench-password";

async fn bidders(tx: &mut service::Tx) -> anyhow::Result<Vec<Account>> {
    let hash = service::hash_password(PASSWORD).ok().context("a hash")?;
    let mut bidders = Vec::new();
    for number in 1..=BIDDERS {
        let mut account = Account {
            id: AccountId(0),
            login: format!("bench{number}"),
            display_name: format!("量测竞买人{number}（示例）"),
            institution: None,
            grants: vec![Grant {
                role: Role::Bidder,
                scope: Scope::Province,
            }],
            house_bot: false,
        };
        account.id = tx.insert_account(&account, Some(&hash)).await?;
        verify(tx, account.id, Clock::Real.now()).await?;
        bidders.push(account);
    }
    Ok(bidders)
}

async fn list(
    tx: &mut service::Tx,
    id: LotId,
    code: &LotCode,
    round: &Round,
) -> anyhow::Result<()> {
    let terms = Terms {
        start: START,
        ladder: Ladder::flat(STEP)?,
        opens_at: round.opens_at,
        ends_at: round.closes_at,
        window_ms: round.window_ms,
        extension_ms: round.extension_ms,
        hard_end: None,
        max_jump: 500,
        drain_ms: 2_000,
        has_reserve: false,
        min_bidders: 1,
        ranks: BTreeMap::new(),
    };
    let at: Timestamp = round.opens_at;
    let event = Event {
        seq: 1,
        at,
        kind: EventKind::Listed {
            terms: terms.clone(),
        },
    };
    let auction = Auction::listed(terms, None, 1, at);
    let frame = serde_json::to_string(&Frame::of(code, auction.ends_at, &event, &auction))?;
    Ok(tx
        .list_lot(id, round.id, &event, None, false, &frame)
        .await?)
}

/// The amount of the bid number `ticket` on a lot, counted from 0.
pub fn amount(ticket: u64) -> Fen {
    Fen(START.0 + ticket as i64 * STEP.0)
}
