//! Words that change with what they speak of: counts, because English has a form of its own for
//! one, and the name of the price, because the hammer changes it.

use domain::live::View;
use locales::{Lang, bidding as m};

/// `出价 3 次`, `3 bids`.
pub(super) fn bids(lang: Lang, n: u32) -> String {
    match n {
        1 => m::bids_one(lang).to_owned(),
        n => m::bids(lang, n),
    }
}

/// `竞买人 3 位`, `3 bidders`.
pub(super) fn bidders(lang: Lang, n: u32) -> String {
    match n {
        1 => m::bidders_one(lang).to_owned(),
        n => m::bidders(lang, n),
    }
}

/// `第 4 次延时`, and `共延时 4 次` once bidding is over.
pub(super) fn extensions(lang: Lang, n: u32, over: bool) -> String {
    match (over, n) {
        (false, n) => m::extension_number(lang, n),
        (true, 1) => m::extended_once(lang).to_owned(),
        (true, n) => m::extended_times(lang, n),
    }
}

/// `＋2 手`, `+2 steps`.
pub(super) fn steps_up(lang: Lang, n: u32) -> String {
    match n {
        1 => m::steps_up_one(lang).to_owned(),
        n => m::steps_up(lang, n),
    }
}

/// That the connection is back, with the bids that came meanwhile.
pub(super) fn connection_back(lang: Lang, missed: u32) -> String {
    match missed {
        1 => m::connection_back_one(lang).to_owned(),
        missed => m::connection_back(lang, missed),
    }
}

/// `新增 3 次出价，当前价 128 万元`.
pub(super) fn new_bids(lang: Lang, n: usize, price: String) -> String {
    match n {
        1 => m::new_bids_announce_one(lang, price),
        n => m::new_bids_announce(lang, n, price),
    }
}

/// A span in minutes and seconds, as it is spoken.
pub(super) fn span(lang: Lang, ms: i64) -> String {
    match (ms / 60_000, ms % 60_000 / 1_000) {
        (minutes, 0) => m::minutes(lang, minutes),
        (0, seconds) => m::seconds(lang, seconds),
        (minutes, seconds) => {
            format!(
                "{} {}",
                m::minutes(lang, minutes),
                m::seconds(lang, seconds)
            )
        }
    }
}

/// Whether bidding is over, whatever came of it.
pub(super) const fn is_over(view: View) -> bool {
    matches!(
        view,
        View::Hammer | View::Passed | View::Cancelled | View::Voided
    )
}

/// What the price is called. `bid`: somebody has bid; `sold`: the lot counts as sold.
pub(super) fn price_name(lang: Lang, view: View, bid: bool, sold: bool) -> &'static str {
    match view {
        _ if !bid => m::start_price(lang),
        View::Hammer if sold => m::sold_price(lang),
        View::Hammer => m::hammer_price(lang),
        View::Passed | View::Cancelled | View::Voided => m::highest_bid(lang),
        _ => m::current_price(lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_in_english() {
        assert_eq!(bids(Lang::En, 1), "1 bid");
        assert_eq!(bids(Lang::En, 0), "0 bids");
        assert_eq!(bidders(Lang::En, 2), "2 bidders");
        assert_eq!(bidders(Lang::En, 1), "1 bidder");
        assert_eq!(steps_up(Lang::En, 1), "+1 step");
        assert!(new_bids(Lang::En, 1, String::new()).starts_with("1 new bid,"));
        assert_eq!(span(Lang::Zh, 60_000), "1 分钟");
        assert_eq!(span(Lang::Zh, 30_000), "30 秒");
        assert!(connection_back(Lang::En, 1).contains("1 bid "));
        assert_eq!(extensions(Lang::En, 1, true), "extended once");
        assert_eq!(extensions(Lang::En, 4, true), "extended 4 times");
        for lang in [Lang::Zh, Lang::En] {
            assert!(!bids(lang, 1).is_empty() && bids(lang, 1) != bids(lang, 2));
        }
    }

    #[test]
    fn the_price_of_an_ended_lot_is_not_a_current_one() {
        let name = |view, bid, sold| price_name(Lang::Zh, view, bid, sold);
        assert_eq!(name(View::Open, true, false), "当前价");
        assert_eq!(name(View::Settling, true, false), "当前价");
        assert_eq!(name(View::Hammer, true, false), "落槌价");
        assert_eq!(name(View::Hammer, true, true), "成交价");
        assert_eq!(name(View::Passed, true, false), "最高出价");
        assert_eq!(name(View::Voided, true, false), "最高出价");
        assert_eq!(name(View::Passed, false, false), "起拍价");
        // Listed again after a sale: the new round has a price of its own.
        assert_eq!(name(View::Open, true, true), "当前价");
    }
}
