//! The rows: for each address the call that the walk sends, and the actions that it takes, in the order
//! in which it asks. An address with several rows does several things.

mod drafts;
mod functions;
mod needs;
pub mod pages;
mod participations;
mod people;
pub mod programs;
mod registrations;
mod reviews;
mod session_days;
mod sessions;
mod targets;
mod waivers;

use super::call::{Call, read};
use super::site::{Things, Visitor};
use domain::lots::LotState;
use domain::permissions::Action;

/// The actions that a call takes.
pub type Needs = fn(&Visitor, &Things) -> Vec<Action>;

/// One address with one call.
pub struct Row {
    /// Method and path as the router lists them, in Chinese: `GET /lots/{code}`.
    pub address: String,
    /// The call.
    pub call: Call,
    /// What it takes.
    pub needs: Needs,
}

fn row(address: impl Into<String>, call: Call, needs: Needs) -> Row {
    Row {
        address: address.into(),
        call,
        needs,
    }
}

/// All of them.
pub fn rows() -> Vec<Row> {
    let mut rows = pages::rows();
    rows.extend(drafts::rows());
    rows.extend(functions::rows());
    rows.extend(needs::rows());
    rows.extend(participations::rows());
    rows.extend(waivers::rows());
    rows.extend(people::rows());
    rows.extend(programs::rows());
    rows.extend(registrations::rows());
    rows.extend(reviews::rows());
    rows.extend(session_days::rows());
    rows.extend(sessions::rows());
    rows.extend(targets::rows());
    // The frames of lots, to whoever may see the lot.
    rows.push(row("STREAM lots", read("/live?lots={lot}@0"), lot));
    rows
}

/// Everybody.
fn anybody(_: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::Browse]
}

/// Whoever is signed in, about himself: no number in the call says about whom.
fn own(visitor: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::KeepOwn(visitor.id())]
}

/// Whoever may see the lot.
fn lot(_: &Visitor, things: &Things) -> Vec<Action> {
    vec![Action::ReadLot(things.state)]
}

/// Whoever is signed in, about himself and a lot that he may see.
fn own_on_lot(visitor: &Visitor, things: &Things) -> Vec<Action> {
    vec![Action::KeepOwn(visitor.id()), Action::ReadLot(things.state)]
}

/// Whoever may see what was said about a lot that he may see.
fn reading_feedback(visitor: &Visitor, things: &Things) -> Vec<Action> {
    let mut needs = own_on_lot(visitor, things);
    needs.push(Action::ReadFeedback(things.owner));
    needs
}

/// Whoever keeps the licences of a lot that he may see.
fn keeping_licences(visitor: &Visitor, things: &Things) -> Vec<Action> {
    let mut needs = own_on_lot(visitor, things);
    needs.push(Action::KeepLicences(things.owner));
    needs
}

/// Whoever bids, on a lot that he may see.
fn bidding(visitor: &Visitor, things: &Things) -> Vec<Action> {
    let mut needs = own_on_lot(visitor, things);
    needs.push(Action::Bid);
    needs
}

/// Whoever may have webhooks, about his own.
fn keeping_webhooks(visitor: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::KeepWebhooks(visitor.id())]
}

/// Whoever edits the page of the session.
fn hosting(_: &Visitor, things: &Things) -> Vec<Action> {
    vec![Action::EditSession(things.session)]
}

/// Whoever imports lots.
fn importing(visitor: &Visitor, _: &Things) -> Vec<Action> {
    vec![visitor.submission()]
}

/// The centre at the desk of a lot.
fn at_desk(_: &Visitor, things: &Things) -> Vec<Action> {
    vec![Action::Intervene, Action::ReadLot(things.state)]
}

fn intervening(_: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::Intervene]
}

fn publishing(_: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::PublishLots]
}

/// Whoever submits the lots of his own institution.
fn submitting_own(visitor: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::SubmitLots(visitor.institution())]
}

/// Whoever reviews lots.
fn reviewing(visitor: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::Review(visitor.id())]
}

fn keeping_reviews(_: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::KeepReviews]
}

fn keeping_seasons(_: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::KeepSeasons]
}

fn managing_rounds(_: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::ManageRounds]
}

fn keeping_deposits(_: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::KeepDeposits]
}

/// Whoever looks after the people of the own organisation: no number in the call says of which.
fn keeping_people(visitor: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::KeepPeople(visitor.institution())]
}

fn keeping_organisations(_: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::KeepOrganisations]
}

/// Whoever looks after the part of the own institution: no number in the call says of which.
fn taking_part(visitor: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::TakePart(visitor.institution())]
}

fn keeping_participations(_: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::KeepParticipations]
}

fn keeping_articles(_: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::KeepArticles]
}

fn keeping_accounts(_: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::KeepAccounts]
}

fn seeing_system(_: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::SeeSystem]
}

fn reading_audit(_: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::ReadAudit]
}

/// Nobody at all, because this portal has nothing there: a lot that is not published stands for it.
fn nothing(_: &Visitor, _: &Things) -> Vec<Action> {
    vec![Action::ReadLot(LotState::Draft)]
}
