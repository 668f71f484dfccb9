//! Faults: which rule a cell breaks. The sentences are in `locales`, keyed by the rule.

use super::columns::{Form, column_letters};

/// A rule that a cell can break: the stable code of the catalogue (domain.md §11) and the key of
/// the sentence, which is more precise than the code where one code serves several columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Code of the catalogue: `PATENT_NO_CHECK`.
    pub code: &'static str,
    /// Key of the sentence in `errors.json`.
    pub message: &'static str,
}

/// A broken rule, at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Row number as Excel shows it.
    pub row: u32,
    /// Index of the column (A is 0).
    pub index: usize,
    /// Column header without the star.
    pub column: &'static str,
    /// The rule.
    pub rule: Rule,
    /// The offending value exactly as typed. It is not cut here: a cell has one fault at most, so
    /// all values together are no longer than the sheet, whose text is limited when it is read.
    pub value: String,
    /// What the sentence has to name, besides `field`, which is always the column.
    pub args: Vec<(&'static str, String)>,
}

impl Fault {
    /// Letters of the column: `C`, `AD`.
    pub fn letters(&self) -> String {
        column_letters(self.index)
    }
}

/// Why a sheet could not be read as a form at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormFault {
    /// The form that the sheet was taken for, when it is known.
    pub form: Option<Form>,
    /// Row of the fault as Excel shows it; 0 when it is not in a row.
    pub row: u32,
    /// Header that was expected; empty when the fault is not in a column.
    pub column: &'static str,
    /// The rule.
    pub rule: Rule,
    /// What stands there, as typed.
    pub value: String,
    /// What the sentence has to name.
    pub args: Vec<(&'static str, String)>,
}

/// Cuts a value to 80 characters, for places with little room: a sentence, a line of a page.
pub fn quote(text: &str) -> String {
    const QUOTED: usize = 80;
    if text.chars().count() <= QUOTED {
        return text.to_owned();
    }
    text.chars().take(QUOTED - 1).chain(['…']).collect()
}

macro_rules! rules {
    ($( $name:ident = $code:literal / $message:literal ),+ $(,)?) => {
        /// Every rule of the forms, by name.
        #[allow(missing_docs)]
        pub mod rules {
            use super::Rule;
            $( pub const $name: Rule = Rule { code: $code, message: $message }; )+
            /// All of them, for the test that each has its sentence.
            pub const ALL: &[Rule] = &[$($name),+];
        }
    };
}

rules! {
    FIELD_REQUIRED = "FIELD_REQUIRED" / "FIELD_REQUIRED",
    YES_OR_NO = "CODE_UNKNOWN" / "CODE_UNKNOWN_YES_NO",
    PROJECT_LEVEL = "CODE_UNKNOWN" / "CODE_UNKNOWN_PROJECT_LEVEL",
    TEXT_LENGTH = "TEXT_LENGTH" / "TEXT_LENGTH",
    TEXT_TOO_LONG = "TEXT_LENGTH" / "TEXT_LENGTH_MAX",
    TEXT_TOO_LONG_BARE = "TEXT_LENGTH" / "TEXT_LENGTH_MAX_BARE",
    CODE_UNKNOWN = "CODE_UNKNOWN" / "CODE_UNKNOWN",
    PROVINCE_UNKNOWN = "CODE_UNKNOWN" / "CODE_UNKNOWN_PROVINCE",
    HIDDEN_PART_UNKNOWN = "CODE_UNKNOWN" / "CODE_UNKNOWN_HIDDEN_PART",
    ENCUMBRANCE_UNKNOWN = "CODE_UNKNOWN" / "CODE_UNKNOWN_ENCUMBRANCE",
    PROTECTION_UNKNOWN = "CODE_UNKNOWN" / "CODE_UNKNOWN_PROTECTION",
    ORG_MISMATCH = "ORG_MISMATCH" / "ORG_MISMATCH_NAMED",
    TITLE_LENGTH = "LOT_TITLE_LENGTH" / "LOT_TITLE_LENGTH",
    PATENT_NO_FORMAT = "PATENT_NO_FORMAT" / "PATENT_NO_FORMAT",
    PATENT_NO_TYPE = "PATENT_NO_TYPE" / "PATENT_NO_TYPE",
    PATENT_NO_YEAR = "PATENT_NO_YEAR" / "PATENT_NO_YEAR",
    PATENT_NO_CHECK = "PATENT_NO_CHECK" / "PATENT_NO_CHECK",
    PATENT_N_CHECK = "PATENT_NO_CHECK" / "PATENT_NO_CHECK_N",
    PATENT_TYPE_MISMATCH = "PATENT_TYPE_MISMATCH" / "PATENT_TYPE_MISMATCH",
    PATENT_TYPE_NOT_ALLOWED = "LOT_PATENT_TYPE_NOT_ALLOWED" / "LOT_PATENT_TYPE_NOT_ALLOWED",
    PATENT_YEAR_MISMATCH = "PATENT_YEAR_MISMATCH" / "PATENT_YEAR_MISMATCH",
    PATENT_DATES_ORDER = "PATENT_DATES_ORDER" / "PATENT_DATES_ORDER",
    GRANT_BEFORE_CUTOFF = "LOT_GRANT_DATE_BEFORE_CUTOFF" / "LOT_GRANT_DATE_BEFORE_CUTOFF",
    PATENT_NOT_IN_FORCE = "LOT_PATENT_NOT_IN_FORCE" / "LOT_PATENT_NOT_IN_FORCE",
    OWNER_MISMATCH = "LOT_OWNER_MISMATCH" / "LOT_OWNER_MISMATCH",
    DUPLICATE_PATENT_ROW = "LOT_DUPLICATE" / "LOT_DUPLICATE_PATENT_ROW",
    DUPLICATE_ACHIEVEMENT_ROW = "LOT_DUPLICATE" / "LOT_DUPLICATE_ACHIEVEMENT_ROW",
    SAME_TITLE_OTHER_LEADER = "LOT_DUPLICATE" / "LOT_DUPLICATE_OTHER_LEADER",
    DUPLICATE_PATENT = "LOT_DUPLICATE" / "LOT_DUPLICATE_PATENT",
    DUPLICATE_ACHIEVEMENT = "LOT_DUPLICATE" / "LOT_DUPLICATE_ACHIEVEMENT",
    PROSPECT_REQUIRED = "LOT_PROSPECT_REQUIRED" / "LOT_PROSPECT_REQUIRED",
    PROJECT_REQUIRED = "LOT_PROJECT_REQUIRED" / "LOT_PROJECT_REQUIRED",
    FISCAL_PROJECT_REQUIRED = "FISCAL_PROJECT_REQUIRED" / "FISCAL_PROJECT_REQUIRED",
    MODE_REQUIRED = "LOT_MODE_REQUIRED" / "LOT_MODE_REQUIRED",
    MODE_NOT_ALLOWED = "LOT_MODE_NOT_ALLOWED" / "LOT_MODE_NOT_ALLOWED",
    LICENCE_KIND_REQUIRED = "LICENCE_KIND_REQUIRED" / "LICENCE_KIND_REQUIRED",
    OPEN_LICENCE_NON_EXCLUSIVE = "OPEN_LICENCE_NON_EXCLUSIVE" / "OPEN_LICENCE_NON_EXCLUSIVE",
    LICENCE_YEARS_RANGE = "LICENCE_YEARS_RANGE" / "LICENCE_YEARS_RANGE",
    LICENCE_YEARS_LEFT = "LICENCE_YEARS_RANGE" / "LICENCE_YEARS_RANGE_LEFT",
    AMOUNT_RANGE = "AMOUNT_RANGE" / "AMOUNT_RANGE",
    START_PRICE_REQUIRED = "LOT_START_PRICE_REQUIRED" / "LOT_START_PRICE_REQUIRED",
    OUT_OF_PROVINCE = "LOT_OUT_OF_PROVINCE_BELOW_1M" / "LOT_OUT_OF_PROVINCE_BELOW_1M",
    INCREMENT_RANGE = "INCREMENT_RANGE" / "INCREMENT_RANGE",
    RESERVE_BELOW_START = "RESERVE_BELOW_START" / "RESERVE_BELOW_START",
    RESERVE_OFF_GRID = "RESERVE_OFF_GRID" / "RESERVE_OFF_GRID_NEAR",
    ENCUMBRANCE_NOTE = "ENCUMBRANCE_NOTE_REQUIRED" / "ENCUMBRANCE_NOTE_REQUIRED",
    ROADSHOW_MAX = "QUOTA_ROADSHOW_MAX" / "QUOTA_ROADSHOW_MAX",
    LOTS_MAX = "QUOTA_INSTITUTION_MAX" / "QUOTA_INSTITUTION_MAX",
    LOTS_MAX_WAIVED = "QUOTA_INSTITUTION_MAX" / "QUOTA_INSTITUTION_MAX_WAIVED",
    KEYWORDS_LIMIT = "KEYWORDS_LIMIT" / "KEYWORDS_LIMIT",
    KEYWORDS_NEEDED = "KEYWORDS_LIMIT" / "KEYWORDS_LIMIT_NEEDED",
    TRL_RANGE = "TRL_RANGE" / "TRL_RANGE",
    CONTACT_REQUIRED = "CONTACT_REQUIRED" / "CONTACT_REQUIRED",
    PHONE_FORMAT = "PHONE_FORMAT" / "PHONE_FORMAT",
    EMAIL_FORMAT = "EMAIL_FORMAT" / "EMAIL_FORMAT",
    CREDIT_CODE_FORMAT = "USCC_FORMAT" / "USCC_FORMAT",
    CREDIT_CODE_CHECK = "USCC_CHECK" / "USCC_CHECK",
    CREDIT_CODE_ORGANISATION = "USCC_ORG_CHECK_WARN" / "USCC_ORG_CHECK_WARN",
    NEED_TITLE_LENGTH = "NEED_TITLE_LENGTH" / "NEED_TITLE_LENGTH",
    NEED_DUPLICATE = "NEED_DUPLICATE" / "NEED_DUPLICATE",
    NEED_DUPLICATE_ROW = "NEED_DUPLICATE" / "NEED_DUPLICATE_ROW",
    NEED_CONTENT_LENGTH = "NEED_CONTENT_LENGTH" / "NEED_CONTENT_LENGTH",
    NEED_INDICATOR = "NEED_INDICATOR_REQUIRED" / "NEED_INDICATOR_REQUIRED",
    NEED_INVESTMENT = "NEED_INVESTMENT_REQUIRED" / "NEED_INVESTMENT_REQUIRED",
    NEED_COOPERATION = "NEED_COOPERATION_REQUIRED" / "NEED_COOPERATION_REQUIRED",
    NEED_VALIDITY = "NEED_VALIDITY_REQUIRED" / "NEED_VALIDITY_REQUIRED",
    NEED_VALIDITY_PAST = "NEED_VALIDITY_PAST" / "NEED_VALIDITY_PAST",
    REFERRER_REQUIRED = "REFERRER_REQUIRED" / "REFERRER_REQUIRED",
    ORG_OTHER = "ORG_MISMATCH" / "ORG_MISMATCH",
    CODE_NEEDED = "CODE_UNKNOWN" / "CODE_UNKNOWN_NEEDED",
    MOBILE_FORMAT = "PHONE_FORMAT" / "PHONE_FORMAT_MOBILE",
    OFFICE_PHONE_FORMAT = "PHONE_FORMAT" / "PHONE_FORMAT_OFFICE",
    MOBILE_AGAIN = "PHONE_FORMAT" / "PHONE_FORMAT_AGAIN",
    LIAISON_AGAIN = "LIAISON_ALREADY_SET" / "LIAISON_ALREADY_SET_ROW",
    CONSENT_REQUIRED = "CONSENT_REQUIRED" / "CONSENT_REQUIRED_ROW",
    UNIT_UNKNOWN = "UNIT_UNKNOWN" / "UNIT_UNKNOWN",
    NOT_TAKING_PART = "NOT_TAKING_PART" / "NOT_TAKING_PART_ROW",
    LIAISON_PERSON = "LIAISON_PERSON" / "LIAISON_PERSON_ROW",
    LIAISON_PHONE_TAKEN = "LIAISON_PHONE_TAKEN" / "LIAISON_PHONE_TAKEN",
    EXPERT_KNOWN = "EXPERT_KNOWN" / "EXPERT_KNOWN_ROW",
    SEASON_UNKNOWN = "CODE_UNKNOWN" / "CODE_UNKNOWN_SEASON",
    SESSION_NOT_YOURS = "SESSION_NOT_YOURS" / "SESSION_NOT_YOURS_ROW",
    REFERENCE_UNKNOWN = "REF_UNKNOWN" / "REF_UNKNOWN",
    REFERENCE_NOT_YOURS = "REF_UNKNOWN" / "REF_UNKNOWN_DEAL",
    REPORTED_LOT_STATE = "INTAKE_LOT_STATE" / "INTAKE_LOT_STATE",
    REPORTED_LOT_IN_PACKAGE = "LOT_IN_PACKAGE" / "LOT_IN_PACKAGE",
    REPORTED_LOT_SOLD = "LOT_SOLD_OFFLINE" / "LOT_SOLD_OFFLINE",
    REPORT_DUPLICATE = "REPORT_DUPLICATE" / "REPORT_DUPLICATE",
    REPORT_DUPLICATE_ROW = "REPORT_DUPLICATE" / "REPORT_DUPLICATE_ROW",
    CREDIT_CODE_SAME = "USCC_CHECK" / "USCC_CHECK_SAME",
    DEAL_AMOUNT = "AMOUNT_RANGE" / "AMOUNT_RANGE_DEAL",
    ACTUAL_AMOUNT = "AMOUNT_RANGE" / "AMOUNT_RANGE_ACTUAL",
    OUTSIDE_SEASON = "OUTSIDE_SEASON" / "OUTSIDE_SEASON",
    REGISTRATION_LENGTH = "TEXT_LENGTH" / "TEXT_LENGTH_MAX_REGISTRATION",
    REPORTER_REQUIRED = "FIELD_REQUIRED" / "FIELD_REQUIRED_REPORTER",
    FILE_HEADER = "FILE_HEADER" / "FILE_HEADER",
    FILE_HEADER_MISSING = "FILE_HEADER" / "FILE_HEADER_MISSING",
    FILE_SHEET = "FILE_HEADER" / "FILE_HEADER_SHEET",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_in_sentences_are_short() {
        assert_eq!(quote("12345"), "12345");
        let cut = quote(&"长".repeat(200));
        assert_eq!(cut.chars().count(), 80);
        assert!(cut.ends_with('…'));
    }
}
