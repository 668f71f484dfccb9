//! `luochui doctor`: whether this machine and this data can carry a portal, a line each.

mod data;
mod files;
mod machine;

use crate::cli::{Data, Storing};
use clap::Args;
use serde::Serialize;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Options of `doctor`; the same as those of `serve` where they have the same name.
#[derive(Args)]
pub struct Doctor {
    #[command(flatten)]
    data: Data,
    /// Address that `serve` would listen on.
    #[arg(long, env = "LUOCHUI_LISTEN", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// The witnesses of the public ledger.
    #[arg(long, env = "LUOCHUI_WITNESS_POLICY")]
    witness_policy: Option<PathBuf>,
    /// The file that remembers how large the ledger was.
    #[arg(long, env = "LUOCHUI_LEDGER_MARK")]
    ledger_mark: Option<PathBuf>,
    /// What the foot of every page names.
    #[arg(long, env = "LUOCHUI_SITE")]
    site: Option<PathBuf>,
    #[command(flatten)]
    storing: Storing,
    /// Print one JSON array.
    #[arg(long)]
    json: bool,
}

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// As it should be.
    Ok,
    /// The portal runs, but somebody should look.
    Warn,
    /// The portal would not run, or not keep its promises.
    Fail,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Line {
    check: &'static str,
    state: State,
    says: String,
}

impl Line {
    fn new(check: &'static str, state: State, says: impl Into<String>) -> Self {
        Self {
            check,
            state,
            says: says.into(),
        }
    }
}

impl Doctor {
    /// Prints a line for each thing: exit 0 when all is well or only to be looked at, 1 when
    /// something would keep the portal from running or from keeping its promises.
    ///
    /// # Errors
    /// When the lines cannot be printed.
    pub async fn run(self) -> anyhow::Result<()> {
        let lines = self.look().await;
        print(&lines, self.json, &mut std::io::stdout().lock())?;
        if lines.iter().any(|line| line.state == State::Fail) {
            std::process::exit(1);
        }
        Ok(())
    }

    async fn look(&self) -> Vec<Line> {
        let mut lines = vec![
            machine::clock(),
            machine::disk(&self.data.data),
            machine::open_files(),
            machine::memory(),
            machine::listen(self.listen),
        ];
        let place = super::place_of(&self.data, self.ledger_mark.clone());
        lines.extend(data::database(&place).await);
        lines.push(data::backup(&place).await);
        lines.push(files::files(&place, &self.storing).await);
        lines.push(data::policy(self.witness_policy.as_deref()));
        lines.push(data::site(self.site.as_deref()));
        lines
    }
}

/// A line each for people, one JSON array for programs.
fn print(lines: &[Line], json: bool, out: &mut impl Write) -> anyhow::Result<()> {
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(lines)?)?;
        return Ok(out.flush()?);
    }
    for Line { check, state, says } in lines {
        let state = match state {
            State::Ok => "ok",
            State::Warn => "warn",
            State::Fail => "FAIL",
        };
        writeln!(out, "{state:<5} {check:<15} {says}")?;
    }
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use service::testing::TestPortal;
    use std::path::Path;

    /// `luochui doctor` alone.
    #[derive(Parser)]
    struct Words {
        #[command(flatten)]
        doctor: Doctor,
    }

    fn parse(more: &[&str]) -> Result<Doctor, clap::Error> {
        let words = Words::try_parse_from(["doctor"].iter().chain(more))?;
        Ok(words.doctor)
    }

    /// What it finds in this folder, by the name of each check.
    async fn look(data: &Path, more: &[&str]) -> Vec<Line> {
        let common = ["--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"];
        parse(&[&common[..], more].concat()).unwrap().look().await
    }

    fn line<'l>(lines: &'l [Line], check: &str) -> &'l Line {
        let found = lines.iter().find(|line| line.check == check);
        found.unwrap_or_else(|| panic!("no line about {check}"))
    }

    #[tokio::test]
    async fn a_fresh_machine_is_told_what_is_still_to_be_done() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("not/yet");
        let lines = look(&data, &[]).await;
        let checks: Vec<_> = lines.iter().map(|line| line.check).collect();
        let all = [
            "clock",
            "disk",
            "open files",
            "memory",
            "listen",
            "database",
            "backup",
            "files",
            "witnesses",
            "site",
        ];
        assert_eq!(checks, all);
        for (check, state, says) in [
            ("listen", State::Ok, "is free"),
            ("database", State::Ok, "the first start makes it"),
            ("backup", State::Warn, "not known"),
            ("witnesses", State::Ok, "no policy"),
            ("site", State::Warn, "--site"),
        ] {
            let found = line(&lines, check);
            assert_eq!(found.state, state, "{found:?}");
            assert!(found.says.contains(says), "{found:?}");
        }
        assert!(!folder.path().join("not").exists(), "looking makes nothing");
    }

    #[tokio::test]
    async fn a_portal_with_data_is_found_in_order() {
        let site = TestPortal::new().await;
        let folder = tempfile::tempdir().unwrap();
        let lines = look(folder.path(), &["--database", site.url()]).await;
        let checks = ["database", "tables", "ledger"];
        for check in checks {
            assert_eq!(line(&lines, check).state, State::Ok, "{lines:?}");
        }
        assert!(line(&lines, "tables").says.contains("up to date"));
        assert_eq!(line(&lines, "backup").state, State::Warn, "none was made");
    }

    #[tokio::test]
    async fn files_that_cannot_be_read_fail_by_their_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        let (policy, site) = (file("policy", "nonsense"), file("site.json", "{"));
        let gone = folder.path().join("gone").display().to_string();
        for (policy, site) in [(&policy, &site), (&gone, &gone)] {
            let more = ["--witness-policy", policy, "--site", site];
            let lines = look(folder.path(), &more).await;
            for (check, file) in [("witnesses", policy), ("site", site)] {
                let found = line(&lines, check);
                assert_eq!(found.state, State::Fail, "{found:?}");
                assert!(found.says.contains(file.as_str()), "{found:?}");
            }
        }
        let site = file("site.json", "{}");
        let lines = look(folder.path(), &["--site", &site]).await;
        assert_eq!(line(&lines, "site").state, State::Ok);
        let broken = ["--database", "mysql://db.example.com/luochui"];
        let lines = look(folder.path(), &broken).await;
        assert_eq!(line(&lines, "database").state, State::Fail);
    }

    #[tokio::test]
    async fn a_bucket_that_does_not_answer_fails_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        // Nobody listens there any more.
        let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", gone.local_addr().unwrap());
        drop(gone);
        let whole = [
            "--files-bucket=luochui-files",
            "--files-key-id=portal",
            "--files-secret=canary",
            &format!("--files-endpoint={endpoint}"),
        ];
        for more in [&whole[..], &whole[..2]] {
            let lines = look(folder.path(), more).await;
            let found = line(&lines, "files");
            assert_eq!(found.state, State::Fail, "{found:?}");
            assert!(found.says.contains("bucket"), "{found:?}");
            assert!(!found.says.contains("canary"), "{found:?}");
        }
    }

    #[test]
    fn people_read_lines_and_programs_one_array() {
        let lines = [
            Line::new("disk", State::Ok, "9.0 GiB free"),
            Line::new("listen", State::Warn, "is taken"),
            Line::new("database", State::Fail, "no way"),
        ];
        let printed = |json| {
            let mut out = Vec::new();
            print(&lines, json, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let text = printed(false);
        let read: Vec<Vec<&str>> = text
            .lines()
            .map(|line| line.split_whitespace().take(2).collect())
            .collect();
        assert_eq!(
            read,
            [["ok", "disk"], ["warn", "listen"], ["FAIL", "database"]]
        );
        let array: serde_json::Value = serde_json::from_str(&printed(true)).unwrap();
        assert_eq!(array[2]["state"], "fail");
        assert_eq!(array[0]["says"], "9.0 GiB free");
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        for wrong in ["here", "127.0.0.1", "127.0.0.1:99999"] {
            let refused = parse(&["--listen", wrong]).err().unwrap().to_string();
            assert!(refused.contains("invalid value"), "{wrong}: {refused}");
        }
    }
}
