//! What only the database knows of a report: whether the lot is there that it names, and whether the
//! unit holds the session (domain.md §4.5 D, E).

use super::check::Checked;
use crate::Error;
use domain::collection::{Entry, OfflineRow, REFERENCE_COLUMN, Rule, SESSION_COLUMN, rules};
use domain::ids::LotCode;
use domain::institutions::Institution;
use domain::seasons::Season;
use std::collections::HashSet;
use store::Tx;

/// Sessions of a season that are looked through.
const SESSIONS_MAX: u32 = 500;

/// The lots and sessions that a form of reports may name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Lots that are public or the unit's own: of others not even their number is told.
    pub lots: HashSet<LotCode>,
    /// Numbers of the season's sessions that the unit holds; all of them for the centre.
    pub sessions: HashSet<u16>,
}

impl Known {
    /// The column that names what is not there, the rule, and what it names.
    pub fn fault(&self, report: &OfflineRow) -> Option<(&'static str, Rule, String)> {
        if let Some(number) = report
            .session
            .filter(|number| !self.sessions.contains(number))
        {
            return Some((SESSION_COLUMN, rules::SESSION_NOT_YOURS, number.to_string()));
        }
        let code = report.reference.as_ref()?;
        let unknown = !self.lots.contains(code);
        unknown.then(|| (REFERENCE_COLUMN, rules::REFERENCE_UNKNOWN, code.to_string()))
    }
}

/// Looks up what the rows name; nothing for other forms.
///
/// # Errors
/// `Internal` when the database fails.
pub(super) async fn known(
    tx: &mut Tx,
    season: &Season,
    owner: Option<&Institution>,
    checked: &Checked,
) -> Result<Option<Known>, Error> {
    let reports = checked.rows.iter().filter_map(|row| match &row.entry {
        Some(Entry::Offline(report)) => Some(report),
        _ => None,
    });
    let (mut numbers, mut codes) = (HashSet::new(), HashSet::new());
    for report in reports {
        numbers.extend(report.session);
        codes.extend(report.reference.clone());
    }
    if numbers.is_empty() && codes.is_empty() {
        return Ok(None);
    }
    let mut known = Known::default();
    for code in codes {
        let lot = tx.lot(&code).await?.map(|stored| stored.lot);
        let own = |owned| owner.is_some_and(|unit| unit.id == owned);
        if lot.is_some_and(|lot| lot.state.is_public() || own(lot.owner)) {
            known.lots.insert(code);
        }
    }
    if numbers.is_empty() {
        return Ok(Some(known));
    }
    for card in tx.session_cards(season.id, None, SESSIONS_MAX).await? {
        if !numbers.contains(&card.number) {
            continue;
        }
        let session = tx.session_by_slug(&card.link.slug).await?;
        let holds = session.is_some_and(|session| {
            let mut holders = session.holders.iter();
            owner.is_none_or(|unit| holders.any(|holder| holder.institution == Some(unit.id)))
        });
        if holds {
            known.sessions.insert(card.number);
        }
    }
    Ok(Some(known))
}
