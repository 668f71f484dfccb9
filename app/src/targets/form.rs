//! An entry of a logbook as it is posted: every column a text under its name in lower case.

use crate::typed_form::TypedForm;
use domain::logbooks::{EntryDraft, Field};
use serde::{Deserialize, Serialize};

/// An entry as it is typed; a logbook reads its own columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EntryForm {
    /// Day.
    pub day: String,
    /// Kind of service.
    pub kind: String,
    /// Credit code.
    pub credit_code: String,
    /// Name of the enterprise.
    pub enterprise: String,
    /// What was done.
    pub content: String,
    /// Certificates.
    pub tags: String,
    /// Region.
    pub region: String,
    /// Outlet.
    pub outlet: String,
    /// Title.
    pub title: String,
    /// Link.
    pub link: String,
    /// Text of a case.
    pub text: String,
    /// State of a case.
    pub state: String,
    /// Code of a lot.
    pub lot: String,
    /// Reason.
    pub reason: String,
    /// Place of a service.
    pub place: String,
    /// Who took part in it.
    pub participants: String,
    /// Needs that were found.
    pub needs: String,
    /// Patents that were found.
    pub patents: String,
    /// Policies that were explained.
    pub policies: String,
}

impl TypedForm for EntryForm {
    /// More than the text of a case may have.
    const KEPT_CHARS_MAX: usize = 2_020;

    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        let all = self.columns();
        all.into_iter()
            .map(|(field, value)| (name_of(field), value))
            .collect()
    }
}

impl EntryForm {
    fn columns(&mut self) -> [(Field, &mut String); 19] {
        [
            (Field::Day, &mut self.day),
            (Field::Kind, &mut self.kind),
            (Field::CreditCode, &mut self.credit_code),
            (Field::Enterprise, &mut self.enterprise),
            (Field::Content, &mut self.content),
            (Field::Tags, &mut self.tags),
            (Field::Region, &mut self.region),
            (Field::Outlet, &mut self.outlet),
            (Field::Title, &mut self.title),
            (Field::Link, &mut self.link),
            (Field::Text, &mut self.text),
            (Field::State, &mut self.state),
            (Field::Lot, &mut self.lot),
            (Field::Reason, &mut self.reason),
            (Field::Place, &mut self.place),
            (Field::Participants, &mut self.participants),
            (Field::Needs, &mut self.needs),
            (Field::Patents, &mut self.patents),
            (Field::Policies, &mut self.policies),
        ]
    }

    /// The entry, to be checked.
    pub fn draft(&self) -> EntryDraft {
        let mut typed = self.clone();
        let mut draft = EntryDraft::default();
        for (field, value) in typed.columns() {
            draft.put(field, value.as_str());
        }
        draft
    }

    /// The form of an entry that stands there.
    pub fn of_draft(draft: &EntryDraft) -> Self {
        let mut form = Self::default();
        for (field, value) in form.columns() {
            draft.get(field).clone_into(value);
        }
        form
    }

    /// What stands in a column.
    pub fn value(&self, field: Field) -> String {
        let draft = self.draft();
        draft.get(field).to_owned()
    }
}

/// The name under which a column travels.
pub const fn name_of(field: Field) -> &'static str {
    match field {
        Field::Day => "day",
        Field::Kind => "kind",
        Field::CreditCode => "credit_code",
        Field::Enterprise => "enterprise",
        Field::Content => "content",
        Field::Tags => "tags",
        Field::Region => "region",
        Field::Outlet => "outlet",
        Field::Title => "title",
        Field::Link => "link",
        Field::Text => "text",
        Field::State => "state",
        Field::Lot => "lot",
        Field::Reason => "reason",
        Field::Place => "place",
        Field::Participants => "participants",
        Field::Needs => "needs",
        Field::Patents => "patents",
        Field::Policies => "policies",
    }
}

/// The column that a refusal is about.
pub fn field_of(code: &str) -> Option<Field> {
    Some(match code {
        "DATE_FORMAT" | "VISIT_IN_FUTURE" => Field::Day,
        "ENTRY_KIND" => Field::Kind,
        "USCC_FORMAT" | "USCC_CHECK" => Field::CreditCode,
        "ENTRY_ENTERPRISE" => Field::Enterprise,
        "ENTRY_CONTENT" => Field::Content,
        "ENTRY_TAGS" => Field::Tags,
        "ENTRY_REGION" => Field::Region,
        "ENTRY_OUTLET" => Field::Outlet,
        "ENTRY_TITLE" => Field::Title,
        "ENTRY_LINK" => Field::Link,
        "ENTRY_TEXT" => Field::Text,
        "ENTRY_STATE" | "CASE_FILE_REQUIRED" => Field::State,
        "REF_UNKNOWN" | "RECOMMENDED_LOT" | "AWARD_NO_DEAL" => Field::Lot,
        "ENTRY_REASON" => Field::Reason,
        "ENTRY_PLACE" => Field::Place,
        "ENTRY_PARTICIPANTS" => Field::Participants,
        "ENTRY_NEEDS" => Field::Needs,
        "ENTRY_PATENTS" => Field::Patents,
        "ENTRY_POLICIES" => Field::Policies,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::logbooks::Book;
    use domain::time::Date;

    #[test]
    fn every_column_travels_and_every_refusal_has_its_control() {
        let mut form = EntryForm::default();
        for (field, value) in form.columns() {
            *value = field.code().into();
        }
        for field in Field::ALL {
            assert_eq!(form.draft().get(*field), field.code());
            assert_eq!(name_of(*field), field.code().to_lowercase());
        }
        assert_eq!(EntryForm::of_draft(&form.draft()), form);
        let today = Date::of(2026, 6, 15);
        for book in Book::ALL {
            let fault = EntryDraft::default().read(*book, today).unwrap_err();
            assert_eq!(field_of(fault.code), Some(fault.field), "{book}");
        }
    }
}
