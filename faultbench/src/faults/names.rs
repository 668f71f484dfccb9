//! F-29, the part that a program on one machine can have: the name of the database server expires.
//! The program runs in a mount namespace of its own with its own `/etc/hosts` (root needed). While
//! connections live nobody notices; when the server is restarted nothing can be decided, and nothing
//! is said that is not so; when the name is back so is everybody, without a restart.

use super::sync::recovers;
use crate::attack::{Bench, Site};
use crate::postgres::{Cluster, programs};
use crate::report::Row;
use crate::server::Recipe;
use crate::stage::Plan;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// What the database server is called; nobody outside of the namespace knows the name.
const NAME: &str = "database.faults.example";
/// How long the name is gone, before the server's restart and after it.
const SPAN: Duration = Duration::from_secs(5);

/// Runs it.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let what =
        "the name of the database server expires for 10 s, the server is restarted meanwhile";
    if let Err(error) = programs() {
        return Ok(vec![Row::skipped("F-29", what, &error.to_string())]);
    }
    if !has_namespaces() {
        let why = "no mount namespace here, root is needed";
        return Ok(vec![Row::skipped("F-29", what, why)]);
    }
    let folder = bench.folder("names")?;
    let mut cluster = Cluster::start(&folder.join("postgres"), "")?;
    let site = bench.site_over(&folder, &cluster.url(), Plan::HOUR).await?;
    let (recipe, hosts) = in_namespace(&site, &folder, &cluster)?;
    let (served, _) = recipe.start().await?;
    let workers = site.crowd.begin(served.address(), 100);
    site.first_answer().await?;
    let mut found = Vec::new();
    let accepted = || site.crowd.journal.counts().accepted;
    std::fs::write(&hosts, "")?;
    let before = accepted();
    sleep(SPAN).await;
    if accepted() == before {
        found.push("F-29 bidding ended with the name, while connections lived".to_owned());
    }
    cluster.stop("fast")?;
    cluster.restart()?;
    let before = accepted();
    sleep(SPAN).await;
    let told = accepted() - before;
    if told > 0 {
        found.push(format!(
            "F-29 {told} bids acknowledged: the name was still known"
        ));
    }
    std::fs::write(&hosts, known())?;
    let begun = Instant::now();
    found.extend(recovers(&site, &served).await);
    let again = begun.elapsed();
    site.crowd.stop(workers).await;
    let open = site.crowd.journal.counts().unknown;
    found.extend(site.check(&served).await?);
    served.kill().await?;
    let reached = format!(
        "{} bids acknowledged, {open} left open and settled; taken again {} ms after the name was back",
        accepted(),
        again.as_millis()
    );
    Ok(vec![Row::run("F-29", what, reached, found)])
}

fn has_namespaces() -> bool {
    let tried = Command::new("unshare").args(["-m", "true"]).output();
    tried.is_ok_and(|tried| tried.status.success())
}

fn known() -> String {
    format!("127.0.0.1 {NAME}\n")
}

/// The recipe of a program that knows the database server by its name alone, and the file that says
/// what the name stands for.
fn in_namespace(
    site: &Site,
    folder: &Path,
    cluster: &Cluster,
) -> anyhow::Result<(Recipe, PathBuf)> {
    let (hosts, asked) = (folder.join("hosts"), folder.join("resolv.conf"));
    std::fs::write(&hosts, known())?;
    // A server of names that is not there: the answer is no, and it comes at once.
    std::fs::write(
        &asked,
        "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n",
    )?;
    let program = folder.join("in-namespace");
    let text = format!(
        "#!/bin/sh\nexec unshare -m sh -c 'mount --bind \"{}\" /etc/hosts && {{ mount --bind \"{}\" \
         /etc/resolv.conf || true; }} && exec \"{}\" \"$@\"' luochui \"$@\"\n",
        hosts.display(),
        asked.display(),
        site.recipe.binary.display()
    );
    std::fs::write(&program, text)?;
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755))?;
    let mut recipe = site.recipe.clone();
    recipe.binary = program;
    recipe.database = Some(format!(
        "postgres://postgres@{NAME}:{}/postgres",
        cluster.address().port()
    ));
    Ok((recipe, hosts))
}
