//! The one table of a run.

use std::fmt;

/// What became of a fault.
pub enum Verdict {
    /// Everything held.
    Held,
    /// These rules were broken.
    Broken(Vec<String>),
    /// It could not be run here, and why.
    Skipped(String),
}

/// One line of the table.
pub struct Row {
    /// Number in the fault matrix (reliability.md §5), or the name of a negative control.
    pub id: &'static str,
    /// What was done.
    pub what: String,
    /// Counts and times that were reached.
    pub reached: String,
    /// What became of it.
    pub verdict: Verdict,
}

impl Row {
    /// A fault that was run: it held when nothing was found.
    pub fn run(id: &'static str, what: &str, reached: String, found: Vec<String>) -> Self {
        let verdict = if found.is_empty() {
            Verdict::Held
        } else {
            Verdict::Broken(found)
        };
        let what = what.to_owned();
        Self {
            id,
            what,
            reached,
            verdict,
        }
    }

    /// A negative control: it holds when the planted fault was found.
    pub fn control(what: &str, reached: String, found: &[String]) -> Self {
        let verdict = if found.is_empty() {
            Verdict::Broken(vec![
                "the planted fault was not found: the check is blind".into(),
            ])
        } else {
            Verdict::Held
        };
        let first = found.first().map_or("", String::as_str);
        Self {
            id: "control",
            what: what.to_owned(),
            reached: format!(
                "{reached}; {} findings, the first: {}",
                found.len(),
                clip(first)
            ),
            verdict,
        }
    }

    /// A fault that this machine cannot have.
    pub fn skipped(id: &'static str, what: &str, why: &str) -> Self {
        Self {
            id,
            what: what.to_owned(),
            reached: String::new(),
            verdict: Verdict::Skipped(why.to_owned()),
        }
    }

    /// Whether a rule was broken.
    pub fn is_broken(&self) -> bool {
        matches!(self.verdict, Verdict::Broken(_))
    }
}

fn clip(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(120).collect()
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = match &self.verdict {
            Verdict::Held => "held".to_owned(),
            Verdict::Broken(found) => {
                let first: Vec<String> = found.iter().take(3).map(|text| clip(text)).collect();
                format!("BROKEN ({}): {}", found.len(), first.join("; "))
            }
            Verdict::Skipped(why) => format!("not run: {why}"),
        };
        write!(
            f,
            "| {} | {} | {} | {said} |",
            self.id, self.what, self.reached
        )
    }
}

/// Prints the table; whether nothing was broken.
pub fn print(rows: &[Row], seed: u64) -> bool {
    println!("\nSeed {seed}. Load, checks and servers share the machine's cores.\n");
    println!("| fault | what was done | reached | result |");
    println!("|---|---|---|---|");
    for row in rows {
        println!("{row}");
    }
    let broken = rows.iter().filter(|row| row.is_broken()).count();
    let skipped = rows
        .iter()
        .filter(|row| matches!(row.verdict, Verdict::Skipped(_)))
        .count();
    println!(
        "\n{} held, {broken} broken, {skipped} not run",
        rows.len() - broken - skipped
    );
    broken == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_that_finds_nothing_is_broken() {
        assert!(Row::control("x", String::new(), &[]).is_broken());
        assert!(!Row::control("x", String::new(), &["I-01".into()]).is_broken());
        assert!(Row::run("F-01", "x", String::new(), vec!["I-01".into()]).is_broken());
    }
}
