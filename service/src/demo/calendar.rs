//! The calendar of the demo season: seasons, and the rounds of the current one.

use domain::ids::RoundId;
use domain::rounds::{Round, RoundPlan, RoundState, bidding_days};
use domain::seasons::{Season, SeasonState, catalogue};
use domain::time::{Date, Timestamp};

/// Bidding lies at least this many days back, so that there are results to show.
const PAST_DAYS: i32 = 42;
/// And goes on for at least this many days, so that there is something to come.
const COMING_DAYS: i32 = 28;
/// Collection opens at least this many days before bidding.
const LEAD_DAYS: i32 = 14;
/// The demo round opened this long ago, ms.
const DEMO_SINCE_MS: i64 = 3 * 3_600_000;
/// The demo round ends in so long, ms.
const DEMO_LEFT_MS: i64 = 6 * 3_600_000;

/// The seasons of the demo: 2022 and 2023 archived with their true rules, and the year's own.
pub(super) fn seasons(today: Date) -> Vec<Season> {
    vec![
        catalogue::auction_2022(),
        catalogue::challenge_2022(),
        catalogue::auction_2023(),
        current(today),
    ]
}

/// The season of the year of `today`, widened where it must be.
///
/// A demonstration may be given on any day, and a round is always open in it (domain.md §7.1),
/// but the rules know bidding from April to November only. Therefore the bidding window, the
/// season around it, its bidding stage and the deadline of its sessions are stretched just so far
/// that `today` has six weeks of bidding behind it and four before it. Forms can be submitted on
/// any day as well: the deadline of submissions lies four weeks ahead at least. For the rest
/// nothing moves in the middle of the season.
pub(super) fn current(today: Date) -> Season {
    let mut season = catalogue::current(today);
    // 2023 has a season of its own kind, so the demo of that year would meet it twice.
    if season.year == 2023 {
        season = catalogue::auction_by_pattern(2024);
    }
    let (from, to) = season
        .bidding_window
        .expect("auction seasons have a bidding window");
    let from = from.min(today.plus_days(-PAST_DAYS));
    let to = to.max(today.plus_days(COMING_DAYS));
    season.bidding_window = Some((from, to));
    season.start_on = season.start_on.min(from.plus_days(-LEAD_DAYS));
    season.end_on = season.end_on.max(to);
    season.planned_sessions = Some(14);
    let coming = today.plus_days(COMING_DAYS);
    season.session_deadline = season.session_deadline.map(|day| day.max(coming));
    season.submission_deadline = season.submission_deadline.map(|day| day.max(coming));
    let start_on = season.start_on;
    for stage in season
        .stages
        .iter_mut()
        .filter(|stage| stage.key == "collect")
    {
        stage.start_on = stage.start_on.map(|day| day.min(start_on));
    }
    for stage in season.stages.iter_mut().filter(|stage| stage.key == "bid") {
        stage.start_on = stage.start_on.map(|day| day.min(from));
        stage.end_on = stage.end_on.map(|day| day.max(to));
    }
    season
}

/// The auction season of a year that is over.
pub(super) fn archived(year: i32) -> Season {
    Season {
        state: SeasonState::Archived,
        ..catalogue::auction_by_pattern(year)
    }
}

/// The rounds of the current season.
pub(super) struct Rounds {
    /// All of them, by day.
    pub(super) all: Vec<Round>,
    /// The round that is open now.
    pub(super) demo: Round,
    /// The next regular round.
    pub(super) next: Round,
}

impl Rounds {
    /// One round for every Wednesday and Friday of the bidding window, and the demo round.
    ///
    /// The demo round is today's, whatever the weekday: only demo data may have it (domain.md
    /// §7.1), and it is not for practice, because its lots are real ones. On a Wednesday or
    /// Friday it stands in for the regular round, since a day has one.
    pub(super) fn generate(season: &Season, today: Date, now: Timestamp) -> Self {
        let demo = Round {
            opens_at: now.plus_millis(-DEMO_SINCE_MS),
            closes_at: now.plus_millis(DEMO_LEFT_MS),
            ..regular(season, today, RoundState::Scheduled)
        };
        let days = bidding_days(season).into_iter().filter(|day| *day != today);
        let mut all: Vec<Round> = days
            .map(|day| {
                let over = day < today;
                regular(
                    season,
                    day,
                    if over {
                        RoundState::Closed
                    } else {
                        RoundState::Scheduled
                    },
                )
            })
            .collect();
        let next = all
            .iter()
            .find(|round| round.on > today)
            .expect("the window goes on")
            .clone();
        all.push(demo.clone());
        all.sort_by_key(|round| round.on);
        Self { all, demo, next }
    }

    /// The regular rounds of any season that are over before `today`.
    pub(super) fn over_by(season: &Season, today: Date) -> Vec<Round> {
        let days = bidding_days(season).into_iter().filter(|day| *day < today);
        days.map(|day| regular(season, day, RoundState::Closed))
            .collect()
    }

    /// Rounds that are over, oldest first.
    pub(super) fn over(&self) -> Vec<&Round> {
        self.all
            .iter()
            .filter(|round| round.state == RoundState::Closed)
            .collect()
    }
}

fn regular(season: &Season, on: Date, state: RoundState) -> Round {
    let plan = RoundPlan::of_day(on);
    Round {
        // Season and day name a round, so its id does not depend on when the demo was seeded.
        id: RoundId(season.id.get() * 100_000 + i64::from(on.0)),
        season: season.id,
        on,
        opens_at: plan.opens_at,
        closes_at: plan.closes_at,
        window_ms: plan.window_ms,
        extension_ms: plan.extension_ms,
        hard_end: plan.hard_end,
        min_bidders: plan.min_bidders,
        state,
        practice: false,
        moved: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summer_day_leaves_the_season_as_it_is() {
        let today = Date::of(2026, 7, 15);
        let mut expected = catalogue::auction_by_pattern(2026);
        expected.planned_sessions = Some(14);
        let spring = Date::of(2026, 5, 20);
        assert_eq!(current(spring), expected);
        expected.submission_deadline = Some(today.plus_days(COMING_DAYS));
        assert_eq!(current(today), expected);
    }

    #[test]
    fn any_day_lies_well_inside_the_bidding_window() {
        for day in (Date::of(2023, 1, 1).0..Date::of(2029, 1, 1).0)
            .step_by(13)
            .map(Date)
        {
            let season = current(day);
            let (from, to) = season.bidding_window.unwrap();
            assert!(
                from.plus_days(PAST_DAYS) <= day && day <= to.plus_days(-COMING_DAYS),
                "{day}"
            );
            assert!(season.start_on <= from && to <= season.end_on);
            let (opened, until) = season.submissions().unwrap();
            assert!(opened <= day && day < until, "{day}");
            assert!(
                season.current_stages(day).any(|stage| stage.key == "bid"),
                "{day}"
            );
            let rounds = Rounds::generate(&season, day, day.at(2, 30));
            assert!(rounds.over().len() >= 12, "{day}");
            let mut days: Vec<Date> = rounds.all.iter().map(|round| round.on).collect();
            days.dedup();
            assert_eq!(days.len(), rounds.all.len());
        }
    }

    #[test]
    fn regular_rounds_keep_the_rules_and_the_demo_round_is_open() {
        let today = Date::of(2026, 11, 21);
        let (season, now) = (current(today), today.at(10, 0));
        let rounds = Rounds::generate(&season, today, now);
        for round in rounds.all.iter().filter(|round| round.id != rounds.demo.id) {
            let plan = RoundPlan {
                opens_at: round.opens_at,
                closes_at: round.closes_at,
                window_ms: round.window_ms,
                extension_ms: round.extension_ms,
                hard_end: round.hard_end,
                min_bidders: round.min_bidders,
                practice: false,
            };
            assert_eq!(plan.check(&season), Ok(()));
        }
        assert!(rounds.demo.opens_at < now && now < rounds.demo.closes_at);
        assert_eq!(rounds.next.on, Date::of(2026, 11, 25));
    }
}
