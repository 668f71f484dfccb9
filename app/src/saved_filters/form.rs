//! The form that keeps a filter, as it is posted.

use crate::lots::filters::{Asked, query};
use crate::typed_form::TypedForm;
use domain::views::LotFilter;
use serde::{Deserialize, Serialize};

/// A filter as somebody wants to keep it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedFilterForm {
    /// Its name.
    pub name: String,
    /// What is asked for, as in the address of the catalogue: `industry=MAT&q=…`.
    pub query: String,
}

impl TypedForm for SavedFilterForm {
    /// More than a query has.
    const KEPT_CHARS_MAX: usize = 1_200;

    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("name", &mut self.name), ("query", &mut self.query)]
    }
}

impl SavedFilterForm {
    /// The form for a filter.
    pub fn of_filter(filter: &LotFilter) -> Self {
        Self {
            name: String::new(),
            query: query(filter).trim_start_matches('?').to_owned(),
        }
    }

    /// What is asked for; what cannot be read of it is left out.
    pub fn filter(&self) -> LotFilter {
        let pairs: Vec<(&str, String)> = self
            .query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name, decoded(value)))
            .collect();
        let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str()));
        Asked::from_pairs(pairs).filter
    }
}

/// A value of an address as it was before [`encode`](crate::accounts::encode): `%E7%94%B5` is 电.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| after.get(..2)).flatten();
        let digits = escaped.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::lots::Industry;

    #[test]
    fn a_filter_goes_through_the_form() {
        let filter = LotFilter {
            q: "储能 & 电池 100%".into(),
            industry: Some(Industry::Energy),
            dual_carbon: true,
            ..LotFilter::default()
        };
        let form = SavedFilterForm::of_filter(&filter);
        assert!(form.query.starts_with("q=%E5%82%A8"), "{}", form.query);
        assert_eq!(form.filter(), filter);
        let empty = SavedFilterForm::of_filter(&LotFilter::default());
        assert_eq!(empty.filter(), LotFilter::default());
    }

    #[test]
    fn what_is_no_filter_is_left_out() {
        let form = |query: &str| SavedFilterForm {
            query: query.into(),
            ..SavedFilterForm::default()
        };
        assert_eq!(form("a=b&industry=%zz&&=").filter(), LotFilter::default());
        assert_eq!(form("q=%").filter().q, "%");
        assert_eq!(form("q=%FF%FE").filter().q.chars().count(), 2);
    }
}
