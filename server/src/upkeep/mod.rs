//! What the operator does at the command line: bring up to date, copy, put back, look after, let in.

mod admin;
mod backup;
mod doctor;
mod export;
mod migrate;
mod restore;

pub use admin::{Admin, offer_first_account};
pub use backup::Backup;
pub use doctor::Doctor;
pub use export::Export;
pub use migrate::Migrate;
pub use restore::Restore;

use crate::cli::Data;
use domain::time::{Date, Timestamp};
use service::upkeep::Place;
use std::path::PathBuf;

/// Where the data lies; `mark` as in `serve --ledger-mark`.
fn place_of(data: &Data, mark: Option<PathBuf>) -> Place {
    Place {
        folder: data.data.clone(),
        url: data.url(),
        mark: mark.unwrap_or_else(|| data.data.join("ledger.mark")),
        elsewhere: None,
    }
}

/// Bytes as people read them: `1.4 GiB`.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    let (mut tenths, mut unit) = (u128::from(bytes) * 10 / 1024, 0);
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

/// A moment as the operator types it: `2026-12-02`, `2026-12-02T09:58` or `2026-12-02 09:58:30`, in
/// the hours of Beijing.
pub fn parse_clock(text: &str) -> Result<Timestamp, String> {
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00"));
    let mut parts = time.split(':').map(str::parse::<i64>);
    let mut next = |limit: i64| match parts.next() {
        Some(Ok(value)) if (0..limit).contains(&value) => Some(value),
        Some(_) => None,
        None => Some(0),
    };
    let (hour, minute, second) = (next(24), next(60), next(60));
    let read = || {
        let at = Date::parse_iso(date)?.at(hour?, minute?);
        Some(at.plus_millis(second? * 1_000))
    };
    let too_long = parts.next().is_some();
    read()
        .filter(|_| !too_long)
        .ok_or_else(|| "a time looks like 2026-12-02T09:58, in the hours of Beijing".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser;
    use std::fs;

    async fn run(words: &[&str]) -> anyhow::Result<()> {
        let words = [&["luochui"][..], words].concat();
        Cli::parse_from(words).run().await
    }

    #[tokio::test]
    async fn what_was_backed_up_is_tried_out_and_put_back_by_commands() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name).display().to_string();
        let (data, copies, back) = (place("data"), place("copies"), place("back"));
        run(&["migrate", "--data", &data]).await.unwrap();
        let backup = ["backup", "--data", &data, "--to", &copies, "--keep", "1"];
        run(&backup).await.unwrap();
        let mut made = fs::read_dir(&copies)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_dir());
        let copy = made.next().unwrap().display().to_string();
        assert!(made.next().is_none(), "one folder");

        let restore = ["restore", copy.as_str(), "--data", &back];
        run(&[&restore[..], &["--check", "--scratch", &copies]].concat())
            .await
            .unwrap();
        assert!(
            !folder.path().join("back").exists(),
            "a trial keeps nothing"
        );
        run(&restore).await.unwrap();
        assert!(folder.path().join("back/luochui.sqlite").exists());
        let again = run(&restore).await.unwrap_err().to_string();
        assert!(again.contains("not empty"), "{again}");

        let out = place("out");
        let export = [
            "export",
            "--data",
            &back,
            "--season",
            "1999-NONE",
            "--to",
            &out,
        ];
        let unknown = run(&export).await.unwrap_err().to_string();
        assert!(unknown.contains("no season 1999-NONE"), "{unknown}");
    }

    #[test]
    fn a_time_is_read_in_the_hours_of_beijing() {
        let day = Date::of(2026, 12, 2);
        assert_eq!(parse_clock("2026-12-02"), Ok(day.at(0, 0)));
        assert_eq!(parse_clock("2026-12-02T09:58"), Ok(day.at(9, 58)));
        let exact = day.at(9, 58).plus_millis(30_000);
        assert_eq!(parse_clock("2026-12-02 09:58:30"), Ok(exact));
        for wrong in [
            "",
            "tomorrow",
            "2026-13-01",
            "2026-12-02T24:00",
            "2026-12-02T09:58:30:1",
        ] {
            assert!(parse_clock(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sizes_are_rounded_down_to_a_tenth() {
        assert_eq!(size(0), "0.0 KiB");
        assert_eq!(size(1_536), "1.5 KiB");
        assert_eq!(size(5 << 30), "5.0 GiB");
    }
}
