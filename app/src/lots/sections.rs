//! The texts of a lot page: what it is, what restricts it, who offers it, where it is shown.

use super::facts::listed;
use crate::lang::{href, use_lang};
use domain::lots::{Encumbrance, Lot, MaturityStage};
use domain::views::LotPage;
use leptos::prelude::*;
use locales::{Label, lots as m, ui};

/// A paragraph as it was submitted; lots are described in Chinese.
fn text(words: &str) -> impl IntoView + use<> {
    view! {
        <p class="prose" lang="zh-CN">
            {words.to_owned()}
        </p>
    }
}

/// A heading with its text, when there is one.
fn part(heading: &'static str, words: Option<&str>) -> impl IntoView + use<> {
    words.filter(|words| !words.is_empty()).map(|words| {
        view! {
            <h3>{heading}</h3>
            {text(words)}
        }
    })
}

/// What it is, what is better, where it serves, how ready it is.
#[component]
pub fn Description(
    /// The lot.
    lot: Lot,
) -> impl IntoView {
    let lang = use_lang();
    let level = lot.trl.level();
    let stage = match lot.trl.stage() {
        MaturityStage::Laboratory => m::stage_laboratory(lang),
        MaturityStage::Small => m::stage_small(lang),
        MaturityStage::Pilot => m::stage_pilot(lang),
        MaturityStage::Industrial => m::stage_industrial(lang),
    };
    let steps = (1..=9)
        .map(|step| view! { <span data-reached=(step <= level).then_some("true")></span> })
        .collect_view();
    let keywords = (!lot.keywords.is_empty()).then(|| lot.keywords.join(ui::separator(lang)));
    view! {
        <section class="lot-section" aria-labelledby="description-title">
            <h2 id="description-title">{m::section_description(lang)}</h2>
            <h3>{m::summary(lang)}</h3>
            {text(&lot.summary)}
            {part(m::advantages(lang), Some(&lot.advantages))}
            {part(m::prospect(lang), Some(&lot.prospect))}
            <h3>{m::readiness(lang)}</h3>
            <p>{m::readiness_of(lang, level, stage)}</p>
            <div class="scale" aria-hidden="true">
                {steps}
            </div>
            {part(m::maturation_need(lang), lot.maturation_need.as_deref())}
            {part(m::evaluation(lang), lot.evaluation.as_deref())}
            {part(m::keywords(lang), keywords.as_deref())}
        </section>
    }
}

/// Restrictions on the right and where the money came from.
#[component]
pub fn Rights(
    /// The lot.
    lot: Lot,
) -> impl IntoView {
    let lang = use_lang();
    let held: Vec<_> = lot
        .encumbrances
        .iter()
        .filter(|value| **value != Encumbrance::None)
        .map(|value| value.label(lang))
        .collect();
    let words = if held.is_empty() {
        m::unencumbered(lang).to_owned()
    } else {
        m::encumbered(lang, listed(lang, &held))
    };
    view! {
        <section class="lot-section" aria-labelledby="rights-title">
            <h2 id="rights-title">{m::section_rights(lang)}</h2>
            <p>{words}</p>
            {lot.encumbrance_note.as_deref().map(text)}
            {lot.fiscal_funding.then(|| view! { <p>{m::fiscal_funding(lang)}</p> })}
        </section>
    }
}

/// Who offers the lot, with whom, and who made it.
#[component]
pub fn Holders(
    /// The page.
    page: LotPage,
) -> impl IntoView {
    let lang = use_lang();
    let owner = page.owner;
    let place = match owner.city {
        Some(city) => m::place_city(lang, city.label(lang)),
        None => m::place_province(lang, owner.province),
    };
    let others =
        (!page.lot.co_owners.is_empty()).then(|| page.lot.co_owners.join(ui::separator(lang)));
    let team: Vec<String> = page
        .lot
        .team
        .iter()
        .map(|member| match member.role.as_str() {
            "" => member.name.clone(),
            role => m::team_member(lang, &member.name, role),
        })
        .collect();
    let team = (!team.is_empty()).then(|| team.join(ui::separator(lang)));
    view! {
        <section class="lot-section" aria-labelledby="owner-title">
            <h2 id="owner-title">{m::section_owner(lang)}</h2>
            <p>
                <strong lang="zh-CN">{owner.name}</strong>
            </p>
            <p>{owner.kind.label(lang)} " · " {place}</p>
            {part(m::co_owners(lang), others.as_deref())}
            {part(m::team(lang), team.as_deref())}
            <p class="muted">{m::contact_note(lang)}</p>
        </section>
    }
}

/// The session that shows the lot, and the remark of the submitter.
#[component]
pub fn Background(
    /// The page.
    page: LotPage,
) -> impl IntoView {
    let lang = use_lang();
    let session = page.session.map(|session| {
        let title = session.title.pick(lang.is_english()).to_owned();
        view! {
            <p>
                <a href=href(lang, &format!("/sessions/{}", session.slug))>{title}</a>
            </p>
        }
    });
    let remark = page.lot.remark.filter(|remark| !remark.is_empty());
    (session.is_some() || remark.is_some()).then(|| {
        view! {
            <section class="lot-section" aria-labelledby="background-title">
                <h2 id="background-title">{m::section_background(lang)}</h2>
                {session}
                {part(m::remark(lang), remark.as_deref())}
            </section>
        }
    })
}
