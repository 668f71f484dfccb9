//! What the page of a lot tells everybody about its deal: never who buys, nor who objects.

use super::desk::basis_words;
use crate::bidding::{reason_words, use_clock};
use crate::lang::use_lang;
use crate::ui::{Money, When};
use domain::bidding::stage::Stage;
use domain::time::Timestamp;
use domain::views::{DecisionView, PublicDeal, PublicityView};
use leptos::prelude::*;
use locales::{Label, Lang, stages as m};

/// Where the lot stands since its round was over.
#[component]
pub fn DealNotice(
    /// The deal.
    deal: PublicDeal,
    /// The server's clock when the page was made.
    server_now: Timestamp,
) -> impl IntoView {
    let lang = use_lang();
    let stage = deal.stage;
    let notice = deal.notice.map(|notice| {
        view! { <Publicity notice stage server_now /> }
    });
    let has_decisions = !deal.decisions.is_empty();
    let decisions = deal.decisions.into_iter();
    let decisions = decisions.map(|decision| view! { <Decision decision /> });
    let decisions = decisions.collect_view();
    let struck = deal.struck.map(|struck| {
        let why = reason_words(lang, struck.reason);
        view! { <p data-testid="struck">{m::told_struck(lang, struck.paddle, why)}</p> }
    });
    // What is only talked about is nobody's business but that it is.
    let basis = (stage != Stage::Negotiating).then(|| {
        view! {
            <div>
                <dt>{m::since(lang)}</dt>
                <dd>
                    <When at=deal.since />
                </dd>
            </div>
            <div>
                <dt>{m::basis(lang)}</dt>
                <dd>{basis_words(lang, deal.basis)}</dd>
            </div>
        }
    });
    let facts = (basis.is_some() || has_decisions).then(|| {
        view! {
            <dl class="facts">{basis} {notice} {decisions}</dl>
        }
    });
    view! {
        <section
            class="lot-section deal"
            aria-labelledby="deal-title"
            data-testid="deal"
            data-stage=stage.code()
        >
            <h2 id="deal-title">{m::public_title(lang, stage.label(lang))}</h2>
            <p>{told(lang, stage)}</p>
            {struck}
            {facts}
        </section>
    }
}

/// What the stage means.
fn told(lang: Lang, stage: Stage) -> &'static str {
    match stage {
        Stage::SoldPending => m::told_sold(lang),
        Stage::Confirmed => m::told_confirmed(lang),
        Stage::Defaulted => m::told_defaulted(lang),
        Stage::Negotiating => m::told_negotiating(lang),
        Stage::Publicity => m::told_publicity(lang),
        Stage::Objected => m::told_objected(lang),
        Stage::Completed => m::told_completed(lang),
        Stage::Showcase => m::told_showcase(lang),
        _ => m::told_under_way(lang),
    }
}

/// What the law wants to be public about an agreed price; name and abstract stand on the page.
#[component]
fn Publicity(notice: PublicityView, stage: Stage, server_now: Timestamp) -> impl IntoView {
    let lang = use_lang();
    let mode = notice.mode.map(|mode| {
        view! {
            <div>
                <dt>{m::mode(lang)}</dt>
                <dd>{mode.label(lang)}</dd>
            </div>
        }
    });
    let related = match notice.related_party {
        true => m::related_yes(lang),
        false => m::related_no(lang),
    };
    let open = matches!(stage, Stage::Publicity | Stage::Objected);
    let clock = use_clock();
    let left = move || {
        if notice.stopped {
            return m::stopped(lang).to_owned();
        }
        let left = notice.ends_at.millis_since(clock.now_or(server_now));
        m::left(lang, locales::remaining(lang, left))
    };
    let end = open.then(|| {
        view! {
            <div>
                <dt>{m::due_publicity(lang)}</dt>
                <dd>
                    <When at=notice.ends_at />
                    " "
                    <span data-testid="publicity-left">{left}</span>
                </dd>
            </div>
        }
    });
    view! {
        <div>
            <dt>{m::price(lang)}</dt>
            <dd>
                <Money amount=notice.price />
            </dd>
        </div>
        {mode}
        <div>
            <dt>{m::related(lang)}</dt>
            <dd>{related}</dd>
        </div>
        {end}
    }
}

#[component]
fn Decision(decision: DecisionView) -> impl IntoView {
    let lang = use_lang();
    let words = match decision.upheld {
        true => m::decided_upheld(lang),
        false => m::decided_rejected(lang),
    };
    view! {
        <div>
            <dt>{m::decision(lang)}</dt>
            <dd>
                {words} " " <When at=decision.at /> " "
                <span class="deal-hash">
                    {m::document(lang)} " " <code>{decision.document}</code>
                </span>
            </dd>
        </div>
    }
}
