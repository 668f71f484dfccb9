//! The bibliographic facts of a lot with the field codes of patent gazettes (INID).

use super::detail::LotPlate;
use crate::lang::use_lang;
use crate::ui::{Column, Day, Table};
use domain::lots::{Lot, LotPatent, ProjectLevel};
use domain::views::LotPage;
use leptos::prelude::*;
use locales::{Label, Lang, lots as m, ui};

/// One fact: its field code, its name and its value.
struct Fact {
    inid: &'static str,
    name: &'static str,
    value: AnyView,
}

impl Fact {
    fn new(inid: &'static str, name: &'static str, value: impl IntoAny) -> Self {
        Self {
            inid,
            name,
            value: value.into_any(),
        }
    }

    fn view(self) -> impl IntoView {
        let inid = (!self.inid.is_empty()).then(|| {
            view! { <span class="inid">{format!("({})", self.inid)}</span>" " }
        });
        view! {
            <div>
                <dt>{inid} {self.name}</dt>
                <dd>{self.value}</dd>
            </div>
        }
    }
}

/// The facts of the first patent and of the lot itself; a package adds the list of its patents.
#[component]
pub fn Facts(
    /// The page.
    page: LotPage,
) -> impl IntoView {
    let lang = use_lang();
    let lot = page.lot;
    let mut facts = match lot.patents.first() {
        Some(patent) => patent_facts(lang, patent),
        None => achievement_facts(lang, &lot, page.owner.name.clone()),
    };
    facts.extend(lot_facts(lang, &lot));
    let facts = facts.into_iter().map(Fact::view).collect_view();
    let package = (lot.patents.len() > 1).then(|| view! { <Package lot=lot.clone() /> });
    view! {
        <dl class="facts" aria-label=m::facts(lang)>
            {facts}
        </dl>
        {package}
        <LotPlate lot />
    }
}

fn patent_facts(lang: Lang, patent: &LotPatent) -> Vec<Fact> {
    let ipc = patent
        .ipc
        .clone()
        .unwrap_or_else(|| ui::unknown(lang).to_owned());
    vec![
        Fact::new(
            "11",
            m::patent_number(lang),
            patent.number.canonical().to_owned(),
        ),
        Fact::new("51", m::classification(lang), ipc),
        Fact::new("73", m::holder(lang), chinese(&patent.holders)),
        Fact::new(
            "22",
            m::filed_on(lang),
            view! { <Day on=patent.filed_on /> },
        ),
        Fact::new(
            "45",
            m::granted_on(lang),
            view! { <Day on=patent.granted_on /> },
        ),
        Fact::new("72", m::inventors(lang), chinese(&patent.inventors)),
        Fact::new("", m::patent_type(lang), patent.patent_type.label(lang)),
        Fact::new(
            "",
            m::expires_on(lang),
            view! { <Day on=patent.expires_on() /> },
        ),
    ]
}

fn achievement_facts(lang: Lang, lot: &Lot, owner: String) -> Vec<Fact> {
    let kind = lot
        .achievement_kind
        .map_or(ui::unknown(lang), |kind| kind.label(lang));
    let protections: Vec<_> = lot
        .protections
        .iter()
        .map(|value| value.label(lang))
        .collect();
    let mut facts = vec![
        Fact::new("", m::owner(lang), chinese(&owner)),
        Fact::new("", m::achievement_kind(lang), kind),
        Fact::new("", m::protection(lang), listed(lang, &protections)),
    ];
    if !lot.related_patents.is_empty() {
        let numbers: Vec<_> = lot.related_patents.iter().map(|n| n.canonical()).collect();
        facts.push(Fact::new(
            "11",
            m::related_patents(lang),
            listed(lang, &numbers),
        ));
    }
    facts
}

fn lot_facts(lang: Lang, lot: &Lot) -> Vec<Fact> {
    let modes: Vec<_> = lot.modes.iter().map(|mode| mode.label(lang)).collect();
    let project = match (&lot.project, lot.project_level) {
        (_, ProjectLevel::None) => ui::none(lang).to_owned(),
        (None, level) => level.label(lang).to_owned(),
        (Some(project), level) => m::project_of(lang, level.label(lang), project),
    };
    vec![
        Fact::new("", m::modes(lang), listed(lang, &modes)),
        Fact::new("", m::readiness(lang), m::trl(lang, lot.trl.level())),
        Fact::new("", m::programme(lang), project),
    ]
}

/// The values of a code table or `none`, with the separator of the language.
pub fn listed(lang: Lang, values: &[&str]) -> String {
    if values.is_empty() {
        ui::none(lang).to_owned()
    } else {
        values.join(ui::separator(lang))
    }
}

/// A text that is Chinese in every language of the page.
fn chinese(text: &str) -> impl IntoAny + use<> {
    view! { <span lang="zh-CN">{text.to_owned()}</span> }
}

/// Every patent of a package.
#[component]
fn Package(lot: Lot) -> impl IntoView {
    let lang = use_lang();
    let title = m::package(lang, lot.patents.len());
    let rows = lot
        .patents
        .into_iter()
        .map(|patent| {
            view! {
                <tr>
                    <th scope="row">{patent.number.canonical().to_owned()}</th>
                    <td>{patent.patent_type.label(lang)}</td>
                    <td>{patent.ipc.unwrap_or_default()}</td>
                    <td>
                        <Day on=patent.granted_on />
                    </td>
                </tr>
            }
        })
        .collect_view();
    let columns = vec![
        Column::text(m::patent_number(lang)),
        Column::text(m::patent_type(lang)),
        Column::text(m::classification(lang)),
        Column::text(m::granted_on(lang)),
    ];
    view! {
        <section class="lot-section">
            <h2>{title.clone()}</h2>
            <Table caption=title.clone() columns>
                {rows}
            </Table>
        </section>
    }
}
