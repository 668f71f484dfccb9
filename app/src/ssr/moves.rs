//! Reads the form that moves a lot after its round.

use crate::stages::MoveForm;
use domain::bidding::stage::{BuyerDefault, StageEventKind as K};
use domain::evidence::Reference;
use domain::ids::RoundId;
use domain::lots::TransactionMode;
use domain::money::{Fen, YUAN, parse_amount};
use domain::text::{clean, fold_width};
use domain::time::Date;
use service::stages::{Agreement, Relisting, Wish};

impl MoveForm {
    /// Reads what is wanted.
    ///
    /// # Errors
    /// The code of the first field that cannot be read.
    pub fn wish(&self) -> Result<Wish, &'static str> {
        let event = K::from_code(self.get("event")).ok_or("REQUEST_MALFORMED")?;
        Ok(match event {
            K::Confirm => Wish::Confirm {
                identity_checked: self.ticked("identity"),
                documents_checked: self.ticked("documents"),
            },
            K::BuyerDefaulted => Wish::Default(match self.get("way") {
                "refused" => BuyerDefault::Refused,
                "deadline" => BuyerDefault::DeadlinePassed,
                _ => return Err("DEFAULT_WAY_MISSING"),
            }),
            K::ContractProlonged => Wish::Prolong(self.date()?),
            K::ContractSigned => Wish::Sign(self.date()?),
            K::Paid => Wish::Pay,
            K::TechRegistered => Wish::RegisterTech(self.number()?),
            K::TransferRegistered => Wish::RegisterTransfer(self.number()?),
            K::LicenceRecorded => Wish::RecordLicence(self.number()?),
            K::Relist => Wish::Relist(self.relisting()?),
            K::Negotiate => Wish::Negotiate {
                consignor_agrees: self.ticked("consignor"),
                party_agrees: self.ticked("other"),
                top_bidder_asked: self.ticked("asked"),
            },
            K::PriceAgreed => Wish::AgreePrice(self.agreement(true)?),
            K::Objection => Wish::Object(self.tidy("party")),
            K::ObjectionUpheld => Wish::Uphold,
            K::ObjectionRejected => Wish::Reject,
            K::PublicityOver => Wish::EndPublicity,
            K::SeasonEnded => Wish::EndSeason,
            K::OfflineDeal => Wish::ReportDeal {
                agreement: self.agreement(self.ticked("public"))?,
                checked: self.ticked("checked"),
                public_negotiated: self.ticked("public"),
            },
            _ => return Err("REQUEST_MALFORMED"),
        })
    }

    fn relisting(&self) -> Result<Relisting, &'static str> {
        let round = self.get("round").parse();
        Ok(Relisting {
            round: RoundId(round.map_err(|_| "ROUND_CLOSED")?),
            start: self.price()?,
            reserve_committed: self.ticked("committed"),
            priority_notified: self.ticked("notified"),
            difference_noted: self.ticked("difference"),
        })
    }

    fn agreement(&self, published: bool) -> Result<Agreement, &'static str> {
        Ok(Agreement {
            price: self.price()?,
            mode: TransactionMode::from_code(self.get("mode")),
            related_party: match self.get("related") {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            party: self.tidy("party"),
            last_day: published.then(|| self.date()).transpose()?,
        })
    }

    fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    fn tidy(&self, name: &str) -> String {
        clean(&fold_width(self.get(name)))
    }

    fn date(&self) -> Result<Date, &'static str> {
        Date::parse_iso(&self.tidy("on")).ok_or("DATE_FORMAT")
    }

    fn number(&self) -> Result<Reference, &'static str> {
        Reference::parse(self.get("number")).ok_or("REGISTER_NUMBER_LENGTH")
    }

    fn price(&self) -> Result<Fen, &'static str> {
        let typed = self.tidy("price");
        if typed.is_empty() {
            return Err("PRICE_MISSING");
        }
        parse_amount(&typed, YUAN).map_err(|_| "AMOUNT_NOT_UNDERSTOOD")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::bidding::stage::StageEventKind;

    fn form(fields: &[(&str, &str)]) -> MoveForm {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        MoveForm::posted(&fields.collect::<Vec<_>>())
    }

    #[test]
    fn every_event_after_a_round_is_read() {
        for event in StageEventKind::ALL {
            let read = form(&[
                ("event", event.code()),
                ("on", "２０２６-11-18"),
                ("number", "2026-0001"),
                ("round", "7"),
                ("price", "8万"),
                ("way", "deadline"),
                ("identity", "1"),
                ("documents", "1"),
            ]);
            let wanted = *event >= StageEventKind::Confirm;
            assert_eq!(read.wish().is_ok(), wanted, "{event}");
        }
        let sign = form(&[("event", "CONTRACT_SIGNED"), ("on", "18.11.2026")]);
        assert_eq!(sign.wish(), Err("DATE_FORMAT"));
        let half = form(&[("event", "CONFIRM"), ("identity", "1")]).wish();
        let expected = Wish::Confirm {
            identity_checked: true,
            documents_checked: false,
        };
        assert_eq!(half, Ok(expected));
    }
}
