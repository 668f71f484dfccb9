//! The record as a file: comma-separated values for spreadsheets, JSON lines for programs.

use super::AuditRow;

/// The first line of a file of comma-separated values, with the mark that lets spreadsheets read it
/// as UTF-8.
pub const CSV_HEAD: &str =
    "\u{feff}seq,at,actor,login,roles,act,kind,object,before,after,reason,request,hash\r\n";

/// A row as a line of comma-separated values (RFC 4180).
pub fn csv_line(row: &AuditRow) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let actor = row.actor.map(|id| id.to_string());
    let cells = [
        row.seq.to_string(),
        row.at.rfc3339(),
        actor.unwrap_or_default(),
        text(&row.login),
        row.roles.clone(),
        row.act.code().to_owned(),
        row.kind.code().to_owned(),
        row.object.clone(),
        text(&row.before),
        text(&row.after),
        text(&row.reason),
        text(&row.request),
        row.hash.clone(),
    ];
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    format!("{}\r\n", cells.join(","))
}

/// A row as a line of JSON.
///
/// # Panics
/// Never: a row has text keys and always serialises.
pub fn json_line(row: &AuditRow) -> String {
    let json = serde_json::to_string(row).expect("a row has text keys and always serialises");
    format!("{json}\n")
}

/// A cell. What a spreadsheet would take for a formula gets an apostrophe before it (domain.md §4).
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let guard = if formula { "'" } else { "" };
    match formula || text.contains(['"', ',', '\r', '\n']) {
        true => format!("\"{guard}{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Act, ObjectKind};
    use super::*;
    use crate::ids::AccountId;
    use crate::time::Date;

    fn row(reason: &str) -> AuditRow {
        AuditRow {
            seq: 7,
            at: Date::of(2026, 11, 18).at(9, 0),
            actor: Some(AccountId(3)),
            login: Some("centre".into()),
            name: Some("某人（示例）".into()),
            roles: "CTR".into(),
            act: Act::LotPublish,
            kind: ObjectKind::Lot,
            object: "P2026-NGIT-0001".into(),
            before: Some("{\"state\":\"SUBMITTED\"}".into()),
            after: None,
            reason: Some(reason.into()),
            request: None,
            hash: "00".repeat(32),
        }
    }

    #[test]
    fn a_line_has_a_cell_for_each_name_of_the_head() {
        let line = csv_line(&row("材料齐全"));
        assert!(line.ends_with("\r\n") && CSV_HEAD.ends_with("\r\n"));
        assert_eq!(
            line.matches(',').count(),
            CSV_HEAD.matches(',').count(),
            "{line}"
        );
        assert!(
            line.contains(",\"{\"\"state\"\":\"\"SUBMITTED\"\"}\",,材料齐全,"),
            "{line}"
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for hostile in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            let line = csv_line(&row(hostile));
            assert!(line.contains(&format!(",\"'{hostile}\",")), "{line:?}");
        }
        assert_eq!(cell("a,b\r\n\"c\""), "\"a,b\r\n\"\"c\"\"\"");
    }

    #[test]
    fn a_json_line_reads_back() {
        let line = json_line(&row("一\n二"));
        assert_eq!(line.matches('\n').count(), 1);
        assert_eq!(
            serde_json::from_str::<AuditRow>(&line).unwrap(),
            row("一\n二")
        );
    }
}
