//! What happens to lots after their round, in tests.

use super::lot;
use super::{TestCentre, TestPortal, words_within};
use crate::Error;
use crate::deposits::Proof;
use crate::stages::{Agreement, Grounds, Relisting, Wish};
use domain::bidding::stage::{BuyerDefault, Stage};
use domain::evidence::Reference;
use domain::ids::{LotCode, LotId, RoundId};
use domain::lots::TransactionMode;
use domain::money::Fen;
use domain::rounds::{Round, RoundState};
use domain::time::Timestamp;
use domain::views::{DealDesk, PublicDeal};

/// A day, ms.
pub const DAY_MS: i64 = 86_400_000;

impl TestPortal {
    /// Stores a submitted lot that belongs to a second holder as well.
    ///
    /// # Panics
    /// When the code is taken.
    pub async fn shared_lot(&self, code: &str) -> LotId {
        let mut lot = lot(code, self.season.id, self.owner.id, false);
        lot.co_owners = vec!["南山精密智造有限公司（示例）".into()];
        self.keep(lot).await
    }

    /// A round of five hours that opens in `days` days.
    ///
    /// # Panics
    /// When the day has a round.
    pub async fn round_in(&self, days: i64) -> RoundId {
        let opens_at = self.portal.now().plus_millis(days * DAY_MS);
        let round = Round {
            id: RoundId(0),
            season: self.season.id,
            on: opens_at.date(),
            opens_at,
            closes_at: opens_at.plus_millis(5 * 3_600_000),
            window_ms: 300_000,
            extension_ms: 300_000,
            hard_end: None,
            min_bidders: 1,
            state: RoundState::Scheduled,
            practice: false,
            moved: None,
        };
        let origin = self.portal.by_clock();
        self.portal
            .insert_round(round, origin)
            .await
            .expect("a round")
    }

    /// What everybody may know of the deal of a lot.
    ///
    /// # Panics
    /// When the lot has no page.
    pub async fn public_deal(&self, lot: &LotCode) -> Option<PublicDeal> {
        let page = self.portal.lot_page(lot, None).await;
        page.expect("a page").deal
    }

    /// Every wish there is, each as it may be granted: with `round` for another one.
    pub fn wishes(&self, round: RoundId) -> Vec<Wish> {
        let now = self.portal.now();
        let number = || Reference::parse("2026-0001").expect("a number");
        vec![
            Wish::Confirm {
                identity_checked: true,
                documents_checked: true,
            },
            Wish::Default(BuyerDefault::Refused),
            Wish::Prolong(now.date().plus_days(60)),
            Wish::Sign(now.date()),
            Wish::Pay,
            Wish::RegisterTech(number()),
            Wish::RegisterTransfer(number()),
            Wish::RecordLicence(number()),
            relist(round, 100_000),
            talks(),
            Wish::AgreePrice(agreement(now)),
            Wish::Object("示例企业（示例）".into()),
            Wish::Uphold,
            Wish::Reject,
            Wish::EndPublicity,
            Wish::EndSeason,
            Wish::ReportDeal {
                agreement: agreement(now),
                checked: true,
                public_negotiated: false,
            },
        ]
    }
}

/// Everybody wants to talk, and the highest bidder was asked.
pub fn talks() -> Wish {
    Wish::Negotiate {
        consignor_agrees: true,
        party_agrees: true,
        top_bidder_asked: true,
    }
}

/// Another round, everything in order.
pub fn relist(round: RoundId, yuan: i64) -> Wish {
    Wish::Relist(Relisting {
        round,
        start: Fen::yuan(yuan),
        reserve_committed: true,
        priority_notified: true,
        difference_noted: true,
    })
}

/// 80,000 yuan, to a party that is not related, public for as long as it must be from `now` on.
pub fn agreement(now: Timestamp) -> Agreement {
    Agreement {
        price: Fen::yuan(80_000),
        mode: Some(TransactionMode::Transfer),
        related_party: Some(false),
        party: words_within("示例科技公司（示例）", 100),
        last_day: Some(now.plus_millis(15 * DAY_MS).date()),
    }
}

impl TestCentre<'_> {
    /// Moves a lot, with a reason and a paper.
    ///
    /// # Errors
    /// As [`crate::Portal::move_lot`].
    pub async fn moves(&self, lot: &LotCode, wish: Wish) -> Result<Stage, Error> {
        let grounds = Grounds {
            reason: words_within("材料已核对", 500),
            paper: Some(Proof {
                file_name: words_within("合同", 60) + ".pdf",
                file: b"%PDF-1.4 contract".to_vec(),
            }),
        };
        let portal = &self.site.portal;
        portal.move_lot(&self.account, lot, wish, grounds).await
    }

    /// The deal of a lot as the centre sees it.
    ///
    /// # Panics
    /// When there is none.
    pub async fn deal(&self, lot: &LotCode) -> DealDesk {
        let desk = self.site.portal.lot_desk(&self.account, lot).await;
        desk.expect("a desk").deal.expect("a deal")
    }
}
