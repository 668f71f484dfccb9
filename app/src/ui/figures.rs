//! Amounts and times in a page, with the machine-readable value beside the words.

use crate::lang::use_lang;
use domain::money::{Fen, YUAN};
use domain::time::{Date, Timestamp, Weekday};
use leptos::prelude::*;
use locales::{Lang, common};

/// Stands between two facts of a line. It stays with what follows: a line may begin with it, and
/// never ends with it.
pub const DOT: &str = " ·\u{a0}";

/// The value of a `<data>` element: whole yuan where possible, without grouping.
fn machine_yuan(amount: Fen) -> String {
    amount.digits().replace(',', "")
}

/// An amount without loss.
#[component]
pub fn Money(
    /// The amount.
    amount: Fen,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <data class="money" value=machine_yuan(amount)>
            {locales::amount(lang, amount)}
        </data>
    }
}

/// An amount for cards and statistics.
#[component]
pub fn MoneyCard(
    /// The amount.
    amount: Fen,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <data class="money" value=machine_yuan(amount)>
            {locales::amount_card(lang, amount)}
        </data>
    }
}

/// Date and time.
#[component]
pub fn When(
    /// The instant.
    at: Timestamp,
) -> impl IntoView {
    let lang = use_lang();
    view! { <time datetime=at.rfc3339()>{locales::date_time(lang, at)}</time> }
}

/// A day.
#[component]
pub fn Day(
    /// The day.
    on: Date,
) -> impl IntoView {
    let lang = use_lang();
    view! { <time datetime=on.to_string()>{locales::date_long(lang, on)}</time> }
}

/// The name of a month, 1-12.
pub fn month_name(lang: Lang, month: u32) -> &'static str {
    match month {
        1 => common::month_1(lang),
        2 => common::month_2(lang),
        3 => common::month_3(lang),
        4 => common::month_4(lang),
        5 => common::month_5(lang),
        6 => common::month_6(lang),
        7 => common::month_7(lang),
        8 => common::month_8(lang),
        9 => common::month_9(lang),
        10 => common::month_10(lang),
        11 => common::month_11(lang),
        _ => common::month_12(lang),
    }
}

/// The short name of a day of the week.
pub fn weekday_name(lang: Lang, day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => common::weekday_mon(lang),
        Weekday::Tue => common::weekday_tue(lang),
        Weekday::Wed => common::weekday_wed(lang),
        Weekday::Thu => common::weekday_thu(lang),
        Weekday::Fri => common::weekday_fri(lang),
        Weekday::Sat => common::weekday_sat(lang),
        Weekday::Sun => common::weekday_sun(lang),
    }
}

/// Ten thousands of yuan as somebody may type it into a price filter: `120`, `1.5`.
pub fn wan_input(amount: Fen) -> String {
    let wan = amount.0 / (10_000 * YUAN);
    let rest = amount.0 % (10_000 * YUAN) * 10_000 / (10_000 * YUAN);
    match rest {
        0 => wan.to_string(),
        rest => format!("{wan}.{}", format!("{rest:04}").trim_end_matches('0')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_in_wan_as_they_are_typed() {
        assert_eq!(wan_input(Fen::yuan(1_200_000)), "120");
        assert_eq!(wan_input(Fen::yuan(15_000)), "1.5");
        assert_eq!(wan_input(Fen::yuan(62_001)), "6.2001");
    }
}
