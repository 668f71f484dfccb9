//! Organisations that apply in the demo season, and people who are invited. Everybody is fictional: the
//! credit codes are of a division that no place has (domain.md §3.2).

use super::DemoSeason;
use super::accounts::LIAISONS;
use super::papers::pdf;
use crate::Error;
use crate::accounts::token_hash;
use domain::accounts::{Account, Grant, Role, Scope};
use domain::credit_codes::CreditCode;
use domain::evidence::FileHash;
use domain::institutions::InstitutionKind;
use domain::organisations::{Applicant, ApplicationState, INVITATION_VALID_MS, Seat};
use domain::time::Timestamp;
use sha2::{Digest, Sha256};
use store::{Decided, NewApplication, NewInvitation, Tx};

/// An hour, ms.
const HOUR: i64 = 3_600_000;

/// An application of the demo.
struct Sketch {
    name: &'static str,
    code: &'static str,
    kind: InstitutionKind,
    seat: &'static str,
    contact: &'static str,
    phone: &'static str,
    login: &'static str,
    /// Hours before the beginning of the demonstration.
    hours: i64,
    /// Why it was returned.
    returned: Option<&'static str>,
}

const APPLICATIONS: [Sketch; 3] = [
    Sketch {
        name: "澄川精密仪器有限公司（示例）",
        code: "91329999MA9CHENG1",
        kind: InstitutionKind::Enterprise,
        seat: "3202",
        contact: "苏示例",
        phone: "19900002011",
        login: "chengchuan",
        hours: 5,
        returned: None,
    },
    Sketch {
        name: "洮湖材料技术研究院（示例）",
        code: "12329998MB9TA0HU1",
        kind: InstitutionKind::Institute,
        seat: "3204",
        contact: "顾示例",
        phone: "0519-88880001",
        login: "taohu.office",
        hours: 28,
        returned: None,
    },
    Sketch {
        name: "沂上知识产权服务有限公司（示例）",
        code: "91329998MA9UH0NG2",
        kind: InstitutionKind::Service,
        seat: "3213",
        contact: "陆示例",
        phone: "19900002013",
        login: "yishang",
        hours: 52,
        returned: Some("授权书未加盖公章，请补盖后重新上传"),
    },
];

/// Whom the first liaison has invited, and what for.
const INVITATIONS: [(&str, i64); 2] = [("科技处竞买经办人", 3), ("技术转移中心副主任", 80)];

/// Writes three applications and two invitations, one of which has run out.
pub(super) async fn write(
    tx: &mut Tx,
    demo: &DemoSeason,
    now: Timestamp,
    password_hash: &str,
) -> Result<(), Error> {
    for sketch in &APPLICATIONS {
        apply(tx, demo, sketch, now, password_hash).await?;
    }
    let (inviter, _) = LIAISONS[0];
    let inviter = account(demo, inviter);
    let of = inviter.institution.ok_or(Error::NotFound)?;
    let grant = Grant {
        role: Role::Bidder,
        scope: Scope::Institution(of),
    };
    for (note, hours) in INVITATIONS {
        let at = now.plus_millis(-hours * HOUR);
        // Nobody has the code: these links are only looked at.
        let link = token_hash(note);
        let invitation = NewInvitation {
            link: link.as_bytes(),
            institution: of,
            note,
            grants: std::slice::from_ref(&grant),
            by: inviter.id,
            at,
            expires_at: at.plus_millis(INVITATION_VALID_MS),
        };
        tx.insert_invitation(&invitation).await?;
    }
    Ok(())
}

async fn apply(
    tx: &mut Tx,
    demo: &DemoSeason,
    sketch: &Sketch,
    now: Timestamp,
    password_hash: &str,
) -> Result<(), Error> {
    let malformed = || Error::Internal(format!("the demo's {} is malformed", sketch.login));
    let code = CreditCode::complete(sketch.code).map_err(|_| malformed())?;
    let applicant = Applicant {
        name: sketch.name.into(),
        credit_code: code.as_str().into(),
        kind: sketch.kind,
        seat: Seat::parse(sketch.seat).ok_or_else(malformed)?,
        contact: sketch.contact.into(),
        phone: sketch.phone.into(),
    };
    let (file, at) = (letter(sketch), now.plus_millis(-sketch.hours * HOUR));
    let link = token_hash(sketch.name);
    let new = NewApplication {
        link: link.as_bytes(),
        applicant: &applicant,
        login: sketch.login,
        password: password_hash,
        file_name: "单位授权书（示例）.pdf",
        hash: FileHash(Sha256::digest(&file).into()),
        file: &file,
        at,
    };
    let id = tx.insert_application(&new).await?;
    if let Some(reason) = sketch.returned {
        let to = Decided {
            from: ApplicationState::Submitted,
            state: ApplicationState::Returned,
            at: at.plus_millis(3 * HOUR),
            by: Some(account(demo, "center1").id),
            reason: Some(reason),
            made: None,
        };
        tx.decide_application(id, &to).await?;
    }
    Ok(())
}

fn account<'d>(demo: &'d DemoSeason, login: &str) -> &'d Account {
    let found = demo.accounts.iter().find(|(one, _)| one.login == login);
    &found.expect("the demo has this account").0
}

/// The letter of an application.
fn letter(sketch: &Sketch) -> Vec<u8> {
    pdf(&format!("Sample authorisation letter: {}", sketch.login))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::organisations::{ApplicationDraft, letter_kind};

    #[test]
    fn what_the_demo_applies_with_could_be_typed() {
        for sketch in &APPLICATIONS {
            let code = CreditCode::complete(sketch.code).unwrap();
            let draft = ApplicationDraft {
                name: sketch.name.into(),
                credit_code: code.as_str().into(),
                kind: sketch.kind.code().into(),
                seat: sketch.seat.into(),
                contact: sketch.contact.into(),
                phone: sketch.phone.into(),
            };
            assert!(draft.read().is_ok(), "{}", sketch.login);
            assert!(sketch.name.ends_with("（示例）"));
            assert!(letter_kind("a.pdf", &letter(sketch)).is_ok());
        }
    }
}
