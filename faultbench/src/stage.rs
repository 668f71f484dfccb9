//! A small season to bid on: lots under the hammer, bidders with numbers and tokens.

use crate::tables::Tables;
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
use domain::tokens::{TokenDraft, TokenScope};
use service::testing::{institution, lot as plain_lot, verify};
use service::{Clock, Portal, RULES_VERSION, Random, Settings, Store, StoreOptions};
use std::collections::BTreeMap;

/// Start price of every lot, fen.
const START: i64 = 10_000_000;
/// Increment of every lot, fen.
const STEP: i64 = 10_000;

/// What is bid on and by whom.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Codes of the lots.
    pub lots: Vec<String>,
    /// Ids of the bidders; all have a number on every lot.
    pub accounts: Vec<i64>,
    /// Their tokens, in the same order.
    pub tokens: Vec<String>,
    /// When every lot ends.
    pub ends_at: Timestamp,
}

/// How large, and until when.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Lots.
    pub lots: usize,
    /// Bidders.
    pub bidders: usize,
    /// From now until the end of every lot, ms.
    pub lasts_ms: i64,
    /// The end never moves (`hard_end`); otherwise a bid in the last minute moves it by a minute.
    pub hard: bool,
}

impl Plan {
    /// Twenty lots that stay open for an hour (F-01).
    pub const HOUR: Self = Self {
        lots: 20,
        bidders: 40,
        lasts_ms: 3_600_000,
        hard: false,
    };
}

/// The bid number `ticket` on a lot, counted from 0, fen: one step more each time.
pub const fn amount(ticket: u64) -> i64 {
    START + ticket as i64 * STEP
}

impl Stage {
    /// Writes the season into an empty database and closes it again.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn write(tables: &Tables, plan: Plan) -> anyhow::Result<Self> {
        let store = Store::open(&tables.url(), StoreOptions::default()).await?;
        let now = Clock::Real.now();
        let terms = terms(now, plan);
        let ends_at = terms.ends_at;
        let mut tx = store.write().await?;
        let season = catalogue::auction_by_pattern(2099);
        tx.upsert_season(&season).await?;
        let mut owner = institution("故障试验大学（示例）", InstitutionKind::University);
        owner.id = tx.insert_institution(&owner).await?;
        let round = tx.insert_round(&round(season.id, &terms)).await?;
        let bidders = bidders(&mut tx, plan.bidders).await?;
        let mut lots = Vec::with_capacity(plan.lots);
        for number in 1..=plan.lots {
            let code = format!("P2099-ENER-{number:04}");
            let mut lot = plain_lot(&code, season.id, owner.id, false);
            lot.state = LotState::Bidding;
            lot.published_at = Some(terms.opens_at);
            let private = LotPrivate {
                reserve_price: None,
                contact: Contact::default(),
            };
            let id = tx.insert_lot(&lot, &private, &owner, &code, None).await?;
            list(&mut tx, id, &lot.code, round, &terms).await?;
            for (place, bidder) in (1..).zip(&bidders) {
                tx.insert_enrolment(id, bidder.id, Paddle(place), RULES_VERSION, now)
                    .await?;
            }
            lots.push(code);
        }
        tx.commit().await?;
        let tokens = tokens(&store, &bidders).await?;
        store.close().await;
        Ok(Self {
            lots,
            accounts: bidders.iter().map(|bidder| bidder.id.get()).collect(),
            tokens,
            ends_at,
        })
    }
}

fn terms(now: Timestamp, plan: Plan) -> Terms {
    let ends_at = now.plus_millis(plan.lasts_ms);
    Terms {
        start: Fen(START),
        ladder: Ladder::flat(Fen(STEP)).expect("one band"),
        opens_at: now.plus_millis(-3_600_000),
        ends_at,
        window_ms: 60_000,
        extension_ms: 60_000,
        hard_end: plan.hard.then_some(ends_at),
        // The most that a public verifier takes.
        max_jump: 500,
        drain_ms: 2_000,
        has_reserve: false,
        min_bidders: 1,
        ranks: BTreeMap::new(),
    }
}

fn round(season: domain::ids::SeasonId, terms: &Terms) -> Round {
    Round {
        id: RoundId(0),
        season,
        on: terms.opens_at.date(),
        opens_at: terms.opens_at,
        closes_at: terms.ends_at,
        window_ms: terms.window_ms,
        extension_ms: terms.extension_ms,
        hard_end: terms.hard_end,
        min_bidders: terms.min_bidders,
        state: RoundState::Scheduled,
        practice: false,
        moved: None,
    }
}

async fn bidders(tx: &mut service::Tx, count: usize) -> anyhow::Result<Vec<Account>> {
    let mut bidders = Vec::new();
    for number in 1..=count {
        let mut account = Account {
            id: AccountId(0),
            login: format!("faults{number}"),
            display_name: format!("试验竞买人{number}（示例）"),
            institution: None,
            grants: vec![Grant {
                role: Role::Bidder,
                scope: Scope::Province,
            }],
            house_bot: false,
        };
        account.id = tx.insert_account(&account, None).await?;
        verify(tx, account.id, Clock::Real.now()).await?;
        bidders.push(account);
    }
    Ok(bidders)
}

async fn tokens(store: &Store, bidders: &[Account]) -> anyhow::Result<Vec<String>> {
    let settings = Settings::default();
    let portal = Portal::open(store.clone(), Clock::Real, Random::from_system(), settings);
    let mut tokens = Vec::new();
    for bidder in bidders {
        let draft = TokenDraft {
            name: "faults".into(),
            scope: TokenScope::Bid,
            // A clock that jumps by a day must be refused as such, not as an expired token.
            days: 30,
        };
        let made = portal.create_token(bidder, draft).await;
        tokens.push(made.ok().context("a token")?.secret);
    }
    Ok(tokens)
}

async fn list(
    tx: &mut service::Tx,
    id: LotId,
    code: &LotCode,
    round: RoundId,
    terms: &Terms,
) -> anyhow::Result<()> {
    let at = terms.opens_at;
    let event = Event {
        seq: 1,
        at,
        kind: EventKind::Listed {
            terms: terms.clone(),
        },
    };
    let auction = Auction::listed(terms.clone(), None, 1, at);
    let frame = serde_json::to_string(&Frame::of(code, auction.ends_at, &event, &auction))?;
    Ok(tx.list_lot(id, round, &event, None, false, &frame).await?)
}
