//! The filter of the lot table as it stands in the address.

use crate::accounts::with_query;
use domain::ids::LotId;
use domain::lots::LotState;
use serde::{Deserialize, Serialize};

/// State, words and where the page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeQuery {
    /// Only lots in this state.
    pub state: Option<LotState>,
    /// Words to search for; empty for all.
    pub q: String,
    /// The page begins after this lot.
    pub after: Option<LotId>,
}

impl OfficeQuery {
    /// Reads the values of an address; what cannot be read counts as absent.
    pub fn of(state: Option<&str>, q: Option<&str>, after: Option<&str>) -> Self {
        Self {
            state: state.and_then(LotState::from_code),
            q: q.unwrap_or_default().trim().to_owned(),
            after: after.and_then(|after| after.parse().ok()),
        }
    }

    /// True when a filter leaves lots out.
    pub fn filters(&self) -> bool {
        self.state.is_some() || !self.q.is_empty()
    }

    /// The address of this page of the table under `path`.
    pub fn address(&self, path: &str) -> String {
        let mut address = path.to_owned();
        if let Some(state) = self.state {
            address = with_query(&address, "state", state.code());
        }
        if !self.q.is_empty() {
            address = with_query(&address, "q", &self.q);
        }
        if let Some(after) = self.after {
            address = with_query(&address, "after", &after.to_string());
        }
        address
    }

    /// The same filter, beginning after `after`.
    pub fn from(&self, after: Option<LotId>) -> Self {
        Self {
            after,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_goes_through_the_address() {
        let query = OfficeQuery {
            state: Some(LotState::Published),
            q: "电池".into(),
            after: Some(LotId(7)),
        };
        let address = query.address("/admin/lots");
        assert_eq!(
            address,
            "/admin/lots?state=PUBLISHED&q=%E7%94%B5%E6%B1%A0&after=7"
        );
        let read = OfficeQuery::of(Some("PUBLISHED"), Some(" 电池 "), Some("7"));
        assert_eq!(read, query);
        assert_eq!(
            query.from(None).address("/x"),
            "/x?state=PUBLISHED&q=%E7%94%B5%E6%B1%A0"
        );
        assert!(query.filters() && !OfficeQuery::default().filters());
    }

    #[test]
    fn what_cannot_be_read_is_absent() {
        let read = OfficeQuery::of(Some("NONSENSE"), None, Some("x"));
        assert_eq!(read, OfficeQuery::default());
    }
}
