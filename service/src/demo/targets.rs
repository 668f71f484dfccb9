//! Logbooks of the demo sessions, from nearly nothing to all that the plan asks for; one target waived.
//! Enterprises are those of the demo, media and cases are invented.

use super::DemoSeason;
use crate::Error;
use domain::ids::AccountId;
use domain::institutions::{Institution, InstitutionKind};
use domain::logbooks::{CaseState, EnterpriseTag, Entry, ServiceKind, ServiceNotes};
use domain::lots::Lot;
use domain::sessions::{Session, SessionState};
use domain::targets::TargetId;
use domain::time::{Date, Timestamp};
use domain::views::TargetWaiver;
use store::Tx;

/// Enterprises that each of the seventeen sessions of 2022 served, in turn: all that the plan asks for,
/// nearly, and far from it.
const SERVED_2022: [usize; 6] = [104, 100, 97, 63, 38, 12];
/// Outlets that wrote about each of them, in turn.
const OUTLETS_2022: [usize; 4] = [3, 2, 2, 1];
/// Enterprises that sessions of the current season have served, in turn.
const SERVED_NOW: [usize; 5] = [46, 31, 18, 7, 0];
/// Outlets, with the host of their addresses.
const OUTLETS: [(&str, &str); 4] = [
    ("江澜晚报（示例）", "evening.example.com"),
    ("科创新闻网（示例）", "news.example.com"),
    ("城市电视台（示例）", "tv.example.com"),
    ("产业周刊（示例）", "weekly.example.com"),
];
/// Typical cases with the beginning of their story; their files are still to come.
const CASES: [(&str, &str); 3] = [
    (
        "从专场路演到中试线（示例）",
        "企业在专场现场了解成果，会后三次走访，签订技术服务合同并建成中试线。",
    ),
    (
        "一项专利许可三家企业（示例）",
        "承办单位组织对接，三家企业以普通许可方式使用同一专利。",
    ),
    (
        "园区共建联合实验室（示例）",
        "高校团队与园区企业共建实验室，围绕产线问题开展二次开发。",
    ),
];
const DAY_MS: i64 = 86_400_000;

/// Writes the logbooks.
pub(super) async fn write(tx: &mut Tx, demo: &DemoSeason, now: Timestamp) -> Result<(), Error> {
    let account = |login: &str| {
        let found = demo.accounts.iter().find(|(one, _)| one.login == login);
        found.map(|(account, _)| account.id).ok_or(Error::NotFound)
    };
    let (host, centre) = (account("organiser1")?, account("center1")?);
    let enterprises = demo.institutions.iter();
    let enterprises: Vec<&Institution> = enterprises
        .filter(|one| one.kind == InstitutionKind::Enterprise && one.credit_code.is_some())
        .collect();
    let year = demo.seasons.iter().map(|season| season.year).max();
    let current = demo.seasons.iter().find(|season| Some(season.year) == year);
    let current = current.ok_or(Error::NotFound)?.id;
    let mut places = (0_usize.., 0_usize..);
    for (session, _) in &demo.sessions {
        let is_current = session.season == current;
        let place = match is_current {
            true => places.0.next().unwrap_or_default(),
            false => places.1.next().unwrap_or_default(),
        };
        if is_current && session.state == SessionState::Planned {
            continue;
        }
        let book = Host {
            session,
            by: host,
            today: now.date(),
            enterprises: &enterprises,
        };
        let (served, outlets) = match is_current {
            // Nobody writes about what has not happened.
            true if session.ends_at > now => (SERVED_NOW[place % SERVED_NOW.len()], 0),
            true => (SERVED_NOW[place % SERVED_NOW.len()], place % 3),
            false => (
                SERVED_2022[place % SERVED_2022.len()],
                OUTLETS_2022[place % OUTLETS_2022.len()],
            ),
        };
        for entry in book.entries(place, served, outlets) {
            tx.insert_entry(session.id, &entry, host, book.at(&entry))
                .await?;
        }
        if is_current {
            let lots = demo.lots.iter().map(|demo| &demo.lot);
            recommend(tx, &book, lots).await?;
        }
    }
    waive(tx, demo, centre, now).await
}

/// A session and whoever keeps its logbooks.
struct Host<'d> {
    session: &'d Session,
    by: AccountId,
    today: Date,
    enterprises: &'d [&'d Institution],
}

impl Host<'_> {
    /// When an entry was written: on its day, in the afternoon.
    fn at(&self, entry: &Entry) -> Timestamp {
        let day = entry.day().unwrap_or_else(|| self.day(-3));
        day.at(16, 30)
    }

    /// A day so many days from the session, never after today.
    fn day(&self, from: i32) -> Date {
        let day = self.session.starts_at.date().plus_days(from);
        day.min(self.today)
    }

    /// Enterprises with how they were served, outlets and cases, in the order in which they came.
    fn entries(&self, place: usize, served: usize, outlets: usize) -> Vec<Entry> {
        let count = self.enterprises.len().max(1);
        let chosen = (0..served.min(count)).map(|at| self.enterprises[(place * 7 + at) % count]);
        let mut entries: Vec<Entry> = Vec::new();
        for (at, one) in chosen.clone().enumerate() {
            entries.push(Entry::Enterprises {
                credit_code: code(one),
                enterprise: one.name.clone(),
                tags: tags(at),
                region: one.city.map_or("", |city| city.form_label()).to_owned(),
            });
        }
        for (at, one) in chosen.enumerate() {
            entries.push(self.service(at, one));
            // Every ninth was served once more, and still counts once.
            if at % 9 == 8 && self.session.starts_at.date() <= self.today {
                entries.push(Entry::Services {
                    day: self.day(0),
                    kind: ServiceKind::Matching,
                    credit_code: code(one),
                    enterprise: one.name.clone(),
                    content: "专场现场与成果持有人一对一洽谈（示例）".into(),
                    notes: ServiceNotes::default(),
                });
            }
        }
        let number = self.session.number;
        for (at, (outlet, host)) in OUTLETS.into_iter().take(outlets).enumerate() {
            entries.push(Entry::Media {
                day: self.day(1 + at as i32),
                outlet: outlet.into(),
                title: format!("{}举行", self.session.title.zh),
                link: format!("https://{host}/{}/{number}", self.session.slug),
            });
        }
        for (title, text) in CASES.into_iter().take(place % 4) {
            entries.push(Entry::Cases {
                title: title.into(),
                text: text.into(),
                state: CaseState::Draft,
            });
        }
        entries
    }

    fn service(&self, at: usize, one: &Institution) -> Entry {
        let (kind, content) = match at % 5 {
            0 => (ServiceKind::Visit, "走访企业，了解技术改造需求（示例）"),
            1 => (ServiceKind::Salon, "参加技术沙龙，交流关键工艺（示例）"),
            2 => (ServiceKind::Visit, "走访企业，推介本专场成果（示例）"),
            3 => (ServiceKind::Seminar, "参加研讨，讨论中试条件（示例）"),
            _ => (ServiceKind::Forum, "参加产业论坛（示例）"),
        };
        // What a visit brought stands beside what was done.
        let notes = match kind {
            ServiceKind::Visit => ServiceNotes {
                place: one.city.map_or("", |city| city.form_label()).to_owned(),
                participants: "专业服务团两人、企业研发负责人（示例）".into(),
                needs: "产线良率提升（示例）".into(),
                patents: String::new(),
                policies: "技术转移奖补政策（示例）".into(),
            },
            _ => ServiceNotes::default(),
        };
        Entry::Services {
            day: self.day(-5 - (at % 40) as i32),
            kind,
            credit_code: code(one),
            enterprise: one.name.clone(),
            content: content.into(),
            notes,
        }
    }
}

fn code(one: &Institution) -> String {
    one.credit_code.clone().unwrap_or_default()
}

fn tags(at: usize) -> Vec<EnterpriseTag> {
    use EnterpriseTag::{Focus, HighTech, Specialised, TechSme};
    match at % 4 {
        0 => vec![HighTech],
        1 => vec![TechSme],
        2 => vec![HighTech, Specialised],
        _ => vec![TechSme, Focus],
    }
}

/// The first lots of a session that was held are recommended.
async fn recommend<'d>(
    tx: &mut Tx,
    book: &Host<'_>,
    lots: impl Iterator<Item = &'d Lot>,
) -> Result<(), Error> {
    if book.session.state != SessionState::Held {
        return Ok(());
    }
    let own = lots.filter(|lot| lot.session == Some(book.session.id) && lot.state.is_public());
    let chosen: Vec<&Lot> = own.take(4).collect();
    for lot in chosen {
        let entry = Entry::Recommended {
            lot: lot.code.clone(),
            reason: "专场现场关注度高，企业已提出合作意向（示例）".into(),
        };
        let at = book.at(&entry);
        tx.insert_entry(book.session.id, &entry, book.by, at)
            .await?;
    }
    Ok(())
}

/// What the first session of 2022 has not come to is waived by the centre.
async fn waive(
    tx: &mut Tx,
    demo: &DemoSeason,
    centre: AccountId,
    now: Timestamp,
) -> Result<(), Error> {
    let Some((session, _)) = demo.sessions.first() else {
        return Ok(());
    };
    let after = session.ends_at.plus_millis(20 * DAY_MS).0.min(now.0);
    let waiver = TargetWaiver {
        target: TargetId::Intents,
        reason: "意向在会后陆续签订，按合同登记另行统计（示例）".into(),
        at: Timestamp(after),
    };
    tx.insert_target_waiver(session.id, &waiver, centre).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::logbooks::EntryDraft;
    use std::collections::BTreeSet;

    #[test]
    fn what_the_demo_keeps_could_be_typed() {
        let today = Date::of(2026, 6, 15);
        let demo = crate::demo::season(today, today.at(10, 0));
        let enterprises = demo.institutions.iter();
        let enterprises: Vec<&Institution> = enterprises
            .filter(|one| one.kind == InstitutionKind::Enterprise && one.credit_code.is_some())
            .collect();
        let most = SERVED_2022.into_iter().max().unwrap();
        assert!(enterprises.len() >= most);
        for (place, (session, _)) in demo.sessions.iter().enumerate() {
            let book = Host {
                session,
                by: AccountId(1),
                today,
                enterprises: &enterprises,
            };
            let entries = book.entries(place, most, OUTLETS.len());
            let mut keys = BTreeSet::new();
            for entry in entries {
                let again = EntryDraft::of(&entry).read(entry.book(), today);
                assert_eq!(again.as_ref(), Ok(&entry));
                assert!(keys.insert((entry.book(), entry.key())), "{entry:?}");
            }
        }
    }
}
