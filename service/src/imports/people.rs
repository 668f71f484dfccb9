//! The rows of a 《活动联络员信息表》 beside what is stored: which of them a commit would write.

use super::check::Checked;
use crate::participations::candidates;
use crate::{Error, Tx};
use domain::accounts::Account;
use domain::collection::{Entry, LiaisonRow, PersonKind, Rule, rules};
use domain::ids::{AccountId, InstitutionId};
use domain::institutions::Institution;
use domain::participations::people::{
    ContactCard, ExpertCard, ExpertDraft, PersonDraft, PersonRefusal,
};
use domain::seasons::Season;
use domain::text::squeeze;
use domain::views::FieldChange;
use std::collections::{HashMap, HashSet};
use store::StoredParticipation;

/// Experts of a unit that are compared: as many as it may nominate.
const EXPERTS_MAX: u32 = crate::participations::EXPERTS_MAX;

/// What is stored of the units whose people a form names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// The unit that uploads; the centre uploads for all.
    own: Option<Unit>,
    /// The others, by the name that the form has.
    units: HashMap<String, Unit>,
    /// Mobile numbers of the form that liaisons of the season have, with the institution.
    phones: HashSet<(String, InstitutionId)>,
}

/// What is stored of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// Which.
    pub institution: InstitutionId,
    /// Its part in the season.
    pub part: Option<StoredParticipation>,
    liaison: Option<(AccountId, ContactCard)>,
    experts: Vec<ExpertCard>,
    candidates: Vec<(AccountId, String)>,
}

/// A person as a commit takes him.
pub(super) enum Named {
    /// A liaison.
    Liaison(AccountId, Box<ContactCard>),
    /// An expert.
    Expert(Box<ExpertCard>),
}

/// What becomes of a row.
pub(super) enum Person {
    New,
    Unchanged,
    /// Another liaison is active: his name and number, and the new ones.
    Replaces(Vec<FieldChange>),
    Refused(&'static str, Rule),
}

/// The cards that a row fills.
fn drafts(row: &LiaisonRow) -> (PersonDraft, ExpertDraft) {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let person = PersonDraft {
        name: row.name.clone(),
        department: row.department.clone(),
        post: text(&row.title),
        phone: row.mobile.clone(),
        office_phone: text(&row.office_phone),
        email: row.email.clone(),
        // A row without it has a fault and is none.
        consent: true,
    };
    let words = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect();
    let expert = ExpertDraft {
        person: person.clone(),
        identity: row.identity.map_or("", |one| one.form_label()).to_owned(),
        fields: words(row.fields.iter().map(|one| one.form_label()).collect()),
        corps: words(row.groups.iter().map(|one| one.form_label()).collect()),
        note: text(&row.remark),
    };
    (person, expert)
}

/// The column that a refusal of the rules is about. The form has checked the same before.
const fn place(refusal: PersonRefusal) -> (&'static str, Rule) {
    match refusal {
        PersonRefusal::Phone => ("手机", rules::PHONE_FORMAT),
        PersonRefusal::Email => ("电子邮箱", rules::EMAIL_FORMAT),
        PersonRefusal::Department => ("所在部门", rules::FIELD_REQUIRED),
        PersonRefusal::Identity => ("身份类别", rules::CODE_NEEDED),
        PersonRefusal::Fields => ("专业领域", rules::CODE_NEEDED),
        PersonRefusal::Corps => ("参与意向", rules::CODE_NEEDED),
        _ => ("姓名", rules::FIELD_REQUIRED),
    }
}

impl Unit {
    /// Whose account the liaison has: the person's own, by the name, else that of whoever uploads for
    /// the unit that he belongs to.
    fn account(&self, name: &str, uploader: Option<AccountId>) -> Option<AccountId> {
        let same = |(_, known): &&(AccountId, String)| squeeze(known) == squeeze(name);
        let mut named = self.candidates.iter().filter(same);
        if let (Some((id, _)), None) = (named.next(), named.next()) {
            return Some(*id);
        }
        let candidate = |id: &AccountId| self.candidates.iter().any(|(known, _)| known == id);
        uploader.filter(candidate)
    }

    fn judge_expert(&self, card: &ExpertCard) -> Person {
        let same = |one: &&ExpertCard| {
            one.contact.name == card.contact.name && one.contact.phone == card.contact.phone
        };
        match self.experts.iter().find(same) {
            None => Person::New,
            Some(known) if known == card => Person::Unchanged,
            Some(_) => Person::Refused("姓名", rules::EXPERT_KNOWN),
        }
    }

    fn judge_liaison(&self, account: AccountId, card: &ContactCard) -> Person {
        match &self.liaison {
            None => Person::New,
            Some((known, old)) if *known == account && old == card => Person::Unchanged,
            Some((_, old)) => Person::Replaces(changes(old, card)),
        }
    }
}

/// What of a liaison is another than before.
fn changes(old: &ContactCard, new: &ContactCard) -> Vec<FieldChange> {
    let field = |column: &str, of: fn(&ContactCard) -> &String| {
        let (old, new) = (of(old).clone(), of(new).clone());
        (old != new).then(|| FieldChange {
            column: column.to_owned(),
            old,
            new,
        })
    };
    let fields = [
        field("姓名", |card| &card.name),
        field("所在部门", |card| &card.department),
        field("职务或职称", |card| &card.post),
        field("手机", |card| &card.phone),
        field("办公电话", |card| &card.office_phone),
        field("电子邮箱", |card| &card.email),
    ];
    fields.into_iter().flatten().collect()
}

impl People {
    /// The unit that a row is about.
    pub(super) fn unit(&self, row: &LiaisonRow) -> Option<&Unit> {
        let named = || self.units.get(&squeeze(&row.unit));
        self.own.as_ref().or_else(named)
    }

    /// The person of a row as a commit takes him.
    ///
    /// # Errors
    /// The column and the rule that keep the row out.
    pub(super) fn named(
        &self,
        row: &LiaisonRow,
        uploader: Option<AccountId>,
    ) -> Result<(&Unit, Named), (&'static str, Rule)> {
        let unit = self.unit(row).ok_or(("单位名称", rules::UNIT_UNKNOWN))?;
        if unit.part.is_none() {
            return Err(("单位名称", rules::NOT_TAKING_PART));
        }
        let (person, expert) = drafts(row);
        if row.kind == PersonKind::Expert {
            let card = expert.read().map_err(place)?;
            return Ok((unit, Named::Expert(Box::new(card))));
        }
        let card = person.read().map_err(place)?;
        let account = unit.account(&card.name, uploader);
        let account = account.ok_or(("姓名", rules::LIAISON_PERSON))?;
        let of_other =
            |(phone, of): &(String, InstitutionId)| *phone == card.phone && *of != unit.institution;
        if self.phones.iter().any(of_other) {
            return Err(("手机", rules::LIAISON_PHONE_TAKEN));
        }
        Ok((unit, Named::Liaison(account, Box::new(card))))
    }

    /// What becomes of a row.
    pub(super) fn judge(&self, row: &LiaisonRow, uploader: Option<AccountId>) -> Person {
        match self.named(row, uploader) {
            Err((column, rule)) => Person::Refused(column, rule),
            Ok((unit, Named::Expert(card))) => unit.judge_expert(&card),
            Ok((unit, Named::Liaison(account, card))) => unit.judge_liaison(account, &card),
        }
    }
}

/// Looks up what is stored of the people that the rows name; nothing for other forms.
///
/// # Errors
/// `Internal` when the database fails.
pub(super) async fn people(
    tx: &mut Tx,
    season: &Season,
    own: Option<&Institution>,
    checked: &Checked,
) -> Result<Option<People>, Error> {
    let rows: Vec<&LiaisonRow> = checked
        .rows
        .iter()
        .filter_map(|row| match &row.entry {
            Some(Entry::Liaison(row)) => Some(row.as_ref()),
            _ => None,
        })
        .collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let mut people = People::default();
    if let Some(own) = own {
        people.own = Some(unit(tx, season, own.id).await?);
    }
    for row in rows {
        if row.kind == PersonKind::Liaison {
            let of = tx.liaison_with_phone(season.id, &row.mobile).await?;
            people.phones.extend(of.map(|of| (row.mobile.clone(), of)));
        }
        let name = squeeze(&row.unit);
        if own.is_some() || people.units.contains_key(&name) {
            continue;
        }
        if let Some(found) = tx.institution_by_name(&row.unit).await? {
            let found = unit(tx, season, found.id).await?;
            people.units.insert(name, found);
        }
    }
    Ok(Some(people))
}

async fn unit(tx: &mut Tx, season: &Season, of: InstitutionId) -> Result<Unit, Error> {
    let part = tx.participation(season.id, of).await?;
    let liaison = match &part {
        Some(part) => tx.liaison(part.id).await?,
        None => None,
    };
    let experts = tx.experts_of(season.id, of, EXPERTS_MAX).await?;
    let name = |person: Account| (person.id, person.display_name);
    Ok(Unit {
        institution: of,
        part,
        liaison: liaison.map(|one| (one.account, one.card)),
        experts: experts.into_iter().map(|one| one.card).collect(),
        candidates: candidates(tx, of).await?.into_iter().map(name).collect(),
    })
}
