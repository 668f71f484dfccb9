//! The page of a lot. Public; what a visitor may do about bidding decides the bid panel.

use super::facts::Facts;
use super::files::Files;
use super::related::Related;
use super::sections::{Background, Description, Holders, Rights};
use super::terms::Terms;
use super::tools::{Feedback, Tools};
use super::tray::{CompareTray, provide_tray};
use crate::bidding::{
    Asked, BidBar, BidHistory, BidPanel, LiveTitle, PlaybackView, PriceChart, provide_player,
    provide_room,
};
use crate::error::AppError;
use crate::intakes::SoldOffline;
use crate::lang::{href, use_lang};
use crate::open_licences::OpenLicenceTerms;
use crate::packages::InPackage;
use crate::stages::DealNotice;
use crate::ui::plate::{Plate, PlateOf};
use crate::ui::{LoadedWith, Notice, PageHead};
use domain::bidding::stage::Stage;
use domain::ids::LotCode;
use domain::lots::{Lot, LotState, ProjectLevel};
use domain::open_licences::is_open;
use domain::playback::{Moment, NoMoment};
use domain::views::{self, BidderStanding};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, Lang, lots as m, ui};

/// The page of a lot.
#[component]
pub fn LotPage() -> impl IntoView {
    let params = use_params_map();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let query = use_query_map();
    let page = crate::wire::page_data(
        move || code.get(),
        move |code| {
            let asked = query.with_untracked(Asked::of);
            async move {
                let code = LotCode::parse(&code).ok_or(AppError::NotFound)?;
                let page = super::lot(code).await?;
                let shown = asked.first(&page).await?;
                Ok((page, asked.0, shown))
            }
        },
    );
    view! {
        <LoadedWith resource=page parts=|page: &Shown| parts(&page.0) let:page>
            <LotView page=page.0 asked=Asked(page.1) shown=page.2 />
        </LoadedWith>
    }
}

/// The page, the moment that the address asks for, and what is known of it.
type Shown = (
    views::LotPage,
    Option<u64>,
    Option<Result<Moment, NoMoment>>,
);

/// The forms of those who may bid.
fn parts(page: &views::LotPage) -> impl Future<Output = ()> + Send + use<> {
    let may_act = matches!(
        page.standing,
        BidderStanding::MayEnrol
            | BidderStanding::Preparing { .. }
            | BidderStanding::Enrolled { .. }
    );
    async move {
        if may_act {
            crate::later::load_bidder_act().await;
        }
    }
}

/// The page in the order of ux.md §1.2: title, panel, facts, chart, bids, texts.
#[component]
fn LotView(
    page: views::LotPage,
    asked: Asked,
    shown: Option<Result<Moment, NoMoment>>,
) -> impl IntoView {
    let lang = use_lang();
    if let Some(room) = provide_room(&page) {
        provide_player(room, asked, shown);
    }
    let path = format!("/lots/{}", page.lot.code);
    let description = m::lot_description(
        lang,
        page.lot.industry.label(lang),
        &page.owner.name,
        &page.lot.title,
    );
    let by = use_context::<crate::ui::head::SharedBy>();
    let shared = by.map(|by| (by.0)(lang, &page));
    let listed = page.live.is_some();
    let (code, practice) = (page.lot.code.clone(), page.lot.practice);
    let (deal, server_now) = (page.deal.clone(), page.server_now);
    let (related, package) = (page.related.clone(), page.package.clone());
    let sold = page.sold_offline;
    let files = page.files.clone();
    let shown = code.clone();
    let open = is_open(&page.lot).then(|| (page.open_licence.clone(), page.lot.code.clone()));
    provide_tray();
    view! {
        <PageHead title=page.lot.title.clone() description path shared />
        <LiveTitle />
        <article class="lot-layout">
            <LotHead page=page.clone() />
            <div class="lot-side">
                <BidPanel page=page.clone() />
            </div>
            <div class="lot-body">
                {sold.map(|on| view! { <SoldOffline on /> })}
                {package.map(|package| view! { <InPackage package code=shown /> })}
                {deal.map(|deal| view! { <DealNotice deal server_now /> })}
                {open.map(|(declared, code)| view! { <OpenLicenceTerms declared code /> })}
                <Facts page=page.clone() />
                {listed
                    .then(|| {
                        view! {
                            <PriceChart />
                            <PlaybackView />
                            <BidHistory />
                        }
                    })}
                <Description lot=page.lot.clone() />
                <Rights lot=page.lot.clone() />
                <Terms page=page.clone() />
                <Holders page=page.clone() />
                <Files files />
                <Background page />
                <Related cards=related now=server_now />
                <CompareTray />
                <Feedback code practice />
            </div>
        </article>
        <BidBar />
    }
}

/// Where the lot belongs, its title, and what sets it apart.
#[component]
fn LotHead(page: views::LotPage) -> impl IntoView {
    let lang = use_lang();
    let withdrawn = matches!(page.lot.state, LotState::Withdrawn | LotState::Archived);
    let up = match &page.session {
        Some(session) => (
            href(lang, &format!("/sessions/{}", session.slug)),
            session.title.pick(lang.is_english()).to_owned(),
        ),
        None => (href(lang, "/lots"), m::title(lang).to_owned()),
    };
    view! {
        <div class="lot-head">
            {withdrawn
                .then(|| {
                    view! {
                        <Notice tone="warning">
                            <p>{m::no_longer_offered(lang, page.lot.state.label(lang))}</p>
                        </Notice>
                    }
                })}
            <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
                <ol>
                    <li>
                        <a href=up.0>{up.1}</a>
                    </li>
                    <li aria-current="page">{m::lot_number(lang, page.lot.code.clone())}</li>
                </ol>
            </nav>
            <h1 lang="zh-CN">{page.lot.title.clone()}</h1>
            <p class="badges">{badges(lang, &page.lot, stage_words(lang, &page))}</p>
            <Tools
                code=page.lot.code.clone()
                title=page.lot.title.clone()
                practice=page.lot.practice
            />
        </div>
    }
}

/// Where the lot stands: while it is talked about, the stored state says only that it is on display.
fn stage_words(lang: Lang, page: &views::LotPage) -> &'static str {
    let stage = page.deal.as_ref().map(|deal| deal.stage);
    let talks = stage.filter(|stage| {
        matches!(
            stage,
            Stage::Negotiating | Stage::Publicity | Stage::Objected
        )
    });
    let standing = locales::lot_standing(lang, page.lot.state, page.sold_offline.is_some());
    talks.map_or(standing, |stage| stage.label(lang))
}

/// What sets the lot apart, in words.
fn badges(lang: Lang, lot: &Lot, stage: &'static str) -> impl IntoView + use<> {
    let project = (lot.project_level != ProjectLevel::None).then(|| lot.project_level.label(lang));
    let words = [
        Some(stage),
        Some(lot.industry.label(lang)),
        Some(lot.kind.label(lang)),
        lot.dual_carbon.then(|| m::dual_carbon(lang)),
        lot.out_of_province.then(|| m::out_of_province(lang)),
        project,
        lot.roadshow.then(|| m::roadshow(lang)),
    ];
    let practice = lot.practice.then(|| {
        view! { <span class="badge badge--practice">{ui::practice_badge(lang)}</span> }
    });
    let tags = lot.tags.iter().cloned();
    let words = words
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .chain(tags)
        .map(|word| view! { <span class="badge">{word}</span> })
        .collect_view();
    view! { {practice} {words} }
}

/// The plate of the lot, large, beside its facts.
#[component]
pub fn LotPlate(
    /// The lot.
    lot: Lot,
) -> impl IntoView {
    view! {
        <div class="lot-plate">
            <Plate of=plate_of(&lot) />
        </div>
    }
}

/// What the plate of a lot is drawn from.
pub fn plate_of(lot: &Lot) -> PlateOf {
    let first = lot.patents.first();
    let code = lot.code.to_string();
    let number = first.map(|patent| patent.number.canonical().to_owned());
    PlateOf {
        seed: number.clone().unwrap_or_else(|| code.clone()),
        heading: first.and_then(|patent| patent.ipc.clone()).unwrap_or(code),
        caption: number.unwrap_or_default(),
        industry: lot.industry,
    }
}
