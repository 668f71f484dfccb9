//! The seasons that are known: 2022 and 2023 with their true rules and dates
//! (domain.md §0.1 and §5), and the pattern that later years follow.

use super::{ClassQuota, Programme, Quotas, Season, SeasonState, Stage};
use crate::bidding::stage::StageRules;
use crate::bidding::{Ladder, MAX_JUMP_DEFAULT};
use crate::deposits::DEPOSIT_PERCENT_DEFAULT;
use crate::ids::SeasonId;
use crate::institutions::InstitutionKind;
use crate::institutions::UniversityClass;
use crate::lots::{PatentType, TransactionMode};
use crate::money::WAN;
use crate::reviews::ReviewRules;
use crate::targets;
use crate::time::{Date, Weekday};

/// Lots from outside the province: 百万级以上 (domain.md §3.4 `out_of_province_min_fen`).
const OUT_OF_PROVINCE_MIN_FEN: i64 = 100 * WAN;

/// 重点遴选 10 项 for on-site roadshows, per unit (S23; domain.md §0.1).
const ROADSHOW_MAX: u16 = 10;

/// 高校、科研院所、新型研发机构及部分国有大中型企业 (S22; domain.md §0.1 "sources").
pub(super) const KINDS_2022: [InstitutionKind; 4] = [
    InstitutionKind::University,
    InstitutionKind::Institute,
    InstitutionKind::NewRd,
    InstitutionKind::StateOwned,
];

/// 高校院所, of which 新型研发机构 are: whose achievements 2022 takes (domain.md AS-60).
pub(super) const ACHIEVEMENTS_2022: [InstitutionKind; 3] = [
    InstitutionKind::University,
    InstitutionKind::Institute,
    InstitutionKind::NewRd,
];
/// 高校院所和国有企业 (S23; domain.md AS-60).
const ACHIEVEMENTS_2023: [InstitutionKind; 4] = [
    InstitutionKind::University,
    InstitutionKind::Institute,
    InstitutionKind::NewRd,
    InstitutionKind::StateOwned,
];

/// The same, and 行业龙头企业, whose open licences 2023 takes (S23; domain.md §0.1 "modes", AS-29).
const KINDS_2023: [InstitutionKind; 5] = [
    InstitutionKind::University,
    InstitutionKind::Institute,
    InstitutionKind::NewRd,
    InstitutionKind::StateOwned,
    InstitutionKind::Leading,
];
/// 每家单位推荐总数原则上不超过 50 项, in both plans (Q-U-1).
const LOTS_MAX: u16 = 50;
/// 数量不少于 30 项 (Q-U-2).
const LOTS_MIN: u16 = 30;
/// 国家级、省级计划项目相关不少于 3 项 (Q-U-3).
const PROJECT_MIN: u16 = 3;

const WED_FRI: [Weekday; 2] = [Weekday::Wed, Weekday::Fri];

/// The 2022 auction season (S22): invention patents only, five stages, few dates.
pub fn auction_2022() -> Season {
    Season {
        id: SeasonId(20_221),
        programme: Programme::Auction,
        year: 2022,
        state: SeasonState::Archived,
        start_on: Date::of(2022, 6, 1),
        end_on: Date::of(2022, 11, 30),
        // The plan names no bidding months; from the submission deadline on (D5).
        bidding_window: Some((Date::of(2022, 7, 8), Date::of(2022, 11, 30))),
        bidding_weekdays: WED_FRI.to_vec(),
        grant_cutoff: Some(Date::of(2019, 1, 1)),
        patent_types: vec![PatentType::Invention],
        modes: vec![
            TransactionMode::Transfer,
            TransactionMode::Licence,
            TransactionMode::EquityInKind,
            TransactionMode::Other,
        ],
        submission_deadline: Some(Date::of(2022, 7, 8)),
        session_deadline: Some(Date::of(2022, 9, 30)),
        planned_sessions: Some(17),
        out_of_province_min_fen: OUT_OF_PROVINCE_MIN_FEN,
        deposit_percent: DEPOSIT_PERCENT_DEFAULT,
        second_factor_from: None,
        // The plan of 2022 names no number.
        roadshow_max: None,
        institution_kinds: KINDS_2022.to_vec(),
        achievement_kinds: ACHIEVEMENTS_2022.to_vec(),
        quotas: quotas_of_2022(),
        experts_only: true,
        ladder: Ladder::season_default(),
        max_jump: MAX_JUMP_DEFAULT,
        rules: StageRules::default(),
        reviews: ReviewRules::default(),
        targets: Some(targets::auction_2022()),
        stages: vec![
            stage("collect", "宣传征集", "Publicity & collection", None, None),
            stage("select", "遴选发布", "Selection & release", None, None),
            stage(
                "promote",
                "运营推广",
                "Operation & promotion",
                None,
                Some(Date::of(2022, 9, 30)),
            ),
            stage(
                "bid",
                "竞价交易及权属交割",
                "Bidding & transfer of ownership",
                None,
                Some(Date::of(2022, 11, 30)),
            ),
            stage("summary", "年度总结", "Annual summary", None, None),
        ],
    }
}

/// Every university with undergraduates brings thirty.
fn quotas_of_2022() -> Quotas {
    use UniversityClass::{City, Independent, Ministry, Provincial};
    Quotas {
        lots_max: Some(LOTS_MAX),
        lots_min: Some(ClassQuota {
            number: LOTS_MIN,
            classes: vec![Ministry, Provincial, City, Independent],
        }),
        ..Quotas::default()
    }
}

/// Universities of ministry and province bring thirty, three of them of projects, and choose ten.
fn quotas_of_2023() -> Quotas {
    let of = |number| {
        let classes = vec![UniversityClass::Ministry, UniversityClass::Provincial];
        Some(ClassQuota { number, classes })
    };
    Quotas {
        lots_max: Some(LOTS_MAX),
        lots_min: of(LOTS_MIN),
        project_min: of(PROJECT_MIN),
        roadshow: of(ROADSHOW_MAX),
    }
}

/// The 2022 challenge season (S22): five standing stages, each need moves through them by itself.
pub fn challenge_2022() -> Season {
    Season {
        id: SeasonId(20_222),
        programme: Programme::Challenge,
        session_deadline: Some(Date::of(2022, 10, 30)),
        bidding_window: None,
        bidding_weekdays: Vec::new(),
        grant_cutoff: None,
        submission_deadline: None,
        quotas: Quotas::default(),
        targets: Some(targets::challenge_2022()),
        stages: [
            ("seek", "寻榜", "Seeking needs"),
            ("post", "发榜", "Posting needs"),
            ("answer", "揭榜", "Answering needs"),
            ("contest", "竞榜", "On-site contest"),
            ("award", "奖榜", "Awards"),
        ]
        .map(|(key, zh, en)| stage(key, zh, en, None, None))
        .to_vec(),
        ..auction_2022()
    }
}

/// The 2023 auction season (S23): every kind of patent, four overlapping stages.
pub fn auction_2023() -> Season {
    Season {
        state: SeasonState::Archived,
        ..by_pattern_of_2023(2023)
    }
}

/// The auction season of a later year: the stages of 2023 with the year replaced and the grant
/// cut-off of 1 January three years before (domain.md §5, year-independent rule).
pub fn auction_by_pattern(year: i32) -> Season {
    by_pattern_of_2023(year)
}

/// The season with this code: `2022-AUCTION`, `2022-CHALLENGE`, `2023`, `2026-AUCTION`, …
/// A bare year means the auction season. `None` when there is none.
pub fn by_code(code: &str) -> Option<Season> {
    let (year, programme) = code.split_once('-').unwrap_or((code, "AUCTION"));
    let year: i32 = year.parse().ok().filter(|y| (2022..=2100).contains(y))?;
    match (year, Programme::from_code(programme)?) {
        (2022, Programme::Auction) => Some(auction_2022()),
        (2022, Programme::Challenge) => Some(challenge_2022()),
        (2023, Programme::Auction) => Some(auction_2023()),
        (_, Programme::Auction) => Some(auction_by_pattern(year)),
        (_, Programme::Challenge) => None,
    }
}

/// The auction season that `today` belongs to: the year's own.
pub fn current(today: Date) -> Season {
    auction_by_pattern(today.year().max(2023))
}

fn by_pattern_of_2023(year: i32) -> Season {
    let day = |month, day| Some(Date::of(year, month, day));
    Season {
        id: SeasonId(i64::from(year) * 10 + 1),
        programme: Programme::Auction,
        year,
        state: SeasonState::Open,
        start_on: Date::of(year, 3, 1),
        end_on: Date::of(year, 11, 30),
        bidding_window: Some((Date::of(year, 4, 1), Date::of(year, 11, 30))),
        bidding_weekdays: WED_FRI.to_vec(),
        grant_cutoff: Some(Date::of(year - 3, 1, 1)),
        patent_types: PatentType::ALL.to_vec(),
        modes: TransactionMode::ALL.to_vec(),
        submission_deadline: day(6, 20),
        session_deadline: day(10, 31),
        planned_sessions: None,
        out_of_province_min_fen: OUT_OF_PROVINCE_MIN_FEN,
        deposit_percent: DEPOSIT_PERCENT_DEFAULT,
        second_factor_from: None,
        roadshow_max: Some(ROADSHOW_MAX),
        institution_kinds: KINDS_2023.to_vec(),
        achievement_kinds: ACHIEVEMENTS_2023.to_vec(),
        quotas: quotas_of_2023(),
        experts_only: false,
        ladder: Ladder::season_default(),
        max_jump: MAX_JUMP_DEFAULT,
        rules: StageRules::default(),
        reviews: ReviewRules::default(),
        targets: Some(targets::auction_2023()),
        stages: vec![
            stage(
                "collect",
                "宣传征集",
                "Publicity & collection",
                day(3, 1),
                day(6, 30),
            ),
            stage(
                "select",
                "遴选发布",
                "Selection & release",
                day(6, 1),
                day(7, 31),
            ),
            stage(
                "promote",
                "运营推广",
                "Operation & promotion",
                day(5, 1),
                day(10, 31),
            ),
            stage(
                "bid",
                "竞价交易及权属交割",
                "Bidding & transfer of ownership",
                day(4, 1),
                day(11, 30),
            ),
        ],
    }
}

fn stage(key: &str, zh: &str, en: &str, start_on: Option<Date>, end_on: Option<Date>) -> Stage {
    Stage {
        key: key.into(),
        title_zh: zh.into(),
        title_en: en.into(),
        start_on,
        end_on,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{LotCode, LotId};
    use crate::lots::{Industry, Lot, LotKind, Trl};
    use crate::money::Fen;

    #[test]
    fn the_two_years_differ_by_their_own_rules() {
        let (old, new) = (auction_2022(), auction_2023());
        assert_eq!(old.grant_cutoff, Some(Date::of(2019, 1, 1)));
        assert_eq!(new.grant_cutoff, Some(Date::of(2020, 1, 1)));
        assert_eq!(old.patent_types, [PatentType::Invention]);
        assert_eq!(new.patent_types.len(), 3);
        assert!(!old.modes.contains(&TransactionMode::EquityTransfer));
        assert!(!old.modes.contains(&TransactionMode::OpenLicence));
        assert!(new.modes.contains(&TransactionMode::OpenLicence));
        assert_eq!((old.stages.len(), new.stages.len()), (5, 4));
        assert_eq!((old.roadshow_max, new.roadshow_max), (None, Some(10)));
        assert_eq!(new.institution_kinds[..4], old.institution_kinds);
        assert_eq!(new.institution_kinds.len(), 5);
    }

    #[test]
    fn stages_of_2023_overlap() {
        let season = auction_2023();
        let now = |m, d| {
            season
                .current_stages(Date::of(2023, m, d))
                .map(|s| s.key.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(now(3, 15), ["collect"]);
        assert_eq!(now(6, 15), ["collect", "select", "promote", "bid"]);
        assert_eq!(now(11, 30), ["bid"]);
        assert!(now(12, 1).is_empty());
    }

    #[test]
    fn lots_are_submitted_from_the_collection_stage_until_the_deadline() {
        let of_2023 = (Date::of(2023, 3, 1), Date::of(2023, 6, 20));
        assert_eq!(auction_2023().submissions(), Some(of_2023));
        // The plan of 2022 dates no collection stage.
        let of_2022 = (Date::of(2022, 6, 1), Date::of(2022, 7, 8));
        assert_eq!(auction_2022().submissions(), Some(of_2022));
        assert_eq!(challenge_2022().submissions(), None);
    }

    #[test]
    fn seasons_stored_before_their_later_fields_are_read() {
        let mut stored = serde_json::to_value(auction_2022()).unwrap();
        for later in [
            "roadshow_max",
            "institution_kinds",
            "achievement_kinds",
            "deposit_percent",
            "second_factor_from",
            "ladder",
            "max_jump",
            "rules",
            "targets",
        ] {
            stored.as_object_mut().unwrap().remove(later).unwrap();
        }
        let read = serde_json::from_value::<Season>(stored).unwrap();
        assert_eq!(read.session_targets(), auction_2022().session_targets());
        let targets = auction_2022().targets;
        assert_eq!(Season { targets, ..read }, auction_2022());
    }

    #[test]
    fn a_second_factor_is_asked_for_from_an_amount_on() {
        let code = LotCode::parse("P2023-ENER-0001").unwrap();
        let (kind, trl) = (LotKind::Patent, Trl::new(6).unwrap());
        let mut lot = Lot::blank(LotId(1), code, kind, Industry::Energy, trl);
        let mut season = auction_2023();
        lot.start_price = Some(Fen::yuan(9_000_000));
        let (none, usual) = (None, Some(Fen::yuan(9_000_000)));
        assert!(!season.asks_second_factor(&lot, none), "no plan asks");
        assert!(season.asks_second_factor(&lot, usual), "the portal does");
        season.second_factor_from = Some(Fen::yuan(500_000));
        for (start, asks) in [
            (Some(Fen::yuan(500_000)), true),
            (Some(Fen::yuan(500_000) - Fen(1)), false),
            (None, false),
        ] {
            lot.start_price = start;
            assert_eq!(season.asks_second_factor(&lot, usual), asks, "{start:?}");
        }
        lot.start_price = Some(Fen::yuan(500_000));
        lot.practice = true;
        assert!(!season.asks_second_factor(&lot, usual));
    }

    #[test]
    fn seasons_are_found_by_code() {
        assert_eq!(by_code("2023").unwrap().code(), "2023-AUCTION");
        assert_eq!(by_code("2022-CHALLENGE").unwrap().stages[0].key, "seek");
        assert_eq!(
            by_code("2026").unwrap().grant_cutoff,
            Some(Date::of(2023, 1, 1))
        );
        for none in ["1999", "2023-X", "abc", "2021-AUCTION", "2024-CHALLENGE"] {
            assert!(by_code(none).is_none(), "{none}");
        }
    }
}
