//! Experts, their group, and sheets.

use super::{TestPortal, words_within};
use domain::accounts::{Account, Grant, Role, Scope};
use domain::ids::{InstitutionId, LotCode, LotId};
use domain::lots::Industry;
use domain::reviews::{ExpertKind, ReviewRules, Seat, SelectionStep, SheetDraft};

/// A sheet with the same score for each criterion.
pub fn sheet(score: u8) -> SheetDraft {
    SheetDraft {
        scores: std::array::from_fn(|_| score.to_string()),
        comment: words_within("技术路线清楚，具备实施条件。", 2_000),
        recommend: "RECOMMENDED".into(),
    }
}

impl TestPortal {
    /// From now on the season asks for reviews as seasons do.
    ///
    /// # Panics
    /// On faults of ours.
    pub async fn ask_reviews(&self) {
        let mut tx = self.portal.store().write().await.expect("a transaction");
        let stored = tx.season(self.season.id).await.expect("a season");
        let mut season = stored.expect("it is there");
        season.reviews = ReviewRules::default();
        tx.upsert_season(&season).await.expect("a season");
        tx.commit().await.expect("a commit");
    }

    /// An expert of this institution.
    ///
    /// # Panics
    /// When the login is taken.
    pub async fn expert(&self, login: &str, of: Option<InstitutionId>) -> Account {
        let grant = Grant {
            role: Role::Expert,
            scope: Scope::Province,
        };
        self.account(login, vec![grant], of).await
    }

    /// Three experts with the group of the industry of the lots of tests, and reviews asked for.
    ///
    /// # Panics
    /// When the group is refused.
    pub async fn review_group(&self, centre: &Account) -> [Account; 3] {
        self.ask_reviews().await;
        let experts = [
            self.expert("technical", None).await,
            self.expert("operation", None).await,
            self.expert("investment", None).await,
        ];
        let seats = experts.iter().zip(ExpertKind::ALL);
        let seats = seats.map(|(expert, kind)| Seat {
            expert: expert.id,
            kind: *kind,
        });
        let set = self
            .portal
            .set_review_group(centre, Industry::Energy, seats.collect());
        set.await.expect("a group");
        experts
    }

    /// A lot that is under review.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn lot_under_review(&self, centre: &Account, code: &str) -> (LotId, LotCode) {
        let id = self.lot(code, true).await;
        let step = SelectionStep::Review;
        let sent = self
            .portal
            .decide_lots(centre, step, &[id], ("材料齐全", ""))
            .await;
        assert_eq!(sent.expect("sent").ready(), 1);
        (id, LotCode::parse(code).expect("a code"))
    }
}
