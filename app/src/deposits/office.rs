//! `/admin/deposits`: what the bank has done, as the centre records it. For the centre.

use super::bars::{Bars, control};
use super::rows::{Rows, Unverified};
use super::words::done_words;
use super::{BarBidder, RecordDeposit, RefuseDeposit, VerifyBidder, office_deposits, place_words};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{Empty, FormHead, Loaded, Notice, Pager, Place, Places};
use domain::views::{DepositFilter, OfficeDeposits};
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;
use leptos_router::hooks::use_query_map;
use locales::{Lang, deposits as m};

/// Where the page lives.
pub const PATH: &str = "/admin/deposits";

/// The commands of the page that a script sends.
#[derive(Clone, Copy)]
pub struct Commands {
    /// Refuses a declared payment.
    pub refuse: ServerAction<RefuseDeposit>,
    /// Verifies an identity.
    pub verify: ServerAction<VerifyBidder>,
    /// Bars a bidder, or lifts a bar.
    pub bar: ServerAction<BarBidder>,
}

/// The centre's deposits.
#[component]
pub fn OfficeDepositsPage() -> impl IntoView {
    let lang = use_lang();
    let map = use_query_map();
    let query = Memo::new(move |_| {
        map.with(|map| {
            (
                map.get("show").unwrap_or_default(),
                map.get("after").unwrap_or_default(),
            )
        })
    });
    let commands = Commands {
        refuse: ServerAction::new(),
        verify: ServerAction::new(),
        bar: ServerAction::new(),
    };
    let page = crate::wire::blocking_data(
        move || {
            (
                query.get(),
                commands.refuse.version().get(),
                commands.verify.version().get(),
                commands.bar.version().get(),
            )
        },
        |((show, after), ..)| office_deposits(show, after),
    );
    // The answer of the server to a form with a file, which is a plain form in any case.
    let recorded = refused_record();
    let errors = Signal::derive(move || {
        let refused = commands.refuse.value().get().and_then(Result::err);
        let verified = commands.verify.value().get().and_then(Result::err);
        let barred = commands.bar.value().get().and_then(Result::err);
        let barred = barred.map(|error| (control(&error).to_owned(), error.sentence(lang)));
        [recorded.clone(), refused, verified]
            .into_iter()
            .flatten()
            .map(|error| (String::new(), sentence(lang, &error)))
            .chain(barred)
            .collect::<Vec<_>>()
    });
    view! {
        <FormHead title=m::office_title(lang) description=m::office_intro(lang) path=PATH errors />
        <div class="office deposits" data-density="compact">
            <Loaded resource=page let:page>
                <DoneNote commands errors />
                <h1>{m::office_title(lang)}</h1>
                <p class="office-intro">{m::office_intro(lang)}</p>
                <Unverified bidders=page.unverified.clone() commands />
                <Places label=m::places(lang) places=places(lang, &page) />
                <Shown page=page.clone() commands />
                <Bars bars=page.bars commands />
            </Loaded>
        </div>
    }
}

/// Why the last form with a file was refused, as the address of the page tells it.
fn refused_record() -> Option<AppError> {
    let error = use_context::<ServerActionError>()?;
    (error.path() == RecordDeposit::PATH)
        .then(|| ServerFnUrlError::<AppError>::decode_err(error.err()))
}

fn sentence(lang: Lang, error: &AppError) -> String {
    match error {
        AppError::Invalid { code, .. } if code == "FILE_MISSING" => {
            m::problem_proof(lang).to_owned()
        }
        other => other.sentence(lang),
    }
}

/// What has just been done, after a script call or a redirect.
#[component]
fn DoneNote(commands: Commands, errors: Signal<Vec<(String, String)>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let by_script = move || {
        let done = |ok: bool, word| ok.then_some(word);
        let refused = commands.refuse.value().with(|v| matches!(v, Some(Ok(()))));
        let verified = commands.verify.value().with(|v| matches!(v, Some(Ok(()))));
        let barred = commands.bar.value().with(|value| match value {
            Some(Ok(true)) => Some("lifted"),
            Some(Ok(false)) => Some("barred"),
            _ => None,
        });
        done(refused, "refused")
            .or(done(verified, "verified"))
            .or(barred)
    };
    let words = move || {
        let by_form = query.with(|query| done_words(lang, query.get_str("done")?));
        let words = by_script().and_then(|done| done_words(lang, done));
        words.or(by_form).filter(|_| errors.with(Vec::is_empty))
    };
    move || {
        words().map(|words| {
            view! {
                <Notice tone="success">
                    <p role="status">{words}</p>
                </Notice>
            }
        })
    }
}

/// The kinds of deposits, with how much waits.
fn places(lang: Lang, page: &OfficeDeposits) -> Vec<Place> {
    let place = |filter: &DepositFilter| {
        let count = match filter {
            DepositFilter::Declared => Some(page.declared),
            DepositFilter::ToPayOut => Some(page.to_pay_out),
            _ => None,
        };
        let words = place_words(lang, *filter);
        Place {
            to: href(lang, &format!("{PATH}?show={}", filter.code())),
            words: match count {
                Some(count) => m::place_count(lang, count, words),
                None => words.to_owned(),
            },
            current: *filter == page.filter,
        }
    };
    DepositFilter::ALL.iter().map(place).collect()
}

/// The deposits of the chosen kind, or that there is none.
#[component]
fn Shown(page: OfficeDeposits, commands: Commands) -> impl IntoView {
    let lang = use_lang();
    let address = href(lang, &format!("{PATH}?show={}", page.filter.code()));
    let later = use_query_map().with_untracked(|query| query.get("after").is_some());
    let next = page.next.map(|after| format!("{address}&after={after}"));
    let heading = place_words(lang, page.filter);
    let body = if page.lines.is_empty() {
        view! { <Empty reason=m::office_empty(lang, heading) /> }.into_any()
    } else {
        view! {
            <Rows lines=page.lines proofs=page.proofs back=address.clone() commands />
            <Pager first=later.then_some(address) next />
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="shown-title">
            <h2 class="section-title" id="shown-title">
                {heading}
            </h2>
            {body}
        </section>
    }
}
