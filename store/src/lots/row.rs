//! The columns that are derived from a lot when it is stored.

use crate::doc::to_json;
use crate::lots::NewLot;
use crate::sql::Arg;
use domain::ids::LotId;
use domain::lots::{DealMethod, Lot, LotState, ProjectLevel, TransactionMode};
use domain::money::Fen;
use domain::time::Timestamp;
use domain::views::LotCard;

/// Ranks up to here are plain ids of lots outside the catalogue; the SQL texts spell it out as
/// 1073741824, because a partial index is only used when its condition is a literal.
pub(super) const CATALOGUE: i64 = 1 << 30;

/// The place of a lot in the catalogue: newest publication first, later id first within a second.
pub(super) fn rank_of(
    id: LotId,
    state: LotState,
    practice: bool,
    published_at: Option<Timestamp>,
) -> i64 {
    if practice || !state.is_public() {
        return id.get();
    }
    let second = published_at
        .map_or(1, |at| at.millis() / 1_000)
        .clamp(1, i64::from(u32::MAX));
    second * CATALOGUE + id.get() % CATALOGUE
}

/// The place of a lot where the featured ones come first: those by their rank, then all others as in
/// the catalogue. Downwards, like [`rank_of`].
pub(super) fn featured_key_of(id: LotId, featured_rank: Option<u16>, rank: i64) -> i64 {
    featured_rank.map_or(rank, |place| {
        (1 << 62) + i64::from(u16::MAX - place) * CATALOGUE + id.get() % CATALOGUE
    })
}

/// The status of a state by itself; 待竞价 and 竞价中 share one, because which of them holds depends
/// on the clock.
const fn status_of(state: LotState) -> Option<&'static str> {
    use LotState as S;
    match state {
        S::Published => Some("display"),
        S::Listed | S::Bidding | S::Extended => Some("open"),
        S::Sold | S::Contracting | S::Signed | S::Registered | S::Delivered => Some("sold"),
        S::Passed => Some("passed"),
        _ => None,
    }
}

/// The stored status of a lot in `state`: that of a lot that was sold offline as of any other that is sold,
/// from the moment at which its auction is recorded (domain.md IS-21) until that record is returned.
pub(super) const fn status_with(state: LotState, sold_offline: bool) -> Option<&'static str> {
    match state {
        LotState::Published | LotState::Passed if sold_offline => Some("sold"),
        _ => status_of(state),
    }
}

/// Whether `status` says of a lot in `state` that it was sold offline.
pub(crate) fn is_sold_offline(state: LotState, status: Option<&str>) -> bool {
    matches!(state, LotState::Published | LotState::Passed) && status == Some("sold")
}

/// Whether a lot in this state keeps its patents from being offered again in the season.
pub(super) const fn is_live(state: LotState) -> bool {
    !matches!(
        state,
        LotState::Rejected | LotState::Withdrawn | LotState::Archived
    )
}

/// The price that lists sort by and filters compare: where bidding starts, or what is asked.
pub(super) fn list_price(lot: &Lot) -> Option<Fen> {
    lot.start_price.or(lot.asking_price)
}

/// The columns in the order of [`values`].
pub(super) const COLUMNS: &str = "id, code, season_id, session_id, owner_id, owner_name, \
    owner_city, kind, industry, title, state, status, is_public, practice, rank, published_at, \
    modes, biddable, price_up, price_down, dual_carbon, project, out_of_province, \
    out_of_province_million, featured_rank, roadshow, identity_key, import_digest, card, doc, \
    private, trl, project_level, package, big_institute, featured_key";

/// The values of a new row. `lot` is the lot with its final id; `million` whether it is 省外百万级.
pub(super) fn values(new: &NewLot<'_>, lot: &Lot, million: bool) -> [Arg; 36] {
    let rank = rank_of(lot.id, lot.state, lot.practice, lot.published_at);
    let price = list_price(lot).map(Fen::get);
    [
        lot.id.into(),
        (&lot.code).into(),
        lot.season.into(),
        lot.session.into(),
        lot.owner.into(),
        new.owner.name.as_str().into(),
        new.owner.city.map(|city| city.code()).into(),
        lot.kind.code().into(),
        lot.industry.code().into(),
        lot.title.as_str().into(),
        lot.state.code().into(),
        status_with(lot.state, false).into(),
        lot.state.is_public().into(),
        lot.practice.into(),
        rank.into(),
        lot.published_at.into(),
        TransactionMode::bits(&lot.modes).into(),
        lot.deal_methods.contains(&DealMethod::OnlineBid).into(),
        price.unwrap_or(i64::MAX).into(),
        price.unwrap_or(-1).into(),
        lot.dual_carbon.into(),
        (lot.project_level != ProjectLevel::None).into(),
        lot.out_of_province.into(),
        million.into(),
        lot.featured_rank.into(),
        lot.roadshow.into(),
        new.identity_key.into(),
        new.import_digest.into(),
        to_json(&card_of(lot, &new.owner.name)).into(),
        to_json(lot).into(),
        to_json(new.private).into(),
        i64::from(lot.trl.level()).into(),
        lot.project_level.code().into(),
        (lot.patents.len() > 1).into(),
        new.owner.big_institute.into(),
        featured_key_of(lot.id, lot.featured_rank, rank).into(),
    ]
}

/// What a list shows of a lot. State and figures are those of the moment and come with the query.
fn card_of(lot: &Lot, owner: &str) -> LotCard {
    let first = lot.patents.first();
    LotCard {
        code: lot.code.clone(),
        kind: lot.kind,
        title: lot.title.clone(),
        industry: lot.industry,
        owner: owner.to_owned(),
        out_of_province: lot.out_of_province,
        dual_carbon: lot.dual_carbon,
        project_level: lot.project_level,
        modes: lot.modes.clone(),
        patent: first
            .map(|p| &p.number)
            .or(lot.related_patents.first())
            .cloned(),
        ipc: first.and_then(|p| p.ipc.clone()),
        start_price: lot.start_price,
        asking_price: lot.asking_price,
        negotiable: lot.negotiable,
        state: lot.state,
        practice: lot.practice,
        trl: Some(lot.trl),
        patents: lot.patents.len() as u16,
        published_at: None,
        sold_offline: false,
        figures: None,
    }
}
