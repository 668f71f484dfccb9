//! The hand-written words that texts are composed of. They stand in `words/`, one file per
//! industry or cluster, because they are data and not sentences of the portal.

use super::dice::Dice;
use domain::lots::{Cluster, Industry};
use std::collections::BTreeMap;

/// One technology, told in parts that fit into many sentences.
pub(super) struct Stem {
    /// Title of the patent.
    pub(super) title: &'static str,
    /// Title of the product or achievement that came of it.
    pub(super) product: &'static str,
    /// Belongs to carbon peaking and neutrality (双碳).
    pub(super) dual_carbon: bool,
    /// Main classification.
    pub(super) ipc: &'static str,
    /// Keywords.
    pub(super) keywords: Vec<&'static str>,
    /// What was missing before, as a clause.
    pub(super) problem: &'static str,
    /// How it works, as a clause without subject.
    pub(super) approach: &'static str,
    /// What it brings, with figures to be drawn (`{28-41}`).
    pub(super) effect: &'static str,
    /// Where it serves, as an enumeration.
    pub(super) scene: &'static str,
}

/// The technologies of an industry or of one of its clusters, and how many lots they give.
pub(super) struct Group {
    /// Key, by which sessions name it.
    pub(super) key: &'static str,
    /// Industry.
    pub(super) industry: Industry,
    /// Cluster of the 2024 plan.
    pub(super) cluster: Option<Cluster>,
    /// Lots that are patents.
    pub(super) patents: usize,
    /// Lots that are achievements.
    pub(super) achievements: usize,
    /// The technologies.
    pub(super) stems: Vec<Stem>,
}

/// Every group with its share of the 360 lots (domain.md §7.1: 80 NGIT of which IoT 25 and
/// emerging digital 20, 60 BIO, 75 SMFG of which ships 15, 45 ENV, 55 MAT of which textile 15,
/// 45 ENER; 270 patents and 90 achievements).
pub(super) fn groups() -> Vec<Group> {
    use Industry as I;
    let group = |key, industry, cluster, (patents, achievements), text| Group {
        key,
        industry,
        cluster,
        patents,
        achievements,
        stems: stems(text),
    };
    vec![
        group("ngit", I::It, None, (26, 9), include_str!("words/ngit.txt")),
        group(
            "iot",
            I::It,
            Some(Cluster::InternetOfThings),
            (19, 6),
            include_str!("words/iot.txt"),
        ),
        group(
            "edig",
            I::It,
            Some(Cluster::Digital),
            (15, 5),
            include_str!("words/edig.txt"),
        ),
        group("bio", I::Bio, None, (45, 15), include_str!("words/bio.txt")),
        group(
            "smfg",
            I::Manufacturing,
            None,
            (45, 15),
            include_str!("words/smfg.txt"),
        ),
        group(
            "ship",
            I::Manufacturing,
            Some(Cluster::Ships),
            (11, 4),
            include_str!("words/ship.txt"),
        ),
        group(
            "env",
            I::Environment,
            None,
            (34, 11),
            include_str!("words/env.txt"),
        ),
        group(
            "mat",
            I::Materials,
            None,
            (30, 10),
            include_str!("words/mat.txt"),
        ),
        group(
            "text",
            I::Materials,
            Some(Cluster::Textile),
            (11, 4),
            include_str!("words/text.txt"),
        ),
        group(
            "ener",
            I::Energy,
            None,
            (34, 11),
            include_str!("words/ener.txt"),
        ),
    ]
}

fn stems(text: &'static str) -> Vec<Stem> {
    text.trim().split("\n\n").map(stem).collect()
}

fn stem(block: &'static str) -> Stem {
    let mut lines = block.lines();
    let mut line = || lines.next().expect("a technology has six lines");
    let (title, product) = line()
        .split_once(" / ")
        .expect("two titles on the first line");
    let (ipc, keywords) = line()
        .split_once(" | ")
        .expect("class and keywords on the second");
    Stem {
        title: title.trim_start_matches('*'),
        product,
        dual_carbon: title.starts_with('*'),
        ipc,
        keywords: keywords.split('、').collect(),
        problem: line(),
        approach: line(),
        effect: line(),
        scene: line(),
    }
}

/// Lists under `[key]` headings; lines that begin with `#` are comments.
pub(super) struct Lists(BTreeMap<&'static str, Vec<&'static str>>);

impl Lists {
    /// The sentences that lots are composed of.
    pub(super) fn phrases() -> Self {
        Self::parse(include_str!("words/phrases.txt"))
    }

    /// The names of institutions.
    pub(super) fn institutions() -> Self {
        Self::parse(include_str!("words/institutions.txt"))
    }

    fn parse(text: &'static str) -> Self {
        let mut lists: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut key = "";
        for line in text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            match line
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            {
                Some(next) => key = next,
                None => lists.entry(key).or_default().push(line),
            }
        }
        Self(lists)
    }

    /// The list under this heading.
    pub(super) fn get(&self, key: &str) -> &[&'static str] {
        self.0.get(key).expect("the heading stands in the file")
    }

    /// One line of the list under this heading.
    pub(super) fn one(&self, key: &str, dice: &mut Dice) -> &'static str {
        let list = self.get(key);
        list[dice.below(list.len())]
    }

    /// A name of a person who does not exist.
    pub(super) fn person(&self, dice: &mut Dice) -> String {
        format!("{}{}", self.one("surname", dice), self.one("given", dice))
    }
}

/// Puts values into the `{places}` of a template.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values
        .iter()
        .fold(template.to_owned(), |text, (place, value)| {
            text.replace(&format!("{{{place}}}"), value)
        })
}

/// Draws a number for every `{from-to}`; decimals keep their places.
pub(super) fn draw_figures(text: &str, dice: &mut Dice) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (range, after) = after
            .split_once('}')
            .expect("a brace that opens also closes");
        let (from, to) = range.split_once('-').expect("a range has two ends");
        out.push_str(before);
        out.push_str(&draw(from, to, dice));
        rest = after;
    }
    out + rest
}

fn draw(from: &str, to: &str, dice: &mut Dice) -> String {
    let places = from
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let number = |text: &str| -> i64 {
        text.replace('.', "")
            .parse()
            .expect("the ends of a range are numbers")
    };
    let drawn = dice.between(number(from), number(to));
    if places == 0 {
        return drawn.to_string();
    }
    let unit = 10i64.pow(places as u32);
    format!("{}.{:0places$}", drawn / unit, drawn % unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_industry_has_more_than_forty_technologies() {
        let mut counts: BTreeMap<Industry, usize> = BTreeMap::new();
        for group in groups() {
            *counts.entry(group.industry).or_default() += group.stems.len();
        }
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|count| *count > 40), "{counts:?}");
    }

    #[test]
    fn titles_differ_and_suffice() {
        let groups = groups();
        let titles: Vec<&str> = groups
            .iter()
            .flat_map(|g| &g.stems)
            .flat_map(|s| [s.title, s.product])
            .collect();
        assert_eq!(titles.iter().collect::<BTreeSet<_>>().len(), titles.len());
        for group in &groups {
            let spare = group.stems.len() * 2 - group.achievements;
            assert!(group.achievements <= group.stems.len() && group.patents <= spare);
        }
        let total = |f: fn(&Group) -> usize| groups.iter().map(f).sum::<usize>();
        assert_eq!((total(|g| g.patents), total(|g| g.achievements)), (270, 90));
    }

    #[test]
    fn figures_are_drawn_inside_their_range() {
        let mut dice = Dice::of(0);
        for _ in 0..50 {
            let text = draw_figures("提高{28-41}%，{0.95-1.02}", &mut dice);
            let (percent, rest) = text.trim_start_matches("提高").split_once("%，").unwrap();
            assert!(
                (28..=41).contains(&percent.parse::<i64>().unwrap()),
                "{text}"
            );
            let hundredths: i64 = rest.replace('.', "").parse().unwrap();
            assert!(
                (95..=102).contains(&hundredths) && rest.len() == 4,
                "{text}"
            );
        }
    }
}
