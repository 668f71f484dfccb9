//! Bytes of the first load, compressed as they travel (brotli).

use crate::client::Client;
use crate::portal;
use crate::stage::Stage;
use crate::table::{Table, Target};
use http_body_util::Full;
use hyper::Request;
use hyper::header::HOST;
use std::path::Path;

/// Measures and fills the table.
///
/// # Errors
/// When nothing is built or the portal does not answer.
pub async fn measure(table: &mut Table) -> anyhow::Result<()> {
    let package = portal::package()?;
    let name = |file: &str| package.join(format!("{file}.br"));
    let kilobytes = |file: &Path| anyhow::Ok(std::fs::metadata(file)?.len() as f64 / 1_000.0);
    let wasm = kilobytes(&name("luochui.wasm"))?;
    table.figure(
        "P3 Wasm of a public page",
        "KB",
        wasm,
        Target::AtMost(230.0),
    );
    let script = kilobytes(&name("luochui.js"))?;
    table.figure("P3 JavaScript", "KB", script, Target::AtMost(10.0));
    let styles = kilobytes(&name("luochui.css"))?;
    table.figure("P3 style sheet", "KB", styles, Target::AtMost(25.0));
    let stage = Stage::new(50).await?;
    let served = portal::start(stage.data()).await?;
    let mut client = Client::connect(served.address).await?;
    for path in ["/".to_owned(), format!("/lots/{}", stage.lots[0])] {
        let request = Request::get(&path)
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
