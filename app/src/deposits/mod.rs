//! Deposits (保证金): the bidder declares what he has paid, the centre confirms what the bank has
//! done.

mod bars;
mod office;
mod own;
mod rows;
mod words;

pub use bars::BarForm;
pub use office::OfficeDepositsPage;
pub use own::OwnDeposits;
pub use words::place_words;

use crate::error::AppError;
use domain::ids::{AccountId, DepositId};
use domain::views;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};
use serde::{Deserialize, Serialize};

/// The largest proof that is taken, MB.
pub const PROOF_MAX_MB: usize = 5;

/// What a bidder may do on a lot, and what he has to know to get there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BidderPath {
    /// What he may do.
    pub standing: views::BidderStanding,
    /// What he has to know to pay the deposit, where one is asked for.
    pub deposit: Option<views::DepositDesk>,
}

/// Where the visitor stands on a lot now.
#[server(name = GetBidderPath, endpoint = "deposits/path", output = crate::wire::Answer)]
pub async fn bidder_path(
    /// Code of the lot.
    lot: String,
) -> Result<BidderPath, AppError> {
    crate::ssr::bidder_path(&lot).await
}

/// Says that the deposit of a lot has been paid. For the signed-in bidder; a plain form goes on to
/// `back`.
#[server(endpoint = "deposits/declare", output = crate::wire::Answer)]
pub async fn declare_deposit(
    /// Code of the lot.
    lot: String,
    /// The amount as typed, in yuan.
    #[server(default)]
    amount: String,
    /// Number of the bank's voucher.
    #[server(default)]
    reference: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<BidderPath, AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    let account = ssr::account()?;
    let code = ssr::lot_code(&lot)?;
    let amount = domain::money::parse_amount(&amount, domain::money::YUAN)
        .map_err(|_| answer::refuse("AMOUNT_NOT_UNDERSTOOD", Vec::new()))?;
    ssr::portal()
        .declare_deposit(&account, &code, amount, &reference)
        .await
        .map_err(ssr::fail)?;
    answer::lead_to(&back);
    ssr::bidder_path(&lot).await
}

/// The deposits of the signed-in account.
#[server(endpoint = "deposits/own", output = crate::wire::Answer)]
pub async fn own_deposits() -> Result<Vec<views::DepositLine>, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    ssr::portal()
        .own_deposits(&account)
        .await
        .map_err(ssr::fail)
}

/// The centre's page of deposits.
#[server(endpoint = "deposits/office", output = crate::wire::Answer)]
pub async fn office_deposits(
    /// Which are shown.
    #[server(default)]
    show: String,
    /// Where the page begins.
    #[server(default)]
    after: String,
) -> Result<views::OfficeDeposits, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let filter = views::DepositFilter::from_code(&show).unwrap_or(views::DepositFilter::Declared);
    ssr::portal()
        .office_deposits(&account, filter, after.parse().ok())
        .await
        .map_err(ssr::fail)
}

/// Confirms that the money has come in, or that it has gone back (`step` = `pay_out`), with the
/// bank's proof. For the centre.
///
/// The form posts `back`, `step`, `id` and `amount` first and `file` after them.
#[server(endpoint = "deposits/record", input = MultipartFormData, output = crate::wire::Answer)]
pub async fn record_deposit(
    /// The posted parts.
    data: MultipartData,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let upload = answer::read_upload(data, PROOF_MAX_MB * 1_000_000).await?;
    let id = upload.field("id").parse();
    let id: DepositId = id.map_err(|_| AppError::NotFound)?;
    let paid_out = upload.field("step") == "pay_out";
    let received = domain::money::parse_amount(upload.field("amount"), domain::money::YUAN);
    let back = upload.back.clone();
    let proof = service::deposits::Proof {
        file_name: upload.file,
        file: upload.bytes,
    };
    let recorded = if paid_out {
        portal.pay_out_deposit(&account, id, proof).await
    } else {
        let received = received.map_err(|_| answer::refuse("AMOUNT_NOT_UNDERSTOOD", Vec::new()))?;
        portal.confirm_deposit(&account, id, received, proof).await
    };
    recorded.map_err(ssr::fail)?;
    let done = if paid_out { "paid_out" } else { "confirmed" };
    answer::lead_to(&with_query(&back, "done", done));
    Ok(())
}

/// Refuses a declared payment. For the centre.
#[server(endpoint = "deposits/refuse", output = crate::wire::Answer)]
pub async fn refuse_deposit(
    /// The deposit.
    id: DepositId,
    /// Why, for the bidder.
    #[server(default)]
    reason: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    ssr::portal()
        .refuse_deposit(&account, id, &reason)
        .await
        .map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "refused"));
    Ok(())
}

/// Puts on record that the papers of a bidder were looked at. For the centre.
#[server(endpoint = "deposits/verify", output = crate::wire::Answer)]
pub async fn verify_bidder(
    /// Whose.
    bidder: AccountId,
    /// What was looked at.
    #[server(default)]
    reason: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let finding = service::deposits::Finding {
        fact: domain::bidding::qualification::BidderFact::Identity,
        holds: true,
        lot: None,
        reason,
    };
    ssr::portal()
        .note_bidder(&account, bidder, finding)
        .await
        .map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "verified"));
    Ok(())
}

/// Bars a bidder from taking part, or lifts a bar; answers whether one was lifted. For the centre.
#[server(endpoint = "deposits/bar", output = crate::wire::Answer)]
pub async fn bar_bidder(
    /// The bar as it was typed.
    form: BarForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<bool, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let account = ssr::account()?;
    let lot = match form.lot.trim() {
        "" => None,
        code => {
            let code = domain::ids::LotCode::parse(code);
            let unknown = || form.keep_in(answer::refuse("LOT_UNKNOWN", Vec::new()));
            Some(code.ok_or_else(unknown)?)
        }
    };
    let lifted = form.step == "lift";
    let bar = service::deposits::Bar {
        login: form.login.clone(),
        lot,
        lifted,
        reason: form.words.clone(),
    };
    let noted = ssr::portal().bar_bidder(&account, bar).await;
    noted.map_err(|error| form.keep_in(ssr::fail(error)))?;
    let done = if lifted { "lifted" } else { "barred" };
    answer::lead_to(&with_query(&back, "done", done));
    Ok(lifted)
}
