//! Signing in and out over HTTP: what a browser is told when it guesses, which cookies it gets, and
//! what it forgets (reliability.md S-07, S-08, S-39).

use crate::client::Peer;
use crate::router::router;
use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Request, StatusCode};
use leptos::config::LeptosOptions;
use service::Settings;
use service::testing::TestPortal;
use tower::ServiceExt;

/// A portal behind a proxy at 10.0.0.1.
struct Door {
    _site: TestPortal,
    router: Router,
}

impl Door {
    async fn open() -> Self {
        let site = TestPortal::new().await;
        site.bidder("anna").await;
        let settings = Settings {
            node: "behind-a-proxy".into(),
            secure_cookies: true,
            trusted_proxies: vec!["10.0.0.1".parse().unwrap()],
            ..Settings::default()
        };
        let portal = site.beside_with(settings).await;
        let options = LeptosOptions::builder().output_name("luochui").build();
        Self {
            router: router(portal, options),
            _site: site,
        }
    }

    /// Posts a form as a script does, from this other end, with these headers.
    async fn post(
        &self,
        peer: &str,
        path: &str,
        form: &str,
        headers: &[(&str, &str)],
    ) -> (StatusCode, HeaderMap) {
        let peer = Peer(format!("{peer}:4711").parse().unwrap());
        let mut request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .header("sec-fetch-site", "same-origin")
            .extension(peer);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(form.to_owned())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        (response.status(), response.headers().clone())
    }

    async fn guess(&self, peer: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap) {
        let form = "login=anna&password=wrong";
        self.post(peer, "/fn/accounts/sign_in", form, headers).await
    }
}

/// The cookies of an answer, by name, with what is said of each.
fn cookies(headers: &HeaderMap) -> Vec<(String, String)> {
    let lines = headers.get_all("set-cookie").iter();
    let lines = lines.map(|line| line.to_str().unwrap().split_once('=').unwrap());
    lines
        .map(|(name, rest)| (name.to_owned(), rest.to_owned()))
        .collect()
}

#[tokio::test]
async fn guesses_are_slowed_down_and_no_header_helps_against_it() {
    let door = Door::open().await;
    for n in 0..5 {
        // A forged address is none: this does not come through the proxy.
        let forged = format!("203.0.113.{n}");
        let headers = [("x-forwarded-for", forged.as_str())];
        let (status, _) = door.guess("198.51.100.7", &headers).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let forged = [
        ("x-forwarded-for", "203.0.113.9"),
        ("forwarded", "for=203.0.113.9"),
    ];
    let (status, headers) = door.guess("198.51.100.7", &forged).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(headers["retry-after"], "2");
    // Through the proxy, which names another client, nothing is slowed down.
    let through = [("x-forwarded-for", "198.51.100.7, 203.0.113.9")];
    let (status, _) = door.guess("10.0.0.1", &through).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    // And the one from before is known behind it as well.
    let (status, _) = door
        .guess("10.0.0.1", &[("x-forwarded-for", "198.51.100.7")])
        .await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_sign_in_sets_its_cookies_and_its_end_clears_the_browser() {
    let door = Door::open().await;
    let form = "login=anna&password=test-password";
    let peer = "198.51.100.7";
    let (status, headers) = door.post(peer, "/fn/accounts/sign_in", form, &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!headers.contains_key("clear-site-data"));
    let set = cookies(&headers);
    let names: Vec<_> = set.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["__Host-luochui-login", "__Host-luochui-device"]);
    for (name, rest) in &set {
        for word in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
            assert!(rest.contains(word), "{word} of {name}");
        }
    }
    let pair = |(name, rest): &(String, String)| {
        let value = rest.split(';').next().unwrap_or_default();
        format!("{name}={value}")
    };
    let cookie = set.iter().map(pair).collect::<Vec<_>>().join("; ");
    let kept = [("cookie", cookie.as_str())];
    let (status, headers) = door.post(peer, "/fn/accounts/sign_out", "", &kept).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["clear-site-data"], "\"cache\", \"storage\"");
    let (status, _) = door.post(peer, "/fn/accounts/page", "", &kept).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    // The device stays known: others use the account's name up from here, its owner signs in.
    for _ in 0..6 {
        door.guess(peer, &[]).await;
    }
    let (status, _) = door.guess(peer, &[]).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    let device = pair(&set[1]);
    let known = [("cookie", device.as_str())];
    let (status, headers) = door.post(peer, "/fn/accounts/sign_in", form, &known).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(pair(&cookies(&headers)[1]), device, "the same device");
}

/// Where a refused plain form leads to: back to the page of ours that it stands on, by its path; to the
/// front page when it says another one (reliability.md S-28).
#[tokio::test]
async fn a_refused_plain_form_leads_to_a_page_of_ours_only() {
    let door = Door::open().await;
    let back = async |referer: &str, site: &str| {
        let headers = [
            ("accept", "text/html"),
            ("host", "auction.example"),
            ("referer", referer),
            ("sec-fetch-site", site),
        ];
        let form = "login=anna&password=wrong&next=%2F%2Fevil.example";
        let peer = Peer("198.51.100.9:4711".parse().unwrap());
        let mut request = Request::post("/fn/accounts/sign_in")
            .header("content-type", "application/x-www-form-urlencoded")
            .extension(peer);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(form)).unwrap();
        let response = door.router.clone().oneshot(request).await.unwrap();
        assert!(response.status().is_redirection(), "{}", response.status());
        response.headers()["location"].to_str().unwrap().to_owned()
    };
    let led = back(
        "https://auction.example/en/login?next=%2Flots",
        "same-origin",
    )
    .await;
    assert!(led.starts_with("/en/login?next=%2Flots&__path="), "{led}");
    let of_host = back("https://auction.example/login", "none").await;
    assert!(of_host.starts_with("/login?__path="), "{of_host}");
    for foreign in [
        "https://evil.example/login",
        "https://evil.example//auction.example/",
        "//evil.example/",
        "\\\\evil.example",
    ] {
        assert_eq!(back(foreign, "none").await, "/", "{foreign}");
    }
    // A page of ours with a path that a browser reads as another host.
    let led = back("https://auction.example//evil.example/", "same-origin").await;
    assert!(led.starts_with('/') && !led.starts_with("//"), "{led}");
}
