//! The search for canaries (reliability.md I-18, S-17): secrets of a session's things and of lots are planted, everything
//! that can be read is asked for by everybody, and none of them may come to whoever is not their reader, on a
//! page, in its data, in a file or in an answer for programs; nor may any stand in the log of it all.

use super::call::{Call, form, in_own_process, page, read};
use super::rows::rows;
use super::site::{Site, Things, Visitor};
use crate::logs::{LogFormat, subscriber};
use crate::router;
use axum::Router;
use axum::body::to_bytes;
use domain::accounts::Role;
use domain::permissions::Action;
use http::HeaderValue;
use leptos::config::LeptosOptions;
use service::Settings;
use service::testing::{
    CANARIES, LOT_CANARIES, LOT_RESERVES, Planted, PlantedLot, Reader, readable,
};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tower::ServiceExt;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Set for the process that searches.
const SEARCHES: &str = "LUOCHUI_TEST_SEARCHES";
/// What the portal answers without changing anything, beside its addresses that are read.
const READING: [(&str, &str); 26] = [
    ("/fn/needs/need", "code={need}"),
    ("/fn/needs/need", "code={returned}"),
    ("/fn/needs/file", "code={need}"),
    ("/fn/needs/file", "code={returned}"),
    ("/fn/registrations/gate", "slug={slug}"),
    ("/fn/registrations/form", "slug={slug}"),
    ("/fn/registrations/desk", "session={session}"),
    (
        "/fn/registrations/contacts",
        "session={session}&id={registration}",
    ),
    ("/fn/registrations/door", "session={session}"),
    ("/fn/registrations/talks", "session={session}"),
    ("/fn/sessions/screen", "slug={slug}"),
    ("/fn/interests/desk", "session={session}"),
    ("/fn/interests/follow_ups", "show="),
    ("/fn/interests/follow_ups", "show=ended"),
    ("/fn/interests/follow_up", "id={open}"),
    ("/fn/interests/follow_up", "id={ended}"),
    ("/fn/intakes/desk", "session={session}"),
    ("/fn/reports/page", "session={session}"),
    ("/fn/targets/desk", "session={session}"),
    ("/fn/targets/logbook", "session={session}&book=services"),
    ("/fn/targets/logbook", "session={session}&book=cases"),
    ("/fn/targets/board", ""),
    ("/fn/drafts/list", ""),
    ("/fn/drafts/draft", "id={draft}"),
    ("/fn/collection/preview", "id={upload}"),
    ("/fn/collection/imports", ""),
];
/// Pages and files about what was planted, which the rows of the walk do not name.
const PLACES: [&str; 37] = [
    "/needs/{need}",
    "/en/needs/{need}",
    "/needs/{returned}",
    "/org/needs/{need}",
    "/en/org/needs/{returned}",
    "/needs?industry=BIO",
    // What is searched is no whole secret, since a page says what was searched.
    "/lots?q=%E9%87%91%E4%B8%9D%E9%9B%80",
    "/lots/export.csv?q=%E9%87%91%E4%B8%9D%E9%9B%80",
    "/lots/feed.atom?q=%E9%87%91%E4%B8%9D%E9%9B%80",
    "/api/v1/lots?q=%E9%87%91%E4%B8%9D%E9%9B%80",
    "/api/v1/lots?q=199888",
    "/host/follow-ups/{open}",
    "/en/host/follow-ups/{ended}",
    "/host/follow-ups?show=ended",
    "/host/sessions/{session}/registrations?contacts={registration}",
    "/host/sessions/{session}/logbooks/cases",
    "/host/sessions/{session}/logbooks/recommended",
    "/host/sessions/{session}/logbooks/services/export.csv",
    "/host/sessions/{session}/logbooks/cases/export.xlsx",
    "/lots/{first}",
    "/lots/{second}",
    "/files/{proof}",
    "/admin/audit",
    "/org/lots/drafts/{draft}",
    "/org/lots/drafts/{draft}/check",
    "/org/lots/drafts/{draft}/terms",
    "/en/org/lots/drafts/{draft}/contact",
    "/org/import?id={upload}",
    "/org/import/{upload}/annotated.xlsx",
    "/lots/{secret}",
    "/en/lots/{secret}",
    "/lots/{secret}/sheet",
    "/lots/compare?code={secret}&code={first}",
    "/api/v1/lots/{secret}",
    "/admin/lots/{secret}",
    "/admin/lots/{secret}/terms",
    "/files/{attached}",
];

/// Every secret with whoever is sent it.
fn secrets() -> impl Iterator<Item = (&'static str, Reader)> {
    let of_lots = LOT_CANARIES.into_iter().chain(LOT_RESERVES);
    CANARIES
        .into_iter()
        .chain(of_lots.map(|text| (text, Reader::Owner)))
}

#[test]
fn no_secret_of_a_session_comes_to_whoever_is_not_its_reader() {
    let this = "routes::tests::canaries::no_secret_of_a_session_comes_to_whoever_is_not_its_reader";
    if std::env::var_os(SEARCHES).is_none() {
        return in_own_process(this, SEARCHES, "yes");
    }
    let log = Log::default();
    let lines = subscriber(EnvFilter::new("debug"), LogFormat::Text, log.clone(), None);
    tracing::subscriber::set_global_default(lines).expect("no other log in this process");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(search_everything());
    tracing::info!("everything was searched");
    log.judge();
}

/// What the server writes to its log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn judge(&self) {
        let lines = self.0.lock().expect("nobody panicked");
        let lines = String::from_utf8_lossy(&lines);
        assert!(lines.contains("everything was searched"), "it is kept");
        let told: Vec<_> = secrets().filter(|(text, _)| lines.contains(text)).collect();
        assert!(told.is_empty(), "the log says {told:?}");
    }
}

impl Write for Log {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panicked").write(event)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

async fn search_everything() {
    let site = Site::open().await;
    let host = site.visitor(Role::Organiser).account.as_ref();
    let host = host.expect("signed in").clone();
    let mut tx = site.portal().store().read().await.expect("a transaction");
    let session = tx.session(site.things[0].session).await.expect("a query");
    let session = session.expect("a session");
    drop(tx);
    let planted = site.house().plant_canaries(&session, &host).await;
    let liaison = site.visitor(Role::Liaison).account.as_ref();
    let of_lot = site
        .house()
        .plant_lot_canaries(liaison.expect("signed in"))
        .await;
    let settings = Settings {
        read_allowance: 0,
        ..Settings::default()
    };
    let options = LeptosOptions::builder().output_name("luochui").build();
    let router = router::router(site.beside_with(settings).await, options);
    let things = &site.things[0];
    let calls = calls(&planted, &of_lot);
    let mut search = Search::new(&router);
    for visitor in &site.visitors {
        for call in calls.iter().filter(|call| call.is_for(visitor)) {
            search.ask(call, visitor, things).await;
        }
    }
    search.judge();
}

/// Everything that is read: the addresses of the walk, and what it does not name.
fn calls(planted: &Planted, of_lot: &PlantedLot) -> Vec<Call> {
    let rows = rows().into_iter();
    let rows = rows.filter(|row| row.address.starts_with("GET "));
    let mut calls: Vec<Call> = rows.map(|row| row.call).collect();
    let functions = READING.iter();
    calls.extend(functions.map(|(at, body)| form(at, filled(body, planted, of_lot))));
    for at in PLACES {
        let at = filled(at, planted, of_lot);
        calls.extend([page(at), read(at)]);
    }
    calls
}

/// A template with what was planted in the place of its names; calls keep theirs for ever.
fn filled(template: &'static str, planted: &Planted, of_lot: &PlantedLot) -> &'static str {
    let filled = template
        .replace("{registration}", &planted.registration.to_string())
        .replace("{open}", &planted.open.to_string())
        .replace("{ended}", &planted.ended.to_string())
        .replace("{proof}", &planted.proof.to_string())
        .replace("{first}", &planted.lots[0].to_string())
        .replace("{second}", &planted.lots[1].to_string())
        .replace("{need}", planted.needs[0].as_str())
        .replace("{returned}", planted.needs[1].as_str())
        .replace("{draft}", &of_lot.draft.to_string())
        .replace("{upload}", &of_lot.upload.to_string())
        .replace("{secret}", of_lot.lot.as_str())
        .replace("{attached}", &of_lot.file.to_string());
    filled.leak()
}

struct Search<'r> {
    router: &'r Router,
    answers: usize,
    /// What its readers were sent: a secret that nobody sees shows nothing.
    seen: BTreeSet<&'static str>,
    wrong: Vec<String>,
}

impl<'r> Search<'r> {
    fn new(router: &'r Router) -> Self {
        Self {
            router,
            answers: 0,
            seen: BTreeSet::new(),
            wrong: Vec::new(),
        }
    }

    async fn ask(&mut self, call: &Call, visitor: &Visitor, things: &Things) {
        let request = call.request(visitor, things);
        let uri = request.uri().clone();
        let mut response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        // A private file comes by an address that runs out.
        let to = response.headers().get("location");
        let to = to
            .and_then(|to| to.to_str().ok())
            .filter(|to| to.starts_with("/files/"));
        if let Some(to) = to.map(|to| read(to.to_owned().leak())) {
            let request = to.request(visitor, things);
            response = self.router.clone().oneshot(request).await.expect("a file");
        }
        let (parts, body) = response.into_parts();
        let of_head = format!("{:?}", parts.headers);
        let kind = parts.headers.get("content-type").map(HeaderValue::as_bytes);
        // A stream of events never ends; those of lots have a search of their own.
        if kind.is_some_and(|kind| kind.starts_with(b"text/event-stream")) {
            return;
        }
        let body = to_bytes(body, 1 << 26).await.expect("a body");
        let said = readable(&body) + &of_head;
        self.answers += 1;
        for (text, reader) in secrets() {
            if !said.contains(text) {
                continue;
            }
            if is_reader(visitor, things, reader) {
                self.seen.insert(text);
            } else {
                let (who, status) = (visitor.name, parts.status);
                self.wrong
                    .push(format!("{uri} as {who} ({status}): {text}"));
            }
        }
    }

    fn judge(&self) {
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        assert!(self.answers > 1_000, "{} answers", self.answers);
        let all = CANARIES
            .into_iter()
            .map(|(text, _)| text)
            .chain(LOT_CANARIES);
        let unseen: Vec<_> = all.filter(|text| !self.seen.contains(text)).collect();
        assert!(unseen.is_empty(), "nobody was shown {unseen:?}");
    }
}

fn is_reader(visitor: &Visitor, things: &Things, reader: Reader) -> bool {
    let may = |action| visitor.account.as_ref().is_some_and(|one| one.may(action));
    let hosts = may(Action::EditSession(things.session));
    match reader {
        Reader::Host => hosts,
        Reader::Record => hosts || may(Action::ReadAudit),
        Reader::Owner => may(Action::ReadFile(things.institution)),
    }
}
