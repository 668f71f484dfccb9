//! Mails (邮件): the address of an account and what is written to it, the links that mails bring, and the
//! recovery of a password. Codes of links stand behind the `#` of an address, which no browser sends: a
//! form posts them.

mod address;
mod code;
mod confirm;
mod link_page;
mod off;
mod recover;
mod recovery;

pub use address::MailPage;
pub use confirm::ConfirmMailPage;
pub use off::MailOffPage;
pub use recover::RecoverPage;
pub use recovery::RecoveryPage;

use crate::error::AppError;
use crate::notices::NoticeKinds;
use crate::typed_form::TypedForm;
use domain::mail::MailSwitch;
use domain::views;
use leptos::prelude::*;

/// What somebody has typed to recover a password.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecoveryForm {
    /// Account name or mail address.
    pub name: String,
}

impl TypedForm for RecoveryForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("name", &mut self.name)]
    }
}

/// The address that somebody has typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressForm {
    /// The address.
    pub address: String,
}

impl TypedForm for AddressForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("address", &mut self.address)]
    }
}

/// Asks for a mail with which the password of an account is recovered; the answer is the same whether there
/// is such an account. A plain form goes on to `back`.
#[server(name = AskRecovery, endpoint = "mail/recovery", output = crate::wire::Answer)]
pub async fn ask_recovery(
    /// Account name or mail address.
    #[server(default)]
    name: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let english = locales::Lang::of_path(&back).is_english();
    let asked = ssr::portal().ask_recovery(&name, english).await;
    let form = RecoveryForm { name };
    asked.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", "1"));
    Ok(())
}

/// Sets a password with the code of a mail. A plain form goes on to `back`.
#[server(name = Recover, endpoint = "mail/recover", output = crate::wire::Answer)]
pub async fn recover(
    /// The code; it never comes back, as everything in an address is kept by somebody.
    #[server(default)]
    code: String,
    /// The new password.
    #[server(default)]
    password: String,
    /// The same again.
    #[server(default)]
    again: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    if password != again {
        return Err(answer::refuse("PASSWORD_AGAIN", Vec::new()));
    }
    let set = ssr::portal().recover_password(&code, password).await;
    set.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "1"));
    Ok(())
}

/// Confirms a mail address with the code of the mail that went there. A plain form goes on to `back`.
#[server(name = ConfirmMail, endpoint = "mail/confirm", output = crate::wire::Answer)]
pub async fn confirm_mail(
    /// The code.
    #[server(default)]
    code: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let english = locales::Lang::of_path(&back).is_english();
    let confirmed = ssr::portal().confirm_mail_address(&code, english).await;
    confirmed.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "1"));
    Ok(())
}

/// The mail address of the signed-in account, and what is written to it.
#[server(name = GetMailSettings, endpoint = "mail/settings", output = crate::wire::Answer)]
pub async fn mail_settings() -> Result<views::MailSettings, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    ssr::portal()
        .mail_settings(&account)
        .await
        .map_err(ssr::fail)
}

/// Writes to an address, so that the signed-in account may confirm it. A plain form goes on to `back`.
#[server(name = AskMailAddress, endpoint = "mail/ask", output = crate::wire::Answer)]
pub async fn ask_mail_address(
    /// The address.
    #[server(default)]
    address: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let english = locales::Lang::of_path(&back).is_english();
    let asked = ssr::portal()
        .ask_mail_address(&account, &address, english)
        .await;
    let form = AddressForm { address };
    asked.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", "asked"));
    Ok(())
}

/// Removes the mail address of the signed-in account. A plain form goes on to `back`.
#[server(name = RemoveMailAddress, endpoint = "mail/remove", output = crate::wire::Answer)]
pub async fn remove_mail_address(
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let removed = ssr::portal().remove_mail_address(&account).await;
    removed.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "removed"));
    Ok(())
}

/// Changes about what the signed-in account is written to. A plain form goes on to `back`.
#[server(name = SetMailKinds, endpoint = "mail/kinds", output = crate::wire::Answer)]
pub async fn set_mail_kinds(
    /// The kinds that were chosen.
    #[server(default)]
    form: NoticeKinds,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let set = ssr::portal().set_mail_off(&account, form.off()).await;
    set.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "kinds"));
    Ok(())
}

/// The kind of mails that the link with this token switches off; nothing for a link that does not work.
#[server(name = GetMailOff, endpoint = "mail/off_page", output = crate::wire::Answer)]
pub async fn mail_off_page(
    /// The token of the link.
    token: String,
) -> Result<Option<MailSwitch>, AppError> {
    use crate::ssr;
    match ssr::portal().mail_off_kind(&token).await {
        Ok(switch) => Ok(Some(switch)),
        Err(service::Error::NotFound) => Ok(None),
        Err(error) => Err(ssr::fail(error)),
    }
}

/// Switches mails of one kind off. A plain form goes on to `back`.
#[server(name = SwitchMailOff, endpoint = "mail/off", output = crate::wire::Answer)]
pub async fn switch_mail_off(
    /// The token of the link.
    #[server(default)]
    token: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let switched = ssr::portal().switch_mail_off(&token).await;
    switched.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "1"));
    Ok(())
}
