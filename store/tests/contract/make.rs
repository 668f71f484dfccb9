//! Values to store: plain, valid, different from one another by a number. Everybody is fictional.

use domain::accounts::{Account, Grant, Role, Scope};
use domain::bidding::{Auction, Event, EventKind, Instruction, Ladder, Order, Paddle, Terms};
use domain::ids::{AccountId, InstitutionId, LotCode, LotId, RoundId, SessionId};
use domain::institutions::{City, Institution, InstitutionKind};
use domain::lots::{
    DealMethod, Industry, LegalStatus, Lot, LotKind, LotPatent, LotPrivate, LotState, PatentType,
    ProjectLevel, TransactionMode, Trl,
};
use domain::money::Fen;
use domain::patents::PatentNumber;
use domain::rounds::{Round, RoundState};
use domain::seasons::{Season, catalogue};
use domain::sessions::{Bilingual, Session, SessionState};
use domain::time::{Date, Timestamp};
use std::collections::BTreeMap;
use store::{Result, Store, Tx};

/// Noon of the first day of the stories.
pub const NOON: Timestamp = Date::of(2023, 4, 5).at(12, 0);

/// The 2023 auction season.
pub fn season() -> Season {
    catalogue::auction_2023()
}

/// A university.
pub fn institution(number: i64) -> Institution {
    Institution {
        id: InstitutionId(number),
        name: format!("第{number}示例大学（示例）"),
        credit_code: None,
        kind: InstitutionKind::University,
        university_class: None,
        province: "江苏".into(),
        city: Some(City::ALL[number as usize % City::ALL.len()]),
        big_institute: false,
    }
}

/// A bidder.
pub fn account(number: i64) -> Account {
    Account {
        id: AccountId(number),
        login: format!("bidder{number}"),
        display_name: format!("竞买人{number}（示例）"),
        institution: None,
        grants: vec![Grant {
            role: Role::Bidder,
            scope: Scope::Province,
        }],
        house_bot: false,
    }
}

/// A published patent lot; its facets vary with the number.
pub fn lot(number: i64) -> Lot {
    let pick = number as usize;
    let code = LotCode::parse(&format!("P2023-T-{number:06}")).expect("a lot code");
    let kind = LotKind::ALL[pick % 2];
    let industry = Industry::ALL[pick % Industry::ALL.len()];
    let trl = Trl::new(5).expect("a level");
    Lot {
        season: season().id,
        owner: InstitutionId(1),
        title: format!("第{number}号示例标的"),
        keywords: vec!["示例".into()],
        summary: "一种用于示例的方法及其装置。".into(),
        advantages: "效率更高。".into(),
        prospect: "用途广泛。".into(),
        modes: vec![TransactionMode::ALL[pick % 3]],
        deal_methods: vec![DealMethod::OnlineBid],
        start_price: (pick % 10 != 9).then(|| Fen::yuan(10_000 + (number * 7_919) % 50_000 * 100)),
        negotiable: pick % 10 == 9,
        project_level: ProjectLevel::ALL[pick % 3],
        dual_carbon: pick.is_multiple_of(4),
        patents: vec![patent(number)],
        state: LotState::Published,
        published_at: Some(NOON.plus_millis(number / 3 * 1_000)),
        ..Lot::blank(LotId(0), code, kind, industry, trl)
    }
}

/// A patent; the number of the lot makes the number of the patent.
pub fn patent(number: i64) -> LotPatent {
    let digits = format!("20191{number:07}");
    LotPatent {
        number: PatentNumber::from_digits(&digits, 2023).expect("twelve digits"),
        patent_type: PatentType::Invention,
        filed_on: Date::of(2019, 5, 6),
        granted_on: Date::of(2021, 5, 7),
        holders: "示例大学（示例）".into(),
        inventors: "示例人".into(),
        ipc: Some("H01M 10/0525".into()),
        further_ipc: Vec::new(),
        legal_status: LegalStatus::InForce,
        legal_checked_on: None,
        grant_pub_no: None,
    }
}

/// A real round on the first bidding day and those after it.
pub fn round(number: i32) -> Round {
    let on = Date::of(2023, 4, 5).plus_days(7 * number);
    Round {
        id: RoundId(0),
        season: season().id,
        on,
        opens_at: on.at(10, 0),
        closes_at: on.at(15, 0),
        window_ms: 300_000,
        extension_ms: 300_000,
        hard_end: None,
        min_bidders: 1,
        state: RoundState::Scheduled,
        practice: false,
        moved: None,
    }
}

/// A session.
pub fn session(number: u16) -> Session {
    let on = Date::of(2023, 5, 10).plus_days(i32::from(number));
    let text = |zh: &str| Bilingual {
        zh: format!("{zh}{number}"),
        en: String::new(),
    };
    Session {
        id: SessionId(0),
        season: season().id,
        number,
        slug: format!("session-{number}"),
        title: text("示例专场"),
        industry: Industry::Energy,
        city: City::Changzhou,
        venue: text("示例会场"),
        starts_at: on.at(14, 0),
        ends_at: on.at(17, 0),
        holders: Vec::new(),
        torch_express: false,
        low_carbon: true,
        state: SessionState::Published,
        cancelled_reason: None,
        published_revision: None,
        moved_from: None,
    }
}

/// The terms of a lot in a round, without a reserve.
pub fn terms(round: &Round) -> Terms {
    Terms {
        start: Fen::yuan(10_000),
        ladder: Ladder::flat(Fen::yuan(100)).expect("a ladder"),
        opens_at: round.opens_at,
        ends_at: round.closes_at,
        window_ms: round.window_ms,
        extension_ms: round.extension_ms,
        hard_end: None,
        max_jump: 50,
        drain_ms: 2_000,
        has_reserve: false,
        min_bidders: 1,
        ranks: BTreeMap::new(),
    }
}

/// The least bid that `paddle` can make at `at`, decided and applied.
pub fn bid(auction: &mut Auction, paddle: u16, at: Timestamp) -> Event {
    let amount = auction.min_next();
    let instruction = Instruction {
        paddle: Paddle(paddle),
        order: Order::Flat,
        amount,
        received_at: at,
        jump_confirmed: false,
    };
    let event = auction
        .decide(&instruction, Ok(()), at)
        .expect("the bid is fine");
    auction.apply(&event);
    event
}

/// Season 2023 and institutions 1–3: what every story needs.
pub async fn setting(store: &Store) -> Result<Tx> {
    let mut tx = store.write().await?;
    tx.upsert_season(&season()).await?;
    for number in 1..=3 {
        tx.insert_institution(&institution(number)).await?;
    }
    Ok(tx)
}

/// Stores a lot of institution 1 under its code.
pub async fn put(tx: &mut Tx, lot: &Lot) -> Result<LotId> {
    let key = lot.code.as_str();
    tx.insert_lot(
        lot,
        &LotPrivate::default(),
        &institution(1),
        key,
        Some("digest"),
    )
    .await
}

/// Lot 1, listed in round 0, and committed.
pub async fn open_lot(store: &Store) -> Result<LotCode> {
    let mut tx = setting(store).await?;
    let (round, lot) = (round(0), lot(1));
    let round_id = tx.insert_round(&round).await?;
    let id = put(&mut tx, &lot).await?;
    let event = Event {
        seq: 1,
        at: NOON,
        kind: EventKind::Listed {
            terms: terms(&round),
        },
    };
    tx.list_lot(id, round_id, &event, None, false, "{}").await?;
    tx.commit().await?;
    Ok(lot.code)
}
