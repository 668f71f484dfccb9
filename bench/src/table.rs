//! The table of results: medians, and each ratio beside its target.

use std::fmt;

/// Lines of results.
#[derive(Default)]
pub struct Table {
    lines: Vec<Line>,
}

/// What a ratio or a figure has to reach.
#[derive(Clone, Copy)]
pub enum Target {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
    /// Only told.
    None,
}

struct Line {
    what: String,
    ours: String,
    limit: String,
    ratio: String,
    target: String,
    met: &'static str,
}

impl Target {
    fn words(self) -> String {
        match self {
            Self::AtLeast(least) => format!("≥ {least}"),
            Self::AtMost(most) => format!("≤ {most}"),
            Self::None => String::new(),
        }
    }

    fn met(self, value: f64) -> &'static str {
        match self {
            Self::AtLeast(least) if value >= least => "yes",
            Self::AtMost(most) if value <= most => "yes",
            Self::None => "",
            _ => "NO",
        }
    }
}

impl Table {
    /// Adds pairs of ours and limit, measured in turns; the ratio is taken pair by pair.
    pub fn pairs(&mut self, what: &str, unit: &str, pairs: &[(f64, f64)], target: Target) {
        let ratios: Vec<f64> = pairs.iter().map(|(ours, limit)| ours / limit).collect();
        let (middle, least, most) = spread(&ratios);
        let side = |pick: fn(&(f64, f64)) -> f64| {
            let values: Vec<f64> = pairs.iter().map(pick).collect();
            format!("{} {unit}", digits(spread(&values).0))
        };
        self.push(Line {
            what: what.to_owned(),
            ours: side(|pair| pair.0),
            limit: side(|pair| pair.1),
            ratio: format!("{middle:.2} ({least:.2}–{most:.2})"),
            target: target.words(),
            met: target.met(middle),
        });
    }

    /// Adds a figure that was measured several times and stands for itself.
    pub fn figures(&mut self, what: &str, unit: &str, values: &[f64], target: Target) {
        let (middle, least, most) = spread(values);
        self.push(Line {
            what: what.to_owned(),
            ours: format!("{} {unit}", digits(middle)),
            limit: String::new(),
            ratio: format!("({}–{})", digits(least), digits(most)),
            target: target.words(),
            met: target.met(middle),
        });
    }

    /// Adds a figure that stands for itself.
    pub fn figure(&mut self, what: &str, unit: &str, value: f64, target: Target) {
        self.push(Line {
            what: what.to_owned(),
            ours: format!("{} {unit}", digits(value)),
            limit: String::new(),
            ratio: String::new(),
            target: target.words(),
            met: target.met(value),
        });
    }

    /// Adds what could not be measured here, and why.
    pub fn not_run(&mut self, what: &str, why: &str) {
        self.push(Line {
            what: what.to_owned(),
            ours: "not run".to_owned(),
            limit: String::new(),
            ratio: why.to_owned(),
            target: String::new(),
            met: "",
        });
    }

    fn push(&mut self, line: Line) {
        // Told at once: a long run shows what it has.
        eprintln!(
            "  {}: {} | {} | {}",
            line.what, line.ours, line.limit, line.ratio
        );
        self.lines.push(line);
    }
}

/// Median, least and greatest.
fn spread(values: &[f64]) -> (f64, f64, f64) {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN);
    let least = sorted.first().copied().unwrap_or(f64::NAN);
    (middle, least, sorted.last().copied().unwrap_or(f64::NAN))
}

fn digits(value: f64) -> String {
    if value >= 100.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Medians; load generator and server share the machine's cores.\n"
        )?;
        writeln!(
            f,
            "| what | ours | limit | ratio (least–greatest) | target | met |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|")?;
        for line in &self.lines {
            let Line {
                what,
                ours,
                limit,
                ratio,
                target,
                met,
            } = line;
            writeln!(
                f,
                "| {what} | {ours} | {limit} | {ratio} | {target} | {met} |"
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_ratios_not_the_ratio_of_medians() {
        let mut table = Table::default();
        table.pairs(
            "x",
            "/s",
            &[(1.0, 2.0), (9.0, 3.0), (4.0, 4.0)],
            Target::AtLeast(0.9),
        );
        let line = &table.lines[0];
        assert_eq!(line.ratio, "1.00 (0.50–3.00)");
        assert_eq!((line.ours.as_str(), line.met), ("4.00 /s", "yes"));
        table.figure("y", "KB", 250.0, Target::AtMost(230.0));
        assert_eq!(table.lines[1].met, "NO");
    }
}
