//! Bytes of the first load, compressed as they travel (brotli).

use crate::client::Client;
use crate::portal;
use crate::stage::{self, Stage};
use crate::table::{Table, Target};
use anyhow::Context;
use http_body_util::Full;
use hyper::Request;
use hyper::header::HOST;
use service::files::Depot;
use service::{Clock, demo};
use std::collections::BTreeSet;
use std::path::Path;

/// Measures and fills the table.
///
/// # Errors
/// When nothing is built or the portal does not answer.
pub async fn measure(table: &mut Table) -> anyhow::Result<()> {
    let package = portal::package()?;
    let name = |file: &str| package.join(format!("{file}.br"));
    let script = kilobytes(&name("luochui.js"))?;
    table.figure("P3 JavaScript", "KB", script, Target::AtMost(10.0));
    let styles = kilobytes(&name("luochui.css"))?;
    table.figure("P3 style sheet", "KB", styles, Target::AtMost(25.0));
    let stage = Stage::new(50).await?;
    let served = portal::start(stage.data()).await?;
    let mut client = Client::connect(served.address).await?;
    let lot = format!("/lots/{}", stage.lots[0]);
    for path in ["/", &lot] {
        wasm(table, &mut client, path, path).await?;
    }
    for path in ["/", &lot] {
        html(table, &mut client, path, path).await?;
    }
    served.stop().await?;
    session(table).await
}

/// The page of a session with its agenda and its lots, of the demo season.
async fn session(table: &mut Table) -> anyhow::Result<()> {
    let folder = stage::folder()?;
    let store = stage::open(folder.path()).await?;
    let now = Clock::Real.now();
    demo::seed(&store, &Depot::default(), (now.date(), now), "").await?;
    // The torch express has the most lots; the latest one is that of the current season.
    let sessions = demo::season(now.date(), now).sessions;
    let (torch, _) = sessions
        .iter()
        .filter(|(session, _)| session.torch_express && session.published_revision.is_some())
        .max_by_key(|(session, _)| session.starts_at)
        .context("the demo season has a torch express")?;
    let path = format!("/sessions/{}", torch.slug);
    let served = portal::start(folder.path()).await?;
    let mut client = Client::connect(served.address).await?;
    wasm(table, &mut client, "a session", &path).await?;
    html(table, &mut client, "a session", &path).await?;
    served.stop().await
}

/// Every file of Wasm that the page asks for.
async fn wasm(
    table: &mut Table,
    client: &mut Client,
    name: &str,
    path: &str,
) -> anyhow::Result<()> {
    let package = portal::package()?;
    let (_, page) = client.get(path).await?;
    let mut sum = 0.0;
    for file in modules(&String::from_utf8_lossy(&page)) {
        sum += kilobytes(&package.join(format!("{file}.br")))?;
    }
    table.figure(
        &format!("P3 Wasm of {name}"),
        "KB",
        sum,
        Target::AtMost(230.0),
    );
    Ok(())
}

/// The page itself.
async fn html(
    table: &mut Table,
    client: &mut Client,
    name: &str,
    path: &str,
) -> anyhow::Result<()> {
    let request = Request::get(path)
        .header(HOST, "127.0.0.1")
        .header("accept", "text/html")
        .header("accept-encoding", "br");
    let (_, body) = client.send(request.body(Full::default())?).await?;
    let size = body.len() as f64 / 1_000.0;
    table.figure(
        &format!("P3 HTML of {name}"),
        "KB",
        size,
        Target::AtMost(25.0),
    );
    Ok(())
}

fn kilobytes(file: &Path) -> anyhow::Result<f64> {
    Ok(std::fs::metadata(file)?.len() as f64 / 1_000.0)
}

/// The files of Wasm that the head of a page asks for: the first one and the parts of the page.
fn modules(page: &str) -> BTreeSet<String> {
    page.split(['"', '\'', '/'])
        .filter(|piece| piece.ends_with(".wasm"))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::modules;

    #[test]
    fn every_file_of_a_page_counts_once() {
        let page = r#"<link href="/pkg-1/a.wasm"><link href="/pkg-1/b.wasm" as="fetch">
            <script>import('/pkg-1/a.js'); default({module_or_path: '/pkg-1/a.wasm'})</script>
            <link href="/pkg-1/b.wasm">"#;
        let found = Vec::from_iter(modules(page));
        assert_eq!(found, ["a.wasm", "b.wasm"]);
    }
}
