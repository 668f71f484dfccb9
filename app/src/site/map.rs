//! The map of the site (网站地图): every page that anybody may open, and what can be subscribed to.

use crate::lang::{href, use_lang};
use crate::ui::PageHead;
use domain::views::LotColumn;
use leptos::prelude::*;
use locales::{Lang, accounts, articles, calendar, display, privacy, security, site as m, ui};

/// The map.
#[component]
pub fn SiteMapPage() -> impl IntoView {
    let lang = use_lang();
    view! {
        <PageHead title=m::map(lang) description=m::map_lead(lang) path="/sitemap" />
        <div class="page-head">
            <h1>{m::map(lang)}</h1>
            <p class="lead">{m::map_lead(lang)}</p>
        </div>
        {groups(lang)
            .into_iter()
            .map(|(title, links)| view! { <Group title links /> })
            .collect_view()}
    }
}

type Links = Vec<(String, String, bool)>;

/// The headings, and below each the links: address, words, and whether it leaves the pages.
fn groups(lang: Lang) -> [(&'static str, Links); 4] {
    let page = |path: &str, words: &str| (href(lang, path), words.to_owned(), false);
    let file = |path: &str, words: &str| (href(lang, path), words.to_owned(), true);
    let column = LotColumn::path;
    [
        (
            m::bidding(lang),
            vec![
                page("/", m::front(lang)),
                page("/live", ui::nav_live(lang)),
                page("/lots", ui::nav_lots(lang)),
                page("/lots?status=sold", m::sold(lang)),
                page("/lots/compare", display::compare(lang)),
                page(&column(LotColumn::Featured), display::column_featured(lang)),
                page(
                    &column(LotColumn::DualCarbon),
                    display::column_dual_carbon(lang),
                ),
                page(
                    &column(LotColumn::OutOfProvince),
                    display::column_out_of_province(lang),
                ),
                page(
                    &column(LotColumn::OpenLicence),
                    display::column_open_licence(lang),
                ),
                page(&column(LotColumn::Projects), display::column_projects(lang)),
                page("/sessions", ui::nav_sessions(lang)),
                page("/needs", locales::needs::title(lang)),
                page("/calendar", ui::nav_calendar(lang)),
            ],
        ),
        (
            m::taking_part(lang),
            vec![
                page("/login", accounts::title(lang)),
                page("/recovery", locales::mail::recovery_title(lang)),
                page("/signup", m::sign_up(lang)),
                page("/account", m::own_account(lang)),
                page("/account/security", security::title(lang)),
            ],
        ),
        (
            m::data(lang),
            vec![
                file("/calendar.ics", calendar::subscribe(lang)),
                file("/lots/feed.atom", display::feed_title(lang)),
                file("/lots/export.csv", display::export_csv(lang)),
                file("/lots/export.xlsx", display::export_xlsx(lang)),
                file("/feeds/results.atom", m::results_feed(lang)),
                file("/feeds/articles.atom", articles::feed(lang)),
                page("/api/docs", ui::nav_api(lang)),
                // The ledger speaks no language.
                ("/ledger/checkpoint".into(), m::ledger(lang).into(), true),
            ],
        ),
        (
            m::about(lang),
            vec![
                page("/articles", articles::title(lang)),
                page("/help", articles::help(lang)),
                page("/downloads", articles::downloads(lang)),
                page("/privacy", privacy::title(lang)),
                page("/accessibility", m::accessibility(lang)),
                page("/sitemap", m::map(lang)),
            ],
        ),
    ]
}

#[component]
fn Group(title: &'static str, links: Links) -> impl IntoView {
    let links = links
        .into_iter()
        .map(|(to, words, file)| {
            let rel = file.then_some("external");
            view! {
                <li>
                    <a href=to rel=rel>
                        {words}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section">
            <h2 class="section-title">{title}</h2>
            <ul>{links}</ul>
        </section>
    }
}
