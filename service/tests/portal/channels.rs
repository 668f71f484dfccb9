//! Through which channel the lots of an institution are collected.

use crate::participations::colleague;
use domain::institutions::{CollectionChannel, Institution, InstitutionKind};
use domain::views::ParticipationShow;
use service::testing::{TestPortal, institution};

/// AS-21, AS-23: universities of the province and the delta have a channel of their own, noted when they join.
#[tokio::test]
async fn lots_are_collected_through_the_channel_of_their_unit() {
    let site = TestPortal::new().await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    let units = [
        ("省内大学（示例）", InstitutionKind::University, "江苏"),
        ("浙示例研究所（示例）", InstitutionKind::Institute, "浙江"),
        ("京示例大学（示例）", InstitutionKind::University, "北京"),
    ];
    for (place, (name, kind, province)) in units.into_iter().enumerate() {
        let unit = Institution {
            province: province.into(),
            ..institution(name, kind)
        };
        let mut tx = portal.store().write().await.unwrap();
        let id = tx.insert_institution(&unit).await.unwrap();
        tx.commit().await.unwrap();
        let unit = Institution { id, ..unit };
        let liaison = colleague(&site, &format!("liaison-{place}"), &unit).await;
        portal.join_season(&liaison).await.unwrap();
    }
    let names = async |show| {
        let page = portal.office_participations(&centre, show, None).await;
        let lines = page.unwrap().lines.into_iter();
        lines.map(|line| line.name).collect::<Vec<_>>()
    };
    let of_province = names(ParticipationShow::University).await;
    assert!(of_province.contains(&units[0].0.to_owned()));
    assert!(!of_province.contains(&units[2].0.to_owned()));
    assert_eq!(names(ParticipationShow::Delta).await, [units[1].0]);
    // The channel is that of the day on which it joined.
    let page = portal.office_participations(&centre, ParticipationShow::Delta, None);
    let line = page.await.unwrap().lines.remove(0);
    assert_eq!(line.channel, Some(CollectionChannel::Delta));
    let desk = portal.participation_desk(&centre, line.id).await.unwrap();
    assert_eq!(desk.channel, Some(CollectionChannel::Delta));
}
