//! The plain lot and institution that tests and measurements start from.

use super::words::{worded, words};
use crate::{BidRate, Settings, StoreOptions};
use domain::ids::{InstitutionId, LotCode, LotId, SeasonId};
use domain::institutions::{City, Institution, InstitutionKind};
use domain::lots::{DealMethod, Industry, Lot, LotKind, LotState, TransactionMode, Trl};
use domain::money::Fen;

/// An institution of the tests.
pub fn institution(name: &str, kind: InstitutionKind) -> Institution {
    Institution {
        id: InstitutionId(0),
        name: words(name),
        credit_code: None,
        kind,
        university_class: None,
        province: "江苏".into(),
        city: Some(City::Nanjing),
        big_institute: false,
    }
}

/// A submitted lot that starts at 100,000 yuan and asks for no deposit.
///
/// # Panics
/// When `code` is no lot code.
pub fn lot(code: &str, season: SeasonId, owner: InstitutionId, reserve: bool) -> Lot {
    let code = LotCode::parse(code).expect("a lot code");
    let trl = Trl::new(6).expect("a level");
    worded(Lot {
        season,
        owner,
        title: format!("一种测试用装置 {code}"),
        keywords: vec!["测试".into()],
        summary: "用于检验竞价流程的标的物，内容虚构。".into(),
        advantages: "检验充分。".into(),
        prospect: "用于测试。".into(),
        modes: vec![TransactionMode::Transfer],
        deal_methods: vec![DealMethod::OnlineBid],
        start_price: Some(Fen::yuan(100_000)),
        // Stated, or its publication would ask for that of the season.
        deposit: Some(Fen(0)),
        has_reserve: reserve,
        state: LotState::Submitted,
        content_cleared: true,
        ..Lot::blank(LotId(0), code, LotKind::Patent, Industry::Energy, trl)
    })
}

/// Throw-away servers need not sync.
pub(super) fn test_options() -> StoreOptions {
    StoreOptions {
        allow_unsafe_fsync: true,
        connections: 6,
        ..StoreOptions::default()
    }
}

/// The settings of a process with this name.
pub(super) fn node(name: &str) -> Settings {
    Settings {
        bid_rate: BidRate::UNLIMITED,
        node: name.into(),
        ..Settings::default()
    }
}
