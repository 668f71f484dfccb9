//! `audit`: the audit record checked, exported, and tidied when the time of its rows is over.

use super::Data;
use crate::audit::{CSV, Format, JSONL};
use clap::{Args, Subcommand, ValueEnum};
use domain::audit::{Chain, Query, Retention};
use domain::ledger::hash::Hash32;
use service::audit::{Verified, verify_audit};
use service::{Clock, Portal, Random, Settings};
use std::io::Write;

/// Options of `audit`.
#[derive(Args)]
pub struct Audit {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Recompute the chain of hashes; exit 1 and name the first row that is not what was written.
    Verify(Verify),
    /// Print every row, the newest first. The export is itself put on record.
    Export(Export),
    /// Take out the words of rows whose time is over; their links stay. Earlier is refused.
    Purge(Purge),
}

/// Options of `audit verify`.
#[derive(Args)]
struct Verify {
    #[command(flatten)]
    data: Data,
    /// An end of the record that was noted elsewhere, `NUMBER:HASH` as this command prints it: the
    /// record must still contain it.
    #[arg(long, value_parser = parse_end)]
    end: Option<Chain>,
}

/// Options of `audit export`.
#[derive(Args)]
struct Export {
    #[command(flatten)]
    data: Data,
    /// How the rows are written.
    #[arg(long, value_enum, default_value = "jsonl")]
    format: FormatName,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatName {
    Csv,
    Jsonl,
}

/// Options of `audit purge`.
#[derive(Args)]
struct Purge {
    #[command(flatten)]
    data: Data,
    /// Months that rows of no auction are kept; the law wants 6.
    #[arg(long, env = "LUOCHUI_AUDIT_MONTHS", default_value_t = Retention::GENERAL_MIN,
        value_parser = clap::value_parser!(u16).range(i64::from(Retention::GENERAL_MIN)..))]
    months: u16,
    /// Months that rows of auctions are kept; the law wants 60.
    #[arg(long, env = "LUOCHUI_AUDIT_AUCTION_MONTHS", default_value_t = Retention::AUCTION_MIN,
        value_parser = clap::value_parser!(u16).range(i64::from(Retention::AUCTION_MIN)..))]
    auction_months: u16,
}

fn parse_end(text: &str) -> Result<Chain, String> {
    let read = |(seq, hash): (&str, &str)| {
        let (seq, hash) = (seq.parse().ok()?, Hash32::from_hex(hash)?);
        Some(Chain { seq, hash })
    };
    let end = text.split_once(':').and_then(read);
    end.ok_or_else(|| "an end looks like 1234: and 64 hexadecimal digits".to_owned())
}

impl Audit {
    /// Runs the command.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::Verify(options) => options.run().await,
            Command::Export(options) => options.run().await,
            Command::Purge(options) => options.run().await,
        }
    }
}

async fn portal(data: &Data) -> anyhow::Result<Portal> {
    let store = data.open().await?;
    let (clock, random) = (Clock::Real, Random::from_system());
    Ok(Portal::open(store, clock, random, Settings::default()).for_operator())
}

impl Verify {
    async fn run(self) -> anyhow::Result<()> {
        let store = self.data.open().await?;
        let done = verify_audit(&store, Clock::Real.now(), self.end).await?;
        store.close().await;
        let Verified {
            rows,
            gone,
            head,
            broken,
        } = done;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{rows} rows fit, the words of {gone} are gone")?;
        writeln!(out, "end {}:{}", head.seq, head.hash)?;
        if let Some((seq, why)) = &broken {
            writeln!(out, "row {seq}: {why}")?;
        }
        out.flush()?;
        if broken.is_some() {
            std::process::exit(1);
        }
        Ok(())
    }
}

impl Export {
    async fn run(self) -> anyhow::Result<()> {
        let portal = portal(&self.data).await?;
        let Format {
            name, head, line, ..
        } = match self.format {
            FormatName::Csv => CSV,
            FormatName::Jsonl => JSONL,
        };
        let begun = portal.begin_operators_audit_file(Query::default(), name);
        let mut next = Some(begun.await?);
        let mut out = std::io::BufWriter::new(std::io::stdout());
        out.write_all(head.as_bytes())?;
        while let Some(query) = next {
            let page = portal.audit_chunk(&query).await?;
            for row in &page.rows {
                out.write_all(line(row).as_bytes())?;
            }
            next = page.next.map(|below| Query {
                below: Some(below),
                ..query
            });
        }
        Ok(out.flush()?)
    }
}

impl Purge {
    async fn run(self) -> anyhow::Result<()> {
        let retention = Retention {
            general: self.months,
            auction: self.auction_months,
        };
        let gone = portal(&self.data).await?.purge_audit(retention).await?;
        println!("the words of {gone} rows were taken out");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser;

    #[test]
    fn an_end_reads_back() {
        let end = Chain {
            seq: 12,
            hash: Hash32([0xab; 32]),
        };
        assert_eq!(parse_end(&format!("{}:{}", end.seq, end.hash)), Ok(end));
        for wrong in ["", "12", "x:ab", "12:ab"] {
            assert!(parse_end(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn less_than_the_law_wants_is_refused() {
        let parses = |months: &str, auction: &str| {
            let line = ["luochui", "audit", "purge", "--months", months];
            Cli::try_parse_from(line.into_iter().chain(["--auction-months", auction])).is_ok()
        };
        assert!(parses("6", "60") && parses("36", "120"));
        assert!(!parses("5", "60") && !parses("6", "59"));
    }
}
