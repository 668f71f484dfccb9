//! The public display as `service` asks for it, for the plans of its statements.

use super::make::{self, NOON};
use crate::{Result, Tx};
use domain::ids::{LotId, PackageId, SessionId};
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
    Ok(())
}
