//! Where a list of lots stands: in the catalogue or in one of its columns, and on the way to which
//! comparison. Every link of the list stays there.

use super::filters;
use domain::ids::LotCode;
use domain::views::{LotColumn, LotFilter};

/// A list of lots as its links see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The column; the whole catalogue when absent.
    pub column: Option<LotColumn>,
    /// Lots that have been chosen for a comparison, for browsers without scripts.
    pub compare: Vec<LotCode>,
}

impl Place {
    /// The address of the list with these filters, without the language. What the column says by
    /// itself is left out.
    pub fn path(&self, filter: &LotFilter) -> String {
        let mut pairs = filters::pairs(filter);
        pairs.retain(|(name, _)| !self.says(name));
        if !self.compare.is_empty() {
            pairs.push(("compare", joined(&self.compare)));
        }
        let query = match pairs.is_empty() {
            true => String::new(),
            false => format!("?{}", filters::written(&pairs)),
        };
        format!("{}{query}", self.base())
    }

    /// The address without any filter.
    pub fn base(&self) -> String {
        self.column
            .map_or_else(|| "/lots".to_owned(), LotColumn::path)
    }

    /// The address that search engines should keep.
    pub fn canonical(&self, filter: &LotFilter) -> String {
        let place = Self {
            column: self.column,
            compare: Vec::new(),
        };
        place.path(&LotFilter {
            after: None,
            sort: None,
            ..filter.clone()
        })
    }

    /// The parameters that narrow the list beyond what the column says, in order.
    pub fn narrowing(&self, filter: &LotFilter) -> Vec<&'static str> {
        let mut names = filters::narrowing(filter);
        names.retain(|name| !self.says(name));
        names
    }

    /// The filter of the bare list.
    pub fn nothing(&self) -> LotFilter {
        let mut filter = LotFilter::default();
        if let Some(column) = self.column {
            column.apply(&mut filter);
        }
        filter
    }

    /// The address of the comparison with `code` added.
    pub fn compare_with(&self, code: &LotCode) -> String {
        let mut codes = self.compare.clone();
        if !codes.contains(code) {
            codes.push(code.clone());
        }
        compare_path(&codes)
    }

    /// The lots of the comparison as a form carries them; nothing without any.
    pub fn compare_value(&self) -> Option<String> {
        (!self.compare.is_empty()).then(|| joined(&self.compare))
    }

    fn says(&self, name: &str) -> bool {
        self.column.is_some_and(|column| column.parameter() == name)
    }
}

/// The address of a comparison, without the language.
pub fn compare_path(codes: &[LotCode]) -> String {
    match codes.is_empty() {
        true => "/lots/compare".to_owned(),
        false => format!("/lots/compare?codes={}", joined(codes)),
    }
}

fn joined(codes: &[LotCode]) -> String {
    let codes: Vec<&str> = codes.iter().map(LotCode::as_str).collect();
    codes.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(number: u32) -> LotCode {
        LotCode::parse(&format!("P2026-ENER-{number:04}")).expect("a code")
    }

    #[test]
    fn a_column_does_not_repeat_its_rule_and_keeps_everything_else() {
        for column in LotColumn::ALL {
            let place = Place {
                column: Some(*column),
                compare: Vec::new(),
            };
            let filter = LotFilter {
                package: true,
                ..place.nothing()
            };
            let bare = column.path();
            assert_eq!(place.path(&filter), format!("{bare}?package=1"));
            assert_eq!(place.path(&place.nothing()), bare);
            assert_eq!(place.narrowing(&filter), ["package"]);
        }
    }

    #[test]
    fn a_comparison_grows_by_plain_links() {
        let mut place = Place::default();
        assert_eq!(
            place.compare_with(&code(1)),
            "/lots/compare?codes=P2026-ENER-0001"
        );
        place.compare = vec![code(1)];
        assert_eq!(
            place.path(&LotFilter::default()),
            "/lots?compare=P2026-ENER-0001"
        );
        assert_eq!(place.canonical(&LotFilter::default()), "/lots");
        let both = "/lots/compare?codes=P2026-ENER-0001,P2026-ENER-0002";
        assert_eq!(place.compare_with(&code(2)), both);
        assert_eq!(
            place.compare_with(&code(1)),
            "/lots/compare?codes=P2026-ENER-0001"
        );
    }
}
