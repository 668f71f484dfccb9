//! What only the database knows of a report: whether the lot is there that it names, whether the unit
//! holds the session (domain.md §4.5 D, E), and what was reported before.

use super::check::Checked;
use crate::stages::is_in_talks;
use crate::{Error, Tx};
use domain::collection::{
    CheckedRow, Entry, OfflineRow, REFERENCE_COLUMN, Rule, SESSION_COLUMN, rules,
};
use domain::ids::{InstitutionId, LotCode, LotId, SeasonId, SessionId};
use domain::institutions::Institution;
use domain::intakes::{IntakeKind, IntakeState, Report, check_lot};
use domain::lots::Lot;
use domain::seasons::Season;
use domain::views::FieldChange;
use std::collections::{HashMap, HashSet};
use store::StoredIntake;

/// Sessions of a season that are looked through.
const SESSIONS_MAX: u32 = 500;

/// The season's code and the number of a session in it.
type SessionNumber = (String, u16);

/// The lots and sessions that a form of reports may name, and what stands of it already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Lots that are public or the unit's own: of others not even their number is told.
    pub lots: HashMap<LotCode, LotId>,
    /// The seasons that the rows name.
    pub seasons: HashMap<String, SeasonId>,
    /// The sessions that the unit holds; all of them where the centre reports without one.
    pub sessions: HashMap<SessionNumber, SessionId>,
    /// Standing records, by what makes a row the same.
    standing: HashMap<String, (StoredIntake, Report)>,
    /// Rows of which the lot, or another record, keeps them out.
    kept_out: HashMap<u32, (&'static str, Rule)>,
    /// The unit; nothing when the centre reports for one that has no entry.
    unit: Option<InstitutionId>,
}

/// What becomes of a row.
pub(super) enum Told {
    New,
    Unchanged,
    /// It stands and says something else.
    Changes(Vec<FieldChange>),
    /// Column, rule, and what its sentence names.
    Refused(&'static str, Rule, String),
}

impl Known {
    /// The column that names what is not there, the rule, and what it names.
    fn fault(&self, report: &OfflineRow) -> Option<(&'static str, Rule, String)> {
        if let Some(number) = report.session {
            let session = (report.season.clone(), number);
            if !self.sessions.contains_key(&session) {
                return Some((SESSION_COLUMN, rules::SESSION_NOT_YOURS, number.to_string()));
            }
        }
        let code = report.reference.as_ref()?;
        let unknown = !self.lots.contains_key(code);
        unknown.then(|| (REFERENCE_COLUMN, rules::REFERENCE_UNKNOWN, code.to_string()))
    }

    /// The record that a row becomes.
    pub(super) fn report(&self, row: &OfflineRow) -> Report {
        let session = row.session.map(|number| (row.season.clone(), number));
        let session = session.and_then(|number| self.sessions.get(&number).copied());
        let lot = row.reference.as_ref();
        Report::of(
            row,
            session,
            lot.and_then(|code| self.lots.get(code).copied()),
        )
    }

    /// The standing record of a row.
    pub(super) fn standing(&self, identity: &str) -> Option<&(StoredIntake, Report)> {
        self.standing.get(identity)
    }

    /// Whether the unit says a standing record anew: its own, until the centre has decided about it.
    fn rewrites(&self, stored: &StoredIntake) -> bool {
        let own = |unit| {
            stored
                .institution
                .as_ref()
                .is_some_and(|(of, _)| *of == unit)
        };
        stored.state == IntakeState::Waiting && self.unit.is_none_or(own)
    }

    /// What becomes of a row with this hash.
    pub(super) fn judge(&self, row: &CheckedRow, report: &OfflineRow, digest: &str) -> Told {
        if let Some((column, rule, named)) = self.fault(report) {
            return Told::Refused(column, rule, named);
        }
        let standing = row.identity.as_ref().and_then(|key| self.standing.get(key));
        if standing.is_some_and(|(stored, _)| stored.digest.as_deref() == Some(digest)) {
            return Told::Unchanged;
        }
        if let Some(&(column, rule)) = self.kept_out.get(&row.row) {
            let lot = report.reference.as_ref().map(LotCode::to_string);
            return Told::Refused(column, rule, lot.unwrap_or_default());
        }
        match standing {
            None => Told::New,
            Some((stored, old)) if self.rewrites(stored) => {
                let changed = old.changes(&self.report(report)).into_iter();
                let changed = changed.map(|one| FieldChange {
                    column: one.column.to_owned(),
                    old: domain::collection::quote(&one.old),
                    new: domain::collection::quote(&one.new),
                });
                Told::Changes(changed.collect())
            }
            Some(_) => Told::Refused("项目名称", rules::REPORT_DUPLICATE, String::new()),
        }
    }
}

/// Looks up what the rows name; nothing for other forms.
///
/// # Errors
/// `Internal` when the database fails.
pub(super) async fn known(
    tx: &mut Tx,
    owner: Option<&Institution>,
    checked: &Checked,
) -> Result<Option<Known>, Error> {
    let reports = reports_of(checked);
    if reports.is_empty() {
        return Ok(None);
    }
    let mut known = Known {
        unit: owner.map(|unit| unit.id),
        ..Known::default()
    };
    for (_, report) in &reports {
        if !known.seasons.contains_key(&report.season)
            && let Some(season) = tx.season_by_code(&report.season).await?
        {
            known
                .sessions
                .extend(held(tx, &season, known.unit, &reports).await?);
            known.seasons.insert(report.season.clone(), season.id);
        }
    }
    for season in known.seasons.values().copied().collect::<Vec<_>>() {
        let found = tx.standing_reports(season, &checked.identities()).await?;
        known.standing.extend(found);
    }
    let mut sold = HashSet::new();
    for (row, report) in reports {
        if !known.seasons.contains_key(&report.season) {
            known
                .kept_out
                .insert(row.row, ("所属季", rules::SEASON_UNKNOWN));
            continue;
        }
        if let Some(kept) = kept_out(tx, &mut known, owner, (row, report), &mut sold).await? {
            known.kept_out.insert(row.row, kept);
        }
    }
    Ok(Some(known))
}

/// The rows without an error.
pub(super) fn reports_of(checked: &Checked) -> Vec<(&CheckedRow, &OfflineRow)> {
    let rows = checked.rows.iter();
    rows.filter_map(|row| match &row.entry {
        Some(Entry::Offline(report)) => Some((row, report.as_ref())),
        _ => None,
    })
    .collect()
}

/// The sessions of a season that rows name and the unit holds.
async fn held(
    tx: &mut Tx,
    season: &Season,
    unit: Option<InstitutionId>,
    reports: &[(&CheckedRow, &OfflineRow)],
) -> Result<HashMap<SessionNumber, SessionId>, Error> {
    let code = season.code();
    let of_season = reports.iter().filter(|(_, report)| report.season == code);
    let numbers: HashSet<u16> = of_season.filter_map(|(_, report)| report.session).collect();
    let mut held = HashMap::new();
    if numbers.is_empty() {
        return Ok(held);
    }
    for card in tx.session_cards(season.id, None, SESSIONS_MAX).await? {
        if !numbers.contains(&card.number) {
            continue;
        }
        let Some(session) = tx.session_by_slug(&card.link.slug).await? else {
            continue;
        };
        let mut holders = session.holders.iter();
        if unit.is_none_or(|unit| holders.any(|holder| holder.institution == Some(unit))) {
            held.insert((code.clone(), card.number), session.id);
        }
    }
    Ok(held)
}

/// What keeps a row out besides its cells: a lot that is none of the unit's business, or sold already, or
/// another record that says the same.
async fn kept_out(
    tx: &mut Tx,
    known: &mut Known,
    owner: Option<&Institution>,
    (row, report): (&CheckedRow, &OfflineRow),
    sold: &mut HashSet<LotId>,
) -> Result<Option<(&'static str, Rule)>, Error> {
    let Some(code) = &report.reference else {
        return Ok(None);
    };
    let Some(lot) = tx.lot(code).await?.map(|stored| stored.lot) else {
        return Ok(None);
    };
    let own = owner.is_some_and(|unit| unit.id == lot.owner);
    if !own && !lot.state.is_public() {
        return Ok(None);
    }
    known.lots.insert(code.clone(), lot.id);
    let meant = known.report(report);
    let standing = row
        .identity
        .as_ref()
        .and_then(|key| known.standing.get(key));
    if standing.is_some_and(|(_, old)| old.lot == meant.lot) {
        // It is this very record that has sold it.
        return Ok(None);
    }
    let kept = if meant.kind == IntakeKind::Deal {
        // Whose lot it is may say that it is sold, or at whose session it was shown.
        let hosted = lot
            .session
            .is_some_and(|of| known.sessions.values().any(|one| *one == of));
        match known.unit.is_none() || own || hosted {
            true => lot_taken(tx, &lot, sold).await?,
            false => Some(rules::REFERENCE_NOT_YOURS),
        }
    } else {
        None
    };
    if let Some(rule) = kept {
        return Ok(Some((REFERENCE_COLUMN, rule)));
    }
    let again = tx.standing_intake(&meant).await?;
    Ok(again.map(|_| ("项目名称", rules::REPORT_DUPLICATE)))
}

/// Why a lot cannot be reported as sold.
async fn lot_taken(
    tx: &mut Tx,
    lot: &Lot,
    sold: &mut HashSet<LotId>,
) -> Result<Option<Rule>, Error> {
    if !sold.insert(lot.id) || tx.sold_offline(lot.id).await?.is_some() {
        return Ok(Some(rules::REPORTED_LOT_SOLD));
    }
    if tx.package_of(lot.id).await?.is_some() {
        return Ok(Some(rules::REPORTED_LOT_IN_PACKAGE));
    }
    let talks = is_in_talks(tx, lot.id).await?;
    let closed = talks || check_lot(IntakeKind::Deal, lot).is_err();
    Ok(closed.then_some(rules::REPORTED_LOT_STATE))
}
