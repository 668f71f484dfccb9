//! The way to the first bid: sign in, accept the notice, be known, set up a second factor where the lot
//! asks for one, pay the deposit, wait for the centre. Every step is a plain form; with a script the panel moves on by itself.

use crate::bidding::room::Room;
use crate::deposits::{BidderPath, DeclareDeposit, bidder_path};
use crate::lang::{href, use_lang};
use crate::ui::erased::{changing, redrawn};
use crate::ui::{Money, TextField};
use domain::bidding::NotQualified;
use domain::views::{BidderStanding, DeclaredPayment, DepositDesk, DepositFilter};
use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Lang, deposits as m};
use std::time::Duration;

/// How often somebody who waits for the centre is looked up again.
const LOOK_AGAIN: Duration = Duration::from_secs(15);

/// A step of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Sign in.
    SignIn,
    /// Accept the notice and get a number.
    Notice,
    /// The centre looks at the papers.
    Identity,
    /// Set up a second factor.
    Factor,
    /// Pay the deposit and say so.
    Deposit,
    /// The centre looks for the money.
    Wait,
    /// Bid.
    Bid,
}

impl Step {
    const ALL: [Self; 7] = [
        Self::SignIn,
        Self::Notice,
        Self::Identity,
        Self::Factor,
        Self::Deposit,
        Self::Wait,
        Self::Bid,
    ];

    fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::SignIn => m::step_sign_in(lang),
            Self::Notice => m::step_notice(lang),
            Self::Identity => m::step_identity(lang),
            Self::Factor => m::step_factor(lang),
            Self::Deposit => m::step_deposit(lang),
            Self::Wait => m::step_wait(lang),
            Self::Bid => m::step_bid(lang),
        }
    }

    /// The step that comes next for somebody; `None` for who never bids here.
    pub fn of(standing: BidderStanding, desk: Option<&DepositDesk>) -> Option<Self> {
        Some(match standing {
            BidderStanding::Anonymous => Self::SignIn,
            BidderStanding::MayEnrol => Self::Notice,
            BidderStanding::Preparing {
                missing: NotQualified::Identity,
                ..
            } => Self::Identity,
            BidderStanding::Preparing {
                missing: NotQualified::SecondFactor,
                ..
            } => Self::Factor,
            BidderStanding::Preparing { .. } if waiting(desk).is_some() => Self::Wait,
            BidderStanding::Preparing { .. } => Self::Deposit,
            BidderStanding::Enrolled { .. } => Self::Bid,
            BidderStanding::NotABidder
            | BidderStanding::OwnLot
            | BidderStanding::Refused { .. } => return None,
        })
    }
}

/// The steps of a lot that asks for a deposit, a second factor, or both.
fn steps(asks_deposit: bool, asks_factor: bool) -> impl Iterator<Item = Step> {
    Step::ALL.into_iter().filter(move |step| match step {
        Step::Factor => asks_factor,
        Step::Deposit | Step::Wait => asks_deposit,
        _ => true,
    })
}

/// The declared payment that the centre has still to look at.
fn waiting(desk: Option<&DepositDesk>) -> Option<DeclaredPayment> {
    let own = desk?.own.as_ref()?;
    own.payment
        .clone()
        .filter(|_| own.place() == DepositFilter::Declared)
}

/// Where the visitor is on the way, on lots that ask for a deposit or a second factor.
#[component]
pub(super) fn PathSteps(room: Room) -> impl IntoView {
    let lang = use_lang();
    let now = Memo::new(move |_| {
        let standing = room.standing.get();
        room.deposit.with(|desk| Step::of(standing, desk.as_ref()))
    });
    redrawn(move || {
        let now = now
            .get()
            .filter(|step| (room.asks_deposit || room.asks_factor) && *step < Step::Bid)?;
        let item = |step: Step| {
            let (state, words) = match step.cmp(&now) {
                std::cmp::Ordering::Less => ("done", m::step_is_done(lang)),
                std::cmp::Ordering::Equal => ("now", m::step_is_now(lang)),
                std::cmp::Ordering::Greater => ("later", ""),
            };
            view! {
                <li data-state=state aria-current=(state == "now").then_some("step")>
                    {step.words(lang)} " " <small>{words}</small>
                </li>
            }
        };
        let steps = steps(room.asks_deposit, room.asks_factor);
        let items = steps.map(item).collect_view();
        Some(view! {
            <ol class="bid-path" aria-label=m::path(lang) data-testid="bid-path">
                {items}
            </ol>
        })
    })
}

/// What is missing for somebody who has a number.
#[component]
pub(super) fn Preparing(room: Room, missing: NotQualified) -> impl IntoView {
    let lang = use_lang();
    keep_up(room);
    let what = move || {
        let desk = room.deposit.get();
        match (missing, desk) {
            (NotQualified::Deposit | NotQualified::DepositShort, Some(desk)) => {
                view! { <Pay room desk /> }.into_any()
            }
            (NotQualified::SecondFactor, _) => view! {
                <p class="bid-panel-rules" role="status" data-testid="factor-missing">
                    {m::factor_missing(lang)} " "
                    <a href=href(lang, "/account/second-factor")>{m::factor_link(lang)}</a>
                </p>
            }
            .into_any(),
            _ => view! {
                <p class="bid-panel-rules" role="status">
                    {m::identity_waits(lang)}
                </p>
            }
            .into_any(),
        }
    };
    view! { <div class="bid-prepare">{redrawn(what)}</div> }
}

/// Looks again for what the centre has done meanwhile.
fn keep_up(room: Room) {
    let code = room.code().to_string();
    let look = move || {
        let code = code.clone();
        spawn_local(async move {
            if let Ok(path) = bidder_path(code).await {
                room.follow(path);
            }
        });
    };
    Effect::new(move |_| {
        if let Ok(handle) = set_interval_with_handle(look.clone(), LOOK_AGAIN) {
            on_cleanup(move || handle.clear());
        }
    });
}

/// The deposit: how much, where to, and what became of it.
#[component]
fn Pay(room: Room, desk: DepositDesk) -> impl IntoView {
    let lang = use_lang();
    if let Some(payment) = waiting(Some(&desk)) {
        let at = locales::date_time(lang, payment.at);
        let amount = locales::amount(lang, payment.amount);
        return view! {
            <p class="bid-panel-rules" role="status" data-testid="deposit-waits">
                {m::deposit_waits(lang, amount, at, payment.reference)}
            </p>
        }
        .into_any();
    }
    let place = desk.own.as_ref().map(|own| own.place());
    if place == Some(DepositFilter::ToPayOut) {
        return view! { <p class="bid-panel-rules">{m::goes_back(lang)}</p> }.into_any();
    }
    let refused = desk
        .own
        .as_ref()
        .and_then(|own| own.payment.clone()?.refused);
    let refused = refused.map(|reason| {
        view! { <p class="field-error">{m::refused(lang, reason)}</p> }
    });
    let pay_to = match desk.pay_to.is_empty() {
        true => view! { <span>{m::ask_for_account(lang)}</span> }.into_any(),
        false => view! { <span lang="zh-CN">{desk.pay_to.clone()}</span> }.into_any(),
    };
    let asked = desk.asked;
    view! {
        {refused}
        <dl class="facts">
            <div>
                <dt>{m::asked(lang)}</dt>
                <dd>
                    <Money amount=asked />
                </dd>
            </div>
            <div>
                <dt>{m::pay_to(lang)}</dt>
                <dd>{pay_to}</dd>
            </div>
        </dl>
        <DeclareForm room asked=asked.digits() />
    }
    .into_any()
}

/// The bidder says that he has paid.
#[component]
fn DeclareForm(room: Room, asked: String) -> impl IntoView {
    let lang = use_lang();
    let action = ServerAction::<DeclareDeposit>::new();
    let code = room.code().to_string();
    let back = href(lang, &format!("/lots/{code}"));
    Effect::new(move |_| {
        if let Some(Ok(path)) = action.value().get() {
            room.follow(path);
        }
    });
    let error = Signal::derive(move || {
        let error = action.value().get().and_then(Result::err);
        error.map(|error| error.sentence(lang))
    });
    view! {
        <ActionForm action attr:class="bid-form" attr:novalidate=true>
            <input type="hidden" name="lot" value=code />
            <input type="hidden" name="back" value=back />
            {redrawn(move || {
                error
                    .get()
                    .map(|words| {
                        view! {
                            <p class="field-error" role="alert">
                                {words}
                            </p>
                        }
                    })
            })}
            <TextField id="deposit-amount" name="amount" label=m::paid(lang)
                inputmode="numeric" autocomplete="off" value=asked />
            <TextField id="deposit-reference" name="reference" label=m::reference(lang)
                hint=Some(m::reference_hint(lang).to_owned()) autocomplete="off" />
            <button
                class="button button--commit"
                type="submit"
                aria-busy=changing(move || action.pending().get().then_some("true"))
            >
                {m::declare(lang)}
            </button>
        </ActionForm>
    }
}

impl Room {
    /// Takes over where the visitor stands now; nothing is drawn anew when nothing has changed.
    pub(super) fn follow(self, path: BidderPath) {
        if self.deposit.with_untracked(|desk| *desk != path.deposit) {
            self.deposit.set(path.deposit);
        }
        if self.standing.get_untracked() != path.standing {
            self.standing.set(path.standing);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::bidding::Paddle;

    #[test]
    fn what_is_missing_is_the_next_step() {
        let preparing = |missing| BidderStanding::Preparing {
            paddle: Paddle(7),
            missing,
        };
        let steps = [
            (BidderStanding::Anonymous, Some(Step::SignIn)),
            (BidderStanding::MayEnrol, Some(Step::Notice)),
            (preparing(NotQualified::Identity), Some(Step::Identity)),
            (preparing(NotQualified::SecondFactor), Some(Step::Factor)),
            (preparing(NotQualified::Deposit), Some(Step::Deposit)),
            (BidderStanding::OwnLot, None),
        ];
        for (standing, step) in steps {
            assert_eq!(Step::of(standing, None), step, "{standing:?}");
        }
    }

    #[test]
    fn a_lot_shows_the_steps_that_it_asks_for() {
        let of = |deposit, factor| steps(deposit, factor).collect::<Vec<_>>();
        assert_eq!(of(true, true), Step::ALL);
        let free = [Step::SignIn, Step::Notice, Step::Identity];
        assert_eq!(of(false, false), [&free[..], &[Step::Bid]].concat());
        assert!(!of(true, false).contains(&Step::Factor));
        assert!(of(false, true).contains(&Step::Factor));
        assert!(!of(false, true).contains(&Step::Wait));
    }
}
