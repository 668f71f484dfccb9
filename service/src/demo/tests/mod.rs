//! What the demo season promises (domain.md §7.1).

mod bidding;

use super::accounts::LIAISONS;
use super::bids::ALL_BIDS;
use super::lots::{plan, practice};
use super::*;
use domain::ids::NeedCode;
use domain::lots::{
    Cluster, DealMethod, Industry, LotKind, LotState, ProjectLevel, TransactionMode,
};
use domain::money::Fen;
use domain::packages::{PackageDraft, admit};
use domain::sessions::AgendaItem;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The day and the instant of most tests: a Saturday near the end of a season.
static SAMPLE: LazyLock<DemoSeason> = LazyLock::new(|| {
    let today = Date::of(2026, 11, 21);
    season(today, now())
});

fn now() -> Timestamp {
    Date::of(2026, 11, 21).at(9, 5)
}

fn real() -> impl Iterator<Item = &'static DemoLot> + Clone {
    SAMPLE.lots.iter().filter(|demo| !demo.lot.practice)
}

fn count(fits: impl Fn(&Lot) -> bool) -> usize {
    real().filter(|demo| fits(&demo.lot)).count()
}

#[test]
fn two_runs_are_equal() {
    assert!(season(Date::of(2026, 11, 21), now()) == *SAMPLE);
}

#[test]
fn the_lots_are_split_as_planned() {
    assert_eq!(real().count(), 360);
    assert_eq!(count(|lot| lot.kind == LotKind::Patent), 270);
    use Industry as I;
    let industries = [
        (I::It, 80),
        (I::Bio, 60),
        (I::Manufacturing, 75),
        (I::Environment, 45),
        (I::Materials, 55),
    ];
    for (industry, lots) in industries.into_iter().chain([(I::Energy, 45)]) {
        assert_eq!(count(|lot| lot.industry == industry), lots, "{industry}");
    }
    use Cluster as C;
    for (cluster, lots) in [
        (C::InternetOfThings, 25),
        (C::Textile, 15),
        (C::Ships, 15),
        (C::Digital, 20),
    ] {
        assert_eq!(count(|lot| lot.cluster == Some(cluster)), lots, "{cluster}");
    }
    for (state, lots) in plan::STATES {
        assert_eq!(count(|lot| lot.state == state), lots, "{state}");
    }
    assert_eq!(count(|lot| lot.dual_carbon), plan::DUAL_CARBON);
    assert_eq!(count(|lot| lot.out_of_province), plan::OUT_OF_PROVINCE);
    assert_eq!(
        count(|lot| lot.project_level != ProjectLevel::None),
        plan::PROGRAMME
    );
    let open = |lot: &Lot| lot.modes.contains(&TransactionMode::OpenLicence);
    assert_eq!(count(open), plan::OPEN_LICENCE);
    assert_eq!(
        SAMPLE.lots.iter().filter(|demo| demo.lot.practice).count(),
        practice::COUNT
    );
}

#[test]
fn titles_numbers_and_codes_differ() {
    let distinct =
        |text: fn(&DemoLot) -> String| SAMPLE.lots.iter().map(text).collect::<BTreeSet<_>>().len();
    for count in [
        distinct(|demo| demo.lot.title.clone()),
        distinct(|demo| demo.lot.code.to_string()),
        distinct(|demo| demo.lot.summary.clone()),
        distinct(|demo| demo.identity_key.clone()),
    ] {
        assert_eq!(count, SAMPLE.lots.len());
    }
    let told: BTreeSet<String> = real()
        .map(|demo| demo.lot.advantages.clone() + &demo.lot.prospect)
        .collect();
    assert_eq!(told.len(), 360);
}

#[test]
fn texts_keep_their_lengths() {
    let length = domain::text::length;
    for DemoLot { lot, .. } in &SAMPLE.lots {
        assert!((4..=120).contains(&length(&lot.title)), "{}", lot.title);
        assert!(
            (50..=1_000).contains(&length(&lot.summary)),
            "{}",
            lot.summary
        );
        if !lot.practice {
            assert!(
                (80..=200).contains(&length(&lot.summary)),
                "{}",
                lot.summary
            );
        }
        for text in [&lot.advantages, &lot.prospect] {
            assert!((20..=1_000).contains(&length(text)), "{text}");
        }
        for text in [&lot.summary, &lot.advantages, &lot.prospect] {
            assert!(!text.contains(['{', '}']), "{text}");
        }
        assert!(lot.keywords.len() <= 5);
        assert!(
            lot.keywords
                .iter()
                .all(|word| (2..=12).contains(&length(word)))
        );
        assert!(!lot.modes.is_empty() && !lot.deal_methods.is_empty());
    }
}

#[test]
fn patents_are_fictional_and_fit_the_season() {
    let season = SAMPLE.seasons.last().unwrap();
    let mut seen = BTreeSet::new();
    for DemoLot { lot, .. } in real() {
        assert_eq!(lot.kind == LotKind::Patent, !lot.patents.is_empty());
        for patent in &lot.patents {
            assert!(patent.granted_on >= season.grant_cutoff.unwrap());
            assert!(patent.granted_on < lot.published_at.unwrap_or(now()).date());
            let pending = patent.granted_on.0 - patent.filed_on.0;
            assert!((730..=1_095).contains(&pending), "{pending}");
            assert!(patent.number.fits_filing_year(patent.filed_on.year()));
            assert_eq!(patent.number.patent_type(), patent.patent_type);
            assert!(patent.ipc.is_some() && patent.expires_on() > season.end_on);
        }
        for number in lot
            .patents
            .iter()
            .map(|p| &p.number)
            .chain(&lot.related_patents)
        {
            let parsed = domain::patents::PatentNumber::parse(number.canonical(), 2026);
            assert_eq!(parsed.as_ref(), Ok(number));
            assert!(
                number.digits()[5..].parse::<u32>().unwrap() >= 9_000_000,
                "{number}"
            );
            assert!(seen.insert(number.clone()), "{number}");
        }
    }
}

#[test]
fn eight_lots_are_packages() {
    let packages = real().filter(|demo| demo.lot.patents.len() > 1);
    assert_eq!(packages.count(), 8);
}

/// Each could be opened by the host of its session.
#[test]
fn packages_are_made_of_lots_of_one_session() {
    let packages = packages::packages(&SAMPLE, now());
    assert_eq!(packages.len(), 3);
    for (package, lots) in packages {
        let chosen: Vec<&Lot> = real()
            .map(|demo| &demo.lot)
            .filter(|lot| lots.contains(&lot.id))
            .collect();
        let draft = PackageDraft {
            title: package.title,
            summary: package.summary,
            start_price: package.start_price,
            lots: chosen.iter().map(|lot| lot.code.clone()).collect(),
        };
        assert_eq!(draft.check(), Ok(()), "{draft:?}");
        for lot in chosen {
            assert_eq!(admit(lot, package.session, false), Ok(()));
        }
    }
}

#[test]
fn prices_are_those_of_a_real_season() {
    let mut prices: Vec<i64> = real()
        .filter_map(|demo| demo.lot.start_price)
        .map(|price| price.0 / 100)
        .collect();
    prices.sort_unstable();
    let median = prices[prices.len() / 2];
    let mean = prices.iter().sum::<i64>() / prices.len() as i64;
    assert!((75_000..=85_000).contains(&median), "{median}");
    assert!((207_000..=227_000).contains(&mean), "{mean}");
    for DemoLot { lot, private, .. } in &SAMPLE.lots {
        assert_eq!(
            lot.start_price.is_some(),
            lot.deal_methods.contains(&DealMethod::OnlineBid)
        );
        assert!(!(lot.negotiable && lot.start_price.is_some()));
        let hundred = Fen::yuan(100);
        for price in [lot.start_price, lot.increment, lot.asking_price]
            .into_iter()
            .flatten()
        {
            assert!(price.0 > 0 && price.is_multiple_of(hundred), "{price:?}");
        }
        assert!(!lot.out_of_province || lot.start_price.unwrap() >= Fen::yuan(1_000_000));
        assert_eq!(private.reserve_price.is_some(), lot.has_reserve);
        assert!(
            private
                .reserve_price
                .is_none_or(|reserve| reserve >= lot.start_price.unwrap())
        );
    }
}

#[test]
fn owners_are_of_the_right_kind() {
    let owner = |lot: &Lot| {
        SAMPLE
            .institutions
            .iter()
            .find(|i| i.id == lot.owner)
            .unwrap()
    };
    for DemoLot { lot, .. } in real() {
        assert_eq!(owner(lot).out_of_province(), lot.out_of_province);
        let leading = owner(lot).kind == domain::institutions::InstitutionKind::Leading;
        assert_eq!(leading, lot.modes == [TransactionMode::OpenLicence]);
    }
    for institution in &SAMPLE.institutions {
        assert!(
            count(|lot| lot.owner == institution.id) <= 50,
            "{}",
            institution.name
        );
    }
}

#[test]
fn units_keep_to_their_places_in_roadshows() {
    let most = SAMPLE.seasons.last().unwrap().roadshow_max.unwrap();
    for institution in &SAMPLE.institutions {
        let recommended = count(|lot| lot.owner == institution.id && lot.roadshow);
        assert!(recommended <= usize::from(most), "{}", institution.name);
        let tried_out = LIAISONS
            .iter()
            .any(|(_, name)| institution.name.strip_suffix("（示例）") == Some(name));
        assert!(!tried_out || recommended == 0, "{}", institution.name);
    }
    assert!(count(|lot| lot.roadshow) > 0);
}

#[test]
fn nothing_leads_to_a_real_person() {
    for demo in &SAMPLE.lots {
        let contact = &demo.private.contact;
        assert!(contact.phone.starts_with("1990000") && contact.phone.len() == 11);
        assert!(contact.email.as_ref().unwrap().ends_with("@example.com"));
    }
}

#[test]
fn sessions_have_pages_that_pass_the_checks() {
    let current = SAMPLE.seasons.last().unwrap().id;
    let (now_ones, old_ones): (Vec<_>, Vec<_>) = SAMPLE
        .sessions
        .iter()
        .partition(|(session, _)| session.season == current);
    assert_eq!((now_ones.len(), old_ones.len()), (14, 17));
    for (session, revisions) in &SAMPLE.sessions {
        for revision in revisions {
            assert_eq!(revision.check(), Ok(()), "{}", session.slug);
            assert_eq!(revision.page.missing_english(), 0);
            assert!(revision.saved_at < now() && revision.published_at.is_none_or(|at| at < now()));
        }
        let shown = session.published_revision;
        assert!(shown.is_none_or(|number| number as usize == revisions.len()));
    }
    for (session, revisions) in now_ones
        .iter()
        .filter(|(s, _)| s.published_revision.is_some())
    {
        assert_eq!(revisions.len(), 2, "{}", session.slug);
        let agenda = &revisions[1].agenda;
        assert!(
            (6..=10).contains(&agenda.len()),
            "{} {}",
            session.slug,
            agenda.len()
        );
        let codes: Vec<_> = agenda
            .iter()
            .filter(|item| item.need().is_none())
            .filter_map(|item| item.lot.as_deref())
            .collect();
        assert!(codes.len() >= 4, "{}", session.slug);
        for code in codes {
            let demo = real().find(|demo| demo.lot.code.as_str() == code).unwrap();
            assert_eq!(
                (demo.lot.industry, demo.lot.session),
                (session.industry, Some(session.id))
            );
            assert!(demo.lot.state.is_public());
        }
    }
    let needs = now_ones.iter().flat_map(|(_, revisions)| revisions);
    let needs = needs
        .flat_map(|one| &one.agenda)
        .filter_map(AgendaItem::need);
    let needs: BTreeSet<NeedCode> = needs.collect();
    assert!(needs.len() >= 3, "{needs:?}");
    let torch = now_ones
        .iter()
        .find(|(session, _)| session.torch_express)
        .unwrap();
    let national =
        count(|lot| lot.session == Some(torch.0.id) && lot.project_level != ProjectLevel::None);
    assert!(national >= 10, "{national}");
}

#[test]
fn any_day_of_any_year_gives_a_season() {
    for (year, month, day) in [(2026, 1, 2), (2027, 3, 31), (2026, 7, 15), (2024, 12, 31)] {
        let today = Date::of(year, month, day);
        let demo = season(today, today.at(0, 20));
        assert_eq!(demo.lots.len(), 360 + practice::COUNT, "{today}");
        let bids: usize = demo
            .lots
            .iter()
            .filter_map(|demo| demo.auction.as_ref())
            .map(|auction| auction.state.bid_count as usize)
            .sum();
        assert_eq!(bids, ALL_BIDS, "{today}");
    }
}
