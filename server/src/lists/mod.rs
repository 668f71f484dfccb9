//! The public list of lots as a file: `/lots/export.csv` and `.xlsx`, with the filters of the page in
//! the address. Values are read part by part while they are sent, so that a list of any length fits;
//! a workbook has a bound, because it is made whole.

#[cfg(test)]
mod tests;

use crate::api::problem;
use crate::router::AppState;
use crate::routes::{Router, get};
use app::lots::filters::Asked;
use app::ssr;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::views::LotFilter;
use futures::StreamExt;
use futures::stream::unfold;
use http::{HeaderMap, Uri, header};
use locales::Lang;
use service::export::{LotTable, WORKBOOK_MAX};
use service::{Error, Portal};

/// Lots that are read at once.
const PART: usize = 500;
/// As the other files that programs fetch again and again.
const FOR_A_MINUTE: &str = "public, max-age=60";

/// The files, in both languages.
pub fn router() -> Router {
    ["", "/en"].into_iter().fold(Router::new(), |router, base| {
        router
            .route(&format!("{base}/lots/export.csv"), get(csv))
            .route(&format!("{base}/lots/export.xlsx"), get(xlsx))
    })
}

/// The pairs of an address, or why they cannot be read.
pub type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// The filter of an address. A page leaves out what it does not understand and says so; a file or a
/// program would not see it, so it is refused.
pub fn filter_of(pairs: &[(String, String)]) -> Result<LotFilter, Error> {
    let pairs = pairs.iter();
    let asked = Asked::from_pairs(pairs.map(|(name, value)| (name.as_str(), value.as_str())));
    match asked.ignored.is_empty() {
        true => Ok(asked.filter),
        false => Err(Error::invalid("REQUEST_MALFORMED")),
    }
}

/// The same for the whole list, from its first lot on.
pub fn whole(pairs: Pairs) -> Result<LotFilter, Error> {
    let Ok(Query(pairs)) = pairs else {
        return Err(Error::invalid("REQUEST_MALFORMED"));
    };
    Ok(LotFilter {
        after: None,
        ..filter_of(&pairs)?
    })
}

fn table(portal: &Portal, uri: &Uri, headers: &HeaderMap) -> LotTable {
    let lang = Lang::of_path(uri.path());
    let origin = ssr::origin_of(headers, portal.settings().secure_cookies);
    LotTable {
        lang,
        base: format!("{origin}{}", app::lang::href(lang, "/lots/")),
        at: portal.now(),
    }
}

async fn csv(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    pairs: Pairs,
) -> Response {
    let table = table(&state.portal, &uri, &headers);
    match whole(pairs) {
        Ok(filter) => {
            let body = rows(state.portal, filter, table);
            file("text/csv; charset=utf-8", "csv", body)
        }
        Err(error) => problem::instead(uri.path(), error),
    }
}

async fn xlsx(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    pairs: Pairs,
) -> Response {
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let table = table(&state.portal, &uri, &headers);
    let made = match whole(pairs) {
        Ok(filter) => workbook(&state.portal, filter, table).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(bytes) => file(KIND, "xlsx", Body::from(bytes)),
        Err(error) => problem::instead(uri.path(), error),
    }
}

fn file(kind: &'static str, ending: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"lots.{ending}\""),
        ),
        (header::CACHE_CONTROL, FOR_A_MINUTE.to_owned()),
    ];
    (headers, body).into_response()
}

/// The rows, a part at a time. A failure on the way ends the file in the middle, which the receiver
/// sees: its end never comes.
fn rows(portal: Portal, filter: LotFilter, table: LotTable) -> Body {
    let head = table.csv_head();
    let rows = unfold(Some(filter), move |filter| {
        let (portal, table) = (portal.clone(), table.clone());
        async move {
            let filter = filter?;
            let part = match portal.lot_part(&filter, PART, Some(table.at)).await {
                Ok(part) => part,
                Err(error) => return Some((Err(error), None)),
            };
            let text = table.csv_rows(&part.cards);
            let rest = part.next.map(|after| LotFilter {
                after: Some(after),
                ..filter
            });
            Some((Ok(Bytes::from(text)), rest))
        }
    });
    let head = futures::stream::iter([Ok(Bytes::from(head))]);
    // Whoever compresses it may ask once more after its end.
    Body::from_stream(head.chain(rows).fuse())
}

async fn workbook(
    portal: &Portal,
    mut filter: LotFilter,
    table: LotTable,
) -> Result<Vec<u8>, Error> {
    let mut cards = Vec::new();
    // One lot beyond the bound is enough to know.
    while cards.len() <= WORKBOOK_MAX {
        let part = portal.lot_part(&filter, PART, Some(table.at)).await?;
        cards.extend(part.cards);
        match part.next {
            Some(after) => filter.after = Some(after),
            None => break,
        }
    }
    let made = tokio::task::spawn_blocking(move || table.workbook(&cards)).await;
    made.map_err(|error| Error::Internal(error.to_string()))?
}
