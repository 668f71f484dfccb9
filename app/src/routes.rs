//! Every page of the portal, grouped by who it is for.

use crate::accounts::{AccountPage, LoginPage};
use crate::api::ApiDocsPage;
use crate::bidding::{BidPage, BoardPage, ReceiptPage};
use crate::calendar::CalendarPage;
use crate::collection::ImportPage;
use crate::deposits::OfficeDepositsPage;
use crate::home::HomePage;
use crate::lots::{CataloguePage, LotDeskPage, LotPage, OfficeLotsPage, TermsDeskPage};
use crate::rounds::{OfficeRoundsPage, RoundPage};
use crate::sessions::{HostPage, SessionPage, SessionsPage};
use crate::ui::layout::{Layout, NotFound};
use crate::verification::VerificationPage;
use leptos::prelude::*;
use leptos_meta::{MetaTags, Stylesheet, provide_meta_context};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{Lazy, SsrMode, path};
use locales::Lang;

/// The back office and what few visitors open: the browser loads the code of such a page with its
/// first visit. The public pages share most of their code and come as one file: split in the same
/// way they would be hundreds of small ones, because every set of pages with common code makes a
/// file of its own.
mod lazy {
    use super::*;
    use leptos_router::{LazyRoute, lazy_route};

    macro_rules! lazy_pages {
        ($($name:ident: $page:ident),+ $(,)?) => {$(
            pub struct $name;

            #[lazy_route]
            impl LazyRoute for $name {
                fn data() -> Self {
                    Self
                }

                fn view(_this: Self) -> AnyView {
                    $page().into_any()
                }
            }
        )+};
    }

    lazy_pages! {
        OwnAccount: AccountPage,
        ApiDocs: ApiDocsPage,
        Verification: VerificationPage,
        Host: HostPage,
        Import: ImportPage,
        LotDesk: LotDeskPage,
        OfficeDeposits: OfficeDepositsPage,
        OfficeLots: OfficeLotsPage,
        OfficeRounds: OfficeRoundsPage,
        Round: RoundPage,
        TermsDesk: TermsDeskPage,
    }
}

/// The document around every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let lang = current_lang();
    view! {
        <!DOCTYPE html>
        <html lang=lang.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <AutoReload options=options.clone() />
                <HydrationScripts options=options.clone() />
                <Stylesheet href=format!("/{}/{}.css", options.site_pkg_dir, options.output_name) />
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

/// The application: one router for the language of the address.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let lang = current_lang();
    provide_context(lang);
    crate::bidding::provide_clock();
    // The end-to-end tests wait for this mark: it says that the page is alive.
    Effect::new(|_| {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-hydrated", "true");
        }
    });
    let page = SsrMode::Async;
    view! {
        <Router base=lang.prefix()>
            <Layout>
                <FlatRoutes fallback=NotFound>
                    // The public and the bidders.
                    <Route path=path!("/") view=HomePage ssr=page.clone() />
                    <Route path=path!("/lots") view=CataloguePage ssr=page.clone() />
                    <Route path=path!("/lots/:code") view=LotPage ssr=page.clone() />
                    <Route path=path!("/lots/:code/bid") view=BidPage ssr=page.clone() />
                    <Route path=path!("/lots/:code/bid/:key") view=ReceiptPage ssr=page.clone() />
                    <Route path=path!("/live") view=BoardPage ssr=page.clone() />
                    <Route path=path!("/sessions") view=SessionsPage ssr=page.clone() />
                    <Route path=path!("/sessions/:slug") view=SessionPage ssr=page.clone() />
                    <Route path=path!("/calendar") view=CalendarPage ssr=page.clone() />
                    <Route path=path!("/rounds/:id") view={Lazy::<lazy::Round>::new()} ssr=page.clone() />
                    <Route path=path!("/login") view=LoginPage ssr=page.clone() />
                    <Route path=path!("/account") view={Lazy::<lazy::OwnAccount>::new()} ssr=page.clone() />
                    <Route path=path!("/verification/:code") view={Lazy::<lazy::Verification>::new()} ssr=page.clone() />
                    <Route path=path!("/api/docs") view={Lazy::<lazy::ApiDocs>::new()} ssr=page.clone() />
                    // Hosts, liaisons and the centre.
                    <Route path=path!("/host/sessions/:id") view={Lazy::<lazy::Host>::new()} ssr=page.clone() />
                    <Route path=path!("/org/import") view={Lazy::<lazy::Import>::new()} ssr=page.clone() />
                    <Route path=path!("/admin/deposits") view={Lazy::<lazy::OfficeDeposits>::new()} ssr=page.clone() />
                    <Route path=path!("/admin/lots") view={Lazy::<lazy::OfficeLots>::new()} ssr=page.clone() />
                    <Route path=path!("/admin/lots/:code") view={Lazy::<lazy::LotDesk>::new()} ssr=page.clone() />
                    <Route path=path!("/admin/lots/:code/terms") view={Lazy::<lazy::TermsDesk>::new()} ssr=page.clone() />
                    <Route path=path!("/admin/rounds") view={Lazy::<lazy::OfficeRounds>::new()} ssr=page />
                </FlatRoutes>
            </Layout>
        </Router>
    }
}
