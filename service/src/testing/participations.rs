//! Institutions that may publish lots, and the files of one.

use super::{TestPortal, words_within};
use crate::Tx;
use crate::participations::carry_over;
use domain::accounts::Account;
use domain::files::{FileKind, FileOwner, FileOwnerKind, Visibility};
use domain::ids::{FileId, InstitutionId, ParticipationId};
use domain::institutions::{Institution, InstitutionKind};
use domain::seasons::Season;
use domain::time::Timestamp;
use store::NewFile;

/// Lets an institution take part with everything that its lots wait for.
pub(super) async fn take_part(tx: &mut Tx, season: &Season, of: InstitutionId, at: Timestamp) {
    let papers = Some(at.date());
    let part = carry_over(tx, season.id, of, papers, at).await;
    part.expect("a participation");
}

impl TestPortal {
    /// An institution of this kind that has not joined the season.
    ///
    /// # Panics
    /// When the name is taken.
    pub async fn newcomer_of(&self, name: &str, kind: InstitutionKind) -> Institution {
        let mut made = super::institution(name, kind);
        let mut tx = self.portal.store().write().await.expect("a transaction");
        made.id = tx.insert_institution(&made).await.expect("an institution");
        tx.commit().await.expect("a commit");
        made
    }

    /// The part of an institution in the open season.
    ///
    /// # Panics
    /// When it has none.
    pub async fn part_of(&self, of: InstitutionId) -> ParticipationId {
        let mut tx = self.portal.store().read().await.expect("a transaction");
        let found = tx.participation(self.season.id, of).await;
        found.expect("a query").expect("a participation").id
    }

    /// A stamped scan of the institution that somebody belongs to.
    ///
    /// # Panics
    /// When it has not joined the season.
    pub async fn scan_of(&self, account: &Account) -> FileId {
        let of = account.institution.expect("an institution");
        let part = self.part_of(of).await;
        let name = words_within("scan", 60) + ".pdf";
        let kept = self.portal.keep_bytes(&name, b"%PDF-1.4 scan".to_vec());
        let (name, content) = kept.await.expect("bytes");
        let new = NewFile {
            owner: FileOwner {
                kind: FileOwnerKind::Participation,
                id: part.get(),
            },
            kind: FileKind::Scan,
            name,
            visibility: Visibility::Private,
            content,
            by: account.id,
            at: self.portal.now(),
        };
        let mut tx = self.portal.store().write().await.expect("a transaction");
        let id = tx.insert_file(&new).await.expect("a file");
        tx.commit().await.expect("a commit");
        id
    }
}
