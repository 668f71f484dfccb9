//! Bytes of the first load, compressed as they travel (brotli).

use crate::client::Client;
use crate::portal;
use crate::stage::Stage;
use crate::table::{Table, Target};
use http_body_util::Full;
use hyper::Request;
use hyper::header::HOST;
use std::collections::BTreeSet;
use std::path::Path;

/// Measures and fills the table.
///
/// # Errors
/// When nothing is built or the portal does not answer.
pub async fn measure(table: &mut Table) -> anyhow::Result<()> {
    let package = portal::package()?;
    let name = |file: &str| package.join(format!("{file}.br"));
    let kilobytes = |file: &Path| anyhow::Ok(std::fs::metadata(file)?.len() as f64 / 1_000.0);
    let script = kilobytes(&name("luochui.js"))?;
    table.figure("P3 JavaScript", "KB", script, Target::AtMost(10.0));
    let styles = kilobytes(&name("luochui.css"))?;
    table.figure("P3 style sheet", "KB", styles, Target::AtMost(25.0));
    let stage = Stage::new(50).await?;
    let served = portal::start(stage.data()).await?;
    let mut client = Client::connect(served.address).await?;
    let lot = format!("/lots/{}", stage.lots[0]);
    // Which files a page of a session needs does not depend on whether there is one.
    for path in ["/", &lot, "/sessions/none"] {
        let (_, page) = client.get(path).await?;
        let mut wasm = 0.0;
        for file in modules(&String::from_utf8_lossy(&page)) {
            wasm += kilobytes(&name(&file))?;
        }
        let what = format!("P3 Wasm of {path}");
        table.figure(&what, "KB", wasm, Target::AtMost(230.0));
    }
    for path in ["/", &lot] {
        let request = Request::get(path)
            .header(HOST, "127.0.0.1")
            .header("accept", "text/html")
            .header("accept-encoding", "br");
        let (_, body) = client.send(request.body(Full::default())?).await?;
        let what = format!("P3 HTML of {path}");
        table.figure(
            &what,
            "KB",
            body.len() as f64 / 1_000.0,
            Target::AtMost(25.0),
        );
    }
    served.stop().await
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
