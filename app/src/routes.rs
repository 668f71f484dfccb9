//! Every page of the portal, grouped by who it is for.

use crate::home::HomePage;
use crate::later::Page;
use crate::ui::layout::{Layout, NotFound};
use crate::ui::text_size::TextSize;
use leptos::prelude::*;
use leptos_meta::{MetaTags, Stylesheet, provide_meta_context};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};
use locales::Lang;

/// The document around every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let lang = current_lang();
    let text = use_context::<TextSize>().unwrap_or_default();
    let results = crate::lang::href(lang, "/feeds/results.atom");
    view! {
        <!DOCTYPE html>
        <html lang=lang.tag() data-text=text.code()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link
                    rel="alternate"
                    type="application/atom+xml"
                    title=locales::calendar::results_title(lang)
                    href=results
                />
                <AutoReload options=options.clone() />
                <Stylesheet href=format!("/{}/{}.css", options.site_pkg_dir, options.output_name) />
                // What the page looks like comes first: on a slow line the code waits for the style sheet
                // and the first paint. Forms work without it.
                <HydrationScripts options=options.clone() defer=true />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The language of the address that is being shown.
fn current_lang() -> Lang {
    if let Some(lang) = use_context::<Lang>() {
        return lang;
    }
    if is_server() {
        return Lang::default();
    }
    let path = document()
        .location()
        .and_then(|location| location.pathname().ok());
    Lang::of_path(&path.unwrap_or_default())
}

/// Marks the page as alive; called in the browser when its controls do what they say. The end-to-end tests
/// wait for it.
pub fn mark_alive() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-hydrated", "true");
    }
}

/// The application: one router for the language of the address.
#[allow(clippy::too_many_lines, reason = "a table of pages, a line each")]
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let lang = current_lang();
    provide_context(lang);
    crate::bidding::provide_clock();
    let page = SsrMode::Async;
    view! {
        <Router base=lang.prefix()>
            <Layout>
                <FlatRoutes fallback=NotFound>
                    // The public and the bidders.
                    <Route path=path!("/") view=HomePage ssr=page.clone() />
                    <Route path=path!("/lots") view=Page::CATALOGUE ssr=page.clone() />
                    <Route path=path!("/lots/compare") view=Page::COMPARE ssr=page.clone() />
                    <Route path=path!("/featured") view=Page::COLUMN ssr=page.clone() />
                    <Route path=path!("/featured/:column") view=Page::COLUMN ssr=page.clone() />
                    <Route path=path!("/lots/:code") view=Page::LOT ssr=page.clone() />
                    <Route path=path!("/lots/:code/bid") view=Page::BID ssr=page.clone() />
                    <Route path=path!("/lots/:code/bid/:key") view=Page::RECEIPT ssr=page.clone() />
                    <Route path=path!("/needs") view=Page::NEEDS ssr=page.clone() />
                    <Route path=path!("/needs/:code") view=Page::NEED ssr=page.clone() />
                    <Route path=path!("/packages/:id") view=Page::PACKAGE ssr=page.clone() />
                    <Route path=path!("/lots/:code/feedback") view=Page::FEEDBACK ssr=page.clone() />
                    <Route path=path!("/lots/:code/sheet") view=Page::SHEET ssr=page.clone() />
                    <Route path=path!("/live") view=Page::BOARD ssr=page.clone() />
                    <Route path=path!("/sessions") view=Page::SESSIONS ssr=page.clone() />
                    <Route path=path!("/sessions/:slug") view=Page::SESSION ssr=page.clone() />
                    <Route path=path!("/sessions/:slug/register") view=Page::REGISTER ssr=page.clone() />
                    <Route path=path!("/registration/:code") view=Page::OWN_REGISTRATION ssr=page.clone() />
                    <Route path=path!("/sessions/:slug/screen") view=Page::HALL_SCREEN ssr=page.clone() />
                    <Route path=path!("/calendar") view=Page::CALENDAR ssr=page.clone() />
                    <Route path=path!("/rounds/:id") view=Page::ROUND ssr=page.clone() />
                    <Route path=path!("/login") view=Page::LOGIN ssr=page.clone() />
                    <Route path=path!("/signup") view=Page::SIGN_UP ssr=page.clone() />
                    <Route path=path!("/application/:code") view=Page::APPLICATION ssr=page.clone() />
                    <Route path=path!("/invitation/:code") view=Page::INVITATION ssr=page.clone() />
                    <Route path=path!("/login/second") view=Page::SECOND_STEP ssr=page.clone() />
                    <Route path=path!("/recovery") view=Page::RECOVERY ssr=page.clone() />
                    <Route path=path!("/recovery/new") view=Page::RECOVER ssr=page.clone() />
                    <Route path=path!("/mail/confirm") view=Page::CONFIRM_MAIL ssr=page.clone() />
                    <Route path=path!("/mail/off/:token") view=Page::MAIL_OFF ssr=page.clone() />
                    <Route path=path!("/setup") view=Page::SETUP ssr=page.clone() />
                    <Route path=path!("/account") view=Page::ACCOUNT ssr=page.clone() />
                    <Route path=path!("/account/confirm") view=Page::CONFIRM ssr=page.clone() />
                    <Route path=path!("/account/data") view=Page::OWN_DATA ssr=page.clone() />
                    <Route path=path!("/account/filters") view=Page::SAVED_FILTERS ssr=page.clone() />
                    <Route path=path!("/account/follows") view=Page::FOLLOWS ssr=page.clone() />
                    <Route path=path!("/account/mail") view=Page::MAIL ssr=page.clone() />
                    <Route path=path!("/account/notices") view=Page::NOTICES ssr=page.clone() />
                    <Route path=path!("/account/notices/settings") view=Page::NOTICE_SETTINGS ssr=page.clone() />
                    <Route path=path!("/account/webhooks") view=Page::WEBHOOKS ssr=page.clone() />
                    <Route path=path!("/account/security") view=Page::SECURITY ssr=page.clone() />
                    <Route path=path!("/account/second-factor") view=Page::SECOND_FACTOR ssr=page.clone() />
                    <Route path=path!("/verification/:code") view=Page::VERIFICATION ssr=page.clone() />
                    <Route path=path!("/articles") view=Page::ARTICLES ssr=page.clone() />
                    <Route path=path!("/articles/:id") view=Page::ARTICLE ssr=page.clone() />
                    <Route path=path!("/help") view=Page::HELP ssr=page.clone() />
                    <Route path=path!("/downloads") view=Page::DOWNLOADS ssr=page.clone() />
                    <Route path=path!("/accessibility") view=Page::ACCESSIBILITY ssr=page.clone() />
                    <Route path=path!("/privacy") view=Page::PRIVACY ssr=page.clone() />
                    <Route path=path!("/sitemap") view=Page::SITE_MAP ssr=page.clone() />
                    <Route path=path!("/api/docs") view=Page::API_DOCS ssr=page.clone() />
                    // Hosts, liaisons and the centre.
                    <Route path=path!("/host/sessions/:id") view=Page::HOST ssr=page.clone() />
                    <Route path=path!("/host/sessions/:id/steps") view=Page::SESSION_STEPS ssr=page.clone() />
                    <Route path=path!("/host/sessions/:id/lots") view=Page::SESSION_LOTS ssr=page.clone() />
                    <Route path=path!("/host/sessions/:id/packages") view=Page::PACKAGE_DESK ssr=page.clone() />
                    <Route path=path!("/host/sessions/:id/needs") view=Page::NEED_DESK ssr=page.clone() />
                    <Route path=path!("/host/sessions/:id/targets") view=Page::TARGET_DESK ssr=page.clone() />
                    <Route path=path!("/host/sessions/:id/logbooks/:book") view=Page::LOGBOOK ssr=page.clone() />
                    <Route path=path!("/host/sessions/:id/registrations") view=Page::REGISTRATION_DESK ssr=page.clone() />
                    <Route path=path!("/host/sessions/:id/guests") view=Page::GUEST_DESK ssr=page.clone() />
                    <Route path=path!("/host/sessions/:id/check-in") view=Page::CHECK_IN ssr=page.clone() />
                    <Route path=path!("/host/sessions/:id/talks") view=Page::TALK_DESK ssr=page.clone() />
                    <Route path=path!("/host/sessions/:id/live") view=Page::LIVE_DESK ssr=page.clone() />
                    <Route path=path!("/host/sessions/:id/offline") view=Page::OFFLINE_DESK ssr=page.clone() />
                    <Route path=path!("/host/sessions/:id/report") view=Page::REPORT ssr=page.clone() />
                    <Route path=path!("/host/follow-ups") view=Page::FOLLOW_UPS ssr=page.clone() />
                    <Route path=path!("/host/follow-ups/:id") view=Page::FOLLOW_UP ssr=page.clone() />
                    <Route path=path!("/org/import") view=Page::IMPORT ssr=page.clone() />
                    <Route path=path!("/org/needs") view=Page::NEED_DESK ssr=page.clone() />
                    <Route path=path!("/org/needs/:code") view=Page::NEED_FILE ssr=page.clone() />
                    <Route path=path!("/org/offline") view=Page::REPORTED ssr=page.clone() />
                    <Route path=path!("/org/participation") view=Page::PARTICIPATION ssr=page.clone() />
                    <Route path=path!("/org/participation/sheet") view=Page::SUBMISSION_SHEET ssr=page.clone() />
                    <Route path=path!("/org/lots") view=Page::RETURNED_LOTS ssr=page.clone() />
                    <Route path=path!("/org/lots/new") view=Page::NEW_LOT ssr=page.clone() />
                    <Route path=path!("/org/lots/drafts/:id") view=Page::DRAFT ssr=page.clone() />
                    <Route path=path!("/org/lots/drafts/:id/check") view=Page::DRAFT_CHECK ssr=page.clone() />
                    <Route path=path!("/org/lots/drafts/:id/:section") view=Page::DRAFT_SECTION ssr=page.clone() />
                    <Route path=path!("/org/people") view=Page::PEOPLE ssr=page.clone() />
                    <Route path=path!("/review") view=Page::REVIEW ssr=page.clone() />
                    <Route path=path!("/admin/reviews") view=Page::REVIEW_PROGRESS ssr=page.clone() />
                    <Route path=path!("/admin/review-groups") view=Page::REVIEW_GROUPS ssr=page.clone() />
                    <Route path=path!("/admin/selection") view=Page::SELECTION ssr=page.clone() />
                    <Route path=path!("/admin/selection/plan") view=Page::SELECTION_PLAN ssr=page.clone() />
                    <Route path=path!("/admin/organisations") view=Page::OFFICE_ORGANISATIONS ssr=page.clone() />
                    <Route path=path!("/admin/organisations/:id") view=Page::APPLICATION_DESK ssr=page.clone() />
                    <Route path=path!("/admin/participations") view=Page::OFFICE_PARTICIPATIONS ssr=page.clone() />
                    <Route path=path!("/admin/participations/:id") view=Page::PARTICIPATION_DESK ssr=page.clone() />
                    <Route path=path!("/admin/waivers") view=Page::WAIVERS ssr=page.clone() />
                    <Route path=path!("/admin/roles") view=Page::ROLES ssr=page.clone() />
                    <Route path=path!("/admin/articles") view=Page::OFFICE_ARTICLES ssr=page.clone() />
                    <Route path=path!("/admin/articles/:id") view=Page::ARTICLE_DESK ssr=page.clone() />
                    <Route path=path!("/admin/audit") view=Page::AUDIT ssr=page.clone() />
                    <Route path=path!("/admin/deposits") view=Page::OFFICE_DEPOSITS ssr=page.clone() />
                    <Route path=path!("/admin/featured") view=Page::FEATURED ssr=page.clone() />
                    <Route path=path!("/admin/lots") view=Page::OFFICE_LOTS ssr=page.clone() />
                    <Route path=path!("/admin/lots/:code") view=Page::LOT_DESK ssr=page.clone() />
                    <Route path=path!("/admin/lots/:code/open-licence") view=Page::OPEN_LICENCE_DESK ssr=page.clone() />
                    <Route path=path!("/admin/lots/:code/terms") view=Page::TERMS_DESK ssr=page.clone() />
                    <Route path=path!("/admin/seasons") view=Page::OFFICE_SEASONS ssr=page.clone() />
                    <Route path=path!("/admin/rounds") view=Page::OFFICE_ROUNDS ssr=page.clone() />
                    <Route path=path!("/admin/sessions/board") view=Page::TARGET_BOARD ssr=page.clone() />
                    <Route path=path!("/admin/sessions") view=Page::PLANNED_SESSIONS ssr=page.clone() />
                    <Route path=path!("/admin/sessions/:id") view=Page::SESSION_PLAN ssr=page.clone() />
                    <Route path=path!("/admin/system") view=Page::SYSTEM ssr=page />
                </FlatRoutes>
            </Layout>
        </Router>
    }
}
