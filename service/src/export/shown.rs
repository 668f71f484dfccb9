//! The public list of lots as a file for people: what a card shows, in their language. It is made of
//! cards alone, so that nothing can leave with it that the list does not show.

use super::csv::{MARK, guarded, row};
use super::{Cell, sheet};
use crate::Error;
use domain::lots::LotState;
use domain::time::Timestamp;
use domain::views::{LotCard, StatusFilter};
use locales::{Label, Lang, display as m, ui};
use rust_xlsxwriter::Workbook;

/// Lots that a workbook holds; a file of values has no bound.
pub const WORKBOOK_MAX: usize = 10_000;

/// How the list is written out.
#[derive(Clone, Debug)]
pub struct LotTable {
    /// The language of headings and words.
    pub lang: Lang,
    /// The address before the code of a lot: `https://auction.example/lots/`.
    pub base: String,
    /// The instant by which lots count as awaiting bidding or open.
    pub at: Timestamp,
}

impl LotTable {
    /// The mark of UTF-8 and the headings.
    pub fn csv_head(&self) -> String {
        format!("{MARK}{}", row(self.headings().map(str::to_owned)))
    }

    /// The rows of some lots.
    pub fn csv_rows(&self, cards: &[LotCard]) -> String {
        cards
            .iter()
            .map(|card| {
                row(self.cells(card).iter().map(|cell| match cell {
                    Cell::Text(text) => guarded(text),
                    other => other.plain(),
                }))
            })
            .collect()
    }

    /// A workbook with one sheet.
    ///
    /// # Errors
    /// `LIST_TOO_LONG` for more lots than [`WORKBOOK_MAX`]; else only faults of ours.
    pub fn workbook(&self, cards: &[LotCard]) -> Result<Vec<u8>, Error> {
        if cards.len() > WORKBOOK_MAX {
            return Err(Error::Invalid {
                code: "LIST_TOO_LONG".into(),
                args: vec![("max".into(), WORKBOOK_MAX.to_string())],
            });
        }
        let rows = cards.iter().map(|card| self.cells(card));
        let mut book = Workbook::new();
        sheet::whole(&mut book, "lots", &self.headings(), rows)
            .and_then(|()| book.save_to_buffer())
            .map_err(|error| Error::Internal(error.to_string()))
    }

    fn headings(&self) -> [&'static str; 23] {
        let lang = self.lang;
        [
            m::col_code(lang),
            m::col_title(lang),
            m::col_owner(lang),
            m::col_kind(lang),
            m::col_industry(lang),
            m::col_status(lang),
            m::col_modes(lang),
            m::col_trl(lang),
            m::col_patents(lang),
            m::col_patent(lang),
            m::col_ipc(lang),
            m::col_start(lang),
            m::col_asking(lang),
            m::col_negotiable(lang),
            m::col_price(lang),
            m::col_bids(lang),
            m::col_opens(lang),
            m::col_ends(lang),
            m::col_published(lang),
            m::col_dual_carbon(lang),
            m::col_out_of_province(lang),
            m::col_level(lang),
            m::col_address(lang),
        ]
    }

    fn cells(&self, card: &LotCard) -> [Cell; 23] {
        let lang = self.lang;
        let yes = |yes| Cell::text(if yes { m::yes(lang) } else { m::no(lang) });
        let text = |text: Option<&str>| Cell::or_empty(text, Cell::text);
        let modes: Vec<&str> = card.modes.iter().map(|mode| mode.label(lang)).collect();
        let figures = card.figures.as_ref();
        [
            Cell::text(card.code.as_str()),
            Cell::text(card.title.as_str()),
            Cell::text(card.owner.as_str()),
            Cell::text(card.kind.label(lang)),
            Cell::text(card.industry.label(lang)),
            Cell::text(self.status(card)),
            Cell::text(modes.join(ui::separator(lang))),
            Cell::or_empty(card.trl, |trl| Cell::Whole(trl.level().into())),
            Cell::Whole(card.patents.into()),
            text(card.patent.as_ref().map(|number| number.canonical())),
            text(card.ipc.as_deref()),
            Cell::or_empty(card.start_price, Cell::Yuan),
            Cell::or_empty(card.asking_price, Cell::Yuan),
            yes(card.negotiable),
            Cell::or_empty(figures.and_then(|figures| figures.price), Cell::Yuan),
            Cell::or_empty(figures, |figures| Cell::Whole(figures.bid_count.into())),
            Cell::or_empty(figures, |figures| Cell::Time(figures.opens_at)),
            Cell::or_empty(figures, |figures| Cell::Time(figures.ends_at)),
            Cell::or_empty(card.published_at, Cell::Time),
            yes(card.dual_carbon),
            yes(card.out_of_province),
            Cell::text(card.project_level.label(lang)),
            Cell::text(format!("{}{}", self.base, card.code)),
        ]
    }

    /// As the filter of the list calls it: whether a lot in a round is open, the clock says.
    fn status(&self, card: &LotCard) -> &'static str {
        let in_round = matches!(
            card.state,
            LotState::Listed | LotState::Bidding | LotState::Extended
        );
        match card.figures.as_ref().filter(|_| in_round) {
            Some(figures) if figures.opens_at <= self.at => StatusFilter::Bidding.label(self.lang),
            Some(_) => StatusFilter::Listed.label(self.lang),
            None => locales::lot_standing(self.lang, card.state, card.sold_offline),
        }
    }
}
