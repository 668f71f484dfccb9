//! What differs between two revisions, line by line.

use super::{AgendaKind, Block, Revision};
use serde::{Deserialize, Serialize};

/// Pairs of lines that are compared at most; beyond it everything counts as changed.
const PAIRS_MAX: usize = 1_000_000;

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Title, place, start.
    Head,
    /// The agenda.
    Agenda,
    /// The blocks of the page.
    Page,
}

/// A line that only one of the two revisions has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Where.
    pub part: Part,
    /// True for a line of the later revision, false for one of the earlier.
    pub added: bool,
    /// The line.
    pub line: Line,
}

/// A line of a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Kind, of an agenda row.
    pub kind: Option<AgendaKind>,
    /// What it says.
    pub text: String,
}

/// The lines in which `later` differs from `earlier`, in the order of the page.
pub fn diff(earlier: &Revision, later: &Revision) -> Vec<Changed> {
    let of = |part, lines: fn(&Revision) -> Vec<Line>| {
        let changed = compare(lines(earlier), lines(later));
        changed
            .into_iter()
            .map(move |(added, line)| Changed { part, added, line })
    };
    of(Part::Head, head)
        .chain(of(Part::Agenda, agenda))
        .chain(of(Part::Page, page))
        .collect()
}

fn plain(text: &str) -> Line {
    Line {
        kind: None,
        text: text.to_owned(),
    }
}

fn head(revision: &Revision) -> Vec<Line> {
    let (at, clock) = (revision.starts_at.date(), revision.starts_at.clock().hm());
    let start = format!("{at} {clock}");
    let texts = [
        revision.title.zh.as_str(),
        revision.title.en.as_str(),
        revision.venue.zh.as_str(),
        revision.venue.en.as_str(),
        start.as_str(),
    ];
    let written = texts.into_iter().filter(|text| !text.is_empty());
    written.map(plain).collect()
}

fn agenda(revision: &Revision) -> Vec<Line> {
    let row = |row: super::TimedRow<'_>| {
        let (from, until) = (row.from.clock().hm(), row.until.clock().hm());
        let lot = row.item.lot.clone().unwrap_or_default();
        let told = [row.item.title.as_str(), row.item.speaker.as_str(), &lot];
        let told: Vec<&str> = told.into_iter().filter(|text| !text.is_empty()).collect();
        let text = format!("{from}–{until} {}", told.join(" · "));
        let kind = Some(row.item.kind);
        Line { kind, text }
    };
    revision.timed_agenda().map(row).collect()
}

fn page(revision: &Revision) -> Vec<Line> {
    let blocks = revision.page.blocks.iter().flat_map(Block::texts);
    let lines = blocks.flat_map(str::lines).map(str::trim);
    lines.filter(|line| !line.is_empty()).map(plain).collect()
}

/// The lines that only one side has: what was taken out before what was put in.
fn compare(earlier: Vec<Line>, later: Vec<Line>) -> Vec<(bool, Line)> {
    let same = |(one, other): &(&Line, &Line)| one == other;
    let before = earlier.iter().zip(&later).take_while(same).count();
    let (old, new) = (&earlier[before..], &later[before..]);
    let after = old.iter().rev().zip(new.iter().rev()).take_while(same);
    let after = after.count();
    let (old, new) = (&old[..old.len() - after], &new[..new.len() - after]);
    let told = |added| move |line: &Line| (added, line.clone());
    if old.len() * new.len() > PAIRS_MAX {
        let all = old.iter().map(told(false));
        return all.chain(new.iter().map(told(true))).collect();
    }
    let longest = common(old, new);
    let (mut at, mut to, mut changed) = (0, 0, Vec::new());
    while at < old.len() || to < new.len() {
        let (out, put) = (at < old.len(), to < new.len());
        if out && put && old[at] == new[to] {
            (at, to) = (at + 1, to + 1);
        } else if out && (!put || longest[at + 1][to] >= longest[at][to + 1]) {
            changed.push((false, old[at].clone()));
            at += 1;
        } else {
            changed.push((true, new[to].clone()));
            to += 1;
        }
    }
    changed
}

/// How many lines the ends of both sides, from each pair of places on, have in common.
fn common(old: &[Line], new: &[Line]) -> Vec<Vec<u32>> {
    let mut table = vec![vec![0; new.len() + 1]; old.len() + 1];
    for at in (0..old.len()).rev() {
        for to in (0..new.len()).rev() {
            table[at][to] = if old[at] == new[to] {
                table[at + 1][to + 1] + 1
            } else {
                table[at + 1][to].max(table[at][to + 1])
            };
        }
    }
    table
}
