//! Institutions in seasons: joined once, one liaison at a time, an agreement for ever; experts.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::{AccountId, InstitutionId, ParticipationId, SeasonId};
use domain::institutions::CollectionChannel;
use domain::lots::Industry;
use domain::participations::AgreementState;
use domain::participations::people::{ContactCard, Corps, ExpertCard, ExpertIdentity};
use store::{
    ImportedPerson, NewAgreement, NewExpert, NewImport, NewLiaison, ParticipationFilter, Result,
    StoreError, Tx,
};

stories!(
    an_institution_joins_a_season_once,
    one_liaison_is_active_and_the_others_stay,
    an_agreement_counts_for_ever,
    an_expert_is_nominated_once,
    the_list_of_the_centre_is_filtered,
    whom_an_upload_has_named_is_known_and_taken_back,
);

const UNIT: InstitutionId = InstitutionId(1);
const ME: AccountId = AccountId(1);

async fn stage(bench: &Bench) -> Result<(Tx, SeasonId, ParticipationId)> {
    let mut tx = make::setting(&bench.store).await?;
    for id in [1, 2] {
        tx.insert_account(&make::account(id), None).await?;
    }
    let season = make::season().id;
    assert!(tx.join_season(season, UNIT, Some(ME), NOON).await?);
    let part = tx
        .participation(season, UNIT)
        .await?
        .expect("it has joined");
    Ok((tx, season, part.id))
}

fn card(phone: &str) -> ContactCard {
    ContactCard {
        name: "沈示例".into(),
        department: "科技处".into(),
        phone: phone.into(),
        email: "liaison@example.com".into(),
        ..ContactCard::default()
    }
}

async fn an_institution_joins_a_season_once(bench: &Bench) -> Result<()> {
    let (mut tx, season, id) = stage(bench).await?;
    assert!(
        !tx.join_season(season, UNIT, Some(ME), NOON).await?,
        "again"
    );
    assert_eq!(tx.participation(season, InstitutionId(2)).await?, None);
    let (first, other) = (CollectionChannel::University, CollectionChannel::Delta);
    for channel in [first, other] {
        tx.note_channel(season, UNIT, channel).await?;
        let part = tx.participation_by_id(id).await?.expect("it is there");
        assert_eq!(part.channel, Some(first), "what was noted stays");
        let filter = ParticipationFilter {
            channel: Some(channel),
            ..ParticipationFilter::default()
        };
        let listed = tx.participations(season, filter, None, 9).await?;
        assert_eq!(listed.len(), usize::from(channel == first));
    }
    let day = NOON.date();
    tx.note_paper(id, Some(day)).await?;
    tx.reopen_submission(id, day.plus_days(3), "专利证书补办")
        .await?;
    let part = tx.participation_by_id(id).await?.expect("it is there");
    assert_eq!(part.paper_received_on, Some(day));
    let reopened = Some((day.plus_days(3), "专利证书补办".to_owned()));
    assert_eq!((part.reopened, part.joined_at), (reopened, NOON));
    let nobody = ParticipationId(99);
    let missing = tx.note_paper(nobody, None).await;
    assert!(matches!(missing, Err(StoreError::Conflict)));
    Ok(())
}

async fn one_liaison_is_active_and_the_others_stay(bench: &Bench) -> Result<()> {
    let (mut tx, season, part) = stage(bench).await?;
    let (first, second) = (card("19900002021"), card("19900002022"));
    let named = |account, card| NewLiaison {
        participation: part,
        season,
        account: AccountId(account),
        card,
        by: ME,
        at: NOON,
    };
    tx.name_liaison(&named(1, &first)).await?;
    tx.commit().await?;
    let mut tx = bench.store.write().await?;
    let second_one = tx.name_liaison(&named(2, &second)).await;
    assert!(
        matches!(second_one, Err(StoreError::Conflict)),
        "one is active"
    );
    drop(tx);
    let mut tx = bench.store.write().await?;
    assert!(!tx.has_liaison_phone(season, "19900002021", part).await?);
    let other = ParticipationId(part.get() + 1);
    assert!(tx.has_liaison_phone(season, "19900002021", other).await?);
    let later = NOON.plus_millis(1_000);
    assert!(tx.end_liaison(part, later).await?);
    assert!(!tx.end_liaison(part, later).await?);
    tx.name_liaison(&named(2, &second)).await?;
    let active = tx.liaison(part).await?.expect("a liaison");
    assert_eq!((active.account, &active.card), (AccountId(2), &second));
    let all = tx.liaisons(part, 20).await?;
    let ends: Vec<_> = all.iter().map(|one| one.until).collect();
    assert_eq!(ends, [None, Some(later)]);
    // Whoever goes is still known to have been it, and not to be reached any more.
    tx.erase_account(AccountId(2), "-", later).await?;
    let gone = tx.liaison(part).await?.expect("a liaison");
    assert_eq!(
        (gone.account, gone.card),
        (AccountId(2), ContactCard::default())
    );
    assert!(!tx.has_liaison_phone(season, "19900002022", other).await?);
    Ok(())
}

async fn an_agreement_counts_for_ever(bench: &Bench) -> Result<()> {
    let (mut tx, ..) = stage(bench).await?;
    let new = NewAgreement {
        institution: UNIT,
        signed_on: NOON.date(),
        by: Some(ME),
        at: NOON,
    };
    let (returned, accepted) = (AgreementState::Returned, AgreementState::Accepted);
    let first = tx.insert_agreement(&new).await?;
    tx.decide_agreement(first, returned, Some("未盖章"), Some(ME), NOON)
        .await?;
    assert!(!tx.has_accepted_agreement(UNIT).await?);
    let second = tx.insert_agreement(&new).await?;
    tx.decide_agreement(second, accepted, None, None, NOON)
        .await?;
    assert!(tx.has_accepted_agreement(UNIT).await?);
    assert!(!tx.has_accepted_agreement(InstitutionId(2)).await?);
    let again = tx
        .decide_agreement(second, returned, Some("-"), None, NOON)
        .await;
    assert!(
        matches!(again, Err(StoreError::Conflict)),
        "it was decided on"
    );
    let all = tx.agreements(UNIT, 20).await?;
    let states: Vec<_> = all.iter().map(|one| (one.id, one.state)).collect();
    assert_eq!(states, [(second, accepted), (first, returned)]);
    assert_eq!(all[1].reason.as_deref(), Some("未盖章"));
    assert_eq!(tx.agreement(first).await?.as_ref(), Some(&all[1]));
    Ok(())
}

async fn an_expert_is_nominated_once(bench: &Bench) -> Result<()> {
    let (mut tx, season, _) = stage(bench).await?;
    let card = ExpertCard {
        contact: card("19900002031"),
        identity: ExpertIdentity::Professor,
        fields: vec![Industry::ALL[0]],
        corps: vec![Corps::Service],
        note: String::new(),
    };
    let new = NewExpert {
        season,
        institution: UNIT,
        card: &card,
        by: ME,
        at: NOON,
    };
    let id = tx.insert_expert(&new).await?;
    tx.decide_expert(id, Some(NOON), ME).await?;
    tx.commit().await?;
    let mut tx = bench.store.write().await?;
    let again = tx.insert_expert(&new).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    drop(tx);
    let mut tx = bench.store.read().await?;
    let found = tx.expert(id).await?.expect("an expert");
    assert_eq!((&found.card, found.admitted_at), (&card, Some(NOON)));
    assert_eq!(
        tx.experts(season, None, 50).await?,
        std::slice::from_ref(&found)
    );
    assert_eq!(tx.experts_of(season, UNIT, 50).await?, [found]);
    assert_eq!(tx.experts(season, Some(id), 50).await?, []);
    assert_eq!(tx.experts_of(season, InstitutionId(2), 50).await?, []);
    Ok(())
}

async fn the_list_of_the_centre_is_filtered(bench: &Bench) -> Result<()> {
    let (mut tx, season, first) = stage(bench).await?;
    tx.join_season(season, InstitutionId(2), None, NOON).await?;
    tx.note_paper(first, Some(NOON.date())).await?;
    let new = NewAgreement {
        institution: UNIT,
        signed_on: NOON.date(),
        by: None,
        at: NOON,
    };
    tx.insert_agreement(&new).await?;
    let none = ParticipationFilter::default();
    let all = tx.participations(season, none, None, 50).await?;
    let units: Vec<_> = all.iter().map(|line| line.institution.get()).collect();
    assert_eq!(units, [1, 2]);
    assert!(all[0].facts.paper && !all[0].facts.liaison && !all[0].facts.scan);
    assert_eq!(all[0].facts.agreement, Some(AgreementState::Submitted));
    assert_eq!(
        (all[1].facts.agreement, all[1].facts.accepted),
        (None, false)
    );
    let after = tx.participations(season, none, Some(first), 50).await?;
    assert_eq!(after, all[1..]);
    let shown = async |tx: &mut Tx, filter| -> Result<usize> {
        Ok(tx.participations(season, filter, None, 50).await?.len())
    };
    let waits = ParticipationFilter {
        agreement_waits: true,
        ..none
    };
    assert_eq!(shown(&mut tx, waits).await?, 1);
    let paper = ParticipationFilter {
        paper_missing: true,
        ..none
    };
    assert_eq!(shown(&mut tx, paper).await?, 1);
    let scanned = ParticipationFilter {
        scanned: true,
        ..none
    };
    assert_eq!(shown(&mut tx, scanned).await?, 0);
    Ok(())
}

async fn whom_an_upload_has_named_is_known_and_taken_back(bench: &Bench) -> Result<()> {
    let (mut tx, season, part) = stage(bench).await?;
    let upload = NewImport {
        account: ME,
        institution: Some(UNIT),
        season,
        file_name: "活动联络员信息表.xlsx",
        file: &[1],
        preview: "{}",
        created_at: NOON,
    };
    let import = tx.insert_import(&upload).await?;
    let (old, new) = (card("19900002041"), card("19900002042"));
    let named = |card| NewLiaison {
        participation: part,
        season,
        account: ME,
        card,
        by: ME,
        at: NOON,
    };
    let earlier = tx.name_liaison(&named(&old)).await?;
    assert!(tx.end_liaison(part, NOON).await?);
    let id = tx.name_liaison(&named(&new)).await?;
    let active = tx.liaison(part).await?.expect("a liaison");
    assert_eq!((active.id, &active.card), (id, &new));
    let found = tx.liaison_with_phone(season, "19900002042").await?;
    assert_eq!(found, Some(UNIT));
    assert_eq!(tx.liaison_with_phone(season, "19900002041").await?, None);
    let expert = ExpertCard {
        contact: card("19900002043"),
        identity: ExpertIdentity::Professor,
        fields: vec![Industry::ALL[0]],
        corps: vec![Corps::Service],
        note: String::new(),
    };
    let nominated = NewExpert {
        season,
        institution: UNIT,
        card: &expert,
        by: ME,
        at: NOON,
    };
    let expert = tx.insert_expert(&nominated).await?;
    let people = [
        ImportedPerson::Expert(expert),
        ImportedPerson::Liaison {
            id,
            earlier: Some(earlier),
        },
    ];
    for person in people {
        tx.insert_imported_person(import, person).await?;
    }
    assert_eq!(tx.imported_people(import).await?, people);
    // Taken back: the one before again, under a number of its own, and no expert.
    assert!(tx.end_one_liaison(id, NOON).await?);
    assert!(!tx.end_one_liaison(id, NOON).await?, "over already");
    assert!(tx.name_again(earlier, ME, NOON).await?);
    let active = tx.liaison(part).await?.expect("a liaison");
    assert!(active.id != earlier && active.card == old);
    tx.decide_expert(expert, Some(NOON), ME).await?;
    assert!(!tx.withdraw_expert(expert).await?, "admitted");
    tx.decide_expert(expert, None, ME).await?;
    assert!(tx.withdraw_expert(expert).await?);
    assert_eq!(tx.experts_of(season, UNIT, 50).await?, []);
    assert_eq!(tx.liaisons(part, 20).await?.len(), 3, "all on record");
    Ok(())
}
