//! What is done with a need, as its forms post it.

use super::{fail, portal};
use crate::error::AppError;
use crate::needs::{Done, NeedForm};
use domain::accounts::Account;
use domain::ids::NeedCode;
use domain::needs::NeedVerdict;
use service::{Error, NeedAt};

/// The code of a need; one that could be none is that of no need.
///
/// # Errors
/// `NotFound`.
pub fn need_code(code: &str) -> Result<NeedCode, AppError> {
    NeedCode::parse(code.trim()).ok_or_else(|| fail(Error::NotFound))
}

fn at(form: &NeedForm) -> Result<NeedAt, AppError> {
    let version = form.version.parse();
    Ok(NeedAt {
        code: need_code(&form.code)?,
        version: version.map_err(|_| fail(Error::invalid("REQUEST_MALFORMED")))?,
    })
}

/// Diagnoses or publishes a need; answers what was done.
///
/// # Errors
/// `REQUEST_MALFORMED` for what no form sends; those of the portal.
pub async fn change_need(account: &Account, form: &NeedForm) -> Result<Done, AppError> {
    let (portal, at) = (portal(), at(form)?);
    if form.step == "publish" {
        let published = portal.publish_need(account, at).await;
        return published.map(|()| Done::Published).map_err(fail);
    }
    let verdict = NeedVerdict::from_code(&form.step);
    let verdict = verdict.ok_or_else(|| fail(Error::invalid("REQUEST_MALFORMED")))?;
    let session = match form.session.as_str() {
        "" => None,
        number => Some(number.parse().map_err(|_| fail(Error::NotFound))?),
    };
    let diagnosed = portal.diagnose_need(account, at, verdict, &form.opinion, session);
    diagnosed.await.map_err(fail)?;
    Ok(match verdict {
        NeedVerdict::Passed => Done::Passed,
        NeedVerdict::Returned => Done::Returned,
    })
}

/// Closes a need.
///
/// # Errors
/// As [`change_need`].
pub async fn close_need(account: &Account, form: &NeedForm) -> Result<(), AppError> {
    let at = at(form)?;
    let closed = portal().close_need(account, at, &form.reason).await;
    closed.map_err(fail)
}
