//! The filters of the catalogue in the address: one place reads them, one place writes them.
//!
//! The order of the pairs is fixed, empty values are left out, and prices stand in ten thousands
//! of yuan, so that the same filters always give the same address (ux.md §5, check 27).

use crate::accounts::encode;
use crate::ui::figures::wan_input;
use domain::ids::LotCode;
use domain::institutions::City;
use domain::lots::{Industry, LotKind, ProjectLevel, TransactionMode, Trl};
use domain::money::{Fen, WAN, parse_amount};
use domain::views::{COMPARED_MAX, LotFilter, LotSort, StatusFilter};

/// A pair of the address that was not understood and is ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// Name of the parameter.
    pub name: &'static str,
    /// The value as it stands in the address, cut to 40 characters.
    pub value: String,
}

/// What an address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The filters.
    pub filter: LotFilter,
    /// What was not understood.
    pub ignored: Vec<Ignored>,
    /// Lots that were chosen for a comparison before; they filter nothing.
    pub compare: Vec<LotCode>,
}

impl Asked {
    /// Reads the pairs of an address. Names that are no filter are somebody else's and skipped;
    /// a name that stands twice counts once, the first time.
    pub fn from_pairs<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut asked = Self::default();
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in pairs {
            let value = value.trim();
            if name == "compare" {
                asked.compare = codes_of(value);
                asked.compare.truncate(COMPARED_MAX);
                continue;
            }
            let Some(name) = NAMES.iter().find(|known| **known == name) else {
                continue;
            };
            if value.is_empty() || seen.contains(name) {
                continue;
            }
            seen.push(name);
            if !asked.take(name, value) {
                let value = value.chars().take(40).collect();
                asked.ignored.push(Ignored { name, value });
            }
        }
        asked
    }

    /// Takes one pair; false when the value is unknown.
    fn take(&mut self, name: &str, value: &str) -> bool {
        let filter = &mut self.filter;
        match name {
            "q" => {
                filter.q = value.chars().take(100).collect();
                true
            }
            "industry" => set(&mut filter.industry, Industry::from_code(value)),
            "kind" => set(&mut filter.kind, LotKind::from_code(value)),
            "mode" => set(&mut filter.mode, TransactionMode::from_code(value)),
            "city" => set(&mut filter.city, City::from_code(value)),
            "status" => set(&mut filter.status, StatusFilter::from_code(value)),
            "price_min" => set(&mut filter.price_min, parse_amount(value, WAN).ok()),
            "price_max" => set(&mut filter.price_max, parse_amount(value, WAN).ok()),
            "level" => set(&mut filter.level, level_of(value)),
            "trl_min" => set(&mut filter.trl_min, trl_of(value)),
            "trl_max" => set(&mut filter.trl_max, trl_of(value)),
            "dual_carbon" => tick(&mut filter.dual_carbon, value),
            "project" => tick(&mut filter.project, value),
            "million" => tick(&mut filter.out_of_province_million, value),
            "institute" => tick(&mut filter.big_institute, value),
            "package" => tick(&mut filter.package, value),
            "featured" => tick(&mut filter.featured, value),
            "sort" => set(&mut filter.sort, LotSort::from_code(value)),
            _ => {
                // The cursor is opaque; the server judges it.
                filter.after = (value.len() <= 200).then(|| value.to_owned());
                filter.after.is_some()
            }
        }
    }
}

/// The codes of a list, each once; what is none is left out.
pub fn codes_of(list: &str) -> Vec<LotCode> {
    let mut codes: Vec<LotCode> = Vec::new();
    for code in list
        .split([',', '，', ' '])
        .filter_map(|code| LotCode::parse(code.trim()))
    {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// A level that a lot can have; that it has none is no filter.
fn level_of(value: &str) -> Option<ProjectLevel> {
    ProjectLevel::from_code(value).filter(|level| *level != ProjectLevel::None)
}

fn trl_of(value: &str) -> Option<Trl> {
    value.parse().ok().and_then(Trl::new)
}

/// Every parameter, in the order in which they are written.
pub(super) const NAMES: [&str; 19] = [
    "q",
    "industry",
    "kind",
    "mode",
    "city",
    "status",
    "price_min",
    "price_max",
    "level",
    "trl_min",
    "trl_max",
    "dual_carbon",
    "project",
    "million",
    "institute",
    "package",
    "featured",
    "sort",
    "after",
];

fn set<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    *place = value;
    place.is_some()
}

fn tick(place: &mut bool, value: &str) -> bool {
    *place = matches!(value, "1" | "true" | "on");
    *place || matches!(value, "0" | "false")
}

/// The value of each parameter; empty where the filter says nothing.
fn value(filter: &LotFilter, name: &str) -> String {
    let ticked = |on: bool| if on { "1".to_owned() } else { String::new() };
    let price = |amount: Option<Fen>| amount.map(wan_input).unwrap_or_default();
    let level = |trl: Option<Trl>| trl.map(|trl| trl.level().to_string()).unwrap_or_default();
    match name {
        "q" => filter.q.clone(),
        "industry" => code(filter.industry.map(Industry::code)),
        "kind" => code(filter.kind.map(LotKind::code)),
        "mode" => code(filter.mode.map(TransactionMode::code)),
        "city" => code(filter.city.map(City::code)),
        "status" => code(filter.status.map(StatusFilter::code)),
        "price_min" => price(filter.price_min),
        "price_max" => price(filter.price_max),
        "level" => code(filter.level.map(ProjectLevel::code)),
        "trl_min" => level(filter.trl_min),
        "trl_max" => level(filter.trl_max),
        "dual_carbon" => ticked(filter.dual_carbon),
        "project" => ticked(filter.project),
        "million" => ticked(filter.out_of_province_million),
        "institute" => ticked(filter.big_institute),
        "package" => ticked(filter.package),
        "featured" => ticked(filter.featured),
        "sort" => code(filter.sort.map(LotSort::code)),
        _ => filter.after.clone().unwrap_or_default(),
    }
}

fn code(code: Option<&'static str>) -> String {
    code.unwrap_or_default().to_owned()
}

/// The address of the catalogue with these filters, without the language: `/lots?industry=MAT`.
pub fn path(filter: &LotFilter) -> String {
    format!("/lots{}", query(filter))
}

/// The filters as the end of an address: `?industry=MAT`, or nothing.
pub fn query(filter: &LotFilter) -> String {
    let pairs = pairs(filter);
    if pairs.is_empty() {
        return String::new();
    }
    format!("?{}", written(&pairs))
}

/// What the filters say, in the order of the address.
pub(super) fn pairs(filter: &LotFilter) -> Vec<(&'static str, String)> {
    NAMES
        .iter()
        .map(|name| (*name, value(filter, name)))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// Pairs as they stand in an address.
pub(super) fn written(pairs: &[(&'static str, String)]) -> String {
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    pairs.join("&")
}

/// The same filters from the beginning of the list, without an order of one's own: the address
/// that search engines should keep.
pub fn canonical(filter: &LotFilter) -> String {
    path(&LotFilter {
        after: None,
        sort: None,
        ..filter.clone()
    })
}

/// The filter without the parameter `name`, from the beginning of the list.
pub fn without(filter: &LotFilter, name: &str) -> LotFilter {
    let kept = NAMES
        .iter()
        .filter(|kept| **kept != name && **kept != "after");
    let pairs: Vec<(&str, String)> = kept.map(|kept| (*kept, value(filter, kept))).collect();
    Asked::from_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str()))).filter
}

/// The parameters that narrow the list, in order: everything but order and cursor.
pub fn narrowing(filter: &LotFilter) -> Vec<&'static str> {
    let narrows = NAMES
        .iter()
        .filter(|name| !matches!(**name, "sort" | "after"));
    narrows
        .filter(|name| !value(filter, name).is_empty())
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Asked {
        let pairs: Vec<(&str, &str)> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .collect();
        Asked::from_pairs(pairs.into_iter())
    }

    #[test]
    fn address_and_filters_round_trip_in_a_stable_order() {
        let address = "/lots?q=battery&industry=ENER&kind=PATENT&mode=LICENSE&city=3204\
            &status=bidding&price_min=80&price_max=120.5&level=NAT&trl_min=4&trl_max=6\
            &dual_carbon=1&project=1&million=1&institute=1&package=1&featured=1&sort=price-desc&after=abc";
        let asked = read(address.split_once('?').unwrap().1);
        assert_eq!(asked.ignored, []);
        assert_eq!(asked.filter.price_max, Some(Fen::yuan(1_205_000)));
        assert_eq!(path(&asked.filter), address);
        let shuffled = read("sort=price-desc&city=3204&after=abc&q=battery&million=1");
        let expected = "/lots?q=battery&city=3204&million=1&sort=price-desc&after=abc";
        assert_eq!(path(&shuffled.filter), expected);
    }

    #[test]
    fn nothing_asked_is_the_bare_address() {
        assert_eq!(path(&LotFilter::default()), "/lots");
        assert_eq!(path(&read("q=&industry=&price_min=&sort=").filter), "/lots");
    }

    #[test]
    fn words_of_any_script_are_encoded() {
        let filter = LotFilter {
            q: "电池 & 膜".into(),
            ..LotFilter::default()
        };
        assert_eq!(
            path(&filter),
            "/lots?q=%E7%94%B5%E6%B1%A0%20%26%20%E8%86%9C"
        );
    }

    #[test]
    fn unknown_values_are_ignored_and_reported() {
        let asked = read("industry=GOLD&city=3204&price_min=cheap&dual_carbon=maybe&utm=x");
        let names: Vec<_> = asked.ignored.iter().map(|ignored| ignored.name).collect();
        assert_eq!(names, ["industry", "price_min", "dual_carbon"]);
        assert_eq!(asked.ignored[0].value, "GOLD");
        assert_eq!(path(&asked.filter), "/lots?city=3204");
    }

    #[test]
    fn levels_that_are_none_are_ignored_and_reported() {
        let asked = read("level=NONE&trl_min=0&trl_max=10&package=1");
        let names: Vec<_> = asked.ignored.iter().map(|ignored| ignored.name).collect();
        assert_eq!(names, ["level", "trl_min", "trl_max"]);
        assert_eq!(path(&asked.filter), "/lots?package=1");
    }

    #[test]
    fn lots_to_compare_filter_nothing() {
        let asked = read("compare=P2026-ENER-0001,n@nsense,P2026-ENER-0001&package=1");
        let codes: Vec<_> = asked.compare.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes, ["P2026-ENER-0001"]);
        assert_eq!(asked.ignored, []);
        assert_eq!(path(&asked.filter), "/lots?package=1");
    }

    #[test]
    fn the_first_of_two_counts() {
        assert_eq!(
            path(&read("kind=PATENT&kind=ACHIEVEMENT").filter),
            "/lots?kind=PATENT"
        );
    }

    #[test]
    fn prices_are_read_as_people_type_them() {
        let asked = read("price_min=１２０&price_max=1,500,000元");
        assert_eq!(path(&asked.filter), "/lots?price_min=120&price_max=150");
    }

    #[test]
    fn a_filter_can_be_taken_off_and_the_list_begins_anew() {
        let asked = read("q=film&industry=MAT&sort=price&after=xyz");
        assert_eq!(narrowing(&asked.filter), ["q", "industry"]);
        assert_eq!(
            path(&without(&asked.filter, "industry")),
            "/lots?q=film&sort=price"
        );
        assert_eq!(canonical(&asked.filter), "/lots?q=film&industry=MAT");
    }
}
