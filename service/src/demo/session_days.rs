//! What was noted at the demo sessions: interests in every state of their follow-ups, and the reports of
//! sessions that are over. Everybody is fictional. Records of offline auctions need a proof, which no
//! generated file is.

use super::DemoSeason;
use crate::Error;
use domain::accounts::Account;
use domain::credit_codes::CreditCode;
use domain::ids::AccountId;
use domain::institutions::{Institution, InstitutionKind};
use domain::interests::{
    ContactWay, FollowUpEnd, FollowUpOutcome, InterestLevel, NewInterest, NextStep,
};
use domain::lots::Lot;
use domain::reports::{Prose, Report, ReportState};
use domain::sessions::{Session, SessionState};
use domain::time::Timestamp;
use store::Tx;

/// Interests of sessions that were held, and of those that the demo host prepares.
const INTERESTS: usize = 9;
/// Of a session that is over: what the plan asks for.
const INTERESTS_OVER: usize = 12;
/// What was said when an enterprise was spoken to.
const SAID: [&str; 3] = [
    "已致电，企业希望先看检测报告。",
    "上门走访，参观产线并讨论试用方案。",
    "会谈后约定由研究团队提供样品。",
];
/// How follow-ups ended, with what is remembered of it.
const ENDED: [(FollowUpOutcome, &str); 3] = [
    (
        FollowUpOutcome::Licence,
        "双方就普通许可达成一致，进入签约。",
    ),
    (FollowUpOutcome::Nothing, "企业本年度预算已用完，暂不推进。"),
    (
        FollowUpOutcome::Development,
        "商定共同开展二次开发，先做小试。",
    ),
];
/// Of sessions whose follow-ups go on, one in so many has ended.
const ENDED_EVERY: usize = 4;
const DAY_MS: i64 = 86_400_000;

/// Writes interests and reports.
pub(super) async fn write(tx: &mut Tx, demo: &DemoSeason, now: Timestamp) -> Result<(), Error> {
    let hosts = demo.accounts.iter().map(|(account, _)| account);
    let hosts: Vec<&Account> = hosts.filter(|one| one.hosted().next().is_some()).collect();
    let fallback = hosts.first().ok_or(Error::NotFound)?.id;
    let enterprises = demo.institutions.iter();
    let enterprises: Vec<(&Institution, CreditCode)> = enterprises
        .filter(|one| one.kind == InstitutionKind::Enterprise)
        .filter_map(|one| Some((one, CreditCode::parse(one.credit_code.as_deref()?).ok()?)))
        .collect();
    for (place, (session, _)) in demo.sessions.iter().enumerate() {
        let hosted = hosts
            .iter()
            .find(|one| one.hosted().any(|id| id == session.id));
        let is_over = session.state == SessionState::Summarised;
        // Those of sessions to come were noted in the run-up to them.
        let count = match is_over {
            true => INTERESTS_OVER - place % 4,
            false if hosted.is_some() || session.ends_at <= now => INTERESTS - place % 3,
            false => continue,
        };
        let notes = Notes {
            session,
            by: hosted.map_or(fallback, |one| one.id),
            now,
            count,
            is_over,
        };
        notes.interests(tx, demo, &enterprises).await?;
        if is_over {
            report(tx, demo, session, now).await?;
        }
    }
    Ok(())
}

/// What is noted at a session.
struct Notes<'a> {
    session: &'a Session,
    by: AccountId,
    now: Timestamp,
    count: usize,
    is_over: bool,
}

impl Notes<'_> {
    async fn interests(
        &self,
        tx: &mut Tx,
        demo: &DemoSeason,
        enterprises: &[(&Institution, CreditCode)],
    ) -> Result<(), Error> {
        let lots: Vec<&Lot> = demo
            .lots
            .iter()
            .map(|demo| &demo.lot)
            .filter(|lot| lot.session == Some(self.session.id))
            .filter(|lot| lot.state.is_public() && !lot.practice)
            .collect();
        if lots.is_empty() {
            return Ok(());
        }
        let noted_at = match self.is_over {
            true => self.session.ends_at,
            false => self.session.ends_at.min(self.now.plus_millis(-6 * DAY_MS)),
        };
        for (place, (unit, code)) in enterprises.iter().take(self.count).enumerate() {
            let lot = lots[place % lots.len()];
            let level = InterestLevel::ALL[place % InterestLevel::ALL.len()];
            let new = NewInterest {
                enterprise: unit.name.clone(),
                credit_code: code.clone(),
                lot: lot.code.clone(),
                level,
                next_step: NextStep::ALL[place % NextStep::ALL.len()],
                contact: "某经理（示例）".into(),
                phone: format!("1990000{:04}", 4_100 + place),
            };
            let due_on = noted_at.date().plus_days(level.days());
            let noted = (self.by, noted_at);
            let id = tx
                .insert_interest(self.session.id, lot.id, &new, due_on, noted)
                .await?;
            let has_ended = self.is_over || place % ENDED_EVERY == ENDED_EVERY - 1;
            if has_ended || place % 3 == 0 {
                let way = ContactWay::ALL[place % ContactWay::ALL.len()];
                let spoken = (self.by, noted_at.plus_millis(2 * DAY_MS));
                tx.insert_contact(id, way, SAID[place % SAID.len()], spoken)
                    .await?;
            }
            if has_ended {
                let (outcome, note) = ENDED[place % ENDED.len()];
                let end = FollowUpEnd {
                    outcome,
                    note: note.into(),
                    at: noted_at.plus_millis(3 * DAY_MS),
                };
                tx.end_follow_up(id, &end).await?;
            }
        }
        Ok(())
    }
}

/// The report of a session that is over, which the centre has accepted.
async fn report(
    tx: &mut Tx,
    demo: &DemoSeason,
    session: &Session,
    now: Timestamp,
) -> Result<(), Error> {
    let season = demo.seasons.iter().find(|one| one.id == session.season);
    let season = season.ok_or(Error::NotFound)?;
    let judged = crate::targets::in_tx(tx, season, session.clone(), now).await?;
    let handed_in = session.ends_at.plus_millis(20 * DAY_MS);
    let mut prose = Prose {
        course: "专场按方案组织，成果路演、专家点评与一对一洽谈依次进行，企业踊跃参加。".into(),
        effects: "一批企业与成果团队达成合作意向，承办单位逐项安排技术经理人回访跟进。".into(),
        problems: "部分成果成熟度不高，企业希望先做中试再谈转让。".into(),
        plans: "对重点意向按月回访，组织二次对接，适时举办小型沙龙。".into(),
        ..Prose::default()
    };
    for target in judged.targets.iter().filter(|target| !target.settled()) {
        let reason = "受场地与时间安排所限，后续以分场活动补足。".to_owned();
        prose.reasons.insert(target.id.code().into(), reason);
    }
    let accepted = Report {
        state: ReportState::Accepted,
        version: 1,
        prose,
        targets: judged.targets,
        saved_at: Some(handed_in),
        submitted_at: Some(handed_in),
        decided_at: Some(handed_in.plus_millis(3 * DAY_MS)),
        ..Report::blank(session.id)
    };
    Ok(tx.put_report(&accepted).await?)
}
