//! The keys of the log as the rules of a lot name them (reliability.md L-05): whoever prints the rules
//! of bidding prints with them what the ledger is checked with.

use super::keys::{INCOMING, SEALED, SETTING};
use crate::Error;
use domain::ledger::key::SignerKey;
use domain::lots::{DealMethod, Lot};
use store::Tx;

/// The keys that sign the heads of the log now, the older one first, in the form of `/ledger/vkey`.
/// Nothing for a lot that is not bid for online, and before the first start has made a key.
pub(crate) async fn published_keys(tx: &mut Tx, lot: &Lot) -> Result<Vec<String>, Error> {
    if !lot.deal_methods.contains(&DealMethod::OnlineBid) {
        return Ok(Vec::new());
    }
    let kept = tx.settings(&[SETTING, INCOMING]).await?;
    let kept = [SETTING, INCOMING].map(|name| kept.get(name));
    kept.into_iter()
        .flatten()
        .map(|text| public(text))
        .collect()
}

/// The public half of a key as it is stored; of a sealed one it stands beside it and nothing is opened.
fn public(text: &str) -> Result<String, Error> {
    let sealed = text.strip_prefix(SEALED);
    if let Some((verifier, _)) = sealed.and_then(|rest| rest.split_once(' ')) {
        return Ok(verifier.to_owned());
    }
    let signer = SignerKey::parse(text).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(signer.verifier().to_string())
}
