//! The people of an organisation: whoever looks after them invites by a link that works once, and ends
//! accounts.

use crate::accounts::token_hash;
use crate::newcomers::{insert, member};
use crate::organisations::coded;
use crate::permissions::require;
use crate::{Error, Portal, Tx};
use domain::accounts::{Account, Action, Grant, Role};
use domain::audit::{Act, Object, ObjectKind, Origin, Who};
use domain::ids::{AccountId, InstitutionId, InvitationId};
use domain::organisations::{
    INVITATION_VALID_MS, InvitationDraft, InvitationRefusal, may_be_deactivated, roles_of,
};
use domain::views::{
    InvitationEnd, InvitationLine, InvitationPage, NewInvitation, PeoplePage, PersonLine,
};
use serde_json::json;
use store::StoredInvitation;

/// People of an organisation that are read.
const PEOPLE_MAX: u32 = 500;
/// Invitations shown.
const INVITATIONS_SHOWN: u32 = 50;
/// Invitations of an organisation that may wait at a time.
const WAITING_MAX: u32 = 50;

/// What somebody types who follows an invitation.
#[derive(Clone, Debug, Default)]
pub struct Newcomer {
    /// The code of the link.
    pub code: String,
    /// Account name.
    pub login: String,
    /// The name shown to colleagues.
    pub name: String,
    /// The password.
    pub password: String,
}

impl Portal {
    /// The people of the organisation of `account`.
    ///
    /// # Errors
    /// `Forbidden` for everybody who does not look after them.
    pub async fn people_page(&self, account: &Account) -> Result<PeoplePage, Error> {
        let of = own_people(account)?;
        let mut tx = self.store().read().await?;
        let institution = tx.institution(of).await?.ok_or(Error::NotFound)?;
        let people = tx.people_of(of, PEOPLE_MAX).await?;
        let person = |(person, active): (Account, bool)| PersonLine {
            id: person.id,
            can_end: active && may_be_deactivated(account, &person, of),
            roles: roles(&person.grants),
            login: person.login,
            name: person.display_name,
            active,
        };
        let invitations = tx.invitations(of, INVITATIONS_SHOWN).await?;
        Ok(PeoplePage {
            institution: institution.name,
            roles: roles_of(institution.kind),
            people: people.into_iter().map(person).collect(),
            invitations: invitations.into_iter().map(line).collect(),
            server_now: self.now(),
        })
    }

    /// Invites somebody. The link is in the answer and nowhere else; whoever invites passes it on.
    ///
    /// # Errors
    /// `Forbidden`; the codes of [`InvitationRefusal`]; `INVITATIONS_FULL`.
    pub async fn invite(
        &self,
        account: &Account,
        draft: InvitationDraft,
    ) -> Result<NewInvitation, Error> {
        let of = own_people(account)?;
        let code = self.random().token::<16>();
        let (store, origin) = (self.store().clone(), self.by(account));
        let (by, link) = (account.id, token_hash(&code));
        let expires_at = origin.at.plus_millis(INVITATION_VALID_MS);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let institution = tx.institution(of).await?.ok_or(Error::NotFound)?;
            let liaison = has_liaison(&mut tx, of).await?;
            let (note, grants) = draft.read(of, institution.kind, liaison)?;
            if tx.invitations_waiting(of, origin.at).await? >= WAITING_MAX {
                return Err(Error::invalid("INVITATIONS_FULL"));
            }
            let new = store::NewInvitation {
                link: link.as_bytes(),
                institution: of,
                note: &note,
                grants: &grants,
                by,
                at: origin.at,
                expires_at,
            };
            let id = tx.insert_invitation(&new).await?;
            let entry = origin.entry(Act::InvitationMake, object(id));
            tx.audit(entry.after(&json!({ "institution": of, "note": note, "grants": grants })));
            tx.commit().await?;
            Ok(NewInvitation {
                id,
                note,
                link: format!("/invitation/{code}"),
                expires_at,
            })
        })
        .await
    }

    /// Calls an invitation off.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` for one of another organisation, and for one that works no more.
    pub async fn end_invitation(&self, account: &Account, id: InvitationId) -> Result<(), Error> {
        let of = own_people(account)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let ended = tx.end_invitation(id, of, None, origin.at).await?;
            ended.then_some(()).ok_or(Error::NotFound)?;
            tx.audit(origin.entry(Act::InvitationEnd, object(id)));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Ends the account of a colleague: nobody signs in to it any more, and what he has invited and
    /// nobody has accepted ends with it.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` for people of other organisations; `PERSON_NOT_ENDED` for oneself and
    /// for whoever does something beyond the organisation.
    pub async fn deactivate(&self, account: &Account, id: AccountId) -> Result<(), Error> {
        let of = own_people(account)?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.clone());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let person = tx.hold_account(id).await?;
            let person = person.filter(|person| person.institution == Some(of));
            let person = person.ok_or(Error::NotFound)?;
            if !may_be_deactivated(&by, &person, of) {
                return Err(Error::invalid("PERSON_NOT_ENDED"));
            }
            tx.renew_sign_in(id, None, origin.at).await?;
            let invitations = tx.end_invitations_by(id, of, origin.at).await?;
            let entry = origin.entry(Act::AccountDeactivate, Object::account(id));
            let entry = entry.before(&json!({ "login": person.login, "grants": person.grants }));
            tx.audit(entry.after(&json!({ "active": false, "invitations": invitations })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// What the page of an invitation shows.
    ///
    /// # Errors
    /// `NotFound` for a code that never was, was used, called off, or has expired: the same for all.
    pub async fn invitation_page(&self, code: &str) -> Result<InvitationPage, Error> {
        let mut tx = self.store().read().await?;
        let link = token_hash(code);
        let found = tx.invitation_of_link(link.as_bytes(), self.now()).await?;
        let found = found.ok_or(Error::NotFound)?;
        let institution = tx.institution(found.institution).await?;
        Ok(InvitationPage {
            institution: institution.ok_or(Error::NotFound)?.name,
            roles: roles(&found.grants),
            expires_at: found.expires_at,
        })
    }

    /// Accepts an invitation: the link is used up and the account is there.
    ///
    /// # Errors
    /// `NotFound` as [`Self::invitation_page`]; `LOGIN_FORM`, `NAME_LENGTH`, `LOGIN_TAKEN`, those of
    /// a password, `LIAISON_ALREADY_SET`. A refusal leaves the link as it is.
    pub async fn accept_invitation(&self, newcomer: Newcomer) -> Result<(), Error> {
        // Before the work of hashing, so that a stranger cannot make the portal do it.
        self.invitation_page(&newcomer.code).await?;
        let person = member(
            &newcomer.login,
            &newcomer.name,
            InstitutionId(0),
            Vec::new(),
        )?;
        self.check_password(&newcomer.password, &[&person.login, &person.display_name])
            .await?;
        let hash = self.hashing().seat().await?.hash(newcomer.password).await?;
        let (portal, link) = (self.clone(), token_hash(&newcomer.code));
        let origin = self.by_visitor();
        self.durable(async move {
            let mut tx = portal.store().audited().await?;
            let found = tx.invitation_of_link(link.as_bytes(), origin.at).await?;
            let found = found.ok_or(Error::NotFound)?;
            let of = found.institution;
            tx.hold_institution(of).await?;
            let liaison = found.grants.iter().any(|grant| grant.role == Role::Liaison);
            if liaison && has_liaison(&mut tx, of).await? {
                return Err(Error::invalid("LIAISON_ALREADY_SET"));
            }
            let mut person = Account {
                institution: Some(of),
                grants: found.grants,
                ..person
            };
            person.id = insert(&mut tx, &person, &hash).await?;
            portal
                .note_password(&mut tx, person.id, &hash, origin.at)
                .await?;
            let used = tx
                .end_invitation(found.id, of, Some(person.id), origin.at)
                .await?;
            used.then_some(()).ok_or(Error::NotFound)?;
            let origin = Origin {
                who: Who::of(&person),
                ..origin
            };
            let entry = origin.entry(Act::InvitationAccept, object(found.id));
            tx.audit(entry.after(&json!({ "login": person.login, "grants": person.grants })));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// The organisation whose people `account` looks after.
fn own_people(account: &Account) -> Result<InstitutionId, Error> {
    let of = account.institution.unwrap_or(InstitutionId(0));
    require(account, Action::KeepPeople(of))?;
    Ok(of)
}

/// Whether an organisation has a liaison who can sign in (domain.md AS-68).
pub(crate) async fn has_liaison(tx: &mut Tx, of: InstitutionId) -> Result<bool, Error> {
    let people = tx.people_of(of, PEOPLE_MAX).await?;
    let is_liaison = |(person, active): &(Account, bool)| *active && person.has(Role::Liaison);
    Ok(people.iter().any(is_liaison))
}

fn object(id: InvitationId) -> Object {
    Object::new(ObjectKind::Invitation, id)
}

/// The roles of some grants, each once, in the order of the table.
fn roles(grants: &[Grant]) -> Vec<Role> {
    let held = |role: &&Role| grants.iter().any(|grant| grant.role == **role);
    Role::ALL.iter().filter(held).copied().collect()
}

fn line(stored: StoredInvitation) -> InvitationLine {
    let end = stored.ended_at.map(|_| match stored.account {
        Some(_) => InvitationEnd::Accepted,
        None => InvitationEnd::Ended,
    });
    InvitationLine {
        id: stored.id,
        note: stored.note,
        roles: roles(&stored.grants),
        by: stored.by,
        at: stored.at,
        expires_at: stored.expires_at,
        end,
    }
}

impl From<InvitationRefusal> for Error {
    fn from(refusal: InvitationRefusal) -> Self {
        coded(refusal.to_string())
    }
}
