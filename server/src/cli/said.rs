//! What the portal refuses, as the person at the terminal reads it.

use locales::Lang;

/// A refusal in a sentence; the codes are those of the pages.
pub fn said(error: service::Error) -> anyhow::Error {
    match error {
        service::Error::Invalid { code, args } => {
            let args: Vec<_> = args.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            anyhow::anyhow!(locales::errors_text(Lang::En, &code, &args))
        }
        other => other.into(),
    }
}
