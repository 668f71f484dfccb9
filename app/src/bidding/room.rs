//! What the parts of a lot page share: the live figures, and who the visitor is on this lot.

use super::announce::announce;
use super::clock::{ServerClock, use_clock};
use super::feed::{Feed, provide_feed};
use super::new_bids::NewBids;
use crate::lots::is_sold;
use domain::bidding::{Order, Paddle};
use domain::ids::LotCode;
use domain::live::{Figures, LotLive, View};
use domain::lots::LotState;
use domain::money::Fen;
use domain::time::Timestamp;
use domain::views::{BidderStanding, DepositDesk, LotPage, Receipt, SuspensionNotice};
use leptos::prelude::*;

/// The shared state of a lot page.
#[derive(Clone, Copy)]
pub struct Room {
    /// Figures and bids.
    pub live: RwSignal<LotLive>,
    /// Open streams, approximate.
    pub watchers: RwSignal<u32>,
    /// The connection.
    pub feed: Feed,
    /// What the visitor may do; changes when he enrols.
    pub standing: RwSignal<BidderStanding>,
    /// What he has to know to pay the deposit, where one is asked for.
    pub deposit: RwSignal<Option<DepositDesk>>,
    /// Whether the lot asks for a deposit at all.
    pub asks_deposit: bool,
    /// Whether it asks its bidders for a second factor.
    pub asks_factor: bool,
    /// The visitor's own ceiling. Apart from the standing: a new one must not draw the form anew,
    /// which shows the receipt at that moment.
    own_ceiling: RwSignal<Option<Fen>>,
    /// The visitor's rank when he may buy at an equal price (优先购买权).
    pub own_rank: Option<u8>,
    /// Why bidding is interrupted, while it is.
    pub suspension: RwSignal<Option<SuspensionNotice>>,
    /// Which new bids of others are announced.
    pub new_bids: RwSignal<NewBids>,
    clock: ServerClock,
    at_render: Timestamp,
    /// State of the lot when the page was made; what has happened since stands in the figures.
    state: LotState,
    title: StoredValue<String>,
    /// Digest of the terms that the page was made with.
    terms: StoredValue<String>,
}

/// Where the visitor stands in the bidding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Not enrolled, or no bid yet.
    Outside,
    /// In front.
    Leading,
    /// Was in front or has bid, and somebody is above.
    Outbid,
}

/// Puts the room of a listed lot into the context; nothing for a lot that is in no round.
pub fn provide_room(page: &LotPage) -> Option<Room> {
    let live = page.live.clone()?;
    let code = live.lot.clone();
    let feed = provide_feed(vec![(live, page.watchers)]);
    let room = Room {
        live: feed.live(&code)?,
        watchers: feed.watchers(&code)?,
        feed,
        standing: RwSignal::new(page.standing),
        deposit: RwSignal::new(page.deposit.clone()),
        asks_deposit: domain::deposits::demanded(&page.lot) > Fen(0),
        asks_factor: page.lot.second_factor,
        own_ceiling: RwSignal::new(match page.standing {
            BidderStanding::Enrolled { ceiling, .. } => ceiling,
            _ => None,
        }),
        own_rank: page.priority.and_then(|priority| priority.own_rank),
        suspension: RwSignal::new(page.suspension.clone()),
        new_bids: RwSignal::new(NewBids::default()),
        clock: use_clock(),
        at_render: page.server_now,
        state: page.lot.state,
        title: StoredValue::new(page.lot.title.clone()),
        terms: StoredValue::new(
            page.terms
                .map(|terms| terms.to_string())
                .unwrap_or_default(),
        ),
    };
    provide_context(room);
    announce(room);
    Some(room)
}

impl Room {
    /// The lot.
    pub fn code(self) -> LotCode {
        self.live.with_untracked(|live| live.lot.clone())
    }

    /// Title of the lot, in Chinese.
    pub fn title(self) -> String {
        self.title.get_value()
    }

    /// Digest of the terms that the page was made with; empty for a lot in no round.
    pub fn terms(self) -> String {
        self.terms.get_value()
    }

    /// The state of the lot once its result is confirmed and the lot counts as sold.
    pub fn sold(self) -> Option<LotState> {
        is_sold(self.state).then_some(self.state)
    }

    /// The figures.
    pub fn figures(self) -> Figures {
        self.live.with(|live| live.figures.clone())
    }

    /// Now, by the server's clock.
    pub fn now(self) -> Timestamp {
        self.clock.now_or(self.at_render)
    }

    /// The server's clock, to say how far this machine's is off.
    pub fn clock(self) -> ServerClock {
        self.clock
    }

    /// Where the lot stands now.
    pub fn view(self) -> View {
        let now = self.now();
        self.live.with(|live| live.figures.view(now))
    }

    /// The visitor's number on this lot.
    pub fn paddle(self) -> Option<Paddle> {
        match self.standing.get() {
            BidderStanding::Enrolled { paddle, .. } | BidderStanding::Preparing { paddle, .. } => {
                Some(paddle)
            }
            _ => None,
        }
    }

    /// The visitor's own ceiling, while he leads with one.
    pub fn ceiling(self) -> Option<Fen> {
        self.own_ceiling.get()
    }

    /// The least that the visitor may bid: the next step, or the price of others itself with a
    /// priority right. Whether their rank is better still is for the server to say (bidding.md C.4).
    pub fn least(self, figures: &Figures) -> Fen {
        match figures.price {
            Some(price) if self.own_rank.is_some() && figures.leader.is_some() => price,
            _ => figures.next_min,
        }
    }

    /// Notes what an accepted instruction of the visitor did to his ceiling.
    pub fn note(self, receipt: &Receipt) {
        let set = receipt.order == Order::Cap && receipt.leader == receipt.paddle;
        self.own_ceiling.set(set.then_some(receipt.amount));
    }

    /// Where the visitor stands.
    pub fn place(self) -> Place {
        let Some(paddle) = self.paddle() else {
            return Place::Outside;
        };
        self.live.with(|live| {
            if live.figures.leader == Some(paddle) {
                Place::Leading
            } else if live.bids.iter().any(|bid| bid.paddle == paddle) {
                Place::Outbid
            } else {
                Place::Outside
            }
        })
    }
}
