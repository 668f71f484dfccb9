//! What looks at the files of others before they are kept (reliability.md S-23).

use anyhow::Context;
use clap::Args;
use service::files::Scanner;
use std::time::Duration;

/// The options of `serve` about it.
#[derive(Args)]
pub struct Scanning {
    /// A program that looks at every file before it is kept, with its options and blanks between, such
    /// as `clamdscan --no-summary -`: it gets the file as its input and ends with 0 for a clean one and
    /// 1 for one that is refused. Nothing is kept that it has not looked at. Nobody looks when absent.
    #[arg(long, env = "LUOCHUI_SCANNER", value_name = "COMMAND")]
    scanner: Option<String>,
    /// How long it has for one file, seconds.
    #[arg(
        long,
        env = "LUOCHUI_SCANNER_SECONDS",
        default_value_t = 20,
        value_parser = clap::value_parser!(u64).range(1..=300)
    )]
    scanner_seconds: u64,
}

impl Scanning {
    /// The program; an empty text is none.
    ///
    /// # Errors
    /// When a program is named with its path and is not there.
    pub fn scanner(&self) -> anyhow::Result<Option<Scanner>> {
        let command = self.scanner.as_deref().filter(|text| !text.is_empty());
        let within = Duration::from_secs(self.scanner_seconds);
        let named = command.map(|text| Scanner::new(text, within));
        named.transpose().context("--scanner")
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::Cli;
    use clap::Parser;

    #[test]
    fn a_scanner_is_there_before_anything_is_served() {
        let check = |scanner: &str| {
            let option = format!("--scanner={scanner}");
            Cli::parse_from(["luochui", "serve", &option]).check()
        };
        check("").unwrap();
        check("clamdscan --no-summary -").unwrap();
        let refused = check("/nowhere/clamdscan -").unwrap_err();
        assert!(format!("{refused:#}").contains("--scanner"), "{refused:#}");
    }
}
