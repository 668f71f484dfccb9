//! The public display as `service` asks for it, for the plans of its statements.

use super::make::{self, NOON};
use crate::{Result, Tx};
use domain::ids::{AccountId, LotId, PackageId, SavedFilterId, SessionId};
use domain::lots::{ProjectLevel, Trl};
use domain::views::{LotFilter, LotSort};

/// What the columns of the display filter by.
pub(super) fn filters() -> [LotFilter; 5] {
    let none = LotFilter::default();
    [
        LotFilter {
            trl_min: Trl::new(4),
            trl_max: Trl::new(6),
            ..none.clone()
        },
        LotFilter {
            level: Some(ProjectLevel::National),
            ..none.clone()
        },
        LotFilter {
            package: true,
            ..none.clone()
        },
        LotFilter {
            big_institute: true,
            q: "示例".into(),
            ..none.clone()
        },
        LotFilter {
            featured: true,
            ..none
        },
    ]
}

/// Files and programs, related lots, packages, addresses.
pub(super) async fn display(tx: &mut Tx) -> Result<()> {
    let part = LotFilter {
        sort: Some(LotSort::Featured),
        ..LotFilter::default()
    };
    tx.catalogue_part(&part, NOON, 500).await?;
    tx.related_lots(&make::lot(8), 4).await?;
    tx.package(PackageId(1)).await?;
    tx.package_of(LotId(1)).await?;
    tx.packages_of(SessionId(1)).await?;
    tx.package_lots(PackageId(1)).await?;
    tx.dissolve_package(PackageId(1)).await?;
    tx.public_lots(LotId(0), LotId(500), 1_000).await?;
    tx.last_lot().await?;
    tx.open_licence(LotId(1)).await?;
    tx.licence_notices(LotId(1)).await?;
    tx.set_licence_paid(LotId(1), 1, NOON.date()).await?;
    tx.featured_line(make::lot(8).season).await?;
    tx.set_featured_rank(LotId(1), Some(1)).await?;
    let (me, filter) = (AccountId(1), SavedFilterId(1));
    tx.saved_filters(me).await?;
    tx.digests_due(NOON, 50).await?;
    tx.book_digest((filter, NOON), NOON, NOON).await?;
    tx.begin_digest((me, filter), NOON, NOON).await?;
    tx.end_digest(me, Some(filter)).await?;
    tx.end_digest(me, None).await?;
    tx.delete_saved_filter(me, filter).await?;
    Ok(())
}
