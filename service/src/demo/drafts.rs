//! A draft of the demo season: a liaison has typed half of a patent.

use super::DemoSeason;
use crate::Error;
use domain::drafts::{DraftContent, Section, Typed};
use domain::lots::LotKind;
use domain::time::Timestamp;
use store::{NewDraft, Tx};

/// What stands in the first section so far.
const TYPED: [(&str, &str); 5] = [
    ("专利名称", "一种低温环境用电池热管理装置（示例）"),
    ("专利类型", "发明专利"),
    ("发明人", "甲示例；乙示例"),
    ("产业领域", "新能源"),
    ("关键词", "热管理；低温启动"),
];

/// Writes the draft of the first liaison, for the current season.
pub(super) async fn write(tx: &mut Tx, demo: &DemoSeason, now: Timestamp) -> Result<(), Error> {
    let mut accounts = demo.accounts.iter().map(|(account, _)| account);
    let liaison = accounts.find(|account| account.login == "liaison1");
    let of = liaison.and_then(|liaison| liaison.institution);
    let unit = demo.institutions.iter().find(|unit| Some(unit.id) == of);
    let (Some(liaison), Some(unit), Some(season)) = (liaison, unit, demo.seasons.last()) else {
        return Ok(());
    };
    let typed = TYPED.map(|(header, value)| (header.to_owned(), value.to_owned()));
    let begun = DraftContent::begun(LotKind::Patent, unit, None);
    let next = begun.with(
        LotKind::Patent,
        Section::Basics,
        (1, 1),
        &Typed::from(typed),
    )?;
    let new = NewDraft {
        season: season.id,
        institution: unit.id,
        kind: LotKind::Patent,
        content: next.unwrap_or(begun),
        corrects: None,
        by: liaison.id,
        at: now.plus_millis(-90 * 60_000),
    };
    tx.insert_draft(&new).await?;
    Ok(())
}
