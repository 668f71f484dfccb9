//! The papers of an institution: its agreement, the first time ever, and the stamped sheet.

use super::{joined, of_agreement, of_participation, own};
use crate::files::remember;
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::audit::{Act, Object, ObjectKind};
use domain::files::{FileKind, Visibility};
use domain::ids::AgreementId;
use domain::participations::ParticipationRefusal;
use domain::time::Date;
use serde_json::json;
use store::{NewAgreement, NewFile};

impl Portal {
    /// Hands the entrusted-service agreement in: needed the first time ever (domain.md LG-5).
    ///
    /// # Errors
    /// `Forbidden`; `NOT_TAKING_PART`; `SIGNED_DAY`; the codes of a file; `AGREEMENT_NOT_NEEDED` once
    /// one was accepted.
    pub async fn hand_in_agreement(
        &self,
        account: &Account,
        signed_on: Date,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<AgreementId, Error> {
        let of = own(account)?;
        let season = self.current_season().await?.id;
        let mut tx = self.store().read().await?;
        joined(&mut tx, season, of).await?;
        if tx.has_accepted_agreement(of).await? {
            return Err(ParticipationRefusal::AgreementNotNeeded.into());
        }
        drop(tx);
        if signed_on > self.now().date() {
            return Err(ParticipationRefusal::SignedDay.into());
        }
        let (name, content) = self.keep_bytes(name, bytes).await?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.hold_institution(of).await?;
            if tx.has_accepted_agreement(of).await? {
                return Err(ParticipationRefusal::AgreementNotNeeded.into());
            }
            let at = origin.at;
            let new = NewAgreement {
                institution: of,
                signed_on,
                by: Some(by),
                at,
            };
            let id = tx.insert_agreement(&new).await?;
            let file = NewFile {
                owner: of_agreement(id),
                kind: FileKind::Agreement,
                name,
                visibility: Visibility::Private,
                content,
                by,
                at,
            };
            remember(&mut tx, &file, &origin).await?;
            let object = Object::new(ObjectKind::Agreement, id);
            let entry = origin.entry(Act::AgreementHandIn, object);
            tx.audit(entry.after(&json!({ "institution": of, "signed_on": signed_on })));
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Keeps a stamped scan of the submission sheet; the latest one counts, all of them stay.
    ///
    /// # Errors
    /// `Forbidden`; `NOT_TAKING_PART`; the codes of a file.
    pub async fn upload_scan(
        &self,
        account: &Account,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<(), Error> {
        let of = own(account)?;
        let season = self.current_season().await?.id;
        let part = joined(&mut self.store().read().await?, season, of).await?;
        let (name, content) = self.keep_bytes(name, bytes).await?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let file = NewFile {
                owner: of_participation(part.id),
                kind: FileKind::Scan,
                name,
                visibility: Visibility::Private,
                content,
                by,
                at: origin.at,
            };
            remember(&mut tx, &file, &origin).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
