//! The public list as programs get it: files, feed, interface, site map. Through the whole router.

use crate::router;
use axum::Router;
use axum::body::{Body, to_bytes};
use domain::ids::LotCode;
use http::{Request, Response, StatusCode};
use leptos::config::LeptosOptions;
use serde_json::Value;
use service::testing::{CANARY_CONTACT, CANARY_RESERVE, TestPortal};
use tower::ServiceExt;

const SHOWN: [&str; 3] = ["P2026-ENER-0001", "P2026-ENER-0002", "P2026-ENER-0003"];
const HIDDEN: &str = "P2026-ENER-0009";

struct Desk {
    site: TestPortal,
    router: Router,
}

impl Desk {
    /// Three public lots with a secret reserve, and one that nobody may see.
    async fn open() -> Self {
        let site = TestPortal::new().await;
        let centre = site.centre().await;
        for code in SHOWN {
            let id = site.lot(code, true).await;
            centre.publish(&[id]).await.unwrap();
            site.clock.advance_millis(2_000);
        }
        site.lot(HIDDEN, true).await;
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = router::router(site.portal.clone(), options);
        Self { site, router }
    }

    async fn get(&self, path: &str) -> Response<Vec<u8>> {
        let request = Request::get(path).header("host", "auction.example");
        let request = request.body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 22).await.unwrap().to_vec();
        Response::from_parts(parts, bytes)
    }

    /// The text of an address that is there; without anything secret in it.
    async fn text(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let text = String::from_utf8(response.into_body()).unwrap();
        let reserve = CANARY_RESERVE.get().to_string();
        let secrets = [reserve.as_str(), "9980000", CANARY_CONTACT, HIDDEN];
        for secret in secrets {
            assert!(!text.contains(secret), "{path} tells {secret}: {text}");
        }
        text
    }
}

fn header<'r>(response: &'r Response<Vec<u8>>, name: &str) -> &'r str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn the_list_leaves_as_a_file_of_values() {
    let desk = Desk::open().await;
    let response = desk.get("/lots/export.csv").await;
    assert_eq!(header(&response, "content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        header(&response, "content-disposition"),
        "attachment; filename=\"lots.csv\""
    );
    let file = desk.text("/lots/export.csv").await;
    assert!(file.starts_with("\u{feff}标的编号,名称,"), "{file}");
    assert!(file.ends_with("\r\n"));
    let lines: Vec<&str> = file.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 1 + SHOWN.len());
    for (line, code) in lines[1..].iter().zip(SHOWN.iter().rev()) {
        assert!(line.starts_with(code), "newest first: {line}");
        assert!(line.ends_with(&format!("http://auction.example/lots/{code}")));
    }
    let english = desk.text("/en/lots/export.csv?sort=price").await;
    assert!(english.starts_with("\u{feff}Code,Title,"), "{english}");
    assert!(english.contains("http://auction.example/en/lots/P2026-ENER-0001"));
    let none = desk
        .text("/lots/export.csv?industry=MAT&after=nonsense")
        .await;
    assert_eq!(
        none.split_terminator("\r\n").count(),
        1,
        "the headings alone"
    );
}

#[tokio::test]
async fn the_list_leaves_as_a_workbook() {
    let desk = Desk::open().await;
    let response = desk.get("/lots/export.xlsx?q=P2026-ENER-0002").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        header(&response, "content-type"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
    assert_eq!(
        header(&response, "content-disposition"),
        "attachment; filename=\"lots.xlsx\""
    );
    assert!(response.body().starts_with(b"PK"), "a package");
}

#[tokio::test]
async fn a_file_is_never_of_another_list_than_asked_for() {
    let desk = Desk::open().await;
    let unknown = StatusCode::UNPROCESSABLE_ENTITY;
    for (path, expected) in [
        ("/lots/export.csv", unknown),
        ("/lots/export.xlsx", unknown),
        ("/lots/feed.atom", unknown),
        ("/api/v1/lots", StatusCode::BAD_REQUEST),
    ] {
        let response = desk.get(&format!("{path}?industry=GOLD")).await;
        assert_eq!(response.status(), expected, "{path}");
    }
}

#[tokio::test]
async fn a_filter_is_news() {
    let desk = Desk::open().await;
    let feed = desk
        .text("/en/lots/feed.atom?industry=ENER&sort=price")
        .await;
    assert_eq!(feed.matches("<entry>").count(), SHOWN.len());
    let own = "<link rel=\"self\" type=\"application/atom+xml\" \
               href=\"http://auction.example/en/lots/feed.atom?industry=ENER\"/>";
    assert!(feed.contains(own), "{feed}");
    let place = |code: &str| feed.find(&format!(":lot:{code}:published</id>"));
    assert!(place(SHOWN[2]) < place(SHOWN[0]), "newest first");
    let ids = |feed: &str| {
        let lines = feed.lines().filter(|line| line.starts_with("<id>"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let zh = desk.text("/lots/feed.atom?industry=ENER").await;
    assert_eq!(ids(&zh), ids(&feed), "the same news in both languages");
    let updated = |feed: &str| feed.matches("<updated>").count();
    assert_eq!(updated(&feed), 1 + SHOWN.len());
    let none = desk.text("/lots/feed.atom?industry=MAT").await;
    assert_eq!(none.matches("<entry>").count(), 0);
}

#[tokio::test]
async fn programs_read_the_list_page_by_page() {
    let desk = Desk::open().await;
    let page = async |query: &str| {
        let text = desk.text(&format!("/api/v1/lots{query}")).await;
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let codes = |page: &Value| -> Vec<String> {
        let lots = page["lots"].as_array().unwrap().iter();
        lots.map(|lot| lot["code"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = page("?limit=2").await;
    assert_eq!(codes(&first), [SHOWN[2], SHOWN[1]]);
    let next = first["next"].as_str().unwrap();
    // A lot that is published between two pages moves nothing.
    let id = desk.site.lot("P2026-ENER-0010", true).await;
    let centre = desk.site.centre().await;
    centre.publish(&[id]).await.unwrap();
    let rest = page(&format!("?limit=2&after={next}")).await;
    assert_eq!(codes(&rest), [SHOWN[0]]);
    assert_eq!(rest["next"], Value::Null);
    assert_eq!(codes(&page("").await).len(), 4);
    let lot = &rest["lots"][0];
    assert_eq!(lot["start_price_fen"], 10_000_000);
    assert_eq!(lot["trl"], 6);
    for bad in [
        "?limit=0",
        "?limit=101",
        "?limit=x",
        "?after=nonsense",
        "?trl_min=12",
    ] {
        let response = desk.get(&format!("/api/v1/lots{bad}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{bad}");
    }
    let of_price = format!("?sort=price&after={next}");
    let response = desk.get(&format!("/api/v1/lots{of_price}")).await;
    assert_eq!(
        response.status(),
        StatusCode::BAD_REQUEST,
        "a cursor of another order"
    );
}

/// Every field that leaves is described, and nothing else is.
#[tokio::test]
async fn the_list_is_as_its_description_says() {
    let desk = Desk::open().await;
    let text = include_str!("../../../public/api/openapi.json");
    let described: Value = serde_json::from_str(text).unwrap();
    let names = |value: &Value| -> std::collections::BTreeSet<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    let answer: Value = serde_json::from_str(&desk.text("/api/v1/lots").await).unwrap();
    let schemas = &described["components"]["schemas"];
    assert_eq!(names(&answer), names(&schemas["LotList"]["properties"]));
    let lot = names(&answer["lots"][0]);
    assert_eq!(lot, names(&schemas["LotOfList"]["properties"]));
}

#[tokio::test]
async fn search_engines_find_every_public_lot_in_both_languages() {
    let desk = Desk::open().await;
    let index = desk.text("/sitemap.xml").await;
    for name in ["pages", "lots-0"] {
        let file = format!("<loc>http://auction.example/sitemaps/{name}.xml</loc>");
        assert!(index.contains(&file), "{index}");
    }
    let rules = desk.text("/robots.txt").await;
    let line = "\nSitemap: http://auction.example/sitemap.xml\n";
    assert!(
        rules.starts_with("User-agent: *\n") && rules.ends_with(line),
        "{rules}"
    );
    let pages = desk.text("/sitemaps/pages.xml").await;
    assert!(pages.contains("<loc>http://auction.example/featured/dual-carbon</loc>"));
    assert!(pages.contains("<loc>http://auction.example/featured</loc>"));
    let lots = desk.text("/sitemaps/lots-0.xml").await;
    assert_eq!(lots.matches("<url>").count(), 2 * SHOWN.len());
    assert_eq!(lots.matches("<lastmod>").count(), 2 * SHOWN.len());
    assert!(lots.ends_with("</urlset>\n"));
    for code in SHOWN {
        let code = LotCode::parse(code).unwrap();
        let other = format!("hreflang=\"en\" href=\"http://auction.example/en/lots/{code}\"/>");
        assert_eq!(lots.matches(&other).count(), 2, "{lots}");
    }
    for none in ["lots-1.xml", "lots-01.xml", "lots-x.xml", "lots-0", "x.xml"] {
        let response = desk.get(&format!("/sitemaps/{none}")).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{none}");
    }
}
