//! A season that the centre sets up (domain.md AS-01): the plan of an earlier one with its dates moved to the
//! year, and what the centre has typed over it. From then on its rules are its own.

use super::{ClassQuota, Programme, Season, SeasonState};
use crate::ids::SeasonId;
use crate::lots::PatentType;
use crate::text::fold_width;
use crate::time::Date;

/// The years that a season may be of.
pub const YEARS: std::ops::RangeInclusive<i32> = 2022..=2100;
/// Stages whose dates a form has room for.
pub const STAGES_MAX: usize = 5;
/// The largest number that a plan may name: of lots, of sessions.
pub const NUMBER_MAX: u16 = 999;

/// A season as it was typed; days are `2027-03-01`, empty where the plan names none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeasonDraft {
    /// The year.
    pub year: String,
    /// First day.
    pub start_on: String,
    /// Last day, included.
    pub end_on: String,
    /// First day of concentrated bidding.
    pub bidding_from: String,
    /// Last day of it.
    pub bidding_to: String,
    /// Patents must be granted on this day or later.
    pub grant_cutoff: String,
    /// Last day for stamped materials.
    pub submission_deadline: String,
    /// Last day for sessions.
    pub session_deadline: String,
    /// Sessions planned.
    pub planned_sessions: String,
    /// Most lots of a unit.
    pub lots_max: String,
    /// Least lots of a university of the classes that the plan names.
    pub lots_min: String,
    /// Least lots of it that come of projects.
    pub project_min: String,
    /// Lots that it chooses for the on-site roadshow, and that any unit recommends at most.
    pub roadshow: String,
    /// Deposit of lots that state none, per cent.
    pub deposit_percent: String,
    /// Whether only invention patents are admitted (as in 2022).
    pub inventions_only: bool,
    /// First and last day of each stage of the plan, in order.
    pub stages: Vec<(String, String)>,
}

impl SeasonState {
    /// What a season becomes: a draft is opened, an open one closed. There is no way back, because what was
    /// submitted stands on its rules.
    ///
    /// # Errors
    /// `SEASON_STATE`.
    pub const fn next(self) -> Result<Self, &'static str> {
        match self {
            Self::Draft => Ok(Self::Open),
            Self::Open => Ok(Self::Closed),
            Self::Closed | Self::Archived => Err("SEASON_STATE"),
        }
    }
}

impl Season {
    /// The plan of this season for another year: every date moved by whole years, a draft without a number.
    pub fn for_year(&self, year: i32) -> Self {
        let years = year - self.year;
        let moved = |day: Option<Date>| day.map(|day| day.plus_years(years));
        let mut plan = self.clone();
        plan.id = SeasonId(0);
        plan.year = year;
        plan.state = SeasonState::Draft;
        plan.start_on = self.start_on.plus_years(years);
        plan.end_on = self.end_on.plus_years(years);
        plan.bidding_window = self
            .bidding_window
            .map(|(from, to)| (from.plus_years(years), to.plus_years(years)));
        plan.grant_cutoff = moved(self.grant_cutoff);
        plan.submission_deadline = moved(self.submission_deadline);
        plan.session_deadline = moved(self.session_deadline);
        // Of a plan that follows its year, the targets are named once and for all.
        plan.targets = Some(self.session_targets());
        for stage in &mut plan.stages {
            stage.start_on = moved(stage.start_on);
            stage.end_on = moved(stage.end_on);
        }
        plan
    }
}

impl SeasonDraft {
    /// What a plan fills in.
    pub fn of(plan: &Season) -> Self {
        let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        let number = |number: Option<u16>| number.map_or_else(String::new, |one| one.to_string());
        let quota = |quota: &Option<ClassQuota>| number(quota.as_ref().map(|one| one.number));
        Self {
            year: plan.year.to_string(),
            start_on: plan.start_on.to_string(),
            end_on: plan.end_on.to_string(),
            bidding_from: day(plan.bidding_window.map(|(from, _)| from)),
            bidding_to: day(plan.bidding_window.map(|(_, to)| to)),
            grant_cutoff: day(plan.grant_cutoff),
            submission_deadline: day(plan.submission_deadline),
            session_deadline: day(plan.session_deadline),
            planned_sessions: number(plan.planned_sessions),
            lots_max: number(plan.quotas.lots_max),
            lots_min: quota(&plan.quotas.lots_min),
            project_min: quota(&plan.quotas.project_min),
            roadshow: number(plan.roadshow_max),
            deposit_percent: plan.deposit_percent.to_string(),
            inventions_only: plan.patent_types == [PatentType::Invention],
            stages: plan
                .stages
                .iter()
                .map(|stage| (day(stage.start_on), day(stage.end_on)))
                .collect(),
        }
    }

    /// The year that was typed.
    ///
    /// # Errors
    /// `SEASON_YEAR` outside [`YEARS`].
    pub fn typed_year(&self) -> Result<i32, &'static str> {
        let year = fold_width(&self.year).trim().parse().ok();
        year.filter(|year| YEARS.contains(year))
            .ok_or("SEASON_YEAR")
    }

    /// The season: the plan of `base`, with what was typed in its place. Its number is its year's.
    ///
    /// # Errors
    /// `SEASON_YEAR`; `SEASON_DAY` for what is no day, and for a first or last day that is missing;
    /// `SEASON_DAYS_ORDER` for an end before its beginning; `OUTSIDE_SEASON` for bidding, deadlines and stages
    /// outside of the season, or a season outside of its year; `SEASON_NUMBER`.
    pub fn check(&self, base: &Season) -> Result<Season, &'static str> {
        let year = self.typed_year()?;
        let mut season = base.for_year(year);
        season.id = SeasonId(i64::from(year) * 10 + number_of(base.programme));
        season.start_on = day(&self.start_on)?.ok_or("SEASON_DAY")?;
        season.end_on = day(&self.end_on)?.ok_or("SEASON_DAY")?;
        in_order(Some(season.start_on), Some(season.end_on))?;
        if season.start_on.year() != year {
            return Err("OUTSIDE_SEASON");
        }
        season.bidding_window = match (day(&self.bidding_from)?, day(&self.bidding_to)?) {
            (None, None) => None,
            (Some(from), Some(to)) => Some((from, to)),
            _ => return Err("SEASON_DAY"),
        };
        season.grant_cutoff = day(&self.grant_cutoff)?;
        season.submission_deadline = day(&self.submission_deadline)?;
        season.session_deadline = day(&self.session_deadline)?;
        for (stage, (from, to)) in season.stages.iter_mut().zip(&self.stages) {
            stage.start_on = day(from)?;
            stage.end_on = day(to)?;
        }
        self.numbers(&mut season)?;
        season.patent_types = match (self.inventions_only, base.patent_types.as_slice()) {
            (true, _) => vec![PatentType::Invention],
            (false, [PatentType::Invention]) => PatentType::ALL.to_vec(),
            (false, types) => types.to_vec(),
        };
        within(&season)?;
        Ok(season)
    }

    fn numbers(&self, season: &mut Season) -> Result<(), &'static str> {
        season.planned_sessions = number(&self.planned_sessions)?;
        season.quotas.lots_max = number(&self.lots_max)?;
        quota(&mut season.quotas.lots_min, number(&self.lots_min)?)?;
        quota(&mut season.quotas.project_min, number(&self.project_min)?)?;
        season.roadshow_max = number(&self.roadshow)?;
        if let (Some(of), Some(max)) = (&mut season.quotas.roadshow, season.roadshow_max) {
            of.number = of.number.min(max);
        }
        let percent = number(&self.deposit_percent)?.filter(|percent| *percent <= 100);
        season.deposit_percent = i64::from(percent.ok_or("SEASON_NUMBER")?);
        Ok(())
    }
}

/// The last digit of a season's number: two programmes of a year have two.
const fn number_of(programme: Programme) -> i64 {
    match programme {
        Programme::Auction => 1,
        Programme::Challenge => 2,
    }
}

fn day(typed: &str) -> Result<Option<Date>, &'static str> {
    match fold_width(typed).trim() {
        "" => Ok(None),
        typed => Date::parse_iso(typed).map(Some).ok_or("SEASON_DAY"),
    }
}

fn number(typed: &str) -> Result<Option<u16>, &'static str> {
    let typed = fold_width(typed);
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let number = typed.parse().ok().filter(|number| *number <= NUMBER_MAX);
    number.map(Some).ok_or("SEASON_NUMBER")
}

/// A plan that asks it of no class of universities has nobody to ask.
fn quota(of: &mut Option<ClassQuota>, number: Option<u16>) -> Result<(), &'static str> {
    let Some(number) = number else {
        *of = None;
        return Ok(());
    };
    of.as_mut().ok_or("SEASON_NUMBER")?.number = number;
    Ok(())
}

fn in_order(from: Option<Date>, to: Option<Date>) -> Result<(), &'static str> {
    match from.zip(to) {
        Some((from, to)) if to < from => Err("SEASON_DAYS_ORDER"),
        _ => Ok(()),
    }
}

/// Whatever has a day lies within the season.
fn within(season: &Season) -> Result<(), &'static str> {
    let window = season.bidding_window;
    in_order(window.map(|one| one.0), window.map(|one| one.1))?;
    let mut days = vec![season.submission_deadline, season.session_deadline];
    days.extend(
        window
            .map(|(from, to)| [Some(from), Some(to)])
            .into_iter()
            .flatten(),
    );
    for stage in &season.stages {
        in_order(stage.start_on, stage.end_on)?;
        days.extend([stage.start_on, stage.end_on]);
    }
    let outside = |day: &Date| *day < season.start_on || season.end_on < *day;
    match days.iter().flatten().any(outside) {
        true => Err("OUTSIDE_SEASON"),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::catalogue;
    use super::*;
    use proptest::prelude::*;

    fn draft() -> SeasonDraft {
        SeasonDraft::of(&catalogue::auction_2023().for_year(2027))
    }

    fn refused(change: impl Fn(&mut SeasonDraft)) -> &'static str {
        let mut draft = draft();
        change(&mut draft);
        draft
            .check(&catalogue::auction_2023())
            .expect_err("refused")
    }

    #[test]
    fn a_plan_is_taken_over_with_its_dates_moved() {
        let season = draft().check(&catalogue::auction_2023()).expect("a season");
        assert_eq!(
            (season.code().as_str(), season.id),
            ("2027-AUCTION", SeasonId(20_271))
        );
        assert_eq!(season.state, SeasonState::Draft);
        assert_eq!(season.grant_cutoff, Some(Date::of(2024, 1, 1)));
        assert_eq!(season.submission_deadline, Some(Date::of(2027, 6, 20)));
        assert_eq!(season.stages[0].start_on, Some(Date::of(2027, 3, 1)));
        assert_eq!(season.quotas, catalogue::auction_2023().quotas);
        let of_2022 = catalogue::auction_2022();
        let old = SeasonDraft::of(&of_2022.for_year(2028));
        let old = old.check(&of_2022).expect("a season");
        assert_eq!(old.patent_types, [PatentType::Invention]);
        assert_eq!((old.stages.len(), old.stages[0].start_on), (5, None));
        assert_eq!(old.session_targets(), of_2022.session_targets());
    }

    #[test]
    fn what_was_typed_stands_in_the_place_of_the_plan() {
        let typed = SeasonDraft {
            grant_cutoff: "2025-01-01".into(),
            lots_max: "４０".into(),
            lots_min: String::new(),
            roadshow: "8".into(),
            inventions_only: true,
            ..draft()
        };
        let season = typed.check(&catalogue::auction_2023()).expect("a season");
        assert_eq!(season.grant_cutoff, Some(Date::of(2025, 1, 1)));
        assert_eq!(season.quotas.lots_max, Some(40));
        assert_eq!(season.quotas.lots_min, None);
        assert_eq!(season.roadshow_max, Some(8));
        assert_eq!(season.quotas.roadshow.expect("of classes").number, 8);
        assert_eq!(season.patent_types, [PatentType::Invention]);
        // A plan for inventions alone is opened to every kind.
        let of_2022 = catalogue::auction_2022();
        let all = SeasonDraft {
            inventions_only: false,
            ..SeasonDraft::of(&of_2022.for_year(2027))
        };
        assert_eq!(all.check(&of_2022).expect("a season").patent_types.len(), 3);
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(refused(|d| d.year = "1999".into()), "SEASON_YEAR");
        assert_eq!(refused(|d| d.year = "next".into()), "SEASON_YEAR");
        assert_eq!(refused(|d| d.end_on.clear()), "SEASON_DAY");
        assert_eq!(refused(|d| d.start_on = "1 March".into()), "SEASON_DAY");
        assert_eq!(refused(|d| d.bidding_to.clear()), "SEASON_DAY");
        assert_eq!(
            refused(|d| d.end_on = "2027-02-01".into()),
            "SEASON_DAYS_ORDER"
        );
        assert_eq!(
            refused(|d| d.stages[0].1 = "2027-01-01".into()),
            "SEASON_DAYS_ORDER"
        );
        assert_eq!(
            refused(|d| d.start_on = "2026-12-01".into()),
            "OUTSIDE_SEASON"
        );
        let late = |d: &mut SeasonDraft| d.submission_deadline = "2027-12-01".into();
        assert_eq!(refused(late), "OUTSIDE_SEASON");
        assert_eq!(
            refused(|d| d.stages[3].1 = "2027-12-31".into()),
            "OUTSIDE_SEASON"
        );
        assert_eq!(refused(|d| d.lots_max = "-1".into()), "SEASON_NUMBER");
        assert_eq!(refused(|d| d.lots_max = "1000".into()), "SEASON_NUMBER");
        assert_eq!(
            refused(|d| d.deposit_percent = "101".into()),
            "SEASON_NUMBER"
        );
    }

    #[test]
    fn a_season_goes_on_and_never_back() {
        assert_eq!(SeasonState::Draft.next(), Ok(SeasonState::Open));
        assert_eq!(SeasonState::Open.next(), Ok(SeasonState::Closed));
        for over in [SeasonState::Closed, SeasonState::Archived] {
            assert_eq!(over.next(), Err("SEASON_STATE"));
        }
    }

    proptest! {
        #[test]
        fn every_plan_makes_a_season_of_every_year(year in YEARS) {
            for plan in [catalogue::auction_2022(), catalogue::auction_2023(), catalogue::challenge_2022()] {
                let draft = SeasonDraft::of(&plan.for_year(year));
                let season = draft.check(&plan).expect("a season");
                prop_assert_eq!(season.year, year);
                prop_assert_eq!(SeasonDraft::of(&season), draft);
            }
        }
    }
}
