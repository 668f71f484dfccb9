//! `/lots/:code/sheet`: a lot on one sheet of A4, to be printed and handed out: code, facts, QR code, no
//! navigation. Public.

use super::detail::plate_of;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::plate::Plate;
use crate::ui::{Loaded, PageHead};
use domain::ids::LotCode;
use domain::views;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::{Label, Lang, lots as m, share, ui};

/// Characters of a text on the sheet: all of them together fit on one page.
const TEXT_MAX: usize = 360;

/// The sheet.
#[component]
pub fn SheetPage() -> impl IntoView {
    let params = use_params_map();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let page = crate::wire::blocking_data(
        move || code.get(),
        |code| async move {
            let code = LotCode::parse(&code).ok_or(AppError::NotFound)?;
            super::lot(code).await
        },
    );
    view! {
        <Loaded resource=page let:page>
            <Sheet page />
        </Loaded>
    }
}

#[component]
fn Sheet(page: views::LotPage) -> impl IntoView {
    let lang = use_lang();
    let lot = page.lot.clone();
    let path = format!("/lots/{}", lot.code);
    let back = href(lang, &path);
    let picture = href(lang, &format!("{path}/qr.svg"));
    let alt = share::qr_alt(lang, lot.code.clone());
    let facts = facts(lang, &page)
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! {
        <PageHead
            title=share::sheet_title(lang, lot.title.clone())
            description=share::sheet_intro(lang)
        />
        <p class="sheet-way">
            <a href=back>{share::back(lang)}</a>
            " "
            <span>{share::sheet_intro(lang)}</span>
        </p>
        <article class="sheet" data-testid="sheet">
            <header class="sheet-head">
                <div>
                    <p class="sheet-code">{m::lot_number(lang, lot.code.clone())}</p>
                    <h1 lang="zh-CN">{lot.title.clone()}</h1>
                    <p lang="zh-CN">{page.owner.name.clone()}</p>
                </div>
                <img class="sheet-qr" src=picture alt=alt width="132" height="132" />
            </header>
            <dl class="facts sheet-facts">{facts}</dl>
            {text(m::summary(lang), &lot.summary)}
            {text(m::advantages(lang), &lot.advantages)}
            {text(m::prospect(lang), &lot.prospect)}
            <div class="sheet-plate">
                <Plate of=plate_of(&lot) />
            </div>
            <footer class="sheet-foot">
                <p>{ui::service_name(lang)}</p>
                <p>{share::printed_from(lang, locales::date_time(lang, page.server_now))}</p>
            </footer>
        </article>
    }
}

/// A heading with the beginning of a text, when there is one.
fn text(heading: &'static str, words: &str) -> impl IntoView + use<> {
    let mut shown: String = words.chars().take(TEXT_MAX).collect();
    if shown.len() < words.len() {
        shown.push('…');
    }
    (!shown.is_empty()).then(|| {
        view! {
            <section>
                <h2>{heading}</h2>
                <p class="prose" lang="zh-CN">
                    {shown}
                </p>
            </section>
        }
    })
}

/// Name and value of each fact, in the order of the sheet.
fn facts(lang: Lang, page: &views::LotPage) -> Vec<(&'static str, String)> {
    let lot = &page.lot;
    let modes: Vec<_> = lot.modes.iter().map(|mode| mode.label(lang)).collect();
    let price = match (lot.start_price, lot.asking_price) {
        (Some(start), _) => (m::price_start(lang), locales::amount(lang, start)),
        (None, Some(asking)) => (m::price_asking(lang), locales::amount(lang, asking)),
        (None, None) => (m::price(lang), m::negotiable(lang).to_owned()),
    };
    let mut facts = vec![
        (share::industry(lang), lot.industry.label(lang).to_owned()),
        (share::kind(lang), lot.kind.label(lang).to_owned()),
        (m::modes(lang), super::facts::listed(lang, &modes)),
        (m::readiness(lang), m::trl(lang, lot.trl.level())),
        price,
    ];
    if let Some(patent) = lot.patents.first() {
        let number = patent.number.canonical().to_owned();
        facts.insert(0, (m::patent_number(lang), number));
        let granted = locales::date_long(lang, patent.granted_on);
        facts.push((m::granted_on(lang), granted));
    }
    if let Some(round) = &page.round {
        let hours = locales::date_time(lang, round.opens_at);
        facts.push((share::opens(lang), hours));
    }
    facts
}
