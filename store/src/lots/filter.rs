//! A catalogue filter as conditions on columns and as a question to the index.

use super::search::{
    BIG_INSTITUTE, DUAL_CARBON, FEATURED, OUT_OF_PROVINCE_MILLION, PACKAGE, PROJECT, Question,
    facet, price_facet, trl_facet,
};
use crate::sql::Sql;
use domain::lots::Trl;
use domain::money::{AMOUNT_MAX, Fen};
use domain::text::{Phrase, query_phrases};
use domain::time::Timestamp;
use domain::views::{LotFilter, StatusFilter};

/// More phrases, or longer ones, make no search better; they only make it dearer.
const PHRASES_MAX: usize = 8;
const TERMS_MAX: usize = 40;

/// The phrases of what somebody typed, bounded.
pub(super) fn phrases(q: &str) -> Vec<Phrase> {
    let mut phrases = query_phrases(q);
    phrases.truncate(PHRASES_MAX);
    for phrase in &mut phrases {
        if phrase.terms.len() > TERMS_MAX {
            phrase.terms.truncate(TERMS_MAX);
            phrase.prefix = true;
        }
    }
    phrases
}

/// The filter as a question to the index.
pub(super) fn question(filter: &LotFilter) -> Question {
    let mut facets = Vec::new();
    facets.extend(filter.industry.map(|v| facet("ind", v.code())));
    facets.extend(filter.kind.map(|v| facet("kin", v.code())));
    facets.extend(filter.mode.map(|v| facet("mod", v.code())));
    facets.extend(filter.city.map(|v| facet("cit", v.code())));
    facets.extend(filter.status.map(|v| facet("sta", stored_status(v))));
    facets.extend(filter.level.map(|v| facet("lev", v.code())));
    let flags = [
        (filter.dual_carbon, DUAL_CARBON),
        (filter.project, PROJECT),
        (filter.out_of_province_million, OUT_OF_PROVINCE_MILLION),
        (filter.big_institute, BIG_INSTITUTE),
        (filter.package, PACKAGE),
        (filter.featured, FEATURED),
    ];
    facets.extend(
        flags
            .iter()
            .filter(|(wanted, _)| *wanted)
            .map(|(_, word)| (*word).to_owned()),
    );
    let mut facets: Vec<Vec<String>> = facets.into_iter().map(|word| vec![word]).collect();
    facets.extend(price_facets(filter));
    facets.extend(trl_range(filter).map(trl_facets));
    Question {
        facets,
        phrases: phrases(&filter.q),
    }
}

/// The words of the price range, when there is one.
fn price_facets(filter: &LotFilter) -> Option<Vec<String>> {
    if filter.price_min.is_none() && filter.price_max.is_none() {
        return None;
    }
    let power = |price: Fen| price.get().clamp(1, AMOUNT_MAX.get()).ilog2();
    let from = filter.price_min.map_or(0, power);
    let to = filter.price_max.unwrap_or(AMOUNT_MAX);
    Some(
        (from..=power(to).max(from))
            .map(|bits| price_facet(Fen(1 << bits)))
            .collect(),
    )
}

/// The readiness levels that are asked for, when any are.
fn trl_range(filter: &LotFilter) -> Option<(u8, u8)> {
    if filter.trl_min.is_none() && filter.trl_max.is_none() {
        return None;
    }
    let level = |trl: Option<Trl>, none| trl.map_or(none, Trl::level).min(9);
    Some((level(filter.trl_min, 1), level(filter.trl_max, 9)))
}

/// The words of a range; of one that is none a word that no lot has.
fn trl_facets((from, to): (u8, u8)) -> Vec<String> {
    if from > to {
        return vec![trl_facet(0)];
    }
    (from..=to).map(trl_facet).collect()
}

/// Whether one small column index answers the filter as well as the search index would.
pub(super) fn has_own_index(filter: &LotFilter) -> bool {
    let columns = usize::from(filter.industry.is_some())
        + usize::from(filter.kind.is_some())
        + usize::from(filter.status.is_some());
    let question = question(filter);
    columns <= 1 && question.facets.len() == columns && question.phrases.is_empty()
}

/// Whether the index alone cannot decide the filter: prices inside the outer powers of two, and
/// what depends on the clock.
pub(super) fn needs_columns(filter: &LotFilter) -> bool {
    let timed = matches!(
        filter.status,
        Some(StatusFilter::Listed | StatusFilter::Bidding)
    );
    timed || filter.price_min.is_some() || filter.price_max.is_some()
}

/// The filter, without the words, as conditions on `lots l` and `auctions a`.
pub(super) fn push_columns(sql: &mut Sql, filter: &LotFilter, now: Timestamp) {
    if let Some(industry) = filter.industry {
        sql.push(" AND l.industry = ").push_arg(industry.code());
    }
    if let Some(kind) = filter.kind {
        sql.push(" AND l.kind = ").push_arg(kind.code());
    }
    if let Some(mode) = filter.mode {
        sql.push(" AND (l.modes & ")
            .push_arg(mode.bit())
            .push(") <> 0");
    }
    if let Some(city) = filter.city {
        sql.push(" AND l.owner_city = ").push_arg(city.code());
    }
    if let Some(status) = filter.status {
        sql.push(" AND l.status = ").push_arg(stored_status(status));
        match status {
            StatusFilter::Listed => {
                sql.push(" AND a.outcome IS NULL AND a.opens_at > ")
                    .push_arg(now);
            }
            StatusFilter::Bidding => {
                sql.push(" AND a.outcome IS NULL AND a.opens_at <= ")
                    .push_arg(now);
            }
            StatusFilter::Display | StatusFilter::Sold | StatusFilter::Passed => {}
        }
    }
    if let Some(level) = filter.level {
        sql.push(" AND l.project_level = ").push_arg(level.code());
    }
    if let Some((from, to)) = trl_range(filter) {
        sql.push(" AND l.trl >= ").push_arg(i64::from(from));
        sql.push(" AND l.trl <= ").push_arg(i64::from(to));
    }
    push_prices(sql, filter);
    push_flags(sql, filter);
}

fn push_prices(sql: &mut Sql, filter: &LotFilter) {
    if let Some(min) = filter.price_min {
        sql.push(" AND l.price_down >= ").push_arg(min.get().max(0));
    }
    if let Some(max) = filter.price_max {
        sql.push(" AND l.price_up <= ")
            .push_arg(max.get().min(AMOUNT_MAX.get()));
    }
}

fn push_flags(sql: &mut Sql, filter: &LotFilter) {
    let flags = [
        (filter.dual_carbon, " AND l.dual_carbon = TRUE"),
        (filter.project, " AND l.project = TRUE"),
        (
            filter.out_of_province_million,
            " AND l.out_of_province_million = TRUE",
        ),
        (filter.big_institute, " AND l.big_institute = TRUE"),
        (filter.package, " AND l.package = TRUE"),
        (filter.featured, " AND l.featured_rank IS NOT NULL"),
    ];
    for (wanted, condition) in flags {
        if wanted {
            sql.push(condition);
        }
    }
}

const fn stored_status(status: StatusFilter) -> &'static str {
    match status {
        StatusFilter::Display => "display",
        StatusFilter::Listed | StatusFilter::Bidding => "open",
        StatusFilter::Sold => "sold",
        StatusFilter::Passed => "passed",
    }
}
