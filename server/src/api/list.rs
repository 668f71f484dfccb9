//! Reading the catalogue page by page.

use super::problem::refuse;
use crate::lists::{Pairs, filter_of};
use crate::router::AppState;
use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::views::LotCard;
use serde_json::{Value, json};
use service::{Error, LotPart};

/// Lots in one answer when the request does not say.
const LIMIT: usize = 24;
/// Lots in one answer at most.
const LIMIT_MAX: usize = 100;

/// `GET /api/v1/lots`: public lots, with the filters of the list. `next` goes on; lots that are
/// published meanwhile move nobody's place.
pub async fn lots(State(state): State<AppState>, pairs: Pairs) -> Response {
    match part(&state, pairs).await {
        Ok(part) => Json(json!({
            "lots": part.cards.iter().map(lot).collect::<Vec<_>>(),
            "next": part.next,
            "server_time": part.at,
        }))
        .into_response(),
        Err(error) => refuse(error),
    }
}

async fn part(state: &AppState, pairs: Pairs) -> Result<LotPart, Error> {
    let malformed = || Error::invalid("REQUEST_MALFORMED");
    let Ok(Query(pairs)) = pairs else {
        return Err(malformed());
    };
    let limit = match pairs.iter().find(|(name, _)| name == "limit") {
        Some((_, limit)) => limit.parse().map_err(|_| malformed())?,
        None => LIMIT,
    };
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(malformed());
    }
    let filter = filter_of(&pairs)?;
    state.portal.lot_part(&filter, limit, None).await
}

/// A lot of the list. Every field is named here: what a card learns later does not leave by itself.
fn lot(card: &LotCard) -> Value {
    let figures = card.figures.as_ref();
    json!({
        "code": card.code,
        "kind": card.kind,
        "title": card.title,
        "industry": card.industry,
        "owner": card.owner,
        "out_of_province": card.out_of_province,
        "dual_carbon": card.dual_carbon,
        "project_level": card.project_level,
        "modes": card.modes,
        "trl": card.trl,
        "patents": card.patents,
        "patent": card.patent.as_ref().map(|number| number.canonical()),
        "ipc": card.ipc,
        "start_price_fen": card.start_price,
        "asking_price_fen": card.asking_price,
        "negotiable": card.negotiable,
        "state": card.shown_state(),
        "published_at": card.published_at,
        "price_fen": figures.and_then(|figures| figures.price),
        "bid_count": figures.map(|figures| figures.bid_count),
        "opens_at": figures.map(|figures| figures.opens_at),
        "ends_at": figures.map(|figures| figures.ends_at),
    })
}
