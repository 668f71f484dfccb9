//! Institutions of the demo season (domain.md §7.1): fictional names ending （示例）, valid credit
//! codes of divisions that do not exist (§3.2).

use super::dice::Dice;
use super::words::{Lists, fill};
use domain::credit_codes::CreditCode;
use domain::ids::InstitutionId;
use domain::institutions::{City, HOME_PROVINCE, Institution, InstitutionKind, UniversityClass};
use domain::lots::Industry;

/// What every name ends with.
const SAMPLE: &str = "（示例）";
/// Enterprises of the demo season.
const ENTERPRISES: usize = 120;
/// Administrative divisions that are not assigned to any place.
const DIVISIONS: [&str; 2] = ["329999", "329998"];

/// An institution and what it works in.
pub(super) struct Member {
    /// The institution.
    pub(super) institution: Institution,
    /// Industries; empty for all of them.
    pub(super) industries: Vec<Industry>,
}

/// Everybody in the demo season.
pub(super) struct Members(pub(super) Vec<Member>);

impl Members {
    /// Generates them; ids count from 1 in the order of the list.
    pub(super) fn generate() -> Self {
        use InstitutionKind as K;
        use UniversityClass as C;
        let lists = Lists::institutions();
        let mut list = Builder {
            members: Vec::new(),
            dice: Dice::of(1),
        };
        for (key, class) in [
            ("UG_MIN", C::Ministry),
            ("UG_PROV", C::Provincial),
            ("UG_CITY", C::City),
            ("IND_COLL", C::Independent),
            ("VOC", C::Vocational),
        ] {
            list.push_all(lists.get(key), K::University, Some(class));
        }
        for (key, kind) in [
            ("INST", K::Institute),
            ("NRD", K::NewRd),
            ("SOE", K::StateOwned),
        ] {
            list.push_all(lists.get(key), kind, None);
        }
        list.push_all(lists.get("OUT"), K::University, Some(C::OutOfProvince));
        list.push_all(lists.get("LEAD"), K::Leading, None);
        for city in City::ALL {
            let name = fill(lists.get("city_branch")[0], &[("city", city.form_label())]);
            list.push(&name, K::CityBranch, None, city.code(), "");
        }
        list.push_all(lists.get("BR_I"), K::IndustryBranch, None);
        list.push_enterprises(&lists);
        for (key, kind) in [
            ("PARK", K::Park),
            ("SVC", K::Service),
            ("FIN", K::Finance),
            ("MEDIA", K::Media),
            ("GOV", K::Government),
            ("OPC", K::OperationCentre),
        ] {
            list.push_all(lists.get(key), kind, None);
        }
        Self(list.members)
    }

    /// The institution of this name, given without its ending.
    pub(super) fn named(&self, name: &str) -> &Institution {
        let full = format!("{name}{SAMPLE}");
        let found = self.all().find(|institution| institution.name == full);
        found.expect("the name stands in the list of institutions")
    }

    /// Those of a kind, in order.
    pub(super) fn of_kind(&self, kind: InstitutionKind) -> impl Iterator<Item = &Institution> {
        self.all()
            .filter(move |institution| institution.kind == kind)
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &Institution> {
        self.0.iter().map(|member| &member.institution)
    }

    /// Those that may offer a lot of this industry: universities, institutes and state-owned
    /// enterprises of the home province, or of the others when `out_of_province`.
    pub(super) fn owners(&self, industry: Industry, out_of_province: bool) -> Vec<&Institution> {
        use InstitutionKind as K;
        let fits = |member: &&Member| {
            let of = &member.institution;
            let kind = matches!(
                of.kind,
                K::University | K::Institute | K::NewRd | K::StateOwned
            );
            let works = member.industries.is_empty() || member.industries.contains(&industry);
            kind && works && of.out_of_province() == out_of_province
        };
        self.0
            .iter()
            .filter(fits)
            .map(|member| &member.institution)
            .collect()
    }

    /// `count` further owners for the large set, named after the ones that are there; they have no
    /// credit code.
    pub(super) fn branches(&self, count: usize) -> Vec<Institution> {
        let lists = Lists::institutions();
        let parents = self.owners(Industry::Other, false);
        (0..count)
            .map(|place| {
                let parent = parents[place % parents.len()];
                let number = (place / parents.len() + 1).to_string();
                let name = parent.name.trim_end_matches(SAMPLE);
                let values = [("name", name), ("number", number.as_str())];
                Institution {
                    id: InstitutionId((self.0.len() + place) as i64 + 1),
                    name: format!("{}{SAMPLE}", fill(lists.get("load_owner")[0], &values)),
                    credit_code: None,
                    kind: InstitutionKind::Institute,
                    university_class: None,
                    ..parent.clone()
                }
            })
            .collect()
    }

    /// The leading enterprise of this industry, if there is one.
    pub(super) fn leader(&self, industry: Industry) -> Option<&Institution> {
        let fits = |member: &&Member| {
            member.institution.kind == InstitutionKind::Leading
                && member.industries.contains(&industry)
        };
        self.0.iter().find(fits).map(|member| &member.institution)
    }
}

struct Builder {
    members: Vec<Member>,
    dice: Dice,
}

impl Builder {
    fn push_all(&mut self, lines: &[&str], kind: InstitutionKind, class: Option<UniversityClass>) {
        for line in lines {
            let mut cells = line.split('|').map(str::trim);
            let mut cell = || cells.next().unwrap_or_default();
            let (name, place, industries) = (cell(), cell(), cell());
            self.push(name, kind, class, place, industries);
        }
    }

    fn push(
        &mut self,
        name: &str,
        kind: InstitutionKind,
        class: Option<UniversityClass>,
        place: &str,
        industries: &str,
    ) {
        let city = City::from_code(place);
        let province = if city.is_some() { HOME_PROVINCE } else { place };
        let number = self.members.len() as i64 + 1;
        // A flight institute is among the out-of-province universities of the plan.
        let institute = kind == InstitutionKind::University && name.ends_with("研究院");
        let institution = Institution {
            id: InstitutionId(number),
            name: format!("{name}{SAMPLE}"),
            credit_code: Some(credit_code(kind, number, &mut self.dice)),
            kind: if institute {
                InstitutionKind::Institute
            } else {
                kind
            },
            university_class: class.filter(|_| !institute),
            province: province.to_owned(),
            city,
            big_institute: name == "燕北大学",
        };
        let industries = industries
            .split_whitespace()
            .filter_map(Industry::from_code)
            .collect();
        self.members.push(Member {
            institution,
            industries,
        });
    }

    /// Composes enterprises from head, trade and legal form; 40 heads and 19 trades share no
    /// divisor, so the first 760 names differ.
    fn push_enterprises(&mut self, lists: &Lists) {
        let heads = lists.get("enterprise_head");
        let trades = lists.get("enterprise_trade");
        let forms = lists.get("enterprise_form");
        for i in 0..ENTERPRISES {
            let (trade, industry) = trades[i % trades.len()]
                .split_once(" | ")
                .expect("a trade names its industry");
            let form = forms[usize::from(i % 9 == 8)];
            let name = format!("{}{trade}{form}", heads[i % heads.len()]);
            let city = City::ALL[i * 5 % City::ALL.len()];
            self.push(
                &name,
                InstitutionKind::Enterprise,
                None,
                city.code(),
                industry,
            );
        }
    }
}

/// A code whose both check characters fit.
fn credit_code(kind: InstitutionKind, number: i64, dice: &mut Dice) -> String {
    use InstitutionKind as K;
    let department = match kind {
        K::University | K::Institute | K::Park => "12",
        K::NewRd => "52",
        K::Government | K::OperationCentre => "11",
        _ => "91",
    };
    let division = DIVISIONS[dice.below(DIVISIONS.len())];
    let organisation = format!("MA9{number:03}{:02}", dice.below(100));
    let fitting = "0123456789X".chars().find_map(|check| {
        let code =
            CreditCode::complete(&format!("{department}{division}{organisation}{check}")).ok()?;
        code.organisation_code_fits()
            .then(|| code.as_str().to_owned())
    });
    fitting.expect("one of the eleven check characters fits")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn as_many_as_planned_and_all_different() {
        use InstitutionKind as K;
        let members = Members::generate();
        let count = |kind| members.of_kind(kind).count();
        let home_universities = members
            .of_kind(K::University)
            .filter(|i| !i.out_of_province())
            .count();
        assert_eq!(home_universities, 24);
        assert_eq!(
            members
                .of_kind(K::Institute)
                .filter(|i| !i.out_of_province())
                .count(),
            8
        );
        assert_eq!(members.all().filter(|i| i.out_of_province()).count(), 6);
        let counts = [
            K::NewRd,
            K::StateOwned,
            K::Leading,
            K::CityBranch,
            K::IndustryBranch,
        ];
        assert_eq!(counts.map(count), [6, 8, 3, 13, 4]);
        let counts = [K::Enterprise, K::Park, K::Service, K::Finance, K::Media];
        assert_eq!(counts.map(count), [120, 10, 12, 6, 8]);
        let class = |class| {
            members
                .all()
                .filter(|i| i.university_class == Some(class))
                .count()
        };
        use UniversityClass as C;
        let classes = [
            C::Ministry,
            C::Provincial,
            C::City,
            C::Independent,
            C::Vocational,
        ];
        assert_eq!(classes.map(class), [6, 8, 3, 3, 4]);
        let names: BTreeSet<&str> = members.all().map(|i| i.name.as_str()).collect();
        assert_eq!(names.len(), members.0.len());
        assert!(names.iter().all(|name| name.ends_with(SAMPLE)));
        assert_eq!(members.named("南山精密智造有限公司").kind, K::Enterprise);
    }

    #[test]
    fn credit_codes_are_valid_different_and_nobodys() {
        let members = Members::generate();
        let mut seen = BTreeSet::new();
        for institution in members.all() {
            let text = institution.credit_code.as_deref().unwrap();
            let code = CreditCode::parse(text).unwrap();
            assert!(code.organisation_code_fits(), "{text}");
            assert!(DIVISIONS.contains(&&text[2..8]), "{text}");
            assert!(seen.insert(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn every_city_is_there_and_every_industry_has_owners() {
        let members = Members::generate();
        let cities: BTreeSet<_> = members.all().filter_map(|i| i.city).collect();
        assert_eq!(cities.len(), 13);
        for industry in Industry::ALL.iter().filter(|i| **i != Industry::Other) {
            assert!(members.owners(*industry, false).len() >= 8, "{industry}");
            assert!(members.owners(*industry, true).len() >= 5, "{industry}");
        }
    }
}
