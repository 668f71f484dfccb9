//! The audit record (审计记录): one page for all of it, and what was done to one thing on its desk.

mod address;
mod page;
mod rows;
mod trail;

pub use address::query_of;
pub use page::AuditRecordPage;
pub use trail::{Trail, trail_data};

use crate::error::AppError;
use domain::audit::{AuditPage, ObjectKind, Query};
use leptos::prelude::*;

/// A page of the record. For whoever may read it.
#[server(endpoint = "audit/record", input = server_fn::codec::Json, output = crate::wire::Answer)]
pub async fn audit_record(
    /// Which rows, and where the page begins.
    query: Query,
) -> Result<AuditPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let page = ssr::portal().audit_page(&account, &query).await;
    page.map_err(ssr::fail)
}

/// The latest rows about one thing; nothing for whoever may not read the record.
#[server(endpoint = "audit/trail", output = crate::wire::Answer)]
pub async fn audit_trail(
    /// Which kind of thing.
    kind: ObjectKind,
    /// Which of them.
    object: String,
) -> Result<Option<AuditPage>, AppError> {
    use crate::ssr;
    let Some(account) = ssr::asker().account else {
        return Ok(None);
    };
    let trail = ssr::portal().audit_trail(&account, kind, &object).await;
    trail.map_err(ssr::fail)
}
