//! The playback on the page: the controls, what happened, and how the lot stood.

use super::player::{Asked, Player, use_player};
use super::words;
use crate::bidding::view_words;
use crate::lang::{href, use_lang};
use crate::ui::erased::{Shown, changing, redrawn};
use domain::playback::{Moment, NoMoment};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use locales::{Lang, amount, date_time_seconds, playback as m};

/// Where the playback stands on the page.
const ANCHOR: &str = "playback";

/// The playback of a finished lot; nothing before its result.
#[component]
pub fn PlaybackView() -> impl IntoView {
    let Some(player) = use_player() else {
        return ().into_any();
    };
    follow_address(player);
    let shown = Memo::new(move |_| player.finished() && player.shown.with(Option::is_some));
    view! {
        <Shown when=move || shown.get()>
            <Section player />
        </Shown>
    }
    .into_any()
}

/// A link or the back button may ask for another moment, and the lot may get its result while the
/// page is open.
fn follow_address(player: Player) {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(Asked::of));
    Effect::new(move |before: Option<Asked>| {
        let now = asked.get();
        if before.is_some_and(|before| before != now) && player.differs(now) {
            player.go(now.0);
        }
        now
    });
    let finished = Memo::new(move |_| player.finished());
    Effect::new(move |_| {
        if finished.get() && player.shown.with_untracked(Option::is_none) {
            player.go(None);
        }
    });
}

#[component]
fn Section(player: Player) -> impl IntoView {
    let lang = use_lang();
    view! {
        <section class="lot-section playback" id=ANCHOR aria-labelledby="playback-title">
            <h2 id="playback-title">{m::title(lang)}</h2>
            <p class="muted">{m::lead(lang)}</p>
            <Controls player />
            {redrawn(move || {
                player
                    .shown
                    .get()
                    .map(|shown| match shown {
                        Ok(moment) => view! { <State moment /> }.into_any(),
                        Err(why) => {
                            view! {
                                <p class="playback-missing" data-testid="playback-missing">
                                    {words::missing(lang, why)}
                                </p>
                            }
                                .into_any()
                        }
                    })
            })}
        </section>
    }
}

/// First and last number, and the one that is shown.
fn range(player: Player) -> (u64, u64, u64) {
    match player.shown.get() {
        Some(Ok(moment)) => (moment.first, moment.last, moment.step.seq),
        Some(Err(NoMoment::OutOfRange { first, last })) => (first, last, last),
        _ => (0, 0, 0),
    }
}

/// How the controls move the playback.
#[derive(Clone, Copy)]
struct Moves {
    player: Player,
    /// Address of the lot.
    path: StoredValue<String>,
    /// Puts a moment into the address.
    write: Callback<u64>,
}

impl Moves {
    fn of(lang: Lang, player: Player) -> Self {
        let path = href(lang, &format!("/lots/{}", player.code()));
        let (navigate, bare) = (use_navigate(), path.clone());
        let write = Callback::new(move |at: u64| {
            let options = NavigateOptions {
                resolve: false,
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&format!("{bare}?at={at}"), options);
        });
        Self {
            player,
            path: StoredValue::new(path),
            write,
        }
    }

    fn go(self, at: u64) {
        self.player.move_to(at, move |at| self.write.run(at));
    }

    /// Goes to what was typed or dragged to.
    fn go_to(self, typed: &str) {
        if let Ok(at) = typed.trim().parse() {
            self.go(at);
        }
    }
}

/// A slider for those with scripts, and a plain form with links for everybody.
#[component]
fn Controls(player: Player) -> impl IntoView {
    let lang = use_lang();
    let moves = Moves::of(lang, player);
    let places = Memo::new(move |_| range(player));
    let happened = move || match player.shown.get() {
        Some(Ok(moment)) => words::event(lang, &moment),
        _ => String::new(),
    };
    view! {
        <input
            class="playback-slider"
            type="range"
            step="1"
            min=changing(move || places.get().0)
            max=changing(move || places.get().1)
            value=changing(move || places.get().2)
            prop:value=changing(move || places.get().2.to_string())
            aria-label=m::slider(lang)
            aria-valuetext=happened
            on:input=move |event| moves.go_to(&event_target_value(&event))
        />
        <Stepper moves places />
    }
}

/// One event back or on, or to the one with a number.
#[component]
fn Stepper(moves: Moves, places: Memo<(u64, u64, u64)>) -> impl IntoView {
    let lang = use_lang();
    let field = NodeRef::<leptos::html::Input>::new();
    let action = moves.path.with_value(|path| format!("{path}#{ANCHOR}"));
    let back = Memo::new(move |_| {
        let (first, _, at) = places.get();
        at.saturating_sub(1).max(first)
    });
    let on = Memo::new(move |_| {
        let (_, last, at) = places.get();
        (at + 1).min(last)
    });
    view! {
        <form
            class="playback-form"
            method="get"
            action=action
            on:submit=move |event| {
                event.prevent_default();
                if let Some(field) = field.get_untracked() {
                    moves.go_to(&field.value());
                }
            }
        >
            <StepLink moves places to=back label=m::previous(lang) />
            <StepLink moves places to=on label=m::next(lang) />
            <label class="playback-number">
                <span>{m::number(lang)}</span>
                <input
                    class="input"
                    name="at"
                    type="number"
                    inputmode="numeric"
                    node_ref=field
                    min=changing(move || places.get().0)
                    max=changing(move || places.get().1)
                    value=changing(move || places.get().2)
                    prop:value=changing(move || places.get().2.to_string())
                />
                <span class="playback-last">{redrawn(move || m::of_last(lang, places.get().1))}</span>
            </label>
            <button class="button" type="submit">
                {m::show(lang)}
            </button>
        </form>
    }
}

/// A link to a moment; a script goes there in place.
#[component]
fn StepLink(
    moves: Moves,
    places: Memo<(u64, u64, u64)>,
    to: Memo<u64>,
    label: &'static str,
) -> impl IntoView {
    let address = move || {
        moves
            .path
            .with_value(|path| format!("{path}?at={}#{ANCHOR}", to.get()))
    };
    view! {
        <a
            class="button"
            href=address
            aria-disabled=changing(move || (to.get() == places.get().2).then_some("true"))
            on:click=move |event| {
                let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key();
                if !elsewhere {
                    event.prevent_default();
                    moves.go(to.get_untracked());
                }
            }
        >
            {label}
        </a>
    }
}

/// What happened, and how the lot stood after it.
#[component]
fn State(moment: Moment) -> impl IntoView {
    let lang = use_lang();
    let at = moment.step.received_at.unwrap_or(moment.step.at);
    let facts = facts(lang, &moment)
        .into_iter()
        .map(|(name, label, value)| {
            view! {
                <div>
                    <dt>{label}</dt>
                    <dd data-testid=format!("playback-{name}")>{value}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <p class="playback-event" data-testid="playback-event">
            <time datetime=at.rfc3339()>{at.clock().hms_tenths()}</time>
            <strong>{words::event(lang, &moment)}</strong>
        </p>
        <dl class="facts">{facts}</dl>
    }
}

/// The state of the lot: a name for tests, the label, the value.
fn facts(lang: Lang, moment: &Moment) -> [(&'static str, &'static str, String); 8] {
    let figures = &moment.figures;
    let at = moment.step.at;
    let none = || m::none(lang).to_owned();
    let open = figures.takes_bids(at);
    [
        (
            "state",
            m::state(lang),
            view_words(lang, moment.view()).to_owned(),
        ),
        (
            "price",
            m::price(lang),
            figures.price.map_or_else(none, |price| amount(lang, price)),
        ),
        (
            "leader",
            m::leader(lang),
            figures
                .leader
                .map_or_else(none, |leader| leader.to_string()),
        ),
        ("bids", m::bids(lang), m::times(lang, figures.bid_count)),
        (
            "next",
            m::next_min(lang),
            if open {
                amount(lang, figures.next_min)
            } else {
                none()
            },
        ),
        (
            "ends",
            m::ends(lang),
            date_time_seconds(lang, figures.ends_at),
        ),
        (
            "extensions",
            m::extensions(lang),
            m::times(lang, figures.extensions),
        ),
        (
            "reserve",
            m::reserve(lang),
            words::reserve(lang, figures.reserve).to_owned(),
        ),
    ]
}
