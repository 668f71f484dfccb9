//! Who takes part in the demo seasons: every institution with lots and all its papers, a few that have
//! only joined, the universities of 2022 and 2023, and two experts. Everybody is fictional.

use super::DemoSeason;
use super::accounts::LIAISONS;
use crate::Error;
use crate::participations::carry_over;
use domain::accounts::Account;
use domain::ids::{InstitutionId, SeasonId};
use domain::institutions::InstitutionKind;
use domain::lots::Industry;
use domain::participations::people::{ContactCard, Corps, ExpertCard, ExpertIdentity};
use domain::time::Timestamp;
use std::collections::BTreeSet;
use store::{NewExpert, NewLiaison, Tx};

/// A day, ms.
const DAY: i64 = 86_400_000;
/// Leading enterprises that have joined and done nothing yet.
const BEGINNERS: usize = 8;
/// Universities that took part in the seasons before.
const FORMER: usize = 6;

/// Writes the participations.
pub(super) async fn write(tx: &mut Tx, demo: &DemoSeason, now: Timestamp) -> Result<(), Error> {
    former(tx, demo).await?;
    let real = demo.lots.iter().filter(|demo| !demo.lot.practice);
    let owners: BTreeSet<(SeasonId, InstitutionId)> =
        real.map(|demo| (demo.lot.season, demo.lot.owner)).collect();
    let (joined_at, papers) = (
        now.plus_millis(-40 * DAY),
        now.plus_millis(-20 * DAY).date(),
    );
    let shown: BTreeSet<(SeasonId, InstitutionId)> = demo
        .lots
        .iter()
        .filter(|demo| demo.lot.state.is_public())
        .map(|demo| (demo.lot.season, demo.lot.owner))
        .collect();
    for (season, owner) in owners {
        // Nothing is shown before the papers are there (LG-6), and some are still on their way.
        let papers = shown.contains(&(season, owner)).then_some(papers);
        carry_over(tx, season, owner, papers, joined_at).await?;
    }
    let Some(season) = demo.seasons.last().map(|season| season.id) else {
        return Ok(());
    };
    for (place, (login, _)) in LIAISONS.into_iter().enumerate() {
        let account = account(demo, login);
        let of = account.institution.ok_or(Error::NotFound)?;
        carry_over(tx, season, of, Some(papers), joined_at).await?;
        let part = tx.participation(season, of).await?.ok_or(Error::NotFound)?;
        let card = card(&account.display_name, &format!("1990000210{place}"));
        let new = NewLiaison {
            participation: part.id,
            season,
            account: account.id,
            card: &card,
            by: account.id,
            at: joined_at,
        };
        tx.name_liaison(&new).await?;
    }
    let leading = demo.institutions.iter();
    let leading = leading.filter(|one| one.kind == InstitutionKind::Leading);
    for unit in leading.take(BEGINNERS) {
        tx.join_season(season, unit.id, None, joined_at).await?;
        if let Some(channel) = unit.channel() {
            tx.note_channel(season, unit.id, channel).await?;
        }
    }
    experts(tx, demo, season, joined_at).await
}

/// The universities of the seasons that are over.
async fn former(tx: &mut Tx, demo: &DemoSeason) -> Result<(), Error> {
    for season in demo
        .seasons
        .iter()
        .take(demo.seasons.len().saturating_sub(1))
    {
        let Some((from, until)) = season.submissions() else {
            continue;
        };
        let units = demo.institutions.iter();
        let units = units.filter(|one| one.kind == InstitutionKind::University);
        for unit in units.take(FORMER) {
            carry_over(tx, season.id, unit.id, Some(until), from.at(9, 0)).await?;
        }
    }
    Ok(())
}

/// Two experts of the first liaison's university; the centre has admitted one.
async fn experts(
    tx: &mut Tx,
    demo: &DemoSeason,
    season: SeasonId,
    at: Timestamp,
) -> Result<(), Error> {
    let by = account(demo, LIAISONS[0].0);
    let institution = by.institution.ok_or(Error::NotFound)?;
    let people = [
        (
            "闻示例",
            ExpertIdentity::Professor,
            Industry::ALL[0],
            Corps::Advisory,
        ),
        (
            "蒋示例",
            ExpertIdentity::Young,
            Industry::ALL[1],
            Corps::Service,
        ),
    ];
    for (place, (name, identity, field, corps)) in people.into_iter().enumerate() {
        let card = ExpertCard {
            contact: card(name, &format!("1990000211{place}")),
            identity,
            fields: vec![field],
            corps: vec![corps],
            note: String::new(),
        };
        let new = NewExpert {
            season,
            institution,
            card: &card,
            by: by.id,
            at,
        };
        let id = tx.insert_expert(&new).await?;
        if identity == ExpertIdentity::Professor {
            let centre = account(demo, "center1").id;
            tx.decide_expert(id, Some(at.plus_millis(DAY)), centre)
                .await?;
        }
    }
    Ok(())
}

fn card(name: &str, phone: &str) -> ContactCard {
    ContactCard {
        name: name.into(),
        department: "科技处".into(),
        post: String::new(),
        phone: phone.into(),
        office_phone: String::new(),
        email: "liaison@example.com".into(),
    }
}

fn account<'d>(demo: &'d DemoSeason, login: &str) -> &'d Account {
    let found = demo.accounts.iter().find(|(one, _)| one.login == login);
    &found.expect("the demo has this account").0
}
