//! Naming a liaison and nominating an expert, in the transaction of whoever does it: the forms of the
//! portal and an imported 《活动联络员信息表》 go by the same rules (domain.md AS-68, AS-69).

use super::{candidates, object};
use crate::{Error, Tx};
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::ids::{AccountId, ExpertId, InstitutionId, LiaisonId, SeasonId};
use domain::participations::ParticipationRefusal;
use domain::participations::people::{ContactCard, ExpertCard};
use serde_json::json;
use store::{NewExpert, NewLiaison, StoredExpert, StoredParticipation};

/// Experts that one institution nominates for a season: the list is shown whole.
pub(crate) const EXPERTS_MAX: u32 = 200;

/// A liaison who is to be named.
pub(crate) struct Naming<'a> {
    /// The institution's part in the season.
    pub part: &'a StoredParticipation,
    /// Who.
    pub who: AccountId,
    /// How to reach the person.
    pub card: &'a ContactCard,
    /// Whether he may take the place of another one.
    pub replace: bool,
    /// Who says so.
    pub by: AccountId,
}

/// Names a liaison; answers him and the one before. Whoever calls it holds the institution.
///
/// # Errors
/// `LIAISON_PERSON`; `LIAISON_ALREADY_SET` while another is, unless he is replaced;
/// `LIAISON_PHONE_TAKEN`.
pub(crate) async fn name_in(
    tx: &mut Tx,
    naming: &Naming<'_>,
    origin: &Origin,
) -> Result<(LiaisonId, Option<LiaisonId>), Error> {
    let part = naming.part;
    let people = candidates(tx, part.institution).await?;
    if !people.iter().any(|person| person.id == naming.who) {
        return Err(Error::invalid("LIAISON_PERSON"));
    }
    let before = tx.liaison(part.id).await?;
    if before.is_some() && !naming.replace {
        return Err(ParticipationRefusal::LiaisonAlreadySet.into());
    }
    let phone = naming.card.phone.as_str();
    if tx.has_liaison_phone(part.season, phone, part.id).await? {
        return Err(Error::invalid("LIAISON_PHONE_TAKEN"));
    }
    tx.end_liaison(part.id, origin.at).await?;
    let new = NewLiaison {
        participation: part.id,
        season: part.season,
        account: naming.who,
        card: naming.card,
        by: naming.by,
        at: origin.at,
    };
    let id = tx.name_liaison(&new).await?;
    let entry = origin.entry(Act::LiaisonName, object(part.id));
    let entry = entry.before(&json!({ "liaison": before.as_ref().map(|one| one.account) }));
    tx.audit(entry.after(&json!({ "liaison": naming.who })));
    Ok((id, before.map(|one| one.id)))
}

/// Nominates an expert. Whoever calls it holds the institution.
///
/// # Errors
/// `EXPERT_KNOWN`, `EXPERTS_FULL`.
pub(crate) async fn nominate_in(
    tx: &mut Tx,
    (season, of): (SeasonId, InstitutionId),
    card: &ExpertCard,
    by: AccountId,
    origin: &Origin,
) -> Result<ExpertId, Error> {
    let there = tx.experts_of(season, of, EXPERTS_MAX).await?;
    let same = |one: &StoredExpert| {
        let known = &one.card.contact;
        known.name == card.contact.name && known.phone == card.contact.phone
    };
    if there.iter().any(same) {
        return Err(Error::invalid("EXPERT_KNOWN"));
    }
    if there.len() >= EXPERTS_MAX as usize {
        return Err(Error::invalid("EXPERTS_FULL"));
    }
    let new = NewExpert {
        season,
        institution: of,
        card,
        by,
        at: origin.at,
    };
    let id = tx.insert_expert(&new).await?;
    let object = Object::new(ObjectKind::Expert, id);
    let entry = origin.entry(Act::ExpertNominate, object);
    tx.audit(entry.after(&json!({
        "institution": of,
        "identity": card.identity,
        "corps": card.corps,
        "consent_at": origin.at,
    })));
    Ok(id)
}
