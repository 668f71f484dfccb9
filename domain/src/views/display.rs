//! Read models of the public display beside the catalogue: columns, comparison.

use super::{LotCard, LotFilter, OwnerView, SessionLink};
use crate::ids::LotCode;
use crate::lots::{Lot, TransactionMode};
use crate::packages::Package;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

codes! {
    /// The columns (专栏) of the public display (domain.md AS-36). The code is the last part of the
    /// address: `/featured/dual-carbon`; that of the featured lots themselves is `/featured`.
    LotColumn {
        Featured = "first" / "重点推荐专栏",
        DualCarbon = "dual-carbon" / "双碳专栏",
        OutOfProvince = "out-of-province" / "省外百万级专栏",
        OpenLicence = "open-licence" / "开放许可专栏",
        Projects = "projects" / "国家级、省级项目专栏",
    }
}

impl LotColumn {
    /// The rule of the column over whatever else is asked for: a lot stands in the column if and only
    /// if the filter lets it through.
    pub fn apply(self, filter: &mut LotFilter) {
        match self {
            Self::Featured => filter.featured = true,
            Self::DualCarbon => filter.dual_carbon = true,
            Self::OutOfProvince => filter.out_of_province_million = true,
            Self::OpenLicence => filter.mode = Some(TransactionMode::OpenLicence),
            Self::Projects => filter.project = true,
        }
    }

    /// Name of the parameter of the catalogue that says the same.
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::Featured => "featured",
            Self::DualCarbon => "dual_carbon",
            Self::OutOfProvince => "million",
            Self::OpenLicence => "mode",
            Self::Projects => "project",
        }
    }

    /// The address of the column, without language.
    pub fn path(self) -> String {
        match self {
            Self::Featured => "/featured".to_owned(),
            column => format!("/featured/{}", column.code()),
        }
    }
}

/// Lots that are compared at once.
pub const COMPARED_MAX: usize = 4;

/// One lot of a comparison, as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedLot {
    /// The lot.
    pub lot: Lot,
    /// Its owner.
    pub owner: OwnerView,
    /// The same lot as in a list, with the figures of its round.
    pub card: LotCard,
}

/// Up to four lots side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The lots in the order asked for.
    pub lots: Vec<ComparedLot>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// The public page of a patent package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackagePage {
    /// The package.
    pub package: Package,
    /// The session that its lots stand in.
    pub session: SessionLink,
    /// Its public lots, in order.
    pub cards: Vec<LotCard>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// The packages of a session, for its host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageDesk {
    /// The session.
    pub session: SessionLink,
    /// Its packages with the codes of their lots, the latest first.
    pub packages: Vec<(Package, Vec<LotCode>)>,
    /// Whether the reader may offer one of them as a lot.
    pub may_offer: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_asks_for_one_thing_and_leaves_the_rest() {
        for column in LotColumn::ALL {
            let mut filter = LotFilter {
                q: "film".into(),
                ..LotFilter::default()
            };
            column.apply(&mut filter);
            assert_ne!(filter, LotFilter::default());
            assert_eq!(filter.q, "film");
            let once = filter.clone();
            column.apply(&mut filter);
            assert_eq!(filter, once);
        }
    }
}
