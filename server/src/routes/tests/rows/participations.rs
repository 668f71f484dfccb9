//! Files, and the parts of institutions in seasons.

use super::super::call::{form, page, parts, read};
use super::*;

pub fn rows() -> Vec<Row> {
    let mut rows = of_institutions();
    rows.extend(of_the_centre());
    rows.push(row(
        "GET /files/{id}",
        read("/files/{file}"),
        |_, things| vec![Action::ReadFile(things.institution)],
    ));
    rows
}

fn posted(at: &'static str, body: &'static str, needs: Needs) -> Row {
    row(format!("POST {at}"), form(at, body), needs)
}

fn filed(at: &'static str, body: &'static str) -> Row {
    row(format!("POST {at}"), parts(at, body), taking_part)
}

fn of_institutions() -> Vec<Row> {
    let shown = |at: &'static str| row(format!("GET {at}"), page(at), taking_part);
    vec![
        shown("/org/participation"),
        shown("/org/participation/sheet"),
        posted("/fn/participation/page", "", taking_part),
        posted("/fn/participation/sheet", "", taking_part),
        posted("/fn/participation/join", "", taking_part),
        // Without a name: refused by the rules, as the files that are none.
        posted(
            "/fn/participation/liaison",
            "form%5Bphone%5D=1",
            taking_part,
        ),
        posted("/fn/participation/expert", "form%5Bphone%5D=1", taking_part),
        filed("/fn/participation/agreement", "signed_on=2026-11-18"),
        filed("/fn/participation/scan", "back=%2F"),
    ]
}

fn of_the_centre() -> Vec<Row> {
    let office = keeping_participations;
    let path = "/admin/participations";
    vec![
        row(format!("GET {path}"), page(path), office),
        row(
            format!("GET {path}/{{id}}"),
            page("/admin/participations/{part}"),
            office,
        ),
        posted("/fn/participation/office", "", office),
        posted("/fn/participation/desk", "id={part}", office),
        posted("/fn/participation/contact", "id={part}", office),
        // Nobody has this agreement, and nobody this expert.
        posted("/fn/participation/decide", "id=0&answer=accept", |_, _| {
            vec![Action::KeepParticipations, Action::ReadLot(LotState::Draft)]
        }),
        posted("/fn/participation/admit", "id=0&answer=admit", |_, _| {
            vec![Action::KeepParticipations, Action::ReadLot(LotState::Draft)]
        }),
        // Days that cannot be, and no reason.
        posted("/fn/participation/paper", "id={part}&on=2036-01-01", office),
        posted(
            "/fn/participation/reopen",
            "id={part}&until=2026-11-20",
            office,
        ),
    ]
}
