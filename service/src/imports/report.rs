//! The report of the command line, written line by line: a form of 2,000 rows can have 66,000
//! faults, and a document of them all would be several times the size of the form.

use super::check::Checked;
use super::fault::FileFault;
use super::messages::describe;
use domain::collection::{CheckedRow, Fault, Form};
use domain::views::ImportFault;
use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

/// `{"kind","rows","errors":[{"row","column","code","value","message_zh","message_en"}],
/// "warnings":[…]}`; `rows` is the number of data rows, `row` the one that Excel shows. Of a file
/// that does not say how its text is written, `encoding` says what was found.
pub struct Report<'a>(Source<'a>);

enum Source<'a> {
    Form(&'a Checked),
    File(&'a FileFault),
}

impl Checked {
    /// The report of a form that could be read.
    pub fn report(&self) -> Report<'_> {
        Report(Source::Form(self))
    }
}

impl FileFault {
    /// The report of a file that is no form: the one error, no rows.
    pub fn report(&self) -> Report<'_> {
        Report(Source::File(self))
    }
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.0 {
            Source::Form(checked) => {
                map.serialize_entry("kind", checked.form.kind())?;
                if let Some(encoding) = checked.encoding {
                    map.serialize_entry("encoding", encoding.name())?;
                }
                map.serialize_entry("rows", &checked.rows.len())?;
                map.serialize_entry("errors", &Lines(&checked.rows, |row| &row.errors))?;
                map.serialize_entry("warnings", &Lines(&checked.rows, |row| &row.warnings))?;
            }
            Source::File(fault) => {
                map.serialize_entry("kind", &fault.form.map(Form::kind))?;
                map.serialize_entry("rows", &0)?;
                map.serialize_entry("errors", &[Line(fault.import_fault())])?;
                map.serialize_entry::<_, [(); 0]>("warnings", &[])?;
            }
        }
        map.end()
    }
}

/// The errors, or the warnings, of all rows.
struct Lines<'a>(&'a [CheckedRow], fn(&CheckedRow) -> &[Fault]);

impl Serialize for Lines<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let faults = self.0.iter().flat_map(self.1);
        serializer.collect_seq(faults.map(|fault| Line(describe(fault))))
    }
}

struct Line(ImportFault);

impl Serialize for Line {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(fault) = self;
        let mut line = serializer.serialize_struct("Line", 6)?;
        line.serialize_field("row", &fault.row)?;
        line.serialize_field("column", &fault.column)?;
        line.serialize_field("code", &fault.code)?;
        line.serialize_field("value", &fault.value)?;
        line.serialize_field("message_zh", &fault.message_zh)?;
        line.serialize_field("message_en", &fault.message_en)?;
        line.end()
    }
}
