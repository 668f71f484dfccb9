//! `/admin/lots`: the centre's lot table, publishing lots and putting them into rounds.

mod page;
mod query;
mod table;

pub use page::OfficeLotsPage;
pub use query::OfficeQuery;

use crate::error::AppError;
use domain::views;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What a bulk command did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Lots were put into a round; otherwise they were published.
    pub listed: bool,
    /// How many lots changed.
    pub count: u32,
    /// How many were ticked.
    pub chosen: u32,
}

/// A page of the lot table. For the centre.
#[server(endpoint = "lots/office", input = server_fn::codec::Json, output = crate::wire::Answer)]
pub async fn office_lots(
    /// Filter and place in the table.
    query: OfficeQuery,
) -> Result<views::OfficeLots, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let found = ssr::portal()
        .office_lots(&account, query.state, &query.q, query.after)
        .await;
    found.map_err(ssr::fail)
}

/// Publishes the ticked lots (`intent` = `publish`) or puts them into `round` (`list`).
///
/// For the centre; a plain form goes on to `back`, which says what was done.
#[server(endpoint = "lots/move", output = crate::wire::Answer)]
pub async fn move_lots(
    /// The pressed button.
    #[server(default)]
    intent: String,
    /// The ticked lots.
    #[server(default)]
    ids: Vec<i64>,
    /// The chosen round.
    #[server(default)]
    round: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<Done, AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    use domain::ids::LotId;
    let account = ssr::account()?;
    if ids.is_empty() {
        return Err(answer::refuse("LOTS_NONE_CHOSEN", Vec::new()));
    }
    let lots: Vec<LotId> = ids.into_iter().map(LotId).collect();
    let listed = intent == "list";
    let moved = if listed {
        let round = round
            .parse()
            .map_err(|_| answer::refuse("ROUND_NONE_CHOSEN", Vec::new()))?;
        ssr::portal().list_lots(&account, round, &lots).await
    } else {
        ssr::portal().publish_lots(&account, &lots).await
    };
    let count = moved.map_err(ssr::fail)?;
    let done = Done {
        listed,
        count,
        chosen: lots.len() as u32,
    };
    answer::lead_to(&done.address(&back));
    Ok(done)
}

impl Done {
    /// `back` with what was done, for a page without script.
    pub fn address(self, back: &str) -> String {
        let verb = if self.listed { "listed" } else { "published" };
        let back = crate::accounts::with_query(back, "done", verb);
        format!("{back}&count={}&chosen={}", self.count, self.chosen)
    }

    /// What an address says was done.
    pub fn of(done: &str, count: &str, chosen: &str) -> Option<Self> {
        let listed = match done {
            "listed" => true,
            "published" => false,
            _ => return None,
        };
        Some(Self {
            listed,
            count: count.parse().ok()?,
            chosen: chosen.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_goes_through_the_address() {
        let done = Done {
            listed: true,
            count: 3,
            chosen: 4,
        };
        assert_eq!(
            done.address("/admin/lots?q=a"),
            "/admin/lots?q=a&done=listed&count=3&chosen=4"
        );
        assert_eq!(Done::of("listed", "3", "4"), Some(done));
        assert_eq!(Done::of("sold", "3", "4"), None);
        assert_eq!(Done::of("published", "many", "4"), None);
    }

    /// What a browser posts for ticked boxes named `ids[]`.
    #[test]
    fn ticked_boxes_arrive_as_a_list() {
        #[derive(Deserialize)]
        struct Posted {
            #[serde(default)]
            ids: Vec<i64>,
            intent: String,
        }
        let read = |body| {
            serde_qs::Config::new(5, false)
                .deserialize_str::<Posted>(body)
                .unwrap()
        };
        let posted = read("back=%2F&ids%5B%5D=12&ids%5B%5D=7&round=&intent=publish");
        assert_eq!(
            (posted.ids, posted.intent.as_str()),
            (vec![12, 7], "publish")
        );
        assert!(read("intent=publish").ids.is_empty());
        let many: String = (0..50).map(|id| format!("ids%5B%5D={id}&")).collect();
        assert_eq!(
            read(&format!("{many}intent=x")).ids,
            (0..50).collect::<Vec<_>>()
        );
    }
}
