//! Who may do what (权限): one table, [`TABLE`], and the questions that are asked of it. Whatever no row
//! allows is refused (domain.md §3.7; reliability.md S-17, C-02).
//!
//! Bidding has rules of its own on top, which are told to the bidder one by one:
//! [`qualify`](crate::bidding::qualification::qualify).

mod grants;
mod requests;
mod table;
#[cfg(test)]
mod tests;

pub use grants::{ADMINISTRATORS, GrantRefusal, are_apart, check_grants};
pub use requests::{PROPOSAL_VALID_MS, RoleChange, RoleProposal, RoleRefusal, RoleStep, fits};
pub use table::{NEVER, Party, Reach, Rule, State, TABLE, Verb};

use crate::accounts::{Account, Role, Scope};
use crate::ids::{AccountId, InstitutionId, SessionId};
use crate::lots::LotState;

/// What somebody wants to do, and to what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Look at what is published: catalogue, calendar, rounds, results, ledger, the way to sign in.
    Browse,
    /// Look at a lot that stands there, and watch its bidding.
    ReadLot(LotState),
    /// Look at the page of a session.
    ReadSession {
        /// The page has been published.
        published: bool,
    },
    /// Look after one's own account, tokens, bids and deposits.
    KeepOwn(AccountId),
    /// Bid on lots (after enrolment on the lot).
    Bid,
    /// Import or write lots for an institution.
    SubmitLots(InstitutionId),
    /// Import lots for whatever institution a form names, on whatever day.
    SubmitAnyLots,
    /// Look at, and commit, an upload of this person.
    ReadImport(AccountId),
    /// Take back what an upload of this person has stored.
    UndoImport(AccountId),
    /// Waive a rule of the kind 原则上 for an institution, and take that back.
    KeepWaivers,
    /// Publish lots and put them into rounds.
    PublishLots,
    /// Create and close rounds.
    ManageRounds,
    /// Set up seasons, open and close them.
    KeepSeasons,
    /// Edit and publish the page of a session.
    EditSession(SessionId),
    /// See how far the sessions of a season are with their targets.
    ReadTargets,
    /// See the reserve price of a lot of this institution.
    SeeReserve(InstitutionId),
    /// Ask for, or approve, a suspension, resumption, cancellation or void (bidding.md C.7, C.8);
    /// it always takes two of those who may.
    Intervene,
    /// See who has paid which deposit, and who is barred.
    KeepDeposits,
    /// Put on record that a deposit of this bidder has come in or gone back, that his papers were
    /// looked at, or that he is barred (bidding.md C.7). Nobody does it for himself.
    HandleBidder(AccountId),
    /// Read the bank's file about a deposit. That there is one is nobody else's business.
    ReadProofs,
    /// Move a lot on after its round: confirm the deal, record the contract and the registers, lead
    /// it through negotiation and publicity, put it up again (bidding.md C.7).
    KeepDeals,
    /// Withdraw a lot of this institution before bidding opens: the consignor's right alone
    /// (bidding.md C.7; 拍卖法 29).
    WithdrawLot(InstitutionId),
    /// See how the portal and its database are (`/admin/system`).
    SeeSystem,
    /// Change how the portal runs.
    KeepSystem,
    /// Look after the accounts of others: approve, block, end their sign-ins, begin a recovery.
    KeepAccounts,
    /// Look at the applications of organisations and decide about them.
    KeepOrganisations,
    /// Look after the people of this organisation: invite them, end their accounts.
    KeepPeople(InstitutionId),
    /// Ask for, or approve, a role for this person; it takes two (reliability.md S-36). Nobody does
    /// it for himself.
    GrantRoles(AccountId),
    /// Search and export the audit log.
    ReadAudit,
    /// Keep webhooks of one's own, which the portal posts notices to.
    KeepWebhooks(AccountId),
    /// Look after the part of this institution in a season: liaison, agreement, sheet, experts.
    TakePart(InstitutionId),
    /// Look after the parts of all institutions: agreements, papers, reopened submissions.
    KeepParticipations,
    /// Read a file of this institution that is not public. That there is one is nobody else's
    /// business.
    ReadFile(InstitutionId),
    /// Review lots as this expert: only what is assigned to him.
    Review(AccountId),
    /// Form evaluation groups, send lots to review, select them and release them.
    KeepReviews,
    /// See how many have said what against a lot of this institution.
    ReadFeedback(InstitutionId),
    /// See what was said against lots in words.
    ReadFeedbackWords,
    /// See who has the open licences of this institution's lots, and write down what was paid for them.
    KeepLicences(InstitutionId),
    /// Write, publish and withdraw articles.
    KeepArticles,
    /// Look after the registrations of a session: plan, list, check-in, talks.
    KeepRegistrations(SessionId),
    /// Look after the follow-ups that this person answers for.
    KeepFollowUps(AccountId),
    /// Accept the summary report of a session, or return it.
    DecideReports,
    /// Look at a need that stands there.
    ReadNeed {
        /// It is published.
        published: bool,
    },
    /// Hand in needs for this institution, see the whole of them and take them back.
    SubmitNeeds(InstitutionId),
    /// Diagnose needs, publish and close them.
    KeepNeeds,
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Nobody is signed in, and somebody who is might be allowed to.
    #[error("LOGIN_REQUIRED")]
    LoginRequired,
    /// No row allows it.
    #[error("FORBIDDEN")]
    Forbidden,
    /// No row allows it, and that the thing exists is a secret: the same answer as for one that does
    /// not.
    #[error("NOT_FOUND")]
    NotFound,
}

/// Whose the thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Nobody,
    Institution(InstitutionId),
    Session(SessionId),
    Person(AccountId),
}

/// Whether `who` may do `action`; `None` is a visitor who is not signed in.
///
/// # Errors
/// [`Denied`], with what such a visitor is answered.
pub fn check(who: Option<&Account>, action: Action) -> Result<(), Denied> {
    let verb = action.verb();
    let allows = |rule: &Rule| {
        rule.verb == verb && rule.state.covers(action.state()) && names(rule, who, action.owner())
    };
    let kept = who.is_some_and(|account| is_kept_from(account, verb));
    if !kept && TABLE.iter().any(allows) {
        return Ok(());
    }
    Err(verb.denial(who.is_some()))
}

/// Whether a role of the account rules `verb` out, whatever its other roles allow ([`NEVER`]).
pub fn is_kept_from(account: &Account, verb: Verb) -> bool {
    NEVER
        .iter()
        .any(|(never, role)| *never == verb && account.has(*role))
}

fn names(rule: &Rule, who: Option<&Account>, owner: Owner) -> bool {
    match (rule.who, who) {
        (Party::Everybody, _) => true,
        (_, None) => false,
        (Party::SignedIn, Some(account)) => reaches(rule.reach, None, account, owner),
        (Party::Role(role), Some(account)) => account.grants.iter().any(|grant| {
            grant.role == role
                && is_whole(account, role)
                && reaches(rule.reach, Some(&grant.scope), account, owner)
        }),
    }
}

fn reaches(reach: Reach, scope: Option<&Scope>, account: &Account, owner: Owner) -> bool {
    match reach {
        Reach::All => true,
        Reach::OwnInstitution => {
            matches!((scope, owner), (Some(Scope::Institution(own)), Owner::Institution(of)) if *own == of)
        }
        Reach::OwnSession => {
            matches!((scope, owner), (Some(Scope::Session(own)), Owner::Session(of)) if *own == of)
        }
        Reach::Province => scope == Some(&Scope::Province),
        Reach::Oneself => owner == Owner::Person(account.id),
        Reach::Others => owner != Owner::Person(account.id),
    }
}

/// Whether no other role of the account may not stand beside this one; else it counts for nothing,
/// however it got there (reliability.md C-02).
fn is_whole(account: &Account, role: Role) -> bool {
    !account
        .grants
        .iter()
        .any(|grant| are_apart(grant.role, role))
}

impl Action {
    /// What is done, without to what.
    pub const fn verb(self) -> Verb {
        match self {
            Self::Browse => Verb::Browse,
            Self::ReadLot(_) => Verb::ReadLot,
            Self::ReadSession { .. } => Verb::ReadSession,
            Self::KeepOwn(_) => Verb::KeepOwn,
            Self::Bid => Verb::Bid,
            Self::SubmitLots(_) => Verb::SubmitLots,
            Self::SubmitAnyLots => Verb::SubmitAnyLots,
            Self::ReadImport(_) => Verb::ReadImport,
            Self::UndoImport(_) => Verb::UndoImport,
            Self::KeepWaivers => Verb::KeepWaivers,
            Self::PublishLots => Verb::PublishLots,
            Self::ManageRounds => Verb::ManageRounds,
            Self::KeepSeasons => Verb::KeepSeasons,
            Self::EditSession(_) => Verb::EditSession,
            Self::ReadTargets => Verb::ReadTargets,
            Self::SeeReserve(_) => Verb::SeeReserve,
            Self::Intervene => Verb::Intervene,
            Self::KeepDeposits => Verb::KeepDeposits,
            Self::HandleBidder(_) => Verb::HandleBidder,
            Self::ReadProofs => Verb::ReadProofs,
            Self::KeepDeals => Verb::KeepDeals,
            Self::WithdrawLot(_) => Verb::WithdrawLot,
            Self::SeeSystem => Verb::SeeSystem,
            Self::KeepSystem => Verb::KeepSystem,
            Self::KeepAccounts => Verb::KeepAccounts,
            Self::KeepOrganisations => Verb::KeepOrganisations,
            Self::KeepPeople(_) => Verb::KeepPeople,
            Self::GrantRoles(_) => Verb::GrantRoles,
            Self::ReadAudit => Verb::ReadAudit,
            Self::KeepWebhooks(_) => Verb::KeepWebhooks,
            Self::TakePart(_) => Verb::TakePart,
            Self::KeepParticipations => Verb::KeepParticipations,
            Self::ReadFile(_) => Verb::ReadFile,
            Self::Review(_) => Verb::Review,
            Self::KeepReviews => Verb::KeepReviews,
            Self::ReadFeedback(_) => Verb::ReadFeedback,
            Self::ReadFeedbackWords => Verb::ReadFeedbackWords,
            Self::KeepLicences(_) => Verb::KeepLicences,
            Self::KeepArticles => Verb::KeepArticles,
            Self::KeepRegistrations(_) => Verb::KeepRegistrations,
            Self::KeepFollowUps(_) => Verb::KeepFollowUps,
            Self::DecideReports => Verb::DecideReports,
            Self::ReadNeed { .. } => Verb::ReadNeed,
            Self::SubmitNeeds(_) => Verb::SubmitNeeds,
            Self::KeepNeeds => Verb::KeepNeeds,
        }
    }

    const fn owner(self) -> Owner {
        match self {
            Self::SubmitLots(of)
            | Self::SubmitNeeds(of)
            | Self::SeeReserve(of)
            | Self::WithdrawLot(of)
            | Self::KeepPeople(of)
            | Self::TakePart(of)
            | Self::ReadFile(of)
            | Self::ReadFeedback(of)
            | Self::KeepLicences(of) => Owner::Institution(of),
            Self::EditSession(of) | Self::KeepRegistrations(of) => Owner::Session(of),
            Self::KeepOwn(of)
            | Self::ReadImport(of)
            | Self::UndoImport(of)
            | Self::HandleBidder(of)
            | Self::GrantRoles(of)
            | Self::KeepWebhooks(of)
            | Self::Review(of)
            | Self::KeepFollowUps(of) => Owner::Person(of),
            _ => Owner::Nobody,
        }
    }

    const fn state(self) -> State {
        match self {
            Self::ReadLot(state) if state.is_public() => State::Public,
            Self::ReadSession { published: true } | Self::ReadNeed { published: true } => {
                State::Public
            }
            Self::ReadLot(_)
            | Self::ReadSession { published: false }
            | Self::ReadNeed { published: false } => State::Hidden,
            _ => State::Any,
        }
    }
}

impl Account {
    /// Whether this account may do `action`.
    pub fn may(&self, action: Action) -> bool {
        check(Some(self), action).is_ok()
    }

    /// Whether this account imports lots, for its own institution or for any.
    pub fn submits_lots(&self) -> bool {
        let own = |id| self.may(Action::SubmitLots(id));
        self.may(Action::SubmitAnyLots) || self.institution.is_some_and(own)
    }
}
