//! Counted targets (指标) of an industry session: what the plan of a season asks of a session's host, and
//! how far the records have come (domain.md §6, Q-S-1 to Q-S-12 and Q-C-1 to Q-C-10). Figures are counted
//! from records and never typed in.

mod gate;
mod plans;
#[cfg(test)]
mod tests;

pub use gate::{ReportRefusal, TORCH_PROJECTS_MIN, may_submit_report, needs_explanation};
pub use plans::{auction_2022, auction_2023, challenge_2022};

use crate::time::Date;
use serde::{Deserialize, Serialize};

codes! {
    /// A target, by its number in domain.md §6.
    TargetId {
        Lots = "Q-S-1" / "有效专利（成果）",
        Served = "Q-S-2" / "精准服务企业",
        Universities = "Q-S-3" / "联合承办高校",
        RoadshowDay = "Q-S-4" / "路演完成日期",
        Roadshow = "Q-S-5" / "路演项目",
        Units = "Q-S-6" / "现场有效单位",
        Intents = "Q-S-7" / "合作意向",
        Media = "Q-S-8" / "地方主流媒体",
        Recommended = "Q-S-9" / "推荐参加成效展及专项奖",
        Cases = "Q-S-10" / "典型服务案例",
        Report = "Q-S-11" / "总结报告",
        TorchProjects = "Q-S-12" / "国家级、省级计划项目相关",
        NeedServed = "Q-C-1" / "对接服务企业",
        Needs = "Q-C-2" / "有效技术需求",
        Parks = "Q-C-3" / "联合承办科技园区",
        MatchingDay = "Q-C-4" / "现场对接会完成日期",
        Matches = "Q-C-5" / "现场需求对接项目",
        NeedUnits = "Q-C-6" / "挑战季现场有效单位",
        NeedMedia = "Q-C-7" / "挑战季地方主流媒体",
        NeedRecommended = "Q-C-8" / "推荐参加年度比拼及专项奖",
        NeedCases = "Q-C-9" / "挑战季典型服务案例",
        NeedReport = "Q-C-10" / "挑战季总结报告",
    }
}

codes! {
    /// What is counted.
    Metric {
        Lots = "LOTS" / "标的",
        ProjectLots = "PROJECT_LOTS" / "计划项目标的",
        Served = "SERVED" / "服务企业",
        Universities = "UNIVERSITIES" / "高校",
        Parks = "PARKS" / "科技园区",
        Day = "DAY" / "日期",
        Roadshow = "ROADSHOW" / "路演项目",
        Units = "UNITS" / "有效单位",
        Intents = "INTENTS" / "合作意向",
        Media = "MEDIA" / "媒体",
        Recommended = "RECOMMENDED" / "推荐项目",
        Cases = "CASES" / "典型案例",
        Reports = "REPORTS" / "总结报告",
        Needs = "NEEDS" / "技术需求",
        Matches = "MATCHES" / "对接项目",
    }
}

codes! {
    /// How a value is compared with what is asked for.
    Op {
        AtLeast = "AT_LEAST" / "不少于",
        AtMost = "AT_MOST" / "不晚于",
        Exactly = "EXACTLY" / "等于",
    }
}

codes! {
    /// Where the records lie that a value is counted from.
    Evidence {
        Lots = "LOTS" / "专场标的",
        Holders = "HOLDERS" / "承办单位",
        Agenda = "AGENDA" / "日程",
        Services = "SERVICES" / "服务台账",
        Media = "MEDIA" / "媒体报道",
        Cases = "CASES" / "典型案例",
        Recommended = "RECOMMENDED" / "推荐项目",
        CheckIns = "CHECK_INS" / "现场签到",
        Interests = "INTERESTS" / "合作意向",
        Report = "REPORT" / "总结报告",
        Needs = "NEEDS" / "技术需求",
    }
}

impl Metric {
    /// Where its records lie.
    pub const fn evidence(self) -> Evidence {
        match self {
            Self::Lots | Self::ProjectLots => Evidence::Lots,
            Self::Served | Self::Matches => Evidence::Services,
            Self::Universities | Self::Parks => Evidence::Holders,
            Self::Day | Self::Roadshow => Evidence::Agenda,
            Self::Units => Evidence::CheckIns,
            Self::Intents => Evidence::Interests,
            Self::Media => Evidence::Media,
            Self::Recommended => Evidence::Recommended,
            Self::Cases => Evidence::Cases,
            Self::Reports => Evidence::Report,
            Self::Needs => Evidence::Needs,
        }
    }
}

codes! {
    /// How a target stands.
    Standing {
        Met = "MET" / "已完成",
        Open = "OPEN" / "未完成",
        Overdue = "OVERDUE" / "已逾期",
        /// The plan names no number: people decide, upon a file.
        ByHand = "BY_HAND" / "人工判定",
        /// The records that it is counted from are not kept yet.
        Unknown = "UNKNOWN" / "暂无数据",
    }
}

/// A figure: how many, or on which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// How many.
    Count(u32),
    /// On which day.
    Day(Date),
}

/// What the plan of a season asks of each session; data of the season.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetRule {
    /// Which target.
    pub id: TargetId,
    /// What is counted.
    pub metric: Metric,
    /// How it is compared.
    pub op: Op,
    /// With what; `None` where the plan names no number, and people decide.
    pub threshold: Option<Figure>,
    /// Last day, included; `None` where the plan names none.
    pub deadline: Option<Date>,
    /// Asked of sessions of the torch express (火炬科技成果直通车) only.
    pub torch_only: bool,
}

/// What the records of a session say. `None` where such records are not kept yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Session of the torch express.
    pub torch: bool,
    /// Lots of the session that are submitted, neither withdrawn nor turned down for their form.
    pub lots: u32,
    /// Those of them that come of provincial or national projects.
    pub project_lots: u32,
    /// Enterprises in the service log, each credit code once.
    pub served: u32,
    /// Universities that hold the session together with its host, each once.
    pub universities: u32,
    /// Science parks that do.
    pub parks: u32,
    /// The day of the session.
    pub day: Option<Date>,
    /// Whether it has taken place.
    pub held: bool,
    /// Roadshow rows of the public agenda, each lot once.
    pub roadshow: u32,
    /// Units checked in on site, each credit code once.
    pub units: Option<u32>,
    /// Cooperation intents.
    pub intents: Option<u32>,
    /// Media, each outlet once.
    pub media: u32,
    /// Projects of the session that are recommended.
    pub recommended: u32,
    /// Typical cases that are finished and have their file.
    pub cases: u32,
    /// Summary reports that are submitted.
    pub reports: Option<u32>,
    /// Valid needs.
    pub needs: Option<u32>,
    /// Matchings in the service log on the day of the session.
    pub matches: u32,
}

/// A target of a session, judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Which.
    pub id: TargetId,
    /// What is counted; the unit of value and threshold.
    pub metric: Metric,
    /// What the records say; `None` when they are not kept yet or there is none.
    pub value: Option<Figure>,
    /// How value and threshold are compared.
    pub op: Op,
    /// What is asked for; `None` where people decide.
    pub threshold: Option<Figure>,
    /// Last day, included.
    pub deadline: Option<Date>,
    /// Where the records lie.
    pub evidence: Evidence,
    /// How it stands.
    pub standing: Standing,
    /// The centre has waived it for this session, with a reason.
    pub waived: bool,
}

impl Target {
    /// Whether it is fulfilled.
    pub fn met(&self) -> bool {
        self.standing == Standing::Met
    }

    /// Whether nothing more is asked for: fulfilled, or waived by the centre.
    pub fn settled(&self) -> bool {
        self.met() || self.waived
    }

    /// How many are missing; zero when none are, and for days.
    pub fn gap(&self) -> u32 {
        match (self.threshold, self.value) {
            (Some(Figure::Count(wanted)), Some(Figure::Count(value))) => {
                wanted.saturating_sub(value)
            }
            (Some(Figure::Count(wanted)), None) => wanted,
            _ => 0,
        }
    }

    /// Days until the deadline, negative once it has passed; `None` without one.
    pub fn days_left(&self, today: Date) -> Option<i64> {
        Some(i64::from(self.deadline?.0) - i64::from(today.0))
    }
}

impl Facts {
    /// What the records say of a metric.
    pub fn value(&self, metric: Metric) -> Option<Figure> {
        let count = match metric {
            Metric::Day => return self.day.map(Figure::Day),
            Metric::Lots => Some(self.lots),
            Metric::ProjectLots => Some(self.project_lots),
            Metric::Served => Some(self.served),
            Metric::Universities => Some(self.universities),
            Metric::Parks => Some(self.parks),
            Metric::Roadshow => Some(self.roadshow),
            Metric::Units => self.units,
            Metric::Intents => self.intents,
            Metric::Media => Some(self.media),
            Metric::Recommended => Some(self.recommended),
            Metric::Cases => Some(self.cases),
            Metric::Reports => self.reports,
            Metric::Needs => self.needs,
            Metric::Matches => Some(self.matches),
        };
        count.map(Figure::Count)
    }
}

/// Judges every target that `rules` ask of a session with these records; `waived` are those that the
/// centre has waived for it. In the order of the plan.
pub fn judge(rules: &[TargetRule], facts: &Facts, waived: &[TargetId], today: Date) -> Vec<Target> {
    let asked = rules.iter().filter(|rule| facts.torch || !rule.torch_only);
    let target = |rule: &TargetRule| {
        let value = facts.value(rule.metric);
        Target {
            id: rule.id,
            metric: rule.metric,
            value,
            op: rule.op,
            threshold: rule.threshold,
            deadline: rule.deadline,
            evidence: rule.metric.evidence(),
            standing: standing(rule, value, facts.held, today),
            waived: waived.contains(&rule.id),
        }
    };
    asked.map(target).collect()
}

fn standing(rule: &TargetRule, value: Option<Figure>, held: bool, today: Date) -> Standing {
    let Some(threshold) = rule.threshold else {
        return Standing::ByHand;
    };
    let late = rule.deadline.is_some_and(|deadline| deadline < today);
    let reached = match (value, threshold) {
        // A day counts once the session has taken place; one that lies too late cannot be met.
        (Some(Figure::Day(day)), Figure::Day(limit)) if day > limit => return Standing::Overdue,
        (Some(Figure::Day(_)), Figure::Day(_)) => held,
        (Some(Figure::Count(value)), Figure::Count(wanted)) => match rule.op {
            Op::AtLeast => value >= wanted,
            Op::AtMost => value <= wanted,
            Op::Exactly => value == wanted,
        },
        _ if rule.metric != Metric::Day => return Standing::Unknown,
        _ => false,
    };
    match (reached, late) {
        (true, _) => Standing::Met,
        (false, true) => Standing::Overdue,
        (false, false) => Standing::Open,
    }
}
