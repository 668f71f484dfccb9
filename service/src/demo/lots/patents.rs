//! Patents that can never be real ones: serial numbers from 9,000,000 on were never assigned in any
//! year (domain.md §3.1).

use crate::demo::dice::Dice;
use domain::lots::{LegalStatus, LotPatent, PatentType};
use domain::patents::PatentNumber;
use domain::seasons::Season;
use domain::time::Date;

/// The first serial number that no patent has.
const SERIAL_FROM: i64 = 9_000_000;
/// Distance of the serial numbers that are given out, coprime to most everything around.
const SERIAL_STEP: i64 = 1_733;
/// Days between filing and grant: two to three years.
const PENDING_DAYS: (i64, i64) = (730, 1_095);
/// Endings of titles that may be utility models; everything else is an invention.
const DEVICES: [&str; 8] = [
    "装置",
    "机构",
    "结构",
    "系统",
    "器",
    "设备",
    "芯片",
    "传感器",
];

/// Gives out patent numbers of one season.
pub(super) struct Office {
    cutoff: Date,
    latest: Date,
    given: i64,
    dice: Dice,
}

impl Office {
    pub(super) fn of(season: &Season) -> Self {
        Self {
            cutoff: season
                .grant_cutoff
                .unwrap_or(season.start_on.plus_years(-3)),
            // Granted before the season began, hence before anything was published in it.
            latest: season.start_on.plus_days(-1),
            given: 0,
            dice: Dice::of(3),
        }
    }

    /// A new patent for a lot of this title.
    pub(super) fn grant(
        &mut self,
        title: &str,
        holders: &str,
        inventors: &str,
        ipc: &str,
    ) -> LotPatent {
        let granted_on = Date(
            self.dice
                .between(self.cutoff.0.into(), self.latest.0.into()) as i32,
        );
        let filed_on =
            granted_on.plus_days(-self.dice.between(PENDING_DAYS.0, PENDING_DAYS.1) as i32);
        let device = DEVICES.iter().any(|ending| title.ends_with(ending));
        let patent_type = if device && self.dice.chance(55) {
            PatentType::UtilityModel
        } else {
            PatentType::Invention
        };
        LotPatent {
            number: self.number(filed_on.year(), patent_type),
            patent_type,
            filed_on,
            granted_on,
            holders: holders.to_owned(),
            inventors: inventors.to_owned(),
            ipc: Some(ipc.to_owned()),
            further_ipc: Vec::new(),
            legal_status: LegalStatus::InForce,
            legal_checked_on: None,
            grant_pub_no: None,
        }
    }

    /// A number of an invention that an achievement names.
    pub(super) fn related(&mut self) -> PatentNumber {
        let year = self.cutoff.year() - self.dice.between(0, 2) as i32;
        self.number(year, PatentType::Invention)
    }

    fn number(&mut self, year: i32, patent_type: PatentType) -> PatentNumber {
        self.given += 1;
        let kind = match patent_type {
            PatentType::Invention => 1,
            PatentType::UtilityModel => 2,
            PatentType::Design => 3,
        };
        let serial = SERIAL_FROM + self.given * SERIAL_STEP % 999_983;
        PatentNumber::from_digits(&format!("{year}{kind}{serial:07}"), year)
            .expect("year, kind and serial make twelve digits")
    }
}
