//! Units that the sessions of the demo season invite: some of those who registered, and others that have
//! declined, have not answered, or are still to be written to. Every unit and person is invented.

use super::{DemoSeason, registrations};
use crate::Error;
use domain::accounts::Account;
use domain::credit_codes::CreditCode;
use domain::guests::NewGuest;
use domain::sessions::Session;
use domain::time::Timestamp;
use store::Tx;

/// The first units that register are invited ones.
const REGISTERED: u32 = 3;
/// How many of the others were written to, and how many of these have declined.
const WRITTEN_TO: usize = 4;
const DECLINED: usize = 1;
/// The others; whom to write to at each.
const OTHERS: [(&str, &str); 6] = [
    ("云岫精密仪器", "沈怀瑾"),
    ("南枝新材料", "韩叙白"),
    ("镜湖传感技术", "秦亦安"),
    ("朗州电力装备", "尤可望"),
    ("芦汀生物医药", "许见山"),
    ("浮玉环境工程", "何清川"),
];
const DAY_MS: i64 = 86_400_000;

/// Writes the lists of sessions that take registrations.
pub(super) async fn write(tx: &mut Tx, demo: &DemoSeason, now: Timestamp) -> Result<(), Error> {
    let accounts = demo.accounts.iter().map(|(account, _)| account);
    let hosts: Vec<&Account> = accounts
        .filter(|one| one.hosted().next().is_some())
        .collect();
    let fallback = hosts.first().ok_or(Error::NotFound)?;
    for (session, _) in &demo.sessions {
        if tx.registration_plan(session.id).await?.is_none() {
            continue;
        }
        let mut of = hosts.iter();
        let host = of.find(|one| one.hosted().any(|id| id == session.id));
        let list = List {
            session,
            host: host.unwrap_or(fallback),
            added_at: now.min(session.starts_at).plus_millis(-15 * DAY_MS),
        };
        list.write(tx).await?;
    }
    Ok(())
}

/// The list of a session.
struct List<'a> {
    session: &'a Session,
    host: &'a Account,
    added_at: Timestamp,
}

impl List<'_> {
    async fn write(&self, tx: &mut Tx) -> Result<(), Error> {
        let by = (self.host.id, self.added_at);
        for number in 0..REGISTERED {
            let (code, unit) = registrations::unit(number)?;
            let guest = guest(&code, unit, "接待联系人（示例）", 7_000 + number as usize);
            tx.put_guest(self.session.id, &guest, by).await?;
        }
        for (place, (unit, contact)) in OTHERS.into_iter().enumerate() {
            let code = CreditCode::complete(&format!("9132010{:010}", 7_100 + place));
            let code = code.map_err(|error| Error::Internal(error.to_string()))?;
            let unit = format!("{unit}有限公司（示例）");
            let guest = guest(&code, unit, &format!("{contact}（示例）"), 7_100 + place);
            tx.put_guest(self.session.id, &guest, by).await?;
        }
        let invited_at = self.added_at.plus_millis(DAY_MS);
        let written_to = REGISTERED as usize + WRITTEN_TO;
        let all = tx.guests(self.session.id, None, written_to as u32).await?;
        for (place, one) in all.iter().enumerate() {
            tx.note_invited(one.id, invited_at).await?;
            if place >= written_to - DECLINED {
                let declined_at = invited_at.plus_millis(2 * DAY_MS);
                tx.note_declined(one.id, declined_at).await?;
            }
        }
        Ok(())
    }
}

fn guest(code: &CreditCode, unit: String, contact: &str, number: usize) -> NewGuest {
    NewGuest {
        credit_code: code.as_str().to_owned(),
        unit,
        contact: contact.into(),
        phone: format!("1990000{number:04}"),
        email: format!("guest{number}@example.com"),
    }
}
