//! What the page of a lot says of its sale at an offline auction. Public.

use crate::lang::use_lang;
use crate::ui::Notice;
use domain::time::Date;
use leptos::prelude::*;
use locales::offline as m;

/// That the lot was sold elsewhere and is not bid for any more.
#[component]
pub fn SoldOffline(
    /// The day of the auction.
    on: Date,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <Notice tone="info">
            <p data-testid="sold-offline">{m::sold_notice(lang, locales::date_long(lang, on))}</p>
        </Notice>
    }
}
