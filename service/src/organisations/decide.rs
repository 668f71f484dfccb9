//! What the staff decides about an application, and what comes of an approval.

use super::{is_another, object};
use crate::newcomers::{insert, member};
use crate::people::has_liaison;
use crate::permissions::require;
use crate::{Error, Portal, Tx};
use domain::accounts::{Account, Action, Role};
use domain::audit::{Act, Object};
use domain::evidence::Reason;
use domain::ids::{ApplicationId, InstitutionId};
use domain::institutions::Institution;
use domain::organisations::{Applicant, ApplicationEvent, first_grants};
use serde_json::json;
use store::Decided;

impl Portal {
    /// Approves an application: the organisation is there, and its first person can sign in. Answers
    /// with the account name.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `APPLICATION_STATE`; `ORGANISATION_NAME_TAKEN`, `LOGIN_TAKEN`,
    /// `LIAISON_ALREADY_SET`: then it is returned with that reason.
    pub async fn approve_application(
        &self,
        account: &Account,
        id: ApplicationId,
    ) -> Result<String, Error> {
        require(account, Action::KeepOrganisations)?;
        let (portal, origin, by) = (self.clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = portal.store().audited().await?;
            let found = tx.application(id).await?.ok_or(Error::NotFound)?;
            let from = found.own.state;
            let state = from.after(ApplicationEvent::Approve)?;
            let (applicant, hash) = found
                .own
                .applicant
                .zip(found.password)
                .ok_or(Error::NotFound)?;
            let institution = admit(&mut tx, &applicant).await?;
            let grants = first_grants(applicant.kind, institution);
            let liaison = grants.iter().any(|grant| grant.role == Role::Liaison);
            if liaison && has_liaison(&mut tx, institution).await? {
                return Err(Error::invalid("LIAISON_ALREADY_SET"));
            }
            let mut person = member(&found.own.login, &applicant.contact, institution, grants)?;
            person.id = insert(&mut tx, &person, &hash).await?;
            portal
                .note_password(&mut tx, person.id, &hash, origin.at)
                .await?;
            let to = Decided {
                from,
                state,
                at: origin.at,
                by: Some(by),
                reason: None,
                made: Some((institution, person.id)),
            };
            tx.decide_application(id, &to).await?;
            let entry = origin.entry(Act::ApplicationApprove, object(id));
            let entry = entry.before(&json!({ "state": from }));
            tx.audit(entry.after(&json!({ "state": state, "institution": institution })));
            let entry = origin.entry(Act::AccountCreate, Object::account(person.id));
            tx.audit(entry.after(&json!({ "login": person.login, "grants": person.grants })));
            tx.commit().await?;
            Ok(person.login)
        })
        .await
    }

    /// Returns an application to be put right.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `APPLICATION_STATE`, `REASON_LENGTH`.
    pub async fn return_application(
        &self,
        account: &Account,
        id: ApplicationId,
        reason: &str,
    ) -> Result<(), Error> {
        require(account, Action::KeepOrganisations)?;
        let reason = Reason::parse(reason).ok_or_else(|| Error::invalid("REASON_LENGTH"))?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let found = tx.application(id).await?.ok_or(Error::NotFound)?;
            let from = found.own.state;
            let state = from.after(ApplicationEvent::Return)?;
            let to = Decided {
                from,
                state,
                at: origin.at,
                by: Some(by),
                reason: Some(reason.as_str()),
                made: None,
            };
            tx.decide_application(id, &to).await?;
            let entry = origin.entry(Act::ApplicationReturn, object(id));
            let entry = entry.before(&json!({ "state": from }));
            let entry = entry.after(&json!({ "state": state }));
            tx.audit(entry.because(reason.as_str()));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// The institution of an applicant: the one that has this code, the one of this name that has none
/// yet, or a new one. It is held until the transaction ends.
async fn admit(tx: &mut Tx, applicant: &Applicant) -> Result<InstitutionId, Error> {
    let same = tx
        .institution_by_credit_code(&applicant.credit_code)
        .await?;
    let named = tx.institution_by_name(&applicant.name).await?;
    if is_another(named.as_ref(), same.as_ref()) {
        return Err(Error::invalid("ORGANISATION_NAME_TAKEN"));
    }
    let id = match (same, named) {
        (Some(same), _) => same.id,
        (None, Some(mut named)) => {
            named.credit_code = Some(applicant.credit_code.clone());
            tx.put_credit_code(&named).await?;
            named.id
        }
        (None, None) => {
            let new = Institution {
                id: InstitutionId(0),
                name: applicant.name.clone(),
                credit_code: Some(applicant.credit_code.clone()),
                kind: applicant.kind,
                university_class: None,
                province: applicant.seat.province.clone(),
                city: applicant.seat.city,
                big_institute: false,
            };
            tx.insert_institution(&new).await?
        }
    };
    tx.hold_institution(id).await?;
    Ok(id)
}
