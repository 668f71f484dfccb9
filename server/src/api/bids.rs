//! Bidding by a program: enrol, bid, ask what became of a bid, give a bid up.

use super::problem::{refuse, refuse_as, refused_bid, untold};
use crate::router::AppState;
use app::ssr::Asker;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::accounts::Account;
use domain::bidding::Order;
use domain::ids::LotCode;
use domain::money::Fen;
use domain::views::Receipt;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use service::bidding::Fate;
use service::{BidRequest, Error};

/// The body of a bid.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BidBody {
    /// `flat` or `cap`.
    kind: Order,
    amount_fen: i64,
    #[serde(default)]
    jump_confirmed: bool,
}

#[cfg(test)]
impl BidBody {
    /// The amount that was read.
    pub const fn amount_fen(&self) -> i64 {
        self.amount_fen
    }
}

/// `POST /api/v1/lots/{code}/enrolments`: takes part in a lot and answers with the number there.
pub async fn enrol(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path(code): Path<String>,
) -> Response {
    let (account, lot) = match party(&asker, &code) {
        Ok(party) => party,
        Err(error) => return refuse(error),
    };
    match state.portal.enrol(&account, &lot).await {
        Ok(paddle) => {
            let body = json!({ "code": lot, "paddle": paddle.to_string() });
            (StatusCode::CREATED, Json(body)).into_response()
        }
        Err(error) => refuse(error),
    }
}

/// `POST /api/v1/lots/{code}/bids` with `Idempotency-Key`.
///
/// What is wrong with a request is told in one order (reliability.md §2.2, I-10): malformed, who
/// asks, the lot, the key, and then the rules.
pub async fn place(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path(code): Path<String>,
    headers: HeaderMap,
    body: Result<Json<BidBody>, JsonRejection>,
) -> Response {
    let Ok(Json(body)) = body else {
        return refuse_as(Error::invalid("REQUEST_MALFORMED"), "REQUEST_MALFORMED_BID");
    };
    let key = headers.get("idempotency-key").map(|key| key.to_str());
    let Some(key) = key else {
        return refuse(Error::invalid("KEY_MISSING"));
    };
    let Ok(key) = key else {
        return refuse(Error::invalid("KEY_MALFORMED"));
    };
    if let Err(malformed) = service::bidding::check(key, Fen(body.amount_fen)) {
        return match malformed {
            Error::Invalid { ref code, .. } if code == "AMOUNT_RANGE" => {
                refuse_as(malformed, "AMOUNT_RANGE_BID")
            }
            other => refuse(other),
        };
    }
    let (account, lot) = match party(&asker, &code) {
        Ok(party) => party,
        Err(error) => return refuse(error),
    };
    let request = BidRequest {
        lot,
        order: body.kind,
        amount: Fen(body.amount_fen),
        key: key.to_owned(),
        jump_confirmed: body.jump_confirmed,
        terms: None,
        received_at: asker.received_at,
    };
    match state.portal.place_bid_once(&account, request).await {
        Ok(receipt) => {
            let replayed = if receipt.replayed { "true" } else { "false" };
            let headers = [("idempotent-replayed", replayed)];
            (StatusCode::CREATED, headers, Json(accepted(&receipt))).into_response()
        }
        Err(error) => refuse(error),
    }
}

/// `GET /api/v1/lots/{code}/bids/by-key/{key}`: what became of a bid, and where it stands in the
/// public ledger.
pub async fn fate(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path((code, key)): Path<(String, String)>,
) -> Response {
    let (account, lot) = match party(&asker, &code) {
        Ok(party) => party,
        Err(error) => return untold(error),
    };
    told(&state, state.portal.fate(&account, &lot, &key).await).await
}

/// `POST /api/v1/lots/{code}/bids/by-key/{key}/fence`: makes `NOT_SEEN` final.
pub async fn fence(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path((code, key)): Path<(String, String)>,
) -> Response {
    let (account, lot) = match party(&asker, &code) {
        Ok(party) => party,
        Err(error) => return untold(error),
    };
    told(&state, state.portal.fence(&account, &lot, &key).await).await
}

/// Who acts on which lot.
fn party(asker: &Asker, code: &str) -> Result<(Account, LotCode), Error> {
    let account = asker.account.clone().ok_or(Error::LoginRequired)?;
    let lot = LotCode::parse(code).ok_or(Error::NotFound)?;
    Ok((account, lot))
}

async fn told(state: &AppState, fate: Result<Fate, Error>) -> Response {
    match fate {
        Ok(Fate::Accepted(receipt)) => Json(sealed(state, &receipt).await).into_response(),
        Ok(Fate::Refused {
            refusal,
            as_of_seq,
            min_next,
        }) => Json(refused_bid(&refusal, as_of_seq, min_next)).into_response(),
        Ok(Fate::Fenced) => Json(json!({ "outcome": "FENCED" })).into_response(),
        Ok(Fate::NotSeen) => Json(json!({ "outcome": "NOT_SEEN" })).into_response(),
        Err(error) => untold(error),
    }
}

/// A receipt as it is told later: with the place of its leaf in the public ledger, once a signed
/// checkpoint covers it. What keeps the ledger from being read keeps nobody from his receipt.
async fn sealed(state: &AppState, receipt: &Receipt) -> Value {
    let place = state.portal.ledger_place(&receipt.lot, receipt.lot_seq);
    let place = place.await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the place of a bid in the ledger cannot be told");
        None
    });
    let mut body = accepted(receipt);
    body["ledger_index"] = json!(place.map(|place| place.index));
    body
}

fn accepted(receipt: &Receipt) -> Value {
    json!({
        "outcome": "ACCEPTED",
        "bid_id": format!("{}-{}", receipt.lot, receipt.lot_seq),
        "lot_seq": receipt.lot_seq,
        "price_fen": receipt.price,
        "leader_paddle": receipt.leader.to_string(),
        "paddle": receipt.paddle.to_string(),
        "ends_at": receipt.ends_at,
        "received_at": receipt.received_at,
        "accepted_at": receipt.accepted_at,
        "clock_error_bound_ms": receipt.clock_error_ms,
    })
}
