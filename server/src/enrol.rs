//! Whoever must have a second factor and has none is led to set it up before anything else
//! (reliability.md S-03), and whoever has to choose another password (S-02) to the form for it. He holds no role until then (`service`), so that nothing rests on this.

use app::accounts::with_query;
use app::lang::href;
use app::ssr::Asker;
use axum::response::{IntoResponse, Redirect, Response};
use domain::accounts::Account;
use http::{HeaderValue, Method, Uri, header};
use locales::Lang;
use service::{Error, Portal};

/// The pages that he sees: the one that sets the factor up, the one that it asks for a proof with, and
/// the sign-in.
const OPEN: [&str; 4] = [
    "/account/second-factor",
    "/account/confirm",
    "/login",
    "/login/second",
];

/// Where a password is changed that has to be (S-02).
const PASSWORD: &str = "/account/security";

/// Where he is led instead of the page that he asks for; nothing for everybody else.
pub async fn instead(
    portal: &Portal,
    asker: &Asker,
    method: &Method,
    uri: &Uri,
) -> Option<Response> {
    let account = asker.account.as_ref()?;
    let reads = matches!(*method, Method::GET | Method::HEAD);
    if !reads || !asker.wants_page || !is_shut(uri.path()) {
        return None;
    }
    let to = match led_to(portal, account, uri.path()).await {
        Ok(to) => to?,
        Err(error) => {
            // He holds no role all the same.
            tracing::error!(%error, "it is not known what is missing before somebody may go on");
            return None;
        }
    };
    let lang = Lang::of_path(uri.path());
    let whole = uri.path_and_query();
    let whole = whole.map_or("/", |whole| whole.as_str());
    let to = with_query(&href(lang, to), "next", whole);
    let mut away = Redirect::to(&to).into_response();
    let no_store = HeaderValue::from_static("no-store");
    away.headers_mut().insert(header::CACHE_CONTROL, no_store);
    Some(away)
}

/// The page that sets right what is missing; nothing for whoever may go on.
async fn led_to(
    portal: &Portal,
    account: &Account,
    path: &str,
) -> Result<Option<&'static str>, Error> {
    if portal.must_enrol(account).await? {
        return Ok(Some(OPEN[0]));
    }
    let is_there = path.strip_prefix("/en").unwrap_or(path) == PASSWORD;
    let due = !is_there && portal.must_change_password(account).await?;
    Ok(due.then_some(PASSWORD))
}

/// Whether a path is none of the open ones.
fn is_shut(path: &str) -> bool {
    let bare = match path.strip_prefix("/en") {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
        _ => path,
    };
    !OPEN.contains(&bare)
}

#[cfg(test)]
mod tests {
    use super::is_shut;
    use axum::body::Body;
    use domain::passwords::PasswordProfile;
    use http::{Request, StatusCode};
    use leptos::config::LeptosOptions;
    use service::Settings;
    use service::testing::TestPortal;
    use tower::ServiceExt;

    #[test]
    fn the_way_to_a_factor_is_open_in_both_languages() {
        for open in ["/account/second-factor", "/en/account/confirm", "/login"] {
            assert!(!is_shut(open), "{open}");
        }
        for shut in [
            "/",
            "/en",
            "/account",
            "/admin/lots",
            "/entries",
            "/en/lots",
        ] {
            assert!(is_shut(shut), "{shut}");
        }
    }

    #[tokio::test]
    async fn staff_without_a_factor_are_led_to_set_it_up() {
        let site = TestPortal::new().await;
        site.centre().await;
        site.bidder("anna").await;
        let settings = Settings {
            require_second_factor: true,
            ..Settings::default()
        };
        let portal = site.beside_with(settings).await;
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = crate::router::router(portal.clone(), options);
        let ask = async |login: &str, path: &str| {
            let signed_in = portal.sign_in(login, "test-password").await.unwrap();
            let request = Request::get(path)
                .header("accept", "text/html")
                .header("cookie", format!("luochui-login={}", signed_in.token))
                .body(Body::empty())
                .unwrap();
            router.clone().oneshot(request).await.unwrap()
        };
        let away = ask("centre", "/en/admin/lots?q=1").await;
        assert_eq!(away.status(), StatusCode::SEE_OTHER);
        assert_eq!(
            away.headers()["location"],
            "/en/account/second-factor?next=%2Fen%2Fadmin%2Flots%3Fq%3D1"
        );
        let page = ask("centre", "/account/second-factor").await;
        assert_eq!(page.status(), StatusCode::OK);
        let page = ask("anna", "/lots").await;
        assert_eq!(page.status(), StatusCode::OK, "a bidder needs none");
    }

    #[tokio::test]
    async fn whoever_has_to_choose_another_password_is_led_to_the_form() {
        let site = TestPortal::new().await;
        site.bidder("anna").await;
        let settings = Settings {
            password_profile: PasswordProfile::Dengbao3,
            ..Settings::default()
        };
        let portal = site.beside_with(settings).await;
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = crate::router::router(portal.clone(), options);
        let signed_in = portal.sign_in("anna", "test-password").await.unwrap();
        let ask = async |path: &str| {
            let request = Request::get(path)
                .header("accept", "text/html")
                .header("cookie", format!("luochui-login={}", signed_in.token))
                .body(Body::empty())
                .unwrap();
            router.clone().oneshot(request).await.unwrap()
        };
        let away = ask("/en/lots").await;
        assert_eq!(away.status(), StatusCode::SEE_OTHER);
        let to = "/en/account/security?next=%2Fen%2Flots";
        assert_eq!(away.headers()["location"], to);
        assert_eq!(ask("/account/security").await.status(), StatusCode::OK);
    }
}
