//! A lot in a list. Its figures move where the page follows the lot (see `bidding::Feed`), and
//! stand still elsewhere.

use super::place::Place;
use super::tray::CompareLink;
use crate::bidding::{live_figures, use_clock};
use crate::follows::FollowButton;
use crate::lang::{href, use_lang};
use crate::ui::MoneyCard;
use crate::ui::erased::{Shown, redrawn};
use crate::ui::plate::{Plate, PlateOf};
use domain::live::{Figures, View};
use domain::lots::{LotState, ProjectLevel};
use domain::money::Fen;
use domain::time::Timestamp;
use domain::views::LotCard;
use leptos::prelude::*;
use locales::{Label, Lang, lots as m, ui};

/// The word for where a lot in a round stands.
pub fn view_word(lang: Lang, view: View) -> &'static str {
    match view {
        View::Preview => m::view_preview(lang),
        View::Open => m::view_open(lang),
        View::Extended => m::view_extended(lang),
        View::Settling => m::view_settling(lang),
        View::Hammer => m::view_hammer(lang),
        View::Passed => m::view_passed(lang),
        View::Suspended => m::view_suspended(lang),
        View::Cancelled => m::view_cancelled(lang),
        View::Voided => m::view_voided(lang),
    }
}

/// The value of `data-view` for `view`; the style sheet and the tests know these words.
pub const fn view_key(view: View) -> &'static str {
    match view {
        View::Preview => "preview",
        View::Open => "open",
        View::Extended => "extended",
        View::Settling => "settling",
        View::Hammer => "hammer",
        View::Passed => "passed",
        View::Suspended => "suspended",
        View::Cancelled => "cancelled",
        View::Voided => "voided",
    }
}

/// What of a card moves.
#[derive(Clone, Copy)]
struct Moving {
    figures: Signal<Option<Figures>>,
    /// Where the lot stands in its round; `None` before and after it.
    view: Memo<Option<View>>,
}

impl Moving {
    fn of(card: &LotCard, at_render: Timestamp) -> Self {
        let figures = live_figures(card);
        let in_round = matches!(
            card.state,
            LotState::Listed | LotState::Bidding | LotState::Extended
        );
        let clock = use_clock();
        let view = Memo::new(move |_| {
            let now = clock.now_or(at_render);
            figures.with(|figures| figures.as_ref().filter(|_| in_round).map(|f| f.view(now)))
        });
        Self { figures, view }
    }

    /// A part of the figures; moves only when that part does.
    fn part<T: PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&Figures) -> T + Send + Sync + 'static,
    ) -> Memo<Option<T>> {
        Memo::new(move |_| self.figures.with(|figures| figures.as_ref().map(&part)))
    }
}

/// States in which a deal has been made.
pub const fn is_sold(state: LotState) -> bool {
    matches!(
        state,
        LotState::Sold
            | LotState::Contracting
            | LotState::Signed
            | LotState::Registered
            | LotState::Delivered
    )
}

/// Label and amount of the price that counts now.
fn price_of(
    lang: Lang,
    card: &LotCard,
    price: Option<Fen>,
    view: Option<View>,
) -> (&'static str, Option<Fen>) {
    match price {
        Some(price) if is_sold(card.state) => (m::price_sold(lang), Some(price)),
        Some(price) if view == Some(View::Hammer) => (m::price_hammer(lang), Some(price)),
        Some(price) if view.is_some() => (m::price_current(lang), Some(price)),
        _ => match (card.start_price, card.asking_price) {
            (Some(start), _) => (m::price_start(lang), Some(start)),
            (None, Some(asking)) => (m::price_asking(lang), Some(asking)),
            (None, None) => (m::price(lang), None),
        },
    }
}

/// A lot as a card: plate, title, owner, price, status and time.
#[component]
pub fn LotCardView(
    /// The lot.
    card: LotCard,
    /// The server's clock when the page was made.
    now: Timestamp,
    /// The list in which lots are chosen for a comparison; none are elsewhere.
    #[prop(optional, into)]
    place: Option<Place>,
) -> impl IntoView {
    let lang = use_lang();
    let to = href(lang, &format!("/lots/{}", card.code));
    let compare = place.map(|place| (place, card.code.clone(), card.title.clone()));
    let moving = Moving::of(&card, now);
    let code = card.code.clone();
    let follow = (!card.practice).then(|| view! { <FollowButton code /> });
    let compare = compare.map(|(place, code, title)| view! { <CompareLink code title place /> });
    let acts = (compare.is_some() || follow.is_some())
        .then(|| view! { <div class="lot-card-acts">{compare} {follow}</div> });
    view! {
        <article class="lot-card">
            <Plate of=PlateOf::card(&card) />
            <div class="lot-card-body">
                <CardBadges card=card.clone() />
                <h3 class="lot-card-title" lang="zh-CN">
                    <a href=to>{card.title.clone()}</a>
                </h3>
                <p class="lot-card-owner" lang="zh-CN">
                    {card.owner.clone()}
                </p>
                <CardFigures card=card.clone() moving />
            </div>
            <p class="lot-card-foot">
                <CardStatus state=card.state sold_offline=card.sold_offline moving />
                <CardTime card now moving />
            </p>
            {acts}
        </article>
    }
}

/// Where the lot stands, in one word.
#[component]
fn CardStatus(state: LotState, sold_offline: bool, moving: Moving) -> impl IntoView {
    let lang = use_lang();
    let sold = sold_offline || is_sold(state);
    let resting = if sold { "hammer" } else { "display" };
    let key = move || moving.view.get().map_or(resting, view_key);
    let word = move || match moving.view.get() {
        Some(view) => view_word(lang, view),
        None => locales::lot_standing(lang, state, sold_offline),
    };
    view! {
        <span class="lot-status" data-view=key>
            {redrawn(word)}
        </span>
    }
}

/// What sets the lot apart, as words.
#[component]
fn CardBadges(card: LotCard) -> impl IntoView {
    let lang = use_lang();
    let project = match card.project_level {
        ProjectLevel::None => None,
        level => Some(level.label(lang)),
    };
    let words = [
        Some(card.industry.label(lang)),
        Some(card.kind.label(lang)),
        card.dual_carbon.then(|| m::dual_carbon(lang)),
        card.out_of_province.then(|| m::out_of_province(lang)),
        project,
    ];
    let badges = words
        .into_iter()
        .flatten()
        .map(|word| view! { <span class="badge">{word}</span> })
        .collect_view();
    let practice = card.practice.then(|| {
        view! { <span class="badge badge--practice">{ui::practice_badge(lang)}</span> }
    });
    view! { <p class="badges">{practice} {badges}</p> }
}

/// Price and bids.
#[component]
fn CardFigures(card: LotCard, moving: Moving) -> impl IntoView {
    let lang = use_lang();
    let price = moving.part(|figures| figures.price);
    let bids = moving.part(|figures| figures.bid_count);
    let shown = Memo::new(move |_| price_of(lang, &card, price.get().flatten(), moving.view.get()));
    let amount = move || match shown.get().1 {
        Some(amount) => view! { <MoneyCard amount /> }.into_any(),
        None => m::negotiable(lang).into_any(),
    };
    view! {
        <dl class="lot-card-figures">
            <div>
                <dt>{redrawn(move || shown.get().0)}</dt>
                <dd>{amount}</dd>
            </div>
            <Shown when=move || bids.get().is_some()>
                <div>
                    <dt>{m::bids(lang)}</dt>
                    <dd>{redrawn(move || m::bid_count(lang, bids.get().unwrap_or_default()))}</dd>
                </div>
            </Shown>
        </dl>
    }
}

/// When bidding begins or ends; the ways of dealing for a lot outside a round.
#[component]
fn CardTime(card: LotCard, now: Timestamp, moving: Moving) -> impl IntoView {
    let lang = use_lang();
    let times = moving.part(|figures| (figures.opens_at, figures.ends_at));
    let modes: Vec<_> = card.modes.iter().map(|mode| mode.label(lang)).collect();
    let modes = modes.join(ui::separator(lang));
    move || match (moving.view.get(), times.get()) {
        (Some(View::Preview), Some((opens_at, _))) => {
            let words = m::opens(lang, locales::when_short(lang, opens_at, now));
            view! { <time datetime=opens_at.rfc3339()>{words}</time> }.into_any()
        }
        (Some(View::Open | View::Extended), Some((_, ends_at))) => {
            let words = m::closes(lang, locales::when_short(lang, ends_at, now));
            view! { <time datetime=ends_at.rfc3339()>{words}</time> }.into_any()
        }
        _ => view! { <span>{modes.clone()}</span> }.into_any(),
    }
}
