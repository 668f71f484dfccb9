//! Registrations of the demo season: sessions that were held with who came, today's with its door half
//! through, one that is full, and coming ones with slots of talks. Every unit and person is invented.

use super::DemoSeason;
use crate::Error;
use domain::credit_codes::CreditCode;
use domain::ids::RegistrationId;
use domain::registrations::{
    Attendee, AttendeeRole, CONSENT_VERSION, Disclaimer, Occupancy, RegistrationPlan,
    RegistrationState, TalkPlan, TalkTime, UnitCode,
};
use domain::sessions::{Session, SessionState};
use domain::time::Timestamp;
use store::{NewRegistration, Tx};

const DAY_MS: i64 = 86_400_000;
/// Seats of most sessions.
const SEATS: u32 = 120;
/// Seats of the first session to come: two units wait there.
const SEATS_OF_FULL: u32 = 12;
const UNITS: [&str; 12] = [
    "澄光材料",
    "远帆装备",
    "青禾生物",
    "启衡科技",
    "云栈信息",
    "江岚电子",
    "正弦能源",
    "海纳环保",
    "拓维机器人",
    "明湖医疗",
    "恒川化工",
    "星野光电",
];
const NAMES: [&str; 10] = [
    "陈知行",
    "林晓舟",
    "周以宁",
    "吴望舒",
    "郑清和",
    "王思远",
    "冯若水",
    "褚明哲",
    "卫长风",
    "蒋文澜",
];
/// Slots of talks at each session, and how many of them the first units have booked.
const TALKS: (u32, usize) = (4, 2);
const DISCLAIMER: &str = "本专场展示的技术信息由各提供方自行负责，不构成要约或承诺；参会人员对会上知悉的未公开技术\
                          内容负有保密义务。（示例文本）";

/// A session with how many units come, and how many of them are here.
struct Scene<'a> {
    session: &'a Session,
    seats: u32,
    units: u32,
    here: u32,
}

/// Writes what stands above.
pub(super) async fn write(tx: &mut Tx, demo: &DemoSeason, now: Timestamp) -> Result<(), Error> {
    let Some(current) = demo.seasons.last().map(|season| season.id) else {
        return Ok(());
    };
    let sessions = demo.sessions.iter().map(|(session, _)| session);
    let mut is_first_to_come = true;
    for session in sessions.filter(|session| session.season == current) {
        let (seats, units, here) = match session.state {
            SessionState::Held | SessionState::Summarised => (SEATS, 10, 9),
            SessionState::Ongoing => (SEATS, 12, 5),
            SessionState::Published if is_first_to_come => {
                is_first_to_come = false;
                (SEATS_OF_FULL, 8, 0)
            }
            SessionState::Published => (SEATS, 4, 0),
            SessionState::Planned | SessionState::Cancelled => continue,
        };
        let scene = Scene {
            session,
            seats,
            units,
            here,
        };
        scene.write(tx, now).await?;
    }
    Ok(())
}

impl Scene<'_> {
    async fn write(&self, tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
        let session = self.session;
        let asks = session.torch_express;
        let disclaimer = asks.then(|| Disclaimer {
            version: 1,
            text: DISCLAIMER.into(),
        });
        let plan = RegistrationPlan {
            opens_at: session.starts_at.plus_millis(-120 * DAY_MS),
            closes_at: session.ends_at,
            seats: self.seats,
            stopped: false,
            disclaimer,
        };
        tx.put_registration_plan(session.id, &plan, u32::from(asks))
            .await?;
        let mut full = Occupancy::default();
        let mut units = Vec::new();
        for number in 0..self.units {
            units.push(self.unit(tx, (&plan, &mut full), number, now).await?);
        }
        tx.put_occupancy(session.id, full).await?;
        let first = TalkTime {
            starts_at: session.starts_at.plus_millis(2 * 3_600_000),
            minutes: 20,
            place: "A1".into(),
            counterpart: "江澜大学技术转移中心（示例）".into(),
        };
        let count = TALKS.0;
        let slots = TalkPlan { first, count }.slots(&[])?;
        tx.insert_talk_slots(session.id, &slots).await?;
        let slots = tx.talk_slots(session.id).await?;
        let booked_at = now.min(session.starts_at).plus_millis(-DAY_MS / 2);
        for (slot, unit) in slots.iter().zip(units).take(TALKS.1) {
            tx.book_talk(session.id, slot.id, (unit, booked_at)).await?;
        }
        Ok(())
    }

    async fn unit(
        &self,
        tx: &mut Tx,
        (plan, full): (&RegistrationPlan, &mut Occupancy),
        number: u32,
        now: Timestamp,
    ) -> Result<RegistrationId, Error> {
        let session = self.session;
        let place = number as usize;
        let people: Vec<Attendee> = (0..1 + place % 3).map(|one| person(place, one)).collect();
        let count = people.len() as u32;
        let state = plan.place(*full, count);
        match state {
            RegistrationState::Waiting => full.waiting += 1,
            _ => full.taken += count,
        }
        let (credit_code, name) = unit(number)?;
        let bytes = (session.id.get() as u64 * 64 + u64::from(number)).to_be_bytes();
        let new = NewRegistration {
            session: session.id,
            credit_code: credit_code.as_str(),
            unit: &name,
            state,
            code: &code(bytes),
            people: &people,
            english: false,
            consent_version: CONSENT_VERSION,
            // Some before, and none after the session.
            at: now
                .min(session.starts_at)
                .plus_millis(-DAY_MS * i64::from(self.units - number)),
        };
        let id = tx.insert_registration(&new).await?;
        if let Some(asked) = &plan.disclaimer {
            tx.accept_disclaimer(id, asked, (&people[0].name, new.at))
                .await?;
        }
        if number < self.here && state == RegistrationState::Seated {
            let at = session
                .starts_at
                .min(now)
                .plus_millis(-60_000 * i64::from(number));
            for place in 1..=count {
                tx.note_here(id, place as u16, at).await?;
            }
        }
        Ok(id)
    }
}

/// The unit with this number, the same one at every session.
pub(super) fn unit(number: u32) -> Result<(CreditCode, String), Error> {
    let code = CreditCode::complete(&format!("9132010{:010}", 7_000 + number));
    let code = code.map_err(|error| Error::Internal(error.to_string()))?;
    let name = UNITS[number as usize % UNITS.len()];
    Ok((code, format!("{name}有限公司（示例）")))
}

/// A code that is the same with every run, and no two alike: its digits by 30.
fn code(bytes: [u8; 8]) -> UnitCode {
    let mut rest = u64::from_be_bytes(bytes);
    let mut digits = [0_u8; 8];
    for digit in digits.iter_mut().rev() {
        *digit = (rest % 30) as u8;
        rest /= 30;
    }
    UnitCode::of_bytes(digits)
}

fn person(unit: usize, number: usize) -> Attendee {
    let name = NAMES[(unit * 3 + number) % NAMES.len()];
    Attendee {
        name: format!("{name}（示例）"),
        phone: format!("1990000{:04}", 5_000 + unit * 10 + number),
        email: format!("attendee{unit}-{number}@example.com"),
        role: AttendeeRole::ALL[(unit + number) % AttendeeRole::ALL.len()],
    }
}
