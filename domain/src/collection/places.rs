//! Provinces and cities as the forms name them (domain.md §3.3 `region`).

use crate::institutions::{City, PROVINCES};

/// What may follow a short name.
const SUFFIXES: [&str; 8] = [
    "",
    "省",
    "市",
    "自治区",
    "壮族自治区",
    "回族自治区",
    "维吾尔自治区",
    "特别行政区",
];

/// The province in its short name: `江苏` for `江苏` and `江苏省`.
pub fn province(text: &str) -> Option<&'static str> {
    let fits = |name: &&&str| {
        text.strip_prefix(**name)
            .is_some_and(|s| SUFFIXES.contains(&s))
    };
    PROVINCES.iter().find(fits).copied()
}

/// The city that a place in the province belongs to: `南京` for `南京市玄武区`.
pub fn city(text: &str) -> Option<City> {
    let text = text.strip_prefix("江苏省").unwrap_or(text);
    City::ALL
        .iter()
        .copied()
        .find(|city| text.starts_with(city.form_label()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        assert_eq!(province("江苏省"), Some("江苏"));
        assert_eq!(province("广西壮族自治区"), Some("广西"));
        assert_eq!(province("上海市"), Some("上海"));
        assert_eq!(province("江苏南京"), None);
        assert_eq!(province("江"), None);
        assert_eq!(city("南京市玄武区"), Some(City::Nanjing));
        assert_eq!(city("江苏省盐城市盐南高新区"), Some(City::Yancheng));
        assert_eq!(city("杭州市"), None);
    }
}
