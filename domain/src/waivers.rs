//! Waivers (豁免): rules of the kind 原则上 that the centre does not hold one institution to in one
//! season, with a reason (domain.md D6). Imports, the numbers on the liaison's desk and publication all
//! ask the same ones.

codes! {
    /// A rule that the centre may waive for one institution and season.
    WaiverRule {
        /// Publication without the stamped papers (domain.md LG-6).
        Paper = "PAPER" / "纸质材料",
        /// More lots than one unit recommends in principle (domain.md AS-62, Q-U-1).
        LotsMax = "LOTS_MAX" / "推荐总数",
        /// Patents that were granted before the season's cut-off (近3年授权, domain.md AS-58).
        GrantDate = "GRANT_DATE" / "近3年授权",
        /// Patents of a leading enterprise beside its open licences (domain.md AS-56).
        Modes = "MODES" / "交易方式",
    }
}
