//! Pages and their server functions, with what they need to know of the request.

use crate::mail_off;
use crate::router::AppState;
use crate::routes::{Listed, Router, post};
use app::accounts::tokens::{Posted, TokenForm};
use app::error::AppError;
use app::people::InviteForm;
use app::second_factor::{CodesForm, PostedCodes};
use app::ssr::{self, Asker};
use app::ui::text_size::TextSize;
use app::webhooks::WebhookForm;
use app::{App, shell};
use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use domain::views::Visitor;
use http::header::{CACHE_CONTROL, COOKIE};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, Uri};
use leptos::context::{provide_context, use_context};
use leptos::nonce::Nonce;
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, generate_route_list_with_exclusions_and_ssg_and_context,
};
use locales::Lang;
use serde::de::DeserializeOwned;
use service::{Error, Portal};

/// Every page, in both languages, and the server functions of the pages.
pub fn router(state: &AppState) -> Router {
    // Built once, before anything listens: building routes while pages render may hang.
    let routes = [Lang::Zh, Lang::En].into_iter().flat_map(|lang| {
        let provide_lang = move || provide_context(lang);
        generate_route_list_with_exclusions_and_ssg_and_context(App, None, provide_lang).0
    });
    let routes: Vec<AxumRouteListing> = routes.collect();
    let listed = listed(&routes);
    let (portal, options) = (state.portal.clone(), state.leptos.clone());
    let pages = axum::Router::new().leptos_routes_with_context(
        state,
        routes,
        move || provide_request(&portal),
        move || shell((*options).clone()),
    );
    Router::adopt(pages, listed)
        // A plain form for a token, or for the link of a calendar, is answered by the page itself: a redirect would need the secret
        // in an address, or kept somewhere between two requests.
        .route("/account", post(make_token))
        .route("/en/account", post(make_token))
        .route("/org/people", post(make_invitation))
        .route("/en/org/people", post(make_invitation))
        .route("/account/notices/settings", post(renew_calendar))
        .route("/en/account/notices/settings", post(renew_calendar))
        .route("/account/webhooks", post(make_webhook))
        .route("/en/account/webhooks", post(make_webhook))
        .route("/account/second-factor", post(take_codes))
        .route("/en/account/second-factor", post(take_codes))
        // Mail programs post here without showing anything (RFC 8058).
        .route("/mail/off/{token}", post(mail_off::switch))
        .route("/en/mail/off/{token}", post(mail_off::switch))
        .fallback(not_found)
}

/// The addresses of the pages, and those of the server functions, which come with them.
fn listed(pages: &[AxumRouteListing]) -> Vec<Listed> {
    let page = |page: &AxumRouteListing| Listed::new(Method::GET, page.path());
    let functions = server_fn_paths().map(|(path, method)| Listed::new(method, path));
    pages.iter().map(page).chain(functions).collect()
}

/// Makes the token that a plain form asks for, and shows the account page with its secret, which
/// nobody may store on the way.
async fn make_token(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    request: Request,
) -> Response {
    let (parts, form) = match posted_form::<TokenForm>(request).await {
        Ok(posted) => posted,
        Err(refusal) => return refusal,
    };
    let made = ssr::make_token(&asker.portal(state.portal.clone()), &asker, &form).await;
    let (status, answer) = answered(made, &asker);
    answer_with_page(&state, &asker, parts, status, Posted { form, answer }).await
}

/// Makes the invitation that a plain form asks for, and shows the page of the people with its link,
/// for the same reason.
async fn make_invitation(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    request: Request,
) -> Response {
    let (parts, form) = match posted_form::<InviteForm>(request).await {
        Ok(posted) => posted,
        Err(refusal) => return refusal,
    };
    let secure = state.portal.settings().secure_cookies;
    let origin = ssr::origin_of(&parts.headers, secure);
    let portal = asker.portal(state.portal.clone());
    let made = ssr::make_invitation(&portal, &asker, &form, &origin).await;
    let (status, answer) = answered(made, &asker);
    let posted = app::people::Posted { form, answer };
    answer_with_page(&state, &asker, parts, status, posted).await
}

/// A plain form with the head of its request, which its page is shown for afterwards.
async fn posted_form<F: DeserializeOwned>(request: Request) -> Result<(Parts, F), Response> {
    let (parts, body) = request.into_parts();
    let posted = Request::from_parts(parts.clone(), body);
    let form = Form::from_request(posted, &()).await;
    let Form(form) = form.map_err(IntoResponse::into_response)?;
    Ok((parts, form))
}

/// The status of a page that shows what came of a form, and what it may show.
pub fn answered<T>(made: Result<T, Error>, asker: &Asker) -> (StatusCode, Result<T, AppError>) {
    match made {
        Ok(made) => (StatusCode::OK, Ok(made)),
        Err(error) => {
            let (status, error) = ssr::describe(error, &asker.request);
            (status, Err(error))
        }
    }
}

/// Takes the recovery codes that a plain form asks for, and shows the page with them.
async fn take_codes(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    request: Request,
) -> Response {
    let (parts, form) = match posted_form::<CodesForm>(request).await {
        Ok(posted) => posted,
        Err(refusal) => return refusal,
    };
    let portal = asker.portal(state.portal.clone());
    let (status, answer) = answered(ssr::take_codes(&portal, &asker, &form).await, &asker);
    answer_with_page(&state, &asker, parts, status, PostedCodes { answer }).await
}

/// Makes the link of a calendar that a plain form asks for, and shows the page of settings with it.
async fn renew_calendar(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let secure = state.portal.settings().secure_cookies;
    let origin = ssr::origin_of(&parts.headers, secure);
    let portal = asker.portal(state.portal.clone());
    let made = ssr::renew_calendar(&portal, &asker, &origin).await;
    let (status, answer) = answered(made, &asker);
    let posted = app::notices::Posted(answer);
    answer_with_page(&state, &asker, parts, status, posted).await
}

/// Makes the webhook that a plain form asks for, and shows the page with its secret.
async fn make_webhook(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let posted = Request::from_parts(parts.clone(), body);
    let form = match Form::<Vec<(String, String)>>::from_request(posted, &()).await {
        Ok(Form(pairs)) => WebhookForm::of_pairs(pairs),
        Err(rejection) => return rejection.into_response(),
    };
    let portal = asker.portal(state.portal.clone());
    let (status, answer) = answered(ssr::make_webhook(&portal, &asker, &form).await, &asker);
    let posted = app::webhooks::Posted { form, answer };
    answer_with_page(&state, &asker, parts, status, posted).await
}

/// The page at the address that a form was posted to, which finds `posted` in its context.
pub async fn answer_with_page<P: Clone + Send + Sync + 'static>(
    state: &AppState,
    asker: &Asker,
    mut parts: Parts,
    status: StatusCode,
    posted: P,
) -> Response {
    // The layers know the visitor of an address that is read, not of one that is posted to.
    if let Ok(visitor) = state.portal.visitor(asker.account.as_ref()).await {
        parts.extensions.insert(visitor);
    }
    let (portal, options) = (state.portal.clone(), state.leptos.clone());
    let render = leptos_axum::render_app_async_with_context(
        move || {
            provide_request(&portal);
            provide_context(posted.clone());
        },
        move || shell((*options).clone()),
    );
    let request = Request::from_parts(parts, Body::empty());
    let mut response = render(request).await.into_response();
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    response
}

/// The not-found page, as a page of its language. An address with a slash too many is sent on to
/// the one without.
async fn not_found(State(state): State<AppState>, request: Request) -> Response {
    if let Some(address) = without_slash(request.method(), request.uri()) {
        return Redirect::permanent(&address).into_response();
    }
    let (portal, options) = (state.portal.clone(), state.leptos.clone());
    let render = leptos_axum::render_app_async_with_context(
        move || provide_request(&portal),
        move || shell((*options).clone()),
    );
    let mut response = render(request).await.into_response();
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// The address without the slashes at its end; nothing when there are none to take away.
fn without_slash(method: &Method, uri: &Uri) -> Option<String> {
    let path = uri.path().trim_end_matches('/');
    // Two slashes at the beginning would be another host, also when one leans the other way.
    let own = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    let reads = matches!(*method, Method::GET | Method::HEAD);
    if !reads || path == uri.path() || !own {
        return None;
    }
    Some(match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    })
}

/// What pages and server functions may ask for, taken from the request.
fn provide_request(portal: &Portal) {
    provide_context(portal.clone());
    let Some(parts) = use_context::<Parts>() else {
        return;
    };
    ssr::share::provide(Lang::of_path(parts.uri.path()));
    let cookies = parts.headers.get_all(COOKIE).iter();
    let cookies: Vec<_> = cookies.filter_map(|line| line.to_str().ok()).collect();
    provide_context(TextSize::of_cookies(&cookies.join("; ")));
    if let Some(asker) = parts.extensions.get::<Asker>().cloned() {
        provide_context(Nonce::from_value(asker.nonce.clone()));
        provide_context(asker);
    }
    if let Some(visitor) = parts.extensions.get::<Visitor>().cloned() {
        provide_context(visitor);
    }
}

#[cfg(test)]
mod tests {
    use super::without_slash;
    use crate::router;
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use domain::tokens::TokenScope;
    use http::{Method, Request, StatusCode};
    use leptos::config::LeptosOptions;
    use service::testing::TestPortal;
    use tower::ServiceExt;

    /// A portal, its router, and the cookie of a signed-in bidder.
    struct Desk {
        site: TestPortal,
        router: Router,
        cookie: String,
    }

    impl Desk {
        async fn open() -> Self {
            let site = TestPortal::new().await;
            site.bidder("anna").await;
            let signed_in = site.portal.sign_in("anna", "test-password").await.unwrap();
            let options = LeptosOptions::builder().output_name("luochui").build();
            Self {
                router: router::router(site.portal.clone(), options),
                cookie: format!("luochui-login={}", signed_in.token),
                site,
            }
        }

        /// Posts a plain form to `path`; the answer's status, headers and page.
        async fn post(
            &self,
            path: &str,
            cookie: &str,
            form: &str,
        ) -> (StatusCode, http::HeaderMap, String) {
            let request = Request::post(path)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("accept", "text/html")
                .header("sec-fetch-site", "same-origin")
                .header("cookie", cookie)
                .body(Body::from(form.to_owned()))
                .unwrap();
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = to_bytes(body, 1 << 20).await.unwrap();
            (
                parts.status,
                parts.headers,
                String::from_utf8(bytes.to_vec()).unwrap(),
            )
        }
    }

    /// The secret that a page shows.
    fn secret(page: &str) -> Option<&str> {
        let at = page.find("luochui_")?;
        page.get(at..at + 8 + 64)
    }

    #[test]
    fn a_slash_too_many_is_taken_away() {
        let to = |method, uri: &str| without_slash(&method, &uri.parse().unwrap());
        let get = |uri| to(Method::GET, uri);
        assert_eq!(get("/en/").as_deref(), Some("/en"));
        assert_eq!(get("/lots/?q=a%2Fb").as_deref(), Some("/lots?q=a%2Fb"));
        assert_eq!(get("/lots//").as_deref(), Some("/lots"));
        for other in ["/", "/lots", "/lots?q=/", "//host/", "/\\host/"] {
            assert_eq!(get(other), None, "{other}");
        }
        assert_eq!(to(Method::POST, "/lots/"), None);
    }

    #[tokio::test]
    async fn a_plain_form_is_answered_with_the_secret_in_the_page_alone() {
        let desk = Desk::open().await;
        for path in ["/account", "/en/account"] {
            let form = "name=program&scope=BID&days=30";
            let (status, headers, page) = desk.post(path, &desk.cookie, form).await;
            assert_eq!(status, StatusCode::OK);
            assert!(!headers.contains_key("location"));
            assert_eq!(headers["cache-control"], "no-store");
            let secret = secret(&page).unwrap();
            let holder = desk.site.portal.token_holder(secret).await.unwrap();
            let (account, scope) = holder.unwrap();
            assert_eq!((account.login.as_str(), scope), ("anna", TokenScope::Bid));
            assert!(
                page.contains(&account.display_name),
                "the header knows the visitor"
            );
        }
    }

    #[tokio::test]
    async fn the_link_of_a_calendar_stands_in_the_page_alone_and_can_be_renewed() {
        let desk = Desk::open().await;
        let link = async |cookie: &str| {
            let path = "/en/account/notices/settings";
            let (status, headers, page) = desk.post(path, cookie, "").await;
            assert!(!headers.contains_key("location"));
            let at = page.find("/feeds/own/").map(|at| at + 11);
            (status, at.map(|at| page[at..at + 64].to_owned()))
        };
        let (status, first) = link(&desk.cookie).await;
        assert_eq!(status, StatusCode::OK);
        let read = async |secret: &str| {
            let path = format!("/feeds/own/{secret}.ics");
            let request = Request::get(path).body(Body::empty()).unwrap();
            desk.router.clone().oneshot(request).await.unwrap()
        };
        let calendar = read(first.as_deref().unwrap()).await;
        assert_eq!(calendar.status(), StatusCode::OK);
        assert_eq!(calendar.headers()["cache-control"], "private, no-store");
        let (_, second) = link(&desk.cookie).await;
        let old = read(first.as_deref().unwrap()).await;
        assert_eq!(old.status(), StatusCode::NOT_FOUND, "renewed");
        let new = read(second.as_deref().unwrap()).await;
        assert_eq!(new.status(), StatusCode::OK);
        assert_eq!(link("").await, (StatusCode::UNAUTHORIZED, None));
    }

    #[tokio::test]
    async fn a_refused_form_comes_back_as_it_was_typed() {
        let desk = Desk::open().await;
        let form = "name=my+program&scope=BID&days=0";
        let (status, _, page) = desk.post("/account", &desk.cookie, form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(secret(&page), None);
        assert!(page.contains("href=\"#token-days\"") && page.contains("value=\"my program\""));
    }

    #[tokio::test]
    async fn nobody_gets_a_token_without_a_sign_in() {
        let desk = Desk::open().await;
        let form = "name=program&scope=READ&days=30";
        let (status, _, page) = desk.post("/account", "", form).await;
        assert_eq!((status, secret(&page)), (StatusCode::UNAUTHORIZED, None));
    }
}
