//! Registration for sessions (专场报名): the public form, the page behind the link of a registration, and the
//! host's list, door and talks.

mod acts;
mod desk;
mod desk_forms;
mod door;
mod door_list;
mod form;
mod gate;
mod host_acts;
pub mod kept;
mod notes;
mod own;
mod page;
mod phone;
mod scanner;
mod talks;

pub use acts::{
    AcceptDisclaimer, BookTalk, CancelRegistration, RegisterUnit, ReleaseTalk, accept_disclaimer,
    book_talk, cancel_registration, register_unit, release_talk,
};
pub(crate) use desk::HostPlaces;
pub use desk::RegistrationDeskPage;
pub use door::CheckInPage;
pub use form::{PlanForm, RegisterForm, TalkForm};
pub use gate::{RegistrationGate, gate_word};
pub use host_acts::{
    ChangeTalk, CheckInCode, OfferTalks, SetRegistration, StopRegistration, SyncCheckIns,
    change_talk, check_in_code, offer_talks, set_registration, stop_registration, sync_check_ins,
};
pub(crate) use notes::{refused, summary};
pub use own::OwnRegistrationPage;
pub use page::RegisterPage;
pub use talks::TalkDeskPage;

use crate::error::AppError;
use domain::ids::{RegistrationId, SessionId};
use domain::views;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A page with a form that may have come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithForm<T, F> {
    /// What the page shows.
    pub shown: T,
    /// The form as it was sent, and why it was refused; nothing when it was not sent.
    pub sent: Option<(F, Option<AppError>)>,
}

/// What the page of a session says about registration.
#[server(endpoint = "registrations/gate", output = crate::wire::Answer)]
pub async fn registration_gate(
    /// Address of the session.
    slug: String,
) -> Result<views::RegistrationForm, AppError> {
    use crate::ssr;
    let form = ssr::portal().registration_form(&slug).await;
    form.map_err(ssr::fail)
}

/// The public form of a session. `kept` names a form that has come back.
#[server(endpoint = "registrations/form", output = crate::wire::Answer)]
pub async fn registration_form(
    /// Address of the session.
    slug: String,
    /// Key of a form that has come back; empty for none.
    #[server(default)]
    kept: String,
) -> Result<WithForm<views::RegistrationForm, RegisterForm>, AppError> {
    use crate::ssr;
    let shown = ssr::portal().registration_form(&slug).await;
    let shown = shown.map_err(ssr::fail)?;
    let sent = kept::find(&kept, &kept::at("register", &slug));
    Ok(WithForm { shown, sent })
}

/// A registration, for whoever has its link.
#[server(endpoint = "registrations/own", output = crate::wire::Answer)]
pub async fn own_registration(
    /// What the link carries.
    code: String,
) -> Result<views::OwnRegistration, AppError> {
    use crate::ssr;
    let own = ssr::portal().own_registration(&code).await;
    own.map_err(ssr::fail)
}

/// The registrations of a session. For its host.
#[server(endpoint = "registrations/desk", output = crate::wire::Answer)]
pub async fn registration_desk(
    /// The session.
    session: SessionId,
    /// Where the page begins.
    #[server(default)]
    after: String,
    /// Key of a form that has come back; empty for none.
    #[server(default)]
    kept: String,
) -> Result<WithForm<views::RegistrationDesk, PlanForm>, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let desk = ssr::portal()
        .registration_desk(&account, session, after.parse().ok())
        .await;
    let shown = desk.map_err(ssr::fail)?;
    let sent = kept::find(&kept, &kept::at("plan", session));
    Ok(WithForm { shown, sent })
}

/// The contacts of one registration in the clear; that is on record. For the host.
#[server(endpoint = "registrations/contacts", output = crate::wire::Answer)]
pub async fn registration_contacts(
    /// The session.
    session: SessionId,
    /// The registration.
    id: RegistrationId,
) -> Result<views::RegistrationLine, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let line = ssr::portal()
        .registration_contacts(&account, session, id)
        .await;
    line.map_err(ssr::fail)
}

/// The list of the door. For the host.
#[server(endpoint = "registrations/door", output = crate::wire::Answer)]
pub async fn check_in_desk(
    /// The session.
    session: SessionId,
) -> Result<views::CheckInDesk, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let desk = ssr::portal().check_in_desk(&account, session).await;
    desk.map_err(ssr::fail)
}

/// The slots of talks of a session. For the host.
#[server(endpoint = "registrations/talks", output = crate::wire::Answer)]
pub async fn talk_desk(
    /// The session.
    session: SessionId,
    /// Key of a form that has come back; empty for none.
    #[server(default)]
    kept: String,
) -> Result<WithForm<views::TalkDesk, TalkForm>, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let desk = ssr::portal().talk_desk(&account, session).await;
    let shown = desk.map_err(ssr::fail)?;
    let sent = kept::find(&kept, &kept::at("talks", session));
    Ok(WithForm { shown, sent })
}
