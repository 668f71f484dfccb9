//! The price chart: a step line over time, a dot a bid, the extension as a band. Drawn by the
//! server too; the same numbers stand in the bid list below it.

use super::playback::ChartMark;
use super::room::Room;
use crate::lang::use_lang;
use crate::ui::erased::redrawn;
use domain::live::{BidRow, Figures, LotLive};
use domain::money::{Fen, WAN};
use domain::time::Timestamp;
use leptos::prelude::*;
use locales::{Lang, amount, bidding as m};

/// The drawing area, in units of the view box.
const AREA: Area = Area {
    left: 84,
    right: 704,
    top: 14,
    bottom: 184,
};

struct Area {
    left: i64,
    right: i64,
    top: i64,
    bottom: i64,
}

/// The chart of a lot's bids; nothing before the first one.
#[component]
pub fn PriceChart() -> impl IntoView {
    let lang = use_lang();
    let Some(room) = use_context::<Room>() else {
        return ().into_any();
    };
    let plot = Memo::new(move |_| room.live.with(|live| Plot::of(lang, live)));
    view! {
        <section class="lot-section" aria-labelledby="chart-title">
            {redrawn(move || {
                plot.get()
                    .map(|plot| {
                        view! {
                            <h2 id="chart-title">{m::chart_title(lang)}</h2>
                            <Drawing plot />
                        }
                    })
            })}
        </section>
    }
    .into_any()
}

#[component]
fn Drawing(plot: Plot) -> impl IntoView {
    let lang = use_lang();
    let scale = plot.scale;
    let labels = plot
        .labels
        .into_iter()
        .map(|(y, words)| {
            view! {
                <text class="price-chart-label" x=AREA.left - 8 y=y + 5 text-anchor="end">
                    {words}
                </text>
            }
        })
        .collect_view();
    let dots = plot
        .dots
        .into_iter()
        .map(|(x, y)| view! { <circle class="price-chart-dot" cx=x cy=y r="3.5" /> })
        .collect_view();
    let times = plot
        .times
        .into_iter()
        .map(|(x, anchor, words)| {
            view! {
                <text class="price-chart-label" x=x y=AREA.bottom + 22 text-anchor=anchor>
                    {words}
                </text>
            }
        })
        .collect_view();
    view! {
        <figure class="price-chart">
            <figcaption>{plot.sentence.clone()}</figcaption>
            <svg role="img" viewBox="0 0 720 214" aria-label=plot.sentence>
                {plot
                    .band
                    .map(|(x, width)| {
                        view! {
                            <rect
                                class="price-chart-band"
                                x=x
                                y=AREA.top
                                width=width
                                height=AREA.bottom - AREA.top
                            />
                            <text
                                class="price-chart-label"
                                x=x + width
                                y=AREA.bottom - 8
                                text-anchor="end"
                            >
                                {m::chart_extension(lang)}
                            </text>
                        }
                    })}
                <path class="price-chart-grid" d=plot.grid />
                <path class="price-chart-line" d=plot.line />
                {dots}
                <ChartMark
                    x=move |at| scale.x(at)
                    y=move |price| scale.y(price)
                    edges=(AREA.top, AREA.bottom)
                />
                {labels}
                {times}
            </svg>
        </figure>
    }
}

/// Everything that the drawing needs, in units of the view box.
#[derive(Clone, PartialEq)]
struct Plot {
    sentence: String,
    line: String,
    grid: String,
    dots: Vec<(i64, i64)>,
    labels: Vec<(i64, String)>,
    times: Vec<(i64, &'static str, String)>,
    band: Option<(i64, i64)>,
    scale: Scale,
}

impl Plot {
    fn of(lang: Lang, live: &LotLive) -> Option<Self> {
        let (figures, bids) = (&live.figures, &live.bids);
        let (first, last) = (bids.first()?, bids.last()?);
        let from = first
            .received_at
            .min(figures.opens_at.max(Timestamp(first.received_at.0)));
        let scale = Scale {
            from,
            to: figures.ends_at.max(last.received_at.plus_millis(1)),
            low: figures.start,
            high: last.amount.max(Fen(figures.start.0 + 1)),
        };
        let ticks = scale.price_ticks();
        Some(Self {
            sentence: sentence(lang, figures, bids),
            line: step_line(&scale, bids, figures),
            grid: ticks
                .iter()
                .map(|price| format!("M{} {}H{}", AREA.left, scale.y(*price), AREA.right))
                .collect(),
            dots: bids
                .iter()
                .map(|bid| (scale.x(bid.received_at), scale.y(bid.amount)))
                .collect(),
            labels: ticks
                .iter()
                .map(|p| (scale.y(*p), label(lang, *p)))
                .collect(),
            times: vec![
                (AREA.left, "start", scale.from.clock().hm()),
                (AREA.right, "end", scale.to.clock().hm()),
            ],
            band: (figures.ends_at > figures.planned_end).then(|| {
                let x = scale.x(figures.planned_end.max(scale.from));
                (x, AREA.right - x)
            }),
            scale,
        })
    }
}

/// `128 万元` on the axis; English counts in thousands and millions: `400k`, `1.28M`.
fn label(lang: Lang, price: Fen) -> String {
    match lang {
        Lang::Zh if price.0 >= WAN => price
            .wan_lossless()
            .map_or_else(|| price.digits(), |wan| m::axis_wan(lang, wan)),
        Lang::En if price >= Fen::yuan(1_000_000) => {
            m::axis_million(lang, in_units(price, Fen::yuan(1_000_000)))
        }
        Lang::En if price >= Fen::yuan(1_000) => {
            m::axis_thousand(lang, in_units(price, Fen::yuan(1_000)))
        }
        _ => price.digits(),
    }
}

/// `price` counted in `unit`, a power of ten, without loss.
fn in_units(price: Fen, unit: Fen) -> String {
    let places = unit.0.ilog10() as usize;
    let rest = format!("{:0places$}", price.0 % unit.0);
    match rest.trim_end_matches('0') {
        "" => (price.0 / unit.0).to_string(),
        rest => format!("{}.{rest}", price.0 / unit.0),
    }
}

fn sentence(lang: Lang, figures: &Figures, bids: &[BidRow]) -> String {
    let (first, last) = (
        bids.first().map(|b| b.amount),
        bids.last().map(|b| b.amount),
    );
    let count = figures.bid_count;
    let first = amount(lang, first.unwrap_or_default());
    let last = amount(lang, last.unwrap_or_default());
    match (count, figures.extensions) {
        (1, _) => m::chart_sentence_one(lang, first),
        (_, 0) => m::chart_sentence(lang, count, first, last),
        (_, extensions) => m::chart_sentence_extended(lang, count, extensions, first, last),
    }
}

fn step_line(scale: &Scale, bids: &[BidRow], figures: &Figures) -> String {
    let mut line = String::new();
    for bid in bids {
        let (x, y) = (scale.x(bid.received_at), scale.y(bid.amount));
        match line.is_empty() {
            true => line = format!("M{x} {y}"),
            false => line.push_str(&format!("H{x}V{y}")),
        }
    }
    if figures.outcome.is_some() {
        line.push_str(&format!("H{}", AREA.right));
    }
    line
}

/// From times and prices to the drawing area, in whole units.
#[derive(Clone, Copy, PartialEq)]
struct Scale {
    from: Timestamp,
    to: Timestamp,
    low: Fen,
    high: Fen,
}

impl Scale {
    fn x(&self, at: Timestamp) -> i64 {
        let span = (self.to.0 - self.from.0).max(1);
        let part = (at.0 - self.from.0).clamp(0, span);
        AREA.left
            + (i128::from(part) * i128::from(AREA.right - AREA.left) / i128::from(span)) as i64
    }

    fn y(&self, price: Fen) -> i64 {
        let span = (self.high.0 - self.low.0).max(1);
        let part = (price.0 - self.low.0).clamp(0, span);
        AREA.bottom
            - (i128::from(part) * i128::from(AREA.bottom - AREA.top) / i128::from(span)) as i64
    }

    /// Three or four round prices between the lowest and the highest.
    fn price_ticks(&self) -> Vec<Fen> {
        let span = (self.high.0 - self.low.0).max(1);
        let mut step = 100_000;
        let mut factors = [2, 5, 10].iter().cycle();
        let mut unit = step;
        while span / step > 3 {
            let factor = factors.next().copied().unwrap_or(10);
            step = unit * factor;
            if factor == 10 {
                unit = step;
            }
        }
        let first = (self.low.0 + step - 1) / step * step;
        (0..)
            .map(|n| Fen(first + n * step))
            .take_while(|p| p.0 <= self.high.0)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short_and_lose_nothing() {
        let english = |yuan| label(Lang::En, Fen::yuan(yuan));
        assert_eq!(english(400_000), "400k");
        assert_eq!(english(62_500), "62.5k");
        assert_eq!(english(1_000_000), "1M");
        assert_eq!(english(1_280_000), "1.28M");
        assert_eq!(english(900), "900");
        assert_eq!(label(Lang::Zh, Fen::yuan(1_280_000)), "128 万元");
    }

    #[test]
    fn ticks_are_few_and_round() {
        for (low, high) in [
            (80_000, 1_280_000),
            (62_300, 63_300),
            (20_000, 20_001),
            (1, 9_000_000),
        ] {
            let scale = Scale {
                from: Timestamp(0),
                to: Timestamp(1),
                low: Fen::yuan(low),
                high: Fen::yuan(high),
            };
            let ticks = scale.price_ticks();
            assert!(ticks.len() <= 5, "{low} {high}: {ticks:?}");
            for tick in ticks {
                assert!((AREA.top..=AREA.bottom).contains(&scale.y(tick)));
            }
        }
    }
}
