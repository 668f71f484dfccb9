//! Amounts, dates and spans as people read them: the only place that formats figures.

use crate::{Lang, common};
use domain::money::{Fen, Scale};
use domain::time::{Date, Timestamp, Weekday};

/// An amount without loss, for bids: `1,280,000 元`, `CNY 1,280,000`.
pub fn amount(lang: Lang, amount: Fen) -> String {
    common::amount_yuan(lang, amount.digits())
}

/// An amount for cards and statistics: `128 万元`, `CNY 1.28 million` (ux.md §2.3).
pub fn amount_card(lang: Lang, amount: Fen) -> String {
    match (lang, amount.compact()) {
        (Lang::Zh, (value, Scale::Yuan)) => common::amount_yuan(lang, value),
        (Lang::Zh, (value, Scale::Wan)) => common::amount_wan(lang, value),
        (Lang::Zh, (value, Scale::Yi)) => common::amount_yi(lang, value),
        (Lang::En, (_, Scale::Yuan)) => common::amount_yuan(lang, amount.digits()),
        (Lang::En, _) if amount < Fen::yuan(1_000_000) => {
            common::amount_yuan(lang, amount.digits())
        }
        (Lang::En, _) => common::amount_million(lang, amount.millions()),
    }
}

/// The amount in 万元 beside a price, when nothing is lost by it: `128 万元`.
pub fn place_wan(lang: Lang, amount: Fen) -> Option<String> {
    match lang {
        Lang::Zh => amount
            .wan_lossless()
            .map(|wan| common::amount_wan(lang, wan)),
        Lang::En => (amount >= Fen::yuan(1_000_000))
            .then(|| common::amount_million(lang, amount.millions())),
    }
}

/// `2026年11月20日（周五）`, `Fri 20 Nov 2026`.
pub fn date_long(lang: Lang, date: Date) -> String {
    let (year, month, day) = date.ymd();
    common::date_long(
        lang,
        day,
        month_name(lang, month),
        weekday(lang, date.weekday()),
        year,
    )
}

/// `11月20日（周五）16:00`, `Fri 20 Nov 16:00`: dates beside a time.
pub fn date_time(lang: Lang, at: Timestamp) -> String {
    let date = at.date();
    let (_, month, day) = date.ymd();
    let weekday = weekday(lang, date.weekday());
    common::date_time(lang, day, month_name(lang, month), at.clock().hm(), weekday)
}

/// [`date_time`] to the second: ends of bidding, where seconds count.
pub fn date_time_seconds(lang: Lang, at: Timestamp) -> String {
    format!("{}{}", date_time(lang, at), &at.clock().hms()[5..])
}

/// The time alone when it is today, with the day otherwise.
pub fn when_short(lang: Lang, at: Timestamp, now: Timestamp) -> String {
    if at.date() == now.date() {
        common::today_at(lang, at.clock().hm())
    } else {
        date_time(lang, at)
    }
}

/// Time left (ux.md §1.5): `2 天 04 时`, `04:12:09`, `12:33`.
pub fn remaining(lang: Lang, millis: i64) -> String {
    let seconds = (millis.max(0) + 999) / 1_000;
    let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24);
    let (minutes, seconds) = (seconds / 60 % 60, seconds % 60);
    if days > 0 {
        common::days_hours(lang, days, format!("{hours:02}"))
    } else if hours > 0 {
        format!("{hours:02}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

fn month_name(lang: Lang, month: u32) -> &'static str {
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

fn weekday(lang: Lang, day: Weekday) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_both_languages() {
        let million = Fen::yuan(1_280_000);
        // The number and its unit never part at the end of a line.
        assert_eq!(amount(Lang::Zh, million), "1,280,000\u{a0}元");
        assert_eq!(amount(Lang::En, million), "CNY\u{a0}1,280,000");
        assert_eq!(amount_card(Lang::Zh, million), "128\u{a0}万元");
        assert_eq!(amount_card(Lang::En, million), "CNY\u{a0}1.28 million");
        assert_eq!(amount_card(Lang::En, Fen::yuan(80_000)), "CNY\u{a0}80,000");
        assert_eq!(place_wan(Lang::Zh, Fen::yuan(1_265_050)), None);
    }

    #[test]
    fn dates_in_both_languages() {
        let at = Date::of(2026, 11, 20).at(16, 0);
        assert_eq!(date_time(Lang::Zh, at), "11月20日（周五）16:00");
        assert_eq!(date_time(Lang::En, at), "Fri 20 Nov, 16:00");
        assert_eq!(date_time_seconds(Lang::Zh, at), "11月20日（周五）16:00:00");
        assert_eq!(date_long(Lang::Zh, at.date()), "2026年11月20日（周五）");
    }

    #[test]
    fn spans_round_up_so_that_zero_means_over() {
        assert_eq!(remaining(Lang::Zh, 42_000), "00:42");
        assert_eq!(remaining(Lang::Zh, 1), "00:01");
        assert_eq!(remaining(Lang::Zh, 15_129_000), "04:12:09");
        assert_eq!(
            remaining(Lang::Zh, 2 * 86_400_000 + 4 * 3_600_000),
            "2 天 04 时"
        );
        assert_eq!(remaining(Lang::En, -5), "00:00");
    }
}
