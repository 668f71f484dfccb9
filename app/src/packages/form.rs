//! The form that opens a package, as it is posted: every field a text.

use crate::typed_form::TypedForm;
use domain::ids::{LotCode, PackageId};
use domain::money::{YUAN, parse_amount};
use domain::packages::PackageDraft;
use domain::text::{clean, fold_width};
use serde::{Deserialize, Serialize};

/// A package as it is typed, or the number of one that is to be offered or dissolved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PackageForm {
    /// Number of the package that is to be dissolved; empty to open one.
    pub dissolve: String,
    /// Number of the package that is to be offered as a lot; empty to open one.
    pub offer: String,
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// Start price, yuan.
    pub price: String,
    /// Codes of the lots.
    pub lots: String,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Open this package.
    Open(PackageDraft),
    /// Offer this one as a lot.
    Offer(PackageId),
    /// Dissolve this one.
    Dissolve(PackageId),
}

impl TypedForm for PackageForm {
    /// More than a summary may have.
    const KEPT_CHARS_MAX: usize = 1_020;

    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("dissolve", &mut self.dissolve),
            ("offer", &mut self.offer),
            ("title", &mut self.title),
            ("summary", &mut self.summary),
            ("price", &mut self.price),
            ("lots", &mut self.lots),
        ]
    }
}

impl PackageForm {
    /// Reads what is wanted. The rules of a package are asked by whoever opens it.
    ///
    /// # Errors
    /// The code of the first field that cannot be read.
    pub fn change(&self) -> Result<Change, &'static str> {
        let number = |text: &str| text.parse().map(PackageId).map_err(|_| "REQUEST_MALFORMED");
        if !self.dissolve.is_empty() {
            return Ok(Change::Dissolve(number(&self.dissolve)?));
        }
        if !self.offer.is_empty() {
            return Ok(Change::Offer(number(&self.offer)?));
        }
        let price = parse_amount(&self.price, YUAN).map_err(|_| "AMOUNT_NOT_UNDERSTOOD")?;
        let folded = fold_width(&self.lots);
        let codes = folded
            .split(|each: char| each.is_whitespace() || matches!(each, ',' | ';' | '\u{3001}'));
        let lots: Option<Vec<LotCode>> = codes
            .filter(|code| !code.is_empty())
            .map(LotCode::parse)
            .collect();
        Ok(Change::Open(PackageDraft {
            title: clean(&self.title),
            summary: self.summary.trim().to_owned(),
            start_price: price,
            lots: lots.ok_or("PACKAGE_LOTS")?,
        }))
    }

    /// Whether it is about a package that is there.
    pub fn is_of_a_row(&self) -> bool {
        !self.dissolve.is_empty() || !self.offer.is_empty()
    }

    /// The id of the control that a refusal means; empty when it means none.
    pub fn control(&self, code: &str) -> &'static str {
        match code {
            _ if self.is_of_a_row() => "",
            "PACKAGE_TITLE" => "package-title",
            "PACKAGE_SUMMARY" => "package-summary",
            "PACKAGE_PRICE" | "AMOUNT_NOT_UNDERSTOOD" => "package-price",
            "LOT_IN_PACKAGE" | "LOT_OPEN_LICENCE_NO_BID" => "package-lots",
            code if code.starts_with("PACKAGE_LOT") => "package-lots",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_separate_them() {
        let form = PackageForm {
            title: " 储能专利包 ".into(),
            price: "50万".into(),
            lots: "P2026-ENER-0001，P2026-ENER-0002\n P2026-ENER-0003、".into(),
            ..PackageForm::default()
        };
        let Ok(Change::Open(draft)) = form.change() else {
            panic!("{:?}", form.change());
        };
        assert_eq!((draft.title.as_str(), draft.lots.len()), ("储能专利包", 3));
        let mut wrong = form.clone();
        wrong.lots = "P2026 ÄÖ".into();
        assert_eq!(wrong.change(), Err("PACKAGE_LOTS"));
        assert_eq!(wrong.control("PACKAGE_LOTS"), "package-lots");
        wrong.price = "viel".into();
        assert_eq!(wrong.change(), Err("AMOUNT_NOT_UNDERSTOOD"));
        wrong.dissolve = "7".into();
        assert_eq!(wrong.change(), Ok(Change::Dissolve(PackageId(7))));
        assert!(wrong.is_of_a_row());
        let offer = PackageForm {
            offer: "8".into(),
            ..PackageForm::default()
        };
        assert_eq!(offer.change(), Ok(Change::Offer(PackageId(8))));
        assert_eq!(offer.control("PACKAGE_LOT_STATE"), "");
    }
}
