//! An entry as it was typed or as a row of a table says it: every column a text.

use super::{Book, CaseState, EnterpriseTag, Entry, Field, ServiceKind, ServiceNotes};
use crate::credit_codes::{CreditCode, CreditCodeError};
use crate::ids::LotCode;
use crate::text::{clean, length, split_values};
use crate::time::Date;
use std::collections::BTreeMap;

/// Most characters of an address.
const LINK_MAX: usize = 300;
/// What stands between several values of one column.
const BETWEEN: &str = "、";

/// A column that breaks its rule, with the code of the sentence that says the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}")]
pub struct EntryFault {
    /// Which column.
    pub field: Field,
    /// Error code.
    pub code: &'static str,
}

/// An entry before it is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryDraft(BTreeMap<Field, String>);

impl EntryDraft {
    /// What stands in a column; empty when nothing does.
    pub fn get(&self, field: Field) -> &str {
        self.0.get(&field).map_or("", String::as_str)
    }

    /// Writes into a column.
    pub fn put(&mut self, field: Field, text: impl Into<String>) {
        self.0.insert(field, text.into());
    }

    /// An entry as it would be typed.
    pub fn of(entry: &Entry) -> Self {
        let mut draft = Self::default();
        match entry {
            Entry::Services {
                day,
                kind,
                credit_code,
                enterprise,
                content,
                notes,
            } => {
                draft.put(Field::Day, day.to_string());
                draft.put(Field::Kind, kind.form_label());
                draft.put(Field::CreditCode, credit_code);
                draft.put(Field::Enterprise, enterprise);
                draft.put(Field::Content, content);
                draft.put(Field::Place, &notes.place);
                draft.put(Field::Participants, &notes.participants);
                draft.put(Field::Needs, &notes.needs);
                draft.put(Field::Patents, &notes.patents);
                draft.put(Field::Policies, &notes.policies);
            }
            Entry::Enterprises {
                credit_code,
                enterprise,
                tags,
                region,
            } => {
                let tags: Vec<_> = tags.iter().map(|tag| tag.form_label()).collect();
                draft.put(Field::CreditCode, credit_code);
                draft.put(Field::Enterprise, enterprise);
                draft.put(Field::Tags, tags.join(BETWEEN));
                draft.put(Field::Region, region);
            }
            Entry::Media {
                day,
                outlet,
                title,
                link,
            } => {
                draft.put(Field::Day, day.to_string());
                draft.put(Field::Outlet, outlet);
                draft.put(Field::Title, title);
                draft.put(Field::Link, link);
            }
            Entry::Cases { title, text, state } => {
                draft.put(Field::Title, title);
                draft.put(Field::Text, text);
                draft.put(Field::State, state.form_label());
            }
            Entry::Recommended { lot, reason } => {
                draft.put(Field::Lot, lot.to_string());
                draft.put(Field::Reason, reason);
            }
        }
        draft
    }

    /// Reads the entry of a logbook; codes are read by code and by their words.
    ///
    /// # Errors
    /// The first [`EntryFault`] in the order of the columns.
    pub fn read(&self, book: Book, today: Date) -> Result<Entry, EntryFault> {
        match book {
            Book::Services => Ok(Entry::Services {
                day: self.past_day(today)?,
                kind: self.kind()?,
                credit_code: self.credit_code()?,
                enterprise: self.line(Field::Enterprise, 0, 100, "ENTRY_ENTERPRISE")?,
                content: self.line(Field::Content, 0, 1_000, "ENTRY_CONTENT")?,
                notes: self.notes()?,
            }),
            Book::Enterprises => Ok(Entry::Enterprises {
                credit_code: self.credit_code()?,
                enterprise: self.line(Field::Enterprise, 2, 100, "ENTRY_ENTERPRISE")?,
                tags: self.tags()?,
                region: self.line(Field::Region, 0, 40, "ENTRY_REGION")?,
            }),
            Book::Media => Ok(Entry::Media {
                day: self.past_day(today)?,
                outlet: self.line(Field::Outlet, 2, 60, "ENTRY_OUTLET")?,
                title: self.line(Field::Title, 2, 120, "ENTRY_TITLE")?,
                link: self.link()?,
            }),
            Book::Cases => Ok(Entry::Cases {
                title: self.line(Field::Title, 2, 120, "ENTRY_TITLE")?,
                text: self.text(Field::Text, 2_000, "ENTRY_TEXT")?,
                state: self.state()?,
            }),
            Book::Recommended => Ok(Entry::Recommended {
                lot: self.lot()?,
                reason: self.line(Field::Reason, 2, 500, "ENTRY_REASON")?,
            }),
        }
    }

    fn notes(&self) -> Result<ServiceNotes, EntryFault> {
        Ok(ServiceNotes {
            place: self.line(Field::Place, 0, 60, "ENTRY_PLACE")?,
            participants: self.line(Field::Participants, 0, 300, "ENTRY_PARTICIPANTS")?,
            needs: self.line(Field::Needs, 0, 500, "ENTRY_NEEDS")?,
            patents: self.line(Field::Patents, 0, 500, "ENTRY_PATENTS")?,
            policies: self.line(Field::Policies, 0, 500, "ENTRY_POLICIES")?,
        })
    }

    /// One line of so many characters.
    fn line(
        &self,
        field: Field,
        min: usize,
        max: usize,
        code: &'static str,
    ) -> Result<String, EntryFault> {
        let text = clean(self.get(field));
        match (min..=max).contains(&length(&text)) {
            true => Ok(text),
            false => Err(EntryFault { field, code }),
        }
    }

    /// Several lines.
    fn text(&self, field: Field, max: usize, code: &'static str) -> Result<String, EntryFault> {
        let text = self.get(field).trim();
        match length(text) <= max {
            true => Ok(text.to_owned()),
            false => Err(EntryFault { field, code }),
        }
    }

    fn past_day(&self, today: Date) -> Result<Date, EntryFault> {
        let field = Field::Day;
        let code = "DATE_FORMAT";
        let day = Date::parse_iso(&clean(self.get(field)));
        let day = day.ok_or(EntryFault { field, code })?;
        let code = "VISIT_IN_FUTURE";
        (day <= today)
            .then_some(day)
            .ok_or(EntryFault { field, code })
    }

    fn kind(&self) -> Result<ServiceKind, EntryFault> {
        let text = clean(self.get(Field::Kind));
        let found = ServiceKind::from_code(&text).or_else(|| ServiceKind::from_form(&text));
        found.ok_or(EntryFault {
            field: Field::Kind,
            code: "ENTRY_KIND",
        })
    }

    fn credit_code(&self) -> Result<String, EntryFault> {
        let field = Field::CreditCode;
        let fault = |error| EntryFault {
            field,
            code: match error {
                CreditCodeError::Format => "USCC_FORMAT",
                CreditCodeError::Check => "USCC_CHECK",
            },
        };
        let code = CreditCode::parse(self.get(field)).map_err(fault)?;
        Ok(code.as_str().to_owned())
    }

    fn tags(&self) -> Result<Vec<EnterpriseTag>, EntryFault> {
        let read = |word: String| {
            EnterpriseTag::from_code(&word).or_else(|| EnterpriseTag::from_form(&word))
        };
        let words = split_values(self.get(Field::Tags)).into_iter();
        let tags: Option<Vec<_>> = words.map(read).collect();
        let mut tags = tags.ok_or(EntryFault {
            field: Field::Tags,
            code: "ENTRY_TAGS",
        })?;
        tags.sort_unstable();
        tags.dedup();
        Ok(tags)
    }

    fn link(&self) -> Result<String, EntryFault> {
        let text = self.get(Field::Link).trim();
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
        let hosts = host.is_some_and(|host| host.contains('.') && !host.starts_with('.'));
        let plain = |c: char| c.is_ascii_graphic() && !"\"'<>\\`".contains(c);
        match hosts && text.len() <= LINK_MAX && text.chars().all(plain) {
            true => Ok(text.to_owned()),
            false => Err(EntryFault {
                field: Field::Link,
                code: "ENTRY_LINK",
            }),
        }
    }

    fn state(&self) -> Result<CaseState, EntryFault> {
        let text = clean(self.get(Field::State));
        if text.is_empty() {
            return Ok(CaseState::Draft);
        }
        let found = CaseState::from_code(&text).or_else(|| CaseState::from_form(&text));
        found.ok_or(EntryFault {
            field: Field::State,
            code: "ENTRY_STATE",
        })
    }

    fn lot(&self) -> Result<LotCode, EntryFault> {
        LotCode::parse(&clean(self.get(Field::Lot))).ok_or(EntryFault {
            field: Field::Lot,
            code: "REF_UNKNOWN",
        })
    }
}
