//! The commitment to a reserve price on the page of a lot: what was published before bidding opened,
//! and after the close what it was made of. Whether they agree is for the check of the ledger, which
//! believes neither.

use super::terms::row;
use crate::lang::{href, use_lang};
use crate::ui::Money;
use domain::ids::LotCode;
use domain::views::ReserveSeal;
use leptos::prelude::*;
use locales::lots as m;

/// The commitment, with its opening once the round is over.
#[component]
pub fn ReserveCommitment(
    /// The lot.
    code: LotCode,
    /// Its commitment.
    seal: ReserveSeal,
) -> impl IntoView {
    let lang = use_lang();
    let ReserveSeal {
        commitment,
        index,
        opening,
    } = seal;
    let hash = |digits: String| view! { <code class="reserve-digits">{digits}</code> };
    let opened = opening.map(|opening| {
        view! {
            {row(m::reserve_opened(lang), view! { <Money amount=opening.reserve /> })}
            {row(m::reserve_salt(lang), hash(opening.salt.to_string()))}
        }
    });
    let told = match opened.is_some() {
        true => m::reserve_was_sealed(lang),
        false => m::reserve_is_sealed(lang),
    };
    view! {
        <section aria-labelledby="reserve-title" data-testid="reserve-seal">
            <h3 id="reserve-title">{m::reserve_commitment(lang)}</h3>
            <p>{told}</p>
            <dl class="facts">
                {row(m::reserve_digest(lang), hash(commitment.to_string()))}
                {row(m::reserve_leaf(lang), index.to_string())} {opened}
            </dl>
            <p>
                <a href=href(lang, &format!("/verification/{code}"))>{m::reserve_check(lang)}</a>
            </p>
        </section>
    }
}
