//! Words for deposits.

use domain::views::DepositFilter;
use locales::{Lang, deposits as m};

/// Where a deposit stands, for its bidder and for the centre.
pub fn place_words(lang: Lang, place: DepositFilter) -> &'static str {
    match place {
        DepositFilter::Declared => m::place_declared(lang),
        DepositFilter::Awaited => m::place_awaited(lang),
        DepositFilter::Held => m::place_held(lang),
        DepositFilter::ToPayOut => m::place_to_pay_out(lang),
        DepositFilter::Released => m::place_released(lang),
        DepositFilter::Applied => m::place_applied(lang),
        DepositFilter::Forfeited => m::place_forfeited(lang),
    }
}

/// What was done, as the address of the page says it.
pub fn done_words(lang: Lang, done: &str) -> Option<&'static str> {
    Some(match done {
        "confirmed" => m::done_confirmed(lang),
        "paid_out" => m::done_paid_out(lang),
        "refused" => m::done_refused(lang),
        "verified" => m::done_verified(lang),
        "barred" => m::done_barred(lang),
        "lifted" => m::done_lifted(lang),
        _ => return None,
    })
}
