//! Why a file could not be read as a form at all.

use super::messages::sentence;
use domain::collection::{Form, FormFault, Rule};
use domain::views::ImportFault;
use locales::Lang;

/// A file that is no form. No row was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFault {
    /// The form that it was taken for, as far as that is known.
    pub form: Option<Form>,
    /// Row as Excel shows it; 0 when the fault is in no row.
    pub row: u32,
    /// Header of the column; empty when the fault is in no column.
    pub column: String,
    /// Code and sentence.
    pub rule: Rule,
    /// The offending value.
    pub value: String,
    /// What the sentence has to name.
    pub args: Vec<(&'static str, String)>,
}

/// The faults of a file that are found before its header.
#[allow(missing_docs)]
pub mod faults {
    use domain::collection::Rule;

    const fn rule(code: &'static str, message: &'static str) -> Rule {
        Rule { code, message }
    }

    pub const TYPE: Rule = rule("FILE_TYPE", "FILE_TYPE");
    pub const OLD_TYPE: Rule = rule("FILE_TYPE", "FILE_TYPE_OLD");
    pub const OTHER_TYPE: Rule = rule("FILE_TYPE", "FILE_TYPE_OTHER");
    pub const ENCODING: Rule = rule("FILE_TYPE", "FILE_ENCODING");
    pub const QUOTES: Rule = rule("FILE_TYPE", "FILE_CSV_QUOTES");
    pub const BROKEN: Rule = rule("FILE_TYPE", "FILE_TYPE_BROKEN");
    pub const TOO_LARGE: Rule = rule("FILE_TOO_LARGE", "FILE_TOO_LARGE");
    pub const TOO_LARGE_INSIDE: Rule = rule("FILE_TOO_LARGE", "FILE_TOO_LARGE_INSIDE");
    pub const TOO_MANY_ROWS: Rule = rule("FILE_TOO_MANY_ROWS", "FILE_TOO_MANY_ROWS");
    pub const NO_LOTS: Rule = rule("SEASON_TAKES_NO_LOTS", "SEASON_TAKES_NO_LOTS");

    /// All of them, for the test that each has its sentence.
    pub const ALL: &[Rule] = &[
        TYPE,
        OLD_TYPE,
        OTHER_TYPE,
        ENCODING,
        QUOTES,
        BROKEN,
        TOO_LARGE,
        TOO_LARGE_INSIDE,
        TOO_MANY_ROWS,
        NO_LOTS,
    ];
}

impl FileFault {
    /// A fault of the whole file.
    pub fn of(rule: Rule) -> Self {
        Self {
            form: None,
            row: 0,
            column: String::new(),
            rule,
            value: String::new(),
            args: Vec::new(),
        }
    }

    /// What to do, in `lang`.
    pub fn sentence(&self, lang: Lang) -> String {
        sentence(lang, self.rule, &self.column, &self.args)
    }

    /// The fault as a line of the preview.
    pub fn import_fault(&self) -> ImportFault {
        ImportFault {
            row: self.row,
            column: self.column.clone(),
            letter: String::new(),
            code: self.rule.code.to_owned(),
            value: self.value.clone(),
            message_zh: self.sentence(Lang::Zh),
            message_en: self.sentence(Lang::En),
        }
    }
}

impl From<FormFault> for FileFault {
    fn from(fault: FormFault) -> Self {
        Self {
            form: fault.form,
            row: fault.row,
            column: fault.column.to_owned(),
            rule: fault.rule,
            value: fault.value,
            args: fault.args,
        }
    }
}
