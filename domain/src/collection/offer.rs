//! How a lot is offered: modes, licence, deal methods, prices. The same for patents and
//! achievements as far as their forms have the columns (domain.md §4.1 P–V, §4.2 R–U).

use super::context::Context;
use super::faults::rules;
use super::reader::RowReader;
use crate::lots::{DealMethod, LicenceKind, LotPatent, TransactionMode};
use crate::money::{Fen, WAN};

/// Start prices end here: 100,000 万元 (domain.md §4.1 T).
pub const PRICE_MAX: Fen = Fen(100_000 * WAN);

/// How a lot is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Modes of transaction, at least one.
    pub modes: Vec<TransactionMode>,
    /// Kind of licence, when one is offered.
    pub licence_kind: Option<LicenceKind>,
    /// Years of licence, 1–20.
    pub licence_years: Option<u8>,
    /// Ways to a deal, at least one.
    pub deal_methods: Vec<DealMethod>,
    /// Start price; always there when bidding is one of the ways.
    pub start_price: Option<Fen>,
    /// Asking price of a negotiated deal.
    pub asking_price: Option<Fen>,
    /// Price by negotiation (面议).
    pub negotiable: bool,
    /// Increment asked for; the season's ladder when absent.
    pub increment: Option<Fen>,
    /// Reserve price.
    pub reserve: Option<Fen>,
}

/// 交易方式: at least one of the season's modes.
pub fn modes(r: &mut RowReader, ctx: &Context) -> Option<Vec<TransactionMode>> {
    const COLUMN: &str = "交易方式";
    r.needed(COLUMN, rules::MODE_REQUIRED)?;
    let taken = |mode: &TransactionMode| {
        let open = *mode == TransactionMode::OpenLicence;
        ctx.season.modes.contains(mode) && (open || !ctx.leave.open_licence_only)
    };
    let allowed = |word: &str| TransactionMode::from_form(word).filter(taken);
    let modes = r.several(COLUMN, allowed, rules::MODE_NOT_ALLOWED)?;
    if modes.is_empty() {
        r.fault(COLUMN, rules::MODE_REQUIRED, &[]);
    }
    Some(modes).filter(|modes| !modes.is_empty())
}

/// 成交方式: bidding, negotiation or both.
pub fn deal_methods(r: &mut RowReader) -> Option<Vec<DealMethod>> {
    const COLUMN: &str = "成交方式";
    let methods = r.several(COLUMN, DealMethod::from_form, rules::CODE_UNKNOWN)?;
    if methods.is_empty() {
        r.fault(COLUMN, rules::CODE_UNKNOWN, &[]);
    }
    Some(methods).filter(|methods| !methods.is_empty())
}

/// 许可类型: needed with 许可; 开放 belongs to 开放许可 and to nothing else, and during an open
/// licence no exclusive or sole one may be given (Patent Law art. 51, domain.md LG-12).
///
/// A kind that stands beside other modes is read all the same, because a word that is none and
/// 开放 without 开放许可 are wrong there too; then no licence is offered and it says nothing.
/// `modes` is `None` where 交易方式 is wrong: nothing can be asked of a licence then.
pub fn licence_kind(r: &mut RowReader, modes: Option<&[TransactionMode]>) -> Option<LicenceKind> {
    const COLUMN: &str = "许可类型";
    let offered = |mode| modes.is_some_and(|modes| modes.contains(&mode));
    let licence = offered(TransactionMode::Licence);
    let open = offered(TransactionMode::OpenLicence);
    if r.cell(COLUMN).is_blank() {
        if licence {
            r.fault(COLUMN, rules::LICENCE_KIND_REQUIRED, &[]);
        }
        return (open && !licence).then_some(LicenceKind::Open);
    }
    let kind = r.one_of(COLUMN, LicenceKind::from_form, rules::LICENCE_KIND_REQUIRED)?;
    let exclusive = matches!(kind, LicenceKind::Exclusive | LicenceKind::Sole);
    if kind == LicenceKind::Open && !open && modes.is_some() {
        r.fault(COLUMN, rules::LICENCE_KIND_REQUIRED, &[]);
    } else if exclusive && open {
        r.fault(COLUMN, rules::OPEN_LICENCE_NON_EXCLUSIVE, &[]);
    }
    (licence || open).then_some(kind)
}

/// 许可期限（年）: needed with any licence, 1–20, not beyond the expiry of the patent; years beside
/// other modes are read by the same bounds and then say nothing.
///
/// The term is measured from the grant, because the day on which the licence will begin is not
/// known when the form is filled in; a term that would end after the expiry if it began today is
/// worth a warning only.
pub fn licence_years(
    r: &mut RowReader,
    ctx: &Context,
    modes: Option<&[TransactionMode]>,
    patent: Option<&LotPatent>,
) -> Option<u8> {
    const COLUMN: &str = "许可期限（年）";
    let offered = modes.is_some_and(|modes| {
        modes.contains(&TransactionMode::Licence) || modes.contains(&TransactionMode::OpenLicence)
    });
    if !offered && r.cell(COLUMN).is_blank() {
        return None;
    }
    let years = r.whole_number(COLUMN, "年");
    let Some(years) = years.filter(|years| (1..=20).contains(years)) else {
        r.fault(COLUMN, rules::LICENCE_YEARS_RANGE, &[]);
        return None;
    };
    if let Some(patent) = patent {
        outlives(r, ctx, patent, years);
    }
    u8::try_from(years).ok().filter(|_| offered)
}

fn outlives(r: &mut RowReader, ctx: &Context, patent: &LotPatent, years: u32) {
    const COLUMN: &str = "许可期限（年）";
    let (expires_on, span) = (patent.expires_on(), years as i32);
    if patent.granted_on.plus_years(span) > expires_on {
        r.fault(COLUMN, rules::LICENCE_YEARS_RANGE, &[]);
    } else if ctx.today.plus_years(span) > expires_on {
        r.warn(
            COLUMN,
            rules::LICENCE_YEARS_LEFT,
            &[("date", expires_on.to_string())],
        );
    }
}

/// 起拍价（万元）: needed with bidding, and an amount that cannot be used is none; from outside the
/// province at least the season's minimum. Without bidding nothing is required of the column, so
/// there an amount that is none is `AMOUNT_RANGE`.
pub fn start_price(r: &mut RowReader, ctx: &Context, methods: &[DealMethod]) -> Option<Fen> {
    const COLUMN: &str = "起拍价（万元）";
    let bidding = methods.contains(&DealMethod::OnlineBid);
    if r.cell(COLUMN).is_blank() {
        if bidding {
            r.fault(COLUMN, rules::START_PRICE_REQUIRED, &[]);
        }
        return None;
    }
    let unusable = if bidding {
        rules::START_PRICE_REQUIRED
    } else {
        rules::AMOUNT_RANGE
    };
    let price = r.price(COLUMN, PRICE_MAX, unusable)?;
    if ctx.out_of_province && price < Fen(ctx.season.out_of_province_min_fen) {
        r.fault(COLUMN, rules::OUT_OF_PROVINCE, &[]);
    }
    Some(price)
}

/// 加价幅度（万元）: a multiple of 100 yuan; blank leaves it to the season's ladder.
pub fn increment(r: &mut RowReader) -> Option<Fen> {
    r.price("加价幅度（万元）", PRICE_MAX, rules::INCREMENT_RANGE)
}

/// 保留价（万元）: not below the start price; no other bound is named.
///
/// A reserve between two steps of the ladder is worth a warning with the prices around it: the
/// forms of the institutions know no grid, but no round takes such a lot (bidding.md C.1).
pub fn reserve(
    r: &mut RowReader,
    ctx: &Context,
    start: Option<Fen>,
    increment: Option<Fen>,
) -> Option<Fen> {
    const COLUMN: &str = "保留价（万元）";
    let reserve = r.amount(COLUMN)?.ok().filter(|reserve| *reserve > Fen(0));
    if reserve.is_none_or(|reserve| start.is_some_and(|start| reserve < start)) {
        r.fault(COLUMN, rules::RESERVE_BELOW_START, &[]);
    } else if let Some((start, reserve)) = start.zip(reserve) {
        warn_off_grid(r, ctx, start, increment, reserve);
    }
    reserve
}

fn warn_off_grid(
    r: &mut RowReader,
    ctx: &Context,
    start: Fen,
    increment: Option<Fen>,
    reserve: Fen,
) {
    let Some(ladder) = ctx.season.ladder_of(start, increment) else {
        return;
    };
    let (below, above) = ladder.neighbours(start, reserve);
    if below == reserve {
        return;
    }
    let args = [("above", above.digits()), ("below", below.digits())];
    r.warn("保留价（万元）", rules::RESERVE_OFF_GRID, &args);
}
