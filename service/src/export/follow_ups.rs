//! A list of follow-ups as a file for whoever looks after them. It is made of the lines that the page
//! shows: telephones stay masked.

use super::csv::{MARK, guarded, row};
use super::{Cell, sheet};
use crate::Error;
use domain::time::Date;
use domain::views::InterestLine;
use locales::{Label, Lang, interests as m};
use rust_xlsxwriter::Workbook;

/// How the list is written out.
#[derive(Clone, Copy, Debug)]
pub struct FollowUpTable {
    /// The language of headings and words.
    pub lang: Lang,
    /// Today, by which follow-ups count as overdue.
    pub today: Date,
}

impl FollowUpTable {
    /// The whole list as values.
    pub fn csv(&self, lines: &[InterestLine]) -> String {
        let head = row(self.headings().map(str::to_owned));
        let body = lines.iter().map(|line| {
            row(self.cells(line).iter().map(|cell| match cell {
                Cell::Text(text) => guarded(text),
                other => other.plain(),
            }))
        });
        format!("{MARK}{head}{}", body.collect::<String>())
    }

    /// A workbook with one sheet.
    ///
    /// # Errors
    /// Only faults of ours.
    pub fn workbook(&self, lines: &[InterestLine]) -> Result<Vec<u8>, Error> {
        let rows = lines.iter().map(|line| self.cells(line));
        let mut book = Workbook::new();
        sheet::whole(&mut book, "follow-ups", &self.headings(), rows)
            .and_then(|()| book.save_to_buffer())
            .map_err(|error| Error::Internal(error.to_string()))
    }

    fn headings(&self) -> [&'static str; 14] {
        let lang = self.lang;
        [
            m::enterprise(lang),
            m::credit_code(lang),
            m::lot(lang),
            m::lot_title(lang),
            m::session(lang),
            m::level(lang),
            m::next_step(lang),
            m::phone(lang),
            m::manager(lang),
            m::due_on(lang),
            m::standing(lang),
            m::contacts(lang),
            m::outcome(lang),
            m::note(lang),
        ]
    }

    fn cells(&self, line: &InterestLine) -> [Cell; 14] {
        let (lang, interest) = (self.lang, &line.interest);
        let title = line.session.title.pick(lang.is_english());
        let standing = match &interest.end {
            Some(_) => m::ended(lang),
            None if interest.is_overdue(self.today) => m::overdue(lang),
            None => m::open(lang),
        };
        let end = interest.end.as_ref();
        [
            Cell::text(interest.enterprise.as_str()),
            Cell::text(interest.credit_code.as_str()),
            Cell::text(interest.lot.as_str()),
            Cell::text(line.lot_title.as_str()),
            Cell::text(title),
            Cell::text(interest.level.label(lang)),
            Cell::text(interest.next_step.label(lang)),
            Cell::text(line.phone.as_str()),
            Cell::text(line.manager.as_str()),
            Cell::text(interest.due_on.to_string()),
            Cell::text(standing),
            Cell::Whole(line.contacts.into()),
            Cell::or_empty(end, |end| Cell::text(end.outcome.label(lang))),
            Cell::or_empty(end, |end| Cell::text(end.note.as_str())),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{AccountId, InterestId, LotCode, SessionId};
    use domain::interests::{Interest, InterestLevel, NextStep};
    use domain::sessions::Bilingual;
    use domain::views::SessionLink;

    const TODAY: Date = Date::of(2026, 11, 20);

    fn line() -> InterestLine {
        InterestLine {
            interest: Interest {
                id: InterestId(1),
                session: SessionId(3),
                lot: LotCode::parse("P2026-ENER-0071").expect("a code"),
                enterprise: "=HYPERLINK(\"x\")".into(),
                credit_code: "91320000MA1XTEA00X".into(),
                level: InterestLevel::Strong,
                next_step: NextStep::Call,
                noted_at: TODAY.at(9, 0),
                manager: AccountId(7),
                due_on: TODAY.plus_days(-1),
                end: None,
            },
            session: SessionLink {
                id: SessionId(3),
                slug: "session-3".into(),
                title: Bilingual::default(),
            },
            lot_title: "+一种装置".into(),
            manager: "某人（示例）".into(),
            phone: "199****1234".into(),
            contacts: 2,
            last_at: None,
        }
    }

    #[test]
    fn nothing_in_the_list_is_a_formula() {
        for lang in [Lang::Zh, Lang::En] {
            let table = FollowUpTable { lang, today: TODAY };
            let csv = table.csv(&[line()]);
            assert!(
                csv.contains("'=HYPERLINK") && csv.contains("'+一种装置"),
                "{csv}"
            );
            assert!(csv.contains(m::overdue(lang)), "{csv}");
            let book = table.workbook(&[line()]).expect("a workbook");
            assert!(book.starts_with(b"PK"));
        }
    }
}
