//! What the further holders of a lot agree to, in tests.

use super::TestPortal;
use crate::files::Upload;
use domain::files::{FileKind, Visibility};
use domain::ids::LotCode;
use domain::lots::Lot;

impl TestPortal {
    /// Hangs the consent of its further holders on a lot, without which it is not bid for (LG-11).
    ///
    /// # Panics
    /// When there is no such lot.
    pub async fn agree(&self, lot: &LotCode) {
        let consent = Upload {
            kind: FileKind::Consent,
            name: "consent.pdf".into(),
            bytes: b"%PDF-1.7\n%%EOF\n".to_vec(),
            visibility: Visibility::Private,
        };
        let centre = self.centre().await.account;
        self.portal
            .attach_file(&centre, lot, consent)
            .await
            .expect("a consent");
    }

    /// The same for a lot that has further holders: attacks write some into every lot.
    pub(super) async fn agree_if_shared(&self, lot: &Lot) {
        if !lot.co_owners.is_empty() {
            self.agree(&lot.code).await;
        }
    }
}
