//! How many lots the plan of a season asks of an institution (domain.md §6, Q-U-1 to Q-U-4): data of
//! the season, by class of university.

use crate::institutions::{Institution, UniversityClass};
use serde::{Deserialize, Serialize};

codes! {
    /// A number that is asked for.
    QuotaRule {
        LotsMax = "LOTS_MAX" / "推荐总数不超过",
        LotsMin = "LOTS_MIN" / "推荐总数不少于",
        ProjectMin = "PROJECT_MIN" / "计划项目相关不少于",
        Roadshow = "ROADSHOW" / "推荐现场路演",
    }
}

/// How many lots an institution submits in principle (每家单位原则上不超过), as it stands for that
/// institution (domain.md AS-62).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotsLimit {
    /// How many lots.
    pub max: u16,
    /// Whether the centre waives it: then it only warns.
    pub waived: bool,
}

/// Whether an institution may submit one lot more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// It may.
    Free,
    /// It may because the centre waives the limit.
    Waived,
    /// It may not.
    Full,
}

impl LotsLimit {
    /// Whether there is room beside the lots that are submitted already.
    pub const fn room(self, submitted: u32) -> Room {
        match (submitted < self.max as u32, self.waived) {
            (true, _) => Room::Free,
            (false, true) => Room::Waived,
            (false, false) => Room::Full,
        }
    }
}

/// A number for universities of some classes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassQuota {
    /// How many lots.
    pub number: u16,
    /// Of which universities.
    pub classes: Vec<UniversityClass>,
}

impl ClassQuota {
    fn of(&self, institution: &Institution) -> Option<u16> {
        let class = institution.university_class?;
        self.classes.contains(&class).then_some(self.number)
    }
}

/// What the plan of a season asks for; nothing by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quotas {
    /// Most lots of a unit (每家单位原则上不超过).
    pub lots_max: Option<u16>,
    /// Least lots of a university.
    pub lots_min: Option<ClassQuota>,
    /// Least lots of a university that come of provincial or national projects.
    pub project_min: Option<ClassQuota>,
    /// Lots that a university chooses for the on-site roadshow.
    pub roadshow: Option<ClassQuota>,
}

/// What an institution has submitted so far: live lots of the season, drafts left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// All of them.
    pub lots: u32,
    /// Those of provincial or national projects.
    pub projects: u32,
    /// Those recommended for the on-site roadshow.
    pub roadshow: u32,
}

/// A number that is asked of an institution, and how far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaLine {
    /// Which.
    pub rule: QuotaRule,
    /// How many are asked for.
    pub number: u16,
    /// How many there are.
    pub count: u32,
    /// Whether the count is as the plan asks.
    pub met: bool,
}

impl Quotas {
    /// The most lots of an institution, where the plan names a number; `waived` for one that the centre
    /// does not hold to it.
    pub fn lots_limit(&self, waived: bool) -> Option<LotsLimit> {
        self.lots_max.map(|max| LotsLimit { max, waived })
    }

    /// What is asked of an institution, in the order of the plan; `roadshow_max` is the season's.
    pub fn lines(
        &self,
        institution: &Institution,
        roadshow_max: Option<u16>,
        tally: Tally,
    ) -> Vec<QuotaLine> {
        let of = |quota: &Option<ClassQuota>| quota.as_ref().and_then(|q| q.of(institution));
        let asked = [
            (QuotaRule::LotsMax, self.lots_max),
            (QuotaRule::LotsMin, of(&self.lots_min)),
            (QuotaRule::ProjectMin, of(&self.project_min)),
            (QuotaRule::Roadshow, of(&self.roadshow).or(roadshow_max)),
        ];
        let chosen = of(&self.roadshow).is_some();
        let line = |(rule, number): (QuotaRule, Option<u16>)| {
            let (number, wanted) = (number?, u32::from(number?));
            let (count, met) = match rule {
                QuotaRule::LotsMax => (tally.lots, tally.lots <= wanted),
                QuotaRule::LotsMin => (tally.lots, tally.lots >= wanted),
                QuotaRule::ProjectMin => (tally.projects, tally.projects >= wanted),
                // Chosen to the number where the plan says so, else at most that many.
                QuotaRule::Roadshow if chosen => (tally.roadshow, tally.roadshow == wanted),
                QuotaRule::Roadshow => (tally.roadshow, tally.roadshow <= wanted),
            };
            Some(QuotaLine {
                rule,
                number,
                count,
                met,
            })
        };
        asked.into_iter().filter_map(line).collect()
    }

    /// The numbers that an institution has not come up to (AS-63 to AS-65). More than the most is refused
    /// when it is submitted, and is none of them.
    pub fn missed(
        &self,
        institution: &Institution,
        roadshow_max: Option<u16>,
        tally: Tally,
    ) -> Vec<QuotaLine> {
        let mut lines = self.lines(institution, roadshow_max, tally);
        lines.retain(|line| !line.met && line.count < u32::from(line.number));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::super::Season;
    use super::super::catalogue::{auction_2022, auction_2023};
    use super::*;
    use crate::ids::InstitutionId;
    use crate::institutions::InstitutionKind;

    fn university(class: Option<UniversityClass>) -> Institution {
        Institution {
            id: InstitutionId(1),
            name: "江澜大学（示例）".into(),
            credit_code: None,
            kind: InstitutionKind::University,
            university_class: class,
            province: "江苏".into(),
            city: None,
            big_institute: false,
        }
    }

    fn asked(season: &Season, class: Option<UniversityClass>) -> Vec<(QuotaRule, u16)> {
        let lines = season
            .quotas
            .lines(&university(class), season.roadshow_max, Tally::default());
        lines.iter().map(|line| (line.rule, line.number)).collect()
    }

    #[test]
    fn each_season_and_class_has_its_own_numbers() {
        use QuotaRule::{LotsMax, LotsMin, ProjectMin, Roadshow};
        use UniversityClass::{City, Ministry, Vocational};
        let (old, new) = (auction_2022(), auction_2023());
        assert_eq!(asked(&old, Some(City)), [(LotsMax, 50), (LotsMin, 30)]);
        assert_eq!(asked(&old, Some(Vocational)), [(LotsMax, 50)]);
        assert_eq!(
            asked(&new, Some(Ministry)),
            [
                (LotsMax, 50),
                (LotsMin, 30),
                (ProjectMin, 3),
                (Roadshow, 10)
            ]
        );
        assert_eq!(asked(&new, Some(City)), [(LotsMax, 50), (Roadshow, 10)]);
        assert_eq!(asked(&new, None), [(LotsMax, 50), (Roadshow, 10)]);
    }

    #[test]
    fn whoever_has_less_than_asked_misses_it_and_nobody_else() {
        use UniversityClass::{Ministry, Vocational};
        let season = auction_2023();
        let missed = |class, lots, projects, roadshow| {
            let tally = Tally {
                lots,
                projects,
                roadshow,
            };
            let unit = university(Some(class));
            let lines = season.quotas.missed(&unit, season.roadshow_max, tally);
            lines.iter().map(|line| line.rule).collect::<Vec<_>>()
        };
        use QuotaRule::{LotsMin, ProjectMin, Roadshow};
        assert_eq!(missed(Ministry, 29, 2, 9), [LotsMin, ProjectMin, Roadshow]);
        assert_eq!(missed(Ministry, 30, 3, 10), []);
        assert_eq!(missed(Ministry, 29, 3, 10), [LotsMin]);
        assert_eq!(missed(Vocational, 0, 0, 0), [], "as they can (AS-66)");
    }

    #[test]
    fn the_limit_of_lots_refuses_and_only_warns_once_it_is_waived() {
        let season = auction_2023();
        let held = season.quotas.lots_limit(false).unwrap();
        assert_eq!(held.room(49), Room::Free);
        assert_eq!(held.room(50), Room::Full);
        let waived = season.quotas.lots_limit(true).unwrap();
        assert_eq!(waived.room(49), Room::Free);
        assert_eq!(waived.room(50), Room::Waived);
        assert_eq!(Quotas::default().lots_limit(false), None);
    }

    #[test]
    fn counts_are_judged_by_their_rule() {
        let season = auction_2023();
        let met = |lots, projects, roadshow| {
            let tally = Tally {
                lots,
                projects,
                roadshow,
            };
            let unit = university(Some(UniversityClass::Provincial));
            let lines = season.quotas.lines(&unit, season.roadshow_max, tally);
            lines.iter().map(|line| line.met).collect::<Vec<_>>()
        };
        assert_eq!(met(0, 0, 0), [true, false, false, false]);
        assert_eq!(met(30, 3, 10), [true; 4]);
        assert_eq!(met(50, 2, 9), [true, true, false, false]);
        assert_eq!(met(51, 3, 11), [false, true, true, false]);
        // Whoever need not choose ten may recommend fewer.
        let other = university(None);
        let lines = season
            .quotas
            .lines(&other, season.roadshow_max, Tally::default());
        assert!(lines.iter().all(|line| line.met));
    }
}
