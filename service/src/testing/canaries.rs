//! Secrets of the things that a session brings with it (registrations, interests, follow-ups, records from
//! outside of the portal, logbooks, the report, needs), each a text that occurs nowhere else, for searches of
//! everything that anybody is sent.

use super::TestPortal;
use super::need_canaries::OF_NEEDS;
use crate::targets::Written;
use crate::{FollowUpStep, PlanDraft};
use domain::accounts::Account;
use domain::credit_codes::CreditCode;
use domain::ids::{FileId, InterestId, LotCode, NeedCode, RegistrationId};
use domain::intakes::{IntakeDraft, IntakeKind};
use domain::interests::{ContactWay, FollowUpOutcome, InterestDraft, InterestLevel, NextStep};
use domain::logbooks::{Book, EntryDraft, Field};
use domain::money::Fen;
use domain::registrations::{AttendeeDraft, RegistrationDraft};
use domain::reports::Prose;
use domain::sessions::Session;
use std::io::{Cursor, Read};

/// Who is sent a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The host of the session and the centre.
    Host,
    /// Whoever reads the audit record as well: it says what was written down.
    Record,
    /// People of the institution that offers the lot, and the centre.
    Owner,
}

/// The texts, with whoever is sent them: those of sessions, and of needs.
pub const CANARIES: [(&str, Reader); 33] = {
    let mut all = [("", Reader::Host); 33];
    let mut at = 0;
    while at < all.len() {
        let of_session = at < OF_SESSIONS.len();
        all[at] = if of_session {
            OF_SESSIONS[at]
        } else {
            OF_NEEDS[at - OF_SESSIONS.len()]
        };
        at += 1;
    }
    all
};

/// What is planted in the things of a session.
const OF_SESSIONS: [(&str, Reader); 17] = [
    // Registrations: who comes, and how to reach him.
    ("金丝雀登记甲", Reader::Host),
    ("19988800001", Reader::Host),
    ("canary-registrant@example.com", Reader::Host),
    // Interests and follow-ups: whom to call, what was said.
    ("金丝雀意向乙", Reader::Host),
    ("19988800002", Reader::Host),
    ("金丝雀意向企业（示例）", Reader::Record),
    ("金丝雀回访纪要", Reader::Host),
    ("金丝雀回访结论", Reader::Record),
    // Records from outside of the portal.
    ("金丝雀线下受让方（示例）", Reader::Record),
    ("金丝雀批〔2026〕9号", Reader::Record),
    ("金丝雀意向受让方（示例）", Reader::Record),
    // Logbooks.
    ("金丝雀服务企业（示例）", Reader::Record),
    ("金丝雀服务内容", Reader::Record),
    ("金丝雀案例", Reader::Record),
    ("金丝雀推荐理由", Reader::Record),
    // The report before it is accepted.
    ("金丝雀总结经过", Reader::Host),
    ("金丝雀总结成效", Reader::Host),
];

/// Where the secrets lie.
#[derive(Clone, Debug)]
pub struct Planted {
    /// The registration.
    pub registration: RegistrationId,
    /// What its link carries.
    pub link: String,
    /// An interest whose follow-up goes on.
    pub open: InterestId,
    /// One whose follow-up has ended.
    pub ended: InterestId,
    /// The proof of what was sold elsewhere.
    pub proof: FileId,
    /// The lots of the session.
    pub lots: [LotCode; 2],
    /// Its needs: one published, one returned.
    pub needs: [NeedCode; 2],
}

pub(super) fn credit_code(number: u32) -> String {
    let code = CreditCode::complete(&format!("91320000MA{number:07}"));
    code.expect("a code").as_str().to_owned()
}

impl TestPortal {
    /// Plants [`CANARIES`] in a published session that is not over, as its host writes them.
    ///
    /// # Panics
    /// When something on the way is refused.
    pub async fn plant_canaries(&self, session: &Session, host: &Account) -> Planted {
        let centre = self.centre().await;
        let mut lots = Vec::new();
        for code in ["P2026-ENER-0901", "P2026-ENER-0902"] {
            let id = self.lot(code, true).await;
            centre.publish(&[id]).await.expect("published");
            let mut tx = self.portal.store().write().await.expect("a transaction");
            let set = tx.set_lot_session(id, Some((session.id, None))).await;
            assert!(set.expect("an update"), "the lot is there");
            tx.commit().await.expect("a commit");
            lots.push(LotCode::parse(code).expect("a code"));
        }
        let [first, second] = <[LotCode; 2]>::try_from(lots).expect("two");
        let (registration, link) = self.canary_registration(session, host).await;
        let (open, ended) = self
            .canary_interests(session, host, [&first, &second])
            .await;
        let proof = self.canary_intakes(session, host, [&first, &second]).await;
        self.canary_logbooks(session, host, &first).await;
        let prose = Prose {
            course: "金丝雀总结经过：专场在示例会议中心举行，六项成果路演。".into(),
            effects: "金丝雀总结成效：达成一批合作意向，由技术经理人逐一回访。".into(),
            ..Prose::default()
        };
        let written = self.portal.write_report(host, session.id, 0, &prose).await;
        written.expect("a report");
        Planted {
            registration,
            link,
            open,
            ended,
            proof,
            lots: [first, second],
            needs: self.canary_needs(session, host).await,
        }
    }

    async fn canary_registration(
        &self,
        session: &Session,
        host: &Account,
    ) -> (RegistrationId, String) {
        let (portal, now) = (&self.portal, self.portal.now());
        let plan = PlanDraft {
            opens_at: now,
            closes_at: session.ends_at,
            seats: 9,
            disclaimer: String::new(),
        };
        let set = portal.set_registration(host, session.id, plan).await;
        set.expect("a plan");
        let draft = RegistrationDraft {
            credit_code: credit_code(1),
            unit: "某登记单位（示例）".into(),
            people: vec![AttendeeDraft {
                name: "金丝雀登记甲".into(),
                phone: "19988800001".into(),
                email: "canary-registrant@example.com".into(),
                role: "TECHNICAL".into(),
            }],
            consent: true,
            disclaimer: None,
            trap: String::new(),
        };
        let link = portal.register(&session.slug, &draft, false).await;
        let desk = portal.registration_desk(host, session.id, None).await;
        let line = desk.expect("a desk").lines.pop().expect("a registration");
        (line.id, link.expect("a registration"))
    }

    async fn canary_interests(
        &self,
        session: &Session,
        host: &Account,
        lots: [&LotCode; 2],
    ) -> (InterestId, InterestId) {
        let mut made = Vec::new();
        for (number, lot) in (2..).zip(lots) {
            let draft = InterestDraft {
                enterprise: "金丝雀意向企业（示例）".into(),
                credit_code: credit_code(number),
                lot: lot.to_string(),
                level: InterestLevel::Strong,
                next_step: NextStep::Visit,
                contact: "金丝雀意向乙".into(),
                phone: "19988800002".into(),
            };
            let noted = self.portal.note_interest(host, session.id, &draft).await;
            let id = noted.expect("an interest");
            let log = FollowUpStep::Log {
                way: ContactWay::Call,
                words: "金丝雀回访纪要：已致电，约定面谈".into(),
            };
            let logged = self.portal.step_follow_up(host, id, log).await;
            logged.expect("a line of the log");
            made.push(id);
        }
        let end = FollowUpStep::End {
            outcome: FollowUpOutcome::Nothing,
            note: "金丝雀回访结论：暂无意向".into(),
        };
        let ended = self.portal.step_follow_up(host, made[1], end).await;
        ended.expect("an end");
        (made[0], made[1])
    }

    async fn canary_intakes(
        &self,
        session: &Session,
        host: &Account,
        [first, second]: [&LotCode; 2],
    ) -> FileId {
        let today = self.portal.now().date().to_string();
        let sold = IntakeDraft {
            kind: IntakeKind::Auction,
            lot: first.to_string(),
            buyer: "金丝雀线下受让方（示例）".into(),
            buyer_code: credit_code(4),
            amount: Some(Fen::yuan(120_000)),
            agreed_on: today.clone(),
            approval_number: "金丝雀批〔2026〕9号".into(),
            approved_on: today,
        };
        let agreed = IntakeDraft {
            kind: IntakeKind::Intent,
            lot: second.to_string(),
            buyer: "金丝雀意向受让方（示例）".into(),
            buyer_code: credit_code(5),
            amount: None,
            approval_number: String::new(),
            approved_on: String::new(),
            ..sold.clone()
        };
        for draft in [agreed, sold] {
            let proof = ("成交笔录.pdf", b"%PDF-1.4 proof".to_vec());
            let entered = self
                .portal
                .record_intake(host, session.id, draft, proof)
                .await;
            entered.expect("a record");
        }
        let desk = self.portal.offline_desk(host, session.id).await;
        let mut lines = desk.expect("a desk").lines.into_iter();
        lines.find_map(|line| line.proof).expect("a proof")
    }

    async fn canary_logbooks(&self, session: &Session, host: &Account, lot: &LotCode) {
        let today = self.portal.now().date().to_string();
        let entries = [
            (
                Book::Services,
                vec![
                    (Field::Day, today),
                    (Field::Kind, "走访".into()),
                    (Field::CreditCode, credit_code(6)),
                    (Field::Enterprise, "金丝雀服务企业（示例）".into()),
                    (Field::Content, "金丝雀服务内容".into()),
                ],
            ),
            (
                Book::Cases,
                vec![
                    (Field::Title, "从实验室到车间（示例）".into()),
                    (Field::Text, "金丝雀案例：校企共建中试线".into()),
                ],
            ),
            (
                Book::Recommended,
                vec![
                    (Field::Lot, lot.to_string()),
                    (Field::Reason, "金丝雀推荐理由：成熟度高".into()),
                ],
            ),
        ];
        for (book, columns) in entries {
            let mut draft = EntryDraft::default();
            for (field, text) in columns {
                draft.put(field, text);
            }
            let saved = self
                .portal
                .save_entry(host, session.id, book, None, &draft)
                .await;
            assert!(
                matches!(saved, Ok(Written::Added(_))),
                "{book:?}: {saved:?}"
            );
        }
    }
}

/// What somebody reads in an answer: its bytes as a text, and of an archive or a workbook every part.
pub fn readable(bytes: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    if !bytes.starts_with(b"PK") {
        return text;
    }
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return text;
    };
    for index in 0..archive.len() {
        let mut part = Vec::new();
        if let Ok(mut file) = archive.by_index(index) {
            text.push_str(&String::from_utf8_lossy(file.name_raw()));
            // What cannot be inflated is read by nobody.
            let _ = file.read_to_end(&mut part);
        }
        text.push_str(&readable(&part));
    }
    text
}
