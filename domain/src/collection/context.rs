//! What a row is checked against besides itself.

use crate::institutions::InstitutionKind;
use crate::seasons::Season;
use crate::text::{split_values, squeeze};
use crate::time::Date;
use crate::waivers::WaiverRule;

/// Season, day and submitting unit.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The season with its rules.
    pub season: &'a Season,
    /// Today in Beijing.
    pub today: Date,
    /// The submitting unit (报送单位), as the account or the line above the header names it.
    /// Unknown only when a bare file is checked; then no owner can be wrong.
    pub unit: Option<&'a str>,
    /// Whether the submitting unit is of another province (省外).
    pub out_of_province: bool,
    /// What holds for this unit and not for others.
    pub leave: Leave,
}

/// What holds for a unit by its kind, and what the centre has waived for it (domain.md AS-56, AS-58).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leave {
    /// Its patents are taken under open licence only.
    pub open_licence_only: bool,
    /// Its patents may have been granted on any day.
    pub any_grant_date: bool,
}

impl Leave {
    /// Of a unit of this kind, for which these rules are waived.
    pub fn of(kind: InstitutionKind, waived: &[WaiverRule]) -> Self {
        let leading = kind == InstitutionKind::Leading;
        Self {
            open_licence_only: leading && !waived.contains(&WaiverRule::Modes),
            any_grant_date: waived.contains(&WaiverRule::GrantDate),
        }
    }
}

/// Whether two names are the same but for width and white space.
pub fn same_name(a: &str, b: &str) -> bool {
    squeeze(a) == squeeze(b)
}

/// Whether `unit` is one of the `holders` of a cell (`LOT_OWNER_MISMATCH`). A part of a name is
/// not enough: a university is not its affiliated hospital.
pub fn names_unit(holders: &str, unit: &str) -> bool {
    split_values(holders).iter().any(|holder| {
        same_name(holder, unit) || holder.split_whitespace().any(|part| same_name(part, unit))
    })
}

/// The `holders` other than `unit`, in order.
pub fn other_holders(holders: &str, unit: Option<&str>) -> Vec<String> {
    let is_unit = |holder: &String| unit.is_some_and(|unit| same_name(holder, unit));
    split_values(holders)
        .into_iter()
        .filter(|holder| !is_unit(holder))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leading_enterprise_offers_open_licences_unless_that_is_waived() {
        let open = |kind, waived: &[WaiverRule]| Leave::of(kind, waived).open_licence_only;
        assert!(open(InstitutionKind::Leading, &[]));
        assert!(open(InstitutionKind::Leading, &[WaiverRule::GrantDate]));
        assert!(!open(InstitutionKind::Leading, &[WaiverRule::Modes]));
        // A state-owned enterprise is no 行业龙头企业 in the sense of the plan.
        assert!(!open(InstitutionKind::StateOwned, &[]));
    }

    #[test]
    fn owners_of_a_cell() {
        let both = "江澜大学（示例）；南山精密智造有限公司（示例）";
        assert!(names_unit(both, "江澜大学(示例)"));
        assert!(names_unit(
            "甲公司（示例） 江澜大学（示例）",
            "江澜大学（示例）"
        ));
        assert!(!names_unit("江澜大学附属医院（示例）", "江澜大学"));
        assert_eq!(
            other_holders(both, Some("江澜大学（示例）")),
            ["南山精密智造有限公司（示例）"]
        );
    }
}
