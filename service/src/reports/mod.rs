//! The summary report (总结报告) of a session: its figures are counted here, its words are the host's, the
//! centre accepts it or returns it. The files of it are written in [`document`] and [`workbook`].

mod document;
mod workbook;

pub use document::document;
pub use workbook::workbook;

use crate::packages::link_of;
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::ids::SessionId;
use domain::money::Fen;
use domain::reports::{Prose, Report, ReportRefusal, ReportState};
use domain::sessions::Session;
use domain::targets::{self, Target};
use domain::time::Timestamp;
use domain::views::ReportPage;
use serde_json::json;
use store::Tx;

/// Interests that are counted by whether their follow-up has ended.
const INTERESTS: u32 = 10_000;

impl From<ReportRefusal> for Error {
    fn from(refusal: ReportRefusal) -> Self {
        let args = match &refusal {
            ReportRefusal::Targets(targets::ReportRefusal::SessionReportQuota { target }) => {
                vec![("target".to_owned(), target.to_string())]
            }
            _ => Vec::new(),
        };
        Self::Invalid {
            code: refusal.to_string().into(),
            args,
        }
    }
}

impl Portal {
    /// The report of a session, for its host and the centre.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`.
    pub async fn report_page(
        &self,
        account: &Account,
        session: SessionId,
    ) -> Result<ReportPage, Error> {
        self.require_host(account, session)?;
        let mut tx = self.store().read().await?;
        let of = tx.session(session).await?.ok_or(Error::NotFound)?;
        let report = stored(&mut tx, session).await?;
        let targets = match report.is_open() {
            true => judged(&mut tx, of.clone(), self.now()).await?,
            false => report.targets.clone(),
        };
        let interests = tx.interests_of(session, INTERESTS).await?;
        let ended = interests.iter().filter(|one| one.interest.end.is_some());
        let mut intakes = tx.intakes_of(session).await?;
        // What nothing proves yet is not counted (domain.md RM-01).
        intakes.retain(|intake| intake.state.stands() && intake.proof.is_some());
        let amounts = intakes.iter().filter_map(|intake| intake.amount);
        let sum = amounts.map(Fen::get).sum();
        Ok(ReportPage {
            follow_ups: (ended.count() as u32, interests.len() as u32),
            offline: (intakes.len() as u32, Fen(sum)),
            starts_at: of.starts_at,
            holders: of.holders.iter().map(|one| one.name.clone()).collect(),
            session: link_of(of),
            decides: account.may(Action::DecideReports),
            report,
            targets,
        })
    }

    /// Keeps the words of a report on top of its version `base`; answers the version that it has now.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`; `REPORT_STATE` once it was handed in; `REPORT_PART_LONG`,
    /// `REPORT_REASON_LONG`; `Conflict` when somebody else has changed it after `base`.
    pub async fn write_report(
        &self,
        account: &Account,
        session: SessionId,
        base: u32,
        prose: &Prose,
    ) -> Result<u32, Error> {
        self.require_host(account, session)?;
        let prose = prose.kept().map_err(Error::invalid)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.session(session).await?.ok_or(Error::NotFound)?;
            let report = stored(&mut tx, session).await?;
            if report.version != base {
                return Err(Error::Conflict);
            }
            let written = report.write(prose, origin.at)?;
            keep(&mut tx, &origin, Act::ReportSave, &report, &written).await?;
            tx.commit().await?;
            Ok(written.version)
        })
        .await
    }

    /// Hands a report in, with its targets as they stand now.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`; the codes of [`ReportRefusal`].
    pub async fn submit_report(&self, account: &Account, session: SessionId) -> Result<(), Error> {
        self.require_host(account, session)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let of = tx.session(session).await?.ok_or(Error::NotFound)?;
            let report = stored(&mut tx, session).await?;
            let targets = judged(&mut tx, of, origin.at).await?;
            let handed_in = report.submit(targets, origin.at)?;
            keep(&mut tx, &origin, Act::ReportSubmit, &report, &handed_in).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Accepts a report that was handed in, or returns it with notes.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre, `NotFound`; `REPORT_STATE`, `REPORT_NOTES_REQUIRED`.
    pub async fn decide_report(
        &self,
        account: &Account,
        session: SessionId,
        accept: bool,
        notes: &str,
    ) -> Result<(), Error> {
        require(account, Action::DecideReports)?;
        let (store, origin, notes) = (self.store().clone(), self.by(account), notes.to_owned());
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.session(session).await?.ok_or(Error::NotFound)?;
            let report = stored(&mut tx, session).await?;
            let decided = report.decide(accept, &notes, origin.at)?;
            keep(&mut tx, &origin, Act::ReportDecide, &report, &decided).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

async fn stored(tx: &mut Tx, session: SessionId) -> Result<Report, Error> {
    let found = tx.report(session).await?;
    Ok(found.unwrap_or_else(|| Report::blank(session)))
}

async fn keep(
    tx: &mut Tx,
    origin: &Origin,
    act: Act,
    before: &Report,
    after: &Report,
) -> Result<(), Error> {
    tx.put_report(after).await?;
    let entry = origin.entry(act, Object::new(ObjectKind::Session, after.session));
    let entry = entry.before(&json!({ "state": before.state, "version": before.version }));
    let mut facts = json!({ "state": after.state, "version": after.version });
    if after.state == ReportState::Submitted {
        facts["targets"] = json!(after.targets);
    }
    if !after.notes.is_empty() {
        facts["notes"] = json!(after.notes);
    }
    tx.audit(entry.after(&facts));
    Ok(())
}

/// The targets of a session as its records stand.
async fn judged(tx: &mut Tx, session: Session, now: Timestamp) -> Result<Vec<Target>, Error> {
    let season = tx.season(session.season).await?.ok_or(Error::NotFound)?;
    let judged = crate::targets::in_tx(tx, &season, session, now).await?;
    Ok(judged.targets)
}
