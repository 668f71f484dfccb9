//! Roles are granted and taken by two security administrators (reliability.md S-36), or by whoever runs
//! the program, at its command line.

use crate::accounts::place_of;
use crate::organisations::coded;
use crate::permissions::require;
use crate::{Error, Portal, Tx};
use domain::accounts::{Account, Action, Grant, Role, Scope};
use domain::audit::{Act, Object};
use domain::evidence::Reason;
use domain::ids::ProposalId;
use domain::institutions::City;
use domain::permissions::{RoleChange, RoleProposal, RoleRefusal, RoleStep};
use domain::views::{GrantLine, HolderLine, ProposalLine, RolesPage};
use serde_json::json;
use store::StoredProposal;

/// Proposals that are read.
const PROPOSALS_SHOWN: u32 = 100;
/// Staff that is read.
const STAFF_MAX: u32 = 200;

/// Where a role is to hold, as it is named by people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RolePlace {
    /// The whole province.
    Province,
    /// One city.
    City(City),
    /// The session with this address.
    Session(String),
    /// The organisation of this name; the person's own when it is empty.
    Institution(String),
}

/// A role that somebody is to have, or to have no more.
#[derive(Clone, Debug)]
pub struct RoleWish {
    /// Account name of whom it is about.
    pub login: String,
    /// Granted or taken.
    pub step: RoleStep,
    /// Which role.
    pub role: Role,
    /// Where.
    pub place: RolePlace,
    /// Why.
    pub reason: String,
}

impl Portal {
    /// What waits for a second person, what was decided, and who holds what.
    ///
    /// # Errors
    /// `Forbidden` for everybody but security administrators.
    pub async fn roles_page(&self, account: &Account) -> Result<RolesPage, Error> {
        require(account, Action::KeepAccounts)?;
        let now = self.now();
        let mut tx = self.store().read().await?;
        let (mut waiting, mut past) = (Vec::new(), Vec::new());
        for stored in tx.proposals(PROPOSALS_SHOWN).await? {
            let waits = stored.decision.is_none() && now < stored.proposal.expires_at();
            let line = line(&mut tx, stored, account).await?;
            if waits { &mut waiting } else { &mut past }.push(line);
        }
        let mut staff = Vec::new();
        for one in tx.staff(STAFF_MAX).await? {
            let mut grants = Vec::new();
            for grant in &one.grants {
                grants.extend(grant_line(&mut tx, grant).await?);
            }
            staff.push(HolderLine {
                login: one.login,
                name: one.display_name,
                grants,
            });
        }
        Ok(RolesPage {
            waiting,
            past,
            staff,
        })
    }

    /// Proposes that somebody gets a role, or loses one.
    ///
    /// # Errors
    /// `Forbidden`, also about oneself; `REASON_LENGTH`, `ACCOUNT_UNKNOWN`, `ROLE_PLACE_UNKNOWN`,
    /// the codes of [`RoleRefusal`].
    pub async fn propose_role(
        &self,
        account: &Account,
        wish: RoleWish,
    ) -> Result<ProposalId, Error> {
        require(account, Action::KeepAccounts)?;
        self.step_up(account).await?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.clone());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let (about, change, reason) = read(&mut tx, &wish).await?;
            let proposal = RoleProposal::new(change, &about, reason, &by, origin.at)?;
            let id = tx.insert_proposal(about.id, &proposal).await?;
            let entry = origin.entry(Act::RolePropose, Object::account(about.id));
            let entry = entry.before(&json!({ "grants": about.grants }));
            let entry = entry.after(&json!({
                "proposal": id,
                "step": proposal.change.step,
                "grant": proposal.change.grant,
            }));
            tx.audit(entry.because(proposal.reason.as_str()));
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// The second person approves a proposal, or somebody declines it. The roles are judged as they
    /// stand now. Whose roles change signs in anew: no token has other rights than those it was made
    /// with (reliability.md S-08).
    ///
    /// # Errors
    /// `Forbidden`, also about oneself; `NotFound`; `Conflict` when it was decided meanwhile; the
    /// codes of [`RoleRefusal`].
    pub async fn decide_role(
        &self,
        account: &Account,
        id: ProposalId,
        approve: bool,
    ) -> Result<(), Error> {
        require(account, Action::KeepAccounts)?;
        self.step_up(account).await?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.clone());
        let ended = self
            .durable(async move {
                let mut tx = store.audited().await?;
                let mut ended = Vec::new();
                let found = tx.proposal(id).await?.ok_or(Error::NotFound)?;
                require(&by, Action::GrantRoles(found.about.0))?;
                let about = tx
                    .hold_account(found.about.0)
                    .await?
                    .ok_or(Error::NotFound)?;
                let object = Object::account(about.id);
                let entry = match approve {
                    false => origin.entry(Act::RoleDecline, object),
                    true => {
                        let grants = found.proposal.approve(&about, &by, origin.at)?;
                        tx.put_grants(about.id, &grants).await?;
                        ended = tx.end_logins(about.id, None, origin.at).await?;
                        let entry = origin.entry(Act::RoleChange, object);
                        let entry = entry.before(&json!({ "grants": about.grants }));
                        let asked = found.proposal.by;
                        entry.after(
                            &json!({ "grants": grants, "proposal": id, "proposed_by": asked }),
                        )
                    }
                };
                if !tx.decide_proposal(id, approve, by.id, origin.at).await? {
                    return Err(Error::Conflict);
                }
                tx.audit(entry.because(found.proposal.reason.as_str()));
                tx.commit().await?;
                Ok(ended)
            })
            .await?;
        self.end_streams_of(&ended);
        Ok(())
    }

    /// Grants or takes a role at the command line: whoever runs the program may, and the record says
    /// so. A small portal has no two security administrators.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the operator; as [`Self::propose_role`].
    pub async fn change_role_by_operator(&self, wish: RoleWish) -> Result<(), Error> {
        if !self.caller.operator {
            return Err(Error::Forbidden);
        }
        let (store, origin) = (self.store().clone(), self.by_whoever_runs());
        let ended = self
            .durable(async move {
                let mut tx = store.audited().await?;
                let (about, change, reason) = read(&mut tx, &wish).await?;
                let about = tx.hold_account(about.id).await?.ok_or(Error::NotFound)?;
                let grants = change.apply(&about)?;
                tx.put_grants(about.id, &grants).await?;
                let ended = tx.end_logins(about.id, None, origin.at).await?;
                let entry = origin.entry(Act::RoleChange, Object::account(about.id));
                let entry = entry.before(&json!({ "grants": about.grants }));
                let entry = entry.after(&json!({ "grants": grants }));
                tx.audit(entry.because(reason.as_str()));
                tx.commit().await?;
                Ok(ended)
            })
            .await?;
        self.end_streams_of(&ended);
        Ok(())
    }
}

/// Whom a wish is about, and what it changes.
async fn read(tx: &mut Tx, wish: &RoleWish) -> Result<(Account, RoleChange, Reason), Error> {
    let reason = Reason::parse(&wish.reason).ok_or_else(|| Error::invalid("REASON_LENGTH"))?;
    let login = wish.login.trim().to_lowercase();
    let found = tx.account_by_login(&login).await?;
    let (about, _) = found.ok_or_else(|| Error::invalid("ACCOUNT_UNKNOWN"))?;
    let scope = scope(tx, &wish.place, &about).await?;
    let scope = scope.ok_or_else(|| Error::invalid("ROLE_PLACE_UNKNOWN"))?;
    let role = wish.role;
    let change = RoleChange {
        step: wish.step,
        grant: Grant { role, scope },
    };
    Ok((about, change, reason))
}

async fn scope(tx: &mut Tx, place: &RolePlace, about: &Account) -> Result<Option<Scope>, Error> {
    Ok(match place {
        RolePlace::Province => Some(Scope::Province),
        RolePlace::City(city) => Some(Scope::City(city.code().to_owned())),
        RolePlace::Session(slug) => {
            let found = tx.session_by_slug(slug.trim()).await?;
            found.map(|session| Scope::Session(session.id))
        }
        RolePlace::Institution(name) if name.trim().is_empty() => {
            about.institution.map(Scope::Institution)
        }
        RolePlace::Institution(name) => {
            let found = tx.institution_by_name(name.trim()).await?;
            found.map(|institution| Scope::Institution(institution.id))
        }
    })
}

async fn grant_line(tx: &mut Tx, grant: &Grant) -> Result<Option<GrantLine>, Error> {
    let role = grant.role;
    let place = place_of(tx, &grant.scope).await?;
    Ok(place.map(|place| GrantLine { role, place }))
}

async fn line(tx: &mut Tx, stored: StoredProposal, who: &Account) -> Result<ProposalLine, Error> {
    let proposal = stored.proposal;
    let others = who.may(Action::GrantRoles(stored.about.0));
    Ok(ProposalLine {
        id: stored.id,
        grant: grant_line(tx, &proposal.change.grant).await?,
        login: stored.about.1,
        name: stored.about.2,
        step: proposal.change.step,
        expires_at: proposal.expires_at(),
        can_approve: others && proposal.by != who.id,
        reason: proposal.reason.as_str().to_owned(),
        by: stored.by_name,
        at: proposal.at,
        decided: stored.decision.map(|one| (one.approved, one.by_name)),
    })
}

impl From<RoleRefusal> for Error {
    fn from(refusal: RoleRefusal) -> Self {
        match refusal {
            RoleRefusal::Forbidden => Self::Forbidden,
            other => coded(other.to_string()),
        }
    }
}
