//! What a browser may learn of a failure. Refusals travel as data; sentences are made on the page.

use crate::wire::JsonText;
use domain::bidding::Refusal;
use domain::bidding::stage::{Stage, StageEventKind};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use locales::{Label, Lang};
use serde::{Deserialize, Serialize};

/// A failed call, as the page sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// Nobody is signed in.
    LoginRequired,
    /// Signed in, but not allowed.
    Forbidden,
    /// Not there, or not public: the same answer for both.
    NotFound,
    /// The auction rules refused a bid.
    Bid {
        /// Why.
        refusal: Refusal,
    },
    /// A rule refused the input: its code (domain.md §11) and the values of its sentence.
    Invalid {
        /// The code.
        code: String,
        /// Names and values of the places in its sentence.
        args: Vec<(String, String)>,
    },
    /// From where the lot stands that does not happen (bidding.md C.7).
    State {
        /// Where it stands.
        from: Stage,
        /// What was to happen.
        event: StageEventKind,
    },
    /// Somebody else changed it meanwhile.
    Conflict,
    /// The queue is full; the request was certainly not taken.
    Busy,
    /// The answer of the database was lost: the outcome is unknown until asked for again.
    OutcomeUnknown,
    /// The connection failed on the way.
    Network,
    /// A fault of ours; the log has the rest under this number.
    Internal {
        /// Request number for the log.
        request: String,
    },
}

impl AppError {
    /// One sentence that says what happened and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        use locales::failures as m;
        match self {
            Self::LoginRequired => m::login_required(lang).into(),
            Self::Forbidden => m::forbidden(lang).into(),
            Self::NotFound => m::not_found(lang).into(),
            Self::Bid { refusal } => crate::bidding::refusal_sentence(lang, refusal),
            Self::Invalid { code, args } => {
                let args: Vec<_> = args.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
                locales::errors_text(lang, code, &args)
            }
            Self::State { from, event } => m::state(lang, event.label(lang), from.label(lang)),
            Self::Conflict => m::conflict(lang).into(),
            Self::Busy => m::busy(lang).into(),
            Self::OutcomeUnknown => m::outcome_unknown(lang).into(),
            Self::Network => m::network(lang).into(),
            Self::Internal { request } => m::internal(lang, request),
        }
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&serde_json::to_string(self).unwrap_or_default())
    }
}

impl std::error::Error for AppError {}

impl std::str::FromStr for AppError {
    type Err = crate::wire::Unreadable;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        crate::wire::read(text)
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Network,
            // In the browser it is the answer that cannot be read, of whoever stands in the portal's
            // place: what became of the request is not known. On the server it is the request.
            ServerFnErrorErr::Deserialization(_) if cfg!(target_arch = "wasm32") => Self::Network,
            other => Self::Invalid {
                code: "REQUEST_MALFORMED".into(),
                args: vec![("detail".into(), other.to_string())],
            },
        }
    }
}
