//! The page of the check: what is checked, how far it is, what came out, and how to do it
//! elsewhere.

use super::check::{Broken, Fault, Findings, Shown, Step, check};
use crate::lang::{href, use_lang};
use crate::ui::PageHead;
use crate::ui::erased::redrawn;
use domain::ids::LotCode;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::{Label, Lang, amount, verification as m};

/// Checks the ledger of the lot in the address.
#[component]
pub fn VerificationPage() -> impl IntoView {
    let lang = use_lang();
    let code = use_params_map().get_untracked().get("code");
    let code = code.as_deref().and_then(LotCode::parse);
    let Some(code) = code else {
        return view! { <crate::ui::layout::NotFound /> }.into_any();
    };
    let title = m::title(lang, code.as_str());
    let path = format!("/verification/{code}");
    let lot = href(lang, &format!("/lots/{code}"));
    let outcome = RwSignal::new(None::<Outcome>);
    // There is no archive of a lot without a leaf.
    let bare = Memo::new(move |_| outcome.with(|outcome| matches!(outcome, Some(Ok(None)))));
    let checked = code.clone();
    view! {
        <PageHead title=title.clone() description=m::intro(lang) path=path />
        <crate::ui::TabTitle text=locales::ui::page_title(lang, title.clone()) />
        <p class="crumbs">
            <a href=lot>{m::back(lang, code.as_str())}</a>
        </p>
        <h1>{title}</h1>
        <p class="lead">{m::intro(lang)}</p>
        <Check code=checked outcome />
        <Show when=move || !bare.get()>
            <Elsewhere code=code.clone() />
        </Show>
    }
    .into_any()
}

/// What was found once all steps are done; an error when one of them broke.
type Outcome = Result<Option<Findings>, ()>;

/// The steps and the result.
#[component]
fn Check(code: LotCode, outcome: RwSignal<Option<Outcome>>) -> impl IntoView {
    let lang = use_lang();
    let steps = RwSignal::new(Vec::<(Step, Shown)>::new());
    let started = RwSignal::new(false);
    Effect::new(move |_| {
        if started.get_untracked() {
            return;
        }
        started.set(true);
        let code = code.clone();
        leptos::task::spawn_local(async move {
            let tell = move |step, shown| {
                steps.update(|steps| {
                    steps.retain(|(of, _)| *of != step);
                    steps.push((step, shown));
                });
            };
            outcome.set(Some(check(code, tell).await));
        });
    });
    let ended = Memo::new(move |_| outcome.with(Option::is_some));
    let rows = move || Step::ALL.map(|step| row(lang, step, &steps.get(), ended.get()));
    let result = move || outcome.with(|outcome| result(lang, outcome.as_ref()));
    let key = move || {
        outcome.with(|outcome| {
            let found = outcome.as_ref()?.as_ref().ok()?.as_ref()?;
            Some(m::key(lang, &found.key))
        })
    };
    view! {
        <noscript>
            <p>{m::needs_scripts(lang)}</p>
        </noscript>
        <section aria-labelledby="verification-steps">
            <h2 id="verification-steps">{m::steps(lang)}</h2>
            <ol class="verification-steps">{redrawn(rows)}</ol>
            <p class="verification-result" role="status">
                {redrawn(result)}
            </p>
            <p class="verification-note">{redrawn(key)}</p>
        </section>
    }
}

fn row(lang: Lang, step: Step, told: &[(Step, Shown)], ended: bool) -> impl IntoView + use<> {
    let shown = told
        .iter()
        .find(|(of, _)| *of == step)
        .map(|(_, shown)| shown);
    let (state, note) = match shown {
        Some(Shown::Holds(figure)) => ("holds", holds(lang, step, figure)),
        Some(Shown::Done(leaves)) => ("waits", going(lang, step, leaves)),
        Some(Shown::First(n)) => ("holds", m::first(lang, n)),
        Some(Shown::Nothing) => ("skipped", m::no_leaves(lang).to_owned()),
        Some(Shown::Breaks(broken)) => ("breaks", breaks(lang, broken)),
        None if ended => ("skipped", m::skipped(lang).to_owned()),
        None => ("waits", m::waits(lang).to_owned()),
    };
    let name = match step {
        Step::Signature => m::step_signature(lang),
        Step::Consistency => m::step_consistency(lang),
        Step::Inclusion => m::step_inclusion(lang),
        Step::Replay => m::step_replay(lang),
    };
    view! {
        <li data-state=state>
            <strong>{name}</strong>
            <span class="verification-note">{note}</span>
        </li>
    }
}

/// How far a step is that takes long for a long ledger.
fn going(lang: Lang, step: Step, leaves: &str) -> String {
    match step {
        Step::Replay => m::replaying(lang, leaves),
        _ => m::reading(lang, leaves),
    }
}

fn holds(lang: Lang, step: Step, figure: &str) -> String {
    match step {
        Step::Signature => m::holds_signature(lang, figure),
        Step::Consistency => m::holds_consistency(lang, figure),
        Step::Inclusion => m::holds_inclusion(lang, figure),
        Step::Replay => m::holds_replay(lang, figure),
    }
}

/// What is wrong, in words; then what the check itself says, in English.
fn breaks(lang: Lang, broken: &Broken) -> String {
    let meaning = match broken.fault {
        Fault::Unreached => m::breaks_unreached(lang),
        Fault::Signature => m::breaks_signature(lang),
        Fault::Fork => m::breaks_fork(lang),
        Fault::Leaf => m::breaks_leaf(lang),
        Fault::Missing => m::breaks_missing(lang),
        Fault::Content => m::breaks_content(lang),
        Fault::Rules => m::breaks_rules(lang),
    };
    m::breaks(lang, meaning, &broken.why)
}

fn result(lang: Lang, outcome: Option<&Outcome>) -> String {
    let found = match outcome {
        Some(Ok(Some(found))) => found,
        Some(Ok(None)) => return m::result_nothing(lang).to_owned(),
        Some(Err(())) => return m::result_broken(lang).to_owned(),
        None => return m::result_waits(lang).to_owned(),
    };
    let replayed = &found.replayed;
    if let (None, None, None) = (replayed.leader, replayed.price, replayed.stage) {
        return m::result_no_bids(lang).to_owned();
    }
    let price = replayed.price;
    let price = price.map_or_else(|| "—".to_owned(), |price| amount(lang, price));
    let leader = replayed.leader;
    let leader = leader.map_or_else(|| "—".to_owned(), |paddle| paddle.to_string());
    match replayed.stage {
        Some(stage) => m::result_stage(lang, leader, price, stage.label(lang)),
        None => m::result(lang, leader, price),
    }
}

/// The same check without this page.
#[component]
fn Elsewhere(code: LotCode) -> impl IntoView {
    let lang = use_lang();
    let zip = format!("/ledger/lots/{code}.zip");
    let json = format!("/ledger/lots/{code}");
    let command = "luochui verify FOLDER --vkey KEY";
    view! {
        <section aria-labelledby="verification-elsewhere">
            <h2 id="verification-elsewhere">{m::elsewhere(lang)}</h2>
            <p>{m::elsewhere_intro(lang)}</p>
            <ul>
                <li>
                    <a href=zip rel="external" download="">
                        {m::zip(lang)}
                    </a>
                </li>
                <li>
                    <a href=json rel="external">
                        {m::leaves(lang)}
                    </a>
                </li>
                <li>
                    <a href="/ledger/checkpoint" rel="external">
                        {m::checkpoint(lang)}
                    </a>
                </li>
                <li>
                    <a href="/ledger/vkey" rel="external">
                        {m::vkey(lang)}
                    </a>
                </li>
            </ul>
            <pre tabindex="0">
                <code>{command}</code>
            </pre>
        </section>
    }
}
