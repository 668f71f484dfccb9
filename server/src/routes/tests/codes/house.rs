//! The house in which bad input is sent: its router, what is stored, and what has been shown so far.

use crate::router;
use app::error::AppError;
use axum::Router;
use axum::body::{Body, to_bytes};
use domain::accounts::{Account, Grant, Role, Scope};
use domain::ids::InstitutionId;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, REFERER};
use http::{HeaderMap, Request, StatusCode};
use leptos::config::LeptosOptions;
use locales::Lang;
use service::Settings;
use service::testing::TestPortal;
use std::collections::{BTreeMap, BTreeSet};
use tower::ServiceExt;

const BOUNDARY: &str = "bad-input";
/// Chinese and English, as they stand before the path of a page.
const LANGS: [(Lang, &str); 2] = [(Lang::Zh, ""), (Lang::En, "/en")];

/// What has been shown.
pub struct Shown {
    statuses: BTreeMap<&'static str, u16>,
    /// Codes of domain.md §11.
    pub codes: BTreeSet<&'static str>,
    /// What was otherwise than the catalogue says.
    pub wrong: Vec<String>,
}

impl Shown {
    /// Nothing yet.
    pub fn new(statuses: BTreeMap<&'static str, u16>) -> Self {
        Self {
            statuses,
            codes: BTreeSet::new(),
            wrong: Vec::new(),
        }
    }
}

/// A form as it is sent.
pub struct Sent<'f> {
    /// The page that it stands on, in Chinese, with its query.
    pub page: &'f str,
    /// Where it goes.
    pub at: &'f str,
    /// Its fields.
    pub fields: Vec<(&'f str, String)>,
    /// Name and bytes of its file.
    pub file: Option<(&'f str, Vec<u8>)>,
}

/// A form without a file.
pub fn sent<'f>(page: &'f str, at: &'f str, fields: &[(&'f str, &str)]) -> Sent<'f> {
    let fields = fields.iter();
    Sent {
        page,
        at,
        fields: fields
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect(),
        file: None,
    }
}

/// What is stored.
pub type Contents = BTreeMap<String, Vec<String>>;

/// A portal and its router.
pub struct House<'s> {
    /// The portal.
    pub site: TestPortal,
    router: Router,
    /// What has been shown.
    pub shown: &'s mut Shown,
}

impl<'s> House<'s> {
    /// A house over `site`, run as `settings` say.
    pub async fn over(site: TestPortal, settings: Settings, shown: &'s mut Shown) -> Self {
        let settings = Settings {
            read_allowance: 0,
            ..settings
        };
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = router::router(site.beside_with(settings).await, options);
        Self {
            site,
            router,
            shown,
        }
    }

    /// A house of its own.
    pub async fn open(shown: &'s mut Shown) -> Self {
        Self::over(TestPortal::new().await, Settings::default(), shown).await
    }

    /// Signs somebody in; the cookie of it.
    pub async fn cookie(&self, account: &Account) -> String {
        let signed_in = self
            .site
            .portal
            .sign_in(&account.login, "test-password")
            .await;
        format!("luochui-login={}", signed_in.expect("signed in").token)
    }

    /// A liaison of this institution.
    pub async fn liaison_of(&self, login: &str, of: InstitutionId) -> Account {
        let grant = Grant {
            role: Role::Liaison,
            scope: Scope::Institution(of),
        };
        self.site.account(login, vec![grant], Some(of)).await
    }

    /// Answers a request: its status, its headers, and its text.
    pub async fn ask(&self, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
        let response = self.router.clone().oneshot(request).await;
        let (parts, body) = response.expect("an answer").into_parts();
        let body = to_bytes(body, 1 << 26).await.expect("a body");
        let text = String::from_utf8_lossy(&body).into_owned();
        (parts.status, parts.headers, text)
    }

    /// What stands on a page.
    pub async fn read(&self, who: &str, path: &str) -> (StatusCode, String) {
        let request = Request::get(path)
            .header(ACCEPT, "text/html")
            .header(COOKIE, who);
        let (status, _, page) = self
            .ask(request.body(Body::empty()).expect("a request"))
            .await;
        (status, text_of(&page))
    }

    /// Sends a form: as a browser without scripts from the page in this language, or as a script.
    pub async fn send(
        &self,
        who: &str,
        form: &Sent<'_>,
        plain: Option<&str>,
    ) -> (StatusCode, HeaderMap, String) {
        let accept = plain.map_or("application/json", |_| "text/html");
        let referer = format!("http://localhost{}{}", plain.unwrap_or_default(), form.page);
        let (kind, body) = match &form.file {
            None => (
                "application/x-www-form-urlencoded".to_owned(),
                encoded(&form.fields).into_bytes(),
            ),
            Some((name, bytes)) => (
                format!("multipart/form-data; boundary={BOUNDARY}"),
                with_file(&form.fields, name, bytes),
            ),
        };
        let request = Request::post(form.at)
            .header(ACCEPT, accept)
            .header(CONTENT_TYPE, kind)
            .header(COOKIE, who)
            .header(REFERER, referer)
            .header("sec-fetch-site", "same-origin");
        self.ask(request.body(Body::from(body)).expect("a request"))
            .await
    }

    /// The form is refused with this code: its sentences come to stand on its page, a script is told the
    /// same, and nothing is written.
    pub async fn refuses(
        &mut self,
        who: &str,
        form: &Sent<'_>,
        code: &'static str,
        sentences: [&str; 2],
    ) {
        let before = self.site.contents().await;
        for ((_, prefix), sentence) in LANGS.into_iter().zip(sentences) {
            let page = format!("{prefix}{}", form.page);
            let (_, stood) = self.read(who, &page).await;
            let (status, headers, body) = self.send(who, form, Some(prefix)).await;
            let to = headers.get(LOCATION).and_then(|to| to.to_str().ok());
            let Some(to) = to.filter(|to| to.starts_with(prefix) && to.contains("__err=")) else {
                let body: String = body.chars().take(200).collect();
                self.complain(code, format!("{page} leads to {to:?} ({status}): {body}"));
                continue;
            };
            let (_, stands) = self.read(who, to).await;
            if count(&stands, sentence) <= count(&stood, sentence) {
                self.complain(code, format!("{page} does not say “{sentence}”"));
            }
        }
        self.refuses_script(who, form, code, sentences).await;
        self.unchanged(code, &before, &[]).await;
    }

    /// The same for what is sent by hand, because the page of the form is not shown to whoever sends it:
    /// the sentences are those that a page would say.
    pub async fn refuses_script(
        &mut self,
        who: &str,
        form: &Sent<'_>,
        code: &'static str,
        sentences: [&str; 2],
    ) {
        let before = self.site.contents().await;
        let (status, _, body) = self.send(who, form, None).await;
        let Ok(error) = serde_json::from_str::<AppError>(&body) else {
            return self.complain(code, format!("{} answers {status}: {body}", form.at));
        };
        let said = LANGS.map(|(lang, _)| error.sentence(lang));
        if said != sentences.map(str::to_owned) {
            self.complain(code, format!("{} says {said:?}", form.at));
        }
        if let Some(other) = other_code(&error, code) {
            self.complain(code, format!("{} answers {other}", form.at));
        }
        self.answered(code, status);
        self.unchanged(code, &before, &[]).await;
    }

    /// A code was answered; so long as nothing else is said about it, it is shown.
    pub fn answered(&mut self, code: &'static str, status: StatusCode) {
        let wanted = self.shown.statuses.get(code).copied();
        if wanted != Some(status.as_u16()) {
            self.complain(code, format!("status {status}, not {wanted:?}"));
        }
        self.shown.codes.insert(code);
    }

    /// Nothing was written but, where something is, into these tables.
    pub async fn unchanged(&mut self, code: &str, before: &Contents, but: &[&str]) {
        let after = self.site.contents().await;
        for (table, rows) in &after {
            let is_free = but.iter().any(|free| table.starts_with(free));
            if !is_free && before.get(table) != Some(rows) {
                self.complain(code, format!("{table} was written"));
            }
        }
    }

    /// Says that something about a code is otherwise than it should be.
    pub fn complain(&mut self, code: &str, what: String) {
        self.shown.wrong.push(format!("{code}: {what}"));
    }
}

/// The code of an answer when it is not `code`. Some codes have sentences of their own for what they are about.
fn other_code(error: &AppError, code: &str) -> Option<String> {
    let said = match error {
        AppError::LoginRequired => "LOGIN_REQUIRED",
        AppError::Forbidden => "FORBIDDEN",
        AppError::NotFound => "NOT_FOUND",
        AppError::Conflict => "CONFLICT_RETRY",
        AppError::Invalid { code, .. } => code.as_str(),
        _ => "none of the catalogue",
    };
    (!said.starts_with(code)).then(|| said.to_owned())
}

/// How often a sentence stands in a text.
pub fn count(text: &str, sentence: &str) -> usize {
    text.matches(sentence).count()
}

/// A page as it is read: without its scripts, which hold its data in both languages.
fn text_of(page: &str) -> String {
    let mut text = String::new();
    for (index, part) in page.split("<script").enumerate() {
        let shown = match index {
            0 => part,
            _ => part.split_once("</script>").map_or("", |(_, shown)| shown),
        };
        text.push_str(shown);
    }
    let escapes = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ];
    escapes
        .iter()
        .fold(text, |text, (escaped, plain)| text.replace(escaped, plain))
}

fn encoded(fields: &[(&str, String)]) -> String {
    let encode = |text: &str| -> String {
        let bytes = text.bytes();
        bytes
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect()
    };
    let pairs = fields.iter();
    let pairs: Vec<String> = pairs
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    pairs.join("&")
}

fn with_file(fields: &[(&str, String)], name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
    }
    body += &format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    let mut body = body.into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

#[test]
fn scripts_are_not_read() {
    let page = "<p>a</p><script nonce=\"x\">\"b\"</script><p>“c” &amp; d</p>";
    assert_eq!(text_of(page), "<p>a</p><p>“c” & d</p>");
    assert_eq!(encoded(&[("a[b]", "ä 1".into())]), "a%5Bb%5D=%C3%A4%201");
}
