//! R2: instructions a second that `luochui simulate` decides, on one core.

use crate::portal;
use crate::table::{Table, Target};
use crate::{Sizes, stage};
use anyhow::ensure;
use std::fmt::Write;
use std::fs::File;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Instructions of one lot.
const PER_LOT: u64 = 1_000;
/// Lots of one measurement.
const LOTS: u64 = 300;

/// Measures and fills the table.
///
/// # Errors
/// When the portal is not built.
pub fn measure(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    eprintln!("Rules: {} instructions, again and again.", LOTS * PER_LOT);
    let folder = stage::folder()?;
    let (input, output) = (folder.path().join("in"), folder.path().join("out"));
    std::fs::write(&input, instructions())?;
    let mut rates = Vec::new();
    for _ in 0..sizes.pairs {
        let start = Instant::now();
        let status = Command::new(portal::binary()?)
            .arg("simulate")
            .stdin(Stdio::from(File::open(&input)?))
            .stdout(Stdio::from(File::create(&output)?))
            .status()?;
        let took = start.elapsed().as_secs_f64();
        ensure!(status.success(), "simulate ended with {status}");
        rates.push((LOTS * PER_LOT) as f64 / took);
    }
    let answers = std::fs::read(&output)?;
    let accepted = answers.split(|byte| *byte == b'\n');
    let accepted = accepted.filter(|line| line.windows(10).any(|w| w == b"\"ACCEPTED\""));
    ensure!(
        accepted.count() as u64 == LOTS * PER_LOT,
        "a bid was refused"
    );
    let what = "R2 simulate, instructions/s on one core";
    table.figures(what, "/s", &rates, Target::AtLeast(200_000.0));
    Ok(())
}

/// Lots on which two bidders outbid each other.
fn instructions() -> String {
    let mut text = String::new();
    for _ in 0..LOTS {
        text.push_str(
            "{\"start\":100000,\"ladder\":[[0,5000]],\"opens_at\":0,\"ends_at\":3600000,\
             \"reserve\":null,\"window\":300000,\"extend\":300000,\"hard_end\":null,\
             \"max_jump\":50,\"drain\":2000,\"ranks\":{}}\n",
        );
        for number in 0..PER_LOT {
            let (bidder, amount) = (["A", "B"][number as usize % 2], 100_000 + 5_000 * number);
            // Writing to a text never fails.
            let _ = writeln!(
                text,
                "{{\"bidder\":\"{bidder}\",\"kind\":\"flat\",\"amount\":{amount},\"t\":{number},\
                 \"token\":\"k{number}\"}}"
            );
        }
        text.push('\n');
    }
    text
}
