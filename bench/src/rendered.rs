//! P1 and P1c: pages a second, beside Leptos rendering the same bytes from constants and beside
//! nginx sending them from a file.

use crate::client::Client;
use crate::pages::{Catalogue, not_kept, per_second};
use crate::portal::{self, Served};
use crate::table::{Table, Target};
use crate::{Sizes, stage};
use anyhow::ensure;
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// A page of the portal, and the bytes of it.
pub struct Page {
    /// What it is, for the table.
    pub name: &'static str,
    /// Its address.
    pub path: String,
    /// As it was answered to a visitor without a sign-in.
    pub bytes: Vec<u8>,
}

/// The pages that are measured.
///
/// # Errors
/// When one is not answered.
pub async fn pages(catalogue: &Catalogue) -> anyhow::Result<Vec<Page>> {
    let lot = catalogue.lot_page().await?;
    let mut client = Client::connect(catalogue.address()).await?;
    let mut pages = Vec::new();
    for (name, path) in [("catalogue page", "/lots".to_owned()), ("lot page", lot)] {
        let (status, bytes) = client.get(&path).await?;
        ensure!(status == 200, "{path} was answered {status}");
        let bytes = bytes.to_vec();
        pages.push(Page { name, path, bytes });
    }
    Ok(pages)
}

/// Measures and fills the table.
///
/// # Errors
/// When a run breaks.
pub async fn measure(table: &mut Table, sizes: Sizes, ours: &Catalogue) -> anyhow::Result<()> {
    eprintln!("Rendered: ours, bare Leptos and nginx take turns.");
    let pages = pages(ours).await?;
    let folder = stage::folder()?;
    for (number, page) in pages.iter().enumerate() {
        std::fs::write(folder.path().join(number.to_string()), &page.bytes)?;
    }
    let limit = portal::start_bare_pages(folder.path()).await?;
    let file = nginx(folder.path()).await?;
    for (number, page) in pages.iter().enumerate() {
        let path = format!("/{number}");
        let size = same_size(&limit, &path, page).await?;
        let rendered = not_kept(&page.path);
        let pairs = beside(ours, &rendered, &limit, &path, sizes).await?;
        let what = format!(
            "P1 {}, {} KB, pages/s ÷ Leptos rendering its elements from constants ({size} KB)",
            page.name,
            page.bytes.len() / 1_000
        );
        table.pairs(&what, "/s", &pairs, Target::AtLeast(0.7));
        let what = format!("P1c {}, no sign-in, pages/s ÷ nginx, its file", page.name);
        match &file {
            Some(file) => {
                let pairs = beside(ours, &page.path, file, &path, sizes).await?;
                table.pairs(&what, "/s", &pairs, Target::AtLeast(0.5));
            }
            None => table.not_run(&what, "no nginx; the package nginx-light has it"),
        }
    }
    if let Some(file) = file {
        file.stop().await?;
    }
    limit.stop().await
}

/// Pages a second of ours at `asked` and of the other at `path` in turns.
///
/// # Errors
/// When a page is not answered with 200.
pub async fn beside(
    ours: &Catalogue,
    asked: &str,
    other: &Served,
    path: &str,
    sizes: Sizes,
) -> anyhow::Result<Vec<(f64, f64)>> {
    let mut pairs = Vec::new();
    for _ in 0..sizes.pairs {
        let mine = per_second(ours.address(), asked, sizes.span).await?;
        pairs.push((mine, per_second(other.address, path, sizes.span).await?));
    }
    Ok(pairs)
}

/// KB of the other's page, which must not differ from ours by more than a quarter: each program
/// writes marks of its own between the elements.
///
/// # Errors
/// When it does.
pub async fn same_size(other: &Served, path: &str, page: &Page) -> anyhow::Result<usize> {
    let mut client = Client::connect(other.address).await?;
    let (status, bytes) = client.get(path).await?;
    ensure!(status == 200, "the limit answers {status}");
    let (theirs, ours) = (bytes.len(), page.bytes.len());
    ensure!(
        theirs.abs_diff(ours) * 4 <= ours,
        "the limit sends {theirs} bytes for the {ours} of the {}",
        page.name
    );
    Ok(theirs / 1_000)
}

/// nginx over the files of a folder, where it is installed; in one process, so that ending that one
/// ends it.
async fn nginx(folder: &Path) -> anyhow::Result<Option<Served>> {
    let places = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"];
    let program = places.iter().map(PathBuf::from).find(|file| file.is_file());
    let Some(program) = program else {
        return Ok(None);
    };
    let address = portal::free_address()?;
    let at = folder.display();
    let settings = format!(
        "daemon off; master_process off; pid {at}/nginx.pid; error_log {at}/nginx.log;
         events {{ worker_connections 256; }}
         http {{
             access_log off; sendfile on; tcp_nopush on; default_type text/html;
             keepalive_requests 1000000000; open_file_cache max=16;
             client_body_temp_path {at}/b; proxy_temp_path {at}/p; fastcgi_temp_path {at}/f;
             uwsgi_temp_path {at}/u; scgi_temp_path {at}/s;
             server {{ listen {address}; root {at}; }}
         }}\n"
    );
    let file = folder.join("nginx.conf");
    std::fs::write(&file, settings)?;
    let mut command = Command::new(program);
    command.arg("-p").arg(folder).arg("-c").arg(&file);
    Ok(Some(portal::spawn(command, address).await?))
}
