//! Figures of targets in words.

use domain::targets::{Evidence, Figure, Target};
use domain::views::SessionTargets;
use locales::{Label, Lang, targets as m};

/// A figure alone.
pub fn figure(lang: Lang, figure: Figure) -> String {
    match figure {
        Figure::Count(count) => count.to_string(),
        Figure::Day(day) => locales::date_long(lang, day),
    }
}

/// What is asked for: `at least 30 lots`.
pub fn asked(lang: Lang, target: &Target) -> String {
    let op = target.op.label(lang);
    match target.threshold {
        Some(Figure::Count(count)) => m::asked(lang, op, count, target.metric.label(lang)),
        Some(Figure::Day(day)) => m::asked_day(lang, locales::date_long(lang, day), op),
        None => target.standing.label(lang).to_owned(),
    }
}

/// What there is.
pub fn value(lang: Lang, target: &Target) -> String {
    match target.value {
        Some(found) => m::now_value(lang, figure(lang, found)),
        None => m::now_none(lang).to_owned(),
    }
}

/// How the target stands; one that is waived says so.
pub fn standing(lang: Lang, target: &Target) -> &'static str {
    match target.waived && !target.met() {
        true => m::waived(lang),
        false => target.standing.label(lang),
    }
}

/// The state that the looks of a target go by.
pub fn state(target: &Target) -> &'static str {
    match target.waived && !target.met() {
        true => "WAIVED",
        false => target.standing.code(),
    }
}

/// Where the records of a target are kept; nothing for the check-ins where somebody may not see who
/// came (`sees_guests`).
pub fn evidence_path(of: &SessionTargets, evidence: Evidence, sees_guests: bool) -> Option<String> {
    use super::parts::book_path;
    use domain::logbooks::Book;
    let id = of.session.id;
    match evidence {
        Evidence::Lots => Some(format!("/sessions/{}", of.session.slug)),
        Evidence::Holders | Evidence::Agenda => Some(format!("/host/sessions/{id}")),
        Evidence::Services => Some(book_path(id, Book::Services)),
        Evidence::Media => Some(book_path(id, Book::Media)),
        Evidence::Cases => Some(book_path(id, Book::Cases)),
        Evidence::Recommended => Some(book_path(id, Book::Recommended)),
        Evidence::CheckIns => sees_guests.then(|| format!("/host/sessions/{id}/registrations")),
        Evidence::Interests => Some(format!("/host/sessions/{id}/live")),
        Evidence::Report => Some(format!("/host/sessions/{id}/report")),
        Evidence::Needs => Some(format!("/host/sessions/{id}/needs")),
    }
}
