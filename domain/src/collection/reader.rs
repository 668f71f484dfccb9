//! [`RowReader`]: reads the cells of one row and collects its faults, at most one per cell.

use super::cells::{Cell, RawRow};
use super::columns::Form;
use super::faults::{Fault, Rule, rules};
use crate::contacts::{is_email, is_phone};
use crate::credit_codes::{CreditCode, CreditCodeError};
use crate::lots::{Contact, Trl};
use crate::money::{AmountError, Fen, WAN, parse_amount};
use crate::text::{length, split_values, squeeze};
use crate::time::Date;

/// Amounts of the forms are multiples of 100 yuan (domain.md §4.1 T, U).
pub const AMOUNT_GRID: Fen = Fen::yuan(100);

/// Reads one row.
pub struct RowReader<'a> {
    form: Form,
    row: &'a RawRow,
    errors: Vec<Fault>,
    warnings: Vec<Fault>,
}

/// The faults of a row, in the order of the columns.
pub struct Faults {
    /// Faults that keep the row out.
    pub errors: Vec<Fault>,
    /// Faults that do not.
    pub warnings: Vec<Fault>,
}

impl<'a> RowReader<'a> {
    /// Begins to read `row` as a row of `form`.
    pub fn new(form: Form, row: &'a RawRow) -> Self {
        Self {
            form,
            row,
            errors: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// The cell under this header.
    pub fn cell(&self, header: &str) -> &'a Cell {
        self.row.cell(self.form.index(header))
    }

    /// Records that the cell breaks `rule`. Only the first fault of a cell is kept: the user
    /// repairs it before the next one can be judged.
    pub fn fault(&mut self, header: &str, rule: Rule, args: &[(&'static str, String)]) {
        if !self.is_faulty(header) {
            let fault = self.at(header, rule, args);
            self.errors.push(fault);
        }
    }

    /// Records something worth a look that does not keep the row out.
    pub fn warn(&mut self, header: &str, rule: Rule, args: &[(&'static str, String)]) {
        let fault = self.at(header, rule, args);
        self.warnings.push(fault);
    }

    /// Whether the cell already has an error.
    pub fn is_faulty(&self, header: &str) -> bool {
        let index = self.form.index(header);
        self.errors.iter().any(|fault| fault.index == index)
    }

    fn at(&self, header: &str, rule: Rule, args: &[(&'static str, String)]) -> Fault {
        let index = self.form.index(header);
        let column = self.form.columns()[index].header;
        let value = self.cell(header).raw();
        Fault {
            row: self.row.row,
            index,
            column,
            rule,
            value,
            args: args.to_vec(),
        }
    }

    /// The faults, in the order of the columns.
    pub fn take_faults(&mut self) -> Faults {
        let mut errors = std::mem::take(&mut self.errors);
        let mut warnings = std::mem::take(&mut self.warnings);
        errors.sort_by_key(|fault| fault.index);
        warnings.sort_by_key(|fault| fault.index);
        Faults { errors, warnings }
    }

    /// The text of an optional cell; `None` when it is blank.
    pub fn text(&self, header: &str) -> Option<String> {
        Some(self.cell(header).text()).filter(|text| !text.is_empty())
    }

    /// The text of a cell that must not be blank (`rule` says so).
    pub fn needed(&mut self, header: &str, rule: Rule) -> Option<String> {
        let text = self.text(header);
        if text.is_none() {
            self.fault(header, rule, &[]);
        }
        text
    }

    /// A needed text of `min` to `max` characters; `rule` says that it is needed and names the
    /// bounds.
    pub fn bounded(&mut self, header: &str, min: usize, max: usize, rule: Rule) -> Option<String> {
        let text = self.text(header).unwrap_or_default();
        if (min..=max).contains(&length(&text)) {
            return Some(text);
        }
        self.fault(
            header,
            rule,
            &[("min", min.to_string()), ("max", max.to_string())],
        );
        None
    }

    /// An optional text of at most `max` characters; the sentence names the column.
    pub fn at_most(&mut self, header: &str, max: usize) -> Option<String> {
        self.at_most_by(header, max, rules::TEXT_TOO_LONG)
    }

    /// As [`RowReader::at_most`], with the rule of the column.
    pub fn at_most_by(&mut self, header: &str, max: usize, rule: Rule) -> Option<String> {
        let text = self.text(header)?;
        if length(&text) <= max {
            return Some(text);
        }
        self.fault(header, rule, &[("max", max.to_string())]);
        None
    }

    /// A needed value of a code table; `rule` for a blank cell too, which holds no such value.
    pub fn one_of<T>(
        &mut self,
        header: &str,
        read: impl Fn(&str) -> Option<T>,
        rule: Rule,
    ) -> Option<T> {
        let value = read(&self.cell(header).folded());
        if value.is_none() {
            self.fault(header, rule, &[]);
        }
        value
    }

    /// As [`RowReader::one_of`], with the rule of most columns.
    pub fn coded<T>(&mut self, header: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.one_of(header, read, rules::CODE_UNKNOWN)
    }

    /// Several values of a code table, each once and in the order typed; blank gives none.
    pub fn several<T: PartialEq>(
        &mut self,
        header: &str,
        read: impl Fn(&str) -> Option<T>,
        unknown: Rule,
    ) -> Option<Vec<T>> {
        let mut values = Vec::new();
        for word in split_values(&self.cell(header).text()) {
            match read(&squeeze(&word)) {
                Some(value) if !values.contains(&value) => values.push(value),
                Some(_) => {}
                None => {
                    self.fault(header, unknown, &[]);
                    return None;
                }
            }
        }
        Some(values)
    }

    /// 是 or 否.
    pub fn yes_or_no(&mut self, header: &str) -> Option<bool> {
        let read = |word: &str| match word {
            "是" => Some(true),
            "否" => Some(false),
            _ => None,
        };
        self.one_of(header, read, rules::YES_OR_NO)
    }

    /// A needed date; `empty` is the rule of a blank cell, `unreadable` that of one without a day
    /// of the calendar.
    pub fn date(&mut self, header: &str, empty: Rule, unreadable: Rule) -> Option<Date> {
        self.needed(header, empty)?;
        let date = self.cell(header).date();
        if date.is_none() {
            self.fault(header, unreadable, &[]);
        }
        date
    }

    /// An optional amount in 万元 as typed: with or without its unit, in any width.
    pub fn amount(&self, header: &str) -> Option<Result<Fen, AmountError>> {
        match self.cell(header) {
            // A date or a truth value is no amount, whatever number is behind it.
            Cell::Date(_) | Cell::Bool(_) => Some(Err(AmountError::NotANumber)),
            cell => self.text(header).map(|_| parse_amount(&cell.text(), WAN)),
        }
    }

    /// An optional price: above zero, on the grid of 100 yuan, at most `max`; else `rule`.
    pub fn price(&mut self, header: &str, max: Fen, rule: Rule) -> Option<Fen> {
        match self.amount(header)? {
            Ok(price) if is_price(price, max) => Some(price),
            _ => {
                self.fault(header, rule, &[]);
                None
            }
        }
    }

    /// A whole number with an optional unit behind it (`7`, `7级`); `None` when it is none.
    pub fn whole_number(&self, header: &str, unit: &str) -> Option<u32> {
        let text = self.cell(header).folded();
        let digits = text.strip_suffix(unit).unwrap_or(&text);
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        if plain { digits.parse().ok() } else { None }
    }

    /// 技术成熟度: a level 1–9 as `7`, `7级`, `TRL7`, or a stage mapped to 2, 4, 6, 8.
    pub fn trl(&mut self, header: &str) -> Option<Trl> {
        let folded = self.cell(header).folded().to_ascii_uppercase();
        let level = match folded.strip_suffix("阶段").unwrap_or(&folded) {
            "实验室" => Some(2),
            "小试" => Some(4),
            "中试" => Some(6),
            "产业化" => Some(8),
            text => {
                let digits = text.strip_prefix("TRL").unwrap_or(text);
                digits
                    .strip_suffix('级')
                    .unwrap_or(digits)
                    .parse::<u8>()
                    .ok()
            }
        };
        let trl = level.and_then(Trl::new);
        if trl.is_none() {
            self.fault(header, rules::TRL_RANGE, &[]);
        }
        trl
    }

    /// 关键词: at most five, each 2–12 characters; `rule` names that.
    pub fn keywords(&mut self, header: &str, rule: Rule) -> Option<Vec<String>> {
        let keywords = split_values(&self.cell(header).text());
        let fits = keywords.len() <= 5 && keywords.iter().all(|k| (2..=12).contains(&length(k)));
        if fits {
            return Some(keywords);
        }
        self.fault(header, rule, &[]);
        None
    }

    /// 统一社会信用代码 (domain.md §3.2); a deviating organisation code inside is a warning only.
    pub fn credit_code(&mut self, header: &str) -> Option<String> {
        self.credit_code_by(header, rules::CREDIT_CODE_FORMAT)
    }

    /// As [`RowReader::credit_code`], with the rule of a column for a text that is no code at all.
    /// A blank cell is no code either: such columns name no other rule for it.
    pub fn credit_code_by(&mut self, header: &str, no_code: Rule) -> Option<String> {
        let text = self.text(header).unwrap_or_default();
        match CreditCode::parse(&text) {
            Ok(code) => {
                if !code.organisation_code_fits() {
                    self.warn(header, rules::CREDIT_CODE_ORGANISATION, &[]);
                }
                Some(code.as_str().to_owned())
            }
            Err(error) => {
                let rule = match error {
                    CreditCodeError::Format => no_code,
                    CreditCodeError::Check => rules::CREDIT_CODE_CHECK,
                };
                self.fault(header, rule, &[]);
                None
            }
        }
    }

    /// An optional mail address, all blanks and widths folded.
    pub fn email(&mut self, header: &str) -> Option<String> {
        let email = self.text(header).map(|_| self.cell(header).folded());
        if email.as_ref().is_some_and(|email| !is_email(email)) {
            self.fault(header, rules::EMAIL_FORMAT, &[]);
        }
        email
    }

    /// A number to call as typed, with the dashes of input methods made plain.
    pub fn dialled(&self, header: &str) -> String {
        self.cell(header).folded().replace(['—', '–', '−'], "-")
    }

    /// 联系人, 联系电话, 电子邮箱 of every form.
    pub fn contact(&mut self) -> Option<Contact> {
        let name = self.bounded("联系人", 2, 20, rules::CONTACT_REQUIRED);
        let phone = self.phone("联系电话");
        let email = self.email("电子邮箱");
        Some(Contact {
            name: name?,
            phone: phone?,
            email,
        })
    }

    fn phone(&mut self, header: &str) -> Option<String> {
        let phone = self.dialled(header);
        if is_phone(&phone) {
            return Some(phone);
        }
        self.fault(header, rules::PHONE_FORMAT, &[]);
        None
    }
}

/// Above zero, on the grid of 100 yuan, at most `max`.
fn is_price(price: Fen, max: Fen) -> bool {
    price > Fen(0) && price <= max && price.is_multiple_of(AMOUNT_GRID)
}
