//! The canonical text of what a row says. Its hash is stored with the lot, so that a later upload
//! of the same row is recognised as unchanged however its dates and amounts are written.
//!
//! The text is written out field by field: a derived format would change with the struct, and
//! every form uploaded before would seem changed after an upgrade. New fields are appended only
//! when they are filled.

use super::form::Entry;
use super::{AchievementRow, NeedRow, Offer, OfflineRow, PatentRow, need_cells};
use crate::lots::Contact;
use crate::money::Fen;
use std::fmt::Display;

/// The canonical text of a row; empty for people, who are compared card by card.
pub fn canonical(entry: &Entry) -> String {
    match entry {
        Entry::Patent(row) => patent(row),
        Entry::Achievement(row) => achievement(row),
        Entry::Need(row) => need(row),
        Entry::Offline(row) => offline(row),
        Entry::Liaison(_) => String::new(),
    }
}

/// Lines `field=value`; line breaks inside a value are escaped, so that no value can pass for a
/// field.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn put(&mut self, field: &str, value: impl Display) -> &mut Self {
        let value = value.to_string().replace('\\', "\\\\").replace('\n', "\\n");
        self.0.push_str(&format!("{field}={value}\n"));
        self
    }

    fn maybe(&mut self, field: &str, value: Option<impl Display>) -> &mut Self {
        if let Some(value) = value {
            self.put(field, value);
        }
        self
    }

    fn list(&mut self, field: &str, values: &[impl Display]) -> &mut Self {
        for value in values {
            self.put(field, value);
        }
        self
    }

    fn offer(&mut self, offer: &Offer) -> &mut Self {
        let fen = |amount: Option<Fen>| amount.map(Fen::get);
        self.list("mode", &offer.modes)
            .maybe("licence", offer.licence_kind)
            .maybe("years", offer.licence_years)
            .list("method", &offer.deal_methods)
            .maybe("start", fen(offer.start_price))
            .maybe("asking", fen(offer.asking_price))
            .put("negotiable", offer.negotiable)
            .maybe("increment", fen(offer.increment))
            .maybe("reserve", fen(offer.reserve))
    }

    fn contact(&mut self, contact: &Contact) -> &mut Self {
        self.put("contact", &contact.name)
            .put("phone", &contact.phone)
            .maybe("email", contact.email.as_ref())
    }
}

fn patent(row: &PatentRow) -> String {
    let mut lines = Lines::default();
    lines
        .put("form", "patent")
        .put("title", &row.title)
        .put("number", &row.patent.number)
        .put("type", row.patent.patent_type)
        .put("filed", row.patent.filed_on)
        .put("granted", row.patent.granted_on)
        .put("holders", &row.patent.holders)
        .put("inventors", &row.patent.inventors)
        .put("industry", row.industry)
        .list("keyword", &row.keywords)
        .put("summary", &row.summary)
        .put("advantages", &row.advantages)
        .put("prospect", &row.prospect)
        .put("trl", row.trl.level())
        .offer(&row.offer)
        .put("dual_carbon", row.dual_carbon)
        .put("level", row.project_level)
        .maybe("project", row.project.as_ref())
        .put("fiscal", row.fiscal_funding)
        .put("roadshow", row.roadshow)
        .list("encumbrance", &row.encumbrances)
        .maybe("note", row.encumbrance_note.as_ref())
        .contact(&row.contact)
        .maybe("remark", row.remark.as_ref());
    lines.0
}

fn achievement(row: &AchievementRow) -> String {
    let mut lines = Lines::default();
    lines
        .put("form", "achievement")
        .put("title", &row.title)
        .put("holders", &row.holders)
        .put("province", row.province)
        .put("leader", &row.leader)
        .list("member", &row.members)
        .put("industry", row.industry)
        .put("kind", row.kind)
        .put("summary", &row.summary)
        .put("advantages", &row.advantages)
        .put("prospect", &row.prospect)
        .put("trl", row.trl.level())
        .list("protection", &row.protections)
        .list("related", &row.related_patents)
        .maybe("evaluation", row.evaluation.as_ref())
        .put("level", row.project_level)
        .maybe("project", row.project.as_ref())
        .offer(&row.offer)
        .put("dual_carbon", row.dual_carbon)
        .put("roadshow", row.roadshow)
        .put("rights", &row.rights)
        .contact(&row.contact)
        .maybe("remark", row.remark.as_ref());
    lines.0
}

/// The filled columns of the form; its headers are part of the specification and do not change.
fn need(row: &NeedRow) -> String {
    let mut lines = Lines::default();
    lines.put("form", "need");
    for (header, value) in need_cells(row) {
        lines.maybe(header, Some(value).filter(|value| !value.is_empty()));
    }
    lines.0
}

fn offline(row: &OfflineRow) -> String {
    let fen = |amount: Option<Fen>| amount.map(Fen::get);
    let mut lines = Lines::default();
    lines
        .put("form", "offline")
        .put("kind", row.kind)
        .put("season", &row.season)
        .maybe("session", row.session)
        .maybe("reference", row.reference.as_ref())
        .put("title", &row.title)
        .put("supplier", &row.supplier)
        .maybe("supplier_code", row.supplier_code.as_ref())
        .put("demander", &row.demander)
        .put("demander_code", &row.demander_code)
        .list("mode", &row.modes)
        .maybe("contract", row.contract)
        .maybe("amount", fen(row.amount))
        .maybe("actual", fen(row.actual))
        .put("on", row.on)
        .maybe("registration", row.registration.as_ref())
        .put("public", row.public)
        .put("reporter", &row.reporter);
    lines.0
}
