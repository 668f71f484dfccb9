//! Organisations sign up (单位入驻): anybody sends an application in, the staff decides about it, and with
//! the approval the organisation and the account of its first person are there.
//!
//! Nobody learns from an answer whether an organisation or an account name is known already: that is
//! looked at by the staff, not when the application comes in (reliability.md S-06).

mod decide;

use crate::accounts::token_hash;
use crate::first_admin::checked_names;
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::contacts::mask_phone;
use domain::evidence::FileHash;
use domain::ids::ApplicationId;
use domain::institutions::Institution;
use domain::organisations::{
    Applicant, ApplicantRefusal, ApplicationDraft, ApplicationEvent, ApplicationState,
    LetterRefusal, WrongState, letter_kind, letter_name,
};
use domain::views::{ApplicationDesk, OfficeApplications, OwnApplication};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Decided, NewApplication, StoredApplication};

/// Applications on a page.
const PAGE: u32 = 50;
/// Applications that may wait at a time: each brings a file, and anybody may send one.
const WAITING_MAX: u32 = 200;

/// An application as it was typed.
#[derive(Clone, Debug, Default)]
pub struct SignUp {
    /// The code of the link to a returned application; empty for a new one.
    pub code: String,
    /// What the organisation says of itself.
    pub draft: ApplicationDraft,
    /// Account name of its first person.
    pub login: String,
    /// The password of the same.
    pub password: String,
    /// Name of the letter as sent.
    pub file_name: String,
    /// The letter.
    pub file: Vec<u8>,
}

/// An application that was read and can be stored.
struct Ready {
    applicant: Applicant,
    login: String,
    password: String,
    file_name: String,
    file: Vec<u8>,
}

impl Portal {
    /// Sends an application in, or a returned one in again. The code of its link is in the answer
    /// and nowhere else.
    ///
    /// # Errors
    /// The codes of [`ApplicantRefusal`], `LOGIN_FORM`, those of a password and of
    /// [`LetterRefusal`] and of the scanner; `SIGN_UP_FULL` while too many wait; `NotFound` for a code that is none;
    /// `APPLICATION_STATE` when it is not returned.
    pub async fn sign_up(&self, form: SignUp) -> Result<String, Error> {
        let applicant = form.draft.read()?;
        let (login, _) = checked_names(&form.login, &applicant.contact)?;
        letter_kind(&form.file_name, &form.file)?;
        self.check_password(&form.password, &[&login, &applicant.contact])
            .await?;
        let again = self.returned(&form.code).await?;
        let file = self.scanned(form.file).await?;
        let ready = Ready {
            password: self.hashing().seat().await?.hash(form.password).await?,
            file_name: letter_name(&form.file_name),
            file,
            applicant,
            login,
        };
        let code = match again {
            Some(_) => form.code,
            None => self.random().token::<16>(),
        };
        let (store, origin, link) = (self.store().clone(), self.by_visitor(), token_hash(&code));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let new = NewApplication {
                link: link.as_bytes(),
                applicant: &ready.applicant,
                login: &ready.login,
                password: &ready.password,
                file_name: &ready.file_name,
                hash: FileHash(Sha256::digest(&ready.file).into()),
                file: &ready.file,
                at: origin.at,
            };
            if tx.applications_waiting(WAITING_MAX).await? >= WAITING_MAX {
                return Err(Error::invalid("SIGN_UP_FULL"));
            }
            let id = match again {
                None => tx.insert_application(&new).await?,
                Some(id) => {
                    tx.resubmit_application(id, &new).await?;
                    id
                }
            };
            let entry = origin.entry(Act::ApplicationSubmit, object(id));
            tx.audit(entry.after(&json!({
                "organisation": ready.applicant.name,
                "credit_code": ready.applicant.credit_code,
                "login": ready.login,
                "letter": new.hash.to_string(),
            })));
            tx.commit().await?;
            Ok(code)
        })
        .await
    }

    /// The returned application of a link; nothing without a link.
    async fn returned(&self, code: &str) -> Result<Option<ApplicationId>, Error> {
        if code.is_empty() {
            return Ok(None);
        }
        let found = self.application_of(code).await?;
        found.own.state.after(ApplicationEvent::Resubmit)?;
        Ok(Some(found.id))
    }

    async fn application_of(&self, code: &str) -> Result<StoredApplication, Error> {
        let mut tx = self.store().read().await?;
        let found = tx.application_of_link(token_hash(code).as_bytes()).await?;
        found.ok_or(Error::NotFound)
    }

    /// Where an application stands, for whoever has its link.
    ///
    /// # Errors
    /// `NotFound` for a code that is none.
    pub async fn own_application(&self, code: &str) -> Result<OwnApplication, Error> {
        Ok(self.application_of(code).await?.own)
    }

    /// The applicant does not want it any more: letter, contact and password go.
    ///
    /// # Errors
    /// `NotFound` for a code that is none; `APPLICATION_STATE` once it is decided.
    pub async fn withdraw_application(&self, code: &str) -> Result<(), Error> {
        let found = self.application_of(code).await?;
        let (id, from) = (found.id, found.own.state);
        let state = from.after(ApplicationEvent::Withdraw)?;
        let (store, origin) = (self.store().clone(), self.by_visitor());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let to = Decided {
                from,
                state,
                at: origin.at,
                by: None,
                reason: None,
                made: None,
            };
            tx.decide_application(id, &to).await?;
            let entry = origin.entry(Act::ApplicationWithdraw, object(id));
            tx.audit(
                entry
                    .before(&json!({ "state": from }))
                    .after(&json!({ "state": state })),
            );
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The list of the staff.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the staff.
    pub async fn office_applications(
        &self,
        account: &Account,
        state: ApplicationState,
        after: Option<ApplicationId>,
    ) -> Result<OfficeApplications, Error> {
        require(account, Action::KeepOrganisations)?;
        let mut tx = self.store().read().await?;
        let lines = tx.applications(state, after, PAGE).await?;
        let full = lines.len() == PAGE as usize;
        Ok(OfficeApplications {
            state,
            next: lines.last().filter(|_| full).map(|line| line.id),
            lines,
            waiting: tx.applications_waiting(WAITING_MAX).await?,
        })
    }

    /// One application with everything that a decision needs; that it was read is on record. The telephone
    /// is masked for whoever has not proven his identity lately.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the staff, `NotFound`.
    pub async fn application_desk(
        &self,
        account: &Account,
        id: ApplicationId,
    ) -> Result<ApplicationDesk, Error> {
        require(account, Action::KeepOrganisations)?;
        let mut tx = self.store().read().await?;
        let mut found = tx.application(id).await?.ok_or(Error::NotFound)?;
        let waits = found.own.state == ApplicationState::Submitted;
        let (mut known, mut name_taken, mut login_taken) = (None, false, false);
        if let Some(applicant) = found.own.applicant.as_ref().filter(|_| waits) {
            let same = tx
                .institution_by_credit_code(&applicant.credit_code)
                .await?;
            let named = tx.institution_by_name(&applicant.name).await?;
            name_taken = is_another(named.as_ref(), same.as_ref());
            known = same.or(named.filter(|_| !name_taken)).map(|one| one.name);
            login_taken = tx.account_by_login(&found.own.login).await?.is_some();
        }
        drop(tx);
        let masked = !self.may_reveal(account).await?;
        let what = if masked {
            "applicant_masked"
        } else {
            "applicant"
        };
        self.note_reading(account, object(id), what).await?;
        if let Some(applicant) = found.own.applicant.as_mut().filter(|_| masked) {
            applicant.phone = mask_phone(&applicant.phone);
        }
        Ok(ApplicationDesk {
            id,
            masked: masked && found.own.applicant.is_some(),
            own: found.own,
            letter: found.letter,
            known,
            name_taken,
            login_taken,
            decided_by: found.decided_by,
        })
    }

    /// The letter of an application: its name and its bytes; that it was read is on record.
    ///
    /// # Errors
    /// `LoginRequired`, `Forbidden` for everybody but the staff, `NotFound`.
    pub async fn application_letter(
        &self,
        account: Option<&Account>,
        id: ApplicationId,
    ) -> Result<(String, Vec<u8>), Error> {
        let reader = account.ok_or(Error::LoginRequired)?;
        require(reader, Action::KeepOrganisations)?;
        self.step_up(reader).await?;
        let mut tx = self.store().read().await?;
        let found = tx.application_letter(id).await?.ok_or(Error::NotFound)?;
        drop(tx);
        self.note_reading(reader, object(id), "letter").await?;
        Ok(found)
    }
}

fn object(id: ApplicationId) -> Object {
    Object::new(ObjectKind::Application, id)
}

/// Whether the institution of this name is not the one of this credit code: another code stands
/// behind the name.
fn is_another(named: Option<&Institution>, same: Option<&Institution>) -> bool {
    let own = same.map(|one| one.id);
    named.is_some_and(|one| Some(one.id) != own && (own.is_some() || one.credit_code.is_some()))
}

impl From<ApplicantRefusal> for Error {
    fn from(refusal: ApplicantRefusal) -> Self {
        coded(refusal.to_string())
    }
}

impl From<LetterRefusal> for Error {
    fn from(refusal: LetterRefusal) -> Self {
        coded(refusal.to_string())
    }
}

impl From<WrongState> for Error {
    fn from(refusal: WrongState) -> Self {
        coded(refusal.to_string())
    }
}

/// A refusal of the domain whose words are its code.
pub(crate) fn coded(code: String) -> Error {
    Error::Invalid {
        code: code.into(),
        args: Vec::new(),
    }
}
