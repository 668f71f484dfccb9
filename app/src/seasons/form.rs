//! The form that sets a season up, as it is posted: every field a text.

use crate::typed_form::TypedForm;
use domain::seasons::{STAGES_MAX, Season, SeasonDraft};
use serde::{Deserialize, Serialize};

/// A season as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeasonForm {
    /// Code of the season whose plan is followed.
    pub plan: String,
    /// The year.
    pub year: String,
    /// First day, `2027-03-01`.
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
    /// Least lots of a university.
    pub lots_min: String,
    /// Least lots of it that come of projects.
    pub project_min: String,
    /// Lots for the on-site roadshow.
    pub roadshow: String,
    /// Deposit, per cent.
    pub deposit_percent: String,
    /// `1` when only invention patents are admitted.
    pub inventions_only: String,
    /// First day of stage 1 of the plan.
    pub stage_1_from: String,
    /// Last day of it.
    pub stage_1_to: String,
    /// First day of stage 2 of the plan.
    pub stage_2_from: String,
    /// Last day of it.
    pub stage_2_to: String,
    /// First day of stage 3 of the plan.
    pub stage_3_from: String,
    /// Last day of it.
    pub stage_3_to: String,
    /// First day of stage 4 of the plan.
    pub stage_4_from: String,
    /// Last day of it.
    pub stage_4_to: String,
    /// First day of stage 5 of the plan.
    pub stage_5_from: String,
    /// Last day of it.
    pub stage_5_to: String,
}

impl TypedForm for SeasonForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("plan", &mut self.plan),
            ("year", &mut self.year),
            ("start_on", &mut self.start_on),
            ("end_on", &mut self.end_on),
            ("bidding_from", &mut self.bidding_from),
            ("bidding_to", &mut self.bidding_to),
            ("grant_cutoff", &mut self.grant_cutoff),
            ("submission_deadline", &mut self.submission_deadline),
            ("session_deadline", &mut self.session_deadline),
            ("planned_sessions", &mut self.planned_sessions),
            ("lots_max", &mut self.lots_max),
            ("lots_min", &mut self.lots_min),
            ("project_min", &mut self.project_min),
            ("roadshow", &mut self.roadshow),
            ("deposit_percent", &mut self.deposit_percent),
            ("inventions_only", &mut self.inventions_only),
            ("stage_1_from", &mut self.stage_1_from),
            ("stage_1_to", &mut self.stage_1_to),
            ("stage_2_from", &mut self.stage_2_from),
            ("stage_2_to", &mut self.stage_2_to),
            ("stage_3_from", &mut self.stage_3_from),
            ("stage_3_to", &mut self.stage_3_to),
            ("stage_4_from", &mut self.stage_4_from),
            ("stage_4_to", &mut self.stage_4_to),
            ("stage_5_from", &mut self.stage_5_from),
            ("stage_5_to", &mut self.stage_5_to),
        ]
    }
}

impl SeasonForm {
    /// What the plan of a season fills in.
    pub fn of_plan(code: &str, season: &Season) -> Self {
        let draft = SeasonDraft::of(season);
        let mut form = Self {
            plan: code.to_owned(),
            inventions_only: if draft.inventions_only { "1" } else { "" }.to_owned(),
            year: draft.year,
            start_on: draft.start_on,
            end_on: draft.end_on,
            bidding_from: draft.bidding_from,
            bidding_to: draft.bidding_to,
            grant_cutoff: draft.grant_cutoff,
            submission_deadline: draft.submission_deadline,
            session_deadline: draft.session_deadline,
            planned_sessions: draft.planned_sessions,
            lots_max: draft.lots_max,
            lots_min: draft.lots_min,
            project_min: draft.project_min,
            roadshow: draft.roadshow,
            deposit_percent: draft.deposit_percent,
            ..Self::default()
        };
        for ((from, to), (typed_from, typed_to)) in form.stages_mut().into_iter().zip(draft.stages)
        {
            *from = typed_from;
            *to = typed_to;
        }
        form
    }

    fn stages_mut(&mut self) -> [(&mut String, &mut String); STAGES_MAX] {
        [
            (&mut self.stage_1_from, &mut self.stage_1_to),
            (&mut self.stage_2_from, &mut self.stage_2_to),
            (&mut self.stage_3_from, &mut self.stage_3_to),
            (&mut self.stage_4_from, &mut self.stage_4_to),
            (&mut self.stage_5_from, &mut self.stage_5_to),
        ]
    }

    /// First and last day of each stage, as they were typed.
    pub fn stages(&self) -> Vec<(String, String)> {
        let mut form = self.clone();
        let stages = form.stages_mut().into_iter();
        stages
            .map(|(from, to)| (from.clone(), to.clone()))
            .collect()
    }

    /// What is to be set up; its rules are asked by whoever sets it up.
    #[cfg_attr(
        target_arch = "wasm32",
        allow(dead_code, reason = "the server sets it up")
    )]
    pub fn draft(&self) -> SeasonDraft {
        let form = self.clone();
        SeasonDraft {
            stages: self.stages(),
            inventions_only: form.inventions_only == "1",
            year: form.year,
            start_on: form.start_on,
            end_on: form.end_on,
            bidding_from: form.bidding_from,
            bidding_to: form.bidding_to,
            grant_cutoff: form.grant_cutoff,
            submission_deadline: form.submission_deadline,
            session_deadline: form.session_deadline,
            planned_sessions: form.planned_sessions,
            lots_max: form.lots_max,
            lots_min: form.lots_min,
            project_min: form.project_min,
            roadshow: form.roadshow,
            deposit_percent: form.deposit_percent,
        }
    }
}

/// The control that a refusal means.
pub fn control(code: &str) -> &'static str {
    match code {
        "SEASON_YEAR" | "SEASON_DUPLICATE" => "season-year",
        "SEASON_DAY" | "SEASON_DAYS_ORDER" | "OUTSIDE_SEASON" => "season-start_on",
        "SEASON_NUMBER" => "season-lots_max",
        "SEASON_PLAN" => "season-plan",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::seasons::catalogue;

    #[test]
    fn a_plan_comes_back_as_it_was_filled_in() {
        let plan = catalogue::auction_2023().for_year(2027);
        let form = SeasonForm::of_plan("2023-AUCTION", &plan);
        assert_eq!(form.stage_1_from, "2027-03-01");
        assert_eq!(form.stage_5_from, "");
        let mut draft = form.draft();
        draft.stages.truncate(plan.stages.len());
        assert_eq!(draft, SeasonDraft::of(&plan));
    }
}
